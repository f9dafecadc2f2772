"""Metadata of texts: the known keys, values as people give them, and conditions on pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from baikonur_align.model import Pair, Problem, Properties

KEYS = ("author", "translator", "publisher", "date", "genre", "address", "rights", "licence")
"""Keys that every text may have; ``licence-url`` is the address of a licence. Others are free."""

LANGUAGE = "language"
"""The key of the full BCP 47 tag of a text, which the reader of the file sets."""

PROJECT = "project"
"""The key of the group that people put a text into."""

SEVERAL = ("author", "translator")
"""Keys whose value is several ones, separated by semicolons."""

LONGEST = 1000  # characters of a value
MOST = 100  # values of a text
_KEY = re.compile(r"[\w][\w .-]{0,49}")
_RANGE = ".."


class BadMetadata(Problem):
    """A key, a value or a condition is not one."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A key and the value that a text must have: one value, or from ``first`` to ``last``."""

    key: str
    first: str
    last: str

    def holds(self, described: Properties) -> bool:
        """Whether a text has a matching value; a longer date is within a shorter one."""
        values = [value.casefold() for key, value in described if key == self.key]
        if self.first == self.last:
            return self.first in values
        return any(
            self.first <= value and (not self.last or value[: len(self.last)] <= self.last)
            for value in values
        )


def conditions(texts: Iterable[str]) -> tuple[Condition, ...]:
    """Conditions such as ``genre=law`` and ``date=1990..2005``. Raises `BadMetadata`."""
    return tuple(map(_condition, texts))


def _condition(text: str) -> Condition:
    key, sign, value = (part.strip() for part in text.partition("="))
    if not (sign and _KEY.fullmatch(key) and value):
        raise BadMetadata(
            "{text!r} is not a condition; write genre=law or date=1990..2005", text=text
        )
    first, several, last = value.casefold().partition(_RANGE)
    return Condition(key, first, last if several else first)


def fits(described: Properties, wanted: Sequence[Condition]) -> bool:
    """Whether the texts of a pair fit for each key; of several conditions one on it is enough.

    `described` is the metadata of both texts: for each key one of them is enough too.
    """
    keys = {condition.key for condition in wanted}
    return all(any(c.holds(described) for c in wanted if c.key == key) for key in keys)


def checked(given: Iterable[tuple[str, str]]) -> Properties:
    """Keys and values as they are kept: trimmed, empty ones left out, several names apart.

    Raises `BadMetadata`.
    """
    out: list[tuple[str, str]] = []
    for key, value in ((key.strip(), " ".join(value.split())) for key, value in given):
        if not value:
            continue
        if not _KEY.fullmatch(key) or key == LANGUAGE:
            raise BadMetadata("{key!r} is not a metadata key; use a word such as genre", key=key)
        if len(value) > LONGEST or not value.isprintable():
            raise BadMetadata("the value of {key} is too long or has invisible characters", key=key)
        values = value.split(";") if key in SEVERAL else [value]
        out += ((key, one.strip()) for one in values if one.strip())
    if len(out) > MOST:
        raise BadMetadata("a text may have {most} values of metadata", most=MOST)
    return tuple(out)


def replaced(old: Properties, new: Properties) -> Properties:
    """`new` in place of all of `old` but the language."""
    return (*(item for item in old if item[0] == LANGUAGE), *new)


def merged(old: Properties, new: Properties) -> Properties:
    """`old` with the values of the keys of `new` in place of its own."""
    keys = {key for key, _ in new}
    return (*(item for item in old if item[0] not in keys), *new)


def without_language(metadata: Properties) -> Properties:
    """What people say of a text: all but the language that its file states."""
    return tuple(item for item in metadata if item[0] != LANGUAGE)


def described(pair: Pair) -> Mapping[str, Properties]:
    """What an export can say of the texts of a pair, by side; the language is said elsewhere."""
    sides = (("source", pair.source), ("target", pair.target))
    found = {name: without_language(side.metadata) for name, side in sides}
    return {name: metadata for name, metadata in found.items() if metadata}


def of_both(pair: Pair) -> list[tuple[str, str]]:
    """The metadata of both texts, under keys such as ``source:author``."""
    found = described(pair).items()
    return [(f"{side}:{key}", value) for side, items in found for key, value in items]
