"""Realignment: beads that are not confirmed are aligned again between the confirmed ones.

The sentences are those of the current version, after splits, joins and rewordings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Literal, get_args

from baikonur_align.building.bridge import Bridge
from baikonur_align.edit import Refused, place
from baikonur_align.encoders import encode_sides
from baikonur_align.model import Bead, Content, Edit, Link, Pair, Segment
from baikonur_align.translation import Translator, side_by_side

REALIGN = "realign"
"""The verb. It is not in `edit.VERBS`, because `edit` does not import the aligner."""

LESSONS = 5000
"""Most confirmed beads that teach words; those of the pair itself come first."""

CONTEXT = 100
"""Sentences on either side of the realigned ones that serve as context."""


JudgementKind = Literal["rejected", "flagged", "commented", "edited", "translated"]
"""Why a realignment keeps a bead that is not confirmed.

``edited``: a reviewer has changed its texts or its sentences. ``translated``: its target is the
machine translation of its source.
"""

JUDGEMENTS: tuple[JudgementKind, ...] = get_args(JudgementKind)


class Unchanged(Refused):
    """The realignment changes nothing, not even a confidence."""


Taught = Sequence[tuple[str, str]]  # texts that translate each other, by reviewers


@dataclass(frozen=True)
class Near:
    """The sentences that are aligned, in reading order."""

    source: Sequence[Segment]
    target: Sequence[Segment]

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {
            segment.id: index
            for side in (self.source, self.target)
            for index, segment in enumerate(side)
        }

    def link(self, source: Iterable[str], target: Iterable[str]) -> Link:
        """Return a bead as sentence numbers, without sentences outside the range."""
        known = self.numbers
        return Link(
            tuple(known[name] for name in source if name in known),
            tuple(known[name] for name in target if name in known),
        )

    def bead(self, link: Link) -> Bead:
        source, target = (
            (self.source[i] for i in link.source),
            (self.target[j] for j in link.target),
        )
        return Bead(tuple(source), tuple(target), confidence=link.confidence)


@dataclass(frozen=True)
class Known:
    """Earlier decisions of reviewers: rejected beads, and texts that translate each other."""

    rejected: Collection[Content] = ()
    taught: Taught = ()


@dataclass(frozen=True)
class Realignment:
    """All that a realignment takes but the engines: plain data, which another process may have."""

    pair: Pair
    chosen: Sequence[Bead]
    known: Known
    reviewer: str
    time: str
    include: Collection[JudgementKind] = ()

    @property
    def languages(self) -> tuple[str, str]:
        """The languages of the pair."""
        return self.pair.source.lang, self.pair.target.lang

    def edit(self, bridge: Bridge) -> Edit:
        """Return the edit. Raises as `realign`."""
        given = self.pair, self.chosen, self.known, bridge, self.reviewer, self.time, self.include
        return realign(*given)


def kept_for(bead: Bead) -> set[JudgementKind]:
    """Return why a realignment keeps a bead that is not confirmed; empty for one nobody judged."""
    drafts = [segment.draft for segment in bead.source]
    reasons: dict[JudgementKind, bool] = {
        "rejected": bead.status == "rejected",
        "flagged": bead.status == "flagged",
        "commented": bead.note != "",
        "edited": bead.origin == "reviewer",
        "translated": bool(drafts)
        and all(drafts)
        and drafts == [segment.text for segment in bead.target],
    }
    return {kind for kind, holds in reasons.items() if holds}


def realign(
    pair: Pair,
    chosen: Sequence[Bead],
    known: Known,
    bridge: Bridge,
    reviewer: str,
    time: str,
    include: Collection[JudgementKind] = (),
) -> Edit:
    """Return the edit that aligns the sentences of `chosen`, beads of `pair`, again.

    Confirmed beads are kept, and so is every bead with a judgement (see `kept_for`) that is not in
    `include`. A bead that comes out as it was keeps all it had; if the aligner made it, its
    confidence is computed again. Rejected beads are not made again. Raises `Refused`, and
    `Unchanged` if every bead comes out as it was.
    """
    if not chosen:
        raise Refused("name the beads to realign")
    unconfirmed = [bead for bead in chosen if bead.status != "confirmed"]
    if not unconfirmed:
        raise Refused("all of these beads are confirmed, and confirmed beads are kept")
    free = [bead for bead in unconfirmed if kept_for(bead) <= set(include)]
    if not free:
        raise Refused("reviewers judged all of these beads; name the kinds of judgement to replace")
    before, after = frozenset(free), frozenset(aligned_again(pair, free, known, bridge))
    if before == after:
        raise Unchanged("realigned: no bead changed")
    return Edit(before - after, after - before, REALIGN, reviewer, time)


def aligned_again(pair: Pair, free: Sequence[Bead], known: Known, bridge: Bridge) -> list[Bead]:
    """Return the beads that the aligner finds for the sentences of `free`, beads of `pair`."""
    if not free:
        return []
    near = Near(*(_around(pair.beads, free, side) for side in (0, 1)))
    taken = {segment.id for bead in free for segment in bead.segments}
    known = replace(known, rejected={*known.rejected, *_rejected(free)})
    found = map(near.bead, _links(pair, near, taken, known, bridge))
    old = {bead.segments[0].id: bead for bead in free}
    return [_renewed(bead, old) for bead in found if bead.segments[0].id in taken]


def regrouping(edit: Edit) -> Edit:
    """Return the edit without the beads that keep their sentences and get another confidence."""
    before, after = ({bead.segments for bead in beads} for beads in (edit.before, edit.after))
    return replace(
        edit,
        before=frozenset(bead for bead in edit.before if bead.segments not in after),
        after=frozenset(bead for bead in edit.after if bead.segments not in before),
    )


def ever_rejected(edits: Iterable[Edit]) -> set[Content]:
    """Return the beads that reviewers have rejected and nobody has restored."""
    shapes: set[Content] = set()
    for edit in edits:
        shapes -= {bead.content for bead in edit.after}
        shapes |= _rejected(edit.after)
    return shapes


def taught(pairs: Iterable[Pair], languages: tuple[str, str]) -> Taught:
    """Return the texts of confirmed beads in these languages, either way; at most `LESSONS`."""
    return list(dict.fromkeys(islice(_confirmed(pairs, languages), LESSONS)))


def _confirmed(pairs: Iterable[Pair], languages: tuple[str, str]) -> Iterator[tuple[str, str]]:
    for pair in pairs:
        sides = pair.source.lang, pair.target.lang
        if sorted(sides) != sorted(languages):
            continue
        for bead in pair.beads:
            if bead.status == "confirmed" and bead.source and bead.target:
                texts = (
                    " ".join(segment.text for segment in bead.source),
                    " ".join(segment.text for segment in bead.target),
                )
                yield texts if sides == languages else texts[::-1]


def _rejected(beads: Iterable[Bead]) -> set[Content]:
    return {bead.content for bead in beads if bead.status == "rejected"}


def _around(beads: Iterable[Bead], chosen: Iterable[Bead], side: int) -> list[Segment]:
    """Return the sentences of a side from the first to the last of `chosen`, with context."""
    wanted = {segment.id for bead in chosen for segment in (bead.source, bead.target)[side]}
    every = sorted(
        (segment for bead in beads for segment in (bead.source, bead.target)[side]), key=place
    )
    places = [index for index, segment in enumerate(every) if segment.id in wanted]
    return every[max(0, places[0] - CONTEXT) : places[-1] + 1 + CONTEXT] if places else []


def _links(
    pair: Pair, near: Near, taken: Collection[str], known: Known, bridge: Bridge
) -> list[Link]:
    """Return the links of all sentences in the range; links of others than `taken` are fixed."""
    from baikonur_align.alignment import aligner
    from baikonur_align.alignment.options import AlignmentOptions

    standing = [bead for bead in pair.beads if bead.segments[0].id not in taken]
    fixed = [
        near.link((segment.id for segment in bead.source), (segment.id for segment in bead.target))
        for bead in standing
    ]
    here = {(segment.id, segment.text) for side in (near.source, near.target) for segment in side}
    backward = {target: source for source, target in known.taught}
    texts = [segment.text for segment in near.source], [segment.text for segment in near.target]
    vectors = encode_sides(bridge.encoder, *texts)
    options = AlignmentOptions(
        pair.source.lang,
        pair.target.lang,
        kind="comparable" if pair.kind == "comparable" else "translation",
        source_translations=_bridged(
            near.source, dict(known.taught), _drafts(pair.beads), bridge.forward
        ),
        target_translations=_bridged(near.target, backward, {}, bridge.backward),
        source_vectors=vectors[0],
        target_vectors=vectors[1],
        encode=bridge.encoder.encode if bridge.encoder else None,
        source_blocks=[segment.block for segment in near.source],
        target_blocks=[segment.block for segment in near.target],
        fixed=[link for link in fixed if link.source or link.target],
        rejected=[
            near.link(dict(source), dict(target))
            for source, target in known.rejected
            if here.issuperset(source + target)
        ],
        known_translations=known.taught,
    )
    return aligner.align(*texts, options)


def _drafts(beads: Iterable[Bead]) -> dict[str, str]:
    """Return the drafts of source sentences that no reviewer can have changed."""
    return {
        segment.id: segment.draft
        for bead in beads
        if bead.origin != "reviewer"
        for segment in bead.source
        if segment.draft
    }


def _bridged(
    segments: Sequence[Segment],
    confirmed: dict[str, str],
    drafts: dict[str, str],
    engine: Translator | None,
) -> list[str] | None:
    """Return each sentence's translation: as confirmed elsewhere, drafted or made now.

    None where there is none of these.
    """
    known = [confirmed.get(segment.text) or drafts.get(segment.id, "") for segment in segments]
    if engine is None:
        return known if any(known) else None
    missing = [segment.text for segment, draft in zip(segments, known, strict=True) if not draft]
    said = iter(side_by_side(engine.alternatives(missing)) if missing else ())
    return [draft or next(said) for draft in known]


def _renewed(bead: Bead, old: dict[str, Bead]) -> Bead:
    """Return a link's bead; it keeps notes and flags of the beads that had its sentences."""
    was = [old[segment.id] for segment in bead.segments if segment.id in old]
    if was and was[0].segments == bead.segments and was[0].source == bead.source:
        same = was[0]
        judged = same.origin == "aligner" and same.status != "rejected"
        return replace(same, confidence=bead.confidence) if judged else same
    flagged = any(bead.status == "flagged" for bead in was)
    noted = [bead for bead in was if bead.note]
    author = noted[0].resp if noted else ""
    notes = " / ".join(b.note for b in noted)
    return replace(bead, status="flagged" if flagged else "auto", note=notes, resp=author)
