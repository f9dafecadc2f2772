"""A dictionary of one's own as a lexicon: a file of source and target, tab-separated, an entry a line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from baikonur_align.alignment.lexicon import Entries
from baikonur_align.alignment.words import words
from baikonur_align.model import Problem


class BadDictionary(Problem):
    """A line that is no entry."""


def parse_dictionary(lines: Sequence[str], name: str) -> Entries:
    """The entries of such lines; empty ones and those that begin with ``#`` say nothing.

    Of an expression each word stands for each of the other side, with its share of the likelihood. Raises
    `BadDictionary` for a line without two texts, or when there is no entry at all.
    """
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        sides = [words(cell) for cell in cells[:2]]
        if len(sides) < 2 or not all(sides):  # noqa: PLR2004
            raise BadDictionary(
                f"{name}, line {number} is no entry; write the source's words, a tab and the target's"
            )
        for pair in product(sides[0], sides[1]):
            before = found.get(pair, (0.0, 0.0))
            found[pair] = max(before[0], 1 / len(sides[1])), max(before[1], 1 / len(sides[0]))
    if not found:
        raise BadDictionary(
            f"{name} has no entries; write the source's words, a tab and the target's"
        )
    return [(a, b, p, q) for (a, b), (p, q) in found.items()]
