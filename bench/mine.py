"""Fit `comparable.WEIGHTS`, and measure precision and recall on comparable texts.

    python -m training.lexicon SHARED/mt --every 10 > held.tsv
    python bench/mine.py SHARED held.tsv [--mt]

Documents are made of training pairs of one source that the lexicon was not learned from: in two
texts of 150 sentences each, 15 % translate each other, in another order; the others are unrelated.
Each source is judged by the fit to the other sources. --mt adds texts of 80 sentences with machine
translations of both sides; the packages were trained on these pairs, so those figures are too good.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from calibrate import Floats, calibration_error, fit
from gold import IN_ORDER, MIN_SCORE, held_back, options, translated

from baikonur_align import translation
from baikonur_align.alignment import lexicon
from baikonur_align.alignment.comparable import candidates, offered
from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.features import build_evidence

SHARE = 0.15  # of the sentences that have a translation
SEEDS = 3  # documents of each source
SIZE, SIZE_MT = 150, 80  # sentences of a side

Gold = set[tuple[int, int]]


@dataclass(frozen=True)
class Case:
    """The candidates of a document: features, 1.0 for right ones, and the count of true pairs."""

    bridge: str
    source: str
    features: Floats
    right: Floats
    true: int


def document(
    pairs: Sequence[tuple[str, str]], size: int, rng: random.Random
) -> tuple[list[str], list[str], Gold]:
    """Return two texts in random order, and which of their sentences translate each other."""
    size = min(size, len(pairs) // 2)
    common = int(size * SHARE)
    picked = rng.sample(range(len(pairs)), 2 * size - common)
    left, right = picked[:size], picked[:common] + picked[size:]
    rng.shuffle(left)
    rng.shuffle(right)
    place = {line: j for j, line in enumerate(right)}
    gold = {(i, place[line]) for i, line in enumerate(left) if line in place}
    return [pairs[k][0] for k in left], [pairs[k][1] for k in right], gold


def case(bridge: str, source: str, evidence: Evidence, gold: Gold) -> Case:
    found, features = candidates(evidence)
    return Case(
        bridge, source, features, np.array([pair in gold for pair in found], np.float64), len(gold)
    )


def cases(folder: Path, entries: lexicon.Entries, *, machine: bool) -> Iterator[Case]:
    engines = (translation.engine("kk", "en"), translation.engine("en", "kk")) if machine else None
    for source, held in held_back(folder, MIN_SCORE).items():
        for seed in range(SEEDS):
            rng = random.Random(f"{seed} {source}")  # noqa: S311 - not a secret
            left, right, gold = document(held, SIZE, rng)
            for bridge, given in (("lexicon", options(entries)), ("neither", options())):
                yield case(bridge, source, build_evidence(left, right, given), gold)
        if engines:
            left, right, gold = document(held, SIZE_MT, random.Random(f"mt {source}"))  # noqa: S311
            said = translated(engines[0], left), translated(engines[1], right)
            evidence = build_evidence(left, right, options(entries, said))
            yield case("MT and lexicon", source, evidence, gold)


def fitted(some: Sequence[Case]) -> Floats:
    return fit(
        np.concatenate([case.features for case in some]),
        np.concatenate([case.right for case in some]),
    )


def main(arguments: Sequence[str]) -> None:
    shared, entries = map(Path, arguments[:2])
    known = lexicon.parse(entries.read_text(encoding="utf-8"))
    every = list(cases(shared / "mt", known, machine="--mt" in arguments))
    weights = {
        source: fitted([case for case in every if case.source != source]) for source in IN_ORDER
    }
    print(f"{'':16} {'offered':>8} {'precision':>9} {'recall':>7} {'ECE':>5}")
    for bridge in dict.fromkeys(case.bridge for case in every):
        some = [case for case in every if case.bridge == bridge]
        odds = np.concatenate([case.features @ weights[case.source] for case in some])
        right = np.concatenate([case.right for case in some])
        kept = offered(np.concatenate([case.features for case in some]), odds)
        recall = right[kept].sum() / sum(case.true for case in some)
        error = calibration_error(1 / (1 + np.exp(-odds)), right)
        print(f"{bridge:16} {kept.sum():8} {right[kept].mean():9.2f} {recall:7.2f} {error:5.3f}")
    print("fitted on all: WEIGHTS", ", ".join(f"{weight:.2f}" for weight in fitted(every)))


if __name__ == "__main__":
    main(sys.argv[1:])
