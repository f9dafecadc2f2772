"""Presence of reviewers: a page reports its place; without reports it counts as closed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from time import time

from baikonur_align.journal import JournalProblem, Presence
from baikonur_align.model import Place

GONE_AFTER = 10.0
"""Seconds without a report after which a page counts as closed; pages report every 1 to 2 s."""

HEARTBEAT = 4.0
"""Seconds between two reports of a reviewer who stays in one place; each costs a disk write."""


class WhoIsHere:
    """The reviewers who have a page open now, in all processes that share the database."""

    def __init__(self, presence: Presence, clock: Callable[[], float] = time) -> None:
        self._presence = presence
        self._clock = clock
        self._written: dict[str, tuple[Place, float]] = {}
        self._writing = Lock()

    def report(self, place: Place) -> None:
        """Record that a reviewer is at `place`; a failing database is ignored."""
        now = self._clock()
        known, written = self._written.get(place.window, (None, 0.0))
        if known == place and now - written < HEARTBEAT:
            return
        if not self._writing.acquire(blocking=False):
            return  # one waits for the database at the moment: the next report will do
        try:
            with suppress(JournalProblem):
                self._presence.put(place, now, now - GONE_AFTER)
        finally:
            self._writing.release()
        heard = {
            window: (there, time)
            for window, (there, time) in list(self._written.items())
            if now - time < GONE_AFTER
        }
        self._written = heard | {place.window: (place, now)}

    def all(self) -> list[Place]:
        """Return the place of each reviewer, by name; in each pair the last one reported."""
        heard = self._presence.since(self._clock() - GONE_AFTER)
        latest = {(place.reviewer, place.pair): place for place in heard}
        return [latest[key] for key in sorted(latest)]
