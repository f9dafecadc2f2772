"""The engine on real packages: small ones with known translations, and the shipped ones."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align.corpus import CorpusFolder
from baikonur_align.translation import chain, remembering
from baikonur_align.translation.chain import NoModel, Translator
from baikonur_align.translation.machine import AGAIN, LONGEST, Machine, Progress
from baikonur_align.translation.memory import CHUNK
from baikonur_align.translation.package import Package, read
from baikonur_align.translation.registry import SHIPPED
from baikonur_align.translation.text import (
    clean,
    degenerate,
    joined,
    pieces,
    says_something,
    without_loops,
)
from support import ROOT, tiny_package

SENTENCES = [
    "Байқоңыр — Қазақстандағы қала.",
    "Юрий Гагарин 1961 жылы осы жерден ұшты.",
    "The cosmodrome was built in 1955.",
    "Ғарыш айлағы.",
]


def package(folder: Path, **options: str) -> Package:
    found = read(tiny_package.make(folder, **options))
    assert found
    return found


@pytest.fixture(scope="module")
def copier(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(package(tmp_path_factory.mktemp("copier") / "p"))


# --- sentences in, sentences out ------------------------------------------------------------------


def test_each_sentence_has_its_translation_in_its_place(copier: Machine) -> None:
    assert copier.translate(SENTENCES) == SENTENCES
    assert copier.translate(SENTENCES[::-1]) == SENTENCES[::-1]
    assert copier.translate([]) == []


@pytest.mark.slow
def test_a_batch_says_what_each_sentence_alone_says(copier: Machine) -> None:
    many = [f"{sentence} {number}" for number in range(40) for sentence in SENTENCES]
    assert copier.translate(many) == [
        copier.translate([sentence])[0] for sentence in many[:8]
    ] + copier.translate(many[8:])


def test_empty_sentences_stay_empty_and_what_has_no_letter_stays_itself(copier: Machine) -> None:
    assert copier.translate(["", "  \t\n", "1961", "— … !", "🚀🚀"]) == [
        "",
        "",
        "1961",
        "— … !",
        "🚀🚀",
    ]


def test_equal_sentences_are_translated_once(copier: Machine) -> None:
    told: list[tuple[int, int]] = []
    said = copier.translate(["Қала. " + "1961 жылы " * 12] * 20_000, lambda *now: told.append(now))
    assert told == [
        (20_000, 20_000)
    ]  # one batch of one; many of them would be told of one after the other
    assert len(said) == 20_000
    assert len(set(said)) == 1


@pytest.mark.parametrize(
    ("sentence", "translation"),
    [
        ("漢字 қала ﷽", "漢字 қала ﷽"),
        ("Қала 🚀 ұшты", "Қала 🚀 ұшты"),
        ("Hauptstadt müßte", "Hauptstadt müßte"),  # letters that the vocabulary lacks
        ("қа\x00ла\x1b\u200bсы\ud800", "қа ла сы"),
        ("қала\u2028ұшты\r\nжер", "қала ұшты жер"),
        ("\u0438\u0306", "й"),
    ],
)
def test_odd_text_has_a_sane_translation(copier: Machine, sentence: str, translation: str) -> None:
    (said,) = copier.translate([sentence])
    tokenizer = copier.decoder.tokenizer
    expected = tokenizer.decode(tokenizer.encode([translation]))[0]
    assert said == expected
    assert "<unk>" not in said
    assert "⁇" not in said


@given(st.lists(st.text(max_size=60), max_size=6))
@settings(max_examples=40, deadline=None)
def test_any_text_gives_one_line_a_sentence(copier: Machine, sentences: list[str]) -> None:
    said = copier.translate(sentences)
    assert len(said) == len(sentences)
    assert all("\n" not in line and "<unk>" not in line for line in said)
    assert all(
        bool(line) == bool(clean(sentence)) for sentence, line in zip(sentences, said, strict=True)
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Гагарин ұшты, " * 700 + "қала.",
        "Ғарыш айлағы салынды. " * 500,
        "қ" * 10_000,
    ],
)
def test_a_sentence_beyond_the_model_is_cut_and_put_together_again(
    copier: Machine, sentence: str
) -> None:
    assert len(sentence) >= 9_800
    assert copier.translate([sentence]) == [sentence.strip()]


@pytest.mark.slow
def test_progress_rises_to_the_number_of_sentences(copier: Machine) -> None:
    for sentences in ([f"қала {number} ұшты" for number in range(500)], ["1", "2"]):
        seen: list[tuple[int, int]] = []
        copier.translate(sentences, lambda done, total, seen=seen: seen.append((done, total)))  # type: ignore[misc]
        assert seen == sorted(seen)
        assert seen[-1] == (len(sentences), len(sentences))


def test_a_model_told_its_language_says_no_language(tmp_path: Path) -> None:
    told = Machine(package(tmp_path / "p", target_prefix="__en__"))
    assert told.translate(SENTENCES) == SENTENCES


def test_tokens_around_the_source_reach_the_model_and_not_the_translation(tmp_path: Path) -> None:
    wrapped = Machine(package(tmp_path / "p", source_prefix="__kk__", source_suffix="__en__"))
    (said,) = wrapped.translate(["Қала."])
    assert said == "Қала.__en__"  # the copier copies the suffix; the prefix is known not to be text


@pytest.mark.slow
def test_a_model_stuck_in_a_loop_comes_to_an_end(tmp_path: Path) -> None:
    stuck = Machine(package(tmp_path / "p", stuck_on="а"))
    short, long = stuck.translate(
        ["Байқоңыр қала.", " ".join(f"{number}ғ" for number in range(150))]
    )
    assert without_loops(short) == short
    assert len(short) < 60
    assert len(long) < 1000


def test_a_model_that_says_nothing_leaves_the_source(tmp_path: Path) -> None:
    silent = Machine(package(tmp_path / "p", stuck_on="<s>"))
    assert silent.translate(["Байқоңыр қала."]) == ["Байқоңыр қала."]


# --- text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "cut"),
    [
        ("the city of the city of the city of the city of Almaty", "the city of Almaty"),
        ("city, city, city, city.", "city,"),
        ("no no no no no no no", "no"),
        ("hahahahahahaha", "ha"),
        ("ааааааааааа", "а"),
        ("a b a b a b a b c", "a b c"),
        ("x x x x y x x x x y x x x x y", "x y"),
    ],
)
def test_a_loop_is_said_once(said: str, cut: str) -> None:
    assert without_loops(said) == cut
    assert degenerate("бір сөйлем", said)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "one",
        "very, very, very good",
        "1 000 000 000 000",
        "1000000000",
        "- - - - - -",
        "..........",
        "day to day and year to year",
        "He said that that that was wrong was wrong.",
        "Mississippi www.example.kz 0,0,0,0,0",
    ],
)
def test_what_is_no_loop_is_left_alone(said: str) -> None:
    assert without_loops(said) == said


def test_a_translation_may_repeat_what_its_source_repeats() -> None:
    assert not degenerate("жоқ жоқ жоқ жоқ", "no no no no")
    assert degenerate("жоқ", "no no no no")


@given(st.lists(st.sampled_from(["a", "b", "Қала", ",", "1"]), max_size=40))
def test_cutting_loops_twice_cuts_no_more(words: list[str]) -> None:
    once = without_loops(" ".join(words))
    assert without_loops(once) == once


@given(st.text(max_size=300), st.integers(1, 50))
def test_pieces_fit_and_make_up_the_text(text: str, size: int) -> None:
    text = clean(text)
    parts = pieces(text, lambda piece: len(piece) <= size)
    assert "".join(parts) == text
    assert all(len(part) <= size for part in parts)
    assert joined(parts, [part.strip() for part in parts]) == text.strip()


def test_a_text_is_cut_at_its_best_place() -> None:
    text = "one two three. four five six, seven eight"
    assert pieces(text, lambda piece: len(piece) <= 30) == [
        "one two three. ",
        "four five six, seven eight",
    ]


@given(st.text())
def test_cleaning_leaves_one_line_of_printable_text(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert "\n" not in cleaned
    assert cleaned.encode().decode() == cleaned


def test_letters_of_any_script_are_something_to_say() -> None:
    assert all(map(says_something, ["a", "ғ", "漢", "1 а"]))
    assert not any(map(says_something, ["", "12", "🚀", "№ 5 %"]))


# --- ways from language to language ---------------------------------------------------------------


def shelf(*pairs: str) -> list[Package]:
    codes = [pair.split("-") for pair in pairs]
    return [
        Package(Path(f"{source}-{target}"), source, target, source, target, "1.0")
        for source, target in codes
    ]


@pytest.mark.parametrize(
    ("pairs", "source", "target", "way"),
    [
        (["kk-en", "en-kk"], "kk", "en", ["kk-en"]),
        (["kk-en", "en-de"], "kk", "de", ["kk-en", "en-de"]),
        (["kk-en", "kk-ru", "ru-de", "en-de"], "kk", "de", ["kk-en", "en-de"]),
        (["kk-ru", "kk-az", "az-de", "ru-de"], "kk", "de", ["kk-az", "az-de"]),
        (["kk-en", "en-de", "de-fr", "kk-fr"], "kk", "fr", ["kk-fr"]),
        (["kk-en", "en-de", "de-fr", "en-kk"], "kk", "fr", ["kk-en", "en-de", "de-fr"]),
    ],
)
def test_the_shortest_way_is_taken(
    pairs: list[str], source: str, target: str, way: list[str]
) -> None:
    assert [str(package.path) for package in chain.route(source, target, shelf(*pairs))] == way


@pytest.mark.parametrize(
    ("source", "target", "says"),
    [
        ("kk", "de", "download translate-en_de from"),
        ("fr", "en", "download translate-fr_en from"),
        ("fr", "de", "translate-fr_en and translate-en_de"),
        ("kk", "kk", "nothing to translate"),
    ],
)
def test_where_no_way_leads_the_error_says_what_to_get(source: str, target: str, says: str) -> None:
    with pytest.raises(NoModel, match=says):
        chain.route(source, target, shelf("kk-en", "en-kk"))


def test_a_chain_translates_through_another_language(tmp_path: Path) -> None:
    packages = [
        package(tmp_path / source / target, source=source, target=target)
        for source, target in (("kk", "en"), ("en", "de"))
    ]
    engine = chain.over(chain.route("kk", "de", packages))
    seen: list[tuple[int, int]] = []
    assert engine.translate([*SENTENCES, ""], lambda *step: seen.append(step)) == [*SENTENCES, ""]
    assert seen == sorted(seen)
    assert seen[-1] == (5, 5)
    assert engine.tool().name == "translate-kk_en > translate-en_de"
    assert all(part in engine.signature for part in ("kk-en", " > ", "en-de"))


def test_the_signature_changes_with_the_weights_and_with_the_language_told(tmp_path: Path) -> None:
    plain, same, other = (
        package(tmp_path / name, **options)
        for name, options in [("a", {}), ("b", {}), ("c", {"stuck_on": "а"})]
    )
    told = package(tmp_path / "d", source_suffix="__en__")
    assert Machine(plain).signature == Machine(same).signature
    assert len({Machine(folder).signature for folder in (plain, other, told)}) == 3
    assert Machine(plain).tool().version == "1.0"


# --- memory ---------------------------------------------------------------------------------------


class Notebook:
    """A memory in a dict."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, str]] = {}

    def get_many(self, signature: str, texts: Sequence[str]) -> Mapping[str, str]:
        page = self.pages.get(signature, {})
        return {text: page[text] for text in texts if text in page}

    def put_many(self, signature: str, translations: Mapping[str, str]) -> None:
        self.pages.setdefault(signature, {}).update(translations)


class Counting:
    """A translator that notes what it is asked, and dies after so many calls."""

    def __init__(self, translator: Translator, dies_after: int = 10**9) -> None:
        self.asked: list[str] = []
        self._translator, self._calls = translator, dies_after
        self.signature, self.tool = translator.signature, translator.tool
        self.attention = translator.attention

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        self._count(sentences)
        return self._translator.translate(sentences, progress)

    def alternatives(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[list[str]]:
        self._count(sentences)
        return self._translator.alternatives(sentences, progress)

    def _count(self, sentences: Sequence[str]) -> None:
        if not self._calls:
            raise KeyboardInterrupt
        self._calls -= 1
        self.asked += sentences


def test_what_was_translated_once_is_not_translated_again(copier: Machine) -> None:
    memory = Notebook()
    counting = Counting(copier)
    remembered = remembering(counting, memory)
    sentences = [*SENTENCES, "", SENTENCES[0]]
    seen: list[tuple[int, int]] = []
    assert remembered.translate(sentences, lambda *step: seen.append(step)) == sentences
    assert sorted(counting.asked) == sorted(SENTENCES)
    assert remembered.translate([*sentences, "Жаңа қала."]) == [*sentences, "Жаңа қала."]
    assert counting.asked[-1] == "Жаңа қала."
    assert len(counting.asked) == len(SENTENCES) + 1
    assert seen[-1] == (6, 6)
    assert remembered.tool() == copier.tool()
    assert list(memory.pages) == [copier.signature]


@pytest.mark.slow
def test_a_killed_job_keeps_what_it_had_done(copier: Machine) -> None:
    memory = Notebook()
    sentences = [f"қала {number}" for number in range(CHUNK * 2)]
    with pytest.raises(KeyboardInterrupt):
        remembering(Counting(copier, dies_after=1), memory).translate(sentences)
    after = Counting(copier)
    assert remembering(after, memory).translate(sentences) == sentences
    assert len(after.asked) == CHUNK


def test_an_engine_that_remembers_all_never_loads_its_model(copier: Machine) -> None:
    memory = Notebook()
    memory.put_many(copier.signature, {"Қала.": "A city."})
    fresh = Machine(copier.package)
    assert remembering(fresh, memory).translate(["Қала."]) == ["A city."]
    assert "translator" not in vars(fresh.decoder)


def test_what_is_heavy_waits_until_something_is_translated() -> None:
    heavy = "{'ctranslate2', 'sentencepiece', 'argostranslate', 'stanza', 'torch', 'sacremoses'}"
    check = f"import sys, baikonur_align.translation; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True)


def test_the_constants_of_the_engine_fit_each_other() -> None:
    assert AGAIN["no_repeat_ngram_size"] > 1
    assert LONGEST < tiny_package.PLACES


# --- the shipped packages -------------------------------------------------------------------------

shipped = pytest.mark.skipif(not SHIPPED.is_dir(), reason="the shipped packages are not built")
KAZAKH = "Бірінші ғарыш кемесі 1961 жылы Байқоңырдан ұшырылды."
ENGLISH = "The first spacecraft was launched from Baikonur in 1961."


@shipped
@pytest.mark.parametrize(
    ("source", "target", "sentence"), [("kk", "en", KAZAKH), ("en", "kk", ENGLISH)]
)
def test_the_shipped_packages_translate_into_the_other_script(
    source: str, target: str, sentence: str
) -> None:
    (path,) = SHIPPED.glob(f"translate-{source}_{target}")
    found = read(path, shipped=True)
    assert found
    (said,) = Machine(found).translate([sentence])
    cyrillic = sum("а" <= char <= "ӿ" for char in said.lower())
    letters = sum(char.isalpha() for char in said)
    assert letters > 20
    assert (cyrillic > letters / 2) == (target == "kk")


@pytest.mark.slow
@shipped
@pytest.mark.parametrize(
    "sentence",
    [
        "🚀",
        "қала\x00\x1b 🚀",
        "Qazaqstannyñ astanasy",
        "Die Hauptstadt",
        KAZAKH * 190,
        "ғ" * 10_000,
        "1 234 567,89",
    ],
)
def test_the_shipped_packages_take_any_text(sentence: str) -> None:
    for path in SHIPPED.glob("translate-*"):
        found = read(path, shipped=True)
        assert found
        (said,) = Machine(found).translate([sentence])
        assert said
        assert "<unk>" not in said
        assert "⁇" not in said
        assert len(said) < 20 * len(sentence) + 200


def test_nine_numbers_in_ten_of_the_seeds_are_in_their_drafts() -> None:
    kept = wanted = 0
    corpus = CorpusFolder(ROOT / "corpus")
    for pair in map(corpus.read, corpus.ids()):
        for segment in (
            segment for bead in pair.beads for segment in bead.source if pair.kind == "draft"
        ):
            numbers, found = (
                Counter(re.findall(r"\d+", text)) for text in (segment.text, segment.draft)
            )
            kept, wanted = kept + (numbers & found).total(), wanted + numbers.total()
    assert wanted > 100
    assert kept >= 0.9 * wanted
