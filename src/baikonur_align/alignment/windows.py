"""What is asked again and again: products near the path, and what sentences are worth alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np

from baikonur_align.alignment.parameters import (
    WIDEST,
    Alone,
    Products,
    Scores,
    Span,
    Strip,
    reach,
    worth_alone,
)


class Windows:
    """Evidence whose products within `strips` are made once: finding beads and judging them both ask.

    The strips follow each other from the first row to the last and are equally high, the last aside. For a
    part of two texts, `alone` is what its sentences are worth alone in the whole.
    """

    def __init__(
        self,
        evidence: Products,
        strips: Sequence[Strip],
        barred: Collection[Span] = frozenset(),
        widest: int = WIDEST,
        alone: Alone | None = None,
    ) -> None:
        self.source, self.target, self.shape = evidence.source, evidence.target, evidence.shape
        self.barred, self.widest = barred, widest
        self._evidence, self.strips, self._alone = evidence, strips, alone
        self._made: dict[int, Scores] = {}

    @cached_property
    def alone(self) -> Alone:
        return self._alone or Alone(*map(worth_alone, self.best))

    @cached_property
    def best(self) -> tuple[Scores, Scores]:
        """How alike each sentence is to the one of the other side, within the strips, most like it."""
        n, m = self.shape
        best = np.zeros(n, np.float32), np.zeros(m, np.float32)
        for number, strip in enumerate(self.strips):
            rows, columns = slice(strip.top, strip.bottom), slice(strip.left, strip.right)
            lengths = np.sqrt(self.source.runs[0][rows]), np.sqrt(self.target.runs[0][columns])
            alike = self._within(number, rows, columns) / lengths[0][:, None] / lengths[1][None]
            np.maximum(best[0][rows], alike.max(axis=1, initial=0), out=best[0][rows])
            np.maximum(best[1][columns], alike.max(axis=0, initial=0), out=best[1][columns])
        return best

    def products(self, rows: slice, columns: slice) -> Scores:
        last = (rows.stop - 1) // (self.strips[0].bottom - self.strips[0].top)
        if reach(self.strips[last]).top <= rows.start:
            return self._within(last, rows, columns)
        middle = self.strips[last].top
        above = self.products(slice(rows.start, middle), columns)
        return np.vstack([above, self._within(last, slice(middle, rows.stop), columns)])

    def _within(self, number: int, rows: slice, columns: slice) -> Scores:
        known = reach(self.strips[number])
        if columns.start < known.left or columns.stop > known.right:
            return self._evidence.products(rows, columns)
        if number not in self._made:
            whole = slice(known.top, known.bottom), slice(known.left, known.right)
            self._made[number] = self._evidence.products(*whole)
        made = self._made[number][rows.start - known.top : rows.stop - known.top]
        return made[:, columns.start - known.left : columns.stop - known.left]
