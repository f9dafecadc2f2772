"""Assignments of pairs to reviewers, one row each."""

from __future__ import annotations

from dataclasses import asdict

import sqlalchemy as sa

from baikonur_align.journal.database import META, READ, clear_errors
from baikonur_align.model import Assignment

ASSIGNMENTS = sa.Table(
    "assignments",
    META,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("pair", sa.Text, nullable=False),
    sa.Column("reviewer", sa.Text, nullable=False),
    sa.Column("first", sa.Text, nullable=False),
    sa.Column("last", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sqlite_autoincrement=True,  # a number that was withdrawn is never another assignment's
)


class Assignments:
    """The assignments of all pairs of a corpus."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, *assignments: Assignment) -> None:
        """Add assignments in one transaction; the database numbers them."""
        rows = [
            {key: value for key, value in asdict(assignment).items() if key != "number"}
            for assignment in assignments
        ]
        with clear_errors(), self._engine.begin() as connection:
            connection.execute(ASSIGNMENTS.insert(), rows)

    def remove(self, pair: str, number: int) -> bool:
        """Remove an assignment; return whether it existed."""
        query = ASSIGNMENTS.delete().where(
            ASSIGNMENTS.c.pair == pair, ASSIGNMENTS.c.number == number
        )
        with clear_errors(), self._engine.begin() as connection:
            return bool(connection.execute(query).rowcount)

    def all(self, pair: str | None = None) -> list[Assignment]:
        """Return the assignments of one pair or of all, oldest first."""
        query = sa.select(ASSIGNMENTS).order_by(ASSIGNMENTS.c.number)
        if pair is not None:
            query = query.where(ASSIGNMENTS.c.pair == pair)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return [Assignment(**row) for row in connection.execute(query).mappings()]
