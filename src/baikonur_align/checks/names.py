"""Surnames: of two sides, each has one that nothing on the other sounds like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baikonur_align.alignment.words import romanise, spans, spelling_similarity
from baikonur_align.checks.finding import Finding, Text

# Only surnames in -ов, -ев and -ский, in whatever case: other capitals are as often a title or a common word
# that the other side has in small letters, leaves out or translates (the Steel Mill, God, the Congress).
_CASES = "ның|нің|дың|дің|тың|тің|ға|ге|қа|ке|на|не|ны|ні|ды|ді|ты|ті|да|де|та|те|дан|ден|тан|тен|мен|бен|пен"
_SURNAMES = {
    "kk": re.compile(rf"\b[А-ЯЁӘҒҚҢӨҰҮІ]\w+?(?:[оеё]ва?|[сц]к(?:ий|ая))(?:{_CASES})?\b"),
    "en": re.compile(r"\b[A-Z]\w+?(?:[oe]va?|off|[st]k(?:iy|y|i|aya|aia))\b"),
}
_SPELLINGS = "kh=h zh=j dj=j sh=s gh=g ph=f ck=k q=k c=k w=v x=ks y=i"
"""Letters in which the transliterations of one name differ, and what is compared instead."""

ALIKE = 0.6  # of two names by difflib's ratio; from 0.7 on, Shukeyev is another man than Шөкеев


def names(source: Text, target: Text) -> Iterator[Finding]:
    """A surname on either side without a likeness on the other; one that a side leaves out is none."""
    ours, theirs = (_surnames(side) for side in (source, target))
    if ours and theirs:
        lost, found = _alone(ours, target.text), _alone(theirs, source.text)
        if lost and found:
            yield Finding("name", f"{', '.join(lost)} ≠ {', '.join(found)}", "target")


def _surnames(side: Text) -> list[str]:
    pattern = _SURNAMES.get(side.lang)
    return list(dict.fromkeys(pattern.findall(side.text))) if pattern else []


def _alone(names: list[str], text: str) -> list[str]:
    words = [_spelled(text[a:b]) for a, b in spans(text) if text[a].isupper()]
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
