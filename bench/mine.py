"""Fit `comparable.WEIGHTS`, and measure precision and recall on comparable texts.

    python -m training.lexicon SHARED/mt --every 10 > held.tsv
    python bench/mine.py SHARED held.tsv [--mt] [--vectors FILE] [--curve] [--wrong 50]

Documents are made of training pairs of one source that the lexicon was not learned from: in two
texts of 150 sentences each, 15 % translate each other, in another order; the others are unrelated.
Each source is judged by the fit to the other sources. --mt adds texts of 80 sentences with machine
translations of both sides; the packages were trained on these pairs, so those figures are too good.
--curve adds the figures at other thresholds of the log odds, --wrong the surest pairs that count as
wrong by the lexicon, with the encoder if there is one.
"""

from __future__ import annotations

import random
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from calibrate import Floats, calibration_error, fit
from gold import (
    IN_ORDER,
    MIN_SCORE,
    held_back,
    options,
    translated,
    vector_cache,
    with_vectors,
)

from baikonur_align import translation
from baikonur_align.alignment import lexicon
from baikonur_align.alignment.comparable import candidates, offered
from baikonur_align.alignment.features import build_evidence
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.encoders import Encoder

SHARE = 0.15  # of the sentences that have a translation
SEEDS = 3  # documents of each source
SIZE, SIZE_MT = 150, 80  # sentences of a side
THRESHOLDS = (-1, -0.5, 0.5, 1, 1.5, 2)  # of --curve, beside that of the program, 0

Gold = set[tuple[int, int]]


@dataclass(frozen=True)
class Case:
    """The candidates of a document: texts, features, 1.0 if right, and the count of true pairs."""

    bridge: str
    encoded: bool
    source: str
    texts: list[tuple[str, str]]
    features: Floats
    right: Floats
    true: int


Judged = tuple[Case, Floats]  # with the log odds of its candidates


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


def by_vectors(
    bridge: str,
    source: str,
    texts: tuple[list[str], list[str]],
    gold: Gold,
    given: AlignmentOptions,
    encoder: Encoder | None,
) -> Iterator[Case]:
    """Yield the case without an encoder and, if there is one, with it."""
    for some in (None, encoder) if encoder else (None,):
        asked = replace(with_vectors((*texts, []), given, some), kind="comparable")
        evidence = build_evidence(*texts, asked)
        found, features = candidates(evidence)
        right = np.array([pair in gold for pair in found], np.float64)
        name = f"{bridge}, encoder" if some else bridge
        pairs = [(texts[0][i], texts[1][j]) for i, j in found]
        yield Case(name, some is not None, source, pairs, features, right, len(gold))


def cases(
    folder: Path, entries: lexicon.Entries, encoder: Encoder | None, *, machine: bool
) -> Iterator[Case]:
    engines = (translation.engine("kk", "en"), translation.engine("en", "kk")) if machine else None
    for source, held in held_back(folder, MIN_SCORE).items():
        for seed in range(SEEDS):
            rng = random.Random(f"{seed} {source}")  # noqa: S311 - not a secret
            *texts, gold = document(held, SIZE, rng)
            for bridge, given in (("lexicon", options(entries)), ("neither", options())):
                yield from by_vectors(bridge, source, (texts[0], texts[1]), gold, given, encoder)
        if engines:
            left, right, gold = document(held, SIZE_MT, random.Random(f"mt {source}"))  # noqa: S311
            said = translated(engines[0], left), translated(engines[1], right)
            given = options(entries, said)
            yield from by_vectors("MT, lexicon", source, (left, right), gold, given, encoder)


def fitted(some: Sequence[Case]) -> Floats:
    return fit(
        np.concatenate([case.features for case in some]),
        np.concatenate([case.right for case in some]),
    )


def judged(cases: Sequence[Case]) -> list[Judged]:
    """Return each case with the log odds of its candidates by the fit to the other sources."""
    weights = {
        source: fitted([case for case in cases if case.source != source]) for source in IN_ORDER
    }
    return [(case, case.features @ weights[case.source]) for case in cases]


def report(some: Sequence[Judged], *, curve: bool) -> None:
    """Print the figures of one bridge, with `curve` also at other thresholds."""
    features = np.concatenate([case.features for case, _ in some])
    right = np.concatenate([case.right for case, _ in some])
    odds = np.concatenate([odds for _, odds in some])
    error = calibration_error(1 / (1 + np.exp(-odds)), right)
    for least in (0, *THRESHOLDS) if curve else (0,):
        kept = offered(features, odds - least)
        recall = right[kept].sum() / sum(case.true for case, _ in some)
        name, last = (f"  log odds {least}", "") if least else (some[0][0].bridge, f" {error:5.3f}")
        print(f"{name:20} {kept.sum():8} {right[kept].mean():9.2f} {recall:7.2f}{last}")


def print_wrong(some: Sequence[Judged], most: int) -> None:
    """Print the pairs that count as wrong, the surest first."""
    wrong = [
        (odds[k], case.source, case.texts[k])
        for case, odds in some
        for k in np.flatnonzero(offered(case.features, np.full(len(odds), np.inf)))
        if not case.right[k]
    ]
    for odds, source, texts in sorted(wrong, reverse=True)[:most]:
        print(f"{odds:5.2f} {source}", *texts, sep="\n    ")


def main() -> None:
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("lexicon", type=Path, help="of `training.lexicon --every 10`")
    parser.add_argument("--mt", action="store_true")
    parser.add_argument("--vectors", type=Path, metavar="FILE")
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--wrong", type=int, default=0, metavar="PAIRS")
    args = parser.parse_args()
    known = lexicon.parse(args.lexicon.read_text(encoding="utf-8"))
    encoder = vector_cache(args.vectors)
    every = list(cases(args.shared / "mt", known, encoder, machine=args.mt))
    print(f"{'':20} {'offered':>8} {'precision':>9} {'recall':>7} {'ECE':>5}")
    for encoded in (False, True) if encoder else (False,):
        alike = [case for case in every if case.encoded == encoded]
        by_bridge: dict[str, list[Judged]] = {}
        for case, odds in judged(alike):
            by_bridge.setdefault(case.bridge, []).append((case, odds))
        for some in by_bridge.values():
            report(some, curve=args.curve)
        print("fitted on all:", ", ".join(f"{weight:.2f}" for weight in fitted(alike)))
    print_wrong(by_bridge["lexicon, encoder" if encoder else "lexicon"], args.wrong)


if __name__ == "__main__":
    main()
