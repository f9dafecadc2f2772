"""Reading given texts, in a process of its own that has limits.

A file that is made to take minutes or gigabytes to read ends that process, and not the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import BoundedSemaphore

from baikonur_align import ingest, segmentation
from baikonur_align.building.plan import BadPlan
from baikonur_align.ingest import bilingual
from baikonur_align.ingest.isolated import isolated, preload
from baikonur_align.journal.jobs import Text
from baikonur_align.model import Document, GivenLink

SECONDS = 60
"""How long a text may be read."""

MEMORY = 3 * 2**30
"""Bytes of address space that the reading process may take."""

AT_ONCE = 2
"""Processes that read at the same time."""

LONGEST_TITLE = 500
"""Characters of a text's title; what is longer is cut."""

_free = BoundedSemaphore(AT_ONCE)

preload(__name__)


@dataclass(frozen=True)
class Given:
    """The documents that texts are, and the links between them if they came aligned.

    `sentences` counts those of each document, if they were counted.
    """

    documents: Sequence[Document]
    links: tuple[GivenLink, ...] = ()
    sentences: Sequence[int] = ()


def read(texts: Sequence[Text], target_lang: str) -> Given:
    """Return one text or two as documents; a bilingual file as the two that it holds.

    Raises `ingest.Unreadable`, and `BadPlan` for a bilingual file beside another text.
    """
    if len(texts) == 1:
        text = texts[0]
        aligned = bilingual.found_in(text.data, text.name, text.lang or None, target_lang or None)
        if aligned:
            sides = (aligned.source, aligned.target)
            return Given([_titled(side, text.title) for side in sides], aligned.links)
    return Given([_document(text) for text in texts])


def read_apart(texts: Sequence[Text], target_lang: str) -> Given:
    """Return the same as `read`, with sentences counted, from a process with limits.

    Raises `ingest.Unreadable` too if it takes too much time or memory.
    """
    with _free:
        return isolated(
            _counted, texts, target_lang, name=texts[0].name, seconds=SECONDS, memory=MEMORY
        )


def _counted(texts: Sequence[Text], target_lang: str) -> Given:
    found = read(texts, target_lang)
    counts = [
        len(document.blocks) if found.links else len(segmentation.segments(document))
        for document in found.documents
    ]
    return replace(found, sentences=counts)


def _document(text: Text) -> Document:
    """Return a text in the language and with the title that were given with it."""
    if bilingual.is_bilingual(text.name) and not ingest.is_readable(text.name):
        raise BadPlan("{name} has both texts, aligned already; add it alone", name=text.name)
    return _titled(ingest.read_bytes(text.data, text.name, text.lang or None), text.title)


def _titled(document: Document, title: str) -> Document:
    wanted = " ".join(title.split()) or document.title
    return replace(document, title=wanted[:LONGEST_TITLE])
