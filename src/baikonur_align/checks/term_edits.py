"""A term of a table corrected or taken out; every other line of the file stays as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import PurePath

from baikonur_align.alignment.words import plain
from baikonur_align.checks.glossary import BadGlossary
from baikonur_align.checks.term_files import csv_delimiter, parse

Entry = tuple[str, str]
"""A term and one of its translations."""

TABLES = (".tsv", ".csv")


def changed(text: str, name: str, langs: tuple[str, str], old: Entry, new: Entry | None) -> str:
    """Return the text of a table with an entry changed, or taken out if `new` is None.

    The text stays as it is where the table has no such entry. `langs` are the languages of `old`
    and `new`, in either order of the columns.

    Raises `BadGlossary` if the new entry has no words, or if the table itself is not valid.
    """
    own = parse(text, name).langs
    if set(own) != set(langs):
        return text
    if own != langs:
        old, new = old[::-1], new and new[::-1]
    delimiter = "\t" if PurePath(name).suffix.lower() == ".tsv" else csv_delimiter(text)
    out = [
        line if cells is None else "".join(_written(row, delimiter) for row in cells)
        for line, cells in _lines(text, delimiter, old, new)
    ]
    made = "".join(out)
    if made != text:
        parse(made, name)
    return made


def _lines(
    text: str, delimiter: str, old: Entry, new: Entry | None
) -> Iterator[tuple[str, list[list[str]] | None]]:
    """Yield each row's lines of the file, and the rows that replace them, None if it stays."""
    lines = text.splitlines(keepends=True)
    if delimiter == "\t":
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(lines, delimiter=delimiter)
    done = 0
    for cells in reader:
        raw = "".join(lines[done : reader.line_num])
        done = reader.line_num
        has = len(cells) > 1 and not cells[0].startswith("#") and _same(cells[0], old[0])
        others = [each.strip() for each in cells[1].split(";")] if has else []
        yield raw, _replaced(cells, others, old, new) if _at(others, old[1]) >= 0 else None


def _replaced(
    cells: list[str], others: list[str], old: Entry, new: Entry | None
) -> list[list[str]]:
    """The rows that stand for a row with the entry."""
    place = _at(others, old[1])
    if new and (len(others) == 1 or new[0] == cells[0]):
        others[place] = new[1]
        return [[new[0], "; ".join(others), *cells[2:]]]
    del others[place]
    rows = [[cells[0], "; ".join(others), *cells[2:]]] if others else []
    return [*rows, list(new)] if new else rows


def _at(others: list[str], wanted: str) -> int:
    return next((at for at, each in enumerate(others) if _same(each, wanted)), -1)


def _same(one: str, other: str) -> bool:
    return plain(one) == plain(other)


def _written(cells: list[str], delimiter: str) -> str:
    cells = [" ".join(cell.split()) for cell in cells]
    if delimiter == "\t":
        return "\t".join(cells) + "\n"
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return line.getvalue()


def no_such_term(entry: Entry, names: list[str]) -> BadGlossary:
    """The problem of an entry that no table of a corpus has; `names` are files that may."""
    said = " = ".join(entry)
    if names:
        return BadGlossary(
            "{term} is in {name}: change it in the program that made the file, and add it again",
            term=said,
            name=", ".join(names),
        )
    return BadGlossary("{term} is no longer in the glossary", term=said)
