"""How likely a bead is right, and why, in a few words.

A logistic model of few features, fitted by bench/calibrate.py on documents with known beads, so that of
the beads at 0.9 nine in ten are right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from baikonur_align.model import Link

Floats = NDArray[np.float64]

FEATURES = ("one", "posterior", "length", "three", "more", "numbers")
# Fitted by bench/calibrate.py on Text+Berg dev with three MT systems and none and on fifteen documents made
# of Kazakh-English training pairs, each with a lexicon that had not seen it and without any.
WEIGHTS = dict(zip(FEATURES, (0.03, 1.15, -0.09, 0.06, -0.08, -0.20), strict=True))
ALONE = 3.0  # log odds of a sentence left alone in comparable texts: most have nothing opposite
STRANGE = 0.05  # median similarity of links below which texts are no translation of each other
SAMPLE = 200  # links that tell how alike texts are
THREE = 3  # sentences of a bead of which one side was cut or merged once
SURE = 0.001  # posteriors nearer to 0 or 1 than this are all one
MOST_ODD = 3  # numbers that differ beyond which more say nothing more
VARIANCE = 6.8  # of target characters per source character: Gale & Church 1993
LENGTH_CAP = 8.0  # squared standard deviations of length beyond which more says nothing more


class Text(Protocol):
    @property
    def lengths(self) -> Floats: ...


class Evidence(Protocol):
    """What a judge needs to know; `similarity.Evidence` is one."""

    @property
    def source(self) -> Text: ...
    @property
    def target(self) -> Text: ...
    def similarity(self, rows: Sequence[int], columns: Sequence[int]) -> float: ...
    def odd_numbers(self, rows: Sequence[int], columns: Sequence[int]) -> int: ...
    def why(self, rows: Sequence[int], columns: Sequence[int]) -> tuple[str, ...]: ...


def judge(evidence: Evidence, links: Sequence[Link], *, comparable: bool = False) -> list[Link]:
    """`links` with a confidence each, 0..1, the share of such links that are right, and with why.

    Links of `align.align` are judged by their posterior; those of `align.comparable` (say so) have log odds.
    """
    odds = _by_score(links) if comparable else features(evidence, links) @ list(WEIGHTS.values())
    chances = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    if not comparable:
        chances *= _kinship(evidence, links)
    return [
        replace(link, confidence=round(float(chance), 4), why=evidence.why(link.source, link.target))
        for link, chance in zip(links, chances, strict=True)
    ]


def _by_score(links: Sequence[Link]) -> Floats:
    return np.array([k.score if k.source and k.target else ALONE for k in links])


def _kinship(evidence: Evidence, links: Sequence[Link]) -> float:
    """1 for translations, down to 0 for texts whose links have nothing in common."""
    linked = [link for link in links if link.source and link.target]
    some = linked[:: -(-len(linked) // SAMPLE) or 1]
    found = [evidence.similarity(link.source, link.target) for link in some]
    return float(np.clip(np.median(found) / STRANGE, 0.0, 1.0)) if found else 0.5


def features(evidence: Evidence, links: Sequence[Link]) -> Floats:
    """A row for each link, a column for each of `FEATURES`."""
    ratio = _ratio(evidence, links)
    return np.array(
        [
            [
                1.0,
                _log_odds(link.score),
                _unlikely(evidence, link, ratio),
                size == THREE,
                max(0, size - THREE),
                min(MOST_ODD, evidence.odd_numbers(link.source, link.target)),
            ]
            for link in links
            for size in [len(link.source) + len(link.target)]
        ]
    ).reshape(len(links), len(FEATURES))


def _ratio(evidence: Evidence, links: Sequence[Link]) -> float:
    """Characters of the target for each of the source, in the links that have both."""
    both = [link for link in links if link.source and link.target]
    source = sum(evidence.source.lengths[i] for link in both for i in link.source)
    target = sum(evidence.target.lengths[j] for link in both for j in link.target)
    return float(max(target, 1.0) / max(source, 1.0))


def _log_odds(chance: float) -> float:
    kept = min(max(chance, SURE), 1 - SURE)
    return float(np.log(kept / (1 - kept)))


def _unlikely(evidence: Evidence, link: Link, ratio: float) -> float:
    """How unlikely the lengths are, in squared standard deviations (Gale & Church 1993)."""
    if not link.source or not link.target:
        return 0.0
    source = evidence.source.lengths[list(link.source)].sum() * ratio
    target = evidence.target.lengths[list(link.target)].sum()
    return float(min(LENGTH_CAP, (target - source) ** 2 / (VARIANCE * max(1.0, (source + target) / 2))))
