"""A lexicon learned from sentences that stand opposite each other, by IBM model 1.

P. F. Brown et al., "The Mathematics of Statistical Machine Translation" (1993). A bead that taught two words
that they belong together would find itself confirmed by them, right or wrong; so of each sentence is expected
what all beads but its own teach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from baikonur_align.alignment.lexicon import UNLIKELY, Counts, at_most_once, opposite
from baikonur_align.alignment.vectors import Matrix, Part

Indices = NDArray[np.int64]
Floats = NDArray[np.floating[Any]]
Numbers = NDArray[np.integer[Any]]
Linked = Sequence[
    tuple[Sequence[int], Sequence[int], float]
]  # rows of both sides, and what it counts, 0..1

ROUNDS = 5  # of expectation maximisation; more overfits small texts
DOUBT = 1.0  # occurrences added to each word's count; 0.3 to 3 do the same on dev
TINY = 1e-30  # so that beads that count for nothing divide nothing by nothing
TWICE = 2  # beads that must have two words before a lexicon pairs them


def induced(source: Counts, target: Counts, linked: Linked, shape: tuple[int, int]) -> list[Part]:
    """As `lexicon.both_ways`, by what the sentences in `linked` teach each other.

    `shape` is how many sentences of each side are asked for; what comes after them only teaches.
    """
    rows, columns, counts = _columns(linked)
    one, other = (_words(side.rows, which) for side, which in ((source, rows), (target, columns)))
    ours, theirs = source.rows[: shape[0]], target.rows[: shape[1]]
    shape = source.rows.shape[1], target.rows.shape[1]
    ahead = model_1(one, other, counts, shape).expected(ours, rows)
    back = model_1(other, one, counts, shape[::-1]).expected(theirs, columns)
    return [opposite(ahead, theirs), opposite(back, ours)[::-1]]


def tables(source: Counts, target: Counts, linked: Linked) -> tuple[Matrix, Matrix]:
    """How likely each source word makes each target word, and each target word each source word."""
    rows, columns, counts = _columns(linked)
    one, other = _words(source.rows, rows), _words(target.rows, columns)
    shape = source.rows.shape[1], target.rows.shape[1]
    return model_1(one, other, counts, shape).table, model_1(other, one, counts, shape[::-1]).table


def _columns(linked: Linked) -> tuple[list[Sequence[int]], list[Sequence[int]], Floats]:
    counts = np.array([counts for _, _, counts in linked], np.float64)
    return [rows for rows, _, _ in linked], [columns for _, columns, _ in linked], counts


def _words(rows: Matrix, linked: Sequence[Sequence[int]]) -> list[Indices]:
    """The words of neighbouring sentences, each once."""
    ends = [(rows.indptr[min(which)], rows.indptr[max(which) + 1]) for which in linked]
    return [np.unique(rows.indices[first:last]).astype(np.int64) for first, last in ends]


@dataclass(frozen=True, eq=False)
class Taught:
    """How often each given word is thought to make each other word: in all, and in each bead.

    The last given word is the empty one, which stands in every bead and takes what nothing explains.
    """

    total: Floats  # of each given word, and `DOUBT`
    every: Matrix  # given word, word made
    givers: Indices  # the given words of each bead: bead * given words + word, counting upwards
    share: Floats  # of each of these, of its word's total
    own: Matrix  # of each of these, word made

    @property
    def table(self) -> Matrix:
        """How likely each given word but the empty one makes each other word."""
        return sparse.csr_matrix(sparse.diags(1 / self.total) @ self.every, dtype=np.float32)[:-1]

    def expected(self, sentences: Matrix, beads: Sequence[Sequence[int]]) -> Matrix:
        """The words that all beads but its own expect opposite each of `sentences`, by how often.

        `beads` are the sentences of each bead that taught.
        """
        bead = _bead_of(sentences.shape[0], beads)
        found = at_most_once(sentences).tocoo()
        mine = np.flatnonzero(bead[found.row] >= 0)
        giver = np.searchsorted(self.givers, (bead[found.row] * len(self.total) + found.col)[mine])
        total = self.total[found.col]
        total[mine] -= self.share[giver]
        weight = 1 / np.maximum(total, DOUBT)
        by_all = _matrix(weight, found.row, found.col, (len(bead), len(self.total))) @ self.every
        by_own = (
            _matrix(weight[mine], found.row[mine], giver, (len(bead), len(self.givers))) @ self.own
        )
        rest = sparse.csr_matrix(by_all - by_own, dtype=np.float32)
        np.maximum(rest.data, 0, out=rest.data)
        return rest


def _bead_of(size: int, beads: Sequence[Sequence[int]]) -> Indices:
    """Which bead each of so many sentences stands in; -1 for none."""
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
) -> Taught:
    """How often each given word makes each word opposite, by expectation maximisation.

    `given` and `made` are the words of each bead, `counts` how often it counts; `shape` is how many words of
    either side there are.
    """
    given_size, made_size = shape
    given = [np.append(words, given_size) for words in given]
    code = _joined((g[:, None] * made_size + m).ravel() for g, m in zip(given, made, strict=True))
    pairs, inverse = np.unique(code, return_inverse=True)
    code = inverse.astype(np.int32)  # long texts need the memory
    del inverse
    word, other = np.divmod(pairs, made_size)
    place = _places([len(words) for words in given], [len(words) for words in made])
    often = np.repeat(counts, [len(words) for words in made])  # each word made counts
    chance, share = np.ones(len(pairs)), np.zeros(0)
    for _ in range(ROUNDS):
        share = chance[code]
        share *= (often / np.maximum(np.bincount(place, share, minlength=len(often)), TINY))[place]
        expected = np.bincount(code, share, minlength=len(pairs))
        total = np.bincount(word, expected, minlength=given_size + 1) + DOUBT
        chance = expected / total[word]
    keep = (word < given_size) & (chance > UNLIKELY) & (np.bincount(code) >= TWICE)
    every = _matrix(expected[keep], word[keep], other[keep], (given_size + 1, made_size))
    givers = _joined(number * (given_size + 1) + words for number, words in enumerate(given))
    many = np.repeat([len(words) for words in made], [len(words) for words in given])
    giver = np.repeat(np.arange(len(givers), dtype=np.int32), many)
    kept = keep[code]
    own = _matrix(share[kept], giver[kept], other[code[kept]], (len(givers), made_size))
    by_bead = np.asarray(np.bincount(giver, share, minlength=len(givers)), np.float64)
    return Taught(total, every, givers, by_bead, own)


def _joined(some: Iterable[Indices]) -> Indices:
    return np.concatenate([np.zeros(0, np.int64), *some])


def _places(given: Sequence[int], made: Sequence[int]) -> NDArray[np.int32]:
    """Of each pair of words of each bead, by the bead's sizes, which word of all is made."""
    ends = np.cumsum(made, dtype=np.int32)
    spans = zip(given, ends - made, ends, strict=True)
    some = [np.tile(np.arange(first, end, dtype=np.int32), size) for size, first, end in spans]
    return np.concatenate([np.zeros(0, np.int32), *some])
