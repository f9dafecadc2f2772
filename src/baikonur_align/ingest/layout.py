"""Lines to paragraphs. A line is one, except in a wrapped text, where blank lines separate them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# A text is wrapped when most lines could not have taken the first word of the next line and do not
# end a sentence, and the next lines do not mostly open with capitals, as in verse. The width is
# that of the bulk of the lines (BULK of them are no longer), taken for each stretch of the text. A
# line longer than BEYOND of the width is a paragraph. SLACK of the width allows for wrapping by
# hand.
MAX_WIDTH = 120
SLACK = 0.15
FULL_SHARE = 0.7
ENDING_SHARE = 0.5
CAPITAL_SHARE = 0.7
MIN_JOINTS = 2
INDENT = 2
TAB = 4
BULK = 0.9
BEYOND = 1.25
STRETCH = 80  # lines whose own width counts, where they have at least STRETCH_JOINTS
STRETCH_JOINTS = 20

# The private ones are what Word writes for its Symbol and Wingdings bullets.
BULLETS = r"[·•◦▪▫■□●○‣⁃∙►➢➤✓\uf0a7\uf0b7]"

_ENDING = re.compile(r"[.!?…:;][\"'»”’)\]]*$")
_MARKED = re.compile(rf"\s*(?:{BULLETS}|[*–—-]\s|\(?\d{{1,2}}[.)]\s|[^\W\d_]\)\s)")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``text`` may be hard-wrapped. ``gap_before``: after a blank line, or first in the file."""

    text: str
    gap_before: bool


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a text, in order, with every word of it."""
    lines = _BLANK_LINES.sub("\n\n", text).split("\n")
    overall = _wrap_width(lines)
    out: list[Paragraph] = []
    for stretch in _stretches(lines):
        enough = sum(1 for _ in _joints(stretch)) >= STRETCH_JOINTS
        width = _wrap_width(stretch) if enough else overall
        out += _unwrapped(stretch, width) if width else _one_a_line(stretch)
    return out


def one_a_line(text: str) -> list[Paragraph]:
    """The paragraphs of a text that has each on one line."""
    return list(_one_a_line(text.split("\n")))


def _stretches(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Pieces of at least `STRETCH` lines, each but the last ending with a blank line."""
    start = 0
    for number, line in enumerate(lines):
        if not line.strip() and number - start >= STRETCH:
            yield lines[start : number + 1]
            start = number + 1
    yield lines[start:]


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
    """Whether a paragraph opens below `line`: by an indent, a list's sign, or a line not filled."""
    if max(len(line.rstrip()), len(below.rstrip())) > BEYOND * width:
        return True
    if _indent(below) >= _indent(line) + INDENT:
        return True
    small = below.strip()[0].islower()
    if _MARKED.match(below) and (_ENDING.search(line.strip()) or not _full(line, below, width)):
        return True
    return not small and not _full(line, below, width)


def _indent(line: str) -> int:
    return len(line.expandtabs(TAB)) - len(line.expandtabs(TAB).lstrip())


def _full(line: str, below: str, width: int) -> bool:
    """Whether the first word of the line below would not have fitted."""
    return len(line.rstrip()) + 1 + len(below.split(maxsplit=1)[0]) > (1 - SLACK) * width


def _joints(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each line of text with the line of text right below it."""
    return (
        (line, after)
        for line, after in pairwise(lines)
        if line.strip() and after.strip() and not _MARKED.match(after)
    )


def _wrap_width(lines: Sequence[str]) -> int:
    """The width that a text was wrapped to, in characters; 0 for one paragraph a line."""
    joints = list(_joints(lines))
    lengths = sorted(len(line.rstrip()) for line, _ in joints)
    if len(joints) < MIN_JOINTS:
        return 0
    bulk = lengths[min(int(BULK * len(lengths)), len(lengths) - 1)]
    # The longest line that is not out of proportion: ragged lines reach it only here and there.
    width = max(length for length in lengths if length <= BEYOND * bulk)
    if width > MAX_WIDTH:
        return 0
    joints = [
        (line, after)
        for line, after in joints
        if max(len(line.rstrip()), len(after.rstrip())) <= BEYOND * width
    ]
    full = sum(1 for line, after in joints if _full(line, after, width))
    ending = sum(1 for line, _ in joints if _ENDING.search(line.strip()))
    capital = sum(1 for _, after in joints if after.strip()[0].isupper())
    wrapped = (
        full >= FULL_SHARE * len(joints)
        and ending <= ENDING_SHARE * len(joints)
        and capital <= CAPITAL_SHARE * len(joints)
    )
    return width if len(joints) >= MIN_JOINTS and wrapped else 0
