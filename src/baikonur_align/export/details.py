"""What a table has no column for, as JSON: sentences, inline codes and properties of a bead."""

from __future__ import annotations

from collections.abc import Iterable

from baikonur_align.model import Bead, Segment
from baikonur_align.wire import Json, code_to_json, dumps

DETAILS = "details"
"""The name of the column."""


def details(bead: Bead) -> str:
    """The JSON of a bead, empty where its texts say all."""
    sides = {"source": bead.source, "target": bead.target}
    told: Json = {
        side: [_sentence(segment) for segment in segments]
        for side, segments in sides.items()
        if len(segments) > 1 or any(segment.codes for segment in segments)
    }
    if bead.properties:
        told["properties"] = [list(item) for item in bead.properties]
    return dumps(told) if told else ""


def codes_text(segments: Iterable[Segment]) -> str:
    """The JSON of the codes of one sentence, empty where it has none."""
    codes = [code_to_json(code) for segment in segments for code in segment.codes]
    return dumps(codes) if codes else ""


def _sentence(segment: Segment) -> Json:
    return {"text": segment.text, "codes": [code_to_json(code) for code in segment.codes]}
