"""Short remarks on why two blocks of sentences may or may not belong together."""

from __future__ import annotations

from collections import Counter

from baikonur_align.alignment.words import consonants, consonants_agree, names, numbers

MAX_SHOWN = 3  # numbers or names in a remark
MAX_CHARACTERS = 2000  # characters of a side that are read


def remarks(source: str, target: str) -> tuple[str, ...]:
    """Return remarks in English: numbers that agree or differ, names in common.

    Empty if a side is empty.
    """
    source, target = source[:MAX_CHARACTERS], target[:MAX_CHARACTERS]
    if not source or not target:
        return ()
    mine, theirs = Counter(numbers(source)), Counter(numbers(target))
    found = []
    if both := list((mine & theirs).elements()):
        found.append("numbers agree: " + ", ".join(both[:MAX_SHOWN]))
    if different := _unmatched(mine, theirs):
        found.append("numbers differ: " + ", ".join(different[:MAX_SHOWN]))
    if shared := _shared_names(source, target):
        found.append("names agree: " + ", ".join(shared[:MAX_SHOWN]))
    return tuple(found)


def unmatched_numbers(source: str, target: str) -> list[str]:
    """Return the numbers that occur on one side only."""
    found = numbers(source[:MAX_CHARACTERS]), numbers(target[:MAX_CHARACTERS])
    return _unmatched(*map(Counter, found)) if any(found) else []


def _unmatched(mine: Counter[str], theirs: Counter[str]) -> list[str]:
    return list(((mine - theirs) + (theirs - mine)).elements())


def _shared_names(source: str, target: str) -> list[str]:
    """Return the target's names whose consonants agree with those of a name of the source."""
    mine = [consonants(name) for name in names(source)]
    return [
        name
        for name in dict.fromkeys(names(target))
        if any(consonants_agree(consonants(name), other) for other in mine)
    ]
