"""Encoder vectors of joined sentences, beside the sums of the vectors of single ones.

The vector of two joined sentences is not the sum of theirs, and tells merges apart that the sums do
not (B. Thompson & P. Koehn, "Vecalign", EMNLP 2019). Only the merges that a first alignment thinks
possible are encoded. Where there is a bridge, that does not pay; docs/alignment.md, Experiments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from baikonur_align.alignment.evidence import Evidence, SideEvidence
from baikonur_align.alignment.options import Encode
from baikonur_align.alignment.parameters import Span
from baikonur_align.alignment.whitening import Space, Vectors, joined_directions

LEAST_CHANCE = 0.02  # posterior from which a merge is possible
MAX_JOINED = 3  # sentences that are joined
SHARE = 0.3  # of the joined vectors in the similarity of a merge; docs/alignment.md, Constants
EXCESS = 0.03  # cosine that joining adds to any merge, for each sentence beyond 1-1

Run: TypeAlias = tuple[int, int]  # the first sentence and the number of sentences
Pair: TypeAlias = tuple[Vectors, Vectors]  # the sum of a run's vectors, and its joined vector


def joined_gains(
    evidence: Evidence, raw: tuple[Vectors, Vectors], beads: Iterable[Span], encode: Encode
) -> dict[Span, float]:
    """Return what joined vectors add to the scores of the merges among `beads`.

    `raw` are the vectors of the sentences of both sides as the encoder returned them.
    """
    merges = [span for span in beads if 1 < max(span[1], span[3]) <= MAX_JOINED]
    runs = [sorted({(span[k], span[k + 1]) for span in merges if span[k + 1] > 1}) for k in (0, 2)]
    if not merges:
        return {}
    sides = evidence.source, evidence.target
    texts = [
        [" ".join(side.sentences[first : first + size]) for first, size in some]
        for side, some in zip(sides, runs, strict=True)
    ]
    said = encode([*texts[0], *texts[1]])
    spaces = Space.of(*raw)
    found = [
        _by_run(side, some, joined_directions(space.units(vectors), some, space.units(joined)))
        for side, some, space, vectors, joined in zip(
            sides, runs, spaces, raw, (said[: len(texts[0])], said[len(texts[0]) :]), strict=True
        )
    ]
    return {span: _gain(evidence, span, found) for span in merges}


def _by_run(side: SideEvidence, runs: Sequence[Run], directions: Vectors) -> dict[Run, Pair]:
    """Return both vectors of each run; they have one length."""
    found: dict[Run, Pair] = {}
    for (first, size), direction in zip(runs, directions, strict=True):
        total = side.dense[first : first + size].sum(axis=0)
        found[first, size] = total, direction * np.linalg.norm(total)
    return found


def _gain(evidence: Evidence, span: Span, found: Sequence[Mapping[Run, Pair]]) -> float:
    i, a, j, b = span
    source = found[0].get((i, a)) or (evidence.source.dense[i],) * 2
    target = found[1].get((j, b)) or (evidence.target.dense[j],) * 2
    more = float(source[1] @ target[1] - source[0] @ target[0])
    lengths = float(np.linalg.norm(source[0]) * np.linalg.norm(target[0]))
    norms = evidence.source.run_norms[a - 1][i] * evidence.target.run_norms[b - 1][j]
    excess = EXCESS * (a + b - 2) * lengths
    return SHARE * (more - excess) * float(np.sqrt(a * b / norms))
