"""Check untranslated words, doubled words and letters of a wrong script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from baikonur_align.checks.finding import CYRILLIC, LATIN, CheckedText, Finding
from baikonur_align.checks.marks import without_addresses

SAME = 3  # words from which on a text is no mere name
RUN = 5  # words in common, one after the other, that are more than a name
OWN = 0.25  # letters of its own script for each of another below which a text is in the wrong one
SHOWN = 3  # words named at most
LONGEST = 60  # characters shown of a run of words

_LETTERS = {"Latn": LATIN, "Cyrl": CYRILLIC}
SCRIPTS = {
    **dict.fromkeys(("kk", "ru", "ky", "uk", "be", "bg", "mk", "mn", "tg", "tt", "ba"), "Cyrl"),
    **dict.fromkeys(("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sv", "tr"), "Latn"),
}
"""The script of a language (ISO 15924); languages written in two are left out."""

_WORD = re.compile(r"[^\W\d_]+")
_MEETING = re.compile(r"[A-Za-z\u00c0-\u02af][\u0400-\u052f]|[\u0400-\u052f][A-Za-z\u00c0-\u02af]")
_LIKE_CYRILLIC = frozenset("aceiopxyhəABCEHIKMOPTXYƏ")
_LIKE_LATIN = frozenset("асеіорхуһәАВСЕНІКМОРТХУӘ")
_MAY_STAND_TWICE = frozenset({"that", "had", "very"})  # "said that that was", "had had"


def untranslated(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find a text equal to the other side, or a long run of words that both have."""
    if not _may_share_words(source, target):
        return
    ours, theirs = (_WORD.findall(without_addresses(side.text)) for side in (source, target))
    found = (
        ours if len(ours) >= SAME and _fold(ours) == _fold(theirs) else _common_run(ours, theirs)
    )
    if found:
        text = " ".join(found)
        yield Finding(
            "untranslated", text if len(text) <= LONGEST else f"{text[:LONGEST]}…", "target"
        )


def _may_share_words(source: CheckedText, target: CheckedText) -> bool:
    scripts = [SCRIPTS.get(side.lang, "") for side in (source, target)]
    if sorted(scripts) != ["Cyrl", "Latn"]:
        return True
    latin, cyrillic = (source, target) if scripts[0] == "Latn" else (target, source)
    return latin.cyrillic or cyrillic.latin


def _fold(words: list[str]) -> list[str]:
    return [word.casefold() for word in words]


def _common_run(ours: list[str], theirs: list[str]) -> list[str]:
    """The first run of `RUN` words or more that both have."""
    mine, others = _fold(ours), _fold(theirs)
    runs = {tuple(mine[i : i + RUN]) for i in range(len(mine) - RUN + 1)}
    for i in range(len(others) - RUN + 1):
        if tuple(others[i : i + RUN]) in runs:
            end = i + RUN
            while end < len(others) and tuple(others[end - RUN + 1 : end + 1]) in runs:
                end += 1
            return theirs[i:end]
    return []


def scripts(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find a side of several words with hardly any letter of its script."""
    for side in (source, target):
        own = SCRIPTS.get(side.lang)
        if own is None or not (side.latin if own == "Cyrl" else side.cyrillic):
            continue
        other = _LETTERS["Latn" if own == "Cyrl" else "Cyrl"]
        text = without_addresses(side.text)
        wrong, right = other.findall(text), _LETTERS[own].findall(text)
        if len(wrong) >= SAME and sum(map(len, right)) < OWN * sum(map(len, wrong)):
            yield Finding("script", " ".join(wrong[:SHOWN]), side.where)


def mixed(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find words with look-alike letters of another script; ``Twitterде`` is not one."""
    for side in (source, target):
        if side.latin and side.cyrillic and _MEETING.search(side.text):
            found = [word for word in _WORD.findall(side.text) if _is_mixed(word)]
            if found:
                yield Finding(
                    "mixed",
                    ", ".join(map(_with_strangers, dict.fromkeys(found[:SHOWN]))),
                    side.where,
                )


def _is_mixed(word: str) -> bool:
    if not _MEETING.search(word):
        return False
    cyrillic = set("".join(CYRILLIC.findall(word)))
    return set(word) - cyrillic <= _LIKE_CYRILLIC or cyrillic <= _LIKE_LATIN


def _with_strangers(word: str) -> str:
    """The word, and its letters of the rarer script, which nobody can tell by sight."""
    cyrillic, latin = ("".join(letters.findall(word)) for letters in (CYRILLIC, LATIN))
    fewer = cyrillic if len(cyrillic) < len(latin) else latin
    return f"{word} ({' '.join(dict.fromkeys(fewer))})"


def doubled(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find a word doubled on one side only (``Сирхан Сирхан`` is doubled on both)."""
    ours, theirs = _twice(source.text), _twice(target.text)
    for here, mine, others in ((source, ours, theirs), (target, theirs, ours)):
        if mine and not others:
            yield Finding("doubled", mine, here.where)


def _twice(text: str) -> str:
    for line in text.split("\n"):
        words = line.lower().split()
        if not any(map(str.startswith, words[1:], words)):
            continue
        for word, after in pairwise(words):
            if after.rstrip('.,;:!?…)»”"') == word and _counts(word):
                return word
    return ""


def _counts(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word not in _MAY_STAND_TWICE
