"""Who may use the app, and as what."""

from __future__ import annotations

from typing import get_args

from baikonur_align.journal import Accounts
from baikonur_align.model import Account, Problem, Role

LONGEST_NAME = 80
"""Characters of a reviewer's name."""


class BadName(Problem):
    """This can't be anyone's name."""


class NoAccount(Problem):
    """There is no account of that name."""


def may(role: Role, least: Role) -> bool:
    """Whether `role` is allowed what needs `least`."""
    roles = get_args(Role)
    return roles.index(role) >= roles.index(least)


def clean_name(name: str) -> str:
    """The name without odd white space. Raises `BadName` when nothing fit to print is left of it."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadName(f"reviewer must be a name of 1 to {LONGEST_NAME} characters")
    return name


class People:
    """The accounts of a corpus; without any, whoever sits at this machine is a lead."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def all(self) -> list[Account]:
        return self._accounts.all()

    def account(self, name: str) -> Account | None:
        return self._accounts.get(name)

    def add(self, name: str, password: str, role: Role | None = None) -> Account:
        """Add an account, or change its password and role; the password is kept as a salted scrypt hash."""
        from werkzeug.security import generate_password_hash

        name = clean_name(name)
        known = self._accounts.get(name)
        account = Account(name, role or (known.role if known else "reviewer"))
        self._accounts.put(account, generate_password_hash(password))
        return account

    def set_role(self, name: str, role: Role) -> None:
        if not self._accounts.set_role(name, role):
            raise NoAccount(f"there is no reviewer {name!r}")

    def remove(self, name: str) -> None:
        if not self._accounts.remove(name):
            raise NoAccount(f"there is no reviewer {name!r}")

    def check_password(self, name: str, password: str) -> bool:
        from werkzeug.security import check_password_hash

        known = self._accounts.password_hash(name)
        return known is not None and check_password_hash(known, password)
