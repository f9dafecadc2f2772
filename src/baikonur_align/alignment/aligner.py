"""Which sentences translate which: beads found in evidence by dynamic programming.

A bead of a x b sentences is worth its similarity times the root of a b (so that taking in a sentence
that has nothing to do with it gains nothing), less a price for its shape, for unlikely lengths (Gale
& Church 1993) and for ends of sentences that one side lacks; a sentence left alone is worth the more the
more it resembles some other. The best sequence of beads is found row by row; every shape but 0-1 looks at
earlier rows only and 0-1 is a running maximum, so a row is a few numpy operations. Long texts are first
aligned coarsely, in tiles, by the features they share and that are rare; the fine pass then stays near that
path, so that time and memory are linear.
"""

from __future__ import annotations

from collections.abc import Sequence

from baikonur_align.alignment.anchors import regions
from baikonur_align.alignment.coarse import WHOLE, parts
from baikonur_align.alignment.comparable import comparable
from baikonur_align.alignment.monotone import monotone
from baikonur_align.alignment.moved import moved
from baikonur_align.alignment.parameters import WIDEST, Evidence, Habits
from baikonur_align.alignment.text_params import learned
from baikonur_align.alignment.windows import Windows
from baikonur_align.model import Link

__all__ = ["WHOLE", "WIDEST", "Evidence", "align", "comparable"]


def align(
    evidence: Evidence,
    fixed: Sequence[Link] = (),
    refused: Sequence[Link] = (),
    widest: int = WIDEST,
) -> list[Link]:
    """Beads of two texts that run in parallel, every sentence in exactly one.

    Sentences with nothing opposite stand alone. Scores are posterior probabilities, not yet calibrated. A
    second pass looks for text in another order. The beads `fixed` come out as they are, in reading order
    where they don't cross, and only what lies between them is aligned; the beads `refused` do not come
    out, but for sentences alone. No other bead has more than `widest` sentences on a side.
    """
    fixed = [link for link in fixed if link.source or link.target]
    refused = [link for link in refused if link.source and link.target]
    whole = parts(evidence) if all(evidence.shape) else []
    habits = learned(evidence, whole) if whole else Habits(1.0)
    alone = Windows(evidence, whole).alone if fixed and whole else None
    links: list[Link] = []
    for region in regions(evidence.shape, fixed):
        links += [region.after] if region.after else []
        part = region.of(evidence)
        if not all(part.shape):
            links += map(region.whole, _all_alone(*part.shape))
            continue
        strips = parts(part) if fixed else whole
        windows = Windows(part, strips, region.barred(refused), widest, region.alone(alone))
        links += map(region.whole, monotone(part, windows, habits))
    cutting = set(links)
    links += [link for link in fixed if link not in cutting]
    return moved(evidence, links, habits, set(fixed), refused, widest)


def _all_alone(n: int, m: int) -> list[Link]:
    return [Link((i,), (), 1.0) for i in range(n)] + [Link((), (j,), 1.0) for j in range(m)]
