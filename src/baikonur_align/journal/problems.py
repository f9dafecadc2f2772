"""The errors of the journal's database, in plain words."""

from __future__ import annotations

from baikonur_align.model import Problem


class JournalProblem(Problem):
    """The database cannot be opened, read or written."""


class JournalBusy(JournalProblem):
    """The database does not answer at the moment, or another writer holds a lock."""


class JournalMismatch(JournalProblem):
    """The journal is not the one that the edits so far were made in, or lacks some of them."""


class JournalFull(JournalProblem):
    """The disk of the database is full."""


class Unstorable(JournalProblem):
    """The database cannot hold such a text or number: NUL, or a number of more than 32 bits."""
