"""Scores of translations, each with the sacreBLEU signature that makes it repeatable.

BLEU (Papineni et al. 2002) with the 13a tokenizer for English and Kazakh alike, chrF and chrF++
(Popović 2015, 2017), TER and HTER (Snover et al. 2006), all as sacreBLEU counts them (Post 2018).
Nothing is downloaded: the tokenizers that would be (``spm``, ``flores200``) are not used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from baikonur_align.model import Problem

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

METRICS: Mapping[str, Mapping[str, Any]] = {
    "BLEU": {"tokenize": "13a"},  # sacreBLEU's default, the one published figures use
    "chrF": {"word_order": 0},  # Popović 2015
    "chrF++": {"word_order": 2},  # Popović 2017
    "TER": {},  # Snover et al. 2006: case does not count, a word keeps its punctuation mark
}
RESAMPLES = 1000  # of a bootstrap: sacreBLEU's default, Koehn 2004


class CannotScore(Problem):
    """The texts do not go together; the message says how."""


@dataclass(frozen=True, slots=True)
class Score:
    """One figure of a corpus: ``margin`` is half the 95 % bootstrap interval, None if not asked for."""

    name: str
    value: float
    signature: str
    margin: float | None = None

    def __str__(self) -> str:
        margin = "" if self.margin is None else f" ± {self.margin:.1f}"
        return f"{self.name}|{self.signature} = {self.value:.1f}{margin}"


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of `lines` hypotheses, in the order of `METRICS`."""

    lines: int
    scores: tuple[Score, ...]

    def __getitem__(self, name: str) -> Score:
        """The score of that name (``BLEU``, ``chrF``, ``chrF++``, ``TER``, ``HTER``)."""
        return next(score for score in self.scores if score.name == name)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        return "\n".join(str(score) for score in self.scores)


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """One metric over single sentences, in their order; not to be averaged into a corpus score."""

    name: str
    signature: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on one metric: `p_value` is that of the difference being chance."""

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
    _check(hypotheses, references, "translation", "reference")
    scores = tuple(_corpus(name, hypotheses, references, bootstrap) for name in METRICS)
    return Report(len(hypotheses), scores)


def sentence_scores(hypotheses: Sequence[str], references: Sequence[str]) -> list[SentenceScores]:
    """The metrics of each sentence alone; BLEU with the effective order, since few have 4-gram matches.

    Raises `CannotScore` as `score` does.
    """
    _check(hypotheses, references, "translation", "reference")
    return [_each(name, hypotheses, references) for name in METRICS]


def hter(drafts: Sequence[str], post_edits: Sequence[str]) -> tuple[Report, SentenceScores]:
    """How much of the drafts the reviewers changed, in per cent, for the corpus and each sentence.

    Edits (insertions, deletions, substitutions of words, shifts of phrases) that make the post-edit
    of the draft, over the words of the post-edit: Snover et al. 2006. Over 100 is possible.

    Raises `CannotScore` as `score` does.
    """
    _check(drafts, post_edits, "draft", "post-edit")
    whole = _corpus("TER", drafts, post_edits, 0)
    each = _each("TER", drafts, post_edits)
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
    from sacrebleu.significance import PairedTest

    _check(baseline, references, "baseline", "reference")
    _check(system, references, "translation", "reference")
    names = list(METRICS)
    test = PairedTest(
        [("baseline", baseline), ("system", system)],
        {name: _metric(name) for name in names},
        [references],
        test_type="bs",
        n_samples=resamples,
    )
    signatures, results = test()
    # sacreBLEU names the columns itself (chrF2, chrF2++), in the order in which it was given the metrics.
    columns = [column for column in results if column != "System"]
    return [
        _compared(n, results[c], str(signatures[c])) for n, c in zip(names, columns, strict=True)
    ]


def _compared(name: str, results: Sequence[Any], signature: str) -> Comparison:
    baseline, system = results
    # sacreBLEU's test counts resamples that differ by more, so equal systems would get the smallest p of all.
    p_value = 1.0 if baseline.score == system.score else float(system.p_value)
    return Comparison(name, float(baseline.score), float(system.score), p_value, signature)


def _check(left: Sequence[str], right: Sequence[str], left_name: str, right_name: str) -> None:
    if len(left) != len(right):
        raise CannotScore(
            f"{len(left)} {left_name} lines but {len(right)} {right_name} lines: give one for one, in order"
        )
    if not any(line.strip() for line in right):
        raise CannotScore(f"no {right_name} has any text: there is nothing to score against")


def _metric(name: str, **more: Any) -> Metric:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    classes: Mapping[str, Callable[..., Metric]] = {
        "BLEU": BLEU,
        "chrF": CHRF,
        "chrF++": CHRF,
        "TER": TER,
    }
    return classes[name](**METRICS[name], **more)


def _corpus(
    name: str, hypotheses: Sequence[str], references: Sequence[str], bootstrap: int
) -> Score:
    metric = _metric(name)
    result = metric.corpus_score(hypotheses, [references], n_bootstrap=max(1, bootstrap))
    margin = float(result._ci) if bootstrap > 1 else None  # noqa: SLF001 - sacreBLEU only prints it
    return Score(name, float(result.score), str(metric.get_signature()), margin)


def _each(name: str, hypotheses: Sequence[str], references: Sequence[str]) -> SentenceScores:
    metric = _metric(name, **({"effective_order": True} if name == "BLEU" else {}))
    pairs = zip(hypotheses, references, strict=True)
    values = tuple(float(metric.sentence_score(h, [r]).score) for h, r in pairs)
    return SentenceScores(name, str(metric.get_signature()), values)
