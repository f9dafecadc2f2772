"""Check inline codes: formatting and placeholders that the translation lacks or has elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from baikonur_align.checks.finding import Finding
from baikonur_align.inline import Codes, concat_codes
from baikonur_align.model import Bead, InlineCode, Pair, Segment

UNSEEN = frozenset({"mark"})
"""Kinds that no reader sees; writing a document puts them back by itself."""

LONGEST = 40
"""Characters shown of the text of a code."""


def share_codes(pair: Pair) -> bool:
    """Return whether the ids of codes say which code of the source one of the target is.

    They do where the target was made of the source, and in bilingual files.
    """
    same_file = pair.source.sha256 and pair.source.sha256 == pair.target.sha256
    return pair.kind == "draft" or bool(same_file)


def codes(bead: Bead) -> Iterator[Finding]:
    """Yield the codes of the source that the target lacks or has around other words."""
    if not any(code.id for segment in bead.source for code in segment.codes):
        return
    source, said = _joined(bead.source)
    target, there = _joined(bead.target)
    placed = {code.id: code for code in there}
    for code in said:
        if not code.id or code.kind in UNSEEN:
            continue
        found = placed.get(code.id)
        if found is None:
            yield Finding("code", label(code, source), "source")
        elif _is_elsewhere(source[code.start : code.end], target, found):
            yield Finding("codeplace", label(code, source), "target")


def label(code: InlineCode, text: str) -> str:
    """Return a code as a finding names it: ``bold: 1931``, ``image``."""
    covered = " ".join(text[code.start : code.end].split())
    if len(covered) > LONGEST:
        covered = f"{covered[:LONGEST]}\u2026"
    return f"{code.kind}: {covered}" if covered else code.kind


def _joined(segments: tuple[Segment, ...]) -> tuple[str, Codes]:
    text = " ".join(segment.text for segment in segments)
    return text, concat_codes([(segment.text, segment.codes) for segment in segments])


def _is_elsewhere(covered: str, target: str, code: InlineCode) -> bool:
    """Whether the target has the covered words once, letter for letter, outside of the code."""
    if not covered.strip() or code.start == code.end or target.count(covered) != 1:
        return False
    start = target.index(covered)
    return not (code.start < start + len(covered) and start < code.end)
