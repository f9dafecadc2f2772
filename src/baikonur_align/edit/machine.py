"""Rows of machine translation that stay so while nobody writes another text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from baikonur_align.edit.parts import ordered
from baikonur_align.model import Bead, Segment


def still_machine(before: Sequence[Bead], after: Sequence[Bead]) -> list[Bead]:
    """Return the beads of an edit, with origin ``mt`` if their targets are the machine's as before.

    Merging, moving or cutting sentences, and an edit of the source, leave the translation as the
    machine wrote it: it is no person's text in figures and exports.
    """
    translated = [bead for bead in before if bead.target]
    if any(bead.origin != "mt" for bead in translated) or _letters(before) != _letters(after):
        return list(after)
    return [replace(bead, origin="mt") if bead.target else bead for bead in after]


def _letters(beads: Iterable[Bead]) -> str:
    """Return the text of all targets without spaces, in the order of the text."""
    segments: tuple[Segment, ...] = ordered(each for bead in beads for each in bead.target)
    return "".join("".join(segment.text.split()) for segment in segments)
