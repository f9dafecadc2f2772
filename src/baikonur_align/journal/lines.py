"""The lines of the list of pairs as they are now, which the database chooses, sorts and sums up.

They are derived: who asks for them first brings those up to date whose file or edits have changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from baikonur_align.journal.assignments import ASSIGNMENTS
from baikonur_align.journal.database import CHUNK, META, READ, clear_errors
from baikonur_align.journal.edits import EDITS
from baikonur_align.model import Properties
from baikonur_align.summary import Summary

Order = Literal["title", "attention", "recent", "progress"]

Key = tuple[int, int, float | str, str]
"""The place of a pair in a list: two ranks, what the order is by, and its id."""

BY_CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Texts that each database sorts by the codes of their letters.

The ids of pairs are not: an index of PostgreSQL finds only texts of its own collation.
"""

_lines = sa.Table(
    "lines",
    META,
    sa.Column("pair", sa.Text, primary_key=True),
    sa.Column("stamp", sa.Text, nullable=False),  # of its file; empty: to be made anew each time
    sa.Column("edit", sa.Integer, nullable=False),  # the last edit that it counts; 0: none
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source_lang", sa.Text, nullable=False),
    sa.Column("target_lang", sa.Text, nullable=False),
    sa.Column("beads", sa.Integer, nullable=False),
    sa.Column("confirmed", sa.Integer, nullable=False),
    sa.Column("flagged", sa.Integer, nullable=False),
    sa.Column("judged", sa.Integer, nullable=False),
    sa.Column("attention", sa.Integer, nullable=False),
    sa.Column("progress", sa.Float, nullable=False),
    sa.Column("recent", sa.Float, nullable=False),  # minus the seconds since 1970
    sa.Column("title", BY_CODE, nullable=False),  # as it is sorted
    sa.Column("empty", sa.Integer, nullable=False),  # 1: there is nothing to review
    sa.Column("names", sa.Text, nullable=False),  # what a reader's words are looked for in
    sa.Column("line", sa.Text, nullable=False),
)
_properties = sa.Table(
    "line_properties",
    META,
    sa.Column("pair", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", BY_CODE, nullable=False),
    sa.Column("value", BY_CODE, nullable=False),  # too long for an index of PostgreSQL
)
_ORDERS: dict[Order, sa.ColumnElement[Any]] = {
    "title": _lines.c.title,
    "attention": -_lines.c.attention,
    "recent": _lines.c.recent,
    "progress": _lines.c.progress,
}

ROWS = 100
"""Lines written in one transaction, so that nobody waits long for them."""


class Known(NamedTuple):
    """What a line was made from: the file's stamp and the last edit; ``last`` is that of now."""

    stamp: str
    edit: int
    version: int
    problem: str
    last: int


class Line(NamedTuple):
    """A line, and what it was made from."""

    stamp: str
    edit: int
    summary: Summary


@dataclass(frozen=True)
class Choice:
    """Lines that have a text in a name or title, metadata (a key and a value), in an order.

    Pairs that are assigned to `reviewer` come first; those with nothing to review come last.
    """

    text: str = ""
    where: tuple[str, str] | None = None
    order: Order = "title"
    reviewer: str = ""


class Sums(NamedTuple):
    """Sums over all lines."""

    pairs: int
    beads: int
    judged: int


def _known() -> sa.Select[Any]:
    """Read what each line was made from, with the last edit, which the edits' key finds."""
    last = sa.select(sa.func.max(EDITS.c.version)).where(EDITS.c.pair == _lines.c.pair)
    columns = [_lines.c[name] for name in ("pair", "stamp", "edit", "version", "problem")]
    return sa.select(*columns, sa.func.coalesce(last.scalar_subquery(), 0))


_KNOWN = _known()


class Lines:
    """The lines of all pairs."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._position = sa.func.instr if engine.dialect.name == "sqlite" else sa.func.strpos

    def known(self) -> dict[str, Known]:
        """Return what the line of each pair was made from."""
        return {pair: Known(*rest) for pair, *rest in self._read(_KNOWN)}

    def last_edits(self, pairs: Collection[str]) -> dict[str, int]:
        """Return the last version of some of the pairs, if they have edits."""
        query = sa.select(EDITS.c.pair, sa.func.max(EDITS.c.version)).group_by(EDITS.c.pair)
        return dict(self._read(query.where(EDITS.c.pair.in_(pairs))))

    def put(self, lines: Mapping[str, Line], gone: Iterable[str] = ()) -> None:
        """Write lines in place of older ones, and drop those of pairs that are gone."""
        left = sorted(gone)
        for start in range(0, len(left), CHUNK):
            self._replace(left[start : start + CHUNK], {})
        names = sorted(lines)
        for start in range(0, len(names), ROWS):
            part = names[start : start + ROWS]
            self._replace(part, {name: lines[name] for name in part})

    def _replace(self, pairs: list[str], lines: Mapping[str, Line]) -> None:
        rows = [_row(pair, line) for pair, line in lines.items()]
        properties = [
            {"pair": pair, "number": number, "key": key, "value": value}
            for pair, line in lines.items()
            for number, (key, value) in enumerate(line.summary.metadata)
        ]
        # Another process that is quicker writes the same lines.
        with suppress(sa.exc.IntegrityError), clear_errors(), self._engine.begin() as connection:
            for table, new in ((_lines, rows), (_properties, properties)):
                connection.execute(table.delete().where(table.c.pair.in_(pairs)))
                if new:
                    connection.execute(table.insert(), new)

    def all(self) -> list[Summary]:
        """Return all lines, sorted by the ids of their pairs."""
        return sorted(self._summaries(sa.select(_lines.c.line)), key=lambda one: one.id)

    def of(self, pair: str) -> Line | None:
        """Return the line of one pair."""
        columns = _lines.c.stamp, _lines.c.edit, _lines.c.line
        rows = self._read(sa.select(*columns).where(_lines.c.pair == pair))
        return next(
            (Line(stamp, edit, Summary.from_json(text)) for stamp, edit, text in rows), None
        )

    def confirmed(self, one: str, other: str) -> list[str]:
        """Return the pairs in two languages, either way, that have confirmed beads, sorted."""
        source, target = _lines.c.source_lang, _lines.c.target_lang
        either = ((source == one) & (target == other)) | ((source == other) & (target == one))
        query = sa.select(_lines.c.pair).where(_lines.c.confirmed > 0, either)
        return sorted(pair for (pair,) in self._read(query))

    def confirmed_kinds(self) -> list[list[str]]:
        """Return the pairs with confirmed beads, sorted, those of a kind and languages together."""
        columns = _lines.c.kind, _lines.c.source_lang, _lines.c.target_lang
        query = sa.select(*columns, _lines.c.pair).where(_lines.c.confirmed > 0)
        groups: dict[tuple[str, ...], list[str]] = {}
        for *kind, pair in self._read(query):
            groups.setdefault(tuple(kind), []).append(pair)
        return [sorted(pairs) for pairs in groups.values()]

    def languages(self) -> list[tuple[str, str]]:
        """Return the languages of pairs, source and target, each two once."""
        query = sa.select(_lines.c.source_lang, _lines.c.target_lang).distinct()
        return [(source, target) for source, target in self._read(query) if source]

    def sizes(self) -> dict[str, tuple[int, bool]]:
        """Return how many beads each pair has, and whether people have edited or judged any."""
        touched = (_lines.c.edit > 0) | (_lines.c.judged > 0) | (_lines.c.flagged > 0)
        query = sa.select(_lines.c.pair, _lines.c.beads, touched).where(_lines.c.problem == "")
        return {pair: (beads, bool(touched)) for pair, beads, touched in sorted(self._read(query))}

    def problems(self) -> dict[str, str]:
        """Return why pairs cannot be read, by their ids."""
        query = sa.select(_lines.c.pair, _lines.c.problem).where(_lines.c.problem != "")
        return dict(sorted(self._read(query)))

    def sums(self) -> Sums:
        """Return sums over all lines."""
        columns = [sa.func.coalesce(sa.func.sum(_lines.c[name]), 0) for name in ("beads", "judged")]
        return Sums(*self._read(sa.select(sa.func.count(), *columns).select_from(_lines))[0])

    def most_to_look_at(self) -> Summary | None:
        """Return the pair that is not reviewed yet and has most beads to look at."""
        open_ = (_lines.c.empty == 0) & (_lines.c.progress < 1)
        order = -_lines.c.attention, _lines.c.progress, _lines.c.pair
        found = self._summaries(sa.select(_lines.c.line).where(open_).order_by(*order).limit(1))
        return found[0] if found else None

    def properties(self) -> Properties:
        """Return all keys and values of metadata, sorted."""
        columns = _properties.c.key, _properties.c.value
        return tuple(map(tuple, self._read(sa.select(*columns).distinct().order_by(*columns))))

    def count(self, choice: Choice) -> int:
        """Return how many lines are chosen."""
        query = sa.select(sa.func.count()).select_from(_lines).where(*self._conditions(choice))
        return int(self._read(query)[0][0])

    def chosen(self, choice: Choice, most: int, after: Key | None) -> list[tuple[Key, Summary]]:
        """Return at most so many of the chosen lines after a place, each with its own."""
        key = sa.tuple_(
            _lines.c.empty, _others(choice.reviewer), _ORDERS[choice.order], _lines.c.pair
        )
        query = sa.select(*key.clauses, _lines.c.line).where(*self._conditions(choice))
        if after is not None:
            query = query.where(key > sa.tuple_(*after))
        rows = self._read(query.order_by(*key.clauses).limit(most))
        return [(tuple(place), Summary.from_json(text)) for *place, text in rows]

    def _conditions(self, choice: Choice) -> list[sa.ColumnElement[bool]]:
        found: list[sa.ColumnElement[bool]] = []
        if choice.text:
            found.append(self._position(_lines.c.names, choice.text) > 0)
        if choice.where:
            key, value = choice.where
            has = _properties.c.pair == _lines.c.pair
            same = (_properties.c.key == key) & (_properties.c.value == value)
            found.append(sa.exists().where(has, same))
        return found

    def _summaries(self, query: sa.Select[Any]) -> list[Summary]:
        return [Summary.from_json(text) for (text,) in self._read(query)]

    def _read(self, query: sa.Select[Any]) -> Sequence[Any]:
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return connection.execute(query).all()


def _others(reviewer: str) -> sa.ColumnElement[int]:
    """Return 0 for a pair that is assigned to a reviewer, 1 for others."""
    own = (ASSIGNMENTS.c.pair == _lines.c.pair) & (ASSIGNMENTS.c.reviewer == reviewer)
    return sa.case((sa.exists().where(own), 0), else_=1) if reviewer else sa.literal(1)


def _row(pair: str, line: Line) -> dict[str, Any]:
    one = line.summary
    names = one.id, one.source_title, one.target_title, one.source_lang, one.target_lang
    same = ["version", "problem", "kind", "source_lang", "target_lang"]
    same += ["beads", "confirmed", "flagged", "attention"]
    return {name: getattr(one, name) for name in same} | {
        "pair": pair,
        "stamp": line.stamp,
        "edit": line.edit,
        "judged": one.confirmed + one.rejected,
        "progress": one.reviewed,
        "recent": -_seconds(one),
        "title": collated(one.source_title),
        "empty": int(one.linked == 0 and one.kind != "draft"),
        "names": " ".join(names).casefold(),
        "line": one.to_json(),
    }


_LETTERS = dict(zip("ёәғқңөұүһі", "еагкноуухы", strict=True))
"""Cyrillic letters that stand after another one in the alphabet, but not by their code."""


def collated(text: str) -> str:
    """Return what a title is sorted by: without case, with Kazakh letters in their places."""
    plain = text.casefold()
    return "".join(f"{_LETTERS[c]}\uffff" if c in _LETTERS else c for c in plain)


def _seconds(one: Summary) -> float:
    """Return when a pair was last changed, 0 if that is not known."""
    try:
        at = datetime.fromisoformat(one.last_change.at) if one.last_change else None
    except ValueError:
        at = None
    return at.replace(tzinfo=at.tzinfo or UTC).timestamp() if at else 0.0
