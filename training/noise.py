"""Random changes to pairs, which teach the model to copy numbers and to ignore case."""

from __future__ import annotations

import random
import re

NUMBER = re.compile(r"\d+")


def swap_numbers(kk: str, en: str, rng: random.Random) -> tuple[str, str]:
    """Replace each number that both sides share by the same random number.

    A model memorises the few thousand numbers of the data; random ones it must copy.
    """
    shared = set(NUMBER.findall(kk)) & set(NUMBER.findall(en))
    other = {number: _random_like(number, rng) for number in sorted(shared)}

    def swap(match: re.Match[str]) -> str:
        return other.get(match.group(), match.group())

    return NUMBER.sub(swap, kk), NUMBER.sub(swap, en)


def _random_like(number: str, rng: random.Random) -> str:
    if len(number) == 1:  # "1 day", "2 days": small numbers govern grammar
        return number
    if len(number) == 4 and number[:2] in ("19", "20"):  # a year stays one
        return number[:2] + f"{rng.randrange(100):02d}"
    first = number[0] if number[0] == "0" else str(rng.randrange(1, 10))
    return first + "".join(str(rng.randrange(10)) for _ in number[1:])


MONTHS = tuple(
    zip(
        "қаңтар ақпан наурыз сәуір мамыр маусым".split()  # noqa: SIM905 (shorter to read)
        + "шілде тамыз қыркүйек қазан қараша желтоқсан".split(),  # noqa: SIM905
        "January February March April May June".split()  # noqa: SIM905
        + "July August September October November December".split(),  # noqa: SIM905
        strict=True,
    )
)


def attach_numbers(kk: str, en: str, rng: random.Random) -> tuple[str, str]:
    """Add numbers before or after both sides, in the format of each language."""
    for _ in range(rng.randint(1, 3)):
        number_kk, number_en = rng.choice(FORMS)(rng)
        before = rng.random() < 0.4
        kk = f"{number_kk} {kk}" if before else f"{kk} {number_kk}"
        en = f"{number_en} {en}" if before else f"{en} {number_en}"
    return kk, en


def _plain(rng: random.Random) -> tuple[str, str]:
    number = str(rng.randrange(10 ** rng.randint(1, 6)))
    return number, number


def _year(rng: random.Random) -> tuple[str, str]:
    year = rng.randrange(1700, 2080)
    return rng.choice(
        ((f"{year} жылы", f"in {year}"), (f"({year} ж.)", f"({year})"), (f"{year}", f"{year}"))
    )


def _date(rng: random.Random) -> tuple[str, str]:
    (month_kk, month_en), day, year = (
        rng.choice(MONTHS),
        rng.randint(1, 31),
        rng.randrange(1900, 2050),
    )
    return f"{year} жылғы {day} {month_kk}", f"{month_en} {day}, {year}"


def _decimal(rng: random.Random) -> tuple[str, str]:
    whole, part = rng.randrange(10 ** rng.randint(1, 3)), rng.randrange(1, 10 ** rng.randint(1, 2))
    unit_kk, unit_en = rng.choice(
        (("%", "%"), (" млн.", " million"), (" млрд.", " billion"), (" км", " km"))
    )
    return f"{whole},{part}{unit_kk}", f"{whole}.{part}{unit_en}"


def _range(rng: random.Random) -> tuple[str, str]:
    low, high = rng.randrange(1, 500), rng.randrange(500, 2100)
    return f"{low}-{high}", f"{low}-{high}"


FORMS = (_plain, _plain, _year, _date, _decimal, _range)


def has_number(kk: str, en: str) -> bool:
    """Whether both sides share a number of more than one digit."""
    return any(len(number) > 1 for number in set(NUMBER.findall(kk)) & set(NUMBER.findall(en)))


def vary_case(source: str, target: str, rng: random.Random) -> tuple[str, str]:
    """Sometimes put the source in small letters, or both sides in capitals."""
    draw = rng.random()
    if draw < 0.04:
        return source.lower(), target
    if draw < 0.06:
        return source.upper(), target.upper()
    return source, target


def drop_stop(kk: str, en: str, rng: random.Random) -> tuple[str, str]:
    """Sometimes remove the full stop of both sides, as in headings and list items."""
    if rng.random() < 0.05 and kk.endswith(".") and en.endswith("."):
        return kk[:-1], en[:-1]
    return kk, en
