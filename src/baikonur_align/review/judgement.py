"""Judgements of beads by reviewers, derived from the edits of a pair.

A judgement is about the content of a bead: its sentences and their texts. A reworded, merged or
split bead has no judgement yet; a comment or another status keeps the judgements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from baikonur_align.model import Bead, Content, Edit, Status

JUDGING = frozenset(
    {"confirm", "reject", "flag", "reset", "omission", "addition", "agree", "disagree", "decide"}
)
"""The verbs that judge a bead."""

WRITING = frozenset({"reword", "translate", "accept"})
"""The verbs that judge a bead if it stays confirmed."""

OTHERWISE: dict[Status, Status] = {"confirmed": "rejected", "rejected": "confirmed"}
"""The label of a judgement that disagrees with the status of the bead."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The label that one reviewer gives to a bead; a lead's ``decision`` overrides the others."""

    reviewer: str
    label: Status
    version: int
    decision: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The last judgement of each reviewer on a bead, and the last decision."""

    opinions: tuple[Judgement, ...] = ()
    decision: Judgement | None = None

    @property
    def disputed(self) -> bool:
        """Whether reviewers disagree, with each other or with an earlier decision."""
        if self.decision is None:
            return len({j.label for j in self.opinions}) > 1
        return any(
            j.label != self.decision.label
            for j in self.opinions
            if j.version > self.decision.version
        )

    @property
    def needs_second(self) -> bool:
        """Whether exactly one reviewer has judged and there is no decision."""
        return len(self.opinions) == 1 and self.decision is None


def judged(edit: Edit) -> Iterator[tuple[Bead, Status]]:
    """Yield the beads that an edit judges, and the labels; rewording a confirmed bead counts."""
    for bead in edit.after:
        if edit.verb == "disagree":
            yield bead, OTHERWISE[bead.status]
        elif edit.verb in JUDGING or (edit.verb in WRITING and bead.status == "confirmed"):
            yield bead, bead.status


@dataclass(slots=True)
class Judgements:
    """The judgements of one pair that are in force after a run of edits."""

    version: int = 0
    _roots: dict[int, int] = field(default_factory=dict)
    _edits: dict[int, Edit] = field(default_factory=dict)
    _undone: set[int] = field(default_factory=set)
    _of: dict[str, dict[Content, dict[int, Judgement]]] = field(
        default_factory=dict
    )  # by first sentence
    _touched: dict[str, dict[int, str]] = field(default_factory=dict)

    def take(self, version: int, edit: Edit) -> None:
        """Add the next edit of the pair."""
        root = self._roots.get(edit.undoes, edit.undoes) if edit.undoes else version
        self._roots[version] = root
        self.version = version
        if edit.verb == "undo":
            self._forget(root)
        elif edit.verb == "redo":
            self._keep(root, version, self._edits[root])
        else:
            self._edits[version] = edit
            self._keep(version, version, edit)

    def _keep(self, root: int, version: int, edit: Edit) -> None:
        self._undone.discard(root)
        for bead, label in judged(edit):
            known = Judgement(edit.reviewer, label, version, decision=edit.verb == "decide")
            self._of.setdefault(bead.segments[0].id, {}).setdefault(bead.content, {})[root] = known
        for bead in edit.after - edit.before:
            for segment in bead.segments:
                self._touched.setdefault(segment.id, {})[root] = edit.reviewer

    def _forget(self, root: int) -> None:
        self._undone.add(root)
        for bead in self._edits[root].after:
            self._known(bead).pop(root, None)
            for segment in bead.segments:
                self._touched.get(segment.id, {}).pop(root, None)

    def of(self, bead: Bead) -> Verdict:
        """Return the verdict on `bead`; without judging edits, its status is that of ``resp``."""
        opinions: dict[str, Judgement] = {}
        decision = None
        for judgement in sorted(self._known(bead).values(), key=lambda j: j.version):
            if judgement.decision:
                decision = judgement
            else:
                opinions[judgement.reviewer] = judgement
        held = tuple(j for j in opinions.values() if j.label != "auto")
        if not opinions and not decision and bead.resp and bead.status != "auto":
            held = (Judgement(bead.resp, bead.status, 0),)
        return Verdict(held, decision)

    def _known(self, bead: Bead) -> dict[int, Judgement]:
        """Return the judgements of the bead's content, by the edits that made them."""
        near = self._of.get(bead.segments[0].id)
        return near.get(bead.content, {}) if near else {}

    def people(self, bead: Bead) -> list[str]:
        """Return all who have changed or judged this bead or one of its sentences, sorted."""
        touched = [
            names.values() for segment in bead.segments if (names := self._touched.get(segment.id))
        ]
        if not touched and not bead.resp:
            return []  # the most frequent case
        known = {j.reviewer for j in self.of(bead).opinions} | ({bead.resp} - {""})
        return sorted(known.union(*touched))

    def edits(self) -> Iterator[Edit]:
        """Return the edits in force, without undone ones and without undo and redo themselves."""
        return (edit for root, edit in self._edits.items() if root not in self._undone)
