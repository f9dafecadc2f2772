"""Reading given texts, in a process of its own that has limits.

A file that is made to take minutes or gigabytes to read ends that process, and not the server.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from threading import BoundedSemaphore
from typing import Any

from baikonur_align import ingest, segmentation
from baikonur_align.building.plan import BadPlan
from baikonur_align.ingest import bilingual
from baikonur_align.journal.jobs import Text
from baikonur_align.model import Document, GivenLink, Problem

SECONDS = 60
"""How long a text may be read."""

MEMORY = 3 * 2**30
"""Bytes of address space that the reading process may have."""

AT_ONCE = 2
"""Processes that read at the same time."""

LONGEST_TITLE = 500
"""Characters of a text's title; what is longer is cut."""

_free = BoundedSemaphore(AT_ONCE)


class TooMuchToRead(Problem):
    """Reading the text took too long or too much memory."""


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

    Raises `TooMuchToRead` too.
    """
    with _free:
        here, there = _context.Pipe(duplex=False)
        process = _context.Process(target=_answer, args=(there, texts, target_lang), daemon=True)
        process.start()
        there.close()
        try:
            found: Given | Problem | None = here.recv() if here.poll(SECONDS) else None
        except EOFError:  # the process ended: out of memory
            found = None
        finally:
            process.kill()
            process.join()
            here.close()
    if isinstance(found, Problem):
        raise found
    if found is None:
        raise TooMuchToRead(
            "{name} takes more than {seconds} seconds or too much memory to read; save it as plain "
            "text, or add it in parts",
            name=texts[0].name,
            seconds=SECONDS,
        )
    return found


_context: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
if sys.platform != "win32":
    _context.set_forkserver_preload([__name__])


def _answer(there: Connection, texts: Sequence[Text], target_lang: str) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        found = read(texts, target_lang)
        counts = [
            len(document.blocks) if found.links else len(segmentation.segments(document))
            for document in found.documents
        ]
        there.send(replace(found, sentences=counts))
    except Problem as problem:
        there.send(problem)


def _document(text: Text) -> Document:
    """Return a text in the language and with the title that were given with it."""
    if bilingual.is_bilingual(text.name) and not ingest.is_readable(text.name):
        raise BadPlan("{name} has both texts, aligned already; add it alone", name=text.name)
    return _titled(ingest.read_bytes(text.data, text.name, text.lang or None), text.title)


def _titled(document: Document, title: str) -> Document:
    wanted = " ".join(title.split()) or document.title
    return replace(document, title=wanted[:LONGEST_TITLE])
