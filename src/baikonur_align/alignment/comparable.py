"""Comparable texts: the few sentence pairs that two independent texts on one subject share.

M. Artetxe & H. Schwenk, "Margin-based Parallel Corpus Mining with Multilingual Sentence Embeddings"
(ACL 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.explain import unmatched_numbers
from baikonur_align.alignment.whitening import row_cosines
from baikonur_align.model import Link

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Cosines = NDArray[np.float32]

NEIGHBOURS = 4  # nearest sentences that a margin is measured against: Artetxe & Schwenk 2019
MIN_SIMILARITY = 0.05  # least cosine of a candidate, and least mean in the margin's denominator
MAX_MARGIN = 4.0  # larger margins count as this one
MAX_LENGTH_DIFFERENCE = 0.5  # of log lengths; larger differences count as this one
MAX_UNMATCHED = 3  # unmatched numbers; more count as this many
BATCH = 32  # rows compared at once
WEIGHTS = {"one": -4.2, "margin": 1.7, "votes": 1.0, "length": -3.4, "numbers": -0.6}
"""Log odds that a pair is right, by feature; docs/alignment.md, Constants."""
ENCODED_WEIGHTS = {
    "one": -7.5,
    "margin": 0.9,
    "votes": 0.4,
    "length": -2.4,
    "numbers": -0.2,
    "meaning": 3.7,
}
"""The same where there are encoder vectors; `meaning` is the margin by these alone."""
MIN_LOG_ODDS = 0.0  # log odds from which a pair is offered
ENCODED_MIN_LOG_ODDS = 0.5  # the same where there are encoder vectors
MIN_VOTES = 0.5  # share of the kinds of evidence that must make a pair a mutual best match


@dataclass(frozen=True, eq=False)
class _Best:
    """For each sentence of a side its best margin, and the sentence of the other side."""

    margin: Floats
    which: NDArray[np.int64]

    @classmethod
    def none(cls, size: int) -> _Best:
        return cls(np.full(size, -np.inf), np.zeros(size, np.int64))


def comparable_links(
    evidence: Evidence, fixed: Sequence[Link] = (), rejected: Sequence[Link] = ()
) -> list[Link]:
    """Return the pairs that two comparable texts share; all other sentences are unaligned.

    Candidates are mutual best matches by margin: the cosine over the mean cosine of the
    `NEIGHBOURS` of both sentences. A candidate is offered if margin, votes, lengths and numbers,
    and the margin by encoder vectors, give it log odds of `MIN_LOG_ODDS`, or with an encoder
    `ENCODED_MIN_LOG_ODDS`. The log odds are its score.
    Beads in `fixed` come out unchanged, pairs in `rejected` do not occur.
    """
    n, m = evidence.shape
    if not n or not m:
        return _with_unaligned(fixed, n, m)
    rows, columns, margin = _mutual_best(evidence, fixed, rejected)
    found = features(evidence, rows, columns, margin)
    odds = found @ list((ENCODED_WEIGHTS if evidence.encoded else WEIGHTS).values())
    good = offered(found, odds)
    pairs = [
        Link((int(i),), (int(j),), float(score))
        for i, j, score in zip(rows[good], columns[good], odds[good], strict=True)
    ]
    return _with_unaligned([*fixed, *pairs], n, m)


def offered(found: Floats, odds: Floats) -> NDArray[np.bool_]:
    """Return which candidates are offered, by their `features` and log odds.

    Where there are encoder vectors, the votes count in the log odds only.
    """
    if found.shape[1] == len(ENCODED_WEIGHTS):
        return np.asarray(odds >= ENCODED_MIN_LOG_ODDS)
    votes = found[:, list(WEIGHTS).index("votes")]
    return np.asarray((odds >= MIN_LOG_ODDS) & (votes >= MIN_VOTES))


def candidates(evidence: Evidence) -> tuple[list[tuple[int, int]], Floats]:
    """Return the candidate pairs and their `features`."""
    rows, columns, margin = _mutual_best(evidence, (), ())
    pairs = list(zip(rows.tolist(), columns.tolist(), strict=True))
    return pairs, features(evidence, rows, columns, margin)


def features(evidence: Evidence, rows: Indices, columns: Indices, margin: Floats) -> Floats:
    """Return one row of features for each pair, in the order of the weights."""
    source, target = evidence.source.lengths[rows] + 1, evidence.target.lengths[columns] + 1
    ratio = np.median(target / source) if len(rows) else 1.0
    unmatched = [
        len(unmatched_numbers(*evidence.texts((i,), (j,))))
        for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    columns_of = [
        np.ones(len(rows)),
        np.minimum(margin, MAX_MARGIN),
        evidence.votes(rows, columns),
        np.minimum(np.abs(np.log(target / (source * ratio))), MAX_LENGTH_DIFFERENCE),
        np.minimum(unmatched, MAX_UNMATCHED),
    ]
    if evidence.encoded:
        columns_of.append(_meaning(evidence, rows, columns))
    return np.column_stack(columns_of)


def _meaning(evidence: Evidence, rows: Indices, columns: Indices) -> Floats:
    """Return the margin of each pair by encoder vectors alone, up to `MAX_MARGIN`."""
    means = _neighbour_means(evidence.shape, evidence.dense_cosines)
    found = row_cosines(evidence.source.dense[rows], evidence.target.dense[columns])
    level = np.maximum((means[0][rows] + means[1][columns]) / 2, MIN_SIMILARITY)
    return np.asarray(np.minimum(found / level, MAX_MARGIN), np.float64)


def _mutual_best(
    evidence: Evidence, fixed: Sequence[Link], rejected: Sequence[Link]
) -> tuple[Indices, Indices, Floats]:
    """Return rows, columns and margins of the pairs that are mutual best matches by margin."""
    n, m = evidence.shape
    rows, columns = _neighbour_means(evidence.shape, evidence.cosines)
    settled = (
        _settled(n, (link.source for link in fixed)),
        _settled(m, (link.target for link in fixed)),
    )
    never = [
        (link.source[0], link.target[0])
        for link in rejected
        if len(link.source) == len(link.target) == 1
    ]
    forward, backward = _Best.none(n), _Best.none(m)
    for top in range(0, n, BATCH):
        batch = slice(top, min(top + BATCH, n))
        found = evidence.cosines(batch, slice(0, m))
        margin = found / np.maximum((rows[batch, None] + columns[None]) / 2, MIN_SIMILARITY)
        margin[found < MIN_SIMILARITY] = -np.inf
        margin[settled[0][batch]] = -np.inf
        margin[:, settled[1]] = -np.inf
        for i, j in never:
            if top <= i < batch.stop:
                margin[i - top, j] = -np.inf
        forward.margin[batch], forward.which[batch] = margin.max(axis=1), margin.argmax(axis=1)
        better = margin.max(axis=0) > backward.margin
        backward.which[better] = top + margin.argmax(axis=0)[better]
        backward.margin[better] = margin.max(axis=0)[better]
    same = backward.which[forward.which] == np.arange(n)
    mutual = np.flatnonzero(same & np.isfinite(forward.margin))
    return mutual, forward.which[mutual], forward.margin[mutual]


def _settled(size: int, sides: Iterable[Sequence[int]]) -> NDArray[np.bool_]:
    """Return which sentences are in a bead already."""
    found = np.zeros(size, np.bool_)
    found[[i for side in sides for i in side]] = True
    return found


def _neighbour_means(
    shape: tuple[int, int], cosines: Callable[[slice, slice], Cosines]
) -> tuple[Floats, Floats]:
    """Return the mean cosine of each sentence with its `NEIGHBOURS` of the other side."""
    n, m = shape
    rows = np.zeros(n)
    columns = np.zeros((0, m), np.float32)
    for top in range(0, n, BATCH):
        found = cosines(slice(top, min(top + BATCH, n)), slice(0, m))
        rows[top : top + BATCH] = np.sort(found, axis=1)[:, -NEIGHBOURS:].mean(axis=1)
        columns = np.sort(np.vstack([columns, found]), axis=0)[-NEIGHBOURS:]
    return rows, np.asarray(columns.mean(axis=0), np.float64)


def _with_unaligned(pairs: Sequence[Link], n: int, m: int) -> list[Link]:
    """Return `pairs` and the unaligned source sentences in order, then those of the target."""
    rows = {i for link in pairs for i in link.source}
    columns = {j for link in pairs for j in link.target}
    unaligned = [Link((i,), ()) for i in range(n) if i not in rows]
    out = sorted([*pairs, *unaligned], key=lambda link: link.source)
    return out + [Link((), (j,)) for j in range(m) if j not in columns]
