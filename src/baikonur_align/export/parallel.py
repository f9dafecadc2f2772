"""What of a pair is fit for a translation memory or for training."""

from __future__ import annotations

from collections.abc import Iterator

from baikonur_align.model import Bead, Pair


def unfit(bead: Bead) -> str:
    """Why a bead can't be taken for a translation; empty where it can."""
    if not (bead.source and bead.target):
        return "nothing is opposite"
    return "a reviewer rejected it" if bead.status == "rejected" else ""


def linked(pair: Pair) -> Iterator[tuple[int, Bead]]:
    """The beads with both sides and their positions, counted from 1.

    Never what a reviewer has rejected: who reads these formats takes each line for a translation.
    """
    return ((position, bead) for position, bead in enumerate(pair.beads, 1) if not unfit(bead))
