"""The endpoints that help to judge a bead: hints, and the concordance."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from baikonur_align.hints.concordance import Matching, Query
from baikonur_align.web.endpoints import Offset, get
from baikonur_align.web.naming import named
from baikonur_align.web.shapes import ConcordanceJson, HintsJson
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench

CONCORDANCE_PAGE = 50
"""Hits in one answer of the concordance."""


class ConcordanceQuery(Struct):
    """What to look for, and where; empty: everywhere."""

    text: Annotated[str, Meta(description="What to look for.")] = field(default="", name="q")
    how: Annotated[Matching, Meta(description="All forms of each word, or exactly as written.")] = (
        field(default="stem", name="by")
    )
    lang: str = ""
    pair: str = ""
    status: Literal["", "confirmed"] = ""
    where: Annotated[list[str], Meta(description="Only texts with this metadata: genre=law.")] = []
    offset: Offset = 0


@get("/api/pairs/<pair_id>/beads/<bead>/hints", "reader", refuses=(409,), answer=HintsJson)
def hints(bench: Workbench, pair_id: str, bead: str) -> Json:
    """What helps to judge a bead: reasons, linked words, earlier translations."""
    found = asdict(bench.lookup.hints(pair_id, bead))
    memory = found["memory"]
    return found | {"memory": None if memory is None else named(bench, memory)}


@get("/api/concordance", "reader", refuses=(422,), answer=ConcordanceJson)
def concordance(bench: Workbench, query: ConcordanceQuery) -> Json:
    """Where the corpus has a word, or words in a row; not `ready` while it is being read."""
    confirmed = query.status == "confirmed"
    asked = Query(query.text, query.how, query.lang, query.pair, confirmed=confirmed)
    hits = bench.lookup.find_ready(asked)
    if hits is None:
        return {"ready": False, "total": 0, "hits": []}
    kept = set(bench.described({hit.pair for hit in hits}, query.where))
    hits = [hit for hit in hits if hit.pair in kept]
    page = hits[query.offset : query.offset + CONCORDANCE_PAGE]
    return {"ready": True, "total": len(hits), "hits": named(bench, map(asdict, page))}


ENDPOINTS = (hints, concordance)
