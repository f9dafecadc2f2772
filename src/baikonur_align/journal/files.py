"""An SQLite journal's file and its write-ahead log: that they belong together and stay in place.

SQLite takes a log for that of the file beside it, writes it into that file and deletes it. If the
file was swapped meanwhile, the edits in the log are lost, although the file that they belong to is
kept elsewhere. So a note beside the journal has the inode of the file that the log belongs to, and
whoever has the journal open holds a shared lock on the note.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
import weakref
from collections.abc import Callable
from pathlib import Path

from baikonur_align.journal.problems import JournalMismatch
from baikonur_align.journal.waits import BUSY_SECONDS

try:
    import fcntl
except ImportError:  # Windows, where an open file cannot be swapped
    fcntl = None  # type: ignore[assignment]

NOTE = "-owner"
"""The suffix of the note, as ``-wal`` is that of the log."""

LONGEST_NOTE = 100

LONGEST_PAUSE = 0.05
"""Seconds between two looks at a note that another process is writing."""


class JournalFile:
    """The file of an SQLite journal, as it was when this process opened it."""

    def __init__(self, path: str) -> None:
        self._path, self._log = Path(path), Path(f"{path}-wal")
        self._release: Callable[[], object] | None = None
        self._inode = self._size = self._log_inode = 0

    def connect(self) -> sqlite3.Connection:
        """Return a connection to the file that was opened first.

        SQLite looks for a log only when it first reads. Raises `JournalMismatch`.
        """
        if self._release is None:
            self._claim()
        self.check()
        address = f"{self._path.absolute().as_uri()}?mode=rw"  # never makes a file
        connection = sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, check_same_thread=False
        )
        try:
            self.check()
        except JournalMismatch:
            connection.close()
            raise
        return connection

    def check(self) -> None:
        """Raise `JournalMismatch` if the file was deleted, replaced, emptied or cut."""
        try:
            stat = os.stat(self._path)  # noqa: PTH116  (twice a statement: cheap)
        except OSError:
            stat = None
        if stat is None or stat.st_ino != self._inode or stat.st_size < self._size:
            raise JournalMismatch(
                "the journal's file was deleted, replaced or cut while the server ran: nothing was "
                "acknowledged; put the file back and restart the server"
            )
        self._size = stat.st_size

    def check_log(self) -> None:
        """Check the file, and raise `JournalMismatch` if its log was deleted or replaced."""
        self.check()
        try:
            inode = os.stat(self._log).st_ino  # noqa: PTH116
        except OSError:
            inode = -1
        if self._log_inode not in (0, inode):
            raise JournalMismatch(
                "the journal's log {log} was deleted or replaced while the server ran: nothing was "
                "acknowledged; stop the server, which writes what it has into the file",
                log=self._log.name,
            )
        self._log_inode = max(inode, 0)

    def forget_log(self) -> None:
        """Allow for another log: SQLite deletes it when the last connection is closed."""
        self._log_inode = 0

    def release(self) -> None:
        """Let other processes open another file at this place."""
        release, self._release = self._release, None
        if release:
            release()

    def _claim(self) -> None:
        """Note which file the log belongs to. Raises `JournalMismatch` if it is another's."""
        self._refuse_lone_log()
        made = self._make()
        note = os.open(f"{self._path}{NOTE}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._inode, self._size = self._path.stat().st_ino, 0
            self._agree(note)
        except BaseException:
            os.close(note)
            if made:
                self._path.unlink(missing_ok=True)
            raise
        self._release = weakref.finalize(self, os.close, note)

    def _make(self) -> bool:
        """Make an empty file where none is; return whether it was made."""
        try:
            self._path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _refuse_lone_log(self) -> None:
        """SQLite deletes a log beside an empty file."""
        gone = not self._path.is_file() or not self._path.stat().st_size
        if gone and self._has_log():
            raise JournalMismatch(
                "the journal's file {file} is missing, but its log {log} is there: put the file "
                "back, or move the log away to start a new journal",
                file=self._path.name,
                log=self._log.name,
            )

    def _has_log(self) -> bool:
        return self._log.is_file() and self._log.stat().st_size > 0

    def _shares(self, note: int) -> bool:
        """Return whether the note names our file, now that nobody may change it."""
        ours = str(self._inode)
        return _read(note) == ours and _locked(note, shared=True) and _read(note) == ours

    def _agree(self, note: int) -> None:
        """Hold a shared lock on the note, and have our file in it. Raises `JournalMismatch`.

        A note without content is that of a journal from before there were notes.
        """
        until = time.monotonic() + BUSY_SECONDS
        while not self._shares(note):
            named = _read(note)
            if named not in ("", str(self._inode)) and self._has_log():
                raise JournalMismatch(
                    "{log} is the log of another file than this {file}: the file was swapped and "
                    "the log stayed. Put back the file that was here; or, if all files of the "
                    "journal were copied here together, delete {note}",
                    log=self._log.name,
                    file=self._path.name,
                    note=f"{self._path.name}{NOTE}",
                )
            if _locked(note, shared=False):
                os.ftruncate(note, 0)
                os.lseek(note, 0, os.SEEK_SET)
                os.write(note, str(self._inode).encode())
            elif time.monotonic() > until:
                raise JournalMismatch(
                    "another process has the replaced file {file} open: end that process first",
                    file=self._path.name,
                )
            else:
                time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311


def _read(note: int) -> str:
    os.lseek(note, 0, os.SEEK_SET)
    return os.read(note, LONGEST_NOTE).decode("ascii", "replace")


def _locked(note: int, *, shared: bool) -> bool:
    """Lock the note if nobody holds it otherwise; return whether it is locked."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(note, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
