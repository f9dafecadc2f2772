"""XLIFF 1.2 and 2.x, SDLXLIFF and MQXLIFF (OASIS): sources are blocks, targets take translations.

All else stays as it is: ids, notes, states of other units, elements of other programs. A unit that
is cut into segments (``mrk``) has a block for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
from baikonur_align.documents.markup import (
    Element,
    Text,
    attribute_span,
    escape,
    parse_xml,
    prefix_of,
    tag_name,
)
from baikonur_align.documents.writer import Writer
from baikonur_align.model import Block, CodeKind

KINDS: dict[str, CodeKind] = {
    "x-bold": "bold",
    "bold": "bold",
    "x-italic": "italic",
    "italic": "italic",
    "x-underline": "underline",
    "underlined": "underline",
    "link": "link",
    "x-html-a": "link",
    "lb": "break",
    "image": "image",
}
STARTS = {"bpt": "ept", "bx": "ex", "sc": "ec", "sm": "em"}
"""Elements that open a pair, and those that close it."""
STATES = {
    "1": {"translated": "needs-review-translation", "reviewed": "translated"},
    "2": {"translated": "translated", "reviewed": "reviewed"},
}
"""The state of a target by version: a draft, and one that a reviewer confirmed."""
SDL_STATES = {"translated": "Draft", "reviewed": "Translated"}
MQ_STATES = {"translated": "PartiallyEdited", "reviewed": "ManuallyConfirmed"}
"""Of SDLXLIFF and MQXLIFF, which have states of their own."""


def parse(data: bytes, name: str) -> Layout:
    """The sources and their targets. Raises `Damaged`."""
    source = decoded(data, name, markup=True).text
    root = _root(source, name)
    units = list(_units(root))
    slots = _slots(units)
    file = next((element for element in root.walk() if element.name == "file"), root)
    lang = root.attrs.get("srcLang") or file.attrs.get("source-language", "")
    return layout_of(slots, lang=lang)


def write(data: bytes, name: str, translations: Mapping[int, Translation], lang: str) -> bytes:
    """The file with targets and their states, by the number of the block. Raises `Damaged`."""
    if not translations:
        return data
    encoded = decoded(data, name, markup=True)
    source = _with_targets(encoded.text, name, translations)
    root = _root(source, name)
    units = list(_units(root))
    slots = _slots(units)
    part = Part(name, source, slots)
    said = {id(slots[number]): one for number, one in translations.items()}
    for number, one in translations.items():
        part.edits += _state_edits(source, units[number], one.state)
    part.edits += _language_edits(source, root, lang)
    part.edits = list(dict.fromkeys(part.edits))
    return encoded.encode(Writer(part, said).write(), markup=True)


@dataclass(frozen=True, slots=True)
class _Unit:
    """What one block is made of: where its source is, where its target is, and what holds them."""

    holder: Element
    source: Element
    target: Element | None
    whole_source: Element
    whole_target: Element | None
    mid: str
    version: str


def _root(source: str, name: str) -> Element:
    tree = parse_xml(source, name)
    root = next(tree.elements(), tree)
    if root.name != "xliff":
        raise Damaged("{name} is not an XLIFF file", name=name)
    return root


def _units(holder: Element, translate: str = "yes") -> Iterator[_Unit]:
    """The units below an element that may be translated; groups and files say it for theirs."""
    for element in holder.elements():
        own = element.attrs.get("translate", translate)
        if element.name not in ("trans-unit", "unit"):
            yield from _units(element, own)
        elif own == "no":
            continue
        elif element.name == "trans-unit":
            yield from _units_of_1(element)
        else:
            yield from _units_of_2(element)


def _units_of_2(unit: Element) -> Iterator[_Unit]:
    for segment in (child for child in unit.elements() if child.name == "segment"):
        source = segment.find("source")
        if source is not None and source.said().strip():
            target = segment.find("target")
            yield _Unit(segment, source, target, source, target, "", "2")


def _units_of_1(unit: Element) -> Iterator[_Unit]:
    source, target = unit.find("source"), unit.find("target")
    segmented = unit.find("seg-source")
    if segmented is None:
        if source is not None and source.said().strip():
            yield _Unit(unit, source, target, source, target, "", "1")
        return
    marks = (
        {mark.attrs.get("mid", ""): mark for mark in _segments(target)}
        if target is not None
        else {}
    )
    for mark in _segments(segmented):
        if mark.said().strip():
            mid = mark.attrs.get("mid", "")
            yield _Unit(unit, mark, marks.get(mid), segmented, target, mid, "1")


def _segments(element: Element) -> list[Element]:
    return [
        mark for mark in element.walk() if mark.name == "mrk" and mark.attrs.get("mtype") == "seg"
    ]


def _slots(units: Sequence[_Unit]) -> list[Slot]:
    slots = []
    for number, unit in enumerate(units):
        place = unit.target if unit.target is not None else unit.source
        made = slot(
            list(_items(unit.source.children)),
            (place.inner or place.end, place.inner_end or place.end),
            lambda text, _: escape(text),
            number=number + 1,
            context=unit.holder.attrs.get("resname", ""),
        )
        if made is None:  # codes only: written as it is
            made = Slot(place.inner, place.inner_end, "", (), {}, lambda text, _: escape(text))
        made.in_place = False
        made.highlight = _unchanged  # the state of the unit says whether it is reviewed
        if unit.target is not None:
            made.target = _target(unit.target, made, number + 1)
        slots.append(made)
    return slots


def _unchanged(form: str) -> str:
    return form


def _target(target: Element, source: Slot, number: int) -> Block | None:
    """The translation that the file has, its codes known by those of the source."""
    made = slot(list(_items(target.children)), (0, 0), lambda text, _: escape(text), number=number)
    if made is None:
        return None
    kinds = [code.kind for code in made.codes]
    codes = made.codes if kinds == [code.kind for code in source.codes] else ()
    return Block(source.kind, made.text, codes=codes)


def _items(children: Sequence[Element | Text]) -> Iterator[Item]:
    """The content of a source. Codes that open and close in elements of their own are paired."""
    pairs = _pairs(children)
    for child in children:
        if isinstance(child, Text):
            yield Item("text", visible(child.value))
            continue
        span = child.start, child.end
        kind = KINDS.get(child.attrs.get("ctype", child.attrs.get("type", "")), "placeholder")
        if child in pairs:
            yield Item(pairs[child], kind=kind, markup=(span,))
        elif child.name in ("g", "pc") or (
            child.name == "mrk" and not _is_protected(child) and child.children
        ):
            kind = kind if kind != "placeholder" else "style"
            yield Item("open", kind=kind, markup=((child.start, child.inner),))
            yield from _items(child.children)
            yield Item("close", kind=kind, markup=((child.inner_end, child.end),))
        elif child.name == "mrk":
            yield Item("field", child.said(), kind="code", markup=(span,))
        else:
            yield Item("mark", kind=kind, markup=(span,))


def _is_protected(mark: Element) -> bool:
    """Whether the text of a ``mrk`` must not be translated, as 1.2 and 2.x say it."""
    return mark.attrs.get("mtype") == "protected" or mark.attrs.get("translate") == "no"


def _pairs(children: Sequence[Element | Text]) -> dict[Element, str]:
    """Openers and closers that are properly nested among these children."""
    found: dict[Element, str] = {}
    stack: list[Element] = []
    for child in children:
        if not isinstance(child, Element):
            continue
        if child.name in STARTS:
            stack.append(child)
        elif child.name in STARTS.values():
            while stack:
                opener = stack.pop()
                if STARTS[opener.name] == child.name and _key(opener) == _key(child):
                    found[opener], found[child] = "open", "close"
                    break
    return found


def _key(element: Element) -> str:
    attrs = element.attrs
    return attrs.get("rid") or attrs.get("startRef") or attrs.get("i") or attrs.get("id", "")


def _with_targets(source: str, name: str, wanted: Mapping[int, Translation]) -> str:
    """The file with a target for every block of `wanted`, a copy of its source at first."""
    units = list(_units(_root(source, name)))
    edits: dict[tuple[int, int], str] = {}
    for number in wanted:
        unit = units[number]
        if unit.target is not None and unit.target.inner != unit.target.end:
            continue
        prefix = prefix_of(source, unit.whole_source)
        body = source[unit.whole_source.inner : unit.whole_source.inner_end]
        old = unit.whole_target
        if old is None:
            edits[unit.whole_source.end, unit.whole_source.end] = (
                f"<{prefix}target>{body}</{prefix}target>"
            )
        elif old.inner == old.end or not old.said().strip():
            tag = re.sub(r"\s*/?>$", ">", source[old.start : old.inner or old.end])
            edits[old.start, old.end] = f"{tag}{body}</{tag_name(source, old)}>"
        else:  # some segments of the unit have a target, this one has none
            mark = source[unit.source.start : unit.source.end]
            key = (old.inner_end, old.inner_end)
            edits[key] = edits.get(key, "") + mark
    out, done = [], 0
    for (start, end), text in sorted(edits.items()):
        out += [source[done:start], text]
        done = end
    return "".join([*out, source[done:]])


def _state_edits(source: str, unit: _Unit, state: str) -> Iterator[tuple[int, int, str]]:
    if unit.version == "2":
        yield _attribute(source, unit.holder, "state", STATES["2"].get(state, "initial"))
        return
    if "mq:status" in unit.holder.attrs:
        state = MQ_STATES.get(state, "NotStarted")
        yield _attribute(source, unit.holder, "mq:status", state)
        return
    definitions = [element for element in unit.holder.walk() if element.name == "sdl:seg"]
    if definitions:
        for one in definitions:
            if one.attrs.get("id") == unit.mid:
                yield _attribute(source, one, "conf", SDL_STATES.get(state, "Draft"))
        return
    if unit.whole_target is not None:
        yield _attribute(source, unit.whole_target, "state", STATES["1"].get(state, "new"))


def _attribute(source: str, element: Element, name: str, value: str) -> tuple[int, int, str]:
    """The edit that gives an attribute its value."""
    place = attribute_span(source, element, name)
    if place:
        return (*place, value)
    after = element.start + 1 + len(tag_name(source, element))
    return after, after, f' {name}="{value}"'


def _language_edits(source: str, root: Element, lang: str) -> Iterator[tuple[int, int, str]]:
    """Where the file does not say its target language, it is added; a regional one stays."""
    if root.attrs.get("version", "").startswith("2"):
        if root.attrs.get("trgLang", "").partition("-")[0] != lang:
            yield _attribute(source, root, "trgLang", lang)
        return
    for file in (element for element in root.walk() if element.name == "file"):
        if file.attrs.get("target-language", "").partition("-")[0] != lang:
            yield _attribute(source, file, "target-language", lang)
