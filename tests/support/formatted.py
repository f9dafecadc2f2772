"""Sentences with codes in known places, and how many codes are placed right on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from baikonur_align import translation
from baikonur_align.model import CodeKind, InlineCode
from baikonur_align.projection import project, words
from baikonur_align.translation.attention import Attention

FORMATTED = Path(__file__).parents[1] / "data" / "formatting.tsv"
"""Pairs of a Kazakh and an English sentence with tags around the same words."""
DIRECTIONS = (("kk", "en"), ("en", "kk"))
KINDS: dict[str, CodeKind] = {"b": "bold", "i": "italic", "a": "link"}
Marked = tuple[str, tuple[InlineCode, ...]]


@dataclass(frozen=True)
class Sentence:
    """A sentence and its translation, both with their codes, and what models attend to."""

    langs: tuple[str, str]
    source: Marked
    target: Marked
    attention: Attention | None
    back: Attention | None


def read(marked: str) -> Marked:
    """A text with tags as a plain text and its codes."""
    text = ""
    codes = []
    starts = {}
    for part in re.split(r"(</?[abi]>)", marked):
        if re.fullmatch(r"<[abi]>", part):
            starts[part[1]] = len(text)
        elif part.startswith("</"):
            codes.append(InlineCode(starts[part[2]], len(text), KINDS[part[2]], id=part[2]))
        else:
            text += part
    return text, tuple(codes)


def shown(text: str, codes: Sequence[InlineCode]) -> dict[str, str]:
    return {code.id: text[code.start : code.end] for code in codes}


def sentences() -> list[Sentence]:
    """All sentences of `FORMATTED` in both directions, with the attention of both models."""
    pairs = [line.split("\t") for line in FORMATTED.read_text("utf-8").splitlines()]
    engines = {langs: translation.engine(*langs) for langs in DIRECTIONS}
    out = []
    for langs, order in zip(DIRECTIONS, (1, -1), strict=True):
        jobs = [tuple(read(side) for side in pair[::order]) for pair in pairs]
        texts = [(source[0], target[0]) for source, target in jobs]
        ahead = engines[langs].attention(texts)
        back = engines[langs[::-1]].attention([pair[::-1] for pair in texts])
        out += [
            Sentence(langs, source, target, one, two)
            for (source, target), one, two in zip(jobs, ahead, back, strict=True)
        ]
    return out


def right(
    chosen: Sequence[Sentence], *, attention: bool = True, back: bool = True
) -> tuple[int, int]:
    """How many codes cover the right content words, and how many codes there are."""
    good = total = 0
    for one in chosen:
        (text, codes), (target, gold) = one.source, one.target
        ahead, behind = one.attention if attention else None, one.back if back else None
        placed = project(text, codes, target, one.langs, ahead, behind)
        wanted = shown(target, gold)
        total += len(gold)
        good += sum(
            _content(said) == _content(wanted[name]) for name, said in shown(target, placed).items()
        )
    return good, total


def _content(text: str) -> list[str]:
    """The words of a text but articles and prepositions, which Kazakh has none of."""
    small = {"the", "a", "an", "of", "to", "in", "on", "at", "by", "with", "from"}
    found = [word.text.lower() for word in words(text) if not word.is_mark]
    return [word for word in found if word not in small]
