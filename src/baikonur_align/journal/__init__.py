"""The database of a corpus: edits, translation memory, accounts, jobs.

The only room that knows SQL; a module a matter, each with its own tables. SQLite in WAL mode unless
a URL names another database.
"""

from baikonur_align.journal.accounts import Accounts
from baikonur_align.journal.annotations import Annotations
from baikonur_align.journal.assignments import Assignments
from baikonur_align.journal.audit import Audit
from baikonur_align.journal.badges import BadgeTable
from baikonur_align.journal.database import Database, open_database
from baikonur_align.journal.edits import Journal, Numbered, Taken
from baikonur_align.journal.evaluations import Evaluations
from baikonur_align.journal.identity import Identity
from baikonur_align.journal.jobs import Jobs
from baikonur_align.journal.lines import Line, Lines
from baikonur_align.journal.listing import LastEdit, Listed, Listing
from baikonur_align.journal.memory import Memory
from baikonur_align.journal.presence import Presence
from baikonur_align.journal.problems import (
    JournalBusy,
    JournalFull,
    JournalMismatch,
    JournalProblem,
    Unstorable,
)
from baikonur_align.journal.sessions import FailedSignIns, Sessions
from baikonur_align.journal.timing import DatabaseClock
from baikonur_align.journal.tokens import Tokens
from baikonur_align.journal.vectors import Vectors

__all__ = [
    "Accounts",
    "Annotations",
    "Assignments",
    "Audit",
    "BadgeTable",
    "Database",
    "DatabaseClock",
    "Evaluations",
    "FailedSignIns",
    "Identity",
    "Jobs",
    "Journal",
    "JournalBusy",
    "JournalFull",
    "JournalMismatch",
    "JournalProblem",
    "LastEdit",
    "Line",
    "Lines",
    "Listed",
    "Listing",
    "Memory",
    "Numbered",
    "Presence",
    "Sessions",
    "Taken",
    "Tokens",
    "Unstorable",
    "Vectors",
    "open_database",
]
