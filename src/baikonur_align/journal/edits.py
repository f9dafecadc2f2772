"""The edits, append-only. The primary key (pair, version) is the guard against conflicts: of two writers of
one version, one is told `Taken`.
"""

from __future__ import annotations

import json

import sqlalchemy as sa

from baikonur_align.journal.database import META, clear_errors
from baikonur_align.model import Edit
from baikonur_align.wire import dumps, edit_from_json, edit_to_json

_edits = sa.Table(
    "edits",
    META,
    sa.Column("pair", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("reviewer", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("undoes", sa.Integer),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
)


class Taken(Exception):
    """Another writer has already written this version of this pair."""


class Journal:
    """The edits of all pairs of a corpus, each with the version that it made."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def append(self, pair: str, version: int, edit: Edit) -> None:
        """Write `edit` as `version`, in one transaction; when this returns it is kept.

        Raises `Taken` when that version exists.
        """
        fields = edit_to_json(edit)
        beads = {side: dumps(fields[side]) for side in ("before", "after")}
        row = {"pair": pair, "version": version} | fields | beads
        try:
            with clear_errors(self._engine.url), self._engine.begin() as db:
                db.execute(_edits.insert(), row)
        except sa.exc.IntegrityError as error:
            raise Taken(f"{pair} {version}") from error

    def edits(self, pair: str, after: int = 0) -> list[tuple[int, Edit]]:
        """The edits of `pair` that are later than version `after`, with their versions, oldest first."""
        query = (
            sa.select(_edits)
            .where(_edits.c.pair == pair, _edits.c.version > after)
            .order_by(_edits.c.version)
        )
        with clear_errors(self._engine.url), self._engine.connect() as db:
            return [(row["version"], _edit(row)) for row in db.execute(query).mappings()]

    def version(self, pair: str) -> int:
        """The latest version of `pair` that the journal knows; 0 when it knows none."""
        query = sa.select(sa.func.max(_edits.c.version)).where(_edits.c.pair == pair)
        with clear_errors(self._engine.url), self._engine.connect() as db:
            return db.execute(query).scalar() or 0


def _edit(row: sa.RowMapping) -> Edit:
    beads = {"before": json.loads(row["before"]), "after": json.loads(row["after"])}
    return edit_from_json(dict(row) | beads)
