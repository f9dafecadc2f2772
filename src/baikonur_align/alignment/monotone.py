"""Two texts, or parts of them, aligned from the first sentences to the last, and how likely each bead is."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
from scipy.optimize import linear_sum_assignment

from baikonur_align.alignment.parameters import Evidence, Habits, Span, price
from baikonur_align.alignment.posterior import posteriors
from baikonur_align.alignment.viterbi import best_way
from baikonur_align.alignment.windows import Windows
from baikonur_align.model import Link

CROSS_PRICE = 0.1  # of telling that neighbours are in another order


def monotone(evidence: Evidence, windows: Windows, habits: Habits) -> Iterator[Link]:
    """The beads, one after the other; within one, neighbours may be crossed."""
    beads = best_way(windows, windows.strips, habits)
    for (i, a, j, b), score in zip(beads, posteriors(windows, beads, habits), strict=True):
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
