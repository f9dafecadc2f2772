"""The best way and the posteriors, against all ways there are through small tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align.alignment import aligner as align
from baikonur_align.alignment import parameters as table
from baikonur_align.alignment import similarity
from baikonur_align.alignment import text_params as habits
from baikonur_align.alignment.evidence import bare
from baikonur_align.alignment.parameters import SHAPES, Habits, Span, Strip
from baikonur_align.alignment.posterior import posteriors
from baikonur_align.alignment.viterbi import best_way
from baikonur_align.alignment.windows import Windows

WORDS = ("baikonur", "1957", "rocket", "steppe", "12", "launch")
Way = tuple[Span, ...]

HABITS = Habits(1.0)

texts = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=4
)


def windows(source: list[str], target: list[str]) -> Windows:
    evidence = similarity.compare(source, target, "xx", "yy")
    return Windows(evidence, [Strip(0, len(source), 0, len(target))])


def ways(n: int, m: int, i: int = 0, j: int = 0) -> Iterator[Way]:
    """All rows of beads from a node to the end."""
    if (i, j) == (n, m):
        yield ()
    for a, b in [*SHAPES, (1, 0), (0, 1)]:
        if i + a <= n and j + b <= m:
            yield from (((i, a, j, b), *rest) for rest in ways(n, m, i + a, j + b))


def worths(seen: Windows, way: Way, scores: table.Scores) -> list[tuple[float, ...]]:
    """Of each bead what it is worth, and of each run of sentences left alone, by the kind of gap."""
    found: list[tuple[float, ...]] = []
    for both, run in groupby(way, lambda bead: bool(bead[1] and bead[3])):
        if both:
            found += [
                (float(scores[SHAPES.index((a, b)), i + a - 1, j + b]),) for i, a, j, b in run
            ]
            continue
        alone = [float(seen.alone.source[i] if a else seen.alone.target[j]) for i, a, j, _ in run]
        found.append(
            tuple(sum(max(each, gap.least) for each in alone) - gap.opening for gap in table.GAPS)
        )
    return found


@settings(deadline=None)
@given(texts, texts)
def test_no_way_is_better_than_the_best(source: list[str], target: list[str]) -> None:
    seen = windows(source, target)
    scores = table.window_scores(seen, seen.strips[0], HABITS)
    found = tuple(best_way(seen, seen.strips, HABITS))

    def worth(way: Way) -> float:
        return sum(map(max, worths(seen, way, scores)))

    assert worth(found) == pytest.approx(max(map(worth, ways(len(source), len(target)))), abs=1e-4)


@settings(deadline=None)
@given(texts, texts)
def test_a_posterior_is_the_share_of_all_ways_that_go_through_a_bead(
    source: list[str], target: list[str]
) -> None:
    seen = windows(source, target)
    scores = table.window_scores(seen, seen.strips[0], HABITS)
    every = list(ways(len(source), len(target)))
    odds = [
        sum(
            np.logaddexp.reduce(np.divide(kinds, table.TEMPERATURE))
            for kinds in worths(seen, way, scores)
        )
        for way in every
    ]
    weight = np.exp(odds)
    beads = best_way(seen, seen.strips, HABITS)
    for bead, chance in zip(beads, posteriors(seen, beads, HABITS), strict=True):
        through = [any(_same(bead, other) for other in way) for way in every]
        assert chance == pytest.approx(weight[through].sum() / weight.sum(), abs=1e-4)


def _same(one: Span, other: Span) -> bool:
    """The same sentences, wherever in the other text one that is alone stands."""
    (i, a, j, b), (k, c, m, d) = one, other
    return (a, b) == (c, d) and (not a or i == k) and (not b or j == m)


def test_what_stands_before_a_missing_passage_is_not_strewn_over_it() -> None:
    kept = [f"{word} rose over the steppe in {1900 + k}." for k, word in enumerate(WORDS * 2)]
    last = "The crew of the second flight came home in spring."
    gone = [f"Nobody knew what {word} was for." for word in WORDS]
    gone[3] = (
        "The crew of this flight came home again in the spring."  # as like it as what it translates
    )
    source = [*kept[:6], "The crew of the second ship came back in spring.", *gone, *kept[6:]]
    found = align.align(similarity.compare(source, [*kept[:6], last, *kept[6:]], "xx", "xx"))
    assert [link.source for link in found if not link.target] == [(i,) for i in range(7, 13)]


def test_a_missing_chapter_is_one_long_gap() -> None:
    """As long as it is, it goes through the other kind of gap; the best way is that of a plain recursion."""
    lines = [f"{word} rose {k} times." for k in range(2) for word in WORDS]
    strange = ["жұлдыз" * k + "." for k in range(1, 43)]
    seen = windows([*lines[:6], *strange, *lines[6:]], lines)
    scores = table.window_scores(seen, seen.strips[0], HABITS)
    n, m = seen.shape

    @cache
    def best(i: int, j: int, within: table.Gap | None, kinds: tuple[table.Gap, ...]) -> float:
        if (i, j) == (n, m):
            return 0.0
        found = [
            float(scores[k, i + a - 1, j + b]) + best(i + a, j + b, None, kinds)
            for k, (a, b) in enumerate(SHAPES)
            if i + a <= n and j + b <= m
        ]
        for gap in [within] if within else kinds:
            alone = [(float(seen.alone.source[i]), i + 1, j)] if i < n else []
            alone += [(float(seen.alone.target[j]), i, j + 1)] if j < m else []
            opening = 0 if within else gap.opening
            found += [max(w, gap.least) - opening + best(k, h, gap, kinds) for w, k, h in alone]
        return max(found)

    way = tuple(best_way(seen, seen.strips, HABITS))
    worth = sum(map(max, worths(seen, way, scores)))
    assert worth == pytest.approx(best(0, 0, None, table.GAPS), abs=1e-3)
    assert worth > best(0, 0, None, table.GAPS[:1]) + 0.1
    assert {i for i, _, _, b in way if not b} >= set(range(8, 46))


def test_a_passage_that_stands_elsewhere_is_found_there() -> None:
    lines = [
        f"{word} flew over the {k}th steppe of {word}." for k in range(12) for word in WORDS[:3]
    ]
    target = [*lines[:6], *lines[14:30], *lines[6:14], *lines[30:]]
    found = {
        (link.source, link.target)
        for link in align.align(similarity.compare(lines, target, "xx", "xx"))
    }
    assert {((i,), (i + 16,)) for i in range(6, 14)} <= found


def test_who_merges_many_sentences_pays_less_for_each() -> None:
    pairs: list[tuple[Span, float]] = [((i, 1, i, 2), 1.0) for i in range(40)]
    threes: list[tuple[Span, float]] = [((i, 1, i, 3), 1.0) for i in range(40)]
    assert habits.price_of_more([]) == pytest.approx(table.MORE_PRICE)
    assert habits.price_of_more(threes) < table.MORE_PRICE < habits.price_of_more(pairs)
    assert habits.price_of_more([(bead, 0.0) for bead, _ in threes]) == pytest.approx(
        table.MORE_PRICE
    )


def test_paragraphs_speak_only_where_those_of_both_sides_agree() -> None:
    beads: list[tuple[Span, float]] = [((i, 1, i, 1), 1.0) for i in range(200)]

    def price(first: int, second: int) -> float:
        """Where every `first`th sentence of the source and every `second`th of the target begins one."""
        sides = (bare(["."] * 200, [i // size for i in range(200)]) for size in (first, second))
        return habits.price_of_block(beads, *sides)

    assert price(3, 3) > 2 * table.TEMPERATURE
    assert price(3, 4) == price(1, 1) == price(200, 200) == price(1, 3) == 0


def test_a_bead_pays_for_each_paragraph_that_begins_on_one_side_only() -> None:
    texts = ["a b.", "c d.", "e f."]
    evidence = similarity.compare(texts, texts, "xx", "yy", blocks=([0, 0, 1], [0, 1, 2]))
    seen = Windows(evidence, [Strip(0, 3, 0, 3)])
    without, paid = (
        table.window_scores(seen, seen.strips[0], Habits(1.0, block=block)) for block in (0.0, 0.25)
    )

    def less(i: int, a: int, j: int, b: int) -> float:
        end = SHAPES.index((a, b)), i + a - 1, j + b
        return float(without[end] - paid[end])

    assert [less(k, 1, k, 1) for k in range(3)] == pytest.approx([0, 0.25, 0])
    assert less(1, 1, 1, 2) == pytest.approx(0.5)  # of the two both begin one
    assert less(0, 3, 0, 3) == pytest.approx(0.25)
