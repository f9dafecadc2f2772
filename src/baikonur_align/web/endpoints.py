r"""One declaration for each endpoint of the API; guard, validation and OpenAPI follow from it.

To add an endpoint, write a function in a module of this package and declare it::

    class NoteRequest(Struct):
        text: str
        reviewer: ReviewerName = ""

    @post("/api/pairs/<pair_id>/notes", "reviewer", refuses=(422,))
    def add_note(bench: Workbench, pair_id: str, sent: NoteRequest) -> NoteJson:
        return bench.notes.add(pair_id, sent.text)

    ENDPOINTS = (add_note,)

and add the module to `routes.MODULES`. The decorator's arguments are the path, the least role
(None: no sign-in needed) and the statuses by which it refuses, beside those that all endpoints
have. The function's own signature says the rest:

- the first line of its docstring is the summary;
- a parameter named in the path is a string, or a number from 0 for ``<int:number>``;
- ``sent``, a msgspec `Struct`, is the JSON object of the request. What does not fit its types and
  constraints is refused with 400 before the function runs;
- ``query``, a `Struct` too, is the query string: numbers are converted, a list takes a
  parameter that is repeated;
- the return type is the JSON of the answer: a dataclass, a `Struct` or a `TypedDict` of
  `web.shapes`. A function that returns a `Response` itself declares the type
  with ``answer=``, or several in a tuple.

Errors are raised as `model.Problem`; `errors.CODES` has the status of each class.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Annotated, Any, TypeVar, get_type_hints

import msgspec
from flask import Response, request
from msgspec import Meta, UnsetType
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest as Malformed

from baikonur_align.accounts.people import LONGEST_NAME
from baikonur_align.journal import JournalBusy
from baikonur_align.model import Problem, Role
from baikonur_align.web.guard import account, require
from baikonur_align.wire import Json, dumps
from baikonur_align.workbench import Workbench

MAX_REQUEST = 4 * 1024 * 1024
"""Bytes. The largest honest request names every bead of a long selection."""

LARGEST = 2**53
"""The largest whole number that all JSON readers agree on; the databases take it too."""

LONGEST_SHORT = 80
"""Characters of a window's name, of a segment's id and of a request's key."""

T = TypeVar("T")

Version = Annotated[int, Meta(ge=0, le=LARGEST, description="A number of edits.")]
SeenVersion = Annotated[
    Version | UnsetType,
    Meta(description="The version last seen: the answer has all edits since."),
]
Offset = Annotated[int, Meta(ge=0, le=LARGEST, description="How many to leave out, to page on.")]
Short = Annotated[str, Meta(max_length=LONGEST_SHORT, pattern="^[^\\x00-\\x1f\\x7f-\\x9f]*$")]
Key = Annotated[
    Short,
    Meta(
        description="A random text, another for each edit. A request whose answer was lost is sent "
        "again with its key: what was done already is answered again and not done twice."
    ),
]
ReviewerName = Annotated[
    str,
    Meta(
        description="Who edits, where there are no accounts. With accounts it is who is signed "
        "in; a request in any other name is refused.",
        extra_json_schema={"minLength": 1, "maxLength": LONGEST_NAME},
    ),
]
Timestamp = Annotated[str, Meta(description="ISO 8601, UTC.")]


class BadRequest(Problem):
    """The request does not have the form that it should have."""


@dataclass(frozen=True)
class Endpoint:
    """What an endpoint is called by, what it takes, answers and refuses, and for whom it is."""

    method: str
    path: str
    least: Role | None
    handler: Callable[..., Any]
    refuses: tuple[int, ...] = ()
    answer: Any = None
    done: int = HTTPStatus.OK
    media: tuple[str, ...] = ("application/json",)
    largest: int = MAX_REQUEST
    forms: bool = False
    writes: bool = True
    """Whether a POST changes the journal; those that only ask do not wait for writers."""
    heavy: bool = False
    """Whether it computes for long about whole texts: few such requests are answered at once."""
    light_with: tuple[str, ...] = ()
    """Parameters of the query with which it is not heavy."""
    audit: str = ""
    """What the audit log calls it; empty: it is not logged there."""
    roles_of: Mapping[str, Mapping[str, Role]] = field(default_factory=dict)
    """For values of a request's field the least role that is more than the endpoint's own."""

    @property
    def name(self) -> str:
        """The operation's id: module and function."""
        return f"{self.handler.__module__.rpartition('.')[2]}.{self.handler.__name__}"

    def is_heavy(self, method: str, path: str, query: str) -> bool:
        """Return whether such a request is for this endpoint, and computes for long."""
        return (
            self.heavy
            and method == self.method
            and self._pattern.fullmatch(path) is not None
            and not any(f"{name}=" in query for name in self.light_with)
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """What its paths look like."""
        parts = re.split(r"<(\w+:)?\w+>", self.path)  # texts, and kinds of what is between them
        any_of = (".+" if kind == "path:" else "[^/]+" for kind in parts[1::2])
        ends = zip(map(re.escape, parts[2::2]), any_of, strict=True)
        return re.compile(re.escape(parts[0]) + "".join(kind + text for text, kind in ends))

    @property
    def summary(self) -> str:
        """The first paragraph of the docstring, on one line."""
        return " ".join((self.handler.__doc__ or "").split("\n\n")[0].split())

    @property
    def answers(self) -> tuple[Any, ...]:
        """The types of which the answer has one."""
        kind = self.types["return"]
        return kind if isinstance(kind, tuple) else (kind,)

    @cached_property
    def types(self) -> dict[str, Any]:
        """The types of parameters and of the answer (``return``), by name."""
        hints = get_type_hints(self.handler, include_extras=True)
        return hints | ({"return": self.answer} if self.answer is not None else {})

    def prepare(self) -> None:
        """Let msgspec learn the types of requests, which two threads must not do at once."""
        for name in ("query", "sent"):
            if name in self.types:
                msgspec.json.Decoder(self.types[name])

    def call(self, bench: Workbench, **path: Any) -> Response:
        """Read the request, call the function, and return its answer as JSON."""
        request.max_content_length = self.largest
        if "query" in self.types:
            path["query"] = _convert(_fields(request.args), self.types["query"], strict=False)
        if "sent" in self.types:
            path["sent"] = self._sent()
        elif self.method == "POST" and not self.path.endswith(NO_BODY):
            body()
        done = self._handled(bench, path)
        return done if isinstance(done, Response) else json_response(done, self.done)

    def _handled(self, bench: Workbench, given: dict[str, Any]) -> Any:
        """Call the function; a writer waits for a free place, so that readers find threads."""
        try:
            if self.method == "POST" and self.writes:
                with _place_to_write():
                    done = self.handler(bench, **given)
            else:
                done = self.handler(bench, **given)
        except Problem:
            self._log(bench, given, " failed")
            raise
        self._log(bench, given, "")
        return done

    def _log(self, bench: Workbench, given: dict[str, Any], how: str) -> None:
        if self.audit:
            known, sent = account(), given.get("sent")
            who = known.name if known else str(getattr(sent, "name", ""))
            about = " ".join(
                str(value) for key, value in given.items() if key not in ("sent", "query")
            )
            bench.audit.add(self.audit + how, who, about, request.remote_addr or "")

    def _sent(self) -> Any:
        """Raises `BadRequest`, and `Forbidden` where a value takes a higher role."""
        form = self.forms and request.mimetype == "multipart/form-data"
        sent = _fields(request.form) if form else body()
        for name, roles in self.roles_of.items():
            if least := roles.get(str(sent.get(name))):
                require(least)
        return _convert(sent, self.types["sent"], strict=not form)


WRITERS, WAITING, WAIT_SECONDS = 5, 20, 3
"""Requests that write at once, and those that wait for them and how long; both hold threads."""

_writers, _places = BoundedSemaphore(WRITERS), BoundedSemaphore(WRITERS + WAITING)


@contextmanager
def _place_to_write() -> Iterator[None]:
    """Raises `JournalBusy` if too many write or wait."""
    if not _places.acquire(blocking=False):
        raise JournalBusy("the server is busy saving other edits; try again in a moment")
    try:
        if not _writers.acquire(timeout=WAIT_SECONDS):
            raise JournalBusy("the server is busy saving other edits; try again in a moment")
        try:
            yield
        finally:
            _writers.release()
    finally:
        _places.release()


NO_BODY = ("/cancel", "/forget", "/session/end")
"""Ends of paths that are posted to without a JSON object."""


def get(path: str, least: Role | None, **more: Any) -> Callable[[Callable[..., Any]], Endpoint]:
    """Declare the function below as the endpoint of GET `path`; `more` are fields of `Endpoint`."""
    return lambda handler: Endpoint("GET", path, least, handler, **more)


def post(path: str, least: Role | None, **more: Any) -> Callable[[Callable[..., Any]], Endpoint]:
    """Declare the function below as the endpoint of POST `path`."""
    return lambda handler: Endpoint("POST", path, least, handler, **more)


def json_response(value: object, status: int = HTTPStatus.OK) -> Response:
    """Return `value` as JSON: a dataclass, a `Struct`, or what JSON has."""
    return Response(msgspec.json.encode(value), status, mimetype="application/json")


def body() -> Json:
    """Return the JSON object that was sent (a plain HTML form cannot send one).

    Raises `BadRequest`.
    """
    if not request.is_json:
        raise BadRequest("send JSON, with Content-Type: application/json")
    try:
        sent = json.loads(request.get_data(cache=False), parse_float=_number)
        dumps(sent).encode()
    except UnicodeEncodeError as error:
        raise BadRequest(
            "a text has half a character (a lone surrogate): send valid Unicode"
        ) from error
    except (ValueError, Malformed) as error:
        raise BadRequest("this is not valid JSON") from error
    except RecursionError as error:
        raise BadRequest("this JSON is nested too deeply") from error
    if not isinstance(sent, dict):
        raise BadRequest("send a JSON object")
    return sent


def _number(text: str) -> int | float:
    """JSON has one kind of number: 1.0 is 1."""
    value = float(text)
    return int(value) if value.is_integer() and abs(value) <= LARGEST else value


def _fields(given: MultiDict[str, str]) -> Json:
    """Return the parameters of a query or form; one that is repeated as a list."""
    return {name: values[0] if len(values) == 1 else values for name, values in given.lists()}


def _convert(sent: Json, kind: type[T], *, strict: bool) -> T:
    """Return `sent` as a `Struct`. Raises `BadRequest` that says what does not fit, and where."""
    if not strict:  # a list of one value looks like the value
        struct = getattr(kind, "__origin__", kind)  # without its annotations
        fields = msgspec.structs.fields(struct)  # type: ignore[arg-type]
        lists = {field.name for field in fields if _is_list(field.type)}
        sent = {
            name: [value] if name in lists and not isinstance(value, list) else value
            for name, value in sent.items()
        }
    try:
        return msgspec.convert(sent, kind, strict=strict)
    except msgspec.ValidationError as error:
        why, _, where = str(error).partition(" - at ")
        what = where.strip("`$.") or "the request"
        raise BadRequest("{what} is not valid: {why}", what=what, why=why) from error


def _is_list(kind: Any) -> bool:
    return str(kind).startswith(("list[", "typing.Annotated[list["))
