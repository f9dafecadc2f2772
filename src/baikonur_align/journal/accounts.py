"""Accounts and their roles, for an app that listens on other addresses than this machine's."""

from __future__ import annotations

import sqlalchemy as sa

from baikonur_align.journal.database import META, READ, clear_errors
from baikonur_align.model import Account, Role

REVIEWERS = sa.Table(
    "reviewers",
    META,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    # The default is for the accounts of versions that knew no roles: they could all edit.
    sa.Column("role", sa.Text, nullable=False, server_default="reviewer"),
)


class Accounts:
    """The accounts: names, password hashes, roles."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def all(self) -> list[Account]:
        query = sa.select(REVIEWERS.c.name, REVIEWERS.c.role).order_by(REVIEWERS.c.name)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return [Account(row.name, row.role) for row in connection.execute(query)]

    def get(self, name: str) -> Account | None:
        query = sa.select(REVIEWERS.c.name, REVIEWERS.c.role).where(REVIEWERS.c.name == name)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            row = connection.execute(query).one_or_none()
        return row and Account(row.name, row.role)

    def password_hash(self, name: str) -> str | None:
        query = sa.select(REVIEWERS.c.password_hash).where(REVIEWERS.c.name == name)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return connection.execute(query).scalar()

    def put(self, account: Account, password_hash: str) -> None:
        """Add an account, or replace the password and role of an existing one."""
        row = {"name": account.name, "password_hash": password_hash, "role": account.role}
        with clear_errors(), self._engine.begin() as connection:
            connection.execute(REVIEWERS.delete().where(REVIEWERS.c.name == account.name))
            connection.execute(REVIEWERS.insert(), row)

    def set_password(self, name: str, password_hash: str) -> None:
        change = (
            REVIEWERS.update().where(REVIEWERS.c.name == name).values(password_hash=password_hash)
        )
        with clear_errors(), self._engine.begin() as connection:
            connection.execute(change)

    def set_role(self, name: str, role: Role) -> bool:
        """Set a role; return whether the account exists."""
        change = REVIEWERS.update().where(REVIEWERS.c.name == name).values(role=role)
        with clear_errors(), self._engine.begin() as connection:
            return bool(connection.execute(change).rowcount)

    def remove(self, name: str) -> bool:
        """Remove an account; return whether it existed."""
        with clear_errors(), self._engine.begin() as connection:
            return bool(
                connection.execute(REVIEWERS.delete().where(REVIEWERS.c.name == name)).rowcount
            )
