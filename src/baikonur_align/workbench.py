"""The use cases: what a command or a route calls, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Protocol

from baikonur_align import export, journal, split
from baikonur_align.accounts.people import People, clean_name
from baikonur_align.accounts.presence import WhoIsHere
from baikonur_align.building.builder import Made, Maker
from baikonur_align.building.pairs import Report, silent
from baikonur_align.building.plan import BadPlan, plan, task
from baikonur_align.building.realign import REALIGN, Known, ever_rejected, realign, taught
from baikonur_align.building.steps import (
    align_files,
    read,
    score_alignment_files,
    score_files,
    split_lines,
    translate_lines,
)
from baikonur_align.building.update import renewed_sides, update
from baikonur_align.checks.glossary import NONE, BadGlossary, Glossary
from baikonur_align.corpus import Corpus
from baikonur_align.edit import Refused
from baikonur_align.evaluation.report import CorpusScores, scores
from baikonur_align.export import Selection
from baikonur_align.hints.concordance import Hit, Query
from baikonur_align.ingest import bilingual
from baikonur_align.ingest.files import texts_in
from baikonur_align.jobs.queue import Intake
from baikonur_align.jobs.supervisor import Background
from baikonur_align.model import Document, Edit, Kind, Pair
from baikonur_align.review.history import Past
from baikonur_align.review.lookup import Lookup
from baikonur_align.review.review import Snapshot, Summary, now, wants_look
from baikonur_align.review.team import Team
from baikonur_align.wire import bead_id

__all__ = [
    "JOURNAL",
    "Made",
    "Query",
    "Scores",
    "Selection",
    "Snapshot",
    "Summary",
    "Workbench",
    "align_files",
    "score_alignment_files",
    "score_files",
    "split_lines",
    "translate_lines",
    "wants_look",
]

AT_ONCE = 3
"""Alignments made again at once: fewer than the server's threads, so that edits always find a free one."""

EVERYTHING = Selection()

JOURNAL = "journal.sqlite"
"""The journal's file in a corpus, where no URL names another database."""


class Scores(Protocol):
    """What any scoring prints: for people, and as JSON."""

    def to_json(self) -> Mapping[str, object]: ...


class Workbench(Past):
    """A corpus folder with its journal, the translation memory and the reviewers' accounts."""

    def __init__(self, root: Path, journal_url: str | None = None) -> None:
        self.corpus = Corpus(root)
        self.corpus.make()
        self._journal_url = journal_url
        self.database = journal.open_database(journal_url or f"sqlite:///{root / JOURNAL}")
        self.people = People(
            journal.Accounts(self.database),
            journal.Sessions(self.database),
            journal.FailedSignIns(self.database),
        )
        self.here = WhoIsHere(journal.Presence(self.database))
        edits = journal.Journal(self.database)
        self._maker = Maker(self.corpus, edits, journal.Memory(self.database))
        self.intake = Intake(self.corpus, edits, journal.Jobs(self.database), self._maker)
        super().__init__(self.corpus, edits)
        self.team = Team(self, journal.Assignments(self.database))
        self._aligning = BoundedSemaphore(AT_ONCE)
        self.lookup = Lookup(self)

    def background(self) -> Background:
        """Entered, it sees to it that the jobs of this corpus are done."""
        return Background(self.intake, self.corpus.root, self._journal_url)

    def glossary(self) -> tuple[Glossary, str]:
        """The terms that the checks hold texts to, and what is wrong with their file: then there are none."""
        try:
            return self.corpus.glossary(), ""
        except BadGlossary as problem:
            return NONE, str(problem)

    def concordance(self, query: Query) -> list[Hit]:
        """All places of what `query` looks for, in the corpus as it stands now. Raises `BadQuery`."""
        self.lookup.follow()
        return self.lookup.concordance.find(query)

    def close(self) -> None:
        self.lookup.close()
        self.database.dispose()

    # --- making pairs ---

    def build(
        self, folder: Path, languages: tuple[str, str], *, comparable: bool, report: Report = silent
    ) -> Iterator[Made]:
        """Make what is new or changed of a folder's texts; what a reviewer touched stays as it is."""
        documents = [_read(path, languages) for path in texts_in(folder)]
        for planned in plan(documents, languages, comparable=comparable):
            yield self._maker.make(planned, report)
        self.corpus.write_manifest()

    def add(
        self,
        files: Sequence[Path],
        source: str | None,
        target: str | None,
        *,
        comparable: bool,
        force: bool = False,
        report: Report = silent,
    ) -> Made:
        """Make a pair of one text, which is translated into `target`, of two, or of a file that has both."""
        if len(files) == 1 and bilingual.is_bilingual(files[0].name):
            return self._bring_in(files[0], source, target)
        first = read(files[0], source, force=force)
        second = read(files[1], target, force=force) if len(files) > 1 else None
        if second is None and target is None:
            raise BadPlan("one text is translated: say into which language with --to")
        kind: Kind = "draft" if second is None else "comparable" if comparable else "translation"
        made = self._maker.make(
            task(first, second, second.lang if second else target or "", kind), report
        )
        self.corpus.write_manifest()
        return made

    def _bring_in(self, path: Path, source: str | None, target: str | None) -> Made:
        """Make a pair of texts that come aligned. Raises `ingest.Unreadable`."""
        given = bilingual.read(path, source, target)
        wanted = task(given.source, given.target, given.target.lang, "translation")
        made = self._maker.make(replace(wanted, links=given.links))
        self.corpus.write_manifest()
        return made

    # --- a new version of a text ---

    def update(
        self, pair_id: str, files: Sequence[Path], reviewer: str, *, force: bool = False
    ) -> tuple[int, Edit | None]:
        """Take new versions of a pair's texts in, and publish it; what is the same in them stays as it is.

        The version made and the edit, None where no sentence has changed. A file's language says whose
        new version it is. Raises `BadPlan` when that is neither side's, or the pair's machine-made one.
        """
        seen = self.snapshot(pair_id)
        base = seen.base
        documents = [
            _read(path, (base.source.lang, base.target.lang), force=force) for path in files
        ]
        sides = renewed_sides(base, documents)
        past, by = [edit for _, edit in self.history(pair_id)], clean_name(reviewer)
        edit = update(
            seen.pair,
            {side: [s.text for s in split.segments(document)] for side, document in sides.items()},
            {s.id for e in past for b in e.before | e.after for s in b.segments},
            self._known(seen.pair, past),
            self._maker.engines(base.source.lang, base.target.lang),
            by,
            now(),
        )
        version = self._write(pair_id, lambda _: edit, by)[0] if edit else seen.version
        self.publish(pair_id, sides)
        return version, edit

    # --- aligning again ---

    def revise(
        self,
        pair_id: str,
        verb: str,
        bead_ids: Sequence[str],
        args: Mapping[str, Any],
        reviewer: str,
        key: str = "",
    ) -> tuple[int, Edit]:
        """As `Review.revise`; the verb ``realign`` asks the aligner, which may take a while."""
        if verb == REALIGN:
            done = self._journal.asked(pair_id, reviewer, key)
            return done or self.realign(pair_id, bead_ids, reviewer, key)
        return super().revise(pair_id, verb, bead_ids, args, reviewer, key)

    def realign(
        self, pair_id: str, bead_ids: Sequence[str], reviewer: str, key: str = ""
    ) -> tuple[int, Edit]:
        """Align the sentences of these beads again, around the confirmed; the version made, and the edit.

        What must be translated first may take minutes; others can edit meanwhile. Raises `Conflict` when a
        bead is no longer as named, now or then, `Refused` when nothing would change or many do the same.
        """
        if not self._aligning.acquire(blocking=False):
            raise Refused("others have texts aligned again just now; try again in a moment")
        try:
            seen = self.snapshot(pair_id)
            chosen = seen.named(bead_ids)
            bridge = self._maker.engines(seen.base.source.lang, seen.base.target.lang)
            past = [edit for _, edit in self.history(pair_id)]
            edit = realign(seen.pair, chosen, self._known(seen.pair, past), bridge, reviewer, now())
        finally:
            self._aligning.release()
        return self._write(pair_id, lambda _: edit, reviewer, key)

    def _known(self, pair: Pair, past: Iterable[Edit]) -> Known:
        """What reviewers have said of the pair, in its edits till now, and of others in its languages."""
        others = (self.pair(other) for other in self.corpus.ids() if other != pair.id)
        rejected = ever_rejected(past)
        return Known(rejected, taught(chain([pair], others), (pair.source.lang, pair.target.lang)))

    def realign_all(self, pair_id: str, reviewer: str) -> tuple[int, Edit]:
        """Align a whole pair again around the confirmed beads. Raises as `realign`."""
        names = [bead_id(bead) for bead in self.pair(pair_id).beads]
        return self.realign(pair_id, names, clean_name(reviewer))

    # --- what comes out ---

    def export(
        self, pair_ids: Iterable[str], format_: str, selection: Selection = EVERYTHING
    ) -> Iterator[bytes]:
        """The pairs as they stand now, in one of `export.FORMATS`, piece by piece, for one download."""
        return export.FORMATS[format_].stream(self._selected(pair_ids, selection))

    def export_files(
        self, pair_ids: Iterable[str], format_: str, selection: Selection = EVERYTHING
    ) -> dict[str, Iterator[str]]:
        """The same as text, for files: what follows the name of each, and what goes into it."""
        return export.FORMATS[format_].files(self._selected(pair_ids, selection))

    def dropped(self, pair_ids: Iterable[str], format_: str, selection: Selection) -> Iterator[str]:
        """What such an export leaves out, and why, as tab-separated values."""
        return selection.dropped(map(self.pair, pair_ids), linked=export.FORMATS[format_].linked)

    def _selected(self, pair_ids: Iterable[str], selection: Selection) -> Iterator[Pair]:
        return (selection.of(self.pair(pair_id)) for pair_id in pair_ids)

    def scores(self, pair_id: str | None = None) -> CorpusScores:
        """The machine's drafts against the reviewers' text, of one pair or all."""
        ids = [pair_id] if pair_id else self.corpus.ids()
        return scores(self.pair(i) for i in ids)


def _read(path: Path, languages: tuple[str, str], *, force: bool = False) -> Document:
    """A text whose language its name may say: ``a.kk.txt``."""
    named = path.stem.rpartition(".")[2]
    return read(path, named if named in languages else None, force=force)
