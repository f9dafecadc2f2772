"""Restores capitals in text that was lower-cased at its origin.

As in truecasing (Lita et al. 2003), each word takes the form that it mostly has inside sentences of
correctly cased text: `Қр` becomes `ҚР`, `serbian` becomes `Serbian`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LEAST, SHARE = (
    10,
    0.85,
)  # least count of a form, and its least share among the forms of a word


def learn(lines: Iterable[str]) -> dict[str, str]:
    """The usual form of each word that is mostly written with capitals."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        if not line[:1].isupper() or line.isupper():
            continue  # no capitals, or only capitals
        for match in WORD.finditer(line):
            if match.start() and line[match.start() - 2 : match.start()] not in (". ", "! ", "? "):
                forms[match.group().lower()][match.group()] += 1
    table = {}
    for word, counts in forms.items():
        form, count = counts.most_common(1)[0]
        if form != word and count >= LEAST and count >= SHARE * counts.total():
            table[word] = form
    return table


def recase(text: str, table: Mapping[str, str]) -> str:
    return WORD.sub(lambda match: table.get(match.group().lower(), match.group()), text)
