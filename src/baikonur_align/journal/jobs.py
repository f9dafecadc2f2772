"""Jobs: texts that were given to the server and wait to become pairs, one row a job, oldest first.

A job keeps the bytes of its texts until it has ended, so that it survives a crash of its worker. A
worker holds a job by a lease that it renews; a job whose lease has expired can be claimed again.
One job runs at a time, in any process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import sqlalchemy as sa

from baikonur_align.journal.database import META, READ, clear_errors
from baikonur_align.journal.feed import tell_of_job
from baikonur_align.journal.timing import DatabaseClock
from baikonur_align.model import Kind

State = Literal["waiting", "running", "done", "failed", "cancelled"]
Step = Literal[
    "read",
    "split",
    "translate",
    "align",
    "estimate",
    "save",
    "count",
    "resample",
    "test",
    "details",
]
JobKind = Kind | Literal["evaluation"]

LEASE = 20.0
"""Seconds until a lease expires that is not renewed."""

TRIES = 3
"""Crashes of a worker after which its job is given up."""
GAVE_UP = "each attempt ended the program; the server's log may say why"

KEPT = 50
"""Most jobs in the list; the newest are kept."""

_jobs = sa.Table(
    "jobs",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("pair", sa.Text, nullable=False),
    sa.Column("holds", sa.Text, unique=True),  # the pair's name, until the job has ended
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source_lang", sa.Text, nullable=False),
    sa.Column("target_lang", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("worker", sa.Text),
    sa.Column("lease", sa.Float, nullable=False),  # seconds since 1970
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("by_hand", sa.Boolean, nullable=False, server_default=sa.false()),
    sqlite_autoincrement=True,  # a job that is forgotten leaves its number to nobody
)
_texts = sa.Table(
    "job_texts",
    META,
    sa.Column("job", sa.Integer, primary_key=True),
    sa.Column("side", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("lang", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)


class NameHeld(Exception):
    """Another job is going to make a pair of this name."""


@dataclass(frozen=True)
class Text:
    """A text of a job; `lang` and `title` are as the user gave them."""

    name: str
    lang: str
    title: str
    data: bytes


@dataclass(frozen=True)
class Job:
    """A job and its progress. `total` is 0 if unknown; `at` is ISO 8601, UTC.

    `by_hand`: its text is not translated by the machine.
    """

    id: int
    pair: str
    kind: JobKind
    source_lang: str
    target_lang: str
    title: str
    who: str
    at: str
    state: State = "waiting"
    step: Step = "read"
    done: int = 0
    total: int = 0
    problem: str = ""
    by_hand: bool = False


_SHOWN = [_jobs.c[name] for name in Job.__dataclass_fields__]


class Jobs:
    """The jobs of a corpus. The caller gives all times, by `clock`: seconds since 1970."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self.clock = DatabaseClock(engine)

    def add(self, new: Job, texts: Sequence[Text]) -> Job:
        """Store `new` with its texts; return it with its number. Raises `NameHeld`."""
        row = {**vars(new), "holds": new.pair, "lease": 0.0, "tries": 0}
        del row["id"]
        try:
            with clear_errors(), self._engine.begin() as connection:
                added = connection.execute(_jobs.insert(), row)
                number = cast("int", added.inserted_primary_key[0])  # type: ignore[index]
                rows = [
                    {"job": number, "side": index, **vars(text)} for index, text in enumerate(texts)
                ]
                connection.execute(_texts.insert(), rows)
                tell_of_job(connection)
        except sa.exc.IntegrityError as error:
            raise NameHeld(new.pair) from error
        return Job(**{**vars(new), "id": number})

    def get(self, number: int) -> Job | None:
        found = self._found(sa.select(*_SHOWN).where(_jobs.c.id == number))
        return found[0] if found else None

    def recent(self) -> list[Job]:
        """Return the jobs that wait or run and the newest others, oldest first."""
        newest = sa.select(*_SHOWN).order_by(_ACTIVE.desc(), _jobs.c.id.desc()).limit(KEPT)
        return sorted(self._found(newest), key=lambda job: job.id)

    def texts(self, number: int) -> list[Text]:
        """Return the texts of a job that has not ended."""
        query = sa.select(_texts).where(_texts.c.job == number).order_by(_texts.c.side)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return [
                Text(row.name, row.lang, row.title, row.data) for row in connection.execute(query)
            ]

    def _found(self, query: sa.Select[Any]) -> list[Job]:
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return [Job(**row) for row in connection.execute(query).mappings()]

    def unfinished(self, who: str) -> int:
        """Return how many jobs of an account wait or run."""
        query = sa.select(sa.func.count()).where(_jobs.c.who == who, _ACTIVE)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return connection.execute(query).scalar() or 0

    # --- for who gave the texts ---

    def cancel(self, number: int) -> bool:
        """End a waiting or running job; False if it has ended or its pair is being written."""
        return self._end(number, "cancelled", "", _jobs.c.step != "save", _ACTIVE)

    def forget(self, number: int) -> bool:
        """Remove an ended job from the list; False if there is none."""
        return self._write(_jobs.delete().where(_jobs.c.id == number, ~_ACTIVE))

    # --- for the worker ---

    def is_work(self, now: float) -> bool:
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return connection.execute(sa.select(_next(now))).scalar() is not None

    def claim(self, worker: str, now: float) -> Job | None:
        """Claim the next job for `worker`; None if none waits or another worker has one."""
        claimed = (
            _jobs.update()
            .where(_jobs.c.id == _next(now), _waits(_jobs, now))  # still, after whoever was quicker
            .values(state="running", step="read", done=0, total=0, worker=worker, lease=now + LEASE)
            .values(tries=_jobs.c.tries + 1)
        )
        if not self._write(claimed):
            return None
        job = self._found(sa.select(*_SHOWN).where(_held(worker)))[0]
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            tries = connection.execute(
                sa.select(_jobs.c.tries).where(_jobs.c.id == job.id)
            ).scalar_one()
        if tries <= TRIES:
            return job
        self.end(job.id, worker, "failed", GAVE_UP)
        return self.claim(worker, now)

    def report(
        self, number: int, worker: str, step: Step, done: int, total: int, now: float
    ) -> bool:
        """Record a job's progress and renew its lease; False if the worker has lost it."""
        mine = (_jobs.c.id == number) & _held(worker)
        values = {"step": step, "done": done, "total": total, "lease": now + LEASE}
        return self._write(_jobs.update().where(mine).values(values))

    def holds(self, number: int, worker: str) -> bool:
        """Return whether the worker still holds the job; nothing is written."""
        return bool(self._found(sa.select(*_SHOWN).where(_jobs.c.id == number, _held(worker))))

    def release(self, worker: str) -> None:
        """Release the worker's jobs; they wait again."""
        free = {
            "state": "waiting",
            "step": "read",
            "done": 0,
            "total": 0,
            "worker": None,
            "lease": 0.0,
        }
        self._write(_jobs.update().where(_held(worker)).values(**free, tries=_jobs.c.tries - 1))

    def end(self, number: int, worker: str, state: State, problem: str = "") -> bool:
        """Record that a job is done or has failed; False if the worker has lost it."""
        return self._end(number, state, problem, _held(worker))

    def _end(self, number: int, state: State, problem: str, *when: sa.ColumnElement[bool]) -> bool:
        ended = (
            _jobs.update()
            .where(_jobs.c.id == number, *when)
            .values(state=state, problem=problem, holds=None, worker=None, lease=0.0)
        )
        with clear_errors(), self._engine.begin() as connection:
            if not connection.execute(ended).rowcount:
                return False
            connection.execute(_texts.delete().where(_texts.c.job == number))
        return True

    def _write(self, statement: sa.Update | sa.Delete) -> bool:
        with clear_errors(), self._engine.begin() as connection:
            return bool(connection.execute(statement).rowcount)


_ACTIVE = _jobs.c.state.in_(("waiting", "running"))


def _held(worker: str) -> sa.ColumnElement[bool]:
    return (_jobs.c.state == "running") & (_jobs.c.worker == worker)


def _waits(jobs: sa.FromClause, now: float) -> sa.ColumnElement[bool]:
    """Return the condition that a job waits or that its lease has expired."""
    return (jobs.c.state == "waiting") | ((jobs.c.state == "running") & (jobs.c.lease < now))


def _next(now: float) -> sa.ScalarSelect[Any]:
    """Return the number of the oldest job that waits or was abandoned; None while another runs."""
    all_, running = _jobs.alias(), _jobs.alias()
    busy = (
        sa.select(running.c.id).where(running.c.state == "running", running.c.lease >= now).exists()
    )
    return sa.select(sa.func.min(all_.c.id)).where(_waits(all_, now), ~busy).scalar_subquery()
