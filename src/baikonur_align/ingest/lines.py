"""Texts that are already split: one sentence a line, an empty line between paragraphs."""

from __future__ import annotations

from itertools import groupby

from baikonur_align.ingest.content import Content
from baikonur_align.ingest.decode import Unreadable, decoded
from baikonur_align.model import Block


def read(data: bytes, name: str, lang: str | None) -> Content:
    """Return the paragraphs, one sentence a line. Raises `Unreadable` as `decode` does."""
    found = decoded(data, name, lang, lines=True)
    lines = [" ".join(line.split()) for line in found.text.split("\n")]
    runs = [list(run) for filled, run in groupby(lines, key=bool) if filled]
    if not runs:
        raise Unreadable("{name} has no text; write one sentence on each line", name=name)
    blocks = tuple(Block("paragraph", "\n".join(run), lines=True) for run in runs)
    return Content(blocks, found.remarks)
