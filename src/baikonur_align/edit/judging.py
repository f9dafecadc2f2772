"""Verbs that say what a reviewer thinks of beads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from baikonur_align.edit.parts import Arguments, Refused, Verb, one, stored
from baikonur_align.model import Bead

_ALONE_FIRST = "where there is something, unlink it first, or move the sentence that belongs elsewhere"


def set_status(status: str) -> Verb:
    def verb(beads: Sequence[Bead], _args: Arguments) -> list[Bead]:
        return [replace(b, status=status) for b in beads]  # type: ignore[arg-type]

    return verb


def comment(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    return [replace(one(beads), note=stored(args.get("text")))]


def omission(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """The translator left these source sentences out: one-sided beads, confirmed as such."""
    if any(b.target for b in beads):
        raise Refused(f"an omission is a source sentence with nothing opposite; {_ALONE_FIRST}")
    return set_status("confirmed")(beads, args)


def addition(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """The translator put these target sentences in: one-sided beads, confirmed as such."""
    if any(b.source for b in beads):
        raise Refused(f"an addition is a target sentence with nothing opposite; {_ALONE_FIRST}")
    return set_status("confirmed")(beads, args)
