"""Verbs that change the sentences of a bead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from baikonur_align.edit.parts import (
    Arguments,
    Refused,
    named_segment,
    one,
    stored,
    swap_segment,
    touched,
)
from baikonur_align.edit.search import Search
from baikonur_align.inline import concat_codes, reword_codes, slice_text
from baikonur_align.model import Bead, Segment, Status

MEMORY = "memory"
"""The key of a bead's property that says which memory its target is from, and how like: ``100``."""


def reword(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Replace the text of one ``segment``; with ``confirm`` the bead is confirmed too."""
    bead = one(beads)
    old = named_segment(bead, args)
    text = stored(args.get("text"))
    if not text:
        raise Refused("a sentence cannot be empty; unlink the sentence or reject the row instead")
    changed = swap_segment(bead, old, [_reworded(old, text)])
    status = "confirmed" if args.get("confirm") else bead.status
    return [replace(_remembered(changed, args), status=status)]


def _remembered(bead: Bead, args: Arguments) -> Bead:
    """Return the bead with the translation memory that its text was taken from, if any.

    ``memory`` is a name and how like the source was, in per cent: ``report.kk-en 87``.
    """
    memory = stored(args.get("memory", ""))
    if not re.fullmatch(r"\S.* \d{1,3}", memory):
        return bead
    kept = tuple(item for item in bead.properties if item[0] != MEMORY)
    return replace(bead, origin="memory", properties=(*kept, (MEMORY, memory)))


def translate(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Give the sentences of a bead without a target the segment ``new``.

    With ``confirm`` the bead is confirmed too.
    """
    bead = one(beads)
    new = args.get("new")
    if bead.target or not bead.source:
        raise Refused("this row has a translation, or no source sentence to translate")
    if not isinstance(new, Segment) or not new.text:
        raise Refused("a translation cannot be empty; mark an omission instead")
    status: Status = "confirmed" if args.get("confirm") else "auto"
    made = replace(bead, target=(new,), status=status, confidence=None, origin="reviewer")
    return [_remembered(made, args)]


def _reworded(segment: Segment, text: str) -> Segment:
    codes = reword_codes(segment.text, segment.codes, text)
    return replace(segment, text=text, codes=codes)


def cut(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Cut a ``segment`` in two at ``offset`` (characters). The draft of the whole is dropped."""
    bead = one(beads)
    old = named_segment(bead, args)
    offset = args.get("offset")
    if not isinstance(offset, int):
        raise Refused("give the place to split at: offset is a number of characters")
    size = len(old.text)
    offset = min(max(offset, 0), size)
    parts = (
        slice_text(old.text, old.codes, 0, offset, last=False),
        slice_text(old.text, old.codes, offset, size),
    )
    if not all(stored(text) for text, _ in parts):
        raise Refused("the split would leave one part empty; put the cursor inside the sentence")
    halves = [
        Segment(f"{old.id}.{number}", text, old.block, codes=codes)
        for number, (text, codes) in enumerate(parts, 1)
    ]
    changed = swap_segment(bead, old, halves)
    return touched(changed, changed.source, changed.target)


def join(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Join a ``segment`` with the next one on its side of the bead."""
    bead = one(beads)
    first = named_segment(bead, args)
    side = bead.source if first in bead.source else bead.target
    index = side.index(first)
    if index + 1 == len(side):
        raise Refused("there is no next sentence in this bead; merge the beads first")
    second = side[index + 1]
    drafts = f"{first.draft} {second.draft}" if first.draft and second.draft else ""
    whole = replace(
        first,
        text=f"{first.text} {second.text}",
        draft=drafts,
        draft_quality=None,
        codes=concat_codes([(first.text, first.codes), (second.text, second.codes)]),
    )
    return [replace(swap_segment(swap_segment(bead, second, []), first, [whole]), status="auto")]


def restore(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Set the target to the machine draft; a bead without a target gets the segment ``new``."""
    return [_drafted(bead, args) for bead in beads]


def accept(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Set the target to the machine draft, as `restore` does, and confirm the bead."""
    return [replace(_drafted(bead, args), status="confirmed") for bead in beads]


def _drafted(bead: Bead, args: Arguments) -> Bead:
    if "new" in args:
        return translate([bead], args)[0]
    drafts = [segment.draft for segment in bead.source]
    if not all(drafts) or not bead.segments or not bead.source:
        raise Refused("part of this source has no machine translation")
    if len(bead.target) != len(drafts):
        drafts = [" ".join(drafts)]
    if len(bead.target) != len(drafts):
        raise Refused(
            "the draft is one text and the target several sentences, or none: join or link them "
            "first"
        )
    target = tuple(
        _reworded(segment, draft) for segment, draft in zip(bead.target, drafts, strict=True)
    )
    return bead if target == bead.target else replace(bead, target=target, origin="reviewer")


def replace_all(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Replace the matches of a `Search` in the sentences of ``segments``, or in all."""
    chosen = args.get("segments")
    if chosen is not None and not (
        isinstance(chosen, list) and all(isinstance(name, str) for name in chosen)
    ):
        raise Refused("segments must be a list of sentence ids")
    wanted = set(chosen or ())
    hits = [
        hit for hit in Search.of(args).hits(beads) if chosen is None or hit.segment.id in wanted
    ]
    found = {hit.segment.id: hit.text for hit in hits}
    if {hit.bead for hit in hits} != set(beads) or (
        chosen is not None and found.keys() != set(chosen)
    ):
        raise Refused("some of these rows no longer contain the search text; search again")
    return [_with_texts(bead, found) for bead in beads]


def _with_texts(bead: Bead, texts: Mapping[str, str]) -> Bead:
    def side(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
        return tuple(
            _reworded(segment, texts.get(segment.id, segment.text)) for segment in segments
        )

    return replace(bead, source=side(bead.source), target=side(bead.target), origin="reviewer")
