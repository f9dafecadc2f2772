"""Which journal this is, and from which version on it has the edits of a pair."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa

from baikonur_align.clock import now
from baikonur_align.journal.database import META, READ, clear_errors

JOURNAL = sa.Table(
    "journal",
    META,
    sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),  # one row
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("made", sa.Text, nullable=False),
)
ADOPTED = sa.Table(
    "adopted",
    META,
    sa.Column("pair", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
)


class Identity:
    """The journal's own random id, made when the journal is."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self.id = self._read() or self._make()

    def _read(self) -> str:
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return connection.execute(sa.select(JOURNAL.c.id)).scalar() or ""

    def _make(self) -> str:
        try:
            with clear_errors(), self._engine.begin() as connection:
                connection.execute(JOURNAL.insert(), {"only": 1, "id": uuid4().hex, "made": now()})
        except sa.exc.IntegrityError:
            pass  # another process was quicker
        return self._read()

    def adopt(self, pair: str, version: int) -> None:
        """Let this journal go on from a version of `pair` that other journals have led to."""
        try:
            with clear_errors(), self._engine.begin() as connection:
                connection.execute(ADOPTED.insert(), {"pair": pair, "version": version})
        except sa.exc.IntegrityError:
            pass  # it has been adopted

    def adopted(self, pair: str, version: int) -> bool:
        """Return whether the journal goes on from this version."""
        query = sa.select(ADOPTED.c.pair).where(
            ADOPTED.c.pair == pair, ADOPTED.c.version == version
        )
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return connection.execute(query).scalar() is not None
