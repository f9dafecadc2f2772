"""What every bead within a part of the table of all beads is worth, and its price."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from baikonur_align.model import Link

Scores = NDArray[np.float32]
Span = tuple[int, int, int, int]  # a bead: first row, rows, first column, columns

# What decides results, the same for all languages: the log odds of a bead are its worth / TEMPERATURE. Chosen
# between two maximum likelihood fits (bench/fit.py): to Text+Berg dev with made Kazakh-English documents, and
# to Text+Berg alone, where more is merged; ALONE and GAPS also on these texts without a quarter.
TEMPERATURE = 1 / 26.7
ALONE = -0.09  # a sentence with nothing opposite
BEST = 0.405  # of how alike it is to the one that it resembles most: what has its like elsewhere goes alone
SHAPE_PRICE = 0.085  # of the first sentence beyond 1-1
MORE_PRICE = 0.073  # of each further one, in a text of which nothing is known
FURTHER = (
    0.25  # share of sentences beyond 1-1 that are beyond the first, at which that price is right
)
BEFORE = 10.0  # sentences beyond 1-1 that are thought to have been seen before any
BOTH_PRICE = 0.019  # of each that both sides have: 2-2 where two 1-1 would do
STOP_PRICE = (
    0.024  # of each end of a sentence, by its punctuation, that one side has more than the other
)
MOST_ODD = 3  # such ends beyond which more say nothing more; also of starts of blocks
LENGTH_PRICE = 0.015  # of a squared standard deviation of length
LENGTH_CAP = 8.0  # standard deviations squared beyond which length says nothing more
VARIANCE = 6.8  # of target characters per source character: Gale & Church 1993
WIDEST = 5  # sentences on one side of a bead
MOST = 6  # sentences in a bead


class Gap(NamedTuple):
    """What a run of sentences left alone costs: to open it, and the least that each is worth in it."""

    opening: float
    least: float


# Of these whichever is cheaper (a two-piece affine gap, Li 2018): some sentences, or a chapter, which costs
# much to open and little to go on with. Chosen on texts whole and without a quarter; a least of -.03 draws
# weak pairs into a gap.
GAPS = (Gap(0.05, -np.inf), Gap(0.4, -0.045))


class Habits(NamedTuple):
    """What two texts are like as a whole; `align.habits` learns it from them."""

    ratio: float  # characters of the target for each of the source
    more: float = MORE_PRICE
    block: float = (
        0.0  # of each start of a block, a paragraph say, that one side has more than the other
    )


class Side(Protocol):
    @property
    def lengths(self) -> NDArray[np.float64]: ...
    @property
    def stops(self) -> NDArray[np.float64]: ...
    @property
    def starts(self) -> NDArray[np.float64]: ...
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


@dataclass(frozen=True, eq=False)
class Alone:
    """What each sentence is worth with nothing opposite."""

    source: NDArray[np.floating[Any]]
    target: NDArray[np.floating[Any]]


class Barring(Products, Protocol):
    """The same, beads that must not be, how wide they may be, and what sentences are worth alone."""

    @property
    def alone(self) -> Alone: ...

    @property
    def barred(self) -> Collection[Span]: ...

    @property
    def widest(self) -> int: ...


class Evidence(Products, Protocol):
    """What an aligner needs to know; `similarity.Evidence` is one."""

    def part(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Evidence: ...
    def cosines(self, rows: slice, columns: slice) -> Scores: ...
    def similarity(self, rows: Sequence[int], columns: Sequence[int]) -> float: ...
    def usual(self, links: Iterable[Link]) -> float | None: ...
    def passages(
        self, rows: Sequence[NDArray[np.int64]], columns: Sequence[NDArray[np.int64]]
    ) -> Scores: ...
    def odd_numbers(self, rows: Sequence[int], columns: Sequence[int]) -> int: ...
    def votes(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]: ...
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
SHAPE_ROWS, SHAPE_COLUMNS = np.array(SHAPES).T


def price(a: int, b: int, each: float = MORE_PRICE) -> float:
    """Of the shape of a bead; `each` of the sentences beyond 1-2."""
    more = a + b - 2
    return SHAPE_PRICE + each * (more - 1) + BOTH_PRICE * (min(a, b) - 1) if more else 0.0


def worth_alone(best: Scores) -> Scores:
    """By how alike each sentence is to the one that it resembles most."""
    return np.asarray(ALONE + BEST * best, np.float32)


def length_cost(source: Scores, target: Scores) -> Scores:
    """How unlikely two lengths are, in squared standard deviations; `source` in target's measure."""
    mean: Scores = source[:, None] + target[None]
    mean *= np.float32(VARIANCE / 2)
    np.maximum(mean, np.float32(VARIANCE), out=mean)
    squared: Scores = target[None] - source[:, None]
    squared *= squared
    squared /= mean
    np.minimum(squared, np.float32(LENGTH_CAP), out=squared)
    return squared


def odd(source: Scores, target: Scores, price: float) -> Scores:
    """`price` times how many more one side has than the other, as far as that says something."""
    more: Scores = target[None] - source[:, None]
    np.abs(more, out=more)
    np.minimum(more, np.float32(MOST_ODD), out=more)
    more *= np.float32(price)
    return more


@dataclass(frozen=True, eq=False)
class Runs:
    """What prices a run of so many sentences, by the first: sums, and 1 over the length of their vector."""

    lengths: Scores
    stops: Scores
    starts: Scores
    inverse: Scores


def runs(side: Side, where: slice, ratio: float) -> list[Runs]:
    """By the number of sentences; `ratio` makes lengths those of the other side."""
    told = np.array([side.lengths[where] * ratio, side.stops[where], side.starts[where]])
    total = before(told)
    found = []
    for size in range(1, min(WIDEST, told.shape[1]) + 1):
        lengths, stops, starts = (total[:, size:] - total[:, :-size]).astype(np.float32)
        last = where.stop - size + 1
        inverse = 1 / np.sqrt(side.runs[size - 1][where.start : last])
        found.append(Runs(lengths, stops, starts, inverse.astype(np.float32)))
    return found


def _strip_scores(
    evidence: Products, strip: Strip, habits: Habits
) -> Iterator[tuple[int, int, Scores]]:
    """Each shape and the worth of each bead in the strip, by its first row and first column."""
    rows, columns = slice(strip.top, strip.bottom), slice(strip.left, strip.right)
    above, across = runs(evidence.source, rows, habits.ratio), runs(evidence.target, columns, 1.0)
    for a, b, box in boxes(evidence.products(rows, columns)):
        source, target = above[a - 1], across[b - 1]
        cost = length_cost(source.lengths, target.lengths)
        cost *= np.float32(LENGTH_PRICE * (a + b) / 2)
        cost += odd(source.stops, target.stops, STOP_PRICE)
        if habits.block:
            cost += odd(source.starts, target.starts, habits.block)
        cost += np.float32(price(a, b, habits.more))
        worth = source.inverse[:, None] * target.inverse * np.float32(np.sqrt(a * b))
        worth *= box
        worth -= cost
        yield a, b, worth


def boxes(products: Scores) -> Iterator[tuple[int, int, Scores]]:
    """Each shape that there is room for and the sums of its blocks, by their first row and column."""
    high, wide = products.shape
    across = [products]
    for b in range(2, min(WIDEST, wide) + 1):
        across.append(across[-1][:, :-1] + products[:, b - 1 :])
    sums: list[Scores] = []
    for a in range(1, min(WIDEST, high) + 1):
        sums = (
            [s[:-1] + row[a - 1 :] for s, row in zip(sums, across, strict=True)] if sums else across
        )
        for b, box in enumerate(sums, 1):
            if a + b <= MOST:
                yield a, b, box


def window_scores(evidence: Barring, strip: Strip, habits: Habits) -> Scores:
    """Worth by shape, by node row (``top`` + 1 ..), by node column (``left`` ..); -inf where no bead may end.

    A node is a place between sentences: a bead that ends at node (i, j) took rows up to i and columns up
    to j, so the products needed begin a bead's width before the strip.
    """
    whole = reach(strip)
    high, wide = strip.bottom - strip.top, strip.right - strip.left + 1
    out = np.full((len(SHAPES), high, wide), -np.inf, np.float32)
    for a, b, worth in _strip_scores(evidence, whole, habits):
        if max(a, b) > evidence.widest:
            continue
        skip_rows = max(0, strip.top + 1 - whole.top - a)  # beads that end before the strip
        skip_columns = max(0, strip.left - whole.left - b)
        ends = worth[skip_rows:, skip_columns:]
        row = whole.top + skip_rows + a - strip.top - 1
        column = whole.left + skip_columns + b - strip.left
        out[SHAPES.index((a, b)), row : row + ends.shape[0], column : column + ends.shape[1]] = ends
    for i, a, j, b in evidence.barred:
        if strip.top < i + a <= strip.bottom and strip.left <= j + b <= strip.right:
            out[SHAPES.index((a, b)), i + a - strip.top - 1, j + b - strip.left] = -np.inf
    return out


def reach(strip: Strip) -> Strip:
    """What beads that end in a strip may take in."""
    return Strip(
        max(0, strip.top + 1 - WIDEST), strip.bottom, max(0, strip.left - WIDEST), strip.right
    )


def before(values: NDArray[Any]) -> NDArray[Any]:
    """The sum of all values before each place between them, row by row."""
    return np.concatenate(
        (np.zeros((*values.shape[:-1], 1), values.dtype), np.cumsum(values, axis=-1)), axis=-1
    )
