"""Sentences: nothing lost, the traps of Kazakh and English, the real seeds, time."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align import segmentation, split
from baikonur_align.model import Block, Document

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
needs_seeds = pytest.mark.skipif(not SEEDS, reason="the seed texts are not on this machine")

# Each string is one text; the bars are where its sentences end.
KAZAKH = [
    "Президент Н. А. Назарбаев келді. | Ол сөйледі.",
    "Президент Н.Ә. Назарбаев пен В. В. Путин кездесті. | Келісім жасалды.",
    "Ш.Ш. Уәлиханов пен Дж. Буш туралы. | Қ. Жұмалиев жинақ шығарды.",
    "Жан-Ж. Руссо айтты. | «Циклон-М» ұшты.",
    "1250 млн. ақш долларын алды. | 169,1 млн. долларды құрады.",
    "Қазір 1 млрд. АҚШ долларына дейінгі қор құрылып жатыр. | 2,2 трлн. теңгеге артты.",
    "1740 ж. Орынбор қаласында өтті. | 1907–1910 жж. Алматыда тұрды.",
    "ХІХ ғ. Қазақстан өзгерді. | Б.з.б. 4 ғ. Қытай.",
    "Алматы обл. Талғар ауд. Панфилов көш. 5 үйде тұрады. | Келіңіз.",
    "Нан, су, т.б. | Ол келді.",
    "Нан, су және т.б. | Қазақстан ірі ел.",
    "Нан, су және т. б. | Қазақстан ірі ел.",
    "Нан, су, т.б. тағамдар бар. | Жақсы.",
    "Нан, су, т.б. | 1991 жылы бәрі өзгерді.",
    "(су, нан және т.б.). | Казкосмос жұмыс істеді.",
    "т.ғ.к. Ахметов пен проф. Сәтбаев келді. | Бұл т. ғ. к. Оспанов еді.",
    "Ұзындығы 120 км. | Ауданы 20 га. | Халқы көп.",
    "сақтап отыр[1,б.39]. | Екіншісі де бар [3,б.201-202]. | Үшіншісі [3, б. 183].",
    "мекені де біздегі «Байқоңыр»[4]. | Сонымен бітті.",
    "Ол кетті.[5] | Бірақ оралды. [6] | Бітті.",
    "беймәлім уақытқа…созылуы,,,мүмкін[7,б.5]. | Бітті.",
    "Шолпан күтті… | Ол келмеді... | Бітті.",
    "«Баласыз өмірдің қызығы жоқ қой», – деп айтты. | Ол кетті.",
    "«Жасаған-ау, бала бере көрме?!» – деп тілейтін еді. | Солай.",
    "«Кел!» – Абай осылай деді. | Біз бардық.",
    "«Мен келдім.» | Ол осылай деді. | “Протон” ұшты. | „Союз“ тұр.",
    "— Немене? | — Е! | — Қайда барасың?",
    "Елімізде орташа жас – 35. | 2008 жылы өсті. | 90-жылдары басталды.",
    "Е.2.3 тармағы бойынша 14.7 пайыз, 1.250.000 теңге. | Бітті.",
    "Кездесу 17.12.2005 күні өтті. | Келесісі 17. 12. 2006 болады.",
    "1. Бірінші тармақ. | 2. Екінші тармақ.",
    "а) Бірінші. | IV. Төртінші бөлім.",
    (
        "Сайты: www.kazcosmos.gov.kz. | Поштасы: press.office@gov.kz. | "
        "Ол https://gov.kz/a.b?c=d.e сайтында."
    ),
    "Ол (1939 ж. Алматыда туған) келді. | Бітті.",
    "Бұл (?) рас па? | Рас [...] емес.",
    "Айтты: Алға! | Олар тұрды.",
    "Абай. | Шығармалар. – Алматы: Мектеп, 2005. – 200 б.",
    "Prezident N. Á. Nazarbaev keldi. | Ol 5 mln. dollar aldy. | 1740 j. Orynbor t.b. jerler.",
    "Елбасы «Жастық! Жігер! Еңбек!» атты форумға қатысты. | Бітті.",
    'Жұмысты жүргізу қажет. "',
    "Қаланы көрді. | 🚀 Ұшты. | № 5 үй.",
]

ENGLISH = [
    "Mr. Smith met Dr. Jones. | They talked.",
    "The U.S. Supreme Court ruled. | He lives in the U.S. | The law is new.",
    "Fruit, e.g. Apples, i.e. food. | Done.",
    "It was No. 1 in the world. | He said no. | Then he left.",
    "Apple Inc. and Roscosmos Ltd. Moscow signed. | She works at Apple Inc. | It pays well.",
    "At 5 p.m. Tuesday it rained. | At 6 p.m. | The sun came.",
    "Apples, pears, etc. are fruit. | Apples, etc. | Pears too.",
    "J. R. R. Tolkien and Zh. Abaiuly wrote. | Charles I. | The king.",
    "Police in B.C. say so. | She has a Ph.D. in physics.",
    "“Space unites us. | I am confident,” he said. | “It grew,” she said.",
    '"Why?" he asked. | "Because." | Nobody spoke.',
    "In his words it is special. | 14.7 billion tenge were spent. | A 600-seat school is set.",
    "It covers 6717 km2  . | The work began in 1955. | At first.",
    "See www.example.com. | Write to a.b@c.org. | Use Booking.Com or node.js today.",
    "He left (see Fig. 3. It shows all) early. | (She stayed.) | They won.",
    "Signed by Sklyar R.V. | The minister.",
    "Yahoo! is a firm. | Really?! | Yes.",
    "On Jan. 5 and Dec. 12, 2016 it rose 5 mln. tenge. | Good.",
    "So am I. | Are they here? | Yes.",
    "Prices rose.[12] | Wages fell. [13] | They agreed.",
]


@pytest.mark.parametrize("marked", KAZAKH)
def test_kazakh_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    assert segmentation.sentences(marked.replace("| ", ""), "kk") == marked.split(" | ")


@pytest.mark.parametrize("marked", ENGLISH)
def test_english_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    assert segmentation.sentences(marked.replace("| ", ""), "en") == marked.split(" | ")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("қажеттігін қарастырады.Ғарыш алаңы ашық.", 2),
        ("Ол кетті!Бірақ оралды.", 2),
        ("2005 жылы келді[4].Содан соң кетті.", 2),
        ("Жобаны Н.Ә.Назарбаев пен В.В.Путин бекітті.", 1),
        ("Хатты Aidyn.Aimbetov@gov.kz алды.", 1),
        ("«ASP.NET» пен «Kazcosmos.Kz» және Node.js туралы.", 1),
        ("Деректер System.Data.SQLite арқылы оқылады.", 1),
    ],
)
def test_a_forgotten_space_ends_a_sentence_and_a_name_or_address_does_not(
    text: str, count: int
) -> None:
    assert len(segmentation.sentences(text, "kk")) == count


def squeezed(text: str) -> str:
    return "".join(text.split())


LANGUAGES = st.sampled_from(["kk", "en", "ru", "de", "zh", "ar", "xx", ""])
TRICKY = st.text(
    st.sampled_from('аБ в.!?…"«»“”()[]1 \n\r\t\u2028–-№@/:,;\U0001f680\ud800é\u0301А.І')
)


@settings(deadline=None)
@given(st.one_of(st.text(), TRICKY), LANGUAGES)
def test_no_character_is_lost_in_any_language(text: str, lang: str) -> None:
    assert squeezed("".join(segmentation.sentences(text, lang))) == squeezed(text)


@settings(deadline=None)
@given(TRICKY, LANGUAGES)
def test_sentences_are_neither_empty_nor_padded(text: str, lang: str) -> None:
    assert all(
        sentence and sentence == sentence.strip() for sentence in segmentation.sentences(text, lang)
    )


@needs_seeds
@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_no_word_of_a_seed_is_lost(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for lang in ("kk", "en", "fr"):
        assert squeezed("".join(segmentation.sentences(text, lang))) == squeezed(text)


@pytest.fixture(scope="module")
def kazakh_seed() -> list[str]:
    if not SEEDS:
        pytest.skip("the seed texts are not on this machine")
    text = SEEDS[2].read_text(encoding="utf-8")
    return [
        sentence for line in text.split("\n") for sentence in segmentation.sentences(line, "kk")
    ]


def test_the_kazakh_seed_is_never_cut_after_an_initial(kazakh_seed: list[str]) -> None:
    assert not [
        sentence for sentence in kazakh_seed if re.search(r"(?:^|[\s.])[А-ЯӘІҢҒҮҰҚӨҺ]\.$", sentence)
    ]
    names = (
        "Н. А. Назарбаев",
        "Б. Н. Ельцин",
        "Н. Назарбаев  пен В. Путин",
        "Н.Ә. Назарбаев",
        "В. В. Путин",
    )
    for name in names:
        assert any(name in sentence for sentence in kazakh_seed)


def test_the_kazakh_seed_is_never_cut_after_millions(kazakh_seed: list[str]) -> None:
    assert not [sentence for sentence in kazakh_seed if sentence.endswith(("млн.", "млрд."))]
    assert sum(sentence.count("млн. ") for sentence in kazakh_seed) == 4


def test_the_kazakh_seed_is_never_cut_inside_a_citation(kazakh_seed: list[str]) -> None:
    assert all(sentence.count("[") == sentence.count("]") for sentence in kazakh_seed)
    assert sum(sentence.count("[") for sentence in kazakh_seed) == 8


def test_the_kazakh_seed_is_cut_at_its_forgotten_space_and_before_numbers(
    kazakh_seed: list[str],
) -> None:
    assert len(kazakh_seed) == 96
    assert any(sentence.startswith("Ғарыш алаңының пайдаланудан") for sentence in kazakh_seed)
    assert sum(sentence[0].isdigit() for sentence in kazakh_seed) == 8
    assert any(sentence.endswith("станциясы және т.б.).") for sentence in kazakh_seed)


@pytest.mark.parametrize(("name", "floor"), [("ud-ktb.dev.kk", 0.995), ("ud-pud.dev.en", 0.995)])
def test_the_gold_boundaries_are_found(name: str, floor: float) -> None:
    path = SHARED / "data" / "split" / name
    if not path.exists():
        pytest.skip("the gold sentences are not on this machine")
    gold = path.read_text(encoding="utf-8").split("\n")
    hit = said = true = 0
    for first in range(0, len(gold), 10):
        expected = _ends(gold[first : first + 10])
        found = _ends(segmentation.sentences(" ".join(gold[first : first + 10]), path.suffix[1:]))
        hit, said, true = hit + len(expected & found), said + len(found), true + len(expected)
    assert 2 * hit / (said + true) >= floor


def _ends(sentences: list[str]) -> set[int]:
    return {len(squeezed("".join(sentences[:number]))) for number in range(1, len(sentences))}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("piece", "count"),
    [
        ("сөз ", 1),
        ("сөз. ", 1),
        ("[1", 1),
        ("a (", 1),
        (".", 1),
        ("а.б.", 1),
        ("http://!", 1),
        ("\n ", 0),
    ],
)
def test_half_a_megabyte_of_anything_takes_a_moment(piece: str, count: int) -> None:
    text = piece * (500_000 // len(piece))
    began = time.process_time()
    assert len(segmentation.sentences(text, "kk")) == count
    assert time.process_time() - began < 3


@pytest.mark.slow
def test_a_long_line_is_split_in_time_that_grows_with_its_length() -> None:
    text = "Ғарыш айлағы ашық тұр, ракета ұшты. "

    def seconds(times: int) -> float:
        began = time.process_time()
        assert len(segmentation.sentences(text * times, "kk")) == times
        return time.process_time() - began

    assert seconds(40_000) < 40 * max(seconds(4_000), 0.01)  # a quadratic scan would take 100 times


def test_segments_are_numbered_through_and_know_their_block() -> None:
    blocks = (
        Block("heading", "Байқоңыр"),
        Block("caption", " \n "),
        Block("paragraph", "Бір  сөз.\tЕкі\nсөз."),
    )
    document = Document("a.txt", "kk", "Байқоңыр", "", blocks)
    found = [
        (segment.id, segment.text, segment.block) for segment in segmentation.segments(document)
    ]
    assert found == [("kk.1", "Байқоңыр", 0), ("kk.2", "Бір сөз.", 2), ("kk.3", "Екі сөз.", 2)]


def test_other_languages_go_through_sentencex() -> None:
    assert segmentation.sentences("Voici M. Dupont. Ça va ?  Oui.", "fr") == [
        "Voici M. Dupont.",
        "Ça va ?",
        "Oui.",
    ]


@pytest.mark.parametrize(
    ("lang", "name"), [("kk", "baikonur-align"), ("en", "baikonur-align"), ("fr", "sentencex")]
)
def test_the_header_can_say_what_split_a_language(lang: str, name: str) -> None:
    tool = segmentation.tool(Document("a.txt", lang, "", "", ()))
    assert (tool.role, tool.name) == ("splitter", name)
    assert tool.version


# --- Russian, lists, leaders and spaced dots ------------------------------------------------------

RUSSIAN = [
    ["По п. 2 ст. 7 и гл. 4 Кодекса это не допускается."],
    ["Расходы выросли до 12 млн. тенге, т. е. вдвое.", "Это много."],
    ["Школа им. Ауэзова открыта в 1951 г.", "Директор рад."],
    ["Встреча прошла в г. Алматы на ул. Абая."],
    ["Ср. стр. 14, рис. 2 и прил. 5 к договору."],
    ["«Кто там?» — крикнула она.", "Никто не ответил."],
    ["— Пойдём! — сказал отец.", "Мы вышли."],
    ["В III в. до н. э. здесь жили усуни.", "Потом пришли другие."],
    ["Автор — И. И. Петров.", "Он жил в Омске."],
    ["Продаются столы, стулья и т. д.", "Цены низкие."],
]


@pytest.mark.parametrize("gold", RUSSIAN, ids=lambda gold: gold[0])
def test_russian_abbreviations_initials_and_speech_end_no_sentence(gold: list[str]) -> None:
    assert segmentation.sentences(" ".join(gold), "ru") == gold


FORMS = [
    ("en", ["1.) Open the lid", "2.) Take it out"]),
    ("en", ["• 3. Open the lid", "• 4. Take it out"]),
    ("en", ["a. Open the lid", "b. Take it out", "c. Close it"]),
    ("en", ["Foreword . . . . . . . . . 7", "Part 1 .......... 9", "Oh. . . perhaps he was."]),
    ("en", ["It was so . . . at least I thought so."]),
    ("en", ["It ends here . . . .", "Another begins."]),
    ("en", ["Some of it was lost.", ". . . The rest is here."]),
    ("kk", ["Бұл кім?", "не?"]),
    ("kk", ["Абай ат. университетте Мек. басшысы болды."]),
    ("kk", ["«Мен келдім!» – деді Асан.", "Ол отырды."]),
]


@pytest.mark.parametrize(("lang", "gold"), FORMS, ids=[gold[0] for _, gold in FORMS])
def test_lists_leaders_and_omissions_are_split_as_a_reader_would(
    lang: str, gold: list[str]
) -> None:
    text = ("\n" if ". . . . ." in gold[0] else " ").join(gold)
    assert segmentation.sentences(text, lang) == gold


def test_items_of_a_paragraph_are_split_whose_first_bullet_a_reader_took_away() -> None:
    items = ["9. The first item", "• 10. The second item"]
    assert segmentation.sentences(" ".join(items), "en") == items


GOLDEN = Path(__file__).resolve().parents[2] / "shared" / "data" / "split"


@pytest.mark.parametrize(("lang", "least"), [("en", 46), ("kk", 13), ("ru", 3)])
def test_the_golden_rules_are_kept(lang: str, least: int) -> None:
    path = GOLDEN / f"golden.{lang}.jsonl"
    if not path.exists():
        pytest.skip("the golden rules are not on this machine")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    right = sum(
        [" ".join(sentence.split()) for sentence in split(row["text"], lang)]
        == [" ".join(sentence.split()) for sentence in row["sentences"]]
        for row in rows
    )
    assert right >= least
