"""Keep the state of each pair, apply edits to it, and write it back into the corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from threading import Lock
from typing import Any

from baikonur_align.clock import now
from baikonur_align.corpus import CorpusFolder, CorpusProblem, NoPair, Stamp, row_stamp
from baikonur_align.edit import (
    Conflict,
    Refused,
    State,
    build,
    in_order,
    invert,
)
from baikonur_align.journal import (
    Journal,
    JournalBusy,
    JournalFull,
    JournalMismatch,
    JournalProblem,
    LastEdit,
    Line,
    Lines,
    Listed,
    Numbered,
    Taken,
)
from baikonur_align.journal.lines import Choice, Known
from baikonur_align.metadata import PROJECT, Condition, checked, fits, replaced
from baikonur_align.model import (
    Bead,
    Change,
    Document,
    Edit,
    Pair,
    Problem,
    Properties,
    Side,
)
from baikonur_align.review.estimates import reestimated
from baikonur_align.review.pair_list import PairPage, page_of
from baikonur_align.review.placing import new_target, placed_codes
from baikonur_align.review.recent import Recent
from baikonur_align.review.repetitions import Places, filled, places
from baikonur_align.summary import BeadCounts, EditedCounts, PairName, Row, Summary, edited
from baikonur_align.tei import NotOurs
from baikonur_align.wire import bead_id

REPEATING = frozenset({"confirm", "reword", "translate", "accept"})
"""The verbs that fill repetitions with what they confirm."""

DRAFTING = frozenset({"restore", "accept"})
"""The verbs that make the machine draft the target."""

NOTHING_TO_UNDO = "there is no edit of yours to undo"
NOTHING_TO_REDO = "there is no undone edit of yours to redo"

LOCK_SECONDS = 10
"""Longest wait of an edit for another edit of the same pair, in this process."""


class Overtaken(Conflict):
    """An edit cannot be undone or redone because later edits changed the same beads.

    ``version`` is that of the edit, ``verb`` what it did or, if it is an undo, what it undid;
    ``segment`` is in a bead of it, ``later`` are the edits in the way with their versions, latest
    first.
    """

    def __init__(self, version: int, edit: Edit, verb: str, later: Sequence[Numbered]) -> None:
        super().__init__(
            "edit {version} ({verb}) cannot be undone: {by} has changed the same row since; "
            "skip this edit, or revert the later edits too",
            version=version,
            verb=verb,
            by=", ".join(sorted({other.reviewer for _, other in later})) or "a later edit",
        )
        self.version = version
        self.verb = verb
        self.later = later
        self.segment = next((segment.id for bead in edit.after for segment in bead.segments), "")


RECENT = 200
"""Edits of a pair kept in memory, so that an answer to an edit does not read them again."""


MOST_BEADS = 50_000
"""Beads of the pairs that are kept in memory; of larger ones the `LEAST_PAIRS` used last are."""

LEAST_PAIRS = 8

ROWS = 100
"""Rows of the list that are written at once while it is made anew."""

OTHERS = 1000
"""Pairs of which names, repeated texts and judgements are kept."""


NONE_CHANGED = BeadCounts()


@dataclass(frozen=True)
class Snapshot:
    """A pair at one version: ``base`` is the published file, ``state`` has the edits since.

    ``recent`` are the last edits that led here, with their versions, oldest first.
    """

    base: Pair
    stamp: Stamp
    state: State
    version: int
    last_change: Change | None
    recent: tuple[Numbered, ...] = ()
    problem: JournalProblem | None = None
    """Why the pair can be read but not edited."""
    counts: BeadCounts = NONE_CHANGED
    """By how much the edits since the file have changed the numbers of beads."""

    @cached_property
    def pair(self) -> Pair:
        """The pair at this version, beads in reading order."""
        return replace(self.base, beads=in_order(self.state.beads()), version=self.version)

    @property
    def edited_counts(self) -> str:
        """What the edits since the file have changed in the list, as the journal keeps it."""
        return EditedCounts(self.base.version, self.counts).to_json()

    def after(self, edits: Sequence[Numbered]) -> Snapshot:
        """Return the snapshot with these edits applied. Raises `Conflict` if they do not fit."""
        if not edits:
            return self
        version, last = edits[-1]
        change = Change(last.reviewer, last.at, last.verb)
        state = self.state.apply(*(edit for _, edit in edits))
        recent = (*self.recent, *edits)[-RECENT:]
        counts = edited(self.counts, (edit for _, edit in edits))
        return Snapshot(self.base, self.stamp, state, version, change, recent, self.problem, counts)

    def named(self, bead_ids: Sequence[str]) -> list[Bead]:
        """Return the beads with these ids. Raises `Conflict` if one has changed since."""
        beads = [self.state.bead_of(name.partition("@")[0]) for name in bead_ids]
        found = [
            bead
            for bead, name in zip(beads, bead_ids, strict=True)
            if bead is not None and bead_id(bead) == name
        ]
        if len(found) < len(bead_ids):
            raise Conflict("someone changed this in the meantime; look at the row and try again")
        return found


UNREADABLE = (CorpusProblem, NotOurs, JournalMismatch)
"""Errors that concern one pair, not the corpus."""


class Review:
    """The pairs of a corpus: the published TEI files, and the edits since, from the journal."""

    def __init__(self, corpus: CorpusFolder, journal: Journal, lines: Lines) -> None:
        self._corpus = corpus
        self._journal = journal
        self._lines = lines
        self._looking = Lock()
        self._snapshots: Recent[Snapshot] = Recent(
            MOST_BEADS, LEAST_PAIRS, lambda snapshot: len(snapshot.base.beads)
        )
        self._repeated: Recent[tuple[Stamp, Places]] = Recent(OTHERS)
        self._names: Recent[tuple[Stamp, PairName]] = Recent(OTHERS)
        self._claimed = False
        self._opening: dict[str, Lock] = {}
        self._locks: dict[str, Lock] = {}
        """Of this process. Between processes the journal's primary key decides."""

    def ids(self) -> list[str]:
        """Return the ids of all pairs, sorted."""
        return self._corpus.ids()

    def snapshot(self, pair_id: str, *, keep: bool = True) -> Snapshot:
        """Return the pair now. Reads the file if it has changed, and the journal's new edits.

        Who reads many pairs does not `keep` them: no pair that is worked on shall leave the memory
        for them, and they stay only if there is room.

        Raises `NoPair`, `CorpusProblem` if file and journal do not belong together, and
        `JournalMismatch` if the journal has lost edits.
        """
        return self._read(pair_id, keep=keep)[0]

    def current(self, pair_id: str) -> Snapshot:
        """Return the pair now; the journal is not asked if its feed has told of nothing.

        Raises as `snapshot` does.
        """
        known = self._snapshots.get(pair_id)
        if (
            known is not None
            and self._journal.feed.is_current(pair_id, known.version)
            and known.stamp == self._corpus.stamp(pair_id)
        ):
            return known
        return self.snapshot(pair_id)

    def _read(
        self, pair_id: str, reviewer: str = "", key: str = "", *, keep: bool = True
    ) -> tuple[Snapshot, Numbered | None]:
        """Return the pair now and what the reviewer's request of this key has made, if any."""
        stamp = self._corpus.stamp(pair_id)
        known = self._snapshots.get(pair_id)
        if known is None or known.stamp != stamp:
            known = self._opened(pair_id, stamp) if keep else self._published(pair_id, stamp)
        last = known.recent[-1] if known.recent else None
        edits, done = self._journal.since(pair_id, last, known.version, reviewer, key)
        try:
            fresh = known.after(edits)
        except Conflict as error:
            raise CorpusProblem(
                "the journal's edits of {pair} do not fit {file}; "
                "put back the file that they were made on",
                pair=pair_id,
                file=self._corpus.path(pair_id).name,
            ) from error
        if keep:
            self._keep(pair_id, fresh)
        else:
            self._snapshots.offer(pair_id, fresh)
        return fresh, done

    def _opened(self, pair_id: str, stamp: Stamp) -> Snapshot:
        """Return the pair as its file has it; many who ask at once read the file once."""
        with self._opening.setdefault(pair_id, Lock()):
            known = self._snapshots.get(pair_id)
            if known is None or known.stamp != stamp:
                known = self._published(pair_id, stamp)
                self._keep(pair_id, known)
        return known

    def _keep(self, pair_id: str, fresh: Snapshot) -> None:
        """Keep a snapshot unless another thread has kept a later one."""
        self._snapshots.put(
            pair_id,
            fresh,
            unless=lambda known: known.stamp == fresh.stamp and known.version > fresh.version,
        )

    def cached(self, pair_id: str) -> Snapshot:
        """Return the pair as it was last read or written here, without asking the journal."""
        return self._snapshots.get(pair_id) or self.snapshot(pair_id)

    def names(self, pair_ids: Iterable[str]) -> dict[str, PairName]:
        """Return what to call those of the pairs that can be read, without asking for edits."""
        found: dict[str, PairName] = {}
        unknown: dict[str, Stamp] = {}
        for pair_id in pair_ids:
            with suppress(NoPair):
                stamp, known = self._corpus.stamp(pair_id), self._names.get(pair_id)
                if known is not None and known[0] == stamp:
                    found[pair_id] = known[1]
                else:
                    unknown[pair_id] = stamp
        listed = self._corpus.listed(list(unknown))
        for pair_id, stamp in unknown.items():
            with suppress(Problem):
                row = self._row(pair_id, stamp, listed)
                found[pair_id] = self._names.put(pair_id, (stamp, PairName.of(row)))[1]
        return found

    def _published(self, pair_id: str, stamp: Stamp) -> Snapshot:
        """Return the pair as its file has it.

        Raises `CorpusProblem` if the beads of the last published edit are not in the file: then
        the file comes from elsewhere, and edits of this journal would be lost silently.
        """
        base = self._corpus.read(pair_id)
        state = State(base.beads)
        last = self._journal.edit(pair_id, base.version)
        if last and any(bead != state.bead_of(bead.segments[0].id) for bead in last.after):
            raise CorpusProblem(
                "{file} was published from another journal: put back the file of this journal, "
                "or move the journal away",
                file=self._corpus.path(pair_id).name,
            )
        recent = ((base.version, last),) if last else ()
        change = base.changes[0] if base.changes else None
        problem = None if last or not base.version else self._mismatch(base)
        return Snapshot(base, stamp, state, base.version, change, recent, problem)

    def _mismatch(self, base: Pair) -> JournalProblem | None:
        """Return why the journal cannot go on from a file whose last edit it does not have.

        A file of version 0.1.0 names no journal: it is adopted.
        """
        identity = self._journal.identity
        if identity.adopted(base.id, base.version):
            return None
        if base.journal == identity.id or self._journal.version(base.id):
            return JournalMismatch(
                "the journal is older than {pair}.xml: it lacks version {version}. Put the newer "
                "journal back, or restore a backup; nothing was written",
                pair=base.id,
                version=base.version,
            )
        if base.journal:
            return JournalMismatch(
                "{pair} was reviewed with another journal, which is not here. Put it back, or "
                "start "
                "a new history with: baikonur-align journal adopt --corpus FOLDER",
                pair=base.id,
            )
        identity.adopt(base.id, base.version)
        return None

    def claim(self, *, for_edits: bool = False, anew: bool = False) -> None:
        """Make journal and corpus each other's: the journal names its one corpus.

        `for_edits` also notes in the corpus which journal has its edits; `anew` takes these for
        the right ones whatever they name. Raises `JournalMismatch` if one belongs to another.
        """
        own = self._journal.identity
        with self._corpus.lock():
            known = self._corpus.identity()
            if known.journal not in ("", own.id) and not anew:
                raise JournalMismatch(
                    "{pair} was reviewed with another journal, which is not here. Put it back, or "
                    "start a new history with: baikonur-align journal adopt --corpus FOLDER",
                    pair=self._corpus.root.resolve().name,
                )
            own.claim(known.id, self._corpus.root.resolve().name, anew=anew)
            ours = replace(known, journal=own.id if for_edits else known.journal)
            self._corpus.keep_identity(ours)
        self._claimed = for_edits

    def adopt(self, pair_id: str) -> None:
        """Continue this journal from the version in the pair's file."""
        base = self._corpus.read(pair_id)
        self.claim(for_edits=True, anew=True)
        self._journal.identity.adopt(pair_id, base.version)
        self._snapshots.pop(pair_id)

    def summaries(self) -> list[Summary]:
        """Return one line for each pair, sorted by id; a bad file's line says what is wrong."""
        self._look()
        return self._lines.all()

    def page(self, choice: Choice, limit: int, cursor: str) -> PairPage:
        """Return a part of the list of pairs. Raises `BadCursor`."""
        self._look()
        return page_of(self._lines, choice, limit, cursor)

    def sizes(self) -> dict[str, tuple[int, bool]]:
        """Return the number of beads of each pair that can be read; whether people touched any."""
        self._look()
        return self._lines.sizes()

    def languages(self) -> list[tuple[str, str]]:
        """Return the languages of the pairs, source and target, each two once."""
        self._look()
        return self._lines.languages()

    def versions(self) -> dict[str, tuple[Stamp, int]]:
        """Return the stamp and the version of each pair, by its id; -1 for one in doubt."""
        return self._look()

    def _look(self) -> dict[str, tuple[Stamp, int]]:
        """Bring the list up to date; return the stamp and the version of each pair, -1 in doubt.

        Only pairs are read whose file has changed since it was listed, or whose edits were written
        by a program that kept no counts.
        """
        with self._looking:
            stamps, known = self._corpus.stamps(), self._lines.known()
            gone = known.keys() - stamps.keys()
            self._lines.put({}, gone)
            self._corpus.forget_rows(gone)
            found: dict[str, tuple[Stamp, int]] = {}
            outdated: list[str] = []
            for pair_id, stamp in stamps.items():
                line = known.get(pair_id)
                if line and line.edit == line.last and line.stamp == row_stamp(stamp):
                    found[pair_id] = stamp, line.version
                else:
                    outdated.append(pair_id)
            for start in range(0, len(outdated), ROWS):
                part = outdated[start : start + ROWS]
                lines = self._lines_of(part, stamps)
                self._put_lines(lines, known)
                for pair_id, new in lines.items():
                    version = -1 if new.summary.problem else new.summary.version
                    found[pair_id] = stamps[pair_id], version
            return found

    def _lines_of(self, pair_ids: Sequence[str], stamps: Mapping[str, Stamp]) -> dict[str, Line]:
        """Return the lines of pairs, as their rows and last edits or else their files say."""
        edits, listed = self._lines.last_edits(pair_ids), self._corpus.listed(pair_ids)
        found: dict[str, Line] = {}
        anew: dict[str, tuple[Stamp, Row]] = {}
        for pair_id in pair_ids:
            stamp, kept = stamps[pair_id], listed.get(pair_id)
            try:
                summary = self._listed(stamp, *kept) if kept else None
                summary = summary or self._list_anew(pair_id, anew)
                found[pair_id] = Line(row_stamp(stamp), edits.get(pair_id, 0), summary)
            except NoPair:
                continue  # it was deleted meanwhile
            except UNREADABLE as problem:
                bad = Summary(pair_id, "translation", "", "", pair_id, "", problem=str(problem))
                found[pair_id] = Line("", 0, bad)
        self._corpus.keep_rows(anew)
        return found

    def _put_lines(self, lines: Mapping[str, Line], known: Mapping[str, Known]) -> None:
        """Write lines; those of bad files are made each time, and are mostly written already."""
        new = {
            pair_id: line
            for pair_id, line in lines.items()
            if line.stamp or pair_id not in known or known[pair_id].problem != line.summary.problem
        }
        try:
            self._lines.put(new)
        except (JournalBusy, JournalFull):
            if new.keys() - known.keys():
                raise  # a list without pairs that are there; others show what they were

    def _listed(self, stamp: Stamp, listed: Listed, last: LastEdit | None) -> Summary | None:
        """Return the line of a pair from its kept row and last edit; None if these are outdated.

        A file that has been published, or has edits, must have been compared with them.
        """
        if listed.stamp != row_stamp(stamp):
            return None
        row = Row.from_json(listed.row)
        if not listed.fits and (last or row.version):
            return None
        if last is None or last.version <= row.version:
            return Summary.after(row, row.version, NONE_CHANGED, row.last_change)
        kept = EditedCounts.from_json(last.counts)
        if kept is None or kept.since != row.version:
            return None
        change = Change(last.who, last.at, last.verb)
        return Summary.after(row, last.version, kept.counts, change)

    def described(self, pair_ids: Iterable[str], wanted: Sequence[Condition]) -> list[str]:
        """Return the pairs with a text that has the metadata wanted, in the order given."""
        chosen = list(pair_ids)
        if not wanted:
            return chosen
        listed, stamp = self._corpus.listed(chosen), self._corpus.stamp
        return [i for i in chosen if fits(self._row(i, stamp(i), listed).metadata, wanted)]

    def _row(
        self, pair_id: str, stamp: Stamp, listed: Mapping[str, tuple[Listed, LastEdit | None]]
    ) -> Row:
        """Return the row of a file from the list, or else from the file. Raises `Problem`."""
        known = listed.get(pair_id)
        if known and known[0].stamp == row_stamp(stamp):
            return Row.from_json(known[0].row)
        return Row.from_pair(pair_id, self.snapshot(pair_id).base)

    def list_anew(self, pair_id: str) -> bool:
        """Write the row and the line of a pair in the list anew, from its file and edits.

        Returns whether the list had this line, or none that counts. Raises `Problem`.
        """
        stamp, before = self._corpus.stamp(pair_id), self._lines.of(pair_id)
        edit = self._lines.last_edits([pair_id]).get(pair_id, 0)
        rows: dict[str, tuple[Stamp, Row]] = {}
        line = Line(row_stamp(stamp), edit, self._list_anew(pair_id, rows))
        self._corpus.keep_rows(rows)
        self._lines.put({pair_id: line})
        return before is None or before[:2] != line[:2] or before == line

    def _list_anew(self, pair_id: str, rows: dict[str, tuple[Stamp, Row]]) -> Summary:
        """Return the line of a pair from its file and edits, and put its row into `rows`."""
        now = self.snapshot(pair_id, keep=False)
        row = Row.from_pair(pair_id, now.base)
        rows[pair_id] = now.stamp, row
        if now.version > row.version:
            self._journal.keep_counts(pair_id, now.version, now.edited_counts)
        if len(rows) >= ROWS:
            self._corpus.keep_rows(rows)
            rows.clear()
        return Summary.after(row, now.version, now.counts, now.last_change)

    def readable(self, pair_ids: Iterable[str] | None = None) -> Iterator[Snapshot]:
        """Yield the pairs that can be read, of some or of all; `problems` names the others."""
        for pair_id in self._corpus.ids() if pair_ids is None else pair_ids:
            with suppress(NoPair, *UNREADABLE):
                yield self.snapshot(pair_id, keep=False)

    def confirmed(self, one: str, other: str) -> list[str]:
        """Return the pairs in two languages, either way, that have confirmed beads, sorted."""
        self._look()
        return self._lines.confirmed(one, other)

    def confirmed_kinds(self) -> list[list[str]]:
        """Return the pairs that have confirmed beads, those of a kind and two languages together.

        The sides of the languages count.
        """
        self._look()
        return self._lines.confirmed_kinds()

    def problems(self) -> dict[str, Problem]:
        """Return why pairs cannot be read, by their ids."""
        self._look()
        return {pair_id: Problem(said) for pair_id, said in self._lines.problems().items()}

    def pair(self, pair_id: str) -> Pair:
        """Return the pair now, beads in reading order. Raises `NoPair`."""
        return self.snapshot(pair_id).pair

    def pairs(self, pair_ids: Iterable[str]) -> Iterator[Pair]:
        """Yield pairs as they are now, one after the other, as `snapshot` without `keep`."""
        return (self.snapshot(pair_id, keep=False).pair for pair_id in pair_ids)

    def edits(self, pair_id: str, after: int = 0) -> list[Numbered]:
        """Return the journal's edits of a pair after a version, oldest first. Raises `NoPair`."""
        self._corpus.stamp(pair_id)
        return self._journal.edits(pair_id, after)

    def edits_to(self, snapshot: Snapshot, after: int) -> list[Numbered]:
        """Return the edits after a version that led to `snapshot`, from memory if possible."""
        if after >= snapshot.version - len(snapshot.recent):
            return [(version, edit) for version, edit in snapshot.recent if version > after]
        edits = self.edits(snapshot.base.id, after)
        return [(version, edit) for version, edit in edits if version <= snapshot.version]

    def latest(
        self, pair_id: str, most: int, before: int | None = None, reviewer: str | None = None
    ) -> list[Numbered]:
        """Return at most `most` edits, latest first: before a version, of one reviewer."""
        self._corpus.stamp(pair_id)
        return self._journal.latest(pair_id, most, before, reviewer)

    def editors(self, pair_id: str) -> list[str]:
        """Return the names of all who have edited the pair."""
        return self._journal.reviewers(pair_id)

    def done(self, pair_id: str, reviewer: str, key: str) -> Numbered | None:
        """Return what the reviewer's request of this key has made; None if it was not done."""
        return self._read(pair_id, reviewer, key)[1] if key else None

    def revise(
        self,
        pair_id: str,
        verb: str,
        bead_ids: Sequence[str],
        args: Mapping[str, Any],
        reviewer: str,
        key: str = "",
    ) -> Numbered:
        """Apply one of `edit.VERBS` to the named beads; return the version it made, and the edit.

        A request whose `key` the reviewer has sent before is not done again: the first result is
        returned. Raises `Conflict` if a bead has changed, `Refused` if the verb does not apply.
        """

        def make(current: Snapshot) -> Edit:
            beads = current.named(bead_ids)
            edit = build(verb, beads, _with_new(current, verb, beads, args), reviewer, now())
            edit = reestimated(edit, (current.base.source.lang, current.base.target.lang))
            if verb not in REPEATING:
                return edit
            return filled(edit, current.state, self._places(current), lambda: current.pair)

        return self.write(pair_id, make, reviewer, key)

    def _places(self, current: Snapshot) -> Places:
        """Return where the repeated texts of a draft stand, found once for each file."""
        known = self._repeated.get(current.base.id)
        if known is None or known[0] != current.stamp:
            known = self._repeated.put(current.base.id, (current.stamp, places(current.base)))
        return known[1]

    def undo(
        self, pair_id: str, reviewer: str, key: str = "", skip: Sequence[int] = ()
    ) -> Numbered:
        """Undo the reviewer's own last edit whose version is not in `skip`.

        Raises `Refused` if there is none, and `Overtaken` if later edits stand in the way.
        """
        which = partial(self._journal.next_undo, skip=skip)
        return self._invert(pair_id, reviewer, key, which, NOTHING_TO_UNDO)

    def redo(
        self, pair_id: str, reviewer: str, key: str = "", skip: Sequence[int] = ()
    ) -> Numbered:
        """Redo what the reviewer last undid. Raises as `undo` does."""
        which = partial(self._journal.next_redo, skip=skip)
        return self._invert(pair_id, reviewer, key, which, NOTHING_TO_REDO)

    def undone_verb(self, pair_id: str, edit: Edit) -> str:
        """Return the verb that an undo or a redo concerned, or the edit's own if it is neither."""
        while edit.undoes is not None:
            before = self._journal.edit(pair_id, edit.undoes)
            if before is None:
                break
            edit = before
        return edit.verb

    def can_undo(self, pair_id: str, reviewer: str) -> tuple[bool, bool]:
        """Return whether the reviewer has an edit to undo, and one to redo."""
        journal = self._journal
        return (
            journal.next_undo(pair_id, reviewer) is not None,
            journal.next_redo(pair_id, reviewer) is not None,
        )

    def _invert(
        self,
        pair_id: str,
        reviewer: str,
        key: str,
        which: Callable[[str, str], int | None],
        nothing: str,
    ) -> Numbered:

        def make(current: Snapshot) -> Edit:
            version = which(pair_id, reviewer)
            edit = None if version is None else self._journal.edit(pair_id, version)
            if version is None or edit is None:
                raise Refused(nothing)
            if any(current.state.bead_of(bead.segments[0].id) != bead for bead in edit.after):
                verb = self.undone_verb(pair_id, edit)
                raise Overtaken(version, edit, verb, self._later(current, version, edit))
            return invert(edit, version, reviewer, now())

        return self.write(pair_id, make, reviewer, key)

    def _later(self, current: Snapshot, version: int, edit: Edit) -> list[Numbered]:
        """Return the edits after `version` of the beads that `edit` made, latest first."""
        segments = {segment.id for bead in edit.after for segment in bead.segments}
        return [
            (number, later)
            for number, later in reversed(self.edits_to(current, version))
            if any(segment.id in segments for bead in later.before for segment in bead.segments)
        ]

    def write(
        self, pair_id: str, make: Callable[[Snapshot], Edit], reviewer: str, key: str = ""
    ) -> Numbered:
        """Make an edit of the current snapshot and append it to the journal.

        Tries again if another process was quicker. A request of this `key` that has been done
        before is answered with its first result.
        """
        lock = self._locks.setdefault(pair_id, Lock())
        if not lock.acquire(timeout=LOCK_SECONDS):
            raise JournalBusy(
                "the server is busy with other edits of this text; try again in a moment"
            )
        try:
            while True:
                snapshot, done = self._read(pair_id, reviewer, key)
                if done:
                    return done
                if snapshot.problem:
                    raise snapshot.problem
                if not self._claimed:
                    self.claim(for_edits=True)
                edit = make(snapshot)
                after = snapshot.after([(snapshot.version + 1, edit)])
                try:
                    self._journal.append(pair_id, after.version, edit, key, after.edited_counts)
                except Taken:
                    continue
                self._keep(pair_id, after)
                return after.version, edit
        finally:
            lock.release()

    def publish(self, pair_id: str, texts: Mapping[int, Document] | None = None) -> int:
        """Write the pair into its TEI file and the list of pairs; return the version written.

        `texts` are new documents that its sides (0 source, 1 target) now come from.
        """
        with self._corpus.lock():
            snapshot = self.snapshot(pair_id)
            news = _changes(self.edits_to(snapshot, snapshot.base.version))
            pair = replace(snapshot.pair, changes=(*news, *snapshot.base.changes))
            sides = [
                _from(side, (texts or {}).get(index))
                for index, side in enumerate((pair.source, pair.target))
            ]
            journal = self._journal.identity.id if snapshot.version else snapshot.base.journal
            pair = replace(pair, source=sides[0], target=sides[1], journal=journal)
            if news or pair != snapshot.pair:
                self._corpus.write(pair)
                self._corpus.write_manifest()
        return snapshot.version

    def rename(self, pair_id: str, titles: tuple[str, str], project: str, who: str) -> None:
        """Give the texts of a pair other titles and the pair a project, in its TEI file.

        The project is metadata of both texts; an empty one takes the pair out of any. Empty titles
        stay as they were. Raises `NoPair`, `BadMetadata`, `CorpusProblem`.
        """
        given = checked([(PROJECT, project)])
        with self._corpus.lock():
            base = self._corpus.read(pair_id)
            source, target = (
                replace(
                    side,
                    title=" ".join(title.split()) or side.title,
                    metadata=(*(i for i in side.metadata if i[0] != PROJECT), *given),
                )
                for side, title in zip((base.source, base.target), titles, strict=True)
            )
            pair = replace(base, source=source, target=target)
            if pair != base:
                change = Change(who, now(), "title")
                self._corpus.write(replace(pair, changes=(change, *base.changes)))
                self._corpus.write_manifest()

    def describe(
        self,
        pair_id: str,
        sides: tuple[Properties, Properties],
        who: str,
        terms: Properties | None = None,
    ) -> None:
        """Give the texts of a pair other metadata, and the pair other terms, in its TEI file.

        Edits that are not published stay in the journal. Raises `NoPair`, `CorpusProblem`.
        """
        with self._corpus.lock():
            base = self._corpus.read(pair_id)
            source, target = (
                replace(side, metadata=replaced(side.metadata, metadata))
                for side, metadata in zip((base.source, base.target), sides, strict=True)
            )
            own = base.metadata if terms is None else terms
            pair = replace(base, source=source, target=target, metadata=own)
            if pair != base:
                change = Change(who, now(), "metadata")
                self._corpus.write(replace(pair, changes=(change, *base.changes)))
                self._corpus.write_manifest()


def _with_new(
    current: Snapshot, verb: str, beads: Sequence[Bead], args: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the arguments with the new target sentence or codes, where a verb needs them."""
    given = {key: value for key, value in args.items() if key not in ("new", "placed")}
    if verb == "place" and len(beads) == 1:
        return given | {"placed": placed_codes(current.pair, beads[0])}
    if len(beads) != 1 or beads[0].target or not beads[0].source:
        return given
    drafts = [segment.draft for segment in beads[0].source]
    text = " ".join(drafts) if verb in DRAFTING and all(drafts) else args.get("text")
    if verb == "translate" or (verb in DRAFTING and all(drafts)):
        given["new"] = new_target(current.pair, beads[0], text)
    return given


def _from(side: Side, document: Document | None) -> Side:
    return side if document is None else replace(side, name=document.name, sha256=document.sha256)


def _changes(edits: Sequence[tuple[int, Edit]]) -> list[Change]:
    """Return one line a reviewer for the pair's revision history, latest first."""
    latest: dict[str, tuple[str, int]] = {}
    for _, edit in edits:
        latest[edit.reviewer] = (edit.at, latest.get(edit.reviewer, ("", 0))[1] + 1)
    changes = [
        Change(who, time, f"{count} edit{'s' * (count > 1)}")
        for who, (time, count) in latest.items()
    ]
    return sorted(changes, key=lambda change: change.at, reverse=True)
