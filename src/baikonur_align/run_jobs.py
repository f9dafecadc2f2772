"""The worker's process: does the jobs of a corpus until none is waiting.

    python -m baikonur_align.run_jobs CORPUS

The server starts it and holds its standard input; when that ends, so does this process.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from baikonur_align.jobs.worker import JOURNAL_VARIABLE, NICE, Worker
from baikonur_align.workbench import Workbench


def main() -> None:
    """Work on the corpus that the first argument names."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    bench = Workbench(Path(sys.argv[1]), os.environ.get(JOURNAL_VARIABLE))
    Worker(bench.jobs).run()


if __name__ == "__main__":
    main()
