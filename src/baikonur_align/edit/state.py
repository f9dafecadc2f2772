"""The state of a pair, and how an edit changes it.

State is a set of beads, an edit swaps some of them. `State.apply` and `invert` are the same for every
verb, so there is no undo code. Two edits commute exactly when neither takes away a bead that the other
starts from.
"""

from __future__ import annotations

from collections.abc import Iterable

from baikonur_align.model import Bead, Edit, Problem, Segment

APART = 500
"""Changed segments that a state keeps apart from the older one it shares; more are merged, which copies."""


class Conflict(Problem):
    """The beads that an edit starts from are no longer there."""


def place(segment: Segment) -> tuple[int, ...]:
    """Where a segment stands on its side: ``kk.5.2`` is (5, 2)."""
    return tuple(int(n) for n in segment.id.split(".")[1:])


class State:
    """The beads of a pair, by the segments they hold. A value: `apply` returns another.

    States share the beads of an older one and keep what has changed since apart, so that an edit of a
    large pair does not copy it.
    """

    def __init__(self, beads: Iterable[Bead]) -> None:
        self._base: dict[str, Bead] = {s.id: bead for bead in beads for s in bead.segments}
        self._news: dict[str, Bead | None] = {}  # None: the segment is gone

    def beads(self) -> tuple[Bead, ...]:
        """Each bead once, in no order that means anything (see `in_order`)."""
        return tuple({id(bead): bead for bead in self._all().values()}.values())

    def bead_of(self, segment_id: str) -> Bead | None:
        if segment_id in self._news:
            return self._news[segment_id]
        return self._base.get(segment_id)

    def apply(self, *edits: Edit) -> State:
        """The state after `edits`, one after the other.

        Raises `Conflict` when a bead that an edit starts from is not there.
        """
        after = State(())
        after._base, after._news = self._base, dict(self._news)
        for edit in edits:
            after._swap(edit)
        if len(after._news) > APART:
            after._base, after._news = after._all(), {}
        return after

    def _swap(self, edit: Edit) -> None:
        if any(self.bead_of(bead.segments[0].id) != bead for bead in edit.before):
            raise Conflict(
                "someone changed this meanwhile; look at what is there now and try again"
            )
        self._news |= dict.fromkeys(s.id for bead in edit.before for s in bead.segments)
        self._news |= {s.id: bead for bead in edit.after for s in bead.segments}

    def _all(self) -> dict[str, Bead]:
        now = self._base | self._news
        return {segment: bead for segment, bead in now.items() if bead}


def invert(edit: Edit, version: int, reviewer: str, at: str) -> Edit:
    """The edit that takes back `edit`, which stands at `version` of the journal."""
    verb = "redo" if edit.verb == "undo" else "undo"
    return Edit(edit.after, edit.before, verb, reviewer, at, undoes=version)


def in_order(beads: Iterable[Bead]) -> tuple[Bead, ...]:
    """Reading order: by first source sentence, a target-only bead after the sentence before it."""
    sourced = sorted((b for b in beads if b.source), key=lambda b: place(b.source[0]))
    loose = sorted((b for b in beads if not b.source), key=lambda b: place(b.target[0]))
    by_target = {place(s): i for i, bead in enumerate(sourced) for s in bead.target}
    ends = sorted([*by_target.items(), *((place(b.target[0]), -1) for b in loose)])
    after: dict[int, list[Bead]] = {}
    waiting = iter(loose)
    last = -1
    for _, index in ends:
        if index == -1:
            after.setdefault(last, []).append(next(waiting))
        else:
            last = index
    out = [*after.get(-1, [])]
    for i, bead in enumerate(sourced):
        out += [bead, *after.get(i, [])]
    return tuple(out)
