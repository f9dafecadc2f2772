"""New target sentences: their ids, their blocks, and inline codes at their words."""

from __future__ import annotations

from dataclasses import replace

from baikonur_align import checks
from baikonur_align.edit import place, stored
from baikonur_align.inline import Codes, concat_codes, in_order, slice_codes
from baikonur_align.model import Bead, Pair, Segment, SegmentId
from baikonur_align.projection import project

FIRST_NEW = 3
"""The first number below a sentence that a cut does not give: its pieces are 1 and 2."""


def new_target(pair: Pair, bead: Bead, text: object) -> Segment:
    """Return `text` as the target of a bead of `pair` that has none, with its codes placed.

    Its id sorts after the target sentence before it and before the next one, whichever of the rows
    between them is translated first. Raises `Refused` for a text that cannot be stored.
    """
    line = stored(text)
    block, name = _place(pair, bead)
    taken = {segment.id for each in pair.beads for segment in each.target}
    while name in taken:
        name += f".{FIRST_NEW}"
    source, codes = _joined(bead.source)
    langs = pair.source.lang, pair.target.lang
    return Segment(name, line, block, codes=project(source, codes, line, langs) if line else ())


def retargeted(pair: Pair, bead: Bead, text: str) -> Segment:
    """Return `text` as the only target sentence of a bead that has one or none."""
    if not bead.target:
        return new_target(pair, bead, text)
    source, codes = _joined(bead.source)
    langs = pair.source.lang, pair.target.lang
    return replace(bead.target[0], text=text, codes=project(source, codes, text, langs))


def placed_codes(pair: Pair, bead: Bead) -> dict[str, Codes]:
    """Return the codes of each target sentence, with those of the source at their words.

    Codes that stand where they belong stay; those that are missing or around other words are
    placed by word alignment.
    """
    source, codes = _joined(bead.source)
    target, there = _joined(bead.target)
    langs = pair.source.lang, pair.target.lang
    found = {finding.what for finding in checks.codes.codes(bead)}
    wrong = {code.id for code in codes if code.id and checks.codes.label(code, source) in found}
    stay = tuple(code for code in there if code.id not in wrong)
    missing = [code for code in project(source, codes, target, langs) if code.id in wrong]
    every = in_order((*stay, *missing))
    out: dict[str, Codes] = {}
    start = 0
    for segment in bead.target:
        end = start + len(segment.text)
        out[segment.id] = slice_codes(every, start, end)
        start = end + 1
    return out


def _joined(segments: tuple[Segment, ...]) -> tuple[str, Codes]:
    text = " ".join(segment.text for segment in segments)
    return text, concat_codes([(segment.text, segment.codes) for segment in segments])


def _place(pair: Pair, bead: Bead) -> tuple[int, str]:
    """Return the block and the id of a new target of `bead`; the id may be taken."""
    lang, numbers = pair.target.lang, place(bead.source[0])
    if pair.kind == "draft":  # the sentences of both sides have the same numbers
        return bead.source[0].block, ".".join([lang, *map(str, numbers)])
    before = pair.beads[: pair.beads.index(bead)]
    last = next((each.target[-1] for each in reversed(before) if each.target), None)
    base = _without_new(SegmentId(last.id)) if last else f"{lang}.0"
    number = ".".join(map(str, (numbers[0] + FIRST_NEW - 1, *numbers[1:])))
    return last.block if last else 0, f"{base}.{number}"


def _without_new(segment_id: SegmentId) -> str:
    """Return the id of the sentence that this one was written after; its own if it was read."""
    numbers = segment_id.place
    kept = next((at for at, n in enumerate(numbers) if at and n >= FIRST_NEW), len(numbers))
    return ".".join([segment_id.lang, *map(str, numbers[:kept])])
