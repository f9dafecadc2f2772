"""Tables of two columns that hold a text and its translation side by side.

Contracts and drafts of laws in two languages are often written so, with or without a column of
numbers. A document is taken for one when most of its letters stand in tables whose text is in two
columns of different languages.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from baikonur_align.ingest.bilingual.bitext import Bitext, Sentence, Unit, of_units
from baikonur_align.ingest.content import Content
from baikonur_align.ingest.language import detect_language
from baikonur_align.model import Block, Properties, Remark, UnitFacts

COLUMNS = 2
SHARE = 0.6  # of the letters of the document, in such tables
COLUMN_SHARE = 0.9  # of the letters of a table, in two of its columns
MIN_ROWS = 2
MIN_LETTERS = 40  # in each column, below which its language is a guess

PARTS = {
    **dict.fromkeys((".docx", ".docm"), ("word/document.xml", b"tbl")),
    ".odt": ("content.xml", b"table-cell"),
}
"""The part of a package where its tables are, and what is in it if there is one."""

Row = Mapping[int, Sequence[Block]]
"""The blocks of a table's row by their column."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """Blocks that stand side by side, and what is in the row's other columns, by their number."""

    sides: tuple[Sequence[Block], Sequence[Block]]
    others: Properties = ()


def may_hold(data: bytes, suffix: str) -> bool:
    """Whether a document may hold a table, by a quick look."""
    if suffix not in PARTS:
        return b"<t" in data.lower() or b"\0" in data
    part, mark = PARTS[suffix]
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, archive.open(part) as opened:
            return mark in opened.read()
    except Exception:  # noqa: BLE001  (its reader will say what is wrong with it)
        return False


def bitext_of(content: Content) -> Bitext | None:
    """The two columns of a document as units, None where it is no such document.

    A block outside of the tables goes to the side whose language it is in.
    """
    found = _examined(content)
    if not isinstance(found, _Columns):
        return None
    langs = found.langs
    what = f"a table of two columns, {langs[0]} and {langs[1]}"
    remarks = [
        *(remark for remark in content.remarks if remark.what != "inline codes"),
        Remark("guessed", what, found.rows),
    ]
    bitext = of_units((_unit(entry, langs) for entry in found.entries), remarks=remarks)
    return replace(bitext, metadata=content.metadata)


def why_not(content: Content) -> Remark | None:
    """Why a document with a table is read as one text; None for one without such a table."""
    found = _examined(content)
    if not isinstance(found, str):
        return None
    return Remark("guessed", f"a table is read as one text: {found}")


@dataclass(frozen=True)
class _Columns:
    """`rows` counts the entries with both sides."""

    entries: Sequence[_Entry | Block]
    langs: tuple[str, str]
    rows: int


def _examined(content: Content) -> _Columns | str | None:
    """The columns of a document, or why they are not two texts; None if it has no such table."""
    if not content.cells:
        return None
    tables = _tables(content)
    columns = {table: _two_columns(rows.values()) for table, rows in tables.items()}
    if not any(columns.values()):
        several = any(_several(rows.values()) for rows in tables.values())
        return "its text stands in more than two columns" if several else None
    entries = list(_entries(content, tables, columns))
    pairs = [entry.sides for entry in entries if isinstance(entry, _Entry) and all(entry.sides)]
    sides = [[block for pair in pairs for block in pair[side]] for side in range(COLUMNS)]
    sizes = [sum(map(_letters, side)) for side in sides]
    outside = sum(map(_letters, content.blocks)) - sum(sizes)
    if why := _too_little(len(pairs), sizes, outside):
        return why
    first, second = (detect_language("\n".join(block.text for block in side)) for side in sides)
    if first == second:
        return f"both columns are in {first}"
    return _Columns(entries, (first, second), len(pairs))


def _too_little(rows: int, sizes: Sequence[int], outside: int) -> str:
    """Why tables are too small a part of a document; empty if they are not.

    `rows` have both sides, `sizes` are the letters in them, `outside` those of the other blocks.
    """
    if rows < MIN_ROWS:
        return "only one row has text in both columns"
    if min(sizes) < MIN_LETTERS:
        return "there is too little text to tell the languages of its columns"
    if sum(sizes) < SHARE * (sum(sizes) + outside):
        return "most of the document stands outside of it"
    return ""


def _tables(content: Content) -> dict[int, dict[int, dict[int, list[Block]]]]:
    """The blocks by table, row and column; those of cells that take several columns are not in."""
    out: dict[int, dict[int, dict[int, list[Block]]]] = {}
    for block, cell in zip(content.blocks, content.cells, strict=True):
        if cell and cell.span == 1:
            row = out.setdefault(cell.table, {}).setdefault(cell.row, {})
            row.setdefault(cell.column, []).append(block)
    return out


def _sizes(rows: Collection[Row]) -> dict[int, int]:
    sizes: dict[int, int] = {}
    for row in rows:
        for column, blocks in row.items():
            sizes[column] = sizes.get(column, 0) + sum(map(_letters, blocks))
    return sizes


def _two_columns(rows: Collection[Row]) -> tuple[int, int] | None:
    """The two columns that have nearly all letters of a table."""
    sizes = _sizes(rows)
    best = sorted(sorted(sizes, key=lambda column: -sizes[column])[:COLUMNS])
    if len(best) < COLUMNS or not all(sizes[column] for column in best):
        return None
    enough = sum(sizes[column] for column in best) >= COLUMN_SHARE * sum(sizes.values())
    return (best[0], best[1]) if enough else None


def _several(rows: Collection[Row]) -> bool:
    return sum(size >= MIN_LETTERS for size in _sizes(rows).values()) > COLUMNS


def _entries(
    content: Content,
    tables: Mapping[int, Mapping[int, Row]],
    columns: Mapping[int, tuple[int, int] | None],
) -> Iterator[_Entry | Block]:
    """What stands side by side, and each other block, in the order of the document."""
    done: set[tuple[int, int]] = set()
    for block, cell in zip(content.blocks, content.cells, strict=True):
        pair = columns.get(cell.table) if cell else None
        row = tables[cell.table].get(cell.row, {}) if cell and pair else {}
        if cell is None or pair is None or cell.span > 1 or not (set(pair) & set(row)):
            yield block
        elif (cell.table, cell.row) not in done:
            done.add((cell.table, cell.row))
            yield from _beside(row, pair)


def _beside(row: Row, pair: tuple[int, int]) -> Iterator[_Entry]:
    """The entry of a row; cells with as many paragraphs are taken paragraph by paragraph."""
    others = tuple(
        (f"column:{column + 1}", " ".join(block.text for block in blocks))
        for column, blocks in row.items()
        if column not in pair
    )
    one, two = row.get(pair[0], []), row.get(pair[1], [])
    if len(one) != len(two):
        yield _Entry((one, two), others)
        return
    for number, (left, right) in enumerate(zip(one, two, strict=True)):
        yield _Entry(([left], [right]), () if number else others)


def _unit(entry: _Entry | Block, langs: tuple[str, str]) -> Unit:
    if isinstance(entry, _Entry):
        sides = {
            lang: [Sentence(block.text, block.codes) for block in side]
            for lang, side in zip(langs, entry.sides, strict=True)
        }
        return Unit(sides, UnitFacts(properties=entry.others))
    lang = detect_language(entry.text)
    side = lang if lang in langs else langs[0]
    remark = Remark("kept", "paragraphs outside of the table of two columns")
    return Unit({side: [Sentence(entry.text, entry.codes)]}, remarks=(remark,))


def _letters(block: Block) -> int:
    return sum(char.isalpha() for char in block.text)
