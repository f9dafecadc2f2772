"""What other servers write, as PostgreSQL tells it (NOTIFY), so that nobody has to ask for it.

A notification only says that something has come. Whatever is not certain is asked for as before:
while the connection is down, before it was opened, where a proxy (PgBouncer) lets no notification
through, and always before an edit is written.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from threading import Event, Lock, Thread
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

CHANNEL = "baikonur_align"
"""The channel of the notifications; a database has one corpus."""

JOB = "job"
"""The notification of a job that has come; that of an edit is its version, and the pair."""

HEARTBEAT = 5.0
"""Seconds after which a silent connection is tested, and a lost one opened again."""


def edit_told(pair: sa.ColumnElement[str], version: sa.ColumnElement[int]) -> sa.Function[Any]:
    """Return the SQL that tells of an edit when its transaction ends."""
    return sa.func.pg_notify(CHANNEL, sa.cast(version, sa.Text) + " " + pair)


def tell_of_job(connection: sa.Connection) -> None:
    """Tell the other servers of a job when this transaction ends, where the database can."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(CHANNEL, JOB)))


class Feed:
    """Listens to a PostgreSQL database once it is started; of SQLite it is certain of nothing."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._latest: dict[str, int] = {}
        self._lock = Lock()
        self._listening = False
        self._ended = Event()
        self._on_job: Callable[[], object] = lambda: None

    def start(self, on_job: Callable[[], object]) -> None:
        """Listen until the database is closed; `on_job` is called when a job has come."""
        if self._engine.dialect.name != "postgresql":
            return
        self._on_job = on_job
        sa.event.listen(self._engine, "engine_disposed", lambda _engine: self._ended.set())
        Thread(target=self._run, daemon=True).start()

    def seen(self, pair: str, version: int) -> None:
        """Note that the database was asked, and that `version` was the last one of `pair`."""
        with self._lock:
            if self._listening:
                self._latest[pair] = max(version, self._latest.get(pair, 0))

    def is_current(self, pair: str, version: int) -> bool:
        """Return whether it is certain that `pair` has no edit after `version`."""
        return self._listening and self._latest.get(pair, version + 1) <= version

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                raw = self._engine.raw_connection()
                raw.detach()
                with closing(raw.dbapi_connection) as connection:  # type: ignore[type-var]
                    self._listen(connection)
            except (sa.exc.SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
                logging.getLogger(__name__).warning("no notifications at the moment: %s", error)
            finally:
                self._stop()
            self._ended.wait(HEARTBEAT)

    def _listen(self, connection: Any) -> None:
        connection.autocommit = True
        own = uuid4().hex
        while not self._ended.is_set():
            heard = False
            connection.execute(f"LISTEN {CHANNEL}")
            connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, own))
            for notice in connection.notifies(timeout=HEARTBEAT):
                heard = heard or notice.payload == own
                self._take(notice.payload, own)
            if not heard:
                self._stop()

    def _take(self, payload: str, own: str) -> None:
        if payload == own:
            with self._lock:
                self._listening = True
        elif payload == JOB:
            self._on_job()
        elif " " in payload:
            version, _, pair = payload.partition(" ")
            self.seen(pair, int(version))

    def _stop(self) -> None:
        """Be certain of nothing until the next notification of one's own arrives."""
        with self._lock:
            self._listening = False
            self._latest.clear()
