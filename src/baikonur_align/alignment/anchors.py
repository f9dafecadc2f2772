"""Fixed beads as anchors: the regions of two texts that remain to be aligned between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.parameters import SHAPES, Gains, Span, UnalignedScores
from baikonur_align.model import Link

Indices = NDArray[np.int64]
Point = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Region:
    """Sentences of both sides between two fixed beads, as ascending numbers in the whole texts.

    `after` is the fixed bead before the region; None for the first region.
    """

    rows: Indices
    columns: Indices
    after: Link | None

    def select(self, evidence: Evidence) -> Evidence:
        """Return the evidence on the region."""
        return evidence.select(self.rows, self.columns)

    def without(self, links: Iterable[Link]) -> Region:
        """Return the region without the sentences of `links`."""
        gone = list(links)
        rows = np.setdiff1d(self.rows, [i for link in gone for i in link.source])
        columns = np.setdiff1d(self.columns, [j for link in gone for j in link.target])
        return Region(rows, columns, self.after)

    def unaligned(self, whole: UnalignedScores | None) -> UnalignedScores | None:
        """Return the region's part of the scores of all unaligned sentences."""
        return whole and UnalignedScores(whole.source[self.rows], whole.target[self.columns])

    def spans(self, rejected: Iterable[Link]) -> frozenset[Span]:
        """Return the beads of `rejected` that could occur in the region, in its own numbers."""
        return frozenset(span for link in rejected if (span := self._span(link)))

    def gains(self, whole: Mapping[Span, float]) -> Gains:
        """Return the gains of the beads that could occur in the region, in its own numbers."""
        found: dict[int, list[tuple[Span, float]]] = {}
        for (i, a, j, b), gain in whole.items():
            span = self._span(Link(tuple(range(i, i + a)), tuple(range(j, j + b))))
            if span:
                found.setdefault(span[0] + a, []).append((span, gain))
        return found

    def whole_span(self, span: Span) -> Span | None:
        """Return a bead in the numbers of the whole texts; None if a fixed bead is within it."""
        i, a, j, b = span
        rows, columns = self.rows[i : i + a], self.columns[j : j + b]
        if rows[-1] - rows[0] >= a or columns[-1] - columns[0] >= b:
            return None
        return int(rows[0]), a, int(columns[0]), b

    def _span(self, link: Link) -> Span | None:
        shape = len(link.source), len(link.target)
        if shape not in SHAPES:
            return None
        i = int(np.searchsorted(self.rows, link.source[0]))
        j = int(np.searchsorted(self.columns, link.target[0]))
        here = self.rows[i : i + shape[0]].tolist(), self.columns[j : j + shape[1]].tolist()
        same = here == (list(link.source), list(link.target))
        return (i, shape[0], j, shape[1]) if same else None

    def to_whole(self, link: Link) -> Link:
        """Return a bead of the region in the numbers of the whole texts."""
        source, target = self.rows[list(link.source)], self.columns[list(link.target)]
        return Link(tuple(source.tolist()), tuple(target.tolist()), link.score)


def regions(shape: tuple[int, int], fixed: Sequence[Link]) -> Iterator[Region]:
    """Yield the regions between the beads `fixed` in reading order, also empty ones.

    The longest sequence of fixed beads without crossings divides both texts. The sentences of the
    other fixed beads are left out of the region around them.
    """
    cuts = _longest_monotone(fixed)
    free = [_free(size, fixed, side) for side, size in enumerate(shape)]
    positions = [
        np.searchsorted(sentences, [cut[side] for cut in cuts])
        for side, sentences in enumerate(free)
    ]
    starts = [[0, *places] for places in positions]
    ends = [[*places, len(sentences)] for places, sentences in zip(positions, free, strict=True)]
    dividing = {
        (link.source[0], link.target[0]): link for link in fixed if link.source and link.target
    }
    for number, after in enumerate([None, *cuts]):
        rows, columns = (free[side][starts[side][number] : ends[side][number]] for side in (0, 1))
        yield Region(rows, columns, after and dividing[after])


def _free(size: int, fixed: Sequence[Link], side: int) -> Indices:
    """Return the sentences of a side that are in no fixed bead."""
    kept = np.ones(size, np.bool_)
    kept[[i for link in fixed for i in (link.source, link.target)[side]]] = False
    return np.flatnonzero(kept)


def _longest_monotone(fixed: Sequence[Link]) -> list[Point]:
    """Return the longest sequence of two-sided beads that ascends on both sides.

    Beads are points (first source sentence, first target sentence). By patience sorting: `ends[k]`
    is the least column in which a sequence of k + 1 points can end.
    """
    points = sorted(
        (link.source[0], link.target[0]) for link in fixed if link.source and link.target
    )
    ends: list[int] = []
    last: list[int] = []  # number of the point that ends the sequence of each length
    previous: list[int] = []  # number of the point before each point; -1 for none
    for number, (_, column) in enumerate(points):
        length = bisect_left(ends, column)
        previous.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [column], [number]
    sequence = []
    index = last[-1] if last else -1
    while index >= 0:
        sequence.append(points[index])
        index = previous[index]
    return sequence[::-1]
