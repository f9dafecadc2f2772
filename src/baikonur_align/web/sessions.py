"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, jsonify, session

from baikonur_align.web import guard
from baikonur_align.web.answers import Answer, WrongPassword, body, field
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench


def routes(workbench: Workbench, *, accounts: bool) -> Blueprint:
    api = Blueprint("api", __name__)

    @api.get("/session")
    def session_now() -> Answer:
        return jsonify(_who(accounts=accounts))

    @api.post("/session")
    def sign_in() -> Answer:
        sent = body()
        name = field(sent, "name", str)
        if not workbench.people.check_password(name, field(sent, "password", str)):
            raise WrongPassword("there is no reviewer with this name and password")
        session.clear()
        session["reviewer"] = name
        guard.look_up(workbench)
        return jsonify(_who(accounts=accounts))

    @api.post("/session/end")
    def sign_out() -> Answer:
        session.clear()
        guard.look_up(workbench)
        return jsonify(_who(accounts=accounts))

    return api


def _who(*, accounts: bool) -> Json:
    """Without accounts whoever sits at this machine is a lead; who has not signed in is nobody yet."""
    account = guard.account()
    nobody = {"reviewer": "", "role": "" if accounts else "lead"}
    return {"accounts": accounts} | ({"reviewer": account.name, "role": account.role} if account else nobody)
