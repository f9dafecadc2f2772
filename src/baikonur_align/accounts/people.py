"""Accounts, passwords, sessions and API tokens."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable
from typing import get_args

from baikonur_align.journal import Accounts, FailedSignIns, Sessions, Tokens
from baikonur_align.journal.sessions import OpenSession
from baikonur_align.journal.tokens import Token
from baikonur_align.model import Account, Problem, Role

LONGEST_NAME = 80
"""Characters of a reviewer's name."""

PASSWORD_SIZE = (8, 1000)
"""Fewest and most characters of a password."""

SCRYPT = "scrypt:32768:8:1"
"""Password hash, in werkzeug's notation: 32 MB and about 50 ms each."""

NOBODY = f"{SCRYPT}${'0' * 16}${'0' * 128}"
"""A hash that no password has; unknown names are checked against it, to take as long."""

UNUSED_SECONDS, LONGEST_SECONDS = 12 * 3600, 14 * 24 * 3600
"""A session ends this long after its last use, and this long after its start."""

NOTICED_SECONDS = 600
"""Seconds between two records of a session's last use; each record is a write."""

FAILURES, FAILURES_SECONDS = (10, 50), 15 * 60
"""Failed sign-ins allowed in that time, for one name and for one address."""


class BadName(Problem):
    """The name is not valid."""


class BadPassword(Problem):
    """The password is too short, too long or not text."""


class WrongPassword(Problem):
    """No account has this name and password."""


class TooManyFailures(Problem):
    """Too many sign-ins have failed; ``seconds`` is the time until the next attempt."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "too many sign-ins have failed: try again in {minutes} minutes",
            minutes=math.ceil(seconds / 60),
        )
        self.seconds = seconds


class NoAccount(Problem):
    """There is no account of this name."""


def may(role: Role, least: Role) -> bool:
    """Return whether `role` includes the rights of `least`."""
    roles = get_args(Role)
    return roles.index(role) >= roles.index(least)


def clean_name(name: str) -> str:
    """Replace each run of white space by one space and strip the ends.

    Raises `BadName` if the name as sent is too long, or if nothing printable is left of it.
    """
    cleaned = " ".join(name.split())
    if len(name) > LONGEST_NAME or not cleaned or not cleaned.isprintable():
        raise BadName("reviewer must be a name of 1 to {most} characters", most=LONGEST_NAME)
    return cleaned


class People:
    """The accounts of a corpus and their sessions.

    A corpus without accounts gives everyone on this machine the role of a lead.
    """

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        failures: FailedSignIns,
        tokens: Tokens,
        clock: Callable[[], float],
    ) -> None:
        self._clock = clock
        self._tokens = tokens
        self._accounts = accounts
        self._sessions = sessions
        self._failures = failures

    # --- accounts ---

    def all(self) -> list[Account]:
        return self._accounts.all()

    def add(self, name: str, password: str, role: Role | None = None) -> Account:
        """Add an account, or change its password and role, which ends its sessions.

        The password is kept as a salted scrypt hash. Raises `BadName`, `BadPassword`.
        """
        name = clean_name(name)
        known = self._accounts.get(name)
        account = Account(name, role or (known.role if known else "reviewer"))
        self._accounts.put(account, _hash(password))
        self._sessions.end_all_of(name)
        return account

    def get(self, name: str) -> Account | None:
        """Return the account of this name; None if there is none."""
        return self._accounts.get(name) if _is_text(name) else None

    def set_role(self, name: str, role: Role) -> None:
        if not self._accounts.set_role(name, role):
            raise NoAccount("there is no reviewer {name!r}", name=name)

    def remove(self, name: str) -> None:
        self._sessions.end_all_of(name)
        if not self._accounts.remove(name):
            raise NoAccount("there is no reviewer {name!r}", name=name)

    def check_password(self, name: str, password: str) -> bool:
        """Return whether the account has this password.

        A name without an account takes as long to check.
        """
        from werkzeug.security import check_password_hash

        fit = _is_text(name) and _is_text(password) and len(password) <= PASSWORD_SIZE[1]
        known = self._accounts.password_hash(name) if fit else None
        return check_password_hash(known or NOBODY, password if fit else "")

    # --- sessions ---

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Begin a session; return its secret token. Raises `WrongPassword`, `TooManyFailures`."""
        self._prove(name, password, address)
        now = self._clock()
        self._sessions.end_old(now - LONGEST_SECONDS, now - UNUSED_SECONDS)
        token = secrets.token_urlsafe(32)
        self._sessions.begin(token, name, now)
        return token

    def signed_in(self, token: str) -> Account | None:
        """Return the account of a session; None if the session has ended or the account is gone."""
        now = self._clock()
        session = self._sessions.get(token, now - LONGEST_SECONDS, now - UNUSED_SECONDS)
        if session and session.seen < now - NOTICED_SECONDS:
            self._sessions.touch(token, now)
        return session.account if session else None

    def sign_out(self, token: str) -> None:
        """End the session of `token`, for every copy of the token."""
        self._sessions.end(token)

    def change_password(self, name: str, old: str, new: str, address: str) -> str:
        """Change an account's password, end its sessions and begin a new one; return its token.

        Raises `WrongPassword` when `old` is not it, `TooManyFailures`, `BadPassword`.
        """
        self._prove(name, old, address)
        hashed, token = _hash(new), secrets.token_urlsafe(32)
        self._accounts.set_password(name, hashed)
        self._sessions.begin(token, name, self._clock())
        self._sessions.end_all_of(name, but=token)
        return token

    def sessions(self, name: str) -> list[OpenSession]:
        """Return an account's open sessions."""
        return self._sessions.all_of(name)

    def end_session(self, name: str, session: str) -> None:
        """End one of an account's sessions."""
        self._sessions.end_one(name, session)

    def unlock(self, name: str) -> None:
        """Forget an account's failed sign-ins, so that it can sign in again at once.

        Raises `NoAccount`.
        """
        if self.get(name) is None:
            raise NoAccount("there is no reviewer {name!r}", name=name)
        self._failures.forget(name)

    # --- API tokens ---

    def make_token(self, name: str, role: Role, label: str, days: int) -> str:
        """Make an API token for an account; return its secret, which is not stored."""
        secret, now = f"ba_{secrets.token_urlsafe(32)}", self._clock()
        self._tokens.add(secret, Token(0, name, role, label, now, now + days * 24 * 3600))
        return secret

    def tokens(self, name: str) -> list[Token]:
        """Return an account's API tokens."""
        return self._tokens.all_of(name)

    def end_token(self, name: str, number: int) -> None:
        """Revoke an API token. Raises `NoAccount` if the account has none of this number."""
        if not self._tokens.remove(name, number):
            raise NoAccount("you have no token {number}", number=number)

    def of_token(self, secret: str) -> Account | None:
        """Return the account of an API token; None if it is not valid."""
        return self._tokens.account(secret, self._clock())

    def _prove(self, name: str, password: str, address: str) -> None:
        now = self._clock()
        since = now - FAILURES_SECONDS
        blocking = self._failures.reserve(name, address, FAILURES, since, now)
        if blocking is not None:
            raise TooManyFailures(max(1, math.ceil(blocking - since)))
        if not self.check_password(name, password):
            raise WrongPassword("there is no reviewer with this name and password")
        self._failures.forget(name)


def _hash(password: str) -> str:
    """Return the salted scrypt hash. Raises `BadPassword`."""
    from werkzeug.security import generate_password_hash

    least, most = PASSWORD_SIZE
    if not (least <= len(password) <= most and _is_text(password)):
        raise BadPassword(
            "a password must have {least} to {most} characters", least=least, most=most
        )
    return generate_password_hash(password, SCRYPT)


def _is_text(text: str) -> bool:
    """Whether the text has no lone surrogates: JSON allows them, databases and hashes do not."""
    return not any("\ud800" <= char <= "\udfff" for char in text)
