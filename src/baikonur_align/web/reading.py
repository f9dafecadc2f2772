"""The endpoints that read pairs, their history and scores, and export them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain, islice
from pathlib import PurePath
from typing import Annotated, Literal, TypeVar

from flask import Response
from msgspec import Meta, Struct, field

from baikonur_align.export import FORMATS, SPREADSHEETS, ExportCounts
from baikonur_align.journal.lines import Order
from baikonur_align.model import Status
from baikonur_align.review.pair_list import choice_of
from baikonur_align.summary import Summary
from baikonur_align.web.changes import entry_json, news
from baikonur_align.web.endpoints import Version, get, json_response
from baikonur_align.web.errors import NoFormat
from baikonur_align.web.naming import name_of, named
from baikonur_align.web.opening import opened
from baikonur_align.web.shapes import (
    HistoryJson,
    NewsJson,
    PairJson,
    PairPageJson,
    PairsJson,
    ScoresJson,
)
from baikonur_align.web.team import PairQuery
from baikonur_align.wire import Json
from baikonur_align.workbench import CleanOptions, Selection, Workbench

T = TypeVar("T")


class DocumentQuery(Struct):
    """What a document has where nobody confirmed a translation."""

    unreviewed: Annotated[
        Literal["draft", "source"], Meta(description="What stands for unconfirmed sentences.")
    ] = "draft"
    mark: Annotated[
        Literal["", "highlight", "comment"],
        Meta(description="How unconfirmed sentences are marked, where the format can."),
    ] = ""


HISTORY_PAGE = 100
"""Edits in one answer of a pair's history."""


class OpenQuery(Struct):
    """Which part of a pair."""

    since: Annotated[Version, Meta(description="The edits after this version only.")] | None = None
    near: (
        Annotated[str, Meta(description="Of a large pair only the beads near this sentence's.")]
        | None
    ) = None


class HistoryQuery(Struct):
    """Which edits of a pair."""

    before: Annotated[Version, Meta(description="Edits before this version only.")] | None = None
    reviewer: Annotated[str, Meta(description="This reviewer's edits only.")] = ""
    segment: Annotated[str, Meta(description="Only what made the bead of this sentence.")] = ""


class ExportQuery(Struct):
    """Which beads."""

    status: Annotated[list[Status], Meta(description="Only these; repeat for more.")] = []
    min_confidence: (
        Annotated[
            float,
            Meta(ge=0, le=1, description="Of unconfirmed beads; of drafts the estimated quality."),
        ]
        | None
    ) = None
    where: Annotated[list[str], Meta(description="Only texts with this metadata: genre=law.")] = []
    no_formulas: Annotated[
        bool,
        Meta(description="An apostrophe before what a spreadsheet computes, in TSV and XLSX."),
    ] = False
    clean: Annotated[
        bool,
        Meta(
            description="For training machine translation: a zip archive with train, dev and test "
            "sets, a card, and dropped.tsv, which says why a bead is left out."
        ),
    ] = False
    max_ratio: Annotated[float, Meta(ge=1, description="Of the lengths, with clean.")] = 3.0


class PairsQuery(Struct):
    """Which pairs."""

    limit: Annotated[int, Meta(ge=0, le=1000, description="Most pairs; 0 for all.")] = 0
    cursor: Annotated[str, Meta(description="`next` of the answer before.")] = ""
    text: Annotated[str, Meta(description="In a title, a language or the id.")] = field(
        default="", name="q"
    )
    where: Annotated[str, Meta(description="Only texts with this metadata: genre=law.")] = ""
    sort: Annotated[Order, Meta(description="By title, rows to look at, change or progress.")] = (
        "title"
    )
    reviewer: Annotated[str, Meta(description="This reviewer's assigned pairs come first.")] = ""


@get("/api/pairs", "reader", refuses=(422,), answer=(PairsJson, PairPageJson))
def pairs(bench: Workbench, query: PairsQuery) -> Json:
    """All pairs, and how far each is; with a limit, a part of them in an order, and sums."""
    if not query.limit:
        return {"pairs": list(map(_summary_json, bench.review.summaries()))}
    choice = choice_of(query.text, query.where, query.sort, query.reviewer)
    found = bench.review.page(choice, query.limit, query.cursor)
    return vars(found) | {
        "pairs": list(map(_summary_json, found.pairs)),
        "go_on": found.go_on and _summary_json(found.go_on),
    }


def _summary_json(summary: Summary) -> Json:
    return asdict(summary) | {"reviewed": summary.reviewed}


@get(
    "/api/pairs/<pair_id>",
    "reader",
    answer=(PairJson, NewsJson),
    heavy=True,
    light_with=("near", "since"),
)
def pair(bench: Workbench, pair_id: str, query: OpenQuery) -> Response:
    """A pair with its beads in reading order, or the edits since a version."""
    if query.since is not None:
        return json_response(news(bench, bench.review.snapshot(pair_id), query.since))
    return Response(_begun(opened(bench, pair_id, query.near)), mimetype="application/json")


@get("/api/pairs/<pair_id>/history", "reader", refuses=(422,))
def history(bench: Workbench, pair_id: str, query: HistoryQuery) -> HistoryJson:
    """The edits of a pair, latest first, or those that made one bead."""
    before, who = query.before, query.reviewer
    if query.segment:
        edits = bench.history.story(pair_id, query.segment)[::-1]
        editors = sorted({edit.reviewer for _, edit in edits})
        later = [(version, edit) for version, edit in edits if before is None or version < before]
        wanted = [(version, edit) for version, edit in later if not who or edit.reviewer == who][
            : HISTORY_PAGE + 1
        ]
    else:
        editors = bench.review.editors(pair_id)
        wanted = bench.review.latest(pair_id, HISTORY_PAGE + 1, before, who or None)
    return {
        "named": name_of(bench, pair_id),
        "version": bench.review.snapshot(pair_id).version,
        "reviewers": editors,
        "edits": [
            entry_json(version, edit, bench.review.undone_verb(pair_id, edit))
            for version, edit in wanted[:HISTORY_PAGE]
        ],
        "more": len(wanted) > HISTORY_PAGE,
    }


@get("/api/scores", "reader", refuses=(404,), answer=ScoresJson, heavy=True)
def scores(bench: Workbench, query: PairQuery) -> Json:
    """The machine's drafts scored against the reviewers' text."""
    found = bench.scores(query.pair or None).to_json()
    return found | {"pairs": named(bench, found["pairs"], "name")}


@get(
    "/export/<path:name>",
    "reader",
    heavy=True,
    refuses=(404, 422),
    audit="export",
    answer=bytes,
    media=tuple(sorted({f.mimetype for f in FORMATS.values()})),
)
def export(bench: Workbench, name: str, query: ExportQuery) -> Response:
    """A pair, or `all`, as a file NAME.FORMAT."""
    pair_id, ids, format_ = _wanted(bench, name, query)
    if query.clean:
        return _training_set(bench, ids, format_, query, f"{pair_id}.{format_}.clean.zip")
    plain = query.no_formulas and format_ in SPREADSHEETS
    selection = Selection(set(query.status) or None, query.min_confidence, no_formulas=plain)
    stream = _begun(bench.export(ids, format_, selection))
    response = Response(stream, mimetype=FORMATS[format_].mimetype)
    file = f"{pair_id}{FORMATS[format_].suffix}"
    response.headers.set("Content-Disposition", "attachment", filename=file)
    return response


@get("/api/exportable/<path:name>", "reader", heavy=True, refuses=(404, 422))
def exportable(bench: Workbench, name: str, query: ExportQuery) -> ExportCounts:
    """How many beads an export NAME.FORMAT has, and would have with other choices."""
    _, ids, format_ = _wanted(bench, name, query)
    selection = Selection(set(query.status) or None, query.min_confidence)
    return bench.exportable(ids, format_, selection)


def _wanted(bench: Workbench, name: str, query: ExportQuery) -> tuple[str, list[str], str]:
    """Return what NAME.FORMAT names, a pair or `all`, its pairs and the format."""
    pair_id, _, format_ = name.rpartition(".")
    if format_ not in FORMATS:
        raise NoFormat(
            "there is no format {format!r}; known are {known}",
            format=format_,
            known=", ".join(FORMATS),
        )
    ids = bench.readable()[0] if pair_id == "all" else [pair_id]
    return pair_id, bench.described(ids, query.where), format_


@get(
    "/document/<pair_id>",
    "reader",
    heavy=True,
    refuses=(404, 422),
    audit="export",
    answer=bytes,
    media=("application/octet-stream",),
)
def document(bench: Workbench, pair_id: str, query: DocumentQuery) -> Response:
    """A pair as a document in the layout of its source."""
    made = bench.builder.document(pair_id, unreviewed=query.unreviewed, mark=query.mark or None)
    response = Response(made.data, mimetype="application/octet-stream")
    source = PurePath(made.name)
    file = f"{source.stem}.{pair_id.rpartition('-')[2]}{source.suffix}"
    response.headers.set("Content-Disposition", "attachment", filename=file)
    response.headers["X-Reviewed"] = f"{made.confirmed}/{made.beads}"
    return response


def _training_set(
    bench: Workbench, ids: Sequence[str], format_: str, query: ExportQuery, file: str
) -> Response:
    """Return a training set as a zip archive."""
    least = CleanOptions().min_confidence if query.min_confidence is None else query.min_confidence
    options = CleanOptions(max_ratio=query.max_ratio, min_confidence=least)
    made = bench.clean(ids, format_, options, Selection(set(query.status) or None))
    response = Response(made.archive(), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=file)
    return response


ENDPOINTS = (pairs, pair, history, scores, export, exportable, document)


def _begun(stream: Iterator[T]) -> Iterator[T]:
    """Return the stream with its first piece made, so that an error comes before the headers."""
    return chain(list(islice(stream, 1)), stream)
