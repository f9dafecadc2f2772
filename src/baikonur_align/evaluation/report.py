"""Scores of a corpus's drafts against the reviewers' text, and of one file against another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from baikonur_align.evaluation.translation import (
    Comparison,
    Report,
    SentenceScores,
    compare,
    hter,
    score,
    sentence_scores,
)
from baikonur_align.model import Bead, Pair
from baikonur_align.summary import Summary

METHOD = (
    "Scores compare the machine draft with the reviewers' text of confirmed beads. In a draft "
    "pair that text is a post-edit of the same draft, which raises the scores: compare such "
    "scores only with each other."
)
NOTHING_REVIEWED = "nothing reviewed yet: confirm some beads first"


@dataclass(frozen=True)
class PairScore:
    """The scores of one pair, or of all pairs of one direction.

    ``report`` is None where nothing is reviewed yet; ``reason`` then says so. ``hter`` is given for
    draft pairs only: in others nobody edited the machine's text.
    """

    name: str
    kind: str
    direction: str
    reviewed: int
    beads: int
    report: Report | None
    hter: SentenceScores | None
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """The scores as JSON."""
        scores = self.report.to_json()["scores"] if self.report else []
        return {
            "name": self.name,
            "kind": self.kind,
            "direction": self.direction,
            "reviewed": self.reviewed,
            "beads": self.beads,
            "scores": scores,
            "sentence_hter": self.hter.values if self.hter else [],
            "reason": self.reason,
        }

    def __str__(self) -> str:
        head = (
            f"{self.name} ({self.direction}, {self.kind}): "
            f"{self.reviewed} of {self.beads} beads reviewed"
        )
        return f"{head}\n{self.report or self.reason}"


@dataclass(frozen=True)
class CorpusScores:
    """Scores of each pair, and of all pairs of one kind and direction where there are several."""

    pairs: tuple[PairScore, ...]
    totals: tuple[PairScore, ...]

    def to_json(self) -> dict[str, Any]:
        """The scores as JSON, with the method."""
        return {
            "method": METHOD,
            "pairs": [pair.to_json() for pair in self.pairs],
            "totals": [total.to_json() for total in self.totals],
        }

    def __str__(self) -> str:
        return "\n\n".join(map(str, (*self.pairs, *self.totals, METHOD)))


@dataclass(frozen=True)
class _Reviewed:
    """What is scored of a pair or of several: the beads that count, of so many."""

    kind: str
    direction: str
    beads: int
    counted: Sequence[Bead]

    @classmethod
    def of(cls, pair: Pair | Summary) -> _Reviewed:
        if isinstance(pair, Summary):
            return cls(pair.kind, f"{pair.source_lang}-{pair.target_lang}", pair.beads, ())
        counted = [bead for bead in pair.beads if _counts(bead)]
        return cls(pair.kind, f"{pair.source.lang}-{pair.target.lang}", len(pair.beads), counted)


def scores(pairs: Iterable[Pair | Summary]) -> CorpusScores:
    """The scores of each pair's drafts. Totals keep kinds and directions apart.

    Of a pair without confirmed beads its summary is enough.
    """
    each, groups = [], dict[tuple[str, str], list[_Reviewed]]()
    for pair in pairs:
        reviewed = _Reviewed.of(pair)
        each.append(_score(pair.id, reviewed))
        groups.setdefault((reviewed.direction, reviewed.kind), []).append(reviewed)
    totals = [
        _score(f"all {kind} pairs", _together(group))
        for (_, kind), group in groups.items()
        if len(group) > 1
    ]
    return CorpusScores(tuple(each), tuple(total for total in totals if total.report))


def _together(group: Sequence[_Reviewed]) -> _Reviewed:
    beads, counted = sum(one.beads for one in group), [b for one in group for b in one.counted]
    return _Reviewed(group[0].kind, group[0].direction, beads, counted)


def _score(name: str, reviewed: _Reviewed) -> PairScore:
    drafts = [" ".join(segment.draft for segment in bead.source) for bead in reviewed.counted]
    texts = [" ".join(segment.text for segment in bead.target) for bead in reviewed.counted]
    report, edits, reason = None, None, NOTHING_REVIEWED
    if reviewed.counted:
        report, reason = score(drafts, texts), ""
        if reviewed.kind == "draft":
            edited, edits = hter(drafts, texts)
            report = Report(report.lines, (*report.scores, *edited.scores))
    size = len(reviewed.counted), reviewed.beads
    return PairScore(name, reviewed.kind, reviewed.direction, *size, report, edits, reason)


def _counts(bead: Bead) -> bool:
    """Whether a bead is scored: confirmed, with both sides, and a draft of every sentence."""
    return (
        bead.status == "confirmed"
        and bool(bead.source and bead.target)
        and all(segment.draft for segment in bead.source)
    )


def line_scores(
    hypotheses: list[str], references: list[str], baseline: list[str] | None, *, sentences: bool
) -> LineScores:
    """Scores of a file of translations against a reference, line by line. Raises `CannotScore`."""
    each = sentence_scores(hypotheses, references) if sentences else []
    compared = compare(baseline, hypotheses, references) if baseline is not None else []
    return LineScores(score(hypotheses, references), tuple(each), tuple(compared))


@dataclass(frozen=True)
class LineScores:
    """Scores of a file: of the whole, of each sentence and beside a baseline where wanted."""

    report: Report
    sentences: tuple[SentenceScores, ...]
    compared: tuple[Comparison, ...]

    def to_json(self) -> dict[str, Any]:
        """The scores as JSON."""
        return self.report.to_json() | {
            "sentences": {
                scores.name: {"signature": scores.signature, "values": scores.values}
                for scores in self.sentences
            },
            "compared": [asdict(comparison) for comparison in self.compared],
        }

    def __str__(self) -> str:
        rows = zip(*(scores.values for scores in self.sentences), strict=True)
        names = "\t".join(["line", *(scores.name for scores in self.sentences)])
        lines = [
            f"{number}\t" + "\t".join(f"{value:.1f}" for value in row)
            for number, row in enumerate(rows, 1)
        ]
        parts = [str(self.report), *map(str, self.compared), *([names] if lines else []), *lines]
        return "\n".join(parts)
