"""Check surnames: each side has one that sounds like nothing on the other side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baikonur_align.alignment.words import romanise, spans, spelling_similarity
from baikonur_align.checks.finding import CheckedText, Finding

# Only surnames in -ов, -ев and -ский, in any case: other capitalised words are as often titles or
# common words that the other side translates or leaves out (the Steel Mill, God, the Congress).
_CASES = (
    "ның|нің|дың|дің|тың|тің|ға|ге|қа|ке|на|не|ны|ні|ды|ді|ты|ті|"
    "да|де|та|те|дан|ден|тан|тен|мен|бен|пен"
)
_SURNAMES = {
    "kk": re.compile(rf"\b[А-ЯЁӘҒҚҢӨҰҮІ]\w+?(?:[оеё]ва?|[сц]к(?:ий|ая))(?:{_CASES})?\b"),
    "en": re.compile(r"\b[A-Z]\w+?(?:[oe]va?|off|[st]k(?:iy|y|i|aya|aia))\b"),
}
_SPELLINGS = "kh=h zh=j dj=j sh=s gh=g ph=f ck=k q=k c=k w=v x=ks y=i"
"""Letters in which transliterations of a name differ, with their common spelling."""

ALIKE = 0.6  # difflib's ratio of two names; at 0.7, Shukeyev and Шөкеев would differ


def names(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find surnames on both sides that match nothing on the other; an omitted one is no finding."""
    ours, theirs = (surnames(side) for side in (source, target))
    if ours and theirs:
        lost, found = unmatched(ours, target.text), unmatched(theirs, source.text)
        if lost and found:
            yield Finding("name", f"{', '.join(lost)} ≠ {', '.join(found)}", "target")


def surnames(side: CheckedText) -> list[str]:
    """Return the surnames in a text, each once."""
    pattern = _SURNAMES.get(side.lang)
    return list(dict.fromkeys(pattern.findall(side.text))) if pattern else []


def unmatched(names: list[str], text: str) -> list[str]:
    """Return the names that are spelled like no capitalised word of `text`."""
    words = [_spelled(text[start:end]) for start, end in spans(text) if text[start].isupper()]
    return [
        name
        for name in names
        if all(spelling_similarity(_spelled(name), word) < ALIKE for word in words)
    ]


def _spelled(name: str) -> str:
    letters = romanise(name)
    for spelling in _SPELLINGS.split():
        written, instead = spelling.split("=")
        letters = letters.replace(written, instead)
    return letters
