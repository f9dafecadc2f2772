"""The time by the database's clock, so that servers whose clocks differ agree."""

from __future__ import annotations

import time

import sqlalchemy as sa

from baikonur_align.journal.database import READ, clear_errors
from baikonur_align.journal.problems import JournalProblem

AGAIN_SECONDS = 60
"""When the database is asked for the time again."""


class DatabaseClock:
    """Seconds since 1970. SQLite's database is on this machine, and so is its clock."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._began: float | None = None  # the database's time less the monotonic one
        self._asked = 0.0

    def __call__(self) -> float:
        """Return the time; the database is asked once a minute. Raises `JournalProblem`."""
        if self._engine.dialect.name == "sqlite":
            return time.time()
        if self._began is None or time.monotonic() - self._asked > AGAIN_SECONDS:
            self._ask()
        return (self._began or 0) + time.monotonic()

    def _ask(self) -> None:
        epoch = sa.extract("epoch", sa.func.clock_timestamp())
        begun = self._asked = time.monotonic()
        try:
            with clear_errors(), self._engine.connect().execution_options(**READ) as db:
                told = float(db.execute(sa.select(epoch)).scalar_one())
        except JournalProblem:
            if self._began is None:
                raise
        else:
            self._began = told - (begun + time.monotonic()) / 2
