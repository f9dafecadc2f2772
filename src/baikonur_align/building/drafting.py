"""Drafts of sentences: from a translation memory or the machine, with codes at their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from baikonur_align.building.bridge import Bridge
from baikonur_align.building.steered import guided
from baikonur_align.inline import Codes, concat_codes, in_order, slice_text
from baikonur_align.model import InlineCode, Segment
from baikonur_align.projection import FIXED, project
from baikonur_align.tm import Match, TranslationMemory
from baikonur_align.translation import Progress

FIRST_NUMBER = 7301
"""The first of the numbers that replace fixed texts in the translator's input."""
_ENDS = re.compile(r"[.!?…:;]['\"»”’)\]]*$")
_GOES_ON = re.compile(
    r"(?:,|\b(?:a|an|the|and|or|of|in|on|at|to|for|from|with|by|that|is|are|was|were|will"
    r"|және|мен|бен|пен|үшін|туралы))$"
)
"""The end of a line whose sentence goes on in the next one, whatever letter that begins with."""
_HARD_HYPHEN = re.compile(r"\w+(?:\u2011\w+)+")
_HARD_SPACE = re.compile(r"(\d+)\u00a0(?=\w)")


@dataclass(frozen=True, slots=True)
class Draft:
    """A translation to start from. ``origin`` is ``mt``, ``same`` or the name of a memory."""

    text: str
    codes: Codes
    origin: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a sentence between tabs or line breaks; ``after`` is the code that ends it."""

    text: str
    codes: Codes
    after: tuple[InlineCode, ...]

    def _numbers(self) -> list[tuple[InlineCode, str]]:
        """Codes with a fixed text that is no number, and the numbers that stand for them.

        Models copy numbers but translate names of commands.
        """
        fixed = [
            code
            for code in self.codes
            if code.kind in FIXED and any(map(str.isalpha, self.text[code.start : code.end]))
        ]
        free = (str(number) for number in count(FIRST_NUMBER) if str(number) not in self.text)
        return list(zip(fixed, free, strict=False))

    def for_machine(self) -> str:
        """The text for the translator: fixed texts as numbers, no non-breaking hyphens."""
        text = self.text
        for code, number in reversed(self._numbers()):
            text = text[: code.start] + number + text[code.end :]
        return text.replace("\u2011", "-")

    def restored(self, said: str) -> str:
        """The translation with the fixed texts in place of their numbers."""
        for code, number in self._numbers():
            said = said.replace(number, self.text[code.start : code.end], 1)
        return said


def draft(
    segments: Sequence[Segment],
    langs: tuple[str, str],
    engines: Bridge,
    memory: TranslationMemory | None = None,
    progress: Progress | None = None,
) -> list[Draft]:
    """A draft of each sentence, with its codes projected; empty where nothing can translate it.

    An exact match of `memory` is the draft; a similar one guides the machine's choice.
    """
    found, pieces = _found(segments, memory)
    wanted = [piece.for_machine() for parts in pieces for piece in parts]
    engine = engines.forward and guided(engines.forward, memory)
    said = iter(engine.translate(wanted, progress) if engine else [])
    parts_said = [[next(said, "") for _ in parts] for parts in pieces]
    whole = [
        (match.target if match else None, parts, texts_)
        for match, parts, texts_ in zip(found, pieces, parts_said, strict=True)
    ]
    jobs = []  # source text, codes, target text
    for segment, (target, parts, texts_) in zip(segments, whole, strict=True):
        if target is not None:
            jobs.append((segment.text, segment.codes, target))
        jobs += [
            (part.text, part.codes, part.restored(text))
            for part, text in zip(parts, texts_, strict=True)
        ]
    placed = iter(project_all(jobs, langs, engines))
    drafts = []
    for match, parts in zip(found, pieces, strict=True):
        if match:
            drafts.append(Draft(*next(placed), match.memory))
        else:
            drafts.append(_joined(parts, [next(placed) for _ in parts]))
    return drafts


def machine_texts(segments: Sequence[Segment], memory: TranslationMemory | None) -> list[str]:
    """The texts that `draft` has translated: sentences or pieces of them that no memory has."""
    return [piece.for_machine() for parts in _found(segments, memory)[1] for piece in parts]


def _found(
    segments: Sequence[Segment], memory: TranslationMemory | None
) -> tuple[list[Match | None], list[list[_Piece]]]:
    """What a memory has for each sentence, and else the pieces of the sentence."""
    known = memory or TranslationMemory()
    texts = ["", *(segment.text for segment in segments), ""]
    found = [
        known.find(texts[number], texts[number - 1], texts[number + 1])
        for number in range(1, len(texts) - 1)
    ]
    pieces = [
        [] if match else list(_pieces(segment))
        for segment, match in zip(segments, found, strict=True)
    ]
    return found, pieces


def project_all(
    jobs: Sequence[tuple[str, Codes, str]], langs: tuple[str, str], engines: Bridge
) -> list[tuple[str, Codes]]:
    """Yield the translations with the codes of their sources, placed by word alignment."""
    coded = [
        index
        for index, (source, codes, target) in enumerate(jobs)
        if codes and target and source != target
    ]
    ahead = engines.forward and engines.forward.attention([_ends(jobs[number]) for number in coded])
    back = engines.backward and engines.backward.attention(
        [_ends(jobs[number])[::-1] for number in coded]
    )
    attention = dict(zip(coded, ahead or (), strict=False))
    backward = dict(zip(coded, back or (), strict=False))
    out = []
    for index, (source, codes, target) in enumerate(jobs):
        if source == target or not codes:
            out.append((target, codes))
            continue
        found = project(source, codes, target, langs, attention.get(index), backward.get(index))
        out.append((target, found))
    return out


def _ends(job: tuple[str, Codes, str]) -> tuple[str, str]:
    return job[0], job[2]


def _pieces(segment: Segment) -> Iterator[_Piece]:
    """A sentence cut at tabs, and at line breaks between sentences or lines of an address."""
    text = segment.text
    cuts = [code for code in segment.codes if _cuts(text, code)]
    rest = tuple(code for code in segment.codes if code not in cuts)
    start = 0
    for code in cuts:
        said, codes = slice_text(text, rest, start, code.start, last=False)
        yield _Piece(said, codes, (code,))
        start = code.start
    said, codes = slice_text(text, rest, start, len(text))
    yield _Piece(said, codes, ())


def _cuts(text: str, code: InlineCode) -> bool:
    if code.kind == "tab":
        return True
    before, after = text[: code.start].rstrip(), text[code.start :].lstrip()
    if code.kind != "break" or _GOES_ON.search(before) or re.match(r"I\b(?!\.)", after):
        return False
    return not after or not after[0].islower() or bool(_ENDS.search(before))


def _joined(parts: Sequence[_Piece], said: Sequence[tuple[str, Codes]]) -> Draft:
    """The drafts of the pieces of a sentence, with the tabs and breaks between them."""
    joined: list[tuple[str, Codes]] = []
    pending: tuple[InlineCode, ...] = ()
    for part, (text, codes) in zip(parts, said, strict=True):
        if not text:
            pending = (*pending, *part.after)
            continue
        ends = tuple(replace(code, start=len(text), end=len(text)) for code in part.after)
        starts = tuple(replace(code, start=0, end=0) for code in pending)
        joined.append((text, (*starts, *codes, *ends)))
        pending = ()
    text = " ".join(text for text, _ in joined)
    last = tuple(replace(code, start=len(text), end=len(text)) for code in pending)
    same = text == " ".join(part.text for part in parts if part.text)
    return Draft(text, in_order((*concat_codes(joined, " "), *last)), "same" if same else "mt")


def with_typography(source: str, target: str) -> str:
    """A translation with the source's non-breaking hyphens and spaces where it has the same words.

    No offset changes.
    """
    for word in _HARD_HYPHEN.findall(source):
        target = target.replace(word.replace("\u2011", "-"), word)
    for number in _HARD_SPACE.findall(source):
        target = re.sub(rf"(?<!\d){number} (?=\w)", f"{number}\u00a0", target, count=1)
    return target
