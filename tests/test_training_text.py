"""What the recipe does to text before any model sees it; no torch needed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.config import read_config
from training.corpus import Pair, choose, clean_line, is_plausible, read_pairs
from training.noise import NUMBER, attach_numbers, drop_stop, swap_numbers, vary_case
from training.recase import learn, recase

pytestmark = pytest.mark.slow

CONFIG = read_config(Path(__file__).parents[1] / "training" / "config.toml")
SEEDS = st.integers(0, 1000).map(random.Random)


@given(st.integers(0, 10**6), st.text(" abc", max_size=9), SEEDS)
def test_a_number_on_both_sides_becomes_the_same_other_number(
    number: int, words: str, rng: random.Random
) -> None:
    kk, en = swap_numbers(f"{words}{number} жыл", f"in {number}{words}", rng)
    assert NUMBER.findall(kk) == NUMBER.findall(en)
    assert len(NUMBER.findall(kk)[0]) == len(str(number))


@given(SEEDS)
def test_a_number_on_one_side_stays(rng: random.Random) -> None:
    assert swap_numbers("2019 жыл", "last year", rng) == ("2019 жыл", "last year")


@given(SEEDS)
def test_attached_numbers_are_the_same_in_both_languages(rng: random.Random) -> None:
    kk, en = attach_numbers("кітап", "book", rng)
    assert sorted(NUMBER.findall(kk)) == sorted(NUMBER.findall(en)) != []


@given(SEEDS)
def test_noise_of_case_never_lowers_the_target(rng: random.Random) -> None:
    source, target = vary_case("Астана қаласы.", "The city of Astana.", rng)
    assert source.lower() == "астана қаласы."
    assert target in ("The city of Astana.", "THE CITY OF ASTANA.")


@given(SEEDS)
def test_the_stop_goes_from_both_sides_or_from_none(rng: random.Random) -> None:
    kk, en = drop_stop("Иә.", "Yes.", rng)
    assert kk.endswith(".") == en.endswith(".")


@pytest.mark.parametrize(
    ("pair", "kept"),
    [
        (Pair("Файлды ашу", "Open file", "deb/gnome", "ui", 1.0), True),
        (Pair("%s ашу", "Open %s", "deb/gnome", "ui", 1.0), False),
        (Pair("Ол келді.", "He came.", "kaznu_gov/titles", "running", 0.9), True),
        (Pair("Ол келді.", "For reference:", "kaznu_gov/titles", "running", 0.3), False),
        (Pair("бір", "one two three four five six seven eight nine", "x", "ui", 1.0), False),
        (Pair("---", "---", "x", "ui", 1.0), False),
        (Pair("OK", "OK", "x", "ui", 1.0), False),
    ],
)
def test_a_pair_is_kept_when_its_sides_may_mean_the_same(pair: Pair, kept: bool) -> None:
    assert is_plausible(pair, CONFIG.data.min_score) is kept


def test_only_sources_that_the_config_allows_are_chosen() -> None:
    allowed = Pair("Ол келді.", "He came.", "kaznu_gov/titles", "running", 0.9)
    others = [
        Pair("Ол келді.", "He came.", source, "running", 0.9)
        for source in ("bible_nt/nt", "apertium_lit/literature", "lexicon/buk-dic")
    ]
    assert list(choose([allowed, *others], CONFIG.data)) == [allowed]


def test_a_label_loses_the_mark_of_its_accelerator() -> None:
    pair = Pair("_Ашу", "&Open", "deb/gnome", "ui", 1.0)
    assert [(chosen.kk, chosen.en) for chosen in choose([pair], CONFIG.data)] == [("Ашу", "Open")]


def test_what_cannot_be_seen_is_cleaned_away() -> None:
    assert clean_line(" a\u200b\u00adb \t c\x00") == "a b c"


def test_words_take_the_form_they_mostly_have_inside_sentences() -> None:
    table = learn(
        ["Бүгін ҚР Үкіметі мен Астана қаласы.", "We saw the Serbian market in Astana."] * 10
    )
    assert recase("Қр Үкіметі", table) == "ҚР Үкіметі"
    assert recase("the serbian market", table) == "the Serbian market"


def test_sides_of_different_length_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.kk").write_text("бір\nекі\n", encoding="utf-8")
    (tmp_path / "x.en").write_text("one\n", encoding="utf-8")
    with pytest.raises(ValueError, match="2 lines"):
        list(read_pairs(tmp_path, "x"))


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(KeyError, match="not a setting"):
        read_config(Path(__file__).parents[1] / "training" / "config.toml", ("train.speed=1",))
