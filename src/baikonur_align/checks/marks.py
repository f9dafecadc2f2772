"""Check addresses, brackets, quotation marks and the ends of texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from baikonur_align.checks.finding import CheckedText, Finding

# An e-mail address starts where no such character is before it and is short (RFC 5321): without
# both the search would start at every character of a long word, which takes quadratic time.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>«»“”\"]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,255}"
)
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
"""Languages with the same final marks as Kazakh and English; Greek and Chinese have others."""


def without_addresses(text: str) -> str:
    """Return the text with addresses blanked out; offsets stay valid."""
    return _ADDRESS.sub(lambda match: " " * len(match[0]), text) if _has_address(text) else text


def _has_address(text: str) -> bool:
    return "://" in text or "www." in text or "@" in text


def addresses(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find addresses that the other side lacks; the language in a path (``/kk/``) may differ."""
    if not _has_address(source.text) and not _has_address(target.text):
        return
    ours, theirs = _addresses(source.text), _addresses(target.text)
    for here, mine, others in ((source, ours, theirs), (target, theirs, ours)):
        for written, bare in mine.items():
            if bare not in others.values():
                yield Finding("address", written, here.where)


def _addresses(text: str) -> dict[str, str]:
    """The addresses as written, each with the form that is compared."""
    found = [address.rstrip(".,;:!?)'’") for address in _ADDRESS.findall(text)]
    return {
        address: _LANGUAGE.sub("", address.lower())
        .rstrip("/")
        .removeprefix("http://")
        .removeprefix("https://")
        for address in found
    }


def brackets(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find unmatched brackets that the other side does not have too."""
    if not _BRACKET.search(source.text) and not _BRACKET.search(target.text):
        return
    ours, theirs = _unpaired(source.text), _unpaired(target.text)
    for here, odd in ((source, ours - theirs), (target, theirs - ours)):
        if odd:
            yield Finding("bracket", " ".join(odd.elements()), here.where)


def _unpaired(text: str) -> Counter[str]:
    listed = {match.end() - 1 for match in _ENUMERATOR.finditer(text)}
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


def quotes(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find unmatched quotation marks on one side, unless the other has dashes for speech."""
    ours, theirs = _unclosed(source.text), _unclosed(target.text)
    for here, there, mine, others in (
        (source, target, ours, theirs),
        (target, source, theirs, ours),
    ):
        if mine and not others and not _SPEECH.search(there.text):
            yield Finding("quotes", mine, here.where)


def _unclosed(text: str) -> str:
    """The kind of quotation mark that is unmatched; empty if none is.

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


def endings(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find a final question mark, colon or ellipsis that the other side lacks.

    A full stop may be missing, as in headings. An exclamation mark is a matter of style: Kazakh has
    it after a command, English rarely (9 % of New Testament verses differ).
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
