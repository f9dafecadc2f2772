"""What the formats of translation memories share: XML with codes of other programs within the text."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree

from baikonur_align.ingest.container import blaming, xml

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def root(data: bytes, name: str, what: str, tag: str) -> etree._Element:
    """The root of an XML file, which must be a `tag`. Raises `Unreadable`."""
    with blaming(name, what):
        found = xml(data)
        if local(found) != tag:
            raise ValueError(found.tag)
    return found


def local(element: etree._Element) -> str:
    """The name without its namespace; empty for a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def primary(code: str) -> str:
    """The language of a code such as ``kk-KZ`` or ``EN_us``, without place and script."""
    return code.replace("_", "-").partition("-")[0].lower()


def said(element: etree._Element, codes: Collection[str]) -> str:
    """The text in `element`, without what stands in elements named in `codes`: that is no text."""
    return "".join(_said(element, codes))


def _said(element: etree._Element, codes: Collection[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if (name := local(child)) and name not in codes:
            yield from _said(child, codes)
        yield child.tail or ""
