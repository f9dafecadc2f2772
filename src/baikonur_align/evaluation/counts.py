"""Sufficient statistics of BLEU and chrF for every sentence of a corpus, counted with numpy.

sacreBLEU counts n-grams sentence by sentence in dictionaries. This module counts the same
integers for thousands of sentences at once: an n-gram and its sentence become one integer key,
and sorted keys are matched. No key is hashed, so two n-grams never share one.

Arrays of statistics have a row a sentence. Their columns are those of sacreBLEU:

- BLEU: system length, reference length, correct 1-4-grams, all 1-4-grams;
- chrF: for each order the n-grams of the hypothesis, of the reference, and those that match.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

WORD_ORDER = 4
"""Longest word n-gram of BLEU (Papineni et al. 2002)."""

CHARACTER_ORDER = 6
"""Longest character n-gram of chrF (Popović 2015)."""

CHRF_WORD_ORDER = 2
"""Longest word n-gram of chrF++ (Popović 2017)."""

CHUNK = 4096
"""Sentences counted at once: their keys fit the processor's cache."""

LARGEST_KEY = 2**62
"""Keys stay below this, so that they fit a signed 64-bit integer."""

CODE_POINTS = 0x110000
"""Number of Unicode code points."""


@dataclass(frozen=True)
class Tokens:
    """Texts as numbers: ``ids`` of all tokens one after the other, ``lengths`` of the texts."""

    ids: Integers
    lengths: Integers


def bleu_counts(
    hypotheses: Sequence[str], references: Sequence[str], tokenize: Callable[[str], str]
) -> Integers:
    """BLEU's statistics, an array of (sentences, 10).

    `tokenize` is sacreBLEU's: it returns a line with spaces between the tokens.
    """

    def split(line: str) -> list[str]:
        return tokenize(line.rstrip()).split()

    rows = [
        _bleu_rows(*_words([list(map(split, side)) for side in sides]))
        for sides in _chunks(hypotheses, references)
    ]
    return np.concatenate(rows) if rows else np.zeros((0, 2 + 2 * WORD_ORDER), np.int64)


def chrf_counts(
    hypotheses: Sequence[str], references: Sequence[str], split: Callable[[str], list[str]]
) -> Integers:
    """chrF++'s statistics, an array of (sentences, 24); chrF's are its first 18 columns.

    `split` is sacreBLEU's: it returns the words of a line with punctuation marks apart.
    """
    rows = []
    for sides in _chunks(hypotheses, references):
        characters = _matched(*map(_characters, sides), order=CHARACTER_ORDER)
        words = _words([list(map(split, side)) for side in sides])
        rows.append(np.concatenate([characters, _matched(*words, order=CHRF_WORD_ORDER)], 1))
    columns = 3 * (CHARACTER_ORDER + CHRF_WORD_ORDER)
    return np.concatenate(rows) if rows else np.zeros((0, columns), np.int64)


def _chunks(*sides: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    first, second = sides
    for start in range(0, len(first), CHUNK):
        yield first[start : start + CHUNK], second[start : start + CHUNK]


def _bleu_rows(hypotheses: Tokens, references: Tokens) -> Integers:
    counts = _matched(hypotheses, references, order=WORD_ORDER, clear=False)
    lengths = np.stack([hypotheses.lengths, references.lengths], 1)
    return np.concatenate([lengths, counts[:, 2::3], counts[:, 0::3]], 1)


def _characters(texts: Sequence[str]) -> Tokens:
    """The texts without white space, a code point a token."""
    plain = ["".join(text.split()) for text in texts]
    data = "".join(plain).encode("utf-32-le", "surrogatepass")
    return Tokens(
        np.frombuffer(data, np.uint32).astype(np.int64),
        np.fromiter(map(len, plain), np.int64, len(plain)),
    )


def _words(sides: Sequence[Sequence[Sequence[str]]]) -> tuple[Tokens, Tokens]:
    """Words of hypotheses and references by one common numbering."""
    numbers: dict[str, int] = {}
    first, second = (
        Tokens(
            np.array(
                [numbers.setdefault(word, len(numbers)) for text in side for word in text],
                np.int64,
            ),
            np.fromiter(map(len, side), np.int64, len(side)),
        )
        for side in sides
    )
    return first, second


def _matched(hypotheses: Tokens, references: Tokens, *, order: int, clear: bool = True) -> Integers:
    """For each order: n-grams of the hypothesis, of the reference, and the clipped matches.

    With `clear`, the first is 0 where the reference has no n-gram of the order, as chrF wants.
    """
    size = len(hypotheses.lengths)
    out = np.zeros((size, 3 * order), np.int64)
    ids, span = _dense(np.concatenate([hypotheses.ids, references.ids]))
    alphabet = span
    rows = np.repeat(np.arange(2 * size), np.concatenate([hypotheses.lengths, references.lengths]))
    grams = ids
    for length in range(1, order + 1):
        if length > 1:
            if span * alphabet * size >= LARGEST_KEY:
                known, grams = np.unique(grams, return_inverse=True)
                span = len(known)
            grams = grams[:-1] * alphabet + ids[length - 1 :]
            span *= alphabet
        whole = rows[: len(grams)] == rows[length - 1 :] if length > 1 else slice(None)
        of_row = rows[: len(grams)][whole]
        keys = grams[whole] * size + of_row % size
        border = int(np.searchsorted(of_row, size))
        have, want = (np.maximum(side.lengths - length + 1, 0) for side in (hypotheses, references))
        out[:, 3 * length - 3] = np.where(want > 0, have, 0) if clear else have
        out[:, 3 * length - 2] = want
        out[:, 3 * length - 1] = _intersections(keys[:border], keys[border:], size)
        if len(grams) <= 1:
            grams, ids = grams[:0], ids[:0]
            rows = rows[:0]
    return out


def _dense(codes: Integers) -> tuple[Integers, int]:
    """The codes numbered from 0 without gaps, and how many there are."""
    there = np.zeros(max(CODE_POINTS, int(codes.max(initial=0)) + 1), bool)
    there[codes] = True
    numbers = np.cumsum(there) - 1
    return numbers[codes], int(there.sum()) or 1


def _intersections(have: Integers, want: Integers, size: int) -> Integers:
    """How many keys of `have` are in `want`, each as often as both have it, by sentence."""
    mine, my_counts = np.unique(have, return_counts=True)
    theirs, their_counts = np.unique(want, return_counts=True)
    if not len(theirs):
        return np.zeros(size, np.int64)
    places = np.minimum(np.searchsorted(theirs, mine), len(theirs) - 1)
    both = theirs[places] == mine
    clipped = np.minimum(my_counts[both], their_counts[places[both]])
    counted = np.bincount(mine[both] % size, weights=clipped, minlength=size)
    return counted.astype(np.int64)
