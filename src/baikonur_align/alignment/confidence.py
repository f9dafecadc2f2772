"""Calibrated confidence of beads.

The confidence is the log odds of the posterior, scaled and shifted (Platt 1999), so that of the
beads at 0.9 nine in ten are right. `bench/calibrate.py` fits both numbers. Length, shape and
unmatched numbers are part of the posterior already; as further features they made it worse on other
kinds of text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.explain import remarks
from baikonur_align.model import Link

Floats = NDArray[np.float64]

SHIFT, SLOPE = -0.12, 1.17  # docs/alignment.md, Constants
UNALIGNED_ODDS = 3.0  # log odds of an unaligned sentence of comparable texts
MIN_SIMILARITY = 0.05  # median similarity of links below which texts are not translations
MIN_ODDS = 0.001  # posteriors are limited to this distance from 0 and 1
NO_LINKS = 0.5  # factor of the confidences where nothing is linked


def judge(evidence: Evidence, links: Sequence[Link], *, comparable: bool = False) -> list[Link]:
    """Return `links` with confidence, 0 to 1, and remarks.

    The scores of translations are posteriors, those of comparable texts are log odds.
    """
    odds = _comparable_odds(links) if comparable else SHIFT + SLOPE * log_odds(links)
    chances = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    if not comparable:
        chances *= _relatedness(evidence, links)
    return [
        replace(
            link,
            confidence=round(float(chance), 4),
            why=remarks(*evidence.texts(link.source, link.target)),
        )
        for link, chance in zip(links, chances, strict=True)
    ]


def _comparable_odds(links: Sequence[Link]) -> Floats:
    return np.array(
        [link.score if link.source and link.target else UNALIGNED_ODDS for link in links]
    )


def _relatedness(evidence: Evidence, links: Sequence[Link]) -> float:
    """Return 1 for translations, down to 0 for texts whose links have nothing in common."""
    median = evidence.median_similarity(links)
    return NO_LINKS if median is None else float(np.clip(median / MIN_SIMILARITY, 0.0, 1.0))


def log_odds(links: Sequence[Link]) -> Floats:
    """Return the log odds of the links' posteriors."""
    chances = np.clip([link.score for link in links], MIN_ODDS, 1 - MIN_ODDS)
    return np.asarray(np.log(chances / (1 - chances)), np.float64)
