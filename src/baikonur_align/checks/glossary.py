"""The terms of a corpus: if the source has a term, the target should have its translation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baikonur_align.alignment import inflection
from baikonur_align.alignment.words import spans
from baikonur_align.checks.finding import CheckedText, Finding
from baikonur_align.model import Problem

LANGUAGES = ("kk", "en")
"""The languages of the columns if the first line does not name them."""

BEGINNING = 2  # letters of a term's first word by which terms are indexed
_CODE = re.compile(r"[a-z]{2,3}")


class BadGlossary(Problem):
    """The file is not a valid glossary."""


@dataclass(frozen=True, eq=False)
class Term:
    """A term and its possible translations, each with a pattern of its inflected forms."""

    text: str
    pattern: re.Pattern[str]
    others: tuple[str, ...]
    other_patterns: tuple[re.Pattern[str], ...]


class Glossary:
    """Terms of two languages, in both directions, indexed by the beginning of the first word."""

    def __init__(
        self, entries: Sequence[tuple[str, tuple[str, ...]]], langs: tuple[str, str]
    ) -> None:
        self._terms: dict[tuple[str, str], dict[str, list[Term]]] = {langs: {}, langs[::-1]: {}}
        for source, targets in entries:
            self._add(langs, source, targets)
            for target in targets:
                self._add(langs[::-1], target, (source,))

    def _add(self, langs: tuple[str, str], text: str, others: tuple[str, ...]) -> None:
        patterns = tuple(_pattern(other, langs[1]) for other in others)
        term = Term(text, _pattern(text, langs[0]), others, patterns)
        self._terms[langs].setdefault(text[:BEGINNING].casefold(), []).append(term)

    def check(self, source: CheckedText, target: CheckedText) -> Iterator[Finding]:
        """Yield the terms of the source whose translations the target lacks."""
        by_beginning = self._terms.get((source.lang, target.lang), {})
        if not by_beginning:
            return
        begins = {
            source.text[start : start + BEGINNING].casefold() for start, _ in spans(source.text)
        }
        for term in (found for begin in sorted(begins) for found in by_beginning.get(begin, ())):
            if term.pattern.search(source.text) and not any(
                pattern.search(target.text) for pattern in term.other_patterns
            ):
                yield Finding("term", f"{term.text} = {' / '.join(term.others)}", "source")


NONE = Glossary((), LANGUAGES)
"""A glossary without terms."""


def parse(text: str, name: str) -> Glossary:
    """Return the glossary of tab-separated lines: term, translations separated by ``;``, a note.

    The first line may name the languages of the columns (``kk``, ``en``). `name` is the name of the
    file. Raises `BadGlossary` with the line.
    """
    langs, entries = LANGUAGES, []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        cells = [" ".join(cell.split()) for cell in line.split("\t")]
        if number == 1 and len(cells) > 1 and all(map(_CODE.fullmatch, cells[:2])):
            langs = cells[0], cells[1]
        elif line.strip() and not line.startswith("#"):
            entries.append(_entry(cells, f"{name}, line {number}"))
    return Glossary(entries, langs)


def _entry(cells: list[str], where: str) -> tuple[str, tuple[str, ...]]:
    targets = (
        tuple(text for text in (text.strip() for text in cells[1].split(";")) if text)
        if len(cells) > 1
        else ()
    )
    if not targets or any(not spans(term) for term in (cells[0], *targets)):
        raise BadGlossary(
            "{where}: write a term, a tab, and its translation, several with ; between them",
            where=where,
        )
    return cells[0], targets


def _pattern(term: str, lang: str) -> re.Pattern[str]:
    """A pattern of a term with each of its words inflected."""
    words = [inflection.forms(term[start:end], lang) for start, end in spans(term)]
    between = r"[^\w]+"
    return re.compile(rf"(?<!\w){between.join(words)}(?!\w)", re.IGNORECASE)
