"""What two texts are like as a whole: how long, how readily merged, how well their paragraphs agree.

Translators and splitters differ in that, so it is learned from the texts themselves, by a first alignment.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baikonur_align.alignment.coarse import parts
from baikonur_align.alignment.parameters import (
    MORE_PRICE,
    TEMPERATURE,
    Evidence,
    Habits,
    Side,
    Span,
    Strip,
)
from baikonur_align.alignment.posterior import posteriors
from baikonur_align.alignment.viterbi import best_way
from baikonur_align.alignment.windows import Windows

SAMPLE = 16  # strips of a long text that its ratio of lengths is taken from
MIDDLE = 600  # sentences of the source, in the middle of a long text, that are aligned first
# Of the sentences that beads have beyond 1-1, the share that is beyond the first: at a quarter MORE_PRICE
# is right. Text+Berg has .4, the made documents a tenth.
FURTHER = 0.25
BEFORE = 10.0  # sentences beyond 1-1 that are thought to have been seen before any
DOUBT = 3.0  # standard deviations by which paragraphs may agree without meaning it
HALF = 0.5  # added to counts whose logarithm is taken (Haldane 1956)


def learned(evidence: Evidence, strips: Sequence[Strip]) -> Habits:
    """Of two texts, by their middle part, aligned as if only the ratio of lengths were known."""
    habits = Habits(length_ratio(evidence, strips))
    high = strips[0].bottom - strips[0].top
    spare = max(0, len(strips) - -(-MIDDLE // high))
    middle = strips[spare // 2 : len(strips) - (spare - spare // 2)]
    left, right = min(strip.left for strip in middle), max(strip.right for strip in middle)
    some = evidence.part(np.arange(middle[0].top, middle[-1].bottom), np.arange(left, right))
    windows = Windows(some, parts(some))
    beads = best_way(windows, windows.strips, habits)
    linked = [
        (bead, chance)
        for bead, chance in zip(beads, posteriors(windows, beads, habits), strict=True)
        if bead[1] and bead[3]
    ]
    return habits._replace(
        more=price_of_more(linked), block=price_of_block(linked, some.source, some.target)
    )


def price_of_more(beads: Sequence[tuple[Span, float]]) -> float:
    """What each sentence beyond 1-2 costs, by the beads of a first alignment and how likely each is."""
    beyond = BEFORE + sum(chance * (a + b - 2) for (_, a, _, b), chance in beads)
    further = BEFORE * FURTHER + sum(chance * max(0, a + b - 3) for (_, a, _, b), chance in beads)
    return MORE_PRICE - TEMPERATURE * float(np.log(further / beyond / FURTHER))


def price_of_block(beads: Sequence[tuple[Span, float]], source: Side, target: Side) -> float:
    """What a block costs that begins on one side only, by the odds that two sides of a bead both begin one.

    Half of the logarithm of the odds ratio, as far as it is surely above 0 (Woolf 1955): nothing where the
    blocks of the two sides do not agree, or all sentences begin one.
    """
    count = np.full((2, 2), HALF)
    for (i, _, j, _), chance in beads:
        if i and j:  # that texts begin says nothing
            count[int(source.starts[i]), int(target.starts[j])] += chance
    odds = np.log(count[0, 0] * count[1, 1] / count[0, 1] / count[1, 0])
    return TEMPERATURE / 2 * max(0.0, float(odds - DOUBT * np.sqrt((1 / count).sum())))


def length_ratio(evidence: Evidence, strips: Sequence[Strip]) -> float:
    """Characters of the target for each of the source, where the two translate each other.

    The median over pairs of which each is the other's most similar, weighted by similarity and length:
    whole texts would mislead where a part of one is missing, and are asked only where nothing is alike.
    """
    found: list[tuple[float, float]] = []
    for strip in strips[:: max(1, len(strips) // SAMPLE)]:
        rows, columns = slice(strip.top, strip.bottom), slice(strip.left, strip.right)
        alike = evidence.cosines(rows, columns)
        if not alike.size:
            continue
        best = alike.argmax(axis=1)
        i = np.flatnonzero(alike.argmax(axis=0)[best] == np.arange(len(best)))
        source, target = evidence.source.lengths[rows][i], evidence.target.lengths[columns][best[i]]
        weight = np.maximum(alike[i, best[i]], 0) * np.sqrt(source + target)
        found += zip(target / np.maximum(source, 1), weight, strict=True)
    if sum(weight for _, weight in found) <= 0:
        return max(float(evidence.target.lengths.sum()), 1.0) / max(
            float(evidence.source.lengths.sum()), 1.0
        )
    values, weights = np.array(sorted(found)).T
    return float(values[np.searchsorted(np.cumsum(weights), weights.sum() / 2)])
