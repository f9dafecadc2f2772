"""XLIFF 1.2 and 2.x (OASIS) with what Trados (SDLXLIFF) and memoQ (MQXLIFF) add to 1.2.

A unit without a translation is a sentence with nothing opposite. A unit of which only one side is
segmented becomes one group, whatever the numbers of sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from baikonur_align.ingest.bilingual.bitext import Bitext, Sentence, Unit, of_units
from baikonur_align.ingest.bilingual.markup import LANG, collected, inner_text, local
from baikonur_align.ingest.content import counted
from baikonur_align.ingest.decode import Unreadable
from baikonur_align.ingest.xmltext import parse
from baikonur_align.inline import concat_codes
from baikonur_align.model import Remark, Status, UnitFacts
from baikonur_align.tei.names import STATUSES

STATES: dict[str, Status] = {
    **dict.fromkeys(("final", "signed-off", "reviewed"), "confirmed"),
    **dict.fromkeys(
        ("needs-review-translation", "needs-review-adaptation", "needs-review-l10n"), "flagged"
    ),
    **dict.fromkeys(("ApprovedTranslation", "ApprovedSignOff"), "confirmed"),
    **dict.fromkeys(
        ("RejectedTranslation", "RejectedSignOff", "Rejected", "x-rejected"), "rejected"
    ),
    **dict.fromkeys(("ManuallyConfirmed", "Proofread", "Reviewer1Confirmed"), "confirmed"),
}
"""States of XLIFF 1.2, 2.x, Trados and memoQ that are a judgement."""

UNTRANSLATED = frozenset({"new", "needs-translation", "initial", "NotStarted", "Draft"})
"""States in which a target that equals its source is a copy, not a translation."""

UNTRANSLATED_UNIT = "units without a translation"
FIXED = "units that are not to be translated (translate=no)"

UNITS = frozenset({"trans-unit", "unit"})
ASIDE = {
    "alt-trans": "translations that are only proposed",
    "match": "translations that are only proposed",
    "bin-unit": "units that are no text",
}
"""Elements that are not read, and what the import report calls them."""

Facts = list[tuple[str, str]]


def read(data: bytes, name: str) -> Bitext:
    """Raises `Unreadable`."""
    root, remarks = parse(data, name, "XLIFF file")
    if local(root) != "xliff":
        raise Unreadable(
            "{name} is not an XLIFF file: its root is {tag}", name=name, tag=local(root)
        )
    units = _units_2(root) if root.get("version", "").startswith("2") else _units_1(root)
    return of_units(units, remarks=[*remarks, *_aside(root)])


def _aside(root: etree._Element) -> Iterator[Remark]:
    """What is left out of the file as a whole."""
    elements = list(root.iter(etree.Element))
    yield from counted("left-out", (ASIDE[name] for e in elements if (name := local(e)) in ASIDE))
    notes = (element for element in elements if local(element) == "note")
    outside = (note for note in notes if not any(local(a) in UNITS for a in note.iterancestors()))
    yield from counted("left-out", ("notes of files and groups" for _ in outside))


# --- 1.2 ---


def _units_1(root: etree._Element) -> Iterator[Unit]:
    for file in root.iterfind("{*}file"):
        langs = file.get("source-language", ""), file.get("target-language", "")
        for unit in file.iterfind(".//{*}trans-unit"):
            yield from _unit_1(unit, _langs_of(unit, langs), file)


def _langs_of(unit: etree._Element, langs: tuple[str, str]) -> tuple[str, str]:
    """The target may name its language only itself, or nowhere; then it is ``und``."""
    source, target = unit.find("{*}source"), unit.find("{*}target")
    first = langs[0] or ("" if source is None else source.get(LANG, ""))
    second = langs[1] or ("" if target is None else target.get(LANG, ""))
    return first or "und", second or ("und" if first else "mul")


def _unit_1(unit: etree._Element, langs: tuple[str, str], file: etree._Element) -> Iterator[Unit]:
    source, target = unit.find("{*}source"), unit.find("{*}target")
    segmented = unit.find("{*}seg-source")
    common: Facts = [("id", unit.get("id", ""))] if unit.get("id") else []
    common += [("file", file.get("original", ""))] if file.get("original") else []
    common += [
        (f"xliff:{key}", str(unit.get(key)))
        for key in ("resname", "approved", "translate", "maxwidth")
        if unit.get(key)
    ]
    common += [
        (f"context:{context.get('context-type', '')}", inner_text(context))
        for context in unit.iterfind("{*}context-group/{*}context")
    ]
    state = "" if target is None else target.get("state", "")
    state = state or _attribute(unit, "status")
    if state:
        common.append(("state", state))
    marks = _marked(segmented), _marked(target)
    if marks[0] and marks[1] and set(marks[0]) & set(marks[1]):
        defs = _sdl_definitions(unit)
        for mid in dict.fromkeys([*marks[0], *marks[1]]):
            sides = [_sentence(marks[side][mid]) if mid in marks[side] else None for side in (0, 1)]
            own = defs.get(mid, [])
            facts = [*common, *([("segment", mid)] if len(marks[0]) > 1 else []), *own]
            yield _unit(langs, sides, facts, _notes(unit))
        return
    if marks[0] or marks[1]:
        listed = [
            [sentence for _, sentence in sorted(_sentences(side, mark).items())]
            if side is not None
            else []
            for side, mark in ((segmented if marks[0] else source, marks[0]), (target, marks[1]))
        ]
        yield _unit(langs, listed, common, _notes(unit))
        return
    yield _unit(langs, [_collected(source), _collected(target)], common, _notes(unit))


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute of that local name in any namespace (memoQ's ``mq:status``)."""
    found = (
        str(value)
        for key, value in element.attrib.items()
        if etree.QName(str(key)).localname == name
    )
    return next(found, "")


Marks = dict[str, etree._Element]  # noqa: SLF001  (lxml's name for its elements)


def _marked(side: etree._Element | None) -> Marks:
    if side is None:
        return {}
    marks = (element for element in side.iter("{*}mrk") if element.get("mtype") == "seg")
    return {mark.get("mid", str(number)): mark for number, mark in enumerate(marks, 1)}


def _sentences(side: etree._Element, marks: Marks) -> dict[int, Sentence]:
    if not marks:
        found = _collected(side)
        return {0: found} if found else {}
    return {index: _sentence(mark) for index, mark in enumerate(marks.values())}


def _sentence(mark: etree._Element) -> Sentence:
    """Return the text of a mark, with unmarked text before it and, for the last mark, after it."""
    sentence, _ = collected(mark)
    parent = mark.getparent()
    before, after = "", ""
    if parent is not None:
        siblings = list(parent)
        index = siblings.index(mark)
        previous = siblings[index - 1].tail if index else parent.text
        before = (previous or "").strip()
        last = all(sibling.get("mtype") != "seg" for sibling in siblings[index + 1 :])
        after = (mark.tail or "").strip() if last else ""
    parts = [Sentence(before), sentence, Sentence(after)]
    kept = [part for part in parts if part.text or part.codes]
    if len(kept) <= 1:
        return sentence
    codes = concat_codes([(part.text, part.codes) for part in kept])
    return Sentence(" ".join(part.text for part in kept), codes)


def _collected(side: etree._Element | None) -> Sentence | None:
    return None if side is None else collected(side)[0]


def _sdl_definitions(unit: etree._Element) -> dict[str, Facts]:
    """What Trados says of each segment (``sdl:seg``): confirmation, origin, match, dates."""
    out: dict[str, Facts] = {}
    for seg in unit.iterfind("{*}seg-defs/{*}seg"):
        facts: Facts = [("state", seg.get("conf", ""))] if seg.get("conf") else []
        facts += [
            (f"sdl:{key}", seg.get(key, ""))
            for key in ("origin", "percent", "locked")
            if seg.get(key)
        ]
        facts += [
            (f"sdl:{value.get('key', '')}", value.text or "") for value in seg.iterfind("{*}value")
        ]
        out[seg.get("id", "")] = facts
    return out


# --- 2.x ---


def _units_2(root: etree._Element) -> Iterator[Unit]:
    langs = root.get("srcLang", "") or "und", root.get("trgLang", "") or "mul"
    for file in root.iterfind("{*}file"):
        for unit in file.iterfind(".//{*}unit"):
            stored = {
                data.get("id", ""): "".join(str(text) for text in data.itertext())
                for data in unit.iterfind("{*}originalData/{*}data")
            }
            segments = [
                part
                for part in unit
                if local(part) == "segment" or (local(part) == "ignorable" and inner_text(part))
            ]
            for number, segment in enumerate(segments, 1):
                facts: Facts = [("id", unit.get("id", ""))]
                facts += [("file", file.get("id", ""))] if file.get("id") else []
                if unit.get("translate"):
                    facts.append(("xliff:translate", unit.get("translate", "")))
                if len(segments) > 1:
                    facts.append(("segment", segment.get("id") or str(number)))
                facts += [
                    (key, segment.get(name, ""))
                    for key, name in (("state", "state"), ("xliff:subState", "subState"))
                    if segment.get(name)
                ]
                sides = [
                    None if side is None else collected(side, stored)[0]
                    for side in (segment.find("{*}source"), segment.find("{*}target"))
                ]
                yield _unit(langs, sides, facts, _notes(unit))


# --- both ---


def _notes(unit: etree._Element) -> list[str]:
    notes = (
        note
        for note in unit.iter("{*}note")
        if not any(local(ancestor) == "alt-trans" for ancestor in note.iterancestors())
    )
    return [text for note in notes if (text := inner_text(note))]


def _unit(
    langs: tuple[str, str],
    sides: list[Sentence | None] | list[list[Sentence]],
    facts: Facts,
    notes: list[str],
) -> Unit:
    lists = [side if isinstance(side, list) else [side] if side else [] for side in sides]
    known = dict(facts)
    remarks: list[Remark] = []
    texts = [" ".join(segment.text for segment in side).strip() for side in lists]
    if texts[0] and texts[0] == texts[1] and known.get("state", "new") in UNTRANSLATED:
        lists[1] = []
        remarks.append(Remark("left-out", "targets that are copies of their source, untranslated"))
    elif texts[0] and not texts[1]:
        remarks.append(Remark("kept", UNTRANSLATED_UNIT))
    if known.get("xliff:translate") == "no":
        remarks.append(Remark("kept", FIXED))
    return Unit(
        dict(zip(langs, lists, strict=True)), _facts(known, tuple(facts), notes), tuple(remarks)
    )


def _facts(
    known: Mapping[str, str], properties: tuple[tuple[str, str], ...], notes: list[str]
) -> UnitFacts:
    """Our own exports say the status in ``xliff:subState`` (2.x) or in a note's way of its own."""
    state = known.get("state", "")
    status: Status = STATES.get(state, "auto")
    own = known.get("xliff:subState", "").removeprefix("baikonur-align:")
    if own in STATUSES:
        status = own
    elif known.get("xliff:approved") == "yes" and status == "auto":
        status = "confirmed"
    return UnitFacts(status, None, "", " / ".join(dict.fromkeys(notes)), properties)
