"""Agreement of reviewers: observed agreement, Cohen's kappa, Krippendorff's alpha.

A unit is one bead: the label that each reviewer gave it. Labels are nominal. Units that fewer than
two reviewers judged are left out. All arithmetic is exact. A figure that is not defined is None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

Unit = Mapping[str, str]
"""Labels of one bead by reviewer."""

SEVERAL = 2
"""Judgements that a unit needs to count."""


def comparable(units: Iterable[Unit]) -> list[Unit]:
    """The units that two or more reviewers have judged."""
    return [unit for unit in units if len(unit) >= SEVERAL]


def observed(units: Iterable[Unit]) -> float | None:
    """The share of agreeing pairs of judgements, 0..1. A unit weighs by its number of judgements.

    For two reviewers it is the share of beads on which they agree. It is one minus the observed
    disagreement of Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C.
    """
    known = comparable(units)
    return float(1 - _disagreement(known)) if known else None


def alpha(units: Iterable[Unit]) -> float | None:
    """Krippendorff's alpha for nominal data: any number of reviewers, judgements may be missing.

    1 is full agreement, 0 is agreement by chance. It is not defined where all judgements are the
    same. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C.
    """
    known = comparable(units)
    totals = Counter(label for unit in known for label in unit.values())
    judgements = totals.total()
    expected = judgements**2 - sum(count * count for count in totals.values())
    if not expected:
        return None
    return float(1 - _disagreement(known) * judgements * (judgements - 1) / expected)


def kappa(units: Iterable[Unit], one: str, two: str) -> float | None:
    """Cohen's kappa of two reviewers, over the units that both judged.

    It is not defined where chance alone would make them agree on everything. Cohen, "A Coefficient
    of Agreement for Nominal Scales", Educational and Psychological Measurement 20 (1960), 37-46.
    """
    both = [(unit[one], unit[two]) for unit in units if one in unit and two in unit]
    if not both:
        return None
    share = Fraction(
        sum(first_label == second_label for first_label, second_label in both), len(both)
    )
    first, second = (Counter(labels) for labels in zip(*both, strict=True))
    chance = Fraction(sum(first[label] * second[label] for label in first), len(both) ** 2)
    return float((share - chance) / (1 - chance)) if chance != 1 else None


def _disagreement(units: Iterable[Unit]) -> Fraction:
    """Observed disagreement: unlike ordered pairs of judgements, each unit's over its size - 1."""
    unlike, judgements = Fraction(0), 0
    for unit in units:
        counts = Counter(unit.values())
        size = counts.total()
        unlike += Fraction(size * size - sum(count * count for count in counts.values()), size - 1)
        judgements += size
    return unlike / judgements


def interval_alpha(units: Iterable[Mapping[str, float]]) -> float | None:
    """Krippendorff's alpha for interval data: disagreement is the squared distance of values.

    Units with fewer than two values are left out; None where all values are the same.
    Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section E.
    """
    known = [[Fraction(value) for value in unit.values()] for unit in units if len(unit) >= SEVERAL]
    values = [value for unit in known for value in unit]
    expected = _squared_distances(values)
    if not expected:
        return None
    found = sum((_squared_distances(unit) / (len(unit) - 1) for unit in known), Fraction(0))
    return float(1 - found * (len(values) - 1) / expected)


def _squared_distances(values: Sequence[Fraction]) -> Fraction:
    """The sum over all ordered pairs of values."""
    total = sum(values, Fraction(0))
    squares = sum((value * value for value in values), Fraction(0))
    return 2 * (len(values) * squares - total * total)
