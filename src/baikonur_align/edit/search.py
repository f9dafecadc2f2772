"""Find and replace in the sentences of beads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from time import thread_time
from typing import Literal, get_args

import regex

from baikonur_align.edit.parts import Arguments, Refused, stored
from baikonur_align.model import Bead, Segment

SearchSide = Literal["source", "target", "both"]

LONGEST = 500
"""Characters of a pattern and of a replacement, at most."""

MOST_SECONDS = 2.0
"""Time limits of a whole search and of one sentence: expressions may backtrack endlessly."""

MOST_REPEATS = 1000
"""Largest product of an expression's counts (``{3}``): compiling expands every repetition."""

# Recursion fills the memory before the time limit; the verbose form can hide counts.
_UNSAFE = re.compile(r"\(\?(?:R|[+-]?\d|&|P>|[A-Za-z0-9]*x)")
_BRACES = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Search:
    r"""What to find and its replacement.

    `find` is plain text or, with `regular`, an expression of Python's `regex` module, whose groups
    `replacement` may name (``\1``, ``\g<name>``). `case`: match case. `words`: whole words only.
    """

    find: str
    replacement: str = ""
    regular: bool = False
    case: bool = False
    words: bool = False
    side: SearchSide = "target"

    @classmethod
    def of(cls, args: Arguments) -> Search:
        """Return the search of a verb's arguments. Raises `Refused` for a value of a wrong type."""
        known = {key: args[key] for key in cls.__dataclass_fields__ if key in args}
        for key, value in known.items():
            if type(value) is not (bool if key in ("regular", "case", "words") else str):
                raise Refused("{key} has the wrong type", key=key)
        if known.get("side", "target") not in get_args(SearchSide):
            raise Refused("side must be one of {sides}", sides=", ".join(get_args(SearchSide)))
        if not known.get("find"):
            raise Refused("enter a text to search for")
        if max(len(known["find"]), len(known.get("replacement", ""))) > LONGEST:
            raise Refused(
                "the search text and the replacement may each have at most {most} characters",
                most=LONGEST,
            )
        return cls(**known)

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled expression. Raises `Refused` if it is not valid or not safe."""
        text = self.find if self.regular else regex.escape(self.find)
        if self.regular:
            _check_safe(text)
        if self.words:
            text = rf"(?<!\w)(?:{text})(?!\w)"
        try:
            return regex.compile(text, 0 if self.case else regex.IGNORECASE)
        except (regex.error, RecursionError, OverflowError) as error:
            raise Refused(
                "this is not a valid regular expression: {error}", error=str(error)
            ) from error

    def hits(self, beads: Iterable[Bead]) -> Iterator[Hit]:
        """Yield the sentences that would change, bead by bead.

        Raises `Refused` if the expression is not valid, takes too long, matches the empty string or
        would leave a sentence empty.
        """
        until = thread_time() + MOST_SECONDS
        for bead in beads:
            for segment in self._sides(bead):
                text = self._replaced(segment, until)
                if text != segment.text:
                    yield Hit(bead, segment, text)

    @property
    def _template(self) -> str:
        return self.replacement if self.regular else self.replacement.replace("\\", r"\\")

    def _sides(self, bead: Bead) -> tuple[Segment, ...]:
        if self.side == "both":
            return bead.segments
        return bead.side(self.side)

    def _replaced(self, segment: Segment, until: float) -> str:
        def put(match: regex.Match[str]) -> str:
            if match.start() == match.end():
                raise Refused(
                    "the expression matches empty text; make it match at least one character"
                )
            return str(match.expand(self._template))

        try:
            if thread_time() > until:
                raise TimeoutError  # noqa: TRY301  (handled like a timeout of the search)
            text, count = self.pattern.subn(put, segment.text, timeout=MOST_SECONDS)
        except (TimeoutError, MemoryError) as error:
            raise Refused(
                "the search takes more than {seconds} seconds; make the expression simpler, or "
                "search fewer rows",
                seconds=round(MOST_SECONDS),
            ) from error
        except (regex.error, IndexError) as error:
            raise Refused("the replacement cannot be used: {error}", error=str(error)) from error
        line = stored(text) if count else segment.text
        if not line:
            raise Refused(
                "sentence {segment} would be left empty; reject the bead or unlink it instead",
                segment=segment.id,
            )
        return line


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence with a match, and its text after the replacement."""

    bead: Bead
    segment: Segment
    text: str


def _check_safe(text: str) -> None:
    if _UNSAFE.search(text):
        raise Refused(
            "recursive and verbose regular expressions are not supported: "
            "remove (?R), (?1), (?&name), (?x)"
        )
    counts = [
        int(number)
        for braces in _BRACES.findall(text)
        for number in re.findall(r"\d+", braces)
        if int(number)
    ]
    if prod(counts) > MOST_REPEATS:
        raise Refused(
            "the expression repeats too often: its counts may multiply to {most} at most",
            most=MOST_REPEATS,
        )
