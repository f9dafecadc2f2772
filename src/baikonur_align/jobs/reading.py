"""Reading given texts, in a process of its own that has limits.

A file that is made to take minutes or gigabytes to read ends that process, and not the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import BoundedSemaphore

from baikonur_align import segmentation
from baikonur_align.ingest.files import NamedBytes
from baikonur_align.ingest.given import Asked, Given, read_given
from baikonur_align.ingest.isolated import isolated, preload
from baikonur_align.journal.jobs import Text
from baikonur_align.model import Document

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


def read(texts: Sequence[Text], target_lang: str, *, lines: bool = True) -> Given:
    """Return one text or two as documents; aligned texts as the two that they hold.

    ``lines``: the lines of two texts correspond if their names say so. Raises `ingest.Unreadable`.
    """
    files = tuple(NamedBytes(text.name, text.data) for text in texts)
    langs = [text.lang or None for text in texts] + [target_lang or None]
    given = read_given(Asked(files, (langs[0], langs[1]), lines=lines))
    titles = [text.title for text in texts] + [texts[0].title]
    documents = [
        _titled(document, title) for document, title in zip(given.documents, titles, strict=False)
    ]
    return replace(given, documents=documents)


def read_apart(texts: Sequence[Text], target_lang: str, *, lines: bool = True) -> Given:
    """Return the same as `read`, with sentences counted, from a process with limits.

    Raises `ingest.Unreadable` too if it takes too much time or memory.
    """
    with _free:
        return isolated(
            _counted,
            texts,
            target_lang,
            lines,
            name=texts[0].name,
            seconds=SECONDS,
            memory=MEMORY,
        )


def _counted(texts: Sequence[Text], target_lang: str, lines: bool) -> Given:
    found = read(texts, target_lang, lines=lines)
    counts = [
        len(document.blocks) if found.links else len(segmentation.segments(document))
        for document in found.documents
    ]
    return replace(found, sentences=counts)


def _titled(document: Document, title: str) -> Document:
    wanted = " ".join(title.split()) or document.title
    return replace(document, title=wanted[:LONGEST_TITLE])
