"""Text files as text and back: the encoding and its byte order mark stay."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from baikonur_align.documents.layout import Damaged

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(
    rb"""<(?:meta\b[^>]*?|\?xml\b[^>]*?)(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""",
    re.IGNORECASE,
)
HEAD = 2048
"""Bytes in which markup declares its encoding."""
FALLBACKS = ("kz1048", "cp1251")
"""Single-byte encodings tried in turn for text that is no UTF-8."""
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text with the way in which it was stored."""

    text: str
    encoding: str
    bom: bytes = b""

    def encode(self, text: str, *, markup: bool = False) -> bytes:
        """`text` as bytes; what the encoding lacks becomes a character reference in `markup`.

        A plain text that its old encoding cannot hold is written as UTF-8.
        """
        try:
            return self.bom + text.encode(
                self.encoding, "xmlcharrefreplace" if markup else "strict"
            )
        except UnicodeEncodeError:
            return text.encode()


def decoded(data: bytes, name: str, *, markup: bool = False) -> Encoded:
    """The text in `data`. Raises `Damaged` where no encoding fits."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _tried(data[len(bom) :], name, (encoding,), bom)
    found = DECLARED.search(data[:HEAD]) if markup else None
    declared = found[1].decode("ascii") if found else ""
    if declared:
        try:
            declared = codecs.lookup(declared).name
        except LookupError:
            declared = ""
    if b"\0" in data[:HEAD]:
        raise Damaged("{name} is not text: save its text as UTF-8", name=name)
    choices = dict.fromkeys([declared or "utf-8", "utf-8", *FALLBACKS])
    return _tried(
        data, name, tuple(choice for choice in choices if not choice.startswith("utf-16")), b""
    )


def _tried(data: bytes, name: str, encodings: tuple[str, ...], bom: bytes) -> Encoded:
    for encoding in encodings:
        try:
            return Encoded(data.decode(encoding), encoding, bom)
        except UnicodeDecodeError:
            continue
    raise Damaged("{name} is in an unknown encoding: save it as UTF-8", name=name)


def visible(text: str) -> str:
    """Text without soft hyphens, zero-width spaces and direction marks, which hide in words."""
    return _INVISIBLE.sub("", text) if _INVISIBLE.search(text) else text
