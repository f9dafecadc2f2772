"""What a list of pairs says of each: names, numbers of beads, progress, metadata.

A `Row` is of the file of a pair. An edit changes the numbers by a `BeadCounts` of differences, so
that the pair as it is now needs neither its file nor its beads to be listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from baikonur_align.metadata import without_language
from baikonur_align.model import Bead, Change, Edit, Kind, Pair, Properties

LOOK_BELOW = 0.6
"""A bead that no reviewer has judged needs a look if its confidence is below this."""

FORM = 2
"""The number of this form of rows and counts; a change of what they say makes it another."""


def wants_look(bead: Bead) -> bool:
    """Return whether a reviewer should look at this bead before others."""
    known = certainty(bead)
    unsure = known is not None and known < LOOK_BELOW
    return bead.status == "flagged" or (bead.status == "auto" and unsure)


def certainty(bead: Bead) -> float | None:
    """Return how sure the machine is of a bead, 0 to 1; None if unknown.

    The confidence of its alignment or, where the target is the machine draft of the source, the
    lowest estimated quality of its translations.
    """
    if bead.confidence is not None or bead.origin != "mt" or not _holds_draft(bead):
        return bead.confidence
    return min(
        (segment.draft_quality for segment in bead.source if segment.draft_quality is not None),
        default=None,
    )


def _holds_draft(bead: Bead) -> bool:
    """Return whether the target is the draft of the source, however it is cut into sentences."""
    drafts = " ".join(segment.draft for segment in bead.source)
    return drafts.split() == bead.text("target").split()


@dataclass(frozen=True, kw_only=True)
class BeadCounts:
    """Numbers of beads: all, those with both sides, those of a status, those to look at."""

    beads: int = 0
    linked: int = 0
    confirmed: int = 0
    rejected: int = 0
    flagged: int = 0
    attention: int = 0


COUNTED = tuple(field.name for field in fields(BeadCounts))


def counts_of(value: BeadCounts) -> dict[str, int]:
    """Return the numbers of beads of a row or another kind of counts, by name."""
    return {name: getattr(value, name) for name in COUNTED}


def bead_counts(beads: Iterable[Bead]) -> BeadCounts:
    """Count beads."""
    return changed(BeadCounts(), come=beads)


def changed(counts: BeadCounts, come: Iterable[Bead] = (), gone: Iterable[Bead] = ()) -> BeadCounts:
    """Return the counts after some beads came and others went."""
    now = counts_of(counts)
    for sign, beads in ((1, come), (-1, gone)):
        for bead in beads:
            now["beads"] += sign
            now["linked"] += sign * bool(bead.source and bead.target)
            now["attention"] += sign * wants_look(bead)
            if bead.status != "auto":
                now[bead.status] += sign
    return BeadCounts(**now)


def edited(counts: BeadCounts, edits: Iterable[Edit]) -> BeadCounts:
    """Return the counts after edits."""
    for edit in edits:
        counts = changed(counts, edit.after, edit.before)
    return counts


@dataclass(frozen=True)
class EditedCounts:
    """By how much the edits after version ``since`` have changed the numbers of beads."""

    since: int
    counts: BeadCounts

    def to_json(self) -> str:
        """Return the form of the counts, the version and the numbers."""
        return json.dumps([FORM, self.since, *counts_of(self.counts).values()])

    @classmethod
    def from_json(cls, text: str | None) -> EditedCounts | None:
        """Return the counts; None if there are none, or in another form."""
        values = json.loads(text) if text else None
        if not values or values[0] != FORM:
            return None
        return cls(values[1], BeadCounts(**dict(zip(COUNTED, values[2:], strict=True))))


@dataclass(frozen=True)
class PairName:
    """The titles of a pair's texts, and the id that tells pairs with the same titles apart."""

    id: str
    kind: Kind
    source_lang: str
    target_lang: str
    source_title: str
    target_title: str

    @classmethod
    def of(cls, row: PairName) -> PairName:
        """Return only what to call the pair of a row."""
        return PairName(**{field.name: getattr(row, field.name) for field in fields(PairName)})


@dataclass(frozen=True)
class Row(PairName, BeadCounts):
    """A pair as its file has it. ``version`` is the one that was published.

    ``sources`` are SHA-256, name and title of the documents that it was made of, ``metadata`` the
    keys and values of both texts, each once.
    """

    source_sentences: int = 0
    target_sentences: int = 0
    version: int = 0
    sources: tuple[tuple[str, str, str], ...] = ()
    last_change: Change | None = None
    metadata: Properties = ()

    @classmethod
    def from_pair(cls, pair_id: str, pair: Pair) -> Row:
        """Return the row of a pair, whose file may name another id than its own name does."""
        sides = (pair.source, pair.target)
        numbers: dict[str, Any] = counts_of(bead_counts(pair.beads))
        return cls(
            pair_id,
            pair.kind,
            pair.source.lang,
            pair.target.lang,
            pair.source.title,
            pair.target.title,
            **numbers,
            source_sentences=sum(len(bead.source) for bead in pair.beads),
            target_sentences=sum(len(bead.target) for bead in pair.beads),
            version=pair.version,
            sources=tuple((side.sha256, side.name, side.title) for side in sides if side.sha256),
            last_change=pair.changes[0] if pair.changes else None,
            metadata=tuple(dict.fromkeys(item for side in sides for item in side.metadata)),
        )

    def to_json(self) -> str:
        """Return the row as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Row:
        """Return the row that `to_json` wrote."""
        values = _values(text)
        return cls(**values | {"sources": tuple(map(tuple, values["sources"]))})


@dataclass(frozen=True)
class Summary(PairName, BeadCounts):
    """One line of the list of pairs. The numbers count beads; ``linked`` have both sides.

    ``problem`` says why the file cannot be read; the rest is then empty. ``metadata`` has the keys
    and values of both texts, each once.
    """

    version: int = 0
    published: int = 0
    last_change: Change | None = None
    problem: str = ""
    metadata: Properties = ()

    def to_json(self) -> str:
        """Return the summary as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Summary:
        """Return the summary that `to_json` wrote."""
        return cls(**_values(text))

    @property
    def reviewed(self) -> float:
        """The share of beads that reviewers confirmed or rejected, 0 to 1."""
        return (self.confirmed + self.rejected) / self.beads if self.beads else 0.0

    @classmethod
    def after(
        cls, row: Row, version: int, edits: BeadCounts, last_change: Change | None
    ) -> Summary:
        """Return the summary of a pair at a version, after edits that changed these numbers."""
        numbers = {name: getattr(row, name) + getattr(edits, name) for name in COUNTED}
        return cls(
            row.id,
            row.kind,
            row.source_lang,
            row.target_lang,
            row.source_title,
            row.target_title,
            **numbers,
            version=version,
            published=row.version,
            last_change=last_change,
            metadata=without_language(row.metadata),
        )


def _values(text: str) -> dict[str, Any]:
    """Return the fields of a row or a summary from its JSON."""
    values: dict[str, Any] = json.loads(text)
    last = values["last_change"]
    metadata = tuple(map(tuple, values["metadata"]))
    return values | {"last_change": last and Change(**last), "metadata": metadata}
