"""Sufficient statistics of BLEU and chrF for every sentence of a corpus, counted with numpy.

sacreBLEU counts n-grams sentence by sentence in dictionaries. This module counts the same
integers for hundreds of sentences of several systems at once: an n-gram and its sentence become
one integer key, and equal keys stand together when the keys are sorted. No key is hashed, so two
n-grams never share one. Each different word is tokenized once.

Arrays of statistics have a row a sentence. Their columns are those of sacreBLEU:

- BLEU: system length, reference length, correct 1-4-grams, all 1-4-grams;
- chrF: for each order the n-grams of the hypothesis, of the reference, and those that match.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Tokenize = Callable[[str], Sequence[str]]

WORD_ORDER = 4
"""Longest word n-gram of BLEU (Papineni et al. 2002)."""

CHARACTER_ORDER = 6
"""Longest character n-gram of chrF (Popović 2015)."""

CHRF_WORD_ORDER = 2
"""Longest word n-gram of chrF++ (Popović 2017)."""

CHUNK = 256
"""References counted at once: the keys of all systems fit the processor's cache."""

LARGEST_KEY = 2**62
"""Keys stay below this, so that they fit a signed 64-bit integer."""


@dataclass(frozen=True)
class Tokens:
    """Texts as numbers: ``ids`` of all tokens one after the other, ``lengths`` of the texts."""

    ids: Integers
    lengths: Integers

    def some(self, which: Integers) -> Tokens:
        """The texts of these numbers."""
        ends = np.cumsum(self.lengths)
        sizes = self.lengths[which]
        return Tokens(self.ids[_ranges(ends[which] - sizes, sizes)], sizes)


@dataclass(frozen=True)
class Texts:
    """Hypotheses and references; ``of`` is the number of each hypothesis's reference."""

    hypotheses: Sequence[str]
    references: Sequence[str]
    of: Integers

    @classmethod
    def paired(cls, hypotheses: Sequence[str], references: Sequence[str]) -> Texts:
        """One hypothesis for each reference."""
        return cls(hypotheses, references, np.arange(len(references)))

    def chunks(self) -> Iterator[tuple[Integers, Integers]]:
        """The hypotheses and the references of `CHUNK` lines at a time, as numbers."""
        order = np.argsort(self.of, kind="stable")
        starts = range(0, len(self.references), CHUNK)
        borders = np.searchsorted(self.of[order], [*starts[1:]])
        for start, which in zip(starts, np.split(order, borders), strict=True):
            yield which, np.arange(start, min(start + CHUNK, len(self.references)))

    @cached_property
    def words(self) -> tuple[Tokens, list[str]]:
        """What stands between white space in all texts, and the word of each number."""
        return _numbered([text.split() for text in (*self.hypotheses, *self.references)])

    def tokens(self, tokenize: Tokenize) -> Tokens:
        """The tokens of hypotheses and references, each different word tokenized once."""
        texts, vocabulary = self.words
        table = numbered([tokenize(word) for word in vocabulary])
        starts = np.cumsum(table.lengths) - table.lengths
        sizes = table.lengths[texts.ids]
        ids = table.ids[_ranges(starts[texts.ids], sizes)]
        rows = np.repeat(np.arange(len(texts.lengths)), texts.lengths)
        lengths = np.bincount(rows, weights=sizes, minlength=len(texts.lengths))
        return Tokens(ids, lengths.astype(np.int64))


def _ranges(starts: Integers, sizes: Integers) -> Integers:
    """The numbers from each start on, so many, one range after the other."""
    ends: Integers = np.cumsum(sizes)
    within: Integers = np.arange(int(sizes.sum()))
    first: Integers = starts - (ends - sizes)
    return within + np.repeat(first, sizes)


def bleu_counts(texts: Texts, tokens: Tokens) -> Integers:
    """BLEU's statistics, an array of (hypotheses, 10).

    `tokens` are those of the hypotheses and then of the references.
    """
    size = len(texts.hypotheses)
    out = np.zeros((size, 2 + 2 * WORD_ORDER), np.int64)
    out[:, 0], out[:, 1] = tokens.lengths[:size], tokens.lengths[size:][texts.of]
    for which, lines in texts.chunks():
        some = tokens.some(np.concatenate([which, size + lines]))
        counts = _matched(some, texts.of[which] - lines[0], order=WORD_ORDER, clear=False)
        out[which, 2:] = np.concatenate([counts[:, 2::3], counts[:, 0::3]], axis=1)
    return out


def chrf_counts(texts: Texts, tokenize: Tokenize) -> Integers:
    """chrF++'s statistics, an array of (hypotheses, 24); chrF's are its first 18 columns.

    `tokenize` returns a word with punctuation marks apart.
    """
    size, border = len(texts.hypotheses), 3 * CHARACTER_ORDER
    out = np.zeros((size, border + 3 * CHRF_WORD_ORDER), np.int64)
    tokens = texts.tokens(tokenize)
    for which, lines in texts.chunks():
        of = texts.of[which] - lines[0]
        characters = _characters(
            [texts.hypotheses[index] for index in which.tolist()]
            + [texts.references[index] for index in lines.tolist()]
        )
        words = tokens.some(np.concatenate([which, size + lines]))
        out[which, :border] = _matched(characters, of, order=CHARACTER_ORDER)
        out[which, border:] = _matched(words, of, order=CHRF_WORD_ORDER)
    return out


def _characters(texts: Sequence[str]) -> Tokens:
    """The texts without white space, a code point a token."""
    plain = ["".join(text.split()) for text in texts]
    data = "".join(plain).encode("utf-32-le", "surrogatepass")
    return Tokens(
        np.frombuffer(data, np.uint32).astype(np.int64),
        np.fromiter(map(len, plain), np.int64, len(plain)),
    )


def numbered(texts: Sequence[Sequence[str]]) -> Tokens:
    """Texts that are lists of tokens, by one common numbering."""
    return _numbered(texts)[0]


def _numbered(texts: Sequence[Sequence[str]]) -> tuple[Tokens, list[str]]:
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    every = chain.from_iterable(texts)
    ids = np.fromiter(map(numbers.__getitem__, every), np.int64, int(lengths.sum()))
    return Tokens(ids, lengths), list(numbers)


def _matched(tokens: Tokens, of: Integers, *, order: int, clear: bool = True) -> Integers:
    """For each order: n-grams of a hypothesis, of its reference, and the clipped matches.

    `tokens` are those of the hypotheses, then of the references; `of` says which reference a
    hypothesis has. With `clear`, the first is 0 where the reference has no n-gram of the order,
    as chrF wants.

    An n-gram can only match where both its parts of n - 1 tokens do: the others are left out.
    """
    size = len(of)
    out = np.zeros((size, 3 * order), np.int64)
    ids, alphabet = _dense(tokens.ids)
    rows = np.repeat(np.arange(len(tokens.lengths)), tokens.lengths)
    line = np.concatenate([of, np.arange(len(tokens.lengths) - size)])
    places = np.arange(len(ids))
    keys = line[rows] * alphabet + ids
    for length in range(1, order + 1):
        have, want = (
            np.maximum(lengths - length + 1, 0)
            for lengths in (tokens.lengths[:size], tokens.lengths[size:][of])
        )
        out[:, 3 * length - 3] = np.where(want > 0, have, 0) if clear else have
        out[:, 3 * length - 2] = want
        out[:, 3 * length - 1], ranks = _matches(keys, rows[places], size)
        known = np.full(len(ids) + 1, -1)
        known[places] = ranks
        longer = (known[:-1] >= 0) & (known[1:] >= 0)
        places = np.flatnonzero(longer)
        places = places[rows[places] == rows[places + 1]]
        keys = known[places] * alphabet + ids[np.minimum(places + length, len(ids) - 1)]
    return out


def _dense(codes: Integers) -> tuple[Integers, int]:
    """The codes numbered from 0 without gaps, and how many there are."""
    there = np.zeros(int(codes.max(initial=0)) + 1, bool)
    there[codes] = True
    numbers = np.cumsum(there) - 1
    return numbers[codes], int(there.sum()) or 1


def _matches(keys: Integers, rows: Integers, size: int) -> tuple[Integers, Integers]:
    """Clipped matches of each hypothesis, and a number for each key that matches, else -1.

    Rows below `size` are hypotheses, the others references. `rows` ascend.
    """
    if not len(keys):
        return np.zeros(size, np.int64), keys
    ordered, index = _sorted(keys)
    row = rows[index]
    new = np.ones(len(keys), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    run = np.cumsum(new) - 1
    starts = np.flatnonzero(new)
    sizes = np.diff(starts, append=len(keys))
    wanted = np.add.reduceat((row >= size).astype(np.int64), starts)
    # Equal keys are in the order of their places: those of one row stand together.
    new[1:] |= row[1:] != row[:-1]
    firsts = np.flatnonzero(new)
    counts = np.diff(firsts, append=len(keys))
    owners = row[firsts]
    clipped = np.minimum(counts, wanted[run[firsts]])
    mine = owners < size
    matches = np.bincount(owners[mine], weights=clipped[mine], minlength=size)
    ranks = np.empty(len(keys), np.int64)
    ranks[index] = np.where((wanted > 0) & (wanted < sizes), np.arange(len(starts)), -1)[run]
    return matches.astype(np.int64), ranks


def _sorted(keys: Integers) -> tuple[Integers, Integers]:
    """The keys in their order, and the place of each; equal keys stay in the order of places."""
    bits = len(keys).bit_length()
    if int(keys.max()) >= LARGEST_KEY >> bits:
        order = np.argsort(keys, kind="stable")
        return keys[order], order
    packed = np.sort((keys << bits) | np.arange(len(keys)))  # several times as fast as argsort
    return packed >> bits, packed & ((1 << bits) - 1)
