"""Sentences as sparse vectors: hashed character n-grams, tokens, tf-idf. Linear in the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Matrix = sparse.csr_matrix
Part = tuple[Matrix, Matrix]  # vectors of the source and of the target, with the same columns

NGRAM_SIZES = range(3, 5)  # character 3-grams and 4-grams; docs/alignment.md, Constants
HASH_BITS = 20  # columns of the hashed n-grams, as a power of two
CHUNK = 2048  # sentences whose n-grams are in memory at once before they are counted
SPARSE = 8  # columns an entry from which the columns in use are looked up instead of counted
MAX_CHARACTERS = 2000  # characters of a sentence that are compared


def _rows_and_codes(texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    """Return each character of `texts` and the row of its text; a line feed ends each row."""
    lines = [" " + " ".join(text[:MAX_CHARACTERS].split()) + " \n" for text in texts]
    codes = np.frombuffer("".join(lines).encode("utf-32-le"), dtype=np.uint32)
    rows = np.repeat(np.arange(len(lines), dtype=np.int32), [len(line) for line in lines])
    return rows, codes.astype(np.uint64)


def counts(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> Matrix:
    """Return the matrix that counts how often each (row, column) occurs."""
    counted = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape)
    counted.sum_duplicates()
    return counted


def character_ngrams(texts: Sequence[str]) -> Matrix:
    """Return how often each character n-gram occurs in each text, columns by hash."""
    chunks = [_chunk_ngrams(texts[top : top + CHUNK]) for top in range(0, len(texts), CHUNK)]
    return sparse.vstack(chunks, format="csr") if chunks else blank(0, 1 << HASH_BITS)


def _chunk_ngrams(texts: Sequence[str]) -> Matrix:
    rows, codes = _rows_and_codes(texts)
    line_ends = codes == ord("\n")
    found_rows, found = [], []
    rolling = codes * np.uint64(0x9E3779B97F4A7C15)
    broken = line_ends.copy()
    for size in range(2, NGRAM_SIZES.stop):
        rolling = rolling[:-1] * np.uint64(0x100000001B3) + codes[size - 1 :]
        broken = broken[:-1] | line_ends[size - 1 :]
        if size in NGRAM_SIZES:
            found_rows.append(rows[: len(rolling)][~broken])
            hashed = rolling * np.uint64(0xD6E8FEB86659FD93) >> np.uint64(64 - HASH_BITS)
            found.append(hashed[~broken].astype(np.int32))
    return counts(np.concatenate(found_rows), np.concatenate(found), (len(texts), 1 << HASH_BITS))


def blank(height: int, width: int) -> Matrix:
    """Return an empty matrix of this shape."""
    nothing = np.zeros(0, np.int64)
    return counts(nothing, nothing, (height, width))


def token_counts(source: Sequence[list[str]], target: Sequence[list[str]]) -> Part:
    """Return how often each token occurs in each sentence, in columns that both sides share."""
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


def tf_idf(source: Matrix, target: Matrix) -> Part:
    """Return rows of length 1 weighted by tf-idf, with document counts over both sides."""
    total = source.shape[0] + target.shape[0]
    seen = _documents(source, target)
    idf = [np.log((2.0 + total) / each).astype(np.float32) for each in seen]

    def weigh(counted: Matrix, idf: NDArray[np.float32]) -> Matrix:
        return unit_rows(_with_data(counted, np.log1p(counted.data) * idf))

    return weigh(source, idf[0]), weigh(target, idf[1])


def _documents(source: Matrix, target: Matrix) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return for each entry of both sides in how many sentences of both its column is used.

    A few sentences use few columns, and the others are not counted.
    """
    both = np.concatenate([source.indices, target.indices])
    if len(both) * SPARSE < source.shape[1]:
        _, both = np.unique(both, return_inverse=True)
    used = np.bincount(both)[both]
    return used[: source.nnz], used[source.nnz :]


def shared_columns(part: Part) -> Part:
    """Return the columns that both sides use; the others add nothing to any product."""
    source, target = part
    if (source.nnz + target.nnz) * SPARSE < source.shape[1]:
        common = np.intersect1d(source.indices, target.indices)
        return _with_columns(source, common), _with_columns(target, common)
    used = np.zeros((2, source.shape[1]), np.bool_)
    used[0, source.indices] = True
    used[1, target.indices] = True
    keep = np.flatnonzero(used.all(axis=0))
    return (source[:, keep], target[:, keep]) if len(keep) < source.shape[1] else part


def _with_columns(rows: Matrix, columns: NDArray[Any]) -> Matrix:
    """Return some columns, given by ascending numbers, in time that their count does not add to."""
    place = np.searchsorted(columns, rows.indices)
    kept = np.append(columns, -1)[place] == rows.indices
    ends = np.concatenate([[0], np.cumsum(kept)])[rows.indptr]
    return sparse.csr_matrix((rows.data[kept], place[kept], ends), (rows.shape[0], len(columns)))


def row_range(rows: Matrix, first: int, end: int) -> Matrix:
    """Return consecutive rows without copying their data."""
    start, stop = rows.indptr[first], rows.indptr[end]
    kept = rows.data[start:stop], rows.indices[start:stop], rows.indptr[first : end + 1] - start
    return sparse.csr_matrix(kept, (end - first, rows.shape[1]))


def _with_data(rows: Matrix, data: NDArray[Any]) -> Matrix:
    """Return `rows` with other values; the index arrays are shared, which saves memory."""
    return sparse.csr_matrix((data, rows.indices, rows.indptr), rows.shape)


def unit_rows(rows: Matrix) -> Matrix:
    """Return the rows divided by their lengths; empty rows stay empty."""
    length = np.sqrt(row_sums(rows, rows.data**2))
    each = np.repeat(np.maximum(length, 1e-9).astype(np.float32), np.diff(rows.indptr))
    return _with_data(rows, rows.data / each)


def row_sums(rows: Matrix, values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the sums by row of `values`, which has one value for each entry of `rows`."""
    total = np.zeros(len(values) + 1)
    np.cumsum(values, dtype=np.float64, out=total[1:])
    return np.asarray(total[rows.indptr[1:]] - total[rows.indptr[:-1]])
