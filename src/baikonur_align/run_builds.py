"""Making pairs side by side, in processes of their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path

from baikonur_align.building.maker import Made
from baikonur_align.building.plan import Task
from baikonur_align.model import Problem
from baikonur_align.workbench import Workbench


class WorkerLost(Problem):
    """A worker ended before its pair was made."""


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """Yield an executor of `count` processes with one thread each.

    After an interruption, pairs that are being made are finished and no other one is begun.
    """
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"  # inherited: a thread for each core would be count x cores
    pool = ProcessPoolExecutor(count, get_context("spawn"), _ignore_interrupts)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        os.environ.pop("OMP_NUM_THREADS")
        if before is not None:
            os.environ["OMP_NUM_THREADS"] = before


def make_all(
    executor: Executor, root: Path, journal_url: str | None, tasks: Sequence[Task]
) -> Iterator[Made]:
    """Make the pair of each task of the corpus in `root`; yield the outcomes in order.

    Raises `WorkerLost` if a process is killed; pairs are written whole or not at all.
    """
    try:
        yield from executor.map(partial(_make, root, journal_url), tasks)
    except BrokenProcessPool as error:
        raise WorkerLost(
            "the system ended a process, perhaps for lack of memory; to continue, build again "
            "with fewer processes: --jobs 1"
        ) from error


def _make(root: Path, journal_url: str | None, task: Task) -> Made:
    try:
        return _workbench(root, journal_url).builder.make(task)
    except Problem as problem:
        return Made(task.pair_id, "refused", str(problem))


@lru_cache(maxsize=1)
def _workbench(root: Path, journal_url: str | None) -> Workbench:
    """The workbench of this process, whose models stay loaded."""
    return Workbench(root, journal_url)


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
