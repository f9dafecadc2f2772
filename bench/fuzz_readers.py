"""Damaged files through every reader: crashes, hangs and memory.

    python bench/fuzz_readers.py [COUNT]

COUNT damaged files (100,000) are made from good ones with fixed seeds; of packages and PDF files,
which take longer, a tenth as many as of the others. Each suffix has a process of its own with 2 GB
of address space. A crash is any error but a `Problem`, a hang is a file that takes more than 5
seconds of processor time. Prints a line a suffix and exits with 1 if there was either; the inputs
that did it are kept in fuzz-found/.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import signal
import sys
import time
from math import ceil
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from baikonur_align.model import Problem
from support.fuzz import damaged, read_as, seeds

COUNT = 100_000
SECONDS = 5.0
MEMORY = 2 * 2**30
SHARE = 0.1
"""Of packages and PDF files."""
FOUND = Path("fuzz-found")


class Hang(BaseException):
    """A file took more than `SECONDS`."""


def stop(*_: Any) -> None:
    raise Hang


def try_all(suffix: str, count: int) -> tuple[int, int, float, float, list[str]]:
    """Files read and refused, the longest seconds, MB that the process grew by, and what failed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, stop)
    rng, good = random.Random(suffix), seeds()[suffix]  # noqa: S311  (no secret)
    done = refused = 0
    slowest = 0.0
    failed: list[str] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
        data = damaged(rng, good)
        began = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            read_as(suffix, data)
            done += 1
        except Problem:
            refused += 1
        except (Exception, Hang) as error:  # noqa: BLE001  (whatever a reader raises)
            failed.append(f"{suffix} {number}: {type(error).__name__}: {str(error)[:100]}")
            FOUND.mkdir(exist_ok=True)
            (FOUND / f"{number}{suffix}").write_bytes(data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, time.process_time() - began)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return done, refused, slowest, grown / 1024, failed


def main(count: int) -> None:
    suffixes = sorted(seeds())
    share = {
        suffix: SHARE if seeds()[suffix].startswith((b"PK", b"%PDF")) else 1 for suffix in suffixes
    }
    each = count / sum(share.values())
    print(f"{'suffix':14} {'read':>6} {'refused':>8} {'slowest, s':>11} {'memory, MB':>11} failed")
    failed: list[str] = []
    for suffix in suffixes:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            done, refused, slowest, grown, bad = pool.apply(
                try_all, (suffix, ceil(each * share[suffix]))
            )
        failed += bad
        print(
            f"{suffix:14} {done:6} {refused:8} {slowest:11.2f} {grown:11.0f} {len(bad)}", flush=True
        )
    print(*failed, sep="\n")
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
