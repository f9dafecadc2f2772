"""Spans of a sentence that a translation repeats unchanged: addresses, placeholders, markup, codes.

A span is replaced by a *mark*, one private-use character, while the sentence is cleaned and
translated. A model that was trained with slots reads each mark as a token of its own and copies
it; for the other models, see `baikonur_align.translation.robust`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Bytes that no UTF-8 text contains. A SentencePiece vocabulary with byte fallback has a token for
# each of them, which is free to stand for a mark.
SLOTS = tuple(f"<0x{byte:02X}>" for byte in (0xC0, 0xC1, *range(0xF5, 0x100)))
MARKS = tuple(chr(0xE000 + number) for number in range(len(SLOTS)))
MARK = re.compile(f"[{MARKS[0]}-{MARKS[-1]}]")

# SentencePiece spells a mark in the three bytes of its UTF-8 form.
_SPELLED = tuple(tuple(f"<0x{byte:02X}>" for byte in mark.encode()) for mark in MARKS)
_SLOT_OF = dict(zip(_SPELLED, SLOTS, strict=True))
_SPELLING_OF = dict(zip(SLOTS, _SPELLED, strict=True))

_TOP_LEVEL = "kz|com|org|net|ru|info|edu|gov|int|io|eu|uk|de|fr|tr|cn|us|app|dev"
_SUFFIXES = (
    "txt|pdf|docx?|xlsx?|pptx?|csv|tsv|json|xml|html?|py|js|css|exe|zip|png|jpe?g|svg|mp[34]"
)
# An address ends before a mark of punctuation and before a Kazakh suffix: `www.gov.kz-тен`.
_ADDRESS = r"(?:(?!-[\u0400-\u04ff])[^\s<>\"«»])*(?!-[\u0400-\u04ff])[^\s<>\"«».,;:!?)\]]"
_KINDS = (
    rf"(?:https?|ftp)://{_ADDRESS}",
    rf"www\.{_ADDRESS}",
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    rf"\b[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:{_TOP_LEVEL})\b(?:/[^\s<>\"«».,;]*)?(?![\w.])",
    rf"\b[A-Za-z0-9_-]+\.(?:{_SUFFIXES})\b",
    r"</?[A-Za-z][^<>]{0,200}>",  # a tag
    r"&(?:[A-Za-z]{2,8}|#\d{2,6});",  # an entity
    r"\$?\{\{?[^{}\n]{0,60}\}?\}",  # {name}, {{name}}, ${name}
    r"\[\[[^\[\]\n]{0,60}\]\]",
    r"%\([A-Za-z_]\w*\)[sdif]",
    r"(?<![\d%])%(?:\d+\$)?[-+0#]?\d*(?:\.\d+)?l{0,2}[sdifuxXgc@](?![a-z])",  # printf
    r"(?<![\d%])%\d(?!\d)",  # Qt
    r"(?<!\w)\$[A-Za-z_]\w+",  # $NAME
    r"\\[nrt](?![a-z])",
    r"(?<!\S)(?:/[\w.-]+){2,}/?|\b[A-Z]:\\[\w.\\-]+",  # paths
    r"(?<!\w)[#@][^\W\d]\w+",  # hashtags and handles
    r"\b[A-Za-z]+(?:_[A-Za-z0-9]+)+\b",  # identifiers
    r"\b[A-Z]{1,5}-?\d[\dA-Z-]*\b",  # codes: KZ12, A-123
    r"\+\d[\d ()\u00a0-]{7,16}\d",  # telephone numbers
    r"\bv?\d+(?:\.\d+){2,}\b",  # versions, numeric dates, network addresses
    r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?![\d])",  # 1 250 000,5
    r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])",  # 1,250,000.5
    r"(?<![\d.,])\d{5,}(?:[.,]\d+)?(?!\d)",
    r"(?<![\d.,:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])",  # times
    "(?:[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55][\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)+",
    "[\ue000-\uf8ff]+",  # characters that would be taken for marks
)
_SPAN = re.compile("|".join(f"(?:{kind})" for kind in _KINDS))


@dataclass(frozen=True, slots=True)
class Masked:
    """A text in which each protected span is one mark; ``spans[i]`` stands for ``MARKS[i]``."""

    text: str
    spans: tuple[str, ...]

    def unmask(self, text: str) -> str:
        """`text` with each mark replaced by the span it stands for."""
        return MARK.sub(lambda match: self.span_of(match.group()), text)

    def span_of(self, mark: str) -> str:
        """The span behind a mark; empty for a mark that stands for none."""
        number = MARKS.index(mark)
        return self.spans[number] if number < len(self.spans) else ""


def spans(text: str) -> list[tuple[int, int]]:
    """Start and end offsets, in code points, of the protected spans of `text`, in order."""
    return [match.span() for match in _SPAN.finditer(text)]


def mask(text: str) -> Masked:
    """`text` with its protected spans masked; equal spans share a mark.

    Spans beyond the number of marks stay in the text.
    """
    found: dict[str, str] = {}

    def replace(match: re.Match[str]) -> str:
        span = match.group()
        if span not in found and len(found) == len(MARKS):
            return span if not MARK.search(span) else ""
        return found.setdefault(span, MARKS[len(found)])

    masked = _SPAN.sub(replace, text)
    return Masked(masked, tuple(found))


def with_slots(tokens: Sequence[str]) -> list[str]:
    """`tokens` of a SentencePiece model, the spelling of each mark replaced by its slot token."""
    return _replaced(tokens, _SLOT_OF)


def without_slots(tokens: Sequence[str]) -> list[str]:
    """The inverse of `with_slots`, so that the tokens decode to text with marks."""
    out: list[str] = []
    for token in tokens:
        out.extend(_SPELLING_OF.get(token, (token,)))
    return out


def _replaced(tokens: Sequence[str], table: dict[tuple[str, ...], str]) -> list[str]:
    out: list[str] = []
    index = 0
    while index < len(tokens):
        slot = table.get(tuple(tokens[index : index + 3])) if tokens[index] == "<0xEE>" else None
        out.append(slot or tokens[index])
        index += 3 if slot else 1
    return out
