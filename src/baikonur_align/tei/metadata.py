"""Metadata of a text in its ``bibl``, and the terms of a pair in its ``publicationStmt``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lxml import etree

from baikonur_align.model import Properties, Remark, RemarkKind
from baikonur_align.tei.markup import block, leaf
from baikonur_align.tei.names import TEI

LICENCE, LICENCE_URL, RIGHTS, STATUS = "licence", "licence-url", "rights", "availability"
UNKNOWN = "unknown"
_STANDING = "The rights in the texts remain with"
"""Beginning of the paragraph of a pair without stated terms."""

_ELEMENTS: dict[str, tuple[str, dict[str, str]]] = {
    "author": ("author", {}),
    "translator": ("editor", {"role": "translator"}),
    "publisher": ("publisher", {}),
    "date": ("date", {}),
    "address": ("idno", {"type": "address"}),
}
_KEYS = {element: key for key, (element, _) in _ELEMENTS.items()}


def metadata_lines(metadata: Properties) -> Iterator[str]:
    """Yield the lines of keys and values within a ``bibl``, as TEI elements where there are any."""
    for key, value, url in _with_addresses(metadata):
        if key in _ELEMENTS:
            element, attributes = _ELEMENTS[key]
            yield leaf(element, value, **attributes)
        elif key in (LICENCE, RIGHTS):
            yield from block("availability", [_term(key, value, url)])
        else:
            yield leaf("note", value, type="metadata", n=key)


def availability(terms: Properties, standing: str) -> Iterator[str]:
    """Yield the ``availability`` of a pair: its terms, or the standard paragraph."""
    lines = [_term(*item) for item in _with_addresses(terms) if item[0] in (LICENCE, RIGHTS)]
    status = dict(terms).get(STATUS, UNKNOWN)
    return block("availability", lines or [leaf("p", standing)], status=status)


def _term(key: str, value: str, url: str) -> str:
    return leaf("licence", value, target=url) if key == LICENCE else leaf("p", value)


def _with_addresses(metadata: Properties) -> Iterator[tuple[str, str, str]]:
    """Yield keys and values; the address of a licence stays with the licence before it."""
    rest = list(metadata)
    while rest:
        key, value = rest.pop(0)
        follows = key == LICENCE and rest and rest[0][0] == LICENCE_URL
        yield key, value, rest.pop(0)[1] if follows else ""


def metadata_of(bibl: etree._Element) -> Properties:
    """Return the keys and values in a ``bibl``, in their order."""
    return tuple(item for child in bibl for item in _item(child))


def terms_of(element: etree._Element) -> Properties:
    """Return the terms in the ``availability``, without the paragraph that all pairs have."""
    status = element.get("status", UNKNOWN)
    stated = () if status == UNKNOWN else ((STATUS, status),)
    terms = tuple(item for child in element for item in _terms(child))
    return (*stated, *(item for item in terms if not item[1].startswith(_STANDING)))


def _item(child: etree._Element) -> Iterator[tuple[str, str]]:
    name = etree.QName(child).localname
    if name == "availability":
        for term in child:
            yield from _terms(term)
    elif name == "note" and child.get("type") == "metadata":
        yield child.get("n", ""), child.text or ""
    elif name in _KEYS and not (name == "idno" and child.get("type") != "address"):
        yield _KEYS[name], child.text or ""


def _terms(element: etree._Element) -> Iterator[tuple[str, str]]:
    yield (LICENCE if element.tag == f"{TEI}licence" else RIGHTS), element.text or ""
    if element.get("target"):
        yield LICENCE_URL, element.get("target", "")


def remarks_of(bibl: etree._Element) -> tuple[Remark, ...]:
    """Return the import report in a ``bibl``."""
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
