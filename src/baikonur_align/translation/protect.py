"""Spans that a translation repeats unchanged: addresses, placeholders, markup, codes."""

from __future__ import annotations

import re

_TOP_LEVEL = "kz|com|org|net|ru|info|edu|gov|int|io|eu|uk|de|fr|tr|cn|us|app|dev"
_SUFFIXES = (
    "txt|pdf|docx?|xlsx?|pptx?|csv|tsv|json|xml|html?|py|js|css|exe|zip|png|jpe?g|svg|mp[34]"
)
# In lines in capitals they are capitals too; `End.Info` is a missing space.
_TOP_LEVEL, _SUFFIXES = (f"{names}|{names.upper()}" for names in (_TOP_LEVEL, _SUFFIXES))
# An address ends before a mark of punctuation and before a Kazakh suffix: `www.gov.kz-тен`.
_ADDRESS = r"(?:(?!-[\u0400-\u04ff])[^\s<>\"«»])*(?!-[\u0400-\u04ff])[^\s<>\"«».,;:!?)\]]"
_LABEL = "[A-Za-z0-9-]{1,63}"  # of a domain name (RFC 1035)
# Runs start at their first character or have a limit, so that time is linear in the text.
_WORDS = (
    rf"(?i:https?|ftp)://{_ADDRESS}",
    rf"(?i:www)\.{_ADDRESS}",
    r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    (
        rf"\b{_LABEL}(?:\.{_LABEL}){{0,8}}\.(?:{_TOP_LEVEL})\b"
        r"(?:/(?:(?!-[\u0400-\u04ff])[^\s<>\"«».,;])*)?(?![\w.])"
    ),
    rf"\b[A-Za-z0-9_-]{{1,100}}\.(?:{_SUFFIXES})\b",
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
    r"_{3,}|\.{4,}|\u2026{2,}|[\u00b7-]{4,}|={4,}|~{4,}|\*{4,}",  # lines to fill in, leaders
    r"\b[A-Z]{1,5}-?\d[\dA-Z-]*\b",  # codes: KZ12, A-123
    "(?:[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55][\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)+",
)
_NUMBER = r"\d{1,15}(?:[ \u00a0\u202f,.]\d{1,3}){0,5}"
_NUMBERS = (
    r"\+\d[\d ()\u00a0-]{7,16}\d|\b\d \(\d{3,5}\) [\d -]{4,9}\d",  # telephone numbers
    r"\bv?\d+(?:\.\d+){2,}\b",  # versions, numeric dates, network addresses
    rf"(?<![\w.,]){_NUMBER}[ \u00a0]?[€£¥₸₽₴₹]|[€£¥₸₽₴₹][ \u00a0]?{_NUMBER}(?!\d)",  # money
    rf"(?<![\w.,]){_NUMBER}[ \u00a0]?[a-zа-я]{{1,3}}[²³]",  # 3,5 m²
    rf"(?<!\w)\u2212{_NUMBER}(?!\d)",  # a minus sign that models do not know
    r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?![\d])",  # 1 250 000,5
    r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])",  # 1,250,000.5
    r"(?<![\d.,])\d{5,}(?:[.,]\d+)?(?!\d)",
    r"(?<![\d.,:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])",  # times
)
# Passages in the script of the other language; they are already translated.
_PASSAGES = {
    "kk": r"(?<![A-Za-z])[A-Za-z]{2,}(?:,?[ -][A-Za-z]+){2,}",
    "ru": r"(?<![A-Za-z])[A-Za-z]{2,}(?:,?[ -][A-Za-z]+){2,}",
    "en": r"(?<![\u0400-\u04ff])[\u0400-\u04ff]{2,}(?:,?[ -][\u0400-\u04ff]+)*",
}


_DIVIDERS = re.compile(r"\.{4,}|\u2026{2,}|[\u00b7-]{4,}|={4,}|~{4,}|\*{4,}|:\s*_{3,}|_{3,}\s*$")
"""Leaders, and lines to fill in after a label: what is around them are texts of their own."""


def is_divided(text: str) -> bool:
    """Whether a sentence is texts with leaders or lines to fill in between them."""
    return _DIVIDERS.search(text) is not None


def _either(kinds: tuple[str, ...]) -> str:
    return "|".join(f"(?:{kind})" for kind in kinds)


_SPANS = {
    lang: re.compile(
        f"(?P<number>{_either(_NUMBERS)})|{_either(_WORDS)}" + (f"|{passage}" if passage else "")
    )
    for lang, passage in (_PASSAGES | {"": ""}).items()
}


def protected(text: str, lang: str = "") -> list[tuple[int, int, bool]]:
    """The spans of `text` that no translation changes, in order.

    Args:
      text: a sentence.
      lang: its language; passages in the script of the other language count too.

    Returns:
      Start and end, in code points, and whether the span is a number.

    """
    found = _SPANS.get(lang, _SPANS[""]).finditer(text)
    return [(*match.span(), match.group("number") is not None) for match in found]
