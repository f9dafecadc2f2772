"""What each address answers: a route reads the request, makes one call, renders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, islice
from typing import Any, TypeVar, cast, get_args

from flask import Blueprint, Flask, Response, current_app, jsonify, request

from baikonur_align.export import FORMATS
from baikonur_align.model import Status
from baikonur_align.review.review import Summary
from baikonur_align.web import adding, answers, looking, openapi, revising, sessions, team
from baikonur_align.web.answers import (
    Answer,
    BadRequest,
    NoFormat,
    number,
    version,
)
from baikonur_align.web.changes import entry_json, news
from baikonur_align.web.naming import name_of, named
from baikonur_align.web.opening import opened
from baikonur_align.wire import Json
from baikonur_align.workbench import Selection, Workbench

T = TypeVar("T")

HISTORY_PAGE = 100
"""Edits in one answer of a pair's history."""


def install(app: Flask, workbench: Workbench, *, accounts: bool) -> None:
    app.register_blueprint(_pages())
    app.register_blueprint(sessions.routes(workbench, accounts=accounts), url_prefix="/api")
    app.register_blueprint(_reading(workbench), url_prefix="/api")
    app.register_blueprint(looking.routes(workbench), url_prefix="/api")
    app.register_blueprint(revising.routes(workbench), url_prefix="/api")
    app.register_blueprint(team.routes(workbench), url_prefix="/api")
    app.register_blueprint(adding.routes(workbench), url_prefix="/api")
    app.register_blueprint(_exports(workbench))
    answers.install(app)


# --- pages -----------------------------------------------------------------------------------------


def _pages() -> Blueprint:
    """All pages are one shell; its script looks at the address."""
    pages = Blueprint("pages", __name__)

    def shell(**_parts: str) -> Response:
        return current_app.send_static_file("index.html")

    pages.add_url_rule("/", "pairs", shell)
    pages.add_url_rule("/pairs/<pair_id>", "review", shell)
    pages.add_url_rule("/pairs/<pair_id>/history", "history", shell)
    pages.add_url_rule("/scores", "scores", shell)
    pages.add_url_rule("/concordance", "concordance", shell)
    pages.add_url_rule("/team", "team", shell)
    pages.add_url_rule("/sign-in", "sign_in", shell)
    return pages


# --- reading ---------------------------------------------------------------------------------------


def summary_json(summary: Summary) -> Json:
    return {**asdict(summary), "reviewed": summary.reviewed}


def _reading(workbench: Workbench) -> Blueprint:
    api = Blueprint("reading", __name__)

    @api.get("/pairs")
    def pairs() -> Answer:
        return jsonify(pairs=[summary_json(s) for s in workbench.review.summaries()])

    @api.get("/pairs/<pair_id>")
    def pair(pair_id: str) -> Answer:
        since = version("since")
        if since is not None:
            return jsonify(news(workbench, workbench.review.snapshot(pair_id), since))
        pieces = opened(workbench, pair_id, request.args.get("near"))
        return Response(_begun(pieces), mimetype="application/json")

    @api.get("/pairs/<pair_id>/history")
    def history(pair_id: str) -> Answer:
        segment, who, before = (
            request.args.get("segment"),
            request.args.get("reviewer"),
            version("before"),
        )
        if segment:
            edits = workbench.history.story(pair_id, segment)[::-1]
            editors = sorted({e.reviewer for _, e in edits})
            later = [(v, e) for v, e in edits if before is None or v < before]
            wanted = [(v, e) for v, e in later if not who or e.reviewer == who][: HISTORY_PAGE + 1]
        else:
            editors = workbench.review.editors(pair_id)
            wanted = workbench.review.latest(pair_id, HISTORY_PAGE + 1, before, who or None)
        now = workbench.review.snapshot(pair_id)
        return jsonify(
            named=name_of(workbench, pair_id),
            version=now.version,
            reviewers=editors,
            edits=[entry_json(v, e) for v, e in wanted[:HISTORY_PAGE]],
            more=len(wanted) > HISTORY_PAGE,
        )

    @api.get("/scores")
    def scores() -> Answer:
        found = workbench.scores(request.args.get("pair")).to_json()
        return jsonify(found | {"pairs": named(workbench, found["pairs"], "name")})

    @api.get("/openapi.json")
    def description() -> Answer:
        return jsonify(openapi.description(current_app))

    return api


# --- exporting -------------------------------------------------------------------------------------


def _statuses() -> set[Status] | None:
    """The statuses that the query names; None, which is all, where it names none."""
    named = request.args.getlist("status")
    if not set(named) <= set(get_args(Status)):
        raise BadRequest(f"status must be one of {', '.join(get_args(Status))}")
    return cast("set[Status]", set(named)) or None


def _begun(stream: Iterator[T]) -> Iterator[T]:
    """The same stream with its first piece already made, so that an error comes before the headers."""
    return chain(list(islice(stream, 1)), stream)


def _exports(workbench: Workbench) -> Blueprint:
    pages = Blueprint("export", __name__)

    @pages.get("/export/<path:name>")
    def export(name: str) -> Any:
        pair_id, _, format_ = name.rpartition(".")
        if format_ not in FORMATS:
            raise NoFormat(f"there is no format {format_!r}; known are {', '.join(FORMATS)}")
        ids = workbench.corpus.ids() if pair_id == "all" else [pair_id]
        selection = Selection(_statuses(), number("min_confidence", float, 0, 1))
        stream = _begun(workbench.export(ids, format_, selection))
        response = Response(stream, mimetype=FORMATS[format_].mimetype)
        response.headers.set(
            "Content-Disposition", "attachment", filename=f"{pair_id}{FORMATS[format_].suffix}"
        )
        return response

    return pages
