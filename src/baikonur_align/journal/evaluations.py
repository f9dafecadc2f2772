"""Evaluations and the statistics that they are made of, each under a hash of what decides it."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from baikonur_align.journal.database import META, clear_errors

_evaluations = sa.Table(
    "evaluations",
    META,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
)
_statistics = sa.Table(
    "evaluation_statistics",
    META,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

LISTED = 100
"""Evaluations of a list, the newest."""


class Evaluations:
    """The evaluations of a corpus. `get` and `put` keep statistics by their key."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, name: str, result: dict[str, Any], title: str, who: str, start: str) -> None:
        """Keep an evaluation under its id, in place of an earlier one of the same id."""
        text = json.dumps(result, ensure_ascii=False)
        row = {"id": name, "at": start, "who": who, "title": title, "result": text}
        with clear_errors(), self._engine.begin() as connection:
            connection.execute(_evaluations.delete().where(_evaluations.c.id == name))
            connection.execute(_evaluations.insert(), row)

    def find(self, name: str) -> dict[str, Any] | None:
        """The evaluation of an id, None where there is none; with who made it and when."""
        query = sa.select(_evaluations).where(_evaluations.c.id == name)
        with clear_errors(), self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else json.loads(row.result) | {"at": row.at, "who": row.who}

    def latest(self) -> list[dict[str, str]]:
        """Id, title, time and maker of the newest evaluations, the newest first."""
        columns = [_evaluations.c[name] for name in ("id", "title", "at", "who")]
        query = sa.select(*columns).order_by(_evaluations.c.at.desc()).limit(LISTED)
        with clear_errors(), self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def get(self, key: str) -> bytes | None:
        """The statistics under `key`; None where there are none."""
        query = sa.select(_statistics.c.data).where(_statistics.c.key == key)
        with clear_errors(), self._engine.connect() as connection:
            data: bytes | None = connection.execute(query).scalar()
            return data

    def put(self, key: str, data: bytes) -> None:
        """Keep statistics under `key`."""
        with clear_errors(), self._engine.begin() as connection:
            connection.execute(_statistics.delete().where(_statistics.c.key == key))
            connection.execute(_statistics.insert(), {"key": key, "data": data})
