"""API tokens: secrets for scripts, each with a role and an expiry. Only digests are kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import get_args

import sqlalchemy as sa

from baikonur_align.journal.accounts import REVIEWERS
from baikonur_align.journal.database import META, READ, clear_errors
from baikonur_align.model import Account, Role

_tokens = sa.Table(
    "tokens",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("made", sa.Float, nullable=False),
    sa.Column("expires", sa.Float, nullable=False),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True)
class Token:
    """A token without its secret. Times are seconds since 1970."""

    id: int
    name: str
    role: Role
    label: str
    made: float
    expires: float


class Tokens:
    """The API tokens of all accounts."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, secret: str, token: Token) -> None:
        """Keep a token by the digest of its secret; the database numbers it."""
        row = {key: value for key, value in vars(token).items() if key != "id"} | {
            "digest": _digest(secret)
        }
        with clear_errors(), self._engine.begin() as connection:
            connection.execute(_tokens.insert(), row)

    def account(self, secret: str, now: float) -> Account | None:
        """Return the token's account with the lower of its own and the token's role."""
        query = (
            sa.select(REVIEWERS.c.name, REVIEWERS.c.role, _tokens.c.role.label("least"))
            .join(REVIEWERS, REVIEWERS.c.name == _tokens.c.name)
            .where(_tokens.c.digest == _digest(secret), _tokens.c.expires > now)
        )
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            row = connection.execute(query).one_or_none()
        return row and Account(row.name, min(row.role, row.least, key=get_args(Role).index))

    def all_of(self, name: str) -> list[Token]:
        """Return an account's tokens, oldest first."""
        columns = [_tokens.c[field] for field in Token.__dataclass_fields__]
        query = sa.select(*columns).where(_tokens.c.name == name).order_by(_tokens.c.id)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return [Token(**row) for row in connection.execute(query).mappings()]

    def remove(self, name: str, number: int) -> bool:
        """Revoke a token; False if the account has none of this number."""
        query = _tokens.delete().where(_tokens.c.name == name, _tokens.c.id == number)
        with clear_errors(), self._engine.begin() as connection:
            return bool(connection.execute(query).rowcount)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
