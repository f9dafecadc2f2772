"""One row for each pair of the list of a corpus, so that its TEI files are not read again."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from baikonur_align.journal.database import META, READ, clear_errors
from baikonur_align.wire import dumps

_listing = sa.Table(
    "listing",
    META,
    sa.Column("pair", sa.Text, primary_key=True),
    sa.Column("stamp", sa.Text, nullable=False),  # of the file that the row was made from
    sa.Column("row", sa.Text, nullable=False),
)


class Listing:
    """The rows by pair, each with the stamp of the file that it was made from."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def all(self) -> dict[str, tuple[str, dict[str, Any]]]:
        """Return stamp and row of every pair."""
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            rows = connection.execute(sa.select(_listing)).all()
        return {row.pair: (row.stamp, json.loads(row.row)) for row in rows}

    def put(self, rows: Mapping[str, tuple[str, dict[str, Any]]], gone: Collection[str]) -> None:
        """Write the rows that are new or have changed, and drop those of pairs that are gone."""
        old = _listing.delete().where(_listing.c.pair.in_([*rows, *gone]))
        new = [
            {"pair": pair, "stamp": stamp, "row": dumps(row)} for pair, (stamp, row) in rows.items()
        ]
        if not rows and not gone:
            return
        try:
            with clear_errors(), self._engine.begin() as connection:
                connection.execute(old)
                if new:
                    connection.execute(_listing.insert(), new)
        except sa.exc.IntegrityError:
            pass  # another process was quicker with the same rows
