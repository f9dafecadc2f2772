"""Checks of a corpus and its journal, each finding with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from baikonur_align.corpus import CorpusFolder
from baikonur_align.journal import Database, Journal, Lines
from baikonur_align.journal.transfer import damage
from baikonur_align.model import Problem
from baikonur_align.review.review import Review

RESTORE = "restore the newest backup into a new folder, and compare"


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: where, what, and what to do."""

    where: str
    what: str
    advice: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}\n  {self.advice}"


def verify(corpus: CorpusFolder, database: Database, journal: Journal) -> Iterator[Finding]:
    """Yield what is wrong with a corpus: its files, its journal, and the two together.

    The list of pairs in the journal is made anew.
    """
    yield from _database(database)
    files = set(corpus.ids())
    for pair, versions in journal.versions().items():
        yield from _versions(journal, pair, versions)
        if pair not in files:
            yield Finding(
                pair,
                f"the journal has {len(versions)} edits of it, and its file is gone",
                f"put {pair}.xml back, or {RESTORE}",
            )
    review = Review(corpus, journal, Lines(database))
    for pair in sorted(files):
        yield from _pair(corpus, journal, review, pair)
    for left in corpus.unfinished():
        yield Finding(left.name, "an unfinished file of a process that was killed", "delete it")


def _database(database: Database) -> Iterator[Finding]:
    if said := damage(database):
        yield Finding("journal", f"the file is damaged: {said}", RESTORE)


def _versions(journal: Journal, pair: str, versions: list[int]) -> Iterator[Finding]:
    """Versions go on from 1, or from a version that was adopted, without a gap."""
    before = versions[0] - 1
    if before and not journal.identity.adopted(pair, before):
        yield Finding(pair, f"versions 1 to {before} are not in the journal", RESTORE)
    for earlier, later in pairwise(versions):
        if later != earlier + 1:
            gap = f"{earlier + 1} to {later - 1}"
            yield Finding(pair, f"versions {gap} are not in the journal", RESTORE)


def _pair(
    corpus: CorpusFolder, journal: Journal, review: Review, pair_id: str
) -> Iterator[Finding]:
    file = corpus.path(pair_id).name
    try:
        base = corpus.read(pair_id)
        snapshot = review.snapshot(pair_id)
    except Problem as problem:
        yield Finding(file, str(problem), RESTORE)
        return
    if base.id != pair_id:
        yield Finding(file, f"it says that it is {base.id}", "rename the file")
    if snapshot.problem:
        yield Finding(file, str(snapshot.problem), RESTORE)
    elif base.version and base.journal not in ("", journal.identity.id):
        adopted = journal.identity.adopted(pair_id, base.version)
        if not adopted:
            yield Finding(file, "it was published from another journal", RESTORE)
    if not review.list_anew(pair_id):
        yield Finding(file, "the list of pairs had other numbers of it", "they are corrected now")
