"""Mining of two pools of sentences: precision and recall by margin, and the time of the search.

    python bench/pool.py SHARED --vectors FILE [--lines 5000] [--pairs 500]
    python bench/pool.py --search 30000

SHARED has ``mt/train.*`` and ``mt/mono.*``. Held-out pairs, see bench/gold.py, are put among lines
of the monolingual texts. A pair counts as wrong unless it is one of the held-out pairs, also where
two monolingual lines happen to say the same; --show prints the best such pairs. FILE keeps the
vectors. --search measures the search alone, on random vectors.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from gold import MIN_SCORE, held_back, lines, vector_cache

from baikonur_align.building.mining import search
from baikonur_align.encoders import Vectors, checked
from baikonur_align.encoders.nearest import MutualBest
from baikonur_align.hints.meaning import LEAST

MARGINS = (1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7)
DIMENSION = 384
LEAST_LETTERS = 20  # characters of a line; shorter ones are often one word

Pairs = list[tuple[str, str]]


def held_out(folder: Path, count: int) -> Pairs:
    """Return pairs of all sources in equal parts, each sentence once."""
    dice = random.Random("pairs")  # noqa: S311 - not a secret
    sources = held_back(folder, MIN_SCORE)
    picked = [
        pair
        for pairs in sources.values()
        for pair in dice.sample([pair for pair in pairs if fit(pair)], count // len(sources))
    ]
    return list({pair[0]: pair for pair in {pair[1]: pair for pair in picked}.values()}.values())


def fit(pair: Sequence[str]) -> bool:
    return all(len(side) >= LEAST_LETTERS for side in pair)


def pool(file: Path, sentences: Sequence[str], size: int) -> list[str]:
    """Return the sentences and lines of a file, `size` in all, in random order."""
    dice = random.Random(file.name)  # noqa: S311 - not a secret
    others = sorted({line for line in lines(file) if fit([line])} - set(sentences))
    mixed = [*sentences, *dice.sample(others, size - len(sentences))]
    dice.shuffle(mixed)
    return mixed


def table(found: MutualBest, right: np.ndarray, true: int) -> Iterator[str]:
    """Yield precision and recall of the pairs of each least margin."""
    yield f"{'margin':>6} {'offered':>8} {'precision':>9} {'recall':>7}"
    for least in MARGINS:
        kept = right[found.margins >= least]
        precision = kept.mean() if len(kept) else float("nan")
        yield f"{least:6.2f} {len(kept):8} {precision:9.3f} {kept.sum() / true:7.3f}"


def precision_by_margin(options: argparse.Namespace) -> None:
    """Print the table for pools of --lines lines with --pairs true pairs."""
    folder = options.shared / "mt"
    pairs = held_out(folder, options.pairs)
    encoder = vector_cache(options.vectors)
    assert encoder
    sides = [
        pool(folder / f"mono.{lang}", [pair[i] for pair in pairs], options.lines)
        for i, lang in enumerate(("kk", "en"))
    ]
    vectors = [encoder.encode(side) for side in sides]
    found = search(vectors[0], vectors[1], encoder.name)
    offered = [(sides[0][i], sides[1][j]) for i, j in zip(found.source, found.target, strict=True)]
    gold = set(pairs)
    right = np.array([pair in gold for pair in offered])
    print(f"{options.lines} lines a side, {len(pairs)} true pairs")
    print("\n".join(table(found, right, len(pairs))))
    print(nearest_by_meaning(sides, vectors, pairs))
    wrong = np.flatnonzero(~right)[: options.show]
    for number in wrong:
        print(f"{found.margins[number]:.3f}", *offered[number], sep="\t")


def nearest_by_meaning(sides: Sequence[list[str]], vectors: Sequence[Vectors], pairs: Pairs) -> str:
    """Return how often a search by meaning finds the translation of a Kazakh sentence first."""
    centred = [checked(side - side.mean(axis=0), "centred") for side in vectors]
    cosines = centred[0] @ centred[1].T
    rows = [sides[0].index(pair[0]) for pair in pairs]
    columns = [sides[1].index(pair[1]) for pair in pairs]
    true = cosines[rows, columns]
    ranks = (cosines[rows] > true[:, None]).sum(axis=1)
    first = ", ".join(f"{(ranks < most).mean():.3f} among {most}" for most in (1, 5, 10))
    shares = f"{(true >= LEAST).mean():.3f} of these, {(cosines >= LEAST).mean():.4f} of all pairs"
    return f"translation found: {first}; similarity {LEAST} or more: {shares}"


def random_vectors(count: int, seed: int) -> Vectors:
    """Return unit vectors in random directions."""
    drawn = np.random.default_rng(seed).standard_normal((count, DIMENSION), np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, nargs="?")
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--search", type=int)
    options = parser.parse_args()
    if options.search:
        sides = [random_vectors(options.search, seed) for seed in (1, 2)]
        start, processor = time.perf_counter(), time.process_time()
        search(sides[0], sides[1], "random")
        took = time.perf_counter() - start, time.process_time() - processor
        print(f"{options.search} x {options.search}: {took[0]:.1f} s, processor {took[1]:.1f} s")
    else:
        precision_by_margin(options)


if __name__ == "__main__":
    main()
