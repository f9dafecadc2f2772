"""An inverted index of the beads of a corpus, in an SQLite file beside it or in memory.

It is derived: a file that cannot be used is made anew. FTS5 keeps which beads have which keys; the
texts of the beads are in a table. The number of a changed bead is another one, so that the keys of
the old one need not be known to remove it.
"""

# ruff: noqa: S608  (queries are put together of names in this module, values are bound)
from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple, cast

from baikonur_align.model import Bead, Problem, Status, Where

FORM = 1
"""The number of this form of the file and its keys; a file of another form is made anew."""

LONGEST_KEY = 60
"""Characters of a key; of longer ones the `BEGINNING` and a hash are kept."""

BEGINNING = 20

KNOWN_KEYS = 200_000
"""Keys whose numbers are kept in memory while beads are added."""

SPARE = 1000
"""Numbers of removed beads that stay; more are cleared away when they outnumber the others."""

BUSY_SECONDS = 5.0
"""How long an update waits for that of another process."""

CACHE_KB = 256
"""Kilobytes of the file that each connection keeps in memory."""

_LAST = "\U0010ffff"
"""Sorts after all that a key has."""

CUT = "\x1f"
"""Stands between the sentences of a side in an entry."""

MEMORIES = "tm/"
"""Before the name of a file of the folder of memories, in the place of a pair's id."""

CHUNK = 2000
"""Beads that are read at once."""

_TABLES = """
CREATE TABLE IF NOT EXISTS entries (
  number INTEGER PRIMARY KEY AUTOINCREMENT, pair TEXT NOT NULL, segment TEXT NOT NULL,
  source_lang TEXT NOT NULL, target_lang TEXT NOT NULL, status TEXT NOT NULL, resp TEXT NOT NULL,
  source TEXT NOT NULL, target TEXT NOT NULL, UNIQUE (pair, segment));
CREATE TABLE IF NOT EXISTS keys (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS indexed (
  pair TEXT PRIMARY KEY, stamp TEXT NOT NULL, version INTEGER NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS postings
  USING fts5(keys, content='', detail=none, columnsize=0, tokenize='ascii');
CREATE VIRTUAL TABLE IF NOT EXISTS frequencies USING fts5vocab(postings, 'row');
"""

_TOKEN, _PHRASE = "printf('%x', id)", """printf('"%x"', id)"""
"""The token of a key in SQL, and the FTS5 query for it."""

_MEMORY = Path()
"""In place of the file of an index in memory, as SQLite names it."""

_FIELDS = "pair, segment, source_lang, target_lang, status, resp, source, target"


LOG = logging.getLogger(__name__)


class BadIndex(Problem):
    """The index cannot be read or written."""


def _bad_index(error: sqlite3.Error) -> BadIndex:
    return BadIndex(
        "the index of the corpus cannot be used ({cause}): try again, or delete the file "
        ".hints.sqlite",
        cause=str(error),
    )


class Entry(NamedTuple):
    """A bead of a corpus and its place: ``segment`` is the id of its first segment."""

    pair: str
    segment: str
    source_lang: str
    target_lang: str
    status: Status
    resp: str
    source: str
    target: str

    @classmethod
    def of(cls, pair: str, langs: tuple[str, str], bead: Bead) -> Entry:
        """Return the entry of a bead."""
        texts = bead.text("source", CUT), bead.text("target", CUT)
        return cls(pair, bead.segments[0].id, *langs, bead.status, bead.resp, *texts)

    @property
    def langs(self) -> tuple[str, str]:
        """The languages of both sides."""
        return self.source_lang, self.target_lang

    def text(self, where: Where, separator: str = " ") -> str:
        """The text of one side."""
        return (self.source if where == "source" else self.target).replace(CUT, separator)


KeysOf = Callable[[Entry], Iterable[str]]


class Postings:
    """Beads by key; `keys_of` gives the keys of a bead. Threads and processes may share a file."""

    def __init__(self, keys_of: KeysOf, file: Path | None = None, spare: int = SPARE) -> None:
        self._keys_of, self._spare = keys_of, spare
        self._known: dict[str, int] = {}
        self._lock = RLock()
        self._db = _opened(file)
        self._file = Path(self._db.execute("PRAGMA database_list").fetchone()[2])
        self._readers: list[sqlite3.Connection] = []
        self._live = self._count()

    def _count(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM entries").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file = _MEMORY  # a reader that is still at work is closed after it
            while self._readers:
                self._readers.pop().close()
            self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make what is added and removed one change. Raises `BadIndex`."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._clear_away()
                self._db.execute("COMMIT")
            except BaseException as error:
                self._known.clear()
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                    self._live = self._count()
                if isinstance(error, sqlite3.Error):
                    raise _bad_index(error) from error
                raise

    def add(self, entry: Entry) -> None:
        """Index a bead; it replaces the bead that has the same first segment."""
        where = (entry.pair, entry.segment)
        found = self._db.execute(
            f"SELECT number, {_FIELDS} FROM entries WHERE pair = ? AND segment = ?", where
        ).fetchone()
        if found and tuple(found[1:]) == entry:
            return
        number = found and found[0]
        if found and set(self._keys_of(Entry(*found[1:]))) == set(self._keys_of(entry)):
            self._db.execute("DELETE FROM entries WHERE number = ?", (number,))
            self._put(number, entry)
            return
        self.discard(*where)
        number = self._put(None, entry)
        tokens = " ".join(dict.fromkeys(_token(self._id(key)) for key in self._keys_of(entry)))
        self._db.execute("INSERT INTO postings (rowid, keys) VALUES (?, ?)", (number, tokens))
        self._live += 1

    def _put(self, number: int | None, entry: Entry) -> int:
        done = self._db.execute(
            f"INSERT INTO entries (number, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, *entry),
        )
        return cast("int", done.lastrowid)

    def discard(self, pair: str, segment: str) -> None:
        """Remove the bead that has this first segment, if any."""
        gone = self._db.execute(
            "DELETE FROM entries WHERE pair = ? AND segment = ?", (pair, segment)
        )
        self._live -= gone.rowcount

    def _id(self, key: str) -> int:
        """Return the number of a key, which it gets if it has none."""
        known = self._known.get(key)
        if known is None:
            short = _short(key)
            self._db.execute("INSERT OR IGNORE INTO keys (key) VALUES (?)", (short,))
            (known,) = self._db.execute("SELECT id FROM keys WHERE key = ?", (short,)).fetchone()
            if len(self._known) >= KNOWN_KEYS:
                self._known.clear()
            self._known[key] = known
        return int(known)

    def _clear_away(self) -> None:
        """Index the beads that are there anew, without the numbers of removed ones."""
        (top,) = self._db.execute("SELECT coalesce(max(number), 0) FROM entries").fetchone()
        (gone,) = self._db.execute(
            "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'entries'"
        ).fetchone()
        if max(top, gone) <= 2 * self._live + self._spare:
            return
        rows = self._db.execute(f"SELECT {_FIELDS} FROM entries ORDER BY number").fetchall()
        for statement in ("entries", "keys", "sqlite_sequence"):
            self._db.execute(f"DELETE FROM {statement}")
        self._db.execute("INSERT INTO postings (postings) VALUES ('delete-all')")
        self._known.clear()
        self._live = 0
        for row in rows:
            self.add(Entry(*row))

    def pair(self, pair: str) -> dict[str, Entry]:
        """Return the beads of a pair by their first segment."""
        rows = self._db.execute(f"SELECT {_FIELDS} FROM entries WHERE pair = ?", (pair,))
        return {entry.segment: entry for entry in map(Entry._make, rows)}

    def beginning(self, pair: str, segments: Sequence[str]) -> list[Entry]:
        """Return the beads of a pair that begin with these segments."""
        where = "entries WHERE pair = ? AND segment IN (SELECT value FROM json_each(?))"
        found = self._read(_FIELDS, where, (pair, json.dumps(list(segments))))
        return list(map(Entry._make, found))

    def indexed(self) -> dict[str, tuple[str, int]]:
        """Return the stamp and the version at which each pair is in the index."""
        rows = self._read("pair, stamp, version", "indexed", ())
        return {pair: (stamp, version) for pair, stamp, version in rows}

    def mark(self, pair: str, stamp: str, version: int) -> None:
        """Note at which version a pair is in the index."""
        values = (pair, stamp, version)
        self._db.execute("INSERT OR REPLACE INTO indexed VALUES (?, ?, ?)", values)

    def forget(self, pair: str) -> None:
        """Remove a pair."""
        gone = self._db.execute("DELETE FROM entries WHERE pair = ?", (pair,))
        self._live -= gone.rowcount
        self._db.execute("DELETE FROM indexed WHERE pair = ?", (pair,))

    def frequencies(self, keys: Sequence[str]) -> dict[str, int]:
        """Return how many beads have, or had, each of the keys."""
        counts = f"SELECT doc FROM frequencies WHERE term = {_TOKEN}"
        found = dict(self._of_keys(f"({counts}) AS value", keys))
        return {key: found.get(_short(key)) or 0 for key in keys}

    def rows(self, keys: Sequence[str]) -> dict[str, list[int]]:
        """Return the numbers of the beads with each key; some may be of removed ones."""
        rows = f"SELECT json_group_array(rowid) FROM postings WHERE postings MATCH {_PHRASE}"
        found = dict(self._of_keys(f"({rows}) AS value", keys))
        return {key: found.get(_short(key), []) for key in keys}

    def _of_keys(self, column: str, keys: Sequence[str]) -> list[Any]:
        """Read a column of the keys that are known, after their short forms."""
        table = f"(SELECT key, {column} FROM keys WHERE key IN (SELECT value FROM json_each(?)))"
        return self._read("key, json(value)", table, (json.dumps([_short(key) for key in keys]),))

    def keys(self, prefix: str) -> list[str]:
        """Return the keys that begin so, of beads that are or were there."""
        found = self._read("key", "keys WHERE key >= ? AND key < ?", (prefix, f"{prefix}{_LAST}"))
        return [row[0] for row in found]

    def parts(self, prefix: str) -> list[str]:
        """Return what stands between a prefix and the next colon in the keys, sorted."""
        found: list[str] = []
        while True:
            after = f"{prefix}{found[-1]}:{_LAST}" if found else prefix
            rows = self._read("key", "(SELECT min(key) AS key FROM keys WHERE key > ?)", (after,))
            if not rows[0][0] or not rows[0][0].startswith(prefix):
                return found
            found.append(rows[0][0].removeprefix(prefix).partition(":")[0])

    def numbered(self, numbers: Sequence[int]) -> list[Entry]:
        """Return the beads of numbers in their order, without those that were removed."""
        where = "entries WHERE number IN (SELECT value FROM json_each(?))"
        rows = self._read(f"number, {_FIELDS}", where, (json.dumps(list(numbers)),))
        found = {row[0]: Entry(*row[1:]) for row in rows}
        return [found[number] for number in numbers if number in found]

    def known(self, keys: Sequence[str]) -> set[str]:
        """Return which of the keys some bead has, or had."""
        return set(self._ids(keys))

    def having(self, key: str, most: int) -> list[Entry]:
        """Return the first beads with a key, at most `most`, without those that were removed."""
        phrase = f"coalesce((SELECT {_PHRASE} FROM keys WHERE key = ?), '\"\"')"
        numbers = f"SELECT rowid FROM postings WHERE postings MATCH {phrase} LIMIT ?"
        where = f"entries WHERE number IN ({numbers})"
        rows = self._read(f"number, {_FIELDS}", where, (_short(key), most))
        return [Entry(*row[1:]) for row in sorted(rows)]

    def entries(self, groups: Sequence[Sequence[str]], pair: str = "") -> Iterator[Entry]:
        """Yield the beads that have a key of each group; without groups those of the corpus."""
        known = self._ids([key for group in groups for key in group])
        keys = [[known[key] for key in group if key in known] for group in groups]
        if not all(keys):
            return
        matched = " AND ".join(f"({_any(numbers)})" for numbers in keys)
        table, conditions = "entries", ["number > ?"]
        if matched:
            table = "postings JOIN entries ON number = postings.rowid"
            conditions = ["postings MATCH ?", "postings.rowid > ?"]
        conditions += ["pair = ?"] if pair else []
        query = f"SELECT number, {_FIELDS} FROM {table} WHERE {' AND '.join(conditions)}"
        query += f" ORDER BY {'postings.rowid' if matched else 'number'} LIMIT {CHUNK}"
        last = 0
        while True:
            given = (*([matched] if matched else []), last, *([pair] if pair else []))
            part = sorted(self._read(f"number, {_FIELDS}", f"({query})", given))
            yield from (Entry(*row[1:]) for row in part)
            if len(part) < CHUNK:
                return
            last = part[-1][0]

    def _ids(self, keys: Sequence[str]) -> dict[str, int]:
        """Return the numbers of the keys that are known."""
        found = dict(self._of_keys("id AS value", keys))
        return {key: found[_short(key)] for key in keys if _short(key) in found}

    def _read(self, columns: str, rest: str, values: Sequence[object]) -> list[Any]:
        """Read columns of what follows FROM.

        All of it comes in one row: sqlite3 gives up the interpreter lock at each row, and waits
        for it while another thread computes.
        """
        query = f"SELECT json_group_array(json_array({columns})) FROM {rest}"
        try:
            with self._reader() as reader:
                return cast("list[Any]", json.loads(reader.execute(query, values).fetchone()[0]))
        except sqlite3.Error as error:
            raise _bad_index(error) from error

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading only, so that reads wait neither for writes nor for reads.

        An index in memory has one connection.
        """
        if self._file == _MEMORY:
            with self._lock:
                yield self._db
            return
        try:
            reader = self._readers.pop()
        except IndexError:
            reader = _connected(self._file)
        try:
            yield reader
        finally:
            if self._file == _MEMORY:
                reader.close()
            else:
                self._readers.append(reader)


def _short(key: str) -> str:
    if len(key) <= LONGEST_KEY:
        return key
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{key[:BEGINNING]}#{digest}"


def _any(numbers: Iterable[int]) -> str:
    """Return the FTS5 query for beads with one of these keys."""
    return " OR ".join(f'"{_token(number)}"' for number in numbers)


def _token(number: int) -> str:
    return f"{number:x}"


def _opened(file: Path | None) -> sqlite3.Connection:
    """Return a connection to the index's file, or to memory if no file can be used."""
    if file:
        try:
            return _checked(file)
        except (sqlite3.OperationalError, OSError) as error:  # locked, read-only, a full disk
            LOG.warning("the index is in memory only: %s: %s", file, error)
        except sqlite3.DatabaseError:
            with suppress(sqlite3.Error, OSError):
                for suffix in ("", "-wal", "-shm"):
                    Path(f"{file}{suffix}").unlink(missing_ok=True)
                return _checked(file)
    db = _connected(":memory:")
    db.executescript(_TABLES)
    return db


def _checked(file: Path) -> sqlite3.Connection:
    """Return a connection to a file of our form; only its owner reads it.

    Raises `sqlite3.DatabaseError` for another one.
    """
    file.touch(mode=0o600)
    db = _connected(file)
    try:
        (form,) = db.execute("PRAGMA user_version").fetchone()
        if form not in (0, FORM):
            raise sqlite3.DatabaseError("another form")  # noqa: TRY301  (handled as damage)
        if not form:
            db.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {FORM}; COMMIT")
        db.execute("SELECT max(number) FROM entries").fetchone()
    except BaseException:
        db.close()
        raise
    return db


def _connected(file: Path | str) -> sqlite3.Connection:
    db = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    return db
