"""Lexicons: which words stand opposite which, and what that lets expect of a sentence's other side.

Words are cut to their first letters (`words.STEM`). A file of `lexicons/` is named by its languages and holds
lines of source word, target word, how likely the source word makes the target word, and the other way round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from scipy import sparse

from baikonur_align.alignment.vectors import Matrix, Part, counts, unit

Entries = list[tuple[str, str, float, float]]
Likelihoods = Mapping[str, Mapping[str, float]]

UNLIKELY = 0.02  # entries below this are dropped
COMMON = 80  # partners from which on a word goes with everything: "the" has 300, "meeting" 63


@dataclass(frozen=True, eq=False)
class Counts:
    """How often each word stands in each sentence; ``words`` are the columns."""

    rows: Matrix
    words: dict[str, int]


def count(sentences: Sequence[Sequence[str]]) -> Counts:
    column: dict[str, int] = {}
    columns = [column.setdefault(word, len(column)) for sentence in sentences for word in sentence]
    rows = np.repeat(np.arange(len(sentences)), [len(sentence) for sentence in sentences])
    shape = (len(sentences), max(1, len(column)))
    return Counts(counts(rows, np.array(columns, np.int64), shape), column)


@lru_cache(maxsize=4)
def load(source_lang: str, target_lang: str) -> Entries:
    """The lexicon that comes with the project for two languages, either way round; empty if there is none.

    Read once and kept: whoever asks for the hints of a bead asks again in a moment.
    """
    folder = resources.files("baikonur_align") / "lexicons"
    ahead, back = (
        folder / f"{source_lang}-{target_lang}.tsv",
        folder / f"{target_lang}-{source_lang}.tsv",
    )
    if ahead.is_file():
        return parse(ahead.read_text(encoding="utf-8"))
    if back.is_file():
        return [(b, a, q, p) for a, b, p, q in parse(back.read_text(encoding="utf-8"))]
    return []


@lru_cache(maxsize=4)
def likelihoods(source_lang: str, target_lang: str) -> Likelihoods:
    """For each source word the target words of the lexicon, with the mean of how likely each makes the other.

    Without words that go with everything, such as ``the``: they say nothing of what belongs together.
    """
    entries = [(a, b, (ahead + back) / 2) for a, b, ahead, back in load(source_lang, target_lang)]
    sure = [entry for entry in entries if entry[2] > UNLIKELY]
    partners = Counter(a for a, _, _ in sure), Counter(b for _, b, _ in sure)
    out: dict[str, dict[str, float]] = {}
    for a, b, likely in sure:
        if max(partners[0][a], partners[1][b]) <= COMMON:
            out.setdefault(a, {})[b] = likely
    return out


def parse(text: str) -> Entries:
    lines = (line.split("\t") for line in text.splitlines())
    return [(a, b, float(p), float(q)) for a, b, p, q in lines]


def both_ways(source: Counts, target: Counts, entries: Entries) -> list[Part]:
    """What each side says in the other's words by `entries`, against what the other side says."""
    found = [
        (source.words[a], target.words[b], p, q)
        for a, b, p, q in entries
        if a in source.words and b in target.words
    ]
    columns = np.array(found, np.float64).reshape(-1, 4)
    at = columns[:, 0].astype(np.int64), columns[:, 1].astype(np.int64)
    shape = source.rows.shape[1], target.rows.shape[1]
    ahead = sparse.csr_matrix((columns[:, 2].astype(np.float32), at), shape)
    back = sparse.csr_matrix((columns[:, 3].astype(np.float32), at[::-1]), shape[::-1])
    said = at_most_once(source.rows) @ ahead, at_most_once(target.rows) @ back
    return [opposite(said[0], target.rows), opposite(said[1], source.rows)[::-1]]


def opposite(said: Matrix, made: Matrix) -> Part:
    """What `said` expects opposite each sentence, by word, and what the sentences `made` of them have.

    A sentence of which the lexicon knows little has a short vector.
    """
    seen = np.bincount(made.indices, minlength=made.shape[1])
    idf = sparse.diags(np.log((2.0 + made.shape[0]) / np.maximum(seen, 1))).astype(np.float32)
    expected = at_most_once(said) @ idf
    found = at_most_once(made) @ idf
    usual = np.sqrt(float(found.multiply(found).sum()) / max(1, found.shape[0])) or 1.0
    return sparse.csr_matrix(expected / np.float32(usual)), unit(found)


def at_most_once(values: Matrix) -> Matrix:
    out = values.copy()
    np.minimum(out.data, 1, out=out.data)
    return out
