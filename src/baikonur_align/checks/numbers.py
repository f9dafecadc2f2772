"""Check numbers, percent and degree signs that only one side has.

A number may be written in several ways, so each has readings: ``1,250`` is 1250 or 1.25, ``26 мың``
is 26 or 26000, ``1990s`` is 1990 or 90. It is missing if the other side has none of them in digits,
Roman numerals or words. The parts of a date or time (``24.08.2005``, ``20:00``) count too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from baikonur_align.checks.finding import CheckedText, Finding
from baikonur_align.checks.marks import without_addresses

SHOWN = 4  # numbers shown, at most
SMALL = 12  # numbers up to this are often words; not checked if the words are not known
LONGEST = 24  # characters of a number that a scale word may multiply
STEM = 4  # letters of a number word after which an ending may follow

_NUMBER = re.compile(
    r"((?<![0-9.,])[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?"
    r"|[0-9]+(?:[.,:][0-9]+)*)(?=[ \u00a0-]?([^\W\d_]*))"
)
_DIGIT = re.compile(r"[0-9]")
_BREAK = re.compile(r"[.,:]")
_SPACE = re.compile(r"[ \u00a0\u2009\u202f]")
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"\b[IVXLCІХС]+\b")
_FROM_CYRILLIC = str.maketrans("ІХС", "IXC")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

_SCALES = {
    "thousand": 3, "million": 6, "mln": 6, "mn": 6, "billion": 9, "bln": 9, "bn": 9, "trillion": 12,
    "trln": 12,
    "мың": 3, "тыс": 3, "млн": 6, "миллион": 6, "млрд": 9, "миллиард": 9,
    "трлн": 12, "триллион": 12,
}  # fmt: skip
_KILO = "k"  # 20k
_SIGNS = {
    "%": ("%", "percent", "per cent", "пайыз", "процент"),
    "°": ("°", "º", "℃", "degree", "градус"),
}

# Words of numbers and months, cut before endings; one word may mean two numbers.
_WORDS: dict[str, str] = {
    "en": "1 one once first 2 two twice second 3 three third 4 four fourth 5 five fifth 6 six "
    "sixth 7 seven "
    "8 eight 9 nine ninth 10 ten tenth 11 eleven 12 twelve twelfth "
    "13 thirteen 14 fourteen 15 fifteen 16 sixteen 17 seventeen 18 eighteen 19 nineteen "
    "20 twent 30 thirt 40 fort 50 fift 100 hundred 1000 thousand "
    "1 january jan 2 february feb 3 march mar 4 april apr 5 may 6 june jun "
    "7 july jul 8 august aug 9 september sep sept 10 october oct 11 november nov 12 december dec",
    "kk": "1 бір бірінші алғашқы тұңғыш 2 екі екінші екеу 3 үш үшінші үшеу 4 төрт 5 бес бесінші 6 "
    "алты "
    "7 жеті 8 сегіз 9 тоғыз 10 он оныншы 20 жиырма 30 отыз 40 қырық 50 елу 60 алпыс 70 жетпіс 80 "
    "сексен "
    "90 тоқсан 100 жүз 1000 мың 1 қаңтар 2 ақпан 3 наурыз 4 сәуір 5 мамыр 6 маусым 7 шілде 8 тамыз "
    "9 қыркүйек 10 қазан 11 қараша 12 желтоқсан",
    "ru": "1 один одна одно одного перв 2 два две двух втор 3 три трёх трех трет 4 четыр четвёрт "
    "четверт "
    "5 пять пяти пятый пятая пятое 6 шест 7 семь семи седьм 8 восем вось 9 девят 10 десят 11 "
    "одиннадцат "
    "12 двенадцат 20 двадцат 30 тридцат 40 сорок 50 пятьдесят 100 сто сотн 1000 тысяч 1 январ 2 "
    "феврал "
    "3 март 4 апрел 5 мая май 6 июн 7 июл 8 август 9 сентябр 10 октябр 11 ноябр 12 декабр",
}


def _table(words: str) -> dict[str, str]:
    out, value = {}, ""
    for word in words.split():
        if word.isdigit():
            value = word
        else:
            out[word] = value
    return out


_VALUES = {lang: _table(words) for lang, words in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, its possible values, and the parts of a date or time."""

    written: str
    readings: frozenset[str]
    parts: frozenset[str]

    def is_in(self, there: set[str]) -> bool:
        return not self.readings.isdisjoint(there) or (bool(self.parts) and self.parts <= there)


def numbers(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find numbers that the other side lacks."""
    ours, theirs = find(source.text), find(target.text)
    if ours or theirs:
        worded = source.lang in _VALUES and target.lang in _VALUES
        yield from _missing(ours, source, theirs, target, worded=worded)
        yield from _missing(theirs, target, ours, source, worded=worded)


def signs(source: CheckedText, target: CheckedText) -> Iterator[Finding]:
    """Find percent and degree signs that the other side has neither as sign nor as word."""
    if source.lang not in _VALUES or target.lang not in _VALUES:
        return
    for here, there in ((source, target), (target, source)):
        for sign, names in _SIGNS.items():
            if sign in here.text and not any(name in there.text.lower() for name in names):
                yield Finding("sign", sign, here.where)


def find(text: str) -> list[Number]:
    """Return the numbers of a text in order, without those in addresses."""
    return [number for number, _ in located(text)]


def located(text: str) -> list[tuple[Number, int]]:
    """Return the numbers of a text, each with the offset of its first character."""
    if not _DIGIT.search(text):
        return []
    return [
        (_number(match[1], match[2].lower()), match.start())
        for match in _NUMBER.finditer(without_addresses(text))
    ]


def _missing(
    ours: Iterable[Number],
    here: CheckedText,
    theirs: Iterable[Number],
    there: CheckedText,
    *,
    worded: bool,
) -> Iterator[Finding]:
    known = {value for number in theirs for value in number.readings | number.parts}
    spelled = {number.written for number in theirs}
    lost = [number for number in ours if number.written not in spelled and not number.is_in(known)]
    if lost:
        known |= _in_words(there) | _in_roman(there.text)
        lost = [
            number
            for number in lost
            if not number.is_in(known) and (worded or not _is_small(number))
        ]
    if lost:
        yield Finding(
            "number",
            ", ".join(dict.fromkeys(number.written for number in lost[:SHOWN])),
            here.where,
        )


@lru_cache(maxsize=4096)  # years and round figures come again and again
def _number(written: str, word: str) -> Number:
    groups = _BREAK.split(_SPACE.sub("", written))
    readings = set(_readings(groups, _BREAK.findall(written)))
    if len(groups) == 1 and len(written) == 4 and (word == "s" or word.startswith("жылдар")):  # noqa: PLR2004
        readings.add(_plain(written[2:]))
    if word and len(written) <= LONGEST:
        readings |= {_scaled(reading, power) for power in _powers(word) for reading in readings}
    split = len(groups) > 1 and all(len(group) in {1, 2, 4} for group in groups)
    parts = {_plain(group) for group in groups} - {"0"} if split else set()
    return Number(written, frozenset(readings), frozenset(parts))


def _readings(groups: list[str], breaks: list[str]) -> Iterator[str]:
    """The values that digits with points, commas and colons may have as one number."""
    whole, last = "".join(groups[:-1]), groups[-1]
    thousands = all(len(group) == 3 for group in groups[1:])  # noqa: PLR2004
    if len(groups) == 1 or thousands:
        yield _plain("".join(groups))
    if len(groups) > 1 and breaks[-1] != ":" and breaks[-1] not in breaks[:-1] and last != "000":
        yield _decimal(whole, last)
    if len(groups) > 2 and not thousands:  # noqa: PLR2004  (a date or a version: itself, if not its parts)
        yield ".".join(groups)


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _decimal(whole: str, fraction: str) -> str:
    return f"{_plain(whole)}.{fraction.rstrip('0')}".rstrip(".")


def _powers(word: str) -> list[int]:
    if word == _KILO:
        return [3]
    return [power for stem, power in _SCALES.items() if word.startswith(stem)]


def _scaled(reading: str, power: int) -> str:
    return f"{Decimal(reading).scaleb(power).normalize():f}"


def _is_small(number: Number) -> bool:
    return any(
        reading.isdigit() and len(reading) <= 2 and int(reading) <= SMALL  # noqa: PLR2004
        for reading in number.readings
    )


def _in_words(text: CheckedText) -> set[str]:
    values = _VALUES.get(text.lang, {})
    words = set(_WORD.findall(text.text.lower()))
    return {
        value
        for stem, value in values.items()
        if stem in words or (len(stem) >= STEM and any(word.startswith(stem) for word in words))
    }


def _in_roman(text: str) -> set[str]:
    return {str(_roman(found.translate(_FROM_CYRILLIC))) for found in _ROMAN.findall(text)}


def _roman(letters: str) -> int:
    values = [_ROMAN_DIGITS[letter] for letter in letters]
    return sum(
        -value if value < after else value
        for value, after in zip(values, [*values[1:], 0], strict=True)
    )
