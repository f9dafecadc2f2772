"""A reviewed pair as a document in the layout of its source.

Sentences find their paragraph by their text, not by their number, so that a sentence which a
reviewer split, joined or moved still lands where its source stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from pathlib import PurePath
from typing import Literal

from baikonur_align import documents, segmentation
from baikonur_align.building.bridge import Bridge
from baikonur_align.building.drafting import draft, project_all, with_typography
from baikonur_align.documents import Layout, Marking, Translation, html
from baikonur_align.ingest.decode import clean
from baikonur_align.inline import Codes, concat_codes, slice_text
from baikonur_align.model import Bead, Document, Pair, Segment

Unreviewed = Literal["draft", "source"]
"""The text written for an unconfirmed sentence: its draft, or its source."""

NOT_REVIEWED = {"kk": "Тексерілмеген", "ru": "Не проверено"}
"""What comments on unconfirmed text say, by language of the document; else in English."""

MARKED: dict[documents.Held, str] = {
    "highlight": "what is not reviewed is highlighted",
    "comment": "what is not reviewed has a comment, or a highlight in notes, headers and boxes",
    "state": "what is not reviewed has a state that is not final",
    "characters": "what is not reviewed stands in \u27e6 \u27e7",
}
LESS: dict[documents.Held, str] = {
    "highlight": "{suffix} holds no comments on text",
    "state": "{suffix} holds states instead of marks",
    "characters": "{suffix} holds no highlight and no comments on text",
}
"""Why a mark is another one than was asked for."""

BESIDE = frozenset({*html.ATTRIBUTES.values(), "description", html.TITLE})
"""Where a page has text that is no part of a pair: titles, alternative texts, labels of forms."""

NEAR = 20_000
"""Characters after a sentence in which the next one is searched."""


@dataclass(frozen=True, slots=True)
class ReviewedDocument:
    """A written document; of ``beads`` with a source ``confirmed`` are reviewed.

    ``unplaced`` source sentences were not found in the original, because they were edited.
    ``mark`` is how the sentences that nobody confirmed were to be marked, None for not at all.
    """

    data: bytes
    name: str
    beads: int
    confirmed: int
    unplaced: int
    mark: Marking | None = None

    def summary(self) -> str:
        """A line of text: how much of the document was reviewed."""
        share = 100 * self.confirmed // max(1, self.beads)
        said = f"{self.confirmed} of {self.beads} sentences reviewed ({share} %)"
        if self.unplaced:
            said += f"; {self.unplaced} edited source sentences placed by their neighbours"
        if self.mark and self.confirmed < self.beads:
            held = documents.mark_held(self.name, self.mark)
            why = LESS[held].format(suffix=PurePath(self.name).suffix) if held != self.mark else ""
            said += f"; {why}: {MARKED[held]}" if why else f"; {MARKED[held]}"
        return said


@dataclass(frozen=True, slots=True)
class _Said:
    """The text of a bead in the document, and its place."""

    block: int
    text: str
    codes: Codes
    confirmed: bool


def write_pair(
    pair: Pair,
    original: bytes,
    engines: Bridge,
    *,
    unreviewed: Unreviewed = "draft",
    mark: Marking | None = None,
) -> ReviewedDocument:
    """The original of a pair's source side with the pair's translation in it.

    Args:
      pair: the pair as it stands now.
      original: the bytes of its source file.
      engines: align the words of a translation whose codes are missing.
      unreviewed: what stands for sentences that nobody confirmed.
      mark: how to mark them; a format without comments gets a highlight, and one without
        highlight characters around them (`documents.mark_held`).

    Raises:
      documents.CannotWrite: the format of the source cannot be written back.
      documents.Damaged: the original cannot be read.

    """
    layout = documents.parse(original, pair.source.name)
    places, unplaced = _shares(pair, layout)
    said = _with_codes(list(_said(pair, places, unreviewed)), pair, engines)
    blocks: dict[int, list[_Said]] = {}
    for one in said:
        blocks.setdefault(one.block, []).append(one)
    comment = NOT_REVIEWED.get(pair.target.lang, "Not reviewed") if mark == "comment" else ""
    if unreviewed == "draft":
        blocks |= _beside(pair, layout, blocks, engines)
    translations = {
        block: _translation(layout.blocks[block].text, parts, marked=bool(mark), comment=comment)
        for block, parts in blocks.items()
    }
    written = documents.write(original, pair.source.name, translations, pair.target.lang)
    sourced = [bead for bead in pair.beads if bead.source]
    confirmed = sum(bead.status == "confirmed" for bead in sourced)
    return ReviewedDocument(written, pair.source.name, len(sourced), confirmed, unplaced, mark)


def _beside(
    pair: Pair, layout: Layout, placed: Collection[int], engines: Bridge
) -> dict[int, list[_Said]]:
    """Drafts of the texts of a page that are no part of the pair, if a package translates them."""
    numbers = [
        number
        for number, context in enumerate(layout.contexts)
        if context in BESIDE and number not in placed
    ]
    if not numbers or engines.forward is None:
        return {}
    langs = pair.source.lang, pair.target.lang
    document = Document("", langs[0], "", "", tuple(layout.blocks[number] for number in numbers))
    segments = segmentation.segments(document)
    said: dict[int, list[_Said]] = {}
    for segment, one in zip(segments, draft(segments, langs, engines), strict=True):
        number = numbers[segment.block]
        said.setdefault(number, []).append(_Said(number, one.text, one.codes, confirmed=False))
    return said


def _translation(source: str, parts: Sequence[_Said], *, marked: bool, comment: str) -> Translation:
    parts = [part for part in parts if part.text]
    text = with_typography(source, " ".join(part.text for part in parts))
    state = "reviewed" if all(part.confirmed for part in parts) else "translated"
    codes = concat_codes([(part.text, part.codes) for part in parts], " ")
    return Translation(text, codes, state, tuple(_unconfirmed(parts)) if marked else (), comment)


def _unconfirmed(parts: Sequence[_Said]) -> Iterator[tuple[int, int]]:
    """The stretches of the joined parts that nobody confirmed."""
    start = 0
    for part in parts:
        if not part.confirmed:
            yield start, start + len(part.text)
        start += len(part.text) + 1


Shares = dict[int, int]
"""The characters that a sentence has in each block of the layout, in order."""


def _shares(pair: Pair, layout: Layout) -> tuple[dict[str, Shares], int]:
    """Where each source sentence stands in the layout, and how many were not found.

    A sentence of subtitles may run over several blocks.
    """
    texts = [_plain(block.text) for block in layout.blocks]
    whole = "".join(texts)
    starts = [0, *accumulate(map(len, texts))]
    segments = sorted((segment for bead in pair.beads for segment in bead.source), key=_order)
    places: dict[str, Shares] = {}
    of_block: dict[int, int] = {}
    lost: list[Segment] = []
    end = 0
    for segment in segments:
        text = _plain(segment.text)
        found = whole.find(text, end, end + len(text) + NEAR) if text else -1
        if found < 0:
            lost.append(segment)
            continue
        end = found + len(text)
        first, last = bisect_right(starts, found) - 1, bisect_left(starts, end)
        places[segment.id] = {
            block: min(end, starts[block + 1]) - max(found, starts[block])
            for block in range(first, last)
            if texts[block]
        }
        of_block.setdefault(segment.block, first)
    for segment in lost:
        nearest = min(of_block, key=lambda block, own=segment: abs(block - own.block), default=0)  # type: ignore[misc]
        places[segment.id] = {of_block.get(segment.block, of_block.get(nearest, 0)): 1}
    return places, len(lost)


def _cut(text: str, codes: Codes, shares: Shares) -> Iterator[tuple[int, str, Codes]]:
    """The parts of a translation for the blocks of its sentence, cut between words."""
    if len(shares) == 1:
        (only,) = shares
        yield only, text, codes
        return
    spaces = [found.start() for found in re.finditer(" +", text)]
    start = reached = 0
    for number, (block, share) in enumerate(shares.items(), 1):
        reached += share
        aim = partial(_distance, len(text) * reached / sum(shares.values()))
        is_last = number == len(shares)
        end = len(text) if is_last else min(spaces, key=aim, default=len(text))
        yield block, *slice_text(text, codes, start, max(start, end), is_last)
        start = max(start, end)


def _distance(aim: float, place: int) -> float:
    return abs(aim - place)


def _plain(text: str) -> str:
    return "".join(clean(text).split())


def _order(segment: Segment) -> list[int]:
    return [int(part) for part in segment.id.split(".")[1:] if part.isdecimal()]


def _said(pair: Pair, places: dict[str, Shares], unreviewed: Unreviewed) -> Iterator[_Said]:
    """The text of each bead in source order; an unaligned target joins the bead before it."""
    shares: Shares = {0: 1}
    parts: list[tuple[list[int], _Said]] = []
    order: list[int] = [0]
    for bead in pair.beads:
        if bead.source:
            first = min(bead.source, key=_order)
            shares, order = places[first.id], _order(first)
        for number, (text, codes) in enumerate(_texts(bead, unreviewed)):
            own = bead.source[number].id if number < len(bead.source) else ""
            where = places.get(own, shares) if len(bead.source) == len(bead.target) else shares
            parts += [
                (order, _Said(block, piece, held, bead.status == "confirmed"))
                for block, piece, held in _cut(text, codes, where)
            ]
        # a paragraph is emptied if its only sentence was joined to one of another paragraph
        parts += [
            (order, _Said(block, "", (), confirmed=True))
            for segment in bead.source
            for block in places[segment.id]
        ]
    yield from (said for _, said in sorted(parts, key=lambda part: part[0]))


def _texts(bead: Bead, unreviewed: Unreviewed) -> list[tuple[str, Codes]]:
    if bead.status == "confirmed":
        return [(segment.text, segment.codes) for segment in bead.target]
    if unreviewed == "source":
        return [(segment.text, segment.codes) for segment in bead.source]
    if bead.target and bead.status != "rejected":
        return [(segment.text, segment.codes) for segment in bead.target]
    return [
        (segment.draft, ()) if segment.draft else (segment.text, segment.codes)
        for segment in bead.source
    ]


def _with_codes(said: list[_Said], pair: Pair, engines: Bridge) -> list[_Said]:
    """Add the source codes that no translation of a block has; linked words give their places."""
    source = {}
    for bead in pair.beads:
        if any(segment.codes for segment in bead.source):
            for segment in bead.source:
                source.update({code.id: segment for code in segment.codes})
    held = {code.id for one in said for code in one.codes}
    missing = {name: segment for name, segment in source.items() if name not in held}
    if not missing:
        return said
    opposite = {segment.id: bead for bead in pair.beads for segment in bead.source}
    jobs = []
    for segment in dict.fromkeys(missing.values()):
        bead = opposite[segment.id]
        text = " ".join(segment.text for segment in bead.source)
        codes = concat_codes([(segment.text, segment.codes) for segment in bead.source])
        jobs += [
            (text, tuple(code for code in codes if code.id in missing), one.text)
            for one in said
            if one.text and one.text in [text for text, _ in _texts(bead, "draft")]
        ]
    placed = dict(project_all(jobs, (pair.source.lang, pair.target.lang), engines))
    return [
        replace(one, codes=(*one.codes, *placed[one.text])) if one.text in placed else one
        for one in said
    ]
