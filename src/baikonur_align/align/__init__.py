"""Which sentences translate which: beads found in evidence by dynamic programming.

A bead of a x b sentences is worth its similarity times the root of a b (so that taking in a sentence
that has nothing to do with it gains nothing), less a price for its shape, for unlikely lengths (Gale
& Church 1993) and for ends of sentences that one side lacks; a sentence left alone is worth the more the
more it resembles some other. The best sequence of beads is found row by row; every shape but 0-1 looks at
earlier rows only and 0-1 is a running maximum, so a row is a few numpy operations. Long texts are first
aligned coarsely, in tiles, by the features they share and that are rare; the fine pass then stays near that
path, so that time and memory are linear.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from baikonur_align.align.coarse import WHOLE, parts
from baikonur_align.align.mining import comparable
from baikonur_align.align.posterior import posteriors
from baikonur_align.align.regions import regions
from baikonur_align.align.table import WIDEST, Evidence, Span, Strip, price
from baikonur_align.align.way import best_way
from baikonur_align.align.windows import Windows
from baikonur_align.model import Link

__all__ = ["WHOLE", "WIDEST", "Evidence", "align", "comparable", "length_ratio"]

CROSS_PRICE = 0.1  # of telling that neighbours are in another order
MOVED = 0.3  # similarity from which two sentences left alone are linked, wherever they stand
SAMPLE = 16  # strips of a long text that its ratio of lengths is taken from


def length_ratio(evidence: Evidence, strips: Sequence[Strip]) -> float:
    """Characters of the target for each of the source, where the two translate each other.

    The median over pairs of which each is the other's most similar, weighted by similarity and length:
    whole texts would mislead where a part of one is missing, and are asked only where nothing is alike.
    """
    found: list[tuple[float, float]] = []
    for strip in strips[:: max(1, len(strips) // SAMPLE)]:
        rows, columns = slice(strip.top, strip.bottom), slice(strip.left, strip.right)
        alike = evidence.cosines(rows, columns)
        if not alike.size:
            continue
        best = alike.argmax(axis=1)
        i = np.flatnonzero(alike.argmax(axis=0)[best] == np.arange(len(best)))
        source, target = evidence.source.lengths[rows][i], evidence.target.lengths[columns][best[i]]
        weight = np.maximum(alike[i, best[i]], 0) * np.sqrt(source + target)
        found += zip(target / np.maximum(source, 1), weight, strict=True)
    if sum(weight for _, weight in found) <= 0:
        return max(float(evidence.target.lengths.sum()), 1.0) / max(float(evidence.source.lengths.sum()), 1.0)
    values, weights = np.array(sorted(found)).T
    return float(values[np.searchsorted(np.cumsum(weights), weights.sum() / 2)])


def align(
    evidence: Evidence, fixed: Sequence[Link] = (), refused: Sequence[Link] = (), widest: int = WIDEST
) -> list[Link]:
    """Beads of two texts that run in parallel, every sentence in exactly one.

    Sentences with nothing opposite stand alone. Scores are posterior probabilities, not yet calibrated. A
    second pass looks for text in another order. The beads `fixed` come out as they are, in reading order
    where they don't cross, and only what lies between them is aligned; the beads `refused` do not come
    out, but for sentences alone. No other bead has more than `widest` sentences on a side.
    """
    fixed = [link for link in fixed if link.source or link.target]
    refused = [link for link in refused if link.source and link.target]
    whole = parts(evidence) if all(evidence.shape) else []
    ratio = length_ratio(evidence, whole) if whole else 1.0
    alone = Windows(evidence, whole).alone if fixed and whole else None
    links: list[Link] = []
    for region in regions(evidence.shape, fixed):
        links += [region.after] if region.after else []
        part = region.of(evidence)
        if not all(part.shape):
            links += map(region.whole, _all_alone(*part.shape))
            continue
        strips = parts(part) if fixed else whole
        windows = Windows(part, strips, region.barred(refused), widest, region.alone(alone))
        links += map(region.whole, _between(part, windows, ratio))
    cutting = set(links)
    links += [link for link in fixed if link not in cutting]
    return _moved(evidence, links, set(fixed), refused)


def _all_alone(n: int, m: int) -> list[Link]:
    return [Link((i,), (), 1.0) for i in range(n)] + [Link((), (j,), 1.0) for j in range(m)]


def _between(evidence: Evidence, windows: Windows, ratio: float) -> Iterator[Link]:
    """Beads of texts between which nothing is fixed."""
    beads = best_way(windows, windows.strips, ratio)
    for (i, a, j, b), score in zip(beads, posteriors(windows, beads, ratio), strict=True):
        bead = Link(tuple(range(i, i + a)), tuple(range(j, j + b)), score)
        yield from _uncross(evidence, bead, windows.barred)


def _uncross(evidence: Evidence, bead: Link, barred: Collection[Span]) -> list[Link]:
    """The bead, or, where its sentences pair off better one to one in another order, those pairs."""
    rows, columns = bead.source, bead.target
    if len(rows) != len(columns) or len(rows) == 1:
        return [bead]
    single = evidence.cosines(slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    order = linear_sum_assignment(single, maximize=True)[1]
    worth = evidence.similarity(rows, columns) * len(rows) - price(len(rows), len(columns))
    pairs = single[range(len(rows)), order]
    if (np.diff(order) > 0).all() or pairs.sum() - CROSS_PRICE <= worth:
        return [bead]
    crossed = [Link((i,), (columns[k],), bead.score) for i, k in zip(rows, order, strict=True)]
    if any((link.source[0], 1, link.target[0], 1) in barred for link in crossed):
        return [bead]
    return crossed


def _moved(
    evidence: Evidence, links: list[Link], settled: Container[Link], refused: Iterable[Link]
) -> list[Link]:
    """`links`, and those left alone on both sides linked where they are clearly each other's.

    Not those that are `settled`, nor as `refused`.
    """
    alone = [link for link in links if not (link.source and link.target) and link not in settled]
    rows = np.array([link.source[0] for link in alone if link.source], np.int64)
    columns = np.array([link.target[0] for link in alone if link.target], np.int64)
    if not len(rows) or not len(columns):
        return links
    never = {(link.source, link.target) for link in refused}
    alike = evidence.among(rows, columns, MOVED)
    found = {
        link.source: link for link in _mutual(pair for pair in alike if ((pair[0],), (pair[1],)) not in never)
    }
    gone = {link.target for link in found.values()}
    kept = [link for link in links if link.source or link.target not in gone]
    return [link if link.target else found.get(link.source, link) for link in kept]


def _mutual(pairs: Iterable[tuple[int, int, float]]) -> list[Link]:
    """The pairs of sentences of which each is the other's best."""
    out = []
    rows: set[int] = set()
    columns: set[int] = set()
    for i, j, value in sorted(pairs, key=lambda pair: -pair[2]):
        if i not in rows and j not in columns:
            out.append(Link((i,), (j,), value))
        rows.add(i)
        columns.add(j)
    return out
