"""The audit log: who signed in, changed accounts, published, exported, deleted; never a text."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from baikonur_align.clock import now
from baikonur_align.journal.database import META, READ, clear_errors

_audit = sa.Table(
    "audit",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

LONGEST = 200
"""Characters of a value that a client gave."""


@dataclass(frozen=True)
class Audited:
    """One line of the audit log: ``about`` is a pair, account or file."""

    id: int
    at: str
    who: str
    what: str
    about: str
    address: str


class Audit:
    """The audit log, append-only."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, what: str, who: str, about: str = "", address: str = "") -> None:
        """Write a line."""
        row = {"at": now(), "what": what, "who": who, "about": about, "address": address}
        printable = {
            key: "".join(char for char in value if char.isprintable())[:LONGEST]
            for key, value in row.items()
        }
        with clear_errors(), self._engine.begin() as connection:
            connection.execute(_audit.insert(), printable)

    def latest(self, most: int, before: int | None = None) -> list[Audited]:
        """Return the last lines, latest first; those before a line's number."""
        query = sa.select(_audit).order_by(_audit.c.id.desc()).limit(most)
        if before is not None:
            query = query.where(_audit.c.id < before)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return [Audited(**row) for row in connection.execute(query).mappings()]
