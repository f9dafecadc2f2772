"""Plain text: paragraphs parted by blank lines, or one a line where lines are not wrapped."""

from __future__ import annotations

import re
from collections.abc import Mapping

from baikonur_align.documents.encoding import decoded, visible
from baikonur_align.documents.layout import (
    Item,
    Layout,
    Part,
    Slot,
    Translation,
    layout_of,
    slot,
)
from baikonur_align.documents.writer import written

_LINE = re.compile(r"[^\r\n\f\u2028\u2029]+")
_ENDS = re.compile(r"[.!?…:;]['\"»”’)\]]*$")
WRAPPED = 50
"""The fewest characters of a line that may go on in the next one."""


def parse(data: bytes, name: str) -> Layout:
    """The paragraphs of a text. Raises `Damaged`."""
    return layout_of(_read(decoded(data, name).text, name).slots)


def write(data: bytes, name: str, translations: Mapping[int, Translation], _lang: str) -> bytes:
    """The text with translated paragraphs, by their number. Raises `Damaged`."""
    if not translations:
        return data
    encoded = decoded(data, name)
    return encoded.encode(written(_read(encoded.text, name), translations))


def _read(source: str, name: str) -> Part:
    spans: list[tuple[int, int]] = []
    for found in _LINE.finditer(source):
        if not found[0].strip():
            continue
        if spans and _goes_on(source, spans[-1], found):
            spans[-1] = spans[-1][0], found.end()
        else:
            spans.append(found.span())
    slots: list[Slot] = []
    for start, end in spans:
        text = visible(" ".join(source[start:end].split()))
        lead = source[start : start + len(source[start:end]) - len(source[start:end].lstrip())]
        trail = source[start + len(source[start:end].rstrip()) : end]
        made = slot([Item("text", text)], (start, end), lambda text, _: text, number=len(slots) + 1)
        if made:
            made.lead, made.trail = (lead,), (trail,)
            slots.append(made)
    return Part(name, source, slots)


def _goes_on(source: str, before: tuple[int, int], line: re.Match[str]) -> bool:
    """Whether a line continues the paragraph before it: no blank line, no end, a small letter."""
    last = source[before[0] : before[1]].splitlines()[-1].strip()
    gap = source[before[1] : line.start()]
    word = line[0].strip()
    return (
        gap in ("\n", "\r\n", "\r")
        and len(last) >= WRAPPED
        and not _ENDS.search(last)
        and word[:1].islower()
    )
