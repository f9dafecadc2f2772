"""Every wait for the database ends: for a connection, a lock, a statement, a server that hangs."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Any

import sqlalchemy as sa

BUSY_SECONDS = 5
"""How long a writer waits for a lock, and a new connection for its database."""

STATEMENT_SECONDS = 10
"""How long PostgreSQL works on a statement."""

SILENT_SECONDS = 12.0
"""How long a statement may take here: after that the server is taken for hung."""

IDLE_SECONDS = 10
"""A connection that was not used for so long is tested before it is used again."""


def connect_args(url: str) -> dict[str, Any]:
    """Return the driver's options by which waits end; of a network that loses packets too."""
    if url.startswith("sqlite"):
        return {"timeout": BUSY_SECONDS}
    limits = {"lock_timeout": BUSY_SECONDS, "statement_timeout": STATEMENT_SECONDS}
    return {
        "connect_timeout": BUSY_SECONDS,
        "keepalives": 1,
        "keepalives_idle": BUSY_SECONDS,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 2000 * BUSY_SECONDS,
        "options": " ".join(f"-c {name}={1000 * seconds}" for name, seconds in limits.items()),
    }


class Watchdog:
    """Cuts connections to a server that does not answer; what waits then fails as in an outage.

    Timeouts of the server itself need a server that works, and those of TCP a network that fails.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._waiting: dict[int, tuple[Any, float]] = {}
        self._lock = Lock()
        self._ended = Event()
        listen = sa.event.listen
        listen(engine, "before_cursor_execute", lambda db, *_: self._begin(db.connection))
        listen(engine, "after_cursor_execute", lambda db, *_: self._end(db.connection))
        listen(engine, "commit", lambda db: self._begin(db.connection))
        listen(engine, "checkin", lambda connection, _record: self._end(connection))
        listen(engine, "checkout", self._test_idle)
        listen(engine, "engine_disposed", lambda _engine: self._ended.set())
        Thread(target=self._watch, daemon=True).start()

    def _begin(self, connection: Any) -> None:
        driver = getattr(connection, "driver_connection", connection)
        with self._lock:
            self._waiting[id(driver)] = driver, time.monotonic()

    def _end(self, connection: Any) -> None:
        driver = getattr(connection, "driver_connection", connection)
        with self._lock:
            self._waiting.pop(id(driver), None)

    def _test_idle(self, connection: Any, record: Any, _proxy: object) -> None:
        """Test a connection that was idle, and replace it if it is dead."""
        now = time.monotonic()
        if now - record.info.get("used", now) > IDLE_SECONDS:
            self._begin(connection)
            try:
                self._engine.dialect.do_ping(connection)
            except self._engine.dialect.loaded_dbapi.Error as error:
                raise sa.exc.DisconnectionError from error
            finally:
                self._end(connection)
        record.info["used"] = now

    def _watch(self) -> None:
        while not self._ended.wait(SILENT_SECONDS / 8):
            late = time.monotonic() - SILENT_SECONDS
            with self._lock:
                hung = [(i, d) for i, (d, since) in self._waiting.items() if since < late]
                for number, driver in hung:
                    del self._waiting[number]
                    with suppress(Exception):
                        _cut(driver.fileno())


def _cut(file: int) -> None:
    """End both directions of a connection; who waits for it is told at once."""
    with socket.socket(fileno=os.dup(file)) as copy:
        copy.shutdown(socket.SHUT_RDWR)
