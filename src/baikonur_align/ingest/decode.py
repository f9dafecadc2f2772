"""Bytes to text: UTF-8 and UTF-16 with or without a mark, and eight-bit encodings by their result.

UTF-8 with a few broken bytes stays UTF-8; each broken place becomes U+FFFD. For other eight-bit
text each candidate encoding is tried, and the one whose text looks most like words of a language
wins; when none does, the file is refused with the candidates.

KZ-1048 and Windows-1251 differ in the Kazakh letters only, so the language of the text decides. On
400 single sentences each of Kazakh, Russian, Ukrainian, Belarusian and Serbian that is right for
99.5 % or more, on ten at a time always; charset-normalizer 3.5, held to these two, took a fifth of
the single Kazakh ones, and two fifths of ten at a time, for Windows-1251.
"""

from __future__ import annotations

import codecs
import contextlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from baikonur_align.documents.encoding import DECLARED, HEAD
from baikonur_align.ingest.language import detect_language
from baikonur_align.model import Problem, Remark


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
MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<TEI|<tmx|<xliff)", re.IGNORECASE)
BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

SAMPLE = 65_536  # bytes (even) or characters, enough to tell one encoding from another
BINARY_SHARE = 0.1  # of control characters in the sample; text has next to none
ZERO_SHARE = 0.03  # of UTF-16 code units with a zero byte: the spaces, at the least
BROKEN_SHARE = 0.25  # broken places to sound multi-byte characters in what is still UTF-8

CYRILLIC = {"kz1048": 0.0, "koi8-r": 0.05, "cp866": 0.05, "iso8859-5": 0.05, "mac-cyrillic": 0.05}
"""Codecs, and how much better than Windows-1251, the most frequent one, each must score."""
WESTERN = "cp1252"
ENOUGH_SCORE = 0.55  # of `_plausible`
MARGIN = 0.04  # between the best candidate and the next, below which the file is refused
# Letters per thousand of Russian (the usual counts) and, for the letters of its own, Kazakh text.
# fmt: off
_COUNTS = (
    110, 85, 80, 74, 67, 63, 55, 47, 45, 43, 35, 32, 30, 28, 26, 19, 17, 20, 17, 16, 16, 14, 12, 10,
    9, 7, 6, 5, 4, 3, 3, 1, 1, 17, 30, 40, 20, 20, 10, 10, 8, 1,
)
# fmt: on
_PER_MILLE = dict(
    zip(
        "оеаинтсрвлкмдпуыьягзбчйхжшюцщэфъёәқіңғүұөһ",
        _COUNTS,
        strict=True,
    )
)
CYRILLIC_WEIGHTS = {letter: min(1.0, (count / 60) ** 0.5) for letter, count in _PER_MILLE.items()}
ALPHABETS = {
    "az": "çəğıöşü",
    "cs": "áčďéěíňóřšťúůýž",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "pl": "ąćęłńóśźż",
    "ro": "ăâîșțşţ",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čćđšž",
    "tr": "âçğıîöşüû\u0307",
}
"""The letters beyond ASCII of languages that Windows-1252 cannot write."""

KNOWN_SHARE = 0.95  # of the letters beyond ASCII, in the alphabet of the language
WESTERN_WEIGHTS = dict.fromkeys(
    {*"éèêëàâäáãåæçîïíìñóôöòõøœßúùûüÿ", *"".join(ALPHABETS.values())}, 1.0
)
TYPOGRAPHIC = frozenset("«»“”‘’„–—…№°§©®•· \u00a0")

# Left out: XML cannot say the controls and non-characters, and the others (soft hyphen, zero-width
# space and no-break, word joiner, directions) would hide inside words from searching and alignment.
_LINE_END = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_CONTROL = re.compile(f"[{CONTROLS}]")
_UNWANTED = re.compile(f"[{CONTROLS}\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and what was guessed or repaired to get it."""

    text: str
    remarks: tuple[Remark, ...] = ()


def decode(data: bytes, name: str, lang: str | None = None, *, lines: bool = False) -> str:
    """The text in `data`; see `decoded`."""
    return decoded(data, name, lang, lines=lines).text


def decoded(data: bytes, name: str, lang: str | None = None, *, lines: bool = False) -> Decoded:
    """The text in `data`, in composed letters (Unicode NFC), without what `clean` leaves out.

    `lines`: each line of the file stands for something, so only its own line ends count.

    Raises `Unreadable` for no text, for a binary format, for HTML and XML, and for an unknown
    encoding.
    """
    raw = _decoded(data, name, lang)
    if MARKUP.match(raw.text[:SAMPLE]):
        raise Unreadable(
            "{name} is HTML or XML, not plain text; save its text as UTF-8 .txt and give that",
            name=name,
        )
    text = _clean_lines(raw.text) if lines else clean(raw.text)
    if not text.strip():
        raise Unreadable("{name} has no text in it; give a file with text in it", name=name)
    return Decoded(text, raw.remarks)


def decode_markup(data: bytes, name: str, lang: str | None = None) -> tuple[str, list[Remark]]:
    """The text of an HTML or XML file, by its mark or by the encoding that it declares.

    Raises `Unreadable` as `decoded` does.
    """
    if not any(data.startswith(bom) for bom, _ in BOMS) and b"\0" not in data[:HEAD]:
        found = DECLARED.search(data[:HEAD])
        try:
            codec = codecs.lookup(found[1].decode()).name if found else "utf-8"
            if codec not in ("utf-8", "cp1251", "utf-16"):
                return data.decode(codec), []
        except (LookupError, UnicodeDecodeError):
            pass
    raw = _decoded(data, name, lang)
    return raw.text, list(raw.remarks)


def clean(text: str) -> str:
    """The text as XML can carry it: no control, direction or zero-width characters.

    Every line end, Unicode's included, becomes one newline. Tabs and the joiners that spelling
    needs (U+200C, U+200D) stay, and so does every word.
    """
    if _LINE_END.search(text):
        text = _LINE_END.sub("\n", text.replace("\r\n", "\n"))
    text = _UNWANTED.sub("", text) if _UNWANTED.search(text) else text
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _clean_lines(text: str) -> str:
    """As `clean`, but with spaces for what only Unicode and old printers take for a line end."""
    text = text.replace("\r\n", "\n")
    return clean(_LINE_END.sub(" ", text)) if _LINE_END.search(text) else clean(text)


def _refuse_formats(data: bytes, name: str) -> None:
    if not data.strip():
        raise Unreadable("{name} is empty; give a file with text in it", name=name)
    for magic, what in MAGIC.items():
        if data.startswith(magic):
            raise Unreadable(
                "{name} is {what}, not plain text; save its text as UTF-8 .txt and give that",
                name=name,
                what=what,
            )


def _decoded(data: bytes, name: str, lang: str | None) -> Decoded:
    _refuse_formats(data, name)
    encoding = next((encoding for bom, encoding in BOMS if data.startswith(bom)), None)
    if encoding is None and b"\0" in data:
        encoding = _utf16_without_mark(data, name)
    try:
        found = Decoded(data.decode(encoding or "utf-8"))
    except UnicodeDecodeError as error:
        if encoding in ("utf-16-le", "utf-16-be"):
            raise _binary(name) from None
        found = _almost_unicode(data, encoding, error) or _eight_bit(data, name, lang, encoding)
    if len(_CONTROL.findall(found.text[:SAMPLE])) > BINARY_SHARE * len(found.text[:SAMPLE]):
        raise _binary(name)
    return found


def _almost_unicode(data: bytes, encoding: str | None, error: UnicodeDecodeError) -> Decoded | None:
    """Decode UTF-8 or UTF-16 with a few errors, each replaced by U+FFFD; None for other data."""
    text = data.decode(encoding or "utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(1 for char in text if ord(char) > 0x7F) - broken  # noqa: PLR2004 (ASCII)
    if broken > BROKEN_SHARE * sound:
        return None
    line = data[: error.start].count(b"\n") + 1
    what = (
        f"bytes that are not {(encoding or 'utf-8').upper()}, the first in line {line}, at byte "
        f"{error.start} of the file; each is now U+FFFD"
    )
    return Decoded(text, (Remark("repaired", what, broken),))


def _binary(name: str) -> Unreadable:
    return Unreadable("{name} is not text; save its text as UTF-8 .txt and give that", name=name)


def _utf16_without_mark(data: bytes, name: str) -> str:
    """Spaces and line ends have their zero byte last in little-endian text, first in big-endian."""
    first, second = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
    enough = len(data[:SAMPLE]) / 2 * ZERO_SHARE
    if len(data) % 2 == 0 and second > enough and first * 10 <= second:
        return "utf-16-le"
    if len(data) % 2 == 0 and first > enough and second * 10 <= first:
        return "utf-16-be"
    raise _binary(name)


def _eight_bit(data: bytes, name: str, lang: str | None, encoding: str | None) -> Decoded:
    if encoding is not None:
        raise Unreadable(
            "{name} is not valid {encoding}; save it as UTF-8 and try again",
            name=name,
            encoding=encoding.upper().removesuffix("-SIG"),
        )
    scores = sorted(_candidates(data), reverse=True)
    near = len(scores) > 1 and scores[0][0] - scores[1][0] < MARGIN
    if not scores or scores[0][0] < ENOUGH_SCORE or near:
        raise Unreadable(
            "{name} is in an unknown encoding (not UTF-8, UTF-16, {names}); save it as UTF-8 "
            "and try again",
            name=name,
            names=", ".join(
                ["Windows-1251", *(choice.upper() for choice in CYRILLIC), "Windows-1252"]
            ),
        )
    score, codec, text = scores[0]
    if codec == "kz1048" and (lang or detect_language(text)) != "kk":
        with contextlib.suppress(UnicodeDecodeError):  # a byte that only the Kazakh table has
            codec, text = "cp1251", data.decode("cp1251")
    return Decoded(text, (Remark("guessed", f"the encoding is {codec}", 1, min(score, 1.0)),))


def _candidates(data: bytes) -> Iterator[tuple[float, str, str]]:
    """Score, codec and text for each eight-bit encoding that can decode `data`."""
    for codec in (*CYRILLIC, _western(data)):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        weights = CYRILLIC_WEIGHTS if codec in CYRILLIC else WESTERN_WEIGHTS
        yield _plausible(text[:SAMPLE], weights) - CYRILLIC.get(codec, 0.0), codec, text


def _western(data: bytes) -> str:
    """The encoding of a text in Latin letters: Windows-1252, unless its language has another."""
    for codec in ("cp1254", "cp1250", "iso8859-2"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        special = [char for char in text[:SAMPLE].lower() if not char.isascii()]
        letters = ALPHABETS.get(detect_language(text), "")
        known = sum(char in letters or char in TYPOGRAPHIC for char in special)
        if letters and known >= KNOWN_SHARE * len(special):
            return codec
    return WESTERN


def _plausible(text: str, weights: dict[str, float]) -> float:
    """How much the non-ASCII characters of `text` look like those of a language, 0..1.

    Letters count by their frequency, in words of one script whose capitals are where capitals may
    be: KOI8-R read as Windows-1251, for one, has its capitals inverted.
    """
    others = sum(1 for char in text if not char.isascii() and char not in TYPOGRAPHIC)
    western = weights is WESTERN_WEIGHTS
    if not others:
        return 1.0 if western else 0.0
    score = 0.0
    for word in _WORD.findall(text):
        special = [char for char in word.lower() if not char.isascii()]
        if not special or not (word[1:].islower() or word.isupper() or len(word) == 1):
            continue
        latin = len(special) < len(word)
        if latin != western or (western and len(special) > len(word) / 2):
            continue
        good = sum(weights.get(char, 0.0 if not western else 0.5) for char in special)
        score += good if word.islower() or word.istitle() else 0.9 * good
    return score / others
