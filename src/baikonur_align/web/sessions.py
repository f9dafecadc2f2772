"""Signing in and out, and changing one's password."""

from __future__ import annotations

import ipaddress

from flask import Blueprint, Response, jsonify, request

from baikonur_align.accounts.people import LONGEST_SECONDS
from baikonur_align.web import guard
from baikonur_align.web.answers import Answer, body, field
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench

IPV6_NETWORK = 64
"""Bits of an IPv6 address that name a household; the rest its owner can change at will."""


def routes(workbench: Workbench, *, accounts: bool) -> Blueprint:
    api = Blueprint("api", __name__)

    def begun(token: str) -> Response:
        """Who is signed in now, with the cookie of the new session; what went before has ended."""
        workbench.accounts.sign_out(guard.token())
        answer = jsonify(_who(workbench, token, accounts=accounts))
        answer.set_cookie(
            guard.COOKIE,
            token,
            max_age=LONGEST_SECONDS,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
        return answer

    @api.get("/session")
    def session_now() -> Answer:
        return jsonify(_who(workbench, guard.token(), accounts=accounts))

    @api.post("/session")
    def sign_in() -> Answer:
        sent = body()
        name, password = field(sent, "name", str), field(sent, "password", str)
        return begun(workbench.accounts.sign_in(name, password, _address()))

    @api.post("/session/password")
    def change_password() -> Answer:
        sent = body()
        old, new = field(sent, "old", str), field(sent, "new", str)
        account = guard.account()
        if account is None:
            raise guard.NotSignedIn("there are no accounts here, and no password to change")
        return begun(workbench.accounts.change_password(account.name, old, new, _address()))

    @api.post("/session/end")
    def sign_out() -> Answer:
        workbench.accounts.sign_out(guard.token())
        answer = jsonify(_who(workbench, "", accounts=accounts))
        answer.delete_cookie(guard.COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
        return answer

    return api


def _who(workbench: Workbench, token: str, *, accounts: bool) -> Json:
    """Without accounts whoever sits at this machine is a lead; who has not signed in is nobody yet."""
    account = workbench.accounts.signed_in(token) if accounts else None
    nobody = {"reviewer": "", "role": "" if accounts else "lead"}
    return {"accounts": accounts} | (
        {"reviewer": account.name, "role": account.role} if account else nobody
    )


def _address() -> str:
    """Where the request comes from, as failed sign-ins are counted."""
    text = request.remote_addr or ""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 6:  # noqa: PLR2004
        return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False))
    return text
