"""A process of its own that makes what is on a corpus's list of jobs, one by one, until nothing waits.

    python -m baikonur_align.jobs.worker CORPUS

Apart from the server for three reasons: it runs at a lower priority and shares no interpreter with those
who answer reviewers; a job that is cancelled ends at once, wherever it is; and one that runs out of memory
takes nothing else with it. The server starts it and holds its standard input: when that ends, so does this.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from pathlib import Path
from threading import Event, Lock, Thread
from uuid import uuid4

from baikonur_align.journal import JournalProblem
from baikonur_align.journal.jobs import LEASE, Job, Jobs, Step
from baikonur_align.model import Problem
from baikonur_align.workbench import Workbench

JOURNAL_VARIABLE = "BAIKONUR_ALIGN_JOURNAL"
"""Names the journal's database, which may have a password in it that no list of processes should show."""

NICE = 10
"""How much the server and its reviewers come first (POSIX nice)."""

BEAT = 0.5
"""Seconds between two looks at whether the job is ours still; so long may cancelling take."""

RENEW = LEASE / 4
"""Seconds between two signs of life."""


Far = tuple[Step, int, int]


class Hold:
    """One job held while it is worked on. A process that finds it gone ends on the spot."""

    def __init__(self, jobs: Jobs, job: Job, worker: str) -> None:
        self._jobs, self._job, self._worker = jobs, job, worker
        self._far: Far = ("read", 0, 0)
        self._told: tuple[Far, float] = (self._far, time.time())
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
        self._told = self._far, time.time()
        return self._jobs.report(self._job.id, self._worker, *self._far, time.time())

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            news = self._far != self._told[0] or time.time() > self._told[1] + RENEW
            try:
                ours = self._tell() if news else self._jobs.holds(self._job.id, self._worker)
            except JournalProblem as problem:
                print(problem, file=sys.stderr)  # noqa: T201  (the server's log; the lease allows for some)
            else:
                if not ours and not self._ended.is_set():
                    self.leave(release=False)


class Worker:
    """Works through the list. Ends when nothing waits, or when whoever started it is gone."""

    def __init__(self, bench: Workbench) -> None:
        self._intake, self._jobs = bench.intake, bench.intake.jobs
        self._name = uuid4().hex
        self._hold: Hold | None = None
        self._alone = Event()

    def run(self) -> None:
        Thread(target=self._watch, daemon=True).start()
        while not self._alone.is_set() and (job := self._jobs.claim(self._name, time.time())):
            self._hold = Hold(self._jobs, job, self._name)
            if self._alone.is_set():
                self._hold.leave(release=True)
            self._hold.end(self._problem(job, self._hold))

    def _problem(self, job: Job, hold: Hold) -> str:
        """Why the job failed; empty when its pair is made."""
        try:
            self._intake.make(job, hold.report)
        except Problem as problem:
            return str(problem)
        except MemoryError:
            return "there is too little memory for a text of this size; add it in parts"
        except Exception as error:  # noqa: BLE001  (the job fails, and the next one has its turn)
            traceback.print_exc()
            return f"an error of the program ({type(error).__name__}: {error}); the server's log has more"
        return ""

    def _watch(self) -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        self._alone.set()
        if self._hold:
            self._hold.leave(release=True)


def main() -> None:
    if hasattr(os, "nice"):
        os.nice(NICE)
    bench = Workbench(Path(sys.argv[1]), os.environ.get(JOURNAL_VARIABLE))
    Worker(bench).run()


if __name__ == "__main__":
    main()
