"""Lexicons: word pairs with probabilities, and the words they predict in the other language.

Words are cut to their first letters (`words.STEM`). A file of `lexicons/` is named by its
languages. Its lines hold source word, target word, P(target | source) and P(source | target),
separated by tabs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from threading import RLock

import numpy as np
from scipy import sparse

from baikonur_align.alignment.vectors import Matrix, Part, counts, unit_rows

Entry = tuple[str, str, float, float]  # source word, target word, both probabilities
Entries = list[Entry]
Likelihoods = Mapping[str, Mapping[str, float]]

MIN_PROBABILITY = 0.02  # entries below this are dropped
_LOADING = RLock()  # threads that ask at once wait for the first, and load nothing twice
MAX_PARTNERS = 80  # a word with more partners is ignored: "the" has 300, "meeting" 63


@dataclass(frozen=True, eq=False)
class WordCounts:
    """How often each word occurs in each sentence; `words` maps a word to its column."""

    rows: Matrix
    words: dict[str, int]


def count_words(sentences: Sequence[Sequence[str]]) -> WordCounts:
    """Return the counts of tokenised sentences."""
    column: dict[str, int] = {}
    columns = [column.setdefault(word, len(column)) for sentence in sentences for word in sentence]
    rows = np.repeat(np.arange(len(sentences)), [len(sentence) for sentence in sentences])
    shape = (len(sentences), max(1, len(column)))
    return WordCounts(counts(rows, np.array(columns, np.int64), shape), column)


def load(source_lang: str, target_lang: str) -> Entries:
    """Return the bundled lexicon of two languages, in either direction; empty if there is none."""
    with _LOADING:
        return _load(source_lang, target_lang)


@lru_cache(maxsize=4)
def _load(source_lang: str, target_lang: str) -> Entries:
    folder = resources.files("baikonur_align") / "lexicons"
    forward = folder / f"{source_lang}-{target_lang}.tsv"
    backward = folder / f"{target_lang}-{source_lang}.tsv"
    if forward.is_file():
        return parse(forward.read_text(encoding="utf-8"))
    if backward.is_file():
        return [
            (target, source, back, there)
            for source, target, there, back in parse(backward.read_text(encoding="utf-8"))
        ]
    return []


@lru_cache(maxsize=4)
def _by_source(source_lang: str, target_lang: str) -> dict[str, Entries]:
    """Return the entries of the bundled lexicon by their source words."""
    out: dict[str, Entries] = {}
    for entry in load(source_lang, target_lang):
        out.setdefault(entry[0], []).append(entry)
    return out


def entries_of(words: Iterable[str], source_lang: str, target_lang: str) -> Entries:
    """Return the bundled entries of some source words, without a look at the others."""
    with _LOADING:
        known = _by_source(source_lang, target_lang)
    return [entry for word in words for entry in known.get(word, ())]


@lru_cache(maxsize=4)
def likelihoods(source_lang: str, target_lang: str) -> Likelihoods:
    """Return for each source word its target words, with the mean of both probabilities.

    Words with more than `MAX_PARTNERS` partners, such as ``the``, are left out.
    """
    entries = [
        (source, target, (there + back) / 2)
        for source, target, there, back in load(source_lang, target_lang)
    ]
    likely = [entry for entry in entries if entry[2] > MIN_PROBABILITY]
    partners = (
        Counter(source for source, _, _ in likely),
        Counter(target for _, target, _ in likely),
    )
    out: dict[str, dict[str, float]] = {}
    for source, target, probability in likely:
        if max(partners[0][source], partners[1][target]) <= MAX_PARTNERS:
            out.setdefault(source, {})[target] = probability
    return out


def parse(text: str) -> Entries:
    """Return the entries of a lexicon file's text."""
    lines = (line.split("\t") for line in text.splitlines())
    return [(source, target, float(there), float(back)) for source, target, there, back in lines]


def predicted_both_ways(source: WordCounts, target: WordCounts, entries: Entries) -> list[Part]:
    """Return target words predicted from the source, and source words from the target."""
    found = [
        (source.words[source_word], target.words[target_word], there, back)
        for source_word, target_word, there, back in entries
        if source_word in source.words and target_word in target.words
    ]
    columns = np.array(found, np.float64).reshape(-1, 4)
    cells = columns[:, 0].astype(np.int64), columns[:, 1].astype(np.int64)
    shape = source.rows.shape[1], target.rows.shape[1]
    forward = sparse.csr_matrix((columns[:, 2].astype(np.float32), cells), shape)
    backward = sparse.csr_matrix((columns[:, 3].astype(np.float32), cells[::-1]), shape[::-1])
    predicted = at_most_once(source.rows) @ forward, at_most_once(target.rows) @ backward
    return [
        prediction_part(predicted[0], target.rows),
        prediction_part(predicted[1], source.rows)[::-1],
    ]


def prediction_part(predicted: Matrix, present: Matrix) -> Part:
    """Return predicted words against the words that are present, both weighted by idf.

    `predicted` holds the expected counts opposite each sentence, `present` the counts of the
    sentences opposite. A sentence of which the lexicon knows little has a short vector.
    """
    seen = np.bincount(present.indices, minlength=present.shape[1])
    idf = sparse.diags(np.log((2.0 + present.shape[0]) / np.maximum(seen, 1))).astype(np.float32)
    expected = at_most_once(predicted) @ idf
    found = at_most_once(present) @ idf
    mean_length = np.sqrt(float(found.multiply(found).sum()) / max(1, found.shape[0])) or 1.0
    return sparse.csr_matrix(expected / np.float32(mean_length)), unit_rows(found)


def at_most_once(values: Matrix) -> Matrix:
    """Return a copy with all values limited to 1."""
    out = values.copy()
    np.minimum(out.data, 1, out=out.data)
    return out
