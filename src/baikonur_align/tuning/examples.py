"""Translations to learn from: the confirmed beads of a corpus, some of them held back as a test.

Machine translations that nobody confirmed are never among them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from baikonur_align.model import Bead, Pair, Problem, Segment

LANGS = ("kk", "en")
"""The languages of our packages, in the order of the two sides of an `Example`."""

FEWEST = 100
"""Fewest confirmed translations to tune on; fewer leave too little to test with."""

HELD_BACK = 5
"""One of so many confirmed translations is held back."""

GENERAL = Path(__file__).with_name("general.tsv")
"""General sentences in both languages, written for this: what tuned packages are measured on."""

REHEARSAL = Path(__file__).with_name("rehearsal.tsv")
"""Others of the same kind, trained on together with a corpus, so that less is forgotten."""

REHEARSED = 0.25
"""At least so many rehearsed sentences for each confirmed translation."""


class TooFewExamples(Problem):
    """The corpus has not enough confirmed translations."""


@dataclass(frozen=True, slots=True)
class Example:
    """A translation: the sentences of both sides, in the order of `LANGS`."""

    kk: tuple[str, ...]
    en: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, str]:
        """The text of each side."""
        return " ".join(self.kk), " ".join(self.en)

    @property
    def keys(self) -> tuple[str, str]:
        """What makes two examples the same."""
        return _key(" ".join(self.kk)), _key(" ".join(self.en))

    @property
    def sentence_keys(self) -> frozenset[str]:
        """The sentences of both sides, as they are compared."""
        return frozenset(map(_key, self.kk + self.en))


def _key(text: str) -> str:
    """A text without case, white space and punctuation."""
    return "".join(filter(str.isalnum, text.casefold()))


@dataclass(frozen=True, slots=True)
class Divided:
    """Examples to train on and others to test with, which share no sentence."""

    training: tuple[Example, ...]
    held_back: tuple[Example, ...]


def confirmed(pairs: Iterable[Pair]) -> list[Example]:
    """The confirmed translations of pairs in our languages, each once, in an order of their own."""
    found: dict[tuple[str, str], Example] = {}
    for pair in pairs:
        langs = pair.source.lang, pair.target.lang
        if langs not in (LANGS, LANGS[::-1]):
            continue
        for bead in filter(_is_translation, pair.beads):
            sides = (bead.source, bead.target)[:: 1 if langs == LANGS else -1]
            example = Example(_texts(sides[0]), _texts(sides[1]))
            if all(example.keys) and example.keys[0] != example.keys[1]:
                found.setdefault(example.keys, example)
    return sorted(found.values(), key=lambda example: example.keys)


def _is_translation(bead: Bead) -> bool:
    return bool(bead.status == "confirmed" and bead.source and bead.target)


def _texts(segments: Sequence[Segment]) -> tuple[str, ...]:
    return tuple(" ".join(segment.text.split()) for segment in segments)


def divided(examples: Sequence[Example]) -> Divided:
    """Hold back one in `HELD_BACK`, chosen by the hash of the texts, and what is like it.

    The choice depends on a translation alone, so a growing corpus keeps its test. A translation
    with a sentence of a held-back one is not trained on.

    Raises:
      TooFewExamples: there are fewer than `FEWEST`.

    """
    if len(examples) < FEWEST:
        raise TooFewExamples(
            "tuning needs {fewest} confirmed beads in Kazakh and English that differ, this corpus"
            " has {count}: confirm more",
            fewest=FEWEST,
            count=len(examples),
        )
    held_back = tuple(example for example in examples if _is_held_back(example))
    tested = frozenset(key for example in held_back for key in example.sentence_keys)
    training = tuple(
        example
        for example in examples
        if not _is_held_back(example) and tested.isdisjoint(example.sentence_keys)
    )
    return Divided(training, held_back)


def _is_held_back(example: Example) -> bool:
    digest = hashlib.sha256("\n".join(example.keys).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big") % HELD_BACK == 0


def general() -> list[Example]:
    """The general sentences of the test."""
    return _read(GENERAL)


def rehearsal(training: int) -> list[Example]:
    """The general sentences to train on beside so many confirmed translations."""
    sentences = _read(REHEARSAL)
    return sentences * max(1, round(REHEARSED * training / len(sentences)))


def _read(file: Path) -> list[Example]:
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    return [Example((kazakh,), (english,)) for kazakh, english in rows]
