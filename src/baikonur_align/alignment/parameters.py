"""Prices of beads, fitted offline, and the parameters learned from a pair of texts.

docs/alignment.md, Constants, has the source of each value. `bench/fit.py` fits the prices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MAX_BEAD_SIZE = 5  # sentences on one side of a bead
MAX_BEAD_TOTAL = 6  # sentences of both sides of a bead

Scores = NDArray[np.float32]
Span = tuple[int, int, int, int]  # a bead: first row, number of rows, first column, columns
Gains = Mapping[int, Sequence[tuple[Span, float]]]  # what is added to scores, by the row of the end


class Gap(NamedTuple):
    """Price of a run of unaligned sentences: opening it, and the least score of each sentence."""

    opening: float
    least: float


@dataclass(frozen=True)
class Prices:
    """Scores and prices in units of cosine; divided by `temperature` they are log odds.

    The model is the same for all languages.
    """

    temperature: float
    unaligned: float  # score of an unaligned sentence
    rival: float  # added for an unaligned sentence, times its similarity to its best match
    second_sentence: float  # price of the first sentence beyond 1-1
    further_sentence: float  # price of each further sentence
    many_to_many: float  # price of each sentence that both sides have beyond the first
    sentence_end: float  # price of each sentence end that one side has more than the other
    length: float  # price of a squared standard deviation of length
    gaps: tuple[Gap, ...]  # two-piece affine gap: the cheaper of the two prices holds
    block_start: float = 0.0  # price of a block that starts on one side only; learned from texts

    def shape(self, a: int, b: int) -> float:
        """Return the price of the shape of a bead with `a` and `b` sentences."""
        extra = a + b - 2
        if not extra:
            return 0.0
        further = self.further_sentence * (extra - 1)
        return self.second_sentence + further + self.many_to_many * (min(a, b) - 1)

    def gap_columns(self, kind: Any) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the openings and the least scores of the gaps, each of shape (gaps, 1)."""
        opening, least = np.array(self.gaps, kind).T[:, :, None]
        return opening, least


PRICES = Prices(
    temperature=1 / 26.7,
    unaligned=-0.09,
    rival=0.405,
    second_sentence=0.085,
    further_sentence=0.073,
    many_to_many=0.019,
    sentence_end=0.024,
    length=0.015,
    gaps=(Gap(0.05, -np.inf), Gap(0.4, -0.045)),
)
"""The prices without a sentence encoder."""

ENCODED_PRICES = replace(PRICES, many_to_many=0.03, gaps=(Gap(0.06, -np.inf), *PRICES.gaps[1:]))
"""The prices with a sentence encoder."""


@dataclass(frozen=True)
class TextParams:
    """Parameters of a pair of texts; `text_params.learn` estimates them.

    `length_ratio` is the number of target characters for each source character.
    """

    length_ratio: float
    prices: Prices


class UnalignedScores(NamedTuple):
    """Score of each sentence of both sides if it is unaligned."""

    source: NDArray[np.floating[Any]]
    target: NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Strip:
    """A window of the table of sentence pairs: rows and columns, each end excluded."""

    top: int
    bottom: int
    left: int
    right: int


def _shapes() -> list[tuple[int, int]]:
    sizes = range(1, MAX_BEAD_SIZE + 1)
    return [(a, b) for a in sizes for b in sizes if a + b <= MAX_BEAD_TOTAL]


SHAPES = _shapes()
SHAPE_ROWS, SHAPE_COLUMNS = np.array(SHAPES).T


def prefix_sums(values: NDArray[Any]) -> NDArray[Any]:
    """Return the sums before each position of the last axis; the first is 0, the last the total."""
    return np.concatenate(
        (np.zeros((*values.shape[:-1], 1), values.dtype), np.cumsum(values, axis=-1)), axis=-1
    )
