"""Earlier confirmed translations of the same or a similar sentence.

The similarity of two texts is the Dice coefficient (Dice 1945) of their sets of character trigrams.
Only texts that share the beginnings of the rarest words are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from baikonur_align.alignment.words import spans
from baikonur_align.hints.postings import Entry, Postings
from baikonur_align.model import SIDES, Bead

LEAST = 0.6  # least similarity of an earlier translation
LOOKED_UP = 0.6  # share of the words of a text that are looked up, the rarest first
TRIED = 60  # candidates that are compared in full
LONGEST = 1000  # characters of a text that are compared
STEM = 5  # letters of a word that are looked up
GRAM = 3


@dataclass(frozen=True, slots=True)
class EarlierTranslation:
    """An earlier translation: ``percent`` is the similarity of its source, 100 for the same text.

    ``pair`` and ``segment`` are its place, ``reviewer`` is who confirmed it.
    """

    source: str
    target: str
    percent: int
    pair: str
    segment: str
    reviewer: str


class TranslationIndex:
    """An index of the confirmed beads of a corpus, by the texts of both sides."""

    def __init__(self) -> None:
        self._postings: Postings[str] = Postings()

    def add(self, pair: str, langs: tuple[str, str], bead: Bead) -> None:
        """Index a bead if it is confirmed and has two sides, in place of an earlier one."""
        if bead.status == "confirmed" and bead.source and bead.target:
            self._postings.add(Entry(pair, langs, bead), _keys(langs, bead))
        else:
            self.discard(pair, bead)

    def discard(self, pair: str, bead: Bead) -> None:
        """Remove the bead that has the same first segment."""
        self._postings.discard(pair, bead)

    def find(
        self, text: str, langs: tuple[str, str], most: int, but: tuple[str, str]
    ) -> list[EarlierTranslation]:
        """Return the `most` similar translations, best first, each once.

        `but` is left out: the bead that the text is of, by its pair and first segment. Beads of the
        other direction are found too.
        """
        found: dict[tuple[str, str], EarlierTranslation] = {}
        for entry in self._candidates(f"{langs[0]}:", text):
            if langs not in (entry.langs, entry.langs[::-1]) or (entry.pair, entry.segment) == but:
                continue
            match = _match(text, entry, turned=entry.langs != langs)
            if match.percent >= LEAST * 100:
                found.setdefault((match.source, match.target), match)
        return sorted(found.values(), key=lambda match: -match.percent)[:most]

    def _candidates(self, prefix: str, text: str) -> list[Entry]:
        with self._postings.reading() as postings:
            known = sorted((prefix + word for word in _words(text)), key=postings.frequency)
            rows = postings.rows(known[: 1 + int(LOOKED_UP * len(known))])
            numbers, hits = np.unique(rows, return_counts=True)
            likely = numbers[np.argsort(-hits, kind="stable")[:TRIED]]
            return [
                entry for number in likely.tolist() if (entry := postings.entry(number)) is not None
            ]


def _match(text: str, entry: Entry, *, turned: bool) -> EarlierTranslation:
    sides = entry.bead.text("source"), entry.bead.text("target")
    source, target = sides[::-1] if turned else sides
    percent = (
        100 if _plain(source) == _plain(text) else min(99, int(100 * similarity(source, text)))
    )
    return EarlierTranslation(source, target, percent, entry.pair, entry.segment, entry.bead.resp)


def similarity(one: str, other: str) -> float:
    """Return the Dice coefficient of the character trigrams of two texts, 0 to 1."""
    mine, theirs = _grams(one), _grams(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _keys(langs: tuple[str, str], bead: Bead) -> Iterator[str]:
    for lang, side in zip(langs, SIDES, strict=True):
        for word in _words(bead.text(side)):
            yield f"{lang}:{word}"


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _words(text: str) -> set[str]:
    """The beginnings of a text's words, and the whole text, which may have no words."""
    plain = _plain(text[:LONGEST])
    return {plain} | {plain[start : min(end, start + STEM)] for start, end in spans(plain)}


def _grams(text: str) -> set[str]:
    padded = f" {_plain(text[:LONGEST])} "
    return {padded[i : i + GRAM] for i in range(max(1, len(padded) - GRAM + 1))}
