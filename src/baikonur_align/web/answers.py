"""Reading a request, and what an error answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import BadRequest as Malformed
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from baikonur_align.accounts.people import (
    BadName,
    BadPassword,
    TooManyFailures,
    WrongPassword,
    clean_name,
)
from baikonur_align.building.maker import NameTaken
from baikonur_align.building.plan import BadPlan
from baikonur_align.corpus import CorpusFull, NoPair
from baikonur_align.edit import Conflict, Refused
from baikonur_align.hints.concordance import BadQuery
from baikonur_align.ingest import Unreadable
from baikonur_align.jobs.queue import NoJob, TooLate
from baikonur_align.journal import JournalFull, Unstorable
from baikonur_align.model import Problem
from baikonur_align.review.team import NoAssignment
from baikonur_align.translation import NoModel
from baikonur_align.web import guard
from baikonur_align.web.guard import Forbidden, NotSignedIn
from baikonur_align.wire import Json, dumps

LARGEST = 2**53
"""The largest whole number that JSON's readers agree on; the database takes it too."""

LONGEST_SHORT = 80
"""Characters of a window's name, of a sentence's id and of a request's key."""

Answer = Response | tuple[Response, int]
T = TypeVar("T")


class BadRequest(Problem):
    """The request is not of the form that it should have."""


class TooLarge(Problem):
    """More was sent than is taken at once."""


class NoFormat(Problem):
    """There is no export of that name."""


CODES: dict[type[Problem], int] = {
    BadRequest: 400,
    Unstorable: 400,
    WrongPassword: 401,
    NotSignedIn: 401,
    Forbidden: 403,
    NoPair: 404,
    NoFormat: 404,
    NoAssignment: 404,
    NoJob: 404,
    Conflict: 409,
    NameTaken: 409,
    TooLate: 409,
    TooLarge: 413,
    Refused: 422,
    BadName: 422,
    BadQuery: 422,
    BadPassword: 422,
    TooManyFailures: 429,
    Unreadable: 422,
    BadPlan: 422,
    NoModel: 422,
    JournalFull: 507,
    CorpusFull: 507,
    Problem: 500,
}
"""Which HTTP status each error has; a subclass has its parent's."""


def install(app: Flask) -> None:
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(TooManyFailures, _too_many)
    app.register_error_handler(HTTPException, _http_error)


def code(problem: Problem) -> int:
    return next(CODES[kind] for kind in type(problem).__mro__ if kind in CODES)


def _problem(problem: Problem) -> Answer:
    return jsonify(error=str(problem)), code(problem)


def _too_many(problem: TooManyFailures) -> Response:
    answer = jsonify(error=str(problem), retry_after=problem.seconds)
    answer.status_code = code(problem)
    answer.headers["Retry-After"] = str(problem.seconds)
    return answer


def _http_error(error: HTTPException) -> Response:
    if error.code == 404 and not request.path.startswith(("/api/", "/export/", "/static/")):  # noqa: PLR2004
        shell = current_app.send_static_file("index.html")
        shell.status_code = 404
        return shell
    said = f"{error.name}: {error.description}"
    if isinstance(error, RequestEntityTooLarge):
        said = f"that is more than {(request.max_content_length or 0) // 2**20} MB at once; send it in parts"
    answer = jsonify(error=said)
    answer.status_code = error.code or 500
    if isinstance(error, MethodNotAllowed):
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or []))
    return answer


def body() -> Json:
    """Raises `BadRequest` unless the request is a JSON object (which a plain HTML form can't send)."""
    if not request.is_json:
        raise BadRequest("send JSON, with Content-Type: application/json")
    try:
        sent = request.get_json()
        dumps(sent).encode()
    except Malformed as error:
        raise BadRequest("this is no JSON that can be read") from error
    except RecursionError as error:
        raise BadRequest("this JSON is nested too deeply") from error
    except UnicodeEncodeError as error:
        raise BadRequest(
            "a text has half a character in it (a lone surrogate): send whole ones"
        ) from error
    if not isinstance(sent, dict):
        raise BadRequest("send a JSON object")
    return sent


def field(sent: Json, name: str, kind: type[T], default: T | None = None) -> T:
    value = sent.get(name, default)
    if kind is int and isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON has one kind of number: 1.0 is 1
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise BadRequest(f"{name} must be of type {kind.__name__}")
    if isinstance(value, int) and not 0 <= value <= LARGEST:
        raise BadRequest(f"{name} must be a number from 0 to {LARGEST}")
    return value


def short(sent: Json, name: str, default: str | None = None) -> str:
    value = field(sent, name, str, default)
    if len(value) > LONGEST_SHORT or not value.isprintable():
        raise BadRequest(f"{name} must be at most {LONGEST_SHORT} letters or digits")
    return value


def reviewer(sent: Json) -> str:
    """Who asks: the account that is signed in, or on one's own machine whoever one says.

    Raises `NotSignedIn` for what another account's reviewer made: it waited in the browser for them.
    """
    account = guard.account()
    named = clean_name(field(sent, "reviewer", str, account.name if account else "reviewer-1"))
    if account and named != account.name:
        raise NotSignedIn(f"this is {named}'s, and {account.name} is signed in: sign in as {named}")
    return named


def number(name: str, kind: Callable[[str], float], least: float, most: float) -> float | None:
    """A number in the query; None where it is not named."""
    text = request.args.get(name)
    if text is None:
        return None
    try:
        value = kind(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise BadRequest(f"{name} must be a number from {least} to {most}")
    return value


def version(name: str) -> int | None:
    value = number(name, int, 0, LARGEST)
    return None if value is None else int(value)
