"""Texts with their inline codes in a row, for formats that write them as elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from baikonur_align.inline import BETWEEN, PLACEHOLDER, Codes, concat_codes
from baikonur_align.model import InlineCode, Segment


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, or one end of a code; ``number`` (from 1) replaces a missing id."""

    what: Literal["text", "open", "close", "alone"]
    text: str
    code: InlineCode | None = None
    number: str = ""


def joined(segments: Iterable[Segment]) -> tuple[str, Codes]:
    """Return the sentences of one side of a bead as one text with its codes."""
    parts = [(segment.text, segment.codes) for segment in segments]
    return " ".join(text for text, _ in parts), concat_codes(parts)


def pieces(text: str, codes: Codes) -> Iterator[Piece]:
    """Yield text and codes in reading order. A placeholder replaces the text that it covers."""
    events: list[tuple[int, int, int, Piece]] = []
    covered: list[tuple[int, int]] = []
    used: set[str] = set()
    for order, code in enumerate(codes, 1):
        number = code.id if code.id and code.id not in used else str(order)
        while number in used:
            number += "0"
        used.add(number)
        before, _, after = code.data.partition(BETWEEN)
        inside = text[code.start : code.end]
        if code.start == code.end or (inside == code.data and PLACEHOLDER.fullmatch(inside)):
            events.append((code.start, 1, order, Piece("alone", code.data, code, number)))
            covered += [(code.start, code.end)] if inside else []
        else:
            events.append((code.start, 2, order, Piece("open", before, code, number)))
            events.append((code.end, 0, -order, Piece("close", after, code, number)))
    done = 0
    for place, _, _, piece in sorted(events, key=lambda event: event[:3]):
        if place > done:
            yield Piece("text", text[done:place])
            done = place
        yield piece
        done = max(
            [done, *(end for start, end in covered if start == place and piece.what == "alone")]
        )
    if done < len(text):
        yield Piece("text", text[done:])


def unmarked(properties: Iterable[tuple[str, str]], key: str) -> str:
    """Return the first value of `key`; empty if there is none."""
    return next((value for name, value in properties if name == key), "")
