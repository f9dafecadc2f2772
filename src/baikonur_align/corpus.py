"""A corpus: a folder with one TEI file for each pair, a list of them, and a glossary."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from uuid import uuid4

from baikonur_align import tei
from baikonur_align.alignment.words import romanise
from baikonur_align.checks.glossary import NONE, BadGlossary, Glossary, TermList
from baikonur_align.checks.term_edits import TABLES, Entry, changed, no_such_term
from baikonur_align.checks.term_files import READERS, parse
from baikonur_align.journal import JournalBusy, JournalFull, LastEdit, Listed, Listing
from baikonur_align.manifest import MANY, readme, table
from baikonur_align.model import Pair, Problem, Side
from baikonur_align.summary import FORM, Row

try:
    import fcntl
except ImportError:  # Windows, where one server publishes
    fcntl = None  # type: ignore[assignment]

Stamp = tuple[int, int]
"""Changes with a file: its time in nanoseconds, and its inode."""

FILE = ".xml"
"""What follows the id of a pair in the name of its file."""

MANIFEST = "README.md"
TABLE = "pairs.tsv"
GLOSSARY = "glossary.tsv"
GLOSSARIES = "glossaries"
"""The folder of further glossaries (.tsv, .csv, .tbx)."""
DELETED = "deleted"
"""The folder of pairs that were deleted and can be restored."""
IDENTITY = "corpus.json"
ORIGINALS = "originals"
"""The folder of the files that the texts came from, named by their hashes."""

UNFINISHED_SECONDS = 3600
"""How long a temporary file may be another process's; older ones are left over."""

_ID = re.compile(r"\w[\w.-]*", re.ASCII)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")


class NoPair(Problem):
    """The corpus has no pair of that id."""


class NoOriginal(Problem):
    """The file that a text came from is not kept."""


class CorpusProblem(Problem):
    """The folder cannot be read or written."""


class CorpusFull(CorpusProblem):
    """The disk is full."""


def slug(name: str) -> str:
    """Return `name` as an id for pairs, files and URLs: ASCII letters, digits, ``_ . -``.

    Other letters are romanised: ``Байқоңыр тарихы`` becomes ``baikonyr_tarikhy``.
    """
    latin = _FOREIGN.sub(lambda found: romanise(found[0]), name)
    plain = re.sub(r"[^\w.-]+", "_", latin, flags=re.ASCII).strip("._-")
    return plain or "text"


@dataclass(frozen=True)
class CorpusIdentity:
    """The random id of a corpus, and the id of its journal once there were edits."""

    id: str
    journal: str = ""


class CorpusFolder:
    """The pairs in the folder `root`, each in ``<id>.xml``."""

    def __init__(self, root: Path, listing: Listing | None = None) -> None:
        self.root = root
        self._listing = listing
        self._made: dict[str, tuple[Listed, Row]] = {}
        self._glossary: tuple[object, Glossary, BadGlossary | None] = ((), NONE, None)

    def make(self) -> None:
        """Make the folder. Raises `CorpusProblem` if that fails."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CorpusProblem(
                "{folder} cannot be made: {reason}; name another folder",
                folder=str(self.root),
                reason=error.strerror,
            ) from error

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the corpus for a publication, against other threads and processes."""
        with (self.root / ".lock").open("w") as file:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def identity(self) -> CorpusIdentity:
        """Return who the corpus is, as kept in its folder, or a new identity."""
        try:
            return CorpusIdentity(**json.loads((self.root / IDENTITY).read_bytes()))
        except FileNotFoundError:
            return CorpusIdentity(uuid4().hex)
        except (OSError, TypeError, ValueError) as error:
            raise CorpusProblem(
                "{file} cannot be read ({reason}): restore it from a backup, or delete it and run "
                "baikonur-align journal adopt",
                file=IDENTITY,
                reason=str(error),
            ) from error

    def keep_identity(self, identity: CorpusIdentity) -> None:
        """Write who the corpus is into its folder, if that is not there already."""
        path, data = self.root / IDENTITY, f"{json.dumps(asdict(identity))}\n".encode()
        if not path.exists() or path.read_bytes() != data:
            replace_file(path, data)

    def unfinished(self) -> list[Path]:
        """Return temporary files that a process left that was killed while it wrote."""
        return sorted(self.root.rglob(".*.tmp"))

    def sweep(self) -> None:
        """Delete those that no process can be writing any more."""
        for left in self.unfinished():
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > UNFINISHED_SECONDS:
                    left.unlink()

    def ids(self) -> list[str]:
        """Return the ids of all pairs, sorted."""
        names = (entry.name for entry in os.scandir(self.root))
        stems = (name.removesuffix(FILE) for name in names if name.endswith(FILE))
        return sorted(filter(_ID.fullmatch, stems))

    def stamps(self) -> dict[str, Stamp]:
        """Return the stamps of all pairs by their ids, sorted."""
        found: dict[str, Stamp] = {}
        with os.scandir(self.root) as entries:
            for entry in entries:
                pair_id = entry.name.removesuffix(FILE)
                if pair_id != entry.name and _ID.fullmatch(pair_id):
                    with suppress(FileNotFoundError):
                        found[pair_id] = _stamp(entry.stat())
        return dict(sorted(found.items()))

    def path(self, pair_id: str) -> Path:
        """Return the path of a pair. Raises `NoPair` for an invalid id (``../secret``)."""
        if not _ID.fullmatch(pair_id):
            raise NoPair("there is no pair {pair}", pair=pair_id)
        return self.root / f"{pair_id}.xml"

    def stamp(self, pair_id: str) -> Stamp:
        """Return a value that changes with the file of a pair. Raises `NoPair`."""
        try:
            return _stamp(self.path(pair_id).stat())
        except FileNotFoundError:
            raise NoPair("there is no pair {pair}", pair=pair_id) from None

    def __contains__(self, pair_id: str) -> bool:
        return self.path(pair_id).exists()

    def read(self, pair_id: str) -> Pair:
        """Return the pair as last published. Raises `NoPair`; `tei.NotOurs` for a damaged file."""
        self.stamp(pair_id)
        return tei.read(self.path(pair_id))

    def remove(self, pair_id: str) -> None:
        """Move the file of a pair into ``deleted``; its edits stay in the journal.

        Raises `NoPair`.
        """
        self.stamp(pair_id)
        self._move(self.path(pair_id), self.root / DELETED / f"{pair_id}.xml")

    def restore(self, pair_id: str) -> None:
        """Move the file of a deleted pair back.

        Raises `NoPair`, and `CorpusProblem` for a name that another pair has now.
        """
        path = self.path(pair_id)
        if path.exists():
            raise CorpusProblem(
                "there is another pair {pair} now; delete that one first", pair=pair_id
            )
        there = self.root / DELETED / path.name
        if not there.exists():
            raise NoPair("there is no deleted pair {pair}", pair=pair_id)
        self._move(there, path)

    def deleted(self) -> list[str]:
        """Return the ids of the deleted pairs, sorted."""
        return sorted(path.stem for path in (self.root / DELETED).glob("*.xml"))

    def _move(self, path: Path, to: Path) -> None:
        with self.lock():
            try:
                to.parent.mkdir(exist_ok=True)
                path.replace(to)
            except OSError as error:
                raise CorpusProblem(
                    "{folder} cannot be written ({reason}); check its permissions and the free "
                    "space",
                    folder=str(to.parent),
                    reason=error.strerror,
                ) from error
        self.write_manifest()

    def write(self, pair: Pair) -> None:
        """Replace the file of a pair: readers see the old or the new one, also after a crash."""
        replace_file(self.path(pair.id), tei.dumps(pair))

    def keep_original(self, data: bytes, name: str) -> None:
        """Keep the bytes of a text's file, by their hash; the same file is kept once."""
        path = self._original(hashlib.sha256(data).hexdigest(), name)
        if not path.exists():
            replace_file(path, data)

    def original(self, side: Side) -> bytes:
        """Return the file that a text came from. Raises `NoOriginal` if it is gone or changed."""
        path = self._original(side.sha256, side.name)
        try:
            data = path.read_bytes()
        except OSError:
            data = b""
        if not side.sha256 or hashlib.sha256(data).hexdigest() != side.sha256:
            raise NoOriginal(
                "the original of {name} is not in {folder}, or was changed there: copy the file "
                "that the pair was made from to {path}",
                name=side.name or "this text",
                folder=ORIGINALS,
                path=str(path),
            )
        return data

    def _original(self, sha256: str, name: str) -> Path:
        suffix = PurePath(name).suffix.lower()
        return self.root / ORIGINALS / f"{sha256}{suffix if suffix.isascii() else ''}"

    def glossary(self) -> Glossary:
        """Return the terms of ``glossary.tsv`` and of the files in ``glossaries``; none without.

        Raises `BadGlossary` if one of the files is not valid.
        """
        glossary, problem = self.glossaries()
        if problem:
            raise problem
        return glossary

    def glossaries(self) -> tuple[Glossary, BadGlossary | None]:
        """Return the terms of the valid glossaries, cached until a file changes, and the problem
        of the first that is not valid.
        """
        paths = self.glossary_paths()
        stamp = tuple((path.name, path.stat().st_mtime_ns) for path in paths)
        if self._glossary[0] != stamp:
            lists, problems = [], []
            for path in paths:
                try:
                    lists.append(parse(_read_text(path), path.name))
                except BadGlossary as problem:
                    problems.append(problem)
            self._glossary = stamp, Glossary(lists), problems[0] if problems else None
        return self._glossary[1], self._glossary[2]

    def glossary_paths(self) -> list[Path]:
        """Return the files of terms that there are."""
        first = self.root / GLOSSARY
        folder = self.root / GLOSSARIES
        found = sorted(folder.iterdir()) if folder.is_dir() else []
        others = [path for path in found if path.suffix.lower() in READERS]
        return ([first] if first.exists() else []) + others

    def add_glossary(self, name: str, data: bytes) -> TermList:
        """Keep a file of terms, in place of one of the same name. Raises `BadGlossary`."""
        suffix = PurePath(name).suffix.lower()
        if suffix not in READERS:
            raise BadGlossary(
                "{name} is not a glossary: give a {formats} file",
                name=name,
                formats=", ".join(READERS),
            )
        path = self.root / GLOSSARIES / f"{slug(PurePath(name).stem)}{suffix}"
        try:
            found = parse(data.decode("utf-8-sig"), name)
        except UnicodeDecodeError as error:
            raise BadGlossary(
                "{path} cannot be read: {error}; save it as UTF-8", path=name, error=str(error)
            ) from error
        if not found.entries:
            raise BadGlossary("{name} has no terms in it", name=name)
        replace_file(path, data)
        return found

    def add_term(self, langs: tuple[str, str], term: str, translation: str) -> None:
        """Add a term to ``glossary.tsv``, or to a table of its languages if that has others.

        Raises `BadGlossary` for a term or a translation without a word.
        """
        with self.lock():
            path, own = self._table_for(langs)
            if own != langs:
                term, translation = translation, term
            text = _read_text(path) if path.exists() else "\t".join(own) + "\n"
            text += "" if text.endswith("\n") else "\n"
            text += f"{' '.join(term.split())}\t{' '.join(translation.split())}\n"
            parse(text, path.name)
            replace_file(path, text.encode())

    def change_term(self, langs: tuple[str, str], old: Entry, new: Entry | None) -> None:
        """Correct a translation of a term in all tables that have it; take it out for None.

        Raises `BadGlossary` where no table has it: terms of TBX files are changed elsewhere.
        """
        with self.lock():
            texts = {path: _read_text(path) for path in self.glossary_paths()}
            tables = [path for path in texts if path.suffix.lower() in TABLES]
            made = {path: changed(texts[path], path.name, langs, old, new) for path in tables}
            made = {path: text for path, text in made.items() if text != texts[path]}
            if not made:
                lists = self.glossaries()[0].lists
                raise no_such_term(old, [each.name for each in lists if _has(each, langs, old)])
            for path, text in made.items():
                replace_file(path, text.encode())

    def _table_for(self, langs: tuple[str, str]) -> tuple[Path, tuple[str, str]]:
        """Return the table that takes terms of two languages, and its languages in order."""
        first = self.root / GLOSSARY
        own = parse(_read_text(first), GLOSSARY).langs if first.exists() else langs
        if set(own) == set(langs):
            return first, own
        path = self.root / GLOSSARIES / f"{'-'.join(sorted(langs))}.tsv"
        if not path.exists():
            return path, langs
        return path, parse(_read_text(path), path.name).langs

    def write_manifest(self) -> None:
        """Write ``README.md``, the list of pairs, and of many pairs also ``pairs.tsv``.

        Only files that have changed since their row was kept are read. A file that cannot be read
        is listed with the reason.
        """
        rows = self._rows()
        replace_file(self.root / MANIFEST, readme(rows).encode())
        if len(rows) > MANY:
            replace_file(self.root / TABLE, "".join(table(rows)).encode())
        else:
            (self.root / TABLE).unlink(missing_ok=True)

    def listed(self, pair_ids: Sequence[str]) -> dict[str, tuple[Listed, LastEdit | None]]:
        """Return the kept rows of pairs, each with the pair's last edit."""
        return self._listing.read(pair_ids) if self._listing else {}

    def row_of(self, pair_id: str, listed: Listed) -> Row:
        """Return the row that the list keeps of a pair; made once while it stays the same."""
        made = self._made.get(pair_id)
        if made is None or made[0] != listed:
            made = self._made[pair_id] = listed, Row.from_json(listed.row)
        return made[1]

    def keep_rows(self, rows: Mapping[str, tuple[Stamp, Row]]) -> None:
        """Keep the rows of files that belong to the edits of their pairs."""
        self._keep(
            {i: Listed(row_stamp(stamp), row.to_json(), True) for i, (stamp, row) in rows.items()}
        )

    def forget_rows(self, gone: Collection[str]) -> None:
        """Drop the rows of pairs that are gone."""
        self._keep({}, gone)

    def _keep(self, rows: Mapping[str, Listed], gone: Collection[str] = ()) -> None:
        """Write rows; without room or time for them they are made again at the next list."""
        for pair_id in gone:
            self._made.pop(pair_id, None)
        if self._listing and (rows or gone):
            with suppress(JournalBusy, JournalFull):
                self._listing.put(rows, gone)

    def _rows(self) -> dict[str, Row | Problem]:
        """Return the row of each pair, or why it has none."""
        kept = self._listing.all() if self._listing else {}
        rows: dict[str, Row | Problem] = {}
        new: dict[str, Listed] = {}
        for pair_id, stamp in self.stamps().items():
            known = kept.get(pair_id)
            if known and known.stamp == row_stamp(stamp):
                rows[pair_id] = self.row_of(pair_id, known)
                continue
            try:
                rows[pair_id] = row = Row.from_pair(pair_id, self.read(pair_id))
            except Problem as problem:
                rows[pair_id] = problem
            else:
                new[pair_id] = Listed(row_stamp(stamp), row.to_json())
        self._keep(new, kept.keys() - rows.keys())
        return rows


def row_stamp(stamp: Stamp) -> str:
    """Return what a row is valid for: the file of that stamp, and this form of rows."""
    return f"{FORM}:{stamp[0]}.{stamp[1]}"


def _stamp(stat: os.stat_result) -> Stamp:
    return stat.st_mtime_ns, stat.st_ino


def _has(terms: TermList, langs: tuple[str, str], entry: Entry) -> bool:
    """Whether a list has an entry, in either direction of its languages."""
    term, translation = entry if terms.langs == langs else entry[::-1]
    known = {(one, other) for one, others in terms.entries for other in others}
    return set(terms.langs) == set(langs) and (term, translation) in known


def _read_text(path: Path) -> str:
    """Raises `BadGlossary` for a file that is not UTF-8 or cannot be opened."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadGlossary(
            "{path} cannot be read: {error}; save it as UTF-8", path=str(path), error=str(error)
        ) from error


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` to a temporary file, flush it to disk and move it to `path`.

    Raises `CorpusProblem` if the folder cannot be written, `CorpusFull` if the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False
        ) as new:
            try:
                new.write(data)
                new.flush()
                os.fsync(new.fileno())
                os.chmod(new.name, 0o644)  # noqa: PTH101  (it was 0600; a corpus is shared)
                os.replace(new.name, path)  # noqa: PTH105
            except BaseException:
                Path(new.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        kind = CorpusFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else CorpusProblem
        raise kind(
            "{folder} cannot be written ({reason}); check its permissions and the free space",
            folder=str(path.parent),
            reason=error.strerror,
        ) from error
