"""Which sentences translate which: beads found in evidence by dynamic programming.

A bead of a x b sentences is worth its similarity times the root of a b (so that taking in a sentence
that has nothing to do with it gains nothing), less a price for its shape and for unlikely lengths (Gale
& Church 1993); a sentence left alone is worth `ALONE`. The best sequence
of beads is found row by row; every shape but 0-1 looks at earlier rows only and 0-1 is a running
maximum, so a row is a few numpy operations. Long texts are first aligned coarsely, in tiles, by the
features they share and that are rare; the fine pass then stays near that path, so that time and
memory are linear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from baikonur_align.model import Link

Scores = NDArray[np.float32]

# What decides results. Chosen on Text+Berg dev with three MT systems and none and on Kazakh-English
# documents made from news, New Testament and prose, by a climb from many starts; one and a half times or
# two thirds of any costs up to .01 of strict F1.
ALONE = -0.09  # a sentence with nothing opposite
SHAPE_PRICE = 0.093  # of the first sentence beyond 1-1
MORE_PRICE = 0.038  # of each further one
BOTH_PRICE = 0.071  # of each that both sides have: 2-2 where two 1-1 would do
LENGTH_PRICE = 0.017  # of a squared standard deviation of length
LENGTH_CAP = 8.0  # standard deviations squared beyond which length says nothing more
VARIANCE = 6.8  # of target characters per source character: Gale & Church 1993
NEAREST = 4  # neighbours that a margin is measured against: Artetxe & Schwenk 2019
MARGIN = 1.5  # from which a pair of comparable texts is offered
ALIKE = 0.15  # similarity below which no pair is offered
FLOOR = 0.05  # least mean that a margin is measured against
WIDEST = 5  # sentences on one side of a bead
MOST = 7  # sentences in a bead
WHOLE = 250_000  # products up to which everything is compared with everything
TILE = 32  # sentences on a side of a tile of the coarse pass
TILES = 1000  # on a side of the coarse pass, at most


class Side(Protocol):
    @property
    def lengths(self) -> NDArray[np.float64]: ...
    @property
    def runs(self) -> tuple[NDArray[np.float64], ...]: ...


class Evidence(Protocol):
    """What an aligner needs to know; `similarity.Evidence` is one."""

    @property
    def source(self) -> Side: ...
    @property
    def target(self) -> Side: ...
    @property
    def shape(self) -> tuple[int, int]: ...
    def products(self, rows: slice, columns: slice) -> Scores: ...
    def cosines(self, rows: slice, columns: slice) -> Scores: ...
    def similarity(self, rows: Sequence[int], columns: Sequence[int]) -> float: ...
    def rare_products(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]: ...


@dataclass(frozen=True)
class _Strip:
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


def _price(a: int, b: int) -> float:
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


def _strip_scores(evidence: Evidence, strip: _Strip, ratio: float) -> list[Scores]:
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
        out.append(worth - np.float32(LENGTH_PRICE * (a + b) / 2) * unlikely - np.float32(_price(a, b)))
    return out


def _run(side: Side, size: int, where: slice) -> NDArray[np.float64]:
    return side.runs[size - 1][where.start : where.stop - size + 1]


def _boxes(products: Scores, a: int, b: int) -> Scores:
    """Sums of a x b blocks, by their first row and column."""
    high, wide = products.shape[0] - a + 1, products.shape[1] - b + 1
    across = sum((products[:, k : k + wide] for k in range(b)), np.zeros((1, 1), np.float32))
    return np.asarray(sum((across[k : k + high] for k in range(a)), np.zeros((1, 1), np.float32)))


def _window_scores(evidence: Evidence, strip: _Strip, ratio: float) -> Scores:
    """Worth by shape, by node row (``top`` + 1 ..), by node column (``left`` ..); -inf where no bead ends.

    A node is a place between sentences: a bead that ends at node (i, j) took rows up to i and columns up
    to j, so the products needed begin a bead's width before the strip.
    """
    reach = _Strip(max(0, strip.top + 1 - WIDEST), strip.bottom, max(0, strip.left - WIDEST), strip.right)
    high, wide = strip.bottom - strip.top, strip.right - strip.left + 1
    out = np.full((len(SHAPES), high, wide), -np.inf, np.float32)
    for index, ((a, b), worth) in enumerate(zip(SHAPES, _strip_scores(evidence, reach, ratio), strict=True)):
        if not worth.size:
            continue
        skip_rows = max(0, strip.top + 1 - reach.top - a)  # beads that end before the strip
        skip_columns = max(0, strip.left - reach.left - b)
        ends = worth[skip_rows:, skip_columns:]
        row = reach.top + skip_rows + a - strip.top - 1
        column = reach.left + skip_columns + b - strip.left
        out[index, row : row + ends.shape[0], column : column + ends.shape[1]] = ends
    return out


@dataclass(frozen=True)
class _Trail:
    """How each node of a strip was best reached, and how good the last node rows are."""

    strip: _Strip
    how: NDArray[np.int8]
    last: Scores  # the last WIDEST node rows
    left: int  # the column of last[:, 0]


def _start(strip: _Strip) -> tuple[Scores, int]:
    """The node rows before the first: only row 0 can be, each of its columns left alone."""
    rows = np.full((WIDEST, strip.right + 1), -np.inf, np.float32)
    rows[-1] = ALONE * np.arange(strip.right + 1, dtype=np.float32)
    return rows, 0


def _reframe(rows: Scores, left: int, new_left: int, wide: int) -> Scores:
    """The same node rows seen through another window of columns."""
    out = np.full((rows.shape[0], wide), -np.inf, np.float32)
    first, last = max(left, new_left), min(left + rows.shape[1], new_left + wide)
    if last > first:
        out[:, first - new_left : last - new_left] = rows[:, first - left : last - left]
    return out


def _run_strip(scores: Scores, strip: _Strip, last: Scores, left: int) -> _Trail:
    """The dynamic programme over one strip, from the node rows before it."""
    high, wide = scores.shape[1:]
    base = strip.left - WIDEST
    nodes = np.full((WIDEST + high, wide + WIDEST), -np.inf, np.float32)
    nodes[:WIDEST] = _reframe(last, left, base, wide + WIDEST)
    shifted = np.lib.stride_tricks.sliding_window_view(nodes, wide, axis=1)  # [row, WIDEST - b, column]
    how = np.empty((high, wide), np.int8)
    reached = np.empty((len(SHAPES) + 1, wide), np.float32)
    alone = ALONE * np.arange(wide, dtype=np.float32)
    columns = np.arange(wide)
    for i in range(high):
        at = WIDEST + i
        for first, count, a in _BY_ROWS:
            before = shifted[at - a, WIDEST - count : WIDEST][::-1]
            np.add(before, scores[first : first + count, i], out=reached[first : first + count])
        np.add(nodes[at - 1, WIDEST:], ALONE, out=reached[_DOWN])
        how[i] = reached.argmax(axis=0)
        best = reached[how[i], columns] - alone
        running = np.maximum.accumulate(best)
        how[i][running > best] = _RIGHT
        nodes[at, WIDEST:] = running + alone
    return _Trail(strip, how, nodes[-WIDEST:].copy(), base)


# Shapes with the same number of rows stand together: (first shape, how many, rows).
_BY_ROWS = [(SHAPES.index((a, 1)), sum(shape[0] == a for shape in SHAPES), a) for a in range(1, WIDEST + 1)]


def _trace(trails: Sequence[_Trail], shape: tuple[int, int]) -> list[tuple[int, int, int, int]]:
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


def _monotone(evidence: Evidence) -> list[tuple[int, int, int, int]]:
    n, m = evidence.shape
    if not n or not m:
        return [(k, 1, 0, 0) for k in range(n)] + [(n, 0, k, 1) for k in range(m)]
    ratio = max(float(evidence.target.lengths.sum()), 1.0) / max(float(evidence.source.lengths.sum()), 1.0)
    trails: list[_Trail] = []
    strips = _strips(evidence)
    last, left = _start(strips[0])
    for strip in strips:
        trails.append(_run_strip(_window_scores(evidence, strip, ratio), strip, last, left))
        last, left = trails[-1].last, trails[-1].left
    return _trace(trails, (n, m))


# --- long texts -----------------------------------------------------------------------------------


def _strips(evidence: Evidence) -> list[_Strip]:
    """The parts of the table that are worth looking at: all of it when it is small, else near a path."""
    n, m = evidence.shape
    if n * m <= WHOLE:
        return [_Strip(top, min(top + TILE, n), 0, m) for top in range(0, n, TILE)]
    tile = max(TILE, -(-max(n, m) // TILES))
    spans = _coarse_path(_tiles(evidence, tile))
    strips = []
    for at, top in enumerate(range(0, n, tile)):
        near = spans[max(0, at - 1) : at + 2]
        left = max(0, (min(first for first, _ in near) - 1) * tile)
        right = min(m, (max(final for _, final in near) + 2) * tile)
        strips.append(_Strip(top, min(top + tile, n), left, right))
    return strips


def _tiles(evidence: Evidence, tile: int) -> NDArray[np.float64]:
    """How much the sentences of each tile share, rare features only, less the mean."""
    n, m = evidence.shape
    rows, columns, values = evidence.rare_products()
    high, wide = -(-n // tile), -(-m // tile)
    flat = (rows // tile) * wide + columns // tile
    total = np.bincount(flat, values, minlength=high * wide).reshape(high, wide)
    return np.asarray(total - total.mean())


def _coarse_path(tiles: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The best way from the first tile to the last, right, down or both: first and final tile of each row."""
    best = np.empty_like(tiles)
    entered = np.empty(tiles.shape, np.bool_)  # from the row above, not from the left
    for i, row in enumerate(tiles):
        came = np.full(len(row), -np.inf)
        if i:
            came[0] = best[i - 1, 0]
            came[1:] = np.maximum(best[i - 1, 1:], best[i - 1, :-1])
        else:
            came[0] = 0.0
        along = np.cumsum(row)
        begun = came - along + row
        running = np.maximum.accumulate(begun)
        entered[i] = begun == running
        best[i] = along + running
    return _coarse_trace(best, entered)


def _coarse_trace(best: NDArray[np.float64], entered: NDArray[np.bool_]) -> list[tuple[int, int]]:
    j = best.shape[1] - 1
    spans: list[tuple[int, int]] = []
    for i in range(best.shape[0] - 1, -1, -1):
        final = j
        while j and not entered[i, j]:
            j -= 1
        spans.append((j, final))
        if i and j and best[i - 1, j - 1] >= best[i - 1, j]:
            j -= 1
    return spans[::-1]


# --- what is offered ------------------------------------------------------------------------------


def align(evidence: Evidence) -> list[Link]:
    """Beads of two texts that run in parallel, every sentence in exactly one, with the similarity as score.

    Sentences with nothing opposite stand alone.
    """
    links = []
    for i, a, j, b in _monotone(evidence):
        rows, columns = tuple(range(i, i + a)), tuple(range(j, j + b))
        links.append(Link(rows, columns, evidence.similarity(rows, columns)))
    return links


def comparable(evidence: Evidence) -> list[Link]:
    """The few pairs of two independent texts on one subject that say the same; all else stands alone.

    A pair is offered when each is the other's best by the margin of Artetxe & Schwenk (2019), the
    similarity against the mean of either's `NEAREST`, and margin and similarity are high enough.
    Scores are margins.
    """
    n, m = evidence.shape
    if not n or not m:
        return _with_the_rest([], n, m)
    rows, columns = _nearest(evidence)
    best_row = np.full(n, -np.inf), np.zeros(n, np.int64)
    best_column = np.full(m, -np.inf), np.zeros(m, np.int64)
    for top in range(0, n, TILE):
        batch = slice(top, min(top + TILE, n))
        found = evidence.cosines(batch, slice(0, m))
        margin = found / np.maximum((rows[batch, None] + columns[None]) / 2, FLOOR)
        margin[found < ALIKE] = -np.inf
        best_row[0][batch], best_row[1][batch] = margin.max(axis=1), margin.argmax(axis=1)
        better = margin.max(axis=0) > best_column[0]
        best_column[1][better] = top + margin.argmax(axis=0)[better]
        best_column[0][better] = margin.max(axis=0)[better]
    pairs = [
        Link((i,), (int(j),), float(value))
        for i, (value, j) in enumerate(zip(*best_row, strict=True))
        if value >= MARGIN and best_column[1][j] == i
    ]
    return _with_the_rest(pairs, n, m)


def _nearest(evidence: Evidence) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean similarity of each sentence with the `NEAREST` of the other side."""
    n, m = evidence.shape
    rows = np.zeros(n)
    columns = np.zeros((0, m), np.float32)
    for top in range(0, n, TILE):
        found = evidence.cosines(slice(top, min(top + TILE, n)), slice(0, m))
        rows[top : top + TILE] = np.sort(found, axis=1)[:, -NEAREST:].mean(axis=1)
        columns = np.sort(np.vstack([columns, found]), axis=0)[-NEAREST:]
    return rows, np.asarray(columns.mean(axis=0), np.float64)


def _with_the_rest(pairs: Sequence[Link], n: int, m: int) -> list[Link]:
    """`pairs` in the order of the source, and each other sentence by itself, the target's at the end."""
    rows = {i for link in pairs for i in link.source}
    columns = {j for link in pairs for j in link.target}
    alone = [Link((i,), ()) for i in range(n) if i not in rows]
    out = sorted([*pairs, *alone], key=lambda link: link.source)
    return out + [Link((), (j,)) for j in range(m) if j not in columns]
