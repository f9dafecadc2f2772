"""OpenDocument texts, slides and tables (OASIS OpenDocument 1.3, part 3).

Spans are the formats of the text in a paragraph; links, notes and fields are codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from baikonur_align.documents import package
from baikonur_align.documents.encoding import decoded, visible
from baikonur_align.documents.layout import (
    COMMENT_AUTHOR,
    Cell,
    Damaged,
    Grid,
    Item,
    Layout,
    Part,
    Slot,
    Translation,
    layout_of,
    slot,
)
from baikonur_align.documents.markup import Element, Text, escape, parse_xml, words
from baikonur_align.documents.writer import Writer
from baikonur_align.model import BlockKind, CodeKind

PARTS = ("content.xml", "styles.xml")
"""The document, and the headers and footers of its page styles."""
PARAGRAPHS = frozenset({"text:p", "text:h"})
ASIDE = frozenset({"office:annotation", "office:forms", "text:tracked-changes", "text:ruby-text"})
FIELDS = frozenset(
    words(
        """
        text:page-number text:page-count text:date text:time text:sequence
        text:bookmark-ref text:reference-ref text:sequence-ref text:note-ref
        text:author-name text:file-name text:user-defined text:database-display
        text:variable-get text:variable-set text:expression text:word-count
        text:character-count text:paragraph-count text:subject text:keywords
        text:chapter text:placeholder text:title text:creation-date text:modification-
        date text:user-field-get text:conditional-text text:hidden-text text:text-input
        """
    )
)
MARKS: dict[str, tuple[CodeKind, str]] = {
    "text:tab": ("tab", "\t"),
    "text:line-break": ("break", "\n"),
    "text:note": ("note", ""),
}
"""Elements that stand alone, and the white space that they make."""
TABLES = frozenset(words("table:table table:table-row table:table-cell table:covered-table-cell"))
FRAMES = frozenset({"text:note", "draw:frame", "draw:custom-shape"})
WRAPPERS = frozenset({"text:meta", "text:ruby", "text:ruby-base"})
LEAST_LINE = 3
"""Underlined spaces that are a line to fill in."""
MAX_SPACES = 1000
"""White space that one element may stand for; it may say any number."""
HIGHLIGHT = "baikonur-align-not-reviewed"
"""The name of the style of highlighted text."""
_DC = "http://purl.org/dc/elements/1.1/"
_STYLE_SPACES = {
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}
COUNTRIES = {"kk": "KZ", "en": "US", "ru": "RU", "de": "DE", "fr": "FR", "tr": "TR"}
_SPACES = re.compile(r"[ \t\r\n]+")


def parse(data: bytes, name: str) -> Layout:
    """The blocks of a document. Raises `Damaged`."""
    slots, _, notes = _read(data, name)
    archive = package.open_package(data, name)
    title = ""
    if "meta.xml" in archive.namelist():
        meta = parse_xml(decoded(package.member(archive, "meta.xml", name), name).text, name)
        title = next(
            (element.said().strip() for element in meta.walk() if element.name == "dc:title"), ""
        )
    return layout_of(slots, title, notes=notes)


def write(data: bytes, name: str, translations: Mapping[int, Translation], lang: str) -> bytes:
    """The document with translated blocks, by their number. Raises `Damaged`."""
    if not translations:
        return data
    slots, parts, _ = _read(data, name)
    archive = package.open_package(data, name)
    said = {id(slots[number]): one for number, one in translations.items()}
    changed = {}
    for part in parts:
        encoded = decoded(archive.read(part.name), name, markup=True)
        if any(said[id(slot)].marked for slot in part.slots if id(slot) in said):
            part.edits += _highlight_style(part)
        source = _with_language(Writer(part, said, _Annotations()).write(), lang)
        changed[part.name] = encoded.encode(source, markup=True)
    return package.replace_members(archive, changed)


class _Annotations:
    """Comments around stretches of text; each has a name of its own."""

    def __init__(self) -> None:
        self._count = 0

    def around(self, text: str) -> tuple[str, str]:
        """The markup before and after a stretch with a new comment that says `text`."""
        self._count += 1
        name = f'office:name="{COMMENT_AUTHOR}-{self._count}"'
        author = f'<dc:creator xmlns:dc="{_DC}">{COMMENT_AUTHOR}</dc:creator>'
        said = f"{author}<text:p>{escape(text)}</text:p>"
        return (
            f"<office:annotation {name}>{said}</office:annotation>",
            f"<office:annotation-end {name}/>",
        )


def _highlight_style(part: Part) -> list[tuple[int, int, str]]:
    """The edit that adds the style of highlighted text to the automatic styles of a part."""
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _STYLE_SPACES.items())
    style = (
        f'<style:style{spaces} style:name="{HIGHLIGHT}" style:family="text">'
        '<style:text-properties fo:background-color="#ffff00"/></style:style>'
    )
    held = re.search(r"<office:automatic-styles\b[^>]*?(/?)>", part.source)
    if held is None:
        after = re.search("<office:(?:body|master-styles)\\b", part.source)
        at = after.start() if after else len(part.source)
        return [(at, at, f"<office:automatic-styles>{style}</office:automatic-styles>")]
    if held[1]:
        whole = f"<office:automatic-styles>{style}</office:automatic-styles>"
        return [(*held.span(), whole)]
    return [(held.end(), held.end(), style)]


def _highlighted(form: str) -> str:
    return f'{form}<text:span text:style-name="{HIGHLIGHT}">'


_LANGUAGE = re.compile(r'(fo:language=")(?!none)[^"]*(")')
_COUNTRY = re.compile(r'(fo:country=")(?!none)[^"]*(")')


def _with_language(source: str, lang: str) -> str:
    source = _LANGUAGE.sub(rf"\g<1>{lang}\g<2>", source)
    country = COUNTRIES.get(lang)
    return _COUNTRY.sub(rf"\g<1>{country}\g<2>", source) if country else source


def _read(data: bytes, name: str) -> tuple[list[Slot], list[Part], tuple[str, ...]]:
    archive = package.open_package(data, name)
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
        raise Damaged("{name} is locked with a password: save it without one", name=name)
    slots: list[Slot] = []
    parts: list[Part] = []
    notes: tuple[str, ...] = ()
    for part in PARTS:
        if part not in archive.namelist():
            continue
        source = decoded(package.member(archive, part, name), name, markup=True).text
        root = parse_xml(source, name)
        kinds = _style_kinds(root)
        reader = _Reader(source, len(slots), kinds, "body" if part == "content.xml" else "header")
        if part == "content.xml":
            reader.visit(root, "paragraph")
        else:
            for styles in (
                element for element in root.walk() if element.name == "office:master-styles"
            ):
                reader.visit(styles, "paragraph")
        slots += reader.slots
        parts.append(Part(part, source, reader.slots))
        if reader.tracked:
            notes = ("It has tracked changes: they are read as accepted.",)
    return slots, parts, notes


def _style_kinds(root: Element) -> dict[str, CodeKind]:
    """What the automatic text styles do, by their name."""
    found: dict[str, CodeKind] = {}
    for style in root.walk():
        if style.name != "?:style":
            continue
        name = style.attrs.get("?:name", "")
        for properties in style.elements():
            said = dict(properties.attrs)
            if said.get("?:font-weight") == "bold":
                found[name] = "bold"
            elif said.get("?:font-style") == "italic":
                found[name] = "italic"
            elif said.get("?:text-underline-style", "none") != "none":
                found[name] = "underline"
            elif said.get("?:text-position", "").startswith("super"):
                found[name] = "superscript"
            elif said.get("?:text-position", "").startswith("sub"):
                found[name] = "subscript"
    return found


class _Reader:
    """Finds the slots of one part."""

    def __init__(
        self, source: str, first: int, kinds: Mapping[str, CodeKind], context: str
    ) -> None:
        self._source = source
        self._first = first
        self._kinds = kinds
        self._context = context
        self.slots: list[Slot] = []
        self.tracked = False
        self._text = False  # in the body of a text
        self._framed = False  # in a note or frame, which takes no comments
        self._tables = 0
        self._grid: Grid | None = None
        self._cell: Cell | None = None

    def visit(self, element: Element, kind: BlockKind) -> None:
        for child in element.elements():
            if child.name in ASIDE:
                self.tracked = self.tracked or child.name == "text:tracked-changes"
            elif child.name in PARAGRAPHS:
                self._paragraph(child, kind)
                self.visit(child, kind)
            elif child.name in ("svg:title", "svg:desc"):
                self._plain(child)
            elif child.name in TABLES:
                self._in_table(child, kind)
            else:
                framed, text = self._framed, self._text
                self._framed = framed or child.name in FRAMES
                self._text = text or child.name == "office:text"
                self.visit(child, "item" if child.name == "text:list-item" else kind)
                self._framed, self._text = framed, text

    def _in_table(self, element: Element, kind: BlockKind) -> None:
        """A table, row or cell; what stands below it knows its place."""
        outer = self._grid, self._cell
        if element.name == "table:table":
            self._tables += 1
            self._grid = Grid(self._tables)
        elif self._grid and element.name == "table:table-row":
            self._grid.next_row()
        elif self._grid:
            span = element.attrs.get("table:number-columns-spanned", "1")
            covered = element.name == "table:covered-table-cell"
            cell = self._grid.next_cell()
            wide = int(span) if re.fullmatch(r"[1-9]\d{0,2}", span, re.ASCII) else 1
            self._cell = self._cell if covered else replace(cell, span=wide)
        if not _is_computed(element):
            self.visit(element, kind)
        if element.name == "table:table":
            self._grid, self._cell = outer
        elif element.name != "table:table-row":
            self._cell = outer[1]

    def _plain(self, element: Element) -> None:
        span = element.inner, element.inner_end
        made = slot(
            [Item("text", element.said())],
            span,
            lambda text, _: escape(text),
            number=self._first + len(self.slots) + 1,
            kind="caption",
            context="alt text",
        )
        if made:
            made.cell = self._cell
            self.slots.append(made)

    def _paragraph(self, paragraph: Element, kind: BlockKind) -> None:
        made = slot(
            list(self._inline(paragraph, ())),
            (paragraph.inner, paragraph.inner_end),
            _emit,
            number=self._first + len(self.slots) + 1,
            kind="heading" if paragraph.name == "text:h" else kind,
            context=self._context,
            name_form=self._form_kind,
        )
        if made:
            made.cell = self._cell
            made.highlight = _highlighted
            made.takes_comments = self._text and not self._framed and self._context == "body"
            self.slots.append(made)

    def _form_kind(self, form: str) -> CodeKind:
        names = re.findall(r'style-name="([^"]*)"', form)
        kinds = [self._kinds.get(name, "style") for name in names]
        return next((kind for kind in reversed(kinds) if kind != "style"), "style")

    def _inline(self, element: Element, spans: tuple[str, ...]) -> Iterator[Item]:
        """`spans` are the start tags of the spans around, in the source's spelling."""
        form = "".join(spans)
        for child in element.children:
            if isinstance(child, Text):
                yield Item("text", visible(_SPACES.sub(" ", child.value)), form)
                continue
            span = child.start, child.end
            if child.name == "text:span":
                start = self._source[child.start : child.inner]
                inside = spans if spans and spans[-1] == start else (*spans, start)
                yield from self._inline(child, inside)
            elif child.name == "text:a":
                yield Item("open", kind="link", markup=((child.start, child.inner),))
                yield from self._inline(child, spans)
                yield Item("close", kind="link", markup=((child.inner_end, child.end),))
            elif child.name == "text:s":
                count = child.attrs.get("text:c", "1")
                spaces = min(int(count), MAX_SPACES) if count.isdecimal() else 1
                if spaces >= LEAST_LINE and self._form_kind(form) == "underline":
                    line = _emit(" " * (spaces + 1), form)
                    yield Item("mark", "\t", kind="tab", markup=(line,))
                else:
                    yield Item("text", " " * spaces, form)
            elif child.name in FIELDS:
                yield Item("field", visible(child.said()), kind="field", markup=(span,))
            elif child.children and child.name in WRAPPERS:
                yield Item("open", kind="other", markup=((child.start, child.inner),))
                yield from self._inline(child, spans)
                yield Item("close", kind="other", markup=((child.inner_end, child.end),))
            else:
                kind, text = MARKS.get(child.name, ("mark", ""))
                kind = "image" if child.name.startswith("draw:") else kind
                yield Item("mark", text, kind=kind, markup=(span,))


def _is_computed(element: Element) -> bool:
    """Whether the text of a cell is that of a number, date or formula, which programs write."""
    kind = element.attrs.get("office:value-type", "string")
    return "table:formula" in element.attrs or kind != "string"


def _emit(text: str, form: str) -> str:
    """Text in its spans; the second of two spaces is an element, as the format asks."""
    said = re.sub(r"(?<= ) +", lambda match: f'<text:s text:c="{len(match[0])}"/>', escape(text))
    starts = re.findall(r"<[^>]*>", form)
    ends = "".join(f"</{tag[1:].split()[0].rstrip('>')}>" for tag in reversed(starts))
    return form + said + ends if said or form else ""
