"""The codes of a translated block: all of them, nested as in the source."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from baikonur_align.documents.layout import Code, Slot, Translation
from baikonur_align.model import InlineCode
from baikonur_align.own_words import own_words


def complete(place: Slot, text: str, codes: Iterable[InlineCode]) -> list[InlineCode]:
    """The codes to write: those of the slot, each at least once, in place, nested.

    Unknown codes are left out; a code that stands alone is written once; a missing one is put at
    the end of the text, a pair that had text around a word (`own_words`). Of two pairs that cross,
    the later one is cut at the end of the first.
    Codes that begin at one place have the order of the source, also where a pair without text
    holds others: a link around a picture.
    """
    known: list[InlineCode] = []
    seen: set[str] = set()
    length = len(text)
    for code in sorted(codes, key=lambda code: (code.start, -code.end)):
        what = place.table.get(code.id)
        if what is None or (code.id in seen and (what.close is None or code.start == code.end)):
            continue
        start, end = min(max(code.start, 0), length), min(max(code.end, 0), length)
        if what.close is None and not (what.whole and _is_as_long(place, code.id, text[start:end])):
            end = start
        seen.add(code.id)
        known.append(replace(code, start=start, end=max(start, end)))
    known = _once(place, known)
    missing = [name for name in place.table if name not in seen]
    order = {code.id: code for code in place.codes}
    known += [replace(order[name], start=length, end=length) for name in missing]
    known = _with_words(place, text, list(_nested(place, known)))
    known = [piece for code in known for piece in _outside(place, text, code, known)]
    nested = groupby(_nested(place, _with_holders(place, known)), lambda code: code.start)
    return [code for _, group in nested for code in _in_source_order(place, list(group))]


def _is_as_long(place: Slot, name: str, words: str) -> bool:
    """Whether a field may take the place of these words: it has as many of its own."""
    own = next(place.text[code.start : code.end] for code in place.codes if code.id == name)
    return len(words.split()) <= max(1, len(own.split()))


def _once(place: Slot, codes: Sequence[InlineCode]) -> list[InlineCode]:
    """The codes with each pair of markup once, which sentences may have cut in pieces.

    It goes around all its pieces, or around the longest one where another pair is between them.
    """
    pieces: dict[str, list[InlineCode]] = {}
    for code in codes:
        pieces.setdefault(code.id, []).append(code)
    out: list[InlineCode] = []
    for name, parts in pieces.items():
        if place.table[name].form is not None:
            out += parts
            continue
        whole = replace(parts[0], end=max(part.end for part in parts))
        within = (
            code.id != name
            and code.start < code.end
            and _overlap(code, whole)
            and not any(_overlap(code, part) for part in parts)
            for code in codes
        )
        longest = max(parts, key=lambda part: part.end - part.start)
        out.append(longest if any(within) else whole)
    return out


def _overlap(one: InlineCode, other: InlineCode) -> bool:
    return one.start < other.end and other.start < one.end


def _with_words(place: Slot, text: str, codes: Sequence[InlineCode]) -> list[InlineCode]:
    """Pairs that had text are around a word: one near where they were, or at their place now."""
    if not text.strip():
        return list(codes)
    now = {code.id: code.start for code in codes if code.start < len(text)}
    scale = len(text) / max(1, len(place.text))

    def suits(code: InlineCode, word: tuple[int, int]) -> float:
        is_mark = not any(map(str.isalnum, text[slice(*word)]))
        return -abs(word[0] - now.get(code.id, code.start * scale)) - len(text) * is_mark

    fixed = [name for name, code in place.table.items() if code.whole]
    return list(own_words(place.text, place.codes, text, codes, fixed, suits))


def _outside(
    place: Slot, text: str, code: InlineCode, codes: Iterable[InlineCode]
) -> list[InlineCode]:
    """The pieces of a format outside of the links that are beside it in the source.

    Text of a link has no other format because of words around the link.
    """
    if place.table[code.id].form is None:
        return [code]
    source = {one.id: one for one in place.codes}
    pieces = [code]
    for other in codes:
        apart = not _overlap(source[other.id], source[code.id])
        if apart and place.table[other.id].form is None and _overlap(other, code):
            pieces = [
                replace(piece, start=start, end=end)
                for piece in pieces
                for start, end in (
                    (piece.start, min(piece.end, other.start)),
                    (max(piece.start, other.end), piece.end),
                )
                if start < end
            ]
    return pieces if any(text[piece.start : piece.end].strip() for piece in pieces) else [code]


def spaced(place: Slot, said: Translation) -> Translation:
    """The translation with a space on both sides of each code that has both in the source.

    A picture between two words stands between two spaces; a sentence has one of them. One between
    a space and a mark has a space before it.
    """
    apart, after_space = set[str](), set[str]()
    for code in place.codes:
        kind = place.table[code.id].kind
        before, after = place.text[: code.start][-1:], place.text[code.start :][:1]
        if code.start < code.end or kind in ("break", "tab") or not before.isspace():
            continue
        if after.isspace():
            apart.add(code.id)
        elif kind == "image" and not after.isalnum():
            after_space.add(code.id)
    for at in sorted({code.start for code in said.codes if code.id in apart}, reverse=True):
        before, after = said.text[:at][-1:], said.text[at:][:1]
        if before and after and before.isspace() != after.isspace():
            said = _with_space(place, said, at, apart, ahead=after.isspace())
    for at in sorted({code.start for code in said.codes if code.id in after_space}, reverse=True):
        if said.text[:at] and not said.text[:at][-1].isspace():
            said = _with_space(place, said, at, after_space, ahead=True)
    return said


def _with_space(
    place: Slot, said: Translation, at: int, apart: Collection[str], *, ahead: bool
) -> Translation:
    """The translation with a space before (`ahead`) or after the codes of `apart` at a place."""
    here = [place.table[code.id] for code in said.codes if code.id in apart and code.start == at]

    def moved(code: InlineCode) -> InlineCode:
        if code.start == code.end:
            start = end = code.id in apart and ahead
        else:
            holds = any(encloses(place.table[code.id], one) for one in here)
            start, end = ahead or not holds, ahead and holds
        return replace(
            code,
            start=_after_space(code.start, at, moves=start),
            end=_after_space(code.end, at, moves=end),
        )

    return replace(
        said,
        text=f"{said.text[:at]} {said.text[at:]}",
        codes=tuple(moved(code) for code in said.codes if code.id in place.table),
        marked=tuple(
            (_after_space(start, at, moves=True), _after_space(end, at, moves=False))
            for start, end in said.marked
        ),
    )


def _after_space(offset: int, at: int, *, moves: bool) -> int:
    return offset + (offset > at or (offset == at and moves))


def in_lines(place: Slot, said: Translation) -> Translation:
    """The translation with its line breaks between words, each once.

    An empty line would end a cue of subtitles; at the end of a paragraph Markdown has no break.
    """
    breaks = [code for code in place.codes if code.kind == "break"]
    names = {code.id for code in breaks}
    kept = tuple(code for code in said.codes if code.id not in names)
    length = len(said.text)
    found = sorted(min(max(code.start, 0), length) for code in said.codes if code.id in names)
    cuts = [0, *found, length]
    lines = (said.text[start:end] for start, end in pairwise(cuts))
    if len(found) == len(breaks) and all(map(str.strip, lines)):
        return said
    starts = [word.start() for word in re.finditer(r"\S+", said.text)]
    share = max(1, len(starts) / (len(breaks) + 1))
    places = [round(number * share) for number in range(1, len(breaks) + 1)]
    ends = [starts[at] if at < len(starts) else length for at in places]
    moved = (replace(code, start=end, end=end) for code, end in zip(breaks, ends, strict=True))
    return replace(said, codes=(*kept, *moved))


def encloses(outer: Code, inner: Code) -> bool:
    """Whether `inner` lies within the pair `outer` in the source."""
    around, within = span_of(outer), span_of(inner)
    if around is None or within is None or outer.close is None:
        return False
    return around[0] < within[0] and within[1] < around[1]


def span_of(code: Code) -> tuple[int, int] | None:
    """The stretch of the source that a code takes; None for codes that are no markup."""
    places = [piece for piece in (*code.open, *(code.close or ())) if isinstance(piece, tuple)]
    return (places[0][0], places[-1][1]) if places else None


def _with_holders(place: Slot, codes: list[InlineCode]) -> list[InlineCode]:
    """Pairs that are empty in the source are where the codes in them are."""
    moved: dict[str, int] = {}
    for pair in place.codes:
        outer = place.table[pair.id]
        if outer.close is None or pair.start < pair.end or pair.id in moved:
            continue
        group = {name for name, code in place.table.items() if encloses(outer, code)}
        if group:
            group.add(pair.id)
            first = next(code for code in codes if code.id in group)
            moved |= dict.fromkeys(group, first.start)
    return [
        replace(code, start=moved[code.id], end=moved[code.id]) if code.id in moved else code
        for code in codes
    ]


def _nested(place: Slot, codes: Iterable[InlineCode]) -> Iterator[InlineCode]:
    index = {name: number for number, name in enumerate(place.table)}
    stack: list[int] = []  # the ends of the pairs that are open
    for code in sorted(codes, key=lambda code: (code.start, -code.end, -index[code.id])):
        while stack and stack[-1] <= code.start:
            stack.pop()
        end = min(code.end, stack[-1]) if stack else code.end
        yield replace(code, end=end)
        if code.start < end:
            stack.append(end)


def _in_source_order(place: Slot, codes: list[InlineCode]) -> list[InlineCode]:
    """Codes that begin at one place: those without text go before pairs that do not hold them."""
    index = {name: number for number, name in enumerate(place.table)}
    spans = {code.id: span_of(place.table[code.id]) for code in codes}
    out = [code for code in codes if code.start < code.end]
    alone = [code for code in codes if code.start == code.end]
    alone.sort(key=lambda code: (spans[code.id] or (0, 0), index[code.id]))
    for one in alone:
        what = place.table[one.id]
        at = (
            number
            for number, code in enumerate(out)
            if code.start < code.end and not encloses(place.table[code.id], what)
        )
        out.insert(next(at, len(out)), one)
    return out
