"""Why two blocks of sentences may or may not belong together, in a few words for people."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from itertools import product

from baikonur_align.similarity.words import names, numbers, romanise

ALIKE = 0.72  # of the letters of two names: Назарбаев and Nazarbayev have .95, Қазақстан and Kazakhstan .84
SHOWN = 3  # numbers or names named at most
LONGEST = 2000  # characters of a side that are looked at


def why(source: str, target: str) -> tuple[str, ...]:
    """Short remarks in English: numbers that agree or differ, names in common."""
    source, target = source[:LONGEST], target[:LONGEST]
    mine, theirs = Counter(numbers(source)), Counter(numbers(target))
    remarks = []
    if both := list((mine & theirs).elements()):
        remarks.append("numbers agree: " + ", ".join(both[:SHOWN]))
    if odd := list(((mine - theirs) + (theirs - mine)).elements()):
        remarks.append("numbers differ: " + ", ".join(odd[:SHOWN]))
    if shared := _shared_names(source, target):
        remarks.append("names agree: " + ", ".join(shared[:SHOWN]))
    return tuple(remarks)


def _shared_names(source: str, target: str) -> list[str]:
    """The target's spelling of the names that look alike in Latin letters."""
    found = {
        b
        for a, b in product(dict.fromkeys(names(source)), dict.fromkeys(names(target)))
        if SequenceMatcher(None, romanise(a), romanise(b)).ratio() >= ALIKE
    }
    return [name for name in dict.fromkeys(names(target)) if name in found]
