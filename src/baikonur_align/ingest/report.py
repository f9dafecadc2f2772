"""The import report of a pair: what came in of each text, and what a reader did to get it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from baikonur_align.model import Pair, Remark, Segment, Side

VERBS = {
    "left-out": "left out",
    "guessed": "guessed",
    "repaired": "repaired",
    "kept": "kept",
}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came in of one text: numbers of blocks, sentences and words, and remarks."""

    name: str
    lang: str
    blocks: int
    sentences: int
    words: int
    remarks: tuple[Remark, ...]

    def lines(self) -> Iterator[str]:
        """The report in English, a line for the numbers and one for each remark."""
        yield (
            f"{self.name}: {self.lang}, {self.blocks} blocks, {self.sentences} sentences, "
            f"{self.words} words"
        )
        yield from map(remark_line, self.remarks)


def remark_line(remark: Remark) -> str:
    """One remark in English: ``left out: 12 inline codes``."""
    certainty = "" if remark.certainty is None else f" ({remark.certainty:.0%} sure)"
    count = "" if remark.count == 1 else f"{remark.count} x "
    return f"{VERBS[remark.kind]}: {count}{remark.what}{certainty}"


def reports(pair: Pair) -> tuple[ImportReport, ...]:
    """A report for each text of `pair` that came from a file; a bilingual file's remarks once."""
    sides = [
        (pair.source, [segment for bead in pair.beads for segment in bead.source]),
        (pair.target, [segment for bead in pair.beads for segment in bead.target]),
    ]
    found = [_report(side, segments) for side, segments in sides if side.sha256]
    if len(found) > 1 and pair.source.sha256 == pair.target.sha256:
        found[0] = ImportReport(
            found[0].name, found[0].lang, found[0].blocks, found[0].sentences, found[0].words, ()
        )
    return tuple(found)


def _report(side: Side, segments: list[Segment]) -> ImportReport:
    words = sum(len(segment.text.split()) for segment in segments)
    return ImportReport(side.name, side.lang, len(side.blocks), len(segments), words, side.remarks)
