"""XLIFF 1.2 and 2.1 (OASIS), which programs for translators open.

A unit is a bead. A sentence of the target with nothing opposite has no place in XLIFF and is left
out. Codes are written as ``bx``/``ex``/``x`` and ``sc``/``ec``/``ph``, which may cross each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from baikonur_align.export.codes import Piece, joined, pieces, unmarked
from baikonur_align.export.moses import MixedLanguages
from baikonur_align.export.tmx import full_code
from baikonur_align.metadata import of_both
from baikonur_align.model import Bead, Pair, Segment, Status
from baikonur_align.tei.markup import block, leaf, start, text

Writer = Callable[[Piece], str]

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
STATES_1: dict[Status, str] = {
    "auto": "translated",
    "confirmed": "final",
    "rejected": "x-rejected",
    "flagged": "needs-review-translation",
}
STATES_2: dict[Status, str] = {"auto": "translated", "confirmed": "final"}
KEPT = ("resname", "translate", "maxwidth")
"""Attributes of imported units that are written back."""


def unfit(bead: Bead) -> str:
    """Return why a bead has no place in XLIFF; empty if it has one."""
    return "" if bead.source else "it has no source sentence"


def write_1(pairs: Iterable[Pair]) -> Iterator[str]:
    """XLIFF 1.2: a file for each pair, a trans-unit for each bead with a source."""
    yield DECLARATION
    files = (line for pair in pairs for line in _file_1(pair))
    for line in block("xliff", files, version="1.2", xmlns="urn:oasis:names:tc:xliff:document:1.2"):
        yield f"{line}\n"


def _file_1(pair: Pair) -> Iterator[str]:
    units = (line for bead in pair.beads if not unfit(bead) for line in _unit_1(bead))
    header = [leaf("note", value, **{"from": key}) for key, value in of_both(pair)]
    return block(
        "file",
        block("header", header) if header else [],
        block("body", units),
        original=pair.source.name or pair.id,
        datatype="plaintext",
        **{
            "source-language": full_code(pair.source),
            "target-language": full_code(pair.target),
        },
    )


def _unit_1(bead: Bead) -> Iterator[str]:
    known = bead.properties
    lines = [_element("source", bead.source, _piece_1)]
    if bead.target:
        state = unmarked(known, "state")
        if not state.startswith(("needs", "final", "signed", "translated", "new", "x-")):
            state = ""
        fits = state and _status_of(state) == bead.status
        attributes = {"state": state if fits else STATES_1[bead.status]}
        lines.append(_element("target", bead.target, _piece_1, attributes))
    if bead.note:
        lines.append(leaf("note", bead.note))
    attributes = {"id": unit_id(bead), "approved": "yes" if bead.status == "confirmed" else ""}
    attributes |= {name: unmarked(known, f"xliff:{name}") for name in KEPT}
    return block("trans-unit", lines, **attributes)


def _status_of(state: str) -> Status:
    return next((status for status, name in STATES_1.items() if name == state), "auto")


def unit_id(bead: Bead) -> str:
    """Return the id that the unit was imported with, and its segment's; else the sentence's id."""
    known = bead.properties
    own, segment = unmarked(known, "id"), unmarked(known, "segment")
    return f"{own}-{segment}" if own and segment else own or bead.segments[0].id


def _element(
    name: str, segments: Iterable[Segment], write: Writer, attributes: dict[str, str] | None = None
) -> str:
    inside = "".join(write(piece) for piece in pieces(*joined(segments)))
    return f"<{start(name, attributes or {})}>{inside}</{name}>"


def _piece_1(piece: Piece) -> str:
    if piece.code is None:
        return text(piece.text)
    name = {"open": "bx", "close": "ex", "alone": "x"}[piece.what]
    attributes = {"id": piece.number}
    if piece.what == "alone":
        attributes["ctype"] = f"x-{piece.code.kind}"
    else:
        attributes["rid"] = piece.number
        if piece.what == "open":
            attributes["ctype"] = f"x-{piece.code.kind}"
    attributes["equiv-text"] = piece.text
    return f"<{start(name, attributes)}/>"


# --- 2.1 ---


def write_2(pairs: Iterable[Pair]) -> Iterator[str]:
    """XLIFF 2.1: all pairs must share their languages, which the root names."""
    listed = list(pairs)
    langs = {(full_code(pair.source), full_code(pair.target)) for pair in listed}
    if len(langs) > 1:
        raise MixedLanguages(
            "XLIFF 2.1 has one source and one target language; export pairs of {langs} separately",
            langs=", ".join("-".join(two) for two in sorted(langs)),
        )
    source, target = next(iter(langs), ("und", "und"))
    files = (line for number, pair in enumerate(listed, 1) for line in _file_2(pair, number))
    yield DECLARATION
    for line in block(
        "xliff",
        files,
        xmlns="urn:oasis:names:tc:xliff:document:2.0",
        version="2.1",
        srcLang=source,
        trgLang=target,
    ):
        yield f"{line}\n"


def _file_2(pair: Pair, number: int) -> Iterator[str]:
    beads = (bead for bead in pair.beads if not unfit(bead))
    units = (line for number, bead in enumerate(beads, 1) for line in _unit_2(bead, number))
    original = pair.source.name or pair.id
    said = [leaf("note", value, category=key) for key, value in of_both(pair)]
    notes = block("notes", said) if said else []
    return block("file", notes, units, id=f"f{number}", original=original)


def _unit_2(bead: Bead, number: int) -> Iterator[str]:
    stored: dict[str, str] = {}
    write = _writer_2(stored)
    sides = [_element("source", bead.source, write)]
    if bead.target:
        sides.append(_element("target", bead.target, write))
    own = unit_id(bead)
    state = unmarked(bead.properties, "state")
    if state not in ("initial", "translated", "reviewed", "final"):
        state = ""
    judged = "confirmed" if state in ("reviewed", "final") else "auto"
    attributes = {"state": state if state and judged == bead.status else ""}
    attributes["state"] = attributes["state"] or STATES_2.get(bead.status, "translated")
    if bead.status not in STATES_2:
        attributes["subState"] = f"baikonur-align:{bead.status}"
    data = [leaf("data", value, id=key) for key, value in stored.items()]
    return block(
        "unit",
        block("notes", [leaf("note", bead.note)]) if bead.note else [],
        block("originalData", data) if data else [],
        block("segment", sides, **attributes),
        id=own if own.isascii() and " " not in own else f"u{number}",
        name=own,
        translate=unmarked(bead.properties, "xliff:translate"),
    )


def _writer_2(stored: dict[str, str]) -> Writer:
    keys: dict[str, str] = {}

    def reference(data: str) -> str:
        if not data:
            return ""
        key = keys.setdefault(data, f"d{len(keys) + 1}")
        stored[key] = data
        return key

    def write(piece: Piece) -> str:
        if piece.code is None:
            return text(piece.text)
        data = reference(piece.text)
        if piece.what == "close":
            return f"<{start('ec', {'startRef': piece.number, 'dataRef': data})}/>"
        name = "sc" if piece.what == "open" else "ph"
        attributes = {"id": piece.number, "type": "fmt", "subType": f"ba:{piece.code.kind}"}
        return f"<{start(name, attributes | {'dataRef': data})}/>"

    return write
