"""Starts one command in several worker processes, as torchrun does.

Two settings matter on a CPU. Each worker has one thread: threads of one process wait for each
other at every product, at a tenth of the speed if another program runs. malloc keeps freed
memory: returning large buffers to the system at each step costs a fifth of the time.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence

MALLOC = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "20000000000"}


def is_worker() -> bool:
    return "RANK" in os.environ


def run_workers(count: int, command: Sequence[str]) -> int:
    """Run `python -m training COMMAND` in `count` workers; if one fails, the others end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    threads = str(max(1, (os.cpu_count() or 1) // count))
    shared = {
        **os.environ,
        **MALLOC,
        "OMP_NUM_THREADS": threads,
        "WORLD_SIZE": str(count),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": port,
    }
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # ends the workers, see finally
    workers = [
        subprocess.Popen(  # noqa: S603 (our own command)
            [sys.executable, "-m", "training", *command],
            env={**shared, "RANK": str(rank)},
        )
        for rank in range(count)
    ]
    try:
        return max(abs(worker.wait()) for worker in workers)
    finally:
        for worker in workers:
            worker.kill()
