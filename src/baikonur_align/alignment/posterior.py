"""Posterior probability of each bead, by the forward-backward algorithm near the best path.

The score of a path is the sum of its beads' scores. Divided by the fitted temperature, it is a log
weight that gives each path a probability (a Gibbs distribution). The posterior of a bead is the
probability of all paths through it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.parameters import (
    MAX_BEAD_SIZE,
    SHAPE_COLUMNS,
    SHAPE_ROWS,
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
from baikonur_align.alignment.scoring import BeadTable, window_scores

Floats = NDArray[np.float64]

STRIP_HEIGHT = 32  # rows of a strip
BAND_MARGIN = 8  # sentences on either side of the best path that are summed over


@dataclass(frozen=True, eq=False)
class Gaps:
    """The gap prices as log weights, each of shape (gaps, 1)."""

    opening: Floats
    least: Floats
    not_opened: Floats  # log of the probability that no gap opens at a node, shape ()

    @classmethod
    def of(cls, prices: Prices) -> Gaps:
        columns = prices.gap_columns(np.float64)
        opening, least = (column / prices.temperature for column in columns)
        return cls(opening, least, np.log1p(-np.exp(-opening).sum()))


@dataclass(frozen=True, eq=False)
class NodeRow:
    """Log weights of a row's nodes and of each gap at them, starting at column `left`."""

    left: int
    nodes: Floats
    gaps: Floats

    def reversed(self, m: int) -> NodeRow:
        """Return the row of the texts read from the end; the target has `m` sentences."""
        return NodeRow(m - self.left - len(self.nodes) + 1, self.nodes[::-1], self.gaps[:, ::-1])

    def at(self, column: int) -> float:
        """Return the log weight of a node; -inf outside the row."""
        inside = 0 <= column - self.left < len(self.nodes)
        return float(self.nodes[column - self.left]) if inside else -np.inf

    def gaps_at(self, column: int) -> Floats:
        """Return the log weights of the gaps at a node; -inf outside the row."""
        at = column - self.left
        inside = 0 <= at < len(self.nodes)
        return self.gaps[:, at] if inside else np.full(len(self.gaps), -np.inf)


def posteriors(table: BeadTable, path: Sequence[Span], params: TextParams) -> list[float]:
    """Return the posterior of each bead of `path`, which runs from end to end; 0 to 1."""
    band = _band(path, *table.shape)
    forward, scores = _forward(table, band, params, path)
    backward = _backward(table, band, params)
    total = forward[-1].nodes[-1]
    log_weight = _BeadWeight(forward, backward, scores, table.unaligned, params.prices)
    return [min(1.0, float(np.exp(log_weight(bead) - total))) for bead in path]


def likely_beads(
    table: BeadTable, path: Sequence[Span], params: TextParams, least: float
) -> list[Span]:
    """Return the two-sided beads near the best path whose posterior is `least` or more."""
    band = _band(path, *table.shape)
    forward, _ = _forward(table, band, params, ())
    backward = _backward(table, band, params)
    limit = forward[-1].nodes[-1] + np.log(least)
    found: list[Span] = []
    for strip in band:
        scores = window_scores(table, strip, params) / params.prices.temperature
        for end in range(strip.top + 1, strip.bottom + 1):
            behind = backward[end]
            weights = scores[:, end - strip.top - 1] + _window(
                behind.nodes, behind.left, strip.left, scores.shape[2]
            )
            for shape, (a, b) in enumerate(SHAPES):
                if a > end:
                    continue
                row = forward[end - a]
                before = _window(row.nodes, row.left, strip.left - b, scores.shape[2])
                ends = strip.left + np.flatnonzero(before + weights[shape] >= limit)
                found += [(end - a, a, int(j) - b, b) for j in ends]
    return found


def _backward(table: BeadTable, band: Sequence[Strip], params: TextParams) -> list[NodeRow]:
    """Return the log weights of all paths from each node to the end."""
    n, m = table.shape
    mirrored = [
        Strip(n - strip.bottom, n - strip.top, m - strip.right, m - strip.left)
        for strip in reversed(band)
    ]
    rows, _ = _forward(_Mirror.of(table), mirrored, params, ())
    return [row.reversed(m) for row in reversed(rows)]


@dataclass(frozen=True, eq=False)
class _BeadWeight:
    """The log weight of all paths through a bead."""

    forward: Sequence[NodeRow]
    backward: Sequence[NodeRow]
    scores: Mapping[Span, float]
    unaligned: UnalignedScores
    prices: Prices

    def __call__(self, bead: Span) -> float:
        """The weight of an unaligned sentence is summed over all its places in the other text."""
        i, a, j, b = bead
        if a and b:
            return self.forward[i].at(j) + self.scores[bead] + self.backward[i + a].at(j + b)
        gaps = Gaps.of(self.prices)
        score = float(self.unaligned.source[i] if a else self.unaligned.target[j])
        # both passes subtract the price of opening the gap; add it once
        here = np.maximum(score / self.prices.temperature, gaps.least) + gaps.opening
        if a:
            paths = _overlap(self.forward[i], self.backward[i + 1])
        else:
            near = range(max(0, i - BAND_MARGIN), min(len(self.forward), i + BAND_MARGIN + 1))
            paths = np.array(
                [self.forward[k].gaps_at(j) + self.backward[k].gaps_at(j + 1) for k in near]
            ).T
        return float(np.logaddexp.reduce(here + paths, axis=None))


def _overlap(one: NodeRow, other: NodeRow) -> Floats:
    """Return the sums of the gaps of two rows in the columns that both have."""
    first = max(one.left, other.left)
    last = min(one.left + len(one.nodes), other.left + len(other.nodes))
    mine, theirs = (row.gaps[:, first - row.left : last - row.left] for row in (one, other))
    return mine + theirs


def _band(path: Sequence[Span], n: int, m: int) -> list[Strip]:
    """Return strips around a path."""
    lowest, highest = np.full(n + 1, m), np.zeros(n + 1, np.int64)
    for i, a, j, b in path:
        lowest[i : i + a + 1] = np.minimum(lowest[i : i + a + 1], j)
        highest[i : i + a + 1] = np.maximum(highest[i : i + a + 1], j + b)
    return [
        Strip(
            top,
            min(top + STRIP_HEIGHT, n),
            max(0, int(lowest[top : top + STRIP_HEIGHT + 1].min()) - BAND_MARGIN),
            min(m, int(highest[top : top + STRIP_HEIGHT + 1].max()) + BAND_MARGIN),
        )
        for top in range(0, n, STRIP_HEIGHT)
    ]


def _forward(
    table: BeadTable, band: Sequence[Strip], params: TextParams, path: Sequence[Span]
) -> tuple[list[NodeRow], dict[Span, float]]:
    """Return the log weights of all paths to each node, and of the two-sided beads of `path`."""
    temperature = params.prices.temperature
    gaps = Gaps.of(params.prices)
    unaligned = UnalignedScores(
        *(np.asarray(side, np.float64) / temperature for side in table.unaligned)
    )
    rows = [_first_row(unaligned.target[: band[0].right], gaps)]
    weights: dict[Span, float] = {}
    waiting = iter([bead for bead in path if bead[1] and bead[3]])
    bead = next(waiting, None)
    for strip in band:
        scores = window_scores(table, strip, params) / temperature
        rows += _strip_rows(scores, strip, rows[-MAX_BEAD_SIZE:], unaligned, gaps)
        while bead is not None and bead[0] + bead[1] <= strip.bottom:
            i, a, j, b = bead
            shape = SHAPES.index((a, b))
            weights[bead] = float(scores[shape, i + a - strip.top - 1, j + b - strip.left])
            bead = next(waiting, None)
    return rows, weights


def _first_row(unaligned: NDArray[np.floating[Any]], gaps: Gaps) -> NodeRow:
    """Return the row before the first source sentence."""
    weights = prefix_sums(np.maximum(unaligned, gaps.least)) - gaps.opening
    return NodeRow(0, np.concatenate(([0.0], np.logaddexp.reduce(weights[:, 1:]))), weights)


def _strip_rows(
    scores: Scores, strip: Strip, last: Sequence[NodeRow], unaligned: UnalignedScores, gaps: Gaps
) -> list[NodeRow]:
    """Return the node rows of one strip, from the few rows before it."""
    height, width = scores.shape[1:]
    base = strip.left - MAX_BEAD_SIZE
    nodes = np.full((MAX_BEAD_SIZE + height, width + MAX_BEAD_SIZE), -np.inf)
    for index, row in enumerate(last, MAX_BEAD_SIZE - len(last)):
        nodes[index] = _window(row.nodes, row.left, base, width + MAX_BEAD_SIZE)
    in_gaps = np.empty((height + 1, len(gaps.opening), width))
    in_gaps[0] = [_window(gap, last[-1].left, strip.left, width) for gap in last[-1].gaps]
    # shifted[row, MAX_BEAD_SIZE - b, j] is the node b columns left of column j
    shifted = np.lib.stride_tricks.sliding_window_view(nodes, width, axis=1)
    reached = np.empty((len(SHAPES), width))
    skipped = prefix_sums(np.maximum(unaligned.target[strip.left : strip.right], gaps.least))
    for i in range(height):
        index = MAX_BEAD_SIZE + i
        np.add(
            shifted[index - SHAPE_ROWS, MAX_BEAD_SIZE - SHAPE_COLUMNS], scores[:, i], out=reached
        )
        beads = _log_sum(reached)
        down = in_gaps[i] + np.maximum(unaligned.source[strip.top + i], gaps.least)
        entered = np.logaddexp(beads - gaps.opening, down)
        in_gaps[i + 1] = np.logaddexp.accumulate(entered - skipped, axis=1) + skipped
        # a gap includes paths that have just opened it without an unaligned sentence; the node
        # takes only `not_opened` of the bead, so that a bead's weight is not counted twice
        nodes[index, MAX_BEAD_SIZE:] = np.logaddexp(
            beads + gaps.not_opened, np.logaddexp.reduce(in_gaps[i + 1])
        )
    return [
        NodeRow(strip.left, row[MAX_BEAD_SIZE:], gap)
        for row, gap in zip(nodes[MAX_BEAD_SIZE:], in_gaps[1:], strict=True)
    ]


def _window(values: Floats, left: int, new_left: int, width: int) -> Floats:
    """Return a row for other columns; -inf outside the known ones."""
    out = np.full(width, -np.inf)
    first, end = max(left, new_left), min(left + len(values), new_left + width)
    if end > first:
        out[first - new_left : end - new_left] = values[first - left : end - left]
    return out


def _log_sum(values: Floats) -> Floats:
    """Return the logarithm of the sum of exponentials of each column."""
    most = np.maximum(values.max(axis=0), -1e30)
    with np.errstate(divide="ignore"):
        return np.asarray(most + np.log(np.exp(values - most).sum(axis=0)))


@dataclass(frozen=True, eq=False)
class _MirrorSide:
    lengths: Floats
    sentence_ends: Floats
    block_starts: Floats
    run_norms: tuple[Floats, ...]


@dataclass(frozen=True, eq=False)
class _Mirror:
    """A bead table read from the end, so that the backward pass is a forward pass."""

    table: BeadTable
    source: _MirrorSide
    target: _MirrorSide
    shape: tuple[int, int]
    rejected: frozenset[Span]
    gains: Gains
    max_bead_size: int
    unaligned: UnalignedScores

    @classmethod
    def of(cls, table: BeadTable) -> _Mirror:
        source, target = (
            _MirrorSide(
                side.lengths[::-1],
                side.sentence_ends[::-1],
                side.block_starts[::-1],
                tuple(norms[::-1] for norms in side.run_norms),
            )
            for side in (table.source, table.target)
        )
        n, m = table.shape
        rejected = frozenset((n - i - a, a, m - j - b, b) for i, a, j, b in table.rejected)
        gains: dict[int, list[tuple[Span, float]]] = {}
        for found in table.gains.values():
            for (i, a, j, b), gain in found:
                gains.setdefault(n - i, []).append(((n - i - a, a, m - j - b, b), gain))
        unaligned = UnalignedScores(*(side[::-1] for side in table.unaligned))
        size = table.max_bead_size
        return cls(table, source, target, table.shape, rejected, gains, size, unaligned)

    def products(self, rows: slice, columns: slice) -> Scores:
        n, m = self.shape
        mirrored = slice(n - rows.stop, n - rows.start), slice(m - columns.stop, m - columns.start)
        return self.table.products(*mirrored)[::-1, ::-1]
