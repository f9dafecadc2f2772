"""Tab-separated tables: of two columns, or with a line of names as our own export has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from baikonur_align.ingest.bilingual.bitext import Bitext, of_units
from baikonur_align.ingest.decode import Unreadable, decode

OURS = ("source_lang", "target_lang", "source", "target")
"""The columns that count in a table with a line of names, such as our own export."""

COLUMNS = 2

_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"t": " ", "n": " ", "r": " "}

Rows = Sequence[Sequence[str]]


def read(data: bytes, name: str) -> Bitext:
    """Raises `Unreadable`, naming the line that is wrong."""
    rows = [line.split("\t") for line in decode(data, name).split("\n") if line.strip()]
    if set(OURS) <= set(rows[0]):
        return of_units(_named(rows, name))
    return of_units(_plain(rows, name), nameless=True)


def _plain(rows: Rows, name: str) -> Iterator[dict[str, str]]:
    for number, row in enumerate(rows, 1):
        if len(row) != COLUMNS:
            raise Unreadable(
                f"{name}: line {number} has {len(row)} columns and not two; give the sentence, a tab, "
                "its translation"
            )
        yield {"1": row[0], "2": row[1]}


def _named(rows: Rows, name: str) -> Iterator[dict[str, str]]:
    places = [rows[0].index(column) for column in OURS]
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]):
            raise Unreadable(
                f"{name}: line {number} has {len(row)} columns, the first {len(rows[0])}"
            )
        a, b, source, target = (row[place] for place in places)
        yield {a: _unescaped(source), b: _unescaped(target)}


def _unescaped(cell: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), cell)
