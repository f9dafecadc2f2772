"""The state of a pair, and how an edit changes it.

A state is a set of beads; an edit replaces some of them. `State.apply` and `invert` work for every
verb, so no verb has undo code. Two edits commute if neither removes a bead that the other needs.
"""

from __future__ import annotations

from collections.abc import Iterable

from baikonur_align.model import Bead, Edit, Problem, Segment, SegmentId

OVERLAY = 500
"""Most changed segments kept apart from the shared table; then the whole table is copied."""


class Conflict(Problem):
    """The beads that an edit changes are no longer there."""


def place(segment: Segment) -> tuple[int, ...]:
    """The place of a segment on its side."""
    return SegmentId(segment.id).place


class State:
    """The beads of a pair, by the ids of their segments. A value: `apply` returns another one.

    A state shares the table of an older one and keeps its changes in a small table of its own, so
    that an edit of a large pair does not copy it.
    """

    def __init__(self, beads: Iterable[Bead]) -> None:
        self._base: dict[str, Bead] = {
            segment.id: bead for bead in beads for segment in bead.segments
        }
        self._changed: dict[str, Bead | None] = {}  # None: the segment was removed

    def beads(self) -> tuple[Bead, ...]:
        """Return each bead once, in any order (see `in_order`)."""
        return tuple({id(bead): bead for bead in self._all().values()}.values())

    def bead_of(self, segment_id: str) -> Bead | None:
        """Return the bead that has the segment, or None."""
        if segment_id in self._changed:
            return self._changed[segment_id]
        return self._base.get(segment_id)

    def apply(self, *edits: Edit) -> State:
        """Return the state after `edits`, in their order.

        Raises `Conflict` if a bead that an edit replaces is not there.
        """
        after = State(())
        after._base, after._changed = self._base, dict(self._changed)
        for edit in edits:
            after._swap(edit)
        if len(after._changed) > OVERLAY:
            after._base, after._changed = after._all(), {}
        return after

    def _swap(self, edit: Edit) -> None:
        if any(self.bead_of(bead.segments[0].id) != bead for bead in edit.before):
            raise Conflict(
                "someone changed this in the meantime; look at the current text and try again"
            )
        self._changed |= dict.fromkeys(
            segment.id for bead in edit.before for segment in bead.segments
        )
        self._changed |= {segment.id: bead for bead in edit.after for segment in bead.segments}

    def _all(self) -> dict[str, Bead]:
        now = self._base | self._changed
        return {segment: bead for segment, bead in now.items() if bead}


def invert(edit: Edit, version: int, reviewer: str, time: str) -> Edit:
    """Return the edit that reverts `edit`, which made `version`."""
    verb = "redo" if edit.verb == "undo" else "undo"
    return Edit(edit.after, edit.before, verb, reviewer, time, undoes=version)


def in_order(beads: Iterable[Bead]) -> tuple[Bead, ...]:
    """Return beads in reading order: by first source sentence.

    A bead without source follows the bead with the target sentence before its own.
    """
    sourced = sorted(
        (bead for bead in beads if bead.source), key=lambda bead: place(bead.source[0])
    )
    unsourced = sorted(
        (bead for bead in beads if not bead.source), key=lambda bead: place(bead.target[0])
    )
    by_target = {place(segment): i for i, bead in enumerate(sourced) for segment in bead.target}
    ends = sorted([*by_target.items(), *((place(bead.target[0]), -1) for bead in unsourced)])
    after: dict[int, list[Bead]] = {}
    waiting = iter(unsourced)
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
