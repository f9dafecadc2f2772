"""Indexes for the hints, over all pairs of a corpus, updated in the background."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from typing import Protocol

from baikonur_align.edit import place
from baikonur_align.hints.concordance import Concordance, Hits, Query
from baikonur_align.hints.earlier import EarlierTranslation, TranslationIndex
from baikonur_align.hints.reasons import Reasons, reasons
from baikonur_align.hints.translations import Translations
from baikonur_align.hints.word_links import WordLink, word_links
from baikonur_align.ingest import bilingual
from baikonur_align.ingest.files import texts_in
from baikonur_align.model import Bead, Problem, Segment, SegmentId
from baikonur_align.review.review import Review, Snapshot

NEAR = 3
"""Sentences before and after a bead that serve as its context."""

MEMORIES = "tm/"
"""Before the name of a file of the folder of memories, in the place of a pair's id."""

SHOWN = 3
"""Most earlier translations shown for a bead."""

FRESH = 1.0
"""Least seconds between two checks for changes in the corpus."""

SHARE = 10
"""How many times as long as a check takes there is none: that of a large corpus takes a while."""

LONGEST_PAUSE = 10.0
"""Most seconds without a check."""


@dataclass(frozen=True)
class Hints:
    """Hints for a bead. ``reasons`` is None for one side; ``memory`` is None while indexes load."""

    reasons: Reasons | None
    links: tuple[WordLink, ...]
    memory: tuple[EarlierTranslation, ...] | None


class Index(Protocol):
    """An index of the beads of a corpus."""

    def add(self, pair: str, langs: tuple[str, str], bead: Bead) -> None: ...

    def discard(self, pair: str, bead: Bead) -> None: ...


class Lookup:
    """Indexes of a corpus. Queries never wait for updates; an edit is found a second later."""

    def __init__(self, review: Review, memories: Path | None = None) -> None:
        self._review = review
        self._memories = memories
        self._files: dict[str, tuple[int, list[tuple[tuple[str, str], Bead]]]] = {}
        self.memory = TranslationIndex()
        self.concordance = Concordance()
        self.translations = Translations()
        self._indexes: tuple[Index, ...] = (self.memory, self.concordance, self.translations)
        self._known: dict[str, Snapshot] = {}
        self._following = Lock()
        self._next = 0.0
        self._closing = False
        self._thread: Thread | None = None
        self.ready = False

    def close(self) -> None:
        """Stop the updates; wait for a running one to end."""
        self._closing = True
        if self._thread:
            self._thread.join()

    def hints(self, pair_id: str, bead_name: str) -> Hints:
        """Return the hints for a bead. Raises `NoPair`; `Conflict` if the bead no longer exists."""
        now = self._review.snapshot(pair_id)
        (bead,) = now.named([bead_name])
        langs = now.base.source.lang, now.base.target.lang
        links = word_links(bead.text("source", "\n"), bead.text("target", "\n"), *langs)
        return Hints(
            reasons(bead, _near(bead, now), langs, links),
            links,
            self._remembered(pair_id, bead, langs),
        )

    def _remembered(
        self, pair_id: str, bead: Bead, langs: tuple[str, str]
    ) -> tuple[EarlierTranslation, ...] | None:
        self.refresh()
        if not self.ready:
            return None
        if not bead.source:
            return ()
        text = bead.text("source")
        return tuple(self.memory.find(text, langs, SHOWN, but=(pair_id, bead.segments[0].id)))

    def find_ready(self, query: Query) -> Hits | None:
        """Return the hits of `query`; None while the index is being built. Raises `BadQuery`."""
        self.refresh()
        return self.concordance.find(query) if self.ready else None

    def find(self, query: Query) -> Hits:
        """Return the hits of `query` in the corpus as it is now. Raises `BadQuery`."""
        self.follow()
        return self.concordance.find(query)

    # --- updates ---

    def refresh(self) -> None:
        """Start an update in the background, unless one has just started."""
        if monotonic() < self._next:
            return
        self._next = monotonic() + FRESH
        self._thread = Thread(target=self._follow_unless_busy, daemon=True)
        self._thread.start()

    def _follow_unless_busy(self) -> None:
        if self._following.acquire(blocking=False):
            begun = monotonic()
            try:
                self._follow_all()
            finally:
                pause = min(SHARE * (monotonic() - begun), LONGEST_PAUSE)
                self._next = monotonic() + max(FRESH, pause)
                self._following.release()

    def follow(self) -> None:
        """Update the indexes; they are current when this returns."""
        with self._following:
            self._follow_all()

    def _follow_all(self) -> None:
        now = self._review.versions()
        for pair_id in self._known.keys() - now.keys():
            old = self._known.pop(pair_id)
            self._swap(pair_id, old, gone=old.state.beads(), come=())
        for pair_id, version in now.items():
            if self._closing:
                return
            known = self._known.get(pair_id)
            if known and (known.stamp, known.version) == version:
                continue
            try:
                self._follow(pair_id)
            except Problem:
                continue  # opening the pair shows the error
        self._follow_memories()
        self.ready = True

    def _follow_memories(self) -> None:
        """Index the bilingual files of the folder of memories; one that is gone is left out."""
        folder = self._memories
        paths = list(texts_in(folder)) if folder and folder.is_dir() else []
        stamps = {path.name: path.stat().st_mtime_ns for path in paths}
        for name in [name for name, (stamp, _) in self._files.items() if stamps.get(name) != stamp]:
            for _, bead in self._files.pop(name)[1]:
                self.memory.discard(f"{MEMORIES}{name}", bead)
        for path in paths:
            if path.name not in self._files and bilingual.is_bilingual(path.name):
                units = _units(path)
                self._files[path.name] = stamps[path.name], units
                for langs, bead in units:
                    self.memory.add(f"{MEMORIES}{path.name}", langs, bead)

    def _follow(self, pair_id: str) -> None:
        before, now = self._known.get(pair_id), self._review.snapshot(pair_id)
        if before is now:
            return
        if before is not None and before.stamp == now.stamp:
            for _, edit in self._review.edits_to(now, before.version):
                self._swap(pair_id, now, edit.before, edit.after)
        else:
            old, new = (
                set(snapshot.state.beads()) if snapshot else set() for snapshot in (before, now)
            )
            self._swap(pair_id, now, old - new, new - old)
        self._known[pair_id] = now

    def _swap(
        self, pair_id: str, now: Snapshot, gone: Iterable[Bead], come: Collection[Bead]
    ) -> None:
        langs = now.base.source.lang, now.base.target.lang
        replaced = {bead.segments[0].id for bead in come}
        removed = [bead for bead in gone if bead.segments[0].id not in replaced]
        for index in self._indexes:
            for bead in removed:
                index.discard(pair_id, bead)
            for bead in come:
                index.add(pair_id, langs, bead)


def _units(path: Path) -> list[tuple[tuple[str, str], Bead]]:
    """Return the units of a bilingual file as confirmed beads; none if it cannot be read."""
    try:
        aligned = bilingual.read(path, None, None)
    except Problem:
        return []
    sides = aligned.source, aligned.target
    langs = sides[0].lang, sides[1].lang
    beads = []
    for link in aligned.links:
        if link.source and link.target:
            source, target = (
                tuple(Segment(f"{side.lang}.{i + 1}", side.blocks[i].text, i) for i in numbers)
                for side, numbers in zip(sides, (link.source, link.target), strict=True)
            )
            beads.append((langs, Bead(source, target, "confirmed", resp=link.facts.resp)))
    return beads


def _near(bead: Bead, now: Snapshot) -> list[Bead]:
    """Return the beads of the sentences around, on either side; removed ones may be missing."""
    found = {
        neighbour: None
        for name in _names_around(bead)
        if (neighbour := now.state.bead_of(name)) and neighbour != bead
    }
    return list(found)


def _names_around(bead: Bead) -> Iterator[str]:
    for side in (bead.source, bead.target):
        if side:
            lang = SegmentId(side[0].id).lang
            first, last = place(side[0])[0], place(side[-1])[0]
            yield from (
                f"{lang}.{number}"
                for number in (*range(first - NEAR, first), *range(last + 1, last + NEAR + 1))
            )
