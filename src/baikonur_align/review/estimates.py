"""Estimates of the quality of drafts, made anew where an edit changed what they are of."""

from __future__ import annotations

from dataclasses import replace

from baikonur_align.model import Bead, Edit, Segment
from baikonur_align.translation.quality import with_draft


def reestimated(edit: Edit, langs: tuple[str, str]) -> Edit:
    """Return the edit with new estimates for sentences whose text or draft it changes.

    The program's own model makes them, without an encoder.
    """
    known = {(old.text, old.draft) for bead in edit.before for old in bead.source}

    def rated(segment: Segment) -> Segment:
        text = (segment.text, segment.draft)
        if not segment.draft or text in known:
            return segment
        return with_draft(segment, segment.draft, *langs)

    def with_estimates(bead: Bead) -> Bead:
        return replace(bead, source=tuple(map(rated, bead.source)))

    return replace(edit, after=frozenset(map(with_estimates, edit.after)))
