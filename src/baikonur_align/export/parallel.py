"""Selection of beads for translation memories and training."""

from __future__ import annotations

from collections.abc import Iterator

from baikonur_align.model import Bead, Pair


def unfit(bead: Bead) -> str:
    """Return why a bead is no translation; empty if it is one."""
    if not (bead.source and bead.target):
        return "it has no counterpart"
    return "a reviewer rejected it" if bead.status == "rejected" else ""


def linked(pair: Pair) -> Iterator[tuple[int, Bead]]:
    """Yield the beads with both sides and their positions, from 1.

    Rejected beads are left out, because readers of these formats take each line for a translation.
    """
    return ((position, bead) for position, bead in enumerate(pair.beads, 1) if not unfit(bead))
