"""A side that is much longer than the other lets one expect."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from baikonur_align.checks.finding import Finding, Text

VARIANCE = 6.8  # of target characters per source character: Gale & Church 1993
SHORT = 15  # characters of a side below which a length says little
RATIO: dict[tuple[str, str], float] = {("kk", "en"): 0.96}
"""Characters of the second language for each of the first (FLORES 0.96, headlines 0.97); else 1."""
STRANGE = (
    2.5  # standard deviations: 1 % of good headlines are beyond, and 44 % of texts that lost a half
)


def lengths(source: Text, target: Text) -> Iterator[Finding]:
    """Lengths out of proportion, by the z-score of Gale & Church 1993; says how many times the usual."""
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
    return RATIO.get((source, target)) or 1 / RATIO.get((target, source), 1.0)
