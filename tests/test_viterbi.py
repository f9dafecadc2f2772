"""The best path and the posteriors agree with a sum over all paths through small tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align.alignment import text_params
from baikonur_align.alignment.aligner import find_beads
from baikonur_align.alignment.bead_table import BandTable
from baikonur_align.alignment.evidence import measures
from baikonur_align.alignment.features import build_evidence
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.alignment.parameters import (
    PRICES,
    SHAPES,
    Gains,
    Gap,
    Scores,
    Span,
    Strip,
    TextParams,
)
from baikonur_align.alignment.posterior import Floats, likely_beads, posteriors
from baikonur_align.alignment.scoring import window_scores
from baikonur_align.alignment.viterbi import best_path

pytestmark = pytest.mark.slow

WORDS = ("baikonur", "1957", "rocket", "steppe", "12", "launch")
Path = tuple[Span, ...]

PARAMS = TextParams(1.0, PRICES)

texts = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=4
)


def bead_table(source: list[str], target: list[str], gains: Gains | None = None) -> BandTable:
    evidence = build_evidence(source, target, AlignmentOptions())
    return BandTable(evidence, [Strip(0, len(source), 0, len(target))], gains=gains)


def paths(n: int, m: int, i: int = 0, j: int = 0) -> Iterator[Path]:
    """Yield all sequences of beads from a node to the end."""
    if (i, j) == (n, m):
        yield ()
    for a, b in [*SHAPES, (1, 0), (0, 1)]:
        if i + a <= n and j + b <= m:
            yield from (((i, a, j, b), *rest) for rest in paths(n, m, i + a, j + b))


def bead_scores(table: BandTable, path: Path, scores: Scores) -> list[tuple[float, ...]]:
    """Return the score of each bead, and of each unaligned run by the kind of gap."""
    found: list[tuple[float, ...]] = []
    for both, run in groupby(path, lambda bead: bool(bead[1] and bead[3])):
        if both:
            found += [
                (float(scores[SHAPES.index((a, b)), i + a - 1, j + b]),) for i, a, j, b in run
            ]
            continue
        alone = [
            float(table.unaligned.source[i] if a else table.unaligned.target[j])
            for i, a, j, _ in run
        ]
        found.append(
            tuple(sum(max(each, gap.least) for each in alone) - gap.opening for gap in PRICES.gaps)
        )
    return found


@settings(deadline=None)
@given(texts, texts)
def test_no_path_is_better_than_the_best(source: list[str], target: list[str]) -> None:
    table = bead_table(source, target)
    scores = window_scores(table, table.strips[0], PARAMS)
    found = tuple(best_path(table, table.strips, PARAMS))

    def total(path: Path) -> float:
        return sum(map(max, bead_scores(table, path, scores)))

    assert total(found) == pytest.approx(max(map(total, paths(len(source), len(target)))), abs=1e-4)


@settings(deadline=None)
@given(texts, texts)
def test_a_posterior_is_the_share_of_all_paths_through_a_bead(
    source: list[str], target: list[str]
) -> None:
    table = bead_table(source, target)
    every = list(paths(len(source), len(target)))
    weight = path_weights(table, every)
    beads = best_path(table, table.strips, PARAMS)
    for bead, chance in zip(beads, posteriors(table, beads, PARAMS), strict=True):
        through = [any(_same(bead, other) for other in path) for path in every]
        assert chance == pytest.approx(weight[through].sum() / weight.sum(), abs=1e-4)


@settings(deadline=None)
@given(texts, texts, st.floats(-0.5, 0.5))
def test_likely_beads_are_those_of_likely_paths(
    source: list[str], target: list[str], gain: float
) -> None:
    """A gain of a merge counts in both directions of the sums."""
    merges = [(0, 2, 0, 1), (len(source) - 2, 2, len(target) - 1, 1)] if len(source) > 1 else []
    gains: dict[int, list[tuple[Span, float]]] = {}
    for merge in dict.fromkeys(merges):
        gains.setdefault(merge[0] + 2, []).append((merge, gain))
    table = bead_table(source, target, gains)
    every = list(paths(len(source), len(target)))
    weight = path_weights(table, every)
    beads = {bead for path in every for bead in path if bead[1] and bead[3]}
    share = {bead: weight[[bead in path for path in every]].sum() / weight.sum() for bead in beads}
    for least in (0.05, 0.5):
        found = likely_beads(table, best_path(table, table.strips, PARAMS), PARAMS, least)
        assert len(found) == len(set(found))
        assert {bead for bead in beads if share[bead] > least + 1e-3} <= set(found)
        assert all(share[bead] > least - 1e-3 for bead in found)


def path_weights(table: BandTable, every: list[Path]) -> Floats:
    """Return the weight of each path."""
    scores = window_scores(table, table.strips[0], PARAMS)
    odds = [
        sum(
            np.logaddexp.reduce(np.divide(kinds, PRICES.temperature))
            for kinds in bead_scores(table, path, scores)
        )
        for path in every
    ]
    return np.asarray(np.exp(odds), np.float64)


def _same(one: Span, other: Span) -> bool:
    """Return whether two beads have the same sentences, wherever an unaligned one stands."""
    (i, a, j, b), (k, c, m, d) = one, other
    return (a, b) == (c, d) and (not a or i == k) and (not b or j == m)


def test_the_edge_of_a_missing_passage_is_not_scattered_over_it() -> None:
    kept = [f"{word} rose over the steppe in {1900 + k}." for k, word in enumerate(WORDS * 2)]
    last = "The crew of the second flight came home in spring."
    gone = [f"Nobody knew what {word} was for." for word in WORDS]
    gone[3] = (
        "The crew of this flight came home again in the spring."  # as like it as what it translates
    )
    source = [*kept[:6], "The crew of the second ship came back in spring.", *gone, *kept[6:]]
    found = find_beads(build_evidence(source, [*kept[:6], last, *kept[6:]], AlignmentOptions()))
    assert [link.source for link in found if not link.target] == [(i,) for i in range(7, 13)]


def test_a_missing_chapter_is_one_long_gap() -> None:
    """A long passage uses the second gap function; the best path is that of a plain recursion."""
    lines = [f"{word} rose {k} times." for k in range(2) for word in WORDS]
    strange = ["жұлдыз" * k + "." for k in range(1, 43)]
    table = bead_table([*lines[:6], *strange, *lines[6:]], lines)
    scores = window_scores(table, table.strips[0], PARAMS)
    n, m = table.shape

    @cache
    def best(i: int, j: int, within: Gap | None, kinds: tuple[Gap, ...]) -> float:
        if (i, j) == (n, m):
            return 0.0
        found = [
            float(scores[k, i + a - 1, j + b]) + best(i + a, j + b, None, kinds)
            for k, (a, b) in enumerate(SHAPES)
            if i + a <= n and j + b <= m
        ]
        for gap in [within] if within else kinds:
            alone = [(float(table.unaligned.source[i]), i + 1, j)] if i < n else []
            alone += [(float(table.unaligned.target[j]), i, j + 1)] if j < m else []
            opening = 0 if within else gap.opening
            found += [
                max(weight, gap.least) - opening + best(k, h, gap, kinds) for weight, k, h in alone
            ]
        return max(found)

    path = tuple(best_path(table, table.strips, PARAMS))
    total = sum(map(max, bead_scores(table, path, scores)))
    assert total == pytest.approx(best(0, 0, None, PRICES.gaps), abs=1e-3)
    assert total > best(0, 0, None, PRICES.gaps[:1]) + 0.1
    assert {i for i, _, _, right in path if not right} >= set(range(8, 46))


def test_a_passage_that_stands_elsewhere_is_found_there() -> None:
    lines = [
        f"{word} flew over the {k}th steppe of {word}." for k in range(12) for word in WORDS[:3]
    ]
    target = [*lines[:6], *lines[14:30], *lines[6:14], *lines[30:]]
    found = {
        (link.source, link.target)
        for link in find_beads(build_evidence(lines, target, AlignmentOptions()))
    }
    assert {((i,), (i + 16,)) for i in range(6, 14)} <= found


def test_texts_that_merge_many_sentences_pay_less_for_each() -> None:
    pairs: list[tuple[Span, float]] = [((i, 1, i, 2), 1.0) for i in range(40)]
    threes: list[tuple[Span, float]] = [((i, 1, i, 3), 1.0) for i in range(40)]
    usual = pytest.approx(PRICES.further_sentence)

    def price(beads: list[tuple[Span, float]]) -> float:
        return text_params.further_sentence_price(beads, PRICES)

    assert price([]) == usual
    assert price(threes) < PRICES.further_sentence < price(pairs)
    assert price([(bead, 0.0) for bead, _ in threes]) == usual


def test_paragraphs_count_only_where_both_sides_agree() -> None:
    beads: list[tuple[Span, float]] = [((i, 1, i, 1), 1.0) for i in range(200)]

    def price(first: int, second: int) -> float:
        """Return the price when paragraphs have `first` and `second` sentences."""
        source, target = (
            measures(["."] * 200, [i // size for i in range(200)]) for size in (first, second)
        )
        return text_params.block_start_price(beads, source, target, PRICES)

    assert price(3, 3) > 2 * PRICES.temperature
    assert price(3, 4) == price(1, 1) == price(200, 200) == price(1, 3) == 0


def test_a_bead_pays_for_each_paragraph_that_begins_on_one_side_only() -> None:
    texts = ["a b.", "c d.", "e f."]
    evidence = build_evidence(
        texts, texts, AlignmentOptions(source_blocks=[0, 0, 1], target_blocks=[0, 1, 2])
    )
    table = BandTable(evidence, [Strip(0, 3, 0, 3)])
    without, paid = (
        window_scores(table, table.strips[0], TextParams(1.0, replace(PRICES, block_start=price)))
        for price in (0.0, 0.25)
    )

    def less(i: int, a: int, j: int, b: int) -> float:
        end = SHAPES.index((a, b)), i + a - 1, j + b
        return float(without[end] - paid[end])

    assert [less(k, 1, k, 1) for k in range(3)] == pytest.approx([0, 0.25, 0])
    assert less(1, 1, 1, 2) == pytest.approx(0.5)  # of the two both begin one
    assert less(0, 3, 0, 3) == pytest.approx(0.25)
