"""What lies between beads that stand already: the parts of two texts that are left to align."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.parameters import SHAPES, Alone, Evidence, Span
from baikonur_align.model import Link

Point = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Region:
    """Sentences of both sides that lie between two fixed beads, or before the first, or after the last.

    ``after`` is the fixed bead that it follows; None for the first region.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    after: Link | None

    def of(self, evidence: Evidence) -> Evidence:
        return evidence.part(self.rows, self.columns)

    def without(self, links: Iterable[Link]) -> Region:
        """The same but for the sentences of `links`."""
        gone = list(links)
        rows = np.setdiff1d(self.rows, [i for link in gone for i in link.source])
        return Region(
            rows, np.setdiff1d(self.columns, [j for link in gone for j in link.target]), self.after
        )

    def alone(self, whole: Alone | None) -> Alone | None:
        """What its sentences are worth alone, by what all are worth."""
        return whole and Alone(whole.source[self.rows], whole.target[self.columns])

    def barred(self, refused: Iterable[Link]) -> frozenset[Span]:
        """The `refused` beads that could be offered here, in the region's own numbers."""
        return frozenset(span for link in refused if (span := self._span(link)))

    def _span(self, link: Link) -> Span | None:
        shape = len(link.source), len(link.target)
        if shape not in SHAPES:
            return None
        i, j = (
            np.searchsorted(self.rows, link.source[0]),
            np.searchsorted(self.columns, link.target[0]),
        )
        here = self.rows[i : i + shape[0]].tolist(), self.columns[j : j + shape[1]].tolist()
        same = here == (list(link.source), list(link.target))
        return (int(i), shape[0], int(j), shape[1]) if same else None

    def whole(self, link: Link) -> Link:
        """A bead of the region in the numbers of the whole texts."""
        source, target = self.rows[list(link.source)], self.columns[list(link.target)]
        return Link(tuple(source.tolist()), tuple(target.tolist()), link.score)


def regions(shape: tuple[int, int], fixed: Sequence[Link]) -> Iterator[Region]:
    """The parts of two texts that the beads `fixed` leave, in reading order, the empty ones too.

    What cuts both texts is the longest row of fixed beads that don't cross; the sentences of the others
    are taken out of the part that they stand in.
    """
    cuts = _in_line(fixed)
    free = [_free(size, fixed, side) for side, size in enumerate(shape)]
    at = [
        np.searchsorted(sentences, [cut[side] for cut in cuts])
        for side, sentences in enumerate(free)
    ]
    starts = [[0, *places] for places in at]
    ends = [[*places, len(sentences)] for places, sentences in zip(at, free, strict=True)]
    cutting = {
        (link.source[0], link.target[0]): link for link in fixed if link.source and link.target
    }
    for number, after in enumerate([None, *cuts]):
        rows, columns = (free[s][starts[s][number] : ends[s][number]] for s in (0, 1))
        yield Region(rows, columns, after and cutting[after])


def _free(size: int, fixed: Sequence[Link], side: int) -> NDArray[np.int64]:
    kept = np.ones(size, np.bool_)
    kept[[i for link in fixed for i in (link.source, link.target)[side]]] = False
    return np.flatnonzero(kept)


def _in_line(fixed: Sequence[Link]) -> list[Point]:
    """The longest row of two-sided beads, by their first sentences, that go forward on both sides.

    By patience sorting: `ends[k]` is the least column that a row of k + 1 beads can end in.
    """
    points = sorted(
        (link.source[0], link.target[0]) for link in fixed if link.source and link.target
    )
    ends: list[int] = []
    last: list[int] = []  # which point ends the row of each length
    before: list[int] = []  # of each point, the one before it in its row; -1 for none
    for number, (_, column) in enumerate(points):
        length = bisect_left(ends, column)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [column], [number]
    row = []
    at = last[-1] if last else -1
    while at >= 0:
        row.append(points[at])
        at = before[at]
    return row[::-1]
