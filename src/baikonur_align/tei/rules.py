"""Rules for a pair that a schema cannot express."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import get_args

from baikonur_align.edit import place
from baikonur_align.model import Bead, CodeKind, Pair, RemarkKind, Segment, Side, Where
from baikonur_align.tei.names import BLOCKS, KINDS, LANGUAGE, ORIGINS, SEGMENT_ID, STATUSES, bead_id

# XML Schema part 2, dateTime, with a time zone.
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Fault:
    """`at` is the ``xml:id`` of the sentence or bead, empty for the whole pair."""

    at: str
    message: str


def faults(pair: Pair) -> Iterator[Fault]:
    """Yield all errors of `pair`, those of the whole pair first, then bead by bead."""
    yield from _whole(pair)
    seen: set[str] = set()
    for bead in pair.beads:
        yield from _bead(bead)
        for segment in bead.segments:
            if segment.id in seen:
                yield Fault(segment.id, f"sentence {segment.id} is in more than one bead")
            seen.add(segment.id)
    for side, segments in (
        (pair.source, [segment for bead in pair.beads for segment in bead.source]),
        (pair.target, [segment for bead in pair.beads for segment in bead.target]),
    ):
        yield from _side(side, segments)


def _whole(pair: Pair) -> Iterator[Fault]:
    if pair.kind not in KINDS:
        yield Fault("", f"the kind {pair.kind!r} is unknown; known are {', '.join(KINDS)}")
    for side in (pair.source, pair.target):
        if not LANGUAGE.fullmatch(side.lang):
            yield Fault("", f"{side.lang!r} is not a language code; use one like kk or en")
    if pair.source.lang == pair.target.lang:
        yield Fault("", f"both sides are in {pair.source.lang!r}; a pair needs two languages")
    if pair.version < 0:
        yield Fault("", f"the version is {pair.version}; it counts edits and can't be negative")
    for change in pair.changes:
        if not _DATE_TIME.fullmatch(change.at):
            yield Fault("", f"a change is dated {change.at!r}; write it like 2026-01-31T12:00:00Z")
    for kind in chain(pair.source.blocks, pair.target.blocks):
        if kind not in BLOCKS:
            yield Fault("", f"a block is a {kind!r}; known are {', '.join(BLOCKS)}")


def _bead(bead: Bead) -> Iterator[Fault]:
    if not bead.segments:
        yield Fault("", "a bead has no sentence")
        return
    name = bead_id(bead)
    if len(bead.segments) > 1 and not (bead.source and bead.target):
        yield Fault(
            name, f"{len(bead.segments)} sentences of {name} are in one bead without counterpart"
        )
    if bead.status not in STATUSES:
        yield Fault(name, f"the status {bead.status!r} is unknown; known are {', '.join(STATUSES)}")
    if bead.origin not in ORIGINS:
        yield Fault(name, f"the origin {bead.origin!r} is unknown; known are {', '.join(ORIGINS)}")
    for dismissal in bead.dismissed:
        if not re.fullmatch("[a-z]+", dismissal.check) or dismissal.where not in get_args(Where):
            yield Fault(
                name, f"a warning of {name} is dismissed that no check gives: {dismissal.check!r}"
            )
    if bead.confidence is not None and not 0 <= bead.confidence <= 1:
        yield Fault(name, f"the confidence {bead.confidence} is not between 0 and 1")


def _side(side: Side, segments: list[Segment]) -> Iterator[Fault]:
    for remark in side.remarks:
        if remark.kind not in get_args(RemarkKind):
            yield Fault("", f"the import report has an unknown kind: {remark.kind!r}")
    good = []
    for segment in segments:
        match = SEGMENT_ID.fullmatch(segment.id)
        if match is None or match["lang"] != side.lang:
            yield Fault(segment.id, f"sentence {segment.id!r} is not named like {side.lang}.1")
        elif not 0 <= segment.block < len(side.blocks):
            yield Fault(
                segment.id, f"sentence {segment.id} is in block {segment.block}, which is not there"
            )
        else:
            good.append(segment)
        yield from _codes(segment)
    for one, two in pairwise(sorted(good, key=place)):
        if two.block < one.block:
            yield Fault(
                two.id, f"sentence {two.id} comes after {one.id}, but its block comes before"
            )


def _codes(segment: Segment) -> Iterator[Fault]:
    for code in segment.codes:
        if not 0 <= code.start <= code.end <= len(segment.text):
            yield Fault(
                segment.id,
                f"an inline code of {segment.id} reaches from {code.start} to {code.end}, "
                f"outside of its {len(segment.text)} characters",
            )
        if code.kind not in get_args(CodeKind):
            yield Fault(segment.id, f"{segment.id} has an unknown inline code: {code.kind!r}")
