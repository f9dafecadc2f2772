"""What is not language comes through translation as it is; input in other writing is understood."""

from __future__ import annotations

import re

import pytest

from baikonur_align import translation
from baikonur_align.translation import latin, names
from baikonur_align.translation.foreign import foreign_names, repaired
from baikonur_align.translation.protect import protected
from baikonur_align.translation.registry import SHIPPED
from baikonur_align.translation.robust import in_capitals
from baikonur_align.translation.vocabulary import has_name, name_runs

shipped = pytest.mark.skipif(not SHIPPED.is_dir(), reason="the shipped packages are not built")


def spans(text: str, lang: str = "en") -> list[str]:
    return [text[start:end] for start, end, _ in protected(text, lang)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Write to me@example.com, or call +7 (701) 555-01-02.",
            ["me@example.com", "+7 (701) 555-01-02"],
        ),
        ("See https://example.org/a?b=1&c=2.", ["https://example.org/a?b=1&c=2"]),
        ("Dear {{user}}, %1$s and ${HOME} and %(n)d", ["{{user}}", "%1$s", "${HOME}", "%(n)d"]),
        ("Press <b>Save</b> &nbsp; now", ["<b>", "</b>", "&nbsp;"]),
        ("Hello 👨‍👩‍👧 #space @team_1", ["👨‍👩‍👧", "#space", "@team_1"]),
        ("1 250 000,5 to 2,345.67 at 10:45", ["1 250 000,5", "2,345.67", "10:45"]),
        ("On 28.11.2026", ["28.11.2026"]),
        ("About 50 % of 100% and 5 percent", []),
        ("It costs 5,000 ₸ or €12.50, not $3.", ["5,000 ₸", "€12.50"]),
        ("A room of 3.5 m² at \u221212 °C", ["3.5 m²", "\u221212"]),
        ("SEE WWW.EXAMPLE.KZ OR PLAN_3.PDF", ["WWW.EXAMPLE.KZ", "PLAN_3.PDF"]),
        ("The end.Info follows.", []),
        (
            "Read notes_2.txt in C:\\work\\a and /usr/share/x",
            ["notes_2.txt", "C:\\work\\a", "/usr/share/x"],
        ),
        ("and/or, e.g. the U.S. in 1961", []),
        ("Name: ____ Part 1 ........ 5 -- and so on...", ["____", "........"]),
    ],
)  # fmt: skip
def test_protected_spans_are_found_and_ordinary_text_is_not(text: str, expected: list[str]) -> None:
    assert spans(text) == expected


def test_an_address_ends_before_a_kazakh_suffix() -> None:
    assert spans("Мекенжай: www.example.kz-тен", "kk") == ["www.example.kz"]


def test_a_passage_of_the_other_language_is_protected() -> None:
    assert spans("Оны (Space Research Institute) атқарды.", "kk") == ["Space Research Institute"]
    assert spans("The song Атамекен менің отаным is old.", "en") == ["Атамекен менің отаным"]
    assert spans("He said «Сәлем, достар» on «Тұлпар».", "en") == ["Сәлем, достар", "Тұлпар"]
    assert spans("Ол «Good evening, dear guests» деді.", "kk") == ["Good evening, dear guests"]


@pytest.mark.parametrize(
    ("cyrillic", "of_2021", "of_2018"),
    [
        ("Барлық адамдар тең.", "Barlyq adamdar teñ.", "Barlyq adamdar teń."),
        ("Үкімет дамуды қолдайды.", "Ükımet damudy qoldaidy.", "Úkimet damýdy qoldaıdy."),
        ("Ол жаңа үйді көрді.", "Ol jaña üidı kördı.", "Ol jańa úıdi kórdi."),
        ("Шығыс құрылысы", "Şyğys qūrylysy", "Shyǵys qurylysyń"[:-1]),
    ],
)
def test_both_latin_alphabets_become_cyrillic(cyrillic: str, of_2021: str, of_2018: str) -> None:
    assert latin.is_latin_kazakh(of_2021)
    assert latin.to_cyrillic(of_2021) == cyrillic
    if latin.is_latin_kazakh(of_2018):
        assert latin.to_cyrillic(of_2018) == cyrillic


def test_capitals_of_the_2021_alphabet_tell_its_two_letters_i_apart() -> None:
    assert latin.to_cyrillic("KITAPHANA MÜLKI, İNE") == "КІТАПХАНА МҮЛКІ, ИНЕ"
    assert latin.to_cyrillic("ÜKIMETTIÑ KÜŞI") == "ҮКІМЕТТІҢ КҮШІ"
    assert latin.to_cyrillic("Irina üide") == "Ирина үйде"


@pytest.mark.parametrize(
    "text", ["The city of Astana", "Windows 11", "Барлық адамдар тең.", "2026"]
)
def test_other_text_is_not_taken_for_latin_kazakh(text: str) -> None:
    assert not latin.is_latin_kazakh(text)


@pytest.mark.parametrize(
    ("kazakh", "english"),
    [("Бектенов", "Bektenov"), ("Байтерек", "Baiterek"), ("Назарбаев", "Nazarbayev"),
     ("Байқоңыр", "Baikonur"), ("Ерлан", "Yerlan"), ("Қызылорда", "Kyzylorda")],
)  # fmt: skip
def test_names_are_spelled_as_official_english_texts_do(kazakh: str, english: str) -> None:
    assert names.to_latin(kazakh) == english
    assert names.key(names.to_cyrillic(english)) == names.key(kazakh)


@pytest.mark.parametrize(
    ("word", "stem", "ending"),
    [("Бектеновтің", "Бектенов", "тің"), ("Сәтбаевқа", "Сәтбаев", "қа"),
     ("Ерланға", "Ерлан", "ға"), ("Маратовна", "Маратовна", ""), ("Олжастан", "Олжас", "тан")],
)  # fmt: skip
def test_case_endings_are_found_and_fitted(word: str, stem: str, ending: str) -> None:
    assert names.split_case(word) == (stem, ending)
    assert names.with_ending(stem, ending) == word


def test_an_ending_takes_the_form_that_its_name_asks_for() -> None:
    assert names.with_ending("Назарбаев", "тің") == "Назарбаевтың"
    assert names.with_ending("Ерлан", "ке") == "Ерланға"
    assert names.with_ending("Әлия", "тан") == "Әлиядан"


@pytest.mark.slow
def test_names_are_runs_of_words_that_are_transliterated() -> None:
    sentence = "Министр О. Жақсыбеков пен Квирикашвилиге хат келді."
    assert [sentence[start:end] for start, end in name_runs(sentence, "kk")] == [
        "О. Жақсыбеков",
        "Квирикашвили",
    ]
    assert name_runs("Annual Report Of The Board", "en") == []


def test_a_name_is_recognised_in_either_spelling_and_not_in_another() -> None:
    assert has_name("Ministers met Bektenov's team.", "Бектенов", "kk")
    assert not has_name("Ministers met Bekbolatov.", "Бектенов", "kk")


@pytest.mark.parametrize(
    ("line", "source", "lang", "found"),
    [
        ("Slem, the world!", "Сәлем, әлем!", "en", ["Slem"]),
        ("Hello, the world!", "Сәлем, әлем!", "en", []),
        ("The Galley met Ospanov.", "Ғалым Оспановты көрді.", "en", ["Galley"]),
        ("Бөлшерді Оспанов көрді.", "Ospanov saw something.", "kk", ["Бөлшер"]),
        ("Qazaq Air", "Qazaq Air", "kk", []),
    ],
)
def test_a_name_that_no_word_of_the_source_explains_is_foreign(
    line: str, source: str, lang: str, found: list[str]
) -> None:
    assert [line[start:end] for start, end in foreign_names(line, source, lang)] == found


@pytest.mark.parametrize(
    ("source_lang", "target_lang", "source", "line", "mended"),
    [
        (
            "kk", "en", "Дәптерді Сауытбаев әкелді.",
            "The notebook was brought by Sautbayew.",
            "The notebook was brought by Sauytbayev.",
        ),
        (
            "kk", "en", "Дәптерді Лашкаришвили әкелді.",
            "The notebook was brought by Lashcarishvili.",
            "The notebook was brought by Lashkarishvili.",
        ),
        (
            "kk", "en", "Лашкаришвили lashcarishvili@example.org мекенжайын ашты.",
            "Lashcarishvili opened lashcarishvili@example.org.",
            "Lashkarishvili opened lashcarishvili@example.org.",
        ),
        (
            "en", "kk", "The notebook of Braunfelder is lost.",
            "Бронфлдердің дәптері жоғалды.",
            "Браунфелдердің дәптері жоғалды.",
        ),
        ("en", "kk", "The notebook is lost.", "Бөлшердің дәптері.", "Бөлшердің дәптері."),
    ],
)  # fmt: skip
def test_a_misspelled_name_gets_the_spelling_of_its_source(
    source_lang: str, target_lang: str, source: str, line: str, mended: str
) -> None:
    assert repaired(line, source, source_lang, target_lang) == mended


def test_a_given_name_that_is_also_a_word_is_part_of_the_name_before_a_surname() -> None:
    for sentence, found in (
        ("Жиында Батыр Сауытбаев сөйледі.", ["Батыр Сауытбаев"]),
        ("Жиында Сенат Төрағасы Сауытбаев сөйледі.", ["Сауытбаев"]),
    ):
        assert [sentence[start:end] for start, end in name_runs(sentence, "kk")] == found


@pytest.mark.parametrize(
    ("mixed", "expected"),
    [
        ("Бiз үйге əкелемiз", "Біз үйге әкелеміз"),
        ("Aуыл Oрталығы", "Ауыл Орталығы"),
        ("PDFке, Windowsта, iPhone, GPSсы", "PDFке, Windowsта, iPhone, GPSсы"),
    ],
)
def test_latin_letters_in_cyrillic_words_become_cyrillic(mixed: str, expected: str) -> None:
    assert latin.unmixed(mixed) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("CONTENTS OF THE REPORT", True), ("NASA", False), ("БҰҰ", False), ("Report", False),
     ("ЖЫЛДЫҚ ЕСЕП", True), ("2026 12", False)],
)  # fmt: skip
def test_lines_in_capitals_are_recognised(text: str, expected: bool) -> None:
    assert in_capitals(text) is expected


@shipped
@pytest.mark.parametrize(
    ("source", "target", "sentence", "kept"),
    [
        ("en", "kk", "Hello, %1$s, write to me@example.com!", ["%1$s", "me@example.com"]),
        ("en", "kk", "Click <b>Save</b> 😀 to go on.", ["<b>", "</b>", "😀"]),
        # An English K is К or Қ.
        ("en", "kk", "The report of Karakozhayev was heard.", ["аракожаев"]),
        ("kk", "en", "Министр Нұрбек Қаракөжаевтың айтуынша, жоба аяқталды.", ["Karakozhayev"]),
        (
            "kk",
            "en",
            "Толық мәлімет www.example.kz сайтында, коды KZ4471.",
            ["www.example.kz", "KZ4471"],
        ),
        ("kk", "en", "Бағасы 1 250,50 теңге, сағат 14:35-те.", ["1 250,50", "14:35"]),
    ],
)  # fmt: skip
def test_the_shipped_packages_keep_what_is_no_language(
    source: str, target: str, sentence: str, kept: list[str]
) -> None:
    engine = translation.engine(source, target)
    (line,) = engine.translate([sentence])
    assert [item for item in kept if item not in line] == [], line
    assert engine.alternatives([sentence])[0][0] == line


@shipped
@pytest.mark.parametrize(
    ("sentence", "shape"),
    [
        ("Name: ______________ Date: ________", r"[^_]+: _{14} [^_]+: _{8}"),
        ("Introduction .......... 5", r"[^.]+ \.{10} 5"),
        ("--------- End of the report ---------", r"-{9} [^-]+ -{9}"),
        ("The meeting is on ____ March.", r"[^_]* ____[^_]*"),
    ],
)
def test_leaders_and_lines_to_fill_in_stay_where_they_are(sentence: str, shape: str) -> None:
    (line,) = translation.engine("en", "kk").translate([sentence])
    assert re.fullmatch(shape, line), line


@shipped
def test_capitals_and_latin_script_are_translated_like_the_usual_writing() -> None:
    engine = translation.engine("kk", "en")
    usual, capitals, latin_script = engine.translate(
        ["Үкімет отырысы өтті", "ҮКІМЕТ ОТЫРЫСЫ ӨТТІ.", "Ükımet otyrysy öttı"]
    )
    assert capitals.upper() == capitals
    assert latin_script == usual


@shipped
def test_a_line_without_language_is_its_own_translation() -> None:
    engine = translation.engine("en", "kk")
    lines = ["https://example.com/path?x=1&y=2", "😀 🚀", "{name}: 12", ""]
    assert engine.translate(lines) == lines


@shipped
def test_a_first_word_in_capitals_is_not_spelled_as_a_name() -> None:
    engine = translation.engine("kk", "en")
    for sentence in ("Сәлем, {name}, қалайсыз?", "Ғалым жаңа кітап жазды."):
        (line,) = engine.translate([sentence])
        assert foreign_names(line, sentence, "en") == [], line
        assert line[0].isupper()


@shipped
def test_look_alike_letters_are_translated_like_the_right_ones() -> None:
    engine = translation.engine("kk", "en")
    right, mixed, tagged = engine.translate(
        ["Біз қазақ тілін білеміз.", "Бiз қазақ тiлiн бiлемiз.", "Бiз #тiлiмiз парағын ашамыз."]
    )
    assert mixed == right
    assert "#тiлiмiз" in tagged


@shipped
def test_lines_in_capitals_keep_places_and_addresses() -> None:
    (line,) = translation.engine("en", "kk").translate(["THE MUSEUM OF BAIKONUR: WWW.EXAMPLE.KZ"])
    assert "БАЙҚОҢЫР" in line
    assert "WWW.EXAMPLE.KZ" in line
    (line,) = translation.engine("kk", "en").translate(["QAZAQSTAN RESPUBLİKASYNYÑ ÜKIMETI"])
    assert line == "GOVERNMENT OF THE REPUBLIC OF KAZAKHSTAN"


@shipped
def test_passages_of_the_other_language_money_and_units_stay() -> None:
    for source, target, sentence, kept in (
        ("en", "kk", "The ship «Тұлпар» costs 5,000 ₸.", ("Тұлпар", "5,000 ₸")),
        ("kk", "en", "Ол «Good evening, dear guests» деді.", ("Good evening, dear guests",)),
        ("kk", "en", "Түнде ауа \u221212 °C болды.", ("\u221212",)),
    ):
        (line,) = translation.engine(source, target).translate([sentence])
        assert [item for item in kept if item not in line] == [], line
