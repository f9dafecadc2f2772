"""Exact search of the nearest vectors, and the pairs of two pools that are nearest by margin.

The pools are compared in blocks: memory grows with their lengths, time with the product of these.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baikonur_align.encoders import Progress, Vectors, shifted

Indices = NDArray[np.int64]

NEIGHBOURS = 4  # nearest sentences that a margin is measured against: Artetxe & Schwenk 2019
MIN_SIMILARITY = 0.05  # least mean cosine in a margin's denominator
QUERIES, POOL = 1024, 8192  # vectors of both sides that are compared at once: 32 MB of cosines
GROUP = 32  # cosines of which only the highest is looked at first


@dataclass(frozen=True, eq=False)
class MutualBest:
    """Pairs of rows of two pools, each the other's best by `margins`; the best pair first."""

    source: Indices
    target: Indices
    margins: Vectors


def mutual_best(source: Vectors, target: Vectors, progress: Progress | None = None) -> MutualBest:
    """Return the mutual best pairs of two pools of unit vectors, (n, d) and (m, d).

    The margin of a pair is its cosine over the mean cosine of both with their `NEIGHBOURS` of the
    other pool (M. Artetxe & H. Schwenk, "Margin-based Parallel Corpus Mining with Multilingual
    Sentence Embeddings", ACL 2019: ratio). The best of a sentence is among its neighbours. Each
    pool needs `NEIGHBOURS` vectors. `progress` counts the vectors of both pools.
    """
    total = len(source) + len(target)
    forward = nearest(source, target, NEIGHBOURS, shifted(progress, 0, total))
    backward = nearest(target, source, NEIGHBOURS, shifted(progress, len(source), total))
    means = forward.cosines.mean(axis=1), backward.cosines.mean(axis=1)
    best, margins = _best(forward, means[0], means[1])
    back, _ = _best(backward, means[1], means[0])
    mutual = np.flatnonzero(back[best] == np.arange(len(source)))
    order = mutual[np.argsort(-margins[mutual], kind="stable")]
    return MutualBest(order, best[order], margins[order])


@dataclass(frozen=True, eq=False)
class Nearest:
    """For each query the rows of its nearest vectors, (n, k), nearest first, and the cosines."""

    rows: Indices
    cosines: Vectors


def nearest(
    queries: Vectors, pool: Vectors, count: int, progress: Progress | None = None
) -> Nearest:
    """Return the `count` nearest of `pool`, (m, d), for each of the `queries`, (n, d).

    The vectors have length 1 or 0. `count` is m at most.
    """
    cosines = np.full((len(queries), count), -np.inf, np.float32)
    rows = np.zeros((len(queries), count), np.int64)
    for top in range(0, len(queries), QUERIES):
        part = slice(top, min(top + QUERIES, len(queries)))
        for left in range(0, len(pool), POOL):
            block = pool[left : left + POOL]
            found = queries[part] @ block.T
            columns = _highest(found, min(count, len(block)))
            known = np.hstack([cosines[part], np.take_along_axis(found, columns, axis=1)])
            place = np.hstack([rows[part], columns + left])
            order = np.argsort(-known, axis=1, kind="stable")[:, :count]
            cosines[part] = np.take_along_axis(known, order, axis=1)
            rows[part] = np.take_along_axis(place, order, axis=1)
        if progress:
            progress(part.stop, len(queries))
    return Nearest(rows, cosines)


def _highest(values: Vectors, count: int) -> Indices:
    """Return the columns of the `count` highest values of each row, in any order.

    Columns g, g + `groups`, g + 2 `groups` ... are a group. The highest values are in the groups
    with the highest maxima, and finding maxima takes much less time than a partition.
    """
    groups = values.shape[1] // GROUP
    if groups <= count:
        return np.argpartition(values, -count, axis=1)[:, -count:]
    grouped = groups * GROUP
    maxima = values[:, :grouped].reshape(len(values), GROUP, groups).max(axis=1)
    best = np.argpartition(maxima, -count, axis=1)[:, -count:]
    columns = (best[:, :, None] + groups * np.arange(GROUP)).reshape(len(values), -1)
    rest = np.arange(grouped, values.shape[1])
    columns = np.hstack([columns, np.broadcast_to(rest, (len(values), len(rest)))])
    likely = np.take_along_axis(values, columns, axis=1)
    order = np.argpartition(likely, -count, axis=1)[:, -count:]
    return np.take_along_axis(columns, order, axis=1)


def _best(found: Nearest, own: Vectors, others: Vectors) -> tuple[Indices, Vectors]:
    """Return the best neighbour of each query by margin, and the margin."""
    means = (own[:, None] + others[found.rows]) / np.float32(2)
    margins = np.asarray(found.cosines / np.maximum(means, MIN_SIMILARITY), np.float32)
    best = margins.argmax(axis=1)[:, None]
    return (
        np.take_along_axis(found.rows, best, axis=1)[:, 0],
        np.take_along_axis(margins, best, axis=1)[:, 0],
    )
