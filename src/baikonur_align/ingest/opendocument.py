"""OpenDocument texts (.odt): headings, paragraphs, lists, table cells, and the notes after them.

Read from ``content.xml`` (OASIS OpenDocument 1.3, part 3, 5 and 6). Comments and what a tracked change
took out are left aside.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from baikonur_align.ingest.container import blaming, blocks, locked, unzip, xml
from baikonur_align.model import Block, BlockKind

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"

WHAT = "OpenDocument text"
PLACES = frozenset({f"{TEXT}p", f"{TEXT}h"})
ASIDE = frozenset({f"{OFFICE}annotation", f"{OFFICE}forms", f"{TEXT}tracked-changes"})
MARKS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
NOT_SAID = ASIDE | PLACES | {f"{TEXT}note", f"{TEXT}ruby-text"}
LONGEST_GAP = 1000
"""Spaces that one element may stand for; it may say any number."""


def read(data: bytes, name: str, _lang: str | None) -> list[Block]:
    """The blocks of an OpenDocument text. Raises `Unreadable`."""
    archive = unzip(data, name, WHAT)
    with blaming(name, WHAT):
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise locked(name)
        body = xml(archive.read("content.xml")).find(f"{OFFICE}body/{OFFICE}text")
        assert body is not None  # a table or a drawing has another one
        notes = [
            block for note in body.iter(f"{TEXT}note-body") for block in _blocks(note, "paragraph")
        ]
        return blocks([*_blocks(body, "paragraph"), *notes], name)


def _blocks(element: etree._Element, kind: BlockKind) -> Iterator[tuple[BlockKind, str]]:
    for child in element:
        if child.tag in ASIDE or child.tag == f"{TEXT}note":
            continue
        if child.tag in PLACES:
            yield "heading" if child.tag == f"{TEXT}h" else kind, "".join(_said(child))
        yield from _blocks(child, "item" if child.tag == f"{TEXT}list-item" else kind)


def _said(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{TEXT}s":
            yield " " * min(int(child.get(f"{TEXT}c", "1")), LONGEST_GAP)
        elif child.tag in MARKS:
            yield MARKS[child.tag]
        elif child.tag not in NOT_SAID and isinstance(child.tag, str):
            yield from _said(child)
        yield child.tail or ""
