"""Time a build: one process, several, and a Dask cluster, with the same corpus as a result.

    python bench/build.py [--pairs 400] [--sentences 60] [--jobs 2]

Makes pairs of Kazakh and English sentences that count upwards and builds them with `--jobs 1`, with
`--jobs N`, with `--cluster local:N` and with a scheduler and N workers as processes of their own.
Each build is a command of its own. The TEI files are compared apart from the time of the build.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from distributed import Client

KAZAKH = [
    "Байқоңыр ғарыш айлағы {} жылы салынды.",
    "Оның аумағы {} шаршы километр.",
    "Мұнда {} адам тұрады.",
    "Жалдау ақысы жылына {} миллион доллар.",
    "Ғарышкерлер осы жерден {} рет ұшты.",
]
ENGLISH = [
    "The Baikonur cosmodrome was built in {}.",
    "It covers {} square kilometres.",
    "There live {} people here.",
    "The rent is {} million dollars a year.",
    "Cosmonauts flew from this place {} times.",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=400)
    parser.add_argument("--sentences", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_texts(folder / "texts", args.pairs, args.sentences)
        print(f"{args.pairs} pairs of {args.sentences} sentences, {os.cpu_count()} cores")
        one = build(folder, "one", ["--jobs", "1"], args.pairs)
        ways = {
            "processes": ["--jobs", str(args.jobs)],
            "local": ["--cluster", f"local:{args.jobs}"],
        }
        seconds = {way: build(folder, way, more, args.pairs) for way, more in ways.items()}
        with scheduler(folder, args.jobs) as address:
            seconds["scheduler"] = build(folder, "scheduler", ["--cluster", address], args.pairs)
        different = 0
        for way, took in seconds.items():
            found = compare(folder / "corpus-one", folder / f"corpus-{way}")
            print(f"{way}: {one / took:.2f} times as fast as one process, {found} files differ")
            different += found
    sys.exit(bool(different))


def write_texts(folder: Path, pairs: int, sentences: int) -> None:
    """Write `pairs` texts in both languages; every text has numbers of its own."""
    folder.mkdir()
    chance = random.Random(0)  # noqa: S311  (made-up numbers)
    for pair in range(pairs):
        chosen = [(chance.randrange(5), chance.randrange(10, 99_999)) for _ in range(sentences)]
        for lang, patterns in (("kk", KAZAKH), ("en", ENGLISH)):
            text = " ".join(patterns[kind].format(number) for kind, number in chosen)
            (folder / f"{pair:04}.{lang}.txt").write_text(f"{text}\n", encoding="utf-8")


@contextmanager
def scheduler(folder: Path, workers: int) -> Iterator[str]:
    """Start a scheduler and workers with one thread each; yield the scheduler's address."""
    file = folder / "scheduler.json"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"]
    dask += ["--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    work = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file)]
    work += ["--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)]
    with ExitStack() as stack:
        for command in (dask, *[work] * workers):
            process = stack.enter_context(subprocess.Popen(command, stderr=subprocess.DEVNULL))
            stack.callback(process.terminate)
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(workers)
            address = str(client.scheduler.address)
        yield address


def build(folder: Path, way: str, options: list[str], pairs: int) -> float:
    """Build the texts into a new corpus and print the cost; return the seconds.

    The processor time and memory of a scheduler's workers are not counted.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = perf_counter()
    command = [sys.executable, "-m", "baikonur_align", "build", str(folder / "texts")]
    command += ["--corpus", str(folder / f"corpus-{way}"), "--no-comparable", *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{way}: {seconds:.1f} s, {pairs / seconds:.2f} pairs/s, {used:.1f} CPU s, "
        f"largest process {after.ru_maxrss / 1024:.0f} MB"
    )
    return seconds


def compare(one: Path, other: Path) -> int:
    """Return how many TEI files differ, the time of the build apart."""
    names = {path.name for folder in (one, other) for path in folder.glob("*.xml")}
    return sum(untimed(one / name) != untimed(other / name) for name in names)


def untimed(path: Path) -> bytes:
    return re.sub(rb'when="[^"]*"', b"", path.read_bytes()) if path.exists() else b""


if __name__ == "__main__":
    main()
