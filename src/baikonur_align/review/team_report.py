"""Report on a team: the work of each reviewer and their agreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from typing import Any

from baikonur_align.evaluation import agreement
from baikonur_align.model import Bead
from baikonur_align.review.judgement import Judgements, Verdict

METHOD = (
    "A bead counts if two or more reviewers have judged it in its current state (confirmed, "
    "rejected or flagged); decisions of leads do not count. Observed agreement and Krippendorff's "
    "alpha are over all reviewers, Cohen's kappa is over two. Judgements are independent only if "
    "reviewers do not see each other's: the page hides the first judgement from reviewers who are "
    "asked for a second, but not from leads."
)


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa of two reviewers over the ``beads`` that both judged; None if undefined."""

    one: str
    two: str
    beads: int
    kappa: float | None


@dataclass(frozen=True)
class Agreement:
    """Agreement of reviewers on a pair, or on all pairs; undefined figures are None."""

    name: str
    beads: int
    judged: int
    by_several: int
    disputed: int
    decided: int
    observed: float | None
    alpha: float | None
    kappas: tuple[Kappa, ...]


@dataclass(frozen=True)
class Activity:
    """Work of a reviewer: ``judged`` counts beads as they are now, ``edits`` those not undone."""

    reviewer: str
    judged: int
    edits: int
    reworded: int
    last_active: str


@dataclass(frozen=True)
class TeamReport:
    """The work of the reviewers of a corpus and their agreement, for each pair and all pairs."""

    reviewers: tuple[Activity, ...]
    pairs: tuple[Agreement, ...]
    total: Agreement

    def to_json(self) -> dict[str, Any]:
        return {
            "method": METHOD,
            "reviewers": [asdict(reviewer) for reviewer in self.reviewers],
            "pairs": [asdict(pair) for pair in self.pairs],
            "total": asdict(self.total),
        }

    def __str__(self) -> str:
        """Two tables of tab-separated values and the method, with empty lines between."""
        return "\n".join(
            [*_agreement_table(self), "", *_reviewer_table(self.reviewers), "", f"# {METHOD}"]
        )


def _agreement_table(report: TeamReport) -> Iterator[str]:
    yield "pair\tbeads\tjudged\tby_several\tdisputed\tdecided\tobserved\talpha\tkappa"
    for row in (*report.pairs, report.total):
        counts = [row.beads, row.judged, row.by_several, row.disputed, row.decided]
        kappas = "; ".join(
            f"{kappa.one}, {kappa.two}: {_figure(kappa.kappa)} (n={kappa.beads})"
            for kappa in row.kappas
        )
        figures = [_figure(row.observed), _figure(row.alpha), kappas or "-"]
        yield "\t".join([row.name, *map(str, counts), *figures])


def _reviewer_table(reviewers: Iterable[Activity]) -> Iterator[str]:
    yield "reviewer\tjudged\tedits\treworded\tlast_active"
    for reviewer in reviewers:
        yield "\t".join(str(value) for value in asdict(reviewer).values())


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


@dataclass(frozen=True)
class Reviewed:
    """A pair as input of the report: its number of beads, those judged, and the judgements."""

    name: str
    beads: int
    verdicts: Sequence[Verdict] = ()
    judgements: Judgements = field(default_factory=Judgements)

    @classmethod
    def of(cls, name: str, beads: Sequence[Bead], judgements: Judgements) -> Reviewed:
        """Return a pair with the verdicts on its beads, of which most have none."""
        verdicts = (judgements.of(bead) for bead in beads)
        found = [verdict for verdict in verdicts if verdict.opinions or verdict.decision]
        return cls(name, len(beads), found, judgements)


def report(pairs: Iterable[Reviewed]) -> TeamReport:
    """Return the report on these pairs; of each, only what was judged is kept."""
    each: list[Agreement] = []
    together: list[Verdict] = []
    edits, reworded, latest = Counter[str](), Counter[str](), dict[str, str]()
    for pair in pairs:
        each.append(_agreement(pair.name, pair.beads, pair.verdicts))
        together += pair.verdicts
        for edit in pair.judgements.edits():
            edits[edit.reviewer] += 1
            reworded[edit.reviewer] += edit.verb == "reword"
            latest[edit.reviewer] = max(edit.at, latest.get(edit.reviewer, ""))
    judged = Counter(j.reviewer for verdict in together for j in verdict.opinions)
    activities = (
        Activity(name, judged[name], edits[name], reworded[name], latest.get(name, ""))
        for name in sorted(judged.keys() | edits.keys())
    )
    total = _agreement("all", sum(one.beads for one in each), together)
    return TeamReport(tuple(activities), tuple(each), total)


def _agreement(name: str, beads: int, verdicts: Sequence[Verdict]) -> Agreement:
    units = [{j.reviewer: j.label for j in verdict.opinions} for verdict in verdicts]
    several = agreement.comparable(units)
    names = sorted({reviewer for unit in several for reviewer in unit})
    return Agreement(
        name,
        beads=beads,
        judged=sum(map(bool, units)),
        by_several=len(several),
        disputed=sum(verdict.disputed for verdict in verdicts),
        decided=sum(verdict.decision is not None for verdict in verdicts),
        observed=agreement.observed(several),
        alpha=agreement.alpha(several),
        kappas=tuple(_kappas(several, names)),
    )


def _kappas(units: Sequence[agreement.Unit], names: Sequence[str]) -> Iterator[Kappa]:
    for one, two in combinations(names, 2):
        both = sum(one in unit and two in unit for unit in units)
        if both:
            yield Kappa(one, two, both, agreement.kappa(units, one, two))
