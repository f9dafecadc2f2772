"""Badges: the few letters by which a page shows a reviewer, different for each of a corpus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from baikonur_align.journal import BadgeTable

MOST_INITIALS = 3


class Badges:
    """The badges of a corpus. Who has one keeps it, whoever comes later."""

    def __init__(self, table: BadgeTable) -> None:
        self._table = table
        self._known: dict[str, str] = {}

    def of(self, reviewer: str) -> str:
        """Return the badge of a reviewer; who is new gets the first that nobody has."""
        while reviewer not in self._known:
            self._known = self._table.all()
            if reviewer not in self._known:
                taken = {badge.casefold() for badge in self._known.values()}
                free = (badge for badge in candidates(reviewer) if badge.casefold() not in taken)
                self._table.add(reviewer, next(free))
        return self._known[reviewer]


def candidates(name: str) -> Iterator[str]:
    """Yield the badges that would fit a name, the most telling first.

    `R12` for reviewer-12, `AS` for Aigul Sadyk; for Aigul `Ai`, `Aig`, `Aiu`, `Ail`, `A2`, `A3` ...
    """
    words = re.findall(r"[^\W\d_]+", name) or [name]
    letters = "".join(words)
    number = re.search(r"(?<!\d)\d{1,3}$", name)
    if number:
        yield letters[0].upper() + number[0]
    if len(words) > 1:
        yield "".join(word[0] for word in words[:MOST_INITIALS]).upper()
    start = letters[:2].capitalize()
    yield start
    yield from (start + letter.lower() for letter in letters[2:])
    yield from (f"{letters[0].upper()}{place}" for place in count(2))
