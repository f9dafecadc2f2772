"""Sentences as sparse vectors: n-grams by a rolling hash, tokens, tf-idf. Linear in the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Matrix = sparse.csr_matrix
Part = tuple[Matrix, Matrix]  # vectors of the source's and of the target's sentences, same columns

GRAMS = range(
    3, 5
)  # sizes of character n-grams; 2-4, 3-5 and 4 alone do the same on dev, within .012
BITS = 20  # of a hash: few collisions up to millions of distinct n-grams
FEW = 2048  # sentences whose n-grams are in memory at once before they are counted
LONGEST = (
    2000  # characters of a sentence that are looked at; more says nothing new about its translation
)


def _rows_and_codes(texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    """Every character of `texts` and the row it stands in; a line feed ends each row."""
    lines = [" " + " ".join(text[:LONGEST].split()) + " \n" for text in texts]
    codes = np.frombuffer("".join(lines).encode("utf-32-le"), dtype=np.uint32)
    rows = np.repeat(np.arange(len(lines), dtype=np.int32), [len(line) for line in lines])
    return rows, codes.astype(np.uint64)


def counts(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> Matrix:
    counted = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape)
    counted.sum_duplicates()
    return counted


def grams(texts: Sequence[str]) -> Matrix:
    """How often each character n-gram stands in each text, by hash."""
    few = [_grams(texts[top : top + FEW]) for top in range(0, len(texts), FEW)]
    return sparse.vstack(few, format="csr") if few else blank(0, 1 << BITS)


def _grams(texts: Sequence[str]) -> Matrix:
    rows, codes = _rows_and_codes(texts)
    ends = codes == ord("\n")
    found_rows, found = [], []
    rolling = codes * np.uint64(0x9E3779B97F4A7C15)
    broken = ends.copy()
    for size in range(2, GRAMS.stop):
        rolling = rolling[:-1] * np.uint64(0x100000001B3) + codes[size - 1 :]
        broken = broken[:-1] | ends[size - 1 :]
        if size in GRAMS:
            found_rows.append(rows[: len(rolling)][~broken])
            found.append(
                (rolling * np.uint64(0xD6E8FEB86659FD93) >> np.uint64(64 - BITS))[~broken].astype(
                    np.int32
                )
            )
    return counts(np.concatenate(found_rows), np.concatenate(found), (len(texts), 1 << BITS))


def blank(high: int, wide: int) -> Matrix:
    nothing = np.zeros(0, np.int64)
    return counts(nothing, nothing, (high, wide))


def tokens(source: Sequence[list[str]], target: Sequence[list[str]]) -> tuple[Matrix, Matrix]:
    """How often each token stands in each sentence, in columns that both sides share."""
    column: dict[str, int] = {}
    for side in (source, target):
        for tokens in side:
            for token in tokens:
                column.setdefault(token, len(column))

    def count(side: Sequence[list[str]]) -> Matrix:
        rows = np.repeat(np.arange(len(side)), [len(tokens) for tokens in side])
        columns = np.array([column[token] for tokens in side for token in tokens], np.int64)
        return counts(rows, columns, (len(side), max(1, len(column))))

    return count(source), count(target)


def tf_idf(source: Matrix, target: Matrix) -> tuple[Matrix, Matrix]:
    """Rows of length 1, tf-idf over the sentences of both sides."""
    total = source.shape[0] + target.shape[0]
    seen = np.bincount(source.indices, minlength=source.shape[1])
    seen = seen + np.bincount(target.indices, minlength=target.shape[1])
    idf = np.log((2.0 + total) / np.maximum(seen, 1)).astype(np.float32)

    def weigh(counts: Matrix) -> Matrix:
        return unit(_like(counts, np.log1p(counts.data) * idf[counts.indices]))

    return weigh(source), weigh(target)


def shared(part: Part) -> Part:
    """The columns that both sides use: the others add nothing to any product."""
    source, target = part
    used = np.zeros((2, source.shape[1]), np.bool_)
    used[0, source.indices] = True
    used[1, target.indices] = True
    keep = np.flatnonzero(used.all(axis=0))
    return (source[:, keep], target[:, keep]) if len(keep) < source.shape[1] else part


def stretch(rows: Matrix, first: int, end: int) -> Matrix:
    """Some rows that stand together, without a copy."""
    start, stop = rows.indptr[first], rows.indptr[end]
    kept = rows.data[start:stop], rows.indices[start:stop], rows.indptr[first : end + 1] - start
    return sparse.csr_matrix(kept, (end - first, rows.shape[1]))


def _like(rows: Matrix, data: NDArray[Any]) -> Matrix:
    """Other values where `rows` has some; what is not data is shared, which long texts need."""
    return sparse.csr_matrix((data, rows.indices, rows.indptr), rows.shape)


def unit(rows: Matrix) -> Matrix:
    """The rows divided by their lengths; empty ones stay empty."""
    length = np.sqrt(sums_of_rows(rows, rows.data**2))
    each = np.repeat(np.maximum(length, 1e-9).astype(np.float32), np.diff(rows.indptr))
    return _like(rows, rows.data / each)


def sums_of_rows(rows: Matrix, values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Of `values`, one for each entry of `rows`."""
    total = np.zeros(len(values) + 1)
    np.cumsum(values, dtype=np.float64, out=total[1:])
    return np.asarray(total[rows.indptr[1:]] - total[rows.indptr[:-1]])
