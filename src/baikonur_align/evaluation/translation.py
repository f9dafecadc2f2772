"""Scores of translations, each with the sacreBLEU signature that makes it repeatable.

BLEU, chrF, chrF++, TER and HTER of a list of translations against a list of references. The
metrics are those of `metrics.METRICS`; sacreBLEU is imported when something is scored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from baikonur_align.model import Problem

if TYPE_CHECKING:
    from baikonur_align.evaluation.metrics import Metric, Numbers

NAMES = ("BLEU", "chrF", "chrF++", "TER")
"""The metrics of a report, in their order."""

RESAMPLES = 1000
"""Resamples of a bootstrap: sacreBLEU's default (Koehn 2004)."""


class CannotScore(Problem):
    """The texts cannot be scored together."""


@dataclass(frozen=True, slots=True)
class Score:
    """One figure of a corpus. ``margin`` is half its 95 % bootstrap interval, or None."""

    name: str
    value: float
    signature: str
    margin: float | None = None

    def __str__(self) -> str:
        margin = "" if self.margin is None else f" ± {self.margin:.1f}"
        return f"{self.name}|{self.signature} = {self.value:.1f}{margin}"


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of ``lines`` translations, in the order of `NAMES`."""

    lines: int
    scores: tuple[Score, ...]

    def __getitem__(self, name: str) -> Score:
        """The score of that name (``BLEU``, ``chrF``, ``chrF++``, ``TER``, ``HTER``)."""
        return next(score for score in self.scores if score.name == name)

    def to_json(self) -> dict[str, Any]:
        """The report as JSON."""
        return asdict(self)

    def __str__(self) -> str:
        return "\n".join(str(score) for score in self.scores)


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """One metric of every sentence, in their order; not to be averaged into a corpus score."""

    name: str
    signature: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on one metric: ``p_value`` is the probability that their difference is chance."""

    name: str
    baseline: float
    system: float
    p_value: float
    signature: str

    def __str__(self) -> str:
        return (
            f"{self.name}|{self.signature}: baseline {self.baseline:.1f}, this {self.system:.1f}, "
            f"p = {self.p_value:.3f}"
        )


def score(hypotheses: Sequence[str], references: Sequence[str], bootstrap: int = 0) -> Report:
    """BLEU, chrF, chrF++ and TER of a corpus.

    Args:
      hypotheses: one translation a line.
      references: the translation wanted, line by line.
      bootstrap: number of resamples for a 95 % interval (`RESAMPLES` is usual); 0 for none.

    Raises:
      CannotScore: no lines, or not as many of one as of the other.

    """
    check_lines(hypotheses, references, "translation", "reference")
    metrics = _metrics(NAMES)
    statistics = count(hypotheses, references, metrics)
    return Report(len(hypotheses), tuple(_scores(metrics, statistics, bootstrap)))


def sentence_scores(hypotheses: Sequence[str], references: Sequence[str]) -> list[SentenceScores]:
    """The metrics of each sentence; BLEU of the orders that the sentence has.

    Raises `CannotScore` as `score` does.
    """
    check_lines(hypotheses, references, "translation", "reference")
    metrics = _metrics(NAMES)
    statistics = count(hypotheses, references, metrics)
    return [_each(metric, statistics) for metric in metrics]


def hter(drafts: Sequence[str], post_edits: Sequence[str]) -> tuple[Report, SentenceScores]:
    """How much of the drafts the reviewers changed, in per cent: of the corpus, of each sentence.

    Edits (insertions, deletions, substitutions of words, shifts of phrases) that make the post-edit
    of the draft, over the words of the post-edit (Snover et al. 2006). Over 100 is possible.

    Raises `CannotScore` as `score` does.
    """
    check_lines(drafts, post_edits, "draft", "post-edit")
    (metric,) = _metrics(["TER"])
    statistics = count(drafts, post_edits, [metric])
    (whole,) = _scores([metric], statistics, 0)
    each = _each(metric, statistics)
    report = Report(len(drafts), (Score("HTER", whole.value, whole.signature),))
    return report, SentenceScores("HTER", each.signature, each.values)


def compare(
    baseline: Sequence[str],
    system: Sequence[str],
    references: Sequence[str],
    resamples: int = RESAMPLES,
) -> list[Comparison]:
    """Whether `system` differs from `baseline`, by paired bootstrap resampling (Koehn 2004).

    Raises `CannotScore` as `score` does.
    """
    from baikonur_align.evaluation.significance import compare_all

    check_lines(baseline, references, "baseline", "reference")
    check_lines(system, references, "translation", "reference")
    metrics = _metrics(NAMES)
    statistics = [count(lines, references, metrics) for lines in (baseline, system)]
    found = compare_all(metrics, ["baseline", "system"], statistics, samples=resamples)
    before, after = statistics
    return [
        Comparison(
            metric.name,
            metric.of_corpus(before),
            metric.of_corpus(after),
            change.p_value,
            change.signature,
        )
        for metric, change in zip(metrics, found, strict=True)
    ]


def count(
    hypotheses: Sequence[str], references: Sequence[str], metrics: Iterable[Metric]
) -> dict[str, Numbers]:
    """The statistics that `metrics` need, by their name (`Metric.counts`)."""
    from baikonur_align.evaluation.counts import Texts
    from baikonur_align.evaluation.metrics import COUNTS

    names = dict.fromkeys(metric.counts for metric in metrics)
    texts = Texts.paired(hypotheses, references)
    return {name: COUNTS[name](texts) for name in names}


def check_lines(left: Sequence[str], right: Sequence[str], left_name: str, right_name: str) -> None:
    """Raise `CannotScore` unless both have as many lines and the right one has some text."""
    if len(left) != len(right):
        raise CannotScore(
            "{left} {left_name} lines but {right} {right_name} lines: give the same number of "
            "lines, in the same order",
            left=len(left),
            left_name=left_name,
            right=len(right),
            right_name=right_name,
        )
    if not any(line.strip() for line in right):
        raise CannotScore(
            "every {right_name} is empty: give references with text",
            right_name=right_name,
        )


def _metrics(names: Iterable[str]) -> list[Metric]:
    from baikonur_align.evaluation.metrics import METRICS

    return [METRICS[name] for name in names]


def _scores(
    metrics: Sequence[Metric], statistics: Mapping[str, Numbers], bootstrap: int
) -> list[Score]:
    values = {metric.name: metric.of_corpus(statistics) for metric in metrics}
    if bootstrap <= 1:
        return [Score(metric.name, values[metric.name], metric.signature()) for metric in metrics]
    from baikonur_align.evaluation.metrics import seed
    from baikonur_align.evaluation.significance import resample

    resampled = resample(metrics, [statistics], bootstrap)
    return [
        Score(
            metric.name,
            values[metric.name],
            metric.signature(bs=bootstrap, seed=str(seed()).lower()),
            resampled.interval(metric.name, 0).margin,
        )
        for metric in metrics
    ]


def _each(metric: Metric, statistics: Mapping[str, Numbers]) -> SentenceScores:
    values = metric.of_sentences(statistics)
    return SentenceScores(metric.name, metric.sentence_signature(), tuple(map(float, values)))
