"""TMX 1.4b (LISA, 2005), the exchange format of translation memories."""

from __future__ import annotations

from lxml import etree

from baikonur_align.ingest.bilingual.bitext import Bitext, of_units
from baikonur_align.ingest.bilingual.markup import LANG, primary, root, said

CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""What TMX keeps of the markup of the program that a text comes from."""


def read(data: bytes, name: str) -> Bitext:
    """Raises `Unreadable`."""
    return of_units(map(_unit, root(data, name, "TMX file", "tmx").iterfind("body/tu")))


def _unit(unit: etree._Element) -> dict[str, str]:
    texts: dict[str, str] = {}
    for variant in unit.iterfind("tuv"):
        segment = variant.find("seg")
        if segment is not None:
            texts.setdefault(
                primary(variant.get(LANG) or variant.get("lang") or ""), said(segment, CODES)
            )
    return texts
