"""The codes of a translated block: all of them, nested as in the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from baikonur_align.documents.layout import Code, Slot
from baikonur_align.model import InlineCode


def complete(place: Slot, text: str, codes: Iterable[InlineCode]) -> list[InlineCode]:
    """The codes to write: those of the slot, each at least once, in place, nested.

    Unknown codes are left out; a code that stands alone is written once; a missing one is put at
    the end of the text. Of two pairs that cross, the later one is cut at the end of the first.
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
        if what.close is None and not what.whole:
            end = start
        seen.add(code.id)
        known.append(replace(code, start=start, end=max(start, end)))
    missing = [name for name in place.table if name not in seen]
    order = {code.id: code for code in place.codes}
    known += [replace(order[name], start=length, end=length) for name in missing]
    known = _with_holders(place, known)
    index = {name: number for number, name in enumerate(place.table)}
    known.sort(key=lambda code: (code.start, -code.end, -index[code.id]))
    nested = groupby(_nested(known), lambda code: code.start)
    return [code for _, group in nested for code in _in_source_order(place, list(group))]


def encloses(outer: Code, inner: Code) -> bool:
    """Whether `inner` lies within the pair `outer` in the source."""
    around, within = _span(outer), _span(inner)
    if around is None or within is None or outer.close is None:
        return False
    return around[0] < within[0] and within[1] < around[1]


def _span(code: Code) -> tuple[int, int] | None:
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


def _nested(codes: Iterable[InlineCode]) -> Iterator[InlineCode]:
    stack: list[int] = []  # the ends of the pairs that are open
    for code in codes:
        while stack and stack[-1] <= code.start:
            stack.pop()
        end = min(code.end, stack[-1]) if stack else code.end
        yield replace(code, end=end)
        if code.start < end:
            stack.append(end)


def _in_source_order(place: Slot, codes: list[InlineCode]) -> list[InlineCode]:
    """Codes that begin at one place: those without text go before pairs that do not hold them."""
    index = {name: number for number, name in enumerate(place.table)}
    spans = {code.id: _span(place.table[code.id]) for code in codes}
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
