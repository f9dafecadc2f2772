"""Files and uploads as documents. A reader turns bytes into blocks; here it is chosen by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path, PurePath

from baikonur_align.ingest import (
    html,
    lines,
    office,
    pdf,
    richtext,
    subtitles,
    tables,
    text,
    untranslated,
    xmldocument,
)
from baikonur_align.ingest.bilingual import READERS as BILINGUAL
from baikonur_align.ingest.bilingual import XLIFF, suffix_of
from baikonur_align.ingest.codes import BadLanguage, known_code
from baikonur_align.ingest.container import gunzipped
from baikonur_align.ingest.content import Content, merged
from baikonur_align.ingest.decode import Unreadable
from baikonur_align.ingest.files import file_bytes
from baikonur_align.ingest.language import (
    WrongLanguage,
    check_language,
    detect_language,
    detected,
    languages,
)
from baikonur_align.model import Document, Remark

__all__ = [
    "GUESSED",
    "LONGEST_TITLE",
    "READERS",
    "BadLanguage",
    "Content",
    "Unreadable",
    "WrongLanguage",
    "check_language",
    "detect_language",
    "detected",
    "is_plain",
    "is_readable",
    "known_code",
    "languages",
    "read",
    "read_bytes",
]

# Takes the bytes, the name for error messages and the language, where it is declared.
Reader = Callable[[bytes, str, str | None], Content]

READERS: dict[str, Reader] = {
    **dict.fromkeys(("", ".txt", ".text"), text.read),
    ".lines": lines.read,
    **dict.fromkeys((".docx", ".docm", ".pptx", ".xlsx", ".odt", ".odp"), office.read),
    **dict.fromkeys((".epub", ".md", ".markdown"), office.read),
    **dict.fromkeys((".html", ".htm", ".xhtml"), html.read),
    **dict.fromkeys((".srt", ".vtt"), subtitles.read),
    ".pdf": pdf.read,
    ".rtf": richtext.read,
    **dict.fromkeys((".xml", ".tei"), xmldocument.read),
    **dict.fromkeys(XLIFF, untranslated.read),
}
"""By suffix, in lower case, ``.gz`` aside. Other suffixes are refused."""

GUESSED = frozenset({".pdf"})
"""The suffixes of files that don't say where a paragraph ends."""

LONGEST_TITLE = 500
"""Most characters of a title."""


def read(path: Path, lang: str | None = None, form: str | None = None) -> Document:
    """The document in a file, or on standard input for ``-``; see `read_bytes`."""
    return read_bytes(file_bytes(path), path.name, lang, form)


def is_readable(name: str) -> bool:
    """Whether a file of this name holds a text that can be read."""
    return suffix_of(name) in READERS


def is_plain(name: str) -> bool:
    """Whether a file of this name is plain text. Raises `Unreadable` for an unknown suffix."""
    return _reader(name, None) in (text.read, lines.read)


def read_bytes(
    data: bytes, name: str, lang: str | None = None, form: str | None = None
) -> Document:
    """The document in the bytes of a file called `name`.

    `lang` is any usual code and is not checked (see `check_language`); without it the language is
    detected. `form` is the suffix of a format to read the file as, whatever its name.
    Raises `Unreadable` for an unknown suffix, for no text and for an unknown encoding.
    """
    content = _reader(name, form)(gunzipped(data, name), _as_named(name, form), lang)
    remarks = [*content.remarks, *filter(None, [tables.why_not(content)])]
    if lang:
        code = known_code(lang)
    else:
        code, certainty = detected("\n".join(block.text for block in content.blocks))
        remarks.append(Remark("guessed", f"the language is {code}", 1, min(certainty, 1.0)))
    return Document(
        name=name,
        lang=code,
        title=_title(content, name),
        sha256=hashlib.sha256(data).hexdigest(),
        blocks=content.blocks,
        metadata=content.metadata,
        remarks=merged(remarks),
    )


def _as_named(name: str, form: str | None) -> str:
    """The name with the suffix that says the format: without ``.gz``, or with that of `form`."""
    if form:
        return f"{PurePath(name).stem}.{form.lower().removeprefix('.')}"
    return name[:-3] if name.lower().endswith(".gz") else name


def _reader(name: str, form: str | None) -> Reader:
    suffix = f".{form.lower().removeprefix('.')}" if form else suffix_of(name)
    suffix = ".txt" if suffix == ".text" else suffix
    if suffix in READERS:
        return READERS[suffix]
    if not form and _language_suffix(suffix):
        return text.read
    known = sorted({suffix for suffix in READERS if suffix} | set(BILINGUAL))
    raise Unreadable(
        "{name}: files ending in {suffix} are not read as texts; these are: {known}. "
        "Read it as plain text with --as text",
        name=name,
        suffix=suffix,
        known=" ".join(known),
    )


def _language_suffix(suffix: str) -> bool:
    """Files of parallel corpora are often named ``corpus.kk`` and ``corpus.en``."""
    code = suffix.removeprefix(".")
    if len(code) not in (2, 3) or not code.isalpha():
        return False
    try:
        return known_code(code) in languages()
    except BadLanguage:
        return False


def _title(content: Content, name: str) -> str:
    """The title that the document says, its first heading, or the name of its file."""
    headings = (block.text for block in content.blocks if block.kind == "heading")
    said = " ".join((content.title or next(headings, "")).split())
    return said[:LONGEST_TITLE] or PurePath(name.removesuffix(".gz")).stem
