"""The workbench: the services of a corpus, put together. Commands and routes start here."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from baikonur_align import export, journal, metadata
from baikonur_align.accounts.badges import Badges
from baikonur_align.accounts.people import People
from baikonur_align.accounts.presence import WhoIsHere
from baikonur_align.building import memories
from baikonur_align.building.builder import DRAFT, Builder
from baikonur_align.building.maker import Engines, Made, PairMaker
from baikonur_align.building.realign import JUDGEMENTS, REALIGN
from baikonur_align.building.steps import (
    align_files,
    score_alignment_files,
    score_files,
    split_lines,
    translate_lines,
)
from baikonur_align.building.translating import translate_document
from baikonur_align.checks.glossary import Glossary
from baikonur_align.clock import now
from baikonur_align.corpus import CorpusFolder, slug
from baikonur_align.edit import Refused
from baikonur_align.evaluation.annotation import Annotations
from baikonur_align.evaluation.report import CorpusScores, PairScore, scores
from baikonur_align.evaluation.service import Evaluations
from baikonur_align.evaluation.testset import Line, is_reference
from baikonur_align.export import ExportCounts, Selection, TrainingSet, training_set
from baikonur_align.export.clean import CleanOptions, clean
from baikonur_align.export.selection import EVERYTHING
from baikonur_align.hints.concordance import Hit, Query
from baikonur_align.ingest.language import detected
from baikonur_align.jobs.queue import JobQueue
from baikonur_align.jobs.supervisor import Supervisor
from baikonur_align.journal import Numbered
from baikonur_align.model import Bead, Edit, Pair, Problem
from baikonur_align.review.history import History
from baikonur_align.review.lookup import INDEX, Lookup
from baikonur_align.review.replace import Replacer
from baikonur_align.review.review import Review, Snapshot
from baikonur_align.review.team import Team
from baikonur_align.summary import Summary, wants_look

__all__ = [
    "JOURNAL",
    "CleanOptions",
    "Made",
    "Query",
    "Scores",
    "Selection",
    "Snapshot",
    "Summary",
    "TrainingSet",
    "Workbench",
    "align_files",
    "score_alignment_files",
    "score_files",
    "split_lines",
    "translate_document",
    "translate_lines",
    "wants_look",
]

JOURNAL = "journal.sqlite"
"""The journal's file in a corpus, if no URL names another database."""


class Scores(Protocol):
    """What every score prints: text for people, and JSON."""

    def to_json(self) -> Mapping[str, object]: ...


class Workbench:
    """The services of one corpus folder and its journal.

    ``review`` edits and publishes pairs, ``history`` shows and reverts edits, ``replacer``
    searches, ``builder`` makes and realigns pairs, ``jobs`` makes them in the background,
    ``evaluations`` compares systems on confirmed beads, ``annotations`` has judgements of
    translations, ``team`` has assignments and agreement, ``accounts`` sign-ins, ``presence`` who
    is here, ``badges`` their short marks, ``lookup`` the concordance and the hints.
    """

    def __init__(self, root: Path, journal_url: str | None = None) -> None:
        CorpusFolder(root).make()
        self.journal_url = journal_url
        self.database = journal.open_database(journal_url or f"sqlite:///{root / JOURNAL}")
        self.corpus = CorpusFolder(root, journal.Listing(self.database))
        self.journal = edits = journal.Journal(self.database)
        self.review = Review(self.corpus, edits, journal.Lines(self.database))
        self.history = History(self.review)
        self.replacer = Replacer(self.review)
        engines = Engines(
            journal.Memory(self.database), journal.Vectors(self.database), self.corpus.glossary
        )
        own = f".{slug(platform.node())}" if journal_url else ""  # several machines, one folder
        self.lookup = Lookup(
            self.review,
            journal.Vectors(self.database),
            root / memories.FOLDER,
            root / f"{own}{INDEX}",
        )
        self.known = memories.CorpusMemory(root, self.review, self.lookup)
        maker = PairMaker(self.corpus, edits, engines, self.known)
        self.builder = Builder(self.corpus, self.review, maker)
        self.evaluations = Evaluations(
            EvaluatedCorpus(self),
            journal.Evaluations(self.database),
            journal.Memory(self.database),
            now,
        )
        self.annotations = Annotations(
            journal.Annotations(self.database), self._bead, self.evaluations.find, now
        )
        self.jobs = JobQueue(
            self.corpus, edits, journal.Jobs(self.database), maker, self.evaluations
        )
        self.team = Team(self.review, journal.Assignments(self.database))
        clock = journal.DatabaseClock(self.database)
        self.accounts = People(
            journal.Accounts(self.database),
            journal.Sessions(self.database),
            journal.FailedSignIns(self.database),
            journal.Tokens(self.database),
            clock,
        )
        self.audit = journal.Audit(self.database)
        self.presence = WhoIsHere(journal.Presence(self.database), clock)
        self.badges = Badges(journal.BadgeTable(self.database))

    def close(self) -> None:
        """Stop the background threads and close the database."""
        self.lookup.close()
        self.database.dispose()

    def _bead(self, pair_id: str, segment: str) -> Bead:
        """Return the bead that begins with a segment. Raises `Refused`."""
        for bead in self.review.pair(pair_id).beads:
            if bead.segments[0].id == segment:
                return bead
        raise Refused("there is no row that begins with sentence {segment}", segment=segment)

    def supervisor(self) -> Supervisor:
        """Return a context manager that runs a worker while there are jobs."""
        return Supervisor(self.jobs, self.corpus.root, self.journal_url)

    def revise(
        self,
        pair_id: str,
        verb: str,
        bead_ids: Sequence[str],
        args: Mapping[str, Any],
        reviewer: str,
        key: str = "",
    ) -> Numbered:
        """Apply any verb to the named beads: those of `Review.revise`, ``realign``, ``draft``."""
        if verb == REALIGN:
            include = args.get("include", [])
            if not isinstance(include, list) or not set(map(str, include)) <= set(JUDGEMENTS):
                raise Refused(
                    "include may only name kinds of judgement: {kinds}", kinds=", ".join(JUDGEMENTS)
                )
            return self.builder.realign(pair_id, bead_ids, reviewer, key, include)
        if verb == DRAFT:
            return self.builder.draft(pair_id, bead_ids, reviewer, key)
        return self.review.revise(pair_id, verb, bead_ids, args, reviewer, key)

    def glossary(self) -> tuple[Glossary, str]:
        """Return the terms of the corpus's valid glossaries, and what is wrong with another."""
        glossary, problem = self.corpus.glossaries()
        return glossary, str(problem or "")

    def export(
        self, pair_ids: Iterable[str], format_: str, selection: Selection = EVERYTHING
    ) -> Iterator[bytes]:
        """Yield the pairs as they are now, in one of `export.FORMATS`, for one download."""
        return export.FORMATS[format_].stream(self._selected(pair_ids, selection))

    def export_files(
        self, pair_ids: Iterable[str], format_: str, selection: Selection = EVERYTHING
    ) -> dict[str, Iterator[str]]:
        """Return the same as text for files: the suffix of each file, and its content."""
        return export.FORMATS[format_].files(self._selected(pair_ids, selection))

    def dropped(self, pair_ids: Iterable[str], format_: str, selection: Selection) -> Iterator[str]:
        """Yield what such an export leaves out, and why, as tab-separated values."""
        pairs = self.review.pairs(pair_ids)
        return selection.dropped(pairs, linked=export.FORMATS[format_].linked)

    def exportable(
        self, pair_ids: Iterable[str], format_: str, selection: Selection
    ) -> ExportCounts:
        """Return how many beads such an export has, and would have with other choices."""
        pairs = self.review.pairs(pair_ids)
        return selection.counts(pairs, linked=export.FORMATS[format_].linked)

    def data_card(
        self, pair_ids: Iterable[str], name: str, data: bytes, selection: Selection
    ) -> str:
        """Return the card of a file that the pairs were exported to."""
        return export.data_card(self.review.pairs(pair_ids), name, data, selection)

    def clean(
        self,
        pair_ids: Iterable[str],
        format_: str,
        options: CleanOptions,
        selection: Selection = EVERYTHING,
    ) -> TrainingSet:
        """Return the files of train, dev and test for machine translation, with a card.

        What is left out is in them with the reason.
        """
        cleaned = clean(self.review.pairs(pair_ids), detected, options, selection)
        return training_set(cleaned, format_)

    def _selected(self, pair_ids: Iterable[str], selection: Selection) -> Iterator[Pair]:
        return map(selection.of, self.review.pairs(pair_ids))

    def described(self, pair_ids: Iterable[str], where: Iterable[str]) -> list[str]:
        """Return the pairs with a text that has the metadata of the conditions `where`.

        Raises `metadata.BadMetadata` for what is no condition (``genre=law``).
        """
        return self.review.described(pair_ids, metadata.conditions(where))

    def in_described(self, hits: Sequence[Hit], where: Sequence[str]) -> Sequence[Hit]:
        """Return the hits of a concordance in pairs that meet the conditions (`described`)."""
        if not where:
            return hits
        kept = set(self.described({hit.pair for hit in hits}, where))
        return [hit for hit in hits if hit.pair in kept]

    def readable(self) -> tuple[list[str], dict[str, Problem]]:
        """Return the ids of the pairs that can be read, and why the others cannot."""
        problems = self.review.problems()
        return [i for i in self.corpus.ids() if i not in problems], problems

    def scores(self, pair_id: str | None = None, where: Sequence[str] = ()) -> CorpusScores:
        """Score the machine's drafts against the reviewers' text, of one pair or of all.

        `where` are conditions on the metadata of the pairs (`described`). A pair that
        cannot be read has no scores, and the reason.
        """
        if pair_id:
            return scores([self.review.pair(pair_id)])
        summaries = {one.id: one for one in self.review.summaries()}
        good = self.described([i for i, one in summaries.items() if not one.problem], where)
        found = scores(
            self.review.snapshot(i, keep=False).pair if summaries[i].confirmed else summaries[i]
            for i in good
        )
        bad = (
            PairScore(i, "", "", 0, 0, None, None, one.problem)
            for i, one in summaries.items()
            if one.problem
        )
        return replace(found, pairs=(*found.pairs, *bad))


class EvaluatedCorpus:
    """What an evaluation needs to know of a corpus (`evaluation.service.EvaluatedCorpus`)."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def pairs(self) -> Iterator[Pair]:
        """Yield all pairs that can be read, as they are now."""
        return (snapshot.pair for snapshot in self._bench.review.readable())

    def samples(self) -> Iterator[Pair]:
        """Yield of each kind and languages a pair with a reference; those before have none."""
        for pair_ids in self._bench.review.confirmed_kinds():
            for snapshot in self._bench.review.readable(pair_ids):
                yield snapshot.pair
                if any(map(is_reference, snapshot.pair.beads)):
                    break

    def edits(self, pair_id: str) -> Sequence[tuple[int, Edit]]:
        """Return the edits of a pair with their versions, oldest first."""
        return self._bench.review.edits(pair_id)

    def glossary(self) -> Glossary:
        """Return the terms of the corpus, none if their file is not valid."""
        return self._bench.glossary()[0]

    def remembered(self, line: Line, langs: tuple[str, str]) -> str:
        """Return the best match of the translation memory, leaving out the line itself."""
        self._bench.lookup.follow()
        own = line.document, line.segment
        found = self._bench.lookup.memory.find(line.source_text, langs, 1, but=own)
        return found[0].target if found else ""
