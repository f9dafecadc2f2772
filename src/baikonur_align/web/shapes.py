"""The shapes of what the API takes and gives, as JSON schema; most are made from the dataclasses."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from baikonur_align.accounts.people import LONGEST_NAME
from baikonur_align.checks.finding import Finding
from baikonur_align.edit import VERBS
from baikonur_align.evaluation.translation import Score
from baikonur_align.jobs.queue import Look
from baikonur_align.journal.jobs import Job
from baikonur_align.model import Assignment, Bead, Kind, Role, Segment, Side, Status
from baikonur_align.review.review import PairName, Summary
from baikonur_align.review.team_report import Agreement, TeamReport
from baikonur_align.web.answers import LARGEST, LONGEST_SHORT
from baikonur_align.wire import Json

PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def shape(kind: Any) -> Json:
    """The JSON schema of what `dataclasses.asdict` and `json` make of a value of this type."""
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return record({f.name: shape(hints[f.name]) for f in fields(kind)})
    inner = get_args(kind)
    if get_origin(kind) is Literal:
        return {"type": "string", "enum": list(inner)}
    if get_origin(kind) in (UnionType, Union):
        return {"anyOf": [shape(k) for k in inner]}
    if get_origin(kind) is dict:
        return {"type": "object", "additionalProperties": shape(inner[1])}
    return many(shape(inner[0]))


def record(properties: Json, *optional: str, says: str = "") -> Json:
    """An object with these members, all of which are there but the `optional` ones."""
    required = [name for name in properties if name not in optional]
    told = {"description": says} if says else {}
    return {"type": "object", **told, "properties": properties, "required": required}


def many(items: Json) -> Json:
    return {"type": "array", "items": items}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


TEXT: Json = {"type": "string"}
VERSION: Json = {
    "type": "integer",
    "minimum": 0,
    "maximum": LARGEST,
    "description": "Number of edits.",
}
AT: Json = {"type": "string", "description": "ISO 8601, UTC."}
REVIEWER: Json = {
    "type": "string",
    "minLength": 1,
    "maxLength": LONGEST_NAME,
    "description": "Who edits, where there are no accounts; with accounts it is whoever is signed in, "
    "and the request of any other name is refused.",
}
SHORT: Json = {
    "type": "string",
    "maxLength": LONGEST_SHORT,
    "pattern": "^[ -~]*$",
    "description": "A sentence's id, or a window's own random name.",
}
NAMED: Json = {
    "anyOf": [ref("PairName"), {"type": "null"}],
    "description": "What to call the pair before people; null when it is gone.",
}
_verb: Json = {"type": "string", "enum": [*VERBS, "revert", "update", "undo", "redo"]}


def with_name(record_: Json) -> Json:
    """The record, and what the pair is called that it speaks of."""
    return record(record_["properties"] | {"named": NAMED})


_segment: Json = shape(Segment) | {"required": ["id", "text", "block"]}
_bead: Json = shape(Bead)["properties"] | {
    "source": many(ref("Segment")),
    "target": many(ref("Segment")),
}

SCHEMAS: dict[str, Json] = {
    "Problem": record(
        {"error": {"type": "string", "description": "What is wrong and what to do, in one line."}}
    ),
    "Session": record(
        {
            "accounts": shape(bool),
            "reviewer": {"type": "string", "description": "Empty where nobody is signed in."},
            "role": {"type": "string", "enum": [*get_args(Role), ""]},
        }
    ),
    "Segment": _segment,
    "Finding": record(
        shape(Finding)["properties"]
        | {"named": NAMED, "dismissed": record({"reason": TEXT, "resp": TEXT})},
        "at",
        "named",
        "dismissed",
    ),
    "Bead": record(
        {
            "id": {
                "type": "string",
                "description": "Names the bead as it is now: an edit changes it.",
            },
            **_bead,
            "checks": many(ref("Finding")),
            "people": {**many(TEXT), "description": "Who has changed or judged it."},
            "judged": {
                "type": "object",
                "additionalProperties": shape(Status),
                "description": "What each reviewer thinks of it as it stands.",
            },
            "opinion": {
                "type": "string",
                "enum": ["disputed", "second"],
                "description": "What it needs.",
            },
            "settled": record({"by": TEXT, "as": shape(Status)}, says="What a lead decided."),
        },
        "dismissed",
        "checks",
        "people",
        "judged",
        "opinion",
        "settled",
        says="Sentences that translate each other.",
    ),
    "News": record(
        {
            "version": VERSION,
            "edits": many(
                record(
                    {
                        "version": VERSION,
                        "verb": _verb,
                        "reviewer": TEXT,
                        "at": AT,
                        "undoes": shape(int | None),
                        "removed": {**many(TEXT), "description": "Ids of the beads that went."},
                        "added": many(ref("Bead")),
                    }
                )
            ),
        },
        says="The edits after the version that was seen, oldest first, and the version that they lead to.",
    ),
    "Pair": record(
        {
            "id": TEXT,
            "kind": shape(Kind),
            "source": shape(Side),
            "target": shape(Side),
            "version": VERSION,
            "look_below": {
                "type": "number",
                "description": "The confidence below which a bead wants a look.",
            },
            "glossary_problem": {
                "type": "string",
                "description": "What is wrong with the glossary.",
            },
            "first": shape(int)
            | {"description": "The position, from 0, of the first of these beads."},
            "count": shape(int) | {"description": "How many beads the pair has."},
            "beads": many(ref("Bead")),
        }
    ),
    "PairName": shape(PairName),
    "Summary": record(shape(Summary)["properties"] | {"reviewed": shape(float)}),
    "JournalEdit": record(
        {
            "version": VERSION,
            "verb": _verb,
            "reviewer": TEXT,
            "at": AT,
            "undoes": shape(int | None),
            "sizes": {**many(shape(int)), "description": "How many beads went, and how many came."},
            "parts": many(record({"before": many(ref("Bead")), "after": many(ref("Bead"))})),
            "left_out": {
                "type": "integer",
                "description": "How many parts of a large edit are not told.",
            },
        },
        says="What each part of an edit, which hangs together, was and became.",
    ),
    "Hit": record(
        {"bead": TEXT, "segment": TEXT, "before": TEXT, "after": TEXT},
        says="A sentence in which something is found, and how it would read.",
    ),
    "Presence": record({"name": TEXT, "pair": TEXT, "segment": TEXT, "named": NAMED}),
    "Task": record(
        shape(Assignment)["properties"]
        | {"beads": shape(int), "judged": shape(int), "named": NAMED}
    ),
    "TeamReport": record(
        {"method": TEXT}
        | shape(TeamReport)["properties"]
        | {"pairs": many(with_name(shape(Agreement)))}
    ),
    "Job": shape(Job),
    "Look": shape(Look),
    "PairScore": record(
        {
            "name": TEXT,
            "kind": TEXT,
            "direction": TEXT,
            "reviewed": shape(int),
            "beads": shape(int),
            "scores": many(shape(Score)),
            "sentence_hter": many(shape(float)),
            "reason": {"type": "string", "description": "Why there are no scores; else empty."},
            "named": NAMED,
        },
        "named",
    ),
}
"""The named shapes of the description."""

STATUS = shape(Status)
