"""Check whether a side is much longer than expected from the other."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from baikonur_align.checks.finding import CheckedText, Finding

VARIANCE = 6.8  # of target characters per source character: Gale & Church 1993
SHORT = 15  # characters of a side below which lengths are not compared
RATIO: dict[tuple[str, str], float] = {("kk", "en"): 0.96}
"""Characters of the second language for each of the first: FLORES 0.96, headlines 0.97."""
STRANGE = 2.5  # standard deviations: 1 % of good headlines exceed it, 44 % of texts cut in half


def lengths(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find disproportionate lengths (z-score of Gale & Church 1993), as a multiple of the usual."""
    expected = len(source.text) * ratio(source.lang, target.lang)
    actual = len(target.text)
    if max(expected, actual) < SHORT or not expected or not actual:
        return
    if abs(actual - expected) / sqrt(VARIANCE * (actual + expected) / 2) > STRANGE:
        longer, times = (
            (target, actual / expected) if actual > expected else (source, expected / actual)
        )
        yield Finding("length", f"{times:.1f}", longer.where)


def ratio(source: str, target: str) -> float:
    """Return the usual number of target characters for each source character."""
    return RATIO.get((source, target)) or 1 / RATIO.get((target, source), 1.0)
