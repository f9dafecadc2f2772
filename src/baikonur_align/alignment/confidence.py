"""How likely a bead is right, and why, in a few words.

The log odds of its posterior, stretched and moved by two numbers (Platt 1999) that bench/calibrate.py fits on
documents with known beads, so that of the beads at 0.9 nine in ten are right. Lengths, shape and numbers that
differ are in the posterior already: told once more, they misled on texts of another kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from baikonur_align.model import Link

Floats = NDArray[np.float64]

# Fitted by bench/calibrate.py on Text+Berg dev with three MT systems and none and on fifteen documents made
# of Kazakh-English training pairs, each with a lexicon that had not seen it and without any.
SHIFT, SLOPE = -0.12, 1.17
ALONE = 3.0  # log odds of a sentence left alone in comparable texts: most have nothing opposite
STRANGE = 0.05  # median similarity of links below which texts are no translation of each other
SURE = 0.001  # posteriors nearer to 0 or 1 than this are all one


class Evidence(Protocol):
    """What a judge needs to know; `similarity.Evidence` is one."""

    def usual(self, links: Sequence[Link]) -> float | None: ...
    def why(self, rows: Sequence[int], columns: Sequence[int]) -> tuple[str, ...]: ...


def judge(evidence: Evidence, links: Sequence[Link], *, comparable: bool = False) -> list[Link]:
    """`links` with a confidence each, 0..1, the share of such links that are right, and with why.

    Links of `align.align` are judged by their posterior; those of `align.comparable` (say so) have log odds.
    """
    odds = _by_score(links) if comparable else SHIFT + SLOPE * log_odds(links)
    chances = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    if not comparable:
        chances *= _kinship(evidence, links)
    return [
        replace(
            link, confidence=round(float(chance), 4), why=evidence.why(link.source, link.target)
        )
        for link, chance in zip(links, chances, strict=True)
    ]


def _by_score(links: Sequence[Link]) -> Floats:
    return np.array([k.score if k.source and k.target else ALONE for k in links])


def _kinship(evidence: Evidence, links: Sequence[Link]) -> float:
    """1 for translations, down to 0 for texts whose links have nothing in common."""
    usual = evidence.usual(links)
    return 0.5 if usual is None else float(np.clip(usual / STRANGE, 0.0, 1.0))


def log_odds(links: Sequence[Link]) -> Floats:
    """Of the posteriors, which are the links' scores."""
    chances = np.clip([link.score for link in links], SURE, 1 - SURE)
    return np.asarray(np.log(chances / (1 - chances)), np.float64)
