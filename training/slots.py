"""Pairs in which what both sides share stands as slots, from which a model learns to copy them.

See `baikonur_align.translation.protect` for marks and slots.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from baikonur_align.translation.names import stem_length
from baikonur_align.translation.protect import MARKS, spans

LATIN = re.compile(r"(?<![\w.-])[A-Za-z][A-Za-z0-9]{2,}(?:\.[A-Za-z0-9]+)?")
CAPITALISED = re.compile(r"(?<![\w-])[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][a-zа-яёәғқңөұүһі]{3,}")
PROTECTED, WORD, NAME = 0.9, 0.3, 0.3  # chances that a shared span, Latin word, name is a slot


@dataclass(frozen=True)
class Shared:
    """The offsets of a span in both sides."""

    kk: tuple[int, int]
    en: tuple[int, int]


def with_marks(kk: str, en: str, rng: random.Random) -> tuple[str, str]:
    """The pair with some of its shared spans as marks, the same mark on both sides."""
    chosen = [
        shared
        for chance, found in (
            (PROTECTED, _protected(kk, en)),
            (WORD, _words(kk, en)),
            (NAME, _names(kk, en)),
        )
        for shared in found
        if rng.random() < chance
    ]
    apart = _apart(chosen)[: len(MARKS)]
    marks = rng.sample(MARKS, len(apart))
    pairs = list(zip(apart, marks, strict=True))
    return (
        _put(kk, [(shared.kk, mark) for shared, mark in pairs]),
        _put(en, [(shared.en, mark) for shared, mark in pairs]),
    )


def _protected(kk: str, en: str) -> Iterator[Shared]:
    yield from _same([(kk[a:b], (a, b)) for a, b in spans(kk)],
                     [(en[a:b], (a, b)) for a, b in spans(en)])  # fmt: skip


def _words(kk: str, en: str) -> Iterator[Shared]:
    yield from _same([(m.group(), m.span()) for m in LATIN.finditer(kk)],
                     [(m.group(), m.span()) for m in LATIN.finditer(en)])  # fmt: skip


def _same(
    one: list[tuple[str, tuple[int, int]]], other: list[tuple[str, tuple[int, int]]]
) -> Iterator[Shared]:
    """Spans that occur equally often on both sides, in order of occurrence."""
    for text in dict.fromkeys(text for text, _ in one):
        here = [span for found, span in one if found == text]
        there = [span for found, span in other if found == text]
        if len(here) == len(there):
            yield from map(Shared, here, there)


def _names(kk: str, en: str) -> Iterator[Shared]:
    english = [m for m in CAPITALISED.finditer(en) if m.group().isascii()]
    for word in CAPITALISED.finditer(kk):
        for name in english:
            length = stem_length(word.group(), name.group())
            if length:
                start = word.start()
                yield Shared((start, start + length), name.span())
                break


def _apart(found: list[Shared]) -> list[Shared]:
    """Those that overlap none before them, on either side."""
    out: list[Shared] = []
    for shared in found:
        if not any(_overlap(shared.kk, o.kk) or _overlap(shared.en, o.en) for o in out):
            out.append(shared)
    return out


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _put(text: str, marks: list[tuple[tuple[int, int], str]]) -> str:
    for (start, end), mark in sorted(marks, reverse=True):
        text = text[:start] + mark + text[end:]
    return text
