"""HTML and XHTML pages: block elements hold blocks, inline elements are codes.

Scripts, styles and code listings stay as they are; titles, descriptions, alternative texts and
placeholders are blocks of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

from baikonur_align.documents.encoding import decoded, visible
from baikonur_align.documents.layout import (
    Damaged,
    Item,
    Items,
    Layout,
    Part,
    Slot,
    Translation,
    layout_of,
    slot,
)
from baikonur_align.documents.markup import (
    COMMENT,
    Element,
    Text,
    attribute_span,
    escape,
    escape_attribute,
    parse_html,
    parse_xml,
    words,
)
from baikonur_align.documents.writer import written
from baikonur_align.model import BlockKind, CodeKind

KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "title", "summary", "legend"), "heading"),
    **dict.fromkeys(("li", "dt", "dd", "option"), "item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
}
INLINE: dict[str, CodeKind] = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em", "cite", "dfn"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "del", "strike"), "strike"),
    "sup": "superscript",
    "sub": "subscript",
    "a": "link",
    **dict.fromkeys(
        words(
            """
        abbr acronym bdi bdo big data font label mark q small span time tt rb button
        output meter progress ruby
        """
        ),
        "style",
    ),
}
"""Elements within a line of text; every element that is not here begins a block."""
MARKS: dict[str, CodeKind] = {
    "br": "break",
    "img": "image",
    "wbr": "mark",
    "input": "other",
    **dict.fromkeys(("svg", "math", "object", "embed", "video", "audio", "canvas"), "image"),
    **dict.fromkeys(("script", "style", "noscript", "template"), "mark"),
    **dict.fromkeys(("iframe", "select", "textarea", "map", "rt", "rp"), "other"),
}
"""Elements that stand alone in a line of text; a ``mark`` does not show."""
PROTECTED = frozenset({"code", "kbd", "samp", "var"})
"""Inline elements whose text is not translated."""
SKIPPED = frozenset(
    words(
        """
        script style noscript template iframe svg math object textarea head canvas audio
        video
        """
    )
)
ATTRIBUTES: dict[str, str] = {
    "alt": "alt text",
    "title": "title",
    "placeholder": "placeholder",
    "aria-label": "label",
    "label": "label",
}
DESCRIPTIONS = frozenset({"description", "og:title", "og:description", "twitter:title"})
TITLE = "title of the page"
_BLANKS = " \t\r\n\f"
_SPACE = re.compile(f"[{_BLANKS}]+")
_REFERENCE = re.compile(r"&#?\w+;")
_XHTML = re.compile(r"\s*(?:<\?xml|<!DOCTYPE[^>]*XHTML|<html[^>]*xmlns=)", re.IGNORECASE)


def parse(data: bytes, name: str) -> Layout:
    """The blocks of a page. Raises `Damaged`."""
    part, root = read_page(decoded(data, name, markup=True).text, name)
    page = next((element for element in root.walk() if element.name == "html"), root)
    title = next(
        (" ".join(element.said().split()) for element in page.walk() if element.name == "title"), ""
    )
    return layout_of(part.slots, title, page.attrs.get("lang", ""))


def write(data: bytes, name: str, translations: Mapping[int, Translation], lang: str) -> bytes:
    """The page with translated blocks, by their number. Raises `Damaged`."""
    if not translations:
        return data
    encoded = decoded(data, name, markup=True)
    part, root = read_page(encoded.text, name)
    set_language(part, root, lang)
    return encoded.encode(written(part, translations), markup=True)


def read_page(source: str, name: str, first: int = 0) -> tuple[Part, Element]:
    """A page's slots, numbered from `first`, and its tree."""
    root = None
    if _XHTML.match(source):
        try:
            root = parse_xml(source, name)
        except Damaged:
            root = None  # many pages that say that they are XHTML are not well formed
    root = root or parse_html(source)
    reader = _Reader(source, first)
    reader.page(root)
    return Part(name, source, reader.slots), root


def set_language(part: Part, root: Element, lang: str) -> None:
    """Note the edits that set the page's language, also where an element within repeats it."""
    found = [
        (element, attribute)
        for element in root.walk()
        for attribute in ("lang", "xml:lang")
        if element.attrs.get(attribute)
    ]
    pages = (element.attrs[name] for element, name in found if element.name in ("html", "body"))
    was = _primary(next(pages, ""))
    for element, attribute in found:
        place = attribute_span(part.source, element, attribute)
        if place and _primary(element.attrs[attribute]) == was:
            part.edits.append((*place, lang))


def _primary(tag: str) -> str:
    """The language of a language tag, without its region."""
    return re.split("[-_]", tag.strip())[0].lower()


class _Reader:
    """Finds the slots of a page."""

    def __init__(self, source: str, first: int) -> None:
        self._source = source
        self._first = first
        self._spelled = str.maketrans(_spellings(source))
        self.slots: list[Slot] = []

    def _emit(self, text: str, form: str) -> str:
        said = escape(text).translate(self._spelled)
        return f"<{form}>{said}</{form}>" if form else said

    def _emit_attribute(self, text: str, _form: str) -> str:
        return escape_attribute(text).translate(self._spelled)

    def page(self, root: Element) -> None:
        self._visit(root, "paragraph", "body")

    def _add(self, items: Items, span: tuple[int, int], kind: BlockKind, context: str) -> None:
        attribute = context in ATTRIBUTES.values() or context == "description"
        made = slot(
            items,
            span,
            self._emit_attribute if attribute else self._emit,
            number=self._first + len(self.slots) + 1,
            kind=kind,
            context=context,
        )
        if made:
            made.highlight = None if attribute or context == TITLE else _highlighted
            self.slots.append(made)

    def _attributes(self, element: Element) -> None:
        if element.name == "meta":
            key = element.attrs.get("name", element.attrs.get("property", "")).lower()
            self._attribute(element, "content", "description") if key in DESCRIPTIONS else None
            return
        for attribute, context in ATTRIBUTES.items():
            self._attribute(element, attribute, context)
        if element.name == "input" and element.attrs.get("type", "").lower() in (
            "button",
            "submit",
            "reset",
        ):
            self._attribute(element, "value", "label")

    def _attribute(self, element: Element, attribute: str, context: str) -> None:
        value = element.attrs.get(attribute, "")
        place = attribute_span(self._source, element, attribute)
        if value.strip() and place:
            text = _SPACE.sub(" ", visible(value))
            self._add([Item("text", text)], place, "caption", context)

    def _visit(self, element: Element, kind: BlockKind, context: str) -> None:
        """Blocks below an element, each a run of text and inline elements between others."""
        kind = KINDS.get(element.name, kind)
        held: list[Element | Text] = []
        for child in element.children:
            if isinstance(child, Text) or _is_inline(child):
                held.append(child)
                continue
            self._block(held, kind, context)
            held = []
            if child.name == COMMENT:
                continue
            if _stays(child):
                continue
            self._attributes(child)
            if child.name == "head":
                self._head(child)
            elif child.name == "pre":
                self._lines(child)
            elif child.name not in SKIPPED:
                self._visit(child, kind, context)
        self._block(held, kind, context)

    def _head(self, head: Element) -> None:
        for child in head.elements():
            if child.name == "title":
                self._visit(child, "heading", TITLE)
            self._attributes(child)

    def _lines(self, pre: Element) -> None:
        """Each line of preformatted text is a block, unless it is a listing of code."""
        if any(element.name in PROTECTED for element in pre.walk()):
            return
        for node in pre.children:
            if isinstance(node, Text):
                for line in re.finditer(r"[^\r\n]+", self._source[node.start : node.end]):
                    span = node.start + line.start(), node.start + line.end()
                    self._add([Item("text", _unescaped(line[0]))], span, "paragraph", "body")

    def _block(self, nodes: list[Element | Text], kind: BlockKind, context: str) -> None:
        if not nodes:
            return
        items = _collapsed(list(self._items(nodes)))
        self._add(items, (nodes[0].start, nodes[-1].end), kind, context)
        for node in nodes:
            if isinstance(node, Element) and node.name != COMMENT:
                self._within(node, context)

    def _within(self, element: Element, context: str) -> None:
        """What an inline element and those in it hold beside the line: attributes and choices."""
        if _stays(element):
            return
        if element.name not in SKIPPED:
            self._attributes(element)
        if element.name == "select":
            self._visit(element, "item", context)
            return
        for child in element.elements():
            self._within(child, context)

    def _items(self, nodes: list[Element | Text]) -> Iterator[Item]:
        for node in nodes:
            if isinstance(node, Text):
                yield Item("text", visible(node.value))
                continue
            span = node.start, node.end
            if node.name == COMMENT:
                if not self._source.startswith("</", node.start):  # an end tag that ends nothing
                    yield Item("mark", kind="mark", markup=(span,))
            elif node.name in PROTECTED or _stays(node):
                yield Item("field", visible(node.said()), kind="code", markup=(span,))
            elif node.name in MARKS:
                text = "\n" if node.name == "br" else ""
                yield Item("mark", text, kind=MARKS[node.name], markup=(span,))
            else:
                kind = INLINE.get(node.name, "style")
                yield Item("open", kind=kind, markup=((node.start, node.inner),))
                yield from self._items(node.children)
                yield Item("close", kind=kind, markup=((node.inner_end, node.end),))


def _stays(element: Element) -> bool:
    """Whether a page says that an element is not translated, in one of the two usual ways."""
    return (
        element.attrs.get("translate") == "no"
        or "notranslate" in element.attrs.get("class", "").split()
    )


def _spellings(source: str) -> dict[str, str]:
    """The characters that a page writes as references only, each with its first spelling."""
    found = {"\u00a0": "&#160;"}
    for reference in reversed(_REFERENCE.findall(source)):
        char = unescape(reference)
        if len(char) == 1 and char not in "&<>\"'":
            found[char] = reference
    return {char: reference for char, reference in found.items() if char not in source}


def _highlighted(_form: str) -> str:
    return "mark"


def _is_inline(node: Element) -> bool:
    """Whether a node is part of a line of text: also a custom element without blocks in it."""
    if node.name in MARKS or node.name in PROTECTED or node.name == COMMENT:
        return True
    if node.name not in INLINE:
        return False
    return all(_is_inline(child) for child in node.children if isinstance(child, Element))


def _collapsed(items: Items) -> Items:
    """White space as a browser shows it: one space, none after another or after a break.

    That before the first word and after the last one is layout of the source and stays.
    """
    words = [item for item in items if item.what == "text" and item.text.strip()]
    after_space = False
    for item in items:
        if item.what != "text":
            shows = item.what == "field" or (item.what == "mark" and item.kind != "mark")
            after_space = item.text.isspace() if shows else after_space
            continue
        text, lead, trail = item.text, "", ""
        if words and item is words[0]:
            lead = text[: len(text) - len(text.lstrip(_BLANKS))]
        if words and item is words[-1]:
            trail = text[len(text.rstrip(_BLANKS)) :]
        text = _SPACE.sub(" ", text[len(lead) : len(text) - len(trail)])
        text = text[1:] if after_space and text.startswith(" ") else text
        after_space = text.endswith(" ") if text else after_space
        item.text = lead + text + trail
    return items


def _unescaped(raw: str) -> str:
    return visible(unescape(raw))
