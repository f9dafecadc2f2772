"""TMX 1.1 to 1.4b (LISA, 2005), the exchange format of translation memories, in any namespace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lxml import etree

from baikonur_align.ingest.bilingual.bitext import Bitext, Sentence, Unit, of_units
from baikonur_align.ingest.bilingual.markup import LANG, collected, local
from baikonur_align.ingest.decode import Unreadable
from baikonur_align.ingest.xmltext import parse
from baikonur_align.model import Remark, Status, UnitFacts
from baikonur_align.tei.names import STATUSES

ATTRIBUTES = {
    "tuid": "id",
    "creationdate": "created",
    "creationid": "created-by",
    "changedate": "changed",
    "changeid": "changed-by",
}
"""Attributes of a unit with a name of their own among the properties; others are ``tmx:NAME``."""

NOT_KEPT = frozenset({LANG, "lang", "srclang"})
WHAT = "TMX file"


def read(data: bytes, name: str) -> Bitext:
    """Raises `Unreadable`."""
    root, remarks = parse(data, name, WHAT)
    if local(root) != "tmx":
        raise Unreadable(
            "{name} is not a TMX file: its root is {tag}",
            name=name,
            tag=local(root) or "no element",
        )
    return of_units(map(_unit, root.iterfind("{*}body/{*}tu")), remarks=remarks)


def _unit(unit: etree._Element) -> Unit:
    sides: dict[str, list[Sentence]] = {}
    properties = list(_properties(unit, ""))
    remarks: list[Remark] = []
    for variant in unit.iterfind("{*}tuv"):
        lang = variant.get(LANG) or variant.get("lang") or ""
        segment = variant.find("{*}seg")
        if segment is None:
            continue
        sentence, found = collected(segment)
        remarks += found
        if lang in sides:
            properties.append((f"{lang}:alternative", " ".join(sentence.text.split())))
            remarks.append(Remark("kept", "second translations of a unit, as a property"))
            continue
        sides[lang] = [sentence]
        properties += _properties(variant, f"{lang}:")
    return Unit(sides, _facts(unit, properties), tuple(remarks))


def _properties(element: etree._Element, prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in ((str(key), str(value)) for key, value in element.attrib.items()):
        if key not in NOT_KEPT:
            yield prefix + ATTRIBUTES.get(key, f"tmx:{key}"), value
    for prop in element.iterfind("{*}prop"):
        yield f"{prefix}prop:{prop.get('type', '')}", prop.text or ""


def _facts(unit: etree._Element, properties: list[tuple[str, str]]) -> UnitFacts:
    """Status, confidence and reviewer are those of our own export, where the file has them."""
    known = dict(properties)
    status = known.get("prop:x-status", "")
    ours = {"prop:x-status", "prop:x-confidence", "prop:x-origin", "prop:x-pair"}
    from_us = status in STATUSES
    notes = [note.text or "" for note in unit.iterfind(".//{*}note")]
    return UnitFacts(
        cast("Status", status) if from_us else "auto",
        _number(known.get("prop:x-confidence", "")) if from_us else None,
        known.get("changed-by", "") if from_us else "",
        " / ".join(note for note in (" ".join(note.split()) for note in notes) if note),
        tuple(item for item in properties if not (from_us and item[0] in ours)),
    )


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None
