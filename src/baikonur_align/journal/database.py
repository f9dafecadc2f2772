"""Opening the journal's database: its tables, its timeouts, and its errors in plain words."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from baikonur_align.journal.waits import Watchdog, connect_args
from baikonur_align.model import Problem

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


class JournalProblem(Problem):
    """The database cannot be opened, read or written."""


class JournalBusy(JournalProblem):
    """The database does not answer at the moment, or another writer holds a lock."""


class JournalMismatch(JournalProblem):
    """The journal is not the one that the edits so far were made in, or lacks some of them."""


class JournalFull(JournalProblem):
    """The disk of the database is full."""


class Unstorable(JournalProblem):
    """The database cannot hold such a text or number: NUL, or a number of more than 32 bits."""


def open_database(url: str, *, upgrade: bool = False) -> sa.Engine:
    """Return the database at `url` (``sqlite:///FILE``, ``postgresql+psycopg://...``).

    Missing tables, columns and indexes are made, one process at a time. A database that has them
    is only read, so that an account that may read and write suffices. With `upgrade` they are
    looked for under the lock even if none is missing. Raises `JournalProblem`.
    """
    try:
        engine = sa.create_engine(url, connect_args=connect_args(url), **_pool(url))
        if engine.dialect.name == "sqlite":
            _check_log(engine.url.database)
            sa.event.listen(engine, "connect", _set_up_sqlite)
            _watch_file(engine)
        if upgrade or _missing(engine):
            _upgrade(engine)
        if engine.dialect.name != "sqlite":
            Watchdog(engine)  # only now: an upgrade may take its time
        _keep_private(engine)
    except _DRIVER_ERRORS as error:
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
)


def _check_log(path: str | None) -> None:
    """Refuse a write-ahead log without its file: SQLite would delete it, with the last edits."""
    if not path or path == ":memory:":
        return
    file, log = Path(path), Path(f"{path}-wal")
    gone = not file.is_file() or not file.stat().st_size
    if gone and log.is_file() and log.stat().st_size:
        raise JournalMismatch(
            "the journal's file {file} is gone, and its log {log} is still there: put the file "
            "back, or move the log away to begin a new journal",
            file=file.name,
            log=log.name,
        )


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers read while one writes; FULL keeps acknowledged edits in a power cut."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _pool(url: str) -> dict[str, int]:
    """Enough connections for all threads of a server; a database in memory has but one."""
    return {} if url == "sqlite://" else {"pool_size": 10, "max_overflow": 25}


def _watch_file(engine: sa.Engine) -> None:
    """Refuse to work on if the journal's file was deleted or replaced since it was opened."""
    path = engine.url.database
    if not path or path == ":memory:":
        return

    first: dict[str, int] = {}  # of the file that was opened, also for later connections

    def check(_connection: object, _record: object, _proxy: object) -> None:
        try:
            inode = os.stat(path).st_ino  # noqa: PTH116  (once a checkout: cheap)
            same = first.setdefault("inode", inode) == inode
        except OSError:
            same = False
        if not same:
            raise JournalMismatch(
                "the journal's file was deleted or replaced while the server ran: nothing was "
                "written; put the file back and restart the server"
            )

    sa.event.listen(engine, "checkout", check)


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
            "the journal cannot hold that: {cause}", cause=_first_line(cause)
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
