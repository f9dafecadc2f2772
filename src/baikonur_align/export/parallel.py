"""What of a pair is fit for a translation memory or for training."""

from __future__ import annotations

from collections.abc import Iterator

from baikonur_align.model import Bead, Pair


def linked(pair: Pair) -> Iterator[tuple[int, Bead]]:
    """The beads with both sides and their positions, counted from 1.

    Never what a reviewer has rejected: who reads these formats takes each line for a translation.
    """
    for position, bead in enumerate(pair.beads, 1):
        if bead.source and bead.target and bead.status != "rejected":
            yield position, bead
