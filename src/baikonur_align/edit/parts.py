"""Parts of the verbs: checks of beads, segments in them, and the beads that result."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from baikonur_align.edit.state import place
from baikonur_align.model import Bead, Problem, Segment

Arguments = Mapping[str, Any]
Verb = Callable[[Sequence[Bead], Arguments], list[Bead]]


class Refused(Problem):
    """The verb does not apply to these beads; the message says why."""


def ordered(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    return tuple(sorted(segments, key=place))


def touched(bead: Bead, source: Iterable[Segment], target: Iterable[Segment]) -> list[Bead]:
    """Return the bead with other segments, unreviewed and without confidence.

    Segments with nothing opposite become beads of their own.
    """
    source, target = ordered(source), ordered(target)
    fresh = replace(bead, status="auto", confidence=None, origin="reviewer")
    if source and target:
        return [replace(fresh, source=source, target=target)]
    bare = replace(fresh, note="", properties=())
    alone = [replace(bare, source=(segment,), target=()) for segment in source]
    alone += [replace(bare, source=(), target=(segment,)) for segment in target]
    if alone:
        alone[0] = replace(alone[0], note=bead.note, properties=bead.properties)
    return alone


def one(beads: Sequence[Bead]) -> Bead:
    if len(beads) != 1:
        raise Refused("this needs exactly one bead")
    return beads[0]


def named_segment(bead: Bead, args: Arguments) -> Segment:
    for segment in bead.segments:
        if segment.id == args.get("segment"):
            return segment
    raise Refused("sentence {segment!r} is not in this bead", segment=args.get("segment"))


def swap_segment(bead: Bead, old: Segment, new: Iterable[Segment]) -> Bead:
    """Return the bead with `new` in place of `old`, on the side that has it."""
    new = tuple(new)

    def side(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
        return tuple(
            piece for segment in segments for piece in (new if segment == old else (segment,))
        )

    return replace(bead, source=side(bead.source), target=side(bead.target), origin="reviewer")


LONGEST_TEXT = 100_000
"""Most characters of a sentence or a note; bounds the cost of the checks."""

ZERO_WIDTH = frozenset("\u200b\u2060\ufeff")
"""Characters without width that ingest removes. The joiners U+200C and U+200D are text."""

BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Controls that change the order in which text is shown; ingest removes them."""


def stored(value: object) -> str:
    """Return a sentence as it is stored: on one line, without characters that XML cannot hold.

    Raises `Refused` for those, for invisible controls that ingest removes, and if it is too long.
    """
    if not isinstance(value, str):
        raise Refused("the text is missing: send text")
    line = " ".join(value.split())
    if len(line) > LONGEST_TEXT:
        raise Refused(
            "a sentence or note may have {most} characters, this one has {count}",
            most=LONGEST_TEXT,
            count=len(line),
        )
    if any(unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff" for char in line):
        raise Refused("the text has control characters; remove them")
    if found := sorted(
        {f"U+{ord(char):04X}" for char in line if char in BIDI or char in ZERO_WIDTH}
    ):
        raise Refused(
            "the text has invisible characters ({codes}); remove them",
            codes=", ".join(found),
        )
    return line
