"""What people did to drafts: edits by kind, time, productivity, and how far confidence is right.

Times come from the journal, whose edits have the second at which they were made. The time of an
edit is that since the reviewer's edit before it. Pauses longer than `IDLE` seconds are left out,
and so is the first edit of each sitting: nobody knows when the work on it began.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

import numpy as np

from baikonur_align.evaluation.alignment import Bin, reliability
from baikonur_align.evaluation.edits import operations
from baikonur_align.evaluation.testset import TestSet
from baikonur_align.evaluation.translation import hter
from baikonur_align.model import Bead, Edit, Pair

IDLE = 300
"""Seconds without an edit after which a reviewer counts as away."""

HTER_BINS = 10
"""Bins of the spread of HTER up to 100 per cent; one more holds what is above."""

QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Operations:
    """Edits that make the text of the draft, over all sentences: of words or of characters.

    ``share`` is insertions, deletions and substitutions over the length of the text, 0..1.
    """

    unit: str
    inserted: int
    deleted: int
    substituted: int
    kept: int
    share: float


@dataclass(frozen=True, slots=True)
class Day:
    """What one reviewer did on one day (UTC): beads, their words, seconds of work."""

    reviewer: str
    day: str
    beads: int
    words: int
    seconds: int

    @property
    def words_an_hour(self) -> float | None:
        """Source words an hour; None where no time is known."""
        return 3600 * self.words / self.seconds if self.seconds else None


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds a bead: how many beads have a time, the median, the quartiles; None without any."""

    beads: int
    median: float | None
    low: float | None
    high: float | None
    left_out: int
    """Edits without a time: the first of a sitting."""


@dataclass(frozen=True)
class Effort:
    """Post-editing effort on the post-edits of a test set."""

    lines: int
    unchanged: int
    hter: float
    hter_signature: str
    hter_quartiles: tuple[float, ...]
    hter_bins: tuple[int, ...]
    operations: tuple[Operations, ...]

    @property
    def edited_share(self) -> float:
        """The share of drafts that were changed, 0..1."""
        return 1 - self.unchanged / self.lines


def effort(test_set: TestSet) -> Effort | None:
    """How much the drafts of a test set of post-edits were changed; None for any other."""
    lines = [line for line in test_set.lines if line.draft is not None]
    if test_set.material != "post-edit" or not lines:
        return None
    drafts = [line.draft or "" for line in lines]
    texts = [line.reference for line in lines]
    report, each = hter(drafts, texts)
    values = np.array(each.values)
    bins = np.minimum(values // (100 / HTER_BINS), HTER_BINS).astype(int)
    return Effort(
        lines=len(lines),
        unchanged=sum(draft == text for draft, text in zip(drafts, texts, strict=True)),
        hter=report["HTER"].value,
        hter_signature=report["HTER"].signature,
        hter_quartiles=tuple(float(np.quantile(values, share)) for share in QUARTILES),
        hter_bins=tuple(np.bincount(bins, minlength=HTER_BINS + 1).tolist()),
        operations=(
            _operations(
                "words", [draft.split() for draft in drafts], [text.split() for text in texts]
            ),
            _operations("characters", drafts, texts),
        ),
    )


def _operations(
    unit: str, drafts: Sequence[Sequence[str]], texts: Sequence[Sequence[str]]
) -> Operations:
    inserted, deleted, substituted = operations(drafts, texts).sum(axis=0).tolist()
    length = sum(map(len, texts))
    kept = length - inserted - substituted
    share = (inserted + deleted + substituted) / max(1, length)
    return Operations(unit, inserted, deleted, substituted, kept, share)


# --- time -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Timed:
    """One edit with the seconds since the reviewer's edit before it, None where not known."""

    edit: Edit
    seconds: float | None


def timed(edits: Iterable[Edit]) -> Iterator[Timed]:
    """Every edit of each reviewer, in order of time, with its seconds.

    `edits` are those of all pairs: a reviewer may work in several at a time.
    """
    last: dict[str, datetime] = {}
    for edit in sorted(edits, key=lambda one: one.at):
        when = datetime.fromisoformat(edit.at)
        before = last.get(edit.reviewer)
        last[edit.reviewer] = when
        seconds = (when - before).total_seconds() if before else None
        yield Timed(edit, seconds if seconds is not None and seconds <= IDLE else None)


def times(edits: Iterable[Timed]) -> Times:
    """Seconds a bead. An edit of several beads divides its time among them."""
    by_bead: dict[str, float] = {}
    left_out = 0
    for one in edits:
        if one.seconds is None:
            left_out += 1
            continue
        for bead in one.edit.after:
            key = bead.segments[0].id
            by_bead[key] = by_bead.get(key, 0.0) + one.seconds / len(one.edit.after)
    values = sorted(by_bead.values())
    if not values:
        return Times(0, None, None, None, left_out)
    low, high = (float(np.quantile(values, share)) for share in (QUARTILES[0], QUARTILES[2]))
    return Times(len(values), median(values), low, high, left_out)


def days(edits: Iterable[Timed]) -> tuple[Day, ...]:
    """What each reviewer confirmed on each day, in order of time."""
    found: dict[tuple[str, str], tuple[int, int, float]] = {}
    for one in edits:
        key = one.edit.at[:10], one.edit.reviewer
        beads, words, seconds = found.get(key, (0, 0, 0.0))
        done = [
            bead
            for bead in one.edit.after
            if bead.status == "confirmed" and not _was(bead, one.edit)
        ]
        found[key] = (
            beads + len(done),
            words + sum(len(segment.text.split()) for bead in done for segment in bead.source),
            seconds + (one.seconds or 0.0),
        )
    return tuple(
        Day(reviewer, day, beads, words, round(seconds))
        for (day, reviewer), (beads, words, seconds) in sorted(found.items())
    )


def _was(bead: Bead, edit: Edit) -> bool:
    """Whether a bead was confirmed before the edit already."""
    names = {segment.id for segment in bead.segments}
    return any(
        before.status == "confirmed" and names & {segment.id for segment in before.segments}
        for before in edit.before
    )


# --- confidence -------------------------------------------------------------------------------


def confidence(pairs: Iterable[Pair]) -> tuple[Bin, ...]:
    """Reliability of the aligner's confidence, by what reviewers decided.

    A bead that reviewers confirmed as the aligner made it is correct, a rejected one is wrong.
    Beads that nobody decided on, or that reviewers made, say nothing.
    """
    return reliability(
        (bead.confidence, bead.status == "confirmed")
        for pair in pairs
        for bead in pair.beads
        if bead.confidence is not None
        and bead.status in ("confirmed", "rejected")
        and bead.origin == "aligner"
    )


def shapes(pairs: Iterable[Pair]) -> Mapping[str, tuple[int, int]]:
    """Of the aligner's beads by shape (``1-2``): how many reviewers decided on, how many stand."""
    found: dict[str, tuple[int, int]] = {}
    for pair in pairs:
        if pair.kind == "draft":
            continue
        for bead in pair.beads:
            if bead.origin == "aligner" and bead.status in ("confirmed", "rejected"):
                shape = f"{len(bead.source)}-{len(bead.target)}"
                judged, right = found.get(shape, (0, 0))
                found[shape] = judged + 1, right + (bead.status == "confirmed")
    return dict(sorted(found.items()))
