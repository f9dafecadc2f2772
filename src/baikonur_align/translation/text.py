"""What is done to a sentence before a model sees it, and to what the model says.

A model was trained on clean sentences of a few dozen words. Texts have control characters, lists of
numbers and sentences of ten thousand characters; models have loops.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

# A phrase said at least so often in a row is a loop, by its number of words; longer ones as the longest.
# "Very, very, very" is style, the fourth is the model's.
LOOP_REPEATS = {1: 4, 2: 3}
STUTTER = re.compile(
    r"([^\W\d_]{1,8}?)\1{4,}"
)  # the same within a word: a syllable five times over

# Where a long sentence is cut, the best place first.
CUTS = (re.compile(r"[.!?…;]\s+"), re.compile(r"[,:—–)»]\s+"), re.compile(r"\s+"))


def clean(text: str) -> str:
    """`text` on one line: composed (NFC), no control, format or surrogate characters, single spaces."""
    if not text.isprintable():
        text = "".join(_kept(char) for char in text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def _kept(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Cc":
        return " "
    return "" if kind in ("Cf", "Cs") else char


def says_something(text: str) -> bool:
    """Whether there is a letter to translate; numbers, marks and emoji are the same in every language."""
    return any(char.isalpha() for char in text)


def pieces(text: str, fits: Callable[[str], bool]) -> list[str]:
    """`text` cut into pieces that fit, near the middle first; their concatenation is `text`."""
    if len(text) < 2 or fits(text):  # noqa: PLR2004 - one character cannot be cut
        return [text]
    cut = _cut(text)
    return pieces(text[:cut], fits) + pieces(text[cut:], fits)


def _cut(text: str) -> int:
    """The place of the best kind nearest to the middle, within the middle half."""
    middle, reach = len(text) // 2, len(text) // 4
    for kind in CUTS:
        places = [m.end() for m in kind.finditer(text, middle - reach, middle + reach)]
        if places:
            return min(places, key=lambda place: abs(place - middle))
    return middle


def joined(sources: Sequence[str], translations: Sequence[str]) -> str:
    """The translations of `pieces`, with a space wherever the sources had one."""
    pairs = zip(sources, translations, strict=True)
    spaced = (" " * s[:1].isspace() + t + " " * s[-1:].isspace() for s, t in pairs)
    return " ".join("".join(spaced).split())


def side_by_side(alternatives: Iterable[Sequence[str]]) -> list[str]:
    """The alternatives of each sentence on one line, for `similarity.compare`: it looks at letters only."""
    return [" | ".join(said) for said in alternatives]


def degenerate(source: str, translation: str) -> bool:
    """Whether a translation repeats itself where its source does not."""
    return without_loops(translation) != translation and without_loops(source) == source


def without_loops(text: str) -> str:
    """`text` with each phrase, or syllable, that is said over and over said once."""
    words = STUTTER.sub(r"\1", text).split(" ")
    keys = [_key(word) for word in words]
    while loop := _loop(keys):
        start, period, end = loop
        del words[start + period : end], keys[start + period : end]
    return " ".join(words)


def _key(word: str) -> str:
    """What counts as the same word: case and the marks around it do not."""
    return re.sub(r"^\W+|\W+$", "", word).casefold() or word


def _loop(keys: Sequence[str]) -> tuple[int, int, int] | None:
    """The first shortest loop as (start, words in a round, end), the end cut to whole rounds."""
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
