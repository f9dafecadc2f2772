"""Who may ask what: hosts, origins, sign-in, and the headers that every answer carries."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from baikonur_align.model import Problem
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

KEY_FILE = ".session-key"


class Forbidden(Problem):
    """The request comes from elsewhere than this app's own pages."""


class NotSignedIn(Problem):
    """There are accounts, and this request has none."""


def install(app: Flask, workbench: Workbench, *, accounts: bool, hosts: Collection[str] | None) -> None:
    """Let only honest requests through. `hosts` are the names it may be called by, None for any."""

    @app.before_request
    def check() -> AnyResponse | None:
        _check_host(hosts)
        if request.method not in SAFE:
            _check_origin()
        if accounts and request.endpoint not in OPEN and not signed_in(workbench):
            if request.endpoint and request.endpoint.startswith("pages."):
                return redirect(url_for("pages.sign_in", next=request.path))
            raise NotSignedIn("sign in first")
        return None

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.update(HEADERS)
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


def signed_in(workbench: Workbench) -> str:
    """The reviewer of this session; empty when there is none or the account is gone."""
    name = session.get("reviewer", "")
    return name if name and name in workbench.reviewers() else ""


def _check_host(hosts: Collection[str] | None) -> None:
    """A page elsewhere can point a name of its own at this machine (DNS rebinding); it can't choose ours."""
    if hosts is not None and (urlsplit(f"//{request.host}").hostname or "") not in hosts:
        raise Forbidden(f"this server answers to {' and '.join(sorted(hosts))} only")


def _check_origin() -> None:
    """Browsers say where a request comes from, and a page elsewhere can't make them lie.

    A request without either header is not a browser's; it must still send JSON, which no plain form can.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("this request comes from another site")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden("this request comes from another site")


def kept_secret(folder: Path) -> bytes:
    """The key in `folder` that signs session cookies, made once, readable by its owner only.

    Where the folder can't be written sessions end with the process.
    """
    path = folder / KEY_FILE
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(secrets.token_bytes(32))
    except OSError:
        pass
    try:
        return path.read_bytes() or secrets.token_bytes(32)
    except OSError:
        return secrets.token_bytes(32)
