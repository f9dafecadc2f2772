"""Web pages: headings, paragraphs, list items, table cells and captions, without navigation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from lxml import etree
from lxml import html as lxml_html

from baikonur_align.documents.layout import Cell, Grid
from baikonur_align.ingest.container import blaming, blocks
from baikonur_align.ingest.content import Content
from baikonur_align.ingest.decode import clean, decode_markup
from baikonur_align.ingest.properties import of_page
from baikonur_align.model import BlockKind, Remark

KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
}

BLOCKS = KINDS.keys() | set(
    re.findall(
        r"\w+",
        """address article blockquote body center details div dl fieldset figure form header hr
        html legend main ol p pre section summary table tbody td tfoot th thead tr ul""",
    )
)
ASIDE = frozenset(
    re.findall(
        r"\w+",
        """aside audio button canvas footer head iframe input math nav noscript object script
        select style svg
        template textarea video""",
    )
)
"""What is not the text: ways to elsewhere, programs, forms, films."""

UNSEEN = frozenset({"head", "script", "style", "template", "iframe", "object", "noscript"})
WORDS_LEFT_OUT = "words of menus, footers, asides, forms and hidden parts"
PICTURES_LEFT_OUT = "alternative texts of pictures"
TABLES = frozenset({"table", "tr", "td", "th"})
MOST_SPANNED = 1000
"""Columns or rows that a cell may take; more are what a browser takes for this many."""

_SPACE = re.compile(r"\s+")
_GAP = re.compile(r"\n\s*\n")


def read(data: bytes, name: str, lang: str | None) -> Content:
    """The blocks of a page. Raises `Unreadable`."""
    text, remarks = decode_markup(data, name, lang)
    with blaming(name, "HTML page"):
        parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True)
        page = lxml_html.document_fromstring(clean(text).encode(), parser=parser)
        pieces = _Pieces()
        placed = list(_placed(pieces.below(page, "paragraph")))
        found = tuple(blocks(((kind, said) for kind, said, _ in placed), name))
        cells = tuple(cell for _, said, cell in placed if clean(said).strip())
        pictures = sum(1 for image in page.iter("img") if image.get("alt", "").strip())
        for what, count in ((WORDS_LEFT_OUT, pieces.left_out), (PICTURES_LEFT_OUT, pictures)):
            if count:
                remarks.append(Remark("left-out", what, count))
        return Content(found, tuple(remarks), of_page(page), cells=cells if any(cells) else ())


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text within a block."""

    kind: BlockKind
    text: str
    cell: Cell | None


def _placed(pieces: Iterator[_Piece | None]) -> Iterator[tuple[BlockKind, str, Cell | None]]:
    """The kind and text of each block, with the cell of a table that it is in."""
    for block, run in groupby(pieces, key=lambda piece: piece is not None):
        said = [piece for piece in run if piece] if block else []
        if said:
            for text in _GAP.split("".join(piece.text for piece in said)):
                yield said[0].kind, text, said[0].cell


class _Pieces:
    """The pieces of text of a page in their order, None where a block begins or ends.

    `left_out` counts the words that a reader of the page may see and that are not its text.
    """

    def __init__(self) -> None:
        self.left_out = 0
        self._tables = 0
        self._grid: Grid | None = None
        self._cell: Cell | None = None

    def below(self, element: etree._Element, kind: BlockKind) -> Iterator[_Piece | None]:
        tag = element.tag
        if not isinstance(tag, str) or tag in ASIDE or "hidden" in element.attrib:
            self.left_out += _words(element) if tag not in UNSEEN else 0
            return
        kind = KINDS.get(tag, kind)
        outer = self._grid, self._cell
        if tag in TABLES:
            self._enter(tag, element)
        if tag in BLOCKS:
            yield None
        yield _Piece(kind, _SPACE.sub(" ", element.text or ""), self._cell)
        for child in element:
            if child.tag == "br":
                yield _Piece(kind, "\n", self._cell)
            yield from self.below(child, kind)
            yield _Piece(kind, _SPACE.sub(" ", child.tail or ""), self._cell)
        if tag in BLOCKS:
            yield None
        if tag in TABLES:
            self._cell = outer[1]
            self._grid = outer[0] if tag == "table" else self._grid

    def _enter(self, tag: str, element: etree._Element) -> None:
        if tag == "table":
            self._tables += 1
            self._grid, self._cell = Grid(self._tables), None
        elif self._grid and tag == "tr":
            self._grid.next_row()
        elif self._grid:
            spans = (_number(element.get(key, "")) for key in ("colspan", "rowspan"))
            self._cell = self._grid.next_cell(*spans)


def _words(element: etree._Element) -> int:
    """The words below an element, but for those of programs and styles."""
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return 0
    own = len((element.text or "").split())
    return own + sum(_words(child) + len((child.tail or "").split()) for child in element)


def _number(value: str) -> int:
    found = re.match(r"\s*([1-9][0-9]{0,9})", value)
    return min(int(found[1]), MOST_SPANNED) if found else 1
