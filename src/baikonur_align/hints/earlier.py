"""Earlier confirmed translations of the same or a similar sentence.

The similarity of two texts is the Dice coefficient (Dice 1945) of their sets of character trigrams.
Only texts that share the beginnings of the rarest words are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baikonur_align.alignment.words import plain, spans
from baikonur_align.hints.postings import Entry, Postings
from baikonur_align.model import SIDES

LEAST = 0.6  # least similarity of an earlier translation
LOOKED_UP = 0.6  # share of the words of a text that are looked up, the rarest first
TRIED = 60  # candidates that are compared in full
LONGEST = 1000  # characters of a text that are compared
STEM = 5  # letters of a word that are looked up
GRAM = 3
FREQUENT = 20_000
"""A word of more beads than this is not looked up after a rarer one."""

CONFIRMED = "m:"
"""Before the language and the word in a key."""


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
    """Finds the confirmed beads of a corpus by the texts of both sides."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

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

    def pairs(self, texts: Sequence[str], lang: str) -> set[str]:
        """Return the pairs that have a confirmed bead with one of the texts on the side of `lang`.

        Capitals and white space make no difference. Raises `BadIndex`.
        """
        wanted = {plain(text[:LONGEST]) for text in texts if text.strip()}
        found = self._postings.rows([f"{CONFIRMED}{lang}:{text}" for text in wanted])
        numbers = sorted({number for numbers in found.values() for number in numbers})
        return {
            entry.pair
            for entry in self._postings.numbered(numbers)
            for side_lang, side in zip(entry.langs, SIDES, strict=True)
            if side_lang == lang and plain(entry.text(side)[:LONGEST]) in wanted
        }

    def _candidates(self, prefix: str, text: str) -> list[Entry]:
        keys = [f"{CONFIRMED}{prefix}{word}" for word in stems(text)]
        known = sorted((count, key) for key, count in self._postings.frequencies(keys).items())
        rarest = [(count, key) for count, key in known[: 1 + int(LOOKED_UP * len(known))] if count]
        looked_up = [key for n, (count, key) in enumerate(rarest) if not n or count <= FREQUENT]
        hits: Counter[int] = Counter()
        for rows in self._postings.rows(looked_up).values():
            hits.update(rows)
        likely = sorted(hits, key=lambda number: (-hits[number], number))[:TRIED]
        return self._postings.numbered(likely)


def _match(text: str, entry: Entry, *, turned: bool) -> EarlierTranslation:
    sides = entry.text("source"), entry.text("target")
    source, target = sides[::-1] if turned else sides
    percent = 100 if plain(source) == plain(text) else min(99, int(100 * similarity(source, text)))
    return EarlierTranslation(source, target, percent, entry.pair, entry.segment, entry.resp)


def similarity(one: str, other: str) -> float:
    """Return the Dice coefficient of the character trigrams of two texts, 0 to 1."""
    mine, theirs = _grams(one), _grams(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def keys(entry: Entry) -> Iterator[str]:
    """Yield the keys by which a confirmed bead with two sides is found."""
    if entry.status == "confirmed" and entry.source and entry.target:
        for lang, side in zip(entry.langs, SIDES, strict=True):
            for word in stems(entry.text(side)):
                yield f"{CONFIRMED}{lang}:{word}"


def stems(text: str) -> set[str]:
    """Return the beginnings of a text's words, and the whole text, which may have no words."""
    whole = plain(text[:LONGEST])
    return {whole} | {whole[start : min(end, start + STEM)] for start, end in spans(whole)}


def _grams(text: str) -> set[str]:
    padded = f" {plain(text[:LONGEST])} "
    return {padded[i : i + GRAM] for i in range(max(1, len(padded) - GRAM + 1))}
