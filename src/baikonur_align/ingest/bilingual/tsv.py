"""Tables of sentences: tab-separated or CSV, two columns or with a line of names.

Our own export has its names in the first line; its status, confidence, reviewer and note come back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence

from baikonur_align.ingest.bilingual import details
from baikonur_align.ingest.bilingual.bitext import Bitext, Sentence, Unit, of_units
from baikonur_align.ingest.codes import full_code
from baikonur_align.ingest.decode import Decoded, Unreadable, decoded
from baikonur_align.model import Properties, Remark, UnitFacts
from baikonur_align.tei.names import STATUSES

DETAILS = "details"
"""The hidden column of our own workbooks."""

OURS = ("source_lang", "target_lang", "source", "target")
"""The columns that count in our own export."""

FACTS = ("status", "confidence", "reviewer", "note")
PLACES = frozenset({"pair", "position", "source_ids", "target_ids", "origin", DETAILS})
"""Columns of our export that mean nothing in another corpus."""

SIDES = 2
JOINER = " ~~~ "
"""Between the sentences of one side of a bead in hunalign's text output."""

LONGEST_CODE = 8
"""Characters of a column's name that may be a language code."""

SOURCE_NAMES = frozenset({"source", "src", "original", "түпнұсқа", "оригинал", "исходный"})
TARGET_NAMES = frozenset({"target", "trg", "tgt", "translation", "аударма", "перевод"})

_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"t": " ", "n": " ", "r": " "}

Row = Sequence[str]


class NotTwoColumns(Unreadable):
    """A table without two columns of text."""


def read(data: bytes, name: str) -> Bitext:
    """A tab-separated table. Raises `Unreadable`, naming the line that is wrong."""
    found = decoded(data, name, lines=True)
    rows = [
        (number, line.split("\t"))
        for number, line in enumerate(found.text.split("\n"), 1)
        if line.strip()
    ]
    return of_rows(rows, name, found.remarks)


def read_csv(data: bytes, name: str) -> Bitext:
    """A table with commas or semicolons and quotes (RFC 4180). Raises `Unreadable`."""
    found: Decoded = decoded(data, name, lines=True)
    head = found.text[:8192]
    marks = {mark: head.partition("\n")[0].count(mark) for mark in ",;\t|"}
    reader = csv.reader(io.StringIO(found.text), delimiter=max(marks, key=lambda mark: marks[mark]))
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Unreadable(
            "{name}: line {line}: {reason}; save the table again",
            name=name,
            line=reader.line_num,
            reason=error,
        ) from None
    return of_rows(rows, name, found.remarks)


def of_rows(rows: Sequence[tuple[int, Row]], name: str, remarks: Sequence[Remark] = ()) -> Bitext:
    """The units of a table whose rows have their line numbers. Raises `Unreadable`."""
    if not rows:
        raise Unreadable(
            "{name} has no rows; put a sentence and its translation in each row", name=name
        )
    names = [cell.strip().lower() for cell in rows[0][1]]
    if set(OURS) <= set(names):
        _check_width(rows, name)
        return of_units(_named(rows, names), remarks=remarks)
    columns = _header(names)
    if columns is None and len(names) != SIDES:
        columns = _text_columns(rows)
    if columns is None:
        return of_units(_plain(rows, name), nameless=True, remarks=remarks)
    pair, langs = columns
    body = rows if langs == ("", "") else rows[1:]
    others = [
        (number, names[number] if body is not rows else f"column {number + 1}")
        for number in range(len(names))
        if number not in pair
    ]
    keys = langs if all(langs) and langs[0] != langs[1] else ("1", "2")
    if not body:
        raise Unreadable("{name} has a header line and no rows; add a row for each text", name=name)
    body = [(number, _filled(row, len(names), pair)) for number, row in body]
    _check_width([rows[0], *body], name)
    units = (
        Unit(
            {key: _sentences(row[place]) for key, place in zip(keys, pair, strict=True)},
            _of_columns(
                tuple((label, row[column]) for column, label in others if row[column].strip())
            ),
        )
        for _, row in body
    )
    return of_units(units, nameless=keys == ("1", "2"), remarks=remarks)


def _sentences(cell: str) -> list[Sentence]:
    """The sentences of a cell, between which hunalign writes ``~~~``."""
    return [Sentence(text) for text in cell.split(JOINER)]


def _of_columns(cells: Properties) -> UnitFacts:
    """Other columns: our own status and note by name, the rest as properties."""
    known = dict(cells)
    status = known.get("status", "")
    note = next((known[key] for key in ("note", "notes", "comment") if known.get(key)), "")
    used = {"note", "notes", "comment"} | ({"status"} if status in STATUSES else set())
    rest = tuple(
        ("id" if key == "id" else f"column:{key}", value) for key, value in cells if key not in used
    )
    return UnitFacts(
        status if status in STATUSES else "auto",
        None,
        known.get("reviewer", ""),
        " ".join(note.split()),
        rest,
    )


def _filled(row: Row, width: int, pair: tuple[int, int]) -> Row:
    """A row with both texts, whose empty cells at the end may be left out or too many."""
    if max(pair) < len(row) < width:
        return [*row, *[""] * (width - len(row))]
    return row[:width] if len(row) > width and not any(map(str.strip, row[width:])) else row


def _check_width(rows: Sequence[tuple[int, Row]], name: str) -> None:
    for number, row in rows[1:]:
        if len(row) != len(rows[0][1]):
            raise NotTwoColumns(
                "{name}: line {number} has {width} columns, but the first line has {first}",
                name=name,
                number=number,
                width=len(row),
                first=len(rows[0][1]),
            )


def _header(names: Sequence[str]) -> tuple[tuple[int, int], tuple[str, str]] | None:
    """The two columns of text by a line of names: ``source``/``target`` or two languages."""
    found: Callable[[frozenset[str]], int] = lambda wanted: next(  # noqa: E731
        (index for index, name in enumerate(names) if name in wanted), -1
    )
    source, target = found(SOURCE_NAMES), found(TARGET_NAMES)
    if source >= 0 and target >= 0:
        return (source, target), ("1", "1")
    coded = [
        (column, name)
        for column, name in enumerate(names)
        if len(name) <= LONGEST_CODE and full_code(name) and name not in ("id", "no")
    ]
    if len(coded) == SIDES:
        (first, one), (second, two) = coded
        return (first, second), (one, two)
    named = [
        (index, code) for index, name in enumerate(names) if (code := LANGUAGE_NAMES.get(name))
    ]
    if len(named) == SIDES:
        (first, one), (second, two) = named
        return (first, second), (one, two)
    return None


LANGUAGE_NAMES = {
    **dict.fromkeys(("kazakh", "қазақша", "қазақ тілі", "казахский", "қаз"), "kk"),
    **dict.fromkeys(("english", "ағылшынша", "английский", "ағылшын тілі"), "en"),
    **dict.fromkeys(("russian", "орысша", "русский", "орыс тілі"), "ru"),
}


def _text_columns(
    rows: Sequence[tuple[int, Row]],
) -> tuple[tuple[int, int], tuple[str, str]] | None:
    """Return the two columns of text of a table without names; others are short or numeric."""
    width = len(rows[0][1])
    sizes = [0] * width
    for _, row in rows[:1000]:
        for index, cell in enumerate(row[:width]):
            sizes[index] += sum(char.isalpha() for char in cell)
    wordy = [index for index, size in enumerate(sizes) if size > len(rows[:1000])]
    return ((wordy[0], wordy[1]), ("", "")) if len(wordy) == SIDES else None


def _plain(rows: Sequence[tuple[int, Row]], name: str) -> Iterator[Unit]:
    for number, row in rows:
        if len(row) != SIDES:
            raise NotTwoColumns(
                "{name}: line {number} has {width} columns, not two; write the sentence, a tab, "
                "and its translation",
                name=name,
                number=number,
                width=len(row),
            )
        yield Unit({"1": [Sentence(row[0])], "2": [Sentence(row[1])]})


def _named(rows: Sequence[tuple[int, Row]], names: Sequence[str]) -> Iterator[Unit]:
    for _, row in rows[1:]:
        cells = dict(zip(names, map(_unescaped, row), strict=True))
        stored = details.parsed(row[names.index(DETAILS)]) if DETAILS in names else None
        told = stored if isinstance(stored, dict) else {}
        status = cells.get("status", "")
        extra = tuple(
            (f"column:{key}", value)
            for key, value in cells.items()
            if value and key not in (*OURS, *FACTS) and key not in PLACES
        )
        yield Unit(
            {
                cells[f"{side}_lang"]: details.sentences(cells[side], told.get(side))
                for side in ("source", "target")
            },
            UnitFacts(
                status if status in STATUSES else "auto",
                _confidence(cells.get("confidence", "")),
                cells.get("reviewer", ""),
                cells.get("note", ""),
                (*details.properties(told.get("properties")), *extra),
            ),
        )


def _confidence(cell: str) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None


def _unescaped(cell: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), cell)
