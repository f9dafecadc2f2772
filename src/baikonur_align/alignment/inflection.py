"""Inflected forms of a word as a pattern, and a light stemmer, for Kazakh and English.

Kazakh adds ending after ending (қала, қалалар, қалаларында). A form is a stem with up to four
endings of the table: number, possession, case, person. к, қ and п may become г, ғ and б before a
vowel (мектеп, мектебі). There is no dictionary, so a word that looks like another word with an
ending counts as its form. Words of other languages are compared by their first letters.
"""

from __future__ import annotations

import re

from baikonur_align.alignment.words import STEM

MIN_STEM = 3  # letters of a stem
MAX_ENDINGS = 4  # endings on one stem

_TABLE = (
    "лар лер дар дер тар тер лары лері дары дері тары тері "  # number, with possession
    "ымыз іміз мыз міз ыңыз іңіз ңыз ңіз ым ім ың ің сы сі "  # possession
    "ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті "  # case
    "нда нде да де та те нан нен дан ден тан тен мен бен пен "
    "дағы дегі тағы тегі мын мін сың сің сыз сіз"  # relation, person
)
_ENDINGS = _TABLE.split()
_SHORT_ENDINGS = ["ы", "і", "ғы", "гі", "қы", "кі"]  # in forms only: many stems end in them
_SHORTEST_ENDINGS = ["м", "ң", "н", "а", "е"]  # in forms only, not on the shortest stems
_ENGLISH = [
    *[("ies", "y"), ("ing", ""), ("ed", "")],
    *[(f"{hiss}es", hiss) for hiss in ("ch", "sh", "x", "ss")],
    ("s", ""),
]
_FINAL = {"қ": "[қғ]", "ғ": "[қғ]", "к": "[кг]", "г": "[кг]", "п": "[пб]", "б": "[пб]"}
_VOICED = re.compile("[ғгб][ыі]$")
_VOWEL = re.compile("[аәеёиоөұүуыіэюя]")


def forms(word: str, lang: str) -> str:
    """Return a regular expression, in lower case, for the forms of a word in its base form."""
    word = word.casefold()
    return {"kk": _kazakh, "en": _english}.get(lang, _beginning)(word)


def stem(word: str, lang: str) -> str:
    """Return the word in lower case without its endings; `MIN_STEM` letters or more."""
    word = word.casefold()
    return {"kk": _kazakh_stem, "en": _english_stem}.get(lang, str)(word)


def _beginning(word: str) -> str:
    return re.escape(word) if len(word) < STEM else re.escape(word[:STEM]) + r"\w*"


def _kazakh(word: str) -> str:
    endings = _ENDINGS + _SHORT_ENDINGS + (_SHORTEST_ENDINGS if len(word) > MIN_STEM else [])
    base = re.escape(word[:-1]) + _FINAL.get(word[-1], re.escape(word[-1])) if word else ""
    return f"{base}(?:{'|'.join(endings)}){{0,{MAX_ENDINGS}}}"


def _kazakh_stem(word: str) -> str:
    for _ in range(MAX_ENDINGS):
        shorter = [word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending)]
        if len(word) > MIN_STEM + 1 and _VOICED.search(word):
            shorter.append(word[:-1])
        good = [stem for stem in shorter if len(stem) >= MIN_STEM and _VOWEL.search(stem)]
        if not good:
            return word
        word = min(good, key=len)
    return word


def _english(word: str) -> str:
    if word.endswith("e"):
        return f"{re.escape(word[:-1])}(?:e[sd]?|ing|ers?)"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{re.escape(word[:-1])}(?:ys?|ies|ied|ying)"
    return f"{re.escape(word)}(?:e?s|ed|ing|ers?)?"


def _english_stem(word: str) -> str:
    for ending, instead in _ENGLISH:
        if (
            word.endswith(ending)
            and len(word) - len(ending) >= MIN_STEM
            and not word.endswith("ss")
        ):
            return word[: -len(ending)] + instead
    return word
