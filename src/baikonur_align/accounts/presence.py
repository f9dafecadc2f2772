"""Who is here now, and where. Nobody signs off: who is silent for some seconds has gone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import time

from baikonur_align.journal import JournalProblem, Presence
from baikonur_align.model import Place

GONE_AFTER = 10.0
"""Seconds of silence after which somebody is no longer here; windows speak every one or two."""

HEARTBEAT = 4.0
"""Seconds between two reports of a reviewer who stays in one place; each costs a disk write."""


class WhoIsHere:
    """The reviewers who have a page open now, in all processes that share the database."""

    def __init__(self, presence: Presence, clock: Callable[[], float] = time) -> None:
        self._presence = presence
        self._clock = clock
        self._written: dict[str, tuple[Place, float]] = {}

    def report(self, place: Place) -> None:
        """Record that a reviewer is at `place`; a failing database is ignored."""
        now = self._clock()
        known, written = self._written.get(place.window, (None, 0.0))
        if known == place and now - written < HEARTBEAT:
            return
        with suppress(JournalProblem):
            self._presence.put(place, now, now - GONE_AFTER)
        heard = {
            window: (there, time)
            for window, (there, time) in list(self._written.items())
            if now - time < GONE_AFTER
        }
        self._written = heard | {place.window: (place, now)}

    def all(self) -> list[Place]:
        """Where everybody is, by name; in each pair where they were heard of last."""
        heard = self._presence.since(self._clock() - GONE_AFTER)
        latest = {(place.reviewer, place.pair): place for place in heard}
        return [latest[key] for key in sorted(latest)]
