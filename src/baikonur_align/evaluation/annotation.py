"""Judgements of translations by people: marked errors, ratings, and blind comparisons.

Errors have a span, a category and a severity, as in MQM (Lommel, Uszkoreit and Burchardt 2014).
The penalty is the sum of the severities' weights in 100 words. A rating is a direct assessment
from 0 to 100 (Graham et al. 2013). A comparison names the better of two translations whose systems
are hidden. Agreement is Krippendorff's alpha. All of it is off until a lead turns it on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import combinations, groupby
from types import MappingProxyType
from typing import Any, Literal, Protocol, get_args

from baikonur_align.evaluation.agreement import alpha, interval_alpha
from baikonur_align.model import (
    Annotation,
    Bead,
    Better,
    Category,
    MarkedError,
    Problem,
    Ranking,
    Severity,
)

Choice = Literal["left", "right", "tie"]

CATEGORIES: tuple[Category, ...] = get_args(Category)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

WEIGHTS: Mapping[Severity, int] = MappingProxyType(
    {"neutral": 0, "minor": 1, "major": 5, "critical": 25}
)
"""Penalty of an error by its severity (MQM's own weights)."""

HIGHEST_RATING = 100


class AnnotationOff(Problem):
    """Annotation is not turned on."""


class BadAnnotation(Problem):
    """An annotation that does not fit its text."""


@dataclass(frozen=True, slots=True)
class BlindPair:
    """Two translations of a line whose systems are hidden; ``done`` of ``total`` are ranked."""

    done: int
    total: int
    line: int | None = None
    source: str = ""
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class ErrorTotals:
    """Errors that one annotator marked; ``penalty`` is in 100 words."""

    who: str
    beads: int
    words: int
    errors: int
    penalty: float
    categories: Mapping[str, int]
    severities: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings of one annotator: how many, and their mean, 0..100."""

    who: str
    beads: int
    mean: float


@dataclass(frozen=True, slots=True)
class Wins:
    """How often each of two systems of an evaluation is better, and how often neither."""

    evaluation: str
    first: str
    second: str
    first_better: int
    second_better: int
    ties: int


@dataclass(frozen=True, slots=True)
class Agreements:
    """Krippendorff's alpha of the annotators; None where it is not defined.

    ``errors`` is of the worst severity of a bead, ``ratings`` of the distance of ratings,
    ``rankings`` of the better system.
    """

    errors: float | None
    ratings: float | None
    rankings: float | None


@dataclass(frozen=True, slots=True)
class AnnotationReport:
    """All annotations of a corpus, added up by annotator and by pair of systems."""

    enabled: bool
    errors: list[ErrorTotals]
    ratings: list[Ratings]
    rankings: list[Wins]
    agreement: Agreements


def penalty(annotation: Annotation) -> int:
    """The weights of all errors together."""
    return sum(WEIGHTS[error.severity] for error in annotation.errors)


def worst(annotation: Annotation) -> str:
    """The severity of the worst error, ``none`` where there is no error."""
    found = [SEVERITIES.index(error.severity) for error in annotation.errors]
    return SEVERITIES[max(found)] if found else "none"


class Keeper(Protocol):
    """Keeps annotations."""

    def enabled(self) -> bool: ...
    def enable(self, enabled: bool) -> None: ...
    def put(self, annotation: Annotation) -> None: ...
    def all(self) -> Sequence[Annotation]: ...
    def find(self, pair: str, segment: str, who: str) -> Annotation | None: ...
    def rank(self, ranking: Ranking) -> None: ...
    def rankings(self, evaluation: str = "") -> Sequence[Ranking]: ...


class Annotations:
    """The annotations of one corpus."""

    def __init__(
        self,
        keeper: Keeper,
        bead_of: Callable[[str, str], Bead],
        evaluation_of: Callable[[str], Mapping[str, Any]],
        now: Callable[[], str],
    ) -> None:
        self._keeper, self._now = keeper, now
        self._bead_of, self._evaluation_of = bead_of, evaluation_of

    @property
    def enabled(self) -> bool:
        """Whether a lead has turned annotation on."""
        return self._keeper.enabled()

    def enable(self, enabled: bool) -> None:
        """Turn annotation on or off; what was annotated is kept."""
        self._keeper.enable(enabled)

    def find(self, pair: str, segment: str, who: str) -> Annotation:
        """One's own annotation of a bead; empty if there is none of its text as it is now."""
        self._check()
        text = text_of(self._bead_of(pair, segment))
        found = self._keeper.find(pair, segment, who)
        return found if found and found.text == text else Annotation(pair, segment, who, text)

    def save(
        self,
        pair: str,
        segment: str,
        who: str,
        errors: Sequence[MarkedError],
        rating: int | None,
    ) -> Annotation:
        """Annotate a bead, in place of one's earlier annotation of it.

        Raises `AnnotationOff`, and `BadAnnotation` for a span outside the text.
        """
        self._check()
        text = text_of(self._bead_of(pair, segment))
        if not text:
            raise BadAnnotation("this row has no translation to annotate")
        for error in errors:
            if not 0 <= error.start <= error.end <= len(text):
                raise BadAnnotation(
                    "the translation has {length} characters: {start} to {end} is outside it",
                    length=len(text),
                    start=error.start,
                    end=error.end,
                )
        made = Annotation(pair, segment, who, text, tuple(errors), rating, self._now())
        self._keeper.put(made)
        return made

    def next_pair(self, evaluation: str, who: str) -> BlindPair:
        """The next line of an evaluation whose translations one has not compared yet."""
        self._check()
        lines = list(_to_rank(self._evaluation_of(evaluation)))
        ranked = {one.line for one in self._keeper.rankings(evaluation) if one.who == who}
        done = sum(line["line"] in ranked for line, _, _ in lines)
        for line, first, second in lines:
            if line["line"] not in ranked:
                texts = [line["hypotheses"][first], line["hypotheses"][second]]
                if _turned(evaluation, line["line"], who):
                    texts.reverse()
                return BlindPair(done, len(lines), line["line"], line["source"], *texts)
        return BlindPair(done, len(lines))

    def rank(self, evaluation: str, line: int, choice: Choice, who: str) -> None:
        """Say which of the translations of a line is better. Raises `BadAnnotation`."""
        self._check()
        for known, first, second in _to_rank(self._evaluation_of(evaluation)):
            if known["line"] == line:
                names: tuple[Better, Better] = ("first", "second")
                left, right = names[::-1] if _turned(evaluation, line, who) else names
                better: Better = {"left": left, "right": right}.get(choice, "tie")
                made = Ranking(evaluation, line, first, second, who, better, self._now())
                self._keeper.rank(made)
                return
        raise BadAnnotation("line {line} of this evaluation is not compared", line=line)

    def report(self) -> AnnotationReport:
        """All annotations, added up."""
        annotations, rankings = self._keeper.all(), self._keeper.rankings()
        return AnnotationReport(
            self.enabled,
            list(_errors(annotations)),
            list(_ratings(annotations)),
            list(_wins(rankings)),
            _agreements(annotations, rankings),
        )

    def to_tsv(self) -> Iterator[str]:
        """Every error, rating and comparison, a line each, with a header."""
        names = ("kind", "pair", "segment", "annotator", "at", "start", "end", "category")
        yield "\t".join((*names, "severity", "value", "text"))
        for one in self._keeper.all():
            place = (one.pair, one.segment, one.who, one.at)
            for error in one.errors:
                span = (str(error.start), str(error.end), error.category, error.severity)
                marked = one.text[error.start : error.end]
                yield _row("error", *place, *span, str(WEIGHTS[error.severity]), marked)
            if one.rating is not None:
                yield _row("rating", *place, "", "", "", "", str(one.rating), one.text)
        for ranking in self._keeper.rankings():
            place = (ranking.evaluation, str(ranking.line), ranking.who, ranking.at)
            systems = f"{ranking.first} / {ranking.second}"
            yield _row("ranking", *place, "", "", "", "", ranking.better, systems)

    def _check(self) -> None:
        if not self.enabled:
            raise AnnotationOff(
                "annotation is off: a lead turns it on under Scores, Compare systems"
            )


def text_of(bead: Bead) -> str:
    """The translation of a bead as one text."""
    return " ".join(segment.text for segment in bead.target)


def _row(*cells: str) -> str:
    return "\t".join(" ".join(cell.split()) for cell in cells)


def _to_rank(
    evaluation: Mapping[str, Any],
) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    """The lines of an evaluation's sample, and of each the two systems that are compared."""
    pairs = list(combinations([system["name"] for system in evaluation["systems"]], 2))
    for number, line in enumerate(evaluation.get("sample", ())):
        if pairs:
            first, second = pairs[number % len(pairs)]
            if line["hypotheses"][first] != line["hypotheses"][second]:
                yield line, first, second


def _turned(evaluation: str, line: int, who: str) -> bool:
    """Whether this annotator sees the second system on the left."""
    return bool(sha256(f"{evaluation}|{line}|{who}".encode()).digest()[0] & 1)


def _by_annotator(
    annotations: Iterable[Annotation],
) -> Iterator[tuple[str, list[Annotation]]]:
    ordered = sorted(annotations, key=lambda one: one.who)
    return ((who, list(mine)) for who, mine in groupby(ordered, key=lambda one: one.who))


def _errors(annotations: Iterable[Annotation]) -> Iterator[ErrorTotals]:
    for who, mine in _by_annotator(annotations):
        errors = [error for one in mine for error in one.errors]
        words = sum(len(one.text.split()) for one in mine)
        rate = 100 * sum(penalty(one) for one in mine) / words if words else 0.0
        categories: Counter[str] = Counter(error.category for error in errors)
        severities: Counter[str] = Counter(error.severity for error in errors)
        yield ErrorTotals(
            who, len(mine), words, len(errors), rate, dict(categories), dict(severities)
        )


def _ratings(annotations: Iterable[Annotation]) -> Iterator[Ratings]:
    for who, mine in _by_annotator(annotations):
        given = [one.rating for one in mine if one.rating is not None]
        if given:
            yield Ratings(who, len(given), sum(given) / len(given))


def _wins(rankings: Iterable[Ranking]) -> Iterator[Wins]:
    counts: dict[tuple[str, str, str], Counter[Better]] = {}
    for one in rankings:
        counts.setdefault((one.evaluation, one.first, one.second), Counter())[one.better] += 1
    for key, found in counts.items():
        yield Wins(*key, found["first"], found["second"], found["tie"])


def _agreements(annotations: Iterable[Annotation], rankings: Iterable[Ranking]) -> Agreements:
    severities: dict[tuple[str, str, str], dict[str, str]] = {}
    ratings: dict[tuple[str, str, str], dict[str, float]] = {}
    for one in annotations:
        key = (one.pair, one.segment, one.text)
        severities.setdefault(key, {})[one.who] = worst(one)
        if one.rating is not None:
            ratings.setdefault(key, {})[one.who] = one.rating
    better: dict[tuple[str, int], dict[str, str]] = {}
    for ranking in rankings:
        better.setdefault((ranking.evaluation, ranking.line), {})[ranking.who] = ranking.better
    return Agreements(
        alpha(severities.values()), interval_alpha(ratings.values()), alpha(better.values())
    )


def as_json(annotation: Annotation) -> dict[str, Any]:
    """Errors and rating of an annotation as JSON."""
    return {"errors": [asdict(error) for error in annotation.errors], "rating": annotation.rating}
