"""The history of a bead across merges and splits, and reverting to an earlier state.

An edit may hold several independent changes (a run confirmed at once). Its `parts` are the groups
of beads that share sentences; the relatives of a bead are the beads that parts connect with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from baikonur_align.edit.parts import Refused
from baikonur_align.edit.state import State, invert, place
from baikonur_align.model import Bead, Edit, SegmentId

if TYPE_CHECKING:
    from scipy.cluster.hierarchy import DisjointSet

History = Sequence[tuple[int, Edit]]


@dataclass(frozen=True, slots=True)
class Part:
    """Beads of one edit that share sentences."""

    before: frozenset[Bead]
    after: frozenset[Bead]


def parts(edit: Edit) -> list[Part]:
    """Return the independent changes of an edit, about in reading order.

    A sentence that was cut connects with its pieces. If a sentence is on one side only, because it
    was joined to another one, the whole edit counts as one part.
    """
    from scipy.cluster.hierarchy import DisjointSet

    groups: DisjointSet[Bead] = DisjointSet(edit.before | edit.after)
    before, after = _by_segment(edit.before), _by_segment(edit.after)
    if _connect(groups, before, after) | _connect(groups, after, before):
        _merge_all(groups, edit.before | edit.after)
    found = [Part(edit.before & group, edit.after & group) for group in groups.subsets()]
    return sorted(
        found, key=lambda part: min(place(bead.segments[0]) for bead in part.before | part.after)
    )


def _by_segment(beads: Iterable[Bead]) -> dict[str, Bead]:
    return {segment.id: bead for bead in beads for segment in bead.segments}


def _connect(
    groups: DisjointSet[Bead], ones: Mapping[str, Bead], others: Mapping[str, Bead]
) -> bool:
    """Merge beads that share sentences; return whether a sentence of `ones` is in no other."""
    pieces: dict[str, list[Bead]] = {}
    for segment_id in others.keys() - ones.keys():
        pieces.setdefault(SegmentId(segment_id).whole, []).append(others[segment_id])
    missing = False
    for segment_id, bead in ones.items():
        same = others.get(segment_id)
        found = [same] if same else pieces.get(SegmentId(segment_id).whole, [])
        _merge_all(groups, [bead, *found])
        missing |= not found
    return missing


def _merge_all(groups: DisjointSet[Bead], beads: Iterable[Bead]) -> None:
    first, *rest = beads
    groups.add(first)
    for bead in rest:
        groups.add(bead)
        groups.merge(first, bead)


def story(bead: Bead, history: History) -> Iterator[tuple[int, Edit]]:
    """Yield the edits that led to `bead`, latest first, each reduced to the beads concerned."""
    past = {bead}
    for version, edit in reversed(history):
        if not past & edit.after:
            continue
        mine = [part for part in parts(edit) if part.after & past]
        before = frozenset(bead for part in mine for bead in part.before)
        after = frozenset(bead for part in mine for bead in part.after)
        past = (past - after) | before
        yield version, replace(edit, before=before, after=after)


def going_back(
    state: State, later: History, beads: Sequence[Bead] | None, reviewer: str, time: str
) -> Edit:
    """Return the edit that reverts `beads`, or with None all, to their state before `later`.

    Edits to related beads are reverted too, so that no sentence is lost or doubled; ``before`` of
    the edit has all beads concerned. Raises `Refused` if nothing would change.
    """
    from scipy.cluster.hierarchy import DisjointSet

    then = state.apply(
        *(invert(edit, version, reviewer, time) for version, edit in reversed(later))
    )
    groups: DisjointSet[Bead] = DisjointSet()
    for _, edit in later:
        for part in parts(edit):
            _merge_all(groups, part.before | part.after)
    wanted = None if beads is None else {groups[bead] for bead in beads if bead in groups}
    related = [bead for bead in groups if wanted is None or groups[bead] in wanted]
    before = frozenset(bead for bead in related if state.bead_of(bead.segments[0].id) == bead)
    after = frozenset(bead for bead in related if then.bead_of(bead.segments[0].id) == bead)
    if before == after:
        raise Refused("the beads are already in that state; nothing would change")
    return Edit(before - after, after - before, "revert", reviewer, time)
