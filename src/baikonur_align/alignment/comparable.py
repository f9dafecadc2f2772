"""Independent texts on one subject: the few pairs that say the same.

M. Artetxe & H. Schwenk, "Margin-based Parallel Corpus Mining with Multilingual Sentence Embeddings"
(ACL 2019).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.parameters import Evidence
from baikonur_align.model import Link

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

NEAREST = 4  # neighbours that a margin is measured against: Artetxe & Schwenk 2019
FLOOR = 0.05  # least similarity of a pair that is looked at, and least mean that a margin is measured against
HIGH = 4.0  # margin beyond which more says nothing more
LONG = 0.5  # difference of the logarithms of lengths beyond which more says nothing more
MANY = 3  # numbers that differ beyond which more say nothing more
BATCH = 32  # rows compared at once
# Log odds that a pair is right. Fitted by bench/mine.py on documents made of Kazakh-English training pairs,
# with MT and lexicon, lexicon alone, and neither; docs/alignment.md says what they do on other sources.
WEIGHTS = {"one": -4.2, "margin": 1.7, "votes": 1.0, "length": -3.4, "numbers": -0.6}
OFFERED = 0.0  # log odds from which a pair is offered: it is more likely right than not
VOTES = 0.5  # of the kinds of evidence, the share that must be for it as well


@dataclass(frozen=True, eq=False)
class _Best:
    """Of each sentence of a side, its best margin, and with which of the other side."""

    margin: Floats
    which: NDArray[np.int64]

    @classmethod
    def none(cls, size: int) -> _Best:
        return cls(np.full(size, -np.inf), np.zeros(size, np.int64))


def comparable(
    evidence: Evidence, fixed: Sequence[Link] = (), refused: Sequence[Link] = ()
) -> list[Link]:
    """The few pairs of two independent texts on one subject that say the same; all else stands alone.

    A pair is looked at when each is the other's best by the margin of Artetxe & Schwenk (2019), the
    similarity against the mean of either's `NEAREST`. It is offered when margin, the share of the kinds
    of evidence by which each is the other's best, lengths and numbers together speak for it. Scores are
    log odds. The beads `fixed` come out as they are, the pairs `refused` do not.
    """
    n, m = evidence.shape
    if not n or not m:
        return _with_the_rest(fixed, n, m)
    rows, columns, margin = _mutual_best(evidence, fixed, refused)
    found = features(evidence, rows, columns, margin)
    odds = found @ list(WEIGHTS.values())
    good = offered(found, odds)
    pairs = [
        Link((int(i),), (int(j),), float(o))
        for i, j, o in zip(rows[good], columns[good], odds[good], strict=True)
    ]
    return _with_the_rest([*fixed, *pairs], n, m)


def offered(found: Floats, odds: Floats) -> NDArray[np.bool_]:
    """Which pairs are likely enough and have the vote, by their `features` and log odds."""
    return np.asarray((odds >= OFFERED) & (found[:, list(WEIGHTS).index("votes")] >= VOTES))


def candidates(evidence: Evidence) -> tuple[list[tuple[int, int]], Floats]:
    """The pairs that are looked at, and a row of features for each, in the order of `WEIGHTS`."""
    rows, columns, margin = _mutual_best(evidence, (), ())
    return list(zip(rows.tolist(), columns.tolist(), strict=True)), features(
        evidence, rows, columns, margin
    )


def features(evidence: Evidence, rows: Indices, columns: Indices, margin: Floats) -> Floats:
    source, target = evidence.source.lengths[rows] + 1, evidence.target.lengths[columns] + 1
    ratio = np.median(target / source) if len(rows) else 1.0
    numbers = [
        evidence.odd_numbers((i,), (j,))
        for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    return np.column_stack(
        [
            np.ones(len(rows)),
            np.minimum(margin, HIGH),
            evidence.votes(rows, columns),
            np.minimum(np.abs(np.log(target / (source * ratio))), LONG),
            np.minimum(numbers, MANY),
        ]
    )


def _mutual_best(
    evidence: Evidence, fixed: Sequence[Link], refused: Sequence[Link]
) -> tuple[Indices, Indices, Floats]:
    """Row, column and margin of the pairs of which each is the other's best by margin."""
    n, m = evidence.shape
    rows, columns = _nearest(evidence)
    settled = _settled(n, (k.source for k in fixed)), _settled(m, (k.target for k in fixed))
    never = [(k.source[0], k.target[0]) for k in refused if len(k.source) == len(k.target) == 1]
    ahead, back = _Best.none(n), _Best.none(m)
    for top in range(0, n, BATCH):
        batch = slice(top, min(top + BATCH, n))
        found = evidence.cosines(batch, slice(0, m))
        margin = found / np.maximum((rows[batch, None] + columns[None]) / 2, FLOOR)
        margin[found < FLOOR] = -np.inf
        margin[settled[0][batch]] = -np.inf
        margin[:, settled[1]] = -np.inf
        for i, j in never:
            if top <= i < batch.stop:
                margin[i - top, j] = -np.inf
        ahead.margin[batch], ahead.which[batch] = margin.max(axis=1), margin.argmax(axis=1)
        better = margin.max(axis=0) > back.margin
        back.which[better] = top + margin.argmax(axis=0)[better]
        back.margin[better] = margin.max(axis=0)[better]
    mutual = np.flatnonzero((back.which[ahead.which] == np.arange(n)) & np.isfinite(ahead.margin))
    return mutual, ahead.which[mutual], ahead.margin[mutual]


def _settled(size: int, sides: Iterable[Sequence[int]]) -> NDArray[np.bool_]:
    """Which sentences stand in some bead already."""
    found = np.zeros(size, np.bool_)
    found[[i for side in sides for i in side]] = True
    return found


def _nearest(evidence: Evidence) -> tuple[Floats, Floats]:
    """The mean similarity of each sentence with the `NEAREST` of the other side."""
    n, m = evidence.shape
    rows = np.zeros(n)
    columns = np.zeros((0, m), np.float32)
    for top in range(0, n, BATCH):
        found = evidence.cosines(slice(top, min(top + BATCH, n)), slice(0, m))
        rows[top : top + BATCH] = np.sort(found, axis=1)[:, -NEAREST:].mean(axis=1)
        columns = np.sort(np.vstack([columns, found]), axis=0)[-NEAREST:]
    return rows, np.asarray(columns.mean(axis=0), np.float64)


def _with_the_rest(pairs: Sequence[Link], n: int, m: int) -> list[Link]:
    """`pairs` in the order of the source, and each other sentence by itself, the target's at the end."""
    rows = {i for link in pairs for i in link.source}
    columns = {j for link in pairs for j in link.target}
    alone = [Link((i,), ()) for i in range(n) if i not in rows]
    out = sorted([*pairs, *alone], key=lambda link: link.source)
    return out + [Link((), (j,)) for j in range(m) if j not in columns]
