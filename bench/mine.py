"""Fit `comparable.WEIGHTS`, and measure precision and recall on comparable texts.

    python -m training.lexicon SHARED/mt --every 10 > held.tsv
    python bench/mine.py SHARED held.tsv [--mt] [--vectors FILE]

Documents are made of training pairs of one source that the lexicon was not learned from: in two
texts of 150 sentences each, 15 % translate each other, in another order; the others are unrelated.
Each source is judged by the fit to the other sources. --mt adds texts of 80 sentences with machine
translations of both sides; the packages were trained on these pairs, so those figures are too good.
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

Gold = set[tuple[int, int]]


@dataclass(frozen=True)
class Case:
    """The candidates of a document: features, 1.0 for right ones, and the count of true pairs."""

    bridge: str
    encoded: bool
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
        yield Case(name, some is not None, source, features, right, len(gold))


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


def main() -> None:
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("lexicon", type=Path, help="of `training.lexicon --every 10`")
    parser.add_argument("--mt", action="store_true")
    parser.add_argument("--vectors", type=Path, metavar="FILE")
    args = parser.parse_args()
    known = lexicon.parse(args.lexicon.read_text(encoding="utf-8"))
    encoder = vector_cache(args.vectors)
    every = list(cases(args.shared / "mt", known, encoder, machine=args.mt))
    print(f"{'':20} {'offered':>8} {'precision':>9} {'recall':>7} {'ECE':>5}")
    for encoded in (False, True) if encoder else (False,):
        alike = [case for case in every if case.encoded == encoded]
        weights = {
            source: fitted([case for case in alike if case.source != source]) for source in IN_ORDER
        }
        for bridge in dict.fromkeys(case.bridge for case in alike):
            some = [case for case in alike if case.bridge == bridge]
            odds = np.concatenate([case.features @ weights[case.source] for case in some])
            right = np.concatenate([case.right for case in some])
            kept = offered(np.concatenate([case.features for case in some]), odds)
            recall = right[kept].sum() / sum(case.true for case in some)
            error = calibration_error(1 / (1 + np.exp(-odds)), right)
            precision = right[kept].mean()
            print(f"{bridge:20} {kept.sum():8} {precision:9.2f} {recall:7.2f} {error:5.3f}")
        print("fitted on all:", ", ".join(f"{weight:.2f}" for weight in fitted(alike)))


if __name__ == "__main__":
    main()
