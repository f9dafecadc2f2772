"""Inline codes that stay at their place while the text that they belong to changes.

A text is plain, and its codes stand off beside it as offsets (`InlineCode`). Each function takes
codes of one text and returns those of another: a part of it, several texts joined, an edited text.
All offsets are in code points. Results are sorted by start, outer codes first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import takewhile

from baikonur_align.model import InlineCode

Codes = tuple[InlineCode, ...]

BETWEEN = "\u241f"
"""Between the opening and the closing data of a paired code (SYMBOL FOR UNIT SEPARATOR)."""

PLACEHOLDER = re.compile(
    r"\{\{[^{}<>]{1,60}\}\}|\$?\{[^{}<>]{0,60}\}"
    r"|%(?:\d+\$)?[-+ 0#]*\d*(?:\.\d+)?(?:l{0,2}|h)[a-zA-Z@]"
    r"|%\([\w.]{1,60}\)[a-z]|%[\w.]{1,60}%|\$[A-Za-z_]\w{0,60}|\[\[?[\w.]{1,60}\]?\]"
)
"""Placeholders of software texts, which are read as words: ``{0}``, ``%d``, ``%(name)s``."""

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def in_order(codes: Iterable[InlineCode]) -> Codes:
    """Codes by their start, outer ones before inner ones; of equal spans the first stays first."""
    return tuple(sorted(codes, key=lambda code: (code.start, -code.end)))


def slice_codes(codes: Iterable[InlineCode], start: int, end: int, last: bool = True) -> Codes:
    """The codes of ``text[start:end]``, with offsets that count from `start`.

    A paired code that crosses a boundary covers what is left of its span. A standalone code at
    `end` is in the slice only where this is the `last` slice of a text, so that slices that follow
    each other hold it once.
    """
    out = []
    for code in codes:
        first, final = max(code.start, start), min(code.end, end)
        if code.start == code.end:
            if start <= code.start < end or (last and code.start == end):
                out.append(replace(code, start=code.start - start, end=code.end - start))
        elif first < final:
            out.append(replace(code, start=first - start, end=final - start))
    return tuple(out)


def concat_codes(parts: Sequence[tuple[str, Iterable[InlineCode]]], separator: str = " ") -> Codes:
    """The codes of the texts of `parts` joined by `separator`.

    A paired code that ends one text and starts the next one with the same kind, data and id
    becomes one code again: joining what was cut restores it.
    """
    out: list[InlineCode] = []
    offset = 0
    for text, codes in parts:
        seam = offset - len(separator)
        for code in codes:
            moved = replace(code, start=code.start + offset, end=code.end + offset)
            before = next((code for code in out if _continues(code, moved, seam, offset)), None)
            if before is None:
                out.append(moved)
            else:
                out[out.index(before)] = replace(before, end=moved.end)
        offset += len(text) + len(separator)
    return in_order(out)


def _continues(one: InlineCode, two: InlineCode, seam: int, offset: int) -> bool:
    same = (one.kind, one.data, one.id) == (two.kind, two.data, two.id)
    paired = one.start < one.end and two.start < two.end
    return same and paired and one.end == seam and two.start == offset


def collapse_spaces(text: str, codes: Iterable[InlineCode]) -> tuple[str, Codes]:
    """`text` with each run of white space made one space and the ends stripped, and its codes.

    A paired code that held nothing but removed white space becomes a standalone code.
    """
    line = " ".join(text.split())
    codes = tuple(codes)
    if line == text or not codes:
        return line, codes
    starts = [match.span() for match in re.finditer(r"\S+", text)]
    places = []  # where each word starts in the collapsed line
    place = 0
    for start, end in starts:
        places.append(place)
        place += end - start + 1

    def moved(offset: int) -> int:
        word = bisect_right(starts, (offset, len(text) + 1)) - 1
        if word < 0:
            return 0
        start, end = starts[word]
        after_word = min(offset, end) - start
        into_gap = int(offset > end and word + 1 < len(starts))
        return places[word] + after_word + into_gap

    return line, in_order(
        replace(code, start=moved(code.start), end=max(moved(code.start), moved(code.end)))
        for code in codes
    )


def slice_text(
    text: str, codes: Iterable[InlineCode], start: int, end: int, last: bool = True
) -> tuple[str, Codes]:
    """``text[start:end]`` with its white space collapsed, and its codes (see `slice_codes`).

    A standalone code between two slices that follows a word or mark without a space, as the mark
    of a footnote does, belongs to the slice before it.
    """
    attached = start > 0 and not text[start - 1].isspace()
    ours = [code for code in codes if not (attached and code.start == code.end == start)]
    closed = last or (end > 0 and not text[end - 1].isspace())
    return collapse_spaces(text[start:end], slice_codes(ours, start, end, closed))


def reword_codes(old: str, codes: Iterable[InlineCode], new: str) -> Codes:
    """The codes of `old` at the corresponding places of `new`, its edited form.

    The texts are compared token by token. A paired code around words that were replaced is around
    their replacement; one whose words were all removed is removed with them. Standalone codes are
    always kept.
    """
    codes = tuple(codes)
    if old == new or not codes:
        return codes
    steps = _steps(old, new)

    def moved(offset: int, at_end: bool) -> int:
        """`at_end`: the offset ends a span, so text inserted there stays outside of it."""
        for old_start, old_end, new_start, new_end in steps if at_end else reversed(steps):
            if not old_start <= offset <= old_end or (not at_end and old_end == offset > old_start):
                continue
            if old_end - old_start == new_end - new_start:
                return new_start + offset - old_start
            if offset == old_start:
                return new_start
            return new_end if at_end or offset == old_end else new_start
        return len(new)

    out = []
    for code in codes:
        if code.start == code.end:
            place = moved(code.start, at_end=True)
            out.append(replace(code, start=place, end=place))
            continue
        start, end = moved(code.start, at_end=False), moved(code.end, at_end=True)
        if start < end:
            out.append(replace(code, start=start, end=end))
    return in_order(out)


def _steps(old: str, new: str) -> list[tuple[int, int, int, int]]:
    """Spans ``(old start, old end, new start, new end)`` that cover both texts, equal or changed.

    What the texts share at both ends is set aside first: most edits are small, and the comparison
    of the rest takes time quadratic in its length.
    """
    old_tokens, new_tokens = _TOKEN.findall(old), _TOKEN.findall(new)
    shorter = min(len(old_tokens), len(new_tokens))
    head = _shared(zip(old_tokens, new_tokens, strict=False))
    ends = zip(reversed(old_tokens), reversed(new_tokens), strict=False)
    tail = min(_shared(ends), shorter - head)
    old_middle = old_tokens[head : len(old_tokens) - tail]
    new_middle = new_tokens[head : len(new_tokens) - tail]
    matcher = SequenceMatcher(None, old_middle, new_middle, autojunk=False)
    old_at, new_at = _offsets(old_tokens), _offsets(new_tokens)
    spans = [(0, head, 0, head)]
    spans += [
        (head + i1, head + i2, head + j1, head + j2) for _, i1, i2, j1, j2 in matcher.get_opcodes()
    ]
    spans.append((len(old_tokens) - tail, len(old_tokens), len(new_tokens) - tail, len(new_tokens)))
    return [
        (old_at[i1], old_at[i2], new_at[j1], new_at[j2])
        for i1, i2, j1, j2 in spans
        if i1 < i2 or j1 < j2
    ]


def _shared(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _offsets(tokens: Sequence[str]) -> list[int]:
    out = [0]
    for token in tokens:
        out.append(out[-1] + len(token))
    return out
