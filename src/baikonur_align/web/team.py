"""What reviewers who work together ask: who is here, who is to do what, how far they agree."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, jsonify, request

from baikonur_align.accounts.people import may
from baikonur_align.model import Place
from baikonur_align.web.answers import Answer, BadRequest, body, field, reviewer, short
from baikonur_align.web.changes import news
from baikonur_align.web.naming import named
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench


def routes(workbench: Workbench) -> Blueprint:
    api = Blueprint("team", __name__)

    @api.post("/pairs/<pair_id>/here")
    def here(pair_id: str) -> Answer:
        """Says where a window is; answers what others have done since, and where they are."""
        sent = body()
        place = Place(short(sent, "window"), reviewer(sent), pair_id, short(sent, "segment"))
        told = news(workbench, workbench.review.snapshot(pair_id), field(sent, "since", int))
        workbench.presence.report(place)
        return jsonify(**told, people=_people(workbench, place))

    @api.get("/people")
    def people() -> Answer:
        return jsonify(people=_people(workbench))

    @api.get("/tasks")
    def tasks() -> Answer:
        """The assignments, of one pair where the query names it, and who has an account to be asked."""
        names = [a.name for a in workbench.accounts.all() if may(a.role, "reviewer")]
        return jsonify(tasks=_tasks(workbench, request.args.get("pair")), names=names)

    @api.post("/pairs/<pair_id>/tasks")
    def assign(pair_id: str) -> Answer:
        sent = body()
        reviewers = field(sent, "reviewers", list)
        if not all(isinstance(name, str) for name in reviewers):
            raise BadRequest("reviewers must be a list of names")
        span = short(sent, "first", ""), short(sent, "last", "")
        workbench.team.assign(
            pair_id, reviewers, span, field(sent, "note", str, ""), by=reviewer(sent)
        )
        return jsonify(tasks=_tasks(workbench, pair_id))

    @api.post("/pairs/<pair_id>/tasks/<int:number>/end")
    def withdraw(pair_id: str, number: int) -> Answer:
        body()
        workbench.team.withdraw(pair_id, number)
        return jsonify(tasks=_tasks(workbench, pair_id))

    @api.get("/agreement")
    def agreement() -> Answer:
        report = workbench.team.agreement().to_json()
        return jsonify(report | {"pairs": named(workbench, report["pairs"], "name")})

    return api


def _tasks(workbench: Workbench, pair_id: str | None) -> list[Json]:
    tasks = workbench.team.tasks(pair_id)
    told = (asdict(t.assignment) | {"beads": t.beads, "judged": t.judged} for t in tasks)
    return named(workbench, told)


def _people(workbench: Workbench, asking: Place | None = None) -> list[Json]:
    """Who else is here; a window's name is its own secret."""
    there = [p for p in workbench.presence.all() if asking is None or p.reviewer != asking.reviewer]
    places = ({"name": p.reviewer, "pair": p.pair, "segment": p.segment} for p in there)
    return named(workbench, places)
