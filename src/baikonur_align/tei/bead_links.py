"""Reading beads from ``link``, ``ptr``, ``join`` and ``note``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from lxml import etree

from baikonur_align.model import Bead, Dismissal, Origin, Segment, Status, Where
from baikonur_align.tei.names import TEI, XML_ID
from baikonur_align.tei.reading import Reading, pointer, pointers

Sentences = Mapping[str, Segment]


def beads(
    reading: Reading, texts: tuple[Sentences, Sentences], people: Mapping[str, str]
) -> tuple[Bead, ...]:
    """Return the beads in the order of the links; `people` maps ``respStmt`` ids to names."""
    joins = {join.get(XML_ID, ""): join for join in reading.all("standOff/joinGrp/join")}
    notes = reading.by_target("standOff/note", lambda note: note.get("type") is None)
    dismissed = _dismissals(reading, people)
    properties = _properties(reading)
    out = []
    for link in (link for group in reading.all("standOff/linkGrp") for link in group):
        source, target = _sides(reading, link, joins, texts)
        note = notes.pop(link.get(XML_ID, ""), None)
        resp = person(reading, link, "resp", people)
        if source or target:
            bead = _bead(link, source, target, resp, "" if note is None else note.text or "")
            bead = replace(bead, properties=tuple(properties.pop(link.get(XML_ID, ""), ())))
            out.append(replace(bead, dismissed=tuple(dismissed.pop(link.get(XML_ID, ""), ()))))
    for name, join in joins.items():
        reading.wrong(join, f"no link leads to {name}")
    for name in dismissed:
        reading.wrong_at(name, f"a warning of {name} is dismissed, which is not a bead")
    for name in properties:
        reading.wrong_at(name, f"there are properties of {name}, which is not a bead")
    for name, note in notes.items():
        reading.wrong(note, f"this is a note on {name}, which is not a bead")
    _check_cover(reading, out, texts)
    return tuple(out)


def _properties(reading: Reading) -> dict[str, list[tuple[str, str]]]:
    """Return the keys and values of imported units, by the bead that they belong to."""
    out: dict[str, list[tuple[str, str]]] = {}
    for note in reading.all("standOff/note"):
        if note.get("type") == "property":
            out.setdefault(pointer(note), []).append((note.get("n", ""), note.text or ""))
    return out


def _dismissals(reading: Reading, people: Mapping[str, str]) -> dict[str, list[Dismissal]]:
    """Return the notes by the bead that they are about."""
    out: dict[str, list[Dismissal]] = {}
    for note in reading.all("standOff/note"):
        if note.get("type") == "dismissed":
            quote = note[0]
            where = cast("Where", pointer(quote, "source").removesuffix("-text"))
            said = note.get("subtype", ""), where, quote.text or "", note[1].text or ""
            out.setdefault(pointer(note), []).append(
                Dismissal(*said, resp=person(reading, note, "resp", people))
            )
    return out


def person(
    reading: Reading, element: etree._Element, attribute: str, people: Mapping[str, str]
) -> str:
    """Return the name behind ``resp`` or ``who``; empty if the attribute is missing."""
    name = pointer(element, attribute)
    if name and name not in people:
        reading.wrong(element, f"#{name} is not one of the respStmts")
    return people.get(name, "")


def _bead(
    link: etree._Element,
    source: tuple[Segment, ...],
    target: tuple[Segment, ...],
    resp: str,
    note: str,
) -> Bead:
    status, origin = (word.partition("-")[2] for word in link.get("ana", "").split())
    cert = link.get("cert")
    return Bead(
        source,
        target,
        cast("Status", status),
        None if cert is None else float(cert),
        cast("Origin", origin),
        resp,
        note,
    )


def _sides(
    reading: Reading,
    link: etree._Element,
    joins: dict[str, etree._Element],
    texts: tuple[Sentences, Sentences],
) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Return the segments of both sides. Removes the used joins from `joins`."""
    ends = [_members(reading, end, joins) for end in pointers(link)]
    if link.tag == f"{TEI}ptr":
        ends = [ends[0], []] if ends[0][0] in texts[0] else [[], ends[0]]
    for names, sentences, which in zip(ends, texts, ("source", "target"), strict=True):
        for name in names:
            if name not in sentences:
                reading.wrong(link, f"#{name} is not a sentence of the {which} text")
    source, target = (
        tuple(sentences[name] for name in names if name in sentences)
        for names, sentences in zip(ends, texts, strict=True)
    )
    return source, target


def _members(reading: Reading, end: str, joins: dict[str, etree._Element]) -> list[str]:
    join = joins.pop(end, None)
    if join is None:
        return [end]
    members = pointers(join)
    if len(members) == 1:
        reading.wrong(join, f"{end} joins only one sentence; link that one")
    return members


def _check_cover(reading: Reading, found: list[Bead], texts: tuple[Sentences, Sentences]) -> None:
    linked = {segment.id for bead in found for segment in bead.segments}
    for name in (name for sentences in texts for name in sentences if name not in linked):
        reading.wrong_at(name, f"sentence {name} is in no bead")
