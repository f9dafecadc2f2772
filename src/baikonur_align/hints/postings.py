"""An inverted index of beads that may change while it is read."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from baikonur_align.model import Bead, SegmentId

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Entry:
    """A bead of a corpus; ``place`` orders the beads of all pairs as the texts have them."""

    pair: str
    langs: tuple[str, str]
    bead: Bead
    place: tuple[str, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", (self.pair, SegmentId(self.segment).place))

    @property
    def segment(self) -> str:
        """The id of the bead's first segment."""
        return self.bead.segments[0].id


SPARE = 1000
"""Removed beads that stay in the index; more are cleared away when they outnumber the others."""


class Postings(Generic[Key]):
    """Beads by key. Numbers of removed beads stay in the index for a while and map to None."""

    def __init__(self, spare: int = SPARE) -> None:
        self._spare = spare
        self._entries: list[Entry | None] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._rows: dict[Key, array[int]] = {}
        self._lock = RLock()

    def add(self, entry: Entry, keys: Iterable[Key]) -> None:
        """Index a bead; it replaces the bead that has the same first segment."""
        with self._lock:
            place = entry.pair, entry.segment
            known = self._entries[self._numbers[place]] if place in self._numbers else None
            if known and known.langs == entry.langs and known.bead.content == entry.bead.content:
                self._entries[self._numbers[place]] = entry  # another status has the same keys
                return
            self.discard(entry.pair, entry.bead)
            if len(self._entries) > 2 * len(self._numbers) + self._spare:
                self._clear_away()
            number = len(self._entries)
            self._entries.append(entry)
            self._numbers[place] = number
            for key in keys:
                self._rows.setdefault(key, array("I")).append(number)

    def discard(self, pair: str, bead: Bead) -> None:
        """Remove the bead that has the same first segment, if any."""
        with self._lock:
            number = self._numbers.pop((pair, bead.segments[0].id), None)
            if number is not None:
                self._entries[number] = None

    def _clear_away(self) -> None:
        """Give the beads that are there new numbers, without those of removed ones."""
        there = [number for number, entry in enumerate(self._entries) if entry]
        renumbered = {number: new for new, number in enumerate(there)}
        self._entries = [self._entries[number] for number in there]
        self._numbers = {place: renumbered[number] for place, number in self._numbers.items()}
        rows = {
            key: array("I", [renumbered[number] for number in row if number in renumbered])
            for key, row in self._rows.items()
        }
        self._rows = {key: row for key, row in rows.items() if row}

    @contextmanager
    def reading(self) -> Iterator[Postings[Key]]:
        """Hold the lock, so that the index does not change."""
        with self._lock:
            yield self

    def frequency(self, key: Key) -> int:
        """Return how many beads have, or had, a key."""
        return len(self._rows.get(key, ()))

    def rows(self, keys: Iterable[Key]) -> NDArray[np.uint32]:
        """Return the numbers of the beads with these keys, one entry for each key of a bead."""
        found = [np.array(self._rows[key], np.uint32) for key in keys if key in self._rows]
        return np.concatenate(found) if found else np.zeros(0, np.uint32)

    def all_keys(self) -> list[Key]:
        """Return all keys."""
        with self._lock:
            return list(self._rows)

    def entries(self) -> list[Entry]:
        """Return all beads that are there."""
        with self._lock:
            return [entry for entry in self._entries if entry is not None]

    def entry(self, number: int) -> Entry | None:
        """Return the bead of a number, or None if it was removed."""
        return self._entries[number]
