"""What helps to judge a bead, and a word in context, over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from typing import cast, get_args

from flask import Blueprint, jsonify, request

from baikonur_align.hints.concordance import Matching, Query
from baikonur_align.web.answers import Answer, BadRequest, version
from baikonur_align.web.naming import named
from baikonur_align.workbench import Workbench

CONCORDANCE_PAGE = 50
"""Places in one answer of the concordance."""


def routes(workbench: Workbench) -> Blueprint:
    api = Blueprint("looking", __name__)

    @api.get("/pairs/<pair_id>/beads/<bead>/hints")
    def hints(pair_id: str, bead: str) -> Answer:
        found = asdict(workbench.lookup.hints(pair_id, bead))
        memory = found["memory"]
        return jsonify(found | {"memory": None if memory is None else named(workbench, memory)})

    @api.get("/concordance")
    def concordance() -> Answer:
        offset = version("offset") or 0
        hits = workbench.lookup.find_ready(_query())
        if hits is None:
            return jsonify(ready=False, total=0, hits=[])
        page = hits[offset : offset + CONCORDANCE_PAGE]
        return jsonify(ready=True, total=len(hits), hits=named(workbench, map(asdict, page)))

    return api


def _query() -> Query:
    """What the query asks the concordance for. Raises `BadRequest`."""
    how = request.args.get("by", "stem")
    status = request.args.get("status", "")
    if how not in get_args(Matching) or status not in ("", "confirmed"):
        raise BadRequest("by must be stem or exact, and status confirmed or nothing")
    asked = {name: request.args.get(name, "") for name in ("lang", "pair")}
    return Query(
        request.args.get("q", ""), cast("Matching", how), **asked, confirmed=status == "confirmed"
    )
