"""How far several reviewers agree on the same beads: observed agreement, Cohen's kappa, Krippendorff's alpha.

A unit is one bead: who gave it which label. Labels are nominal; units that fewer than two judged say nothing
about agreement and are passed over. All arithmetic is exact; None stands where a figure is not defined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

Unit = Mapping[str, str]

SEVERAL = 2
"""Judgements that make a unit one of agreement."""


def comparable(units: Iterable[Unit]) -> list[Unit]:
    """The units that two or more have judged."""
    return [unit for unit in units if len(unit) >= SEVERAL]


def observed(units: Iterable[Unit]) -> float | None:
    """The share of agreeing pairs of judgements, 0..1; each unit weighs by its number of judgements.

    For two reviewers it is the share of beads on which they agree. One minus the observed disagreement of
    Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C.
    """
    known = comparable(units)
    return float(1 - _disagreement(known)) if known else None


def alpha(units: Iterable[Unit]) -> float | None:
    """Krippendorff's alpha for nominal data, any number of reviewers, judgements missing at will.

    1 is full agreement, 0 what chance would give. Krippendorff, "Computing Krippendorff's Alpha-Reliability"
    (2011), section C. Not defined where all judgements are the same.
    """
    known = comparable(units)
    totals = Counter(label for unit in known for label in unit.values())
    n = totals.total()
    expected = n * n - sum(count * count for count in totals.values())
    if not expected:
        return None
    return float(1 - _disagreement(known) * n * (n - 1) / expected)


def kappa(units: Iterable[Unit], one: str, two: str) -> float | None:
    """Cohen's kappa of two reviewers, over the units that both judged.

    Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement 20
    (1960), 37-46. Not defined where chance alone would make them agree on everything.
    """
    both = [(unit[one], unit[two]) for unit in units if one in unit and two in unit]
    if not both:
        return None
    share = Fraction(sum(a == b for a, b in both), len(both))
    first, second = (Counter(labels) for labels in zip(*both, strict=True))
    chance = Fraction(sum(first[label] * second[label] for label in first), len(both) ** 2)
    return float((share - chance) / (1 - chance)) if chance != 1 else None


def _disagreement(units: Iterable[Unit]) -> Fraction:
    """Unlike ordered pairs of judgements of a unit over its judgements less one, a judgement."""
    unlike, n = Fraction(0), 0
    for unit in units:
        counts = Counter(unit.values())
        m = counts.total()
        unlike += Fraction(m * m - sum(c * c for c in counts.values()), m - 1)
        n += m
    return unlike / n
