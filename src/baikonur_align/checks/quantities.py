"""Check units, scales and dates: the same number with another word beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from baikonur_align.checks.finding import CheckedText, Finding
from baikonur_align.checks.numbers import located

# Only what stands right behind the same number on both sides is compared, so that a unit that one
# side leaves out, or writes before the number, is no warning.
_SCALES = {
    "thousand": r"мың\w*|тыс|thousand",
    "million": r"млн|миллион\w*|million|mln|mn",
    "billion": r"млрд|миллиард\w*|billion|bln|bn",
    "trillion": r"трлн|триллион\w*|trillion|trln",
}
_UNITS = {
    "km²": (
        r"км²|км2|km²|km2"
        r"|(?:шаршы|кв\.?|sq\.?|square)\s?(?:км|km|километр\w*|kilomet(?:er|re)s?)"
    ),
    "m²": r"м²|м2|m²|m2|(?:шаршы|кв\.?|sq\.?|square)\s?(?:м|m|метр\w*|met(?:er|re)s?)",
    "km": r"км|km|километр\w*|kilomet(?:er|re)s?|шақырым\w*",
    "m": r"м|m|метр\w*|met(?:er|re)s?",
    "cm": r"см|cm|сантиметр\w*|centimet(?:er|re)s?",
    "mm": r"мм|mm|миллиметр\w*|millimet(?:er|re)s?",
    "mile": r"миля\w*|miles?",
    "kg": r"кг|kg|килограм\w*|kilogram(?:me)?s?",
    "t": r"т|тонна\w*|tonnes?|tons?",
    "ha": r"га|ha|гектар\w*|hectares?",
    "hour": r"сағат\w*|hours?",
    "minute": r"минут\w*|minutes?",
    "dollar": r"доллар\w*|dollars?|usd",
    "tenge": r"теңге\w*|tenge|kzt",
    "euro": r"еуро\w*|евро|euros?|eur",
    "rouble": r"рубл\w*|roubles?|rubles?|rub",
}


def _any(table: dict[str, str], prefix: str) -> str:
    return "|".join(f"(?P<{prefix}{i}>{pattern})" for i, pattern in enumerate(table.values()))


_BEHIND = re.compile(
    rf"[\s-]?(?:(?:{_any(_SCALES, 's')})\b\.?)?\s?(?:(?:{_any(_UNITS, 'u')})(?!\w))?", re.IGNORECASE
)

_MONTHS = {
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "en": "jan feb mar apr may jun jul aug sep oct nov dec",
    "ru": "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр",
}
_DATES = {
    lang: re.compile(
        rf"(?<![\d.,])(?P<d>\d{{1,2}})(?:-?\w{{1,3}})?\s+(?:of\s+)?(?P<m>{'|'.join(months.split())})\w*"
        rf"|(?P<m2>{'|'.join(months.split())})\w*\s+(?P<d2>\d{{1,2}})(?![\d.,:%]\d|\d|\s?%)",
        re.IGNORECASE,
    )
    for lang, months in _MONTHS.items()
}


def units(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find numbers that each side has once, but with different units or scales."""
    ours = _measured(source.text)
    theirs = _measured(target.text) if ours else {}
    for digits, (scale, unit, said) in ours.items():
        if digits not in theirs:
            continue
        other_scale, other_unit, other = theirs[digits]
        if _differ(scale, other_scale) or (_differ(unit, other_unit) and scale == other_scale):
            yield Finding("unit", f"{said} ≠ {other}", "target")


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _measured(text: str) -> dict[str, tuple[str, str, str]]:
    """The numbers that occur once, by their digits: scale, unit, and both as written."""
    found = [
        (re.sub(r"\D", "", number.written), number.written, offset)
        for number, offset in located(text)
    ]
    often = Counter(digits for digits, _, _ in found)
    out = {}
    for digits, written, offset in found:
        behind = _BEHIND.match(text, offset + len(written))
        if often[digits] == 1 and behind and behind[0].strip():
            said = text[offset : behind.end()].strip(" .")
            out[digits] = _name(behind, _SCALES, "s"), _name(behind, _UNITS, "u"), said
    return out


def _name(match: re.Match[str], table: dict[str, str], prefix: str) -> str:
    return next((name for i, name in enumerate(table) if match[f"{prefix}{i}"]), "")


def dates(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find days that both sides have, but with different months."""
    ours, theirs = _dates(source), _dates(target)
    for day, months in ours.items():
        others = theirs.get(day, {})
        if others and not months.keys() & others.keys():
            yield Finding(
                "date", f"{' '.join(months.values())} ≠ {' '.join(others.values())}", "target"
            )


def _dates(text: CheckedText) -> dict[int, dict[int, str]]:
    """The months of each day, with the date as written."""
    pattern = _DATES.get(text.lang)
    out: dict[int, dict[int, str]] = {}
    for match in (
        pattern.finditer(text.text) if pattern and any(map(str.isdigit, text.text)) else ()
    ):
        stem = (match["m"] or match["m2"]).lower()
        month = _MONTHS[text.lang].split().index(stem) + 1
        out.setdefault(int(match["d"] or match["d2"]), {})[month] = match[0]
    return out
