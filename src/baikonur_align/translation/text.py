"""Cleans and cuts sentences before translation, and removes loops from translations.

The models were trained on clean sentences of a few dozen words. Real texts have control characters,
lists of numbers and sentences of ten thousand characters; model output may repeat itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

# Least number of repetitions in a row that make a loop, by the words of the phrase; longer phrases
# as the longest listed. "Very, very, very" is style, a fourth "very" is a loop.
LOOP_REPEATS = {1: 4, 2: 3}
STUTTER = re.compile(r"([^\W\d_]{1,8}?)\1{4,}")  # a syllable five times in a row

# Where a long sentence is cut, in order of preference.
CUTS = (re.compile(r"[.!?…;]\s+"), re.compile(r"[,:—–)»]\s+"), re.compile(r"\s+"))


def clean(text: str) -> str:
    """`text` in NFC on one line, without control, format and surrogate characters."""
    if not text.isprintable():
        text = "".join(_kept(char) for char in text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def _kept(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Cc":
        return " "
    return "" if kind in ("Cf", "Cs") else char


def says_something(text: str) -> bool:
    """Whether `text` has a letter; numbers, punctuation and emoji need no translation."""
    return any(char.isalpha() for char in text)


def pieces(text: str, fits: Callable[[str], bool]) -> list[str]:
    """`text` cut into pieces that fit, first near the middle; their concatenation is `text`."""
    if len(text) < 2 or fits(text):  # noqa: PLR2004 - one character cannot be cut
        return [text]
    cut = _cut(text)
    return pieces(text[:cut], fits) + pieces(text[cut:], fits)


def _cut(text: str) -> int:
    """The preferred place to cut, nearest to the middle and within the middle half."""
    middle, reach = len(text) // 2, len(text) // 4
    for kind in CUTS:
        places = [match.end() for match in kind.finditer(text, middle - reach, middle + reach)]
        if places:
            return min(places, key=lambda place: abs(place - middle))
    return middle


def joined(sources: Sequence[str], translations: Sequence[str]) -> str:
    """The translations of `pieces`, with a space where the sources had one."""
    pairs = zip(sources, translations, strict=True)
    spaced = (" " * text[:1].isspace() + said + " " * text[-1:].isspace() for text, said in pairs)
    return " ".join("".join(spaced).split())


def side_by_side(alternatives: Iterable[Sequence[str]]) -> list[str]:
    """The alternatives of each sentence on one line, for `alignment`, which compares letters."""
    return [" | ".join(said) for said in alternatives]


def degenerate(source: str, translation: str) -> bool:
    """Whether a translation has a loop and its source has none."""
    return without_loops(translation) != translation and without_loops(source) == source


def without_loops(text: str) -> str:
    """`text` with each looping phrase or syllable reduced to one occurrence."""
    words = STUTTER.sub(r"\1", text).split(" ")
    keys = [_key(word) for word in words]
    while loop := _loop(keys):
        start, period, end = loop
        del words[start + period : end], keys[start + period : end]
    return " ".join(words)


def _key(word: str) -> str:
    """The word without its case and the punctuation around it."""
    return re.sub(r"^\W+|\W+$", "", word).casefold() or word


def _loop(keys: Sequence[str]) -> tuple[int, int, int] | None:
    """Return the first shortest loop: start, words of a round, end of a full round."""
    if len(keys) - len(set(keys)) < min(LOOP_REPEATS.values()) - 1:
        return None
    for period in range(1, len(keys) // min(LOOP_REPEATS.values()) + 1):
        repeats = LOOP_REPEATS.get(period, LOOP_REPEATS[max(LOOP_REPEATS)])
        run = 0
        for i in range(period, len(keys) + 1):
            same = i < len(keys) and keys[i] == keys[i - period]
            if not same and run >= period * (repeats - 1):
                start = i - run - period
                if any(says_something(key) for key in keys[start : start + period]):
                    return start, period, start + period * (run // period + 1)
            run = run + 1 if same else 0
    return None
