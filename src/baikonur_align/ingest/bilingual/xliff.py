"""XLIFF 1.2 and 2.x (OASIS), which programs for translators save their work in.

A unit without a translation is a sentence with nothing opposite.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from baikonur_align.ingest.bilingual.bitext import Bitext, of_units
from baikonur_align.ingest.bilingual.markup import local, primary, root, said

CODES = frozenset({"bpt", "ept", "it", "ph", "sub", "x", "bx", "ex", "sc", "ec", "cp"})
"""What is kept of the markup of the translated document; in ``g``, ``pc`` and ``mrk`` stands text."""

Unit = dict[str, str]


def read(data: bytes, name: str) -> Bitext:
    """Raises `Unreadable`."""
    top = root(data, name, "XLIFF file", "xliff")
    if top.get("srcLang"):
        langs = primary(top.get("srcLang", "")), primary(top.get("trgLang", ""))
        return of_units(_unit(langs, part) for part in top.iterfind(".//{*}unit/{*}segment"))
    return of_units(_files(top))


def _files(top: etree._Element) -> Iterator[Unit]:
    for file in top.iterfind("{*}file"):
        langs = primary(file.get("source-language", "")), primary(file.get("target-language", ""))
        for unit in file.iterfind(".//{*}trans-unit"):
            yield from _segments(langs, unit) or [_unit(langs, unit)]


def _segments(langs: tuple[str, str], unit: etree._Element) -> list[Unit]:
    """The sentences of a unit that was split, by the ``mid`` that both of its sides name."""
    sides = [_marked(unit.find(f"{{*}}{tag}")) for tag in ("seg-source", "target")]
    return [
        {lang: side[mid] for lang, side in zip(langs, sides, strict=True) if mid in side}
        for mid in dict.fromkeys([*sides[0], *sides[1]])
    ]


def _marked(side: etree._Element | None) -> dict[str, str]:
    if side is None:
        return {}
    marks = (m for m in side.iter("{*}mrk") if m.get("mtype") == "seg")
    return {mark.get("mid", ""): said(mark, CODES) for mark in marks}


def _unit(langs: tuple[str, str], unit: etree._Element) -> Unit:
    sides = {local(child): child for child in unit}
    tags = zip(("source", "target"), langs, strict=True)
    return {lang: said(sides[tag], CODES) for tag, lang in tags if tag in sides and lang}
