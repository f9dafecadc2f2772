"""The routes by which a pair is changed: verbs, undo and redo, going back, publishing."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, jsonify

from baikonur_align.edit import Conflict, Search
from baikonur_align.model import Edit
from baikonur_align.web import guard
from baikonur_align.web.answers import Answer, BadRequest, body, code, field, reviewer, short
from baikonur_align.web.changes import entry_json, news
from baikonur_align.wire import Json, bead_id
from baikonur_align.workbench import Workbench


def _named(sent: Json) -> list[str]:
    """The beads that a request names."""
    beads = field(sent, "beads", list)
    if not all(isinstance(b, str) for b in beads):
        raise BadRequest("beads must be a list of bead ids")
    return beads


def _answer(
    workbench: Workbench, pair_id: str, act: Callable[[str, str], tuple[int, Edit]]
) -> Answer:
    """What came of an edit, with it and all that the client has missed since the version it saw.

    `act` is told the reviewer and the request's key.
    """
    sent = body()
    by, key = reviewer(sent), short(sent, "key", "")
    seen = field(sent, "version", int) if "version" in sent else None
    try:
        made, _ = act(by, key)
    except Conflict as conflict:
        now = workbench.review.cached(pair_id)
        return jsonify(error=str(conflict), **news(workbench, now, seen)), code(conflict)
    since = made - 1 if seen is None else min(seen, made - 1)
    return jsonify(made=made, **news(workbench, workbench.review.cached(pair_id), since))


def routes(workbench: Workbench) -> Blueprint:
    api = Blueprint("revising", __name__)
    _going_back(api, workbench)

    @api.post("/pairs/<pair_id>/edits")
    def edit(pair_id: str) -> Answer:
        sent = body()
        verb, args = field(sent, "verb", str), field(sent, "args", dict, {})
        if verb == "decide":
            guard.require("lead")
        beads = _named(sent)
        return _answer(
            workbench,
            pair_id,
            lambda by, key: workbench.revise(pair_id, verb, beads, args, by, key),
        )

    @api.post("/pairs/<pair_id>/find")
    def find(pair_id: str) -> Answer:
        sent = body()
        hits = workbench.replacer.find(
            pair_id, Search.of(sent), _named(sent) if "beads" in sent else None
        )
        return jsonify(
            hits=[
                {
                    "bead": bead_id(h.bead),
                    "segment": h.segment.id,
                    "before": h.segment.text,
                    "after": h.text,
                }
                for h in hits
            ]
        )

    @api.post("/pairs/<pair_id>/undo")
    def undo(pair_id: str) -> Answer:
        return _answer(workbench, pair_id, lambda by, key: workbench.review.undo(pair_id, by, key))

    @api.post("/pairs/<pair_id>/redo")
    def redo(pair_id: str) -> Answer:
        return _answer(workbench, pair_id, lambda by, key: workbench.review.redo(pair_id, by, key))

    @api.post("/pairs/<pair_id>/publish")
    def publish(pair_id: str) -> Answer:
        body()
        return jsonify(version=workbench.review.publish(pair_id))

    return api


def _going_back(api: Blueprint, workbench: Workbench) -> None:
    @api.post("/pairs/<pair_id>/revert/plan")
    def plan_revert(pair_id: str) -> Answer:
        sent = body()
        seen, edit, others = workbench.history.plan_revert(
            pair_id, field(sent, "to", int), _named(sent), reviewer(sent)
        )
        return jsonify(
            beads=sorted(bead_id(b) for b in edit.before),
            others=sorted({e.reviewer for e in others}),
            **entry_json(seen, edit),
        )

    @api.post("/pairs/<pair_id>/revert")
    def revert(pair_id: str) -> Answer:
        sent = body()
        to, beads, seen = field(sent, "to", int), _named(sent), sent.get("version")
        return _answer(
            workbench,
            pair_id,
            lambda by, key: workbench.history.revert(pair_id, to, beads, by, seen, key),
        )
