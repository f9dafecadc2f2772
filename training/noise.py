"""Small changes to a pair that teach the model what must not matter, or must be copied."""

from __future__ import annotations

import random
import re

NUMBER = re.compile(r"\d+")


def swap_numbers(kk: str, en: str, rng: random.Random) -> tuple[str, str]:
    """Put the same other number for each number that both sides share.

    With a few thousand distinct numbers in the data a model learns them by heart;
    with random ones it can only learn to copy.
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


def attach_number(kk: str, en: str, rng: random.Random) -> tuple[str, str]:
    """A number that stands before or after both sides, written as each language writes it."""
    whole = rng.randrange(10 ** rng.randint(1, 6))
    form = rng.randrange(4)
    if form == 0:
        return f"{kk} {whole}", f"{en} {whole}"
    if form == 1:
        return f"{whole} {kk}", f"{whole} {en}"
    if form == 2:
        return f"{kk}: {whole % 100},{whole % 7}%", f"{en}: {whole % 100}.{whole % 7}%"
    return f"{kk} ({1900 + whole % 140} ж.)", f"{en} ({1900 + whole % 140})"


def has_number(kk: str, en: str) -> bool:
    """Both sides share a number of more than one digit."""
    return any(len(number) > 1 for number in set(NUMBER.findall(kk)) & set(NUMBER.findall(en)))


def vary_case(source: str, target: str, rng: random.Random) -> tuple[str, str]:
    """Sometimes lower the source, or write both sides in capitals."""
    draw = rng.random()
    if draw < 0.04:
        return source.lower(), target
    if draw < 0.06:
        return source.upper(), target.upper()
    return source, target


def drop_stop(kk: str, en: str, rng: random.Random) -> tuple[str, str]:
    """Sometimes take the full stop off both sides, as headings and list items have it."""
    if rng.random() < 0.05 and kk.endswith(".") and en.endswith("."):
        return kk[:-1], en[:-1]
    return kk, en
