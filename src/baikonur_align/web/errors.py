"""The HTTP status and the answer of each error."""

from __future__ import annotations

import os
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from baikonur_align.accounts.people import (
    BadName,
    BadPassword,
    NoAccount,
    TooManyFailures,
    WrongPassword,
)
from baikonur_align.building.maker import NameTaken
from baikonur_align.building.plan import BadPlan
from baikonur_align.checks.glossary import BadGlossary
from baikonur_align.corpus import CorpusFull, NoOriginal, NoPair
from baikonur_align.documents import CannotWrite, Damaged
from baikonur_align.edit import Conflict, Refused
from baikonur_align.encoders import BadEncoder
from baikonur_align.evaluation.alignment import BadAlignment
from baikonur_align.evaluation.annotation import AnnotationOff, BadAnnotation
from baikonur_align.evaluation.service import NoEvaluation
from baikonur_align.evaluation.translation import CannotScore
from baikonur_align.export.parquet import NoParquet
from baikonur_align.hints.concordance import BadQuery
from baikonur_align.hints.postings import BadIndex
from baikonur_align.ingest import Unreadable
from baikonur_align.jobs.queue import NoJob, TooLate, TooManyJobs
from baikonur_align.journal import JournalBusy, JournalFull, JournalMismatch, Unstorable
from baikonur_align.metadata import BadMetadata
from baikonur_align.model import Problem
from baikonur_align.review.pair_list import BadCursor
from baikonur_align.review.team import NoAssignment
from baikonur_align.translation import NoModel
from baikonur_align.web import shell
from baikonur_align.web.endpoints import BadRequest, json_response
from baikonur_align.web.guard import Forbidden, NotSignedIn
from baikonur_align.web.shapes import ErrorJson


class TooLarge(Problem):
    """The request is longer than what is accepted at once."""


class NoFormat(Problem):
    """There is no export format of that name."""


CODES: dict[type[Problem], int] = {
    BadRequest: 400,
    Unstorable: 400,
    WrongPassword: 401,
    NotSignedIn: 401,
    Forbidden: 403,
    NoPair: 404,
    NoOriginal: 404,
    CannotWrite: 422,
    Damaged: 422,
    NoFormat: 404,
    NoParquet: 422,
    NoAssignment: 404,
    AnnotationOff: 409,
    BadAnnotation: 422,
    BadAlignment: 422,
    NoJob: 404,
    NoAccount: 404,
    NoEvaluation: 404,
    Conflict: 409,
    NameTaken: 409,
    TooLate: 409,
    TooLarge: 413,
    Refused: 422,
    BadName: 422,
    BadQuery: 422,
    BadEncoder: 422,
    BadIndex: 503,
    BadCursor: 422,
    BadGlossary: 422,
    BadMetadata: 422,
    BadPassword: 422,
    TooManyFailures: 429,
    TooManyJobs: 429,
    Unreadable: 422,
    BadPlan: 422,
    NoModel: 422,
    CannotScore: 422,
    JournalBusy: 503,
    JournalMismatch: 503,
    JournalFull: 507,
    CorpusFull: 507,
    Problem: 500,
}
"""The HTTP status of each error; a subclass has that of its parent."""


def install(app: Flask, root: Path) -> None:
    """Answer every error of the app as JSON."""
    here = f"{root.resolve()}{os.sep}", f"{root}{os.sep}"

    def problem(error: Problem) -> Response:
        """Answer an error; one of the server itself without the folders of this machine."""
        answer = error_json(error)
        if code(error) >= HTTPStatus.INTERNAL_SERVER_ERROR:
            for path in here:
                answer["error"] = answer["error"].replace(path, "")
                answer["message"]["key"] = answer["message"]["key"].replace(path, "")
            values = answer["message"]["values"]
            answer["message"]["values"] = {
                name: value.removeprefix(here[0]).removeprefix(here[1])
                if isinstance(value, str)
                else value
                for name, value in values.items()
            }
        return _with_retry(json_response(answer, code(error)))

    app.register_error_handler(Problem, problem)
    app.register_error_handler(TooManyFailures, _too_many)
    app.register_error_handler(HTTPException, _http_error)


def code(problem: Problem) -> int:
    """Return the HTTP status of an error."""
    return next(CODES[kind] for kind in type(problem).__mro__ if kind in CODES)


def error_json(problem: Problem) -> ErrorJson:
    """Return the error as the API answers it: in English, and as template and values."""
    values: dict[str, str | int | float | bool | None] = {
        name: value if isinstance(value, int | float) else str(value)
        for name, value in problem.values.items()
    }
    return {"error": str(problem), "message": {"key": problem.template, "values": values}}


RETRY_SECONDS = 3
"""When to ask again after an error that may pass."""


def _with_retry(answer: Response) -> Response:
    if answer.status_code in (503, 507):
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _too_many(problem: TooManyFailures) -> Response:
    answer = json_response(error_json(problem) | {"retry_after": problem.seconds}, code(problem))
    answer.headers["Retry-After"] = str(problem.seconds)
    return answer


def _http_error(error: HTTPException) -> Response:
    if error.code == 404 and not request.path.startswith(("/api/", "/export/", "/static/")):  # noqa: PLR2004
        page = shell.page()
        page.status_code = 404
        return page
    said = Problem("{name}: {description}", name=error.name, description=error.description)
    if isinstance(error, RequestEntityTooLarge):
        most = (request.max_content_length or 0) // 2**20
        said = TooLarge("that is more than {most} MB at once; send it in parts", most=most)
    answer = json_response(error_json(said), error.code or 500)
    if isinstance(error, MethodNotAllowed):
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or []))
    return answer
