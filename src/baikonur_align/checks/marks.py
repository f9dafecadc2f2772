"""Addresses, brackets, quotation marks and what a text ends with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from baikonur_align.checks.finding import Finding, Text

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>«»“”\"]+|[\w.+-]+@[\w-]+\.[\w.-]+")
_LANGUAGE = re.compile(r"/(?:kk|kz|ru|en|kaz|rus|eng)(?=/|$)")
_CLOSES = {")": "(", "]": "[", "}": "{"}
_BRACKET = re.compile(r"[()\[\]{}]")
_ENUMERATOR = re.compile(r"(?:^|[\s;,])[^\W_]{1,3}\)|[:;]-?\)", re.MULTILINE)
_QUOTE = re.compile(r"[«»“”„\"]")
_SPEECH = re.compile(r"(?:^|[:,.!?…»]\s)[—–] ", re.MULTILINE)
_AFTER_END = " \n»”“\"'’)]"
_ENDS = ".!?…:"
_LANGS = frozenset(
    {"kk", "ru", "en", "de", "fr", "it", "pl", "tr", "uz", "ky", "uk", "be", "az", "pt", "nl"}
)
"""Languages that end sentences with the same marks as Kazakh and English; Greek and Chinese do not."""


def without_addresses(text: str) -> str:
    """The text with blanks in the place of addresses, so that all else stands where it stood."""
    return _ADDRESS.sub(lambda m: " " * len(m[0]), text) if _has_address(text) else text


def _has_address(text: str) -> bool:
    return "://" in text or "www." in text or "@" in text


def addresses(source: Text, target: Text) -> Iterator[Finding]:
    """Addresses that the other side lacks; the language in a path (``/kk/``) may differ."""
    if not _has_address(source.text) and not _has_address(target.text):
        return
    ours, theirs = _addresses(source.text), _addresses(target.text)
    for here, mine, others in ((source, ours, theirs), (target, theirs, ours)):
        for written, bare in mine.items():
            if bare not in others.values():
                yield Finding("address", written, here.where)


def _addresses(text: str) -> dict[str, str]:
    """As they are written, and as they are compared."""
    found = [a.rstrip(".,;:!?)'’") for a in _ADDRESS.findall(text)]
    return {
        a: _LANGUAGE.sub("", a.lower()).rstrip("/").removeprefix("http://").removeprefix("https://")
        for a in found
    }


def brackets(source: Text, target: Text) -> Iterator[Finding]:
    """Brackets that do not close, or open, on one side only (a cut sentence leaves them so on both)."""
    if not _BRACKET.search(source.text) and not _BRACKET.search(target.text):
        return
    ours, theirs = _unpaired(source.text), _unpaired(target.text)
    for here, odd in ((source, ours - theirs), (target, theirs - ours)):
        if odd:
            yield Finding("bracket", " ".join(odd.elements()), here.where)


def _unpaired(text: str) -> Counter[str]:
    listed = {m.end() - 1 for m in _ENUMERATOR.finditer(text)}
    is_open: list[str] = []
    odd: Counter[str] = Counter()
    for match in _BRACKET.finditer(text):
        bracket = match[0]
        if bracket not in _CLOSES:
            is_open.append(bracket)
        elif is_open and is_open[-1] == _CLOSES[bracket]:
            is_open.pop()
        elif match.start() not in listed:
            odd[bracket] += 1
    return odd + Counter(is_open)


def quotes(source: Text, target: Text) -> Iterator[Finding]:
    """Quotation marks that do not close, or open, on one side only; the other may have dashes for speech."""
    ours, theirs = _unclosed(source.text), _unclosed(target.text)
    for here, there, mine, others in (
        (source, target, ours, theirs),
        (target, source, theirs, ours),
    ):
        if mine and not others and not _SPEECH.search(there.text):
            yield Finding("quotes", mine, here.where)


def _unclosed(text: str) -> str:
    """The kind of quotation mark that has no partner; empty if all have one.

    Quotations within each other may share a mark («Заң «Х», «Х» заң»), and ``5"`` is five inches.
    """
    if not _QUOTE.search(text):
        return ""
    marks = Counter(_QUOTE.findall(text))
    if marks['"'] % 2 and not re.search(r'[0-9]"', text):
        return '"'
    closing = marks["“"] if marks["„"] else 0  # „so“, and “so”
    for mark, opened, closed in (
        ("«", marks["«"], marks["»"]),
        ("“", marks["„"] + marks["“"] - closing, marks["”"] + closing),
    ):
        if abs(opened - closed) > (max(opened, closed) > 1):
            return mark if opened > closed else {"«": "»", "“": "”"}[mark]
    return ""


def endings(source: Text, target: Text) -> Iterator[Finding]:
    """A question mark, a colon or three points at the end of one side that the other has nowhere.

    A full stop may be missing, for headings do without; an exclamation mark is a matter of style: Kazakh
    has it after a command, English hardly (9 % of New Testament verses).
    """
    if source.lang not in _LANGS or target.lang not in _LANGS:
        return
    ours, theirs = _ending(source.text), _ending(target.text)
    for here, there, mark in ((source, target, ours), (target, source, theirs)):
        if mark and mark not in there.text.replace("...", "…"):
            yield Finding("ending", mark, here.where)


def _ending(text: str) -> str:
    bare = text.rstrip(_AFTER_END)
    run = bare[len(bare.rstrip(_ENDS)) :]
    if run.endswith("..."):
        return "…"
    return next((mark for mark in "?…:" if mark in run), "")
