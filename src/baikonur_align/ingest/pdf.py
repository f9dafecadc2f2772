"""PDF files: lines by their places, running heads and page numbers left out, paragraphs guessed.

A PDF has letters at places; that a paragraph ends is a guess, which the import report says. Words
that were cut at the end of a line are made whole.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from baikonur_align.ingest import text
from baikonur_align.ingest.container import blaming, damaged, locked
from baikonur_align.ingest.content import Content
from baikonur_align.ingest.decode import Unreadable, clean
from baikonur_align.ingest.layout import Paragraph
from baikonur_align.ingest.pdflines import Line, count_annotations, kept, lines_of, paragraphs_of
from baikonur_align.ingest.properties import of_pdf
from baikonur_align.model import Remark

EDGE = 2
"""Lines at the top and at the foot of a page where running heads and page numbers stand."""

REPEATED = 0.5
"""A line at the edge of more than this share of the pages belongs to the pages, not to the text."""

FEW_PAGES = 3
"""Below this nothing is taken for a running head."""

# The name of the file that was printed, which many programs give as the title.
_NO_TITLE = re.compile(
    r"(?i)^microsoft \w+ - |^untitled|\.(?:docx?|odt|rtf|tex|dvi|indd|pdf|xlsx?)$"
)
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[\s\-–—|]*(\d{1,4})[\s\-–—|]*")
# Only from the start of a word: else a long one would be searched from each of its letters.
_CUT_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]+)(?:-|\u00ad|\u2010)\n[ \t]*([^\W\d_]+)(\S*)[ \t]*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def read(data: bytes, name: str, _lang: str | None) -> Content:
    """The blocks, guessed from the lines. Raises `Unreadable`, also for a scan without letters."""
    pdf = _opened(data, name)
    texts = _without_heads([[line.text for line in page] for page in pdf.pages])
    heads = sum(map(len, pdf.pages)) - sum(map(len, texts))
    found = paragraphs_of(kept(pdf.pages, texts))
    whole = _whole_words("\n\n".join(paragraph.text for paragraph in found))
    listed = [
        Paragraph(said, gap_before=True) for part in whole.split("\n\n") if (said := clean(part))
    ]
    if not any(char.isalpha() for paragraph in listed for char in paragraph.text):
        raise Unreadable(
            "{name} has no text, only images of pages (a scan): convert it with an OCR "
            "program, and give the result",
            name=name,
        )
    blocks = tuple(text.blocks(listed))
    remarks = [Remark("guessed", "paragraphs, from the lines of pages", len(blocks))]
    if heads:
        remarks.append(Remark("left-out", "running heads and page numbers", heads))
    if pdf.beside:
        remarks.append(Remark("left-out", "comments and form fields", pdf.beside))
    title = pdf.properties.get("Title", "")
    return Content(
        blocks,
        tuple(remarks),
        of_pdf(pdf.properties),
        "" if _NO_TITLE.search(title) else title,
    )


@dataclass(frozen=True)
class _Pdf:
    """The lines of each page in the order of the file; `beside` counts texts beside the pages."""

    pages: list[list[Line]]
    beside: int
    properties: dict[str, str]


def _opened(data: bytes, name: str) -> _Pdf:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise locked(name) from None
        raise damaged(name, "PDF") from None
    with blaming(name, "PDF"), contextlib.closing(pdf):
        pages = [pdf[number] for number in range(len(pdf))]
        lines = [lines_of(page.get_textpage(), number) for number, page in enumerate(pages)]
        return _Pdf(lines, sum(map(count_annotations, pages)), pdf.get_metadata_dict())


def _without_heads(pages: Sequence[list[str]]) -> list[list[str]]:
    filled = [[line for line in page if line] for page in pages]
    edges = Counter(form for page in filled for form in set(map(_form, _edge(page))))
    heads = {
        form
        for form, count in edges.items()
        if len(filled) >= FEW_PAGES and count > REPEATED * len(filled)
    }
    numbering = _numbering(filled)

    def belongs(index: int, row: int) -> bool:
        line = filled[index][row]
        if EDGE <= row < len(filled[index]) - EDGE:
            return True
        offset = _offset(line, index)
        return _form(line) not in heads if offset is None else offset not in numbering

    return [
        [line for row, line in enumerate(page) if belongs(index, row)]
        for index, page in enumerate(filled)
    ]


def _edge(page: Sequence[str]) -> Sequence[str]:
    """The lines where running heads and page numbers stand."""
    return (*page[:EDGE], *page[-EDGE:])


def _numbering(pages: Sequence[list[str]]) -> set[int]:
    """Differences between a page's printed number and its index, where printed numbers grow by one.

    A number alone at an edge is text (a table's last cell, say) unless it counts the pages: from 1,
    or with one difference on more than one page.
    """
    found = Counter(
        offset
        for index, page in enumerate(pages)
        for offset in {_offset(line, index) for line in _edge(page)}
        if offset is not None
    )
    return {offset for offset, count in found.items() if offset == 1 or count > 1}


def _offset(line: str, index: int) -> int | None:
    """The number that is all of `line`, less the page's index; None if it is not one."""
    found = _PAGE_NUMBER.fullmatch(line)
    return int(found[1]) - index if found else None


def _form(line: str) -> str:
    """A running head but for the number of its page."""
    return _NUMBER.sub("#", line)


def _whole_words(whole: str) -> str:
    """Join words cut at a line's end; the hyphen stays if the word has it elsewhere in the text."""
    known = set(map(str.lower, _WORD.findall(whole)))

    def join(found: re.Match[str]) -> str:
        first, second, rest = found.groups()
        kept = f"{first}-{second}"
        plain = kept.lower() in known or not second[0].islower()
        return (
            f"{kept if plain and (first + second).lower() not in known else first + second}{rest}\n"
        )

    return _CUT_WORD.sub(join, whole)
