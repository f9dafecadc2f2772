"""Reasons for the confidence in a bead: the evidence for it and against it, from its texts alone.

The same evidence as the aligner's (`similarity`), gathered for one bead among its neighbours: so it
is there after every edit too, and costs the same in a pair of any length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baikonur_align.alignment.features import build_evidence
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.checks import length, numbers
from baikonur_align.checks.finding import text_of
from baikonur_align.hints.word_links import WordLink, words_in
from baikonur_align.model import Bead


@dataclass(frozen=True, slots=True)
class Rival:
    """A bead nearby, by one of its sentences, whose text is more alike than the one opposite."""

    segment: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Reasons:
    """What speaks for and against a bead.

    ``similarity`` is the aligner's, 1 for texts that say the same, 0 for any two; ``length`` is how
    many times as long as usual the target is; ``agree`` are numbers on both sides, ``missing``
    those on one; ``names`` are spelled as on each side; ``matched`` of the source's ``words`` have
    a partner.
    """

    similarity: float
    rival: Rival | None
    length: float
    agree: tuple[str, ...]
    missing: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    matched: int
    words: int


def side_text(bead: Bead, side: str) -> str:
    """The sentences of one side, a line each: what offsets in a side's text count in."""
    return "\n".join(segment.text for segment in (bead.source if side == "source" else bead.target))


def reasons(
    bead: Bead, near: Sequence[Bead], langs: tuple[str, str], links: Sequence[WordLink]
) -> Reasons | None:
    """Return the evidence for `bead` among its neighbours `near`; None if a side is empty."""
    if not bead.source or not bead.target:
        return None
    source, target = side_text(bead, "source"), side_text(bead, "target")
    alike, rival = _similarity(bead, near, langs)
    by_kind = {kind: [link for link in links if link.kind == kind] for kind in ("number", "name")}
    ours, theirs = text_of(source, langs[0], "source"), text_of(target, langs[1], "target")
    return Reasons(
        similarity=alike,
        rival=rival,
        length=len(target) / (len(source) * length.ratio(*langs)) if source else 0.0,
        agree=tuple(source[slice(*link.source)] for link in by_kind["number"]),
        missing=tuple(finding.what for finding in numbers.numbers(ours, theirs)),
        names=tuple(
            (source[slice(*link.source)], target[slice(*link.target)]) for link in by_kind["name"]
        ),
        matched=len({link.source for link in links if link.kind != "number"}),
        words=words_in(source),
    )


def _similarity(
    bead: Bead, near: Sequence[Bead], langs: tuple[str, str]
) -> tuple[float, Rival | None]:
    """Return the similarity of the sides, and the neighbour that is more similar to one of them."""
    left, right = (
        [bead, *(bead for bead in near if bead.source)],
        [bead, *(bead for bead in near if bead.target)],
    )
    drafts = [" ".join(segment.draft for segment in bead.source) for bead in left]
    evidence = build_evidence(
        [side_text(bead, "source") for bead in left],
        [side_text(bead, "target") for bead in right],
        AlignmentOptions(*langs, source_translations=drafts if all(drafts) else None),
    )
    found = [(evidence.similarity([0], [j]), bead.target[0]) for j, bead in enumerate(right)]
    found += [(evidence.similarity([i], [0]), bead.source[0]) for i, bead in enumerate(left)]
    own = found[0][0]
    best, segment = max(found, key=lambda pair: pair[0])
    return max(0.0, own), Rival(segment.id, best) if best > own else None
