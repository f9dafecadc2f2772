"""Inline codes of TMX and XLIFF as text with codes beside it.

A code's ``data`` is what stands inside of its element: the markup of the translated document. A
pair of codes has the data of both, with `BETWEEN` in the middle. A placeholder such as ``{0}`` or
``%d`` is part of the text, with a code around it, because it is read and translated as a word; a
line break or a tab puts a space between the words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from lxml import etree

from baikonur_align.ingest.bilingual.bitext import Sentence
from baikonur_align.ingest.content import counted
from baikonur_align.inline import BETWEEN, PLACEHOLDER, in_order
from baikonur_align.model import CodeKind, InlineCode, Remark

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
KINDS: dict[str, CodeKind] = {
    **{kind: kind for kind in get_args(CodeKind)},
    **dict.fromkeys(("bold", "b", "strong", "fmt:b"), "bold"),
    **dict.fromkeys(("italic", "i", "em", "ital"), "italic"),
    **dict.fromkeys(("underlined", "underline", "u", "ulined"), "underline"),
    **dict.fromkeys(("strike", "s", "strikethrough"), "strike"),
    **dict.fromkeys(("sup", "superscript", "x-sup"), "superscript"),
    **dict.fromkeys(("sub", "subscript", "x-sub"), "subscript"),
    **dict.fromkeys(("link", "a", "x-a", "url"), "link"),
    **dict.fromkeys(("image", "img", "x-img"), "image"),
    **dict.fromkeys(("lb", "br", "x-br", "linebreak", "fmt:lb"), "break"),
    **dict.fromkeys(("tab", "x-tab"), "tab"),
    **dict.fromkeys(("footnote", "fnote", "x-note"), "note"),
    **dict.fromkeys(("var", "variable", "ui"), "placeholder"),
}
"""By the type that TMX and XLIFF name (lower case)."""

_TAG = re.compile(r"<\s*/?\s*([A-Za-z][A-Za-z0-9]*)")
_BREAK = re.compile(r"(?:<\s*br\b[^>]*>|\\n|\n|\r)+", re.IGNORECASE)
_TAB = re.compile(r"(?:<\s*tab\b[^>]*>|\\t|\t)+", re.IGNORECASE)


def local(element: etree._Element) -> str:
    """The name without its namespace; empty for a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def kind_of(type_: str, data: str, default: CodeKind = "other") -> CodeKind:
    """The kind of a code by the type that the file names, else by its data."""
    name = type_.lower()
    if found := KINDS.get(name) or KINDS.get(name.removeprefix("x-").rpartition(":")[2]):
        return found
    if _BREAK.fullmatch(data):
        return "break"
    if _TAB.fullmatch(data):
        return "tab"
    tag = _TAG.match(data)
    return KINDS.get(tag[1].lower(), default) if tag else default


def inner_text(element: etree._Element) -> str:
    """All text inside of `element` on one line."""
    return " ".join("".join(_texts(element)).split())


@dataclass
class Collector:
    """Collects text and codes of one segment, in reading order."""

    text: str = ""
    codes: list[InlineCode] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    _open: dict[str, tuple[int, CodeKind, str]] = field(default_factory=dict)
    _glue: bool = False

    def add(self, text: str | None) -> None:
        if text:
            if self._glue and not text[0].isspace() and not self.text.endswith((" ", "\n", "\t")):
                self.text += " "
            self._glue = False
            self.text += text

    def alone(self, kind: CodeKind, data: str, name: str) -> None:
        """A standalone code at this place; a placeholder becomes text."""
        if data and PLACEHOLDER.fullmatch(data.strip()):
            self.add(data)
            end = len(self.text)
            self.codes.append(InlineCode(end - len(data), end, "placeholder", data, name))
            return
        place = len(self.text)
        self.codes.append(InlineCode(place, place, kind, data, name))
        self._glue = self._glue or (kind in ("break", "tab") and bool(self.text))

    def around(self, start: int, kind: CodeKind, data: str, name: str) -> None:
        """A paired code from `start` to this place."""
        self.codes.append(InlineCode(start, len(self.text), kind, data, name))

    def opened(self, key: str, kind: CodeKind, data: str) -> None:
        self._open[key] = len(self.text), kind, data

    def closed(self, key: str, kind: CodeKind, data: str) -> None:
        if key in self._open:
            start, kind, before = self._open.pop(key)
            both = f"{before}{BETWEEN}{data}" if before or data else ""
            self.around(start, kind, both, key)
        else:
            self.alone(kind, data, key)

    def sentence(self) -> Sentence:
        """What was collected; codes that were opened and never closed stand alone."""
        for key, (start, kind, data) in self._open.items():
            self.codes.append(InlineCode(start, start, kind, data, key))
        self._open.clear()
        return Sentence(self.text, in_order(self.codes))


OPENING, CLOSING = frozenset({"bpt", "bx", "sc"}), frozenset({"ept", "ex", "ec"})
ALONE = frozenset({"ph", "x", "it", "ut", "cp", "locked"})
AROUND = frozenset({"hi", "g", "pc", "mrk", "sm", "em"})


def collected(
    element: etree._Element,
    stored: Mapping[str, str] | None = None,
    skip: Collection[etree._Element] = (),
) -> tuple[Sentence, tuple[Remark, ...]]:
    """The text of `element` with its inline codes.

    `stored` is the original data of XLIFF 2 by its id. Elements in `skip` are left out.
    """
    collector = Collector()
    _walk(element, collector, stored or {}, skip)
    return collector.sentence(), tuple(counted("left-out", collector.remarks))


def _walk(
    element: etree._Element,
    collector: Collector,
    stored: Mapping[str, str],
    skip: Collection[etree._Element],
) -> None:
    collector.add(element.text)
    for child in element:
        name = local(child)
        if name and child not in skip:
            _code(name, child, collector, stored, skip)
        collector.add(child.tail)


def _code(
    name: str,
    child: etree._Element,
    collector: Collector,
    stored: Mapping[str, str],
    skip: Collection[etree._Element],
) -> None:
    type_ = child.get("ctype") or child.get("subType") or child.get("type") or ""
    data = _data(child, stored)
    id_ = child.get("id") or child.get("x") or child.get("i") or child.get("mid") or ""
    if name in OPENING:
        key = child.get("rid") or child.get("i") or id_
        collector.opened(key, kind_of(type_, data), data)
    elif name in CLOSING:
        key = child.get("startRef") or child.get("rid") or child.get("i") or id_
        collector.closed(key, kind_of(type_, data), data)
    elif name in AROUND:
        start = len(collector.text)
        _walk(child, collector, stored, skip)
        default: CodeKind = "mark" if name in ("mrk", "sm", "em") else "style"
        if name != "mrk" or child.get("mtype", child.get("type", "")) not in (
            "seg",
            "x-sdl-location",
        ):
            collector.around(start, kind_of(type_, data.partition(BETWEEN)[0], default), data, id_)
    elif name == "sub":
        collector.remarks.append("texts inside of inline codes")
    else:
        if child.find(".//{*}sub") is not None:
            collector.remarks.append("texts inside of inline codes")
        collector.alone(kind_of(type_, data), _character(child) if name == "cp" else data, id_)


def _character(child: etree._Element) -> str:
    return f"U+{child.get('hex', '')}"


def _data(child: etree._Element, stored: Mapping[str, str]) -> str:
    start = stored.get(child.get("dataRefStart") or child.get("dataRef") or "", "")
    end = stored.get(child.get("dataRefEnd") or "", "")
    if end:
        return f"{start}{BETWEEN}{end}"
    if start:
        return start
    if local(child) in AROUND:
        return ""
    inside = "".join(_texts(child))
    return inside or child.get("equiv-text") or child.get("equiv") or child.get("disp") or ""


def _texts(element: etree._Element) -> Iterator[str]:
    return (str(text) for text in element.itertext())
