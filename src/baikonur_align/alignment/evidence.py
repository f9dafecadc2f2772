"""Two texts as vectors and lengths: all that an aligner or a judge may ask about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from baikonur_align.alignment import explain
from baikonur_align.alignment.vectors import Matrix, Part, blank, shared, stretch, sums_of_rows
from baikonur_align.alignment.words import stops
from baikonur_align.model import Link

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

WIDEST = 5  # sentences on one side of a bead
BATCH = 64  # rows compared at once
SAMPLE = 200  # links that tell how alike texts are
# Sentences of a side that may have a feature for it to guide the coarse pass: the fewest that leave it
# ENOUGH pairs of sentences for each one. In 100,000 sentences hardly a word stands in three only.
RARE = (3, 6, 12, 24)
ENOUGH = 2
TINY = 1e-12  # so that nothing is like what is empty
TRUE_SHARE = 5.0  # how many times the background a true pair is, about: Text+Berg dev


@dataclass(frozen=True, eq=False)
class Text:
    """One side as numbers: of each sentence a vector, a length in characters (Gale & Church 1993), how many
    ends of sentences its punctuation shows, and 1 where a block begins with it, a paragraph say.

    ``runs[k]`` is the squared length of the sum of k + 1 vectors that stand together, by the first.
    ``background`` is how much a sentence resembles the other side as a whole.
    """

    sentences: tuple[str, ...]
    rows: Matrix
    lengths: Floats
    stops: Floats
    starts: Floats
    runs: tuple[Floats, ...]
    background: Floats

    def some(self, which: Indices) -> Text:
        """These sentences only, which count upwards."""
        if len(which) == len(self.sentences):
            return self
        return Text(
            tuple(self.sentences[i] for i in which),
            self.rows[which],
            self.lengths[which],
            self.stops[which],
            self.starts[which],
            self._runs_of(which),
            self.background[which],
        )

    def _runs_of(self, which: Indices) -> tuple[Floats, ...]:
        """Where sentences did not stand together, what they share is known of the columns kept only."""
        alone, kept = self.runs[0][which] if len(which) else np.zeros(0), _runs(self.rows[which])
        runs = []
        for step, sums in enumerate(kept):
            found = sums + _moving_sums(alone - kept[0], step + 1)
            together = which[step:] - which[: len(which) - step] == step
            found[together] = self.runs[step][which[: len(which) - step][together]]
            runs.append(found)
        return tuple(runs)


@dataclass(frozen=True, eq=False)
class Evidence:
    """All that an aligner may ask about two texts. Memory is linear in their length.

    ``parts`` names the kinds of evidence, each with the first of its columns. ``whole`` is the evidence
    that this is a part of, by which what is common and what is not is still measured.
    """

    source: Text
    target: Text
    parts: tuple[tuple[str, int], ...] = ()
    whole: Evidence | None = None

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.source.sentences), len(self.target.sentences)

    def products(self, rows: slice, columns: slice) -> NDArray[np.float32]:
        """Products of sentence vectors less what is to be expected of any two sentences."""
        raw = (self.source.rows[rows] @ self.target.rows[columns].T).toarray()
        expected = (
            np.outer(self.source.background[rows], self.target.background[columns]) / self.level
        )
        return np.asarray(raw - expected, np.float32)

    @cached_property
    def level(self) -> float:
        """How alike any two sentences are."""
        if self.whole:
            return self.whole.level
        few = min(self.shape)  # of few sentences the true pair is a large part of the mean
        return max(float(self.source.background.mean()), 1e-9) * (few + TRUE_SHARE) / few

    def part(self, rows: Indices, columns: Indices) -> Evidence:
        """What is known of some sentences, which count upwards on either side."""
        whole = self.whole or self
        return Evidence(self.source.some(rows), self.target.some(columns), self.parts, whole)

    def cosines(self, rows: slice, columns: slice) -> NDArray[np.float32]:
        """`products` of vectors of length 1; nothing is like an empty sentence."""
        norms = np.sqrt(np.outer(self.source.runs[0][rows], self.target.runs[0][columns]))
        return np.asarray(self.products(rows, columns) / norms, np.float32)

    def similarity(self, rows: Sequence[int], columns: Sequence[int]) -> float:
        """The cosine of the sums of the vectors of `rows` and of `columns`, less what is to be expected."""
        if not rows or not columns:
            return 0.0
        source, target = slice(min(rows), max(rows) + 1), slice(min(columns), max(columns) + 1)
        total = float(self.products(source, target).sum())
        runs = (
            self.source.runs[len(rows) - 1][source.start]
            * self.target.runs[len(columns) - 1][target.start]
        )
        return total / float(np.sqrt(runs))

    def usual(self, links: Iterable[Link]) -> float | None:
        """How alike the two sides of these links are, the median of some; None where none has both."""
        linked = [link for link in links if link.source and link.target]
        some = linked[:: -(-len(linked) // SAMPLE) or 1]
        return (
            float(np.median([self.similarity(k.source, k.target) for k in some])) if some else None
        )

    def passages(self, rows: Sequence[Indices], columns: Sequence[Indices]) -> NDArray[np.float32]:
        """How alike some runs of sentences are: cosines of their sums, less what is to be expected."""
        (source, likely), (target, likely_too) = (
            _sums(self.source, rows),
            _sums(self.target, columns),
        )
        raw = (source @ target.T).toarray() - np.outer(likely, likely_too) / self.level
        norms = [np.sqrt(sums_of_rows(side, side.data**2) + TINY) for side in (source, target)]
        return np.asarray(raw / np.outer(*norms), np.float32)

    def why(self, rows: Sequence[int], columns: Sequence[int]) -> tuple[str, ...]:
        """What speaks for and against linking these sentences, in a few words; nothing if a side is empty."""
        return explain.why(*self._said(rows, columns)) if rows and columns else ()

    def odd_numbers(self, rows: Sequence[int], columns: Sequence[int]) -> int:
        """How many numbers one side has and the other lacks; 0 if a side is empty."""
        return len(explain.odd_numbers(*self._said(rows, columns))) if rows and columns else 0

    def votes(self, rows: Indices, columns: Indices) -> Floats:
        """Of the kinds of evidence that know of a pair, the share by which each is the other's best."""
        ends = [*(first for _, first in self.parts[1:]), self.source.rows.shape[1]]
        found, asked = np.zeros(len(rows)), np.zeros(len(rows))
        for (_, first), end in zip(self.parts, ends, strict=True):
            source, target = self.source.rows[:, first:end], self.target.rows[:, first:end]
            ahead, back = _best(source, rows, target), _best(target, columns, source)
            found += (ahead == columns) & (back == rows)
            asked += (ahead >= 0) | (back >= 0)
        return found / np.maximum(1, asked)

    def _said(self, rows: Sequence[int], columns: Sequence[int]) -> tuple[str, str]:
        source = " ".join(self.source.sentences[i] for i in rows)
        return source, " ".join(self.target.sentences[j] for j in columns)

    def among(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64], least: float
    ) -> list[tuple[int, int, float]]:
        """Row, column and plain cosine of the pairs of these sentences that are at least so alike."""
        target = sparse.diags(1 / np.sqrt(self.target.runs[0][columns])) @ self.target.rows[columns]
        found: list[tuple[int, int, float]] = []
        for top in range(0, len(rows), BATCH):
            some = rows[top : top + BATCH]
            source = sparse.diags(1 / np.sqrt(self.source.runs[0][some])) @ self.source.rows[some]
            cosines = (source @ target.T).toarray()
            at = np.nonzero(cosines >= least)
            found += zip(
                some[at[0]].tolist(), columns[at[1]].tolist(), cosines[at].tolist(), strict=True
            )
        return found

    def rare_products(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Row, column and product of the sentences that share features which few others have."""
        source, target = self.source.rows, self.target.rows
        seen = [np.bincount(side.indices, minlength=side.shape[1]) for side in (source, target)]
        common, shared_by = np.maximum(*seen), seen[0] * seen[1]
        enough = ENOUGH * min(self.shape)
        few = next((r for r in RARE if shared_by[common <= r].sum() >= enough), RARE[-1])
        keep = np.flatnonzero(common <= few)
        found = (source[:, keep] @ target[:, keep].T).tocoo()
        return found.row.astype(np.int64), found.col.astype(np.int64), found.data.astype(np.float64)


def _sums(text: Text, runs: Sequence[Indices]) -> tuple[Matrix, Floats]:
    """Of each run of sentences, the sum of their vectors and of their backgrounds."""
    run = np.repeat(np.arange(len(runs)), [len(which) for which in runs])
    pick = sparse.csr_matrix(
        (np.ones(len(run), np.float32), (run, np.concatenate(runs))),
        (len(runs), len(text.sentences)),
    )
    return sparse.csr_matrix(pick @ text.rows), np.asarray(pick @ text.background, np.float64)


def _moving_sums(values: Floats, size: int) -> Floats:
    """Of each run of `size` values."""
    return np.convolve(values, np.ones(size), "valid") if len(values) >= size else np.zeros(0)


def _best(side: Matrix, which: Indices, other: Matrix) -> Indices:
    """The row of `other` most like each of these rows; -1 where none is like it."""
    found = np.full(len(which), -1)
    for top in range(0, len(which), BATCH):
        products = (side[which[top : top + BATCH]] @ other.T).toarray()
        found[top : top + BATCH] = np.where(products.max(axis=1) > 0, products.argmax(axis=1), -1)
    return found


def _row_products(one: Matrix, other: Matrix) -> Floats:
    """Of each row of `one` with that of `other`."""
    common = sparse.csr_matrix(one.multiply(other))
    return sums_of_rows(common, common.data)


def _runs(rows: Matrix) -> tuple[Floats, ...]:
    """Squared lengths of sums of neighbours, from the products of each row with the next few."""
    total = rows.shape[0]
    products = [sums_of_rows(rows, rows.data**2)] if total else []
    products += [
        _row_products(stretch(rows, 0, total - step), stretch(rows, step, total))
        for step in range(1, min(WIDEST, total))
    ]
    runs = []
    for size in range(1, len(products) + 1):
        last = total - size + 1
        squared = np.zeros(last)
        for step in range(size):
            for first in range(size - step):
                squared += products[step][first : first + last] * (2 if step else 1)
        runs.append(squared)
    return tuple(runs)


def bare(sentences: Sequence[str], blocks: Sequence[int] = ()) -> Text:
    """A text of which nothing is known but its lengths, its ends of sentences, and its `blocks` if any.

    `blocks` has the number of the block of each sentence.
    """
    count = len(sentences)
    lengths = np.array([len(sentence) for sentence in sentences], np.float64)
    nothing = tuple(np.full(count - size, 1e-9) for size in range(min(WIDEST, count)))
    ends = np.array([stops(sentence) for sentence in sentences], np.float64)
    starts = np.diff(blocks, prepend=-1) != 0 if len(blocks) else np.zeros(count)
    return Text(
        tuple(sentences),
        blank(count, 0),
        lengths,
        ends,
        starts.astype(np.float64),
        nothing,
        np.zeros(count),
    )


class _Widening:
    """A text that gets more columns: stacked once, at the end, since stacking copies them all."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.columns = [text.rows]

    def take(self, columns: Matrix, runs: tuple[Floats, ...], other: Matrix) -> None:
        """Squared lengths and background are sums over columns; `other` are the other side's."""
        mean = np.asarray(other.sum(axis=0), np.float64).ravel() / max(1, other.shape[0])
        self.columns.append(columns)
        self.text = replace(
            self.text,
            runs=tuple(a + b for a, b in zip(self.text.runs, runs, strict=True)),
            background=self.text.background + columns @ mean,
        )

    def done(self) -> Text:
        rows = sparse.hstack(self.columns, format="csr", dtype=np.float32)
        self.columns = []
        return replace(self.text, rows=rows)


def add(evidence: Evidence, parts: Iterable[tuple[str, float, Part]]) -> Evidence:
    """`evidence` and more parts, each by its kind and times its weight.

    Columns that one side lacks add nothing to any product, only to lengths, so they are not kept.
    """
    source, target = _Widening(evidence.source), _Widening(evidence.target)
    names = list(evidence.parts)
    for kind, weight, part in parts:
        names.append((kind, sum(rows.shape[1] for rows in source.columns)))
        runs = [tuple(run * weight**2 for run in _runs(side)) for side in part]
        lean = [np.float32(weight) * side for side in shared(part)]
        source.take(lean[0], runs[0], lean[1])
        target.take(lean[1], runs[1], lean[0])
        del part, lean  # before the next are made: long texts need the memory
    return Evidence(source.done(), target.done(), tuple(names))
