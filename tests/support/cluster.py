"""A Dask scheduler and its workers as processes, and corpora built with them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import distributed
from click.testing import CliRunner

from baikonur_align.cli import main


def built(folder: Path, corpus: Path, *options: str) -> dict[str, bytes]:
    """Build a corpus; each file of it without the time of the build."""
    args = ["build", str(folder), "--corpus", str(corpus), "--no-comparable", *options]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0, result.output
    return {
        path.name: re.sub(rb'when="[^"]*"', b"", path.read_bytes()) for path in corpus.glob("*.*ml")
    }


class Scheduler(NamedTuple):
    """Where it answers, and its process."""

    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def scheduler(folder: Path) -> Iterator[Scheduler]:
    """A scheduler in a process of its own."""
    file = folder / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0"]
    command += ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            with distributed.Client(scheduler_file=str(file), set_as_default=False) as client:
                address = str(client.scheduler.address)
            yield Scheduler(address, process)
        finally:
            process.terminate()


@contextmanager
def worker(address: str, folder: Path) -> Iterator[None]:
    """A worker, with a nanny that starts it anew when it dies."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1"]
    command += ["--local-directory", str(folder), "--no-dashboard"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()
