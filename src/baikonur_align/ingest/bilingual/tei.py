"""Parallel TEI of other projects: sentences with ``xml:id``s, linked by ``link`` or ``corresp``."""

from __future__ import annotations

from baikonur_align.ingest.bilingual.bitext import Bitext
from baikonur_align.ingest.container import blaming, xml
from baikonur_align.ingest.decode import Unreadable, clean
from baikonur_align.tei import linked


def read(data: bytes, name: str) -> Bitext:
    """Raises `Unreadable`, also for TEI in which nothing is linked."""
    with blaming(name, "TEI file"):
        texts, groups = linked(xml(data))
    if not groups:
        raise Unreadable(
            f"{name} links no sentences: they need xml:id, a language, and link or corresp between them"
        )
    return Bitext({lang: [clean(text) for text in side] for lang, side in texts.items()}, groups)
