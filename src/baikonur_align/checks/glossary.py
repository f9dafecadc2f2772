"""The terms of a corpus: if the source has a term, the target should have its translation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from baikonur_align.alignment import inflection
from baikonur_align.alignment.words import spans
from baikonur_align.checks.finding import CheckedText, Finding
from baikonur_align.model import Problem

BEGINNING = 2  # letters of a term's first word by which terms are indexed


class BadGlossary(Problem):
    """The file is not a valid glossary."""


@dataclass(frozen=True, eq=False)
class Term:
    """A term and its possible translations, each with a pattern of its inflected forms."""

    text: str
    pattern: re.Pattern[str]
    others: tuple[str, ...]
    other_patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A term in a text, ``start`` to ``end`` (characters), and its possible translations."""

    start: int
    end: int
    text: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermList:
    """The terms of one file: each with its translations. ``langs`` are ISO 639 codes."""

    name: str
    langs: tuple[str, str]
    entries: tuple[tuple[str, tuple[str, ...]], ...]


class Glossary:
    """Terms in both directions, indexed by the beginning of the first word."""

    def __init__(self, lists: Iterable[TermList] = ()) -> None:
        self.lists = tuple(lists)
        self._terms: dict[tuple[str, str], dict[str, list[Term]]] = {}
        for langs, entries in self._merged().items():
            for term, others in entries.values():
                self._add(langs, term, tuple(dict.fromkeys(others)))

    def _merged(self) -> dict[tuple[str, str], dict[str, tuple[str, list[str]]]]:
        """Return each term once in each direction, with all translations that the lists give."""
        found: dict[tuple[str, str], dict[str, tuple[str, list[str]]]] = {}
        for each in self.lists:
            there, back = (found.setdefault(langs, {}) for langs in (each.langs, each.langs[::-1]))
            for source, targets in each.entries:
                there.setdefault(source.casefold(), (source, []))[1].extend(targets)
                for target in targets:
                    back.setdefault(target.casefold(), (target, []))[1].append(source)
        return found

    def _add(self, langs: tuple[str, str], text: str, others: tuple[str, ...]) -> None:
        patterns = tuple(_pattern(other, langs[1]) for other in others)
        term = Term(text, _pattern(text, langs[0]), others, patterns)
        index = self._terms.setdefault(langs, {})
        index.setdefault(text[:BEGINNING].casefold(), []).append(term)

    def knows(self, source: str, target: str) -> bool:
        """Return whether there are terms of these languages."""
        return (source, target) in self._terms

    def check(self, source: CheckedText, target: CheckedText) -> Iterator[Finding]:
        """Yield the terms of the source whose translations the target lacks."""
        for term in self._terms_in(source.text, source.lang, target.lang):
            if term.pattern.search(source.text) and not any(
                pattern.search(target.text) for pattern in term.other_patterns
            ):
                yield Finding("term", f"{term.text} = {' / '.join(term.others)}", "source")

    def find(self, text: str, source: str, target: str) -> list[FoundTerm]:
        """Return the terms in a text, in its order; of overlapping ones the longest."""
        found = [
            FoundTerm(*match.span(), term.text, term.others)
            for term in self._terms_in(text, source, target)
            for match in term.pattern.finditer(text)
        ]
        found.sort(key=lambda each: (each.start, each.start - each.end))
        kept: list[FoundTerm] = []
        for each in found:
            if kept and kept[-1].start == each.start and kept[-1].end == each.end:
                others = dict.fromkeys((*kept[-1].others, *each.others))
                kept[-1] = replace(kept[-1], others=tuple(others))
            elif not kept or each.start >= kept[-1].end:
                kept.append(each)
        return kept

    def _terms_in(self, text: str, source: str, target: str) -> Iterator[Term]:
        """Yield the terms whose first letters begin a word of the text."""
        by_beginning = self._terms.get((source, target), {})
        if by_beginning:
            begins = {text[start : start + BEGINNING].casefold() for start, _ in spans(text)}
            for begin in sorted(begins):
                yield from by_beginning.get(begin, ())


NONE = Glossary()
"""A glossary without terms."""


def _pattern(term: str, lang: str) -> re.Pattern[str]:
    """A pattern of a term with each of its words inflected."""
    words = [inflection.forms(term[start:end], lang) for start, end in spans(term)]
    between = r"[^\w]+"
    return re.compile(rf"(?<!\w){between.join(words)}(?!\w)", re.IGNORECASE)
