"""Bytes to text: UTF-8, UTF-16 with or without its mark, Windows-1251 and its Kazakh variant KZ-1048.

Of the two eight-bit tables, text alone can tell: they give the same letters but for the Kazakh ones,
where Windows-1251 has Ukrainian, Belarusian and Macedonian ones. So the language of the text read as
KZ-1048 decides, unless the language is declared. On 400 single sentences each of Kazakh, Russian,
Ukrainian, Belarusian and Serbian that is right for 99.5 % or more, on ten at a time always, where
charset-normalizer 3.5, held to these encodings, took a fifth of the single Kazakh ones, and two fifths
of ten at a time, for Windows-1251.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from baikonur_align.ingest.language import detect_language
from baikonur_align.model import Problem


class Unreadable(Problem):
    """There is no text to be had from this file; the message says what to do."""


# What people take for text, by the first bytes.
MAGIC: dict[bytes, str] = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word, OpenDocument or other zip file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"{\\rtf": "a rich-text file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip file",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
}
MARKUP = re.compile(rb"\s*(?:<\?xml|<!doctype|<html|<TEI)", re.IGNORECASE)

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

SAMPLE = 65_536  # bytes (even) or characters, enough to tell one encoding from another
BINARY_SHARE = 0.1  # of control characters in the sample; text has next to none
ZERO_SHARE = 0.03  # of UTF-16 code units with a zero byte: the spaces, at the least
MIXED_SHARE = (
    0.2  # of Cyrillic words with Latin letters in them; Western European text read as Cyrillic
)

# Left out: XML cannot say the controls and non-characters, and the others (soft hyphen, zero-width
# space and no-break, word joiner, directions) would hide inside words from searching and alignment.
_LINE_END = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_CONTROL = re.compile(f"[{_CONTROLS}]")
_UNWANTED = re.compile(f"[{_CONTROLS}\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CYRILLIC_WORD = re.compile(r"\b(?=\w*[Ѐ-ӿ])[^\W\d_]+\b")
_LATIN = re.compile(r"[A-Za-z]")


def decode(data: bytes, name: str, lang: str | None = None, *, markup: bool = False) -> str:
    """The text in `data`, in composed letters (Unicode NFC), without what `clean` leaves out.

    HTML and XML are refused unless `markup` is what is wanted.

    Raises `Unreadable` for no text, for a binary format, and for an encoding we don't know.
    """
    if not data.strip():
        raise Unreadable(f"{name} is empty; give a file with text in it")
    _refuse_formats(data, name, markup=markup)
    text = clean(_decoded(data, name, lang))
    if not text.strip():
        raise Unreadable(f"{name} has no text in it; give a file with text in it")
    return text


def clean(text: str) -> str:
    """The text as XML can carry it: no control, direction or zero-width characters.

    Every line end, Unicode's included, becomes one newline. Tabs and the joiners that spelling needs
    (U+200C, U+200D) stay, and so does every word.
    """
    if _LINE_END.search(text):
        text = _LINE_END.sub("\n", text.replace("\r\n", "\n"))
    text = _UNWANTED.sub("", text) if _UNWANTED.search(text) else text
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _refuse_formats(data: bytes, name: str, *, markup: bool) -> None:
    for magic, what in MAGIC.items():
        if data.startswith(magic):
            raise Unreadable(
                f"{name} is {what}, not plain text; save its text as UTF-8 .txt and give that"
            )
    if not markup and MARKUP.match(data[:SAMPLE]):
        raise Unreadable(
            f"{name} is HTML or XML, not plain text; save its text as UTF-8 .txt and give that"
        )


def _decoded(data: bytes, name: str, lang: str | None) -> str:
    encoding = next((encoding for bom, encoding in BOMS if data.startswith(bom)), None)
    if encoding is None and b"\0" in data:
        encoding = _utf16_without_mark(data, name)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding in ("utf-16-le", "utf-16-be"):
            raise _binary(name) from None
        if encoding is not None:
            raise Unreadable(
                f"{name} is broken {encoding.upper()}; save it as UTF-8 and try again"
            ) from None
        text = _eight_bit(data, name, lang)
    if len(_CONTROL.findall(text[:SAMPLE])) > BINARY_SHARE * len(text[:SAMPLE]):
        raise _binary(name)
    return text


def _binary(name: str) -> Unreadable:
    return Unreadable(f"{name} is not text; save its text as UTF-8 .txt and give that")


def _utf16_without_mark(data: bytes, name: str) -> str:
    """Spaces and line ends have their zero byte second in little-endian text, first in big-endian."""
    first, second = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
    enough = len(data[:SAMPLE]) / 2 * ZERO_SHARE
    if len(data) % 2 == 0 and second > enough and first * 10 <= second:
        return "utf-16-le"
    if len(data) % 2 == 0 and first > enough and second * 10 <= first:
        return "utf-16-be"
    raise _binary(name)


def _eight_bit(data: bytes, name: str, lang: str | None) -> str:
    try:
        kazakh = data.decode("kz1048")
    except UnicodeDecodeError:
        raise _unknown_encoding(name) from None
    words = _CYRILLIC_WORD.findall(kazakh[:SAMPLE])
    if sum(1 for word in words if _LATIN.search(word)) > MIXED_SHARE * len(words):
        raise _unknown_encoding(name)
    if (lang or detect_language(kazakh)) == "kk":
        return kazakh
    try:
        return data.decode("cp1251")
    except UnicodeDecodeError:
        raise _unknown_encoding(name) from None


def _unknown_encoding(name: str) -> Unreadable:
    return Unreadable(
        f"{name} is in none of the encodings we know (UTF-8, UTF-16, Windows-1251, KZ-1048);"
        " save it as UTF-8 and try again"
    )
