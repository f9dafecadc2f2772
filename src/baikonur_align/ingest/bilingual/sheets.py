"""Workbooks of Excel (.xlsx) with two columns of text, by openpyxl."""

from __future__ import annotations

import io

from baikonur_align.ingest.bilingual.bitext import Bitext
from baikonur_align.ingest.bilingual.tsv import of_rows
from baikonur_align.ingest.container import blaming, unzip
from baikonur_align.model import Remark

METADATA = ["pair", "key", "value"]
"""The first row of the sheet that our own workbooks describe their texts in."""
WHAT = "Excel workbook"


def read(data: bytes, name: str) -> Bitext:
    """The first sheet with text in it, its hidden rows too. Raises `Unreadable`."""
    import openpyxl

    unzip(data, name, WHAT)
    with blaming(name, WHAT):
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [
            (
                sheet.title,
                [
                    (number, ["" if cell is None else str(cell) for cell in row])
                    for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
                ],
            )
            for sheet in book.worksheets
        ]
    filled = [
        (title, [(number, row) for number, row in rows if any(cell.strip() for cell in row)])
        for title, rows in sheets
    ]
    filled = [(title, rows) for title, rows in filled if rows]
    filled = filled[:1] + [sheet for sheet in filled[1:] if sheet[1][0][1] != METADATA]
    others = [Remark("left-out", f"the sheet {title!r}") for title, _ in filled[1:]]
    rows = filled[0][1] if filled else []
    width = max((_width(row) for _, row in rows), default=0)
    return of_rows([(number, row[:width]) for number, row in rows], name, others)


def _width(row: list[str]) -> int:
    return max((number for number, cell in enumerate(row, 1) if cell.strip()), default=0)
