"""The addresses of the app: its pages, and the endpoints of the API."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Flask, Response

from baikonur_align.model import Role
from baikonur_align.web import (
    access,
    adding,
    annotating,
    describing,
    errors,
    evaluating,
    glossaries,
    keeping,
    looking,
    openapi,
    reading,
    revising,
    sessions,
    shell,
    team,
)
from baikonur_align.web.endpoints import MAX_REQUEST, Endpoint, get
from baikonur_align.web.shapes import Anything
from baikonur_align.workbench import Workbench

MODULES = (
    sessions,
    access,
    reading,
    looking,
    revising,
    team,
    adding,
    describing,
    evaluating,
    annotating,
    glossaries,
    keeping,
)


@get("/api/openapi.json", "reader")
def description(bench: Workbench) -> Anything:  # noqa: ARG001
    """This description."""
    return openapi.description(ENDPOINTS)


ENDPOINTS: tuple[Endpoint, ...] = (
    *(endpoint for module in MODULES for endpoint in module.ENDPOINTS),
    description,
)

LARGE = frozenset(e.path for e in ENDPOINTS if e.largest > MAX_REQUEST)
"""The paths to which more may be sent than to others."""

HEAVY = tuple(endpoint for endpoint in ENDPOINTS if endpoint.heavy)


def is_heavy(method: str, path: str, query: str) -> bool:
    """Return whether a request computes for long."""
    return any(endpoint.is_heavy(method, path, query) for endpoint in HEAVY)


PAGES = {
    "pairs": "/",
    "review": "/pairs/<pair_id>",
    "history": "/pairs/<pair_id>/history",
    "scores": "/scores",
    "evaluations": "/evaluations",
    "evaluation": "/evaluations/<name>",
    "concordance": "/concordance",
    "glossary": "/glossary",
    "warnings": "/warnings",
    "team": "/team",
    "account": "/account",
    "audit": "/audit",
    "sign_in": "/sign-in",
}
"""All pages are one shell; its script looks at the address."""

ROLES: dict[str, Role | None] = {
    **{endpoint.name: endpoint.least for endpoint in ENDPOINTS},
    **{f"pages.{name}": "reader" for name in PAGES},
    "pages.sign_in": None,
    "pages.audit": "lead",
    **dict.fromkeys(shell.FILES),
    "observing.healthz": None,
    "observing.metrics": "lead",
}
"""The least role of each endpoint; None: no sign-in needed."""


def install(app: Flask, bench: Workbench) -> None:
    """Register the pages, the endpoints and the answers to errors."""
    pages = Blueprint("pages", __name__)
    for name, path in PAGES.items():
        pages.add_url_rule(path, name, partial(_shell, _script_of(name)))
    app.register_blueprint(pages)
    shell.install(app)
    for endpoint in ENDPOINTS:
        endpoint.prepare()
        view = partial(endpoint.call, bench)
        app.add_url_rule(endpoint.path, endpoint.name, view, methods=[endpoint.method])
    errors.install(app, bench.corpus.root)


def _script_of(page: str) -> str:
    return "review/review.js" if page == "review" else f"pages/{page.replace('_', '-')}.js"


def _shell(script: str, **_parts: str) -> Response:
    return shell.page("core/session.js", script)
