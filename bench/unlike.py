"""How often the check for different meanings warns of true and of shuffled pairs.

    python bench/unlike.py SHARED --vectors FILE [--pairs 500]

Each document has the held-out pairs of one source, see bench/pool.py. All beads are taken as
confirmed. A shuffled pair has the source of one pair and the target of another of the same
document. FILE keeps the vectors.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from gold import MIN_SCORE, held_back, vector_cache
from pool import Pairs, held_out

from baikonur_align.alignment.whitening import prepare_vectors, row_cosines
from baikonur_align.encoders import Vectors

SHARES = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
SHIFTS = (1, 7, 13)  # pairs by which the targets are shifted


def documents(folder: Path, count: int) -> dict[str, Pairs]:
    """Return the held-out pairs by source."""
    origin = {pair: name for name, pairs in held_back(folder, MIN_SCORE).items() for pair in pairs}
    found: dict[str, Pairs] = defaultdict(list)
    for pair in held_out(folder, count):
        found[origin[pair]].append(pair)
    return found


def similarities(source: Vectors, target: Vectors) -> tuple[Vectors, Vectors]:
    """Return the similarities of the true and of the shuffled pairs over the median of the true."""
    sides = prepare_vectors(source, target)
    true = row_cosines(*sides)
    shuffled = [row_cosines(sides[0], np.roll(sides[1], shift, axis=0)) for shift in SHIFTS]
    median = np.float32(np.median(true))
    return true / median, np.concatenate(shuffled) / median


def table(every: dict[str, tuple[Vectors, Vectors]]) -> Iterator[str]:
    """Yield the share of flagged pairs, in per cent, true and shuffled, by least share."""
    yield f"{'of the median':14}" + "".join(f"{name[-12:]:>16}" for name in (*every, "all"))
    columns = [
        *every.values(),
        [np.concatenate(part) for part in zip(*every.values(), strict=True)],
    ]
    for share in SHARES:
        cells = [
            f"{100 * (true < share).mean():7.1f} {100 * (shuffled < share).mean():5.1f}"
            for true, shuffled in columns
        ]
        yield f"{share:14.2f}" + "".join(f"{cell:>16}" for cell in cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=500)
    options = parser.parse_args()
    encoder = vector_cache(options.vectors)
    assert encoder
    every = {}
    for name, pairs in documents(options.shared / "mt", options.pairs).items():
        sides = [encoder.encode([pair[i] for pair in pairs]) for i in (0, 1)]
        every[name] = similarities(sides[0], sides[1])
    print({name: len(true) for name, (true, _) in every.items()})
    print("\n".join(table(every)))


if __name__ == "__main__":
    main()
