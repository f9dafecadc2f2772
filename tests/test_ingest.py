"""Files and uploads: every encoding, every kind of block, no word lost, one clear error each."""

from __future__ import annotations

import hashlib
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from baikonur_align import ingest, segmentation
from baikonur_align.ingest.decode import clean
from baikonur_align.model import Document, Problem

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
needs_seeds = pytest.mark.skipif(not SEEDS, reason="the seed texts are not on this machine")

KAZAKH = (
    "Қазақстан ғарыш айлағын сақтап, оның жұмыс істеуін қамтамасыз етті. Әлем өзгерді, үміт бар."
)
RUSSIAN = "Байконур был построен в пустынной степи. Отсюда люди впервые отправились в космос."
UKRAINIAN = (
    "Космодром збудовано в пустельному степу. "
    "Звідси люди вперше полетіли в космос, їхній шлях ще є."
)
ENGLISH = (
    "The spaceport was built in an empty steppe. "
    "From here people first went to space, “and came back”."
)
KYRGYZ = "Кыргыз Республикасынын Президенти мыйзамга кол койду, бул өлкө үчүн абдан маанилүү окуя болду дешти."  # noqa: E501
LATIN = (
    "Qazaqstan ğaryş ailağyn saqtap, onyñ jūmys ısteuın qamtamasyz ettı. "
    "Älem özgerdı, ümıt bar edı."
)


def read(text: str, lang: str = "en") -> Document:
    return ingest.read_bytes(text.encode(), "a.txt", lang)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read(text).blocks]


def words(document: Document) -> str:
    return "".join("".join(block.text.split()) for block in document.blocks)


# --- encodings ------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (text, encoding)
        for text in (KAZAKH, ENGLISH)
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "kz1048")
    ]
    + [
        (text, encoding)
        for text in (RUSSIAN, UKRAINIAN, ENGLISH)
        for encoding in ("utf-8", "cp1251")
    ],
)
def test_a_text_is_the_same_in_every_encoding(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    document = ingest.read_bytes(data, "a.txt")
    assert [block.text for block in document.blocks] == [text]
    assert document.sha256 == hashlib.sha256(data).hexdigest()


def test_a_declared_language_decides_between_the_eight_bit_tables() -> None:
    data = "Қой, ү!".encode("kz1048")
    assert ingest.read_bytes(data, "a.txt", "kk").blocks[0].text == "Қой, ү!"
    assert ingest.read_bytes(data, "a.txt", "ru").blocks[0].text == data.decode("cp1251")


def test_big_endian_with_a_mark_is_read() -> None:
    assert (
        words(ingest.read_bytes(b"\xfe\xff" + "Бәйтерек".encode("utf-16-be"), "a.txt", "kk"))
        == "Бәйтерек"
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\f"])
def test_any_line_end_ends_a_paragraph(end: str) -> None:
    assert [block.text for block in read(f"One came.{end}Two went.{end}").blocks] == [
        "One came.",
        "Two went.",
    ]


def test_hidden_characters_are_left_out_and_letters_composed() -> None:
    document = read("\ufeffБай\u00adқо\u200bңыр\u0007 и\u0306од \ufffeтұр.")
    assert document.blocks[0].text == "Байқоңыр йод тұр."


@settings(deadline=None)
@given(st.text())
def test_any_cleaned_text_can_be_said_in_xml(text: str) -> None:
    element = etree.Element("s")
    element.text = clean(text)


# --- blocks ---------------------------------------------------------------------------------------


def test_headings_stand_alone_and_have_no_stop() -> None:
    text = (
        "Talks were held\n\nThey met in the city today.\n\n\n"
        "On money\n\nThe sum is large enough for all."
    )
    assert [kind for kind, _ in kinds(text)] == ["heading", "paragraph", "heading", "paragraph"]


def test_a_heading_needs_no_blank_line_where_no_paragraph_has_one() -> None:
    body = "The spaceport was built in an empty steppe far from any town."
    assert [kind for kind, _ in kinds(f"The beginning\n{body}\nThe end\n{body}")] == [
        "heading",
        "paragraph",
    ] * 2


@pytest.mark.parametrize("below", ["", "27 маусым 2024\n", "\n"])
def test_the_first_heading_may_be_a_question_or_have_a_date_under_it(below: str) -> None:
    body = "Қазақстанда жаңа ғарыш кешені салынып жатыр."
    for head in ("Байқоңыр кімдікі?", "Жаңа кешен"):
        assert kinds(f"{head}\n{below}\n{body}\n\n{body}")[0] == ("heading", head)


@pytest.mark.parametrize("bullet", ["·         ", "• ", "•", "* ", "\uf0b7\t", "▪ "])
def test_bullets_make_items_and_are_left_out(bullet: str) -> None:
    text = f"There are:\n\n{bullet}vast areas; \n\n{bullet}A railway."
    assert kinds(text)[1:] == [("item", "vast areas;"), ("item", "A railway.")]


@pytest.mark.parametrize("numbers", [("1.", "2."), ("1)", "2)"), ("а)", "ә)"), ("(1)", "(2)")])
def test_numbers_make_items_and_stay(numbers: tuple[str, str]) -> None:
    text = "\n".join(f"{number} Тармақ бар" for number in numbers)
    assert kinds(text) == [("item", f"{number} Тармақ бар") for number in numbers]


def test_dashes_open_items_when_they_read_like_a_list() -> None:
    assert [kind for kind, _ in kinds("Мақсаты:\n– суды қорғау;\n– ауаны тазарту.")][1:] == [
        "item",
        "item",
    ]


def test_dashes_open_speech_when_they_read_like_a_dialogue() -> None:
    assert kinds("– Қайда барасың?\n– Үйге барамын.") == [
        ("paragraph", "– Қайда барасың?"),
        ("paragraph", "– Үйге барамын."),
    ]


def test_a_numbered_line_over_a_text_is_a_heading() -> None:
    body = "Кешен туралы келісім жасалды."
    assert [kind for kind, _ in kinds(f"1. Кіріспе\n\n{body}\n\n2. Негізгі бөлім\n\n{body}")] == [
        "heading",
        "paragraph",
        "heading",
        "paragraph",
    ]


@pytest.mark.parametrize(
    ("head", "rest"),
    [
        ("date 2024-06-27", "Prime Minister Bektenov inspected the complex."),
        ("27.06.2024 14:30", "Премьер-министр кешенді аралады."),
        ("АСТАНА. 2 маусым. ҚазАқпарат –", "Премьер-министр кешенді аралады."),
        ("ASTANA (Reuters) -", "Kazakhstan launched a rocket."),
    ],
)
def test_what_dates_a_story_is_parted_from_its_first_paragraph(head: str, rest: str) -> None:
    assert kinds(f" {head} {rest}\n\nIt went well.")[:2] == [
        ("dateline", head),
        ("paragraph", rest),
    ]


@pytest.mark.parametrize(
    "line", ["27 маусым 2024", "June 27, 2024", "2024-06-27", "2024 жылғы 27 маусым"]
)
def test_a_line_that_is_a_date_is_a_dateline(line: str) -> None:
    assert kinds(f"{line}\n\nThe rocket flew well.")[0] == ("dateline", line)


@pytest.mark.parametrize(
    "line", ["Photo credit: gov.kz", "Photo: official website", "Сурет: gov.kz", "© TASS"]
)
def test_credits_are_captions_wherever_they_stand(line: str) -> None:
    assert kinds(f"The rocket flew.\n\n{line}\n\nIt came back.")[1] == ("caption", line)


def test_names_under_a_text_are_credits_and_no_headings() -> None:
    found = kinds("The talks went well.\n\nBlog of the Minister\nSklyar R.V.\nMinister of industry")
    assert [kind for kind, _ in found] == ["paragraph", "caption", "caption", "caption"]


PROSE = (
    "Қазақстан Республикасының Президенті ғарыш айлағын пайдалану тәртібі туралы келісімге қол "
    "қойды. "
    "Шарт бойынша кешен жиырма жылға жалға беріледі, оның ақысы жылына белгіленді. "
    "Бұл орайда объектілер мен мүліктер оның меншігі болып табылатыны көрсетілген."
)


@pytest.mark.parametrize("width", [40, 60, 72, 80, 100])
def test_wrapped_text_is_unwrapped_into_paragraphs(width: int) -> None:
    wrapped = textwrap.fill(PROSE, width, break_on_hyphens=False)
    document = read(f"Тақырып\n\n{wrapped}\n\n{wrapped}\n")
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "paragraph"]
    assert [segment.text for segment in segmentation.segments(document)][
        1:4
    ] == segmentation.sentences(PROSE, "kk")


def test_an_indent_opens_a_paragraph_of_wrapped_text() -> None:
    wrapped = textwrap.fill(PROSE, 60, initial_indent="    ")
    assert len(read(f"{wrapped}\n{wrapped}").blocks) == 2


def test_a_list_in_wrapped_text_keeps_its_items() -> None:
    item = textwrap.fill(
        "- су мен ауаны, топырақты және басқа да табиғи байлықтарды қорғау туралы келісім;", 50
    )
    wrapped = textwrap.fill(PROSE, 50)
    assert [block.kind for block in read(f"{wrapped}\n\n{item}\n{item}").blocks] == [
        "paragraph",
        "item",
        "item",
    ]


def test_verse_keeps_its_lines() -> None:
    verse = [
        "Қараңғы түнде тау қалғып,",
        "Ұйқыға кетер балбырап.",
        "Даланы жым-жырт, дел-сал ғып,",
        "Түн басады.",
    ]
    assert [block.text for block in read("\n".join(verse)).blocks] == verse


def test_one_sentence_a_line_is_not_taken_for_wrapping() -> None:
    lines = [
        f"Бұл жерде {number} адам өз үйінде тұрады және жұмыс істейді." for number in range(10, 20)
    ]
    assert [block.text for block in read("\n".join(lines)).blocks] == lines


@settings(deadline=None)
@given(
    st.text(st.sampled_from("аБ1.?:;–-·•\n\r\t «»/)2024жPhoto")).filter(
        lambda text: any(char.isalpha() for char in text)
    )
)
def test_no_word_is_lost(text: str) -> None:
    def letters(words: str) -> str:
        return "".join(word for word in words if word.isalnum())

    assert letters(words(read(text))) == letters(text)


# --- seeds ----------------------------------------------------------------------------------------

SEED_KINDS = {
    "000": ["paragraph"] * 3 + ["item"] * 4 + ["paragraph"] * 6,
    "001": ["paragraph"] * 6 + ["caption"] * 3,
    "002": ["paragraph"] * 14,
    "003": ["dateline"] + (["paragraph"] * 2 + ["caption"]) * 3 + ["paragraph"] * 2,
    "004": ["heading"] + ["paragraph"] * 4 + ["heading"] + ["paragraph"] * 4 + ["heading"]
    + ["paragraph"] * 3 + ["caption"] * 3,
}  # fmt: skip


@needs_seeds
@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_a_seed_gives_its_blocks_its_language_and_all_its_words(path: Path) -> None:
    document = ingest.read(path)
    assert [block.kind for block in document.blocks] == SEED_KINDS[path.stem[:3]]
    assert document.lang == ("kk" if path.stem.startswith("002") else "en")
    assert words(document) == "".join(path.read_text(encoding="utf-8").replace("·", "").split())
    has_heading = path.stem.startswith("004")
    assert document.title == (document.blocks[0].text if has_heading else path.stem)


@needs_seeds
def test_a_seed_is_the_same_from_every_encoding() -> None:
    text = SEEDS[2].read_text(encoding="utf-8")
    expected = ingest.read(SEEDS[2]).blocks
    for encoding in ("utf-16", "utf-16-le", "kz1048"):
        assert ingest.read_bytes(text.encode(encoding), "a.txt").blocks == expected


# --- titles and languages -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("The talks\n\nThey met in the city today.", "a.txt", "The talks"),
        ("word " * 40, "Talks in the city.txt", "Talks in the city"),
        ("They met in the city today.", "report.2024.txt", "report.2024"),
    ],
)
def test_a_title_is_the_heading_or_the_name_of_the_file(text: str, name: str, title: str) -> None:
    assert ingest.read_bytes(text.encode(), name, "en").title == title


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (KAZAKH, "kk"),
        (LATIN, "kk"),
        (RUSSIAN, "ru"),
        (UKRAINIAN, "uk"),
        (ENGLISH, "en"),
        (KYRGYZ, "ky"),
    ],
)
def test_a_language_is_detected_and_agrees_with_itself(text: str, lang: str) -> None:
    assert ingest.detect_language(text) == lang
    ingest.check_language(text, lang)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (ENGLISH * 2, "kk"),
        (KAZAKH * 2, "en"),
        (RUSSIAN * 2, "kk"),
        (RUSSIAN * 2, "en"),
        (KYRGYZ * 2, "kk"),
    ],
)
def test_a_language_that_the_text_contradicts_is_refused(text: str, lang: str) -> None:
    with pytest.raises(ingest.WrongLanguage, match=f"not {lang}: declare it as"):
        ingest.check_language(text, lang)


@pytest.mark.parametrize(
    ("text", "lang"), [("Байконур", "en"), ("2024", "kk"), (ENGLISH * 2, "tlh")]
)
def test_too_little_to_judge_by_is_let_pass(text: str, lang: str) -> None:
    ingest.check_language(text, lang)


# --- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \r\n\t ", "is empty"),
        ("\ufeff\u200b\n".encode(), "has no text"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"PK\x03\x04\x14\x00", "is a Word"),
        (b"\x89PNG\r\n\x1a\n\x00", "is a PNG"),
        (b"<!DOCTYPE html><p>x</p>", "is HTML"),
        (bytes(range(256)) * 9, "is not text"),
        (b"\x01\x02\x03\x04 a\x05\x06", "is not text"),
        (b"\xff\xfe\x00\xd8a", "is not valid UTF-16"),
        ("哈萨克斯坦共和国的国家语言是哈萨克语。".encode("gb2312"), "unknown encoding"),
        (b"\x98\x98 abc", "unknown encoding"),
    ],
)
def test_what_is_no_text_gets_one_clear_line(data: bytes, says: str) -> None:
    with pytest.raises(ingest.Unreadable, match=says) as caught:
        ingest.read_bytes(data, "upload.txt")
    assert isinstance(caught.value, Problem)
    assert str(caught.value).startswith("upload.txt")
    assert "\n" not in str(caught.value)


def test_a_missing_file_a_folder_and_a_locked_file_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ingest.Unreadable, match="file not found"):
        ingest.read(tmp_path / "none.txt")
    with pytest.raises(ingest.Unreadable, match="is a folder"):
        ingest.read(tmp_path)

    def locked(_path: Path) -> bytes:
        raise PermissionError  # the tests may run as root, whom no mode stops

    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(ingest.Unreadable, match="may not read"):
        ingest.read(tmp_path / "locked.txt")


def test_a_name_without_a_suffix_we_know_is_tried_as_text(tmp_path: Path) -> None:
    path = tmp_path / "article.kk"
    path.write_text(KAZAKH, encoding="utf-8")
    assert (ingest.read(path).name, ingest.read(path).lang) == ("article.kk", "kk")


def test_a_line_of_ten_megabytes_is_read_in_seconds() -> None:
    data = ("Ғарыш айлағы ашық. " * 300_000).encode()
    began = time.process_time()
    assert len(ingest.read_bytes(data, "a.txt").blocks) == 1
    assert time.process_time() - began < 5
