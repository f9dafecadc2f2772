"""Running the worker while there are jobs: a thread of the server that starts a process."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

from baikonur_align.jobs.queue import JobQueue
from baikonur_align.model import Problem

POLL = 5.0
"""Seconds between two looks for jobs that came another way, or whose worker is gone."""

PATIENCE = 10.0
"""Seconds that a worker has for letting go of its job."""

PRIORITY = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
"""Where there is no nice (Windows), the priority is given at the start."""


class Supervisor:
    """Starts a worker whenever there is work, while it is entered."""

    def __init__(self, queue: JobQueue, root: Path, journal_url: str | None) -> None:
        self._queue, self._root, self._url = queue, root, journal_url
        self._ended = Event()
        self._worker: subprocess.Popen[bytes] | None = None
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._queue.added.set()
        if self._worker and self._worker.stdin:
            self._worker.stdin.close()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._queue.added.clear()
            try:
                if self._queue.store.is_work(self._queue.store.clock()):
                    self._work()
            except (Problem, OSError) as problem:
                logging.getLogger(__name__).warning("no job can be done: %s", problem)
            self._queue.added.wait(POLL)

    def _work(self) -> None:
        """Start a worker and wait until it has nothing left to do."""
        command = [sys.executable, "-m", "baikonur_align.run_jobs", str(self._root)]
        url = {"BAIKONUR_ALIGN_JOURNAL": self._url} if self._url else {}
        self._worker = subprocess.Popen(  # noqa: S603  (our own module, by our own interpreter)
            command, stdin=subprocess.PIPE, env=os.environ | url, creationflags=PRIORITY
        )
        if self._ended.is_set() and self._worker.stdin:
            self._worker.stdin.close()
        self._worker.wait()
