"""Headers and footers of Excel sheets (ECMA-376 part 1, 18.3.1.46).

A header is one text of up to three sections, with codes for fields and formats that begin with
``&``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from baikonur_align.documents.encoding import visible
from baikonur_align.documents.layout import Item, Items
from baikonur_align.documents.markup import Element, escape

NAMES = frozenset(
    f"s:{page}{place}" for page in ("odd", "even", "first") for place in ("Header", "Footer")
)
_CODE = re.compile(
    r"&amp;(?:(?P<ampersand>&amp;)|(?P<section>[LCR])|(?P<number>[PN])|(?P<field>[DTZFAG])"
    r"|(?:\"|&quot;)[^\"&]*(?:\"|&quot;)|K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|\d{1,3}|[A-Za-z])"
)
_SHOWN = {"P": "1", "N": "2"}
"""What stands for the number of the page, and of all pages, in the text."""


def sections(source: str, header: Element) -> Iterator[tuple[Items, tuple[int, int]]]:
    """The content of each section of a header, and its place in the source."""
    items: Items = []
    start = done = header.inner
    for found in _CODE.finditer(source, header.inner, header.inner_end):
        items += _text(source[done : found.start()])
        done = found.end()
        if found["section"]:
            yield items, (start, found.start())
            items, start = [], done
        elif found["ampersand"]:
            items += _text("&")
        elif found["number"]:
            shown = _SHOWN[found["number"]]
            items.append(Item("field", shown, kind="field", markup=(found.span(),)))
        else:
            shows = found["field"] is not None
            code = Item("mark", kind="field" if shows else "mark", markup=(found.span(),))
            items.append(code)
    items += _text(source[done : header.inner_end])
    yield items, (start, header.inner_end)


def _text(raw: str) -> Items:
    return [Item("text", visible(html.unescape(raw)))] if raw else []


def emit(text: str, _form: str) -> str:
    """Text as a header holds it; a digit would be read as part of the code before it."""
    return (" " if text[:1].isdigit() else "") + escape(text.replace("&", "&&"))
