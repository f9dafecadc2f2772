"""Signing in and out, and changing one's password."""

from __future__ import annotations

import ipaddress
from typing import Annotated

from flask import Response, current_app, request
from msgspec import Meta, Struct

from baikonur_align.accounts.people import LONGEST_SECONDS, PASSWORD_SIZE
from baikonur_align.model import Account
from baikonur_align.web import guard
from baikonur_align.web.endpoints import get, json_response, post
from baikonur_align.web.shapes import SessionJson
from baikonur_align.workbench import Workbench

IPV6_NETWORK = 64
"""Bits of an IPv6 address that name a household; its owner can change the others at will."""


class SignIn(Struct):
    """A reviewer's name and password."""

    name: str
    password: str


class NewPassword(Struct):
    """The password until now, and the new one."""

    old: str
    new: Annotated[
        str,
        Meta(extra_json_schema={"minLength": PASSWORD_SIZE[0], "maxLength": PASSWORD_SIZE[1]}),
    ]


@get("/api/session", None)
def session_now(bench: Workbench) -> SessionJson:
    """Who is signed in."""
    accounts = bool(current_app.config[guard.ACCOUNTS])
    return _shown(guard.signed_in(bench) if accounts else None)


@post("/api/session", None, refuses=(401, 429), answer=SessionJson, audit="sign-in")
def sign_in(bench: Workbench, sent: SignIn) -> Response:
    """Sign in; the answer sets the session cookie."""
    return _begun(bench, bench.accounts.sign_in(sent.name, sent.password, _address()))


@post("/api/session/password", "reader", refuses=(422, 429), answer=SessionJson, audit="password")
def change_password(bench: Workbench, sent: NewPassword) -> Response:
    """Change one's own password, which ends one's other sessions."""
    account = guard.account()
    if account is None:
        raise guard.NotSignedIn("there are no accounts here, and no password to change")
    token = bench.accounts.change_password(account.name, sent.old, sent.new, _address())
    return _begun(bench, token)


@post("/api/session/end", None, answer=SessionJson)
def sign_out(bench: Workbench) -> Response:
    """End the session, for every copy of its cookie."""
    bench.accounts.sign_out(guard.token())
    answer = json_response(_who(bench, ""))
    answer.delete_cookie(guard.COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return answer


ENDPOINTS = (session_now, sign_in, change_password, sign_out)


def _begun(bench: Workbench, token: str) -> Response:
    """Return who is signed in now, with the cookie of the new session; the old session ends."""
    bench.accounts.sign_out(guard.token())
    answer = json_response(_who(bench, token))
    answer.set_cookie(
        guard.COOKIE,
        token,
        max_age=LONGEST_SECONDS,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _who(bench: Workbench, token: str) -> SessionJson:
    accounts = bool(current_app.config[guard.ACCOUNTS])
    return _shown(bench.accounts.signed_in(token) if accounts else None)


def _shown(account: Account | None) -> SessionJson:
    """Without accounts whoever sits at this machine is a lead."""
    accounts = bool(current_app.config[guard.ACCOUNTS])
    if account:
        return {"accounts": accounts, "reviewer": account.name, "role": account.role}
    return {"accounts": accounts, "reviewer": "", "role": "" if accounts else "lead"}


def _address() -> str:
    """Return the client's address, as failed sign-ins are counted."""
    text = request.remote_addr or ""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 6:  # noqa: PLR2004
        return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False))
    return text
