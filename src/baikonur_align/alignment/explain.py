"""Why two blocks of sentences may or may not belong together, in a few words for people."""

from __future__ import annotations

from collections import Counter

from baikonur_align.alignment.words import names, numbers, skeleton

BONES = 3  # consonants that a name must have to be compared
SHOWN = 3  # numbers or names named at most
LONGEST = 2000  # characters of a side that are looked at


def why(source: str, target: str) -> tuple[str, ...]:
    """Short remarks in English: numbers that agree or differ, names in common."""
    source, target = source[:LONGEST], target[:LONGEST]
    mine, theirs = Counter(numbers(source)), Counter(numbers(target))
    remarks = []
    if both := list((mine & theirs).elements()):
        remarks.append("numbers agree: " + ", ".join(both[:SHOWN]))
    if odd := odd_numbers(source, target):
        remarks.append("numbers differ: " + ", ".join(odd[:SHOWN]))
    if shared := _shared_names(source, target):
        remarks.append("names agree: " + ", ".join(shared[:SHOWN]))
    return tuple(remarks)


def odd_numbers(source: str, target: str) -> list[str]:
    """The numbers that only one side has."""
    found = numbers(source[:LONGEST]), numbers(target[:LONGEST])
    if not any(found):
        return []
    mine, theirs = map(Counter, found)
    return list(((mine - theirs) + (theirs - mine)).elements())


def _shared_names(source: str, target: str) -> list[str]:
    """The target's spelling of the names whose consonants begin a name of the source, or the reverse."""
    mine = [skeleton(name) for name in names(source)]
    return [
        name
        for name in dict.fromkeys(names(target))
        if len(bones := skeleton(name)) >= BONES
        and any(len(m) >= BONES and (m.startswith(bones) or bones.startswith(m)) for m in mine)
    ]
