"""Metadata of a text in its ``bibl``: keys as TEI elements where TEI has one, else as notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lxml import etree

from baikonur_align.model import Properties, Remark, RemarkKind
from baikonur_align.tei.markup import block, leaf
from baikonur_align.tei.names import TEI

_ELEMENTS: dict[str, tuple[str, dict[str, str]]] = {
    "author": ("author", {}),
    "translator": ("editor", {"role": "translator"}),
    "publisher": ("publisher", {}),
    "date": ("date", {}),
    "address": ("idno", {"type": "address"}),
}
_AVAILABILITY = {"licence": "licence", "rights": "p"}
_KEYS = {element: key for key, (element, _) in _ELEMENTS.items()}


def metadatum(key: str, value: str) -> Iterator[str]:
    """The lines of one key and its value within a ``bibl``."""
    if key in _ELEMENTS:
        element, attributes = _ELEMENTS[key]
        yield leaf(element, value, **attributes)
    elif key in _AVAILABILITY:
        yield from block("availability", [leaf(_AVAILABILITY[key], value)])
    else:
        yield leaf("note", value, type="metadata", n=key)


def metadata_of(bibl: etree._Element) -> Properties:
    """Keys and values in a ``bibl``, in their order."""
    return tuple(item for child in bibl for item in _item(child))


def _item(child: etree._Element) -> Iterator[tuple[str, str]]:
    name = etree.QName(child).localname
    if name == "availability":
        keys = {element: key for key, element in _AVAILABILITY.items()}
        yield keys[etree.QName(child[0]).localname], child[0].text or ""
    elif name == "note" and child.get("type") == "metadata":
        yield child.get("n", ""), child.text or ""
    elif name in _KEYS and not (name == "idno" and child.get("type") != "address"):
        yield _KEYS[name], child.text or ""


def remarks_of(bibl: etree._Element) -> tuple[Remark, ...]:
    """The import report in a ``bibl``."""
    return tuple(
        Remark(
            _kind(note.get("subtype", "")),
            note.text or "",
            int(note.get("n", "1")),
            None if note.get("cert") is None else float(note.get("cert", "")),
        )
        for note in bibl.iterchildren(f"{TEI}note")
        if note.get("type") == "import"
    )


def _kind(name: str) -> RemarkKind:
    return cast("RemarkKind", name)
