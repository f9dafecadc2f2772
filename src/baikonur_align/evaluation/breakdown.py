"""Where systems do well and badly: scores by group of lines, n-grams won and lost, examples."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from typing import Literal

import numpy as np

from baikonur_align.evaluation.metrics import Metric, Numbers
from baikonur_align.evaluation.systems import System
from baikonur_align.evaluation.testset import FEWEST, Line, TestSet

Grouping = Literal["document", "length", "block", "reviewer", "confidence"]

LENGTHS = (0, 5, 10, 20, 40)
"""Words of a source (or reference) above which a length group begins."""

CONFIDENCES = (0.0, 0.5, 0.8, 0.95, 1.0)
"""Bounds of the groups by confidence."""

GROUPS = 50
"""Groups of one kind that are listed, the largest."""

LONGEST_NGRAM = 4
SHOWN_NGRAMS = 20
COUNTED_LINES = 5000
"""Lines in which n-grams are counted."""

FREQUENCIES = (1, 2, 3, 5, 10, 100, 1000)
"""Occurrences in the references at which a group of words begins."""

EXAMPLES = 10
"""Sentences of a list of examples."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that have something in common, and the score of each system on them.

    ``scores[metric][system]`` is None where the group has fewer than `FEWEST` lines.
    """

    grouping: Grouping
    name: str
    lines: int
    scores: Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True, slots=True)
class NGram:
    """A word n-gram of the references: how often the first and the second system have it."""

    text: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Words:
    """Words that are about as frequent in the references, and how well each system has them.

    ``words`` counts them in the references; ``scores[system]`` is the F1 of clipped matches,
    0..100.
    """

    name: str
    words: int
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """One line with the sentence score of each system; ``line`` counts from 0."""

    line: int
    scores: Mapping[str, float]


def groups(
    test_set: TestSet,
    systems: Sequence[System],
    metrics: Sequence[Metric],
    statistics: Sequence[Mapping[str, Numbers]],
) -> Iterator[Group]:
    """Scores by document, length, kind of paragraph, reviewer and confidence.

    A grouping that has one group only says nothing and is left out.
    """
    for grouping, name_of in _GROUPINGS.items():
        members: dict[str, list[int]] = {}
        for index, line in enumerate(test_set.lines):
            members.setdefault(name_of(line), []).append(index)
        members.pop("", None)
        if len(members) < 2 and grouping != "length":  # noqa: PLR2004
            continue
        order = sorted(members.items(), key=lambda item: -len(item[1]))[:GROUPS]
        if grouping in ("length", "confidence"):
            order.sort(key=lambda item: _lower_bound(item[0]))
        for name, lines in order:
            yield Group(grouping, name, len(lines), _scores(systems, metrics, statistics, lines))


def _scores(
    systems: Sequence[System],
    metrics: Sequence[Metric],
    statistics: Sequence[Mapping[str, Numbers]],
    lines: Sequence[int],
) -> dict[str, dict[str, float | None]]:
    few = len(lines) < FEWEST
    some = np.array(lines)
    parts = [{name: rows[some] for name, rows in mine.items()} for mine in statistics]
    return {
        metric.name: {
            system.name: None if few else metric.of_corpus(part)
            for system, part in zip(systems, parts, strict=True)
        }
        for metric in metrics
    }


def _length(line: Line) -> str:
    words = len((line.source_text or line.reference).split())
    for low, high in pairwise(LENGTHS):
        if words <= high:
            return f"{low + 1}-{high}"
    return f"{LENGTHS[-1] + 1}+"


def _confidence(line: Line) -> str:
    if line.confidence is None:
        return ""
    for low, high in pairwise(CONFIDENCES):
        if line.confidence < high or high == CONFIDENCES[-1]:
            return f"{low:g}-{high:g}"
    return ""


def _lower_bound(name: str) -> float:
    return float(name.partition("-")[0].rstrip("+"))


_GROUPINGS: dict[Grouping, Callable[[Line], str]] = {
    "document": lambda line: line.document,
    "length": _length,
    "block": lambda line: line.block,
    "reviewer": lambda line: line.reviewer,
    "confidence": _confidence,
}


def by_frequency(test_set: TestSet, systems: Sequence[System]) -> Iterator[Words]:
    """How well rare and frequent words are translated, by their frequency in the references.

    A word that no reference has is in no group. Of a long test set every so many-th line is looked
    at (`COUNTED_LINES`); frequencies are of all lines.
    """
    frequency = Counter(word for text in test_set.references for word in text.split())
    group_of = {word: bisect(FREQUENCIES, count) - 1 for word, count in frequency.items()}
    lines = range(0, len(test_set.lines), -(-len(test_set.lines) // COUNTED_LINES))
    wanted = [Counter(test_set.references[line].split()) for line in lines]
    sizes = _grouped(wanted, group_of)
    scores: dict[str, list[float]] = {}
    for system in systems:
        have = [Counter(system.hypotheses[line].split()) for line in lines]
        right = _grouped(
            (mine & theirs for mine, theirs in zip(have, wanted, strict=True)), group_of
        )
        both = [mine + theirs for mine, theirs in zip(_grouped(have, group_of), sizes, strict=True)]
        scores[system.name] = [
            200 * hits / total if total else 0.0 for hits, total in zip(right, both, strict=True)
        ]
    for index, size in enumerate(sizes):
        if size:
            yield Words(
                _frequency(index), size, {name: values[index] for name, values in scores.items()}
            )


def _grouped(lines: Iterable[Counter[str]], group_of: Mapping[str, int]) -> list[int]:
    """How many words of each group the lines have."""
    out = [0] * len(FREQUENCIES)
    for line in lines:
        for word, count in line.items():
            if word in group_of:
                out[group_of[word]] += count
    return out


def _frequency(index: int) -> str:
    low = FREQUENCIES[index]
    if index + 1 == len(FREQUENCIES):
        return f"{low}+"
    high = FREQUENCIES[index + 1] - 1
    return f"{low}" if high == low else f"{low}-{high}"


def matched(references: Sequence[str], system: System) -> Counter[str]:
    """How often a system has each word n-gram of the references, in clipped matches.

    n-grams have 1 to `LONGEST_NGRAM` words. Of a long test set every so many-th line is counted,
    `COUNTED_LINES` in all.
    """
    out: Counter[str] = Counter()
    for index in range(0, len(references), -(-len(references) // COUNTED_LINES)):
        out.update(_ngrams(references[index]) & _ngrams(system.hypotheses[index]))
    return out


def ngrams(
    first: Counter[str], second: Counter[str]
) -> tuple[tuple[NGram, ...], tuple[NGram, ...]]:
    """n-grams that the second system has more often than the first, and the other way round.

    The lists are by difference; of equals the longer n-gram comes first.
    """

    def most(mine: Counter[str], theirs: Counter[str]) -> list[str]:
        gains = ((theirs[text] - count, -text.count(" "), text) for text, count in mine.items())
        return [text for gain, _, text in nsmallest(SHOWN_NGRAMS, gains) if gain < 0]

    won, lost = most(second, first), most(first, second)
    return (
        tuple(NGram(text, first[text], second[text]) for text in won),
        tuple(NGram(text, first[text], second[text]) for text in lost),
    )


def _ngrams(text: str) -> Counter[str]:
    words = text.split()
    return Counter(
        " ".join(words[start : start + size])
        for size in range(1, LONGEST_NGRAM + 1)
        for start in range(len(words) - size + 1)
    )


def worst(scores: Mapping[str, Numbers], system: str, *, errors: bool = False) -> list[Example]:
    """The lines on which a system is worst by its sentence scores, the worst first."""
    values = scores[system]
    order = np.argsort(-values if errors else values, kind="stable")[:EXAMPLES]
    return [_example(scores, int(index)) for index in order]


def most_different(scores: Mapping[str, Numbers]) -> list[Example]:
    """The lines on which the sentence scores of systems differ most, the largest spread first."""
    table = np.stack(list(scores.values()))
    spread = table.max(axis=0) - table.min(axis=0)
    order = np.argsort(-spread, kind="stable")[:EXAMPLES]
    return [_example(scores, int(index)) for index in order if spread[index] > 0]


def _example(scores: Mapping[str, Numbers], line: int) -> Example:
    return Example(line, {name: float(values[line]) for name, values in scores.items()})
