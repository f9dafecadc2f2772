"""Reviewing: the state of each pair, the edits made to it, and putting it back into the corpus."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock
from typing import Any

from baikonur_align.corpus import Corpus, CorpusProblem
from baikonur_align.edit import (
    Conflict,
    Refused,
    State,
    build,
    in_order,
    invert,
)
from baikonur_align.journal import Journal, Taken
from baikonur_align.model import Bead, Change, Document, Edit, Kind, Pair, Side
from baikonur_align.wire import bead_id

LOOK_BELOW = 0.6
"""A bead that no reviewer has seen wants a look when its confidence is below this."""


def now() -> str:
    """The time as the journal and TEI record it: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def wants_look(bead: Bead) -> bool:
    """Whether a reviewer should see this bead before the others."""
    unsure = bead.confidence is not None and bead.confidence < LOOK_BELOW
    return bead.status == "flagged" or (bead.status == "auto" and unsure)


@dataclass(frozen=True)
class PairName:
    """The titles of a pair's texts, and what tells it from others with the same ones."""

    id: str
    kind: Kind
    source_lang: str
    target_lang: str
    source_title: str
    target_title: str

    @classmethod
    def of(cls, pair: Pair) -> PairName:
        source, target = pair.source, pair.target
        return PairName(pair.id, pair.kind, source.lang, target.lang, source.title, target.title)


@dataclass(frozen=True)
class Summary(PairName):
    """One line of the list of pairs. The numbers count beads; ``linked`` are those with both sides."""

    beads: int
    linked: int
    confirmed: int
    rejected: int
    flagged: int
    attention: int
    version: int
    published: int
    last_change: Change | None

    @property
    def reviewed(self) -> float:
        """The share of beads that a reviewer confirmed or rejected, 0..1."""
        return (self.confirmed + self.rejected) / self.beads if self.beads else 0.0


@dataclass(frozen=True)
class Snapshot:
    """A pair at one version: as published in `base`, then edited into `state`."""

    base: Pair
    stamp: tuple[int, int]
    state: State
    version: int
    last_change: Change | None

    @cached_property
    def pair(self) -> Pair:
        return replace(self.base, beads=in_order(self.state.beads()), version=self.version)

    @cached_property
    def summary(self) -> Summary:
        beads = self.state.beads()
        status = [bead.status for bead in beads]
        return Summary(
            **asdict(PairName.of(self.base)),
            beads=len(beads),
            linked=sum(bool(b.source and b.target) for b in beads),
            confirmed=status.count("confirmed"),
            rejected=status.count("rejected"),
            flagged=status.count("flagged"),
            attention=sum(map(wants_look, beads)),
            version=self.version,
            published=self.base.version,
            last_change=self.last_change,
        )

    def after(self, edits: Sequence[tuple[int, Edit]]) -> Snapshot:
        if not edits:
            return self
        version, last = edits[-1]
        change = Change(last.reviewer, last.at, last.verb)
        return Snapshot(
            self.base, self.stamp, self.state.apply(*(e for _, e in edits)), version, change
        )

    def named(self, bead_ids: Sequence[str]) -> list[Bead]:
        """The beads that a client names. Raises `Conflict` when one has changed since."""
        beads = [self.state.bead_of(name.partition("@")[0]) for name in bead_ids]
        found = [
            b
            for b, name in zip(beads, bead_ids, strict=True)
            if b is not None and bead_id(b) == name
        ]
        if len(found) < len(bead_ids):
            raise Conflict(
                "someone changed this meanwhile; look at what is there now and try again"
            )
        return found


class Review:
    """The pairs of a corpus as they stand: published TEI, and the edits since."""

    def __init__(self, corpus: Corpus, journal: Journal) -> None:
        self._corpus = corpus
        self._journal = journal
        self._snapshots: dict[str, Snapshot] = {}
        self._locks: dict[
            str, Lock
        ] = {}  # within this process; between processes the journal decides

    def ids(self) -> list[str]:
        return self._corpus.ids()

    def snapshot(self, pair_id: str) -> Snapshot:
        """The pair now: what is cached, with what the file or the journal have gained since."""
        stamp = self._corpus.stamp(pair_id)
        known = self._snapshots.get(pair_id)
        if known is None or known.stamp != stamp:
            known = self._published(pair_id, stamp)
        try:
            fresh = known.after(self._journal.edits(pair_id, known.version))
        except Conflict as error:
            raise CorpusProblem(
                f"the journal's edits of {pair_id} don't fit {self._corpus.path(pair_id)}; "
                "put back the file that they were made on"
            ) from error
        self._snapshots[pair_id] = fresh
        return fresh

    def _published(self, pair_id: str, stamp: tuple[int, int]) -> Snapshot:
        """The pair as its file has it. Raises `CorpusProblem` when another journal's edits are in it.

        The last edit that went into the file must have left its beads there; if not, the file came
        from elsewhere, and this journal's edits up to its version would be lost without a word.
        """
        base = self._corpus.read(pair_id)
        state = State(base.beads)
        last = self._journal.edit(pair_id, base.version)
        if last and any(b != state.bead_of(b.segments[0].id) for b in last.after):
            raise CorpusProblem(
                f"{self._corpus.path(pair_id)} was published from another journal: put back the file of "
                "this one, or move this journal away"
            )
        return Snapshot(base, stamp, state, base.version, base.changes[0] if base.changes else None)

    def summaries(self) -> list[Summary]:
        return [self.snapshot(pair_id).summary for pair_id in self._corpus.ids()]

    def pair(self, pair_id: str) -> Pair:
        """The pair now, beads in reading order. Raises `NoPair`."""
        return self.snapshot(pair_id).pair

    def edits_since(self, pair_id: str, version: int) -> list[tuple[int, Edit]]:
        """The edits after `version`, oldest first, with the versions they made."""
        self._corpus.stamp(pair_id)
        return self._journal.edits(pair_id, version)

    def history(self, pair_id: str) -> list[tuple[int, Edit]]:
        """Every edit that this corpus's journal knows of the pair, oldest first."""
        return self.edits_since(pair_id, 0)

    def latest(
        self, pair_id: str, most: int, before: int | None = None, reviewer: str | None = None
    ) -> list[tuple[int, Edit]]:
        """At most so many edits, latest first: those before a version, those of one reviewer."""
        self._corpus.stamp(pair_id)
        return self._journal.latest(pair_id, most, before, reviewer)

    def editors(self, pair_id: str) -> list[str]:
        """All who have edited the pair."""
        return self._journal.reviewers(pair_id)

    def revise(
        self,
        pair_id: str,
        verb: str,
        bead_ids: Sequence[str],
        args: Mapping[str, Any],
        reviewer: str,
        key: str = "",
    ) -> tuple[int, Edit]:
        """Do `verb` to the beads that `bead_ids` name; the version it made, and the edit.

        A request whose `key` the reviewer has sent before is not done again: what it made is answered.
        Raises `Conflict` when a bead is no longer as named, `Refused` when the verb makes no sense.
        """

        def make(now_there: Snapshot) -> Edit:
            return build(verb, now_there.named(bead_ids), args, reviewer, now())

        return self._write(pair_id, make, reviewer, key)

    def undo(self, pair_id: str, reviewer: str, key: str = "") -> tuple[int, Edit]:
        """Take back the reviewer's own last edit. Raises `Refused` when there is none, `Conflict`."""
        return self._invert(pair_id, reviewer, key, self._journal.next_undo, "undo")

    def redo(self, pair_id: str, reviewer: str, key: str = "") -> tuple[int, Edit]:
        """Do again what the reviewer last took back. Raises `Refused` when there is none, `Conflict`."""
        return self._invert(pair_id, reviewer, key, self._journal.next_redo, "redo")

    def _invert(
        self,
        pair_id: str,
        reviewer: str,
        key: str,
        which: Callable[[str, str], int | None],
        verb: str,
    ) -> tuple[int, Edit]:

        def make(_: Snapshot) -> Edit:
            version = which(pair_id, reviewer)
            edit = None if version is None else self._journal.edit(pair_id, version)
            if version is None or edit is None:
                raise Refused(f"there is nothing of yours to {verb}")
            return invert(edit, version, reviewer, now())

        return self._write(pair_id, make, reviewer, key)

    def _write(
        self, pair_id: str, make: Callable[[Snapshot], Edit], reviewer: str, key: str = ""
    ) -> tuple[int, Edit]:
        """Make an edit of what is there now and append it; again, if another process was quicker.

        Not when a request of this `key` has been done: its answer got lost, and here it is.
        """
        with self._locks.setdefault(pair_id, Lock()):
            while True:
                if done := self._journal.asked(pair_id, reviewer, key):
                    return done
                snapshot = self.snapshot(pair_id)
                edit = make(snapshot)
                after = snapshot.after([(snapshot.version + 1, edit)])
                try:
                    self._journal.append(pair_id, after.version, edit, key)
                except Taken:
                    continue
                self._snapshots[pair_id] = after
                return after.version, edit

    def publish(self, pair_id: str, texts: Mapping[int, Document] | None = None) -> int:
        """Write the pair as it stands into the corpus, and its line in the list; the version it has there.

        `texts` are the documents that its sides (0 source, 1 target) come from, where those are others now.
        """
        snapshot = self.snapshot(pair_id)
        news = _changes(self._journal.edits(pair_id, snapshot.base.version))
        pair = replace(snapshot.pair, changes=(*news, *snapshot.base.changes))
        sides = [
            _from(side, (texts or {}).get(n)) for n, side in enumerate((pair.source, pair.target))
        ]
        pair = replace(pair, source=sides[0], target=sides[1])
        if news or pair != snapshot.pair:
            self._corpus.write(pair)
            self._corpus.write_manifest()
        return snapshot.version


def _from(side: Side, document: Document | None) -> Side:
    return side if document is None else replace(side, name=document.name, sha256=document.sha256)


def _changes(edits: Sequence[tuple[int, Edit]]) -> list[Change]:
    """A line for each reviewer in the pair's revision history, the latest first."""
    latest: dict[str, tuple[str, int]] = {}
    for _, edit in edits:
        latest[edit.reviewer] = (edit.at, latest.get(edit.reviewer, ("", 0))[1] + 1)
    changes = [Change(who, at, f"{n} edit{'s' * (n > 1)}") for who, (at, n) in latest.items()]
    return sorted(changes, key=lambda c: c.at, reverse=True)
