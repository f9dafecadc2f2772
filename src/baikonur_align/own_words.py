"""Words of their own for paired codes: a format whose words a translation lacks gets others.

Pairs beside each other in the source never share a word, because a run of text has one format. A
pair without a word takes the free one that suits it best, else one at an end of a pair beside it
that has more than it needs. Where there are fewer words than pairs, they share letters of words.
The text without a code keeps a word too, if it has a long one in the source.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from baikonur_align.inline import Codes, in_order
from baikonur_align.model import InlineCode

Span = tuple[int, int]
Suits = Callable[[InlineCode, Span], float]
"""How well a stretch of the target suits a code of the source; more is better."""

_HIDDEN = "\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069"
"""Characters that do not show, as in `documents.encoding`; no format is on them alone."""
_WORD = re.compile(rf"\w+(?:[-'’\u2011.,:/@]\w+)*|[^\w\s{_HIDDEN}]")
_CHARACTER = re.compile(rf"[^\s{_HIDDEN}]")
_LONG = re.compile(r"[^\W\d_]{5}")
"""Part of a word that a translation has a word for, unlike ``the``."""


def own_words(
    source: str,
    codes: Sequence[InlineCode],
    target: str,
    placed: Sequence[InlineCode],
    fixed: Collection[str],
    suits: Suits,
) -> Codes:
    """The codes in `target`, each pair that has text in the source around a word of its own.

    Args:
      source: the text of `codes`.
      codes: the codes of the source.
      target: its translation.
      placed: the codes in `target`, by the ids of the source; each at least once.
      fixed: the ids of codes whose text is kept as it is; their words are no other pair's.
      suits: compares the words that a pair may take.

    """
    pairs = _pairs(source, codes, fixed)
    outer = [pair for pair in pairs if pair.parent is None]
    every = [(code.start, code.end) for code in codes]
    for pattern in (_WORD, _CHARACTER):
        claims = _Claims(target, pattern, placed, fixed, suits)
        if claims.settle(outer, [(0, len(target))]):
            break
    if any(
        not _is_within(word, every) for word in (found.span() for found in _LONG.finditer(source))
    ):
        claims.leave_one(outer)
    return claims.placed()


@dataclass(eq=False, slots=True)
class _Pair:
    """A pair with text in the source; ``need`` are the words for it and the pairs in it.

    ``only_fixed``: all its text is that of fixed codes.
    """

    code: InlineCode
    parent: _Pair | None
    only_fixed: bool
    inner: list[_Pair] = field(default_factory=list)
    need: int = 1


def _pairs(source: str, codes: Sequence[InlineCode], fixed: Collection[str]) -> list[_Pair]:
    """The pairs with text, outer ones before the pairs in them."""
    kept = [(code.start, code.end) for code in codes if code.id in fixed]
    found: list[_Pair] = []
    open_: list[_Pair] = []
    for code in in_order(codes):
        words = [word.span() for word in _WORD.finditer(source, code.start, code.end)]
        if code.id in fixed or not words:
            continue
        while open_ and open_[-1].code.end <= code.start:
            open_.pop()
        parent = next((pair for pair in reversed(open_) if code.end <= pair.code.end), None)
        pair = _Pair(code, parent, all(_is_within(word, kept) for word in words))
        if parent:
            parent.inner.append(pair)
        found.append(pair)
        open_.append(pair)
    for pair in reversed(found):
        pair.need = max(1, sum(inner.need for inner in pair.inner))
    return found


def _is_within(span: Span, spans: Collection[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _meets(span: Span, spans: Collection[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


class _Stretches:
    """The words of a text by the span that they are in; letters, if `pattern` finds those."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self.spans = [found.span() for found in pattern.finditer(text)]
        self._starts = [start for start, _ in self.spans]
        self._ends = [end for _, end in self.spans]

    def within(self, span: Span) -> range:
        """The numbers of the stretches within a span."""
        return range(bisect_left(self._starts, span[0]), bisect_right(self._ends, span[1]))


class _Claims:
    """Gives pairs their words of the target, of those in `words`."""

    def __init__(
        self,
        target: str,
        pattern: re.Pattern[str],
        placed: Sequence[InlineCode],
        fixed: Collection[str],
        suits: Suits,
    ) -> None:
        self._target = target
        self._words = _Stretches(pattern, target)
        self._placed = placed
        self._held: dict[str, list[Span]] = {}
        for code in placed:
            self._held.setdefault(code.id, []).append((code.start, code.end))
        self._fixed = [span for name in fixed for span in self._held[name]]
        self._suits = suits
        self._changed: set[str] = set()

    def placed(self) -> Codes:
        """The codes where they are now."""
        first = {code.id: code for code in reversed(self._placed)}
        stay = (code for code in self._placed if code.id not in self._changed)
        new = (
            replace(code, start=start, end=end)
            for name, code in first.items()
            if name in self._changed
            for start, end in self._held[name]
        )
        return in_order((*stay, *new))

    def settle(self, pairs: Sequence[_Pair], around: Sequence[Span]) -> bool:
        """Give pairs beside each other, within the spans `around`, the words that they need.

        Return whether each has one of its own.
        """
        owners = self._owners(pairs, self._words.within)
        parts = Counter(self._owners(pairs, self._characters).values())
        for pair in pairs:
            missing = pair.need - Counter(owners.values())[pair]
            if pair.need == 1 and parts[pair]:  # a part of a word, as in H₂O
                missing = 0
            for _ in range(missing):
                if not self._take(pair, pairs, owners, around):
                    break
                owners = self._owners(pairs, self._words.within)
                parts = Counter(self._owners(pairs, self._characters).values())
        enough = all(parts[pair] for pair in pairs)
        inner = [self.settle(pair.inner, self._held[pair.code.id]) for pair in pairs if pair.inner]
        return enough and all(inner)

    def leave_one(self, pairs: Sequence[_Pair]) -> None:
        """Take the word that suits its pair least from it, where no word is without a pair."""
        owners = self._owners(pairs, self._words.within)
        spans = self._words.spans
        spare = [number for number in owners if _can_spare(owners, number)]
        if len(owners) == len(spans) and spare:
            least = min(spare, key=lambda one: self._suits(owners[one].code, spans[one]))
            self._give(owners, least)

    def _characters(self, span: Span) -> list[int]:
        return [found.start() for found in _CHARACTER.finditer(self._target, *span)]

    def _owners(
        self, pairs: Sequence[_Pair], among: Callable[[Span], Sequence[int]]
    ) -> dict[int, _Pair]:
        """The pair that holds a word or character most closely, by its number."""
        spans = [(span, pair) for pair in pairs for span in self._held[pair.code.id]]
        spans.sort(key=lambda held: (held[0][0] - held[0][1], held[0][0]))
        kept = {number for span in self._fixed for number in among(span)}
        return {
            number: pair
            for span, pair in spans
            for number in among(span)
            if number not in kept or pair.only_fixed
        }

    def _take(
        self,
        pair: _Pair,
        pairs: Sequence[_Pair],
        owners: dict[int, _Pair],
        around: Sequence[Span],
    ) -> bool:
        """One more word for a pair; whether there was one."""
        own = sorted(number for number in owners if owners[number] is pair)
        numbers = [
            number
            for number, word in enumerate(self._words.spans)
            if owners.get(number) is not pair
            and _is_within(word, around)
            and (pair.only_fixed or not _is_within(word, self._fixed))
            and (not own or number in (own[0] - 1, own[-1] + 1))
        ]
        taken = [span for other in pairs if other is not pair for span in self._held[other.code.id]]
        free = [
            number
            for number in numbers
            if number not in owners and not _meets(self._words.spans[number], taken)
        ]
        spare = [number for number in numbers if number in owners and _can_spare(owners, number)]
        if own and not free and not spare:
            return False
        choice = free or spare or numbers
        if not choice:
            return False
        spans = self._words.spans
        best = max(choice, key=lambda number: self._suits(pair.code, spans[number]))
        if not free and best in spare:
            self._give(owners, best)
        every = [*own, best]
        self._hold(pair, [(spans[min(every)][0], spans[max(every)][1])])
        return bool(free or spare)

    def _hold(self, pair: _Pair, spans: list[Span]) -> None:
        self._held[pair.code.id] = spans
        self._changed.add(pair.code.id)

    def _give(self, owners: dict[int, _Pair], number: int) -> None:
        """Take a word at an end of a pair from it and from the pairs in it."""
        pair, word = owners[number], self._words.spans[number]
        is_first = all(other >= number for other in owners if owners[other] is pair)
        spans = []
        for start, end in self._held[pair.code.id]:
            if end <= word[0] or word[1] <= start:
                spans.append((start, end))
            elif is_first:
                spans.append(self._trimmed(word[1], end))
            else:
                spans.append(self._trimmed(start, word[0]))
        spans = [span for span in spans if span[0] < span[1]]
        self._hold(pair, spans)
        for inner in pair.inner:
            self._clip(inner, spans)

    def _clip(self, pair: _Pair, spans: Sequence[Span]) -> None:
        cut = [
            (max(start, first), min(end, last))
            for start, end in self._held[pair.code.id]
            for first, last in spans
            if max(start, first) < min(end, last)
        ]
        self._hold(pair, cut or [(spans[0][1], spans[0][1])])
        for inner in pair.inner:
            self._clip(inner, self._held[pair.code.id])

    def _trimmed(self, start: int, end: int) -> Span:
        text = self._target[start:end]
        return start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def _can_spare(owners: dict[int, _Pair], number: int) -> bool:
    """Whether the pair of a word has more than it needs, and the word is at an end of it."""
    pair = owners[number]
    own = sorted(other for other in owners if owners[other] is pair)
    return len(own) > pair.need and number in (own[0], own[-1])
