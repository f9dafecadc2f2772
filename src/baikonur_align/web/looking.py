"""The endpoints that help to judge a bead: hints, and the concordance."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from flask import Response
from msgspec import Meta, Struct, field

from baikonur_align.encoders import BadEncoder
from baikonur_align.hints.concordance import COLUMNS, BadQuery, Matching, Order, Query, row
from baikonur_align.hints.meaning import Coverage
from baikonur_align.web.endpoints import Offset, get
from baikonur_align.web.naming import named
from baikonur_align.web.shapes import ConcordanceJson, HintsJson, MeaningJson
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench

CONCORDANCE_PAGE = 50
"""Hits in one answer of the concordance."""


class ConcordanceQuery(Struct):
    """What to look for, and where; empty: everywhere."""

    text: Annotated[str, Meta(description="What to look for.")] = field(default="", name="q")
    how: Annotated[
        Matching,
        Meta(description="All forms of each word, exact, a regular expression, or by meaning."),
    ] = field(default="stem", name="by")
    opposite: Annotated[str, Meta(description="What the other side has too.")] = ""
    lang: str = ""
    pair: str = ""
    status: Literal["", "auto", "confirmed", "rejected", "flagged"] = ""
    order: Annotated[Order, Meta(description="By place, left or right context, or the match.")] = (
        "place"
    )
    where: Annotated[list[str], Meta(description="Only texts with this metadata: genre=law.")] = []
    offset: Offset = 0


@get("/api/pairs/<pair_id>/beads/<bead>/hints", "reader", refuses=(409,), answer=HintsJson)
def hints(bench: Workbench, pair_id: str, bead: str) -> Json:
    """What helps to judge a bead: reasons, linked words, earlier translations."""
    found = asdict(bench.lookup.hints(pair_id, bead))
    memory = found["memory"]
    seen = bench.review.cached(pair_id)
    text = " ".join(segment.text for segment in seen.named([bead])[0].source)
    terms = bench.glossary()[0].find(text, seen.base.source.lang, seen.base.target.lang)
    return found | {
        "memory": None if memory is None else named(bench, memory),
        "terms": list(map(asdict, terms)),
    }


@get("/api/concordance", "reader", refuses=(422,), answer=ConcordanceJson)
def concordance(bench: Workbench, query: ConcordanceQuery) -> Json:
    """Where the corpus has a word, or words in a row; not `ready` while it is being read."""
    found = bench.lookup.find_ready(_asked(query))
    if found is None:
        return {"ready": False, "total": 0, "complete": False, "hits": []}
    hits = bench.in_described(found.hits, query.where)
    page = hits[query.offset : query.offset + CONCORDANCE_PAGE]
    shown = named(bench, map(asdict, page))
    return {"ready": True, "total": len(hits), "complete": found.complete, "hits": shown}


@get("/api/concordance/meaning", "reader", answer=MeaningJson)
def meaning(bench: Workbench) -> Json:
    """Whether sentences are found by their meaning (`by=meaning`), and in how many beads."""
    try:
        found = bench.lookup.meaning_coverage()
    except (BadQuery, BadEncoder):
        return {"ready": True, "beads": 0, "covered": 0}
    return {"ready": found is not None, **asdict(found or Coverage(0, 0))}


@get(
    "/api/concordance.tsv",
    "reader",
    heavy=True,
    refuses=(422,),
    answer=bytes,
    media=("text/tab-separated-values",),
)
def concordance_file(bench: Workbench, query: ConcordanceQuery) -> Response:
    """All hits as tab-separated values, with a line of names."""
    hits = bench.in_described(bench.lookup.find(_asked(query)), query.where)
    names = (*COLUMNS, "similarity") if query.how == "meaning" else COLUMNS
    lines = ["\t".join(names), *map(row, hits)]
    response = Response("".join(f"{line}\n" for line in lines))
    response.mimetype = "text/tab-separated-values"
    response.headers.set("Content-Disposition", "attachment", filename="concordance.tsv")
    return response


def _asked(query: ConcordanceQuery) -> Query:
    statuses = (query.status,) if query.status else ()
    return Query(
        query.text, query.how, query.lang, query.pair, statuses, query.opposite, query.order
    )


ENDPOINTS = (hints, concordance, meaning, concordance_file)
