"""From a valid tree to a pair; every wrong pointer and place is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from lxml import etree

from baikonur_align.model import Change, Kind, Pair, Tool
from baikonur_align.tei.bead_links import beads, person
from baikonur_align.tei.metadata import terms_of
from baikonur_align.tei.names import TEI, XML_ID
from baikonur_align.tei.parse import Finding
from baikonur_align.tei.reading import Reading, pointer
from baikonur_align.tei.rules import faults
from baikonur_align.tei.texts import sentences, side


def scan(root: etree._Element) -> tuple[Pair, list[Finding]]:
    """Return the pair in `root`, which must fit our schema, and the errors found in it."""
    reading = Reading(root)
    people = {
        stmt.get(XML_ID, ""): stmt.findtext(f"{TEI}name") or ""
        for stmt in reading.all("teiHeader/fileDesc/titleStmt/respStmt")
    }
    idnos = reading.all("teiHeader/fileDesc/publicationStmt/idno")
    pair = Pair(
        id=reading.one("teiHeader/fileDesc/publicationStmt/idno").text or "",
        kind=_kind(reading),
        source=side(reading, 0),
        target=side(reading, 1),
        beads=beads(reading, sentences(reading), people),
        tools=tuple(map(_tool, reading.all("teiHeader/encodingDesc/appInfo/application"))),
        changes=_changes(reading, people),
        journal=next((i.text or "" for i in idnos if i.get("type") == "journal"), ""),
        metadata=terms_of(reading.one("teiHeader/fileDesc/publicationStmt/availability")),
        version=int(reading.one("teiHeader/fileDesc/editionStmt/edition").get("n", "")),
    )
    for fault in faults(pair):
        reading.wrong_at(fault.at, fault.message)
    return pair, reading.findings


def _kind(reading: Reading) -> Kind:
    category = reading.one("teiHeader/profileDesc/textClass/catRef")
    return cast("Kind", pointer(category).removeprefix("kind-"))


def _tool(application: etree._Element) -> Tool:
    labels = {
        label.get("type"): label.text or "" for label in application.iterchildren(f"{TEI}label")
    }
    note = application.findtext(f"{TEI}p") or ""
    return Tool(labels["role"], labels["name"], labels["version"], note)


def _changes(reading: Reading, people: Mapping[str, str]) -> tuple[Change, ...]:
    return tuple(
        Change(person(reading, change, "who", people), change.get("when", ""), change.text or "")
        for change in reading.all("teiHeader/revisionDesc/change")
    )
