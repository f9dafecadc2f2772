"""The endpoints of annotation: marked errors, ratings and blind comparisons of translations."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Response
from msgspec import UNSET, Meta, Struct, UnsetType

from baikonur_align.evaluation.annotation import (
    CATEGORIES,
    HIGHEST_RATING,
    WEIGHTS,
    AnnotationReport,
    BlindPair,
    Choice,
    as_json,
)
from baikonur_align.model import Annotation, Category, MarkedError, Severity
from baikonur_align.web.endpoints import LARGEST, ReviewerName, Short, get, post
from baikonur_align.web.guard import acting
from baikonur_align.web.shapes import Anything, record
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench

Rating = Annotated[int, Meta(ge=0, le=HIGHEST_RATING)]
Offset = Annotated[int, Meta(ge=0, le=LARGEST)]


class EnableRequest(Struct):
    """Whether annotation is on."""

    enabled: bool


class OwnQuery(Struct):
    """Whose annotation of which row; a row is named by its first sentence."""

    segment: Short
    reviewer: ReviewerName | UnsetType = UNSET


class WhoQuery(Struct):
    """Who asks."""

    reviewer: ReviewerName | UnsetType = UNSET


class ErrorRequest(Struct):
    """An error in the characters from start to end of the translation."""

    start: Offset
    end: Offset
    category: Category
    severity: Severity


class AnnotationRequest(Struct):
    """All that one says of a row, in place of what one said before."""

    segment: Short
    errors: Annotated[list[ErrorRequest], Meta(max_length=200)] = []
    rating: Rating | None = None
    reviewer: ReviewerName | UnsetType = UNSET


class RankRequest(Struct):
    """Which of the two translations of a line is better."""

    line: Offset
    better: Choice
    reviewer: ReviewerName | UnsetType = UNSET


AnnotationJson = record(
    "BeadAnnotation",
    text=str,
    errors=list[dict[str, Any]],
    rating=int | None,
    categories=list[str],
    severities=list[str],
)


@get("/api/annotations", "reader")
def report(bench: Workbench) -> AnnotationReport:
    """Whether annotation is on, and all annotations added up, with the annotators' agreement."""
    return bench.annotations.report()


@post("/api/annotations", "lead")
def enable(bench: Workbench, sent: EnableRequest) -> AnnotationReport:
    """Turn annotation on or off; what was annotated is kept."""
    bench.annotations.enable(sent.enabled)
    return bench.annotations.report()


@get("/api/annotations.tsv", "reader", answer=Anything, media=("text/tab-separated-values",))
def table(bench: Workbench) -> Response:
    """Every error, rating and comparison, a line each."""
    text = "".join(f"{line}\n" for line in bench.annotations.to_tsv())
    response = Response(text, mimetype="text/tab-separated-values")
    response.headers.set("Content-Disposition", "attachment", filename="annotations.tsv")
    return response


@get(
    "/api/pairs/<pair_id>/annotation",
    "reviewer",
    refuses=(404, 409, 422),
    answer=AnnotationJson,
)
def annotation(bench: Workbench, pair_id: str, query: OwnQuery) -> Json:
    """One's own annotation of a row; nobody sees that of another here."""
    return _told(bench.annotations.find(pair_id, query.segment, acting(query.reviewer)))


@post(
    "/api/pairs/<pair_id>/annotation",
    "reviewer",
    refuses=(404, 409, 422),
    answer=AnnotationJson,
)
def annotate(bench: Workbench, pair_id: str, sent: AnnotationRequest) -> Json:
    """Mark errors in the translation of a row, and rate it from 0 to 100."""
    errors = [MarkedError(one.start, one.end, one.category, one.severity) for one in sent.errors]
    who = acting(sent.reviewer)
    return _told(bench.annotations.save(pair_id, sent.segment, who, errors, sent.rating))


@get("/api/evaluations/<name>/blind", "reviewer", refuses=(404, 409, 422))
def blind(bench: Workbench, name: str, query: WhoQuery) -> BlindPair:
    """Two translations of a line that one has not compared; which system made them is hidden."""
    return bench.annotations.next_pair(name, acting(query.reviewer))


@post("/api/evaluations/<name>/blind", "reviewer", refuses=(404, 409, 422))
def rank(bench: Workbench, name: str, sent: RankRequest) -> BlindPair:
    """Say which translation is better; the answer is the next line."""
    who = acting(sent.reviewer)
    bench.annotations.rank(name, sent.line, sent.better, who)
    return bench.annotations.next_pair(name, who)


def _told(found: Annotation) -> Json:
    known = {"categories": list(CATEGORIES), "severities": list(WEIGHTS)}
    return {"text": found.text, **as_json(found), **known}


ENDPOINTS = (report, enable, table, annotation, annotate, blind, rank)
