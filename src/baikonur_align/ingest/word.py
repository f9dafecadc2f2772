"""Word documents (.docx): the text as it stands, with tracked changes accepted, and the notes after it.

python-docx opens the package and knows the styles. It would leave out text in tracked insertions, content
controls and text boxes, so the paragraphs and their words are gathered here (ECMA-376, part 1, 17.3).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lxml import etree

from baikonur_align.ingest.container import blaming, blocks, unzip, xml
from baikonur_align.ingest.decode import Unreadable
from baikonur_align.model import Block, BlockKind

if TYPE_CHECKING:
    from docx.document import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What older programs show in place of a text box: the same text once more."""

WHAT = "Word document"
MARKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}
NOT_SAID = frozenset({f"{W}p", f"{W}pPr", f"{W}rPr", f"{W}moveFrom", FALLBACK})
"""Inside a paragraph: properties, what was moved away, and paragraphs of text boxes, which come later."""

BODY_LEVEL = "9"
"""The outline level that says: no heading."""

NO_LIST = "0"
"""The number by which a paragraph says that it is in no list although its style is."""


def read(data: bytes, name: str, _lang: str | None) -> list[Block]:
    """The paragraphs, table cells and notes. Raises `Unreadable`, also for a document with macros."""
    import docx

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            f"{name} is an old Word file, or locked with a password; save it as plain .docx"
        )
    archive = unzip(data, name, WHAT)
    if any(part.endswith("vbaProject.bin") for part in archive.namelist()):
        raise Unreadable(f"{name} has macros; save it as .docx, which has none, and give that")
    with blaming(name, WHAT):
        document = docx.Document(io.BytesIO(data))
        styles = _styles(document)
        found = [(_kind(p, styles), "".join(_said(p))) for p in _paragraphs(document.element.body)]
        return blocks([*found, *_notes(document)], name)


def _paragraphs(element: etree._Element) -> Iterator[Any]:
    """All paragraphs in order, those of tables and text boxes too."""
    for child in element:
        if child.tag == f"{W}p":
            yield child
        if child.tag != FALLBACK:
            yield from _paragraphs(child)


def _said(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in MARKS:
            yield MARKS[child.tag]
        elif child.tag not in NOT_SAID:
            yield from _said(child)


def _kind(paragraph: Any, styles: dict[str | None, BlockKind]) -> BlockKind:
    """By the paragraph's own marks, else by its style."""
    kind = styles.get(paragraph.style, "paragraph")
    level = paragraph.find(f"{W}pPr/{W}outlineLvl")
    if level is not None and level.get(f"{W}val") != BODY_LEVEL:
        return "heading"
    number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
    if number is None or kind == "heading":
        return kind
    return "paragraph" if number.get(f"{W}val") == NO_LIST else "item"


def _styles(document: Document) -> dict[str | None, BlockKind]:
    """What a style, or the nearest one that it is based on and that we know, makes of a paragraph."""
    found: dict[str | None, BlockKind] = {}
    for style in document.styles:
        line: Any = style
        while line is not None and style.style_id not in found:
            kind = _known(
                line.name or "", numbered=line.element.find(f"{W}pPr/{W}numPr") is not None
            )
            if kind:
                found[style.style_id] = kind
            line = getattr(line, "base_style", None)
    return found


def _known(name: str, *, numbered: bool) -> BlockKind | None:
    """By the names that Word keeps in English in every language."""
    name = name.lower()
    if name.startswith("heading") or name in ("title", "subtitle"):
        return "heading"
    if name == "caption":
        return "caption"
    return "item" if numbered or name.startswith("list") else None


def _notes(document: Document) -> Iterable[tuple[BlockKind, str]]:
    """Footnotes and endnotes, without the lines that part them from the text."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")):
            for note in xml(relation.target_part.blob):
                if note.get(f"{W}type") is None:
                    yield from (("paragraph", "".join(_said(p))) for p in _paragraphs(note))
