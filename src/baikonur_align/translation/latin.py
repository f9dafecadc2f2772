"""Kazakh in Latin script, in the alphabets of 2018 and 2021, converted to Cyrillic.

Sources: decree 637 of 19 February 2018, and the alphabet presented in April 2021. Both write some
pairs of Cyrillic letters alike; the conversion chooses by the neighbouring letters.
"""

from __future__ import annotations

import re
import unicodedata

_COMMON = {
    "a": "а", "b": "б", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "j": "ж", "k": "к",
    "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "қ", "r": "р", "s": "с", "t": "т",
    "v": "в", "y": "ы", "z": "з", "c": "ц",
}  # fmt: skip
# и, й is the letter that `_vowel_i` names; у, ұ, ү, і differ between the alphabets.
_2021 = {"ä": "ә", "ğ": "ғ", "ñ": "ң", "ö": "ө", "ū": "ұ", "ü": "ү", "u": "у", "ş": "ш",
         "ı": "і"}  # fmt: skip
_2018 = {"á": "ә", "ǵ": "ғ", "ń": "ң", "ó": "ө", "u": "ұ", "ú": "ү", "ý": "у", "i": "і"}
_GROUPS_2018 = {"sh": "ш", "ch": "ч"}
_ONLY_2021, _ONLY_2018 = frozenset("äğñöūüş"), frozenset("áǵńóúý")
_VOWELS = frozenset("аәеоөұүыіиуэ")
_LATIN_WORD = re.compile(r"[^\W\d_]+")
# Frequent function words: an unmarked sentence that has one is Kazakh.
_FUNCTION_WORDS = frozenset(
    [
        "jáne",
        "jäne",
        "men",
        "ben",
        "bul",
        "osy",
        "bolyp",
        "bar",
        "joq",
        "degen",
        "kerek",
        "týraly",
        "tūraly",
    ]
)


def is_latin_kazakh(text: str) -> bool:
    """Whether `text` is Kazakh in a Latin alphabet: it has the alphabet's own letters or words."""
    text = unicodedata.normalize("NFC", text).lower()
    letters = [char for char in text if char.isalpha()]
    if not letters or sum("\u0400" <= char <= "\u04ff" for char in letters) > len(letters) / 5:
        return False
    words = _LATIN_WORD.findall(text)
    marked = sum(not (_ONLY_2018 | _ONLY_2021).isdisjoint(word) for word in words)
    return marked >= max(1, len(words) / 6) or not _FUNCTION_WORDS.isdisjoint(words)


def to_cyrillic(text: str) -> str:
    """Return Latin-script Kazakh in Cyrillic, by the alphabet with more letters in `text`."""
    text = unicodedata.normalize("NFC", text)
    lower = text.lower()
    of_2018 = sum(lower.count(char) for char in _ONLY_2018)
    of_2021 = sum(lower.count(char) for char in _ONLY_2021)
    old = of_2018 > of_2021
    dotted = "İ" in text
    return _LATIN_WORD.sub(lambda match: _word(match.group(), old=old, dotted=dotted), text)


def _word(word: str, *, old: bool, dotted: bool) -> str:
    """A word in Cyrillic, by the alphabet of 2018 if `old`; `dotted`: the text has the letter İ."""
    lower = word.lower()
    if any("\u0400" <= char <= "\u04ff" for char in word) or "w" in lower or "x" in lower:
        return word  # Cyrillic already, or a foreign name
    table = _COMMON | (_2018 if old else _2021)
    semivowel = "ı" if old else "i"
    undotted = old or dotted or (word.isupper() and not word.isascii())  # of I, the small letter
    lower = "".join("ı" if char == "I" and undotted else char.lower()[:1] for char in word)
    if old and "ı" in lower and word.isascii():  # ASCII capitals hide which letter was meant
        lower = word.lower()
    out: list[str] = []
    start = 0
    while start < len(lower):
        group, letter = _letter(lower, start, table, semivowel, "".join(out).lower(), old=old)
        out.append(letter.upper() if word[start].isupper() else letter)
        start += len(group)
    return "".join(out)


def _letter(
    lower: str, start: int, table: dict[str, str], semivowel: str, before: str, *, old: bool
) -> tuple[str, str]:
    """The Latin group at `at` and its Cyrillic letter."""
    pair = lower[start : start + 2]
    if lower[start : start + 3] == f"s{semivowel}a" and before and before[-1] in _VOWELS:
        return lower[start : start + 3], "ция"  # the international suffix -ция
    if old and pair in _GROUPS_2018:
        return pair, _GROUPS_2018[pair]
    if pair == semivowel + "a":
        return pair, "я"
    if pair == semivowel + ("ý" if old else "u"):
        return pair, "ю"
    char = lower[start]
    if char == semivowel:
        return char, "й" if before and before[-1] in _VOWELS else "и"
    return char, table.get(char, char)


# Letters of the two scripts that look alike; keyboards without і and ә tempt to use i and ə.
_LIKE_CYRILLIC = "aceiopxyhəƏABCEHIKMOPTXY"
_LOOK_ALIKE = str.maketrans(_LIKE_CYRILLIC, "асеіорхуһәӘАВСЕНІКМОРТХУ")
_BESIDE = re.compile("[A-Za-zəƏ][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-zəƏ]")


def has_mixed_words(text: str) -> bool:
    """Whether `text` has a word of Latin and Cyrillic letters."""
    return _BESIDE.search(text) is not None


def unmixed(text: str) -> str:
    """`text` with Latin look-alikes in Cyrillic words (`Сiз`) made Cyrillic."""
    return _LATIN_WORD.sub(lambda match: _unmixed(match.group()), text)


def _unmixed(word: str) -> str:
    foreign = [char for char in word if not "\u0400" <= char <= "\u04ff"]
    mostly = len(foreign) < len(word) / 2
    return word.translate(_LOOK_ALIKE) if mostly and set(foreign) <= set(_LIKE_CYRILLIC) else word
