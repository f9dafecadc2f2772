"""Lines to paragraphs. A line is one, unless the text is wrapped: then blank lines part them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# A text is wrapped when most lines could not have taken the next line's first word and do not end a
# sentence, and the next lines don't mostly open with capitals, as verse does. Nobody wraps wider than
# MAX_WIDTH; SLACK of the width forgives wrapping by hand.
MAX_WIDTH = 120
SLACK = 0.15
FULL_SHARE = 0.7
ENDING_SHARE = 0.5
CAPITAL_SHARE = 0.7
MIN_JOINTS = 2
INDENT = 2

# The private ones are what Word writes for its Symbol and Wingdings bullets.
BULLETS = r"[·•◦▪▫■□●○‣⁃∙►➢➤✓\uf0a7\uf0b7]"

_ENDING = re.compile(r"[.!?…:;][\"'»”’)\]]*$")
_MARKED = re.compile(rf"\s*(?:{BULLETS}|[*–—-]\s|\(?\d{{1,2}}[.)]\s|[^\W\d_]\)\s)")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``text`` may hold the line ends of its wrapping. ``gap_before``: after a blank line, or the first."""

    text: str
    gap_before: bool


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a text, in order, with every word of it."""
    lines = _BLANK_LINES.sub("\n\n", text).split("\n")
    width = _wrap_width(lines)
    return list(_unwrapped(lines, width) if width else _one_a_line(lines))


def _one_a_line(lines: Sequence[str]) -> Iterator[Paragraph]:
    gap = True
    for line in lines:
        stripped = line.strip()
        if stripped:
            yield Paragraph(stripped, gap)
        gap = not stripped


def _unwrapped(lines: Sequence[str], width: int) -> Iterator[Paragraph]:
    held: list[str] = []
    gap = True
    for line in lines:
        if held and (not line.strip() or _opens(held[-1], line, width)):
            yield Paragraph("\n".join(part.strip() for part in held), gap)
            held, gap = [], False
        if line.strip():
            held.append(line)
        else:
            gap = True
    if held:
        yield Paragraph("\n".join(part.strip() for part in held), gap)


def _opens(line: str, below: str, width: int) -> bool:
    """Whether a paragraph opens right below a line: by an indent, a list's sign, or a line not filled."""
    if _indent(below) >= _indent(line) + INDENT:
        return True
    small = below.strip()[0].islower()
    if _MARKED.match(below) and (_ENDING.search(line.strip()) or not _full(line, below, width)):
        return True
    return not small and not _full(line, below, width)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _full(line: str, below: str, width: int) -> bool:
    """Whether the first word of the line below would not have fitted."""
    return len(line.rstrip()) + 1 + len(below.split(maxsplit=1)[0]) > (1 - SLACK) * width


def _wrap_width(lines: Sequence[str]) -> int:
    """The width that a text was wrapped to, in characters; 0 for one paragraph a line."""
    width = max((len(line.rstrip()) for line in lines), default=0)
    if width > MAX_WIDTH:
        return 0
    joints = [
        (a, b) for a, b in pairwise(lines) if a.strip() and b.strip() and not _MARKED.match(b)
    ]
    full = sum(1 for a, b in joints if _full(a, b, width))
    ending = sum(1 for a, _ in joints if _ENDING.search(a.strip()))
    capital = sum(1 for _, b in joints if b.strip()[0].isupper())
    wrapped = (
        full >= FULL_SHARE * len(joints)
        and ending <= ENDING_SHARE * len(joints)
        and capital <= CAPITAL_SHARE * len(joints)
    )
    return width if len(joints) >= MIN_JOINTS and wrapped else 0
