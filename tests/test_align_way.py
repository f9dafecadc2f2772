"""The best way and the posteriors, against all ways there are through small tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align import align, similarity
from baikonur_align.align import table
from baikonur_align.align.posterior import posteriors
from baikonur_align.align.table import SHAPES, Span, Strip
from baikonur_align.align.way import best_way
from baikonur_align.align.windows import Windows

WORDS = ("baikonur", "1957", "rocket", "steppe", "12", "launch")
Way = tuple[Span, ...]

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


def worth(seen: Windows, way: Way, scores: table.Scores) -> float:
    """Each bead by its price, each run of sentences left alone by what they are worth and one opening."""
    total, within = 0.0, False
    for i, a, j, b in way:
        if a and b:
            total += float(scores[SHAPES.index((a, b)), i + a - 1, j + b])
        else:
            total += float(seen.alone.source[i] if a else seen.alone.target[j])
            total -= 0 if within else table.OPEN_PRICE
        within = not (a and b)
    return total


@settings(deadline=None)
@given(texts, texts)
def test_no_way_is_better_than_the_best(source: list[str], target: list[str]) -> None:
    seen = windows(source, target)
    scores = table.window_scores(seen, seen.strips[0], 1.0)
    found = tuple(best_way(seen, seen.strips, 1.0))
    best = max(worth(seen, way, scores) for way in ways(len(source), len(target)))
    assert worth(seen, found, scores) == pytest.approx(best, abs=1e-4)


@settings(deadline=None)
@given(texts, texts)
def test_a_posterior_is_the_share_of_all_ways_that_go_through_a_bead(
    source: list[str], target: list[str]
) -> None:
    seen = windows(source, target)
    scores = table.window_scores(seen, seen.strips[0], 1.0)
    every = list(ways(len(source), len(target)))
    weight = np.exp(np.array([worth(seen, way, scores) for way in every]) / table.TEMPERATURE)
    beads = best_way(seen, seen.strips, 1.0)
    for bead, chance in zip(beads, posteriors(seen, beads, 1.0), strict=True):
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
    gone[3] = "The crew of this flight came home again in the spring."  # as like it as what it translates
    source = [*kept[:6], "The crew of the second ship came back in spring.", *gone, *kept[6:]]
    found = align.align(similarity.compare(source, [*kept[:6], last, *kept[6:]], "xx", "xx"))
    assert [link.source for link in found if not link.target] == [(i,) for i in range(7, 13)]
