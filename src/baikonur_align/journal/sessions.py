"""Sessions and failed sign-ins, in the database, so that all servers and restarts share them.

Times are seconds since 1970. Tokens, names and addresses are kept as digests where only equality
matters.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa

from baikonur_align.journal.accounts import REVIEWERS
from baikonur_align.journal.database import META, READ, clear_errors
from baikonur_align.model import Account

_sessions = sa.Table(
    "sessions",
    META,
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("began", sa.Float, nullable=False),
    sa.Column("seen", sa.Float, nullable=False),
)
_failures = sa.Table(
    "failed_sign_ins",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, index=True),
    sa.Column("address", sa.Text, nullable=False, index=True),
    sa.Column("at", sa.Float, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Session:
    """A session: its account, and the time of its last use."""

    account: Account
    seen: float


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it; ``began`` and ``seen`` are seconds since 1970."""

    id: str
    began: float
    seen: float


class Sessions:
    """Open sessions by their secret tokens, which only browsers keep."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def begin(self, token: str, name: str, now: float) -> None:
        row = {"token": _digest(token), "name": name, "began": now, "seen": now}
        self._write(_sessions.insert().values(row))

    def get(self, token: str, began_after: float, seen_after: float) -> Session | None:
        """Return the session of `token` unless it is too old, unused or without an account."""
        query = (
            sa.select(_sessions.c.seen, REVIEWERS.c.name, REVIEWERS.c.role)
            .join(REVIEWERS, REVIEWERS.c.name == _sessions.c.name)
            .where(
                _sessions.c.token == _digest(token),
                _sessions.c.began > began_after,
                _sessions.c.seen > seen_after,
            )
        )
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            row = connection.execute(query).one_or_none()
        return row and Session(Account(row.name, row.role), row.seen)

    def touch(self, token: str, now: float) -> None:
        self._write(_sessions.update().where(_sessions.c.token == _digest(token)).values(seen=now))

    def end(self, token: str) -> None:
        self._write(_sessions.delete().where(_sessions.c.token == _digest(token)))

    def end_all_of(self, name: str, but: str = "") -> None:
        """End all sessions of an account, except the one with the token `but`."""
        others = _sessions.c.token != _digest(but)
        self._write(_sessions.delete().where(_sessions.c.name == name, others))

    def all_of(self, name: str) -> list[OpenSession]:
        """Return an account's sessions, the last used one first."""
        query = sa.select(_sessions).where(_sessions.c.name == name)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            rows = connection.execute(query.order_by(_sessions.c.seen.desc())).all()
        return [OpenSession(row.token[:16], row.began, row.seen) for row in rows]

    def end_one(self, name: str, session: str) -> None:
        """End the session of an account that has this id."""
        which = sa.func.substr(_sessions.c.token, 1, 16) == session
        self._write(_sessions.delete().where(_sessions.c.name == name, which))

    def end_old(self, began_before: float, seen_before: float) -> None:
        old = (_sessions.c.began <= began_before) | (_sessions.c.seen <= seen_before)
        self._write(_sessions.delete().where(old))

    def _write(self, change: sa.Executable) -> None:
        with clear_errors(), self._engine.begin() as connection:
            connection.execute(change)


class FailedSignIns:
    """Recent failed sign-ins, counted by name and by address."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def reserve(
        self, name: str, address: str, limits: tuple[int, int], since: float, now: float
    ) -> float | None:
        """Record a sign-in as failed before it is checked, so that the limits hold across servers.

        `limits` are for the name from this address, and for the address. If one is reached, nothing
        is recorded; return the time of the failure that must first become older than `since`.
        Failures from other addresses do not lock the owner of a name out.
        """
        kept = {"name": _digest(name), "address": _digest(address)}
        counted = [
            (_failures.c.name == kept["name"]) & (_failures.c.address == kept["address"]),
            _failures.c.address == kept["address"],
        ]
        with clear_errors(), self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":  # one at a time for each address
                lock = int(kept["address"][:15], 16)
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
            connection.execute(
                _failures.delete().where(_failures.c.at <= since)
            )  # first: it takes the write lock
            for which, limit in zip(counted, limits, strict=True):
                latest = sa.select(_failures.c.at).where(which)
                blocking = connection.execute(
                    latest.order_by(_failures.c.at.desc()).offset(limit - 1)
                ).scalar()
                if blocking is not None:
                    return float(blocking)
            connection.execute(_failures.insert().values(kept | {"at": now}))
        return None

    def forget(self, name: str) -> None:
        """Delete the failures of a name that has signed in."""
        with clear_errors(), self._engine.begin() as connection:
            connection.execute(_failures.delete().where(_failures.c.name == _digest(name)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
