"""A lexicon learned from linked sentences by IBM model 1.

P. F. Brown et al., "The Mathematics of Statistical Machine Translation" (1993). A bead that teaches
a word pair would be confirmed by that pair, right or wrong. The prediction for a sentence therefore
leaves out what its own bead taught.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from baikonur_align.alignment.lexicon import (
    MIN_PROBABILITY,
    WordCounts,
    at_most_once,
    prediction_part,
)
from baikonur_align.alignment.vectors import Matrix, Part

Indices = NDArray[np.int64]
Floats = NDArray[np.floating[Any]]
Numbers = NDArray[np.integer[Any]]
# Source rows, target rows and the weight of each bead, 0 to 1.
WeightedBeads = Sequence[tuple[Sequence[int], Sequence[int], float]]

EM_ROUNDS = 5  # of expectation maximisation; more overfits small texts
SMOOTHING = 1.0  # occurrences added to each word's count
TINY = 1e-30  # avoids 0 / 0 for beads of weight 0
MIN_BEADS = 2  # beads in which two words must occur together to be paired


def induced_parts(
    source: WordCounts, target: WordCounts, linked: WeightedBeads, shape: tuple[int, int]
) -> list[Part]:
    """Return the parts of `lexicon.predicted_both_ways`, by a lexicon learned from `linked`.

    `shape` is the number of sentences of each side to predict for; later rows only teach.
    """
    rows, columns, counts = _columns(linked)
    one, other = (_words(side.rows, which) for side, which in ((source, rows), (target, columns)))
    ours, theirs = source.rows[: shape[0]], target.rows[: shape[1]]
    shape = source.rows.shape[1], target.rows.shape[1]
    forward = model_1(one, other, counts, shape).expected(ours, rows)
    backward = model_1(other, one, counts, shape[::-1]).expected(theirs, columns)
    return [prediction_part(forward, theirs), prediction_part(backward, ours)[::-1]]


def probability_tables(
    source: WordCounts, target: WordCounts, linked: WeightedBeads
) -> tuple[Matrix, Matrix]:
    """Return P(target word | source word) and P(source word | target word), rows by the given."""
    rows, columns, counts = _columns(linked)
    one, other = _words(source.rows, rows), _words(target.rows, columns)
    shape = source.rows.shape[1], target.rows.shape[1]
    forward = model_1(one, other, counts, shape).table
    return forward, model_1(other, one, counts, shape[::-1]).table


def _columns(linked: WeightedBeads) -> tuple[list[Sequence[int]], list[Sequence[int]], Floats]:
    counts = np.array([counts for _, _, counts in linked], np.float64)
    return [rows for rows, _, _ in linked], [columns for _, columns, _ in linked], counts


def _words(rows: Matrix, linked: Sequence[Sequence[int]]) -> list[Indices]:
    """Return the distinct words of each run of neighbouring sentences."""
    ends = [(rows.indptr[min(which)], rows.indptr[max(which) + 1]) for which in linked]
    return [np.unique(rows.indices[first:last]).astype(np.int64) for first, last in ends]


@dataclass(frozen=True, eq=False)
class ExpectedCounts:
    """Expected counts of word pairs under model 1, over all beads and within each bead.

    A "given" word generates a "made" word of the other language. The last given word is the empty
    word, which occurs in every bead and takes what no other word explains.
    """

    total: Floats  # of each given word, with `SMOOTHING`
    every: Matrix  # (given word, made word), over all beads
    givers: Indices  # bead * number of given words + word, for the words of each bead, ascending
    share: Floats  # of each entry of `givers`: its part of its word's total
    own: Matrix  # (entry of `givers`, made word), within that bead

    @property
    def table(self) -> Matrix:
        """P(made word | given word), without the empty word."""
        return sparse.csr_matrix(sparse.diags(1 / self.total) @ self.every, dtype=np.float32)[:-1]

    def expected(self, sentences: Matrix, beads: Sequence[Sequence[int]]) -> Matrix:
        """Return the expected words opposite each of `sentences`, by all beads but its own.

        `beads` are the sentences of each bead that taught.
        """
        bead = _bead_of(sentences.shape[0], beads)
        found = at_most_once(sentences).tocoo()
        mine = np.flatnonzero(bead[found.row] >= 0)
        giver = np.searchsorted(self.givers, (bead[found.row] * len(self.total) + found.col)[mine])
        total = self.total[found.col]
        total[mine] -= self.share[giver]
        weight = 1 / np.maximum(total, SMOOTHING)
        by_all = _matrix(weight, found.row, found.col, (len(bead), len(self.total))) @ self.every
        by_own = (
            _matrix(weight[mine], found.row[mine], giver, (len(bead), len(self.givers))) @ self.own
        )
        rest = sparse.csr_matrix(by_all - by_own, dtype=np.float32)
        np.maximum(rest.data, 0, out=rest.data)
        return rest


def _bead_of(size: int, beads: Sequence[Sequence[int]]) -> Indices:
    """Return the number of the bead of each sentence; -1 for none."""
    bead = np.full(size, -1)
    for number, which in enumerate(beads):
        bead[[i for i in which if i < size]] = number
    return bead


def _matrix(
    values: NDArray[Any], rows: Numbers, columns: Numbers, shape: tuple[int, int]
) -> Matrix:
    return sparse.csr_matrix((values, (rows, columns)), shape)


def model_1(
    given: Sequence[Indices], made: Sequence[Indices], counts: Floats, shape: tuple[int, int]
) -> ExpectedCounts:
    """Return expected counts by expectation maximisation.

    `given` and `made` are the distinct words of each bead, `counts` the weight of each bead and
    `shape` the sizes of both vocabularies.
    """
    given_size, made_size = shape
    given = [np.append(words, given_size) for words in given]
    code = _joined(
        (left[:, None] * made_size + right).ravel() for left, right in zip(given, made, strict=True)
    )
    pairs, inverse = np.unique(code, return_inverse=True)
    code = inverse.astype(np.int32)  # halves the memory of long texts
    del inverse
    word, other = np.divmod(pairs, made_size)
    place = _places([len(words) for words in given], [len(words) for words in made])
    often = np.repeat(counts, [len(words) for words in made])  # weight of each made word
    chance, share = np.ones(len(pairs)), np.zeros(0)
    for _ in range(EM_ROUNDS):
        share = chance[code]
        share *= (often / np.maximum(np.bincount(place, share, minlength=len(often)), TINY))[place]
        expected = np.bincount(code, share, minlength=len(pairs))
        total = np.bincount(word, expected, minlength=given_size + 1) + SMOOTHING
        chance = expected / total[word]
    keep = (word < given_size) & (chance > MIN_PROBABILITY) & (np.bincount(code) >= MIN_BEADS)
    every = _matrix(expected[keep], word[keep], other[keep], (given_size + 1, made_size))
    givers = _joined(number * (given_size + 1) + words for number, words in enumerate(given))
    many = np.repeat([len(words) for words in made], [len(words) for words in given])
    giver = np.repeat(np.arange(len(givers), dtype=np.int32), many)
    kept = keep[code]
    own = _matrix(share[kept], giver[kept], other[code[kept]], (len(givers), made_size))
    by_bead = np.asarray(np.bincount(giver, share, minlength=len(givers)), np.float64)
    return ExpectedCounts(total, every, givers, by_bead, own)


def _joined(some: Iterable[Indices]) -> Indices:
    return np.concatenate([np.zeros(0, np.int64), *some])


def _places(given: Sequence[int], made: Sequence[int]) -> NDArray[np.int32]:
    """Return for each word pair of each bead the position of its made word among all of them."""
    ends = np.cumsum(made, dtype=np.int32)
    spans = zip(given, ends - made, ends, strict=True)
    some = [np.tile(np.arange(first, end, dtype=np.int32), size) for size, first, end in spans]
    return np.concatenate([np.zeros(0, np.int32), *some])
