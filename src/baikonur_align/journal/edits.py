"""The edits, append-only. The primary key (pair, version) is the guard against conflicts: of two writers of
one version, one is told `Taken`. So is who writes the same request of a reviewer again, told by its key.
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
    sa.Column("key", sa.Text),
    sa.Index("edits_by_key", "pair", "reviewer", "key", unique=True),
    sa.Index("edits_by_reviewer", "pair", "reviewer", "version", "verb"),
    sa.Index("edits_undoing", "pair", "undoes"),
)
_undoing = _edits.alias()
_TAKEN_BACK = (
    sa.select(_undoing.c.version)
    .where(_undoing.c.pair == _edits.c.pair, _undoing.c.undoes == _edits.c.version)
    .exists()
)


class Taken(Exception):
    """Another writer has already written this version of this pair, or this very request."""


class Journal:
    """The edits of all pairs of a corpus, each with the version that it made."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def append(self, pair: str, version: int, edit: Edit, key: str = "") -> None:
        """Write `edit` as `version`, in one transaction; when this returns it is kept.

        `key` names the request that asked for it. Raises `Taken` when that version exists, or that request
        has been done.
        """
        fields = edit_to_json(edit)
        beads = {side: dumps(fields[side]) for side in ("before", "after")}
        row = {"pair": pair, "version": version, "key": key or None} | fields | beads
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

    def edit(self, pair: str, version: int) -> Edit | None:
        """The edit that made `version`; None when this journal doesn't know it."""
        query = sa.select(_edits).where(_edits.c.pair == pair, _edits.c.version == version)
        with clear_errors(self._engine.url), self._engine.connect() as db:
            row = db.execute(query).mappings().one_or_none()
        return _edit(row) if row else None

    def asked(self, pair: str, reviewer: str, key: str) -> tuple[int, Edit] | None:
        """What a reviewer's request of this key has made; None when it was not done, or without a key."""
        which = (_edits.c.pair == pair, _edits.c.reviewer == reviewer, _edits.c.key == key)
        if not key:
            return None
        with clear_errors(self._engine.url), self._engine.connect() as db:
            row = db.execute(sa.select(_edits).where(*which)).mappings().one_or_none()
        return (row["version"], _edit(row)) if row else None

    def latest(
        self, pair: str, most: int, before: int | None = None, reviewer: str | None = None
    ) -> list[tuple[int, Edit]]:
        """At most so many edits of `pair`, latest first: those before a version, those of one reviewer."""
        query = sa.select(_edits).where(_edits.c.pair == pair)
        if before is not None:
            query = query.where(_edits.c.version < before)
        if reviewer is not None:
            query = query.where(_edits.c.reviewer == reviewer)
        query = query.order_by(_edits.c.version.desc()).limit(most)
        with clear_errors(self._engine.url), self._engine.connect() as db:
            return [(row["version"], _edit(row)) for row in db.execute(query).mappings()]

    def reviewers(self, pair: str) -> list[str]:
        """All who have edited `pair`."""
        query = sa.select(_edits.c.reviewer).where(_edits.c.pair == pair).distinct()
        with clear_errors(self._engine.url), self._engine.connect() as db:
            return sorted(db.execute(query).scalars())

    def next_undo(self, pair: str, reviewer: str) -> int | None:
        """The version of the reviewer's last edit that nothing has taken back."""
        return self._last(pair, reviewer, _edits.c.verb != "undo", ~_TAKEN_BACK)

    def next_redo(self, pair: str, reviewer: str) -> int | None:
        """The version of the reviewer's last undo that nothing has taken back or left behind."""
        fresh = self._last(pair, reviewer, _edits.c.verb.not_in(["undo", "redo"])) or 0
        return self._last(
            pair, reviewer, _edits.c.verb == "undo", _edits.c.version > fresh, ~_TAKEN_BACK
        )

    def _last(self, pair: str, reviewer: str, *which: sa.ColumnElement[bool]) -> int | None:
        query = (
            sa.select(_edits.c.version)
            .where(_edits.c.pair == pair, _edits.c.reviewer == reviewer, *which)
            .order_by(_edits.c.version.desc())
            .limit(1)
        )
        with clear_errors(self._engine.url), self._engine.connect() as db:
            return db.execute(query).scalar()

    def version(self, pair: str) -> int:
        """The latest version of `pair` that the journal knows; 0 when it knows none."""
        query = sa.select(sa.func.max(_edits.c.version)).where(_edits.c.pair == pair)
        with clear_errors(self._engine.url), self._engine.connect() as db:
            return db.execute(query).scalar() or 0


def _edit(row: sa.RowMapping) -> Edit:
    beads = {"before": json.loads(row["before"]), "after": json.loads(row["after"])}
    return edit_from_json(dict(row) | beads)
