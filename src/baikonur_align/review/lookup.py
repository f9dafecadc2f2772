"""Indexes for the hints, over all pairs of a corpus, updated in the background."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from time import monotonic

from baikonur_align.corpus import Stamp
from baikonur_align.edit import place
from baikonur_align.encoders.cached import VectorStore
from baikonur_align.hints import concordance, earlier, translations
from baikonur_align.hints.concordance import Hit, Hits, Query
from baikonur_align.hints.earlier import EarlierTranslation
from baikonur_align.hints.meaning import Coverage, Meanings
from baikonur_align.hints.postings import MEMORIES, BadIndex, Entry, Postings
from baikonur_align.hints.reasons import Reasons, reasons
from baikonur_align.hints.unlike import Unlike
from baikonur_align.hints.word_links import WordLink, word_links
from baikonur_align.ingest import bilingual
from baikonur_align.ingest.files import texts_in
from baikonur_align.model import Bead, Problem, Segment, SegmentId
from baikonur_align.review.review import Review, Snapshot

NEAR = 3
"""Sentences before and after a bead that serve as its context."""

CLOSING_SECONDS = 20.0
"""How long the end waits for an update; one that still reads files ends with the process."""

MOST_BEADS = 5000
"""Beads of a language that a page of the concordance looks into; a file has all hits."""

INDEX = ".hints.sqlite"
"""The end of the name of the index's file in a corpus. It can be deleted."""

LOG = logging.getLogger(__name__)

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


def keys_of(entry: Entry) -> Iterator[str]:
    """Yield the keys of a bead; those of a memory's file are for earlier translations only."""
    yield from earlier.keys(entry)
    if not entry.pair.startswith(MEMORIES):
        yield from concordance.keys(entry)
        yield from translations.keys(entry)


class Lookup:
    """An index of a corpus. Queries never wait for updates; an edit is found a second later.

    The index is in `file`, so that a server that starts has it, or in memory without one.
    """

    def __init__(
        self,
        review: Review,
        vectors: VectorStore,
        memories: Path | None = None,
        file: Path | None = None,
    ) -> None:
        self._review = review
        self._meanings = Meanings(vectors)
        self.unlike = Unlike(vectors, self._meanings.encoder)
        self._by_meaning = False  # whether anybody has asked for a search by meaning
        self._memories = memories
        self._file = file
        self._opening = Lock()
        self._opened: Postings | None = None
        self._following = Lock()
        self._next = 0.0
        self._closing = False
        self.ready = False

    @property
    def _index(self) -> Postings:
        with self._opening:
            if self._opened is None:
                self._opened = Postings(keys_of, self._file)
            return self._opened

    @property
    def memory(self) -> earlier.TranslationIndex:
        """The confirmed beads, by similarity."""
        return earlier.TranslationIndex(self._index)

    @property
    def concordance(self) -> concordance.Concordance:
        """The words of the corpus."""
        return concordance.Concordance(self._index)

    @property
    def translations(self) -> translations.Translations:
        """The confirmed beads, by their source."""
        return translations.Translations(self._index)

    def close(self) -> None:
        """Stop the updates, wait for a running one to end, and close the index."""
        self._closing = True
        if self._following.acquire(timeout=CLOSING_SECONDS):
            try:
                if self._opened:
                    self._opened.close()
            finally:
                self._following.release()

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
        with suppress(BadIndex):
            return tuple(self.memory.find(text, langs, SHOWN, but=(pair_id, bead.segments[0].id)))
        return None

    def find_ready(self, query: Query) -> Hits | None:
        """Return hits of `query`, of a frequent word the first; None while the index is built.

        Raises `BadQuery`.
        """
        if query.how == "meaning":
            if self.meaning_coverage() is None:
                return None
            return self._meanings.find(query, self._index)
        self.refresh()
        return self.concordance.find(query, MOST_BEADS) if self.ready else None

    def meaning_coverage(self) -> Coverage | None:
        """Return how many beads a search by meaning covers; None while the vectors are read.

        The first call makes the updates read them. Raises `BadQuery` without an encoder.
        """
        self._meanings.encoder()
        self._by_meaning = True
        self.refresh()
        return self._meanings.coverage() if self._meanings.ready else None

    def complete_meanings(self, progress: Callable[[str, int, int], None]) -> None:
        """Encode the sentences of the corpus that have no vector. Raises `BadQuery`."""
        self._meanings.encoder()
        self.follow()
        self._meanings.complete(self._index, progress)

    def find(self, query: Query) -> list[Hit]:
        """Return all hits of `query` in the corpus as it is now. Raises `BadQuery`, `BadIndex`."""
        if query.how == "meaning":
            self._meanings.encoder()
            self._by_meaning = True
        self.follow()
        if query.how == "meaning":
            return self._meanings.find(query, self._index).hits
        return self.concordance.find(query).hits

    # --- updates ---

    def refresh(self) -> None:
        """Start an update in the background, unless one has just started."""
        if monotonic() < self._next:
            return
        self._next = monotonic() + FRESH
        Thread(target=self._follow_unless_busy, daemon=True).start()

    def _follow_unless_busy(self) -> None:
        if self._following.acquire(blocking=False):
            begun = monotonic()
            try:
                self._follow_all()
            except Problem as problem:
                LOG.warning("%s", problem)
            finally:
                pause = min(SHARE * (monotonic() - begun), LONGEST_PAUSE)
                self._next = monotonic() + max(FRESH, pause)
                self._following.release()

    def follow(self) -> None:
        """Update the indexes; they are current when this returns."""
        with self._following:
            self._follow_all()

    def _follow_all(self) -> None:
        if self._closing:
            return
        now, indexed = self._review.versions(), self._index.indexed()
        for name in indexed.keys() - now.keys():
            if not name.startswith(MEMORIES):
                self._forget(name)
        for pair_id, (stamp, version) in now.items():
            if self._closing:
                return
            known = indexed.get(pair_id)
            if known == (_text(stamp), version):
                continue
            try:
                self._follow(pair_id, known)
            except BadIndex:
                raise
            except Problem:
                continue  # opening the pair shows the error
        self._follow_memories(indexed)
        if self._by_meaning:
            self._meanings.refresh(self._index)
        self.ready = True

    def _forget(self, name: str) -> None:
        with self._index.writing():
            self._index.forget(name)

    def _follow_memories(self, indexed: Mapping[str, tuple[str, int]]) -> None:
        """Index the bilingual files of the folder of memories; one that is gone is left out."""
        folder = self._memories
        paths = list(texts_in(folder)) if folder and folder.is_dir() else []
        stamps = {
            f"{MEMORIES}{path.name}": (path, str(path.stat().st_mtime_ns))
            for path in paths
            if bilingual.is_bilingual(path.name)
        }
        for name in indexed:
            if name.startswith(MEMORIES) and name not in stamps:
                self._forget(name)
        for name, (path, stamp) in stamps.items():
            if indexed.get(name) != (stamp, 0):
                units = _units(path)
                with self._index.writing():
                    self._index.forget(name)
                    for langs, bead in units:
                        self._index.add(Entry.of(name, langs, bead))
                    self._index.mark(name, stamp, 0)

    def _follow(self, pair_id: str, known: tuple[str, int] | None) -> None:
        """Index a pair, or what its edits have changed since it was indexed."""
        now = self._review.snapshot(pair_id, keep=False)
        langs = now.base.source.lang, now.base.target.lang
        stamp, version = known or ("", 0)
        edits = None
        if stamp == _text(now.stamp) and version <= now.version:
            edits = self._review.edits_to(now, version)
        with self._index.writing():
            if edits is None:
                here = {
                    e.segment: e for e in (Entry.of(pair_id, langs, b) for b in now.state.beads())
                }
                self._swap(pair_id, self._index.pair(pair_id), here)
            else:
                for _, edit in edits:
                    entries = (Entry.of(pair_id, langs, bead) for bead in edit.after)
                    gone = {bead.segments[0].id for bead in edit.before}
                    self._swap(pair_id, gone, {entry.segment: entry for entry in entries})
            self._index.mark(pair_id, _text(now.stamp), now.version)

    def _swap(self, pair_id: str, gone: Iterable[str], come: Mapping[str, Entry]) -> None:
        for segment in gone:
            if segment not in come:
                self._index.discard(pair_id, segment)
        for entry in come.values():
            self._index.add(entry)


def _text(stamp: Stamp) -> str:
    return ".".join(map(str, stamp))


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
