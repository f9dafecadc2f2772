"""Fit `align.mining.WEIGHTS`, and say how much of comparable texts is found and how much of that is right.

    python -m training.lexicon SHARED/mt --every 10 > held.tsv
    python bench/mine.py SHARED held.tsv [--mt]

Documents are made of training pairs of one source that the lexicon was not taught: in two texts of 150
sentences each, 15 % translate each other, in another order; the others have nothing to do with each other.
Each source is judged by what the other sources fit. --mt adds texts of 80 sentences with both machine
translations as well; our packages were trained on these very pairs, which flatters them.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from calibrate import Floats, calibration_error, fit
from gold import IN_ORDER, LEAST, heard, held_back, with_lexicon

from baikonur_align import translation
from baikonur_align.alignment import lexicon, similarity
from baikonur_align.alignment.comparable import candidates, offered

SHARE = 0.15  # of the sentences that have a translation
SEEDS = 3  # documents of each source
SIZE, SIZE_MT = 150, 80  # sentences of a side

Gold = set[tuple[int, int]]


@dataclass(frozen=True)
class Case:
    """The pairs looked at in a document: their features, 1.0 for each right one; how many there are."""

    bridge: str
    source: str
    features: Floats
    right: Floats
    true: int


def document(
    pairs: Sequence[tuple[str, str]], size: int, rng: random.Random
) -> tuple[list[str], list[str], Gold]:
    """Two texts in random order, and which sentences of them translate each other."""
    size = min(size, len(pairs) // 2)
    common = int(size * SHARE)
    picked = rng.sample(range(len(pairs)), 2 * size - common)
    left, right = picked[:size], picked[:common] + picked[size:]
    rng.shuffle(left)
    rng.shuffle(right)
    place = {line: j for j, line in enumerate(right)}
    gold = {(i, place[line]) for i, line in enumerate(left) if line in place}
    return [pairs[k][0] for k in left], [pairs[k][1] for k in right], gold


def case(bridge: str, source: str, evidence: similarity.Evidence, gold: Gold) -> Case:
    found, features = candidates(evidence)
    return Case(
        bridge, source, features, np.array([pair in gold for pair in found], np.float64), len(gold)
    )


def cases(folder: Path, entries: lexicon.Entries, *, mt: bool) -> Iterator[Case]:
    engines = (translation.engine("kk", "en"), translation.engine("en", "kk")) if mt else None
    for source, held in held_back(folder, LEAST).items():
        for seed in range(SEEDS):
            rng = random.Random(f"{seed} {source}")  # noqa: S311 - not a secret
            left, right, gold = document(held, SIZE, rng)
            yield case("lexicon", source, with_lexicon((left, right, []), entries), gold)
            yield case("neither", source, similarity.compare(left, right, "xx", "yy"), gold)
        if engines:
            left, right, gold = document(held, SIZE_MT, random.Random(f"mt {source}"))  # noqa: S311
            said = [
                heard(engine, side) for engine, side in zip(engines, (left, right), strict=True)
            ]
            yield case(
                "MT and lexicon", source, with_lexicon((left, right, []), entries, said), gold
            )


def fitted(some: Sequence[Case]) -> Floats:
    return fit(np.concatenate([c.features for c in some]), np.concatenate([c.right for c in some]))


def main(arguments: Sequence[str]) -> None:
    shared, entries = map(Path, arguments[:2])
    known = lexicon.parse(entries.read_text(encoding="utf-8"))
    every = list(cases(shared / "mt", known, mt="--mt" in arguments))
    weights = {source: fitted([c for c in every if c.source != source]) for source in IN_ORDER}
    print(f"{'':16} {'offered':>8} {'precision':>9} {'recall':>7} {'ECE':>5}")
    for bridge in dict.fromkeys(c.bridge for c in every):
        some = [c for c in every if c.bridge == bridge]
        odds = np.concatenate([c.features @ weights[c.source] for c in some])
        right = np.concatenate([c.right for c in some])
        kept = offered(np.concatenate([c.features for c in some]), odds)
        recall = right[kept].sum() / sum(c.true for c in some)
        error = calibration_error(1 / (1 + np.exp(-odds)), right)
        print(f"{bridge:16} {kept.sum():8} {right[kept].mean():9.2f} {recall:7.2f} {error:5.3f}")
    print("fitted on all: WEIGHTS", ", ".join(f"{w:.2f}" for w in fitted(every)))


if __name__ == "__main__":
    main(sys.argv[1:])
