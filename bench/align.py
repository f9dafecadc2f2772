"""Compare our aligner with others on growing documents: F1, seconds, megabytes.

    python bench/align.py [SIZE ...]        (100,000 takes minutes and 3 GB)

The documents are in an invented language: each word of the source has a translation, of which the
"machine translation" gets one in three wrong; a tenth of the sentences is merged, a twentieth cut.
galechurch (PyPI) runs where it can be imported, hunalign where it is on the PATH (written from its
manual, not run by us). Each run is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import importlib.util
import json
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from gold import beads, side

from baikonur_align.alignment.aligner import align
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.evaluation.alignment import alignment_score, parse
from baikonur_align.model import Link

SIZES = (500, 2000, 6700, 30_000, 100_000)
QUADRATIC = 7_000  # lines a side that galechurch takes in one block (50 million cells)
WORDS = 20_000


def vocabulary(letters: str, rng: random.Random) -> list[str]:
    return ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(WORDS)]


def document(size: int) -> tuple[list[str], list[str], list[str], list[str], list[Link]]:
    """Return source, target, the machine translations of both, and the true beads."""
    rng = random.Random(size)  # noqa: S311 - not a secret
    theirs, ours = vocabulary("abdeiklmnorstu", rng), vocabulary("aeghijopqsuvwxyz", rng)
    frequency = [1 / (rank + 10) for rank in range(WORDS)]  # Zipf
    sentences = [rng.choices(range(WORDS), frequency, k=rng.randint(5, 30)) for _ in range(size)]

    def say(words: list[str], wrong: float) -> list[str]:
        return [
            " ".join(
                words[rng.randrange(WORDS) if rng.random() < wrong else word] for word in sentence
            )
            for sentence in sentences
        ]

    seeds = rng.random(), rng.random()
    shaped = [
        [side(lines, random.Random(seed)) for lines in both]  # noqa: S311
        for seed, both in zip(
            seeds,
            ((say(theirs, 0), say(ours, 0.33)), (say(ours, 0), say(theirs, 0.33))),
            strict=True,
        )
    ]
    (source, made_of), (source_mt, _) = shaped[0]
    (target, opposite), (target_mt, _) = shaped[1]
    return source, target, source_mt, target_mt, beads(made_of, opposite)


def by_us(
    source: list[str], target: list[str], source_mt: list[str], target_mt: list[str]
) -> list[Link]:
    given = AlignmentOptions(source_translations=source_mt, target_translations=target_mt)
    return align(source, target, given)


def by_us_without_mt(
    source: list[str], target: list[str], _source_mt: list[str], _target_mt: list[str]
) -> list[Link]:
    return align(source, target)


def by_galechurch(
    source: list[str], target: list[str], _source_mt: list[str], _target_mt: list[str]
) -> list[Link]:
    galechurch = importlib.import_module("galechurch")
    return parse(galechurch.align(source, target).to_pharaoh_lines())


def by_hunalign(
    source: list[str], target: list[str], _source_mt: list[str], _target_mt: list[str]
) -> list[Link]:
    """Run without a dictionary, with learned words; a line of the ladder is the end of a bead."""
    with TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("none.dic", "source", "target")]
        for file, lines in zip(files, ([], source, target), strict=True):
            file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        command = ["hunalign", "-realign", *map(str, files)]
        ladder = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rungs = [tuple(map(int, rung.split("\t")[:2])) for rung in ladder.splitlines()]
    return [Link(tuple(range(i, k)), tuple(range(j, m))) for (i, j), (k, m) in pairwise(rungs)]


ALIGNERS: dict[str, Callable[..., list[Link]]] = {
    "baikonur-align": by_us,
    "the same, no MT": by_us_without_mt,
    "galechurch": by_galechurch,
    "hunalign": by_hunalign,
}


def can(name: str, size: int) -> bool:
    """Return whether an aligner is installed and takes so many lines."""
    if name == "galechurch":
        return size <= QUADRATIC and importlib.util.find_spec(name) is not None
    return name != "hunalign" or shutil.which(name) is not None


def spent() -> tuple[float, float]:
    """Return CPU seconds and peak megabytes of this process and its children."""
    use = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in use), max(
        usage.ru_maxrss for usage in use
    ) / 1024


def run(name: str, size: int) -> dict[str, float]:
    """Return wall and CPU seconds, peak megabytes and strict F1 of one aligner on one document."""
    *texts, gold = document(size)
    start, (before, _) = time.perf_counter(), spent()
    found = ALIGNERS[name](*texts)
    seconds, (after, peak) = time.perf_counter() - start, spent()
    f1 = alignment_score(gold, found).strict.f1
    return {"seconds": seconds, "cpu": after - before, "megabytes": peak, "f1": f1}


def main(arguments: Sequence[str]) -> None:
    if arguments[:1] == ["--one"]:
        print(json.dumps(run(arguments[1], int(arguments[2]))))
        return
    print(
        f"{'aligner':18} {'lines':>7} {'strict F1':>9} {'seconds':>8} {'CPU s':>7} {'MB':>6} "
        f"{'ms/line':>8}"
    )
    for size in map(int, arguments or map(str, SIZES)):
        for name in (name for name in ALIGNERS if can(name, size)):
            command = [sys.executable, __file__, "--one", name, str(size)]
            out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            got = json.loads(out)
            each = 1000 * got["cpu"] / size
            costs = f"{got['seconds']:8.2f} {got['cpu']:7.2f} {got['megabytes']:6.0f} {each:8.3f}"
            print(f"{name:18} {size:7} {got['f1']:9.3f} {costs}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
