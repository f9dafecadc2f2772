"""Alignment around fixed beads keeps them and finds the rest."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align.alignment import confidence
from baikonur_align.alignment.aligner import find_beads
from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.features import build_evidence
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.model import Link

pytestmark = pytest.mark.slow

Beads = set[tuple[tuple[int, ...], tuple[int, ...]]]
FEW = settings(max_examples=40, deadline=None)


def made(count: int, seed: int = 0) -> list[str]:
    """Sentences of words of a language that there isn't, each unlike the others."""
    rng = random.Random(seed)  # noqa: S311 - not a secret
    syllables = [consonant + vowel for consonant in "bdgklmnprst" for vowel in "aeiou"]
    vocabulary = [
        "".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(max(50, count))
    ]
    return [" ".join(rng.choices(vocabulary, k=rng.randint(4, 15))) for _ in range(count)]


def links(*pairs: tuple[list[int], list[int]]) -> list[Link]:
    return [Link(tuple(source), tuple(target)) for source, target in pairs]


def named(found: list[Link]) -> Beads:
    return {(link.source, link.target) for link in found}


def evidence_of(source: list[str], target: list[str]) -> Evidence:
    return build_evidence(source, target, AlignmentOptions())


def found_around(
    evidence: Evidence,
    fixed: Sequence[Link] = (),
    rejected: Sequence[Link] = (),
) -> list[Link]:
    return find_beads(evidence, AlignmentOptions(fixed=fixed, rejected=rejected))


@st.composite
def texts(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Two texts of up to twelve sentences, of which some are alike, perhaps one empty."""
    sentences = st.sampled_from([*made(8), "", "12", "a"])
    return draw(st.lists(sentences, max_size=12)), draw(st.lists(sentences, max_size=12))


@st.composite
def some_beads(draw: st.DrawFn, sources: int, targets: int) -> list[Link]:
    """Beads that share no sentence: crossing, with gaps, one-sided, of any shape."""
    rows, columns = draw(st.permutations(range(sources))), draw(st.permutations(range(targets)))
    beads = []
    for _ in range(draw(st.integers(0, 4))):
        left, right = draw(st.integers(0, 3)), draw(st.integers(0, 3))
        source, rows = sorted(rows[:left]), rows[left:]
        target, columns = sorted(columns[:right]), columns[right:]
        beads += [Link(tuple(source), tuple(target))] if source or target else []
    return beads


@given(st.data())
@FEW
def test_what_is_fixed_survives_and_every_sentence_is_in_one_bead(data: st.DataObject) -> None:
    source, target = data.draw(texts())
    fixed = data.draw(some_beads(len(source), len(target)))
    rejected = data.draw(some_beads(len(source), len(target)))
    evidence = evidence_of(source, target)
    found = confidence.judge(evidence, found_around(evidence, fixed, rejected))
    assert named(fixed) <= named(found)
    assert sorted(i for link in found for i in link.source) == list(range(len(source)))
    assert sorted(j for link in found for j in link.target) == list(range(len(target)))
    fresh = named(found) - named(fixed)
    assert all((source and target) or len(source + target) == 1 for source, target in fresh)
    assert not {(source, target) for source, target in fresh & named(rejected) if source and target}
    assert all(link.confidence is not None and 0 <= link.confidence <= 1 for link in found)


@given(texts())
@FEW
def test_with_nothing_fixed_it_is_aligning_anew_and_with_all_fixed_nothing_changes(
    both: tuple[list[str], list[str]],
) -> None:
    evidence = evidence_of(*both)
    first = found_around(evidence)
    assert found_around(evidence, [], [Link((), (0,))]) == first
    assert named(found_around(evidence, first)) == named(first)


@pytest.mark.parametrize("every", [1, 2, 5])
def test_a_perfect_alignment_is_found_again_around_any_of_its_beads(every: int) -> None:
    text = made(40)
    perfect = [Link((i,), (i,)) for i in range(40)]
    found = found_around(evidence_of(text, text), perfect[::every])
    assert [(link.source, link.target) for link in found] == [
        (link.source, link.target) for link in perfect
    ]


@pytest.mark.parametrize(
    ("fixed", "expected"),
    [
        ([], [([0], [0]), ([1], [1]), ([2], [2]), ([3], [3])]),
        ([([1], [2])], [([0], [0]), ([1], [2]), ([], [1]), ([2], []), ([3], [3])]),
        ([([1], [])], [([0], [0]), ([1], []), ([], [1]), ([2], [2]), ([3], [3])]),
        ([([0, 1], [0, 1])], [([0, 1], [0, 1]), ([2], [2]), ([3], [3])]),
        ([([0], [3]), ([3], [0])], [([0], [3]), ([1], [1]), ([2], [2]), ([3], [0])]),
        ([([0, 2], [0])], [([0, 2], [0]), ([1], [1]), ([], [2]), ([3], [3])]),
        ([([0, 1, 2, 3], [0])], [([0, 1, 2, 3], [0]), ([], [1]), ([], [2]), ([], [3])]),
        ([([0], [0, 1, 2, 3])], [([0], [0, 1, 2, 3]), ([1], []), ([2], []), ([3], [])]),
    ],
    ids=[
        "nothing",
        "off by one",
        "alone",
        "two by two",
        "crossing",
        "with a gap",
        "no source",
        "no target",
    ],
)
def test_what_lies_between_fixed_beads_is_aligned_around_them(
    fixed: list[tuple[list[int], list[int]]], expected: list[tuple[list[int], list[int]]]
) -> None:
    text = made(4, seed=2)
    assert named(found_around(evidence_of(text, text), links(*fixed))) == named(links(*expected))


def test_fixed_beads_come_out_in_their_place() -> None:
    text = made(9)
    fixed = links(([2], [2]), ([5], [5]))
    assert [link.source[0] for link in found_around(evidence_of(text, text), fixed)] == list(
        range(9)
    )


def test_a_rejected_bead_gives_way_to_the_next_best() -> None:
    text = made(12)
    rejected = links(([4], [4]), ([7], [7]))
    found = named(found_around(evidence_of(text, text), rejected=rejected))
    assert not found & named(rejected)
    right = {((i,), (i,)) for i in range(12)}
    assert len(found & right) >= 8


def test_beads_that_cross_are_no_cut_but_keep_their_sentences() -> None:
    text = made(60)
    fixed = [Link((i,), (i,)) for i in range(0, 60, 10)] + links(([3], [47]), ([52], [6]))
    found = named(found_around(evidence_of(text, text), fixed))
    assert named(fixed) <= found
    right = {((i,), (i,)) for i in range(60) if i not in {3, 6, 47, 52}}
    assert len(right - found) <= 2  # a sentence that has lost its own joins its neighbour


def test_a_long_text_is_aligned_part_by_part() -> None:
    source = made(1500)
    target = source[:400] + made(300, seed=1) + source[600:]
    right = [Link((i,), (i,)) for i in range(400)] + [
        Link((i,), (i + 100,)) for i in range(600, 1500)
    ]
    found = named(found_around(evidence_of(source, target), right[::100]))
    assert len(found & named(right)) >= 0.99 * len(right)


def test_a_part_of_the_evidence_says_what_the_whole_says() -> None:
    text = made(30)
    whole = evidence_of(text, text)
    rows, columns = np.array([3, 4, 5, 9, 10]), np.arange(2, 20)
    part = whole.select(rows, columns)
    assert part.shape == (5, 18)
    assert part.cosines(slice(0, 5), slice(0, 18)) == pytest.approx(
        whole.cosines(slice(0, 30), slice(0, 30))[np.ix_(rows, columns)], abs=1e-5
    )
    assert part.similarity((0, 1, 2), (3,)) == pytest.approx(
        whole.similarity((3, 4, 5), (5,)), abs=1e-5
    )
    assert part.select(np.array([1, 2]), np.array([0, 1])).similarity((0,), (0,)) == pytest.approx(
        whole.similarity((4,), (2,)), abs=1e-5
    )
