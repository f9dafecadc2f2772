"""Names between the Kazakh Cyrillic and the English spelling.

Kazakh to English follows the table of Kazakhstan's travel documents (ICAO Doc 9303, part 3, for
the letters shared with Russian), with the customary `ye` for е after a vowel and `yu`, `ya` for
ю, я: Бектенов is Bektenov, Байтерек is Baiterek, Назарбаев is Nazarbayev. English to Kazakh
inverts it, with the usual values of English letter groups.
"""

from __future__ import annotations

import re
from functools import lru_cache

_VOWELS = "аәеёиоөуұүыіэюя"
_TO_LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "yo",
    "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n",
    "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u",
    "ү": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_TO_CYRILLIC = {
    "shch": "щ", "sch": "ш", "kh": "х", "zh": "ж", "ch": "ч", "sh": "ш", "ts": "ц", "ya": "я",
    "yu": "ю", "yo": "ё", "ye": "е", "ph": "ф", "th": "т", "ck": "к", "oo": "у", "ee": "и",
    "gh": "ғ", "qu": "кв", "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г",
    "h": "х", "i": "и", "j": "дж", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п",
    "q": "қ", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "у", "x": "кс", "y": "ы",
    "z": "з",
}  # fmt: skip
_GROUP = re.compile("|".join(sorted(_TO_CYRILLIC, key=len, reverse=True)))
_ALIKE = (  # spellings of one sound, made equal before names are compared
    ("shch", "sh"), ("kh", "h"), ("gh", "g"), ("zh", "j"), ("ck", "k"), ("q", "k"), ("w", "u"),
    ("x", "ks"), ("ph", "f"), ("ye", "e"), ("yo", "o"), ("ya", "a"), ("ia", "a"), ("yu", "u"),
    ("iu", "u"), ("y", "i"), ("c", "k"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")


def to_latin(name: str) -> str:
    """A Cyrillic name in the English spelling; other characters stay."""
    out: list[str] = []
    lower = name.lower()
    for index, char in enumerate(name):
        letter = lower[index]
        latin = _TO_LATIN.get(letter)
        if latin is None:
            out.append(char)
            continue
        if letter == "е" and (index == 0 or lower[index - 1] in _VOWELS):
            latin = "ye"
        out.append(_cased(latin, char, name))
    return "".join(out)


def to_cyrillic(name: str) -> str:
    """A Latin name in Kazakh Cyrillic; other characters stay."""
    lower = name.lower()
    out: list[str] = []
    at = 0
    while at < len(lower):
        match = _GROUP.match(lower, at)
        if match is None:
            out.append(name[at])
            at += 1
            continue
        group = match.group()
        out.append(_cased(_letter(lower, at, group), name[at], name))
        at = match.end()
    return "".join(out)


def _letter(lower: str, at: int, group: str) -> str:
    """The Cyrillic letter of a group of Latin ones, by the letters around it."""
    before, after = lower[at - 1 : at], lower[at + len(group) : at + len(group) + 1]
    if group in ("i", "y") and before in tuple("aeou"):
        return "й"
    if group == "ye" and before and before not in "aeiou":
        return "ые"
    if group == "y" and not after:
        return "и"
    if group == "c" and after in tuple("eiy"):
        return "с"
    if group == "e" and not before:
        return "э"
    return _TO_CYRILLIC[group]


def _cased(letters: str, like: str, name: str) -> str:
    if not like.isupper():
        return letters
    return letters.upper() if name.isupper() and len(name) > 1 else letters.capitalize()


@lru_cache(maxsize=1 << 14)
def key(name: str) -> str:
    """What spellings of one name have in common, in small Latin letters."""
    latin = to_latin(name).lower()
    for spelling, common in _ALIKE:
        latin = latin.replace(spelling, common)
    return _DOUBLE.sub(r"\1", latin)


def stem_length(inflected: str, name: str, least: int = 4) -> int:
    """How many letters of a Kazakh word spell the English `name`; 0 when it does not begin so."""
    wanted = key(name)
    if len(wanted) < least or key(inflected[0])[:1] != wanted[0]:
        return 0
    for length in range(len(inflected), least - 1, -1):
        if key(inflected[:length]) == wanted:
            return length
    return 0
