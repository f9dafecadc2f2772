"""What a page gets when it opens a pair: all of it, or of a large one what it shows first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from baikonur_align.checks import share_codes
from baikonur_align.model import Bead
from baikonur_align.review.review import Snapshot
from baikonur_align.summary import LOOK_BELOW
from baikonur_align.web.changes import beads_json, standards_of
from baikonur_align.workbench import Workbench

SMALL_PAIR = 500
"""Beads of a pair that is sent as a whole; a part of it would hardly arrive sooner."""

NEAR = 60
"""Beads before and after a sentence with which a page begins: more than a window shows."""

AT_ONCE = 500
"""Beads in one chunk of the answer; a chunk is freed once sent, to bound the memory."""


def opened(workbench: Workbench, pair_id: str, near: str | None) -> Iterator[str]:
    """Return a pair as chunks of JSON, one bead a line, so that a client can read it as it arrives.

    With `near`, of a large pair the beads around that sentence only; where no bead has it, the
    first ones. Raises `NoPair` before the first piece.
    """
    snapshot = workbench.review.snapshot(pair_id)
    now = snapshot.pair
    part = range(len(now.beads)) if near is None else _around(now.beads, near)
    yield from _pieces(workbench, snapshot, part)
    if len(part) == len(now.beads):
        workbench.lookup.refresh()  # only now: it is not to compete with this page


def _around(beads: Sequence[Bead], segment_id: str) -> range:
    if len(beads) <= SMALL_PAIR:
        return range(len(beads))
    row = next(
        (
            i
            for i, bead in enumerate(beads)
            if any(segment.id == segment_id for segment in bead.segments)
        ),
        0,
    )
    return range(max(0, row - NEAR), min(len(beads), row + NEAR))


def _pieces(workbench: Workbench, snapshot: Snapshot, part: range) -> Iterator[str]:
    glossary, problem = workbench.glossary()
    standards = standards_of(workbench, glossary)
    now, judgements = snapshot.pair, workbench.team.judgements(snapshot)
    head: dict[str, object] = {
        "id": now.id,
        "kind": now.kind,
        "source": now.source,
        "target": now.target,
        "version": now.version,
        "look_below": LOOK_BELOW,
        "glossary_problem": problem,
        "coded": share_codes(now),
        "first": part.start,
        "count": len(now.beads),
    }
    yield _json(head).removesuffix("}") + ',"beads":[\n'
    for start in part[::AT_ONCE]:
        beads = now.beads[start : min(start + AT_ONCE, part.stop)]
        texts = map(_json, beads_json(beads, now, judgements, standards))
        yield (",\n" if start > part.start else "") + ",\n".join(texts)
    yield "\n]}"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
