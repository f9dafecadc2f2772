"""Names that reading and writing share: categories, ids, the name of the program."""

from __future__ import annotations

import re
from typing import get_args

from baikonur_align.model import Bead, BlockKind, Kind, Origin, Status

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

MACHINE = "baikonur-align"

KINDS: dict[Kind, str] = {
    "translation": "Both texts were given; one is a translation of the other, or both of a third.",
    "draft": "One text was given; the other is its machine translation, for reviewers to "
    "post-edit.",
    "comparable": "Two independent texts on one subject; few sentences correspond.",
}
STATUSES: dict[Status, str] = {
    "auto": "As the program left it; nobody has judged it.",
    "confirmed": "A reviewer holds that these sentences translate each other, or that nothing "
    "corresponds.",
    "rejected": "A reviewer holds that these sentences do not belong together.",
    "flagged": "A reviewer wants someone to look at this.",
}
ORIGINS: dict[Origin, str] = {
    "aligner": "Put together by the aligner.",
    "mt": "The target side is machine translation of the source side.",
    "memory": "The target side is an earlier translation of the same or a similar sentence.",
    "reviewer": "Put together by a reviewer.",
    "import": "Came together in the file that the texts were taken from.",
}
BLOCKS: dict[BlockKind, str] = {
    "paragraph": "p",
    "heading": "head",
    "item": "item",
    "dateline": "dateline",
    "caption": "head",  # caption of a figure
}

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
SEGMENT_ID = re.compile(rf"(?P<lang>{LANGUAGE.pattern})\.(?P<place>[0-9]+(\.[0-9]+)*)")
"""The id of a sentence: language and place. Other ids begin with a longer word."""

assert set(KINDS) == set(get_args(Kind))
assert set(STATUSES) == set(get_args(Status))
assert set(ORIGINS) == set(get_args(Origin))
assert set(BLOCKS) == set(get_args(BlockKind))


def ncname(prefix: str, name: str) -> str:
    """Return a unique ``xml:id`` for any text; characters not allowed become ``·hex·``."""
    return f"{prefix}-" + re.sub(r"[^A-Za-z0-9_.-]", lambda match: f"·{ord(match[0]):x}·", name)


def bead_id(bead: Bead) -> str:
    """Return the id, made of the first sentence's, so that changes elsewhere do not rename it."""
    return f"bead-{bead.segments[0].id}"
