"""Documents as translatable blocks, and back in their own layout.

`parse` gives the blocks of a document with their inline codes; `write` puts translations in their
place and leaves all else as it was, byte for byte where the format allows. There is a module for
each family of formats, with a ``parse`` and a ``write``.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import PurePath
from types import ModuleType

from baikonur_align.documents.layout import CannotWrite, Damaged, Layout, Translation

__all__ = ["FORMATS", "CannotWrite", "Damaged", "Layout", "Translation", "parse", "write"]

FORMATS: dict[str, str] = {
    **dict.fromkeys((".docx", ".docm", ".pptx", ".pptm", ".xlsx", ".xlsm"), "ooxml"),
    **dict.fromkeys((".odt", ".odp", ".ods"), "odf"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    ".epub": "epub",
    **dict.fromkeys((".srt", ".vtt"), "subtitles"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".txt", ".text", ""), "plain"),
    **dict.fromkeys((".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff"), "xliff"),
}
"""The module of a format by the suffix of its files, in small letters."""


def is_known(name: str) -> bool:
    """Whether a file of this name can be written back."""
    return PurePath(name).suffix.lower() in FORMATS


def _format(name: str) -> ModuleType:
    suffix = PurePath(name).suffix.lower()
    if suffix not in FORMATS:
        raise CannotWrite(
            "{name} cannot be written back: give one of {known}",
            name=name,
            known=", ".join(sorted(filter(None, FORMATS))),
        )
    return import_module(f"baikonur_align.documents.{FORMATS[suffix]}")


def parse(data: bytes, name: str) -> Layout:
    """The translatable blocks of a document.

    Args:
      data: the bytes of the file.
      name: its name; the suffix decides the format.

    Raises:
      CannotWrite: the format is unknown.
      Damaged: the file is not what its name says, locked, or too large.

    """
    layout: Layout = _format(name).parse(data, name)
    return layout


def write(data: bytes, name: str, translations: Mapping[int, Translation], lang: str) -> bytes:
    """The document with some of its blocks translated.

    Args:
      data: the bytes of the original.
      name: its name; the suffix decides the format.
      translations: what takes the place of a block, by its number in `Layout.blocks`. Codes that a
        translation lacks are added at its end, so that a document keeps all of them.
      lang: the ISO 639 code of the translations' language, for the document's language attributes.

    Raises:
      CannotWrite: the format is unknown.
      Damaged: the file is not what its name says, locked, or too large.

    """
    written: bytes = _format(name).write(data, name, translations, lang)
    return written
