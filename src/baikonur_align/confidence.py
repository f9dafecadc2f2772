"""How likely a bead is right, from the evidence for it and for its rivals; and why, in a few words.

A logistic model of few features, fitted by bench/calibrate.py on documents with known beads, so that of
the beads at 0.9 nine in ten are right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from baikonur_align.model import Link

Floats = NDArray[np.float64]

FEATURES = ("one", "similarity", "rival", "length", "size", "neighbours")
# Fitted by bench/calibrate.py; a table for beads and one for sentences left alone.
LINKED = dict(zip(FEATURES, (1.897, -0.446, -1.243, -0.252, -0.993, 1.784), strict=True))
ALONE = dict(zip(FEATURES, (0.258, 0.0, -0.118, 0.0, 0.0, 0.148), strict=True))
BATCH = 32  # rows compared at once
NEAR = 20  # sentences around a bead among which its rivals are sought
VARIANCE = 6.8  # Gale & Church 1993


class Text(Protocol):
    @property
    def sentences(self) -> tuple[str, ...]: ...
    @property
    def lengths(self) -> Floats: ...


class Evidence(Protocol):
    """What a judge needs to know; `similarity.Evidence` is one."""

    @property
    def source(self) -> Text: ...
    @property
    def target(self) -> Text: ...
    @property
    def shape(self) -> tuple[int, int]: ...
    def cosines(self, rows: slice, columns: slice) -> NDArray[np.float32]: ...
    def similarity(self, rows: Sequence[int], columns: Sequence[int]) -> float: ...


def judge(evidence: Evidence, links: Sequence[Link]) -> list[Link]:
    """`links` with a confidence each, 0..1: the share of such links that are right."""
    table = features(evidence, links)
    linked = np.array([bool(link.source and link.target) for link in links], np.bool_)
    weights = np.where(linked[:, None], list(LINKED.values()), list(ALONE.values()))
    chance = 1 / (1 + np.exp(-np.clip((table * weights).sum(axis=1), -30, 30)))
    return [replace(link, confidence=round(float(p), 4)) for link, p in zip(links, chance, strict=True)]


def features(evidence: Evidence, links: Sequence[Link]) -> Floats:
    """A row for each link, a column for each of `FEATURES`."""
    own = np.array([evidence.similarity(link.source, link.target) for link in links])
    rivals = _rivals(evidence, links)
    ratio = max(evidence.target.lengths.sum(), 1.0) / max(evidence.source.lengths.sum(), 1.0)
    around = np.concatenate(([0.0], own, [0.0]))
    return np.column_stack(
        [
            np.ones(len(links)),
            own,
            [
                max([*rivals[0][list(link.source)], *rivals[1][list(link.target)]], default=0.0)
                for link in links
            ],
            [_unlikely(evidence, link, ratio) for link in links],
            [len(link.source) + len(link.target) - 2 for link in links],
            (around[:-2] + around[2:]) / 2,
        ]
    ).reshape(len(links), len(FEATURES))


def _unlikely(evidence: Evidence, link: Link, ratio: float) -> float:
    """The squared standard deviations of the lengths (Gale & Church 1993), up to 12."""
    if not link.source or not link.target:
        return 0.0
    source = evidence.source.lengths[list(link.source)].sum() * ratio
    target = evidence.target.lengths[list(link.target)].sum()
    return float(min(12.0, (target - source) ** 2 / (VARIANCE * max(1.0, (source + target) / 2))))


def _where(links: Sequence[Link], n: int, m: int) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Opposite which column each row stands, and the number of the link of each row and column."""
    opposite, rows, columns = np.zeros(n), np.full(n, -1), np.full(m, -1)
    last = 0.0
    for number, link in enumerate(links):
        if link.target:
            last = float(np.mean(link.target))
            columns[list(link.target)] = number
        rows[list(link.source)] = number
        opposite[list(link.source)] = last
    return opposite, rows, columns


def _rivals(evidence: Evidence, links: Sequence[Link]) -> tuple[Floats, Floats]:
    """For each sentence, the best similarity with one near it that is in another link."""
    n, m = evidence.shape
    opposite, row_links, column_links = _where(links, n, m)
    rows, columns = np.zeros(n), np.zeros(m)
    for top in range(0, n if m else 0, BATCH):
        batch = slice(top, min(top + BATCH, n))
        middle = opposite[batch]
        near = slice(max(0, int(middle.min()) - NEAR), min(m, int(middle.max()) + NEAR + 1))
        found = evidence.cosines(batch, near)
        found[row_links[batch, None] == column_links[None, near]] = 0.0
        rows[batch] = np.maximum(found.max(axis=1), 0.0)
        columns[near] = np.maximum(columns[near], found.max(axis=0))
    return rows, columns
