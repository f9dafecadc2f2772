"""PDF files, as well as may be: a PDF has letters at places, and the paragraphs are a guess.

The lines of all pages are made into one text (page numbers and running heads left out, words cut at a
line's end made whole), and that is read as any wrapped text is.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence

from baikonur_align.ingest import text
from baikonur_align.ingest.container import blaming, locked
from baikonur_align.ingest.content import Content
from baikonur_align.ingest.decode import Unreadable, clean
from baikonur_align.ingest.layout import paragraphs
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
_ENDS = re.compile(r"[.!?…:][\"'»”’)\]]*$")


def read(data: bytes, name: str, _lang: str | None) -> Content:
    """The blocks, guessed from the lines. Raises `Unreadable`, also for a scan, which has no letters."""
    whole = clean(_whole_words(_one_text(_without_heads(_pages(data, name)))))
    if not any(c.isalpha() for c in whole):
        raise Unreadable(
            f"{name} has no text, only pictures of pages (a scan): have a program for recognising text "
            "(OCR) read it, and give what that makes of it"
        )
    guess = Remark("guessed", "paragraphs, from the lines of pages")
    return Content(tuple(text.blocks(paragraphs(whole))), (guess,))


def _pages(data: bytes, name: str) -> list[list[str]]:
    """The lines of each page, as they follow each other in the file."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it mends small faults, and tells of each
    with blaming(name, "PDF"):
        pdf = pypdf.PdfReader(io.BytesIO(data))
        if pdf.is_encrypted and not _opened(pdf):
            raise locked(name)
        return [[line.strip() for line in page.extract_text().splitlines()] for page in pdf.pages]


def _opened(pdf: object) -> bool:
    """Whether it opens without a password, as those do that only forbid copying or printing."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    assert isinstance(pdf, PdfReader)
    try:
        return bool(pdf.decrypt(""))
    except (DependencyError, NotImplementedError):  # its cipher takes a library that we don't bring
        return False


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


def _one_text(pages: Sequence[Sequence[str]]) -> str:
    """The pages run together; where one ends with a sentence, a paragraph ends too."""
    out: list[str] = []
    for page in pages:
        if out and _ENDS.search(out[-1]):
            out.append("")
        out += page
    return "\n".join(out)


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
