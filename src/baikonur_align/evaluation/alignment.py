"""Alignments as lines of text, and how well one of them finds the beads of another.

A line is a bead, ``[0]:[0, 1]:0.97``: the source sentences, the target sentences, both counted from
0, and a score that may be left out. ``[]`` is a side with nothing opposite. It is the form of
Vecalign's and Bleualign's evaluation sets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from baikonur_align.model import Link, Problem

_LINE = re.compile(r"\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]\s*(?::\s*(\S+))?")


class BadAlignment(Problem):
    """An alignment that can't be read, or that names a sentence twice."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and their harmonic mean, each 0..1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class AlignmentScore:
    """`strict` asks for the same bead, `lax` for one that overlaps on both sides."""

    strict: Rates
    lax: Rates


def _indices(text: str, where: str) -> tuple[int, ...]:
    try:
        found = tuple(int(n) for n in text.split(",")) if text.strip() else ()
    except ValueError:
        raise BadAlignment(
            f"{where}: write a side as [0, 1], numbers with commas between"
        ) from None
    if list(found) != sorted(set(found)):
        raise BadAlignment(f"{where}: a side must count upwards, each sentence once")
    return found


def _score(text: str | None, where: str) -> float:
    try:
        return float(text) if text is not None else 0.0
    except ValueError:
        raise BadAlignment(
            f"{where}: {text!r} is not a score; write a number or leave it out"
        ) from None


def parse(lines: Iterable[str], name: str = "alignment") -> list[Link]:
    """The beads that `lines` say; empty lines and lines that begin with ``#`` say none.

    `name` is the file that errors speak of. Raises `BadAlignment`, with the number of the line, where
    a line is not a bead or a sentence stands in two beads.
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
            raise BadAlignment(f"{where}: write a bead as [0]:[0, 1] or [0]:[0, 1]:0.97")
        link = Link(_indices(match[1], where), _indices(match[2], where), _score(match[3], where))
        for side, indices, was in zip(
            ("source", "target"), (link.source, link.target), seen, strict=True
        ):
            for index in indices:
                if index in was:
                    raise BadAlignment(
                        f"{where}: {side} sentence {index} is already in line {was[index]}"
                    )
                was[index] = number
        links.append(link)
    return links


def format(links: Iterable[Link]) -> Iterator[str]:  # noqa: A001 - pairs with parse
    """A line for each bead, without its line end; confidence where there is one, else the score."""
    for link in links:
        value = link.score if link.confidence is None else link.confidence
        yield f"{list(link.source)}:{list(link.target)}:{value:.4g}"


_Side = tuple[int, ...]
_Bead = tuple[_Side, _Side]


def _beads(links: Iterable[Link]) -> set[_Bead]:
    return {(link.source, link.target) for link in links if link.source or link.target}


def _found(sought: set[_Bead], among: set[_Bead]) -> tuple[float, float]:
    """The share of `sought` that is in `among`, and the share that overlaps a bead of it on both sides."""
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

    Strict and lax after R. Sennrich & M. Volk, "Iterative, MT-based Sentence Alignment of Parallel
    Texts" (NODALIDA 2011), with the field's convention for one-sided beads: they count in precision
    (a sentence left alone is right when gold leaves it alone), not in recall.
    """
    gold_beads, guess_beads = _beads(gold), _beads(guess)
    precise = _found(guess_beads, gold_beads)
    recalled = _found(
        {bead for bead in gold_beads if all(bead)},
        {bead for bead in guess_beads if all(bead)},
    )
    return AlignmentScore(Rates(precise[0], recalled[0]), Rates(precise[1], recalled[1]))
