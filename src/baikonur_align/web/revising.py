"""The endpoints that change a pair: verbs, undo and redo, reverting, publishing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Annotated, Any

from flask import Response
from msgspec import UNSET, Meta, Struct, UnsetType, structs

from baikonur_align.building.builder import DRAFT
from baikonur_align.building.realign import REALIGN, JudgementKind, kept_for, regrouping
from baikonur_align.edit import VERBS, Conflict, Search
from baikonur_align.journal import Numbered
from baikonur_align.review.review import Overtaken
from baikonur_align.web.changes import entry_json, news
from baikonur_align.web.endpoints import (
    Key,
    ReviewerName,
    SeenVersion,
    Version,
    json_response,
    post,
)
from baikonur_align.web.errors import code, error_json
from baikonur_align.web.guard import acting
from baikonur_align.web.shapes import (
    Anything,
    FindHitJson,
    HitsJson,
    MadeJson,
    RealignPlanJson,
    RevertPlanJson,
    UndoableJson,
    VersionJson,
)
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench

Beads = Annotated[list[str], Meta(description="Ids of beads, as last seen.")]


class By(Struct, kw_only=True):
    """Who edits, what they have seen, and which request it is."""

    reviewer: ReviewerName | UnsetType = UNSET
    version: SeenVersion | UnsetType = UNSET
    key: Key = ""


class VerbRequest(By, kw_only=True):
    """A verb to apply to beads; ``args`` are the verb's own: segment, text, offset ..."""

    verb: Annotated[str, Meta(extra_json_schema={"enum": [*VERBS, REALIGN, DRAFT]})]
    beads: Beads
    args: dict[str, Any] = {}


class TakeBackRequest(By, kw_only=True):
    """Who undoes or redoes; ``skip`` are versions of edits to leave alone."""

    skip: list[Version] = []


class RealignPlanRequest(Struct):
    """Beads to align again, and the kinds of judgements to give up."""

    beads: Beads
    include: list[JudgementKind] = []
    reviewer: ReviewerName | UnsetType = UNSET


class FindRequest(Struct):
    r"""What to look for: plain text or, if ``regular``, an expression with groups.

    The replacement may name its groups: \1, \g<name>.
    """

    find: str
    replacement: str | UnsetType = UNSET
    regular: bool | UnsetType = UNSET
    case: bool | UnsetType = UNSET
    words: bool | UnsetType = UNSET
    side: (
        Annotated[str, Meta(extra_json_schema={"enum": ["source", "target", "both"]})] | UnsetType
    ) = UNSET
    beads: Beads | UnsetType = UNSET


RevertTo = Annotated[Version, Meta(description="The version to revert to.")]
AllBeads = Annotated[
    list[str], Meta(description="All beads that are reverted; none: the whole pair.")
]


class RevertPlanRequest(Struct):
    """The version to revert to, and the beads."""

    to: RevertTo
    beads: AllBeads
    reviewer: ReviewerName | UnsetType = UNSET


class RevertRequest(By, kw_only=True):
    """The version to revert to, and the beads."""

    to: RevertTo
    beads: AllBeads


@post(
    "/api/pairs/<pair_id>/edits",
    "reviewer",
    refuses=(409, 422),
    answer=MadeJson,
    roles_of={"verb": {"decide": "lead"}},
)
def edit(bench: Workbench, pair_id: str, sent: VerbRequest) -> Response:
    """Apply a verb to beads. 409 if one has changed, with the edits that were missed."""

    def act(reviewer: str) -> Numbered:
        return bench.revise(pair_id, sent.verb, sent.beads, sent.args, reviewer, sent.key)

    return _made(bench, pair_id, sent, act)


@post("/api/pairs/<pair_id>/find", "reviewer", refuses=(409, 422), writes=False, heavy=True)
def find(bench: Workbench, pair_id: str, sent: FindRequest) -> HitsJson:
    """What a search finds, and how it would read; the verb `replace` takes the same args."""
    asked = {
        key: value
        for key, value in structs.asdict(sent).items()
        if value is not UNSET and key != "beads"
    }
    beads = None if sent.beads is UNSET else sent.beads
    hits = bench.replacer.find(pair_id, Search.of(asked), beads)
    found: list[FindHitJson] = [
        {
            "bead": bead_id(hit.bead),
            "segment": hit.segment.id,
            "before": hit.segment.text,
            "after": hit.text,
        }
        for hit in hits
    ]
    return {"hits": found}


@post("/api/pairs/<pair_id>/undo", "reviewer", refuses=(409, 422), answer=MadeJson)
def undo(bench: Workbench, pair_id: str, sent: TakeBackRequest) -> Response:
    """Undo one's own last edit. 409 with ``blocked`` if later edits stand in the way."""
    return _made(
        bench,
        pair_id,
        sent,
        lambda reviewer: bench.review.undo(pair_id, reviewer, sent.key, sent.skip),
    )


@post("/api/pairs/<pair_id>/redo", "reviewer", refuses=(409, 422), answer=MadeJson)
def redo(bench: Workbench, pair_id: str, sent: TakeBackRequest) -> Response:
    """Redo what one last undid. 409 with ``blocked`` if later edits stand in the way."""
    return _made(
        bench,
        pair_id,
        sent,
        lambda reviewer: bench.review.redo(pair_id, reviewer, sent.key, sent.skip),
    )


@post("/api/pairs/<pair_id>/undoable", "reader", refuses=(422,), writes=False)
def undoable(bench: Workbench, pair_id: str, sent: By) -> UndoableJson:
    """Whether one has an edit of the pair to undo, and one to redo."""
    undo_, redo_ = bench.review.can_undo(pair_id, acting(sent.reviewer))
    return {"undo": undo_, "redo": redo_}


@post(
    "/api/pairs/<pair_id>/realign/plan",
    "reviewer",
    refuses=(409, 422),
    writes=False,
    heavy=True,
)
def plan_realign(bench: Workbench, pair_id: str, sent: RealignPlanRequest) -> RealignPlanJson:
    """What a realignment of beads would keep and change; the verb `realign` takes the same args."""
    reviewer = acting(sent.reviewer)
    chosen = bench.review.snapshot(pair_id).named(sent.beads)
    open_beads = [bead for bead in chosen if bead.status != "confirmed"]
    reasons = [kept_for(bead) for bead in open_beads]
    free = [reason for reason in reasons if reason <= set(sent.include)]
    kept = Counter(kind for reason in reasons for kind in reason)
    kept["confirmed"] = len(chosen) - len(open_beads)  # type: ignore[index]
    seen, made = (
        bench.builder.plan_realign(pair_id, sent.beads, reviewer, sent.include)
        if free
        else (0, None)
    )
    change = regrouping(made) if made else None
    plan = entry_json(seen, change, change.verb) if change else None
    return {
        "kept": {str(kind): count for kind, count in kept.items() if count},
        "aligned": len(free),
        "changed": len(change.after) if change else 0,
        "parts": plan["parts"] if plan else [],
        "left_out": plan["left_out"] if plan else 0,
    }


@post("/api/pairs/<pair_id>/revert/plan", "reviewer", refuses=(409, 422), writes=False)
def plan_revert(bench: Workbench, pair_id: str, sent: RevertPlanRequest) -> RevertPlanJson:
    """What a revert of beads to a version would do: the beads that change, and whose edits."""
    seen, made, others = bench.history.plan_revert(
        pair_id, sent.to, sent.beads, acting(sent.reviewer)
    )
    return {
        "beads": sorted(bead_id(bead) for bead in made.before),
        "others": sorted({other.reviewer for other in others}),
        **entry_json(seen, made, made.verb),
    }


@post("/api/pairs/<pair_id>/revert", "reviewer", refuses=(409, 422), answer=MadeJson)
def revert(bench: Workbench, pair_id: str, sent: RevertRequest) -> Response:
    """Revert beads to a version.

    409 if others that are not named must be reverted with them, or if the pair has changed since
    the `version` that was seen.
    """
    seen = None if sent.version is UNSET else sent.version

    def act(reviewer: str) -> Numbered:
        return bench.history.revert(pair_id, sent.to, sent.beads, reviewer, seen, sent.key)

    return _made(bench, pair_id, sent, act)


@post("/api/pairs/<pair_id>/publish", "lead", audit="publish")
def publish(bench: Workbench, pair_id: str, sent: Anything) -> VersionJson:  # noqa: ARG001
    """Write the pair as it is into its TEI file."""
    return {"version": bench.review.publish(pair_id)}


ENDPOINTS = (edit, find, undo, redo, undoable, plan_realign, plan_revert, revert, publish)


def _blocked(problem: Overtaken) -> dict[str, Any]:
    """Return which edit cannot be undone, and the edits in its way."""
    later = [
        {"version": version, "verb": edit.verb, "by": edit.reviewer, "at": edit.at}
        for version, edit in problem.later
    ]
    return {
        "version": problem.version,
        "verb": problem.verb,
        "segment": problem.segment,
        "later": later,
    }


def _made(bench: Workbench, pair_id: str, sent: By, act: Callable[[str], Numbered]) -> Response:
    """Return the edit and all that the client has missed since the version it saw."""
    seen: int | None = None if sent.version is UNSET else sent.version
    try:
        made, edited = act(acting(sent.reviewer))
    except Conflict as conflict:
        missed = news(bench, bench.review.cached(pair_id), seen)
        blocked = {"blocked": _blocked(conflict)} if isinstance(conflict, Overtaken) else {}
        return json_response({**error_json(conflict), **missed, **blocked}, code(conflict))
    since = made - 1 if seen is None else min(seen, made - 1)
    about = bench.review.undone_verb(pair_id, edited)
    return json_response(
        {"made": made, "about": about, **news(bench, bench.review.cached(pair_id), since)}
    )
