"""The worker: makes the pairs of the jobs that wait, one by one, in a process of its own.

It is separate from the server for three reasons: it runs at a lower priority and shares no
interpreter with the server's threads; a cancelled job ends at once; and a job that runs out of
memory ends only the worker. `baikonur_align.run_jobs` is the process's entry point.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from threading import Event, Lock, Thread
from uuid import uuid4

from baikonur_align.jobs.queue import JobQueue
from baikonur_align.journal import JournalProblem
from baikonur_align.journal.jobs import LEASE, Job, Jobs, Step
from baikonur_align.model import Problem

JOURNAL_VARIABLE = "BAIKONUR_ALIGN_JOURNAL"
"""Variable with the URL of the journal; an argument would show its password in process lists."""

NICE = 10
"""How much the server and its reviewers come first (POSIX nice)."""

BEAT = 0.5
"""Seconds between two looks at whether the job is ours still; so long may cancelling take."""

LONGEST_JOB = 12 * 3600.0
"""Seconds that a job may take."""

RENEW = LEASE / 4
"""Seconds between two signs of life."""

TOO_LONG = "the job took too long and was ended; add the text in parts"
TOO_LARGE = "there is too little memory for a text of this size; add it in parts"


Progress = tuple[Step, int, int]


class JobLease:
    """One job held while it is worked on. A process that finds it gone ends on the spot."""

    def __init__(self, jobs: Jobs, job: Job, worker: str) -> None:
        self._jobs, self._job, self._worker = jobs, job, worker
        self._far: Progress = ("read", 0, 0)
        self._told: tuple[Progress, float] = (self._far, time.monotonic())
        self._ended = Event()
        self._saving = Lock()  # whoever has it decides: the pair is written, or the process ends
        Thread(target=self._beat, daemon=True).start()

    def report(self, step: Step, done: int, total: int) -> None:
        """Remember how far the job is. From "save" on it can't be cancelled, nor ended half-way."""
        if step == "save":
            self._saving.acquire()
        before, self._far = self._far[0], (step, done, total)
        if step != before and not self._tell():
            os._exit(0)

    def end(self, problem: str) -> None:
        self._ended.set()
        self._jobs.end(self._job.id, self._worker, "failed" if problem else "done", problem)

    def leave(self, *, release: bool) -> None:
        """End this process, unless the pair is being written just now."""
        if self._saving.acquire(blocking=False):
            if release:
                self._jobs.release(self._worker)
            os._exit(0)

    def _tell(self) -> bool:
        """Give a sign of life; whether the job is ours still."""
        self._told = self._far, time.monotonic()
        return self._jobs.report(self._job.id, self._worker, *self._far, self._jobs.clock())

    def _beat(self) -> None:
        started = time.monotonic()
        while not self._ended.wait(BEAT):
            if time.monotonic() - started > LONGEST_JOB and self._saving.acquire(blocking=False):
                self.end(TOO_LONG)
                os._exit(0)
            news = self._far != self._told[0] or time.monotonic() > self._told[1] + RENEW
            try:
                ours = self._tell() if news else self._jobs.holds(self._job.id, self._worker)
            except JournalProblem as problem:
                print(problem, file=sys.stderr)  # noqa: T201  (the server's log; the lease allows for some)
            else:
                if not ours and not self._ended.is_set():
                    self.leave(release=False)


class Worker:
    """Works through the list. Ends when nothing waits, or when whoever started it is gone."""

    def __init__(self, queue: JobQueue) -> None:
        self._queue, self._jobs = queue, queue.store
        self._name = uuid4().hex
        self._lease: JobLease | None = None
        self._alone = Event()

    def run(self) -> None:
        Thread(target=self._watch, daemon=True).start()
        while not self._alone.is_set() and (
            job := self._jobs.claim(self._name, self._jobs.clock())
        ):
            self._lease = JobLease(self._jobs, job, self._name)
            if self._alone.is_set():
                self._lease.leave(release=True)
            self._lease.end(self._problem(job, self._lease))

    def _problem(self, job: Job, lease: JobLease) -> str:
        """Why the job failed; empty when its pair is made."""
        try:
            self._queue.make(job, lease.report)
        except Problem as problem:
            return str(problem)
        except MemoryError:
            return TOO_LARGE
        except Exception as error:  # noqa: BLE001  (the job fails, and the next one has its turn)
            traceback.print_exc()
            kind = type(error).__name__
            return f"an error of the program ({kind}: {error}); the server's log has more"
        return ""

    def _watch(self) -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        self._alone.set()
        if self._lease:
            self._lease.leave(release=True)
