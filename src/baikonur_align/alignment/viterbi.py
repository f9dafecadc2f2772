"""The dynamic programme: the best way through the table of all beads.

Of each node, a place between sentences of both sides, it knows the best way there, and the best one that is
in a gap: a run of sentences left alone, on whichever side. To open a gap has a price, to go on in it has none
(O. Gotoh, "An Improved Algorithm for Matching Biological Sequences", 1982), so that the edges of a missing
passage are not strewn over it. There are two kinds of gap, a short and a long one (H. Li, "Minimap2", 2018).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.parameters import (
    GAPS,
    SHAPE_COLUMNS,
    SHAPE_ROWS,
    SHAPES,
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

# How a node was best reached: the shape of the bead that ends there, the gap that it is better reached in (0
# is none, 1 the first), and of each gap whether it came from above, or from the left.
_SHAPE, _GAP = 15, 16
_DOWN = [np.uint16(64 << 2 * kind) for kind in range(len(GAPS))]
_RIGHT = [np.uint16(128 << 2 * kind) for kind in range(len(GAPS))]
_OPENING, _LEAST = np.array(GAPS, np.float32).T[:, :, None]


@dataclass(frozen=True, eq=False)
class Front:
    """How good the last node rows are from the column ``left`` on; of the last one, also in each gap."""

    nodes: Scores  # WIDEST rows
    gaps: Scores
    left: int

    @classmethod
    def first(cls, strip: Strip, alone: Alone) -> Front:
        """Before the first sentence of the source: each one of the target is left alone."""
        nodes = np.full((WIDEST, strip.right + 1), -np.inf, np.float32)
        gaps = before(np.maximum(alone.target[: strip.right], _LEAST)) - _OPENING
        nodes[-1] = gaps.max(axis=0)
        nodes[-1, 0] = 0.0
        return cls(nodes, gaps, 0)

    def seen(self, left: int, wide: int) -> tuple[Scores, Scores]:
        """The same node rows, and that in each gap, through another window of columns."""
        rows = np.vstack([self.nodes, self.gaps])
        out = np.full((len(rows), wide), -np.inf, np.float32)
        first, last = max(self.left, left), min(self.left + rows.shape[1], left + wide)
        if last > first:
            out[:, first - left : last - left] = rows[:, first - self.left : last - self.left]
        return out[:WIDEST], out[WIDEST:]


@dataclass(frozen=True, eq=False)
class Trail:
    """How each node of a strip was best reached."""

    strip: Strip
    how: NDArray[np.uint16]


def best_way(evidence: Barring, strips: Iterable[Strip], habits: Habits) -> list[Span]:
    """The best beads from the first sentences to the last."""
    trails: list[Trail] = []
    front: Front | None = None
    for strip in strips:
        scores = window_scores(evidence, strip, habits)
        how, front = _run(
            scores, strip, front or Front.first(strip, evidence.alone), evidence.alone
        )
        trails.append(Trail(strip, how))
    return _trace(trails, evidence.shape)


def _run(
    scores: Scores, strip: Strip, front: Front, alone: Alone
) -> tuple[NDArray[np.uint16], Front]:
    """The dynamic programme over one strip, from the node rows before it."""
    high, wide = scores.shape[1:]
    base = strip.left - WIDEST
    nodes = np.full((WIDEST + high, wide + WIDEST), -np.inf, np.float32)
    nodes[:WIDEST], gaps = front.seen(base, wide + WIDEST)
    gaps = gaps[:, WIDEST:]
    shifted = np.lib.stride_tricks.sliding_window_view(
        nodes, wide, axis=1
    )  # [row, WIDEST - b, column]
    shapes, within = np.empty((2, high, wide), np.uint16)
    downs, rights = np.empty((2, len(GAPS), high, wide), np.bool_)
    reached = np.empty((len(SHAPES), wide), np.float32)
    skipped = before(np.maximum(alone.target[strip.left : strip.right], _LEAST))
    for i in range(high):
        at = WIDEST + i
        np.add(shifted[at - SHAPE_ROWS, WIDEST - SHAPE_COLUMNS], scores[:, i], out=reached)
        bead = reached.max(axis=0)
        opened, down = bead - _OPENING, gaps + np.maximum(alone.source[strip.top + i], _LEAST)
        entered = np.maximum(opened, down) - skipped
        running = np.maximum.accumulate(entered, axis=1)
        gaps = running + skipped
        best = np.maximum(bead, gaps.max(axis=0))
        shapes[i], within[i] = reached.argmax(axis=0), (best > bead) * (1 + gaps.argmax(axis=0))
        downs[:, i], rights[:, i] = down > opened, running > entered
        nodes[at, WIDEST:] = best
    how = shapes + _GAP * within
    for kind in range(len(GAPS)):
        how += downs[kind] * _DOWN[kind] + rights[kind] * _RIGHT[kind]
    return how, Front(nodes[-WIDEST:, WIDEST:].copy(), gaps, strip.left)


def _trace(trails: Sequence[Trail], shape: tuple[int, int]) -> list[Span]:
    """The best beads from the first to the last."""
    i, j = shape
    beads: list[Span] = []
    at = len(trails) - 1
    within = 0  # which gap, from 1
    while i:
        while trails[at].strip.top >= i:
            at -= 1
        trail = trails[at]
        how = int(trail.how[i - 1 - trail.strip.top, j - trail.strip.left])
        within = within or how // _GAP % 4
        if within and how & int(_RIGHT[within - 1]):
            a, b = 0, 1
        elif within and how & int(_DOWN[within - 1]):
            a, b = 1, 0
        else:
            within = 0
            a, b = SHAPES[how & _SHAPE]
        i, j = i - a, j - b
        beads.append((i, a, j, b))
    beads += [(0, 0, k, 1) for k in range(j - 1, -1, -1)]
    return beads[::-1]
