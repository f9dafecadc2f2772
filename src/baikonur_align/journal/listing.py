"""One row for each pair of the list of a corpus, so that its TEI files are not read again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from baikonur_align.journal.database import CHUNK, META, READ, clear_errors
from baikonur_align.journal.edits import EDITS

_listing = sa.Table(
    "listing",
    META,
    sa.Column("pair", sa.Text, primary_key=True),
    sa.Column("stamp", sa.Text, nullable=False),  # of the file that the row was made from
    sa.Column("row", sa.Text, nullable=False),
    sa.Column("fits", sa.Boolean),  # whether the file was compared with the edits
)

ROWS = 100
"""Rows written in one transaction, so that nobody waits long for them."""


class LastEdit(NamedTuple):
    """The last edit of a pair. ``counts``: what it and those before it changed, if it is kept."""

    version: int
    who: str
    at: str
    verb: str
    counts: str | None


class Listed(NamedTuple):
    """The row of a pair, as JSON, and the stamp of its file.

    ``fits`` says that the file was compared with the edits of the pair and belongs to them.
    """

    stamp: str
    row: str
    fits: bool = False


def _with_edit() -> sa.Select[Any]:
    """Read rows with the last edits of their pairs, which the primary key of the edits finds."""
    later = EDITS.alias()
    last = sa.select(sa.func.max(later.c.version)).where(later.c.pair == _listing.c.pair)
    is_last = (EDITS.c.pair == _listing.c.pair) & (EDITS.c.version == last.scalar_subquery())
    edit = [EDITS.c[name] for name in ("version", "reviewer", "at", "verb", "counts")]
    return sa.select(_listing, *edit).select_from(_listing.outerjoin(EDITS, is_last))


_WITH_EDIT = _with_edit()


class Listing:
    """The rows by pair, each with the stamp of the file that it was made from."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def all(self) -> dict[str, Listed]:
        """Return all rows by their pairs."""
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            rows = connection.execute(sa.select(_listing)).all()
        return {pair: Listed(stamp, text, bool(fits)) for pair, stamp, text, fits in rows}

    def read(self, pairs: Sequence[str]) -> dict[str, tuple[Listed, LastEdit | None]]:
        """Return the rows and the last edits of those of the pairs that have a row."""
        rows: list[Any] = []
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            for start in range(0, len(pairs), CHUNK):
                part = pairs[start : start + CHUNK]
                rows += connection.execute(_WITH_EDIT.where(_listing.c.pair.in_(part))).all()
        return {
            pair: (Listed(stamp, text, bool(fits)), None if last[0] is None else LastEdit(*last))
            for pair, stamp, text, fits, *last in rows
        }

    def put(self, rows: Mapping[str, Listed], gone: Collection[str] = ()) -> None:
        """Write the rows that are new or have changed, and drop those of pairs that are gone."""
        left = sorted(gone)
        for start in range(0, len(left), CHUNK):
            self._replace(left[start : start + CHUNK], [])
        new = [
            {"pair": pair, "stamp": one.stamp, "row": one.row, "fits": one.fits}
            for pair, one in sorted(rows.items())
        ]
        for start in range(0, len(new), ROWS):
            part = new[start : start + ROWS]
            self._replace([str(row["pair"]) for row in part], part)

    def _replace(self, pairs: list[str], rows: list[dict[str, object]]) -> None:
        try:
            with clear_errors(), self._engine.begin() as connection:
                connection.execute(_listing.delete().where(_listing.c.pair.in_(pairs)))
                if rows:
                    connection.execute(_listing.insert(), rows)
        except sa.exc.IntegrityError:
            pass  # another process was quicker with the same rows
