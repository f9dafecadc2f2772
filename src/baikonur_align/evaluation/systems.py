"""Systems that are evaluated: the draft, engines run here, files of translations, a memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal, Protocol

from baikonur_align.evaluation.testset import Line, TestSet
from baikonur_align.evaluation.translation import CannotScore, check_lines

Origin = Literal["draft", "package", "file", "memory"]
Progress = Callable[[int, int], None]


class Engine(Protocol):
    """What translates sentences; ``signature`` names all that decides a translation."""

    @property
    def signature(self) -> str: ...

    def translate(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[str]: ...


@dataclass(frozen=True)
class System:
    """One system: its translation of each line of a test set, and where they come from.

    ``note`` is the signature of an engine, or the name of a file.
    """

    name: str
    origin: Origin
    hypotheses: tuple[str, ...]
    note: str = ""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the translations, in hexadecimal."""
        content = json.dumps(self.hypotheses, ensure_ascii=False)
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def draft(test_set: TestSet, name: str = "draft") -> System:
    """The machine translations that reviewers started from.

    Raises `CannotScore` where a line has none.
    """
    found = [line.draft for line in test_set.lines]
    missing = found.count(None)
    if missing:
        raise CannotScore(
            "{missing} of {lines} lines have no draft: choose another system",
            missing=missing,
            lines=len(found),
        )
    return System(name, "draft", tuple(text or "" for text in found))


def engine(
    test_set: TestSet, name: str, translator: Engine, progress: Progress | None = None
) -> System:
    """What an engine says of the sources, sentence by sentence.

    Raises `CannotScore` where the test set has no sources.
    """
    _need_sources(test_set)
    sentences = [sentence for line in test_set.lines for sentence in line.source]
    said = iter(translator.translate(sentences, progress))
    lines = tuple(" ".join(islice(said, len(line.source))) for line in test_set.lines)
    return System(name, "package", lines, translator.signature)


def uploaded(test_set: TestSet, name: str, lines: Sequence[str]) -> System:
    """Translations from a file, a line for each reference. Raises `CannotScore`."""
    check_lines(lines, test_set.references, f"{name}: translation", "reference")
    return System(name, "file", tuple(lines), name)


def memory(
    test_set: TestSet, find: Callable[[Line], str], name: str = "translation memory"
) -> System:
    """What a translation memory offers for each source; nothing where it has nothing alike.

    `find` must not return the line's own reference. Raises `CannotScore` without sources.
    """
    _need_sources(test_set)
    return System(name, "memory", tuple(map(find, test_set.lines)))


def _need_sources(test_set: TestSet) -> None:
    if not test_set.has_sources:
        raise CannotScore("an engine needs the source of every line: give --src")


def check_names(systems: Sequence[System]) -> None:
    """Raise `CannotScore` where two systems have one name, or there is none."""
    if not systems:
        raise CannotScore("choose at least one system to evaluate")
    names = [system.name for system in systems]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise CannotScore("two systems have the name {name}: give each its own name", name=twice)
