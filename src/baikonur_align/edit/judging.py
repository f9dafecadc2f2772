"""Verbs that judge beads: status, comment, omission, addition, dismissal of findings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from baikonur_align.edit.parts import Arguments, Refused, Verb, one, stored
from baikonur_align.model import SIDES, Bead, Dismissal, Where


def set_status(status: str) -> Verb:
    """Return the verb that gives beads a status."""

    def verb(beads: Sequence[Bead], _args: Arguments) -> list[Bead]:
        return [replace(bead, status=status) for bead in beads]  # type: ignore[arg-type]

    return verb


def comment(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Set the note of one bead to ``text``."""
    return [replace(one(beads), note=stored(args.get("text")))]


def omission(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Confirm source sentences that have no translation."""
    if any(bead.target for bead in beads):
        raise Refused(
            "an omission is a source sentence without counterpart; unlink it first, or move "
            "the target sentence to another row"
        )
    return set_status("confirmed")(beads, args)


def addition(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Confirm target sentences that have no source."""
    if any(bead.source for bead in beads):
        raise Refused(
            "an addition is a target sentence without counterpart; unlink it first, or move "
            "the source sentence to another row"
        )
    return set_status("confirmed")(beads, args)


def dismiss(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Dismiss a finding, named by its ``check``, ``where`` and ``what``, for a ``reason``."""
    bead = one(beads)
    reason = stored(args.get("reason"))
    if not reason:
        raise Refused("give a reason for ignoring the warning")
    said = _finding(args)
    return [replace(bead, dismissed=(*_without(bead, said), replace(said, reason=reason)))]


def undismiss(beads: Sequence[Bead], args: Arguments) -> list[Bead]:
    """Restore a dismissed finding."""
    bead = one(beads)
    return [replace(bead, dismissed=_without(bead, _finding(args)))]


def _finding(args: Arguments) -> Dismissal:
    """The finding that the arguments name, without a reason."""
    check, where, what = (stored(args.get(key)) for key in ("check", "where", "what"))
    if not re.fullmatch("[a-z]+", check) or where not in SIDES or not what:
        raise Refused(
            "name the warning with the values that the check gave: check, where (source or "
            "target) and what"
        )
    return Dismissal(check, where, what, "")


def _without(bead: Bead, said: Dismissal) -> tuple[Dismissal, ...]:
    same = said.check, said.where, said.what
    return tuple(
        dismissal
        for dismissal in bead.dismissed
        if (dismissal.check, dismissal.where, dismissal.what) != same
    )


def kept(bead: Bead, before: Sequence[Bead], reviewer: str) -> Bead:
    """Return the bead without dismissals of changed text; new ones get the reviewer's name."""
    if not bead.dismissed:
        return bead
    texts = {side: {_texts(bead, side) for bead in before} for side in SIDES}
    stay = (
        dismissal
        for dismissal in bead.dismissed
        if _texts(bead, dismissal.where) in texts[dismissal.where]
    )
    return replace(
        bead,
        dismissed=tuple(
            dismissal if dismissal.resp else replace(dismissal, resp=reviewer) for dismissal in stay
        ),
    )


def _texts(bead: Bead, where: Where) -> tuple[object, ...]:
    """The state that a dismissal holds for: the segments of the bead and the texts of its side."""
    words = tuple(segment.text for segment in bead.side(where))
    return (
        *(segment.id for segment in bead.source),
        "|",
        *(segment.id for segment in bead.target),
        words,
    )
