"""The band near a coarse path, which keeps the alignment of long texts linear."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.parameters import Strip

MAX_FULL_TABLE = 250_000  # sentence pairs up to which the whole table is searched
TILE = 32  # sentences on a side of a tile of the coarse pass
DIAGONAL_BONUS = 1.5  # added to tiles near the diagonal, in standard deviations of a tile
MAX_TILES = 1000  # on a side of the coarse pass


def band_strips(evidence: Evidence) -> list[Strip]:
    """Return the strips of the table to search: the whole table, or a band near a coarse path."""
    n, m = evidence.shape
    if n * m <= MAX_FULL_TABLE:
        return [Strip(top, min(top + TILE, n), 0, m) for top in range(0, n, TILE)]
    size = max(TILE, -(-max(n, m) // MAX_TILES))
    path = coarse_path(tile_scores(evidence, size))
    strips = []
    for index, top in enumerate(range(0, n, size)):
        near = path[max(0, index - 1) : index + 2]
        left = max(0, (min(first for first, _ in near) - 1) * size)
        right = min(m, (max(final for _, final in near) + 2) * size)
        strips.append(Strip(top, min(top + size, n), left, right))
    return strips


def tile_scores(evidence: Evidence, size: int) -> NDArray[np.float64]:
    """Return how much the sentences of each tile share, by rare features, less the mean."""
    n, m = evidence.shape
    rows, columns, values = evidence.rare_products()
    height, width = -(-n // size), -(-m // size)
    flat = (rows // size) * width + columns // size
    total = np.bincount(flat, values, minlength=height * width).reshape(height, width)
    bonus = total.std() * DIAGONAL_BONUS * _near_diagonal(height, width)
    return np.asarray(total - total.mean() + bonus)


def _near_diagonal(height: int, width: int) -> NDArray[np.bool_]:
    """Return which tiles lie near the diagonal, the likeliest path of texts that share nothing."""
    middle = (np.arange(height) + 0.5) * width / height - 0.5
    return np.asarray(np.abs(np.arange(width)[None] - middle[:, None]) <= max(1.0, width / height))


def coarse_path(tiles: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return the best path from the first tile to the last as first and final tile of each row.

    A path moves right, down or diagonally.
    """
    best = np.empty_like(tiles)
    from_above = np.empty(tiles.shape, np.bool_)
    for i, row in enumerate(tiles):
        above = np.full(len(row), -np.inf)
        if i:
            above[0] = best[i - 1, 0]
            above[1:] = np.maximum(best[i - 1, 1:], best[i - 1, :-1])
        else:
            above[0] = 0.0
        along = np.cumsum(row)
        entered = above - along + row
        running = np.maximum.accumulate(entered)
        from_above[i] = entered == running
        best[i] = along + running
    return _backtrace(best, from_above)


def _backtrace(best: NDArray[np.float64], from_above: NDArray[np.bool_]) -> list[tuple[int, int]]:
    j = best.shape[1] - 1
    path: list[tuple[int, int]] = []
    for i in range(best.shape[0] - 1, -1, -1):
        final = j
        while j and not from_above[i, j]:
            j -= 1
        path.append((j, final))
        if i and j and best[i - 1, j - 1] >= best[i - 1, j]:
            j -= 1
    return path[::-1]
