"""The endpoints of one's own sessions and API tokens, and of the audit log."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from baikonur_align.journal.audit import Audited
from baikonur_align.journal.sessions import OpenSession
from baikonur_align.journal.tokens import Token
from baikonur_align.model import Role
from baikonur_align.web import guard
from baikonur_align.web.endpoints import LARGEST, get, post
from baikonur_align.web.shapes import Anything, record
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench

AUDIT_PAGE = 100
"""Lines in one answer of the audit log."""

TokensJson = record("Tokens", tokens=list[Token])
SessionsJson = record("Sessions", sessions=list[OpenSession])
AuditJson = record("Audit", lines=list[Audited], more=bool)
SecretJson = record("Secret", secret=str)


class TokenRequest(Struct):
    """A new API token: its role, at most one's own, and the days that it is valid."""

    role: Role
    label: Annotated[str, Meta(max_length=80)]
    days: Annotated[int, Meta(ge=1, le=366)] = 90


class AuditQuery(Struct):
    """Which lines."""

    before: Annotated[int, Meta(ge=0, le=LARGEST)] | UnsetType = UNSET


def _own() -> str:
    account = guard.account()
    if account is None:
        raise guard.NotSignedIn("there are no accounts here, and nobody has sessions or tokens")
    return account.name


@get("/api/tokens", "reader", answer=TokensJson)
def tokens(bench: Workbench) -> Json:
    """One's own API tokens, without their secrets."""
    return {"tokens": bench.accounts.tokens(_own())}


@post("/api/tokens", "reader", answer=SecretJson, audit="token made")
def make_token(bench: Workbench, sent: TokenRequest) -> Json:
    """Make an API token. Send its secret as `Authorization: Bearer SECRET`; it is told once."""
    guard.require(sent.role)
    return {"secret": bench.accounts.make_token(_own(), sent.role, sent.label, sent.days)}


@post("/api/tokens/<int:number>/end", "reader", audit="token revoked")
def end_token(bench: Workbench, number: int, sent: Anything) -> Anything:  # noqa: ARG001
    """Revoke one of one's own API tokens."""
    bench.accounts.end_token(_own(), number)
    return {}


@get("/api/sessions", "reader", answer=SessionsJson)
def sessions(bench: Workbench) -> Json:
    """One's own open sessions."""
    return {"sessions": bench.accounts.sessions(_own())}


@post("/api/sessions/<session>/end", "reader", audit="session ended")
def end_session(bench: Workbench, session: str, sent: Anything) -> Anything:  # noqa: ARG001
    """End one of one's own sessions."""
    bench.accounts.end_session(_own(), session)
    return {}


@get("/api/audit", "lead", answer=AuditJson)
def audit(bench: Workbench, query: AuditQuery) -> Json:
    """The audit log, latest first: sign-ins, accounts, tokens, publishing, exports, deleting."""
    before = None if query.before is UNSET else query.before
    lines = bench.audit.latest(AUDIT_PAGE + 1, before)
    return {"lines": lines[:AUDIT_PAGE], "more": len(lines) > AUDIT_PAGE}


@post("/api/accounts/<name>/unlock", "lead", audit="unlock")
def unlock(bench: Workbench, name: str, sent: Anything) -> Anything:  # noqa: ARG001
    """Let an account sign in again at once after too many wrong passwords."""
    bench.accounts.unlock(name)
    return {}


ENDPOINTS = (tokens, make_token, end_token, sessions, end_session, audit, unlock)
