"""What reviewers have confirmed: earlier translations of the same or a similar sentence.

Two texts are as alike as the sets of their character trigrams: twice what they share, of what both have (Dice
1945). Compared are those that share the beginnings of the rarest words, which a similar sentence does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from baikonur_align.alignment.words import spans
from baikonur_align.hints.postings import Entry, Postings
from baikonur_align.hints.reasons import side_text
from baikonur_align.model import Bead

LEAST = 0.6  # likeness below which an earlier translation helps nobody
LOOKED_UP = 0.6  # of the words of a text, the rarest first: a similar text has some of them
TRIED = 60  # likeliest texts that are compared in full
LONGEST = 1000  # characters of a text that are compared
STEM = 5  # letters of a word that are looked up
GRAM = 3


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier translation: ``percent`` is how alike its source is, 100 only for the same text.

    ``pair`` and ``segment`` say where it stands, ``reviewer`` who confirmed it.
    """

    source: str
    target: str
    percent: int
    pair: str
    segment: str
    reviewer: str


class Memory:
    """The confirmed beads of a corpus, by the texts of both their sides."""

    def __init__(self) -> None:
        self._postings: Postings[str] = Postings()

    def add(self, pair: str, langs: tuple[str, str], bead: Bead) -> None:
        """Take in a bead, if it is confirmed and has two sides."""
        if bead.status == "confirmed" and bead.source and bead.target:
            self._postings.add(Entry(pair, langs, bead), _keys(langs, bead))

    def discard(self, pair: str, bead: Bead) -> None:
        self._postings.discard(pair, bead)

    def find(
        self, text: str, langs: tuple[str, str], most: int, but: tuple[str, str]
    ) -> list[Match]:
        """The `most` beads whose text is likest, the likest first, each translation once.

        `but` is the bead that asks, by its pair and its first segment. A translation into the other
        direction serves as well.
        """
        found: dict[tuple[str, str], Match] = {}
        for entry in self._alike(f"{langs[0]}:", text):
            if langs not in (entry.langs, entry.langs[::-1]) or (entry.pair, entry.segment) == but:
                continue
            match = _match(text, entry, turned=entry.langs != langs)
            if match.percent >= LEAST * 100:
                found.setdefault((match.source, match.target), match)
        return sorted(found.values(), key=lambda m: -m.percent)[:most]

    def _alike(self, prefix: str, text: str) -> list[Entry]:
        with self._postings.reading() as postings:
            known = sorted((prefix + w for w in _words(text)), key=postings.frequency)
            rows = postings.rows(known[: 1 + int(LOOKED_UP * len(known))])
            numbers, hits = np.unique(rows, return_counts=True)
            likely = numbers[np.argsort(-hits, kind="stable")[:TRIED]]
            return [entry for n in likely.tolist() if (entry := postings.entry(n)) is not None]


def _match(text: str, entry: Entry, *, turned: bool) -> Match:
    sides = side_text(entry.bead, "source"), side_text(entry.bead, "target")
    source, target = (side.replace("\n", " ") for side in (sides[::-1] if turned else sides))
    percent = 100 if _plain(source) == _plain(text) else min(99, int(100 * likeness(source, text)))
    return Match(source, target, percent, entry.pair, entry.segment, entry.bead.resp)


def likeness(one: str, other: str) -> float:
    """How alike two texts are by their character trigrams, 0..1."""
    mine, theirs = _grams(one), _grams(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _keys(langs: tuple[str, str], bead: Bead) -> Iterator[str]:
    for lang, side in zip(langs, ("source", "target"), strict=True):
        for word in _words(side_text(bead, side)):
            yield f"{lang}:{word}"


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _words(text: str) -> set[str]:
    """The beginnings of a text's words, and the text as a whole, for one without any."""
    plain = _plain(text[:LONGEST])
    return {plain} | {plain[a : min(b, a + STEM)] for a, b in spans(plain)}


def _grams(text: str) -> set[str]:
    padded = f" {_plain(text[:LONGEST])} "
    return {padded[i : i + GRAM] for i in range(max(1, len(padded) - GRAM + 1))}
