"""Long texts: a way through in tiles, by rare features, that the fine pass stays near.

It makes time and memory linear in the length of the texts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.parameters import Evidence, Strip

WHOLE = 250_000  # products up to which everything is compared with everything
TILE = 32  # sentences on a side of a tile of the coarse pass
STRAIGHT = 1.5  # standard deviations of a tile that a tile of the diagonal has over the others
TILES = 1000  # on a side of the coarse pass, at most


def parts(evidence: Evidence) -> list[Strip]:
    """The parts of the table that are worth looking at: all of it when it is small, else near a path."""
    n, m = evidence.shape
    if n * m <= WHOLE:
        return [Strip(top, min(top + TILE, n), 0, m) for top in range(0, n, TILE)]
    tile = max(TILE, -(-max(n, m) // TILES))
    spans = coarse_path(tiles(evidence, tile))
    strips = []
    for at, top in enumerate(range(0, n, tile)):
        near = spans[max(0, at - 1) : at + 2]
        left = max(0, (min(first for first, _ in near) - 1) * tile)
        right = min(m, (max(final for _, final in near) + 2) * tile)
        strips.append(Strip(top, min(top + tile, n), left, right))
    return strips


def tiles(evidence: Evidence, tile: int) -> NDArray[np.float64]:
    """How much the sentences of each tile share, rare features only, less the mean."""
    n, m = evidence.shape
    rows, columns, values = evidence.rare_products()
    high, wide = -(-n // tile), -(-m // tile)
    flat = (rows // tile) * wide + columns // tile
    total = np.bincount(flat, values, minlength=high * wide).reshape(high, wide)
    return np.asarray(total - total.mean() + total.std() * STRAIGHT * _near_diagonal(high, wide))


def _near_diagonal(high: int, wide: int) -> NDArray[np.bool_]:
    """Where texts that share nothing rare are best thought to run: their tiles in proportion."""
    middle = (np.arange(high) + 0.5) * wide / high - 0.5
    return np.asarray(np.abs(np.arange(wide)[None] - middle[:, None]) <= max(1.0, wide / high))


def coarse_path(tiles: NDArray[np.float64]) -> list[tuple[int, int]]:
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
