"""Scores of all beads within a window of the table of sentence pairs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.parameters import (
    MAX_BEAD_SIZE,
    MAX_BEAD_TOTAL,
    SHAPES,
    Gains,
    Prices,
    Scores,
    Span,
    Strip,
    TextParams,
    UnalignedScores,
    prefix_sums,
)

LENGTH_VARIANCE = 6.8  # of target characters per source character: Gale & Church 1993
MAX_DEVIATION = 8.0  # squared standard deviations of length beyond which the price is constant
MAX_MISMATCH = 3  # sentence ends or block starts beyond which the price is constant


class SideMeasures(Protocol):
    """Measures of one side that the prices depend on; see `evidence.SideEvidence`."""

    @property
    def lengths(self) -> NDArray[np.float64]: ...
    @property
    def sentence_ends(self) -> NDArray[np.float64]: ...
    @property
    def block_starts(self) -> NDArray[np.float64]: ...
    @property
    def run_norms(self) -> tuple[NDArray[np.float64], ...]: ...


class BeadTable(Protocol):
    """Input of the dynamic programmes: measures, products, unaligned scores and limits."""

    @property
    def source(self) -> SideMeasures: ...
    @property
    def target(self) -> SideMeasures: ...
    @property
    def shape(self) -> tuple[int, int]: ...
    @property
    def unaligned(self) -> UnalignedScores: ...
    @property
    def rejected(self) -> Collection[Span]: ...
    @property
    def gains(self) -> Gains: ...
    @property
    def max_bead_size(self) -> int: ...
    def products(self, rows: slice, columns: slice) -> Scores: ...


def unaligned_scores(best: Scores, prices: Prices) -> Scores:
    """Return the scores of unaligned sentences from the similarity of each to its best match."""
    return np.asarray(prices.unaligned + prices.rival * best, np.float32)


def length_deviation(source: Scores, target: Scores) -> Scores:
    """Return the squared standard deviations of each pair of lengths, up to `MAX_DEVIATION`.

    `source` (n,) is scaled to the measure of `target` (m,); the result is (n, m).
    """
    mean: Scores = source[:, None] + target[None]
    mean *= np.float32(LENGTH_VARIANCE / 2)
    np.maximum(mean, np.float32(LENGTH_VARIANCE), out=mean)
    squared: Scores = target[None] - source[:, None]
    squared *= squared
    squared /= mean
    np.minimum(squared, np.float32(MAX_DEVIATION), out=squared)
    return squared


def mismatch_cost(source: Scores, target: Scores, price: float) -> Scores:
    """Return `price` times the difference of two counts, up to `MAX_MISMATCH`."""
    difference: Scores = target[None] - source[:, None]
    np.abs(difference, out=difference)
    np.minimum(difference, np.float32(MAX_MISMATCH), out=difference)
    difference *= np.float32(price)
    return difference


@dataclass(frozen=True, eq=False)
class RunMeasures:
    """Measures of runs of a fixed number of sentences, by the first sentence of each run.

    `inverse_norms` is 1 / length of the summed vector.
    """

    lengths: Scores
    sentence_ends: Scores
    block_starts: Scores
    inverse_norms: Scores


def run_measures(side: SideMeasures, where: slice, length_ratio: float) -> list[RunMeasures]:
    """Return the measures of runs of 1, 2, ... sentences; lengths are times `length_ratio`."""
    single = np.array(
        [side.lengths[where] * length_ratio, side.sentence_ends[where], side.block_starts[where]]
    )
    total = prefix_sums(single)
    found = []
    for size in range(1, min(MAX_BEAD_SIZE, single.shape[1]) + 1):
        lengths, ends, starts = (total[:, size:] - total[:, :-size]).astype(np.float32)
        last = where.stop - size + 1
        inverse = 1 / np.sqrt(side.run_norms[size - 1][where.start : last])
        found.append(RunMeasures(lengths, ends, starts, inverse.astype(np.float32)))
    return found


def block_sums(products: Scores) -> Iterator[tuple[int, int, Scores]]:
    """Yield each shape that fits and the sums of its blocks, by first row and first column."""
    height, width = products.shape
    across = [products]
    for b in range(2, min(MAX_BEAD_SIZE, width) + 1):
        across.append(across[-1][:, :-1] + products[:, b - 1 :])
    sums: list[Scores] = []
    for a in range(1, min(MAX_BEAD_SIZE, height) + 1):
        sums = (
            [total[:-1] + row[a - 1 :] for total, row in zip(sums, across, strict=True)]
            if sums
            else across
        )
        for b, block in enumerate(sums, 1):
            if a + b <= MAX_BEAD_TOTAL:
                yield a, b, block


def _shape_scores(
    table: BeadTable, strip: Strip, params: TextParams
) -> Iterator[tuple[int, int, Scores]]:
    """Yield each shape and the scores of its beads in the strip, by first row and first column.

    A bead's score is its cosine times the geometric mean of its sizes, less its prices.
    """
    prices = params.prices
    rows, columns = slice(strip.top, strip.bottom), slice(strip.left, strip.right)
    source_runs = run_measures(table.source, rows, params.length_ratio)
    target_runs = run_measures(table.target, columns, 1.0)
    for a, b, block in block_sums(table.products(rows, columns)):
        source, target = source_runs[a - 1], target_runs[b - 1]
        cost = length_deviation(source.lengths, target.lengths)
        cost *= np.float32(prices.length * (a + b) / 2)
        cost += mismatch_cost(source.sentence_ends, target.sentence_ends, prices.sentence_end)
        if prices.block_start:
            cost += mismatch_cost(source.block_starts, target.block_starts, prices.block_start)
        cost += np.float32(prices.shape(a, b))
        score = source.inverse_norms[:, None] * target.inverse_norms * np.float32(np.sqrt(a * b))
        score *= block
        score -= cost
        yield a, b, score


def window_scores(table: BeadTable, strip: Strip, params: TextParams) -> Scores:
    """Return the scores of the beads that end in a strip, (shapes, height, width + 1).

    A node is a position between sentences; a bead that ends at node (i, j) covers rows up to i and
    columns up to j. The second axis counts nodes from `top` + 1, the third from `left`. Entries
    where no bead may end are -inf. The products begin one bead size before the strip.
    """
    around = reach(strip)
    height, width = strip.bottom - strip.top, strip.right - strip.left + 1
    out = np.full((len(SHAPES), height, width), -np.inf, np.float32)
    for a, b, score in _shape_scores(table, around, params):
        if max(a, b) > table.max_bead_size:
            continue
        skip_rows = max(0, strip.top + 1 - around.top - a)  # beads that end before the strip
        skip_columns = max(0, strip.left - around.left - b)
        ends = score[skip_rows:, skip_columns:]
        row = around.top + skip_rows + a - strip.top - 1
        column = around.left + skip_columns + b - strip.left
        out[SHAPES.index((a, b)), row : row + ends.shape[0], column : column + ends.shape[1]] = ends
    for end in range(strip.top + 1, strip.bottom + 1) if table.gains else ():
        for (_, a, j, b), gain in table.gains.get(end, ()):
            if strip.left <= j + b <= strip.right:
                out[SHAPES.index((a, b)), end - strip.top - 1, j + b - strip.left] += gain
    for i, a, j, b in table.rejected:
        if strip.top < i + a <= strip.bottom and strip.left <= j + b <= strip.right:
            out[SHAPES.index((a, b)), i + a - strip.top - 1, j + b - strip.left] = -np.inf
    return out


def reach(strip: Strip) -> Strip:
    """Return the window of the beads that end in a strip."""
    return Strip(
        max(0, strip.top + 1 - MAX_BEAD_SIZE),
        strip.bottom,
        max(0, strip.left - MAX_BEAD_SIZE),
        strip.right,
    )
