"""Text that stands elsewhere: sentences left alone on both sides that are clearly each other's."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.anchors import Region
from baikonur_align.alignment.coarse import parts
from baikonur_align.alignment.monotone import monotone
from baikonur_align.alignment.parameters import Evidence, Habits
from baikonur_align.alignment.windows import Windows
from baikonur_align.model import Link

Indices = NDArray[np.int64]

MOVED = 0.3  # similarity from which two sentences left alone are linked, wherever they stand
BLOCK = 3  # beads that a moved passage has at least
# How alike its beads are in the mean, of what is usual in these texts: passages that had nothing to do with
# each other reached a fifth, moved ones of the same documents a quarter to all of it.
AS_ALIKE = 1 / 3
PASSAGES = 1000  # of a side that are compared, the longest


def moved(
    evidence: Evidence,
    links: Sequence[Link],
    habits: Habits,
    settled: Container[Link],
    refused: Sequence[Link],
    widest: int,
) -> list[Link]:
    """`links`, and what they leave alone linked where it is alike: whole passages first, then sentences.

    Not those that are `settled`, nor as `refused`; no bead has more than `widest` sentences on a side.
    """
    alone = [link for link in links if not (link.source and link.target) and link not in settled]
    free = Region(
        np.array(sorted(i for link in alone for i in link.source), np.int64),
        np.array(sorted(j for link in alone for j in link.target), np.int64),
        None,
    )
    found: list[Link] = []
    if passages := list(_passages(evidence, free)):
        usual = evidence.usual(links)
        least = AS_ALIKE * (1.0 if usual is None else usual)
        for region in passages:
            found += _aligned(evidence, region.without(found), habits, refused, widest, least)
    found += _sentences(evidence, free.without(found), refused)
    return list(_in_place(links, found))


def _in_place(links: Iterable[Link], found: Iterable[Link]) -> Iterator[Link]:
    """`links` with those of `found` in place of their sentences, which were alone."""
    by_source = {i: link for link in found for i in link.source}
    linked = {j for link in by_source.values() for j in link.target}
    for link in links:
        now = by_source.get(link.source[0]) if link.source else None
        if now is None:
            if link.source or linked.isdisjoint(link.target):
                yield link
        elif link.source[0] == now.source[0]:
            yield now


def _runs(sentences: Indices) -> list[Indices]:
    """The longest runs of sentences that stand together."""
    runs = np.split(sentences, np.flatnonzero(np.diff(sentences) != 1) + 1)
    return sorted((run for run in runs if len(run) >= BLOCK), key=len, reverse=True)[:PASSAGES]


def _passages(evidence: Evidence, free: Region) -> Iterator[Region]:
    """Runs of both sides of which one is the other's best, the most alike first."""
    ours, theirs = _runs(free.rows), _runs(free.columns)
    if not ours or not theirs:
        return
    alike = evidence.passages(ours, theirs)
    best = {(i, int(j)) for i, j in enumerate(alike.argmax(axis=1))}
    best |= {(int(i), j) for j, i in enumerate(alike.argmax(axis=0))}
    for i, j in sorted(best, key=lambda pair: -alike[pair]):
        yield Region(ours[i], theirs[j], None)


def _aligned(
    evidence: Evidence,
    region: Region,
    habits: Habits,
    refused: Iterable[Link],
    widest: int,
    least: float,
) -> list[Link]:
    """The beads of two passages if they have enough of them, and these are at least so alike."""
    if min(len(region.rows), len(region.columns)) < BLOCK:
        return []
    part = region.of(evidence)
    windows = Windows(part, parts(part), region.barred(refused), widest)
    linked = [link for link in monotone(part, windows, habits) if link.source and link.target]
    if (
        len(linked) < BLOCK
        or np.mean([part.similarity(k.source, k.target) for k in linked]) < least
    ):
        return []
    return [region.whole(link) for link in linked]


def _sentences(evidence: Evidence, free: Region, refused: Iterable[Link]) -> list[Link]:
    """The pairs of sentences of which each is the other's best, where they are alike enough."""
    out: list[Link] = []
    if not len(free.rows) or not len(free.columns):
        return out
    never = {(link.source, link.target) for link in refused}
    seen: tuple[set[int], set[int]] = set(), set()
    for i, j, value in sorted(
        evidence.among(free.rows, free.columns, MOVED), key=lambda pair: -pair[2]
    ):
        if ((i,), (j,)) in never:
            continue
        if i not in seen[0] and j not in seen[1]:
            out.append(Link((i,), (j,), value))
        seen[0].add(i)
        seen[1].add(j)
    return out
