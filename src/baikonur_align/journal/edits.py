"""The edits, append-only.

The primary key (pair, version) guards against conflicts: of two writers of one version one is told
`Taken`. So is who writes the same request of a reviewer again, known by its key.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from baikonur_align.journal.database import META, READ, WRITE, clear_errors
from baikonur_align.journal.feed import Feed, edit_told
from baikonur_align.journal.identity import ADOPTED, JOURNAL, Identity
from baikonur_align.journal.problems import JournalMismatch
from baikonur_align.model import Edit
from baikonur_align.wire import dumps, edit_from_json, edit_to_json

Numbered = tuple[int, Edit]
"""An edit with the version that it made."""

EDITS = sa.Table(
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
    sa.Column("counts", sa.Text),  # what it and the edits before it change in the list of pairs
    sa.Index("edits_by_key", "pair", "reviewer", "key", unique=True),
    sa.Index("edits_by_reviewer", "pair", "reviewer", "version", "verb"),
    sa.Index("edits_undoing", "pair", "undoes"),
)
_undoing = EDITS.alias()
_TAKEN_BACK = (
    sa.select(_undoing.c.version)
    .where(_undoing.c.pair == EDITS.c.pair, _undoing.c.undoes == EDITS.c.version)
    .exists()
)


def _append() -> sa.Insert:
    """Write a row if the journal is ours and has the version before."""
    pair, previous = sa.bindparam("pair", type_=sa.Text), sa.bindparam("previous", type_=sa.Integer)
    values = [sa.bindparam(column.name, type_=column.type) for column in EDITS.c]
    before = EDITS.alias()
    goes_on = sa.or_(
        previous == 0,
        sa.exists().where(before.c.pair == pair, before.c.version == previous),
        sa.exists().where(ADOPTED.c.pair == pair, ADOPTED.c.version == previous),
    )
    ours = sa.exists().where(JOURNAL.c.id == sa.bindparam("journal", type_=sa.Text))
    return (
        EDITS.insert()
        .from_select([c.name for c in EDITS.c], sa.select(*values).where(goes_on, ours))
        .execution_options(preserve_rowcount=True)
    )


def _since() -> sa.Select[Any]:
    """Read the edits after a version, the known one, and that of a request; beads if needed."""
    after, key = sa.bindparam("after", type_=sa.Integer), sa.bindparam("key", type_=sa.Text)
    own = (EDITS.c.reviewer == sa.bindparam("reviewer", type_=sa.Text)) & (EDITS.c.key == key)
    known = EDITS.c.version == sa.bindparam("known", type_=sa.Integer)
    wanted = (EDITS.c.version > after) | (EDITS.c.key == key)
    columns = [
        sa.case((wanted, column), else_="[]").label(column.name)
        if column.name in ("before", "after")
        else column
        for column in EDITS.c
        if column.name != "counts"
    ]
    pair = sa.bindparam("pair", type_=sa.Text)
    which = (EDITS.c.version > after) | known | own
    return sa.select(*columns).where(EDITS.c.pair == pair, which).order_by(EDITS.c.version)


_APPEND, _SINCE = _append(), _since()
_APPEND_AND_TELL = _APPEND.returning(edit_told(EDITS.c.pair, EDITS.c.version))
"""The statements of each edit and poll, made once: making them costs more than their execution."""


class Taken(Exception):
    """Another writer has written this version of this pair, or this request, already."""


class Journal:
    """The edits of all pairs of a corpus, each with the version that it made."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._append = _APPEND if engine.dialect.name == "sqlite" else _APPEND_AND_TELL
        self.identity = Identity(engine)
        self.feed = Feed(engine)

    def append(
        self,
        pair: str,
        version: int,
        edit: Edit,
        key: str = "",
        counts: str | None = None,
    ) -> None:
        """Write `edit` as `version`, in one statement; when this returns it is durable.

        `key` names the request, `counts` are kept with the edit (`keep_counts`). Raises `Taken` if
        that version exists or that request was done, and `JournalMismatch` if the version before
        it is missing or this is another journal: then nothing is written.
        """
        fields = edit_to_json(edit)
        beads = {side: dumps(fields[side]) for side in ("before", "after")}
        row = {"pair": pair, "version": version, "key": key or None} | fields | beads
        row |= {"counts": counts}
        row |= {"previous": version - 1, "journal": self.identity.id}
        try:
            with clear_errors(), self._engine.connect().execution_options(**WRITE) as connection:
                if connection.execute(self._append, row).rowcount == 1:
                    return
        except sa.exc.IntegrityError as error:
            raise Taken(f"{pair} {version}") from error
        raise JournalMismatch(
            "the journal was changed: it no longer has version {before} of {pair}; nothing "
            "was written. Put back the journal that had it, or restore a backup, and restart "
            "the server",
            before=version - 1,
            pair=pair,
        )

    def keep_counts(self, pair: str, version: int, counts: str) -> None:
        """Keep what an edit and those before it change in the list of pairs."""
        query = EDITS.update().where(EDITS.c.pair == pair, EDITS.c.version == version)
        with clear_errors(), self._engine.connect().execution_options(**WRITE) as connection:
            connection.execute(query.values(counts=counts))

    def since(
        self, pair: str, known: Numbered | None, after: int, reviewer: str = "", key: str = ""
    ) -> tuple[list[Numbered], Numbered | None]:
        """Return the edits after a version, and the result of an earlier request with this key.

        `known` is the edit that made version `after`, if it came from this journal. One
        statement. Raises `JournalMismatch` if the journal does not have it any more.
        """
        given = {"pair": pair, "after": after, "reviewer": reviewer, "key": key}
        given["known"] = after if known else None  # the row of no version
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            rows = list(connection.execute(_SINCE, given).mappings())
        if known and not any(_is_row_of(row, known) for row in rows):
            raise JournalMismatch(
                "the journal no longer has version {version} of {pair}: nothing was written. Put "
                "back the journal that had it, or restore a backup, and restart the server",
                version=after,
                pair=pair,
            )
        edits = [(row["version"], _edit(row)) for row in rows if row["version"] > after]
        self.feed.seen(pair, edits[-1][0] if edits else after)
        done = (row for row in rows if key and row["key"] == key and row["reviewer"] == reviewer)
        return edits, next(((row["version"], _edit(row)) for row in done), None)

    def edits(self, pair: str, after: int = 0) -> list[tuple[int, Edit]]:
        """Return the edits of `pair` after version `after`, with their versions, oldest first."""
        query = (
            sa.select(EDITS)
            .where(EDITS.c.pair == pair, EDITS.c.version > after)
            .order_by(EDITS.c.version)
        )
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return [(row["version"], _edit(row)) for row in connection.execute(query).mappings()]

    def edit(self, pair: str, version: int) -> Edit | None:
        """The edit that made `version`; None when this journal doesn't know it."""
        query = sa.select(EDITS).where(EDITS.c.pair == pair, EDITS.c.version == version)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            row = connection.execute(query).mappings().one_or_none()
        return _edit(row) if row else None

    def latest(
        self, pair: str, most: int, before: int | None = None, reviewer: str | None = None
    ) -> list[tuple[int, Edit]]:
        """Return the latest edits of `pair`, newest first, before a version or of one reviewer."""
        query = sa.select(EDITS).where(EDITS.c.pair == pair)
        if before is not None:
            query = query.where(EDITS.c.version < before)
        if reviewer is not None:
            query = query.where(EDITS.c.reviewer == reviewer)
        query = query.order_by(EDITS.c.version.desc()).limit(most)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return [(row["version"], _edit(row)) for row in connection.execute(query).mappings()]

    def reviewers(self, pair: str) -> list[str]:
        """All who have edited `pair`."""
        query = sa.select(EDITS.c.reviewer).where(EDITS.c.pair == pair).distinct()
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return sorted(connection.execute(query).scalars())

    def next_undo(self, pair: str, reviewer: str, skip: Sequence[int] = ()) -> int | None:
        """The version of the reviewer's last edit that nothing has taken back."""
        return self._last(pair, reviewer, EDITS.c.verb != "undo", ~_TAKEN_BACK, *_but(skip))

    def next_redo(self, pair: str, reviewer: str, skip: Sequence[int] = ()) -> int | None:
        """The version of the reviewer's last undo that nothing has taken back or left behind."""
        fresh = self._last(pair, reviewer, EDITS.c.verb.not_in(["undo", "redo"])) or 0
        return self._last(
            pair,
            reviewer,
            EDITS.c.verb == "undo",
            EDITS.c.version > fresh,
            ~_TAKEN_BACK,
            *_but(skip),
        )

    def _last(self, pair: str, reviewer: str, *which: sa.ColumnElement[bool]) -> int | None:
        query = (
            sa.select(EDITS.c.version)
            .where(EDITS.c.pair == pair, EDITS.c.reviewer == reviewer, *which)
            .order_by(EDITS.c.version.desc())
            .limit(1)
        )
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return connection.execute(query).scalar()

    def pairs(self) -> set[str]:
        """Return the ids of all pairs that have edits."""
        query = sa.select(EDITS.c.pair).distinct()
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return set(connection.execute(query).scalars())

    def versions(self) -> dict[str, list[int]]:
        """Return the versions that the journal has, by pair, both in order."""
        query = sa.select(EDITS.c.pair, EDITS.c.version).order_by(EDITS.c.pair, EDITS.c.version)
        found: dict[str, list[int]] = {}
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            for row in connection.execute(query):
                found.setdefault(row.pair, []).append(row.version)
        return found

    def ping(self) -> None:
        """Ask the database anything. Raises `JournalProblem` if it does not answer."""
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            connection.execute(sa.select(JOURNAL.c.id)).scalar()

    def count(self) -> int:
        """Return the number of edits of all pairs."""
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(EDITS)).scalar() or 0

    def version(self, pair: str) -> int:
        """The latest version of `pair` that the journal knows; 0 when it knows none."""
        query = sa.select(sa.func.max(EDITS.c.version)).where(EDITS.c.pair == pair)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return connection.execute(query).scalar() or 0


def _is_row_of(row: sa.RowMapping, known: Numbered) -> bool:
    version, edit = known
    said = (row["version"], row["reviewer"], row["at"], row["verb"])
    return said == (version, edit.reviewer, edit.at, edit.verb)


def _but(versions: Sequence[int]) -> list[sa.ColumnElement[bool]]:
    """Return the condition that leaves out these versions; none for no versions."""
    return [EDITS.c.version.not_in(versions)] if versions else []


def _edit(row: sa.RowMapping) -> Edit:
    beads = {"before": json.loads(row["before"]), "after": json.loads(row["after"])}
    return edit_from_json(dict(row) | beads)
