"""Keywords in context over a corpus, with the other language beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from time import thread_time
from typing import Any, Literal, NamedTuple, overload

import numpy as np
import regex
from numpy.typing import NDArray

from baikonur_align.alignment import inflection
from baikonur_align.alignment.words import spans
from baikonur_align.edit.search import Search
from baikonur_align.hints.postings import Entry, Postings
from baikonur_align.model import SIDES, Bead, Problem, Status, Where

LONGEST = 200  # characters of a query
CONTEXT = 160  # characters of context on each side

NEAREST = 60  # characters of context that hits are ordered by, on each side

BEGINNING = 2  # letters of a word that all its forms begin with

EACH = 1000  # texts between two looks at the clock

MOST_SECONDS = 2.0  # of a search by a regular expression, which may backtrack endlessly

Matching = Literal["stem", "exact", "regular"]
Order = Literal["place", "left", "right", "match"]

COLUMNS = ("pair", "sentence", "left", "match", "right", "opposite", "status")


class BadQuery(Problem):
    """The query has no word, or takes too long."""


@dataclass(frozen=True, slots=True)
class Query:
    """A sequence of words to find by stem or exactly as written, or a regular expression.

    Case never counts. ``lang`` and ``pair`` restrict the search to a language or a pair; empty for
    all. ``statuses`` restricts it to beads with one of them, ``opposite`` to beads whose other side
    has these words too. ``order``: as the corpus has them, by the words to the left of the match,
    nearest first, by those to the right, or by the match.
    """

    text: str
    how: Matching = "stem"
    lang: str = ""
    pair: str = ""
    statuses: tuple[Status, ...] = ()
    opposite: str = ""
    order: Order = "place"


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


class _Match(NamedTuple):
    """An occurrence in the text of a side (0 or 1) of an indexed bead."""

    entry: Entry
    side: int
    text: str
    start: int
    end: int


_Text = tuple[Entry, int, str]
"""An indexed bead, one of its sides (0 or 1), and the text of that side."""


class Hits(Sequence[Hit]):
    """Occurrences in order; of a common word there are many, so each is made when it is read."""

    def __init__(self, matches: list[_Match]) -> None:
        self._matches = matches

    def __len__(self) -> int:
        return len(self._matches)

    @overload
    def __getitem__(self, index: int) -> Hit: ...

    @overload
    def __getitem__(self, index: slice) -> list[Hit]: ...

    def __getitem__(self, index: int | slice) -> Hit | list[Hit]:
        if isinstance(index, slice):
            return [_hit(match) for match in self._matches[index]]
        return _hit(self._matches[index])


class Concordance:
    """An index of the words of a corpus, on both sides of its beads."""

    def __init__(self) -> None:
        self._postings: Postings[str] = Postings()
        self._words: dict[str, dict[str, set[str]]] = {}
        """The keys of each language by their first letters."""

    def add(self, pair: str, langs: tuple[str, str], bead: Bead) -> None:
        """Index a bead of a pair; it replaces the bead that has the same first segment."""
        keys = _keys(langs, bead)
        with self._postings.reading():
            self._postings.add(Entry(pair, langs, bead), keys)
            for key in keys:
                lang, _, word = key.partition(":")
                self._words.setdefault(lang, {}).setdefault(word[:BEGINNING], set()).add(key)

    def discard(self, pair: str, bead: Bead) -> None:
        """Remove the bead that has the same first segment."""
        self._postings.discard(pair, bead)

    def find(self, query: Query) -> Hits:
        """Return all occurrences in the order of the query.

        Raises `BadQuery`, and `edit.Refused` for an invalid regular expression.
        """
        with self._postings.reading():
            langs = sorted(self._words)
        phrases = {lang: _phrase(query.text, lang, query.how) for lang in langs}
        opposite = {
            lang: _phrase(query.opposite, lang, query.how) for lang in langs if query.opposite
        }
        search = _scan if query.how == "regular" else _search
        matches = [
            match
            for lang in langs
            if query.lang in ("", lang)
            for match in search(phrases[lang], self._texts(lang, query))
        ]
        if opposite:
            found = {
                lang: {id(match.entry) for match in search(pattern, _others(matches, lang))}
                for lang, pattern in opposite.items()
            }
            matches = [
                match
                for match in matches
                if id(match.entry) in found[match.entry.langs[1 - match.side]]
            ]
        return Hits(sorted(matches, key=_ORDERS[query.order]))

    def _texts(self, lang: str, query: Query) -> Iterator[_Text]:
        """The texts of this language that may match."""
        for entry in self._entries(lang, query):
            if query.pair in ("", entry.pair) and (
                not query.statuses or entry.bead.status in query.statuses
            ):
                for side in (0, 1):
                    if entry.langs[side] == lang:
                        yield entry, side, _text(entry, side)

    def _entries(self, lang: str, query: Query) -> list[Entry]:
        """The beads that may match: those with a form of each word, or all."""
        with self._postings.reading() as postings:
            if query.how == "regular":
                return postings.entries()
            found: list[NDArray[np.uint32]] = []
            for word in _words(query.text):
                whole = regex.compile(rf"{lang}:(?:{_pattern(word, lang, query.how)})")
                forms = [key for key in self._beginning(lang, word) if whole.fullmatch(key)]
                found.append(np.unique(postings.rows(forms)))
            numbers = reduce(np.intersect1d, found).tolist()
            return [entry for number in numbers if (entry := postings.entry(number)) is not None]

    def _beginning(self, lang: str, word: str) -> Iterator[str]:
        """The keys of a language that begin as a word does."""
        known = self._words[lang]
        if len(word) >= BEGINNING:
            yield from known.get(word[:BEGINNING], ())
        else:
            yield from (key for start in known if start.startswith(word) for key in known[start])


def row(hit: Hit) -> str:
    """A hit as tab-separated values, see `COLUMNS`."""
    context = (hit.before, hit.match, hit.after)
    return "\t".join((hit.pair, hit.segment, *context, hit.other, hit.status))


def _words(text: str) -> list[str]:
    """The words of a query. Raises `BadQuery` if there are none."""
    words = [text[start:end].casefold() for start, end in spans(text[:LONGEST])]
    if not words:
        raise BadQuery("type a word to look for")
    return words


def _phrase(text: str, lang: str, how: Matching) -> regex.Pattern[str]:
    """The pattern that matches the words in sequence, or the expression."""
    if how == "regular":
        return Search.of({"find": text, "regular": True}).pattern
    between = r"[^\w]+" if how == "stem" else r"\s+"
    patterns = between.join(_pattern(word, lang, how) for word in _words(text))
    return regex.compile(rf"(?<!\w){patterns}(?!\w)", regex.IGNORECASE)


def _pattern(word: str, lang: str, how: Matching) -> str:
    return (
        regex.escape(word)
        if how == "exact"
        else inflection.forms(inflection.stem(word, lang), lang)
    )


def _text(entry: Entry, side: int) -> str:
    segments = entry.bead.source if side == 0 else entry.bead.target
    return segments[0].text if len(segments) == 1 else entry.bead.text(SIDES[side])


def _others(matches: list[_Match], lang: str) -> Iterator[_Text]:
    """The texts opposite of matches, of those in a language."""
    for match in matches:
        if match.entry.langs[1 - match.side] == lang:
            yield match.entry, 1 - match.side, _text(match.entry, 1 - match.side)


def _search(phrase: regex.Pattern[str], texts: Iterator[_Text]) -> Iterator[_Match]:
    """The occurrences of words, whose pattern takes no more time than its text is long."""
    find = phrase.finditer
    for entry, side, text in texts:
        for match in find(text):
            yield _Match(entry, side, text, *match.span())


def _scan(phrase: regex.Pattern[str], texts: Iterator[_Text]) -> Iterator[_Match]:
    """The occurrences of an expression that are not empty. Raises `BadQuery` if it takes long."""
    until = thread_time() + MOST_SECONDS
    try:
        for number, (entry, side, text) in enumerate(texts):
            if number % EACH == 0 and thread_time() > until:
                raise TimeoutError  # noqa: TRY301  (handled like a timeout of the search)
            if phrase.search(text, timeout=MOST_SECONDS) is None:
                continue
            for match in phrase.finditer(text, timeout=MOST_SECONDS):
                if match[0]:
                    yield _Match(entry, side, text, *match.span())
    except (TimeoutError, MemoryError) as error:
        raise BadQuery(
            "the search takes more than {seconds} seconds; make the expression simpler",
            seconds=round(MOST_SECONDS),
        ) from error


def _hit(match: _Match) -> Hit:
    entry, side, text, start, end = match
    return Hit(
        entry.pair,
        entry.segment,
        entry.bead.status,
        SIDES[side],
        entry.langs[side],
        text[max(0, start - CONTEXT) : start],
        text[start:end],
        text[end : end + CONTEXT],
        entry.langs[1 - side],
        _text(entry, 1 - side),
    )


def _place(match: _Match) -> tuple[Any, ...]:
    return *match.entry.place, match.side


def _words_of(text: str) -> str:
    """The words and numbers of a context, a space between; a space sorts before every letter."""
    return _BETWEEN.sub(" ", text.casefold()).strip()


def _left(match: _Match) -> tuple[Any, ...]:
    before = match.text[max(0, match.start - NEAREST) : match.start]
    return " ".join(reversed(_words_of(before).split())), *_place(match)


def _right(match: _Match) -> tuple[Any, ...]:
    return _words_of(match.text[match.end : match.end + NEAREST]), *_place(match)


_BETWEEN = re.compile(r"\W+")
_ORDERS: dict[Order, Callable[[_Match], tuple[Any, ...]]] = {
    "place": _place,
    "left": _left,
    "right": _right,
    "match": lambda match: (match.text[match.start : match.end].casefold(), *_place(match)),
}


def _keys(langs: tuple[str, str], bead: Bead) -> set[str]:
    texts = [(lang, bead.text(side)) for lang, side in zip(langs, SIDES, strict=True)]
    return {
        f"{lang}:{text[start:end].casefold()}" for lang, text in texts for start, end in spans(text)
    }
