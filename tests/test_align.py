"""Alignment finds the gold beads, covers every sentence, and is scored as in the literature."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align.alignment import confidence
from baikonur_align.alignment.aligner import align, find_beads
from baikonur_align.alignment.band import MAX_FULL_TABLE
from baikonur_align.alignment.bead_table import BandTable
from baikonur_align.alignment.comparable import comparable_links
from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.features import build_evidence
from baikonur_align.alignment.options import AlignmentOptions, BadOptions
from baikonur_align.alignment.parameters import Strip
from baikonur_align.evaluation.alignment import BadAlignment, alignment_score, format, parse  # noqa: A004
from baikonur_align.model import Link

DATA = Path(__file__).parent / "data"
TEXTBERG = Path(__file__).resolve().parents[2] / "shared" / "data" / "align" / "textberg-dev"


KAZAKH_ENGLISH = AlignmentOptions("kk", "en")
NO_BRIDGE = AlignmentOptions()


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def links(*pairs: tuple[list[int], list[int]]) -> list[Link]:
    return [Link(tuple(source), tuple(target)) for source, target in pairs]


def assert_whole(found: list[Link], sources: int, targets: int) -> None:
    """Every sentence of both sides is in exactly one bead, alone if nothing is opposite."""
    assert sorted(i for link in found for i in link.source) == list(range(sources))
    assert sorted(j for link in found for j in link.target) == list(range(targets))
    for link in found:
        assert (link.source and link.target) or len(link.source + link.target) == 1


def gold() -> tuple[list[str], list[str], list[Link]]:
    return lines(DATA / "gold.kk"), lines(DATA / "gold.en"), parse(lines(DATA / "gold.align"))


def test_our_gold_holds_every_shape_that_reviewers_meet() -> None:
    kazakh, english, beads = gold()
    assert_whole(beads, len(kazakh), len(english))
    shapes = {(len(link.source), len(link.target)) for link in beads}
    assert shapes >= {(1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (0, 1), (1, 0)}
    firsts = [link.target[0] for link in beads if link.source and link.target]
    assert firsts != sorted(firsts)


def test_kazakh_and_english_are_aligned_without_any_translation() -> None:
    kazakh, english, beads = gold()
    evidence = build_evidence(kazakh, english, KAZAKH_ENGLISH)
    score = alignment_score(beads, find_beads(evidence))
    assert score.strict.f1 >= 0.88
    assert score.lax.f1 >= 0.98


@pytest.mark.parametrize("size", [1, 2])
def test_no_bead_is_larger_than_the_options_allow(size: int) -> None:
    kazakh, english, _ = gold()
    found = align(kazakh, english, AlignmentOptions("kk", "en", max_bead_size=size))
    assert_whole(found, len(kazakh), len(english))
    assert max(max(len(link.source), len(link.target)) for link in found) == size


@pytest.mark.parametrize("size", [0, 6])
def test_a_bead_size_out_of_range_is_refused(size: int) -> None:
    with pytest.raises(BadOptions, match=f"has {size} sentences on a side; give 1 to 5"):
        AlignmentOptions(max_bead_size=size)


def test_neighbours_in_another_order_are_linked_across() -> None:
    kazakh, english, beads = gold()
    found = {
        (bead.source, bead.target)
        for bead in find_beads(build_evidence(kazakh, english, KAZAKH_ENGLISH))
    }
    crossing = {
        (one.source, one.target)
        for one in beads
        for other in beads
        if one.source
        and other.source
        and one.target
        and other.target
        and (one.source < other.source) != (one.target < other.target)
    }
    assert crossing
    assert crossing <= found


@pytest.mark.slow
@pytest.mark.skipif(not TEXTBERG.exists(), reason="the Text+Berg development set is not at hand")
@pytest.mark.parametrize(
    ("system", "strict", "lax"),
    [("google", 0.9, 0.98), ("europarlfull", 0.89, 0.98), ("europarllight", 0.87, 0.97)],
)
def test_a_translation_of_any_quality_is_bridge_enough(
    system: str, strict: float, lax: float
) -> None:
    german, french = lines(TEXTBERG / "dev.de"), lines(TEXTBERG / "dev.fr")
    there, back = lines(TEXTBERG / f"dev.de.{system}.fr"), lines(TEXTBERG / f"dev.fr.{system}.de")
    beads = parse(lines(TEXTBERG / "dev.defr"))
    options = AlignmentOptions(source_translations=there, target_translations=back)
    score = alignment_score(beads, align(german, french, options))
    assert score.strict.f1 >= strict
    assert score.lax.f1 >= lax


@pytest.mark.slow
@pytest.mark.skipif(not TEXTBERG.exists(), reason="the Text+Berg development set is not at hand")
def test_a_lexicon_learned_from_the_texts_themselves_stands_in_for_translation() -> None:
    german, french = lines(TEXTBERG / "dev.de"), lines(TEXTBERG / "dev.fr")
    beads = parse(lines(TEXTBERG / "dev.defr"))
    first = find_beads(build_evidence(german, french, NO_BRIDGE))
    last = align(german, french)
    assert alignment_score(beads, first).strict.f1 >= 0.75
    assert alignment_score(beads, last).strict.f1 >= 0.86


def without(gone: range, target: list[str], beads: list[Link]) -> tuple[list[str], list[Link]]:
    """`target` and `beads` without the sentences `gone`; their translations are unaligned."""
    kept = [j for j in range(len(target)) if j not in gone]
    place = {j: k for k, j in enumerate(kept)}
    left = []
    for bead in beads:
        opposite = tuple(place[j] for j in bead.target if j in place)
        sources = [bead.source] if opposite or not bead.source else [(i,) for i in bead.source]
        left += [Link(source, opposite) for source in sources if source or opposite]
    return [target[j] for j in kept], left


@pytest.mark.slow
@pytest.mark.skipif(not TEXTBERG.exists(), reason="the Text+Berg development set is not at hand")
@pytest.mark.parametrize("system", ["google", "europarllight"])
def test_a_quarter_missing_costs_next_to_nothing(system: str) -> None:
    german, french = lines(TEXTBERG / "dev.de"), lines(TEXTBERG / "dev.fr")
    there, back = lines(TEXTBERG / f"dev.de.{system}.fr"), lines(TEXTBERG / f"dev.fr.{system}.de")
    beads = parse(lines(TEXTBERG / "dev.defr"))
    gone = range(208, 346)
    rest, known = without(gone, french, beads)
    rest_back = [line for j, line in enumerate(back) if j not in gone]
    whole, cut = (
        find_beads(
            build_evidence(
                german,
                target,
                AlignmentOptions(source_translations=there, target_translations=translations),
            )
        )
        for target, translations in ((french, back), (rest, rest_back))
    )
    assert alignment_score(known, cut).strict.f1 >= alignment_score(beads, whole).strict.f1 - 0.02


def made(count: int, seed: int = 0) -> list[str]:
    """Sentences of words of a language that there isn't, each unlike the others."""
    rng = random.Random(seed)  # noqa: S311
    syllables = [consonant + vowel for consonant in "bdgklmnprst" for vowel in "aeiou"]
    vocabulary = [
        "".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(max(50, count))
    ]
    return [" ".join(rng.choices(vocabulary, k=rng.randint(4, 15))) for _ in range(count)]


def aligned(source: list[str], target: list[str]) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    found = find_beads(build_evidence(source, target, NO_BRIDGE))
    assert_whole(found, len(source), len(target))
    return {(link.source, link.target) for link in found}


def test_identical_texts_align_one_to_one() -> None:
    text = made(60)
    assert aligned(text, text) == {((i,), (i,)) for i in range(60)}


@pytest.mark.parametrize("cut", [slice(0, 40), slice(60, 100), slice(110, 150)])
def test_a_missing_block_costs_a_bead_at_its_edge_at_most(cut: slice) -> None:
    source = made(150)
    target = [text for i, text in enumerate(source) if i not in range(150)[cut]]
    found = aligned(source, target)
    right = {((i,), (target.index(text),)) for i, text in enumerate(source) if text in target}
    assert len(right - found) <= 1


@pytest.mark.slow
def test_a_long_text_takes_the_narrow_way_to_the_same_beads() -> None:
    source = made(1500)
    target = source[:400] + made(300, seed=1) + source[600:]
    assert len(source) * len(target) > MAX_FULL_TABLE
    found = aligned(source, target)
    right = {((i,), (i,)) for i in range(400)} | {((i,), (i + 100,)) for i in range(600, 1500)}
    assert len(found & right) >= 0.99 * len(right)


@pytest.mark.parametrize(
    ("rows", "columns"),
    [(slice(0, 32), slice(0, 40)), (slice(28, 64), slice(3, 90)), (slice(20, 90), slice(0, 120))],
)
def test_products_made_once_are_the_same_products(rows: slice, columns: slice) -> None:
    text = made(120)
    evidence = build_evidence(text, text, NO_BRIDGE)
    strips = [
        Strip(top, min(top + 32, 120), max(0, top - 10), min(120, top + 60))
        for top in range(0, 120, 32)
    ]
    table = BandTable(evidence, strips)
    for _ in range(2):
        assert table.products(rows, columns) == pytest.approx(
            evidence.products(rows, columns), abs=1e-5
        )


def test_a_sentence_that_moved_far_is_found_again() -> None:
    source = made(80)
    target = source[:10] + source[11:70] + [source[10]] + source[70:]
    assert ((10,), (69,)) in aligned(source, target)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "target"),
    [
        ([], []),
        (["Бір."], []),
        ([], ["One.", "Two."]),
        (["Hello 1957"], [f"line {i}" for i in range(1000)]),
        ([f"line {i}" for i in range(1000)], ["Hello 1957"]),
        (["", "a", "", ""], ["", "", "a b"]),
        ([""] * 5, [""] * 7),
        ([" "], ["\t\n"]),
        (["абв где"] * 20, ["xyz 123"] * 30),
        (["ab cd " * 200_000, "x"], ["ab cd " * 200_000]),
    ],
    ids=[
        "nothing",
        "no target",
        "no source",
        "1 x 1000",
        "1000 x 1",
        "gaps",
        "empty",
        "blank",
        "strangers",
        "long",
    ],
)
@pytest.mark.parametrize("find", [find_beads, comparable_links])
def test_whatever_comes_in_every_sentence_comes_out_once(
    source: list[str], target: list[str], find: Callable[[Evidence], list[Link]]
) -> None:
    evidence = build_evidence(source, target, KAZAKH_ENGLISH)
    found = confidence.judge(evidence, find(evidence))
    assert_whole(found, len(source), len(target))
    assert all(link.confidence is not None and 0 <= link.confidence <= 1 for link in found)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.text(alphabet="абвг abc 12.", max_size=20), max_size=12),
    st.lists(st.text(alphabet="абвг abc 12.", max_size=20), max_size=12),
)
def test_beads_partition_both_sides(source: list[str], target: list[str]) -> None:
    aligned(source, target)


@pytest.mark.parametrize("turned", [False, True])
def test_sentences_that_were_merged_are_known_by_their_punctuation(turned: bool) -> None:
    left = [f"Word{i} here." for i in range(9)]
    right = [*left[:3], f"{left[3]} {left[4]}", *left[5:]]
    source, target = (right, left) if turned else (left, right)
    bead = ((3, 4), (3,))
    assert (bead[::-1] if turned else bead) in aligned(source, target)


def test_a_sentence_that_has_nothing_opposite_is_not_taken_in_by_its_neighbour() -> None:
    source = made(60)
    target = [*source[:20], *made(1, seed=9), *source[20:]]
    assert ((), (20,)) in aligned(source, target)


def test_comparable_texts_give_the_pairs_they_share_and_little_else() -> None:
    shared = made(8, seed=3)
    source, target = made(40, seed=4), made(60, seed=5)
    source[5:5], target[33:33] = shared[:4], shared[:4]
    source[30:30], target[7:7] = shared[4:], shared[4:]
    found = comparable_links(build_evidence(source, target, NO_BRIDGE))
    assert_whole(found, len(source), len(target))
    offered = [
        (source[link.source[0]], target[link.target[0]])
        for link in found
        if link.source and link.target
    ]
    right = [left for left, right in offered if left == right]
    assert sorted(right) == sorted(shared)
    assert len(right) / len(offered) > 0.7


@pytest.mark.parametrize(
    ("guess", "strict", "lax"),
    [
        (links(([0], [0]), ([1], [1, 2]), ([2], [])), (1.0, 1.0), (1.0, 1.0)),
        (links(([0], [0]), ([1], [1]), ([], [2]), ([2], [])), (0.5, 0.5), (0.75, 1.0)),
        (links(([0, 1], [0, 1, 2]), ([2], [])), (0.5, 0.0), (1.0, 1.0)),
        (links(([0], [2]), ([1], [0]), ([2], [1])), (0.0, 0.0), (0.0, 0.0)),
        ([], (0.0, 0.0), (0.0, 0.0)),
    ],
)
def test_strict_asks_for_the_bead_and_lax_for_an_overlap(
    guess: list[Link], strict: tuple[float, float], lax: tuple[float, float]
) -> None:
    beads = links(([0], [0]), ([1], [1, 2]), ([2], []))
    score = alignment_score(beads, guess)
    assert (score.strict.precision, score.strict.recall) == strict
    assert (score.lax.precision, score.lax.recall) == lax


def test_an_alignment_survives_being_written_and_read() -> None:
    beads = [
        Link((0,), (0, 1), 0.25),
        Link((), (2,), 0.0),
        Link((1, 2), (3,), 0.9, confidence=0.97),
    ]
    text = list(format(beads))
    assert text == ["[0]:[0, 1]:0.25", "[]:[2]:0", "[1, 2]:[3]:0.97"]
    assert [(link.source, link.target) for link in parse(text)] == [
        (bead.source, bead.target) for bead in beads
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("0:0", "write a bead as"),
        ("[0] [1]", "write a bead as"),
        ("[0]:[0]:high", "not a score"),
        ("[0 1]:[0]", "commas"),
        ("[1, 0]:[0]", "must be in order"),
        ("[0]:[4]", "source sentence 0 is already in line 1"),
        ("[4]:[0]", "target sentence 0 is already in line 1"),
    ],
)
def test_a_bad_line_is_named_with_its_number(line: str, complaint: str) -> None:
    with pytest.raises(BadAlignment, match=f"guess.align, line 2: .*{complaint}"):
        parse(["[0]:[0]", line], "guess.align")
