"""Plain text as blocks: paragraphs, headings, list items, datelines, captions and credits.

Every word of the text is in one block, in order. The white space around a block and the sign of a
list (a bullet or a dash; the kind says it) are left out, a number or letter of a list stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from baikonur_align.ingest.content import Content
from baikonur_align.ingest.decode import Unreadable, decoded
from baikonur_align.ingest.layout import BULLETS, Paragraph, paragraphs
from baikonur_align.model import Block, Remark

_LADDER = re.compile(r"\s*(?:-?\d+\t-?\d+(?:\t-?[\d.]+)?\n?)+\s*")

HEADING_LENGTH = 100  # characters; the seeds' longest is 70
TAIL_LENGTH = 5  # lines of names and credits under a text

_BULLET = re.compile(rf"(?:{BULLETS}|\*(?=\s))\s*(?=\S)")
_DASH = re.compile(r"[-–—]\s+(?=\S)")
_NUMBER = re.compile(r"\(?(?:\d{1,2}[.)]|[^\W\d_]\))\s+(?=\S)")

_CAPTION = re.compile(
    r"(?:(?:photos?|image|picture|source|credits?|фото|фотосурет|сурет|дереккөз)(?:\s+(?:credits?|by|авторы))?\s*[:©]"
    r"|©|based on materials (?:from|of)\b)",
    re.IGNORECASE,
)

_CLOCK = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2})?)?"
_FIGURES = rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}){_CLOCK}"
_MONTH = r"[^\W\d_]{3,9}\.?"
_DATE = re.compile(
    rf"(?:(?:date|дата|күні)\s*:?\s*)?(?:{_FIGURES}|\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}{_CLOCK}"
    rf"|{_MONTH}\s+\d{{1,2}},\s+\d{{4}}{_CLOCK}|\d{{4}}\s+жыл\w*\s+\d{{1,2}}\s+{_MONTH})(?:\s+(?:жыл|ж\.))?",
    re.IGNORECASE,
)
_DATE_BEFORE_TEXT = re.compile(rf"((?i:date|дата|күні)?\s*:?\s*{_FIGURES})\s+(?=[^\W\d_])")
# A news agency's opening, «АСТАНА. 2 маусым. ҚазАқпарат – …» or «ASTANA (Reuters) - …».
_CAPITALS = "A-ZА-ЯЁӘІҢҒҮҰҚӨҺ"
_PLACE_BEFORE_TEXT = re.compile(
    rf"([{_CAPITALS}]{{3,}}(?:[ -][{_CAPITALS}]{{2,}}){{0,3}}\s?[.,(]"
    rf"[^–—\n]{{0,60}}?\s(?:[–—]|--?))\s+(?=\S)"
)

_FINAL_STOP = re.compile(r"(?:[!?…]|(?<![^\W\d_])[^\W\d_]{2,}\.|[^\w\s.]\.|\d\.)[\"'»”’)\]]*$")
_UNFINISHED = (":", ";", ",")


def read(data: bytes, name: str, lang: str | None) -> Content:
    """Return the blocks of a plain text file. Raises `Unreadable` as `decoded` does."""
    found = decoded(data, name, lang)
    if _LADDER.fullmatch(found.text):
        raise Unreadable(
            "{name} is a table of numbers (the links of an aligner), not a text; give the two "
            "texts",
            name=name,
        )
    listed = paragraphs(found.text)
    joined = sum(1 for paragraph in listed if "\n" in paragraph.text)
    wrapped = (Remark("guessed", "paragraphs, from wrapped lines", joined),) if joined else ()
    return Content(tuple(blocks(listed)), (*found.remarks, *wrapped))


def blocks(found: Sequence[Paragraph]) -> Iterator[Block]:
    """Yield each paragraph with its kind, by its form and that of its neighbours."""
    spaced = any(paragraph.gap_before for paragraph in found[1:])
    tail = _tail(found)
    items = _items(found)
    for index, paragraph in enumerate(found):
        text = paragraph.text
        if index in items:
            yield Block("item", items[index])
        elif index >= tail or _CAPTION.match(text):
            yield Block("caption", text)
        elif _DATE.fullmatch(text):
            yield Block("dateline", text)
        elif _is_heading(found, index, spaced=spaced):
            yield Block("heading", text)
        else:
            yield from _prose(text, leads=index < 2)  # noqa: PLR2004 (a heading may stand before)


def _prose(text: str, *, leads: bool) -> Iterator[Block]:
    """Yield a paragraph; a date or place at the head of a text is a block of its own."""
    found = leads and (_DATE_BEFORE_TEXT.match(text) or _PLACE_BEFORE_TEXT.match(text))
    if found and text[found.end()].isupper():
        yield Block("dateline", found[1])
        text = text[found.end() :]
    yield Block("paragraph", text)


def _ends_sentence(text: str) -> bool:
    """Whether the text ends with a full stop that is not an initial's; reads only its end."""
    return _FINAL_STOP.search(text[-32:]) is not None


def _short(text: str) -> bool:
    """Whether the text is one short line that does not end like a sentence."""
    return (
        len(text) <= HEADING_LENGTH
        and "\n" not in text
        and not text.endswith(_UNFINISHED)
        and not _ends_sentence(text)
        and any(char.isalpha() for char in text)
        and not text[0].islower()
    )


def _tail(found: Sequence[Paragraph]) -> int:
    """Return where the names and credits under a text begin: short lines after its end."""
    start = len(found)
    while start and len(found) - start < TAIL_LENGTH and _marker(found[start - 1].text) is None:
        if not _short(found[start - 1].text) or _DATE.fullmatch(found[start - 1].text):
            break
        start -= 1
    return start if start and _ends_sentence(found[start - 1].text) else len(found)


def _is_heading(found: Sequence[Paragraph], index: int, *, spaced: bool) -> bool:
    """Whether the paragraph is short, and set off by blank lines or much shorter than the next.

    The first paragraph may be a question, with a date below it.
    """
    if index + 1 == len(found):
        return False
    this, below = found[index], found[index + 1]
    over_text = _ends_sentence(below.text) and len(below.text) >= 2 * len(this.text)
    if index == 0 and _short(this.text.rstrip("?")) and (over_text or _DATE.fullmatch(below.text)):
        return True
    if not _short(this.text) or (spaced and not this.gap_before):
        return False
    return below.gap_before or over_text


def _marker(text: str) -> re.Pattern[str] | None:
    return next((pattern for pattern in (_BULLET, _DASH, _NUMBER) if pattern.match(text)), None)


def _items(found: Sequence[Paragraph]) -> dict[int, str]:
    """Return the list items by index: runs of lines with the same marker that read like a list."""
    out: dict[int, str] = {}
    for pattern, run in groupby(range(len(found)), lambda index: _marker(found[index].text)):
        if pattern is None:
            continue
        places = list(run)
        bodies = [pattern.sub("", found[place].text, count=1) for place in places]
        if pattern is _BULLET or (pattern is _DASH and _is_list(bodies)):
            out |= zip(places, bodies, strict=True)
        elif pattern is _NUMBER and (len(places) > 1 or not _short(found[places[0]].text)):
            out |= {place: found[place].text for place in places}
    return out


def _is_list(bodies: Sequence[str]) -> bool:
    """Whether lines with dashes are a list (semicolons, small letters), not a dialogue."""
    return any(body.endswith(";") for body in bodies) or not any(
        body[0].isupper() or body[0] in '«“"' for body in bodies
    )
