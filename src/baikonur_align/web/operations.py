"""The table of the API: each endpoint's summary, what it takes, what it answers, how it may refuse.

Paths and methods are the routes' own, the least role is `guard.LEAST`'s; tests/test_api.py holds that every
route of the API is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from baikonur_align.accounts.people import PASSWORD_SIZE
from baikonur_align.edit import VERBS
from baikonur_align.export import FORMATS
from baikonur_align.hints.concordance import Hit, Matching
from baikonur_align.hints.earlier import EarlierTranslation
from baikonur_align.model import Kind
from baikonur_align.review.lookup import Hints
from baikonur_align.web.shapes import (
    NAMED,
    REVIEWER,
    SHORT,
    STATUS,
    TEXT,
    VERSION,
    many,
    record,
    ref,
    shape,
    with_name,
)
from baikonur_align.wire import Json


@dataclass(frozen=True)
class Operation:
    """What one endpoint does. ``refusals`` are its own statuses beside those that all have."""

    summary: str
    answer: Json
    body: Json | None = None
    query: Mapping[str, Json] = field(default_factory=dict)
    refusals: tuple[int, ...] = ()
    done: int = 200
    media: tuple[str, ...] = ("application/json",)


_who = {
    "version": VERSION | {"description": "The version last seen: the answer has all edits since."},
    "reviewer": REVIEWER,
    "key": SHORT
    | {
        "description": "A random text, another for each edit. A request whose answer got lost is sent again "
        "with its key: what was done already is answered again and not done twice."
    },
}
_made = {
    "allOf": [ref("News"), record({"made": VERSION | {"description": "The version of this edit."}})]
}
_people: Json = record({"people": many(ref("Presence"))})
_memory: Json = {"anyOf": [many(with_name(shape(EarlierTranslation))), shape(type(None))]}
_text = {"lang": TEXT, "title": TEXT, "name": TEXT}
_parts = {f"{side}_{name}": kind for side in ("source", "target") for name, kind in _text.items()}
_texts = record(
    {"source": TEXT, "target": TEXT, **_parts, "reviewer": REVIEWER}, "target", *_parts, "reviewer"
)
_password: Json = {"type": "string", "minLength": PASSWORD_SIZE[0], "maxLength": PASSWORD_SIZE[1]}
_opened = {
    "since": VERSION | {"description": "Answer with the edits after this version only."},
    "near": TEXT
    | {"description": "Of a large pair only the beads near the one that has this sentence."},
}
_history = {
    "before": VERSION | {"description": "Edits before this version only, to page on."},
    "reviewer": TEXT | {"description": "This reviewer's edits only."},
    "segment": TEXT | {"description": "Only what made the bead of this sentence what it is."},
}
_search = {
    "find": TEXT | {"description": "Plain text, or where `regular` a regular expression."},
    "replacement": TEXT | {"description": r"May name groups of the expression: \1, \g<name>."},
    **{name: {"type": "boolean"} for name in ("regular", "case", "words")},
    "side": {"type": "string", "enum": ["source", "target", "both"]},
    "beads": many(TEXT) | {"description": "Search these only."},
}
_back = {
    "to": VERSION | {"description": "The version to go back to."},
    "beads": many(TEXT) | {"description": "All beads that go back; none: the whole pair."},
}
_which = {
    "status": many(STATUS) | {"description": "Beads of these statuses only; repeat for more."},
    "min_confidence": {"type": "number", "minimum": 0, "maximum": 1},
}

_sought = {
    "q": TEXT | {"description": "What to look for."},
    "by": shape(Matching) | {"description": "All forms of each word, or exactly as written."},
    "lang": TEXT | {"description": "In this language only."},
    "pair": TEXT | {"description": "In this pair only."},
    "status": {"type": "string", "enum": ["", "confirmed"]},
    "offset": VERSION | {"description": "Matching many places to leave out, to page on."},
}

OPERATIONS: dict[str, Operation] = {
    "api.session_now": Operation("Who is signed in.", ref("Session")),
    "api.sign_in": Operation(
        "Sign in; the answer sets the session cookie.",
        ref("Session"),
        body=record({"name": TEXT, "password": TEXT}),
        refusals=(401, 429),
    ),
    "api.sign_out": Operation("End the session, for every copy of its cookie.", ref("Session")),
    "api.change_password": Operation(
        "Change one's own password, which ends one's other sessions.",
        ref("Session"),
        body=record({"old": TEXT, "new": _password}),
        refusals=(422, 429),
    ),
    "reading.pairs": Operation(
        "All pairs, and how far each is.", record({"pairs": many(ref("Summary"))})
    ),
    "reading.pair": Operation(
        "A pair with its beads in reading order, or the edits since a version.",
        {"anyOf": [ref("Pair"), ref("News")]},
        query=_opened,
    ),
    "looking.hints": Operation(
        "What helps to judge a bead: reasons, words that belong together, earlier translations.",
        record(shape(Hints)["properties"] | {"memory": _memory}),
        refusals=(409,),
    ),
    "looking.concordance": Operation(
        "Where the corpus has a word, or words one after the other; not `ready` while it is being read.",
        record(
            {"ready": {"type": "boolean"}, "total": shape(int), "hits": many(with_name(shape(Hit)))}
        ),
        query=_sought,
        refusals=(422,),
    ),
    "reading.history": Operation(
        "The edits of a pair, latest first, or those that made one bead what it is.",
        record(
            {
                "named": NAMED,
                "version": VERSION,
                "reviewers": many(TEXT),
                "edits": many(ref("JournalEdit")),
                "more": {"type": "boolean"},
            }
        ),
        query=_history,
        refusals=(422,),
    ),
    "reading.scores": Operation(
        "The machine's drafts against the reviewers' text.",
        record({"method": TEXT, "pairs": many(ref("PairScore")), "totals": many(ref("PairScore"))}),
        query={"pair": TEXT | {"description": "This pair only."}},
        refusals=(404,),
    ),
    "reading.description": Operation("This description.", {"type": "object"}),
    "team.here": Operation(
        "Say where a window is; the answer has the edits since, and where the others are.",
        {"allOf": [ref("News"), _people]},
        body=record(
            {"window": SHORT, "segment": SHORT, "since": VERSION, "reviewer": REVIEWER}, "reviewer"
        ),
        refusals=(422,),
    ),
    "team.people": Operation("Who is here, and where.", _people),
    "team.tasks": Operation(
        "Who is to review what, and who has an account to be asked.",
        record({"tasks": many(ref("Task")), "names": many(TEXT)}),
        query={"pair": TEXT | {"description": "This pair only."}},
        refusals=(404,),
    ),
    "team.assign": Operation(
        "Assign a pair, or a stretch of it, to reviewers.",
        record({"tasks": many(ref("Task"))}),
        body=record(
            {
                "reviewers": many(TEXT),
                "first": SHORT
                | {"description": "The first sentence's id; empty for the whole pair."},
                "last": SHORT,
                "note": TEXT,
                "reviewer": REVIEWER,
            },
            "first",
            "last",
            "note",
            "reviewer",
        ),
        refusals=(422,),
    ),
    "team.withdraw": Operation(
        "Take an assignment back.", record({"tasks": many(ref("Task"))}), body={"type": "object"}
    ),
    "team.agreement": Operation("Matching far the reviewers agree.", ref("TeamReport")),
    "adding.look": Operation(
        "What is understood of one text or two, nothing kept; files may be sent as a form with files.",
        ref("Look"),
        body=_texts,
        refusals=(422,),
    ),
    "adding.order": Operation(
        "Make a pair of one text or two, in the background; files may be sent as a form with files.",
        ref("Job"),
        body={
            "allOf": [
                _texts,
                record(
                    {"kind": shape(Kind), "target_lang": TEXT, "name": TEXT}, "target_lang", "name"
                ),
            ]
        },
        refusals=(409, 422),
        done=202,
    ),
    "adding.jobs": Operation(
        "The pairs that are being made, and those made lately.", record({"jobs": many(ref("Job"))})
    ),
    "adding.job": Operation("Matching far a pair is that is being made.", ref("Job")),
    "adding.cancel": Operation("Stop making a pair.", ref("Job"), refusals=(409, 422)),
    "adding.forget": Operation("Take a job off the list.", {"type": "object"}, refusals=(409, 422)),
    "revising.edit": Operation(
        "Do a verb to beads. 409 when one is no longer as named, with the edits that were missed.",
        _made,
        body=record(
            {
                "verb": {"type": "string", "description": ", ".join(VERBS)},
                "beads": many(TEXT) | {"description": "Ids of beads, as last seen."},
                "args": {
                    "type": "object",
                    "description": "What the verb asks for: segment, text, offset ...",
                },
                **_who,
            },
            "args",
            *_who,
        ),
        refusals=(409, 422),
    ),
    "revising.find": Operation(
        "What a search finds, and how it would read; the verb `replace` takes the same args to do it.",
        record({"hits": many(ref("Hit"))}),
        body=record(_search, *list(_search)[1:]),
        refusals=(409, 422),
    ),
    "revising.plan_revert": Operation(
        "What it takes for beads to be again as at a version: which go back with them, and whose edits.",
        {"allOf": [ref("JournalEdit"), record({"beads": many(TEXT), "others": many(TEXT)})]},
        body=record({**_back, "reviewer": REVIEWER}, "reviewer"),
        refusals=(409, 422),
    ),
    "revising.revert": Operation(
        "Let beads be again as at a version. 409 when others hang together with them that are not named, "
        "or when the pair has changed since the `version` that was seen.",
        _made,
        body=record({**_back, **_who}, *_who),
        refusals=(409, 422),
    ),
    "revising.undo": Operation(
        "Take back one's own last edit.", _made, body=record(_who, *_who), refusals=(409, 422)
    ),
    "revising.redo": Operation(
        "Do again what one last took back.", _made, body=record(_who, *_who), refusals=(409, 422)
    ),
    "revising.publish": Operation(
        "Write the pair as it stands into its TEI file.",
        record({"version": VERSION}),
        body={"type": "object"},
    ),
    "export.export": Operation(
        f"A pair, or `all`, as a file: NAME.FORMAT, formats {', '.join(FORMATS)}.",
        {"type": "string", "contentMediaType": "application/octet-stream"},
        query=_which,
        media=tuple(sorted({f.mimetype for f in FORMATS.values()})),
        refusals=(404,),
    ),
}
