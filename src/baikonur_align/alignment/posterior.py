"""How much of all that could be lies with each bead: its posterior probability.

Every way to cut both texts into beads is worth the sum of its beads; at the `TEMPERATURE` of the fit, that
makes each way so and so likely (a Gibbs distribution), and a bead as likely as all the ways through it. The
sums over all ways are made by the forward-backward algorithm, in a narrow band about the best way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.parameters import (
    GAPS,
    SHAPE_COLUMNS,
    SHAPE_ROWS,
    SHAPES,
    TEMPERATURE,
    WIDEST,
    Alone,
    Barring,
    Habits,
    Scores,
    Span,
    Strip,
    before,
    window_scores,
)

Floats = NDArray[np.float64]

HIGH = 32  # rows of a strip
MARGIN = 8  # sentences on either side of the best way that are looked at
OPENED, LEAST = np.array(GAPS).T[:, :, None] / TEMPERATURE
NOT_OPENED = np.log1p(-np.exp(-OPENED).sum())


@dataclass(frozen=True, eq=False)
class Row:
    """How much lies with each node of a row from the column ``left`` on, and with each in each gap."""

    left: int
    nodes: Floats
    gaps: Floats

    def turned(self, m: int) -> Row:
        """Of texts read from the end, of which the target has `m` sentences."""
        return Row(m - self.left - len(self.nodes) + 1, self.nodes[::-1], self.gaps[:, ::-1])

    def at(self, column: int) -> float:
        return (
            float(self.nodes[column - self.left])
            if 0 <= column - self.left < len(self.nodes)
            else -np.inf
        )

    def in_gaps(self, column: int) -> Floats:
        at = column - self.left
        return self.gaps[:, at] if 0 <= at < len(self.nodes) else np.full(len(GAPS), -np.inf)


def posteriors(evidence: Barring, beads: Sequence[Span], habits: Habits) -> list[float]:
    """How likely each of `beads` is, which are one way through from end to end."""
    n, m = evidence.shape
    band = _band(beads, n, m)
    ahead, worth = _forward(evidence, band, habits, beads)
    mirrored = [Strip(n - s.bottom, n - s.top, m - s.right, m - s.left) for s in reversed(band)]
    back, _ = _forward(_Mirror.of(evidence), mirrored, habits, ())
    behind = [row.turned(m) for row in reversed(back)]
    total = ahead[-1].nodes[-1]
    return [
        min(1.0, float(np.exp(_bead(ahead, behind, bead, worth, evidence.alone) - total)))
        for bead in beads
    ]


def _bead(
    ahead: Sequence[Row],
    behind: Sequence[Row],
    bead: Span,
    worth: Mapping[Span, float],
    alone: Alone,
) -> float:
    """How much lies with all ways through a bead; of a sentence left alone, wherever it is left."""
    i, a, j, b = bead
    if a and b:
        return ahead[i].at(j) + worth[bead] + behind[i + a].at(j + b)
    # a gap about it is opened once, not from either end
    here = (
        np.maximum(float(alone.source[i] if a else alone.target[j]) / TEMPERATURE, LEAST) + OPENED
    )
    if a:
        ways = _overlap(ahead[i], behind[i + 1])
    else:
        near = range(max(0, i - MARGIN), min(len(ahead), i + MARGIN + 1))
        ways = np.array([ahead[k].in_gaps(j) + behind[k].in_gaps(j + 1) for k in near]).T
    return float(np.logaddexp.reduce(here + ways, axis=None))


def _overlap(one: Row, other: Row) -> Floats:
    first = max(one.left, other.left)
    last = min(one.left + len(one.nodes), other.left + len(other.nodes))
    ours, theirs = (row.gaps[:, first - row.left : last - row.left] for row in (one, other))
    return ours + theirs


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
    evidence: Barring, band: Sequence[Strip], habits: Habits, beads: Sequence[Span]
) -> tuple[list[Row], dict[Span, float]]:
    """How much lies with all ways to each node, by node row; and the worth of `beads` at the temperature."""
    alone = Alone(_heated(evidence.alone.source), _heated(evidence.alone.target))
    rows = [_first(alone.target[: band[0].right])]
    worth: dict[Span, float] = {}
    waiting = iter([bead for bead in beads if bead[1] and bead[3]])
    bead = next(waiting, None)
    for strip in band:
        scores = window_scores(evidence, strip, habits) / TEMPERATURE
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
    gaps = before(np.maximum(alone, LEAST)) - OPENED
    return Row(0, np.concatenate(([0.0], np.logaddexp.reduce(gaps[:, 1:]))), gaps)


def _strip_rows(scores: Scores, strip: Strip, last: Sequence[Row], alone: Alone) -> list[Row]:
    """The node rows of one strip, from the few before it."""
    high, wide = scores.shape[1:]
    base = strip.left - WIDEST
    nodes = np.full((WIDEST + high, wide + WIDEST), -np.inf)
    for at, row in enumerate(last, WIDEST - len(last)):
        nodes[at] = _seen(row.nodes, row.left, base, wide + WIDEST)
    gaps = np.empty((high + 1, len(GAPS), wide))
    gaps[0] = [_seen(gap, last[-1].left, strip.left, wide) for gap in last[-1].gaps]
    shifted = np.lib.stride_tricks.sliding_window_view(
        nodes, wide, axis=1
    )  # [row, WIDEST - b, column]
    reached = np.empty((len(SHAPES), wide))
    skipped = before(np.maximum(alone.target[strip.left : strip.right], LEAST))
    for i in range(high):
        at = WIDEST + i
        np.add(shifted[at - SHAPE_ROWS, WIDEST - SHAPE_COLUMNS], scores[:, i], out=reached)
        beads = _log_sum(reached)
        entered = np.logaddexp(
            beads - OPENED, gaps[i] + np.maximum(alone.source[strip.top + i], LEAST)
        )
        gaps[i + 1] = np.logaddexp.accumulate(entered - skipped, axis=1) + skipped
        # a gap has what was just opened too, and no sentence in it: what the bead brought is not told twice
        nodes[at, WIDEST:] = np.logaddexp(beads + NOT_OPENED, np.logaddexp.reduce(gaps[i + 1]))
    return [
        Row(strip.left, row[WIDEST:], gap)
        for row, gap in zip(nodes[WIDEST:], gaps[1:], strict=True)
    ]


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
    starts: Floats
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
            _MirrorSide(
                side.lengths[::-1],
                side.stops[::-1],
                side.starts[::-1],
                tuple(run[::-1] for run in side.runs),
            )
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
