"""Find and replace in the pairs of a corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from baikonur_align.accounts.people import clean_name
from baikonur_align.edit import Hit, Refused, Search
from baikonur_align.review.review import Review
from baikonur_align.wire import bead_id

AT_ONCE = 2
"""Searches at once: an expression may compute for seconds, and edits need threads."""

WAITING, WAIT_SECONDS = 1, 3
"""Most searches that wait, and their longest wait; further ones are refused at once."""


@dataclass(frozen=True)
class Replaced:
    """The hits in one pair. ``version`` is that of the edit; None if nothing was replaced."""

    pair_id: str
    hits: list[Hit]
    version: int | None


class Replacer:
    """Searches the sentences of a corpus's pairs, and replaces what it finds."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._searching = BoundedSemaphore(AT_ONCE)
        self._places = BoundedSemaphore(AT_ONCE + WAITING)

    def find(
        self, pair_id: str, search: Search, bead_ids: Sequence[str] | None = None
    ) -> list[Hit]:
        """Return the sentences that `search` matches, in reading order, in all beads or in some.

        Raises `Refused` if the search is not valid, `Conflict` if a named bead has changed.
        """
        with self._place():
            snapshot = self._review.snapshot(pair_id)
            beads = snapshot.pair.beads if bead_ids is None else snapshot.named(bead_ids)
            return list(search.hits(beads))

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Refused("the server is busy with other searches; try again in a moment")
        try:
            if not self._searching.acquire(timeout=WAIT_SECONDS):
                raise Refused("the server is busy with other searches; try again in a moment")
            try:
                yield
            finally:
                self._searching.release()
        finally:
            self._places.release()

    def replace(
        self, pair_ids: Iterable[str], search: Mapping[str, Any], reviewer: str, *, apply: bool
    ) -> Iterator[Replaced]:
        """Yield each pair in which a search (see `Search.of`) matches; `apply` replaces, one edit
        a pair.

        Raises `Refused`, `NoPair`, and `Conflict` if a reviewer changes such a bead at the same
        time: the pairs before that one are done.
        """
        wanted, reviewer_name = Search.of(search), clean_name(reviewer)
        for pair_id in pair_ids:
            hits = self.find(pair_id, wanted)
            names = list(dict.fromkeys(bead_id(hit.bead) for hit in hits))
            version = (
                self._review.revise(pair_id, "replace", names, search, reviewer_name)[0]
                if apply and hits
                else None
            )
            if hits:
                yield Replaced(pair_id, hits, version)
