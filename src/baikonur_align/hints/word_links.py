"""Word links between two sides: equal numbers, names by transliteration, words by the lexicon.

Competitive linking (I. D. Melamed, "Models of translational equivalence among words", 2000): each
word has at most one link, and the likeliest links are made first. Of two equally likely links, the
one between more similar positions wins. A word without a link then joins the link of a neighbour if
the lexicon has that pair: a cosmodrome is two words in Kazakh.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from baikonur_align.alignment import lexicon
from baikonur_align.alignment.words import (
    STEM,
    consonants,
    consonants_agree,
    is_name,
    romanise,
    spans,
    spelling_similarity,
)
from baikonur_align.checks import numbers

LONGEST = 4000  # characters of a side in which links are sought
LIKELY = 0.06  # least mean likelihood of a link by the lexicon
JOINS = 0.12  # least mean likelihood of a word added to a link
APART = 0.05  # price of a link between the two ends of the text, in likelihood
ALIKE = 0.6  # least difflib ratio of two linked names in Latin letters

Span = tuple[int, int]
Kind = Literal["number", "name", "word"]


@dataclass(frozen=True, slots=True)
class WordLink:
    """A link between two words, each a span: first character, and one after the last."""

    kind: Kind
    source: Span
    target: Span


@dataclass(frozen=True, slots=True)
class _Word:
    """A word and its span; ``at`` is its position among the words of its side, 0 to 1."""

    text: str
    span: Span
    at: float

    @property
    def stem(self) -> str:
        return self.text.lower()[:STEM]


def word_links(
    source: str, target: str, source_lang: str, target_lang: str
) -> tuple[WordLink, ...]:
    """Return the links between two texts, in source order; offsets count code points."""
    source, target = source[:LONGEST], target[:LONGEST]
    found = list(_numbers(source, target))
    ours, theirs = _words(source), _words(target)
    found += _names(ours, theirs)
    likely = lexicon.likelihoods(source_lang, target_lang)
    left = (
        _left(ours, {link.source for link in found}),
        _left(theirs, {link.target for link in found}),
    )
    found += _by_lexicon(*left, likely)
    found += _joining(ours, theirs, found, likely)
    return tuple(sorted(found, key=lambda link: (link.source, link.target)))


def words_in(text: str) -> int:
    """Return the words of a text that can have a link."""
    return len(spans(text[:LONGEST]))


def _words(text: str) -> list[_Word]:
    found = spans(text)
    return [
        _Word(text[start:end], (start, end), i / len(found)) for i, (start, end) in enumerate(found)
    ]


def _left(words: list[_Word], taken: Collection[Span]) -> list[_Word]:
    return [word for word in words if word.span not in taken]


def _numbers(source: str, target: str) -> Iterator[WordLink]:
    free = numbers.located(target)
    for number, offset in numbers.located(source):
        for other in free:
            if number.written == other[0].written or number.readings & other[0].readings:
                free.remove(other)
                yield WordLink("number", _span(number, offset), _span(*other))
                break


def _span(number: numbers.Number, offset: int) -> Span:
    return offset, offset + len(number.written)


def _names(ours: list[_Word], theirs: list[_Word]) -> Iterator[WordLink]:
    free = _left(theirs, ())
    for word in ours:
        rivals = [(_alike(word, other), -abs(word.at - other.at), other) for other in free]
        best = max(rivals, key=lambda rival: rival[:2], default=None)
        if best and best[0] >= ALIKE:
            free.remove(best[2])
            yield WordLink("name", word.span, best[2].span)


def _alike(one: _Word, other: _Word) -> float:
    """Return how alike two names sound, 0 to 1; 0 if either is no name or consonants differ."""
    if not (is_name(one.text) and is_name(other.text)):
        return 0.0
    if not consonants_agree(consonants(one.text), consonants(other.text)):
        return 0.0
    return spelling_similarity(romanise(one.text), romanise(other.text))


def _by_lexicon(
    ours: list[_Word], theirs: list[_Word], likely: lexicon.Likelihoods
) -> Iterator[WordLink]:
    rivals = [
        (chance - APART * abs(our.at - their.at), our, their)
        for our in ours
        for their in theirs
        if (chance := likely.get(our.stem, {}).get(their.stem, 0.0)) >= LIKELY
    ]
    taken: set[_Word] = set()
    for _, left, right in sorted(rivals, key=lambda rival: -rival[0]):
        if not taken & {left, right}:
            taken |= {left, right}
            yield WordLink("word", left.span, right.span)


def _joining(
    ours: list[_Word], theirs: list[_Word], found: list[WordLink], likely: lexicon.Likelihoods
) -> Iterator[WordLink]:
    """Yield links of unlinked words to the partner of the word before or after."""
    partner = {link.source: link.target for link in found if link.kind == "word"}
    taken = {link.source for link in found}
    by_span = {their.span: their for their in theirs}
    for i, word in enumerate(ours):
        if word.span in taken:
            continue
        for near in ours[max(0, i - 1) : i] + ours[i + 1 : i + 2]:
            other = by_span.get(partner.get(near.span, (-1, -1)))
            if other and likely.get(word.stem, {}).get(other.stem, 0.0) >= JOINS:
                yield WordLink("word", word.span, other.span)
                break
