"""The translation memory of the machine: what each engine has translated."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from baikonur_align.journal.database import CHUNK, META, READ, clear_errors

_memory = sa.Table(
    "memory",
    META,
    sa.Column("engine", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),  # of the source: PostgreSQL's keys are short
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
)
_older = sa.table("translations", sa.column("engine"), sa.column("source"), sa.column("target"))
"""The memory of version 0.1.0, whose key was the source itself."""


@sa.event.listens_for(_memory, "after_create")
def _take_over(_table: sa.Table, connection: sa.Connection, **_more: Any) -> None:
    """Copy the memory of version 0.1.0 when the table is made."""
    if sa.inspect(connection).has_table(_older.name):
        rows = connection.execute(sa.select(_older)).mappings().all()
        for start in range(0, len(rows), CHUNK):
            part = [
                {**row, "digest": _digest(row["source"])} for row in rows[start : start + CHUNK]
            ]
            connection.execute(_memory.insert(), part)
        connection.execute(sa.text("DROP TABLE translations"))


class Memory:
    """The translations of each engine, so that a sentence is translated once."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def get_many(self, signature: str, texts: Sequence[str]) -> dict[str, str]:
        """Return the known translations of `texts` by the engine that `signature` names."""
        found: dict[str, str] = {}
        digests = list(map(_digest, texts))
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            for start in range(0, len(digests), CHUNK):
                query = sa.select(_memory.c.source, _memory.c.target).where(
                    _memory.c.engine == signature,
                    _memory.c.digest.in_(digests[start : start + CHUNK]),
                )
                found.update((row.source, row.target) for row in connection.execute(query))
        return found

    def put_many(self, signature: str, translations: Mapping[str, str]) -> None:
        """Keep `translations`, source to target; a known source gets the newer one."""
        rows = [
            {"engine": signature, "digest": _digest(s), "source": s, "target": translation}
            for s, translation in translations.items()
        ]
        known = _memory.c.engine == signature
        with clear_errors(), self._engine.begin() as connection:
            for start in range(0, len(rows), CHUNK):
                part = rows[start : start + CHUNK]
                digests = [row["digest"] for row in part]
                connection.execute(_memory.delete().where(known, _memory.c.digest.in_(digests)))
                connection.execute(_memory.insert(), part)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
