"""Encoder vectors as evidence: centred, whitened and scaled to their weight.

Cosines of an encoder's raw vectors lie close together (.75 to .95 for e5), because all vectors
share a direction and a few axes have most of the variance. Centring removes the shared direction,
whitening evens out the axes (J. Su et al., "Whitening Sentence Representations", 2021). Neighbours
in a running text also share a subject, which does not tell them apart: a part of it is taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

# docs/alignment.md, Constants
WEIGHT = 0.7  # length of a prepared vector
WHITENING = 0.5  # power of the inverse covariance: 0 leaves the axes as they are, 1 evens them out
SHRINKAGE = 0.1  # weight of a multiple of the identity in the covariance
PRIOR_COUNT = 8.0  # sentences that the mean of both sides counts for in the mean of one side
TINY = 1e-12  # least variance of an axis
FULL_TRUST = 0.1  # margin from which the vectors have their full weight
TRUST_SAMPLE = 128  # sentences from which the margin is estimated
RIVALS = 3  # next best matches that the best match is compared with
NEIGHBOURS = 4  # sentences on either side whose mean is the local subject
SUBJECT_SHARE = 0.5  # part of the local subject that is taken out
RUNNING_GAIN = 1.3  # factor of the weight without the local subject


def prepare_vectors(source: Vectors, target: Vectors) -> tuple[Vectors, Vectors]:
    """Return the vectors of both sides, (n, d) and (m, d), ready to be added to the evidence.

    Each side is centred on a mean of its own, because languages differ by an offset. A zero vector,
    of an empty sentence, stays zero. Where the encoder does not tell sentences apart, as in a
    language that it does not know, all vectors are shortened.
    """
    ours, theirs = Space.of(source, target)
    units = ours.units(source), theirs.units(target)
    weight = np.float32(WEIGHT * trust(*units))
    return units[0] * weight, units[1] * weight


@dataclass(frozen=True, eq=False)
class Space:
    """How the vectors of one side (n, d) are centred and whitened: mean (d,), transform (d, d)."""

    mean: NDArray[np.float64]
    transform: NDArray[np.float64]

    @classmethod
    def of(cls, source: Vectors, target: Vectors) -> tuple[Space, Space]:
        """Return the space of each side of two texts."""
        sides = source, target
        known = [_known(side) for side in sides]
        counts = [int(rows.sum()) for rows in known]
        count = max(1, sum(counts))
        mean = (source.sum(axis=0, dtype=np.float64) + target.sum(axis=0, dtype=np.float64)) / count
        means = [_own_mean(side, own, mean) for side, own in zip(sides, counts, strict=True)]
        centred = [(side - own) * rows for side, own, rows in zip(sides, means, known, strict=True)]
        transform = _whitening(np.vstack(centred), count)
        return cls(means[0], transform), cls(means[1], transform)

    def units(self, side: Vectors) -> Vectors:
        """Return vectors of this side centred, whitened and of length 1; zero vectors stay zero."""
        return _unit_rows((side - self.mean) * _known(side) @ self.transform)


def _known(side: Vectors) -> NDArray[np.bool_]:
    """Return which vectors are not zero, (n, 1)."""
    return np.asarray(np.linalg.norm(side, axis=1, keepdims=True) > 0)


def _unit_rows(rows: NDArray[np.floating[Any]]) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, TINY), np.float32)


def without_subject(side: Vectors) -> Vectors:
    """Return the prepared vectors of a running text (n, d) without what neighbours share.

    A part of the mean of each sentence and its neighbours is taken out, less at the ends of a text
    and in short texts, whose mean is 0 already. Zero vectors stay zero.
    """
    lengths = np.linalg.norm(side, axis=1, keepdims=True)
    own = _unit_rows((side - _subjects(side)) * (lengths > 0))
    return np.asarray(own * (np.float32(RUNNING_GAIN) * lengths), np.float32)


def joined_directions(units: Vectors, runs: Sequence[tuple[int, int]], joined: Vectors) -> Vectors:
    """Return unit vectors of runs of joined sentences without the local subjects, (runs, d).

    `units` are those of the sentences, `joined` those of the runs; a run is its first sentence and
    the number of its sentences.
    """
    subjects = _subjects(units)
    own = np.zeros_like(joined)
    for number, (first, size) in enumerate(runs):
        run = slice(first, first + size)
        length = np.linalg.norm(units[run].sum(axis=0))
        own[number] = length * joined[number] - subjects[run].sum(axis=0)
    return _unit_rows(own)


def _subjects(side: Vectors) -> Vectors:
    """Return the part of the mean of each row and its neighbours that is taken out."""
    window = 2 * NEIGHBOURS + 1
    share = SUBJECT_SHARE * max(0.0, 1 - window / max(1, len(side)))
    return np.asarray(np.float32(share / window) * _window_sums(side))


def _window_sums(rows: Vectors) -> Vectors:
    """Return for each row the sum of itself and its `NEIGHBOURS` on either side."""
    total = rows.copy()
    for step in range(1, min(NEIGHBOURS, len(rows) - 1) + 1):
        total[step:] += rows[:-step]
        total[:-step] += rows[step:]
    return total


def _own_mean(side: Vectors, count: int, mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of one side, drawn towards the mean of both where it is short."""
    total = side.sum(axis=0, dtype=np.float64) + PRIOR_COUNT * mean
    return np.asarray(total / (count + PRIOR_COUNT))


def _whitening(rows: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return the transform (d, d) that divides each principal axis by a power of its variance."""
    dimension = rows.shape[1]
    covariance = rows.T @ rows / count
    level = np.trace(covariance) / max(1, dimension)
    covariance = (1 - SHRINKAGE) * covariance + SHRINKAGE * level * np.eye(dimension)
    variances, axes = np.linalg.eigh(covariance)
    return np.asarray(axes * np.maximum(variances, TINY) ** (-WHITENING / 2))


def row_cosines(source: Vectors, target: Vectors) -> Vectors:
    """Return the cosine of each row with the same row of `target`, (n,); 0 for a zero vector."""
    lengths = np.linalg.norm(source, axis=1) * np.linalg.norm(target, axis=1)
    return np.asarray((source * target).sum(axis=1) / np.maximum(lengths, 1e-9))


def trust(source: Vectors, target: Vectors) -> float:
    """Return the weight of unit vectors, 0 to 1, by how clearly sentences prefer a match.

    The median margin of the best match over the next `RIVALS`, on a sample of the shorter side.
    """
    fewer, more = sorted((source, target), key=len)
    if len(fewer) <= RIVALS:
        return 1.0
    sample = fewer[:: -(-len(fewer) // TRUST_SAMPLE)]
    best = np.sort(sample @ more.T, axis=1)[:, -RIVALS - 1 :]
    margin = float(np.median(best[:, -1] - best[:, :-1].mean(axis=1)))
    return min(1.0, max(0.0, margin) / FULL_TRUST)
