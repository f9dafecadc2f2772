"""The forms that a word may take, as a pattern: a light stemmer of our own for Kazakh and English.

Kazakh puts ending after ending (қала, қалалар, қалаларында), so a form is a stem and up to four endings of
the table: number, possession, case, person. к, қ and п before a vowel may have become г, ғ and б (мектеп,
мектебі). It knows no dictionary: a word that happens to be another one with an ending passes for it.
Words of other languages are compared by their first letters, as the aligner does.
"""

from __future__ import annotations

import re

from baikonur_align.alignment.words import STEM

SHORTEST = 3  # letters of a stem
MOST = 4  # endings on one stem

_TABLE = (
    "лар лер дар дер тар тер лары лері дары дері тары тері "  # number, and whose
    "ымыз іміз мыз міз ыңыз іңіз ңыз ңіз ым ім ың ің сы сі "  # possession
    "ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті "  # case
    "нда нде да де та те нан нен дан ден тан тен мен бен пен "
    "дағы дегі тағы тегі мын мін сың сің сыз сіз"  # where it belongs, person
)
_ENDINGS = _TABLE.split()
_SHORT = ["ы", "і", "ғы", "гі", "қы", "кі"]  # found, but not taken off: too many stems end so
_LETTERS = ["м", "ң", "н", "а", "е"]  # the same, and not on the shortest stems
_ENGLISH = [
    *[("ies", "y"), ("ing", ""), ("ed", "")],
    *[(f"{hiss}es", hiss) for hiss in ("ch", "sh", "x", "ss")],
    ("s", ""),
]
_LAST = {"қ": "[қғ]", "ғ": "[қғ]", "к": "[кг]", "г": "[кг]", "п": "[пб]", "б": "[пб]"}
_VOICED = re.compile("[ғгб][ыі]$")
_VOWEL = re.compile("[аәеёиоөұүуыіэюя]")


def forms(word: str, lang: str) -> str:
    """A regular expression for the forms of a word that is itself in its plainest form; small letters."""
    word = word.casefold()
    return {"kk": _kazakh, "en": _english}.get(lang, _beginning)(word)


def stem(word: str, lang: str) -> str:
    """The word without the endings it seems to have, in small letters; `SHORTEST` of them at least."""
    word = word.casefold()
    return {"kk": _kazakh_stem, "en": _english_stem}.get(lang, str)(word)


def _beginning(word: str) -> str:
    return re.escape(word) if len(word) < STEM else re.escape(word[:STEM]) + r"\w*"


def _kazakh(word: str) -> str:
    endings = _ENDINGS + _SHORT + (_LETTERS if len(word) > SHORTEST else [])
    base = re.escape(word[:-1]) + _LAST.get(word[-1], re.escape(word[-1])) if word else ""
    return f"{base}(?:{'|'.join(endings)}){{0,{MOST}}}"


def _kazakh_stem(word: str) -> str:
    for _ in range(MOST):
        shorter = [word[: -len(e)] for e in _ENDINGS if word.endswith(e)]
        if len(word) > SHORTEST + 1 and _VOICED.search(word):
            shorter.append(word[:-1])
        good = [s for s in shorter if len(s) >= SHORTEST and _VOWEL.search(s)]
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
            and len(word) - len(ending) >= SHORTEST
            and not word.endswith("ss")
        ):
            return word[: -len(ending)] + instead
    return word
