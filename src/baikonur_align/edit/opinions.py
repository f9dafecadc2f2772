"""Verbs for second opinions and for decisions of a lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from baikonur_align.edit.parts import Arguments, Refused, one, stored
from baikonur_align.model import Bead


def agree(beads: Sequence[Bead], _args: Arguments) -> list[Bead]:
    """Record that a second reviewer agrees; the beads do not change."""
    if any(bead.status == "auto" for bead in beads):
        raise Refused("nobody has reviewed this row yet; confirm or reject it yourself")
    return list(beads)


def disagree(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Record that a second reviewer disagrees, with a reason; the status stays until a decision."""
    bead = one(beads)
    if bead.status not in ("confirmed", "rejected"):
        raise Refused(
            "you can disagree only with a confirmed or rejected row; confirm or reject this "
            "one yourself"
        )
    return [replace(bead, note=_noted(bead, args))]


def decide(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Set the status that a lead decides."""
    status = args.get("status")
    if status not in ("confirmed", "rejected"):
        raise Refused("give the decision: status is confirmed or rejected")
    return [replace(bead, status=status, note=_noted(bead, args)) for bead in beads]


def _noted(bead: Bead, args: Arguments) -> str:
    """The bead's note, with ``text`` added if given."""
    return " / ".join(filter(None, (bead.note, stored(args.get("text", "")))))
