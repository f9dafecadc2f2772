"""The use cases: what a command or a route calls, once."""

from __future__ import annotations

from pathlib import Path

from baikonur_align import journal
from baikonur_align.corpus import Corpus
from baikonur_align.workbench.review import Review, Snapshot, Summary, wants_look

__all__ = ["JOURNAL", "Review", "Snapshot", "Summary", "Workbench", "wants_look"]

JOURNAL = "journal.sqlite"
"""The journal's file in a corpus, where no URL names another database."""


class Workbench(Review):
    """A corpus folder with its journal."""

    def __init__(self, root: Path, journal_url: str | None = None) -> None:
        self.corpus = Corpus(root)
        self.corpus.make()
        self.database = journal.opendatabase(journal_url or f"sqlite:///{root / JOURNAL}")
        self.accounts = journal.Accounts(self.database)
        super().__init__(self.corpus, journal.Journal(self.database))

    def close(self) -> None:
        self.database.dispose()

    def reviewers(self) -> list[str]:
        return self.accounts.names()

    def check_password(self, name: str, password: str) -> bool:
        from werkzeug.security import check_password_hash

        known = self.accounts.password_hash(name)
        return known is not None and check_password_hash(known, password)

    def add_reviewer(self, name: str, password: str) -> None:
        """Add an account, or change its password; kept as a salted scrypt hash."""
        from werkzeug.security import generate_password_hash

        self.accounts.put(name, generate_password_hash(password))
