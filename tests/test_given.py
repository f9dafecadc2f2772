"""Files as they are given: tables of two columns, pairs of line files, compressed files."""

from __future__ import annotations

import gzip
import os
import signal
from pathlib import Path

import pytest

from baikonur_align import ingest
from baikonur_align.ingest.files import NamedBytes
from baikonur_align.ingest.given import Asked, Given, Places, read_at, read_given
from baikonur_align.ingest.isolated import isolated_each
from baikonur_align.model import Problem, Remark
from support import office

ROWS = [
    ("The parties have agreed on the following terms.", "Тараптар мына шарттарға келісті."),
    ("The term of this contract is three years.", "Осы шарттың мерзімі үш жыл болады."),
    ("Either party may end it in writing.", "Кез келген тарап оны жазбаша бұза алады."),
]
ASIDE = "A closing word that stands below the table, in the language of the first column."


def given(data: bytes, name: str) -> Given:
    return read_given(Asked((NamedBytes(name, data),)))


def beads(found: Given) -> list[tuple[str, str]]:
    texts = [[block.text for block in document.blocks] for document in found.documents]
    return [
        (" ".join(texts[0][i] for i in link.source), " ".join(texts[1][j] for j in link.target))
        for link in found.links
    ]


def reasons(found: Given) -> list[str]:
    return [
        remark.what.partition(": ")[2]
        for remark in found.documents[0].remarks
        if remark.what.startswith(("a table is read", "texts to be aligned"))
    ]


def cell(*paragraphs: str, span: int = 1) -> str:
    width = f'<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>' if span > 1 else ""
    runs = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return f"<w:tc>{width}{runs}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def word(*parts: str) -> bytes:
    return office.word(*parts)


def page(*rows: str, after: str = "") -> bytes:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<meta charset=utf-8><body><table>{body}</table>{after}".encode()


PLAIN = [cell(left) + cell(right) for left, right in ROWS]
NUMBERED = [cell(f"{n}.") + row for n, row in enumerate(PLAIN, 1)]
IN_HTML = [f"<td>{left}<td>{right}" for left, right in ROWS]


def test_a_column_of_numbers_is_a_property() -> None:
    found = given(word(table(*NUMBERED)), "a.docx")
    assert beads(found) == ROWS
    assert found.links[1].facts.properties == (("column:1", "2."),)


def test_merged_cells_and_paragraphs_outside_are_read_once() -> None:
    head = "A heading over both of the columns."
    data = word(table(cell(head, span=2), *PLAIN), f"<w:p><w:r><w:t>{ASIDE}</w:t></w:r></w:p>")
    assert beads(given(data, "a.docx")) == [(head, ""), *ROWS, (ASIDE, "")]
    html = page(f"<td colspan=2>{head}", *IN_HTML, after=f"<script>x = 1</script>{ASIDE}")
    assert beads(given(html, "a.html")) == [(head, ""), *ROWS, (ASIDE, "")]


def test_cells_with_as_many_paragraphs_are_taken_paragraph_by_paragraph() -> None:
    left, right = zip(*ROWS, strict=True)
    assert beads(given(word(table(cell(*left) + cell(*right))), "a.docx")) == ROWS


def test_codes_of_cells_are_kept() -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>Bold</w:t></w:r>"
    rows = [row.replace("<w:p>", f"<w:p>{bold}", 1) for row in PLAIN]
    (first, *_) = given(word(table(*rows)), "a.docx").documents[0].blocks
    assert [(code.kind, code.start, code.end) for code in first.codes] == [("bold", 0, 4)]


LONG = "".join(f"<p>{ASIDE} It goes on and on, {n} times.</p>" for n in range(9))
NOT_ALIGNED = [
    (word(table(*(cell(left) + cell(left.upper()) for left, _ in ROWS))), "a.docx",
     "both columns are in en"),
    (word(table(PLAIN[0])), "a.docx", "only one row has text in both columns"),
    (word(table(*(cell("Some") + cell(word_) for word_ in ("бір", "екі")))), "a.docx",
     "there is too little text to tell the languages of its columns"),
    (page(*IN_HTML, after=LONG), "a.html", "most of the document stands outside of it"),
    (page(*(row + f"<td>{ASIDE}" for row in IN_HTML)), "a.html",
     "its text stands in more than two columns"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "name", "why"), NOT_ALIGNED)
def test_why_a_table_is_read_as_one_text_is_told(data: bytes, name: str, why: str) -> None:
    found = given(data, name)
    assert reasons(found) == [why]
    assert len(found.documents) == 1


def test_a_document_without_a_table_has_no_such_reason() -> None:
    assert reasons(given(b"<p>Some text without a table.", "a.html")) == []


def lines(kazakh: str, english: str) -> Given:
    files = NamedBytes("a.kk", kazakh.encode()), NamedBytes("a.en", english.encode())
    return read_given(Asked(files))


def test_line_files_are_aligned_or_say_why_they_are_not() -> None:
    found = lines("Бір.\nЕкі.\n", "One.\nTwo.\n")
    assert beads(found) == [("Бір.", "One."), ("Екі.", "Two.")]
    assert [document.name for document in found.documents] == ["a.kk", "a.en"]
    assert reasons(lines("Бір.\nЕкі.\n", "One.\nTwo.\nThree.\n")) == ["2 and 3"]
    assert reasons(lines("Бір.\n\nЕкі.\n", "One.\n\nTwo.\n")) == ["2"]


def test_a_compressed_file_and_a_named_format_are_read_as_what_they_are() -> None:
    cues = b"1\n00:00:01,000 --> 00:00:02,000\nA cue.\n"
    for name, data, form in (
        ("film.srt", cues, None),
        ("film.srt.gz", gzip.compress(cues), None),
        ("film.log", cues, "srt"),
    ):
        document = ingest.read_bytes(data, name, "en", form)
        assert [block.text for block in document.blocks] == ["A cue."]
        assert document.name == name


def test_the_names_of_files_say_their_languages(tmp_path: Path) -> None:
    for name in ("a.kk.txt", "b.kk"):
        (tmp_path / name).write_text("Ит үреді.", encoding="utf-8")
        (document,) = read_at(Places([tmp_path / name], ("kk", "en"))).documents
        assert not any("the language is" in remark.what for remark in document.remarks)


def test_an_archive_of_lines_may_have_other_files_and_several_parts() -> None:
    files = {
        "README": b"About it.",
        "LICENSE.txt": b"Free.",
        "b.en-kk.ids": b"1 1\n",
        "b.en-kk.en": b"Two.\n",
        "b.en-kk.kk": "Екі.\n".encode(),
        "a.en-kk.kk": "Бір.\n".encode(),
        "a.en-kk.en": b"One.\n",
    }
    found = given(office.package(files), "corpus.zip")
    assert beads(found) == [("One.", "Бір."), ("Two.", "Екі.")]


TMX = '<tmx version="1.4"><header/><body><tu>{}</tu></body></tmx>'
XLIFF = (
    '<xliff version="1.2"><file original="f" source-language="en" target-language="kk"><body>{}'
    "</body></file></xliff>"
)
XLIFF_2 = (
    '<xliff version="2.1" srcLang="en" trgLang="kk"><file id="f"><unit id="u">{}</unit></file>'
    "</xliff>"
)
DOG, IT_ = "<source>A dog.</source>", "<target>Ит.</target>"
TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader/>{}</TEI>'
LINKED = '<s><w xml:id="a">No</w><pc xml:id="b">!</pc><linkGrp><link target="#a #b"/></linkGrp></s>'


def tmx(english: str, kazakh: str, lang: str = "kk", head: str = "") -> bytes:
    units = (
        f'<tuv xml:lang="en"><seg>{english}</seg></tuv>'
        f'<tuv xml:lang="{lang}"><seg>{kazakh}</seg></tuv>'
    )
    return f"{head}{TMX.format(units)}".encode()


ENTITIES = '<!DOCTYPE tmx [<!ENTITY firm "Co.">]>'
CES = (
    '<cesAlign><linkGrp fromDoc="en/a.xml.gz" toDoc="kk/a.xml.gz"><link id="SL0" '
    'xtargets="s1 s2;s1"/></linkGrp></cesAlign>'
)
DOCUMENTS = {
    "en-kk.xml": CES,
    "en/a.xml": '<text><s id="s1">One.</s><s id="s2">Two.</s></text>',
    "kk/a.xml": '<text><s id="s1">Бір, екі.</s></text>',
}
PO = 'msgid ""\nmsgstr "Language: {}\\nContent-Type: text/plain; charset={}\\n"\n\n'
PLURAL = 'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "%d файл"\n'
OTHERS: list[tuple[str, bytes, list[tuple[str, str]]]] = [
    ("a.tmx", tmx("Caf&eacute; of &firm;", "Кафе", head=ENTITIES), [("Café of Co.", "Кафе")]),
    ("a.tmx", tmx("The dog barks.", "Ит түнде қатты үреді.", "kz"),
     [("The dog barks.", "Ит түнде қатты үреді.")]),
    ("a.xlf", XLIFF.format(f'<trans-unit x:y="1">{DOG}{IT_}</trans-unit>').encode(),
     [("A dog.", "Ит.")]),
    ("a.xliff", XLIFF_2.format(
        f"<segment>{DOG}{IT_}</segment><ignorable><source>(end)</source></ignorable>").encode(),
     [("A dog.", "Ит."), ("(end)", "")]),
    ("a.zip", office.package(DOCUMENTS), [("One. Two.", "Бір, екі.")]),
    ("a.csv", "en,kk,score\nA dog,Ит,1\nA cat,Мысық\nA cow,Сиыр,1,,\n".encode(),
     [("A dog", "Ит"), ("A cat", "Мысық"), ("A cow", "Сиыр")]),
    ("a.po", 'msgid "Open file"\nmsgstr "Файлды ашу"\n'.encode(), [("Open file", "Файлды ашу")]),
    ("a.po", (PO.format("kk", "UTF-8") + PLURAL).encode(), [("%d files", "%d файл")]),
    ("a.po", (PO.format("ru", "CP1251") + 'msgid "Go"\nmsgstr "Иди"\n').encode("cp1251"),
     [("Go", "Иди")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "gold"), OTHERS)
def test_odd_files_of_other_programs_come_in_whole(
    name: str, data: bytes, gold: list[tuple[str, str]]
) -> None:
    assert beads(given(data, name)) == gold


def test_a_catalogue_without_a_language_is_from_english() -> None:
    found = given('msgid "Open"\nmsgstr "Құжатты ашу үшін басыңыз"\n'.encode(), "a.po")
    assert [document.lang for document in found.documents] == ["en", "kk"]
    assert any("says none: kk (und)" in r.what for r in found.documents[0].remarks)


LAST = "1\n00:00:01,000 --> 00:00:02,000\nOne.\n2\n00:00:03,000 --> 00:00:04,000\nTwo.\n"
FRENCH = "1\n00:00:01,000 --> 00:00:02,000\nL'été était très beau déjà.\n"
POLISH = (
    "Święty źrebak śpi już długo, a żółw gra na gęślach i słucha, czy ktoś przyjdzie do ogrodu."
)
TEXTS: list[tuple[str, bytes, list[str]]] = [
    ("a.xml", TEI.format(f"<text><body><p>{LINKED}</p></body></text>").encode(), ["No!"]),
    ("a.xml", b"<teiCorpus>%s%s</teiCorpus>" % tuple(
        TEI.format(f"<text><body><p>{text}</p></body></text>").encode() for text in ("One.", "Two.")
    ), ["One.", "Two."]),
    ("a.srt", LAST.encode(), ["One.", "Two."]),
    ("a.srt", FRENCH.encode("cp1252"), ["L'été était très beau déjà."]),
    ("a.txt", "Az öreg őr tűzet rakott, és hűvös este volt.".encode("iso8859-2"),
     ["Az öreg őr tűzet rakott, és hűvös este volt."]),
    ("a.txt", POLISH.encode("iso8859-2"), [POLISH]),
    ("a.txt", "Güneş şehrin üzerinde doğdu, çocuklar oynuyorlardı.".encode("cp1254"),
     ["Güneş şehrin üzerinde doğdu, çocuklar oynuyorlardı."]),
    ("a.xlf", XLIFF.format(f'<trans-unit id="1">{DOG}<target/></trans-unit>').encode(),
     ["A dog."]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "gold"), TEXTS)
def test_odd_texts_come_in_whole(name: str, data: bytes, gold: list[str]) -> None:
    (document,) = given(data, name).documents
    assert [block.text for block in document.blocks] == gold


MARKED = "# Head\n\n```\nx = 1\n```\n\nText.\n"
PROPOSED = f"{DOG}{IT_}<alt-trans><target>Төбет.</target></alt-trans>"
FORMULA = (
    '<w:p><w:r><w:t>So</w:t></w:r><m:oMath xmlns:m="http://schemas.openxmlformats.org/'
    'officeDocument/2006/math"><m:r><m:t>x</m:t></m:r></m:oMath></w:p>'
)
COMMENTS = (
    '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:comment w:id="0"><w:p/></w:comment></w:comments>'
)
LEFT_OUT: list[tuple[str, bytes, str, int]] = [
    ("a.md", MARKED.encode(), "blocks of code", 1),
    ("a.html", b"<nav>Home page</nav><p>Text.<footer>The end</footer>",
     "words of menus, footers, asides, forms and hidden parts", 4),
    ("a.xlf", XLIFF.format(f"<note>N</note><trans-unit id='1'>{PROPOSED}</trans-unit>").encode(),
     "translations that are only proposed", 1),
    ("a.xlf", XLIFF.format(f"<note>N</note><trans-unit id='1'>{PROPOSED}</trans-unit>").encode(),
     "notes of files and groups", 1),
    ("a.xlf", XLIFF.format(f'<trans-unit id="1">{DOG}</trans-unit><trans-unit id="2" '
     f'translate="no">{DOG}</trans-unit>').encode(),
     "units that are not to be translated (translate=no)", 1),
    ("a.docx", office.word(FORMULA), "formulas", 1),
    ("a.docx", office.package({**office.members(office.word("<w:p><w:r><w:t>A</w:t></w:r></w:p>")),
     "word/comments.xml": COMMENTS}), "comments", 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "what", "count"), LEFT_OUT)
def test_what_is_left_out_is_counted(name: str, data: bytes, what: str, count: int) -> None:
    remarks = given(data, name).documents[0].remarks
    assert Remark("left-out", what, count) in remarks


@pytest.mark.parametrize("name", ["a.odt", "a.docx"])
def test_a_package_with_damaged_data_is_refused(name: str) -> None:
    part = {"a.odt": b"content.xml", "a.docx": b"word/document.xml"}[name]
    whole = {"a.odt": office.odt("<text:p>One.</text:p>"), "a.docx": word(table(*PLAIN))}[name]
    data = bytearray(whole)
    start = data.index(part) + len(part)
    data[start : start + 40] = b"\xff" * 40
    with pytest.raises(ingest.Unreadable, match="damaged"):
        given(bytes(data), name)


def act(what: str) -> str:
    """What a reader may do."""
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "fail":
        raise ingest.Unreadable("{name} is bad", name="c")
    return what


def test_one_file_that_kills_its_reader_is_refused_and_the_others_are_read() -> None:
    calls = [(name, (name,)) for name in ("one", "die", "two", "fail", "three")]
    found = [
        str(value) if isinstance(value, Problem) else value for value in isolated_each(act, calls)
    ]
    assert found == [
        "one",
        "die takes too much memory to read; give it in parts",
        "two",
        "c is bad",
        "three",
    ]
