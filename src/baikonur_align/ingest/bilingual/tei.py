"""Parallel TEI of other projects: sentences with ``xml:id``, linked by ``link`` or ``corresp``."""

from __future__ import annotations

from baikonur_align.edit import place
from baikonur_align.ingest.bilingual.bitext import Bitext, Group, Sentence
from baikonur_align.ingest.content import counted
from baikonur_align.ingest.decode import Unreadable, clean
from baikonur_align.ingest.xmltext import parse
from baikonur_align.model import UnitFacts
from baikonur_align.tei import NotOurs, linked, loads
from baikonur_align.tei.names import XML_LANG as LANG

OWN = b'type="alignment"'
"""What is in every file of ours."""


def read(data: bytes, name: str) -> Bitext:
    """Raises `Unreadable`, also for TEI in two languages in which nothing is linked."""
    own = _own(data, name)
    if own:
        return own
    root, remarks = parse(data, name, "TEI file")
    texts, groups = linked(root)
    if not groups and len({text.get(LANG) for text in root.iter("{*}text")}) > 1:
        raise Unreadable(
            "{name} links no sentences: they need xml:id, a language, and link or corresp "
            "between them",
            name=name,
        )
    return Bitext(
        {lang: [Sentence(clean(text)) for text in side] for lang, side in texts.items()},
        [Group(group) for group in groups],
        remarks=tuple(remarks),
    )


def _own(data: bytes, name: str) -> Bitext | None:
    """A pair that we wrote, with all that its beads say but drafts; None for other files."""
    if OWN not in data:
        return None
    try:
        pair = loads(data, name)
    except NotOurs:
        return None
    sides = (pair.source, pair.target)
    texts: dict[str, list[Sentence]] = {}
    numbers: dict[str, tuple[str, int]] = {}
    for number, side in enumerate(sides):
        found = (segment for bead in pair.beads for segment in (bead.source, bead.target)[number])
        text = texts[side.lang] = []
        for segment in sorted(found, key=place):
            numbers[segment.id] = side.lang, len(text)
            text.append(Sentence(segment.text, segment.codes))
    groups = []
    for bead in pair.beads:
        members: dict[str, list[int]] = {}
        for lang, index in (numbers[segment.id] for segment in bead.segments):
            members.setdefault(lang, []).append(index)
        facts = UnitFacts(bead.status, bead.confidence, bead.resp, bead.note, bead.properties)
        groups.append(Group(members, facts))
    full = {side.lang: dict(side.metadata).get("language", "") for side in sides}
    drafts = sum(1 for bead in pair.beads for segment in bead.segments if segment.draft)
    return Bitext(
        texts,
        groups,
        remarks=tuple(counted("left-out", ["drafts"] * drafts)),
        full_codes={lang: code for lang, code in full.items() if code},
    )
