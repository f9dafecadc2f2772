"""How much of all that could be lies with each bead: its posterior probability.

Every way to cut both texts into beads is worth the sum of its beads; at the `TEMPERATURE` of the fit, that
makes each way so and so likely (a Gibbs distribution), and a bead as likely as all the ways through it. The
sums over all ways are made by the forward-backward algorithm, in a narrow band about the best way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baikonur_align.align.table import (
    BY_ROWS,
    SHAPES,
    TEMPERATURE,
    WIDEST,
    Alone,
    Barring,
    Scores,
    Span,
    Strip,
    before,
    window_scores,
)

Floats = NDArray[np.float64]

HIGH = 32  # rows of a strip
MARGIN = 8  # sentences on either side of the best way that are looked at

Rows = list[tuple[int, Floats]]  # of each node row: its first column, and how much lies with each node


def posteriors(evidence: Barring, beads: Sequence[Span], ratio: float) -> list[float]:
    """How likely each of `beads` is, which are one way through from end to end; `ratio` as in `table`."""
    n, m = evidence.shape
    band = _band(beads, n, m)
    ahead, worth = _forward(evidence, band, ratio, beads)
    mirrored = [Strip(n - s.bottom, n - s.top, m - s.right, m - s.left) for s in reversed(band)]
    back, _ = _forward(_Mirror.of(evidence), mirrored, ratio, ())
    behind: Rows = [(m - left - len(row) + 1, row[::-1]) for left, row in reversed(back)]
    total = ahead[-1][1][-1]
    worth |= {bead: _alone(evidence.alone, bead) for bead in beads if not (bead[1] and bead[3])}
    return [min(1.0, float(np.exp(_bead(ahead, behind, bead) + worth[bead] - total))) for bead in beads]


def _alone(alone: Alone, bead: Span) -> float:
    i, a, j, _ = bead
    return float(alone.source[i] if a else alone.target[j]) / TEMPERATURE


def _bead(ahead: Rows, behind: Rows, bead: Span) -> float:
    """How much lies with all ways to and from a bead; of a sentence left alone, wherever it is left."""
    i, a, j, b = bead
    if a and b:
        return _at(ahead[i], j) + _at(behind[i + a], j + b)
    if a:
        ways = [_overlap(ahead[i], behind[i + 1])]
    else:
        near = range(max(0, i - MARGIN), min(len(ahead), i + MARGIN + 1))
        ways = [np.array([_at(ahead[k], j) + _at(behind[k], j + 1)]) for k in near]
    return float(np.logaddexp.reduce(np.concatenate(ways)))


def _at(row: tuple[int, Floats], column: int) -> float:
    left, values = row
    return float(values[column - left]) if 0 <= column - left < len(values) else -np.inf


def _overlap(one: tuple[int, Floats], other: tuple[int, Floats]) -> Floats:
    first, last = max(one[0], other[0]), min(one[0] + len(one[1]), other[0] + len(other[1]))
    return one[1][first - one[0] : last - one[0]] + other[1][first - other[0] : last - other[0]]


def _band(beads: Sequence[Span], n: int, m: int) -> list[Strip]:
    """Strips about the way that `beads` go."""
    lowest, highest = np.full(n + 1, m), np.zeros(n + 1, np.int64)
    for i, a, j, b in beads:
        lowest[i : i + a + 1] = np.minimum(lowest[i : i + a + 1], j)
        highest[i : i + a + 1] = np.maximum(highest[i : i + a + 1], j + b)
    return [
        Strip(
            top,
            min(top + HIGH, n),
            max(0, int(lowest[top : top + HIGH + 1].min()) - MARGIN),
            min(m, int(highest[top : top + HIGH + 1].max()) + MARGIN),
        )
        for top in range(0, n, HIGH)
    ]


def _forward(
    evidence: Barring, band: Sequence[Strip], ratio: float, beads: Sequence[Span]
) -> tuple[Rows, dict[Span, float]]:
    """How much lies with all ways to each node, by node row; and the worth of `beads` at the temperature."""
    alone = Alone(_heated(evidence.alone.source), _heated(evidence.alone.target))
    rows: Rows = [(0, before(alone.target[: band[0].right]))]
    worth: dict[Span, float] = {}
    waiting = iter([bead for bead in beads if bead[1] and bead[3]])
    bead = next(waiting, None)
    for strip in band:
        scores = window_scores(evidence, strip, ratio) / TEMPERATURE
        rows += _strip_rows(scores, strip, rows[-WIDEST:], alone)
        while bead is not None and bead[0] + bead[1] <= strip.bottom:
            i, a, j, b = bead
            shape = SHAPES.index((a, b))
            worth[bead] = float(scores[shape, i + a - strip.top - 1, j + b - strip.left])
            bead = next(waiting, None)
    return rows, worth


def _heated(values: NDArray[np.floating[Any]]) -> Floats:
    return np.asarray(values, np.float64) / TEMPERATURE


def _strip_rows(scores: Scores, strip: Strip, last: Rows, alone: Alone) -> Rows:
    """The node rows of one strip, from the few before it."""
    high, wide = scores.shape[1:]
    base = strip.left - WIDEST
    nodes = np.full((WIDEST + high, wide + WIDEST), -np.inf)
    for at, (left, row) in enumerate(last, WIDEST - len(last)):
        first, end = max(left, base), min(left + len(row), base + wide + WIDEST)
        if end > first:
            nodes[at, first - base : end - base] = row[first - left : end - left]
    shifted = np.lib.stride_tricks.sliding_window_view(nodes, wide, axis=1)  # [row, WIDEST - b, column]
    reached = np.empty((len(SHAPES) + 1, wide))
    skipped = before(alone.target[strip.left : strip.right])
    for i in range(high):
        at = WIDEST + i
        for first, count, a in BY_ROWS:
            came = shifted[at - a, WIDEST - count : WIDEST][::-1]
            np.add(came, scores[first : first + count, i], out=reached[first : first + count])
        np.add(nodes[at - 1, WIDEST:], alone.source[strip.top + i], out=reached[-1])
        nodes[at, WIDEST:] = np.logaddexp.accumulate(_log_sum(reached) - skipped) + skipped
    return [(strip.left, row[WIDEST:]) for row in nodes[WIDEST:]]


def _log_sum(values: Floats) -> Floats:
    """The logarithm of the sum of what the columns of `values` are logarithms of."""
    most = np.maximum(values.max(axis=0), -1e30)
    with np.errstate(divide="ignore"):
        return np.asarray(most + np.log(np.exp(values - most).sum(axis=0)))


@dataclass(frozen=True, eq=False)
class _MirrorSide:
    lengths: Floats
    stops: Floats
    runs: tuple[Floats, ...]


@dataclass(frozen=True, eq=False)
class _Mirror:
    """The same evidence read from the end, so that backward is forward."""

    evidence: Barring
    source: _MirrorSide
    target: _MirrorSide
    shape: tuple[int, int]
    barred: frozenset[Span]
    widest: int
    alone: Alone

    @classmethod
    def of(cls, evidence: Barring) -> _Mirror:
        source, target = (
            _MirrorSide(side.lengths[::-1], side.stops[::-1], tuple(run[::-1] for run in side.runs))
            for side in (evidence.source, evidence.target)
        )
        n, m = evidence.shape
        barred = frozenset((n - i - a, a, m - j - b, b) for i, a, j, b in evidence.barred)
        alone = Alone(evidence.alone.source[::-1], evidence.alone.target[::-1])
        return cls(evidence, source, target, evidence.shape, barred, evidence.widest, alone)

    def products(self, rows: slice, columns: slice) -> Scores:
        n, m = self.shape
        turned = slice(n - rows.stop, n - rows.start), slice(m - columns.stop, m - columns.start)
        return self.evidence.products(*turned)[::-1, ::-1]
