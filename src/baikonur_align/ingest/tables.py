"""Two-column tables of Word and HTML documents that hold a text and its translation side by side.

Contracts and drafts of laws in two languages are often written so. A document is taken for one when
most of its letters stand in tables of two columns whose languages differ.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from baikonur_align.ingest.bilingual.bitext import Bitext, Sentence, Unit, of_units
from baikonur_align.ingest.container import blaming, unzip
from baikonur_align.ingest.decode import clean, decode_markup
from baikonur_align.ingest.language import detect_language
from baikonur_align.model import Remark

COLUMNS = 2
SHARE = 0.6  # of the letters, in such tables
MIN_ROWS = 2
MIN_LETTERS = 40  # in each column, below which its language is a guess

Row = tuple[str, ...]
"""The cells of a table's row; a paragraph outside of tables is a row of one cell."""


def bitext_of(data: bytes, name: str, suffix: str) -> Bitext | None:
    """The two columns of a document as units, None where it is no such document.

    A paragraph outside of the tables goes to the side whose language it is in.
    """
    rows = list(_word_rows(data, name) if suffix == ".docx" else _html_rows(data, name))
    pairs = [row for row in rows if len(row) == COLUMNS and all(cell.strip() for cell in row)]
    letters = sum(_letters(cell) for row in rows for cell in row)
    columns = [[row[number] for row in pairs] for number in range(COLUMNS)]
    sizes = [sum(map(_letters, column)) for column in columns]
    if len(pairs) < MIN_ROWS or sum(sizes) < SHARE * letters or min(sizes) < MIN_LETTERS:
        return None
    langs = [detect_language("\n".join(column)) for column in columns]
    if langs[0] == langs[1]:
        return None
    remark = Remark("guessed", f"a table of two columns, {langs[0]} and {langs[1]}", len(pairs))
    return of_units((_unit(row, langs) for row in rows), remarks=[remark])


def _unit(row: Row, langs: Sequence[str]) -> Unit:
    if len(row) == COLUMNS:
        return Unit({lang: [Sentence(cell)] for lang, cell in zip(langs, row, strict=True)})
    text = " ".join(cell.strip() for cell in row).strip()
    lang = detect_language(text)
    remarks = (Remark("kept", "paragraphs outside of the table of two columns"),) if text else ()
    return Unit({lang if lang in langs else langs[0]: [Sentence(text)]}, remarks=remarks)


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in text)


def _word_rows(data: bytes, name: str) -> Iterator[Row]:
    import docx
    from docx.table import Table

    unzip(data, name, "Word document")
    with blaming(name, "Word document"):
        document = docx.Document(io.BytesIO(data))
        for item in document.iter_inner_content():
            if isinstance(item, Table):
                for row in item.rows:
                    yield tuple(clean(cell.text) for cell in row.cells)
            else:
                yield (clean(item.text),)


def _html_rows(data: bytes, name: str) -> Iterator[Row]:
    from lxml import html

    text, _ = decode_markup(data, name)
    with blaming(name, "HTML page"):
        page: Any = html.document_fromstring(
            clean(text).encode(), html.HTMLParser(encoding="utf-8")
        )
        body = page.find("body")
        yield from _rows_in(page if body is None else body)


def _rows_in(element: etree._Element) -> Iterator[Row]:
    for child in element:
        if child.tag == "tr":
            yield tuple(_text(cell) for cell in child if cell.tag in ("td", "th"))
        elif child.tag in ("script", "style", "head", "nav"):
            continue
        elif len(child) and child.find(".//tr") is not None:
            yield from _rows_in(child)
        elif isinstance(child.tag, str):
            yield (_text(child),)


def _text(element: etree._Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())
