"""Alignments as lines of text, and how well one alignment finds the beads of another.

A line is a bead, ``[0]:[0, 1]:0.97``: the source sentences, the target sentences, both counted
from 0, and an optional score. ``[]`` is a side without a sentence. Vecalign's and Bleualign's
evaluation sets have this form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from baikonur_align.model import Link, Pair, Problem, SegmentId

_LINE = re.compile(r"\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]\s*(?::\s*(\S+))?")

BINS = 10
"""Bins of a reliability diagram, each a tenth of the confidences 0..1."""


class BadAlignment(Problem):
    """An alignment that cannot be read, or that names a sentence twice."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and their harmonic mean, each 0..1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean, 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def to_json(self) -> dict[str, float]:
        """The three figures by name."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}


@dataclass(frozen=True, slots=True)
class ShapeScore:
    """Strict rates of the beads of one shape, such as ``1-2``, and how many each alignment has."""

    shape: str
    gold: int
    found: int
    rates: Rates


@dataclass(frozen=True, slots=True)
class Bin:
    """Beads whose confidence lies between two bounds: how many, their mean, the share correct."""

    low: float
    high: float
    beads: int
    confidence: float
    correct: float


@dataclass(frozen=True, slots=True)
class AlignmentScore:
    """How well beads were found.

    ``strict`` asks for the same bead, ``lax`` for one that overlaps on both sides. ``shapes`` are
    strict rates by shape. ``reliability`` compares confidence with the share of correct beads; it
    is empty where the alignment has no confidences.
    """

    strict: Rates
    lax: Rates
    shapes: tuple[ShapeScore, ...] = ()
    reliability: tuple[Bin, ...] = ()

    @property
    def calibration_error(self) -> float | None:
        """Expected calibration error (Naeini et al. 2015), 0..1; None without confidences."""
        return calibration_error(self.reliability)

    def to_json(self) -> dict[str, Any]:
        """Strict and lax rates, rates by shape, and the reliability of the confidences."""
        return {
            "strict": self.strict.to_json(),
            "lax": self.lax.to_json(),
            "shapes": [
                {"shape": shape.shape, "gold": shape.gold, "found": shape.found}
                | shape.rates.to_json()
                for shape in self.shapes
            ],
            "reliability": [
                {name: getattr(one, name) for name in Bin.__dataclass_fields__}
                for one in self.reliability
            ],
            "calibration_error": self.calibration_error,
        }

    def __str__(self) -> str:
        lines = [_line(name, rates) for name, rates in (("strict", self.strict), ("lax", self.lax))]
        lines += [
            f"{_line(shape.shape, shape.rates)}  (gold {shape.gold}, found {shape.found})"
            for shape in self.shapes
        ]
        if self.calibration_error is not None:
            lines.append(f"expected calibration error {self.calibration_error:.3f}")
        return "\n".join(lines)


def _line(name: str, rates: Rates) -> str:
    figures = "  ".join(f"{key} {value:.3f}" for key, value in rates.to_json().items())
    return f"{name:6}  {figures}"


def _indices(text: str, where: str) -> tuple[int, ...]:
    try:
        found = tuple(int(number) for number in text.split(",")) if text.strip() else ()
    except ValueError:
        raise BadAlignment(
            "{where}: write a side as [0, 1], numbers separated by commas", where=where
        ) from None
    if list(found) != sorted(set(found)):
        raise BadAlignment(
            "{where}: the sentences of a side must be in order, each only once", where=where
        )
    return found


def _score(text: str | None, where: str) -> float:
    try:
        return float(text) if text is not None else 0.0
    except ValueError:
        raise BadAlignment(
            "{where}: {text} is not a score; write a number or leave it out",
            where=where,
            text=text,
        ) from None


def parse(lines: Iterable[str], name: str = "alignment") -> list[Link]:
    """The beads in `lines`. Empty lines and lines that begin with ``#`` are comments.

    `name` is the file that errors name. Raises `BadAlignment`, with the line's number, where a
    line is not a bead or a sentence is in two beads.
    """
    links: list[Link] = []
    seen: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for number, raw in enumerate(lines, 1):
        line = raw.lstrip("\ufeff").strip()
        if not line or line.startswith("#"):
            continue
        where = f"{name}, line {number}"
        match = _LINE.fullmatch(line)
        if match is None:
            raise BadAlignment(
                "{where}: write a bead as [0]:[0, 1] or [0]:[0, 1]:0.97", where=where
            )
        link = Link(_indices(match[1], where), _indices(match[2], where), _score(match[3], where))
        for side, indices, earlier in zip(
            ("source", "target"), (link.source, link.target), seen, strict=True
        ):
            for index in indices:
                if index in earlier:
                    raise BadAlignment(
                        "{where}: {side} sentence {index} is already in line {line}",
                        where=where,
                        side=side,
                        index=index,
                        line=earlier[index],
                    )
                earlier[index] = number
        links.append(link)
    return links


def format(links: Iterable[Link]) -> Iterator[str]:  # noqa: A001 - the opposite of parse
    """A line for each bead, without its line end: confidence where there is one, else the score."""
    for link in links:
        value = link.score if link.confidence is None else link.confidence
        yield f"{list(link.source)}:{list(link.target)}:{value:.4g}"


def links(pair: Pair) -> list[Link]:
    """The beads of a pair by the numbers of their sentences as they are now."""
    source = _numbers(segment.id for bead in pair.beads for segment in bead.source)
    target = _numbers(segment.id for bead in pair.beads for segment in bead.target)
    return [
        Link(
            tuple(source[segment.id] for segment in bead.source),
            tuple(target[segment.id] for segment in bead.target),
            confidence=bead.confidence,
        )
        for bead in pair.beads
    ]


def _numbers(ids: Iterable[str]) -> dict[str, int]:
    ordered = sorted(ids, key=lambda name: SegmentId(name).place)
    return {name: index for index, name in enumerate(ordered)}


_Side = tuple[int, ...]
_Bead = tuple[_Side, _Side]


def _beads(links: Iterable[Link]) -> set[_Bead]:
    return {(link.source, link.target) for link in links if link.source or link.target}


def _two_sided(beads: Iterable[_Bead]) -> set[_Bead]:
    return {bead for bead in beads if all(bead)}


def _found(sought: set[_Bead], among: set[_Bead]) -> tuple[float, float]:
    """The share of `sought` that is in `among`, and that overlaps one of its beads."""
    opposite: dict[int, set[int]] = {}
    for source, target in among:
        for index in source:
            opposite.setdefault(index, set()).update(target)
    strict = lax = 0
    for source, target in sought:
        exact = (source, target) in among
        strict += exact
        lax += exact or any(not opposite.get(index, set()).isdisjoint(target) for index in source)
    total = len(sought)
    return (strict / total, lax / total) if total else (0.0, 0.0)


def alignment_score(gold: Sequence[Link], guess: Sequence[Link]) -> AlignmentScore:
    """How well `guess` finds the beads of `gold`.

    Strict and lax follow R. Sennrich & M. Volk, "Iterative, MT-based Sentence Alignment of
    Parallel Texts" (NODALIDA 2011). One-sided beads count in precision, not in recall.
    """
    gold_beads, guess_beads = _beads(gold), _beads(guess)
    precise = _found(guess_beads, gold_beads)
    recalled = _found(_two_sided(gold_beads), _two_sided(guess_beads))
    confident = [(_confidence(link), (link.source, link.target) in gold_beads) for link in guess]
    return AlignmentScore(
        Rates(precise[0], recalled[0]),
        Rates(precise[1], recalled[1]),
        tuple(_by_shape(gold_beads, guess_beads)),
        reliability(
            (confidence, right) for confidence, right in confident if confidence is not None
        ),
    )


def _confidence(link: Link) -> float | None:
    """A bead's confidence; a score in a file is one where it is in 0..1, and 0 is no score."""
    if link.confidence is not None:
        return link.confidence
    return link.score if 0 < link.score <= 1 else None


def _by_shape(gold: set[_Bead], guess: set[_Bead]) -> Iterator[ShapeScore]:
    """Rates of each shape; recall of one-sided beads is given here, where it is of use."""
    shapes = sorted({(len(source), len(target)) for source, target in gold | guess})
    for shape in shapes:
        wanted, found = (
            {bead for bead in beads if (len(bead[0]), len(bead[1])) == shape}
            for beads in (gold, guess)
        )
        right = len(wanted & found)
        rates = Rates(right / len(found) if found else 0.0, right / len(wanted) if wanted else 0.0)
        yield ShapeScore(f"{shape[0]}-{shape[1]}", len(wanted), len(found), rates)


def reliability(judged: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    """A reliability diagram of confidences 0..1 and whether each bead is correct.

    Bins without a bead are left out. DeGroot & Fienberg, "The Comparison and Evaluation of
    Forecasters", The Statistician 32 (1983).
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in judged:
        bins.setdefault(min(BINS - 1, int(confidence * BINS)), []).append((confidence, right))
    return tuple(
        Bin(
            tenth / BINS,
            (tenth + 1) / BINS,
            len(inside),
            sum(stated for stated, _ in inside) / len(inside),
            sum(right for _, right in inside) / len(inside),
        )
        for tenth, inside in sorted(bins.items())
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """The mean distance of confidence from the share correct, weighed by beads; None if empty."""
    total = sum(one.beads for one in bins)
    if not total:
        return None
    return sum(one.beads * abs(one.confidence - one.correct) for one in bins) / total
