"""SubRip and WebVTT subtitles: the text of each cue is a block; times, names and settings stay.

WebVTT: W3C Candidate Recommendation of 2019. SubRip has no standard; tags are those that players
know. The lines of a cue are one text with breaks in it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping

from baikonur_align.documents.encoding import decoded, visible
from baikonur_align.documents.layout import (
    Damaged,
    Item,
    Items,
    Layout,
    Part,
    Slot,
    Translation,
    layout_of,
    slot,
)
from baikonur_align.documents.markup import escape
from baikonur_align.documents.nesting import in_lines
from baikonur_align.documents.writer import written
from baikonur_align.model import CodeKind

_TIMES = re.compile(
    r"^[ \t]*(?:\d+:)?\d+:\d\d[.,]\d{1,3}[ \t]*-->[ \t]*(?:\d+:)?\d+:\d\d[.,]\d{1,3}.*$",
    re.MULTILINE,
)
_NUMBER_ABOVE = re.compile(r"\r?\n[ \t]*\d+[ \t]*\r?\n\Z")
_TOKEN = re.compile(
    r"(?P<tag></?[^<>\n]*>)|(?P<mark>\{\\[^{}\n]*\})|(?P<line>(?<![ \t])[ \t]*\r?\n)"
)
_TAGS: dict[str, CodeKind] = {"b": "bold", "i": "italic", "u": "underline", "s": "strike"}
_NAME = re.compile(r"</?\s*([a-zA-Z]*)")


def parse(data: bytes, name: str) -> Layout:
    """The text of the cues. Raises `Damaged`."""
    return layout_of(_read(decoded(data, name).text, name).slots)


def write(data: bytes, name: str, translations: Mapping[int, Translation], _lang: str) -> bytes:
    """The subtitles with translated cues, by their number. Raises `Damaged`."""
    if not translations:
        return data
    encoded = decoded(data, name)
    part = _read(encoded.text, name)
    said = {number: in_lines(part.slots[number], one) for number, one in translations.items()}
    return encoded.encode(written(part, said))


def _read(source: str, name: str) -> Part:
    vtt = source.lstrip().startswith("WEBVTT")
    unescape: Callable[[str], str] = html.unescape if vtt else str
    times = list(_TIMES.finditer(source))
    if not times:
        raise Damaged("{name} is not a subtitle file: it has no cue with times", name=name)
    slots: list[Slot] = []
    for number, found in enumerate(times):
        start = found.end() + 1
        limit = times[number + 1].start() if number + 1 < len(times) else len(source)
        blank = re.compile(r"\r?\n[ \t]*\r?\n|\r?\n?\Z").search(source, start - 1, limit)
        end = max(blank.start() if blank else limit, start)
        if number + 1 < len(times):  # without a blank line the next cue's number is above it
            above = _NUMBER_ABOVE.search(source, start - 1, limit)
            end = max(min(end, above.start()), start) if above else end
        made = slot(
            list(_items(source, start, end, unescape)),
            (start, end),
            (lambda text, _: escape(text)) if vtt else (lambda text, _: text),
            number=len(slots) + 1,
            context="cue",
        )
        if made:
            slots.append(made)
    return Part(name, source, slots)


def _items(source: str, start: int, end: int, unescape: Callable[[str], str]) -> Iterator[Item]:
    done = start
    items: Items = []
    opened: list[tuple[str, Item]] = []
    for found in _TOKEN.finditer(source, start, end):
        if found.start() > done:
            items.append(Item("text", visible(unescape(source[done : found.start()]))))
        done = found.end()
        span = found.span()
        if found["line"]:
            items.append(Item("mark", "\n", kind="break", markup=(span,)))
            continue
        tag = found["tag"] or ""
        named = _NAME.match(tag)
        name = named[1].lower() if named else ""
        if not tag or not name:
            items.append(Item("mark", kind="mark", markup=(span,)))
        elif not tag.startswith("</"):
            items.append(Item("open", kind=_TAGS.get(name, "style"), markup=(span,)))
            opened.append((name, items[-1]))
        elif opened and opened[-1][0] == name:
            opened.pop()
            items.append(Item("close", markup=(span,)))
        else:
            items.append(Item("mark", kind="mark", markup=(span,)))
    if done < end:
        items.append(Item("text", visible(unescape(source[done:end]))))
    for _, item in opened:  # a tag that is not closed, as a voice may be, stands alone
        item.what = "mark"
    return iter(items)
