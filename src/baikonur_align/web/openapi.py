"""The description of the API (OpenAPI 3.1), put together from the routes, their roles and `OPERATIONS`."""

from __future__ import annotations

import re

from flask import Flask
from werkzeug.routing import Rule

from baikonur_align import __version__
from baikonur_align.web.answers import LARGEST
from baikonur_align.web.guard import COOKIE, LEAST, OPEN
from baikonur_align.web.operations import OPERATIONS, Operation
from baikonur_align.web.shapes import SCHEMAS, ref
from baikonur_align.wire import Json

API = ("/api/", "/export/")
"""Where the API's paths begin; all others are pages and their files."""

REFUSALS = {
    400: "The request is not of the form that is described here.",
    401: "Sign in first; or the password is wrong.",
    403: "The account's role may not do this, or the request comes from another site.",
    404: "There is nothing of that name.",
    405: "Not by this method.",
    409: "Someone changed this meanwhile.",
    413: "Too long.",
    422: "This makes no sense here; the message says why.",
    429: "Too many sign-ins have failed; Retry-After says when to try again.",
    507: "The disk is full; nothing was changed.",
}

ABOUT = """\
What the pages do, for scripts. Send and receive JSON. Where the server has accounts, sign in with
`POST /api/session` and send its cookie with every request. `x-least-role` is the least role that a request
asks for. Bead ids name a bead in one state of it: an edit of a bead that has changed meanwhile is refused."""


def rules(app: Flask) -> list[Rule]:
    """The routes of the API."""
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(API)]


def description(app: Flask) -> Json:
    paths: dict[str, Json] = {}
    for rule in rules(app):
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path, {})[method.lower()] = _operation(rule)
    return {
        "openapi": "3.1.0",
        "info": {"title": "baikonur-align", "version": __version__, "description": ABOUT},
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}},
        },
    }


def _operation(rule: Rule) -> Json:
    does = OPERATIONS[rule.endpoint]
    answers = {
        str(does.done): {
            "description": "Done.",
            "content": {m: {"schema": does.answer} for m in does.media},
        }
    }
    out: Json = {
        "operationId": rule.endpoint,
        "summary": does.summary,
        "parameters": [*_in_path(rule), *_in_query(does)],
        "responses": answers | {str(code): _refusal(code) for code in _refusals(rule, does)},
    }
    if does.body is not None:
        out["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": does.body}},
        }
    if rule.endpoint not in OPEN:
        out |= {"security": [{"session": []}, {}], "x-least-role": LEAST[rule.endpoint]}
    return out


def _in_path(rule: Rule) -> list[Json]:
    number = {"type": "integer", "minimum": 0, "maximum": LARGEST}
    text = {"type": "string", "minLength": 1}
    out = []
    for converter, name in re.findall(r"<(?:(\w+):)?(\w+)>", rule.rule):
        schema = number if converter == "int" else text
        out.append({"name": name, "in": "path", "required": True, "schema": schema})
    return out


def _in_query(does: Operation) -> list[Json]:
    return [{"name": name, "in": "query", "schema": schema} for name, schema in does.query.items()]


def _refusals(rule: Rule, does: Operation) -> list[int]:
    """Every request may be malformed, come from elsewhere, or meet a full disk where it writes."""
    common = {400, 403}
    common |= {401} if rule.endpoint not in OPEN else set()
    common |= {404, 405} if rule.arguments else set()
    common |= {413, 507} if does.body is not None else set()
    return sorted(common | set(does.refusals))


def _refusal(code: int) -> Json:
    return {
        "description": REFUSALS[code],
        "content": {"application/json": {"schema": ref("Problem")}},
    }
