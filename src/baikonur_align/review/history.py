"""The history of a pair: the edits that made a bead, and reverting to an earlier version."""

from __future__ import annotations

from collections.abc import Sequence

from baikonur_align.clock import now
from baikonur_align.edit import Conflict, Refused, going_back, story
from baikonur_align.journal import Numbered
from baikonur_align.model import Edit
from baikonur_align.review.review import Review, Snapshot


class History:
    """The edits of a corpus's pairs, to look at and to revert."""

    def __init__(self, review: Review) -> None:
        self._review = review

    def story(self, pair_id: str, segment_id: str) -> list[Numbered]:
        """Return the edits that made the bead of a segment, oldest first, cut down to that bead.

        Raises `Refused` if no bead has the segment.
        """
        bead = self._review.snapshot(pair_id).state.bead_of(segment_id)
        if bead is None:
            raise Refused(
                "there is no sentence {segment} now; look for it in the history of the pair",
                segment=segment_id,
            )
        return list(story(bead, self._review.edits(pair_id)))[::-1]

    def plan_revert(
        self, pair_id: str, version: int, bead_ids: Sequence[str], reviewer: str
    ) -> tuple[int, Edit, list[Edit]]:
        """Return what a revert of these beads (none named: of the pair) to `version` would do.

        The current version, the edit, and the edits of others that it takes back in part or
        whole. Raises `Refused` if nothing would change or the journal does not reach back that
        far, and `Conflict`.
        """
        snapshot = self._review.snapshot(pair_id)
        edit = self._revert(snapshot, version, bead_ids, reviewer)
        later = self._review.edits_to(snapshot, version)
        others = [other for _, other in later if other.reviewer != reviewer]
        touched = {segment.id for bead in edit.before for segment in bead.segments}
        taken = [
            other
            for other in others
            if any(segment.id in touched for bead in other.after for segment in bead.segments)
        ]
        return snapshot.version, edit, taken

    def revert(
        self,
        pair_id: str,
        version: int,
        bead_ids: Sequence[str],
        reviewer: str,
        seen: int | None = None,
        key: str = "",
    ) -> Numbered:
        """Revert beads to their state at `version`; return the version made, and the edit.

        With no beads named the whole pair, which must still be at version `seen`. Raises
        `Refused`, and `Conflict` if the pair has changed since or if beads that are not named
        must be reverted with these.
        """

        def make(current: Snapshot) -> Edit:
            edit = self._revert(current, version, bead_ids, reviewer)
            if not bead_ids and seen != current.version:
                raise Conflict("someone changed the pair in the meantime; look at it and try again")
            if bead_ids and not edit.before <= set(current.named(bead_ids)):
                raise Conflict("other beads depend on these; name them all to revert them together")
            return edit

        return self._review.write(pair_id, make, reviewer, key)

    def _revert(
        self, current: Snapshot, version: int, bead_ids: Sequence[str], reviewer: str
    ) -> Edit:
        pair_id = current.base.id
        if not 0 <= version <= current.version:
            raise Refused(
                "{pair} has no version {version}; it is at version {latest}",
                pair=pair_id,
                version=version,
                latest=current.version,
            )
        later = self._review.edits_to(current, version)
        if len(later) != current.version - version:
            raise Refused(
                "the journal does not have version {version} of {pair}; choose a later one",
                pair=pair_id,
                version=version,
            )
        updated = max((number for number, edit in later if edit.verb == "update"), default=None)
        if updated is not None:
            raise Refused(
                "version {version} brought a new version of the text; revert to {version} or later",
                version=updated,
            )
        beads = current.named(bead_ids) if bead_ids else None
        return going_back(current.state, later, beads, reviewer, now())
