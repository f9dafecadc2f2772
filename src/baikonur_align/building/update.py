"""Update of a pair with new versions of its texts.

The new sentences are compared with those of the pair. Beads of unchanged sentences keep their
reviewer and status; only changed, deleted and new sentences are touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import count

from baikonur_align.building.bridge import Bridge
from baikonur_align.building.plan import BadPlan
from baikonur_align.building.realign import Known, aligned_again
from baikonur_align.edit import in_order, place
from baikonur_align.model import Bead, Document, Edit, Pair, Segment
from baikonur_align.translation import Translator

UPDATE = "update"
"""The verb, which is not in `edit.VERBS`."""

LIKE = 0.6
"""Least Ratcliff-Obershelp ratio (0 to 1) of a sentence to the old one that it rewords."""

COMPARED = 2_500
"""Most pairs of sentences compared in a rewritten passage; a larger one is replaced as a whole."""

RUN = 4
"""Most sentences that are matched as joined into one, or as cut from one."""

Place = tuple[int, ...]


@dataclass(frozen=True)
class Match:
    """A segment of the old version (None if new) and its text now (None if deleted)."""

    old: Segment | None
    text: str | None


def matches(old: Sequence[Segment], new: Sequence[str]) -> Iterator[Match]:
    """Yield the old and new version of each sentence, in reading order."""
    texts = [segment.text for segment in old]
    new = _cut_as_before(texts, new)
    matcher = SequenceMatcher(None, texts, new, autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            yield from map(Match, old[i:i_end], new[j:j_end])
        else:
            yield from _rewritten(old[i:i_end], new[j:j_end])


def _cut_as_before(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return `new` with sentences joined and cut as in `old` where the words are the same."""
    known = set(old)
    runs = {" ".join(run): run for size in range(2, RUN + 1) for run in _runs(old, size)}
    out: list[str] = []
    start = 0
    while start < len(new):
        sizes = range(min(RUN, len(new) - start), 1, -1)
        size = next(
            (length for length in sizes if " ".join(new[start : start + length]) in known), 1
        )
        text = " ".join(new[start : start + size])
        out += [text] if text in known else runs.get(text, [text])
        start += size
    return out


def _runs(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (texts[start : start + size] for start in range(len(texts) - size + 1))


def _rewritten(old: Sequence[Segment], new: Sequence[str]) -> Iterator[Match]:
    """Match each old sentence with the first later new one that is similar, in order."""
    done = 0
    for segment in old:
        index = _like(segment.text, new, done) if len(old) * len(new) <= COMPARED else None
        if index is None:
            yield Match(segment, None)
            continue
        yield from (Match(None, text) for text in new[done:index])
        yield Match(segment, new[index])
        done = index + 1
    yield from (Match(None, text) for text in new[done:])


def _like(text: str, new: Sequence[str], start: int) -> int | None:
    for index in range(start, len(new)):
        matcher = SequenceMatcher(None, text, new[index], autojunk=False)
        if matcher.quick_ratio() >= LIKE and matcher.ratio() >= LIKE:
            return index
    return None


def update(
    pair: Pair,
    texts: Mapping[int, Sequence[str]],
    used: Collection[str],
    known: Known,
    bridge: Bridge,
    reviewer: str,
    time: str,
) -> Edit | None:
    """Return the edit that makes `texts` the sentences of their sides (0 source, 1 target).

    Unaligned sentences are then aligned again between the beads that stay. None if nothing changes.
    `used` are all ids that the pair has ever had, `known` are earlier decisions of reviewers.
    """
    new = pair
    for side, sentences in texts.items():
        new = renewed(new, side, sentences, used, bridge.forward)
    if new.beads != pair.beads and pair.kind != "draft":
        new = _aligned(new, set(pair.beads), known, bridge)
    before, after = frozenset(pair.beads), frozenset(new.beads)
    return Edit(before - after, after - before, UPDATE, reviewer, time) if before != after else None


def renewed_sides(pair: Pair, documents: Sequence[Document]) -> dict[int, Document]:
    """Return the documents by the side that each replaces: 0 source, 1 target.

    Raises `BadPlan` for another language, two documents of one side, or a machine-made side.
    """
    langs = [pair.source.lang, pair.target.lang]
    sides: dict[int, Document] = {}
    for document in documents:
        side = langs.index(document.lang) if document.lang in langs else None
        if side is None or side in sides:
            raise BadPlan(
                "{name} is in {lang}: give one text in {source} and one in {target}",
                name=document.name,
                lang=document.lang,
                source=langs[0],
                target=langs[1],
            )
        if side and pair.kind == "draft":
            raise BadPlan(
                "{name}: the {lang} side of {pair} is machine translation; give a file of the "
                "other side",
                name=document.name,
                lang=langs[1],
                pair=pair.id,
            )
        sides[side] = document
    return sides


def _aligned(pair: Pair, old: Collection[Bead], known: Known, bridge: Bridge) -> Pair:
    """Return the pair with changed beads, and unreviewed unaligned ones, aligned again."""
    loose = [
        bead
        for bead in pair.beads
        if bead.status == "auto" and (bead not in old or not (bead.source and bead.target))
    ]
    again = set(loose)
    kept = (bead for bead in pair.beads if bead not in again)
    return replace(pair, beads=in_order([*kept, *aligned_again(pair, loose, known, bridge)]))


def renewed(
    pair: Pair,
    side: int,
    texts: Sequence[str],
    used: Collection[str],
    translator: Translator | None,
) -> Pair:
    """Return `pair` with `texts` as the sentences of one side (0 source, 1 target).

    New sentences get unused ids between those that stay. They are unaligned, except in a draft,
    where `translator` makes the other side. A reviewed bead whose text has changed is flagged; its
    note has the old text.
    """
    lang = (pair.source, pair.target)[side].lang
    found = list(matches(_segments(pair, side), texts))
    now = list(_translated(found, _placed(found, lang, set(used)), None if side else translator))
    left = {match.old.id: segment for match, segment in zip(found, now, strict=True) if match.old}
    beads = [part for bead in pair.beads for part in _bead(bead, side, left)]
    news = {
        segment.id
        for match, segment in zip(found, now, strict=True)
        if segment and segment is not match.old
    }
    come = [segment for match, segment in zip(found, now, strict=True) if segment and not match.old]
    beads += [Bead(() if side else (segment,), (segment,) if side else ()) for segment in come]
    renewed = replace(pair, beads=in_order(beads))
    return _drafted(renewed, news, used) if pair.kind == "draft" else renewed


def _segments(pair: Pair, side: int) -> list[Segment]:
    return sorted(
        (segment for bead in pair.beads for segment in (bead.source, bead.target)[side]), key=place
    )


def _placed(found: Sequence[Match], lang: str, used: set[str]) -> Iterator[Segment | None]:
    """Return the segment of each match; a new one gets the block of the segment before it."""
    stay = [match.old for match in found if match.old and match.text is not None]
    before: Place = ()
    block = stay[0].block if stay else 0
    following = iter([*map(place, stay), None])
    after = next(following)
    for match in found:
        if match.text is None:
            yield None
            continue
        if match.old:
            segment = (
                match.old
                if match.text == match.old.text
                else replace(match.old, text=match.text, draft="")
            )
            after = next(following)
        else:
            segment = Segment(_between(before, after, lang, used), match.text, block)
            used.add(segment.id)
        before, block = place(segment), segment.block
        yield segment


def _between(before: Place, after: Place | None, lang: str, used: Collection[str]) -> str:
    """Return an unused id for a sentence between two places: between 5 and 6 it is 5.1."""
    stem = before
    while True:
        for number in count(1):
            here = (*stem, number)
            if after is not None and here >= after:
                break
            name = ".".join(map(str, (lang, *here)))
            if name not in used:
                return name
        stem = (*stem, 0)


def _translated(
    found: Iterable[Match], now: Iterable[Segment | None], translator: Translator | None
) -> Iterator[Segment | None]:
    """Yield the segments, new and changed ones with their machine translations."""
    pairs = list(zip(found, now, strict=True))
    news = [segment for match, segment in pairs if segment and segment is not match.old]
    said = iter(
        translator.translate([segment.text for segment in news]) if translator else [""] * len(news)
    )
    for match, segment in pairs:
        yield (
            replace(segment, draft=next(said), draft_quality=None)
            if segment and segment is not match.old
            else segment
        )


def _bead(bead: Bead, side: int, left: Mapping[str, Segment | None]) -> list[Bead]:
    """Return what replaces a bead: the same bead, the changed one, its parts, or nothing."""
    was = (bead.source, bead.target)[side]
    now = tuple(segment for old in was if (segment := left[old.id]))
    if now == was:
        return [bead]
    source, target = (bead.source, now) if side else (now, bead.target)
    judged = bead.status != "auto" or bool(bead.resp)
    if bead.origin == "mt" and not judged:  # the target is the draft of the source
        target = tuple(
            replace(target, text=source.draft)
            for source, target in zip(now, bead.target, strict=False)
            if source.draft
        )
        return [replace(bead, source=now, target=target)] if now else []
    old = " ".join(segment.text for segment in was)
    note = " / ".join(filter(None, (bead.note, f"was: {old}"))) if judged else bead.note
    changed = replace(bead, status="flagged" if judged else "auto", confidence=None, note=note)
    if source and target:
        return [replace(changed, source=source, target=target)]
    alone = [replace(changed, source=(segment,), target=()) for segment in source]
    return alone + [replace(changed, source=(), target=(segment,)) for segment in target]


def _drafted(pair: Pair, news: Collection[str], used: Collection[str]) -> Pair:
    """Return the draft with a machine translation opposite each new sentence that has none."""
    taken = {*used, *(segment.id for bead in pair.beads for segment in bead.segments)}
    after = [place(bead.target[0]) for bead in pair.beads if bead.target]
    before: Place = ()
    beads = []
    for bead in pair.beads:
        if bead.target:
            before = place(bead.target[-1])
        elif bead.source[0].id in news and (text := bead.source[0].draft):
            following = next((later for later in after if later > before), None)
            name = _between(before, following, pair.target.lang, taken)
            target = Segment(name, text, bead.source[0].block)
            taken.add(name)
            before = place(target)
            bead = replace(bead, target=(target,), origin="mt")  # noqa: PLW2901
        beads.append(bead)
    return replace(pair, beads=tuple(beads))
