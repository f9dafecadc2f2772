"""Documents that can be written back in their layout, read by the same parsers (`documents`)."""

from __future__ import annotations

import re
from pathlib import PurePath
from zipfile import ZipFile

from baikonur_align import documents
from baikonur_align.ingest import properties
from baikonur_align.ingest.container import blaming, unzip
from baikonur_align.ingest.content import Content, counted
from baikonur_align.ingest.decode import Unreadable, clean, decode_markup
from baikonur_align.inline import Codes
from baikonur_align.model import Block, Remark

TEXTS = frozenset({".srt", ".vtt", ".md", ".markdown"})
"""Suffixes of plain text, in any encoding."""

OLE = b"\xd0\xcf\x11\xe0"
MAIN_PARTS = {
    ".docx": "word/",
    ".docm": "word/",
    ".pptx": "ppt/",
    ".xlsx": "xl/",
    ".odt": "content.xml",
}
"""What a package of that suffix must have a part of; other suffixes are checked by their parser."""
_COMMENTED = re.compile(r"word/comments\.xml|ppt/comments/.*\.xml|content\.xml")
_COMMENT = re.compile(rb"<w:comment\s|<p:cm\s|<p188:cm\s|<office:annotation[\s>]")
ZIPPED = {
    ".docx": "Word document",
    ".docm": "Word document",
    ".pptx": "PowerPoint presentation",
    ".xlsx": "Excel workbook",
    ".odt": "OpenDocument text",
    ".odp": "OpenDocument presentation",
    ".epub": "EPUB book",
}


def read(data: bytes, name: str, lang: str | None) -> Content:
    """The blocks with their inline codes, in reading order. Raises `Unreadable`."""
    what = ZIPPED.get(PurePath(name).suffix.lower(), "")
    if data.startswith(OLE):
        raise Unreadable(
            "{name} is an old Word or Excel file, or locked with a password; save it as plain "
            ".docx",
            name=name,
        )
    remarks: list[Remark] = []
    if PurePath(name).suffix.lower() in TEXTS:
        found_text, remarks = decode_markup(data, name, lang)
        data = found_text.encode("utf-8", "replace")
    comments = 0
    if what:
        archive = unzip(data, name, what)
        _check_parts(archive, name, what)
        with blaming(name, what):
            comments = _comments(archive)
    try:
        with blaming(name, what or "document of that format"):
            layout = documents.parse(data, name)
    except documents.Damaged as problem:
        raise Unreadable(problem.template, **problem.values) from problem
    kept = [
        (found, cell)
        for block, cell in zip(layout.blocks, layout.cells, strict=True)
        if (found := cleaned(block))
    ]
    blocks = tuple(block for block, _ in kept)
    cells = tuple(cell for _, cell in kept) if any(cell for _, cell in kept) else ()
    if not blocks:
        raise Unreadable("{name} has no text in it; give a file with text in it", name=name)
    count = sum(len(block.codes) for block in blocks)
    codes = (Remark("kept", "inline codes", count),) if count else ()
    notes = [Remark("kept", note.rstrip(".")) for note in layout.notes]
    notes += counted("left-out", [*["comments"] * comments, *layout.left_out])
    metadata = properties.of_package(data, name) if what else ()
    return Content(blocks, (*remarks, *codes, *notes), metadata, layout.title, cells)


def _comments(archive: ZipFile) -> int:
    """The number of comments, which are not part of the text."""
    return sum(
        len(_COMMENT.findall(archive.read(part)))
        for part in archive.namelist()
        if _COMMENTED.fullmatch(part)
    )


def _check_parts(archive: ZipFile, name: str, what: str) -> None:
    wanted = MAIN_PARTS.get(PurePath(name).suffix.lower(), "")
    if not any(part.startswith(wanted) for part in archive.namelist()):
        raise Unreadable(
            "{name} is not a valid {what}; open it in the program that made it and save it again",
            name=name,
            what=what,
        )


def cleaned(block: Block) -> Block | None:
    """A block without the characters that `clean` leaves out; None for one without text."""
    text = clean(block.text)
    if not text.strip():
        return None
    codes: Codes = block.codes
    if len(text) != len(block.text):

        def moved(offset: int) -> int:
            return min(len(clean(block.text[:offset])), len(text))

        codes = tuple(
            type(code)(moved(code.start), moved(code.end), code.kind, code.data, code.id)
            for code in codes
        )
    return Block(block.kind, text, block.lines, codes)
