"""The table of beads near a path: evidence with cached products."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np

from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.parameters import (
    MAX_BEAD_SIZE,
    Gains,
    Scores,
    Span,
    Strip,
    UnalignedScores,
)
from baikonur_align.alignment.scoring import reach, unaligned_scores


class BandTable:
    """A `scoring.BeadTable` whose products within `strips` are computed once.

    Viterbi and the posteriors read the same products. The strips follow each other from the first
    row to the last and have equal height, except the last. `rejected` beads and beads larger than
    `max_bead_size` do not occur. For a selection from two texts, `unaligned` holds the scores of
    its sentences in the whole. `gains` are added to the scores of beads.
    """

    def __init__(
        self,
        evidence: Evidence,
        strips: Sequence[Strip],
        rejected: Collection[Span] = frozenset(),
        max_bead_size: int = MAX_BEAD_SIZE,
        unaligned: UnalignedScores | None = None,
        gains: Gains | None = None,
    ) -> None:
        self.source, self.target, self.shape = evidence.source, evidence.target, evidence.shape
        self.rejected, self.max_bead_size, self.strips = rejected, max_bead_size, strips
        self._evidence, self._unaligned = evidence, unaligned
        self.gains = gains or {}
        self._cache: dict[int, Scores] = {}

    @cached_property
    def unaligned(self) -> UnalignedScores:
        """The score of each sentence if it is unaligned."""
        return self._unaligned or UnalignedScores(
            *(unaligned_scores(best, self._evidence.prices) for best in self.best)
        )

    @cached_property
    def best(self) -> tuple[Scores, Scores]:
        """The cosine of each sentence with its best match within the strips; 0 or more."""
        n, m = self.shape
        best = np.zeros(n, np.float32), np.zeros(m, np.float32)
        for number, strip in enumerate(self.strips):
            rows, columns = slice(strip.top, strip.bottom), slice(strip.left, strip.right)
            source = np.sqrt(self.source.run_norms[0][rows])
            target = np.sqrt(self.target.run_norms[0][columns])
            cosines = self._products(number, rows, columns) / source[:, None] / target[None]
            np.maximum(best[0][rows], cosines.max(axis=1, initial=0), out=best[0][rows])
            np.maximum(best[1][columns], cosines.max(axis=0, initial=0), out=best[1][columns])
        return best

    def products(self, rows: slice, columns: slice) -> Scores:
        """Return `Evidence.products`, from the cache as far as possible."""
        last = (rows.stop - 1) // (self.strips[0].bottom - self.strips[0].top)
        if reach(self.strips[last]).top <= rows.start:
            return self._products(last, rows, columns)
        middle = self.strips[last].top
        above = self.products(slice(rows.start, middle), columns)
        return np.vstack([above, self._products(last, slice(middle, rows.stop), columns)])

    def _products(self, number: int, rows: slice, columns: slice) -> Scores:
        known = reach(self.strips[number])
        if columns.start < known.left or columns.stop > known.right:
            return self._evidence.products(rows, columns)
        if number not in self._cache:
            window = slice(known.top, known.bottom), slice(known.left, known.right)
            self._cache[number] = self._evidence.products(*window)
        cached = self._cache[number][rows.start - known.top : rows.stop - known.top]
        return cached[:, columns.start - known.left : columns.stop - known.left]
