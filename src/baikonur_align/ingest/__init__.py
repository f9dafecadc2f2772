"""Files and uploads as documents. A reader turns bytes into blocks; here they are named and chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from baikonur_align.ingest import html, lines, opendocument, pdf, text, word
from baikonur_align.ingest.decode import Unreadable
from baikonur_align.ingest.files import file_bytes
from baikonur_align.ingest.language import WrongLanguage, check_language, detect_language, languages
from baikonur_align.model import Block, Document

__all__ = [
    "GUESSED",
    "READERS",
    "Unreadable",
    "WrongLanguage",
    "check_language",
    "detect_language",
    "languages",
    "read",
    "read_bytes",
]

# Takes the bytes, the name for error messages and the language, where it is declared.
Reader = Callable[[bytes, str, str | None], Sequence[Block]]

# By suffix, in small letters. Anything else is tried as text, which says what it is when it is none.
READERS: dict[str, Reader] = {
    "": text.read,
    ".txt": text.read,
    ".text": text.read,
    ".lines": lines.read,
    ".docx": word.read,
    ".docm": word.read,
    ".odt": opendocument.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".pdf": pdf.read,
}

GUESSED = frozenset({".pdf"})
"""The suffixes of files that don't say where a paragraph ends."""

TITLE_LENGTH = 80


def read(path: Path, lang: str | None = None) -> Document:
    """The document in a file, or on standard input for ``-``.

    `lang` is taken at its word (`check_language` is for doubts); without it the language is detected.
    Raises `Unreadable` when there is no file, no permission, no text, or no encoding we know.
    """
    return read_bytes(file_bytes(path), path.name, lang)


def read_bytes(data: bytes, name: str, lang: str | None = None) -> Document:
    """The document in the bytes of a file called `name`, as `read` does it."""
    reader = READERS.get(PurePath(name).suffix.lower(), text.read)
    blocks = tuple(reader(data, name, lang))
    return Document(
        name=name,
        lang=lang or detect_language("\n".join(b.text for b in blocks)),
        title=_title(blocks),
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=blocks,
    )


def _title(blocks: Sequence[Block]) -> str:
    """The first heading, else the first words."""
    prose = [b for b in blocks if b.kind != "dateline"] or blocks
    first = next((b for b in blocks if b.kind == "heading"), prose[0])
    words = " ".join(first.text[: 2 * TITLE_LENGTH].split())
    if len(words) <= TITLE_LENGTH:
        return words
    cut = words[: TITLE_LENGTH + 1].rpartition(" ")[0]
    return cut or words[:TITLE_LENGTH]
