"""Selection of the beads of an export, with reasons for those left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from baikonur_align import __version__
from baikonur_align.export import tsv
from baikonur_align.export.parallel import unfit
from baikonur_align.model import Bead, Pair, Segment, Status, Tool
from baikonur_align.summary import certainty

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for a formula (OWASP, CSV injection)."""


def _plain(bead: Bead) -> Bead:
    """Return the bead with an apostrophe before each cell that begins like a formula."""
    return replace(
        bead,
        source=_quoted(bead.source),
        target=_quoted(bead.target),
        note=f"'{bead.note}" if bead.note.startswith(FORMULA) else bead.note,
        resp=f"'{bead.resp}" if bead.resp.startswith(FORMULA) else bead.resp,
    )


def _quoted(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    if not segments or not segments[0].text.startswith(FORMULA):
        return segments
    first, *rest = segments
    return (replace(first, text=f"'{first.text}", codes=()), *rest)


@dataclass(frozen=True, slots=True)
class ExportCounts:
    """How many beads an export would have.

    ``passing`` with the statuses and confidence that were chosen, ``unreviewed`` with beads that
    nobody reviewed too, ``most`` with every status and confidence.
    """

    passing: int
    unreviewed: int
    most: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Beads of these statuses (None: all) that are confirmed or have this confidence (0 to 1).

    Of a machine draft without a confidence its estimated quality counts. Confirmed beads pass any
    `min_confidence`; unconfirmed beads with neither pass none.
    """

    statuses: Collection[Status] | None = None
    min_confidence: float | None = None
    no_formulas: bool = False
    """Put an apostrophe before texts that a spreadsheet would compute; changes those texts."""

    def why_not(self, bead: Bead) -> str:
        """Return why a bead is left out; empty if it is not."""
        if self.statuses is not None and bead.status not in self.statuses:
            return f"its status is {bead.status}"
        if self.min_confidence is None or bead.status == "confirmed":
            return ""
        sure = certainty(bead)
        if sure is None:
            return "it is not confirmed, and it has no confidence"
        if sure >= self.min_confidence:
            return ""
        what = "estimated quality" if bead.confidence is None else "confidence"
        return f"it is not confirmed, and its {what} is {sure:.2f}"

    def of(self, pair: Pair) -> Pair:
        """Return the pair with only these beads, and a note of the selection among its tools."""
        if self.no_formulas:
            pair = replace(pair, beads=tuple(map(_plain, pair.beads)))
        if self.statuses is None and self.min_confidence is None:
            return pair
        tool = Tool(
            "selection", "baikonur-align", __version__, f"Only beads with: {self._wanted()}."
        )
        beads = tuple(bead for bead in pair.beads if not self.why_not(bead))
        return replace(pair, beads=beads, tools=(*pair.tools, tool))

    def counts(self, pairs: Iterable[Pair], *, linked: bool) -> ExportCounts:
        """Count the beads that this selection has, and that others would.

        `linked`: the format has only beads with both sides.
        """
        statuses = None if self.statuses is None else {*self.statuses, "auto"}
        more = replace(self, statuses=statuses)
        passing = unreviewed = most = 0
        for pair in pairs:
            for bead in pair.beads:
                if linked and unfit(bead):
                    continue
                most += 1
                unreviewed += not more.why_not(bead)
                passing += not self.why_not(bead)
        return ExportCounts(passing, unreviewed, most)

    def _wanted(self) -> str:
        wanted = (
            [f"status {' or '.join(sorted(self.statuses))}"] if self.statuses is not None else []
        )
        if self.min_confidence is not None:
            wanted.append(
                "confirmed, or confidence or estimated quality of a draft at least "
                f"{self.min_confidence}"
            )
        return "; ".join(wanted)

    def dropped(self, pairs: Iterable[Pair], *, linked: bool) -> Iterator[str]:
        """Yield the beads left out, with reasons, as tab-separated values.

        `linked`: the format has only beads with both sides.
        """
        return tsv.write_reasons(
            (pair, position, bead, why)
            for pair in pairs
            for position, bead in enumerate(pair.beads, 1)
            if (why := self.why_not(bead) or (unfit(bead) if linked else ""))
        )


EVERYTHING = Selection()
