"""Our aligner against galechurch on growing documents: right beads, seconds, megabytes.

    python bench/align.py [SIZE ...]        (100,000 takes minutes and 3 GB)

Documents are made of a language that there isn't: each word of the source has a translation, one word in
three of which the "machine translation" gets wrong; a tenth of the sentences is merged, a twentieth cut.
galechurch (PyPI) is measured beside ours where it can be imported. Each run is a process of its own, so
that its peak memory is its own.
"""

from __future__ import annotations

import importlib.util
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from documents import beads, side

from baikonur_align import align, confidence, similarity
from baikonur_align.model import Link
from baikonur_align.score_alignment import alignment_score, parse

SIZES = (500, 2000, 6700, 30_000, 100_000)
QUADRATIC = 7_000  # lines a side that galechurch takes in one block (50 million cells)
WORDS = 20_000


def vocabulary(letters: str, rng: random.Random) -> list[str]:
    return ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(WORDS)]


def document(size: int) -> tuple[list[str], list[str], list[str], list[str], list[Link]]:
    """Source, target, source's and target's machine translation, and the true beads."""
    rng = random.Random(size)  # noqa: S311 - not a secret
    theirs, ours = vocabulary("abdeiklmnorstu", rng), vocabulary("aeghijopqsuvwxyz", rng)
    frequency = [1 / (rank + 10) for rank in range(WORDS)]  # Zipf
    sentences = [rng.choices(range(WORDS), frequency, k=rng.randint(5, 30)) for _ in range(size)]

    def say(words: list[str], wrong: float) -> list[str]:
        return [
            " ".join(words[rng.randrange(WORDS) if rng.random() < wrong else w] for w in s) for s in sentences
        ]

    seeds = rng.random(), rng.random()
    shaped = [
        [side(lines, random.Random(seed)) for lines in both]  # noqa: S311
        for seed, both in zip(
            seeds, ((say(theirs, 0), say(ours, 0.33)), (say(ours, 0), say(theirs, 0.33))), strict=True
        )
    ]
    (source, made_of), (source_mt, _) = shaped[0]
    (target, opposite), (target_mt, _) = shaped[1]
    return source, target, source_mt, target_mt, beads(made_of, opposite)


def by_us(source: list[str], target: list[str], source_mt: list[str], target_mt: list[str]) -> list[Link]:
    evidence = similarity.compare(source, target, "xx", "yy", source_mt, target_mt)
    evidence = similarity.self_taught(evidence, align.align)
    return confidence.judge(evidence, align.align(evidence))


def by_us_without_mt(
    source: list[str], target: list[str], _source_mt: list[str], _target_mt: list[str]
) -> list[Link]:
    evidence = similarity.compare(source, target, "xx", "yy")
    evidence = similarity.self_taught(evidence, align.align)
    return confidence.judge(evidence, align.align(evidence))


def by_galechurch(
    source: list[str], target: list[str], _source_mt: list[str], _target_mt: list[str]
) -> list[Link]:
    galechurch = importlib.import_module("galechurch")
    return parse(galechurch.align(source, target).to_pharaoh_lines())


ALIGNERS: dict[str, Callable[..., list[Link]]] = {
    "baikonur-align": by_us,
    "the same, no MT": by_us_without_mt,
    "galechurch": by_galechurch,
}


def run(name: str, size: int) -> dict[str, float]:
    """Seconds by the clock and of the processors, peak megabytes, strict F1: one aligner, one document."""
    *texts, gold = document(size)
    start, spent = time.perf_counter(), time.process_time()
    found = ALIGNERS[name](*texts)
    seconds, cpu = time.perf_counter() - start, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu": cpu, "megabytes": peak, "f1": alignment_score(gold, found).strict.f1}


def main(arguments: Sequence[str]) -> None:
    if arguments[:1] == ["--one"]:
        print(json.dumps(run(arguments[1], int(arguments[2]))))
        return
    print(
        f"{'aligner':18} {'lines':>7} {'strict F1':>9} {'seconds':>8} {'CPU s':>7} {'MB':>6} {'ms/line':>8}"
    )
    for size in map(int, arguments or map(str, SIZES)):
        for name in ALIGNERS:
            if name == "galechurch" and (size > QUADRATIC or importlib.util.find_spec(name) is None):
                continue
            command = [sys.executable, __file__, "--one", name, str(size)]
            out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            got = json.loads(out)
            each = 1000 * got["cpu"] / size
            spent = f"{got['seconds']:8.2f} {got['cpu']:7.2f} {got['megabytes']:6.0f} {each:8.3f}"
            print(f"{name:18} {size:7} {got['f1']:9.3f} {spent}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
