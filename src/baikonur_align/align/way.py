"""The dynamic programme: the best way through the table of all beads.

Of each node, a place between sentences of both sides, it knows the best way there, and the best one that is
in a gap: a run of sentences left alone, on whichever side. To open a gap has a price, to go on in it has none
(O. Gotoh, "An Improved Algorithm for Matching Biological Sequences", 1982), so that a missing passage costs
little more than a missing sentence, and its edges are not strewn over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baikonur_align.align.table import (
    BY_ROWS,
    OPEN_PRICE,
    SHAPES,
    WIDEST,
    Alone,
    Barring,
    Scores,
    Span,
    Strip,
    before,
    window_scores,
)

# How a node was best reached: the shape of the bead that ends there, and whether its gap came from above, or
# from the left, and whether it is better reached in the gap than by the bead.
_SHAPE, _DOWN, _RIGHT, _GAP = 15, 16, 32, 64


@dataclass(frozen=True, eq=False)
class Front:
    """How good the last node rows are from the column ``left`` on; of the last one, also in a gap."""

    nodes: Scores  # WIDEST rows
    gap: Scores
    left: int

    @classmethod
    def first(cls, strip: Strip, alone: Alone) -> Front:
        """Before the first sentence of the source: each one of the target is left alone."""
        nodes = np.full((WIDEST, strip.right + 1), -np.inf, np.float32)
        gap = before(alone.target[: strip.right]) - np.float32(OPEN_PRICE)
        nodes[-1] = gap
        nodes[-1, 0] = 0.0
        return cls(nodes, gap, 0)

    def seen(self, left: int, wide: int) -> tuple[Scores, Scores]:
        """The same node rows, and that in a gap, through another window of columns."""
        out = np.full((WIDEST + 1, wide), -np.inf, np.float32)
        rows = np.vstack([self.nodes, self.gap])
        first, last = max(self.left, left), min(self.left + rows.shape[1], left + wide)
        if last > first:
            out[:, first - left : last - left] = rows[:, first - self.left : last - self.left]
        return out[:-1], out[-1]


@dataclass(frozen=True, eq=False)
class Trail:
    """How each node of a strip was best reached."""

    strip: Strip
    how: NDArray[np.uint8]


def best_way(evidence: Barring, strips: Iterable[Strip], ratio: float) -> list[Span]:
    """The best beads from the first sentences to the last; `ratio` as in `table`."""
    trails: list[Trail] = []
    front: Front | None = None
    for strip in strips:
        scores = window_scores(evidence, strip, ratio)
        how, front = _run(scores, strip, front or Front.first(strip, evidence.alone), evidence.alone)
        trails.append(Trail(strip, how))
    return _trace(trails, evidence.shape)


def _run(scores: Scores, strip: Strip, front: Front, alone: Alone) -> tuple[NDArray[np.uint8], Front]:
    """The dynamic programme over one strip, from the node rows before it."""
    high, wide = scores.shape[1:]
    base = strip.left - WIDEST
    nodes = np.full((WIDEST + high, wide + WIDEST), -np.inf, np.float32)
    nodes[:WIDEST], gap = front.seen(base, wide + WIDEST)
    gap = gap[WIDEST:]
    shifted = np.lib.stride_tricks.sliding_window_view(nodes, wide, axis=1)  # [row, WIDEST - b, column]
    how = np.empty((high, wide), np.uint8)
    reached = np.empty((len(SHAPES), wide), np.float32)
    skipped = before(alone.target[strip.left : strip.right])
    columns = np.arange(wide)
    for i in range(high):
        at = WIDEST + i
        for first, count, a in BY_ROWS:
            came = shifted[at - a, WIDEST - count : WIDEST][::-1]
            np.add(came, scores[first : first + count, i], out=reached[first : first + count])
        shape = reached.argmax(axis=0)
        bead = reached[shape, columns]
        opened, down = bead - np.float32(OPEN_PRICE), gap + alone.source[strip.top + i]
        entered = np.maximum(opened, down) - skipped
        running = np.maximum.accumulate(entered)
        gap = running + skipped
        how[i] = shape | (down > opened) * _DOWN | (running > entered) * _RIGHT | (gap > bead) * _GAP
        nodes[at, WIDEST:] = np.maximum(bead, gap)
    return how, Front(nodes[-WIDEST:, WIDEST:].copy(), gap, strip.left)


def _trace(trails: Sequence[Trail], shape: tuple[int, int]) -> list[Span]:
    """The best beads from the first to the last."""
    i, j = shape
    beads: list[Span] = []
    at = len(trails) - 1
    within = False  # a gap
    while i:
        while trails[at].strip.top >= i:
            at -= 1
        trail = trails[at]
        how = int(trail.how[i - 1 - trail.strip.top, j - trail.strip.left])
        within = within or bool(how & _GAP)
        if not within:
            a, b = SHAPES[how & _SHAPE]
        elif how & _RIGHT:
            a, b = 0, 1
        elif how & _DOWN:
            a, b = 1, 0
        else:
            within = False
            a, b = SHAPES[how & _SHAPE]
        i, j = i - a, j - b
        beads.append((i, a, j, b))
    beads += [(0, 0, k, 1) for k in range(j - 1, -1, -1)]
    return beads[::-1]
