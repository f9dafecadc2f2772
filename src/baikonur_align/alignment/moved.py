"""Text in another order: unaligned passages and sentences that match elsewhere."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.anchors import Region
from baikonur_align.alignment.band import band_strips
from baikonur_align.alignment.bead_table import BandTable
from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.monotone import monotone_beads
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.alignment.parameters import TextParams
from baikonur_align.model import Link

Indices = NDArray[np.int64]

MIN_COSINE = 0.3  # least cosine of two unaligned sentences that are linked
MIN_BEADS = 3  # beads of a moved passage
MIN_SIMILARITY = 1 / 3  # mean similarity of a moved passage's beads, in units of the median link
MAX_PASSAGES = 1000  # passages of a side that are compared, the longest first


def link_moved_text(
    evidence: Evidence,
    links: Sequence[Link],
    params: TextParams,
    settled: Container[Link],
    options: AlignmentOptions,
) -> list[Link]:
    """Return `links` with similar unaligned text linked: passages first, then single sentences.

    Links in `settled` and the options' rejected links stay unlinked.
    """
    alone = [link for link in links if not (link.source and link.target) and link not in settled]
    free = Region(
        np.array(sorted(i for link in alone for i in link.source), np.int64),
        np.array(sorted(j for link in alone for j in link.target), np.int64),
        None,
    )
    found: list[Link] = []
    if passages := list(_passage_pairs(evidence, free)):
        median = evidence.median_similarity(links)
        least = MIN_SIMILARITY * (1.0 if median is None else median)
        for region in passages:
            found += _align_passages(evidence, region.without(found), params, options, least)
    found += _similar_sentences(evidence, free.without(found), options.rejected)
    return list(_in_place(links, found))


def _in_place(links: Iterable[Link], found: Iterable[Link]) -> Iterator[Link]:
    """Yield `links` with the links of `found` in place of their unaligned sentences."""
    by_source = {i: link for link in found for i in link.source}
    linked = {j for link in by_source.values() for j in link.target}
    for link in links:
        new = by_source.get(link.source[0]) if link.source else None
        if new is None:
            if link.source or linked.isdisjoint(link.target):
                yield link
        elif link.source[0] == new.source[0]:
            yield new


def _passages(sentences: Indices) -> list[Indices]:
    """Return the runs of consecutive sentences of `MIN_BEADS` or more, the longest first."""
    runs = np.split(sentences, np.flatnonzero(np.diff(sentences) != 1) + 1)
    long_enough = (run for run in runs if len(run) >= MIN_BEADS)
    return sorted(long_enough, key=len, reverse=True)[:MAX_PASSAGES]


def _passage_pairs(evidence: Evidence, free: Region) -> Iterator[Region]:
    """Yield pairs of unaligned runs where at least one is the other's best match, best first."""
    source, target = _passages(free.rows), _passages(free.columns)
    if not source or not target:
        return
    similarity = evidence.run_similarities(source, target)
    best = {(i, int(j)) for i, j in enumerate(similarity.argmax(axis=1))}
    best |= {(int(i), j) for j, i in enumerate(similarity.argmax(axis=0))}
    for i, j in sorted(best, key=lambda pair: -similarity[pair]):
        yield Region(source[i], target[j], None)


def _align_passages(
    evidence: Evidence,
    region: Region,
    params: TextParams,
    options: AlignmentOptions,
    least: float,
) -> list[Link]:
    """Return the beads of two passages, or none if they are too few or below `least` on average."""
    if min(len(region.rows), len(region.columns)) < MIN_BEADS:
        return []
    part = region.select(evidence)
    table = BandTable(
        part, band_strips(part), region.spans(options.rejected), options.max_bead_size
    )
    linked = [link for link in monotone_beads(part, table, params) if link.source and link.target]
    if (
        len(linked) < MIN_BEADS
        or np.mean([part.similarity(link.source, link.target) for link in linked]) < least
    ):
        return []
    return [region.to_whole(link) for link in linked]


def _similar_sentences(evidence: Evidence, free: Region, rejected: Iterable[Link]) -> list[Link]:
    """Return the pairs of sentences that are each other's best match with `MIN_COSINE` or more."""
    out: list[Link] = []
    if not len(free.rows) or not len(free.columns):
        return out
    never = {(link.source, link.target) for link in rejected}
    seen: tuple[set[int], set[int]] = set(), set()
    pairs = evidence.similar_pairs(free.rows, free.columns, MIN_COSINE)
    for i, j, cosine in sorted(pairs, key=lambda pair: -pair[2]):
        if ((i,), (j,)) in never:
            continue
        if i not in seen[0] and j not in seen[1]:
            out.append(Link((i,), (j,), cosine))
        seen[0].add(i)
        seen[1].add(j)
    return out
