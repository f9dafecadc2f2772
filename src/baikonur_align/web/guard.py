"""Who may ask what: hosts, origins, sign-in, and the headers that every answer carries."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from baikonur_align.accounts.people import may
from baikonur_align.model import Account, Problem, Role
from baikonur_align.workbench import Workbench

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""

OPEN = frozenset({"static", "api.session_now", "api.sign_in", "api.sign_out", "pages.sign_in"})
"""What can be had without a sign-in: the page's own files, and signing in."""

LEAST: dict[str, Role] = {
    "api.change_password": "reader",
    "pages.pairs": "reader",
    "pages.review": "reader",
    "pages.history": "reader",
    "pages.concordance": "reader",
    "pages.scores": "reader",
    "pages.team": "reader",
    "reading.pairs": "reader",
    "reading.pair": "reader",
    "looking.concordance": "reader",
    "looking.hints": "reader",
    "reading.history": "reader",
    "reading.scores": "reader",
    "reading.description": "reader",
    "export.export": "reader",
    "team.here": "reader",
    "team.people": "reader",
    "team.tasks": "reader",
    "team.agreement": "reader",
    "team.assign": "lead",
    "team.withdraw": "lead",
    "revising.edit": "reviewer",
    "revising.find": "reviewer",
    "revising.undo": "reviewer",
    "revising.redo": "reviewer",
    "revising.plan_revert": "reviewer",
    "revising.revert": "reviewer",
    "revising.publish": "lead",
    "adding.look": "lead",
    "adding.jobs": "lead",
    "adding.job": "lead",
    "adding.order": "lead",
    "adding.cancel": "lead",
    "adding.forget": "lead",
}
"""The least role that each endpoint asks for. What stands neither here nor in `OPEN` is for leads only."""

COOKIE = "session"
"""The cookie with the session's secret token."""


class Forbidden(Problem):
    """The request comes from elsewhere than this app's own pages, or asks for more than the account may."""


class NotSignedIn(Problem):
    """There are accounts, and this request has none."""


def install(
    app: Flask, workbench: Workbench, *, accounts: bool, hosts: Collection[str] | None
) -> None:
    """Let only honest requests through. `hosts` are the names it may be called by, None for any."""

    @app.before_request
    def check() -> AnyResponse | None:
        g.account = None
        _check_host(hosts)
        if request.method not in SAFE:
            _check_origin()
        return _check_role(workbench) if accounts else None

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.update(HEADERS)
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


def account() -> Account | None:
    """Who is signed in; None where nobody is, or where there are no accounts."""
    found: Account | None = g.account
    return found


def token() -> str:
    """The session's secret, as the browser sent it; empty where it sent none."""
    return request.cookies.get(COOKIE, "")


def _check_role(workbench: Workbench) -> AnyResponse | None:
    """Send who is not signed in to do so; raises `NotSignedIn`, or `Forbidden` for what the role may not."""
    if request.endpoint is None or request.endpoint in OPEN:
        return None
    g.account = known = workbench.accounts.signed_in(token())
    if known is None:
        if request.endpoint.startswith("pages."):
            return redirect(url_for("pages.sign_in", next=request.path))
        raise NotSignedIn("sign in first")
    require(LEAST.get(request.endpoint, "lead"))
    return None


def require(least: Role) -> None:
    """Raises `Forbidden` where who is signed in may not do what takes `least`."""
    known = account()
    if known is not None and not may(known.role, least):
        raise Forbidden(
            f"this takes a {least}, and you are a {known.role}: ask whoever keeps the accounts"
        )


def _check_host(hosts: Collection[str] | None) -> None:
    """A page elsewhere can point a name of its own at this machine (DNS rebinding); it can't choose ours."""
    if hosts is not None and (urlsplit(f"//{request.host}").hostname or "") not in hosts:
        raise Forbidden(f"this server answers to {' and '.join(sorted(hosts))} only")


def _check_origin() -> None:
    """Browsers say where a request comes from, and a page elsewhere can't make them lie.

    A request without either header is not a browser's; it must still send JSON, which no plain form can,
    or files, with which every browser that runs our scripts sends both.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("this request comes from another site")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden("this request comes from another site")
