"""PDF files: lines by their places, running heads and page numbers left out, paragraphs guessed.

A PDF has letters at places; that a paragraph ends is a guess, which the import report says. Words
that were cut at the end of a line are made whole.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Sequence

from baikonur_align.ingest import text
from baikonur_align.ingest.container import blaming, damaged, locked
from baikonur_align.ingest.content import Content
from baikonur_align.ingest.decode import Unreadable, clean
from baikonur_align.ingest.layout import Paragraph
from baikonur_align.ingest.pdflines import Line, kept, lines_of, paragraphs_of
from baikonur_align.model import Remark

EDGE = 2
"""Lines at the top and at the foot of a page where running heads and page numbers stand."""

REPEATED = 0.5
"""A line at the edge of more than this share of the pages belongs to the pages, not to the text."""

FEW_PAGES = 3
"""Below this nothing is taken for a running head."""

_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[\s\-–—|]*\d{1,4}[\s\-–—|]*")
# Only from the start of a word: else a long one would be searched from each of its letters.
_CUT_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]+)(?:-|\u00ad|\u2010)\n[ \t]*([^\W\d_]+)(\S*)[ \t]*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def read(data: bytes, name: str, _lang: str | None) -> Content:
    """The blocks, guessed from the lines. Raises `Unreadable`, also for a scan without letters."""
    pages = _pages(data, name)
    texts = _without_heads([[line.text for line in page] for page in pages])
    heads = sum(map(len, pages)) - sum(map(len, texts))
    found = paragraphs_of(kept(pages, texts))
    whole = _whole_words("\n\n".join(paragraph.text for paragraph in found))
    listed = [
        Paragraph(said, gap_before=True) for part in whole.split("\n\n") if (said := clean(part))
    ]
    if not any(c.isalpha() for paragraph in listed for c in paragraph.text):
        raise Unreadable(
            "{name} has no text, only pictures of pages (a scan): let a program for recognising "
            "text (OCR) read it, and give the file that it makes",
            name=name,
        )
    blocks = tuple(text.blocks(listed))
    remarks = [Remark("guessed", "paragraphs, from the lines of pages", len(blocks))]
    if heads:
        remarks.append(Remark("left-out", "running heads and page numbers", heads))
    return Content(blocks, tuple(remarks))


def _pages(data: bytes, name: str) -> list[list[Line]]:
    """The lines of each page, as they follow each other in the file."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise locked(name) from None
        raise damaged(name, "PDF") from None
    with blaming(name, "PDF"), contextlib.closing(pdf):
        return [lines_of(pdf[number].get_textpage(), number) for number in range(len(pdf))]


def _without_heads(pages: Sequence[list[str]]) -> list[list[str]]:
    filled = [[line for line in page if line] for page in pages]
    edges = Counter(
        form for page in filled for form in {_form(line) for line in (*page[:EDGE], *page[-EDGE:])}
    )
    heads = {
        form for form, n in edges.items() if len(filled) >= FEW_PAGES and n > REPEATED * len(filled)
    }

    def belongs(n: int, page: list[str]) -> bool:
        edge = n < EDGE or n >= len(page) - EDGE
        return not (edge and (_form(page[n]) in heads or _PAGE_NUMBER.fullmatch(page[n])))

    return [[line for n, line in enumerate(page) if belongs(n, page)] for page in filled]


def _form(line: str) -> str:
    """A running head but for the number of its page."""
    return _NUMBER.sub("#", line)


def _whole_words(whole: str) -> str:
    """Words cut at a line's end, in one piece: with their hyphen where the text has them so elsewhere."""
    known = set(map(str.lower, _WORD.findall(whole)))

    def join(found: re.Match[str]) -> str:
        first, second, rest = found.groups()
        kept = f"{first}-{second}"
        plain = kept.lower() in known or not second[0].islower()
        return (
            f"{kept if plain and (first + second).lower() not in known else first + second}{rest}\n"
        )

    return _CUT_WORD.sub(join, whole)
