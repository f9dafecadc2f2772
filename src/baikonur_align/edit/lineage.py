"""What became of what: the past of a bead across merges and splits, and going back to it.

An edit may hold several changes that have nothing to do with each other (a run confirmed at once). Its
`parts` are the beads that hang together by a sentence; a bead's relatives are those that parts connect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from baikonur_align.edit.parts import Refused
from baikonur_align.edit.state import State, invert, place
from baikonur_align.model import Bead, Edit

History = Sequence[tuple[int, Edit]]


@dataclass(frozen=True, slots=True)
class Part:
    """Beads of one edit that hang together."""

    before: frozenset[Bead]
    after: frozenset[Bead]


@dataclass(slots=True)
class _Kin:
    """Which beads hang together: disjoint sets."""

    parent: dict[Bead, Bead] = field(default_factory=dict)

    def head(self, bead: Bead) -> Bead:
        """Who stands for all the relatives of `bead`; itself as long as it has none."""
        head = bead
        while (above := self.parent.setdefault(head, head)) != head:
            head = above
        while bead != head:
            self.parent[bead], bead = head, self.parent[bead]
        return head

    def unite(self, beads: Iterable[Bead]) -> None:
        first, *rest = map(self.head, beads)
        self.parent |= dict.fromkeys(rest, first)


def parts(edit: Edit) -> list[Part]:
    """The changes that an edit is made of, in reading order of the sources, more or less.

    A sentence that was cut hangs together with its pieces. Where a sentence is on one side only, having
    been joined to another, it can't be told to which, so that the whole edit counts as one.
    """
    kin = _Kin()
    before, after = _places(edit.before), _places(edit.after)
    lost = _tie(kin, before, after) | _tie(kin, after, before)
    beads = edit.before | edit.after
    if lost and beads:
        kin.unite(beads)
    groups: dict[Bead, set[Bead]] = {}
    for bead in beads:
        groups.setdefault(kin.head(bead), set()).add(bead)
    found = [Part(edit.before & group, edit.after & group) for group in groups.values()]
    return sorted(
        found, key=lambda part: min(place(b.segments[0]) for b in part.before | part.after)
    )


def _places(beads: Iterable[Bead]) -> dict[str, Bead]:
    return {s.id: bead for bead in beads for s in bead.segments}


def _root(segment_id: str) -> str:
    """The sentence as it was read, of which this one may be a piece: ``kk.5`` of ``kk.5.1.2``."""
    return ".".join(segment_id.split(".")[:2])


def _tie(kin: _Kin, ones: Mapping[str, Bead], others: Mapping[str, Bead]) -> bool:
    """Tie each bead to those with its sentences on the other side; whether a sentence has none there."""
    pieces: dict[str, list[Bead]] = {}
    for segment_id in others.keys() - ones.keys():
        pieces.setdefault(_root(segment_id), []).append(others[segment_id])
    lost = False
    for segment_id, bead in ones.items():
        there = [others[segment_id]] if segment_id in others else pieces.get(_root(segment_id), [])
        kin.unite([bead, *there])
        lost |= not there
    return lost


def story(bead: Bead, history: History) -> Iterator[tuple[int, Edit]]:
    """The edits that made `bead` what it is, the latest first, each with only what is of its past."""
    past = {bead}
    for version, edit in reversed(history):
        if not past & edit.after:
            continue
        mine = [part for part in parts(edit) if part.after & past]
        before = frozenset(b for part in mine for b in part.before)
        after = frozenset(b for part in mine for b in part.after)
        past = (past - after) | before
        yield version, replace(edit, before=before, after=after)


def going_back(
    state: State, later: History, beads: Sequence[Bead] | None, reviewer: str, at: str
) -> Edit:
    """The edit that takes `beads`, or with None all, back to where they stood before the `later` edits.

    What others have done to beads that hang together with these goes back too, so that no sentence is lost
    and none stands twice; `before` says which beads that are. Raises `Refused` when nothing would change.
    """
    then = state.apply(*(invert(edit, version, reviewer, at) for version, edit in reversed(later)))
    kin = _Kin()
    for _, edit in later:
        for part in parts(edit):
            kin.unite(part.before | part.after)
    wanted = None if beads is None else {kin.head(bead) for bead in beads}
    related = [b for b in list(kin.parent) if wanted is None or kin.head(b) in wanted]
    before = frozenset(b for b in related if state.bead_of(b.segments[0].id) == b)
    after = frozenset(b for b in related if then.bead_of(b.segments[0].id) == b)
    if before == after:
        raise Refused("it stood so already; nothing would change")
    return Edit(before - after, after - before, "revert", reviewer, at)
