"""Learn the parameters of a pair of texts: length ratio, readiness to merge, agreement of blocks.

Translators and splitters differ in these, so a first alignment of the texts estimates them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from baikonur_align.alignment.band import band_strips
from baikonur_align.alignment.bead_table import BandTable
from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.parameters import Prices, Span, Strip, TextParams
from baikonur_align.alignment.posterior import posteriors
from baikonur_align.alignment.scoring import SideMeasures
from baikonur_align.alignment.viterbi import best_path

MAX_SAMPLE = 16  # strips of a long text from which the length ratio is estimated
MIDDLE = 600  # source sentences in the middle of a long text that are aligned first
FURTHER_SHARE = 0.25  # prior: share of extra sentences that are further ones (see `Prices`)
PRIOR_COUNT = 10.0  # extra sentences that the prior counts for
MIN_DEVIATIONS = 3.0  # standard deviations that the agreement of blocks must exceed chance by
HALF = 0.5  # added to counts before their logarithm is taken (Haldane 1956)

WeightedSpans = Sequence[tuple[Span, float]]  # beads and their posteriors


def learn(evidence: Evidence, strips: Sequence[Strip]) -> TextParams:
    """Return the parameters of two texts, from an alignment of their middle part."""
    first = TextParams(length_ratio(evidence, strips), evidence.prices)
    height = strips[0].bottom - strips[0].top
    spare = max(0, len(strips) - -(-MIDDLE // height))
    middle = strips[spare // 2 : len(strips) - (spare - spare // 2)]
    left, right = min(strip.left for strip in middle), max(strip.right for strip in middle)
    part = evidence.select(np.arange(middle[0].top, middle[-1].bottom), np.arange(left, right))
    table = BandTable(part, band_strips(part))
    path = best_path(table, table.strips, first)
    linked = [
        (bead, posterior)
        for bead, posterior in zip(path, posteriors(table, path, first), strict=True)
        if bead[1] and bead[3]
    ]
    learned = replace(
        first.prices,
        further_sentence=further_sentence_price(linked, first.prices),
        block_start=block_start_price(linked, part.source, part.target, first.prices),
    )
    return replace(first, prices=learned)


def further_sentence_price(beads: WeightedSpans, prices: Prices) -> float:
    """Return the price of each sentence beyond 1-2, from the beads of a first alignment.

    The prior share `FURTHER_SHARE` leaves the price as it is.
    """
    extra = PRIOR_COUNT + sum(chance * (a + b - 2) for (_, a, _, b), chance in beads)
    further = PRIOR_COUNT * FURTHER_SHARE + sum(
        chance * max(0, a + b - 3) for (_, a, _, b), chance in beads
    )
    log_ratio = float(np.log(further / extra / FURTHER_SHARE))
    return prices.further_sentence - prices.temperature * log_ratio


def block_start_price(
    beads: WeightedSpans, source: SideMeasures, target: SideMeasures, prices: Prices
) -> float:
    """Return the price of a block that starts on one side of a bead only.

    Half of the lower bound of the log odds ratio that both sides start a block (Woolf 1955); 0
    where blocks of the two sides do not agree or every sentence starts one.
    """
    count = np.full((2, 2), HALF)
    for (i, _, j, _), chance in beads:
        if i and j:  # the first sentences of both texts start a block anyway
            count[int(source.block_starts[i]), int(target.block_starts[j])] += chance
    odds = np.log(count[0, 0] * count[1, 1] / count[0, 1] / count[1, 0])
    bound = float(odds - MIN_DEVIATIONS * np.sqrt((1 / count).sum()))
    return prices.temperature / 2 * max(0.0, bound)


def length_ratio(evidence: Evidence, strips: Sequence[Strip]) -> float:
    """Return the number of target characters for each source character.

    The median over mutual best matches, weighted by similarity and length, so that passages missing
    on one side have no influence. The ratio of the whole texts where nothing is similar.
    """
    found: list[tuple[float, float]] = []
    for strip in strips[:: max(1, len(strips) // MAX_SAMPLE)]:
        rows, columns = slice(strip.top, strip.bottom), slice(strip.left, strip.right)
        cosines = evidence.cosines(rows, columns)
        if not cosines.size:
            continue
        best = cosines.argmax(axis=1)
        i = np.flatnonzero(cosines.argmax(axis=0)[best] == np.arange(len(best)))
        source, target = evidence.source.lengths[rows][i], evidence.target.lengths[columns][best[i]]
        weight = np.maximum(cosines[i, best[i]], 0) * np.sqrt(source + target)
        found += zip(target / np.maximum(source, 1), weight, strict=True)
    if sum(weight for _, weight in found) <= 0:
        total = max(float(evidence.target.lengths.sum()), 1.0)
        return total / max(float(evidence.source.lengths.sum()), 1.0)
    values, weights = np.array(sorted(found)).T
    return float(values[np.searchsorted(np.cumsum(weights), weights.sum() / 2)])
