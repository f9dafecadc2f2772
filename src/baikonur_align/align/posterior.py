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
    OPEN_PRICE,
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
OPENED = OPEN_PRICE / TEMPERATURE
NOT_OPENED = float(np.log1p(-np.exp(-OPENED)))


@dataclass(frozen=True, eq=False)
class Row:
    """How much lies with each node of a row from the column ``left`` on, and with each in a gap."""

    left: int
    nodes: Floats
    gap: Floats

    def turned(self, m: int) -> Row:
        """Of texts read from the end, of which the target has `m` sentences."""
        return Row(m - self.left - len(self.nodes) + 1, self.nodes[::-1], self.gap[::-1])

    def at(self, column: int) -> float:
        return float(self.nodes[column - self.left]) if 0 <= column - self.left < len(self.nodes) else -np.inf

    def in_gap(self, column: int) -> float:
        return float(self.gap[column - self.left]) if 0 <= column - self.left < len(self.gap) else -np.inf


def posteriors(evidence: Barring, beads: Sequence[Span], ratio: float) -> list[float]:
    """How likely each of `beads` is, which are one way through from end to end; `ratio` as in `table`."""
    n, m = evidence.shape
    band = _band(beads, n, m)
    ahead, worth = _forward(evidence, band, ratio, beads)
    mirrored = [Strip(n - s.bottom, n - s.top, m - s.right, m - s.left) for s in reversed(band)]
    back, _ = _forward(_Mirror.of(evidence), mirrored, ratio, ())
    behind = [row.turned(m) for row in reversed(back)]
    total = ahead[-1].nodes[-1]
    worth |= {bead: _alone(evidence.alone, bead) for bead in beads if not (bead[1] and bead[3])}
    return [min(1.0, float(np.exp(_bead(ahead, behind, bead) + worth[bead] - total))) for bead in beads]


def _alone(alone: Alone, bead: Span) -> float:
    """What such a sentence is worth; a gap about it is opened once, not from either end."""
    i, a, j, _ = bead
    return float((alone.source[i] if a else alone.target[j]) + OPEN_PRICE) / TEMPERATURE


def _bead(ahead: Sequence[Row], behind: Sequence[Row], bead: Span) -> float:
    """How much lies with all ways to and from a bead; of a sentence left alone, wherever it is left."""
    i, a, j, b = bead
    if a and b:
        return ahead[i].at(j) + behind[i + a].at(j + b)
    if a:
        return float(np.logaddexp.reduce(_overlap(ahead[i], behind[i + 1])))
    near = range(max(0, i - MARGIN), min(len(ahead), i + MARGIN + 1))
    return float(np.logaddexp.reduce([ahead[k].in_gap(j) + behind[k].in_gap(j + 1) for k in near]))


def _overlap(one: Row, other: Row) -> Floats:
    first = max(one.left, other.left)
    last = min(one.left + len(one.gap), other.left + len(other.gap))
    return one.gap[first - one.left : last - one.left] + other.gap[first - other.left : last - other.left]


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
) -> tuple[list[Row], dict[Span, float]]:
    """How much lies with all ways to each node, by node row; and the worth of `beads` at the temperature."""
    alone = Alone(_heated(evidence.alone.source), _heated(evidence.alone.target))
    rows = [_first(alone.target[: band[0].right])]
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


def _first(alone: NDArray[np.floating[Any]]) -> Row:
    """The row before the first sentence of the source."""
    gap = np.asarray(before(alone) - OPENED, np.float64)
    return Row(0, np.concatenate(([0.0], gap[1:])), gap)


def _strip_rows(scores: Scores, strip: Strip, last: Sequence[Row], alone: Alone) -> list[Row]:
    """The node rows of one strip, from the few before it."""
    high, wide = scores.shape[1:]
    base = strip.left - WIDEST
    nodes = np.full((WIDEST + high, wide + WIDEST), -np.inf)
    for at, row in enumerate(last, WIDEST - len(last)):
        nodes[at] = _seen(row.nodes, row.left, base, wide + WIDEST)
    gaps = np.empty((high + 1, wide))
    gaps[0] = _seen(last[-1].gap, last[-1].left, strip.left, wide)
    shifted = np.lib.stride_tricks.sliding_window_view(nodes, wide, axis=1)  # [row, WIDEST - b, column]
    reached = np.empty((len(SHAPES), wide))
    skipped = before(alone.target[strip.left : strip.right])
    for i in range(high):
        at = WIDEST + i
        for first, count, a in BY_ROWS:
            came = shifted[at - a, WIDEST - count : WIDEST][::-1]
            np.add(came, scores[first : first + count, i], out=reached[first : first + count])
        beads = _log_sum(reached)
        entered = np.logaddexp(beads - OPENED, gaps[i] + alone.source[strip.top + i])
        gaps[i + 1] = np.logaddexp.accumulate(entered - skipped) + skipped
        # the gap has what was just opened too, and no sentence in it: what the bead brought is not told twice
        nodes[at, WIDEST:] = np.logaddexp(beads + NOT_OPENED, gaps[i + 1])
    return [Row(strip.left, row[WIDEST:], gap) for row, gap in zip(nodes[WIDEST:], gaps[1:], strict=True)]


def _seen(values: Floats, left: int, new_left: int, wide: int) -> Floats:
    """The same row through another window of columns."""
    out = np.full(wide, -np.inf)
    first, end = max(left, new_left), min(left + len(values), new_left + wide)
    if end > first:
        out[first - new_left : end - new_left] = values[first - left : end - left]
    return out


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
