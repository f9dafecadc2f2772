"""Verbs that place inline codes in the target of a bead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from baikonur_align.edit.parts import Arguments, Refused, named_segment, one, swap_segment
from baikonur_align.inline import in_order
from baikonur_align.model import Bead, InlineCode, Segment


def set_code(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Put the source's code ``code`` at ``start`` to ``end`` of the target ``segment``.

    The code is moved if the target has it already. Offsets are in characters.
    """
    bead = one(beads)
    segment = named_segment(bead, args)
    if segment not in bead.target:
        raise Refused("formatting can only be added to the translation; select words there")
    code = _code(bead, args.get("code"))
    start, end = args.get("start"), args.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        raise Refused("give the place of the formatting: start and end are numbers of characters")
    if not 0 <= start <= end <= len(segment.text):
        raise Refused("the formatting would be outside the sentence")
    if (start == end) != (code.start == code.end):
        raise Refused(
            "this formatting goes around words: select them"
            if start == end
            else "this formatting has one place, not a range: put the cursor there"
        )
    placed = replace(code, start=start, end=end)
    without = _without(bead, code.id)
    here = next(each for each in without.target if each.id == segment.id)
    coded = replace(here, codes=in_order((*here.codes, placed)))
    return [swap_segment(without, here, [coded])]


def _code(bead: Bead, name: object) -> InlineCode:
    segments = (*bead.source, *bead.target)
    found = (code for segment in segments for code in segment.codes if code.id == name)
    code = next(found, None) if name else None
    if code is None:
        raise Refused("the source of this row has no such formatting")
    return code


def _without(bead: Bead, name: str) -> Bead:
    target = tuple(
        replace(segment, codes=tuple(code for code in segment.codes if code.id != name))
        for segment in bead.target
    )
    return replace(bead, target=target)


def place_codes(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Give the target sentences of a bead the codes ``placed``, by their ids."""
    bead = one(beads)
    placed = args.get("placed")
    if not isinstance(placed, Mapping) or not bead.target:
        raise Refused("this row has no translation to put formatting into")
    target: tuple[Segment, ...] = tuple(
        replace(segment, codes=placed.get(segment.id, segment.codes)) for segment in bead.target
    )
    return [replace(bead, target=target, origin="reviewer")]
