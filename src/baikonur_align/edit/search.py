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
"""Characters of what is looked for, and of what takes its place."""

MOST_SECONDS = 2.0
"""How long a search may compute in all, and last in one sentence, where one may backtrack without end."""

MOST_REPEATS = 1000
"""What the counts of an expression (``{3}``) may multiply to: compiling writes out every repetition."""

# Recursion fills the memory before any clock stops it; in the verbose form counts can hide from `_repeats`.
_UNSAFE = re.compile(r"\(\?(?:R|[+-]?\d|&|P>|[A-Za-z0-9]*x)")
_BRACES = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Search:
    r"""What to look for and what to put there.

    `find` is plain text, or where `regular` an expression as Python's `regex` module has it, whose groups
    `replacement` may name (``\1``, ``\g<name>``). `case`: capitals matter. `words`: whole words only.
    """

    find: str
    replacement: str = ""
    regular: bool = False
    case: bool = False
    words: bool = False
    side: SearchSide = "target"

    @classmethod
    def of(cls, args: Arguments) -> Search:
        """The search that a client describes; what it doesn't say is as above.

        Raises `Refused` when a value is of the wrong kind.
        """
        known = {key: args[key] for key in cls.__dataclass_fields__ if key in args}
        for key, value in known.items():
            if type(value) is not (bool if key in ("regular", "case", "words") else str):
                raise Refused(f"{key} is of the wrong kind")
        if known.get("side", "target") not in get_args(SearchSide):
            raise Refused(f"side must be one of {', '.join(get_args(SearchSide))}")
        if not known.get("find"):
            raise Refused("say what to look for")
        if max(len(known["find"]), len(known.get("replacement", ""))) > LONGEST:
            raise Refused(f"look for {LONGEST} characters at most, and put in as many at most")
        return cls(**known)

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """Raises `Refused` when the expression is not valid or not safe."""
        text = self.find if self.regular else regex.escape(self.find)
        if self.regular:
            _check_safe(text)
        if self.words:
            text = rf"(?<!\w)(?:{text})(?!\w)"
        try:
            return regex.compile(text, 0 if self.case else regex.IGNORECASE)
        except (regex.error, RecursionError, OverflowError) as error:
            raise Refused(f"this is no regular expression: {error}") from error

    def hits(self, beads: Iterable[Bead]) -> Iterator[Hit]:
        """The sentences that change, bead by bead.

        Raises `Refused` when the expression can't be used, takes too long, finds places where there is no
        text, or would leave a sentence empty.
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
        return bead.source if self.side == "source" else bead.target

    def _replaced(self, segment: Segment, until: float) -> str:
        def put(match: regex.Match[str]) -> str:
            if match.start() == match.end():
                raise Refused(
                    "the expression finds places where there is nothing; make it find at least a letter"
                )
            return str(match.expand(self._template))

        try:
            if thread_time() > until:
                raise TimeoutError  # noqa: TRY301  (as the search itself says it)
            text, count = self.pattern.subn(put, segment.text, timeout=MOST_SECONDS)
        except (TimeoutError, MemoryError) as error:
            raise Refused(
                f"the search takes more than {MOST_SECONDS:.0f} seconds; make the expression simpler, "
                "or search fewer rows"
            ) from error
        except (regex.error, IndexError) as error:
            raise Refused(f"the replacement can't be used: {error}") from error
        line = stored(text) if count else segment.text
        if not line:
            raise Refused(
                f"sentence {segment.id} would be left empty; reject the bead or unlink it instead"
            )
        return line


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence in which something is found, and its text with the replacement."""

    bead: Bead
    segment: Segment
    text: str


def _check_safe(text: str) -> None:
    if _UNSAFE.search(text):
        raise Refused(
            "an expression can't call itself or be verbose here: leave out (?R), (?1), (?&name), (?x)"
        )
    counts = [
        int(n) for braces in _BRACES.findall(text) for n in re.findall(r"\d+", braces) if int(n)
    ]
    if prod(counts) > MOST_REPEATS:
        raise Refused(
            f"the expression repeats too often: its counts may multiply to {MOST_REPEATS} at most"
        )
