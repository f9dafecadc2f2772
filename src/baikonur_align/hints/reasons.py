"""Reasons for the confidence in a bead: the evidence for it and against it, from its texts alone.

The evidence is the aligner's, computed for one bead and its neighbours. So it exists after every
edit, and its cost does not depend on the length of the pair.
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
    """A nearby bead with a sentence that is more similar than the one opposite."""

    segment: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Reasons:
    """The evidence for and against a bead.

    ``similarity``: 0 for unrelated texts, 1 for equivalent ones. ``length``: length of the target,
    as a multiple of the usual one. ``agree``: numbers on both sides; ``missing``: numbers on one
    side. ``names``: pairs of spellings. ``matched``: how many of the ``words`` of the source have a
    link.
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
    """Return the sentences of one side, one a line; offsets count in this text."""
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
        longest_run=1,
    )
    across = evidence.cosines(slice(0, 1), slice(None)).ravel().tolist()
    down = evidence.cosines(slice(None), slice(0, 1)).ravel().tolist()
    found = [(alike, bead.target[0]) for alike, bead in zip(across, right, strict=True)]
    found += [(alike, bead.source[0]) for alike, bead in zip(down, left, strict=True)]
    own = found[0][0]
    best, segment = max(found, key=lambda pair: pair[0])
    return max(0.0, own), Rival(segment.id, best) if best > own else None
