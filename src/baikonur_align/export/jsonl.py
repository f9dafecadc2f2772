"""JSON Lines: an object a bead, with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from baikonur_align.model import Pair
from baikonur_align.wire import bead_to_json, dumps


def write(pairs: Iterable[Pair]) -> Iterator[str]:
    """Every bead of every pair, unaligned and rejected ones too; positions count from 1 in each pair."""
    for pair in pairs:
        place = {"pair": pair.id, "source_lang": pair.source.lang, "target_lang": pair.target.lang}
        for position, bead in enumerate(pair.beads, 1):
            yield dumps({**place, "position": position, **bead_to_json(bead)}) + "\n"
