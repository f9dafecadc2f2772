"""Glossaries as files: tables (.tsv, .csv) and TBX (ISO 30042), in and out.

A table has a term, its translations separated by ``;``, and notes that are not read. Its first line
may name the languages, by code or by name; otherwise the letters of the columns tell them.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import PurePath
from xml.parsers import expat

from baikonur_align.alignment.words import spans
from baikonur_align.checks.glossary import BadGlossary, TermList

LANGUAGES = ("kk", "en")
"""The languages of the columns if neither a first line nor their letters tell."""

NAMES = {
    "kk": ("kazakh", "қазақша", "казахский", "қазақ"),
    "en": ("english", "ағылшынша", "английский", "ағылшын"),
    "ru": ("russian", "орысша", "русский", "орыс"),
}
"""Names of languages in the first line of a table."""

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_KAZAKH = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z]")

RUSSIAN_WORDS = 30
"""Cyrillic words from which on none with a Kazakh letter means Russian; Kazakh has one in most."""

Row = tuple[str, list[str]]
"""Where a row is, for messages, and its cells."""


def parse(text: str, name: str) -> TermList:
    """Return the terms of a file; its suffix decides the format.

    Raises `BadGlossary` with the line.
    """
    suffix = PurePath(name).suffix.lower()
    text = text.removeprefix("\ufeff")
    return READERS.get(suffix, _parse_tsv)(text, name)


# --- tables ---


def _parse_tsv(text: str, name: str) -> TermList:
    lines = enumerate(text.splitlines(), 1)
    return _table(name, ((f"{name}, line {number}", line.split("\t")) for number, line in lines))


def _parse_csv(text: str, name: str) -> TermList:
    rows = csv.reader(io.StringIO(text), delimiter=csv_delimiter(text))
    return _table(name, ((f"{name}, line {rows.line_num}", cells) for cells in rows))


def csv_delimiter(text: str) -> str:
    """Return what separates the cells of a .csv file, by its first line."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _table(name: str, rows: Iterable[Row]) -> TermList:
    langs: tuple[str, str] | None = None
    entries = []
    for number, (where, given) in enumerate(rows):
        cells = [" ".join(cell.split()) for cell in given]
        if number == 0 and (langs := _header(cells)):
            continue
        if any(cells) and not cells[0].startswith("#"):
            entries.append(_entry(cells, where))
    return TermList(name, langs or _by_letters(entries), tuple(entries))


def _header(cells: list[str]) -> tuple[str, str] | None:
    """Return the languages that a first line names, None if it is an entry."""
    named = [_language(cell) for cell in cells[:2]]
    if len(named) == 2 and all(named) and named[0] != named[1]:  # noqa: PLR2004
        return named[0], named[1]
    return None


def _language(cell: str) -> str:
    for code, names in NAMES.items():
        if cell.casefold() in names:
            return code
    if _CODE.fullmatch(cell) and (cell.islower() or "-" in cell or "_" in cell):
        return re.split("[-_]", cell)[0].lower()
    return ""


def _by_letters(entries: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[str, str]:
    """Return the languages of the columns as their letters tell, else `LANGUAGES`."""
    listed = list(entries)
    columns = [term for term, _ in listed], [text for _, texts in listed for text in texts]
    first, second = (_by_letters_of(" ".join(column)) for column in columns)
    return (first, second) if first != second else LANGUAGES


def _by_letters_of(text: str) -> str:
    """Return English for Latin letters and Russian for many words without a Kazakh letter."""
    if len(_LATIN.findall(text)) > len(_CYRILLIC.findall(text)):
        return "en"
    return "kk" if _KAZAKH.search(text) or len(spans(text)) < RUSSIAN_WORDS else "ru"


def _entry(cells: list[str], where: str) -> tuple[str, tuple[str, ...]]:
    targets = (
        tuple(text for text in (text.strip() for text in cells[1].split(";")) if text)
        if len(cells) > 1
        else ()
    )
    if not targets or any(not spans(term) for term in (cells[0], *targets)):
        raise BadGlossary(
            "{where}: write a term, a tab and its translation; separate several translations by ;",
            where=where,
        )
    return cells[0], targets


# --- TBX ---


class _Tbx:
    """What expat tells of a TBX file: for each concept the terms by language."""

    def __init__(self) -> None:
        self.concepts: list[dict[str, list[str]]] = []
        self._lang = ""
        self._term: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local in ("termEntry", "conceptEntry"):
            self.concepts.append({})
        elif local in ("langSet", "langSec"):
            self._lang = attributes.get("xml:lang", attributes.get("lang", ""))
        elif local == "term":
            self._term = []

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "term" and self._term is not None:
            term = " ".join("".join(self._term).split())
            code = re.split("[-_]", self._lang)[0].lower()
            if term and code and self.concepts:
                self.concepts[-1].setdefault(code, []).append(term)
            self._term = None

    def text(self, data: str) -> None:
        if self._term is not None:
            self._term.append(data)


def _parse_tbx(text: str, name: str) -> TermList:
    """Return the terms of the two languages that most concepts have."""
    found = _Tbx()
    parser = expat.ParserCreate()
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.text
    try:
        parser.Parse(re.sub(r"^<\?xml[^>]*\?>", "", text).encode(), True)
    except expat.ExpatError as error:
        raise BadGlossary(
            "{name} is not a TBX file: {error}", name=name, error=str(error)
        ) from error
    counts = Counter(lang for concept in found.concepts for lang in concept)
    if len(counts) < 2:  # noqa: PLR2004
        raise BadGlossary("{name} has no terms in two languages", name=name)
    first, second = (lang for lang, _ in counts.most_common(2))
    entries = tuple(
        (term, tuple(dict.fromkeys(concept[second])))
        for concept in found.concepts
        if first in concept and second in concept
        for term in dict.fromkeys(concept[first])
    )
    return TermList(name, (first, second), entries)


READERS: dict[str, Callable[[str, str], TermList]] = {
    ".tsv": _parse_tsv,
    ".csv": _parse_csv,
    ".tbx": _parse_tbx,
}
"""By suffix, in lower case."""


# --- out ---


def to_tsv(lists: Iterable[TermList]) -> Iterator[str]:
    """Yield the terms as tab-separated values, with a line of languages where they change."""
    for langs, entries in _by_languages(lists):
        yield "\t".join(langs) + "\n"
        for term, others in entries:
            yield f"{term}\t{'; '.join(others)}\n"


def to_csv(lists: Iterable[TermList]) -> Iterator[str]:
    """Yield the terms as comma-separated values (RFC 4180), with a line of languages."""
    for langs, entries in _by_languages(lists):
        for cells in (langs, *((term, "; ".join(others)) for term, others in entries)):
            line = io.StringIO()
            csv.writer(line).writerow(cells)
            yield line.getvalue()


def to_tbx(lists: Iterable[TermList]) -> Iterator[str]:
    """Yield the terms as TBX-Basic of ISO 30042:2019."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tbx type="TBX-Basic" style="dca" xml:lang="en" '
        'xmlns="urn:iso:std:iso:30042:ed-2">\n<tbxHeader><fileDesc><sourceDesc><p>baikonur-align'
        "</p></sourceDesc></fileDesc></tbxHeader>\n<text><body>\n"
    )
    number = 0
    for langs, entries in _by_languages(lists):
        for term, others in entries:
            number += 1
            yield f'<conceptEntry id="c{number}">'
            for lang, terms in zip(langs, ((term,), others), strict=True):
                said = "".join(f"<termSec><term>{escape(each)}</term></termSec>" for each in terms)
                yield f'<langSec xml:lang="{escape(lang)}">{said}</langSec>'
            yield "</conceptEntry>\n"
    yield "</body></text></tbx>\n"


WRITERS: dict[str, Callable[[Iterable[TermList]], Iterator[str]]] = {
    "tsv": to_tsv,
    "csv": to_csv,
    "tbx": to_tbx,
}


def _by_languages(
    lists: Iterable[TermList],
) -> Iterator[tuple[tuple[str, str], list[tuple[str, tuple[str, ...]]]]]:
    found: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
    for each in lists:
        found.setdefault(each.langs, []).extend(each.entries)
    yield from found.items()
