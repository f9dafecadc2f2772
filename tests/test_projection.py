"""Inline codes at the words of a translation that mean the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baikonur_align.model import InlineCode
from baikonur_align.projection import project
from support.formatted import read, right, sentences, shown


@pytest.mark.parametrize(
    ("source", "target", "placed"),
    [
        ("The museum opened in <b>1931</b>.", "Мұражай 1931 жылы ашылды.", "1931"),
        ("<b>Baikonur</b> is large.", "Ең үлкен – Байқоңыр.", "Байқоңыр"),
        ("<b>All of it.</b>", "Түгел.", "Түгел."),
        ("Press <b>Ctrl+S</b> now.", "Қазір Ctrl+S басыңыз.", "Ctrl+S"),
        ("<b>☐</b> Tea", "☐ Шай", "☐"),
        ("One <b>></b> two", "Бір > екі", ">"),
        ("There are 10<b>9</b> of them.", "Олар 109 дана.", "9"),
        (
            "See <b>www.example.org/a_b</b> now.",
            "www.example.org/a_b қараңыз.",
            "www.example.org/a_b",
        ),
        ("Ask <b>Baikonur Ltd.</b> now.", "Енді Baikonur Ltd. сұраңыз.", "Baikonur Ltd."),
    ],
)
def test_without_a_model_numbers_names_and_equal_words_place_a_code(
    source: str, target: str, placed: str
) -> None:
    text, codes = read(source)
    assert shown(target, project(text, codes, target, ("en", "kk"))) == {"b": placed}


def test_a_standalone_code_stays_after_its_word_or_at_its_end() -> None:
    note = InlineCode(27, 27, "note", id="1")
    text, target = "The museum was opened 1931.", "Мұражай 1931 жылы ашылды."
    (placed,) = project(text, [note], target, ("en", "kk"))
    assert placed.start == len(target)
    (placed,) = project(text, [InlineCode(26, 26, "note")], target, ("en", "kk"))
    assert target[placed.start :] == "."
    (placed,) = project(text, [InlineCode(0, 0, "image")], target, ("en", "kk"))
    assert placed.start == 0


@pytest.mark.slow
def test_most_codes_of_known_sentences_stand_on_the_right_words() -> None:
    good, total = right(sentences())
    assert total == 208
    assert good / total >= 0.85


codes_of = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), max_size=5)


@given(st.text(max_size=40), st.text(max_size=40), codes_of)
def test_every_code_is_placed_once_within_the_target_and_pairs_nest(
    source: str, target: str, spans: list[list[int]]
) -> None:
    kept = [[min(end, len(source)) for end in span] for span in spans]
    nested = [
        span
        for index, span in enumerate(kept)
        if not any(
            start < span[0] < end < span[1] or span[0] < start < span[1] < end
            for start, end in kept[:index]
        )
    ]
    codes = [
        InlineCode(start, end, "bold", id=str(index)) for index, (start, end) in enumerate(nested)
    ]
    placed = project(source, codes, target, ("en", "kk"))
    assert sorted(code.id for code in placed) == sorted(code.id for code in codes)
    assert all(0 <= code.start <= code.end <= len(target) for code in placed)
    pairs = [(code.start, code.end) for code in placed if code.start < code.end]
    assert not any(start < later < end < last for start, end in pairs for later, last in pairs)
