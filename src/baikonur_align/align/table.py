"""The dynamic programme: the best beads within a part of the table of all beads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Span = tuple[int, int, int, int]  # a bead: first row, rows, first column, columns

# What decides results, the same for all languages. Chosen on Text+Berg dev with three MT systems and none
# and on Kazakh-English documents made from news, New Testament and prose, by random hill climbing: three
# starts, one seed. Some were doubled and halved alone afterwards, which cost up to .01 of strict F1.
ALONE = -0.09  # a sentence with nothing opposite
SHAPE_PRICE = 0.093  # of the first sentence beyond 1-1
MORE_PRICE = 0.038  # of each further one
BOTH_PRICE = 0.071  # of each that both sides have: 2-2 where two 1-1 would do
LENGTH_PRICE = 0.017  # of a squared standard deviation of length
LENGTH_CAP = 8.0  # standard deviations squared beyond which length says nothing more
VARIANCE = 6.8  # of target characters per source character: Gale & Church 1993
WIDEST = 5  # sentences on one side of a bead
MOST = 7  # sentences in a bead


class Side(Protocol):
    @property
    def lengths(self) -> NDArray[np.float64]: ...
    @property
    def runs(self) -> tuple[NDArray[np.float64], ...]: ...


class Products(Protocol):
    """What the dynamic programme needs to know."""

    @property
    def source(self) -> Side: ...
    @property
    def target(self) -> Side: ...
    @property
    def shape(self) -> tuple[int, int]: ...
    def products(self, rows: slice, columns: slice) -> Scores: ...


class Barring(Products, Protocol):
    """The same, and beads that must not be."""

    @property
    def barred(self) -> Collection[Span]: ...


class Evidence(Products, Protocol):
    """What an aligner needs to know; `similarity.Evidence` is one."""

    def part(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Evidence: ...
    def cosines(self, rows: slice, columns: slice) -> Scores: ...
    def similarity(self, rows: Sequence[int], columns: Sequence[int]) -> float: ...
    def among(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64], least: float
    ) -> list[tuple[int, int, float]]: ...
    def rare_products(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]: ...


@dataclass(frozen=True)
class Strip:
    """Rows ``top`` to ``bottom`` are compared with columns ``left`` to ``right`` (each end excluded)."""

    top: int
    bottom: int
    left: int
    right: int


def _shapes() -> list[tuple[int, int]]:
    sizes = range(1, WIDEST + 1)
    return [(a, b) for a in sizes for b in sizes if a + b <= MOST]


SHAPES = _shapes()
_DOWN, _RIGHT = len(SHAPES), len(SHAPES) + 1  # how a cell was reached, beside the shapes


def price(a: int, b: int) -> float:
    more = a + b - 2
    return SHAPE_PRICE + MORE_PRICE * (more - 1) + BOTH_PRICE * (min(a, b) - 1) if more else 0.0


def _sums(values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Of each run of `size` values."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray(total[size:] - total[:-size])


def _length_cost(source: NDArray[np.float64], target: NDArray[np.float64]) -> Scores:
    """How unlikely two lengths are, in squared standard deviations; `source` in target's measure."""
    mean = np.maximum((source[:, None] + target[None]) / 2, 1.0)
    squared = (target[None] - source[:, None]) ** 2 / (VARIANCE * mean)
    return np.minimum(squared, LENGTH_CAP).astype(np.float32)


def _strip_scores(evidence: Products, strip: Strip, ratio: float) -> list[Scores]:
    """For each shape, the worth of each bead in the strip, by its first row and first column."""
    rows, columns = slice(strip.top, strip.bottom), slice(strip.left, strip.right)
    products = evidence.products(rows, columns)
    source, target = evidence.source.lengths[rows] * ratio, evidence.target.lengths[columns]
    out = []
    for a, b in SHAPES:
        if a > products.shape[0] or b > products.shape[1]:
            out.append(np.zeros((0, 0), np.float32))
            continue
        norms: Scores = np.sqrt(
            np.outer(_run(evidence.source, a, rows), _run(evidence.target, b, columns))
        ).astype(np.float32)
        unlikely = _length_cost(_sums(source, a), _sums(target, b))
        worth = _boxes(products, a, b) / norms * np.float32(np.sqrt(a * b))
        out.append(worth - np.float32(LENGTH_PRICE * (a + b) / 2) * unlikely - np.float32(price(a, b)))
    return out


def _run(side: Side, size: int, where: slice) -> NDArray[np.float64]:
    return side.runs[size - 1][where.start : where.stop - size + 1]


def _boxes(products: Scores, a: int, b: int) -> Scores:
    """Sums of a x b blocks, by their first row and column."""
    high, wide = products.shape[0] - a + 1, products.shape[1] - b + 1
    across = sum((products[:, k : k + wide] for k in range(b)), np.zeros((1, 1), np.float32))
    return np.asarray(sum((across[k : k + high] for k in range(a)), np.zeros((1, 1), np.float32)))


def window_scores(evidence: Barring, strip: Strip, ratio: float) -> Scores:
    """Worth by shape, by node row (``top`` + 1 ..), by node column (``left`` ..); -inf where no bead may end.

    A node is a place between sentences: a bead that ends at node (i, j) took rows up to i and columns up
    to j, so the products needed begin a bead's width before the strip.
    """
    whole = reach(strip)
    high, wide = strip.bottom - strip.top, strip.right - strip.left + 1
    out = np.full((len(SHAPES), high, wide), -np.inf, np.float32)
    for index, ((a, b), worth) in enumerate(zip(SHAPES, _strip_scores(evidence, whole, ratio), strict=True)):
        if not worth.size:
            continue
        skip_rows = max(0, strip.top + 1 - whole.top - a)  # beads that end before the strip
        skip_columns = max(0, strip.left - whole.left - b)
        ends = worth[skip_rows:, skip_columns:]
        row = whole.top + skip_rows + a - strip.top - 1
        column = whole.left + skip_columns + b - strip.left
        out[index, row : row + ends.shape[0], column : column + ends.shape[1]] = ends
    for i, a, j, b in evidence.barred:
        if strip.top < i + a <= strip.bottom and strip.left <= j + b <= strip.right:
            out[SHAPES.index((a, b)), i + a - strip.top - 1, j + b - strip.left] = -np.inf
    return out


class Windows:
    """Evidence whose products within `strips` are made once: finding beads and judging them both ask.

    The strips follow each other from the first row to the last and are equally high, the last aside.
    """

    def __init__(
        self, evidence: Products, strips: Sequence[Strip], barred: Collection[Span] = frozenset()
    ) -> None:
        self.source, self.target, self.shape = evidence.source, evidence.target, evidence.shape
        self.barred = barred
        self._evidence, self._strips = evidence, strips
        self._made: dict[int, Scores] = {}

    def products(self, rows: slice, columns: slice) -> Scores:
        last = (rows.stop - 1) // (self._strips[0].bottom - self._strips[0].top)
        if reach(self._strips[last]).top <= rows.start:
            return self._within(last, rows, columns)
        middle = self._strips[last].top
        above = self.products(slice(rows.start, middle), columns)
        return np.vstack([above, self._within(last, slice(middle, rows.stop), columns)])

    def _within(self, number: int, rows: slice, columns: slice) -> Scores:
        known = reach(self._strips[number])
        if columns.start < known.left or columns.stop > known.right:
            return self._evidence.products(rows, columns)
        if number not in self._made:
            whole = slice(known.top, known.bottom), slice(known.left, known.right)
            self._made[number] = self._evidence.products(*whole)
        made = self._made[number][rows.start - known.top : rows.stop - known.top]
        return made[:, columns.start - known.left : columns.stop - known.left]


def reach(strip: Strip) -> Strip:
    """What beads that end in a strip may take in."""
    return Strip(max(0, strip.top + 1 - WIDEST), strip.bottom, max(0, strip.left - WIDEST), strip.right)


@dataclass(frozen=True)
class Trail:
    """How each node of a strip was best reached, and how good the last node rows are."""

    strip: Strip
    how: NDArray[np.int8]
    last: Scores  # the last WIDEST node rows
    left: int  # the column of last[:, 0]


def start(strip: Strip) -> tuple[Scores, int]:
    """The node rows before the first: only row 0 can be, each of its columns left alone."""
    rows = np.full((WIDEST, strip.right + 1), -np.inf, np.float32)
    rows[-1] = ALONE * np.arange(strip.right + 1, dtype=np.float32)
    return rows, 0


def reframe(rows: Scores, left: int, new_left: int, wide: int) -> Scores:
    """The same node rows seen through another window of columns."""
    out = np.full((rows.shape[0], wide), -np.inf, np.float32)
    first, last = max(left, new_left), min(left + rows.shape[1], new_left + wide)
    if last > first:
        out[:, first - new_left : last - new_left] = rows[:, first - left : last - left]
    return out


def run_strip(scores: Scores, strip: Strip, last: Scores, left: int) -> Trail:
    """The dynamic programme over one strip, from the node rows before it."""
    high, wide = scores.shape[1:]
    base = strip.left - WIDEST
    nodes = np.full((WIDEST + high, wide + WIDEST), -np.inf, np.float32)
    nodes[:WIDEST] = reframe(last, left, base, wide + WIDEST)
    shifted = np.lib.stride_tricks.sliding_window_view(nodes, wide, axis=1)  # [row, WIDEST - b, column]
    how = np.empty((high, wide), np.int8)
    reached = np.empty((len(SHAPES) + 1, wide), np.float32)
    alone = ALONE * np.arange(wide, dtype=np.float32)
    columns = np.arange(wide)
    for i in range(high):
        at = WIDEST + i
        for first, count, a in BY_ROWS:
            before = shifted[at - a, WIDEST - count : WIDEST][::-1]
            np.add(before, scores[first : first + count, i], out=reached[first : first + count])
        np.add(nodes[at - 1, WIDEST:], ALONE, out=reached[_DOWN])
        how[i] = reached.argmax(axis=0)
        best = reached[how[i], columns] - alone
        running = np.maximum.accumulate(best)
        how[i][running > best] = _RIGHT
        nodes[at, WIDEST:] = running + alone
    return Trail(strip, how, nodes[-WIDEST:].copy(), base)


# Shapes with the same number of rows stand together: (first shape, how many, rows).
BY_ROWS = [(SHAPES.index((a, 1)), sum(shape[0] == a for shape in SHAPES), a) for a in range(1, WIDEST + 1)]


def trace(trails: Sequence[Trail], shape: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """The best beads as (first row, rows, first column, columns), from the first to the last."""
    i, j = shape
    beads = []
    at = len(trails) - 1
    while i:
        while trails[at].strip.top >= i:
            at -= 1
        trail = trails[at]
        move = int(trail.how[i - 1 - trail.strip.top, j - trail.strip.left])
        a, b = (1, 0) if move == _DOWN else (0, 1) if move == _RIGHT else SHAPES[move]
        i, j = i - a, j - b
        beads.append((i, a, j, b))
    beads += [(0, 0, k, 1) for k in range(j - 1, -1, -1)]
    return beads[::-1]
