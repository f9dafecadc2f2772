"""JSON Lines: an object a bead, with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from baikonur_align.metadata import described
from baikonur_align.model import Pair
from baikonur_align.wire import Json, bead_to_json, dumps


def write(pairs: Iterable[Pair]) -> Iterator[str]:
    """Yield a line for each bead of each pair, also unaligned and rejected; positions count from 1.

    A line has the metadata of its texts, if they have any.
    """
    for pair in pairs:
        place: Json = {
            "pair": pair.id,
            "source_lang": pair.source.lang,
            "target_lang": pair.target.lang,
        }
        said = {side: [*map(list, items)] for side, items in described(pair).items()}
        place |= {"metadata": said} if said else {}
        for position, bead in enumerate(pair.beads, 1):
            yield dumps({**place, "position": position, **bead_to_json(bead)}) + "\n"
