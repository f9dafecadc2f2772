"""Reading the two texts: blocks, sentences and their drafts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import cast

from lxml import etree

from baikonur_align.edit import place
from baikonur_align.model import BlockKind, CodeKind, InlineCode, Segment, Side
from baikonur_align.tei.metadata import metadata_of, remarks_of
from baikonur_align.tei.names import SEGMENT_ID, TEI, XML_ID, XML_LANG
from baikonur_align.tei.reading import Reading, pointer

_KINDS: dict[str, BlockKind] = {
    f"{TEI}p": "paragraph",
    f"{TEI}head": "heading",
    f"{TEI}item": "item",
    f"{TEI}dateline": "dateline",
}


def side(reading: Reading, index: int) -> Side:
    """Return what header and text say about the first (0) or second (1) text."""
    bibl = reading.all("teiHeader/fileDesc/sourceDesc/bibl")[index]
    text = reading.all("text/group/text")[index]
    if pointer(text, "decls") != bibl.get(XML_ID):
        reading.wrong(text, "the texts are not in the order of the source description")
    numbers = {idno.get("type"): idno.text or "" for idno in bibl.iterchildren(f"{TEI}idno")}
    return Side(
        lang=text.get(XML_LANG, ""),
        title=bibl.findtext(f"{TEI}title") or "",
        name=numbers["file"],
        sha256=numbers.get("sha256", ""),
        blocks=tuple(_kind(block) for block in _blocks(text)),
        metadata=metadata_of(bibl),
        remarks=remarks_of(bibl),
    )


def _blocks(text: etree._Element) -> Iterator[etree._Element]:
    return text.iter(*_KINDS)


def _kind(block: etree._Element) -> BlockKind:
    parent = block.getparent()
    if parent is not None and parent.tag == f"{TEI}figure":
        return "caption"
    return _KINDS[str(block.tag)]


def sentences(reading: Reading) -> tuple[dict[str, Segment], dict[str, Segment]]:
    """Return the sentences of each text by their ids, in document order."""
    drafts = reading.by_target("standOff/spanGrp/span", lambda span: not _is_code(span))
    codes = _codes(reading)
    source, target = (
        _of_text(reading, text, drafts, codes) for text in reading.all("text/group/text")
    )
    for name, span in drafts.items():
        reading.wrong(span, f"this is a draft of {name}, which is not a sentence")
    for name in codes:
        reading.wrong_at(name, f"an inline code points into {name}, which is not a sentence")
    return source, target


def _is_code(span: etree._Element) -> bool:
    group = span.getparent()
    return group is not None and group.get("type") == "code"


def _codes(reading: Reading) -> dict[str, list[InlineCode]]:
    """Return inline codes by the id of their sentence."""
    out: dict[str, list[InlineCode]] = {}
    for span in filter(_is_code, reading.all("standOff/spanGrp/span")):
        name, start, length = pointer(span)[len("string-range(") : -1].split(",")
        kind = cast("CodeKind", span.get("type"))
        end = int(start) + int(length)
        code = InlineCode(int(start), end, kind, span.text or "", span.get("n", ""))
        out.setdefault(name, []).append(code)
    return out


def _of_text(
    reading: Reading,
    text: etree._Element,
    drafts: dict[str, etree._Element],
    codes: dict[str, list[InlineCode]],
) -> dict[str, Segment]:
    """Return the sentences of a text by id. Removes the used entries of `drafts` and `codes`."""
    out: dict[str, Segment] = {}
    for index, block in enumerate(_blocks(text)):
        for segment in block:
            name = segment.get(XML_ID, "")
            draft = drafts.pop(name, None)
            out[name] = Segment(
                name,
                segment.text or "",
                index,
                "" if draft is None else draft.text or "",
                tuple(codes.pop(name, ())),
                None
                if draft is None or draft.get("cert") is None
                else float(draft.get("cert", "")),
            )
            match = SEGMENT_ID.fullmatch(name)
            if match is None or match["place"] != segment.get("n"):
                reading.wrong(segment, f"the n of sentence {name} is not the number in its id")
    _check_order(reading, (segment for segment in out.values() if SEGMENT_ID.fullmatch(segment.id)))
    return out


def _check_order(reading: Reading, segments: Iterable[Segment]) -> None:
    places = ((place(segment), segment) for segment in segments)
    for (before, one), (after, two) in pairwise(places):
        if after <= before:
            reading.wrong_at(two.id, f"sentence {two.id} comes after {one.id}; sort them by number")
