"""Presence: a row for each open page, so that servers see the reviewers of each other."""

from __future__ import annotations

from contextlib import suppress

import sqlalchemy as sa

from baikonur_align.journal.database import META, READ, WRITE, clear_errors, not_durable
from baikonur_align.model import Place

_presence = sa.Table(
    "presence",
    META,
    sa.Column("window", sa.Text, primary_key=True),
    sa.Column("reviewer", sa.Text, nullable=False),
    sa.Column("pair", sa.Text, nullable=False),
    sa.Column("segment", sa.Text, nullable=False),
    sa.Column("seen", sa.Float, nullable=False),
)
_MOVE = (
    _presence.update()
    .where(_presence.c.window == sa.bindparam("of_window"))
    .values({c.name: sa.bindparam(c.name) for c in _presence.c if c.name != "window"})
)
_SINCE = (
    sa.select(_presence).where(_presence.c.seen >= sa.bindparam("since")).order_by(_presence.c.seen)
)
"""The statements of each poll, made once."""


class Presence:
    """The places of all open pages. Times are seconds since 1970 of the last report of a page."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def put(self, place: Place, seen: float, gone: float) -> None:
        """Record the place of a page, in one statement if the page is known.

        A new page also deletes those that were not heard of since `gone`.
        """
        here = {"reviewer": place.reviewer, "pair": place.pair, "segment": place.segment}
        moved = {"of_window": place.window, "seen": seen, **here}
        with (
            clear_errors(),
            self._engine.connect().execution_options(**WRITE) as connection,
            not_durable(connection),
        ):
            if connection.execute(_MOVE, moved).rowcount:
                return
        quicker = suppress(sa.exc.IntegrityError)  # another request of the same window was
        with quicker, clear_errors(), self._engine.begin() as connection:
            connection.execute(_presence.delete().where(_presence.c.seen < gone))
            connection.execute(_presence.insert(), {"window": place.window, "seen": seen, **here})

    def since(self, seen: float) -> list[Place]:
        """Return the places of pages heard of since then, the latest last."""
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return [
                Place(row.window, row.reviewer, row.pair, row.segment)
                for row in connection.execute(_SINCE, {"since": seen})
            ]
