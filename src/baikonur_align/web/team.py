"""What reviewers who work together ask: who is here, and where."""

from __future__ import annotations

from flask import Blueprint, jsonify

from baikonur_align.corpus import NoPair
from baikonur_align.model import Place
from baikonur_align.web.answers import Answer, BadRequest, body, field, reviewer
from baikonur_align.web.news import news
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench

LONGEST_PLACE = 80
"""Characters of a window's name and of a sentence's id."""


def routes(workbench: Workbench) -> Blueprint:
    api = Blueprint("team", __name__)

    @api.post("/pairs/<pair_id>/here")
    def here(pair_id: str) -> Answer:
        """Says where a window is; answers what others have done since, and where they are."""
        sent = body()
        place = Place(_short(sent, "window"), reviewer(sent), pair_id, _short(sent, "segment"))
        told = news(workbench, pair_id, field(sent, "since", int))
        workbench.here.stand(place)
        return jsonify(**told, people=_people(workbench, place))

    @api.get("/people")
    def people() -> Answer:
        return jsonify(people=_people(workbench))

    return api


def _short(sent: Json, name: str) -> str:
    value = field(sent, name, str)
    if len(value) > LONGEST_PLACE or not value.isprintable():
        raise BadRequest(f"{name} must be at most {LONGEST_PLACE} letters or digits")
    return value


def _people(workbench: Workbench, asking: Place | None = None) -> list[Json]:
    """Who else is here; a window's name is its own secret."""
    there = [p for p in workbench.here.all() if asking is None or p.reviewer != asking.reviewer]
    titles = {pair_id: _title(workbench, pair_id) for pair_id in {p.pair for p in there}}
    return [
        {"name": p.reviewer, "pair": p.pair, "segment": p.segment, "title": titles[p.pair]} for p in there
    ]


def _title(workbench: Workbench, pair_id: str) -> str:
    try:
        return workbench.snapshot(pair_id).base.source.title
    except NoPair:
        return pair_id
