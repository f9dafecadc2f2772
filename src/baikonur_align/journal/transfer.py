"""Copying a whole journal: into a backup, and from one database into another."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from baikonur_align.journal.database import META, clear_errors, open_database
from baikonur_align.journal.problems import JournalProblem

ROWS = 500
"""Rows that are copied at once."""


class NotEmpty(JournalProblem):
    """The database that a journal is copied to has edits of its own."""


def snapshot(engine: sa.Engine, file: Path) -> None:
    """Write a consistent copy of the journal to a new SQLite file; others may write meanwhile."""
    if engine.dialect.name == "sqlite":
        with clear_errors(), engine.connect() as connection, sqlite3.connect(file) as copy:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)
            source.backup(copy)
        copy.close()
        return
    target = open_database(f"sqlite:///{file}")
    try:
        copy_journal(engine, target)
    finally:
        target.dispose()


def copy_journal(source: sa.Engine, target: sa.Engine) -> int:
    """Copy every table from one journal into another, empty one; the number of edits copied.

    The source is read at one moment (a REPEATABLE READ transaction). Numbers that the database
    gives out go on after the highest one copied. Raises `NotEmpty`.
    """
    options = {} if source.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    edits = 0
    with (
        clear_errors(),
        source.connect().execution_options(**options) as old,
        target.begin() as new,
    ):
        if source.dialect.name == "sqlite":
            old.exec_driver_sql("BEGIN")
        for table in META.sorted_tables:
            if table.name == "edits" and new.execute(sa.select(table.c.pair).limit(1)).first():
                raise NotEmpty("the new database has edits already: name an empty one")
            new.execute(table.delete())
            rows = old.execution_options(yield_per=ROWS).execute(sa.select(table)).mappings()
            for part in rows.partitions(ROWS):
                new.execute(table.insert(), [dict(row) for row in part])
                edits += len(part) if table.name == "edits" else 0
            _continue_numbers(new, table)
    return edits


def damage(engine: sa.Engine) -> str:
    """Return what is wrong with an SQLite journal's file; empty if nothing is, or in PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return ""
    with clear_errors(), engine.connect() as connection:
        said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    return "" if said == ["ok"] else said[0]


def _continue_numbers(connection: sa.Connection, table: sa.Table) -> None:
    """PostgreSQL's sequences do not see numbers that were inserted."""
    number = table.autoincrement_column
    if connection.dialect.name == "postgresql" and number is not None:
        highest = sa.select(sa.func.coalesce(sa.func.max(number), 0) + 1).scalar_subquery()
        sequence = sa.func.pg_get_serial_sequence(table.name, number.name)
        connection.execute(sa.select(sa.func.setval(sequence, highest, False)))
