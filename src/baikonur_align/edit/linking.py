"""Verbs that change which sentences translate each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from baikonur_align.edit.parts import Arguments, Refused, named_segment, one, touched
from baikonur_align.model import Bead, Segment


def merge(beads: Sequence[Bead], _args: Arguments) -> list[Bead]:
    if len(set(beads)) < 2:  # noqa: PLR2004
        raise Refused("merging needs two beads or more")
    source = [segment for bead in beads for segment in bead.source]
    target = [segment for bead in beads for segment in bead.target]
    if not source or not target:
        raise Refused(
            "all of these sentences are on one side; link them to a sentence of the other side"
        )
    notes = " / ".join(bead.note for bead in beads if bead.note)
    properties = tuple(dict.fromkeys(item for bead in beads for item in bead.properties))
    return touched(replace(beads[0], note=notes, properties=properties), source, target)


def split(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Make one bead of the first ``source`` and ``target`` sentences, another of the rest."""
    bead = one(beads)
    i, j = args.get("source"), args.get("target")
    if not isinstance(i, int) or not isinstance(j, int):
        raise Refused("give the number of sentences of each side that go into the first bead")
    if not (0 <= i <= len(bead.source) and 0 <= j <= len(bead.target)):
        raise Refused("the bead has fewer sentences than that")
    if i + j in (0, len(bead.segments)):
        raise Refused("each new bead needs a sentence; split a sentence in two first")
    rest = replace(bead, note="", properties=())
    return touched(bead, bead.source[:i], bead.target[:j]) + touched(
        rest, bead.source[i:], bead.target[j:]
    )


def move(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Move a sentence of the first bead to the second."""
    if len(set(beads)) != 2:  # noqa: PLR2004
        raise Refused("moving a sentence needs two beads: where it is and where it goes")
    here, there = beads
    moved = named_segment(here, args)

    def without(segments: tuple[Segment, ...]) -> list[Segment]:
        return [segment for segment in segments if segment != moved]

    left = (
        touched(here, without(here.source), without(here.target)) if len(here.segments) > 1 else []
    )
    if moved in here.source:
        return left + touched(there, (*there.source, moved), there.target)
    return left + touched(there, there.source, (*there.target, moved))


def swap(beads: Sequence[Bead], _args: Arguments) -> list[Bead]:
    """Exchange the targets of two beads; notes stay with the source."""
    if len(set(beads)) != 2:  # noqa: PLR2004
        raise Refused("swapping needs two beads, whose translations change places")
    here, there = beads
    if not (here.source or there.source) or not (here.target or there.target):
        raise Refused("there is nothing to swap: both beads are on one side only")
    return touched(here, here.source, there.target) + touched(there, there.source, here.target)


def unlink(beads: Sequence[Bead], _args: Arguments) -> list[Bead]:
    bead = one(beads)
    if not bead.source or not bead.target:
        raise Refused("this bead has no counterpart to unlink")
    return touched(bead, bead.source, ()) + touched(
        replace(bead, note="", properties=()), (), bead.target
    )
