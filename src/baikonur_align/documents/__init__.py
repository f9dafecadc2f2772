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

from baikonur_align.documents.layout import (
    CannotWrite,
    Damaged,
    Held,
    Layout,
    Marking,
    Translation,
)

__all__ = [
    "FORMATS",
    "CannotWrite",
    "Damaged",
    "Held",
    "Layout",
    "Marking",
    "Translation",
    "mark_held",
    "parse",
    "write",
]

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


HOLDS: dict[str, frozenset[Held]] = {
    **dict.fromkeys((".docx", ".docm", ".odt"), frozenset[Held](("highlight", "comment"))),
    **dict.fromkeys((".pptx", ".pptm", ".odp", ".ods"), frozenset[Held](("highlight",))),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".epub"), frozenset[Held](("highlight",))),
    **dict.fromkeys(
        (suffix for suffix, kind in FORMATS.items() if kind == "xliff"), frozenset[Held](("state",))
    ),
}
"""How a format holds marks, by the suffix of its files; others hold characters only."""


def mark_held(name: str, wanted: Marking) -> Held:
    """How the format of a file marks text where `wanted` is asked for."""
    holds = HOLDS.get(PurePath(name).suffix.lower(), frozenset[Held](("characters",)))
    choice: tuple[Held, ...] = (wanted, "highlight", "state", "characters")
    return next(mark for mark in choice if mark in holds)


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
