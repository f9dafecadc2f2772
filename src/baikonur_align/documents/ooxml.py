"""Word, PowerPoint and Excel files (ECMA-376): paragraphs of runs, and cells of shared strings.

A run's properties (``rPr``) are the format of its text. The most frequent format of a paragraph is
its base; other formats are paired codes. Tracked changes are read as accepted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from zipfile import ZipFile

from baikonur_align.documents import excel_headers, package
from baikonur_align.documents.encoding import decoded, visible
from baikonur_align.documents.layout import (
    Cell,
    Emit,
    Grid,
    Item,
    Items,
    Layout,
    Markup,
    Part,
    Slot,
    Translation,
    layout_of,
    slot,
)
from baikonur_align.documents.markup import (
    Element,
    attribute_span,
    escape,
    escape_attribute,
    parse_xml,
    prefix_of,
)
from baikonur_align.documents.word_comments import WordComments
from baikonur_align.documents.writer import Writer
from baikonur_align.model import BlockKind, CodeKind

REGIONS = {"kk": "kk-KZ", "en": "en-US", "ru": "ru-RU", "de": "de-DE", "fr": "fr-FR", "tr": "tr-TR"}
"""The languages of Office are of a region; others are written as they are."""

PARTS = (
    (r"word/document\d*\.xml", "body"),
    (r"word/header\d*\.xml", "header"),
    (r"word/footer\d*\.xml", "footer"),
    (r"word/footnotes\.xml", "footnote"),
    (r"word/endnotes\.xml", "endnote"),
    (r"word/(?:charts/chart|diagrams/(?:data|drawing))\d*\.xml", "drawing"),
    (r"ppt/slides/slide\d+\.xml", "slide"),
    (r"ppt/notesSlides/notesSlide\d+\.xml", "notes"),
    (r"ppt/(?:charts/chart|diagrams/(?:data|drawing))\d*\.xml", "drawing"),
    (r"xl/sharedStrings\.xml", "cell"),
    (r"xl/worksheets/sheet\d+\.xml", "cell"),
    (r"xl/(?:drawings/drawing|charts/chart)\d+\.xml", "drawing"),
)
"""The parts with text, in the order of their blocks."""

STYLED = re.compile(r"(?:word|ppt|xl)/(?:styles|settings|slideMasters/.*|slideLayouts/.*)\.xml")
_SILENT_PROPERTIES = re.compile(
    r"<\w+:(?:lang|noProof|rtl|cs|rsid\w*)\b[^>]*/>"
    r"|\s(?:lang|altLang|dirty|err|smtClean|noProof)=\"[^\"]*\""
)
"""Run properties that do not show."""
_EMPTY = re.compile(r"<(\w+:)?rPr\s*(?:/>|></\1?rPr>)")
_LINK_FIELD = re.compile(r"\s*(?:HYPERLINK|REF|NOTEREF)\b", re.IGNORECASE)
"""Fields whose result is text of the document."""

LEAST_LINE = 3
"""Underlined spaces that are a line to fill in."""
TRANSPARENT = frozenset({"w:ins", "w:moveTo", "w:customXml"})
GONE = frozenset({"w:del", "w:moveFrom", "w:proofErr", "w:lastRenderedPageBreak"})
TRACKED = frozenset({"w:ins", "w:del", "w:moveFrom", "w:moveTo"})
MARKS: dict[str, tuple[CodeKind, str]] = {
    **dict.fromkeys(("w:tab", "w:ptab"), ("tab", "\t")),
    **dict.fromkeys(("w:br", "w:cr"), ("break", "\n")),
    **dict.fromkeys(
        ("w:footnoteReference", "w:endnoteReference", "w:commentReference"), ("note", "")
    ),
    **dict.fromkeys(("w:drawing", "w:pict", "w:object", "mc:AlternateContent"), ("image", "")),
}
"""Elements of a run that stand alone, and the white space that they make."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a vocabulary calls a paragraph, a run and what is in them."""

    paragraph: str
    run: str
    properties: str
    text: str


WORD = Names("w:p", "w:r", "w:rPr", "w:t")
DRAWING = Names("a:p", "a:r", "a:rPr", "a:t")
STRING = Names("s:si", "s:r", "s:rPr", "s:t")
INLINE = Names("s:is", "s:r", "s:rPr", "s:t")


@dataclass(frozen=True, slots=True)
class _Read:
    parts: list[Part]
    slots: list[Slot]
    notes: tuple[str, ...]
    formulas: int


def parse(data: bytes, name: str) -> Layout:
    """The blocks of a document. Raises `Damaged`."""
    read = _read(data, name)
    archive = package.open_package(data, name)
    title = ""
    if "docProps/core.xml" in archive.namelist():
        core = decoded(package.member(archive, "docProps/core.xml", name), name).text
        titles = [
            element.said().strip()
            for element in parse_xml(core, name).walk()
            if element.name == "dc:title"
        ]
        title = titles[0] if titles else ""
    return layout_of(read.slots, title, notes=read.notes, left_out=["formulas"] * read.formulas)


def write(data: bytes, name: str, translations: Mapping[int, Translation], lang: str) -> bytes:
    """The document with translated blocks, by their number. Raises `Damaged`."""
    read = _read(data, name)
    archive = package.open_package(data, name)
    said = {id(read.slots[number]): one for number, one in translations.items()}
    changed: dict[str, bytes] = {}
    if not said:
        return data
    region = REGIONS.get(lang, lang)
    for part in read.parts:
        encoded = decoded(archive.read(part.name), name, markup=True)
        comments = None
        if re.fullmatch(PARTS[0][0], part.name):
            comments = WordComments(archive, part.name, part.source, name)
        source = _with_language(Writer(part, said, comments).write(), region)
        changed[part.name] = encoded.encode(source, markup=True)
        changed |= comments.members() if comments else {}
    for member in archive.namelist():
        if STYLED.fullmatch(member) and member not in changed:
            encoded = decoded(archive.read(member), name, markup=True)
            changed[member] = encoded.encode(_with_language(encoded.text, region), markup=True)
    return package.replace_members(archive, changed)


_LANGUAGE = re.compile(
    r'(<w:(?:lang|themeFontLang)\b[^>]*?\sw:val=")[^"]*(")'
    r'|(<a:(?:rPr|defRPr|endParaRPr)\b[^>]*?\slang=")[^"]*(")'
)


def _with_language(source: str, region: str) -> str:
    """The source with its language attributes set to the target's."""
    return _LANGUAGE.sub(
        lambda match: f"{match[1] or match[3]}{region}{match[2] or match[4]}", source
    )


def _read(data: bytes, name: str) -> _Read:
    archive = package.open_package(data, name)
    members = archive.namelist()
    parts: list[Part] = []
    slots: list[Slot] = []
    notes: dict[str, None] = {}
    formulas = 0
    if any(member.endswith("vbaProject.bin") for member in members):
        notes["It has macros: they are kept as they are and never run."] = None
    kinds = _style_kinds(archive, name) if "word/styles.xml" in members else {}
    headers = _table_headers(archive, name)
    for pattern, context in PARTS:
        found = [member for member in members if re.fullmatch(pattern, member)]
        for member in sorted(found, key=_number):
            source = decoded(package.member(archive, member, name), name, markup=True).text
            reader = _PartReader(source, context, len(slots), kinds, headers)
            made = reader.read(parse_xml(source, name))
            if reader.tracked:
                notes["It has tracked changes: they are read as accepted."] = None
            formulas += reader.formulas
            slots += made
            parts.append(Part(member, source, made))
    return _Read(parts, slots, tuple(notes), formulas)


def _number(member: str) -> tuple[int, str]:
    found = re.search(r"(\d+)\.xml$", member)
    return int(found[1]) if found else 0, member


def _style_kinds(archive: ZipFile, name: str) -> dict[str, BlockKind]:
    """Kinds of paragraphs by the id of their style, or of the style that theirs is based on."""
    source = decoded(package.member(archive, "word/styles.xml", name), name, markup=True).text
    named: dict[str, BlockKind | None] = {}
    parents: dict[str, str] = {}
    for style in parse_xml(source, name).walk():
        if style.name != "w:style":
            continue
        ident = style.attrs.get("w:styleId", "")
        title = _value(style.find("w:name"))
        properties = style.find("w:pPr")
        numbered = properties is not None and properties.find("w:numPr") is not None
        named[ident] = _known_style(title, numbered=numbered)
        parents[ident] = _value(style.find("w:basedOn"))
    found: dict[str, BlockKind] = {}
    for ident in named:
        line, seen = ident, set[str]()
        while line and line not in seen:
            seen.add(line)
            kind = named.get(line)
            if kind:
                found[ident] = kind
                break
            line = parents.get(line, "")
    return found


def _value(element: Element | None) -> str:
    return element.attrs.get("w:val", "") if element is not None else ""


def _count(properties: Element | None, name: str, default: int) -> int:
    """The number that a table's row or cell says, of at most three digits."""
    value = _value(properties.find(name)) if properties is not None else ""
    return int(value) if re.fullmatch(r"[1-9]\d{0,2}", value, re.ASCII) else default


def _known_style(title: str, *, numbered: bool) -> BlockKind | None:
    """By the names that Word stores in English in every language."""
    title = title.lower()
    if title.startswith("heading") or title in ("title", "subtitle"):
        return "heading"
    if title == "caption":
        return "caption"
    return "item" if numbered or title.startswith("list") else None


def _table_headers(archive: ZipFile, name: str) -> frozenset[str]:
    """Headers of Excel tables: a formula may name them, so they stay as they are."""
    found = set[str]()
    for member in archive.namelist():
        if re.fullmatch(r"xl/tables/table\d+\.xml", member):
            source = decoded(package.member(archive, member, name), name, markup=True).text
            found |= {
                _CHARACTER.sub(lambda code: chr(int(code[1], 16)), element.attrs.get("name", ""))
                for element in parse_xml(source, name).walk()
                if element.name == "s:tableColumn"
            }
    return frozenset(map(_one_line, found))


_CHARACTER = re.compile("_x([0-9A-Fa-f]{4})_")
"""A character that attributes of Excel cannot hold: a line end (ECMA-376 part 1, 22.9.2.19)."""


def _one_line(text: str) -> str:
    return " ".join(text.split())


class _PartReader:
    """Finds the slots of one part."""

    def __init__(
        self,
        source: str,
        context: str,
        first: int,
        kinds: Mapping[str, BlockKind],
        headers: Collection[str],
    ) -> None:
        """`kinds` are those of paragraph styles, `headers` cells that formulas may name."""
        self._source = source
        self._headers = headers
        self._context = context
        self._first = first
        self._kinds = kinds
        self.slots: list[Slot] = []
        self.tracked = False
        self.formulas = 0
        self._boxed = False  # in a text box, which takes no comments
        self._tables = 0
        self._grid: Grid | None = None
        self._cell: Cell | None = None

    def read(self, root: Element) -> list[Slot]:
        self._visit(root)
        return self.slots

    def _visit(self, element: Element) -> None:
        for child in element.elements():
            if child.name == "mc:AlternateContent":
                self._alternatives(child)
            elif child.name in ("w:p", "a:p"):
                self._paragraph(child, WORD if child.name == "w:p" else DRAWING)
                self._visit(child)
            elif child.name in ("s:si", "s:is"):
                self._string(child)
            elif child.name == "c:strCache":
                self._chart_labels(child)
            elif child.name in excel_headers.NAMES:
                for items, span in excel_headers.sections(self._source, child):
                    self._add(items, span, excel_headers.emit, "paragraph", "header")
            elif child.name in ("w:tbl", "w:tr", "w:tc"):
                self._in_table(child)
            else:
                if child.name in ("w:footnote", "w:endnote") and "w:type" in child.attrs:
                    continue
                self._alternative_text(child)
                boxed, self._boxed = self._boxed, self._boxed or child.name == "w:txbxContent"
                self._visit(child)
                self._boxed = boxed

    def _in_table(self, element: Element) -> None:
        """A table, row or cell; what stands below it knows its place."""
        outer = self._grid, self._cell
        if element.name == "w:tbl":
            self._tables += 1
            self._grid = Grid(self._tables)
        elif self._grid and element.name == "w:tr":
            self._grid.next_row(_count(element.find("w:trPr"), "w:gridBefore", 0))
        elif self._grid:
            self._cell = self._grid.next_cell(_count(element.find("w:tcPr"), "w:gridSpan", 1))
        self._visit(element)
        if element.name == "w:tbl":
            self._grid, self._cell = outer
        elif element.name == "w:tc":
            self._cell = outer[1]

    def _alternatives(self, element: Element) -> None:
        """A text box is stored twice: what the copy shares with the original is its twin."""
        before = len(self.slots)
        choices = [child for child in element.elements() if child.name == "mc:Choice"]
        for choice in choices[:1]:
            self._visit(choice)
        originals = self.slots[before:]
        for other in [
            *choices[1:],
            *(child for child in element.elements() if child.name == "mc:Fallback"),
        ]:
            mark = len(self.slots)
            self._visit(other)
            copies, self.slots = self.slots[mark:], self.slots[:mark]
            left = list(originals)
            for copy in copies:
                twin = next((other for other in left if other.text == copy.text), None)
                if twin is None:
                    self.slots.append(copy)
                else:
                    left.remove(twin)
                    twin.twins.append(copy)

    def _alternative_text(self, element: Element) -> None:
        if element.name not in ("wp:docPr", "p:cNvPr", "?:cNvPr"):
            return
        for attribute in ("descr", "title"):
            value = element.attrs.get(attribute, "").strip()
            place = attribute_span(self._source, element, attribute)
            if value and place:
                items = [Item("text", element.attrs[attribute])]
                self._add(
                    items, place, lambda text, _: escape_attribute(text), "caption", "alt text"
                )

    def _add(
        self,
        items: Items,
        span: tuple[int, int],
        emit: Emit,
        kind: BlockKind,
        context: str,
        highlight: Callable[[str], str] | None = None,
    ) -> None:
        made = slot(
            items,
            span,
            emit,
            number=self._first + len(self.slots) + 1,
            kind=kind,
            context=context,
            name_form=_form_kind,
            same_form=_same_form,
        )
        if made:
            made.cell = self._cell
            made.highlight = highlight
            made.takes_comments = (
                highlight is not None and self._context == "body" and not self._boxed
            )
            self.slots.append(made)

    # --- paragraphs ---

    def _paragraph(self, paragraph: Element, names: Names) -> None:
        prefix = prefix_of(self._source, paragraph)
        children = list(paragraph.elements())
        skipped = [child for child in children if child.name in ("w:pPr", "a:pPr")]
        ended = [child for child in children if child.name == "a:endParaRPr"]
        inside = [child for child in children if child not in skipped and child not in ended]
        if not inside:
            return
        items = list(self._inline(inside, names, prefix))
        span = inside[0].start, inside[-1].end
        highlight = partial(_highlighted, prefix) if prefix in _HIGHLIGHTS else None
        self._add(
            items, span, partial(_run, prefix), self._kind(paragraph), self._context, highlight
        )

    def _kind(self, paragraph: Element) -> BlockKind:
        properties = paragraph.find("w:pPr")
        if properties is None:
            return "paragraph"
        kind = self._kinds.get(_value(properties.find("w:pStyle")), "paragraph")
        level = properties.find("w:outlineLvl")
        if level is not None and _value(level) != "9":  # 9 says: no heading
            return "heading"
        numbering = properties.find("w:numPr")
        number = numbering.find("w:numId") if numbering is not None else None
        if number is None or kind == "heading":
            return kind
        return "paragraph" if _value(number) == "0" else "item"  # 0 says: in no list

    def _raw(self, element: Element) -> str:
        return self._source[element.start : element.end]

    def _inline(self, children: Iterable[Element], names: Names, prefix: str) -> Iterator[Item]:
        pieces = [piece for child in children for piece in _pieces(child, names)]
        index = 0
        while index < len(pieces):
            child = pieces[index]
            if child.name == names.run and child.find("w:fldChar") is not None:
                end = _field_end(pieces, index)
                if end is not None:
                    yield from self._field(pieces[index : end + 1], names, prefix)
                    index = end + 1
                    continue
            yield from self._one(child, names, prefix)
            index += 1

    def _one(self, child: Element, names: Names, prefix: str) -> Iterator[Item]:
        span = child.start, child.end
        self.tracked = self.tracked or child.name in TRACKED
        if child.name == names.run:
            yield from self._run(child, names, prefix)
        elif child.name in TRANSPARENT:
            yield from self._inline(list(child.elements()), names, prefix)
        elif child.name in GONE:
            return
        elif child.name in ("w:hyperlink", "w:smartTag", "w:dir", "w:bdo"):
            kind: CodeKind = "link" if child.name == "w:hyperlink" else "other"
            yield from self._pair(child, child, kind, names, prefix)
        elif child.name == "w:sdt" and (content := child.find("w:sdtContent")) is not None:
            yield from self._pair(child, content, "other", names, prefix)
        elif child.name in ("w:fldSimple", "a:fld"):
            result = "".join(part.said() for part in child.walk() if part.name == names.text)
            yield Item("field", visible(result), kind="field", markup=(span,))
        elif child.name == "a:br":
            yield Item("mark", "\n", kind="break", markup=(span,))
        else:
            self.formulas += child.name in ("m:oMath", "m:oMathPara")
            yield Item("mark", kind="mark", markup=(span,))

    def _pair(
        self, outer: Element, inner: Element, kind: CodeKind, names: Names, prefix: str
    ) -> Iterator[Item]:
        if not inner.children:
            yield Item("mark", kind="mark", markup=((outer.start, outer.end),))
            return
        yield Item("open", kind=kind, markup=((outer.start, inner.inner),))
        yield from self._inline(list(inner.elements()), names, prefix)
        yield Item("close", kind=kind, markup=((inner.inner_end, outer.end),))

    def _run(self, run: Element, names: Names, prefix: str) -> Iterator[Item]:
        properties = run.find(names.properties)
        form = self._raw(properties) if properties is not None else ""
        for child in run.elements():
            if child is properties or child.name in GONE:
                continue
            around = (f"<{prefix}r>{form}", (child.start, child.end), f"</{prefix}r>")
            if child.name == names.text:
                yield _said(_text_of(child), form, prefix)
            elif child.name == "w:noBreakHyphen":
                yield Item("text", "\u2011", form)
            elif child.name != "w:softHyphen":
                kind, text = MARKS.get(child.name, ("other", ""))
                yield Item("mark", text, kind=kind, markup=around)

    def _field(self, runs: Sequence[Element], names: Names, prefix: str) -> Iterator[Item]:
        """A complex field: its result is text of the document in a link, else kept with it."""
        divided = next(
            (index for index, run in enumerate(runs) if _field_char(run) == "separate"), None
        )
        instruction = "".join(
            part.said()
            for run in runs[:divided]
            for part in run.walk()
            if part.name == "w:instrText"
        )
        if divided is not None and _LINK_FIELD.match(instruction):
            opened, closed = runs[: divided + 1], runs[-1:]
            yield Item("open", kind="link", markup=self._runs(opened, names, prefix))
            yield from self._inline(runs[divided + 1 : -1], names, prefix)
            yield Item("close", kind="link", markup=self._runs(closed, names, prefix))
            return
        results = runs[divided + 1 :] if divided is not None else ()
        said = "".join(
            part.said() for run in results for part in run.walk() if part.name == names.text
        )
        markup = self._runs(runs, names, prefix)
        yield Item("field", visible(said), kind="field", markup=markup)

    def _runs(self, runs: Sequence[Element], names: Names, prefix: str) -> Markup:
        """The markup of runs, of which the first and the last may be pieces of one."""
        first, last = runs[0], runs[-1]
        properties = first.find(names.properties)
        form = self._raw(properties) if properties is not None else ""
        before = f"<{prefix}r>{form}" if _is_piece(first) else ""
        return (before, (first.start, last.end), f"</{prefix}r>" if _is_piece(last) else "")

    # --- Excel ---

    def _string(self, element: Element) -> None:
        """A cell's text: runs in formats, or plain lines, each of which is a block."""
        if _one_line(element.said()) in self._headers:
            return
        prefix = prefix_of(self._source, element)
        if element.find("s:r") is not None:
            runs = [child for child in element.elements() if child.name == "s:r"]
            items: Items = []
            for run in runs:
                properties, said = run.find("s:rPr"), run.find("s:t")
                form = self._raw(properties) if properties is not None else ""
                value = _text_of(said) if said is not None else ""
                for number, line in enumerate(value.split("\n")):
                    if number:
                        new_line = _run(prefix, "\n", form)
                        items.append(Item("mark", "\n", kind="break", markup=(new_line,)))
                    items.append(Item("text", line, form))
            span = runs[0].start, runs[-1].end
            self._add(items, span, partial(_run, prefix), "paragraph", self._context)
            return
        said = element.find("s:t")
        if said is None:
            return
        start = said.inner
        for found in _LINE_END.finditer(self._source[said.inner : said.inner_end]):
            span = start, said.inner + found.start()
            start = said.inner + found.end()
            value = _unescaped(self._source[slice(*span)])
            if _NUMBER.fullmatch(value):
                continue
            self._add(
                [Item("text", value)],
                span,
                lambda text, _: escape(text),
                "paragraph",
                self._context,
            )

    def _chart_labels(self, cache: Element) -> None:
        """The names of series and categories that a chart shows, which it keeps as plain values."""
        for label in (element for element in cache.walk() if element.name == "c:v"):
            text = label.said()
            if not _NUMBER.fullmatch(text):
                span = label.inner, label.inner_end
                self._add(
                    [Item("text", text)], span, lambda text, _: escape(text), "caption", "drawing"
                )


_LINE_END = re.compile(r"[\r\n]|_x000[aAdD]_|&#(?:10|13|[xX]0*[aAdD]);|\Z")
"""The end of a line of a cell, which may be a character reference."""
_NUMBER = re.compile(r"[\d\s.,:;/%+()–—-]*")


def _unescaped(raw: str) -> str:
    return visible(html.unescape(raw))


def _pieces(run: Element, names: Names) -> list[Element]:
    """A run that holds an end of a field and more as runs of one child each, else as it is."""
    held = [child for child in run.elements() if child.name != names.properties]
    if run.name != names.run or len(held) == 1 or run.find("w:fldChar") is None:
        return [run]
    form = [child for child in run.elements() if child.name == names.properties]
    return [
        Element(run.name, run.attrs, child.start, child.start, child.end, child.end, [*form, child])
        for child in held
    ]


def _is_piece(run: Element) -> bool:
    return run.inner == run.start


def _field_char(run: Element) -> str:
    found = run.find("w:fldChar")
    return found.attrs.get("w:fldCharType", "") if found is not None else ""


def _field_end(children: Sequence[Element], start: int) -> int | None:
    """The index of the run that ends the field that begins at `start`; None where there is none."""
    depth = 0
    for index in range(start, len(children)):
        chars = [
            element.attrs.get("w:fldCharType")
            for element in children[index].walk()
            if element.name == "w:fldChar"
        ]
        depth += chars.count("begin") - chars.count("end")
        if depth <= 0:
            return index if chars and index > start else None
    return None


def _text_of(element: Element) -> str:
    """The text of a ``t`` element: its outer white space counts only where it is preserved."""
    value = visible(element.said()).replace("\r\n", "\n")
    preserved = element.attrs.get("xml:space") == "preserve" or not element.name.startswith("w:")
    return value if preserved else value.strip()


def _said(text: str, form: str, prefix: str) -> Item:
    """Text of a run; underlined spaces are a line to fill in, which stays as it is."""
    if len(text) >= LEAST_LINE and text.isspace() and re.search(_UNDERLINE, form):
        return Item("mark", "\t", kind="tab", markup=(_run(prefix, text, form),))
    return Item("text", text, form)


def _run(prefix: str, text: str, form: str) -> str:
    """Text as a run in a format. A non-breaking hyphen of Word is an element of its own."""
    parts: Iterable[str] = text.split("\u2011") if prefix == "w:" else [text]
    said = "<w:noBreakHyphen/>".join(
        f"<{prefix}t{_space(prefix)}>{escape(part)}</{prefix}t>" if part else "" for part in parts
    )
    if prefix == "a:" and not said:
        said = "<a:t></a:t>"
    return f"<{prefix}r>{form}{said}</{prefix}r>"


_HIGHLIGHTS = {
    "w:": '<w:highlight w:val="yellow"/>',
    "a:": '<a:highlight><a:srgbClr val="FFFF00"/></a:highlight>',
}
_HIGHLIGHT = re.compile(r"<w:highlight\b[^>]*/>|<a:highlight>.*?</a:highlight>")
_AFTER_HIGHLIGHT = re.compile(
    r"<w:(?:u|effect|bdr|shd|fitText|vertAlign|rtl|cs|em|lang|eastAsianLayout|specVanish|oMath"
    r"|rPrChange)\b|<a:(?:uLnTx|uLn|uFillTx|uFill|latin|ea|cs|sym|hlinkClick|hlinkMouseOver|rtl"
    r"|extLst)\b|</[wa]:rPr>"
)
"""What the schemas place after a highlight (ECMA-376 part 1, 17.3.2.28 and 21.1.2.3.9)."""


def _highlighted(prefix: str, form: str) -> str:
    """The properties of a run, with a yellow highlight in its place among them."""
    name, form = f"{prefix}rPr", _HIGHLIGHT.sub("", form)
    if not form:
        form = f"<{name}></{name}>"
    elif form.endswith("/>") and form.count("<") == 1:
        form = f"{form[:-2]}></{name}>"
    place = _AFTER_HIGHLIGHT.search(form)
    at = place.start() if place else len(form)
    return form[:at] + _HIGHLIGHTS[prefix] + form[at:]


def _space(prefix: str) -> str:
    return "" if prefix == "a:" else ' xml:space="preserve"'


def _same_form(form: str) -> str:
    """What of a format shows, for comparing."""
    said = _SILENT_PROPERTIES.sub("", form)
    return "" if _EMPTY.fullmatch(said) else said


_UNDERLINE = r"<(?:w:)?u\b(?![^>]*none)|\su=\"(?!none)"
_FORM_KINDS: tuple[tuple[str, CodeKind], ...] = (
    (r"<a:hlinkClick\b|rStyle w:val=\"Hyperlink\"", "link"),
    (r"<(?:w:)?b(?:\s+(?:w:)?val=\"(?:1|true|on)\")?\s*/>|\sb=\"1\"", "bold"),
    (r"<(?:w:)?i(?:\s+(?:w:)?val=\"(?:1|true|on)\")?\s*/>|\si=\"1\"", "italic"),
    (_UNDERLINE, "underline"),
    (r"<(?:w:)?d?strike\b(?![^>]*(?:0|false))|\sstrike=\"(?!noStrike)", "strike"),
    (r"vertAlign (?:w:)?val=\"superscript\"|\sbaseline=\"[1-9]", "superscript"),
    (r"vertAlign (?:w:)?val=\"subscript\"|\sbaseline=\"-", "subscript"),
)


def _form_kind(form: str) -> CodeKind:
    return next((kind for pattern, kind in _FORM_KINDS if re.search(pattern, form)), "style")
