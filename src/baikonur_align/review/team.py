"""Work in a team: assignments, their progress, and the agreement of reviewers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from baikonur_align.accounts.people import clean_name
from baikonur_align.clock import now
from baikonur_align.corpus import Stamp
from baikonur_align.edit import Refused, place, stored
from baikonur_align.journal import Assignments
from baikonur_align.model import Assignment, Bead, Problem, SegmentId
from baikonur_align.review.judgement import Judgements
from baikonur_align.review.recent import Recent
from baikonur_align.review.review import OTHERS, Review, Snapshot
from baikonur_align.review.team_report import Reviewed, TeamReport, report

LONGEST_NOTE = 500
"""Most characters of the note of an assignment."""


class NoAssignment(Problem):
    """There is no assignment of that number."""


@dataclass(frozen=True)
class Task:
    """An assignment and its progress: its beads now, and those that its reviewer has judged."""

    assignment: Assignment
    beads: int
    judged: int


@dataclass(frozen=True)
class _Known:
    """The assignments of a pair and their progress at a version of it."""

    version: tuple[Stamp, int]
    tasks: list[Task]

    def of(self, version: tuple[Stamp, int] | None, assignments: list[Assignment]) -> bool:
        """Return whether these are the assignments of the pair, at this version."""
        return self.version == version and [task.assignment for task in self.tasks] == assignments


def covered(assignment: Assignment, beads: Iterable[Bead]) -> list[Bead]:
    """Return the beads of an assignment; `beads` are in reading order.

    A range is defined by places, so that it survives all edits. A bead belongs to it by its first
    sentence on the range's side, or, if it has none, with the bead before it.
    """
    if not assignment.first:
        return list(beads)
    first, last = SegmentId(assignment.first), SegmentId(assignment.last)
    side = f"{first.lang}."
    low, high = first.place, last.place
    found: list[Bead] = []
    current: tuple[int, ...] = ()
    for bead in beads:
        current = min(
            (place(segment) for segment in bead.segments if segment.id.startswith(side)),
            default=current,
        )
        if low <= current and current[: len(high)] <= high:
            found.append(bead)
    return found


class Team:
    """The assignments of a corpus and the work of its reviewers, from its journal."""

    def __init__(self, review: Review, assignments: Assignments) -> None:
        self._review = review
        self._assignments = assignments
        self._known: dict[str, _Known] = {}
        self._judgements: Recent[Judgements] = Recent(OTHERS)
        self._lock = Lock()

    def judgements(self, snapshot: Snapshot) -> Judgements:
        """Return the judgements of a pair's beads, at `snapshot` or later."""
        with self._lock:
            pair_id = snapshot.base.id
            known = self._judgements.get(pair_id) or self._judgements.put(pair_id, Judgements())
            for version, edit in self._review.edits_to(snapshot, known.version):
                known.take(version, edit)
            return known

    def agreement(self) -> TeamReport:
        """Return the report on the work of the reviewers and their agreement.

        Only pairs are read that somebody has worked on.
        """
        return report(self._reviewed())

    def _reviewed(self) -> Iterator[Reviewed]:
        for pair_id, (beads, touched) in self._review.sizes().items():
            if not touched:
                yield Reviewed(pair_id, beads)
                continue
            for snapshot in self._review.readable([pair_id]):
                yield Reviewed.of(pair_id, snapshot.pair.beads, self.judgements(snapshot))

    def tasks(self, pair_id: str | None = None) -> list[Task]:
        """Return the assignments of one pair or of all pairs, each with its progress."""
        if pair_id is not None:
            return self._tasks(self._review.snapshot(pair_id), self._assignments.all(pair_id))
        assigned: dict[str, list[Assignment]] = {}
        for assignment in self._assignments.all():
            assigned.setdefault(assignment.pair, []).append(assignment)
        versions, before = self._review.versions(), self._known
        current: dict[str, _Known] = {}
        for one, assignments in sorted(assigned.items()):
            known = before.get(one)
            if known and known.of(versions.get(one), assignments):
                current[one] = known
                continue
            for snapshot in self._review.readable([one]):
                version = snapshot.stamp, snapshot.version
                current[one] = _Known(version, self._tasks(snapshot, assignments))
        self._known = current
        return [task for known in current.values() for task in known.tasks]

    def _tasks(self, snapshot: Snapshot, assignments: Iterable[Assignment]) -> list[Task]:
        beads, judgements = snapshot.pair.beads, self.judgements(snapshot)
        return [
            self._task(assignment, covered(assignment, beads), judgements)
            for assignment in assignments
        ]

    def _task(self, assignment: Assignment, beads: list[Bead], judgements: Judgements) -> Task:
        judged = sum(
            any(j.reviewer == assignment.reviewer for j in judgements.of(bead).opinions)
            for bead in beads
        )
        return Task(assignment, len(beads), judged)

    def assign(
        self, pair_id: str, reviewers: Sequence[str], span: tuple[str, str], note: str, lead: str
    ) -> None:
        """Assign a pair, or the `span` from one sentence to another, to each of `reviewers`.

        Raises `Refused` for an invalid span and for control characters in the note.
        """
        self._check_span(pair_id, *span)
        names = dict.fromkeys(map(clean_name, reviewers))
        if not names:
            raise Refused("name at least one reviewer to assign the rows to")
        note = stored(note)[:LONGEST_NOTE]
        self._assignments.add(
            *(Assignment(pair_id, name, *span, note, lead, now()) for name in names)
        )

    def _check_span(self, pair_id: str, first: str, last: str) -> None:
        state = self._review.snapshot(pair_id).state
        if not first and not last:
            return
        if not (state.bead_of(first) and state.bead_of(last)):
            raise Refused("someone changed these sentences in the meantime; select the rows again")
        start, end = SegmentId(first), SegmentId(last)
        if start.lang != end.lang or start.place > end.place:
            raise Refused("a range goes from one sentence to a later one of the same side")

    def withdraw(self, pair_id: str, number: int) -> None:
        if not self._assignments.remove(pair_id, number):
            raise NoAssignment("{pair} has no assignment {number}", pair=pair_id, number=number)
