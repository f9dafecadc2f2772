"""The evidence of an alignment: feature vectors and measures of two texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from baikonur_align.alignment.parameters import ENCODED_PRICES, MAX_BEAD_SIZE, PRICES, Prices
from baikonur_align.alignment.vectors import (
    Matrix,
    Part,
    blank,
    row_range,
    row_sums,
    shared_columns,
)
from baikonur_align.alignment.words import count_sentence_ends
from baikonur_align.model import Link

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Vectors = NDArray[np.float32]
Products = tuple[Indices, Indices, Floats]  # rows, columns and products of sentence pairs

BATCH = 64  # rows compared at once
MAX_SAMPLE = 200  # links from which the similarity of two texts is estimated
# Sentences of a side that may share a feature for it to guide the coarse pass: the first of these
# limits that leaves `MIN_RARE_PAIRS` sentence pairs for each sentence.
RARE_LIMITS = (3, 6, 12, 24)
MIN_RARE_PAIRS = 2
TINY = 1e-12  # squared length that keeps empty vectors from dividing by 0
TRUE_PAIR_SHARE = 5.0  # similarity of a true pair in units of the background


@dataclass(frozen=True, eq=False)
class SideEvidence:
    """One side as arrays, an entry for each of its n sentences.

    `rows` are sparse feature vectors (n, features), `lengths` are in characters, `sentence_ends`
    is counted from punctuation and `block_starts` is 1 where a block, such as a paragraph, begins.
    `run_norms[k]` is the squared length of the sum of k + 1 consecutive vectors, by the first of
    them. `background` is the mean product of a sentence with the sentences of the other side, by
    the sparse features. `dense` holds encoder vectors (n, d), scaled by their weight; d is 0
    without an encoder.
    """

    sentences: tuple[str, ...]
    rows: Matrix
    lengths: Floats
    sentence_ends: Floats
    block_starts: Floats
    run_norms: tuple[Floats, ...]
    background: Floats
    dense: Vectors

    def select(self, which: Indices) -> SideEvidence:
        """Return the evidence on some sentences, given by ascending numbers."""
        if len(which) == len(self.sentences):
            return self
        return SideEvidence(
            tuple(self.sentences[i] for i in which),
            self.rows[which],
            self.lengths[which],
            self.sentence_ends[which],
            self.block_starts[which],
            self._select_run_norms(which),
            self.background[which],
            self.dense[which],
        )

    def _select_run_norms(self, which: Indices) -> tuple[Floats, ...]:
        """Return the run norms; for sentences that were not neighbours, by shared columns only."""
        single = self.run_norms[0][which] if len(which) else np.zeros(0)
        kept = _run_norms(self.rows[which])
        if self.dense.shape[1]:
            kept = _added(kept, _dense_run_norms(self.dense[which]))
        norms = []
        for step, sums in enumerate(kept):
            found = sums + _moving_sums(single - kept[0], step + 1)
            together = which[step:] - which[: len(which) - step] == step
            found[together] = self.run_norms[step][which[: len(which) - step][together]]
            norms.append(found)
        return tuple(norms)

    def sums(self, runs: Sequence[Indices]) -> tuple[Matrix, Floats, Vectors]:
        """Return the sums over each run of sentences of `rows`, `background` and `dense`."""
        run = np.repeat(np.arange(len(runs)), [len(which) for which in runs])
        pick = sparse.csr_matrix(
            (np.ones(len(run), np.float32), (run, np.concatenate(runs))),
            (len(runs), len(self.sentences)),
        )
        return (
            sparse.csr_matrix(pick @ self.rows),
            np.asarray(pick @ self.background, np.float64),
            np.asarray(pick @ self.dense, np.float32),
        )


@dataclass(frozen=True, eq=False)
class Evidence:
    """The evidence on which sentences of two texts translate each other.

    `kinds` names the kinds of evidence, each with the first of its columns. `whole` is the evidence
    that this one was selected from, whose background holds for all its parts. Memory is linear in
    the length of the texts.
    """

    source: SideEvidence
    target: SideEvidence
    kinds: tuple[tuple[str, int], ...] = ()
    whole: Evidence | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """The number of sentences of the source and of the target."""
        return len(self.source.sentences), len(self.target.sentences)

    @property
    def encoded(self) -> bool:
        """Whether there are encoder vectors."""
        return bool(self.source.dense.shape[1])

    @property
    def prices(self) -> Prices:
        """The prices of beads before the texts have taught any."""
        return ENCODED_PRICES if self.encoded else PRICES

    def products(self, rows: slice, columns: slice) -> NDArray[np.float32]:
        """Return products of sentence vectors less the product expected of any two sentences."""
        raw = (self.source.rows[rows] @ self.target.rows[columns].T).toarray()
        if self.encoded:
            raw += self.source.dense[rows] @ self.target.dense[columns].T
        expected = (
            np.outer(self.source.background[rows], self.target.background[columns]) / self.level
        )
        return np.asarray(raw - expected, np.float32)

    @cached_property
    def level(self) -> float:
        """The mean product of two sentences, with the share of true pairs taken out."""
        if self.whole:
            return self.whole.level
        fewer = min(self.shape)  # among few sentences true pairs are a large part of the mean
        mean = max(float(self.source.background.mean()), 1e-9)
        return mean * (fewer + TRUE_PAIR_SHARE) / fewer

    def select(self, rows: Indices, columns: Indices) -> Evidence:
        """Return the evidence on some sentences of each side, given by ascending numbers."""
        return Evidence(
            self.source.select(rows), self.target.select(columns), self.kinds, self.whole or self
        )

    def cosines(self, rows: slice, columns: slice) -> NDArray[np.float32]:
        """Return `products` of vectors scaled to length 1; empty sentences have cosine 0."""
        norms = np.sqrt(np.outer(self.source.run_norms[0][rows], self.target.run_norms[0][columns]))
        return np.asarray(self.products(rows, columns) / norms, np.float32)

    def dense_cosines(self, rows: slice, columns: slice) -> NDArray[np.float32]:
        """Return the cosines of encoder vectors; empty sentences have cosine 0."""
        source, target = self.source.dense[rows], self.target.dense[columns]
        lengths = np.outer(np.linalg.norm(source, axis=1), np.linalg.norm(target, axis=1))
        return np.asarray(source @ target.T / np.maximum(lengths, TINY), np.float32)

    def similarity(self, rows: Sequence[int], columns: Sequence[int]) -> float:
        """Return the cosine of the summed vectors of both sides, less the expected cosine.

        0 if a side is empty.
        """
        if not rows or not columns:
            return 0.0
        source, target = slice(min(rows), max(rows) + 1), slice(min(columns), max(columns) + 1)
        total = float(self.products(source, target).sum())
        norms = (
            self.source.run_norms[len(rows) - 1][source.start]
            * self.target.run_norms[len(columns) - 1][target.start]
        )
        return total / float(np.sqrt(norms))

    def median_similarity(self, links: Iterable[Link]) -> float | None:
        """Return the median similarity of up to `MAX_SAMPLE` two-sided links; None without any."""
        linked = [link for link in links if link.source and link.target]
        sample = linked[:: -(-len(linked) // MAX_SAMPLE) or 1]
        if not sample:
            return None
        return float(np.median([self.similarity(link.source, link.target) for link in sample]))

    def run_similarities(
        self, rows: Sequence[Indices], columns: Sequence[Indices]
    ) -> NDArray[np.float32]:
        """Return the `similarity` of each run of source sentences with each run of the target."""
        (source, expected, dense), (target, expected_too, dense_too) = (
            self.source.sums(rows),
            self.target.sums(columns),
        )
        raw = (source @ target.T).toarray() - np.outer(expected, expected_too) / self.level
        raw += dense @ dense_too.T
        norms = [
            np.sqrt(row_sums(side, side.data**2) + np.square(vectors).sum(axis=1) + TINY)
            for side, vectors in ((source, dense), (target, dense_too))
        ]
        return np.asarray(raw / np.outer(*norms), np.float32)

    def votes(self, rows: Indices, columns: Indices) -> Floats:
        """Return for each pair the share of the kinds of evidence that make it a mutual best match.

        Kinds that know nothing of either sentence have no vote.
        """
        ends = [*(first for _, first in self.kinds[1:]), self.source.rows.shape[1]]
        found, asked = np.zeros(len(rows)), np.zeros(len(rows))
        for (_, first), end in zip(self.kinds, ends, strict=True):
            source, target = self.source.rows[:, first:end], self.target.rows[:, first:end]
            forward, backward = _best(source, rows, target), _best(target, columns, source)
            found += (forward == columns) & (backward == rows)
            asked += (forward >= 0) | (backward >= 0)
        if self.encoded:
            forward = _best_dense(self.source.dense, rows, self.target.dense)
            backward = _best_dense(self.target.dense, columns, self.source.dense)
            found += (forward == columns) & (backward == rows)
            asked += 1
        return found / np.maximum(1, asked)

    def texts(self, rows: Sequence[int], columns: Sequence[int]) -> tuple[str, str]:
        """Return the text of both sides of a bead."""
        source = " ".join(self.source.sentences[i] for i in rows)
        return source, " ".join(self.target.sentences[j] for j in columns)

    def similar_pairs(
        self, rows: Indices, columns: Indices, least: float
    ) -> list[tuple[int, int, float]]:
        """Return row, column and plain cosine of the pairs whose cosine is `least` or more."""
        norms = self.target.run_norms[0][columns]
        target = sparse.diags(1 / np.sqrt(norms)) @ self.target.rows[columns]
        found: list[tuple[int, int, float]] = []
        for top in range(0, len(rows), BATCH):
            some = rows[top : top + BATCH]
            source = (
                sparse.diags(1 / np.sqrt(self.source.run_norms[0][some])) @ self.source.rows[some]
            )
            cosines = (source @ target.T).toarray()
            if self.encoded:
                lengths = np.sqrt(np.outer(self.source.run_norms[0][some], norms))
                cosines += self.source.dense[some] @ self.target.dense[columns].T / lengths
            cells = np.nonzero(cosines >= least)
            found += zip(
                some[cells[0]].tolist(),
                columns[cells[1]].tolist(),
                cosines[cells].tolist(),
                strict=True,
            )
        return found

    def rare_products(self) -> Products:
        """Return the products of sentences that share features which few other sentences have."""
        source, target = self.source.rows, self.target.rows
        seen = [np.bincount(side.indices, minlength=side.shape[1]) for side in (source, target)]
        common, shared_by = np.maximum(*seen), seen[0] * seen[1]
        enough = MIN_RARE_PAIRS * min(self.shape)
        limit = next(
            (limit for limit in RARE_LIMITS if shared_by[common <= limit].sum() >= enough),
            RARE_LIMITS[-1],
        )
        keep = np.flatnonzero(common <= limit)
        found = (source[:, keep] @ target[:, keep].T).tocoo()
        return found.row.astype(np.int64), found.col.astype(np.int64), found.data.astype(np.float64)


def _moving_sums(values: Floats, size: int) -> Floats:
    """Return the sum of each run of `size` values."""
    return np.convolve(values, np.ones(size), "valid") if len(values) >= size else np.zeros(0)


def _best(side: Matrix, which: Indices, other: Matrix) -> Indices:
    """Return the row of `other` with the largest product for each row; -1 where all are 0."""
    found = np.full(len(which), -1)
    for top in range(0, len(which), BATCH):
        products = (side[which[top : top + BATCH]] @ other.T).toarray()
        found[top : top + BATCH] = np.where(products.max(axis=1) > 0, products.argmax(axis=1), -1)
    return found


def _best_dense(side: Vectors, which: Indices, other: Vectors) -> Indices:
    """Return the row of `other` with the largest product for each row."""
    found = np.zeros(len(which), np.int64)
    for top in range(0, len(which), BATCH):
        found[top : top + BATCH] = (side[which[top : top + BATCH]] @ other.T).argmax(axis=1)
    return found


def _row_products(one: Matrix, other: Matrix) -> Floats:
    """Return the product of each row of `one` with the same row of `other`."""
    common = sparse.csr_matrix(one.multiply(other))
    return row_sums(common, common.data)


def _run_norms(rows: Matrix, longest: int = MAX_BEAD_SIZE) -> tuple[Floats, ...]:
    """Return squared lengths of sums of neighbours, from products of each row with the next few."""
    total = rows.shape[0]
    products = [row_sums(rows, rows.data**2)] if total else []
    products += [
        _row_products(row_range(rows, 0, total - step), row_range(rows, step, total))
        for step in range(1, min(longest, total))
    ]
    return _combine(products, total)


def _dense_run_norms(rows: Vectors) -> tuple[Floats, ...]:
    """Return the same for dense rows."""
    total = len(rows)
    products = [
        np.asarray((rows[: total - step] * rows[step:]).sum(axis=1), np.float64)
        for step in range(min(MAX_BEAD_SIZE, total))
    ]
    return _combine(products, total)


def _added(one: tuple[Floats, ...], other: tuple[Floats, ...]) -> tuple[Floats, ...]:
    return tuple(left + right for left, right in zip(one, other, strict=True))


def _combine(products: Sequence[Floats], total: int) -> tuple[Floats, ...]:
    """Return squared lengths of sums of neighbours; `products[k]` pairs rows k apart."""
    norms = []
    for size in range(1, len(products) + 1):
        last = total - size + 1
        squared = np.zeros(last)
        for step in range(size):
            for first in range(size - step):
                squared += products[step][first : first + last] * (2 if step else 1)
        norms.append(squared)
    return tuple(norms)


def measures(
    sentences: Sequence[str], blocks: Sequence[int] = (), longest: int = MAX_BEAD_SIZE
) -> SideEvidence:
    """Return a side with lengths, sentence ends and block starts, and without feature vectors.

    `blocks` has the number of the block of each sentence; empty where blocks are unknown. `longest`
    is the number of neighbours in the longest run that is compared.
    """
    count = len(sentences)
    lengths = np.array([len(sentence) for sentence in sentences], np.float64)
    no_norms = tuple(np.full(count - size, 1e-9) for size in range(min(longest, count)))
    ends = np.array([count_sentence_ends(sentence) for sentence in sentences], np.float64)
    starts = np.diff(blocks, prepend=-1) != 0 if len(blocks) else np.zeros(count)
    return SideEvidence(
        tuple(sentences),
        blank(count, 0),
        lengths,
        ends,
        starts.astype(np.float64),
        no_norms,
        np.zeros(count),
        np.zeros((count, 0), np.float32),
    )


class _Widening:
    """A side that gets more columns; they are stacked once, at the end, because stacking copies."""

    def __init__(self, side: SideEvidence) -> None:
        self.side = side
        self.columns = [side.rows]

    def take(self, columns: Matrix, run_norms: tuple[Floats, ...], other: Matrix) -> None:
        """Add columns; `other` are the same columns of the other side."""
        mean = np.asarray(other.sum(axis=0), np.float64).ravel() / max(1, other.shape[0])
        self.columns.append(columns)
        self.side = replace(
            self.side,
            run_norms=_added(self.side.run_norms, run_norms),
            background=self.side.background + columns @ mean,
        )

    def done(self) -> SideEvidence:
        rows = sparse.hstack(self.columns, format="csr", dtype=np.float32)
        self.columns = []
        return replace(self.side, rows=rows)


def add_parts(evidence: Evidence, parts: Iterable[tuple[str, float, Part]]) -> Evidence:
    """Return `evidence` with more parts, each given by kind, weight and vectors.

    Columns that one side lacks add to lengths only, so they are not stored.
    """
    source, target = _Widening(evidence.source), _Widening(evidence.target)
    kinds = list(evidence.kinds)
    for kind, weight, part in parts:
        kinds.append((kind, sum(rows.shape[1] for rows in source.columns)))
        norms = [
            tuple(run * weight**2 for run in _run_norms(rows, len(widening.side.run_norms)))
            for rows, widening in zip(part, (source, target), strict=True)
        ]
        lean = [np.float32(weight) * side for side in shared_columns(part)]
        source.take(lean[0], norms[0], lean[1])
        target.take(lean[1], norms[1], lean[0])
        del part, lean  # frees memory before the next part is made
    return replace(evidence, source=source.done(), target=target.done(), kinds=tuple(kinds))


def add_vectors(evidence: Evidence, source: Vectors, target: Vectors) -> Evidence:
    """Return `evidence` with encoder vectors of both sides, (n, d) and (m, d), already weighted."""
    one, other = (
        replace(side, dense=dense, run_norms=_added(side.run_norms, _dense_run_norms(dense)))
        for side, dense in ((evidence.source, source), (evidence.target, target))
    )
    return replace(evidence, source=one, target=other)
