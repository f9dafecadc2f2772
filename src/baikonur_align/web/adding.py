"""The endpoints that add texts: a preview of them, and the jobs that make pairs of them."""

from __future__ import annotations

from typing import Annotated

from flask import request
from msgspec import UNSET, Meta, Struct, UnsetType

from baikonur_align.ingest import LONGEST_TITLE
from baikonur_align.jobs.queue import EVALUATION, PASTED, Look
from baikonur_align.journal.jobs import Job, Text
from baikonur_align.model import Kind
from baikonur_align.web.endpoints import BadRequest, ReviewerName, get, post
from baikonur_align.web.guard import acting
from baikonur_align.web.shapes import Anything, record
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench

MAX_UPLOAD = 32 * 1024 * 1024
"""Bytes of one request: some sixteen million letters, a hundred thousand sentences and more."""

SIDES = ("source", "target")


Title = Annotated[str, Meta(max_length=LONGEST_TITLE)]


class TextsRequest(Struct, kw_only=True):
    """One text or two: strings here, or files of a form."""

    source: str | UnsetType = UNSET
    target: str | UnsetType = UNSET
    source_lang: str = ""
    source_title: Title = ""
    source_name: str = PASTED
    target_lang: str = ""
    target_title: Title = ""
    target_name: str = PASTED
    reviewer: ReviewerName | UnsetType = UNSET

    def text(self, side: str) -> Text | None:
        """Return the text of a side, None if there is none."""
        lang, title = getattr(self, f"{side}_lang"), getattr(self, f"{side}_title")
        if file := request.files.get(side):
            return Text(_plain(file.filename or PASTED), lang, title, file.stream.read())
        data = getattr(self, side)
        if data is UNSET:
            return None
        name = _plain(getattr(self, f"{side}_name"))
        return Text(name, lang, title, data.encode("utf-8", "replace"))

    def texts(self) -> list[Text]:
        """Return the one or two texts. Raises `BadRequest` if there is no source text."""
        source, target = (self.text(side) for side in SIDES)
        if source is None:
            raise BadRequest(
                "send a text as source and, if there is one, its translation as target"
            )
        return [source, target] if target else [source]


class PairRequest(TextsRequest, kw_only=True):
    """The pair to make of them."""

    kind: Kind
    target_lang: str = ""
    name: str = ""
    by_hand: Annotated[bool, Meta(description="Without machine translation.")] = False


WITH_SOURCE = Meta(extra_json_schema={"required": ["source"]})
"""A form has the source as a file, so that the type cannot require it."""

JobsJson = record("Jobs", jobs=list[Job])


@post("/api/texts", "lead", refuses=(422,), largest=MAX_UPLOAD, forms=True, writes=False)
def look(bench: Workbench, sent: Annotated[TextsRequest, WITH_SOURCE]) -> Look:
    """What is understood of one text or two; nothing is kept. Files may be sent as a form."""
    return bench.jobs.look(sent.texts())


@get("/api/jobs", "lead", answer=JobsJson)
def jobs(bench: Workbench) -> Json:
    """The pairs that are being made, and those made lately; evaluations that run or wait."""
    recent = bench.jobs.store.recent()
    active = ("waiting", "running")
    return {"jobs": [job for job in recent if job.kind != EVALUATION or job.state in active]}


@post("/api/jobs", "lead", refuses=(409, 422, 429), done=202, largest=MAX_UPLOAD, forms=True)
def order(bench: Workbench, sent: Annotated[PairRequest, WITH_SOURCE]) -> Job:
    """Make a pair of one text or two, in the background. Files may be sent as a form."""
    who = acting(sent.reviewer)
    return bench.jobs.order(
        sent.texts(), sent.kind, sent.target_lang, sent.name, who, by_hand=sent.by_hand
    )


@get("/api/jobs/<int:number>", "lead")
def job(bench: Workbench, number: int) -> Job:
    """How far the making of a pair is."""
    return bench.jobs.job(number)


@post("/api/jobs/<int:number>/cancel", "lead", refuses=(409, 422), audit="job cancelled")
def cancel(bench: Workbench, number: int) -> Job:
    """Stop making a pair."""
    return bench.jobs.cancel(number)


@post("/api/jobs/<int:number>/forget", "lead", refuses=(409, 422), audit="job deleted")
def forget(bench: Workbench, number: int) -> Anything:
    """Take a job off the list."""
    bench.jobs.forget(number)
    return {}


ENDPOINTS = (look, jobs, order, job, cancel, forget)


def _plain(name: str) -> str:
    """Return a file's name without folders and characters that do not show."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable()) or PASTED
