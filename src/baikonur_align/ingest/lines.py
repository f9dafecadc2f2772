"""Text that another program, or a person, has split: a sentence a line, an empty line between paragraphs."""

from __future__ import annotations

from itertools import groupby

from baikonur_align.ingest.decode import Unreadable, decode
from baikonur_align.model import Block


def read(data: bytes, name: str, lang: str | None) -> list[Block]:
    """The paragraphs of such a file, each sentence on its line. Raises `Unreadable` as `decode` does."""
    lines = [" ".join(line.split()) for line in decode(data, name, lang).splitlines()]
    runs = [list(run) for filled, run in groupby(lines, key=bool) if filled]
    if not runs:
        raise Unreadable(f"{name} has no text; write a sentence a line into it")
    return [Block("paragraph", "\n".join(run), lines=True) for run in runs]
