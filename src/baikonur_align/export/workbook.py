"""A workbook for reviewers who work in Excel (.xlsx), by openpyxl: a sheet a pair, a row a bead.

The texts are plain; a hidden column has what they do not say, for the way back.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator

from baikonur_align.export.details import DETAILS, details
from baikonur_align.export.stream import ZIP_TIME
from baikonur_align.export.tsv import COLUMNS, cells
from baikonur_align.metadata import of_both
from baikonur_align.model import Pair

COLOURS = {"confirmed": "FFE2F0D9", "rejected": "FFF8D7DA", "flagged": "FFFFF2CC"}
WIDTHS = {"source": 60, "target": 60, "note": 40}
METADATA = ("metadata", "pair", "key", "value")
"""The name of the last sheet, and its columns."""
LONGEST_TITLE = 31
LONGEST_CELL = 32_767
"""Characters, the limits of Excel."""
_TIMES = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>")


def write(pairs: Iterable[Pair]) -> Iterator[bytes]:
    """The workbook. Rows are coloured by status; the line of names stays in view."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    book = openpyxl.Workbook(write_only=True)
    titles: set[str] = set()
    said: list[list[str]] = []
    fills = {status: PatternFill("solid", fgColor=colour) for status, colour in COLOURS.items()}
    for pair in pairs:
        sheet = book.create_sheet(_title(pair.id, titles))
        sheet.freeze_panes = "A2"
        for number, name in enumerate(COLUMNS):
            sheet.column_dimensions[chr(ord("A") + number)].width = WIDTHS.get(name, 12)
        columns = (*COLUMNS, DETAILS)
        sheet.column_dimensions[chr(ord("A") + len(COLUMNS))].hidden = True
        names = [WriteOnlyCell(sheet, value=name) for name in columns]
        for cell in names:
            cell.font = Font(bold=True)
        sheet.append(names)
        for position, bead in enumerate(pair.beads, 1):
            row = []
            beside = details(bead)
            beside = beside if len(beside) <= LONGEST_CELL else ""
            for value in (*cells(pair, position, bead), beside):
                cell = WriteOnlyCell(sheet, value=_plain(value))
                cell.data_type = "s"  # a text that begins with = is no formula
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if bead.status in fills:
                    cell.fill = fills[bead.status]
                row.append(cell)
            sheet.append(row)
        said += ([pair.id, *item] for item in of_both(pair))
    if said:
        sheet = book.create_sheet(_title(METADATA[0], titles))
        for values in (METADATA[1:], *said):
            sheet.append([_plain(value) for value in values])
    if not titles:
        book.create_sheet("empty")
    out = io.BytesIO()
    book.save(out)
    yield _without_times(out)


def _without_times(book: io.BytesIO) -> bytes:
    """The file without the time of its making, so that equal pairs give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(book) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in made.namelist():
            data = made.read(name)
            if name == "docProps/core.xml":
                data = _TIMES.sub(b"", data)
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _plain(value: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("", value))[:LONGEST_CELL]


def _title(name: str, titles: set[str]) -> str:
    """A name for a sheet: short, without the characters that Excel forbids, and used once."""
    base = "".join("_" if char in "[]:*?/\\" else char for char in name)[:LONGEST_TITLE] or "pair"
    title, number = base, 1
    while title.lower() in titles:
        number += 1
        title = f"{base[: LONGEST_TITLE - len(str(number)) - 1]}~{number}"
    titles.add(title.lower())
    return title
