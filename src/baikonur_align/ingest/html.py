"""Web pages: headings, paragraphs, list items, table cells and captions, without navigation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from lxml import etree
from lxml import html as lxml_html

from baikonur_align.ingest.container import blaming, blocks
from baikonur_align.ingest.content import Content
from baikonur_align.ingest.decode import clean, decode_markup
from baikonur_align.ingest.properties import of_page
from baikonur_align.model import BlockKind

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

_SPACE = re.compile(r"\s+")
_GAP = re.compile(r"\n\s*\n")


def read(data: bytes, name: str, lang: str | None) -> Content:
    """The blocks of a page. Raises `Unreadable`."""
    text, remarks = decode_markup(data, name, lang)
    with blaming(name, "HTML page"):
        parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True)
        page = lxml_html.document_fromstring(clean(text).encode(), parser=parser)
        found = tuple(blocks(_blocks(page), name))
        return Content(found, tuple(remarks), of_page(page))


def _blocks(page: etree._Element) -> Iterator[tuple[BlockKind, str]]:
    for block, pieces in groupby(_pieces(page, "paragraph"), key=lambda piece: piece is not None):
        said = [piece for piece in pieces if piece] if block else []
        for text in _GAP.split("".join(text for _, text in said)):
            yield said[0][0] if said else "paragraph", text


def _pieces(element: etree._Element, kind: BlockKind) -> Iterator[tuple[BlockKind, str] | None]:
    """The text in order, None where a block begins or ends."""
    tag = element.tag
    if not isinstance(tag, str) or tag in ASIDE or "hidden" in element.attrib:
        return
    kind = KINDS.get(tag, kind)
    if tag in BLOCKS:
        yield None
    yield kind, _SPACE.sub(" ", element.text or "")
    for child in element:
        if child.tag == "br":
            yield kind, "\n"
        yield from _pieces(child, kind)
        yield kind, _SPACE.sub(" ", child.tail or "")
    if tag in BLOCKS:
        yield None
