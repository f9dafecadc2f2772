"""Keywords in context over a corpus, with the other language beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from baikonur_align.alignment import inflection
from baikonur_align.alignment.words import spans
from baikonur_align.hints.postings import Entry, Postings
from baikonur_align.model import SIDES, Bead, Problem, SegmentId, Status, Where

LONGEST = 200  # characters of a query
CONTEXT = 160  # characters of context on each side

Matching = Literal["stem", "exact"]


class BadQuery(Problem):
    """The query has no word."""


@dataclass(frozen=True, slots=True)
class Query:
    """A sequence of words to find, by stem or exactly as written; case never counts.

    ``lang`` and ``pair`` restrict the search to a language or a pair; empty for all. ``confirmed``
    restricts it to confirmed beads.
    """

    text: str
    how: Matching = "stem"
    lang: str = ""
    pair: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """An occurrence: the words with their context, and the text of the other side."""

    pair: str
    segment: str
    status: Status
    side: Where
    lang: str
    before: str
    match: str
    after: str
    other_lang: str
    other: str


class Concordance:
    """An index of the words of a corpus, on both sides of its beads."""

    def __init__(self) -> None:
        self._postings: Postings[str] = Postings()

    def add(self, pair: str, langs: tuple[str, str], bead: Bead) -> None:
        """Index a bead of a pair, in place of the one with its first segment."""
        self._postings.add(Entry(pair, langs, bead), _keys(langs, bead))

    def discard(self, pair: str, bead: Bead) -> None:
        """Remove the bead with this one's first segment."""
        self._postings.discard(pair, bead)

    def find(self, query: Query) -> list[Hit]:
        """Return all occurrences, ordered by pair and sentence. Raises `BadQuery`."""
        words = [query.text[start:end].casefold() for start, end in spans(query.text[:LONGEST])]
        if not words:
            raise BadQuery("type a word to look for")
        langs = {key.partition(":")[0] for key in self._postings.all_keys()}
        hits = [
            hit
            for lang in sorted(langs)
            if query.lang in ("", lang)
            for hit in self._in(lang, words, query)
        ]
        return sorted(
            hits, key=lambda hit: (hit.pair, SegmentId(hit.segment).place, hit.side == "target")
        )

    def _in(self, lang: str, words: list[str], query: Query) -> Iterator[Hit]:
        patterns = [_pattern(word, lang, query.how) for word in words]
        between = r"[^\w]+" if query.how == "stem" else r"\s+"
        phrase = re.compile(rf"(?<!\w){between.join(patterns)}(?!\w)", re.IGNORECASE)
        for entry in self._entries(lang, words, patterns):
            wanted = query.pair in ("", entry.pair)
            if wanted and (entry.bead.status == "confirmed" or not query.confirmed):
                yield from _hits(entry, lang, phrase)

    def _entries(self, lang: str, words: list[str], patterns: list[str]) -> list[Entry]:
        """The beads that have a form of each word."""
        with self._postings.reading() as postings:
            keys = postings.all_keys()
            found: list[NDArray[np.uint32]] = []
            for word, pattern in zip(words, patterns, strict=True):
                begins, whole = f"{lang}:{word[:2]}", re.compile(rf"{lang}:(?:{pattern})")
                forms = [key for key in keys if key.startswith(begins) and whole.fullmatch(key)]
                found.append(np.unique(postings.rows(forms)))
            numbers = reduce(np.intersect1d, found).tolist()
            return [entry for number in numbers if (entry := postings.entry(number)) is not None]


def _pattern(word: str, lang: str, how: Matching) -> str:
    return (
        re.escape(word) if how == "exact" else inflection.forms(inflection.stem(word, lang), lang)
    )


def _hits(entry: Entry, lang: str, phrase: re.Pattern[str]) -> Iterator[Hit]:
    texts = [entry.bead.text(side) for side in SIDES]
    for i, side in enumerate(SIDES):
        if entry.langs[i] != lang:
            continue
        for match in phrase.finditer(texts[i]):
            before, after = texts[i][: match.start()], texts[i][match.end() :]
            yield Hit(
                entry.pair,
                entry.segment,
                entry.bead.status,
                side,
                lang,
                before[-CONTEXT:],
                match[0],
                after[:CONTEXT],
                entry.langs[1 - i],
                texts[1 - i],
            )


def _keys(langs: tuple[str, str], bead: Bead) -> set[str]:
    texts = [(lang, bead.text(side)) for lang, side in zip(langs, SIDES, strict=True)]
    return {
        f"{lang}:{text[start:end].casefold()}" for lang, text in texts for start, end in spans(text)
    }
