"""Beads of two texts in reading order, each with its posterior probability."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
from scipy.optimize import linear_sum_assignment

from baikonur_align.alignment.bead_table import BandTable
from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.parameters import Span, TextParams
from baikonur_align.alignment.posterior import posteriors
from baikonur_align.alignment.viterbi import best_path
from baikonur_align.model import Link

CROSSING_PRICE = 0.1  # price of crossing the sentences within a bead


def monotone_beads(evidence: Evidence, table: BandTable, params: TextParams) -> Iterator[Link]:
    """Yield the beads in reading order; the sentences of an n-n bead may be paired crosswise."""
    path = best_path(table, table.strips, params)
    for (i, a, j, b), score in zip(path, posteriors(table, path, params), strict=True):
        bead = Link(tuple(range(i, i + a)), tuple(range(j, j + b)), score)
        yield from _uncross(evidence, bead, table.rejected)


def _uncross(evidence: Evidence, bead: Link, rejected: Collection[Span]) -> list[Link]:
    """Return the bead, or crossing 1-1 pairs of its sentences where these score higher."""
    rows, columns = bead.source, bead.target
    if len(rows) != len(columns) or len(rows) == 1:
        return [bead]
    single = evidence.cosines(slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    order = linear_sum_assignment(single, maximize=True)[1]
    shape_price = evidence.prices.shape(len(rows), len(columns))
    merged = evidence.similarity(rows, columns) * len(rows) - shape_price
    pairs = single[range(len(rows)), order]
    if (np.diff(order) > 0).all() or pairs.sum() - CROSSING_PRICE <= merged:
        return [bead]
    crossed = [Link((i,), (columns[k],), bead.score) for i, k in zip(rows, order, strict=True)]
    if any((link.source[0], 1, link.target[0], 1) in rejected for link in crossed):
        return [bead]
    return crossed
