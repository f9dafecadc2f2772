"""Opening the database: its tables made, those of an older version brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from baikonur_align.model import Problem

META = sa.MetaData()
"""The tables; the modules beside this one put theirs here."""

BUSY_SECONDS = 30
"""How long a writer waits for another one before it gives up."""

CHUNK = 500
"""Texts in one query: below the oldest SQLite's limit of 999 variables."""


class JournalProblem(Problem):
    """The database can't be opened, read or written."""


class JournalFull(JournalProblem):
    """There is no room for what was to be written."""


class Unstorable(JournalProblem):
    """The database has no place for such a text or number: NUL, or a whole number of more than 32 bits."""


def open_database(url: str) -> sa.Engine:
    """The database at `url` (``sqlite:///FILE``, ``postgresql+psycopg://...``), its tables made if need be.

    Raises `JournalProblem` when it can't be opened or written.
    """
    with clear_errors(_without_password(url)):
        timeout = {"timeout": BUSY_SECONDS} if url.startswith("sqlite") else {}
        engine = sa.create_engine(url, connect_args=timeout, pool_pre_ping=True)
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _set_up_sqlite)
        META.create_all(engine)
        _add_columns(engine)
        _add_indexes(engine)
    return engine


def _without_password(url: str) -> str:
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        return url  # which is none


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers read while one writes; FULL keeps what was acknowledged through a power cut."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _add_columns(engine: sa.Engine) -> None:
    """Give the tables of an older version the columns that came later, with their server's default."""
    for table, column in _missing(engine):
        definition = sa.schema.CreateColumn(column).compile(dialect=engine.dialect)
        try:
            with engine.begin() as db:
                db.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {definition}"))
        except sa.exc.OperationalError:
            if (table, column) in _missing(engine):
                raise  # else another process was quicker


def _add_indexes(engine: sa.Engine) -> None:
    with engine.begin() as db:
        for index in (i for table in META.sorted_tables for i in table.indexes):
            db.execute(sa.schema.CreateIndex(index, if_not_exists=True))


def _missing(engine: sa.Engine) -> list[tuple[sa.Table, sa.Column[Any]]]:
    there = sa.inspect(engine)
    known = {t.name: {c["name"] for c in there.get_columns(t.name)} for t in META.sorted_tables}
    return [(t, c) for t in META.sorted_tables for c in t.c if c.name not in known[t.name]]


@contextmanager
def clear_errors(where: object) -> Iterator[None]:
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except sa.exc.DataError as error:
        raise Unstorable(f"the journal can't look for or keep that: {error.orig}") from error
    except (
        sa.exc.DBAPIError,
        sa.exc.ArgumentError,
        sa.exc.NoSuchModuleError,
        ModuleNotFoundError,
    ) as error:
        cause = getattr(error, "orig", None) or error
        if getattr(cause, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            raise JournalFull(
                "the disk is full: nothing was changed; make room and try again"
            ) from error
        raise JournalProblem(
            f"the journal {where} can't be used: {cause}; check the path, its permissions and the free space"
        ) from error
