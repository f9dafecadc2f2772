"""The past of a pair: what became of a bead, and going back to an earlier state."""

from __future__ import annotations

from collections.abc import Sequence

from baikonur_align.edit import Conflict, Refused, going_back, story
from baikonur_align.model import Edit
from baikonur_align.review.replace import Replacing
from baikonur_align.review.review import Snapshot, now


class Past(Replacing):
    """A review that knows how its pairs came to be as they are."""

    def story(self, pair_id: str, segment_id: str) -> list[tuple[int, Edit]]:
        """The edits that made the bead of a sentence what it is, oldest first, each cut down to its past.

        Raises `Refused` when no bead has the sentence.
        """
        bead = self.snapshot(pair_id).state.bead_of(segment_id)
        if bead is None:
            raise Refused(
                f"there is no sentence {segment_id!r} now; its beads are found in the pair's history"
            )
        return list(story(bead, self.history(pair_id)))[::-1]

    def plan_going_back(
        self, pair_id: str, version: int, bead_ids: Sequence[str], reviewer: str
    ) -> tuple[int, Edit, list[Edit]]:
        """What it takes for beads (with none named: the pair) to be again as they were at `version`.

        The version now, the edit, and the edits of others that it takes back in part or whole. Raises
        `Refused` when nothing would change or the journal doesn't reach back so far, `Conflict`.
        """
        snapshot = self.snapshot(pair_id)
        edit = self._going_back(snapshot, version, bead_ids, reviewer)
        gone = edit.before
        others = [e for _, e in self.edits_since(pair_id, version) if e.reviewer != reviewer]
        touched = {s.id for bead in gone for s in bead.segments}
        taken = [e for e in others if any(s.id in touched for b in e.after for s in b.segments)]
        return snapshot.version, edit, taken

    def go_back(
        self,
        pair_id: str,
        version: int,
        bead_ids: Sequence[str],
        reviewer: str,
        seen: int | None = None,
        key: str = "",
    ) -> tuple[int, Edit]:
        """Let beads be again as they were at `version`; those that must go back with them are named too.

        With none named the whole pair goes back, as it was `seen`. Raises `Refused`, and `Conflict` when the
        pair has changed since, or when more beads than are named hang together.
        """

        def make(now_there: Snapshot) -> Edit:
            edit = self._going_back(now_there, version, bead_ids, reviewer)
            if not bead_ids and seen != now_there.version:
                raise Conflict(
                    "someone changed the pair meanwhile; look at what is there now and try again"
                )
            if bead_ids and not edit.before <= set(now_there.named(bead_ids)):
                raise Conflict(
                    "other beads hang together with these; name them all to go back with them"
                )
            return edit

        return self._write(pair_id, make, reviewer, key)

    def _going_back(
        self, now_there: Snapshot, version: int, bead_ids: Sequence[str], reviewer: str
    ) -> Edit:
        pair_id = now_there.base.id
        if not 0 <= version <= now_there.version:
            raise Refused(f"{pair_id} has had no version {version}; it is at {now_there.version}")
        later = [(v, e) for v, e in self.edits_since(pair_id, version) if v <= now_there.version]
        if len(later) != now_there.version - version:
            raise Refused(
                f"the journal doesn't know version {version} of {pair_id}; choose a later one"
            )
        renewed = max((v for v, e in later if e.verb == "update"), default=None)
        if renewed is not None:
            raise Refused(
                f"version {renewed} took in a new version of the text; go back to that at the earliest"
            )
        beads = now_there.named(bead_ids) if bead_ids else None
        return going_back(now_there.state, later, beads, reviewer, now())
