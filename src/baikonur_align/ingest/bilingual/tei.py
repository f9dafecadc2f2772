"""Parallel TEI of other projects: sentences with ``xml:id``, linked by ``link`` or ``corresp``."""

from __future__ import annotations

from baikonur_align.ingest.bilingual.bitext import Bitext, Group, Sentence
from baikonur_align.ingest.decode import Unreadable, clean
from baikonur_align.ingest.xmltext import parse
from baikonur_align.tei import linked
from baikonur_align.tei.names import XML_LANG as LANG


def read(data: bytes, name: str) -> Bitext:
    """Raises `Unreadable`, also for TEI in two languages in which nothing is linked."""
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
