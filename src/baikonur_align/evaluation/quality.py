"""The estimate of a draft, fitted anew to the drafts that reviewers of a corpus confirmed.

The program's own model knows no corpus: within one kind of text its estimates may be too high or
too low throughout. A corpus with enough confirmed beads says how its drafts fare.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from baikonur_align.evaluation.translation import sentence_scores
from baikonur_align.model import Bead, Pair, Segment
from baikonur_align.translation.quality import DEFAULT, GOOD, Quality, estimate, features, fit

FEWEST = 300
"""Fewest confirmed beads with a draft that a model is fitted to."""

MOST = 3000
"""Most of them that are used."""

HELD_BACK = 5
"""One in so many is held back, to compare the two models."""

SURE = 1.645
"""Standard errors by which the fitted model must be better: a one-sided p below .05."""


@dataclass(frozen=True)
class Judged:
    """A draft with its features, and its sentence chrF against what the reviewer confirmed."""

    values: Mapping[str, float]
    chrf: float

    @property
    def good(self) -> bool:
        """Whether the draft needed little editing."""
        return self.chrf >= GOOD


def learned(pairs: Iterable[Pair], source: str, target: str) -> Quality | None:
    """The model of a corpus's drafts from `source` to `target`.

    None if the corpus has fewer than `FEWEST` confirmed beads with a draft, if the program has no
    model for these languages, or if its model is as good on the beads held back.
    """
    default = DEFAULT.get((source, target))
    texts = sorted(set(_texts(pairs, source, target)), key=_order)[:MOST]
    if default is None or len(texts) < FEWEST:
        return None
    held_back = len(texts) // HELD_BACK
    judged = _judged(texts, source, target)
    fitted = _fitted(judged[held_back:])
    if not _better(fitted, default, judged[:held_back]):
        return None
    return _fitted(judged)


Texts = tuple[str, str, str]
"""A source, its draft, and the translation that a reviewer confirmed."""


def _texts(pairs: Iterable[Pair], source: str, target: str) -> Iterator[Texts]:
    for pair in pairs:
        if (pair.source.lang, pair.target.lang) == (source, target):
            for bead in pair.beads:
                drafts = [segment.draft for segment in bead.source]
                if bead.status == "confirmed" and bead.target and drafts and all(drafts):
                    yield bead.text("source"), " ".join(drafts), bead.text("target")


def _order(texts: Texts) -> bytes:
    """Sort by chance, but in the same order each time."""
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).digest()


def _judged(texts: Sequence[Texts], source: str, target: str) -> list[Judged]:
    chrf = next(
        each
        for each in sentence_scores([draft for _, draft, _ in texts], [ref for _, _, ref in texts])
        if each.name == "chrF"
    )
    return [
        Judged(features(text, draft, source, target), value)
        for (text, draft, _), value in zip(texts, chrf.values, strict=True)
    ]


def _fitted(judged: Sequence[Judged]) -> Quality:
    return fit([each.values for each in judged], [each.chrf for each in judged])


def _better(fitted: Quality, default: Quality, judged: Sequence[Judged]) -> bool:
    """Whether the Brier score of `fitted` is lower, by more than chance."""
    gains = np.array([_brier(default, each) - _brier(fitted, each) for each in judged])
    error = gains.std() / np.sqrt(len(gains))
    return bool(gains.mean() > SURE * error)


def _brier(model: Quality, judged: Judged) -> float:
    """The squared error of a probability (Brier 1950)."""
    return (model.probability(judged.values) - judged.good) ** 2


def rated(pair: Pair, model: Quality) -> Pair:
    """A pair with the estimates of its drafts made by `model`."""
    langs = pair.source.lang, pair.target.lang
    return replace(pair, beads=tuple(rated_bead(bead, model, langs) for bead in pair.beads))


def rated_bead(bead: Bead, model: Quality, langs: tuple[str, str]) -> Bead:
    """A bead with the estimates of its drafts made by `model`."""
    return replace(bead, source=tuple(_rated(segment, model, langs) for segment in bead.source))


def _rated(segment: Segment, model: Quality, langs: tuple[str, str]) -> Segment:
    if segment.draft_quality is None:
        return segment
    return replace(
        segment, draft_quality=estimate(segment.text, segment.draft, *langs, model=model)
    )
