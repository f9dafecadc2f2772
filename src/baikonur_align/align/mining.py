"""Independent texts on one subject: the few pairs that say the same.

M. Artetxe & H. Schwenk, "Margin-based Parallel Corpus Mining with Multilingual Sentence Embeddings"
(ACL 2019).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from baikonur_align.align.table import Evidence
from baikonur_align.model import Link

NEAREST = 4  # neighbours that a margin is measured against: Artetxe & Schwenk 2019
MARGIN = 2.2  # from which a pair is offered: two in three are right (see `confidence`)
ALIKE = 0.2  # similarity below which no pair is offered
FLOOR = 0.05  # least mean that a margin is measured against
BATCH = 32  # rows compared at once


def comparable(evidence: Evidence, fixed: Sequence[Link] = (), refused: Sequence[Link] = ()) -> list[Link]:
    """The few pairs of two independent texts on one subject that say the same; all else stands alone.

    A pair is offered when each is the other's best by the margin of Artetxe & Schwenk (2019), the
    similarity against the mean of either's `NEAREST`, and margin and similarity are high enough.
    Scores are margins. The beads `fixed` come out as they are, the pairs `refused` do not.
    """
    n, m = evidence.shape
    if not n or not m:
        return _with_the_rest(fixed, n, m)
    rows, columns = _nearest(evidence)
    best_row = np.full(n, -np.inf), np.zeros(n, np.int64)
    best_column = np.full(m, -np.inf), np.zeros(m, np.int64)
    settled = _settled(n, (k.source for k in fixed)), _settled(m, (k.target for k in fixed))
    never = [(k.source[0], k.target[0]) for k in refused if len(k.source) == len(k.target) == 1]
    for top in range(0, n, BATCH):
        batch = slice(top, min(top + BATCH, n))
        found = evidence.cosines(batch, slice(0, m))
        margin = found / np.maximum((rows[batch, None] + columns[None]) / 2, FLOOR)
        margin[found < ALIKE] = -np.inf
        for i, j in never:
            if top <= i < batch.stop:
                margin[i - top, j] = -np.inf
        margin[settled[0][batch]] = -np.inf
        margin[:, settled[1]] = -np.inf
        best_row[0][batch], best_row[1][batch] = margin.max(axis=1), margin.argmax(axis=1)
        better = margin.max(axis=0) > best_column[0]
        best_column[1][better] = top + margin.argmax(axis=0)[better]
        best_column[0][better] = margin.max(axis=0)[better]
    pairs = [
        Link((i,), (int(j),), float(value))
        for i, (value, j) in enumerate(zip(*best_row, strict=True))
        if value >= MARGIN and best_column[1][j] == i
    ]
    return _with_the_rest([*fixed, *pairs], n, m)


def _settled(size: int, sides: Iterable[Sequence[int]]) -> NDArray[np.bool_]:
    """Which sentences stand in some bead already."""
    found = np.zeros(size, np.bool_)
    found[[i for side in sides for i in side]] = True
    return found


def _nearest(evidence: Evidence) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
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
