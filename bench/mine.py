"""Fit `comparable.WEIGHTS`, and measure precision and recall on comparable texts.

    python -m training.lexicon SHARED/mt --every 10 > held.tsv
    python bench/mine.py SHARED held.tsv [--mt] [--vectors FILE] [--curve] [--wrong 50]

Documents are made of training pairs of one source that the lexicon was not learned from: in two
texts of 150 sentences each, 15 % translate each other, in another order; the others are unrelated,
but where a source repeats a line, every pair of texts that is a pair of the source counts as right.
Each source is judged by the fit to the other sources. --mt adds texts of 80 sentences with machine
translations of both sides; the packages were trained on these pairs, so those figures are too good.
The last column is the recall at the lowest threshold with a precision of `PRECISION`.
--curve adds the figures at other thresholds of the log odds, --wrong the surest pairs that count as
wrong by the lexicon, with the encoder if there is one.
"""

from __future__ import annotations

import random
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import defaultdict
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
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from baikonur_align import translation
from baikonur_align.alignment import lexicon
from baikonur_align.alignment.comparable import candidates, offered
from baikonur_align.alignment.features import build_evidence
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.encoders import Encoder

SHARE = 0.15  # of the sentences that have a translation
SEEDS = 3  # documents of each source
SIZE, SIZE_MT = 150, 80  # sentences of a side
THRESHOLDS = (-1, -0.5, 0, 0.5, 1, 1.5, 2)  # of --curve, beside that of the program
PRECISION = 0.9  # at which the most that can be found is printed

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
    texts = [pairs[k][0] for k in left], [pairs[k][1] for k in right]
    return *texts, translations_of(pairs, *texts)


def translations_of(
    pairs: Sequence[tuple[str, str]], left: Sequence[str], right: Sequence[str]
) -> Gold:
    """Return which sentences translate each other: those whose texts are a pair of the source.

    Sources repeat lines, so these are more than the pairs that were put into both texts.
    """
    known, places = set(pairs), defaultdict[str, list[int]](list)
    for j, text in enumerate(right):
        places[text].append(j)
    said = defaultdict[str, set[str]](set)
    for ours, theirs in known:
        said[ours].add(theirs)
    return {(i, j) for i, ours in enumerate(left) for text in said[ours] for j in places[text]}


def most_links(gold: Gold) -> int:
    """Return how many pairs of `gold` can be found if each sentence is in one pair at most."""
    rows, columns = np.array(sorted(gold)).T
    return int(
        (maximum_bipartite_matching(csr_matrix((np.ones(len(rows)), (rows, columns)))) >= 0).sum()
    )


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
        yield Case(name, some is not None, source, pairs, features, right, most_links(gold))


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
    true = sum(case.true for case, _ in some)
    kept = offered(features, odds)
    most = found_at(PRECISION, features, right, odds) / true
    print(f"{some[0][0].bridge:20}{_figures(right[kept], true)} {error:5.3f} {most:7.2f}")
    for least in THRESHOLDS if curve else ():
        kept = offered(features, np.where(odds >= least, np.inf, -np.inf))
        print(f"  log odds {least:<9}{_figures(right[kept], true)}")


def _figures(right: Floats, true: int) -> str:
    return f" {len(right):8} {right.mean():9.2f} {right.sum() / true:7.2f}"


def found_at(precision: float, features: Floats, right: Floats, odds: Floats) -> float:
    """Return how many right pairs the lowest threshold of this precision offers."""
    possible = offered(features, np.full(len(odds), np.inf))
    ranked = right[possible][np.argsort(-odds[possible], kind="stable")]
    found = np.cumsum(ranked)
    good = np.flatnonzero(found >= precision * np.arange(1, len(ranked) + 1))
    return float(found[good[-1]]) if len(good) else 0.0


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
    print(f"{'':20} {'offered':>8} {'precision':>9} {'recall':>7} {'ECE':>5} at {PRECISION}")
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
