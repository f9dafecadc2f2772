"""Access control: hosts, origins, sessions and roles; and the headers of every answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, url_for
from msgspec import UNSET, UnsetType
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response as AnyResponse

from baikonur_align.accounts.people import clean_name, may
from baikonur_align.model import Account, Problem, Role
from baikonur_align.web import shell
from baikonur_align.workbench import Workbench

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

PROXIED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")
"""Headers that proxies add: then the request does not come from this machine."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""

ACCOUNTS = "ACCOUNTS"
"""The app's setting: whether reviewers must sign in."""

SIGN_ON = "SIGN_ON"
"""The app's setting: the header by which a proxy says who is signed in; empty: none."""

COOKIE = "session"
"""The cookie with the session's secret token."""


class Forbidden(Problem):
    """The request comes from another site, or needs a higher role."""


class NotSignedIn(Problem):
    """The request needs a session."""


Roles = Mapping[str, Role | None]
"""The least role of each endpoint; None: no sign-in needed."""


def install(
    app: Flask,
    workbench: Workbench,
    roles: Roles,
    *,
    accounts: bool,
    hosts: Collection[str] | None,
) -> None:
    """Check host, origin, session and role of each request before it is read.

    `hosts` are the names that the server may be called by, None for any. An endpoint that
    `roles` lacks is for leads only.
    """

    @app.before_request
    def check() -> AnyResponse | None:
        g.account = None
        _check_host(hosts)
        if not accounts and any(name in request.headers for name in PROXIED):
            raise Forbidden(
                "this server is behind a proxy and has no accounts: start it with --behind-proxy, "
                "so that reviewers sign in"
            )
        if request.method not in SAFE:
            _check_origin()
        return _check_role(workbench, roles) if accounts else None

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.update(HEADERS)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint not in shell.FILES:
            response.headers["Cache-Control"] = "no-store"
        return response


def account() -> Account | None:
    """Return the account that is signed in; None if there is none."""
    found: Account | None = g.account
    return found


def acting(named: str | UnsetType) -> str:
    """Return who asks: the account that is signed in, or without accounts whoever is named.

    Raises `NotSignedIn` for an edit of another account's reviewer, which waited in the browser.
    """
    known = account()
    if named is UNSET:
        return known.name if known else "reviewer-1"
    name = clean_name(named)
    if known and name != known.name:
        raise NotSignedIn(
            "this edit is by {name}, and {account} is signed in: sign in as {name}",
            name=name,
            account=known.name,
        )
    return name


def token() -> str:
    """Return the session's secret token that the browser sent; empty if there is none."""
    return request.cookies.get(COOKIE, "")


def _check_role(workbench: Workbench, roles: Roles) -> AnyResponse | None:
    """Redirect a page without a session to the sign-in. Raises `NotSignedIn`, `Forbidden`."""
    least = roles.get(request.endpoint or "", "lead")
    if request.endpoint is None or least is None:
        return None
    g.account = known = signed_in(workbench)
    if known is None:
        if request.endpoint.startswith("pages."):
            return redirect(url_for("pages.sign_in", next=request.path))
        raise NotSignedIn("sign in first")
    require(least)
    return None


def signed_in(workbench: Workbench) -> Account | None:
    """Return the account of the request's API token, of the proxy's header, or of its session."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind == "Bearer":
        return workbench.accounts.of_token(secret.strip())
    named = request.headers.get(current_app.config[SIGN_ON] or "-")
    return _named(workbench, named) if named else workbench.accounts.signed_in(token())


def _named(workbench: Workbench, header: str) -> Account:
    """Return the account that a proxy names, in UTF-8. Raises `NotSignedIn` if there is none."""
    name = header.encode("latin-1", "replace").decode(errors="replace")
    found = workbench.accounts.get(name)
    if found is None:
        raise NotSignedIn("there is no account {name}: ask an administrator", name=name)
    return found


def is_known(app: Flask, workbench: Workbench, headers: Mapping[str, str]) -> bool:
    """Return whether a request that is on its way may send more than strangers do.

    `headers` are named as in CGI (``HTTP_`` left out).
    """
    if not app.config[ACCOUNTS]:
        return True
    environ = {f"HTTP_{name}": value for name, value in headers.items()}
    try:
        with app.request_context({**EnvironBuilder().get_environ(), **environ}):
            return signed_in(workbench) is not None
    except Problem:
        return False


def require(least: Role) -> None:
    """Raise `Forbidden` if the account that is signed in has a lower role than `least`."""
    known = account()
    if known is not None and not may(known.role, least):
        raise Forbidden(
            "this needs the role {least}, but your role is {role}: ask an administrator",
            least=least,
            role=known.role,
        )


def _check_host(hosts: Collection[str] | None) -> None:
    """Refuse other host names: a page elsewhere can point its own name here (DNS rebinding)."""
    if hosts is not None and (urlsplit(f"//{request.host}").hostname or "") not in hosts:
        raise Forbidden("this server answers to {hosts} only", hosts=" and ".join(sorted(hosts)))


def _check_origin() -> None:
    """Browsers say where a request comes from, and a page elsewhere can't make them lie.

    A request without either header is not a browser's; it must still send JSON, which no plain form
    can, or files, with which every browser that runs our scripts sends both.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    if site not in ("same-origin", "none") or (
        origin is not None and urlsplit(origin).netloc != request.host
    ):
        raise Forbidden("this request comes from another site: send it from a page of this server")
