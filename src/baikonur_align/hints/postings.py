"""An inverted index of beads that may grow and shrink while it is asked."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from baikonur_align.model import Bead

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Entry:
    """A bead of a corpus, and where it stands."""

    pair: str
    langs: tuple[str, str]
    bead: Bead

    @property
    def segment(self) -> str:
        return self.bead.segments[0].id


class Postings(Generic[K]):
    """Which beads have a key. A bead that went leaves its numbers behind, and they lead to nothing."""

    def __init__(self) -> None:
        self._entries: list[Entry | None] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._rows: dict[K, array[int]] = {}
        self._lock = RLock()

    def add(self, entry: Entry, keys: Iterable[K]) -> None:
        """Take in a bead; one that stands at its place already gives way."""
        with self._lock:
            self.discard(entry.pair, entry.bead)
            number = len(self._entries)
            self._entries.append(entry)
            self._numbers[entry.pair, entry.segment] = number
            for key in keys:
                self._rows.setdefault(key, array("I")).append(number)

    def discard(self, pair: str, bead: Bead) -> None:
        """Forget the bead that stands at the place of this one, if any does."""
        with self._lock:
            number = self._numbers.pop((pair, bead.segments[0].id), None)
            if number is not None:
                self._entries[number] = None

    @contextmanager
    def reading(self) -> Iterator[Postings[K]]:
        """Nothing changes meanwhile."""
        with self._lock:
            yield self

    def frequency(self, key: K) -> int:
        return len(self._rows.get(key, ()))

    def rows(self, keys: Iterable[K]) -> NDArray[np.uint32]:
        """The numbers of the beads with these keys, each as often as it has one of them."""
        found = [np.array(self._rows[key], np.uint32) for key in keys if key in self._rows]
        return np.concatenate(found) if found else np.zeros(0, np.uint32)

    def all_keys(self) -> list[K]:
        with self._lock:
            return list(self._rows)

    def entry(self, number: int) -> Entry | None:
        return self._entries[number]
