"""The description of the API (OpenAPI 3.1), made from the declarations of its endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from baikonur_align import __version__
from baikonur_align.web.endpoints import LARGEST, Endpoint
from baikonur_align.web.guard import COOKIE
from baikonur_align.web.shapes import ErrorJson
from baikonur_align.wire import Json

REFUSALS = {
    400: "The request does not have the form that is described here.",
    401: "Sign in first; or the password is wrong.",
    403: "The account's role is too low, or the request comes from another site.",
    404: "There is nothing of that name.",
    405: "Not by this method.",
    409: "Someone changed this in the meantime.",
    413: "Too long.",
    422: "This does not apply here; the message says why.",
    429: "Too many failed sign-ins; Retry-After says when to try again.",
    503: "The journal does not answer at the moment; Retry-After says when to try again.",
    507: "The disk is full; nothing was changed.",
}

ABOUT = """\
What the pages do, for scripts. Send and receive JSON. Where the server has accounts, sign in with
`POST /api/session` and send its cookie with every request. `x-least-role` is the least role that a
request needs, `x-least-role-of` that of some values of a field. A bead's id names it in one state:
an edit of a bead that has changed in the meantime is refused."""


def description(endpoints: Iterable[Endpoint]) -> Json:
    """Return the OpenAPI document of these endpoints."""
    endpoints = list(endpoints)
    kinds: list[Any] = [ErrorJson]
    for endpoint in endpoints:
        kinds += [
            *endpoint.answers,
            *([endpoint.types["sent"]] if "sent" in endpoint.types else []),
        ]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=REF)
    shapes = dict(zip(map(repr, kinds), schemas, strict=True))
    paths: dict[str, Json] = {}
    for endpoint in endpoints:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, shapes)
    return {
        "openapi": "3.1.0",
        "info": {"title": "baikonur-align", "version": __version__, "description": ABOUT},
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": components,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}},
        },
    }


REF = "#/components/schemas/{name}"


def _operation(endpoint: Endpoint, shapes: Json) -> Json:
    answers = [shapes[repr(kind)] for kind in endpoint.answers]
    answer = answers[0] if len(answers) == 1 else {"anyOf": answers}
    done = {
        "description": "Done.",
        "content": {medium: {"schema": answer} for medium in endpoint.media},
    }
    error = {"application/json": {"schema": shapes[repr(ErrorJson)]}}
    out: Json = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [*_in_path(endpoint), *_in_query(endpoint)],
        "responses": {str(endpoint.done): done}
        | {
            str(code): {"description": REFUSALS[code], "content": error}
            for code in _refusals(endpoint)
        },
    }
    if "sent" in endpoint.types:
        schema = shapes[repr(endpoint.types["sent"])]
        out["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if endpoint.least:
        out |= {"security": [{"session": []}, {}], "x-least-role": endpoint.least}
    if endpoint.roles_of:
        out["x-least-role-of"] = endpoint.roles_of
    return out


def _in_path(endpoint: Endpoint) -> list[Json]:
    number = {"type": "integer", "minimum": 0, "maximum": LARGEST}
    text = {"type": "string", "minLength": 1}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": number if converter == "int" else text,
        }
        for converter, name in re.findall(r"<(?:(\w+):)?(\w+)>", endpoint.path)
    ]


def _in_query(endpoint: Endpoint) -> list[Json]:
    if "query" not in endpoint.types:
        return []
    schema = msgspec.json.schema(endpoint.types["query"])
    query: Json = schema["$defs"][endpoint.types["query"].__name__]
    required = {name: {"required": True} for name in query.get("required", [])}
    return [
        {"name": name, "in": "query", "schema": _without_null(kind), **required.get(name, {})}
        for name, kind in query["properties"].items()
    ]


def _without_null(kind: Json) -> Json:
    """A parameter of a query is left out, and never null."""
    others: list[Any] = [other for other in kind.get("anyOf", []) if other != {"type": "null"}]
    return (
        others[0]
        if len(others) == 1
        else {key: value for key, value in kind.items() if key != "default"}
    )


def _refusals(endpoint: Endpoint) -> list[int]:
    """Any request may be malformed, come from elsewhere or, if it writes, meet a full disk."""
    common = {400, 403}
    common |= {401} if endpoint.least else set()
    common |= {404, 405} if "<" in endpoint.path else set()
    common |= {413, 503, 507} if "sent" in endpoint.types else set()
    return sorted(common | set(endpoint.refuses))
