"""Inline codes: they follow their text through cuts, joins and edits."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align.inline import (
    Codes,
    collapse_spaces,
    concat_codes,
    in_order,
    reword_codes,
    slice_codes,
    slice_text,
)
from baikonur_align.model import Block, CodeKind, Document, InlineCode
from baikonur_align.segmentation import segments


def bold(start: int, end: int) -> InlineCode:
    return InlineCode(start, end, "bold")


def mark(place: int) -> InlineCode:
    return InlineCode(place, place, "note", "1")


REWORDED = [
    # old text, codes, new text, codes there
    ("a bold word", [bold(2, 6)], "a bold word", [bold(2, 6)]),
    ("a bold word", [bold(2, 6)], "a fat word", [bold(2, 5)]),
    ("a bold word", [bold(2, 6)], "now a bold word", [bold(6, 10)]),
    ("a bold word", [bold(2, 6)], "a very bold word", [bold(7, 11)]),
    ("a bold word", [bold(2, 6)], "a word", []),
    ("a bold word", [bold(2, 11)], "a bold", [bold(2, 6)]),
    ("all of it", [bold(0, 9)], "something else", [bold(0, 14)]),
    ("end", [mark(3)], "the end of it", [mark(7)]),
    ("end", [mark(0)], "the end", [mark(0)]),
    ("gone 1 here", [mark(6)], "here", [mark(0)]),
    ("A note.", [mark(6)], "A short note.", [mark(12)]),
]


@pytest.mark.parametrize(("old", "codes", "new", "after"), REWORDED)
def test_codes_find_their_place_in_an_edited_text(
    old: str, codes: list[InlineCode], new: str, after: list[InlineCode]
) -> None:
    assert reword_codes(old, codes, new) == tuple(after)


@st.composite
def coded_texts(draw: st.DrawFn) -> tuple[str, Codes]:
    text = draw(st.text("ab \n.", max_size=20))
    spans = draw(st.lists(st.tuples(*[st.integers(0, len(text))] * 2), max_size=5))
    kinds = st.sampled_from(get_args(CodeKind))
    return text, in_order(
        InlineCode(min(span), max(span), draw(kinds), str(number), str(number))
        for number, span in enumerate(spans)
    )


@given(coded_texts(), st.data())
@settings(deadline=None)
def test_slices_joined_again_have_the_codes_of_the_whole(
    coded: tuple[str, Codes], data: st.DataObject
) -> None:
    text, codes = coded
    place = data.draw(st.integers(0, len(text)))
    parts = [
        (text[:place], slice_codes(codes, 0, place, last=False)),
        (text[place:], slice_codes(codes, place, len(text))),
    ]
    assert set(concat_codes(parts, separator="")) == set(codes)


@given(coded_texts())
@settings(deadline=None)
def test_collapsing_spaces_keeps_every_code_around_the_same_words(
    coded: tuple[str, Codes],
) -> None:
    text, codes = coded
    line, moved = collapse_spaces(text, codes)
    assert line == " ".join(text.split())
    assert {code.id for code in moved} == {code.id for code in codes}
    before = {code.id: text[code.start : code.end].split() for code in codes}
    assert {code.id: line[code.start : code.end].split() for code in moved} == before
    assert collapse_spaces(line, moved) == (line, moved)


@given(coded_texts(), st.text("ab .", max_size=20))
@settings(deadline=None)
def test_an_edit_leaves_codes_inside_the_text_and_loses_none_that_stands_alone(
    coded: tuple[str, Codes], new: str
) -> None:
    text, codes = coded
    after = reword_codes(text, codes, new)
    assert all(0 <= code.start <= code.end <= len(new) for code in after)
    assert after == in_order(after)
    alone = [code.id for code in codes if code.start == code.end]
    assert [code.id for code in after if code.start == code.end] == alone
    assert reword_codes(text, codes, text) == codes


def test_a_block_is_split_with_its_codes() -> None:
    codes = (bold(0, 11), mark(11), InlineCode(12, 17, "link", "x"), mark(18))
    document = Document(
        "a", "en", "", "", (Block("paragraph", "One. Two it. Three.", codes=codes),)
    )
    assert [(segment.text, segment.codes) for segment in segments(document)] == [
        ("One.", (bold(0, 4),)),
        ("Two it.", (bold(0, 6), mark(6))),
        ("Three.", (InlineCode(0, 4, "link", "x"), mark(5))),
    ]
    assert slice_text("One. Two", [mark(5)], 0, 5, last=False) == ("One.", ())
