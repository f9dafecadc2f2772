"""Badges of reviewers: the few letters that stand for a name, one row each."""

from __future__ import annotations

from contextlib import suppress

import sqlalchemy as sa

from baikonur_align.journal.database import META, READ, clear_errors

_BADGES = sa.Table(
    "badges",
    META,
    sa.Column("reviewer", sa.Text, primary_key=True),
    sa.Column("badge", sa.Text, nullable=False, unique=True),
)


class BadgeTable:
    """The badge of each reviewer who was ever shown; no two have the same."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def all(self) -> dict[str, str]:
        """Return the badges by reviewer."""
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            rows = connection.execute(sa.select(_BADGES))
            return {row.reviewer: row.badge for row in rows}

    def add(self, reviewer: str, badge: str) -> None:
        """Give a reviewer a badge, unless another server has just given one of them away."""
        with suppress(sa.exc.IntegrityError), clear_errors(), self._engine.begin() as connection:
            connection.execute(_BADGES.insert(), {"reviewer": reviewer, "badge": badge})
