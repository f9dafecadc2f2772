"""The metrics, each as statistics that add up over sentences and a score computed from a sum.

BLEU (Papineni et al. 2002) with the 13a tokenizer for English and Kazakh alike, chrF and chrF++
(Popović 2015, 2017), TER (Snover et al. 2006), and spBLEU (Goyal et al. 2022) where sacreBLEU's
model of it is on disk. All figures are those of sacreBLEU (Post 2018), with its signatures.
Nothing is downloaded.

Scores are computed for many sums at once: an array of (sums, columns) gives an array of scores.
They keep the precision of their argument: sacreBLEU computes resamples in 32-bit numbers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from baikonur_align.evaluation.counts import (
    CHARACTER_ORDER,
    WORD_ORDER,
    Texts,
    bleu_counts,
    chrf_counts,
    numbered,
)

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric as SacreMetric

Numbers = NDArray[Any]
Counting = Callable[[Texts], NDArray[np.int64]]

BETA_SQUARED = 4
"""Weight of recall in chrF: beta is 2 (Popović 2016)."""

LOG_OF_ZERO = -9999999999.0
"""What sacreBLEU takes for the logarithm of 0."""

SPBLEU_MODEL = "flores200sacrebleuspm"
"""The SentencePiece model of spBLEU in sacreBLEU's folder of models."""


@dataclass(frozen=True)
class Metric:
    """One metric.

    ``counts`` names its statistics: metrics of the same name share them, and ``columns`` says
    which of them are its own. ``options`` are those of sacreBLEU's class, ``sacre_name``.
    """

    name: str
    counts: str
    columns: slice
    score: Callable[[Numbers], Numbers]
    sacre_name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    errors: bool = False
    """Whether lower is better."""

    sentence_options: Mapping[str, Any] = field(default_factory=dict)
    sentence_score: Callable[[Numbers], Numbers] | None = None
    fixed_signature: str = ""
    """The signature of a metric that is not sacreBLEU's."""

    def signature(self, **more: object) -> str:
        """The signature of a corpus score; `more` are ``bs``, ``ar`` and ``seed`` of a test."""
        return self._signature(self.options, more)

    def sentence_signature(self) -> str:
        """The signature of a sentence's score."""
        return self._signature({**self.options, **self.sentence_options}, {})

    def _signature(self, options: Mapping[str, Any], more: Mapping[str, object]) -> str:
        if self.fixed_signature:
            return "|".join([self.fixed_signature, *(f"{k}:{v}" for k, v in more.items())])
        metric: Any = sacre(self.sacre_name, **options)
        metric.num_refs = 1
        signature = metric.get_signature()
        for key, value in more.items():
            signature.update(key, value)
        return str(signature)

    def of_corpus(self, statistics: Mapping[str, Numbers]) -> float:
        """The score of all sentences together; `statistics` are by name (`counts`)."""
        total = statistics[self.counts].sum(axis=0, dtype=np.float64)[None]
        return float(self.score(total[:, self.columns])[0])

    def of_sentences(self, statistics: Mapping[str, Numbers]) -> Numbers:
        """The score of each sentence, in their order."""
        rows = statistics[self.counts][:, self.columns].astype(np.float64)
        return (self.sentence_score or self.score)(rows)


def sacre(name: str, **options: Any) -> SacreMetric:
    """SacreBLEU's own metric of a class (``BLEU``, ``CHRF``, ``TER``)."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    classes: Mapping[str, Callable[..., SacreMetric]] = {"BLEU": BLEU, "CHRF": CHRF, "TER": TER}
    return classes[name](**options)


# --- scores from sums -------------------------------------------------------------------------


def bleu(sums: Numbers, *, effective_order: bool = False) -> Numbers:
    """BLEU with exponential smoothing, 0..100.

    With `effective_order`, only orders of which the hypothesis has n-grams count.
    """
    system, reference = sums[:, 0].astype(np.float64), sums[:, 1].astype(np.float64)
    correct, total = sums[:, 2 : 2 + WORD_ORDER], sums[:, 2 + WORD_ORDER :]
    with np.errstate(divide="ignore", invalid="ignore"):
        short = np.where(system > 0, np.exp(1 - reference / system), 0.0)
    penalty = np.where(system < reference, short, 1.0)
    smoothing = np.ones(len(sums))
    logs = np.zeros(len(sums))
    orders = np.zeros(len(sums))
    alive = np.ones(len(sums), bool)
    for order in range(WORD_ORDER):
        alive = alive & (total[:, order] > 0)
        missed = alive & (correct[:, order] == 0)
        smoothing = np.where(missed, smoothing * 2, smoothing)
        orders += alive
        divisor = np.where(alive, total[:, order], 1)
        hit = 100.0 * correct[:, order] / divisor
        miss = 100.0 / (smoothing.astype(sums.dtype) * divisor)
        precision = np.where(missed, miss, hit).astype(np.float64)
        log = np.log(np.where(alive, precision, 1.0))
        gone = 0.0 if effective_order else LOG_OF_ZERO
        logs = logs + np.where(alive, log, gone)
    count = np.maximum(orders, 1) if effective_order else WORD_ORDER
    matches = correct.any(axis=1)
    return np.where(matches, penalty * np.exp(logs / count), 0.0)


def sentence_bleu(sums: Numbers) -> Numbers:
    """BLEU of single sentences, of the orders that they have."""
    return bleu(sums, effective_order=True)


def chrf(sums: Numbers) -> Numbers:
    """The chrF and chrF++ of the orders that both sides have, 0..100."""
    have, want, match = sums[:, 0::3], sums[:, 1::3], sums[:, 2::3]
    both = (have > 0) & (want > 0)
    precision = np.zeros(len(sums), sums.dtype)
    recall = np.zeros(len(sums), sums.dtype)
    for order in range(have.shape[1]):
        use = both[:, order]
        precision += np.where(use, match[:, order] / np.where(use, have[:, order], 1), 0)
        recall += np.where(use, match[:, order] / np.where(use, want[:, order], 1), 0)
    orders = np.maximum(both.sum(axis=1), 1).astype(sums.dtype)
    precision, recall = precision / orders, recall / orders
    some = precision + recall > 0
    score = (1 + BETA_SQUARED) * precision * recall
    score = score / np.where(some, BETA_SQUARED * precision + recall, 1)
    return np.where(some, 100 * score, 0)


def ter(sums: Numbers) -> Numbers:
    """TER: edits in per cent of the reference's words; over 100 is possible."""
    edits, words = sums[:, 0], sums[:, 1]
    rate = edits / np.where(words > 0, words, 1)
    return 100 * np.where(words > 0, rate, (edits > 0).astype(sums.dtype))


# --- statistics -------------------------------------------------------------------------------


@cache
def _tokenizer(name: str, tokenize: str = "") -> Callable[[str], str]:
    """The tokenizer of sacreBLEU, one for the process: it remembers what it has seen."""
    metric: Any = sacre(name, **({"tokenize": tokenize} if tokenize else {}))
    tokenizer: Callable[[str], str] = metric.tokenizer
    return tokenizer


def _bleu_13a(texts: Texts) -> NDArray[np.int64]:
    """13a tokenizes word by word, but joins a line that ends in a hyphen to the next."""
    if any("-\n" in text for text in (*texts.hypotheses, *texts.references)):
        return _bleu_of_lines(texts, "13a")
    tokenize = _tokenizer("BLEU", "13a")
    return bleu_counts(texts, texts.tokens(lambda word: tokenize(word).split()))


def _spbleu(texts: Texts) -> NDArray[np.int64]:
    return _bleu_of_lines(texts, "flores200")


def _bleu_of_lines(texts: Texts, name: str) -> NDArray[np.int64]:
    tokenize = _tokenizer("BLEU", name)
    lines = (*texts.hypotheses, *texts.references)
    return bleu_counts(texts, numbered([tokenize(line.rstrip()).split() for line in lines]))


def _chrf(texts: Texts) -> NDArray[np.int64]:
    metric: Any = sacre("CHRF", word_order=2)
    return chrf_counts(texts, metric._remove_punctuation)  # noqa: SLF001


def _ter(texts: Texts) -> NDArray[np.int64]:
    from baikonur_align.evaluation.edits import ter_counts

    tokenize = _tokenizer("TER")
    return ter_counts(texts, lambda word: tokenize(word).split())


COUNTS: Mapping[str, Counting] = MappingProxyType(
    {"bleu-13a": _bleu_13a, "chrf": _chrf, "ter": _ter, "spbleu": _spbleu}
)
"""How the statistics of each name are counted."""

METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        "BLEU": Metric(
            "BLEU",
            "bleu-13a",
            slice(None),
            bleu,
            "BLEU",
            {"tokenize": "13a"},  # sacreBLEU's default, the one that published figures use
            sentence_options={"effective_order": True},
            sentence_score=sentence_bleu,
        ),
        "chrF": Metric("chrF", "chrf", slice(3 * CHARACTER_ORDER), chrf, "CHRF", {"word_order": 0}),
        "chrF++": Metric("chrF++", "chrf", slice(None), chrf, "CHRF", {"word_order": 2}),
        "TER": Metric("TER", "ter", slice(None), ter, "TER", errors=True),
    }
)
"""The metrics that are always there, by name."""

SPBLEU = Metric(
    "spBLEU",
    "spbleu",
    slice(None),
    bleu,
    "BLEU",
    {"tokenize": "flores200"},
    sentence_options={"effective_order": True},
    sentence_score=sentence_bleu,
)
"""BLEU on SentencePiece tokens, in `available` where its model is on disk."""


@cache
def _sacrebleu_folder() -> Path:
    from sacrebleu.utils import SACREBLEU_DIR

    return Path(SACREBLEU_DIR)


def available() -> dict[str, Metric]:
    """The metrics that can be computed here, by name. spBLEU needs its model on disk.

    sacreBLEU looks for the model in ``$SACREBLEU/models`` and would download it; it is used only
    where it is there already.
    """
    found = dict(METRICS)
    if (_sacrebleu_folder() / "models" / SPBLEU_MODEL).is_file():
        found[SPBLEU.name] = SPBLEU
    return found


def seed() -> int | None:
    """The seed of all resampling: ``SACREBLEU_SEED``, 12345 by default; None for a random one."""
    text = os.environ.get("SACREBLEU_SEED", "12345")
    return None if text.lower() == "none" else int(text)
