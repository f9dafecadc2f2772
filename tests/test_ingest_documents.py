"""Word, OpenDocument, HTML and PDF files: all kinds of blocks, no lost words, clear errors."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baikonur_align import ingest
from support import papers

W_DEL = '<w:del w:id="1" w:author="a"><w:r><w:delText>gone </w:delText></w:r></w:del>'
W_INS = '<w:ins w:id="2" w:author="a"><w:r><w:t xml:space="preserve">new </w:t></w:r></w:ins>'
W_MOVED = '<w:moveFrom w:id="3" w:author="a"><w:r><w:t>elsewhere </w:t></w:r></w:moveFrom>'
W_CONTROL = (
    "<w:sdt><w:sdtContent><w:r><w:t>chosen</w:t><w:br/><w:t>line</w:t></w:r></w:sdtContent></w:sdt>"
)
PLAIN_RUN = "<w:r><w:t>MARK</w:t></w:r>"


def blocks(data: bytes, name: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in ingest.read_bytes(data, name, "en").blocks]


# --- Word -----------------------------------------------------------------------------------------


def test_a_word_document_has_its_headings_lists_and_cells() -> None:
    data = papers.word(
        ("Title", "Байқоңыр"),
        ("Heading 2", "Of the beginning"),
        ("Normal", "It was built in 1955. It is large."),
        ("List Bullet", "A railway"),
        ("List Number 2", "A town"),
        ("Caption", "A map of it"),
        ("Normal", "   "),
        cells=["left", "right"],
    )
    assert blocks(data, "a.DOCX") == [
        ("heading", "Байқоңыр"),
        ("heading", "Of the beginning"),
        ("paragraph", "It was built in 1955. It is large."),
        ("item", "A railway"),
        ("item", "A town"),
        ("caption", "A map of it"),
        ("paragraph", "left"),
        ("paragraph", "right"),
    ]
    assert ingest.read_bytes(data, "a.docx", "en").title == "Байқоңыр"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (W_DEL + W_INS + PLAIN_RUN, "new MARK"),
        (W_MOVED + PLAIN_RUN, "MARK"),
        (W_CONTROL, "chosen\nline"),
        ("<w:hyperlink><w:r><w:t>a link</w:t></w:r></w:hyperlink>", "a link"),
        (
            "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r>",
            "a\tb\u2011c",
        ),
        ("<w:r><w:t>so&#173;ft</w:t><w:softHyphen/></w:r>", "soft"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>4</w:t></w:r>", "4"),
    ],
)
def test_the_text_is_as_it_stands_with_changes_accepted(markup: str, text: str) -> None:
    data = papers.with_part(
        papers.word(("Normal", "MARK")), "word/document.xml", (PLAIN_RUN, markup)
    )
    assert blocks(data, "a.docx") == [("paragraph", text)]


def test_a_text_box_is_read_once_after_the_paragraph_that_holds_it() -> None:
    box = (
        "<w:pict><w:txbxContent><w:p><w:r><w:t>in the box</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict>"
    )
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    markup = (
        f'<w:r><w:t>around</w:t></w:r><mc:AlternateContent xmlns:mc="{compatibility}">'
        f'<mc:Choice Requires="wps">{box}'
        f"</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    data = papers.with_part(
        papers.word(("Normal", "MARK")), "word/document.xml", (PLAIN_RUN, markup)
    )
    assert blocks(data, "a.docx") == [("paragraph", "around"), ("paragraph", "in the box")]


@pytest.mark.slow
def test_footnotes_come_after_the_text() -> None:
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    data = papers.with_part(
        papers.word(("Normal", "MARK")),
        "word/_rels/document.xml.rels",
        (
            "</Relationships>",
            f'<Relationship Id="n1" Type="{kind}" Target="footnotes.xml"/></Relationships>',
        ),
    )
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
    assert blocks(out.getvalue(), "a.docx") == [("paragraph", "MARK"), ("paragraph", "A note.")]


# --- OpenDocument ---------------------------------------------------------------------------------


def test_an_opendocument_text_has_its_headings_lists_cells_and_notes() -> None:
    data = papers.opendocument(
        "<text:tracked-changes><text:p>struck out</text:p></text:tracked-changes>"
        '<text:h text:outline-level="1">Кіріспе</text:h>'
        "<text:p>One<text:span> "
        "two</text:span><text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>A note.</text:p></text:note-body></text:note> three.</text:p>"
        "<text:list><text:list-item><text:p>an item</text:p><text:list><text:list-item>"
        "<text:p>deeper</text:p></text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a cell</text:p></table:table-cell>"
        "</table:table-row></table:table>"
        '<text:p>a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d'
        "<office:annotation><text:p>said aside"
        "</text:p></office:annotation>e</text:p>"
    )
    assert blocks(data, "a.odt") == [
        ("heading", "Кіріспе"),
        ("paragraph", "One two three."),
        ("paragraph", "A note."),
        ("item", "an item"),
        ("item", "deeper"),
        ("paragraph", "a cell"),
        ("paragraph", "a  b\tc\nde"),
    ]


# --- HTML -----------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><head><title>Site</title><style>p {}</style></head><body>
<nav><a href="/">Home</a></nav><header><h1>Байқоңыр</h1></header><script>run()</script>
<main>Loose words <p>It was <b>built</b>
in 1955.<br>It is large.<br><br>Another paragraph.</p><ul><li>A railway<li><p>A town</p></ul>
<figure><img alt=""><figcaption>A map</figcaption></figure><p hidden>unseen</p><p></p>
<table><tr><th>Year<td>1955</table><div>a &amp; b&nbsp;c</div></main>
<footer>All rights</footer></body></html>"""


def test_a_page_has_its_text_without_what_surrounds_it() -> None:
    assert blocks(PAGE.encode(), "a.html") == [
        ("heading", "Байқоңыр"),
        ("paragraph", "Loose words"),
        ("paragraph", "It was built in 1955.\nIt is large."),
        ("paragraph", "Another paragraph."),
        ("item", "A railway"),
        ("item", "A town"),
        ("caption", "A map"),
        ("paragraph", "Year"),
        ("paragraph", "1955"),
        ("paragraph", "a & b c"),
    ]


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-16"),
        ('<meta charset="utf-8">', "utf-8"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ('<meta charset="windows-1251">', "cp1251"),
        ('<?xml version="1.0" encoding="iso-8859-5"?>', "iso-8859-5"),
        ('<meta charset="no-such-code">', "utf-8"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_declares_or_has(head: str, encoding: str) -> None:
    text = "Космодром построен в степи, и люди полетели отсюда в космос."
    assert blocks(f"{head}<p>{text}</p>".encode(encoding), "a.htm") == [("paragraph", text)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from([*"ab \n", "<p>", "</div>", "<br>", "<li>", "<b>", "&amp;"]), max_size=30
    )
)
def test_no_letter_of_a_page_is_lost_however_its_tags_stand(pieces: list[str]) -> None:
    told = "".join(text for _, text in blocks("".join(["x", *pieces]).encode(), "a.html"))
    letters = [
        piece.removesuffix("amp;") for piece in ["x", *pieces] if piece in ("x", "a", "b", "&amp;")
    ]
    assert "".join(told.split()) == "".join(letters)


# --- PDF ------------------------------------------------------------------------------------------

WRAPPED = [
    "The spaceport was built in an empty steppe in nineteen fifty five, far from any",
    "town, and from there people went to space for the first time in the whole his-",
    "tory of mankind. The town that grew beside it was called Leninsk for many years.",
    "Today the well-known place is leased, and the rent is paid every year in full for",
    "a well-",
    "known place of this size and of this age, as both countries have agreed upon so.",
]


def test_the_lines_of_a_pdf_become_paragraphs_with_their_words_whole() -> None:
    found = blocks(papers.pdf(WRAPPED[:4]), "a.pdf")
    assert "history of mankind" in " ".join(found[0][1].split())
    assert [kind for kind, _ in found] == ["paragraph"]
    assert "well-known place of" in " ".join(blocks(papers.pdf(WRAPPED), "a.pdf")[-1][1].split())


def test_running_heads_and_page_numbers_are_left_out_and_a_paragraph_crosses_pages() -> None:
    pages = [
        [f"Annals, page {row}", *WRAPPED[row : row + 2], f"- {row // 2 + 8} -"] for row in (0, 2, 4)
    ]
    whole = papers.pdf([line for page in pages for line in page[1:3]])
    assert blocks(papers.pdf(*pages), "a.pdf") == blocks(whole, "a.pdf")


def test_letters_whose_boxes_touch_are_read_once() -> None:
    close = papers.placed(
        (72, 700, "The"), (88, 700, "heat"), (72, 690, "hides"), (72, 682, "gaps")
    )
    said = " ".join(text for _, text in blocks(close, "a.pdf"))
    assert sorted("".join(said.split())) == sorted("Theheathidesgaps")


def test_numbers_at_an_edge_are_text_unless_they_count_the_pages() -> None:
    pages = [[*WRAPPED[2 * n : 2 * n + 2], "It holds a sum.", f"{n + 7}"] for n in range(3)]
    counted = " ".join(text for _, text in blocks(papers.pdf(*pages), "a.pdf"))
    assert not {"7", "8", "9"} & set(counted.split())
    sums = [[*page[:3], sum_] for page, sum_ in zip(pages, ("51", "12", "40"), strict=True)]
    held = " ".join(text for _, text in blocks(papers.pdf(*sums), "a.pdf"))
    assert {"51", "12", "40"} <= set(held.split())


def test_comments_in_a_pdf_are_counted_as_left_out() -> None:
    found = ingest.read_bytes(papers.commented(WRAPPED, "Is this so?"), "a.pdf", "en")
    assert ("left-out", "comments and form fields", 1) in [
        (remark.kind, remark.what, remark.count) for remark in found.remarks
    ]


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    data = papers.pdf(WRAPPED, password="secret", allowed=True)
    assert blocks(data, "a.pdf") == blocks(papers.pdf(WRAPPED), "a.pdf")


def test_small_print_does_not_undo_the_paragraphs_of_a_page() -> None:
    lines = [*WRAPPED[:3], "", "Note: " + "small print that is longer than any other line " * 3]
    found = blocks(papers.pdf(lines), "a.pdf")
    assert "history of mankind" in " ".join(found[0][1].split())


# --- bad input ------------------------------------------------------------------------------------

GOOD = {
    "a.docx": papers.word(("Normal", "Some text.")),
    "a.odt": papers.opendocument("<text:p>Some text.</text:p>"),
    "a.pdf": papers.pdf(WRAPPED),
}
BILLION = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def bomb() -> bytes:
    return papers.with_part(
        GOOD["a.docx"], "word/document.xml", ("Some text.", " " * (65 * 1024 * 1024))
    )


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.docx", b"\xd0\xcf\x11\xe0 old", "locked with a password"),
        ("a.docx", papers.zipped({"a.txt": "x"}), "not a valid Word document"),
        ("a.docx", bomb(), "too large when unpacked"),
        ("a.docx", papers.word(("Normal", "")), "has no text"),
        ("a.odt", papers.opendocument("<text:p/>"), "has no text"),
        ("a.odt", papers.opendocument("", "<x encryption-data=''/>"), "locked with a password"),
        ("a.odt", GOOD["a.docx"], "not a valid OpenDocument text"),
        ("a.pdf", papers.pdf([]), "a scan"),
        ("a.pdf", papers.pdf(WRAPPED, password="secret"), "locked with a password"),
        ("a.pdf", b"%PDF-1.7 and no more", "not a valid PDF"),
        ("a.html", b"<p></p><script>x</script>", "has no text"),
        ("a.html", b"", "is empty"),
        ("a.html", bytes(range(256)) * 9, "is not text"),
        ("a.txt", GOOD["a.docx"], "is a Word"),
    ]
    + [
        (name, data[: len(data) * 2 // 3], "is damaged")
        for name, data in GOOD.items()
        if name != "a.pdf"
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cant_be_read_gets_one_clear_line(name: str, data: bytes, says: str) -> None:
    with pytest.raises(ingest.Unreadable, match=says) as caught:
        ingest.read_bytes(data, name)
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)


def test_entities_of_a_document_are_not_expanded() -> None:
    data = papers.opendocument("<text:p>Some text.</text:p>")
    data = papers.with_part(
        data, "content.xml", ("<office:document-content", BILLION + "<office:document-content")
    )
    data = papers.with_part(data, "content.xml", ("Some text.", "Some text.&b;"))
    with pytest.raises(ingest.Unreadable, match="declares entities"):
        blocks(data, "a.odt")


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_a_damaged_document_is_read_or_refused_in_words(name: str, data: st.DataObject) -> None:
    good = bytearray(GOOD[name])
    for place in data.draw(st.lists(st.integers(0, len(good) - 1), min_size=1, max_size=20)):
        good[place] ^= 1 << (place % 8)
    try:
        found = ingest.read_bytes(bytes(good), name, "en").blocks
    except ingest.Unreadable:
        return
    assert all(block.text for block in found)
