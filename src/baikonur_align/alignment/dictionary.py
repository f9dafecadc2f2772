"""A user's dictionary as a lexicon: lines of source, tab, target."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from baikonur_align.alignment.lexicon import Entries
from baikonur_align.alignment.words import words
from baikonur_align.model import Problem


class BadDictionary(Problem):
    """A dictionary with a line that is not an entry, or without entries."""


def parse_dictionary(lines: Sequence[str], name: str) -> Entries:
    """Return the entries of a dictionary; empty lines and lines that begin with ``#`` are skipped.

    Each word of an expression is paired with each word of the other side, with an equal share of
    the probability. `name` is the file's name, for messages. Raises `BadDictionary` for a line
    without two texts, or when there are no entries.
    """
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        sides = [words(cell) for cell in cells[:2]]
        if len(sides) < 2 or not all(sides):  # noqa: PLR2004
            raise BadDictionary(
                "{name}, line {number} is not an entry; write the source words, a tab and the "
                "target words",
                name=name,
                number=number,
            )
        for pair in product(sides[0], sides[1]):
            before = found.get(pair, (0.0, 0.0))
            found[pair] = max(before[0], 1 / len(sides[1])), max(before[1], 1 / len(sides[0]))
    if not found:
        raise BadDictionary(
            "{name} has no entries; write the source words, a tab and the target words", name=name
        )
    return [(source, target, there, back) for (source, target), (there, back) in found.items()]
