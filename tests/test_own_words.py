"""Pairs of codes have words of their own in a translation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baikonur_align.inline import Codes
from baikonur_align.model import InlineCode
from baikonur_align.own_words import own_words


def settled(source: str, target: str, spans: str, placed: str, fixed: str = "") -> str:
    """The target with the words of each code; spans are written as ``a0-3 b4-9``."""
    codes = own_words(source, read(spans), target, read(placed), set(fixed), suits)
    return " ".join(f"{code.id}:{target[code.start : code.end]}" for code in codes)


def read(spans: str) -> Codes:
    out = []
    for one in spans.split():
        start, _, end = one[1:].partition("-")
        out.append(InlineCode(int(start), int(end), "bold", id=one[0]))
    return tuple(out)


def suits(code: InlineCode, word: tuple[int, int]) -> float:
    return -abs(code.start - word[0])


@pytest.mark.parametrize(
    ("source", "spans", "target", "placed", "expected"),
    [
        # a free word, the one that suits best
        ("one two three", "a0-3 b8-13", "бір екі үш", "a0-3 b3-3", "a:бір b:үш"),
        # the end of the pair beside it
        ("one two", "a0-3 b4-7", "бір екі", "a0-7 b7-7", "a:бір b:екі"),
        # a mark, if there is nothing else
        ("one two", "a0-3 b4-7", "бір!", "a0-4 b4-4", "a:бір b:!"),
        # letters, where there are fewer words than pairs
        ("one two", "a0-3 b4-7", "бір", "a0-3 b3-3", "a:бі b:р"),
        # a pair in another one stays in it
        ("one two three", "a0-7 b4-7", "бір екі үш", "a0-3 b10-10", "a:бір b:бір"),
        # a pair with two in it has two words
        ("one two", "a0-7 b0-3 c4-7", "бір екі", "a0-3 b0-3 c3-3", "a:бір екі b:бір c:екі"),
        # a part of a word is enough
        ("CO2 H2", "a0-2 b2-3 c5-6", "CO2 H2", "a0-2 b2-3 c5-6", "a:CO b:2 c:2"),
        # white space alone needs no word
        ("one two", "a3-4", "бір екі", "a7-7", "a:"),
    ],
)
def test_a_pair_without_a_word_gets_one(
    source: str, spans: str, target: str, placed: str, expected: str
) -> None:
    assert settled(source, target, spans, placed) == expected


def test_the_words_of_fixed_codes_are_no_other_pairs() -> None:
    found = settled("go ls now", "ls бір", "f3-5 a6-9", "f0-2 a0-2", "f")
    assert found == "f:ls a:бір"


lines = st.lists(st.text("aбв.,", min_size=1, max_size=4), min_size=1, max_size=8).map(" ".join)


@given(lines, lines, st.data())
def test_pairs_beside_each_other_never_lose_their_text(
    source: str, target: str, data: st.DataObject
) -> None:
    words = len(source.split())
    starts = [0, *(index + 1 for index, char in enumerate(source) if char == " ")]
    chosen = sorted(data.draw(st.sets(st.integers(0, words - 1))))
    codes = [
        InlineCode(starts[index], starts[index] + len(source.split()[index]), "bold", id=str(index))
        for index in chosen
    ]
    places = st.integers(0, len(target))
    placed = []
    for code in codes:
        start, end = sorted((data.draw(places), data.draw(places)))
        placed.append(InlineCode(start, end, "bold", id=code.id))
    found = own_words(source, codes, target, placed, (), suits)
    assert [code.id for code in sorted(found, key=lambda code: int(code.id))] == [
        code.id for code in codes
    ]
    if len(codes) <= len(target.replace(" ", "")):
        assert all(target[code.start : code.end].strip() for code in found)
        owner: dict[int, str] = {}
        for code in sorted(found, key=lambda code: code.start - code.end):
            owner |= dict.fromkeys(range(code.start, code.end), code.id)
        shown = {owner[index] for index in owner if not target[index].isspace()}
        assert shown == {code.id for code in codes}


def test_text_without_a_code_keeps_a_word() -> None:
    assert settled("google hyperlink", "Google сілтемесі", "a0-6", "a0-16") == "a:Google"
    assert settled("the google", "бұл Google", "a4-10", "a0-10") == "a:бұл Google"
