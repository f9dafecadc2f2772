"""XML and HTML as trees that know the place of every tag and text in the source.

A document is written back by replacing stretches of its source, so that all else stays as it was,
byte for byte. Parsers that build trees forget the source; the two tokenizers of the standard
library tell positions: expat for XML, `html.parser` for HTML.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate
from typing import Any
from xml.parsers import expat

from baikonur_align.documents.layout import Damaged


def words(text: str) -> list[str]:
    """The words of a table that would be long as a list of strings."""
    return text.split()


PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/presentationml/2006/main": "p",
    "http://purl.oclc.org/ooxml/presentationml/main": "p",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "s",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "s",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1999/xhtml": "",
    "http://www.idpf.org/2007/opf": "",
    "http://www.daisy.org/z3986/2005/ncx/": "",
    "urn:oasis:names:tc:xliff:document:1.1": "",
    "urn:oasis:names:tc:xliff:document:1.2": "",
    "urn:oasis:names:tc:xliff:document:2.0": "",
    "urn:oasis:names:tc:xliff:document:2.1": "",
    "urn:oasis:names:tc:xliff:document:2.2": "",
    "http://sdl.com/FileTypes/SdlXliff/1.0": "sdl",
    "MQXliff": "mq",
}
"""Names are told apart by these prefixes, whatever prefixes a file itself uses."""

VOID = frozenset(
    words(
        """
        area base br col embed hr img input link meta param source track wbr keygen
        """
    )
)
CLOSES = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "thead": {"tr", "td", "th"},
    "tbody": {"tr", "td", "th", "thead"},
    "tfoot": {"tr", "td", "th", "tbody"},
    "option": {"option"},
}
"""What a start tag ends in HTML where the end tag was left out."""
ENDS_PARAGRAPH = frozenset(
    words(
        """
        address article aside blockquote details div dl fieldset figcaption figure
        footer form h1 h2 h3 h4 h5 h6 header hr main menu nav ol p pre section table ul
        li dt dd
        """
    )
)
SCOPES = frozenset({"table", "ul", "ol", "dl", "select", "body", "html"})
"""Elements that an implied end tag does not reach out of."""

LEAD_BITS, CONTINUATION = 0xC0, 0x80
"""The bits that tell the bytes of UTF-8 that continue a code point."""
COMMENT = "!"
"""The name of nodes for comments, processing instructions and declarations."""


@dataclass(slots=True, eq=False)
class Text:
    """Character data: its place in the source and its value, references resolved."""

    start: int
    end: int
    value: str


@dataclass(slots=True, eq=False)
class Element:
    """An element and the places of its tags; ``inner`` and ``inner_end`` enclose its content."""

    name: str
    attrs: Mapping[str, str]
    start: int
    inner: int = 0
    inner_end: int = 0
    end: int = 0
    children: list[Element | Text] = field(default_factory=list)

    def elements(self) -> Iterator[Element]:
        """The child elements, without comments."""
        return (
            child for child in self.children if isinstance(child, Element) and child.name != COMMENT
        )

    def find(self, name: str) -> Element | None:
        return next((element for element in self.elements() if element.name == name), None)

    def walk(self) -> Iterator[Element]:
        """This element and all below it in document order."""
        yield self
        for child in self.elements():
            yield from child.walk()

    def said(self) -> str:
        """All character data below this element."""
        return "".join(
            child.value
            if isinstance(child, Text)
            else child.said()
            if child.name != COMMENT
            else ""
            for child in self.children
        )


class _Tree:
    """Builds elements from events that come with their offsets; an event ends the one before."""

    def __init__(self) -> None:
        self.root = Element("", {}, 0)
        self.open = [self.root]
        self._last: Element | Text | None = None
        self._closing = False

    def _end_last(self, place: int) -> None:
        last = self._last
        if isinstance(last, Text):
            last.end = place
        elif last is not None:
            if self._closing or last.name == COMMENT:
                last.end = place
            else:
                last.inner = place
        self._last = None

    def start(self, name: str, attrs: Mapping[str, str], place: int) -> None:
        self._end_last(place)
        element = Element(name, attrs, place)
        self.open[-1].children.append(element)
        self.open.append(element)
        self._last, self._closing = element, False

    def end(self, place: int) -> None:
        self._end_last(place)
        element = self.open.pop()
        element.inner_end = place
        self._last, self._closing = element, True

    def text(self, value: str, place: int) -> None:
        if isinstance(self._last, Text):
            self._last.value += value
            return
        self._end_last(place)
        self._last = Text(place, place, value)
        self.open[-1].children.append(self._last)

    def other(self, place: int) -> None:
        self._end_last(place)
        node = Element(COMMENT, {}, place)
        self.open[-1].children.append(node)
        self._last = node

    def done(self, place: int) -> Element:
        self._end_last(place)
        while len(self.open) > 1:
            self.end(place)
            self._end_last(place)
        self.root.inner_end = self.root.end = place
        return self.root


def parse_xml(source: str, name: str) -> Element:
    """The tree of an XML document below a nameless root; offsets are in code points.

    Raises `Damaged` for XML that is not well formed and for entity declarations.
    """
    data = source.encode()
    offset: Any = _Same() if len(data) == len(source) else _char_offsets(data)
    parser = expat.ParserCreate("utf-8", " ")
    tree = _Tree()

    def at() -> int:
        return int(offset[parser.CurrentByteIndex])

    def start(tag: str, attrs: dict[str, str]) -> None:
        tree.start(_short(tag), {_short(key): attr for key, attr in attrs.items()}, at())

    def refuse(*_: object) -> None:
        raise Damaged(
            "{name} declares entities, which are not read; remove the declarations", name=name
        )

    def skipped(entity: str, parameter: bool) -> None:
        if not parameter:
            tree.text(html.unescape(f"&{entity};"), at())

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: tree.end(at())
    parser.CharacterDataHandler = lambda value: tree.text(value, at())
    parser.CommentHandler = lambda _: tree.other(at())
    parser.ProcessingInstructionHandler = lambda *_: tree.other(at())
    parser.StartDoctypeDeclHandler = lambda *_: tree.other(at())
    parser.SkippedEntityHandler = skipped
    parser.EntityDeclHandler = refuse
    parser.UseForeignDTD(True)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Damaged("{name} is damaged: {reason}", name=name, reason=str(error)) from error
    return tree.done(len(source))


class _Same:
    def __getitem__(self, index: int) -> int:
        return index


def _char_offsets(data: bytes) -> Any:
    """For each byte of UTF-8 the number of code points before it."""
    import numpy as np

    array = np.frombuffer(data, np.uint8)
    starts = np.cumsum((array & LEAD_BITS) != CONTINUATION, dtype=np.int32)
    return np.concatenate([[0], starts]).astype(np.int32)


def _short(tag: str) -> str:
    uri, _, local = tag.rpartition(" ")
    if not uri:
        return local
    prefix = PREFIXES.get(uri)
    if uri == "http://www.w3.org/XML/1998/namespace":
        prefix = "xml"
    if prefix is None:
        prefix = "?"
    return f"{prefix}:{local}" if prefix else local


class _Html(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.tree = _Tree()
        self._lines = [0, *accumulate(len(line) for line in _lines(source))]

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        place = self._at()
        self._imply_ends(tag, place)
        self.tree.start(tag, {key: value or "" for key, value in attrs}, place)
        if tag in VOID:
            self.tree.end(place + len(self.get_starttag_text() or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        place = self._at()
        self._imply_ends(tag, place)
        self.tree.start(tag, {key: value or "" for key, value in attrs}, place)
        if tag in VOID or any(element.name in ("svg", "math") for element in self.tree.open):
            self.tree.end(place + len(self.get_starttag_text() or ""))

    def _imply_ends(self, tag: str, place: int) -> None:
        if tag in ENDS_PARAGRAPH:
            self._close({"p"}, place, SCOPES | {"button", "td", "th", "li"})
        if tag in CLOSES:
            self._close(CLOSES[tag], place, SCOPES)

    def _close(self, names: set[str], place: int, scopes: AbstractSet[str]) -> None:
        for depth in range(len(self.tree.open) - 1, 0, -1):
            name = self.tree.open[depth].name
            if name in names:
                while len(self.tree.open) > depth:
                    self.tree.end(place)
                return
            if name in scopes:
                return

    def handle_endtag(self, tag: str) -> None:
        place = self._at()
        names = [element.name for element in self.tree.open]
        if tag not in names[1:]:
            self.tree.other(place)
            return
        while self.tree.open[-1].name != tag:
            self.tree.end(place)
        self.tree.end(place)

    def handle_data(self, data: str) -> None:
        self.tree.text(data, self._at())

    def handle_entityref(self, name: str) -> None:
        self.tree.text(html.unescape(f"&{name};"), self._at())

    def handle_charref(self, name: str) -> None:
        self.tree.text(html.unescape(f"&#{name};"), self._at())

    def _other(self, _data: str) -> None:
        self.tree.other(self._at())

    handle_comment = handle_decl = handle_pi = unknown_decl = _other  # type: ignore[assignment]


def _lines(source: str) -> list[str]:
    """As `html.parser` counts lines: only by newlines."""
    return [line + "\n" for line in source.split("\n")]


def parse_html(source: str) -> Element:
    """The tree of an HTML page, end tags that were left out implied; never fails."""
    parser = _Html(source)
    parser.feed(source)
    parser.close()
    return parser.tree.done(len(source))


_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'=<>`]+)""")


def attribute_span(source: str, element: Element, name: str) -> tuple[int, int] | None:
    """The place of an attribute's value within its quotes; None where it has no value.

    `name` is as the source spells it, with the source's own prefix.
    """
    end = element.inner or element.end
    tag = _TAG_NAME.match(source, element.start)
    for found in _ATTRIBUTE.finditer(source, tag.end() if tag else element.start, end):
        if found[1].lower() == name.lower():
            quoted = found[3][0] in "\"'"
            return found.start(3) + quoted, found.end(3) - quoted
    return None


_TAG_NAME = re.compile(r"<[^\s/>]+")


def tag_name(source: str, element: Element) -> str:
    """The name of an element as the source spells it."""
    found = _TAG_NAME.match(source, element.start)
    return found[0][1:] if found else element.name


def prefix_of(source: str, element: Element) -> str:
    """The source's prefix of an element with its colon, empty where it has none."""
    prefix, colon, _ = tag_name(source, element).rpartition(":")
    return prefix + colon


def escape(text: str) -> str:
    """Text as XML and HTML write it between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    return escape(text).replace('"', "&quot;").replace("'", "&#39;").replace("\n", "&#10;")
