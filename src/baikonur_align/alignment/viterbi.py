"""The best sequence of beads, by dynamic programming with affine gaps.

For each node, a position between sentences of both sides, the programme keeps the best path to it
and the best path that ends in a gap: a run of unaligned sentences on either side. Opening a gap has
a price, extending it has none (O. Gotoh, "An Improved Algorithm for Matching Biological Sequences",
1982). There are two gap functions, for short and long gaps (H. Li, "Minimap2", 2018). A row is
computed with a few numpy operations: every shape but 0-1 reads earlier rows only, and 0-1 is a
running maximum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.parameters import (
    MAX_BEAD_SIZE,
    SHAPE_COLUMNS,
    SHAPE_ROWS,
    SHAPES,
    Prices,
    Scores,
    Span,
    Strip,
    TextParams,
    UnalignedScores,
    prefix_sums,
)
from baikonur_align.alignment.scoring import BeadTable, window_scores

# A backpointer packs: the shape of the bead that ends at the node (bits 0 to 3), the gap that the
# best path to the node ends in (from bit 4; 0 is none, 1 the first gap), and for each gap whether
# it was extended from above (bits 6, 8) or from the left (bits 7, 9).
_SHAPE, _GAP, _GAP_KINDS = 15, 16, 4


def _down_bit(kind: int) -> np.uint16:
    return np.uint16(64 << 2 * kind)


def _right_bit(kind: int) -> np.uint16:
    return np.uint16(128 << 2 * kind)


@dataclass(frozen=True, eq=False)
class Frontier:
    """Scores of the last `MAX_BEAD_SIZE` node rows from column `left`; of the last also per gap."""

    nodes: Scores
    gaps: Scores
    left: int

    @classmethod
    def first(cls, strip: Strip, unaligned: UnalignedScores, prices: Prices) -> Frontier:
        """Return the node row before the first source sentence: every target sentence unaligned."""
        opening, least = prices.gap_columns(np.float32)
        nodes = np.full((MAX_BEAD_SIZE, strip.right + 1), -np.inf, np.float32)
        gaps = prefix_sums(np.maximum(unaligned.target[: strip.right], least)) - opening
        nodes[-1] = gaps.max(axis=0)
        nodes[-1, 0] = 0.0
        return cls(nodes, gaps, 0)

    def window(self, left: int, width: int) -> tuple[Scores, Scores]:
        """Return node rows and gaps for other columns; -inf outside the known ones."""
        rows = np.vstack([self.nodes, self.gaps])
        out = np.full((len(rows), width), -np.inf, np.float32)
        first, last = max(self.left, left), min(self.left + rows.shape[1], left + width)
        if last > first:
            out[:, first - left : last - left] = rows[:, first - self.left : last - self.left]
        return out[:MAX_BEAD_SIZE], out[MAX_BEAD_SIZE:]


@dataclass(frozen=True, eq=False)
class Backpointers:
    """How the best path reaches each node of a strip."""

    strip: Strip
    packed: NDArray[np.uint16]


def best_path(table: BeadTable, strips: Iterable[Strip], params: TextParams) -> list[Span]:
    """Return the best sequence of beads from the first sentences to the last."""
    pointers: list[Backpointers] = []
    frontier: Frontier | None = None
    for strip in strips:
        scores = window_scores(table, strip, params)
        frontier = frontier or Frontier.first(strip, table.unaligned, params.prices)
        packed, frontier = _run_strip(scores, strip, frontier, table.unaligned, params.prices)
        pointers.append(Backpointers(strip, packed))
    return _backtrace(pointers, table.shape)


def _run_strip(
    scores: Scores, strip: Strip, frontier: Frontier, unaligned: UnalignedScores, prices: Prices
) -> tuple[NDArray[np.uint16], Frontier]:
    """Run the programme over one strip and return its backpointers and the new frontier."""
    opening, least = prices.gap_columns(np.float32)
    height, width = scores.shape[1:]
    base = strip.left - MAX_BEAD_SIZE
    nodes = np.full((MAX_BEAD_SIZE + height, width + MAX_BEAD_SIZE), -np.inf, np.float32)
    nodes[:MAX_BEAD_SIZE], gaps = frontier.window(base, width + MAX_BEAD_SIZE)
    gaps = gaps[:, MAX_BEAD_SIZE:]
    # shifted[row, MAX_BEAD_SIZE - b, j] is the node b columns left of column j
    shifted = np.lib.stride_tricks.sliding_window_view(nodes, width, axis=1)
    shapes, best_gap = np.empty((2, height, width), np.uint16)
    downs, rights = np.empty((2, len(opening), height, width), np.bool_)
    reached = np.empty((len(SHAPES), width), np.float32)
    skipped = prefix_sums(np.maximum(unaligned.target[strip.left : strip.right], least))
    for i in range(height):
        row = MAX_BEAD_SIZE + i
        np.add(shifted[row - SHAPE_ROWS, MAX_BEAD_SIZE - SHAPE_COLUMNS], scores[:, i], out=reached)
        bead = reached.max(axis=0)
        opened = bead - opening
        down = gaps + np.maximum(unaligned.source[strip.top + i], least)
        entered = np.maximum(opened, down) - skipped
        running = np.maximum.accumulate(entered, axis=1)
        gaps = running + skipped
        best = np.maximum(bead, gaps.max(axis=0))
        shapes[i] = reached.argmax(axis=0)
        best_gap[i] = (best > bead) * (1 + gaps.argmax(axis=0))
        downs[:, i], rights[:, i] = down > opened, running > entered
        nodes[row, MAX_BEAD_SIZE:] = best
    packed = shapes + _GAP * best_gap
    for kind in range(len(opening)):
        packed += downs[kind] * _down_bit(kind) + rights[kind] * _right_bit(kind)
    return packed, Frontier(nodes[-MAX_BEAD_SIZE:, MAX_BEAD_SIZE:].copy(), gaps, strip.left)


def _backtrace(pointers: Sequence[Backpointers], shape: tuple[int, int]) -> list[Span]:
    """Return the beads of the best path, from the first to the last."""
    i, j = shape
    beads: list[Span] = []
    index = len(pointers) - 1
    gap = 0  # number of the gap that the path is in, from 1; 0 for none
    while i:
        while pointers[index].strip.top >= i:
            index -= 1
        here = pointers[index]
        packed = int(here.packed[i - 1 - here.strip.top, j - here.strip.left])
        gap = gap or packed // _GAP % _GAP_KINDS
        if gap and packed & int(_right_bit(gap - 1)):
            a, b = 0, 1
        elif gap and packed & int(_down_bit(gap - 1)):
            a, b = 1, 0
        else:
            gap = 0
            a, b = SHAPES[packed & _SHAPE]
        i, j = i - a, j - b
        beads.append((i, a, j, b))
    beads += [(0, 0, k, 1) for k in range(j - 1, -1, -1)]
    return beads[::-1]
