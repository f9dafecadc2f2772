"""Selection of beads for training machine translation, with a reason for each bead left out.

The texts are not changed. Whole documents are divided into train, dev and test.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scipy.cluster.hierarchy import DisjointSet

from baikonur_align.export import tsv
from baikonur_align.export.parallel import unfit
from baikonur_align.export.selection import EVERYTHING, Selection
from baikonur_align.model import SIDES, Bead, Pair, Where

Part = Literal["train", "dev", "test"]
PARTS: tuple[Part, ...] = ("train", "dev", "test")
KEPT_FIRST: tuple[Part, ...] = ("test", "dev", "train")
"""Order of the parts; of two equal beads, the one in the earlier part is kept."""

LanguageOf = Callable[[str], tuple[str, float]]
"""The language of a text and how certain that is, 0 to 1."""

_NO_LETTER = re.compile(r"[\W_]+")
Row = tuple[Pair, int, Bead]
"""A bead, its pair and its position there, from 1."""


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """What a bead must be like. Lengths are characters; the defaults are those of docs/formats.md.

    ``max_ratio`` bounds the longer side by the shorter one, ``sure`` and ``letters`` say when a
    detected language counts. ``dev`` and ``test`` are shares of the documents.
    """

    max_ratio: float = 3.0
    slack: int = 15
    max_length: int = 1000
    min_confidence: float = 0.5
    sure: float = 0.95
    letters: int = 40
    dev: float = 0.05
    test: float = 0.05

    def __str__(self) -> str:
        return (
            f"length ratio at most {self.max_ratio:g} (+ {self.slack} characters), at most "
            f"{self.max_length} characters a side, confirmed or confidence at least "
            f"{self.min_confidence:g}, no other language detected with {self.sure:.0%} in "
            f"{self.letters} letters or more; dev {self.dev:.0%} and test {self.test:.0%} of the "
            "documents"
        )


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The pairs of each part with the kept beads, and the dropped beads with reasons."""

    parts: dict[Part, list[Pair]]
    dropped: list[tuple[Pair, int, Bead, str]]
    options: CleanOptions

    def reasons(self) -> Iterator[str]:
        """Yield the dropped beads, with reasons, as tab-separated values."""
        return tsv.write_reasons(self.dropped)


def clean(
    pairs: Iterable[Pair],
    language_of: LanguageOf,
    options: CleanOptions,
    selection: Selection = EVERYTHING,
) -> Cleaned:
    """Divide pairs into parts by document, and their beads into kept and dropped."""
    listed = list(pairs)
    parts = divided(listed, options)
    chosen: dict[str, list[Bead]] = {pair.id: [] for pair in listed}
    dropped: list[tuple[int, tuple[Pair, int, Bead, str]]] = []
    order = {pair.id: number for number, pair in enumerate(listed)}
    seen = _Seen()
    for part in KEPT_FIRST:
        for pair, position, bead in _rows(pair for pair in listed if parts[pair.id] == part):
            why = selection.why_not(bead) or _why_not(pair, bead, language_of, options)
            why = why or seen.why_not(pair, bead, part)
            if why:
                dropped.append((order[pair.id], (pair, position, bead, why)))
            else:
                chosen[pair.id].append(bead)
    dropped.sort(key=lambda row: (row[0], row[1][1]))
    kept = [replace(pair, beads=tuple(chosen[pair.id])) for pair in listed]
    return Cleaned(
        {part: [pair for pair in kept if parts[pair.id] == part] for part in PARTS},
        [row for _, row in dropped],
        options,
    )


def _rows(pairs: Iterable[Pair]) -> Iterator[Row]:
    for pair in pairs:
        yield from ((pair, position, bead) for position, bead in enumerate(pair.beads, 1))


def _why_not(pair: Pair, bead: Bead, language_of: LanguageOf, options: CleanOptions) -> str:
    """Return why a bead is dropped for its own content; empty if it is not."""
    return unfit(bead) or _unsure(bead, options) or _unlike(pair, bead, language_of, options)


def _unsure(bead: Bead, options: CleanOptions) -> str:
    if bead.status == "confirmed":
        return ""
    if bead.status == "flagged":
        return "a reviewer flagged it"
    if bead.origin == "mt":
        return "its target is machine translation that nobody confirmed"
    low = bead.confidence is not None and bead.confidence < options.min_confidence
    return f"its confidence is {bead.confidence:.2f}" if low else ""


def _unlike(pair: Pair, bead: Bead, language_of: LanguageOf, options: CleanOptions) -> str:
    texts = [" ".join(bead.text(side).split()) for side in SIDES]
    keys = [_key(text) for text in texts]
    if not all(keys):
        return "a side has no letter or digit"
    if keys[0] == keys[1]:
        return "both sides are identical"
    shorter, longer = sorted(map(len, texts))
    if longer > options.max_length:
        return f"a side has {longer} characters"
    if longer > options.max_ratio * shorter + options.slack:
        return f"the length ratio is {longer / shorter:.1f}"
    for lang, text, side in zip((pair.source.lang, pair.target.lang), texts, SIDES, strict=True):
        if sum(map(str.isalpha, text)) >= options.letters:
            found, certainty = language_of(text)
            if found != lang and certainty >= options.sure:
                return f"the {side} looks like {found}, not {lang}"
    return ""


def _key(text: str) -> str:
    """Return a text without case, white space and punctuation, to find equal texts."""
    return _NO_LETTER.sub("", text.casefold())


class _Seen:
    """The content kept so far: both sides together and, in dev and test, each side."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], str] = {}
        self._sides: dict[tuple[Where, str], Part] = {}

    def why_not(self, pair: Pair, bead: Bead, part: Part) -> str:
        """Return why a bead repeats kept content; else keep it and return an empty text."""
        source, target = (_key(bead.text(side)) for side in SIDES)
        if (source, target) in self._pairs:
            return f"the same is in {self._pairs[source, target]}"
        sides: tuple[tuple[Where, str], ...] = (("source", source), ("target", target))
        for side, key in sides:
            other = self._sides.get((side, key), part)
            if other != part:
                return f"its {side} is in {other}"
        self._pairs[source, target] = pair.id
        if part != "train":
            self._sides |= dict.fromkeys(sides, part)
        return ""


def divided(pairs: Sequence[Pair], options: CleanOptions) -> dict[str, Part]:
    """The part of each pair by its id. Pairs that share a document are in one part.

    The part depends on the hash of the documents alone, so a growing corpus keeps its test set
    unless a new pair joins two documents.
    """
    joined = DisjointSet(f"pair {pair.id}" for pair in pairs)
    for pair in pairs:
        for digest in filter(None, (pair.source.sha256, pair.target.sha256)):
            joined.add(digest)
            joined.merge(f"pair {pair.id}", digest)
    names = {pair.id: min(joined.subset(f"pair {pair.id}")) for pair in pairs}
    return {pair_id: _part(name, options) for pair_id, name in names.items()}


def _part(name: str, options: CleanOptions) -> Part:
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") / 2**64
    if number < options.test:
        return "test"
    return "dev" if number < options.test + options.dev else "train"
