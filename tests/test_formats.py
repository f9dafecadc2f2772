"""Formats out and in again, and inputs of other programs: nothing is lost without a word."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from baikonur_align import ingest, tei
from baikonur_align.building.bridge import Bridge
from baikonur_align.building.pairs import make_pair
from baikonur_align.building.plan import task
from baikonur_align.export import FORMATS
from baikonur_align.ingest import bilingual, report
from baikonur_align.ingest.files import named_bytes
from baikonur_align.inline import BETWEEN
from baikonur_align.model import Bead, BlockKind, InlineCode, Pair, Remark, Segment, Side
from baikonur_align.segmentation import segments
from baikonur_align.workbench import Workbench

BOLD = f"<b>{BETWEEN}</b>"
BLOCKS: tuple[BlockKind, ...] = ("paragraph",) * 4
PAIR = Pair(
    "rich.kk-en",
    "translation",
    Side("kk", "rich", "rich.txt", "0" * 64, BLOCKS, (("language", "kk-KZ"),)),
    Side("en", "rich", "rich.txt", "0" * 64, BLOCKS),
    (
        Bead(
            (Segment("kk.1", "Сәлем {0}, жаңа әлем", 0, "", (
                InlineCode(6, 9, "placeholder", "{0}", "1"),
                InlineCode(11, 15, "bold", BOLD, "2"),
            )),),
            (Segment("en.1", "Hello {0}, new world", 0, "", (
                InlineCode(6, 9, "placeholder", "{0}", "1"),
                InlineCode(11, 14, "bold", BOLD, "2"),
            )),),
            "confirmed",
            origin="import",
            note="check the name",
            properties=(("id", "greeting"),),
        ),
        Bead(
            (
                Segment(
                    "kk.2",
                    "Бірінші жол екінші жол",
                    1,
                    "",
                    (InlineCode(11, 11, "break", "<br/>", "1"),),
                ),
            ),
            (
                Segment(
                    "en.2",
                    "First line second line",
                    1,
                    "",
                    (InlineCode(10, 10, "break", "<br/>", "1"),),
                ),
            ),
            "flagged",
            origin="import",
            properties=(("id", "lines"),),
        ),
        Bead(
            (Segment("kk.3", "A < B & C", 2),),
            (Segment("en.3", 'He said "=SUM(1)"', 2),),
            origin="import",
            properties=(("id", "plain"),),
        ),
    ),
)  # fmt: skip


def written(name: str, pair: Pair) -> bytes:
    return b"".join(FORMATS[name].stream([pair]))


def imported(data: bytes, name: str, source: str | None = None, target: str | None = None) -> Pair:
    given = bilingual.read_bytes(data, name, source, target)
    wanted = replace(
        task(given.source, given.target, given.target.lang, "translation"), links=given.links
    )
    return make_pair(wanted, Bridge(None, None))


def texts(pair: Pair) -> list[tuple[str, str]]:
    return [
        (
            " ".join(segment.text for segment in bead.source),
            " ".join(segment.text for segment in bead.target),
        )
        for bead in pair.beads
    ]


@pytest.mark.parametrize("name", ["tei", "tmx", "xliff", "xliff2"])
def test_texts_codes_notes_states_and_ids_come_back_from_an_export(name: str) -> None:
    back = imported(written(name, PAIR), f"rich{FORMATS[name].suffix}")
    assert texts(back) == texts(PAIR)
    assert [bead.status for bead in back.beads] == ["confirmed", "flagged", "auto"]
    assert [bead.note for bead in back.beads] == [bead.note for bead in PAIR.beads]
    assert [dict(bead.properties)["id"] for bead in back.beads] == ["greeting", "lines", "plain"]
    for old, new in zip(PAIR.beads, back.beads, strict=True):
        assert [segment.codes for segment in new.segments] == [
            segment.codes for segment in old.segments
        ]
    assert dict(back.source.metadata)["language"] == "kk-KZ"
    again = imported(written(name, back), f"rich{FORMATS[name].suffix}")
    assert [(bead.source, bead.target, bead.status, bead.note) for bead in again.beads] == [
        (bead.source, bead.target, bead.status, bead.note) for bead in back.beads
    ]
    assert tei.loads(tei.dumps(back), "back") == back


def test_what_a_table_cannot_say_comes_back_from_a_workbook() -> None:
    both = replace(PAIR.beads[1], source=(PAIR.beads[0].source[0], PAIR.beads[1].source[0]))
    pair = replace(PAIR, beads=(both, PAIR.beads[2]))
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", pair)))
    assert book.worksheets[0].column_dimensions["N"].hidden
    back = imported(written("xlsx", pair), "rich.xlsx")
    for old, new in zip(pair.beads, back.beads, strict=True):
        assert [(s.text, s.codes) for s in new.segments] == [
            (s.text, s.codes) for s in old.segments
        ]
        assert new.properties == old.properties
    edited = "Мына бірінші жол екінші жол"
    book.worksheets[0]["G2"] = f"{PAIR.beads[0].source[0].text} {edited}"
    book.worksheets[0]["N3"] = "[{"
    out = io.BytesIO()
    book.save(out)
    (segment,) = imported(out.getvalue(), "rich.xlsx").beads[0].source
    assert segment.text.endswith(edited)
    assert [code.kind for code in segment.codes] == ["placeholder", "bold", "break"]


def test_notes_states_codes_and_ids_come_back_from_cesalign() -> None:
    back = imported(written("cesalign", PAIR), "corpus.zip", "kk", "en")
    assert [(bead.status, bead.note, bead.properties) for bead in back.beads] == [
        (bead.status, bead.note, bead.properties) for bead in PAIR.beads
    ]
    for old, new in zip(PAIR.beads, back.beads, strict=True):
        assert [(s.text, s.codes) for s in new.segments] == [
            (s.text, s.codes) for s in old.segments
        ]
    assert tei.loads(tei.dumps(back), "back") == back


def test_rejected_beads_stay_rejected_through_xliff_and_tables() -> None:
    pair = replace(PAIR, beads=(replace(PAIR.beads[2], status="rejected"), *PAIR.beads[:2]))
    for name in ("xliff", "xliff2", "tsv", "xlsx"):
        back = imported(written(name, pair), f"rich{FORMATS[name].suffix}")
        statuses = {
            text: bead.status
            for bead, text in zip(back.beads, [text for text, _ in texts(back)], strict=True)
        }
        assert statuses["A < B & C"] == "rejected", name


def test_a_workbook_has_a_row_a_bead_and_comes_back_with_status_and_note() -> None:
    data = written("xlsx", PAIR)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert [cell.value for cell in sheet[1]][6:9] == ["source", "target", "status"]
    assert sheet.cell(2, 7).fill.fgColor.rgb == "FFE2F0D9"
    back = imported(data, "rich.xlsx")
    assert texts(back) == texts(PAIR)
    assert [(bead.status, bead.note) for bead in back.beads] == [
        (bead.status, bead.note) for bead in PAIR.beads
    ]


@pytest.mark.parametrize("name", ["cesalign", "intertext"])
def test_documents_with_links_come_back_from_their_archive(name: str) -> None:
    crossed = replace(
        PAIR,
        beads=(
            replace(PAIR.beads[0], target=(*PAIR.beads[0].target, *PAIR.beads[1].target)),
            Bead(PAIR.beads[1].source, ()),
            PAIR.beads[2],
        ),
    )
    data = written(name, crossed)
    back = imported(data, "corpus.zip", "kk", "en")
    assert texts(back) == texts(crossed)
    if name == "intertext":
        assert back.beads[0].status == "confirmed"


def test_links_find_their_documents_beside_them(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(written("cesalign", PAIR))) as archive:
        archive.extractall(tmp_path)
    given = bilingual.read(tmp_path / "corpus.ces.xml", "kk", "en")
    assert [block.text for block in given.target.blocks] == [text for _, text in texts(PAIR)]
    (tmp_path / "corpus.en.xml").unlink()
    with pytest.raises(ingest.Unreadable, match=r"corpus\.en\.xml, which is missing"):
        bilingual.read(tmp_path / "corpus.ces.xml", "kk", "en")


def test_lines_that_correspond_come_back_from_moses() -> None:
    back = imported(written("moses", PAIR), "moses.zip", "kk", "en")
    assert texts(back) == texts(PAIR)


def test_vertical_files_have_a_token_a_line_and_the_numbers_of_sentences() -> None:
    with zipfile.ZipFile(io.BytesIO(written("vertical", PAIR))) as archive:
        vert = archive.read("corpus.en.vert").decode()
        numbers = archive.read("corpus.align").decode()
    tokens = [line for line in vert.split("\n") if line and not line.startswith("<")]
    assert tokens[:3] == ["Hello", "{", "0"]
    assert vert.count("<s ") == len(PAIR.beads)
    assert numbers == "0\t0\n1\t1\n2\t2\n"


def test_the_page_shows_both_sides_with_their_status_and_runs_nothing() -> None:
    page = written("html", PAIR).decode()
    assert page.count("<tr class=") == len(PAIR.beads)
    assert "A &lt; B &amp; C" in page
    assert "check the name" in page
    assert "<script" not in page


# --- inputs of other programs ---------------------------------------------------------------------

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def tmx(*units: str, attributes: str = "") -> bytes:
    body = "".join(f"<tu>{unit}</tu>" for unit in units)
    return f'{HEAD}<tmx version="1.4"{attributes}><header/><body>{body}</body></tmx>'.encode()


def tuv(lang: str, seg: str) -> str:
    return f'<tuv xml:lang="{lang}"><seg>{seg}</seg></tuv>'


def xliff(unit: str, target: str = ' target-language="kk"') -> bytes:
    return (
        f'{HEAD}<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
        '<file original="f"'
        f' source-language="en"{target} datatype="x"><body>{unit}</body></file></xliff>'
    ).encode()


def trans_unit(source: str, target: str, more: str = "") -> str:
    return f'<trans-unit id="1"><source>{source}</source>{more}{target}</trans-unit>'


def seg_source(inside: str) -> str:
    return f"<seg-source>{inside}</seg-source>"


def mrk(mid: int, text: str) -> str:
    return f'<mrk mtype="seg" mid="{mid}">{text}</mrk>'


DOG = [("A dog.", "Ит.")]
DOGS = tuv("en", "A dog.") + tuv("kk", "Ит.")
BREAK = "<ph>&lt;br/&gt;</ph>"
NAME = '<x id="1" equiv-text="{{n}}"/>'
ANY = (None, None)
SDL = trans_unit("A dog.", f"<target>{mrk(7, 'Ит.')}</target>", seg_source(mrk(7, "A dog.")))
ONE_SIDE = trans_unit(
    "A. B.", "<target>Ә. Б.</target>", seg_source(mrk(1, "A.") + " " + mrk(2, "B."))
)
OUTSIDE = trans_unit(
    "A.", f"<target>{mrk(1, 'Ә.')}</target>", seg_source(f"(x) {mrk(1, 'A.')} (y)")
)
SAYS_ITSELF = trans_unit("A dog.", '<target xml:lang="kk">Ит.</target>')
SAYS_NOTHING = trans_unit("A dog.", "<target>Ит.</target>")
PLACEHOLDER = trans_unit(f"{NAME} dogs", f"<target>{NAME} ит</target>")
GETTEXT = 'msgid ""\nmsgstr "Language: kk\\n"\n\nmsgid "Close %d"\nmsgstr "%d жабу"\n'

Langs = tuple[str | None, str | None]
UNITS: list[tuple[str, bytes, Langs, list[tuple[str, str]]]] = [
    ("a.tmx", tmx(DOGS, attributes=' xmlns="urn:x"'), ANY, DOG),
    ("a.tmx", tmx(tuv("eng", "A dog.") + tuv("kaz", "Ит.")), ("en", "KK"), DOG),
    ("a.tmx", tmx(tuv("en", "A dog.") + tuv("kk_KZ", "Ит.")), ("en", "kk-KZ"), DOG),
    ("a.tmx", tmx(tuv("en-US", "gray") + tuv("en-GB", "grey")), ANY, [("gray", "grey")]),
    ("a.tmx", tmx(tuv("kk-Cyrl", "Ит") + tuv("kk-Latn", "It")), ANY, [("Ит", "It")]),
    ("a.tmx", tmx(tuv("en", "No &#x1F; x") + tuv("kk", "Жоқ \x02!")), ANY, [("No x", "Жоқ !")]),
    (
        "a.tmx",
        tmx(tuv("en", f"one{BREAK}two") + tuv("kk", f"бір{BREAK}екі")),
        ANY,
        [("one two", "бір екі")],
    ),
    (
        "a.tmx",
        tmx(tuv("en", "Dear <ph>%s</ph>!") + tuv("kk", "Құрметті <ph>%s</ph>!")),
        ANY,
        [("Dear %s!", "Құрметті %s!")],
    ),
    ("a.tmx.gz", gzip.compress(tmx(DOGS)), ANY, DOG),
    ("a.sdlxliff", b"\xef\xbb\xbf" + xliff(SDL), ANY, DOG),
    ("a.xlf", xliff(ONE_SIDE), ANY, [("A. B.", "Ә. Б.")]),
    ("a.xlf", xliff(OUTSIDE), ANY, [("(x) A. (y)", "Ә.")]),
    ("a.xlf", xliff(SAYS_ITSELF, ""), ANY, DOG),
    ("a.xlf", xliff(SAYS_NOTHING, ""), ("en", "kk"), DOG),
    ("a.xlf", xliff(PLACEHOLDER), ANY, [("{{n}} dogs", "{{n}} ит")]),
    ("a.po", GETTEXT.encode(), ANY, [("Close %d", "%d жабу")]),
    (
        "a.csv",
        'id,source,target\n7,"Yes, sir",Иә\n'.encode(),
        ("en", "kk"),
        [("Yes, sir", "Иә")],
    ),
    ("a.csv", 'score;en;kk\n0.9;"Yes; sir";Иә\n'.encode(), ANY, [("Yes; sir", "Иә")]),
    (
        "a.tsv",
        "One\u2028line.\tБір\x0cжол.\n".encode(),
        ("en", "kk"),
        [("One line.", "Бір жол.")],
    ),
]


@pytest.mark.parametrize(("name", "data", "langs", "gold"), UNITS)
def test_units_of_other_programs_come_in_whole(
    name: str, data: bytes, langs: tuple[str | None, str | None], gold: list[tuple[str, str]]
) -> None:
    assert texts(imported(data, name, *langs)) == gold


def test_a_wrong_language_is_answered_with_those_that_are_there() -> None:
    with pytest.raises(ingest.Unreadable, match="it has en, kk"):
        imported(tmx(tuv("en", "A dog.") + tuv("kk", "Ит.")), "a.tmx", "en", "kz")


def test_a_second_translation_of_a_unit_is_kept_and_reported() -> None:
    pair = imported(tmx(tuv("en", "dog") + tuv("kk", "ит") + tuv("kk", "төбет")), "a.tmx")
    assert ("kk:alternative", "төбет") in pair.beads[0].properties
    assert any("second translations" in remark.what for remark in pair.source.remarks)


def test_untranslated_copies_are_left_out_and_reported() -> None:
    unit = '<trans-unit id="1"><source>Save</source><target state="new">Save</target></trans-unit>'
    good = '<trans-unit id="2"><source>Open</source><target>Ашу</target></trans-unit>'
    pair = imported(xliff(unit + good), "a.xlf")
    assert texts(pair) == [("Save", ""), ("Open", "Ашу")]
    assert (
        Remark("left-out", "targets that are copies of their source, untranslated")
        in pair.source.remarks
    )


TOKENS = [
    ("<w>A</w><w>dog</w><w>barks</w><pc>.</pc>", "A dog barks."),
    ("\n<w>A</w>\n<w join='right'>dog</w>\n<pc>.</pc>\n", "A dog."),
    ("A <choice><sic>dgo</sic><corr>dog</corr></choice> ran<lb/>off.", "A dog ran off."),
    ("<w>A</w> <w>dog</w><pc>.</pc>", "A dog."),
    ("A bro<lb break='no'/>ken word.", "A broken word."),
]


@pytest.mark.parametrize(("markup", "text"), TOKENS)
def test_tokens_of_a_tei_corpus_have_their_spaces(markup: str, text: str) -> None:
    data = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body>'
        f'<p xml:lang="en"><s xml:id="a">{markup}</s></p><p xml:lang="kk"><s xml:id="b">Ит.</s></p>'
        '</body></text><standOff><linkGrp><link target="#a #b"/></linkGrp></standOff></TEI>'
    ).encode()
    assert texts(imported(data, "a.xml", "en", "kk")) == [(text, "Ит.")]


def said(data: bytes, name: str, lang: str = "en") -> list[str]:
    return [segment.text for segment in segments(ingest.read_bytes(data, name, lang))]


def test_cues_are_joined_to_sentences_and_keep_their_times() -> None:
    srt = (
        b"1\n00:00:01,000 --> 00:00:02,000\nHow are you\ntoday?\n\n"
        b"2\n00:00:02,500 --> 00:00:04,000\n<i>I am well, and</i>\n\n"
        b"3\n00:00:04,000 --> 00:00:05,000\nyou see it.\n"
    )
    assert said(srt, "film.srt") == ["How are you today?", "I am well, and you see it."]
    document = ingest.read_bytes(srt, "film.srt", "en")
    times = [code.data for block in document.blocks for code in block.codes if code.kind == "mark"]
    assert times[2] == "00:00:04,000 --> 00:00:05,000"
    assert said(b"WEBVTT\n\n00:01.000 --> 00:03.000\nIs it so?\n", "film.vtt") == ["Is it so?"]


def test_markdown_and_rich_text_come_in_without_their_markup() -> None:
    assert said(
        b"# Title\n\nSee [the *map*](https://x.org) here.\n\n```\nx = 1\n```\n", "a.md"
    ) == [
        "Title",
        "See the map here.",
    ]
    assert said(rb"{\rtf1\ansi Some {\b bold} words.\par Next.}", "a.rtf") == [
        "Some bold words.",
        "Next.",
    ]


@pytest.mark.slow
def test_an_unknown_suffix_is_refused_unless_it_is_named_as_text() -> None:
    with pytest.raises(ingest.Unreadable, match=r"\.log are not read.*--as text"):
        ingest.read_bytes(b"Some text.", "a.log")
    assert ingest.read_bytes(b"Some text.", "a.log", "en", "text").blocks[0].text == "Some text."
    with pytest.raises(ingest.Unreadable, match="table of numbers"):
        ingest.read_bytes(b"0\t0\t0.3\n1\t1\t0.5\n", "ladder.txt")


ENGLISH = [
    "The old man had lived in the valley for as long as anyone could remember,",
    "and nobody in the village had ever seen him speak to any stranger at all.",
    "He kept a small garden behind the house, where he grew a few flowers that",
    "he never sold, although many people from the town had asked him for them.",
]


def test_one_long_line_does_not_undo_the_wrapping_of_a_book() -> None:
    book = "Produced by " + "many volunteers " * 8 + "\n\n" + "\n".join(ENGLISH) + "\n"
    assert len(said(book.encode(), "book.txt")) == 3
    assert len(said("\n".join(ENGLISH).replace("He kept", "\n\tHe kept").encode(), "b.txt")) == 2


BROKEN = "Тараптар келісімге қол қойды, оның мерзімі бес жыл деп белгіленді."


def test_almost_utf8_stays_utf8_and_the_place_is_named() -> None:
    data = BROKEN.encode()[:-2] + b"."
    document = ingest.read_bytes(data, "a.txt", "kk")
    assert document.blocks[0].text == BROKEN[:-2] + "\ufffd."
    assert any("at byte" in remark.what for remark in document.remarks if remark.kind == "repaired")


RUSSIAN = (
    "Вечером пошёл сильный дождь, и дорога размокла. Никто не вышел из дома. Я взял зонт и плащ, "
    "но Мария сказала, что Он не придёт. Яблоки лежали в корзине, Пётр читал газету."
)


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "cp1251"])
def test_russian_encodings_are_told_apart_by_their_text(encoding: str) -> None:
    document = ingest.read_bytes(RUSSIAN.encode(encoding), "a.txt", "ru")
    assert document.blocks[0].text == RUSSIAN
    assert [remark.what for remark in document.remarks if remark.kind == "guessed"] == [
        f"the encoding is {encoding}"
    ]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    workbench = Workbench(tmp_path / "corpus")
    yield workbench
    workbench.close()


@pytest.mark.slow
def test_bad_files_of_a_folder_are_named_and_the_others_built(
    bench: Workbench, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.kk.txt").write_text("Ит үреді.\n", encoding="utf-8")
    (folder / "a.en.txt").write_text("The dog barks.\n", encoding="utf-8")
    (folder / "empty.en.txt").write_bytes(b"")
    (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "~$a.docx").write_bytes(b"PK")
    (folder / "m.tmx").write_bytes(tmx(tuv("en", "A dog.") + tuv("kk", "Ит.")))
    made = list(bench.builder.build(folder, ("kk", "en"), comparable=False))
    outcomes = {built.pair_id: built.outcome for built in made}
    assert outcomes == {
        "Thumbs.db": "refused",
        "empty.en.txt": "refused",
        "~$a.docx": "refused",
        "a.kk-en": "made",
        "m.en-kk": "made",
    }
    lines = [line for built in made for report in built.reports for line in report.lines()]
    assert "a.kk.txt: kk, 1 blocks, 1 sentences, 2 words" in lines


def table_in_word() -> bytes:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for left, right in (
        ("The parties have agreed on the following terms.", "Тараптар мына шарттарға келісті."),
        ("The term of this contract is three years.", "Осы шарттың мерзімі үш жыл болып табылады."),
    ):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = left, right
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_table_of_two_columns_is_two_texts() -> None:
    given = bilingual.found_in(table_in_word(), "contract.docx", "en", "kk")
    assert given is not None
    assert given.target.blocks[0].text == "Тараптар мына шарттарға келісті."
    assert len(given.links) == 2
    page = b"<html><body><table>" + re.sub(
        rb"\s+", b" ", "".join(
            f"<tr><td>{first}</td><td>{second}</td></tr>"
            for first, second in [
                (
                    "The parties have agreed on the following terms.",
                    "Тараптар мына шарттарға келісті.",
                ),
                (
                    "The term of this contract is three years.",
                    "Осы шарттың мерзімі үш жыл болып табылады.",
                ),
            ]
        ).encode(),
    ) + b"</table></body></html>"  # fmt: skip
    found = bilingual.found_in(page, "contract.html", "en", "kk")
    assert found is not None
    assert len(found.links) == 2


def test_the_report_says_what_was_left_out_and_how_sure_a_guess_is() -> None:
    lines = [report.remark_line(line) for line in (
        Remark("left-out", "notes", 3), Remark("guessed", "the language is kk", 1, 0.87)
    )]  # fmt: skip
    assert lines == ["left out: 3 x notes", "guessed: the language is kk (87% sure)"]


def test_two_files_of_lines_that_correspond_are_aligned(tmp_path: Path) -> None:
    (tmp_path / "corpus.kk").write_text("Бірінші жол.\nЕкінші жол. Тағы бір.\n", encoding="utf-8")
    (tmp_path / "corpus.en").write_text("First line.\nSecond line. One more.\n", encoding="utf-8")
    files = [tmp_path / "corpus.kk", tmp_path / "corpus.en"]
    bench = Workbench(tmp_path / "corpus")
    made = bench.builder.add(files, None, None, comparable=False)
    (built,) = Workbench(tmp_path / "other").builder.build(
        _folder_with(tmp_path / "texts", files), ("kk", "en"), comparable=False
    )
    bench.close()
    pair = bench.review.pair(made.pair_id)
    assert [(b.text("source"), b.text("target"), b.origin) for b in pair.beads] == [
        ("Бірінші жол.", "First line.", "import"),
        ("Екінші жол. Тағы бір.", "Second line. One more.", "import"),
    ]
    assert (pair.source.name, pair.target.name) == ("corpus.kk", "corpus.en")
    assert built.outcome == "made"


def _folder_with(folder: Path, files: list[Path]) -> Path:
    folder.mkdir()
    for file in files:
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def test_a_hunalign_ladder_links_two_files(tmp_path: Path) -> None:
    (tmp_path / "a.kk.txt").write_text("Бір.\nЕкі.\n<p>\nҮш.\nЖалғыз.\n", encoding="utf-8")
    (tmp_path / "a.en.txt").write_text("One and two.\n<p>\nThree.\n", encoding="utf-8")
    ladder = tmp_path / "a.ladder"
    ladder.write_text("0\t0\t0.3\n2\t1\t0.5\n3\t2\t0.9\n4\t3\t0.1\n5\t3\t0\n", encoding="utf-8")
    files = [named_bytes(tmp_path / "a.kk.txt"), named_bytes(tmp_path / "a.en.txt")]
    found = bilingual.pair_in(files, "kk", "en", named_bytes(ladder))
    assert isinstance(found, bilingual.Aligned)
    texts = [[block.text for block in side.blocks] for side in (found.source, found.target)]
    assert [
        ([texts[0][i] for i in link.source], [texts[1][j] for j in link.target])
        for link in found.links
    ] == [
        (["Бір.", "Екі."], ["One and two."]),
        (["Үш."], ["Three."]),
        (["Жалғыз."], []),
    ]
    ladder.write_text("0\t0\t0.3\n9\t9\t1\n", encoding="utf-8")
    with pytest.raises(ingest.Unreadable, match="not a ladder"):
        bilingual.pair_in(files, "kk", "en", named_bytes(ladder))


def test_the_text_output_of_hunalign_has_its_sentences_apart() -> None:
    rows = "Бір сөйлем. ~~~ Екінші сөйлем.\tOne sentence and two.\t0.61\n" * 2
    found = bilingual.read_bytes(rows.encode(), "out.tsv", "kk", "en")
    assert [len(link.source) for link in found.links] == [2, 2]


def test_footnotes_of_rich_text_are_reported() -> None:
    data = rb"{\rtf1\ansi A text with a note.{\footnote \pard The note.} More.\par}"
    remarks = ingest.read_bytes(data, "a.rtf", "en").remarks
    assert Remark("left-out", "footnotes of rich text", 1) in remarks
