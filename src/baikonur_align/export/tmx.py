"""TMX 1.4b, the exchange format of translation memories (LISA, 2005)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from baikonur_align import __version__
from baikonur_align.export.codes import Piece, joined, pieces, unmarked
from baikonur_align.export.parallel import linked
from baikonur_align.metadata import of_both
from baikonur_align.model import Bead, Pair, Segment, Side
from baikonur_align.tei.markup import block, leaf, start, text

_MACHINE = "baikonur-align"
_TUV_PROPERTIES = {
    "created": "creationdate",
    "created-by": "creationid",
    "changed": "changedate",
    "changed-by": "changeid",
}


def write(pairs: Iterable[Pair]) -> Iterator[str]:
    """A translation unit for each bead that has both sides and is not rejected, line by line.

    Inline codes, ids, dates, authors, properties and notes of imported units are given back.
    Raises `tei.Unwritable` for characters that XML can't carry.
    """
    rest = iter(pairs)
    first = next(rest, None)
    lines = block(
        "tmx",
        [_header(first)],
        block("body", (line for pair in _with(first, rest) for line in _units(pair))),
        version="1.4",
    )
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    for line in lines:
        yield f"{line}\n"


def _with(first: Pair | None, rest: Iterable[Pair]) -> Iterable[Pair]:
    return rest if first is None else chain([first], rest)


def _header(first: Pair | None) -> str:
    """Each unit names its own source language; most readers look only at the header's."""
    return leaf(
        "header",
        creationtool=_MACHINE,
        creationtoolversion=__version__,
        segtype="sentence",
        adminlang="en",
        srclang=full_code(first.source) if first else "*all*",
        datatype="plaintext",
        **{"o-tmf": "TEI"},
    )


def full_code(side: Side) -> str:
    """The BCP 47 tag that the file of the text had, else the language."""
    return unmarked(side.metadata, "language") or side.lang


def _units(pair: Pair) -> Iterator[str]:
    for _, bead in linked(pair):
        known = bead.properties
        yield from block(
            "tu",
            _facts(pair, bead),
            _variant(pair.source, bead, bead.source),
            _variant(pair.target, bead, bead.target),
            tuid=unmarked(known, "id") or f"{pair.id}/{bead.segments[0].id}",
            srclang=full_code(pair.source),
            creationdate=unmarked(known, "created"),
            creationid=unmarked(known, "created-by")
            or (bead.resp if bead.origin == "reviewer" and bead.resp else _MACHINE),
            changedate=unmarked(known, "changed"),
            changeid=bead.resp or unmarked(known, "changed-by"),
        )


def _facts(pair: Pair, bead: Bead) -> Iterator[str]:
    if bead.note:
        yield leaf("note", bead.note)
    yield leaf("prop", pair.id, type="x-pair")
    yield leaf("prop", bead.status, type="x-status")
    yield leaf("prop", bead.origin, type="x-origin")
    if bead.confidence is not None:
        yield leaf("prop", f"{bead.confidence:.4f}", type="x-confidence")
    yield from _props(bead, "prop:")
    for key, value in of_both(pair):
        if not unmarked(bead.properties, f"prop:x-{key}"):
            yield leaf("prop", value, type=f"x-{key}")


def _props(bead: Bead, prefix: str) -> Iterator[str]:
    for key, value in bead.properties:
        if key.startswith(prefix):
            yield leaf("prop", value, type=key.removeprefix(prefix))


def _variant(side: Side, bead: Bead, segments: Iterable[Segment]) -> Iterator[str]:
    code = full_code(side)
    own = {
        name: value
        for key, name in _TUV_PROPERTIES.items()
        if (value := unmarked(bead.properties, f"{code}:{key}"))
    }
    inside = "".join(map(_piece, pieces(*joined(segments))))
    lines = chain(_props(bead, f"{code}:prop:"), [f"<seg>{inside}</seg>"])
    return block("tuv", lines, xml_lang=code, **own)


def _piece(piece: Piece) -> str:
    if piece.code is None:
        return text(piece.text)
    name, key = {"open": ("bpt", "i"), "close": ("ept", "i"), "alone": ("ph", "x")}[piece.what]
    attributes = {key: piece.number}
    if piece.what != "close":
        attributes["type"] = piece.code.kind
    return f"<{start(name, attributes)}>{text(piece.text)}</{name}>"
