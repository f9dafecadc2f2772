"""Opening the journal's database: its tables, its timeouts, and its errors in plain words."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from baikonur_align.journal.files import JournalFile
from baikonur_align.journal.problems import (
    JournalBusy,
    JournalFull,
    JournalProblem,
    Unstorable,
)
from baikonur_align.journal.waits import Watchdog, connect_args

Database = sa.Engine
"""An open database; other rooms do not look inside it."""

META = sa.MetaData()
"""The tables; the modules beside this one add theirs."""

CHUNK = 500
"""Texts in one query: below the oldest SQLite's limit of 999 variables."""

UPGRADE_LOCK = 0x6261696B
"""The number of PostgreSQL's advisory lock that one upgrade of the tables at a time holds."""

READ = {"isolation_level": "AUTOCOMMIT"}
"""Options of a read: one statement needs no transaction, which costs two round trips."""

WRITE = READ
"""Options of a write of one statement, which is durable when it returns."""


def open_database(url: str, *, upgrade: bool = False) -> sa.Engine:
    """Return the database at `url` (``sqlite:///FILE``, ``postgresql+psycopg://...``).

    Missing tables, columns and indexes are made, one process at a time. A database that has them
    is only read, so that an account that may read and write suffices. With `upgrade` they are
    looked for under the lock even if none is missing. Raises `JournalProblem`.
    """
    engine = None
    try:
        engine = _engine(url)
        if upgrade or _missing(engine):
            _upgrade(engine)
        if engine.dialect.name != "sqlite":
            Watchdog(engine)  # only now: an upgrade may take its time
        _keep_private(engine)
    except Exception as error:
        if engine is not None:
            engine.dispose()
        if not isinstance(error, _DRIVER_ERRORS):
            raise
        raise JournalProblem(
            "the journal {where} cannot be opened: {cause}; check the path or address, the "
            "permissions and the free space",
            where=_without_password(url),
            cause=str(getattr(error, "orig", None) or error).strip(),
        ) from error
    return engine


_DRIVER_ERRORS = (
    sa.exc.DBAPIError,
    sa.exc.ArgumentError,
    sa.exc.NoSuchModuleError,
    ModuleNotFoundError,
    OSError,
)


def _engine(url: str) -> sa.Engine:
    path = sa.make_url(url).database if url.startswith("sqlite") else None
    if not path or path == ":memory:":
        engine = sa.create_engine(url, connect_args=connect_args(url), **_pool(url))
    else:
        file = JournalFile(path)
        engine = sa.create_engine(url, creator=file.connect, **_pool(url))
        _watch_file(engine, file)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
    return engine


CACHE_KB = 256
"""The page cache of one SQLite connection."""


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers read while one writes; FULL keeps acknowledged edits in a power cut.

    A small cache: there are as many connections as threads, and the system caches the file.
    """
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"cache_size=-{CACHE_KB}"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def not_durable(connection: sa.Connection) -> Iterator[None]:
    """Write what a power cut may undo, without a flush of the disk that edits would wait for."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        connection.exec_driver_sql("PRAGMA synchronous=FULL")


def _pool(url: str) -> dict[str, int]:
    """Enough connections for all threads of a server; a database in memory has but one."""
    return {} if url == "sqlite://" else {"pool_size": 10, "max_overflow": 25}


def _watch_file(engine: sa.Engine, file: JournalFile) -> None:
    """Check the journal's file before a connection is used, and after each write."""

    def written(
        _db: object, _cursor: object, _said: str, _given: object, context: Any, _m: bool
    ) -> None:
        if context.isinsert or context.isupdate or context.isdelete:
            file.check_log()

    listen = sa.event.listen
    listen(engine, "checkout", lambda *_: file.check())
    listen(engine, "after_cursor_execute", written)
    listen(engine, "close", lambda *_: file.forget_log())
    listen(engine, "engine_disposed", lambda _engine: file.release())


def _keep_private(engine: sa.Engine) -> None:
    """Password hashes and sessions are in the file: only its owner reads it."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        for suffix in ("", "-wal", "-shm"):
            file = Path(engine.url.database + suffix)
            if file.is_file() and file.stat().st_mode & 0o077:
                file.chmod(0o600)


def _upgrade(engine: sa.Engine) -> None:
    """Make what is missing of tables, columns and indexes, in one transaction under a lock."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(UPGRADE_LOCK)))
        elif engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        META.create_all(connection)
        for table, column in _missing_columns(connection):
            definition = sa.schema.CreateColumn(column).compile(dialect=engine.dialect)
            connection.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {definition}"))
        for index in (i for table in META.sorted_tables for i in table.indexes):
            connection.execute(sa.schema.CreateIndex(index, if_not_exists=True))


def _missing(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        names = set(inspector.get_table_names())
        if not {table.name for table in META.sorted_tables} <= names or _missing_columns(
            connection
        ):
            return True
        return any(
            {index.name for index in table.indexes}
            - {index["name"] for index in inspector.get_indexes(table.name)}
            for table in META.sorted_tables
        )


def _missing_columns(connection: sa.Connection) -> list[tuple[sa.Table, sa.Column[Any]]]:
    columns = sa.inspect(connection).get_multi_columns()
    known = {name: {column["name"] for column in found} for (_, name), found in columns.items()}
    return [
        (table, column)
        for table in META.sorted_tables
        for column in table.c
        if column.name not in known[table.name]
    ]


def _without_password(url: str) -> str:
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        return url  # not a URL


FULL = frozenset({"53100"})
"""PostgreSQL's SQLSTATE of a full disk."""


@contextmanager
def clear_errors(_where: object = None) -> Iterator[None]:
    """Raise errors of the driver as `JournalProblem`; the details go to the log only."""
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except (sa.exc.DataError, OverflowError) as error:
        cause = getattr(error, "orig", None) or error
        raise Unstorable(
            "the journal cannot store this: {cause}", cause=_first_line(cause)
        ) from error
    except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
        cause = getattr(error, "orig", None) or error
        logging.getLogger(__name__).error("journal: %s", _first_line(cause))  # noqa: TRY400
        if _is_full(cause):
            raise JournalFull(
                "the disk is full: nothing was changed; make room and try again"
            ) from error
        if _may_pass(error):
            raise JournalBusy(
                "the journal does not answer at the moment: nothing was changed; try again"
            ) from error
        raise JournalProblem(
            "the journal cannot be used: the server's log says why; nothing was changed"
        ) from error


def _first_line(cause: object) -> str:
    return (str(cause).strip() or type(cause).__name__).splitlines()[0]


def _is_full(cause: object) -> bool:
    sqlite = getattr(cause, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
    return sqlite or getattr(cause, "sqlstate", "") in FULL


def _may_pass(error: Exception) -> bool:
    """An outage, too many connections, a timeout, a lock; not a missing table or a damaged file."""
    if isinstance(error, sa.exc.TimeoutError):
        return True
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.Error):
        busy = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in busy
    return isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)
