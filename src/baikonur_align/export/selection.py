"""Which beads go into an export, and why the others don't."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from baikonur_align import __version__
from baikonur_align.export import tsv
from baikonur_align.export.parallel import unfit
from baikonur_align.model import Bead, Pair, Status, Tool


@dataclass(frozen=True, slots=True)
class Selection:
    """Beads of one of these statuses (None: of any) that are confirmed or at least so sure (0..1).

    What a reviewer has confirmed is sure enough for any `min_confidence`; a bead that no aligner
    has judged is not.
    """

    statuses: Collection[Status] | None = None
    min_confidence: float | None = None

    def why_not(self, bead: Bead) -> str:
        """Why a bead is left out; empty where it is not."""
        if self.statuses is not None and bead.status not in self.statuses:
            return f"its status is {bead.status}"
        if self.min_confidence is None or bead.status == "confirmed":
            return ""
        if bead.confidence is None:
            return "it is not confirmed, and no aligner has judged it"
        low = bead.confidence < self.min_confidence
        return f"it is not confirmed, and its confidence is {bead.confidence:.2f}" if low else ""

    def of(self, pair: Pair) -> Pair:
        """The pair with only these beads; it remembers among its tools that it is a selection."""
        if self.statuses is None and self.min_confidence is None:
            return pair
        tool = Tool(
            "selection", "baikonur-align", __version__, f"Only beads with: {self._wanted()}."
        )
        beads = tuple(bead for bead in pair.beads if not self.why_not(bead))
        return replace(pair, beads=beads, tools=(*pair.tools, tool))

    def _wanted(self) -> str:
        wanted = (
            [f"status {' or '.join(sorted(self.statuses))}"] if self.statuses is not None else []
        )
        if self.min_confidence is not None:
            wanted.append(f"confirmed, or confidence at least {self.min_confidence}")
        return "; ".join(wanted)

    def dropped(self, pairs: Iterable[Pair], *, linked: bool) -> Iterator[str]:
        """What is left out, with the reason, as tab-separated values.

        `linked`: the format takes only what translates each other.
        """
        return tsv.write_reasons(
            (pair, position, bead, why)
            for pair in pairs
            for position, bead in enumerate(pair.beads, 1)
            if (why := self.why_not(bead) or (unfit(bead) if linked else ""))
        )


EVERYTHING = Selection()
