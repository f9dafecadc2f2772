"""How sure a score is, and whether two systems differ: resampling over sufficient statistics.

Bootstrap intervals and paired bootstrap resampling (Koehn 2004) and paired approximate
randomization (Riezler and Maxwell 2005), with sacreBLEU's random numbers, so that every figure is
the one that sacreBLEU prints. A resample is a vector of how often each sentence is drawn: the
sums of all resamples, systems and metrics are one matrix product, and are exact.

p-values of many comparisons are corrected by Holm's method (Holm 1979).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from baikonur_align.evaluation.metrics import Metric, Numbers, seed

Test = Literal["bootstrap", "randomization"]
Tell = Callable[[int, int], None]

RESAMPLES = 1000
"""Bootstrap resamples: sacreBLEU's default (Koehn 2004)."""

TRIALS = 10_000
"""Trials of approximate randomization: sacreBLEU's default."""

LEVEL = 0.05
"""Corrected p-values below this count as significant."""

CORRECTION = "Holm-Bonferroni"

ENTRIES = 2**23
"""Entries of the matrix of draws that is held at once."""

_TAIL = 40
"""One resample in so many is beyond each end of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % bootstrap interval: ``mean`` ± ``margin``; ``low`` and ``high`` are its ends."""

    mean: float
    margin: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PairedComparison:
    """Two systems on one metric and a paired test of their difference.

    ``p_value`` is the probability of so large a difference if both were equally good;
    ``corrected`` is the same after the correction for all comparisons on this metric.
    """

    metric: str
    first: str
    second: str
    difference: float
    p_value: float
    corrected: float
    test: Test
    signature: str

    @property
    def significant(self) -> bool:
        """Whether the corrected p-value is below `LEVEL`."""
        return self.corrected < LEVEL


def _silent(_done: int, _total: int) -> None:
    pass


def _bootstrap_draws(sentences: int, resamples: int) -> Iterator[NDArray[np.float64]]:
    """Blocks of resamples: how often each sentence is drawn, an array of (block, sentences)."""
    random = np.random.default_rng(seed())
    step = max(1, ENTRIES // max(1, sentences))
    for start in range(0, resamples, step):
        block = min(step, resamples - start)
        chosen = random.choice(sentences, size=(block, sentences), replace=True)
        draws = np.empty((block, sentences))
        for row, indices in zip(draws, chosen, strict=True):
            row[:] = np.bincount(indices, minlength=sentences)
        yield draws


def _randomization_draws(sentences: int, trials: int) -> Iterator[NDArray[np.float64]]:
    """Blocks of trials: 1 where a sentence stays with its system, 0 where the two swap it."""
    random = np.random.default_rng(seed() or None)
    step = max(1, ENTRIES // max(1, sentences) // _WORD) * _WORD
    for start in range(0, trials, step):
        size = (min(step, trials - start), sentences)
        yield random.integers(2, size=size, dtype=bool).astype(np.float64)


_WORD = 32
"""Random bits come in words of this size: blocks end where a word does."""


def _sums(
    draws: Iterator[NDArray[np.float64]], statistics: Numbers, total: int, tell: Tell
) -> NDArray[np.float64]:
    """The statistics of every resample, an array of (resamples, columns)."""
    values = statistics.astype(np.float64)
    blocks, done = [], 0
    for block in draws:
        blocks.append(block @ values)
        done += len(block)
        tell(done, total)
    return np.concatenate(blocks)


@dataclass(frozen=True)
class Resampled:
    """Scores of every resample: ``scores[metric]`` is an array of (systems, resamples)."""

    scores: Mapping[str, Numbers]
    resamples: int

    def interval(self, metric: str, system: int) -> Interval:
        """The 95 % interval of one system's score."""
        return interval(self.scores[metric][system])


def interval(scores: Numbers) -> Interval:
    """The middle 95 % of resampled scores, in the precision of the scores as sacreBLEU has it."""
    ordered = np.sort(scores)
    tail = len(ordered) // _TAIL
    low, high = ordered[tail], ordered[len(ordered) - tail - 1]
    mean = ordered.dtype.type(math.fsum(ordered) / len(ordered))
    return Interval(float(mean), float(0.5 * (high - low)), float(low), float(high))


def resample(
    metrics: Sequence[Metric],
    statistics: Sequence[Mapping[str, Numbers]],
    resamples: int = RESAMPLES,
    tell: Tell = _silent,
) -> Resampled:
    """Bootstrap resamples of all systems, the same sentences for each.

    Args:
      metrics: what is scored.
      statistics: for each system its statistics by name (`Metric.counts`).
      resamples: how many.
      tell: progress callback ``(done, total)``.

    """
    names = sorted({metric.counts for metric in metrics})
    stacked, places = _stack(names, statistics)
    draws = _bootstrap_draws(len(stacked), resamples)
    sums = _sums(draws, stacked, resamples, tell).astype(np.float32)
    scores = {
        metric.name: np.stack(
            [
                metric.score(_columns(sums, places[index, metric.counts], metric))
                for index in range(len(statistics))
            ]
        )
        for metric in metrics
    }
    return Resampled(scores, resamples)


def _stack(
    names: Sequence[str], statistics: Sequence[Mapping[str, Numbers]]
) -> tuple[Numbers, dict[tuple[int, str], slice]]:
    """The statistics of all systems side by side, and the columns of each."""
    parts: list[Numbers] = []
    places: dict[tuple[int, str], slice] = {}
    start = 0
    for index, mine in enumerate(statistics):
        for name in names:
            parts.append(mine[name])
            places[index, name] = slice(start, start := start + mine[name].shape[1])
    return np.concatenate(parts, axis=1), places


def _columns(sums: Numbers, place: slice, metric: Metric) -> Numbers:
    return sums[:, place][:, metric.columns]


def p_value(samples: Numbers, difference: float) -> float:
    """The share of samples beyond `difference`, with one added to both counts (sacreBLEU)."""
    return (int(np.sum(samples > difference)) + 1) / (len(samples) + 1)


def compare_all(
    metrics: Sequence[Metric],
    systems: Sequence[str],
    statistics: Sequence[Mapping[str, Numbers]],
    test: Test = "bootstrap",
    samples: int = 0,
    resampled: Resampled | None = None,
    tell: Tell = _silent,
) -> list[PairedComparison]:
    """Every system with every other, by a paired test, corrected for their number.

    Args:
      metrics: what is compared.
      systems: names, in the order of `statistics`.
      statistics: as for `resample`.
      test: paired bootstrap or paired approximate randomization.
      samples: resamples or trials; 0 for sacreBLEU's number.
      resampled: bootstrap resamples that are there already.
      tell: progress callback ``(done, total)``.

    """
    if len(systems) < 2:  # noqa: PLR2004
        return []
    if test == "bootstrap":
        count = samples or RESAMPLES
        known = resampled or resample(metrics, statistics, count, tell)
        return _compared(metrics, systems, statistics, test, count, _bootstrap_p(known))
    count = samples or TRIALS
    return _compared(
        metrics, systems, statistics, test, count, _randomized(metrics, statistics, count, tell)
    )


PairTest = Callable[[Metric, int, int, float], float]


def _compared(
    metrics: Sequence[Metric],
    systems: Sequence[str],
    statistics: Sequence[Mapping[str, Numbers]],
    test: Test,
    count: int,
    p_of: PairTest,
) -> list[PairedComparison]:
    out = []
    for metric in metrics:
        scores = [metric.of_corpus(mine) for mine in statistics]
        pairs = list(combinations(range(len(systems)), 2))
        differences = [scores[second] - scores[first] for first, second in pairs]
        found = [
            # sacreBLEU's tests count samples beyond the difference: equal systems get p = 1 here.
            p_of(metric, first, second, abs(difference)) if difference else 1.0
            for (first, second), difference in zip(pairs, differences, strict=True)
        ]
        key = "bs" if test == "bootstrap" else "ar"
        signature = metric.signature(seed=str(seed()).lower(), **{key: count})
        for (one, other), difference, value, fixed in zip(
            pairs, differences, found, holm(found), strict=True
        ):
            out.append(
                PairedComparison(
                    metric.name,
                    systems[one],
                    systems[other],
                    difference,
                    value,
                    fixed,
                    test,
                    signature,
                )
            )
    return out


def _bootstrap_p(resampled: Resampled) -> PairTest:
    def p_of(metric: Metric, one: int, other: int, difference: float) -> float:
        scores = resampled.scores[metric.name]
        samples = np.abs(scores[other] - scores[one])
        return p_value(samples - samples.mean(), difference)

    return p_of


def _randomized(
    metrics: Sequence[Metric],
    statistics: Sequence[Mapping[str, Numbers]],
    trials: int,
    tell: Tell,
) -> PairTest:
    names = sorted({metric.counts for metric in metrics})
    stacked, places = _stack(names, statistics)
    kept = _sums(_randomization_draws(len(stacked), trials), stacked, trials, tell)
    whole = stacked.sum(axis=0, dtype=np.float64)[None]

    def p_of(metric: Metric, first: int, second: int, difference: float) -> float:
        one, two = (
            _columns(kept, places[index, metric.counts], metric) for index in (first, second)
        )
        all_one, all_two = (
            _columns(whole, places[index, metric.counts], metric) for index in (first, second)
        )
        shuffled = metric.score(one + (all_two - two)) - metric.score((all_one - one) + two)
        return p_value(np.abs(shuffled), difference)

    return p_of


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values corrected for their number (Holm 1979), each at most 1."""
    order = sorted(range(len(p_values)), key=lambda number: p_values[number])
    out = [1.0] * len(p_values)
    least = 0.0
    for rank, index in enumerate(order):
        least = max(least, min(1.0, p_values[index] * (len(p_values) - rank)))
        out[index] = least
    return out


def clusters(
    scores: Mapping[str, float], comparisons: Sequence[PairedComparison], *, errors: bool = False
) -> list[tuple[str, ...]]:
    """Systems in clusters, the best first, as at WMT: all of one are better than all of the next.

    `comparisons` are those of one metric; with `errors` a low score is a good one.
    """
    order = sorted(scores, key=lambda name: scores[name], reverse=not errors)
    differ = {
        frozenset((comparison.first, comparison.second))
        for comparison in comparisons
        if comparison.significant
    }
    out: list[tuple[str, ...]] = []
    start = 0
    for end in range(1, len(order) + 1):
        above, below = order[start:end], order[end:]
        if all(frozenset((upper, lower)) in differ for upper in above for lower in below):
            out.append(tuple(above))
            start = end
    return out


def as_json(comparison: PairedComparison) -> dict[str, Any]:
    """A comparison as JSON, with whether it is significant."""
    names = PairedComparison.__dataclass_fields__
    return {name: getattr(comparison, name) for name in names} | {
        "significant": comparison.significant
    }
