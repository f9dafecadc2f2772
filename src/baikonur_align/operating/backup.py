"""Backup and restore of a corpus with its journal, in one file.

A backup is a gzipped tar of the corpus's files and the journal as an SQLite file, whatever database
it is in, with a list of their SHA-256 hashes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from baikonur_align import __version__
from baikonur_align.clock import now
from baikonur_align.corpus import CorpusFolder
from baikonur_align.journal import Database, Identity, Journal, JournalProblem, open_database
from baikonur_align.journal.transfer import copy_journal, snapshot
from baikonur_align.model import Problem

CONTENTS = "backup.json"
"""The list of a backup's files, the first of them."""

JOURNAL = "journal.sqlite"
"""The journal's name in a backup, and in a corpus."""

TRIES = 10
"""How often a corpus is read again because a file changed while the journal was copied."""


LEFT_SECONDS = 24 * 3600
"""A temporary folder of this age belongs to no backup that still runs."""


class BadBackup(Problem):
    """The file is not a backup, or it is damaged."""


class NotRestored(Problem):
    """The backup cannot be restored there."""


@dataclass(frozen=True)
class Contents:
    """What a backup holds: ``files`` are SHA-256 hashes by path, ``edits`` a number."""

    version: str
    made: str
    journal: str
    edits: int
    files: dict[str, str]


def backup(corpus: CorpusFolder, database: Database, file: Path) -> Contents:
    """Write a backup of the corpus into `file` while others go on editing.

    The TEI files and the journal are of one moment: no file is newer than the journal, and no
    file changed while the journal was copied. Raises `Problem` if the disk is full.
    """
    try:
        _sweep(file.resolve().parent, ".backup-")
        with TemporaryDirectory(prefix=".backup-", dir=file.resolve().parent) as name:
            folder = Path(name)
            _copy_consistently(corpus, database, folder)
            contents = _contents(folder)
            part = folder / ".part"
            with tarfile.open(part, "w:gz") as tar:
                _write_contents(tar, folder, contents)
                for path in contents.files:
                    tar.add(folder / path, path)
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.chmod(0o600)  # it has the hashes of passwords
            part.replace(file)
    except OSError as error:
        raise Problem(
            "{file} cannot be written ({reason}); name another place with --output",
            file=file,
            reason=error.strerror or error,
        ) from error
    return contents


def _sweep(folder: Path, prefix: str) -> None:
    """Delete what a process left that was killed long ago."""
    for left in folder.glob(f"{prefix}*"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > LEFT_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _copy_consistently(corpus: CorpusFolder, database: Database, folder: Path) -> None:
    copied: dict[Path, tuple[int, int, int]] = {}
    for _ in range(TRIES):
        found = _stamps(corpus.root)
        for path in found.keys() - copied.keys() | {
            path for path in found if copied.get(path) != found[path]
        }:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                shutil.copyfile(corpus.root / path, target)
        for path in copied.keys() - found.keys():
            (folder / path).unlink(missing_ok=True)
        copied = found
        (folder / JOURNAL).unlink(missing_ok=True)
        snapshot(database, folder / JOURNAL)
        # A file older than the journal is the usual state between two publications: only a pair
        # that came or went meanwhile makes the two differ.
        if _stamps(corpus.root).keys() == copied.keys():
            return
    raise JournalProblem(
        "files of the corpus kept changing: make the backup while nothing is being built"
    )


def _stamps(root: Path) -> dict[Path, tuple[int, int, int]]:
    """The corpus's files without the journal, hidden and temporary files; each with its state."""
    out = {}
    for path in root.rglob("*"):
        relative = path.relative_to(root)
        hidden = any(part.startswith(".") for part in relative.parts)
        if hidden or path.name.startswith(JOURNAL) or not path.is_file():
            continue
        with suppress(FileNotFoundError):
            stat = path.stat()
            out[relative] = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
    return out


def _contents(folder: Path) -> Contents:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    hashes = {path.relative_to(folder).as_posix(): _sha256(path) for path in files}
    database = open_database(f"sqlite:///{folder / JOURNAL}")
    try:
        identity, edits = Identity(database).id, Journal(database).count()
    finally:
        database.dispose()
    for suffix in ("-wal", "-shm"):
        (folder / (JOURNAL + suffix)).unlink(missing_ok=True)
    hashes[JOURNAL] = _sha256(folder / JOURNAL)
    return Contents(__version__, now(), identity, edits, hashes)


def _write_contents(tar: tarfile.TarFile, folder: Path, contents: Contents) -> None:
    listed = folder / CONTENTS
    listed.write_text(json.dumps(asdict(contents), indent=1) + "\n", encoding="utf-8")
    tar.add(listed, CONTENTS)


def restore(file: Path, root: Path, journal_url: str | None = None) -> Contents:
    """Restore a backup into a new or empty folder; the journal into a database if one is named.

    Every file's hash is checked before anything is put in place. Raises `BadBackup`, `NotRestored`.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise NotRestored("{folder} is not empty: name a new folder", folder=root)
    root.parent.mkdir(parents=True, exist_ok=True)
    _sweep(root.resolve().parent, ".restore-")
    with TemporaryDirectory(prefix=".restore-", dir=root.resolve().parent) as name:
        folder = Path(name) / "corpus"
        contents = _extract(file, folder)
        if journal_url:
            _move_journal(folder / JOURNAL, journal_url)
        else:
            (folder / JOURNAL).chmod(0o600)
        if root.exists():
            root.rmdir()
        folder.replace(root)
    return contents


def _move_journal(file: Path, url: str) -> None:
    old, new = open_database(f"sqlite:///{file}"), open_database(url)
    try:
        copy_journal(old, new)
    finally:
        old.dispose()
        new.dispose()
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()


def _extract(file: Path, folder: Path) -> Contents:
    try:
        with tarfile.open(file, "r:gz") as tar:
            listed = tar.extractfile(CONTENTS)
            contents = Contents(**json.load(listed)) if listed else None
            if contents is None:
                raise BadBackup("{file} is not a backup of baikonur-align", file=file)
            for path, expected in contents.files.items():
                _extract_one(tar, path, folder, expected)
    except (tarfile.TarError, EOFError, KeyError, TypeError, ValueError, OSError) as error:
        raise BadBackup(
            "{file} cannot be read as a backup ({reason}); take another one",
            file=file,
            reason=str(error).strip('"') or type(error).__name__,
        ) from error
    return contents


def _extract_one(tar: tarfile.TarFile, path: str, folder: Path, expected: str) -> None:
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise BadBackup("the backup has a file outside its folder: {path}", path=path)
    data, target = tar.extractfile(path), folder / path
    if data is None:
        raise BadBackup("the backup lacks {path}; take another one", path=path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        shutil.copyfileobj(data, out)
        out.flush()
        os.fsync(out.fileno())
    if _sha256(target) != expected:
        raise BadBackup("{path} is damaged in the backup; take another one", path=path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
