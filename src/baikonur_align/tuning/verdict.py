"""Whether tuned packages are better, and what they lose; in figures and in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from baikonur_align.evaluation.translation import Comparison, compare
from baikonur_align.tuning.examples import LANGS, Example

LEVEL = 0.05
"""A gain with a smaller p-value than this is not chance."""

MOST_LOST = 0.5
"""Most points of chrF or BLEU that general text may lose in a direction."""

METRICS = ("chrF", "BLEU")
DIRECTIONS = tuple(f"{source}-{target}" for source, target in (LANGS, LANGS[::-1]))

Translations = Mapping[str, Sequence[str]]
"""Translations of the same sentences in each of `DIRECTIONS`."""


@dataclass(frozen=True)
class Change:
    """The scores of a set of sentences before and after, and how likely the change is chance."""

    direction: str
    chrf: Comparison
    bleu: Comparison

    @property
    def lost(self) -> float:
        """Points lost, by chrF or by BLEU; negative if both rose."""
        return max(each.baseline - each.system for each in (self.chrf, self.bleu))

    def __str__(self) -> str:
        return (
            f"  {self.direction}  chrF {self.chrf.baseline:5.1f} -> {self.chrf.system:5.1f}"
            f"  BLEU {self.bleu.baseline:5.1f} -> {self.bleu.system:5.1f}"
        )


def references(examples: Sequence[Example]) -> dict[str, list[str]]:
    """What a translation of the examples should be, by direction."""
    kazakh, english = ([example.texts[side] for example in examples] for side in (0, 1))
    return dict(zip(DIRECTIONS, (english, kazakh), strict=True))


def sources(examples: Sequence[Example]) -> dict[str, list[str]]:
    """What is translated, by direction."""
    return dict(zip(DIRECTIONS, reversed(references(examples).values()), strict=True))


def changes(before: Translations, after: Translations, wanted: Translations) -> list[Change]:
    """The change in each direction."""
    return [_change(each, before[each], after[each], wanted[each]) for each in DIRECTIONS]


def overall(before: Translations, after: Translations, wanted: Translations) -> Change:
    """The change in both directions together."""
    joined = ([*chain(*(lines[each] for each in DIRECTIONS))] for lines in (before, after, wanted))
    return _change("both ", *joined)


def _change(
    direction: str, before: Sequence[str], after: Sequence[str], wanted: Sequence[str]
) -> Change:
    found = {each.name: each for each in compare(before, after, wanted)}
    return Change(direction, *(found[name] for name in METRICS))


@dataclass(frozen=True)
class Verdict:
    """The changes of held-back beads and of general text, and what follows from them.

    ``share`` says how far the weights went from the old to the tuned ones, 0 to 1.
    """

    held_back: tuple[Change, ...]
    both: Change
    general: tuple[Change, ...]
    share: float

    @property
    def keeps_general(self) -> bool:
        """Whether general text loses at most `MOST_LOST` points."""
        return all(change.lost <= MOST_LOST for change in self.general)

    @property
    def better(self) -> bool:
        """Whether held-back beads got better by chrF, not by chance, and no worse by BLEU."""
        chrf, bleu = self.both.chrf, self.both.bleu
        rises = all(change.chrf.system >= change.chrf.baseline for change in self.held_back)
        gain = chrf.system > chrf.baseline and chrf.p_value < LEVEL
        return gain and rises and bleu.system >= bleu.baseline

    def lines(self) -> Iterator[str]:
        """Yield the figures and what they mean, a line each."""
        count = "confirmed beads that were held back"
        yield f"The {count}, before and after:"
        yield from map(str, (*self.held_back, self.both))
        yield f"  p = {self.both.chrf.p_value:.3f}, the chance of such a change of chrF by luck"
        yield "General sentences, before and after:"
        yield from map(str, self.general)
        if self.share < 1:
            yield f"To keep general text, the weights go only {self.share:.0%} of the way."
        if not self.keeps_general:
            yield f"Still, general text would lose more than {MOST_LOST} points."
        elif not self.better:
            yield "The held-back beads are not translated better, or the gain may be chance."
