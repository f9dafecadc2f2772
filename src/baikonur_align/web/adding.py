"""Adding texts over HTTP: what is understood of them, and the jobs that make pairs of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import cast, get_args

from flask import Blueprint, jsonify, request

from baikonur_align.jobs.queue import PASTED
from baikonur_align.journal.jobs import Text
from baikonur_align.model import Kind
from baikonur_align.web.answers import Answer, BadRequest, TooLarge, body, field, reviewer
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench

MAX_UPLOAD = 32 * 1024 * 1024
"""Bytes of one request: some sixteen million letters, a hundred thousand sentences and more."""

SIDES = ("source", "target")


def routes(workbench: Workbench) -> Blueprint:
    api = Blueprint("adding", __name__)
    intake = workbench.jobs

    @api.before_request
    def check_size() -> None:
        request.max_content_length = MAX_UPLOAD
        if (request.content_length or 0) > MAX_UPLOAD:
            raise TooLarge(
                f"that is more than {MAX_UPLOAD // 2**20} MB at once; add the text in parts"
            )

    @api.post("/texts")
    def look() -> Answer:
        return jsonify(asdict(intake.look(_texts(_fields()))))

    @api.get("/jobs")
    def jobs() -> Answer:
        return jsonify(jobs=[asdict(job) for job in intake.store.recent()])

    @api.post("/jobs")
    def order() -> Answer:
        sent = _fields()
        kind = field(sent, "kind", str)
        if kind not in get_args(Kind):
            raise BadRequest(f"kind must be one of {', '.join(get_args(Kind))}")
        target, name = field(sent, "target_lang", str, ""), field(sent, "name", str, "")
        job = intake.order(_texts(sent), cast("Kind", kind), target, name, reviewer(sent))
        return jsonify(asdict(job)), 202

    @api.get("/jobs/<int:number>")
    def job(number: int) -> Answer:
        return jsonify(asdict(intake.job(number)))

    @api.post("/jobs/<int:number>/cancel")
    def cancel(number: int) -> Answer:
        return jsonify(asdict(intake.cancel(number)))

    @api.post("/jobs/<int:number>/forget")
    def forget(number: int) -> Answer:
        intake.forget(number)
        return jsonify({})

    return api


def _fields() -> Json:
    """What a form with files says, or a JSON object with the texts themselves."""
    return dict(request.form) if request.mimetype == "multipart/form-data" else body()


def _texts(sent: Json) -> list[Text]:
    """The one or two texts of a request: files, or strings. Raises `BadRequest` when there is none."""
    texts = [text for side in SIDES if (text := _text(sent, side))]
    if not texts or (len(texts) == 1 and not _text(sent, SIDES[0])):
        raise BadRequest(
            "send a text as source, and as target the one that belongs to it, if there is one"
        )
    return texts


def _text(sent: Json, side: str) -> Text | None:
    lang, title = (field(sent, f"{side}_{what}", str, "") for what in ("lang", "title"))
    if file := request.files.get(side):
        return Text(_plain(file.filename or PASTED), lang, title, file.stream.read())
    if side not in sent:
        return None
    name = field(sent, f"{side}_name", str, PASTED)
    return Text(_plain(name), lang, title, field(sent, side, str).encode("utf-8", "replace"))


def _plain(name: str) -> str:
    """A file's name without its folders, and nothing in it that a screen doesn't show."""
    return (
        "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable()) or PASTED
    )
