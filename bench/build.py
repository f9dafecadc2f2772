"""Time a build: one process against several, with the same corpus as a result.

    python bench/build.py [--pairs 400] [--sentences 60] [--jobs 2]

Makes pairs of Kazakh and English sentences that count upwards, builds them with `--jobs 1` and with
`--jobs N`, each as a command of its own, and compares the TEI files apart from the time of the
build.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

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
        one = build(folder, 1, args.pairs)
        many = build(folder, args.jobs, args.pairs)
        print(f"{args.jobs} processes are {one / many:.2f} times as fast as one")
        different = compare(folder / "corpus-1", folder / f"corpus-{args.jobs}")
        print(f"{different} of {args.pairs} files differ")
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


def build(folder: Path, jobs: int, pairs: int) -> float:
    """Build the texts into a new corpus and print the cost; return the seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = perf_counter()
    command = [sys.executable, "-m", "baikonur_align", "build", str(folder / "texts")]
    command += ["--corpus", str(folder / f"corpus-{jobs}"), "--jobs", str(jobs), "--no-comparable"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{jobs} processes: {seconds:.1f} s, {pairs / seconds:.2f} pairs/s, {used:.1f} CPU s, "
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
