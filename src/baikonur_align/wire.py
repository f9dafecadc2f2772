"""Beads and edits as JSON, and the ids of beads.

The id of a bead contains a digest of its content. A client that names a bead therefore also says
which state of it was seen; an id that no longer exists marks an outdated edit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from baikonur_align.model import Bead, Dismissal, Edit, InlineCode, Segment

Json = dict[str, Any]


def code_to_json(code: InlineCode) -> Json:
    """Empty ``data`` and ``id`` are left out."""
    out: Json = {"start": code.start, "end": code.end, "kind": code.kind}
    if code.data:
        out["data"] = code.data
    if code.id:
        out["id"] = code.id
    return out


def code_from_json(data: Mapping[str, Any]) -> InlineCode:
    return InlineCode(
        data["start"], data["end"], data["kind"], data.get("data", ""), data.get("id", "")
    )


def segment_to_json(segment: Segment) -> Json:
    """A sentence as JSON; an empty draft, its quality and empty codes are left out.

    So the ids of beads that have none stay as they were.
    """
    out: Json = {"id": segment.id, "text": segment.text, "block": segment.block}
    if segment.draft:
        out["draft"] = segment.draft
    if segment.draft_quality is not None:
        out["draft_quality"] = segment.draft_quality
    if segment.codes:
        out["codes"] = [code_to_json(code) for code in segment.codes]
    return out


def segment_from_json(data: Mapping[str, Any]) -> Segment:
    return Segment(
        data["id"],
        data["text"],
        data["block"],
        data.get("draft", ""),
        tuple(map(code_from_json, data.get("codes", ()))),
        data.get("draft_quality"),
    )


def bead_to_json(bead: Bead) -> Json:
    """Return a bead as JSON, without empty dismissals and properties: ids of beads stay stable."""
    out: Json = {
        "source": [segment_to_json(segment) for segment in bead.source],
        "target": [segment_to_json(segment) for segment in bead.target],
        "status": bead.status,
        "confidence": bead.confidence,
        "origin": bead.origin,
        "resp": bead.resp,
        "note": bead.note,
    }
    if bead.dismissed:
        out["dismissed"] = [asdict(dismissal) for dismissal in bead.dismissed]
    if bead.properties:
        out["properties"] = [list(item) for item in bead.properties]
    return out


def bead_from_json(data: Mapping[str, Any]) -> Bead:
    """Return the bead of some JSON. Unknown keys, such as the derived ``id``, are ignored."""
    return Bead(
        source=tuple(segment_from_json(segment) for segment in data["source"]),
        target=tuple(segment_from_json(segment) for segment in data["target"]),
        status=data["status"],
        confidence=data["confidence"],
        origin=data["origin"],
        resp=data["resp"],
        note=data["note"],
        dismissed=tuple(Dismissal(**dismissal) for dismissal in data.get("dismissed", ())),
        properties=tuple((key, value) for key, value in data.get("properties", ())),
    )


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def dumps(value: object) -> str:
    """Canonical JSON: sorted keys, no white space, letters as they are."""
    return _canonical.encode(value)


def bead_id(bead: Bead) -> str:
    """Return a bead's id: its first segment's id, ``@``, 16 hex digits of its JSON's SHA-256."""
    return _name(bead, bead_to_json(bead))


def _name(bead: Bead, fields: Json) -> str:
    digest = hashlib.sha256(dumps(fields).encode()).hexdigest()[:16]
    return f"{bead.segments[0].id}@{digest}"


def named_bead(bead: Bead) -> Json:
    """A bead's JSON with its name, as clients see it."""
    fields = bead_to_json(bead)
    return {"id": _name(bead, fields), **fields}


def beads_to_json(beads: Iterable[Bead]) -> list[Json]:
    """In an order of their own, so that equal sets give equal text."""
    return sorted((bead_to_json(bead) for bead in beads), key=dumps)


def edit_to_json(edit: Edit) -> Json:
    return {
        "before": beads_to_json(edit.before),
        "after": beads_to_json(edit.after),
        "verb": edit.verb,
        "reviewer": edit.reviewer,
        "at": edit.at,
        "undoes": edit.undoes,
    }


def edit_from_json(data: Mapping[str, Any]) -> Edit:
    return Edit(
        before=frozenset(bead_from_json(bead) for bead in data["before"]),
        after=frozenset(bead_from_json(bead) for bead in data["after"]),
        verb=data["verb"],
        reviewer=data["reviewer"],
        at=data["at"],
        undoes=data["undoes"],
    )
