"""Keywords in context over a corpus, with the other language beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import inf
from time import thread_time
from typing import Any, Literal

import regex

from baikonur_align.alignment import inflection
from baikonur_align.alignment.words import spans
from baikonur_align.edit.search import Search
from baikonur_align.hints.postings import MEMORIES, Entry, Postings
from baikonur_align.model import SIDES, Problem, SegmentId, Status, Where

LONGEST = 200  # characters of a query
CONTEXT = 160  # characters of context on each side

MOST_SECONDS = 2.0  # of a search by a regular expression, which may backtrack endlessly

WORD = "w:"
"""Before the language and the word in a key."""

Matching = Literal["stem", "exact", "regular", "meaning"]
Order = Literal["place", "left", "right", "match"]

COLUMNS = ("pair", "sentence", "left", "match", "right", "opposite", "status")


class BadQuery(Problem):
    """The query has no word, or takes too long."""


@dataclass(frozen=True, slots=True)
class Query:
    """A sequence of words to find by stem or exactly as written, or a regular expression.

    Or a text to find sentences of its meaning (`hints.meaning`).

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
    """An occurrence: the words with their context, and the text of the other side.

    Of a search by meaning the match is a sentence, with its similarity, -1 to 1.
    """

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
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """Occurrences in the order of a query; ``complete`` if these are all."""

    hits: list[Hit]
    complete: bool = True


class Concordance:
    """Searches the words of a corpus, on both sides of its beads."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

    def find(self, query: Query, most: int | None = None) -> Hits:
        """Return the occurrences, of a large corpus those in the first `most` beads of a language.

        Raises `BadQuery`, and `edit.Refused` for an invalid regular expression.
        """
        langs = self._postings.parts(WORD)
        phrases = {lang: _phrase(query.text, lang, query.how) for lang in langs}
        opposite = {
            lang: _phrase(query.opposite, lang, query.how) for lang in langs if query.opposite
        }
        # Of words every hit is wanted, and their pattern does not backtrack.
        until = thread_time() + MOST_SECONDS if query.how == "regular" else inf
        hits: list[Hit] = []
        complete = True
        for lang in langs if query.lang == "" else {query.lang} & set(langs):
            candidates = self._entries(lang, query)
            for entry in islice(candidates, most):
                hits += (
                    hit
                    for hit in _hits(entry, lang, phrases[lang], until)
                    if not opposite or any(_matches(opposite[hit.other_lang], hit.other, until))
                )
            complete = complete and next(candidates, None) is None
        return Hits(sorted(hits, key=_ORDERS[query.order]), complete)

    def _entries(self, lang: str, query: Query) -> Iterator[Entry]:
        """The beads that may match: those with a form of each word, or all."""
        groups = []
        for word in _words(query.text) if query.how != "regular" else ():
            whole = regex.compile(_pattern(word, lang, query.how))
            prefix = f"{WORD}{lang}:"
            known = self._postings.keys(f"{prefix}{word[:2]}")
            groups.append([key for key in known if whole.fullmatch(key.removeprefix(prefix))])
        return (
            entry
            for entry in self._postings.entries(groups, query.pair)
            if not entry.pair.startswith(MEMORIES)
            and (entry.status in query.statuses or not query.statuses)
        )


def row(hit: Hit) -> str:
    """A hit as tab-separated values, see `COLUMNS`; with a similarity, that comes last."""
    context = (hit.before, hit.match, hit.after)
    similarity = [] if hit.similarity is None else [f"{hit.similarity:.3f}"]
    return "\t".join((hit.pair, hit.segment, *context, hit.other, hit.status, *similarity))


def _words(text: str) -> list[str]:
    """The words of a query. Raises `BadQuery` if there are none."""
    words = [text[start:end].casefold() for start, end in spans(text[:LONGEST])]
    if not words:
        raise BadQuery("enter a word to search for")
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


def _matches(phrase: regex.Pattern[str], text: str, until: float) -> Iterator[regex.Match[str]]:
    """The matches that are not empty. Raises `BadQuery` after `until` (thread seconds)."""
    try:
        if until != inf and thread_time() > until:
            raise TimeoutError  # noqa: TRY301  (handled like a timeout of the search)
        limit = None if until == inf else MOST_SECONDS
        yield from (match for match in phrase.finditer(text, timeout=limit) if match[0])
    except (TimeoutError, MemoryError) as error:
        raise BadQuery(
            "the search takes more than {seconds} seconds; make the expression simpler",
            seconds=round(MOST_SECONDS),
        ) from error


def _hits(entry: Entry, lang: str, phrase: regex.Pattern[str], until: float) -> Iterator[Hit]:
    texts = [entry.text(side) for side in SIDES]
    for i, side in enumerate(SIDES):
        if entry.langs[i] != lang:
            continue
        for match in _matches(phrase, texts[i], until):
            before, after = texts[i][: match.start()], texts[i][match.end() :]
            yield Hit(
                entry.pair,
                entry.segment,
                entry.status,
                side,
                lang,
                before[-CONTEXT:],
                match[0],
                after[:CONTEXT],
                entry.langs[1 - i],
                texts[1 - i],
            )


def _place(hit: Hit) -> tuple[Any, ...]:
    return hit.pair, SegmentId(hit.segment).place, hit.side == "target"


def _context(text: str) -> list[str]:
    """The words and numbers of a context."""
    return [word.casefold() for word in regex.findall(r"\w+", text)]


_ORDERS: dict[Order, Callable[[Hit], tuple[Any, ...]]] = {
    "place": _place,
    "left": lambda hit: (_context(hit.before)[::-1], *_place(hit)),
    "right": lambda hit: (_context(hit.after), *_place(hit)),
    "match": lambda hit: (hit.match.casefold(), *_place(hit)),
}


def keys(entry: Entry) -> Iterator[str]:
    """Yield the keys by which the concordance finds a bead: the words of both sides."""
    for lang, side in zip(entry.langs, SIDES, strict=True):
        text = entry.text(side)
        for start, end in spans(text):
            yield f"{WORD}{lang}:{text[start:end].casefold()}"
