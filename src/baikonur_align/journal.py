"""The database beside a corpus: the edits, the translation memory, the reviewers' accounts.

The only module that knows SQL. SQLite in WAL mode unless a URL names another database. The journal is
append-only, and its primary key (pair, version) is the guard against conflicts: of two writers of one
version, one is told `Taken`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from baikonur_align.model import Edit, Problem
from baikonur_align.wire import dumps, edit_from_json, edit_to_json

_meta = sa.MetaData()
_edits = sa.Table(
    "edits",
    _meta,
    sa.Column("pair", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("reviewer", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("undoes", sa.Integer),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
)
_translations = sa.Table(
    "translations",
    _meta,
    sa.Column("engine", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("target", sa.Text, nullable=False),
)
_reviewers = sa.Table(
    "reviewers",
    _meta,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("password_hash", sa.Text, nullable=False),
)

BUSY_SECONDS = 30
"""How long a writer waits for another one before it gives up."""

_CHUNK = 500
"""Texts in one query: below the oldest SQLite's limit of 999 variables."""


class JournalProblem(Problem):
    """The database can't be opened, read or written."""


class Taken(Exception):
    """Another writer has already written this version of this pair."""


def open_database(url: str) -> sa.Engine:
    """The database at `url` (``sqlite:///FILE``, ``postgresql+psycopg://...``), its tables made if need be.

    Raises `JournalProblem` when it can't be opened or written.
    """
    with _clear_errors(url):
        engine = sa.create_engine(
            url, connect_args={"timeout": BUSY_SECONDS} if url.startswith("sqlite") else {}
        )
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _set_up_sqlite)
        _meta.create_all(engine)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers read while one writes; FULL keeps what was acknowledged through a power cut."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def _clear_errors(where: object) -> Iterator[None]:
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except (sa.exc.DBAPIError, sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        cause = getattr(error, "orig", None) or error
        raise JournalProblem(
            f"the journal {where} can't be used: {cause}; check the path, its permissions and the free space"
        ) from error


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
            with _clear_errors(self._engine.url), self._engine.begin() as db:
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
        with _clear_errors(self._engine.url), self._engine.connect() as db:
            return [(row["version"], _edit(row)) for row in db.execute(query).mappings()]

    def version(self, pair: str) -> int:
        """The latest version of `pair` that the journal knows; 0 when it knows none."""
        query = sa.select(sa.func.max(_edits.c.version)).where(_edits.c.pair == pair)
        with _clear_errors(self._engine.url), self._engine.connect() as db:
            return db.execute(query).scalar() or 0


def _edit(row: sa.RowMapping) -> Edit:
    beads = {"before": json.loads(row["before"]), "after": json.loads(row["after"])}
    return edit_from_json(dict(row) | beads)


class Memory:
    """What each engine has translated, so that it need not do it again."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def get_many(self, signature: str, texts: Sequence[str]) -> dict[str, str]:
        """The known translations of `texts` by the engine that `signature` names."""
        found: dict[str, str] = {}
        with _clear_errors(self._engine.url), self._engine.connect() as db:
            for start in range(0, len(texts), _CHUNK):
                query = sa.select(_translations.c.source, _translations.c.target).where(
                    _translations.c.engine == signature,
                    _translations.c.source.in_(texts[start : start + _CHUNK]),
                )
                found.update((row.source, row.target) for row in db.execute(query))
        return found

    def put_many(self, signature: str, translations: Mapping[str, str]) -> None:
        """Keep `translations`, source to target; of a text that is known already the newer one."""
        rows = [{"engine": signature, "source": s, "target": t} for s, t in translations.items()]
        known = _translations.c.engine == signature
        with _clear_errors(self._engine.url), self._engine.begin() as db:
            for start in range(0, len(rows), _CHUNK):
                part = rows[start : start + _CHUNK]
                sources = [row["source"] for row in part]
                db.execute(_translations.delete().where(known, _translations.c.source.in_(sources)))
                db.execute(_translations.insert(), part)


class Accounts:
    """Who may review when the app listens on more than this machine."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def names(self) -> list[str]:
        with _clear_errors(self._engine.url), self._engine.connect() as db:
            return list(db.execute(sa.select(_reviewers.c.name).order_by(_reviewers.c.name)).scalars())

    def password_hash(self, name: str) -> str | None:
        query = sa.select(_reviewers.c.password_hash).where(_reviewers.c.name == name)
        with _clear_errors(self._engine.url), self._engine.connect() as db:
            return db.execute(query).scalar()

    def put(self, name: str, password_hash: str) -> None:
        """Add the reviewer, or give the one of that name another password."""
        with _clear_errors(self._engine.url), self._engine.begin() as db:
            db.execute(_reviewers.delete().where(_reviewers.c.name == name))
            db.execute(_reviewers.insert(), {"name": name, "password_hash": password_hash})

    def remove(self, name: str) -> bool:
        """Whether there was such a reviewer."""
        with _clear_errors(self._engine.url), self._engine.begin() as db:
            return bool(db.execute(_reviewers.delete().where(_reviewers.c.name == name)).rowcount)
