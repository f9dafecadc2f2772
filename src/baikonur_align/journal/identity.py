"""Which journal this is, and from which version on it has the edits of a pair."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa

from baikonur_align.clock import now
from baikonur_align.journal.database import META, READ, clear_errors
from baikonur_align.journal.problems import JournalMismatch

JOURNAL = sa.Table(
    "journal",
    META,
    sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),  # one row
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("made", sa.Text, nullable=False),
    sa.Column("corpus", sa.Text),  # the id of the one corpus that it is the journal of
    sa.Column("corpus_name", sa.Text),
)
ADOPTED = sa.Table(
    "adopted",
    META,
    sa.Column("pair", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
)


class Identity:
    """The journal's own random id, made when the journal is."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self.id = self._read() or self._make()

    def _read(self) -> str:
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return connection.execute(sa.select(JOURNAL.c.id)).scalar() or ""

    def _make(self) -> str:
        try:
            with clear_errors(), self._engine.begin() as connection:
                connection.execute(JOURNAL.insert(), {"only": 1, "id": uuid4().hex, "made": now()})
        except sa.exc.IntegrityError:
            pass  # another process was quicker
        return self._read()

    def claim(self, corpus: str, name: str, *, anew: bool = False) -> None:
        """Make this the journal of a corpus, known by its id; `anew` also if it is another's.

        Raises `JournalMismatch` if it is the journal of another corpus.
        """
        free = sa.true() if anew else JOURNAL.c.corpus.is_(None)
        take = JOURNAL.update().where(free).values(corpus=corpus, corpus_name=name)
        read = sa.select(JOURNAL.c.corpus, JOURNAL.c.corpus_name)
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            found = connection.execute(read).one()
            if found.corpus is None or (anew and found.corpus != corpus):
                connection.execute(take)
                found = connection.execute(read).one()
        if found.corpus != corpus:
            raise JournalMismatch(
                "this database is the journal of another corpus, {other}: each corpus needs a "
                "database of its own. Name another one with --journal; or, if this folder is a "
                "copy of that corpus, run: baikonur-align journal adopt --corpus FOLDER",
                other=found.corpus_name,
            )

    def adopt(self, pair: str, version: int) -> None:
        """Let this journal go on from a version of `pair` that other journals have led to."""
        try:
            with clear_errors(), self._engine.begin() as connection:
                connection.execute(ADOPTED.insert(), {"pair": pair, "version": version})
        except sa.exc.IntegrityError:
            pass  # it has been adopted

    def adopted(self, pair: str, version: int) -> bool:
        """Return whether the journal goes on from this version."""
        query = sa.select(ADOPTED.c.pair).where(
            ADOPTED.c.pair == pair, ADOPTED.c.version == version
        )
        with clear_errors(), self._engine.connect().execution_options(**READ) as connection:
            return connection.execute(query).scalar() is not None
