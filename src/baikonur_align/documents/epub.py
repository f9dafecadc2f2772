"""EPUB books (EPUB 3.3, OPF 2.0): the pages of the spine, the contents, titles and languages."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

from baikonur_align.documents import html, package
from baikonur_align.documents.encoding import decoded, visible
from baikonur_align.documents.layout import (
    Damaged,
    Item,
    Layout,
    Part,
    Slot,
    Translation,
    layout_of,
    slot,
)
from baikonur_align.documents.markup import Element, attribute_span, escape, parse_xml
from baikonur_align.documents.writer import Writer

CONTAINER = "META-INF/container.xml"
PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbncx+xml")


def parse(data: bytes, name: str) -> Layout:
    """The blocks of a book in the order of its spine. Raises `Damaged`."""
    book = _Book(data, name)
    return layout_of(book.slots, book.title, book.lang)


def write(data: bytes, name: str, translations: Mapping[int, Translation], lang: str) -> bytes:
    """The book with translated blocks, by their number. Raises `Damaged`."""
    if not translations:
        return data
    book = _Book(data, name)
    said = {id(book.slots[number]): one for number, one in translations.items()}
    changed = {}
    for part, root in book.parts:
        html.set_language(part, root, lang)
        languages = [element for element in root.walk() if element.name == "dc:language"]
        part.edits += [(element.inner, element.inner_end, lang) for element in languages[:1]]
        for element in root.walk():
            if element.name in ("package", "ncx"):
                place = attribute_span(part.source, element, "xml:lang")
                if place:
                    part.edits.append((*place, lang))
        encoded = decoded(book.archive.read(part.name), name, markup=True)
        changed[part.name] = encoded.encode(Writer(part, said).write(), markup=True)
    return package.replace_members(book.archive, changed)


class _Book:
    """The parts of a book that hold text, and their slots."""

    def __init__(self, data: bytes, name: str) -> None:
        self.archive = package.open_package(data, name)
        self._name = name
        self.slots: list[Slot] = []
        self.parts: list[tuple[Part, Element]] = []
        self.title = self.lang = ""
        if "META-INF/encryption.xml" in self.archive.namelist():
            rights = package.member(self.archive, "META-INF/encryption.xml", name)
            if b"http://ns.adobe.com/adept" in rights or b"http://readium.org" in rights:
                raise Damaged(
                    "{name} is protected by digital rights management; give an unprotected copy",
                    name=name,
                )
        container = self._xml(CONTAINER)
        places = [
            element.attrs.get("full-path", "")
            for element in container.walk()
            if _local(element) == "rootfile"
        ]
        if not places:
            raise Damaged("{name} is not an EPUB book: it has no package document", name=name)
        self._package(places[0])

    def _source(self, member: str) -> str:
        return decoded(package.member(self.archive, member, self._name), member, markup=True).text

    def _xml(self, member: str) -> Element:
        return parse_xml(self._source(member), member)

    def _package(self, place: str) -> None:
        source = self._source(place)
        root = parse_xml(source, place)
        folder = posixpath.dirname(place)
        items = {
            element.attrs.get("id", ""): element
            for element in root.walk()
            if _local(element) == "item"
        }
        titles = [element for element in root.walk() if element.name == "dc:title"]
        part = Part(place, source)
        for title in titles:
            self.title = self.title or title.said().strip()
            self._plain(part, title, "title of the book")
        self.lang = next(
            (element.said().strip() for element in root.walk() if element.name == "dc:language"), ""
        )
        self.parts.append((part, root))
        spine = [
            element.attrs.get("idref", "")
            for element in root.walk()
            if _local(element) == "itemref"
        ]
        order = [*spine, *(ident for ident in items if ident not in spine)]
        for ident in order:
            item = items.get(ident)
            if item is None or item.attrs.get("media-type") not in PAGES:
                continue
            href = item.attrs.get("href", "").partition("#")[0]
            member = posixpath.normpath(posixpath.join(folder, unquote(href)))
            if member not in self.archive.namelist():
                member = posixpath.normpath(posixpath.join(folder, href))
            if member in self.archive.namelist():
                self._page(member, item.attrs["media-type"])

    def _page(self, member: str, kind: str) -> None:
        source = self._source(member)
        if kind == "application/x-dtbncx+xml":
            root = parse_xml(source, member)
            part = Part(member, source)
            holders = (one for one in root.walk() if _local(one) != "docAuthor")  # a name
            for text in (text for one in holders for text in one.elements()):
                if _local(text) == "text":
                    self._plain(part, text, "contents")
        else:
            part, root = html.read_page(source, member, len(self.slots))
            self.slots += part.slots
        self.parts.append((part, root))

    def _plain(self, part: Part, element: Element, context: str) -> None:
        made = slot(
            [Item("text", visible(" ".join(element.said().split())))],
            (element.inner, element.inner_end),
            lambda text, _: escape(text),
            number=len(self.slots) + 1,
            kind="heading",
            context=context,
        )
        if made:
            self.slots.append(made)
            part.slots.append(made)


def _local(element: Element) -> str:
    return element.name.rpartition(":")[2]
