"""The endpoints that compare systems: what can be compared, the evaluations, their tables."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from flask import Response
from msgspec import UNSET, Meta, Struct, UnsetType

from baikonur_align.evaluation.alignment import alignment_score, links, parse
from baikonur_align.evaluation.charts import charts
from baikonur_align.evaluation.metrics import available
from baikonur_align.evaluation.page import to_page
from baikonur_align.evaluation.service import Direction, NoEvaluation, Request, Wanted, choice_of
from baikonur_align.evaluation.tables import WRITERS, Table, tables
from baikonur_align.jobs.queue import EVALUATION
from baikonur_align.journal.jobs import Job
from baikonur_align.model import Status
from baikonur_align.web.endpoints import ReviewerName, get, post
from baikonur_align.web.guard import acting
from baikonur_align.web.shapes import Anything, record
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench

MAX_UPLOAD = 64 * 1024 * 1024
"""Bytes of one request: five systems of a hundred thousand lines."""

MEDIA = {"csv": "text/csv", "md": "text/markdown", "tex": "application/x-tex"}


class SystemRequest(Struct, kw_only=True):
    """A system: the draft, a package, the translation memory, or lines of a file."""

    origin: Literal["draft", "package", "file", "memory"]
    name: Annotated[str, Meta(max_length=200)] = ""
    text: Annotated[str, Meta(description="The lines of a file.")] = ""


class EvaluationRequest(Struct, kw_only=True):
    """A test set of the corpus, and what is compared on it."""

    material: Literal["translation", "post-edit"]
    source_lang: Annotated[str, Meta(pattern="^[a-z]{2,3}$")]
    target_lang: Annotated[str, Meta(pattern="^[a-z]{2,3}$")]
    systems: Annotated[list[SystemRequest], Meta(min_length=1, max_length=20)]
    pairs: list[str] = []
    statuses: list[Status] = []
    since: str = ""
    until: str = ""
    metrics: list[str] = []
    reviewer: ReviewerName | UnsetType = UNSET


class GoldRequest(Struct):
    """A gold alignment."""

    gold: Annotated[str, Meta(description="A bead a line: `[0]:[0, 1]`, sentences from 0.")]


class Listed(Struct):
    """An evaluation that is kept."""

    id: str
    title: str
    at: str
    who: str


ChoicesJson = record(
    "EvaluationChoices",
    directions=list[Direction],
    metrics=list[str],
    evaluations=list[Listed],
    jobs=list[Job],
)
DetailsJson = record(
    "EvaluationDetails", evaluation=dict[str, Any], tables=list[Table], charts=dict[str, str]
)


@get("/api/evaluations", "reader", answer=ChoicesJson)
def choices(bench: Workbench) -> Json:
    """What can be compared, the evaluations that are kept, and those that are being made."""
    recent = bench.jobs.store.recent()
    return {
        "directions": bench.evaluations.directions(),
        "metrics": list(available()),
        "evaluations": bench.evaluations.latest(),
        "jobs": [job for job in recent if job.kind == EVALUATION],
    }


@post("/api/evaluations", "lead", refuses=(422,), done=202, largest=MAX_UPLOAD)
def order(bench: Workbench, sent: EvaluationRequest) -> Job:
    """Compare systems, in the background; a job of the same request is not made twice."""
    langs = sent.source_lang, sent.target_lang
    dates = sent.since, sent.until
    choice = choice_of(sent.material, langs, sent.pairs, sent.statuses, dates)
    wanted = tuple(
        Wanted(one.origin, one.name, tuple(one.text.splitlines()) if one.origin == "file" else ())
        for one in sent.systems
    )
    metrics = {"metrics": tuple(sent.metrics)} if sent.metrics else {}
    request = Request(choice, wanted, who=acting(sent.reviewer), **metrics)
    return bench.jobs.order_evaluation(request)


@get("/api/evaluations/<name>", "reader", answer=DetailsJson)
def evaluation(bench: Workbench, name: str) -> Json:
    """An evaluation, its tables, and its charts as SVG."""
    found = bench.evaluations.find(name)
    return {"evaluation": found, "tables": tables(found), "charts": charts(found)}


@get("/api/evaluations/<name>/tables.<suffix>", "reader", answer=Anything, media=("text/csv",))
def table_file(bench: Workbench, name: str, suffix: str) -> Response:
    """The tables of an evaluation as csv, md or tex."""
    found = bench.evaluations.find(name)
    if suffix not in WRITERS:
        raise NoEvaluation(
            "there is no format {format}; known are {known}",
            format=suffix,
            known=", ".join(WRITERS),
        )
    response = Response(WRITERS[suffix](tables(found)), mimetype=MEDIA[suffix])
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{suffix}")
    return response


@get("/api/evaluations/<name>/page.html", "reader", answer=Anything, media=("text/html",))
def page(bench: Workbench, name: str) -> Response:
    """An evaluation as a page that stands alone, to keep or print."""
    response = Response(to_page(bench.evaluations.find(name)), mimetype="text/html")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.html")
    return response


@post(
    "/api/pairs/<pair_id>/alignment-score",
    "reader",
    refuses=(422,),
    answer=dict[str, Any],
    heavy=True,
)
def alignment(bench: Workbench, pair_id: str, sent: GoldRequest) -> Json:
    """How well the pair's beads are those of a gold alignment, strict, lax and by shape."""
    gold = parse(sent.gold.splitlines(), "gold")
    return alignment_score(gold, links(bench.review.pair(pair_id))).to_json()


ENDPOINTS = (choices, order, evaluation, table_file, page, alignment)
