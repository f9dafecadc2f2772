"""What a translated document kept of its source: the tags and marks of each block, its formats.

It compares what the readers of the formats find in both, which is not public.
"""

# ruff: noqa: SLF001

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from baikonur_align import documents
from baikonur_align.documents import epub, html, markdown, odf, ooxml, subtitles, xliff
from baikonur_align.documents.encoding import decoded
from baikonur_align.documents.layout import Code, Markup, Part, Slot

_TAG = re.compile(r"<(/?[\w:]+)")
_SAME = {"_": "*", "__": "**"} | {
    slash + tag: mark
    for tag, mark in {"em": "*", "strong": "**", "del": "~~"}.items()
    for slash in ("", "/")
}
"""Other ways to write the emphasis of Markdown."""
_KEY = re.compile(r'\b(?:r:id|r:embed|w:id|href|src|id|rid)="[^"]*"')


@dataclass(frozen=True)
class Kept:
    """Of one block: its text, the tags and marks in it, and the formats that its text has.

    Formats that meet become one, so they are a set. ``target`` is that of a unit of XLIFF.
    """

    text: str
    tags: Counter[str]
    forms: frozenset[str]
    target: str = ""


def kept(data: bytes, name: str, *, targets: bool = False) -> list[Kept]:
    """What a document has, block by block; nothing of plain text, which has no codes.

    `targets`: of XLIFF the targets instead of the sources.
    """
    kind = documents.FORMATS[PurePath(name).suffix.lower()]
    if kind == "xliff":
        return list(_units(data, name, targets=targets))
    if kind == "plain":
        return []
    return [
        Kept(slot.text, _tags(part, slot), _forms(slot))
        for part in _parts(data, name)
        for slot in part.slots
    ]


def differences(before: bytes, after: bytes, name: str) -> Iterator[str]:
    """What of the codes and formats differs, block by block; of XLIFF targets and sources."""
    old, new = kept(before, name), kept(after, name, targets=True)
    if len(old) != len(new):
        yield f"{len(old)} blocks, then {len(new)}"
        return
    for one, two in zip(old, new, strict=True):
        if one.target and one.target == two.target:
            continue
        if one.tags != two.tags:
            lost, found = dict(one.tags - two.tags), dict(two.tags - one.tags)
            yield f"tags {lost} > {found} in {one.text!r}"
        if one.forms != two.forms:
            gone, fresh = set(one.forms - two.forms), set(two.forms - one.forms)
            yield f"formats {gone} > {fresh} in {one.text!r}"


def _parts(data: bytes, name: str) -> list[Part]:
    kind = documents.FORMATS[PurePath(name).suffix.lower()]
    if kind == "ooxml":
        return ooxml._read(data, name).parts
    if kind == "odf":
        return odf._read(data, name)[1]
    if kind == "epub":
        return [part for part, _ in epub._Book(data, name).parts]
    readers: dict[str, Callable[[str, str], Part]] = {
        "html": lambda source, name: html.read_page(source, name)[0],
        "markdown": lambda source, name: markdown._read(source, name)[0],
        "subtitles": subtitles._read,
    }
    return [readers[kind](decoded(data, name, markup=kind == "html").text, name)]


def _units(data: bytes, name: str, *, targets: bool) -> Iterator[Kept]:
    source = decoded(data, name, markup=True).text
    for unit in xliff._units(xliff._root(source, name)):
        said = unit.target if targets and unit.target else unit.source
        inside = source[said.inner : said.inner_end]
        target = source[unit.target.inner : unit.target.inner_end] if unit.target else ""
        yield Kept(unit.source.said(), _counted(inside, ""), frozenset(), target)


def _tags(part: Part, slot: Slot) -> Counter[str]:
    """The markup of a slot: names of tags and what they point to, or marks as they are."""
    found = Counter[str]()
    for markup in (slot.lead, slot.trail, *map(_whole, slot.table.values())):
        for piece in markup:
            if isinstance(piece, tuple):
                source = part.source[slice(*piece)]
                found += _counted(source, source.strip())
    return found


def _counted(source: str, otherwise: str) -> Counter[str]:
    found = [*_TAG.findall(source), *_KEY.findall(source)] or filter(None, [otherwise])
    return Counter(_SAME.get(one, one) for one in found)


def _whole(code: Code) -> Markup:
    return (*code.open, *(code.close or ()))


def _forms(slot: Slot) -> frozenset[str]:
    said = [slot.base, *(code.form for code in slot.table.values() if code.form is not None)]
    return frozenset(map(ooxml._same_form, said))
