"""Documents come back in their own layout: identity, formats, codes, bad input."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from shutil import which

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baikonur_align import documents
from baikonur_align.documents import Damaged, Layout, Translation
from baikonur_align.inline import collapse_spaces
from baikonur_align.model import InlineCode
from support import office
from support.kept import kept
from support.office import paragraph, run

BOX = "<w:txbxContent>" + paragraph(run("Text in a box.")) + "</w:txbxContent>"
DOCX = office.word(
    paragraph(run("A report on rivers"), style="1"),
    paragraph(run("The river is "), run("120 km", "<w:b/>"), run(" long.")),
    paragraph(
        run("Read "),
        '<w:hyperlink r:id="rId9">',
        run("the first page", '<w:rStyle w:val="Hyperlink"/>'),
        "</w:hyperlink>",
        run(" and page "),
        "<w:fldSimple w:instr=' PAGE '><w:r><w:t>7</w:t></w:r></w:fldSimple>",
        run("."),
    ),
    paragraph(
        run("It was built in 1931."),
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        run(" It is closed."),
        "<w:r><w:br/></w:r>",
        run("A new one is open."),
    ),
    paragraph(
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing><wp:docPr id='1' name='b' descr='A bridge'/>{BOX}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        run("Text beside the box."),
    ),
    "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>"
    + paragraph(run("A cell"))
    + "</w:tc></w:tr></w:tbl>",
    footnotes='<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2">'
    + paragraph(run("A note on the year."))
    + "</w:footnote>",
    header1=paragraph(run("Rivers of the country")),
)
ODT_STYLE = (
    '<style:style style:name="T1" style:family="text">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
)
ODT = office.odt(
    "<text:h>Rivers</text:h><text:p>The river is "
    '<text:span text:style-name="T1">120 km</text:span> long<text:note><text:note-citation>1'
    "</text:note-citation><text:note-body><text:p>In spring.</text:p></text:note-body></text:note>"
    ' and<text:s text:c="2"/>wide.</text:p>'
    '<text:p>See <text:a xlink:href="https://example.org">this page</text:a>.</text:p>'
    "<text:list><text:list-item><text:p>A fish<text:tab/>12</text:p></text:list-item></text:list>",
    ODT_STYLE,
)
RICH = (
    "<si><t>The museum of rivers</t></si>"
    '<si><r><t xml:space="preserve">It has </t></r><r><rPr><b/></rPr><t>55 fish</t></r></si>'
)
XLSX = office.xlsx(
    RICH,
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
    '<c r="C1" t="inlineStr"><is><t>Two\nlines</t></is></c><c r="D1"><v>12</v></c></row>',
)
PPTX = office.pptx(
    '<a:p><a:r><a:rPr lang="en-US"/><a:t>The river is </a:t></a:r><a:r><a:rPr lang="en-US" b="1"/>'
    '<a:t>long</a:t></a:r><a:endParaRPr lang="en-US"/></a:p>'
    '<a:p><a:r><a:t>Page </a:t></a:r><a:fld id="{1}" type="slidenum"><a:t>3</a:t></a:fld></a:p>'
)
HTML = b"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Rivers &amp; lakes</title>
<meta name="description" content="All rivers"><style>p { color: red }</style></head>
<body><h1>Rivers</h1>
<p>The <b>long</b> river is 120&nbsp;km <a href="/x?a=1&amp;b=2" title="More on it">long</a>.<br>It
 is <img src="a.png" alt='A "photo"'> wide.
<ul><li>One<li>Two <code>x &lt; y</code> three</ul>
<script>var a = "<p>no text</p>";</script><!-- no text --></body></html>
"""
SRT = b"""\xef\xbb\xbf1\r
00:00:01,000 --> 00:00:03,500\r
The river is\r
<i>120 km</i> long.\r
\r
2\r
00:00:04,000 --> 00:00:05,000  X1:10\r
{\\an8}It is wide & deep.\r
"""
VTT = b"""WEBVTT - Rivers

STYLE
::cue { color: red }

NOTE a remark

one
00:01.000 --> 00:02.000 align:left
<v Ann>The river is <c.big>120</c> km &amp; more.

00:03.000 --> 00:04.000
It is wide.
"""
MARKDOWN = b"""---
title: All rivers
date: 2025-01-01
---

# Rivers {#rivers}

The *long* river is **120
km** long and [wide](https://example.org "title"). See `code` and <https://example.org>.[^1]

> A quote\\
> in two lines.

1. One
2. Two \\* three
   - [x] Done

| Name | Long |
|------|-----:|
| A \\| B | 12 |

```
no text
```

[^1]: A note.
"""
XLIFF12 = b"""<?xml version='1.0' encoding='UTF-8'?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:my="urn:my">
<file original="a" source-language="en" datatype="plaintext" my:x='1'><body>
<trans-unit id="1"><source>The <g id="1" ctype="x-bold">long</g> river.<x id="2"/> Wide.</source>
<note>Stays</note></trans-unit>
<trans-unit id="2"><source>One. Two.</source><seg-source><mrk mtype="seg" mid="a">One.</mrk> <mrk
 mtype="seg" mid="b">Two <bpt id="1">&lt;b&gt;</bpt>big<ept id="1">&lt;/b&gt;</ept>.</mrk
></seg-source>
<target><mrk mtype="seg" mid="a"></mrk> <mrk mtype="seg" mid="b"></mrk></target></trans-unit>
<trans-unit id="3" translate="no"><source>Not this one.</source></trans-unit>
</body></file></xliff>
"""
XLIFF20 = b"""<?xml version="1.0"?>
<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en"><file id="f">
<unit id="u"><segment id="s"><source>The <pc id="1">long</pc> river<ph id="2"/>.</source></segment>
<ignorable><source> </source></ignorable>
<segment><source>It is <sc id="3"/>wide<ec startRef="3"/>.</source></segment></unit></file></xliff>
"""
EPUB = office.epub("<h1>The first river</h1><p>It is <i>very</i> long.</p><pre>a line</pre>")
TEXT = "Rivers\n\n  The river is long.\r\nIt is wide.\n".encode("utf-16")

SDLXLIFF = XLIFF12.replace(
    b'xmlns:my="urn:my"', b'xmlns:my="urn:my" xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0"'
).replace(
    b'</trans-unit>\n<trans-unit id="3"',
    b'<sdl:seg-defs><sdl:seg id="a"/><sdl:seg id="b" conf="Draft"/></sdl:seg-defs></trans-unit>\n'
    b'<trans-unit id="3"',
)
MQXLIFF = XLIFF12.replace(b'xmlns:my="urn:my"', b'xmlns:my="urn:my" xmlns:mq="MQXliff"').replace(
    b'<trans-unit id="1"', b'<trans-unit id="1" mq:status="NotStarted"'
)

FILES: dict[str, bytes] = {
    "a.docx": DOCX,
    "a.odt": ODT,
    "a.xlsx": XLSX,
    "a.pptx": PPTX,
    "a.html": HTML,
    "a.epub": EPUB,
    "a.srt": SRT,
    "a.vtt": VTT,
    "a.md": MARKDOWN,
    "a.txt": TEXT,
    "a.xlf": XLIFF12,
    "b.xlf": XLIFF20,
    "a.sdlxliff": SDLXLIFF,
    "a.mqxliff": MQXLIFF,
}
every_file = pytest.mark.parametrize("name", FILES)


LAST = "жол 1"
"""Words of any edited text that no one has formatted."""


def same(layout: Layout) -> dict[int, Translation]:
    return {
        index: Translation(block.text, block.codes) for index, block in enumerate(layout.blocks)
    }


def content(data: bytes) -> object:
    return office.members(data) if zipfile.is_zipfile(io.BytesIO(data)) else data


def codes(layout: Layout) -> list[list[tuple[str, str]]]:
    return [sorted((code.kind, code.id) for code in block.codes) for block in layout.blocks]


def texts(name: str, data: bytes) -> list[str]:
    layout = documents.parse(data, name)
    if FORMAT_OF[name] == "xliff":
        return [target.text if target else "" for target in layout.targets]
    return [block.text for block in layout.blocks]


FORMAT_OF = {name: documents.FORMATS[Path(name).suffix] for name in FILES}


@every_file
def test_nothing_translated_gives_the_same_bytes(name: str) -> None:
    assert documents.write(FILES[name], name, {}, "kk") == FILES[name]


@every_file
def test_a_translation_equal_to_its_source_changes_no_part_but_the_language(name: str) -> None:
    data = FILES[name]
    layout = documents.parse(data, name)
    written = documents.write(data, name, same(layout), "en")
    if FORMAT_OF[name] == "xliff":  # it gets targets
        assert texts(name, written) == [block.text for block in layout.blocks]
    elif FORMAT_OF[name] == "html":
        assert written == data
    else:
        assert content(written) == content(data)


@every_file
def test_each_block_takes_its_translation_and_keeps_its_codes(name: str) -> None:
    data = FILES[name]
    layout = documents.parse(data, name)
    said = {
        index: Translation(
            "".join("ж" if char.islower() else char for char in block.text), block.codes
        )
        for index, block in enumerate(layout.blocks)
    }
    written = documents.write(data, name, said, "kk")
    fixed = {
        index
        for index, block in enumerate(layout.blocks)
        if any(code.kind == "code" for code in block.codes)
    }
    links = {index for index, block in enumerate(layout.blocks) if "https://" in block.text}
    for number, text in enumerate(texts(name, written)):
        if number not in fixed | links:
            assert text == said[number].text
    if FORMAT_OF[name] != "xliff":
        assert codes(documents.parse(written, name)) == codes(layout)


def test_a_word_document_has_all_its_texts_once_in_reading_order() -> None:
    layout = documents.parse(DOCX, "a.docx")
    assert [
        (context, block.kind, block.text)
        for context, block in zip(layout.contexts, layout.blocks, strict=True)
    ] == [
        ("body", "heading", "A report on rivers"),
        ("body", "paragraph", "The river is 120 km long."),
        ("body", "paragraph", "Read the first page and page 7."),
        ("body", "paragraph", "It was built in 1931. It is closed.\nA new one is open."),
        ("body", "paragraph", "Text beside the box."),
        ("alt text", "caption", "A bridge"),
        ("body", "paragraph", "Text in a box."),
        ("body", "paragraph", "A cell"),
        ("header", "paragraph", "Rivers of the country"),
        ("footnote", "paragraph", "A note on the year."),
    ]


def test_word_text_and_formatting_are_found_by_another_library() -> None:
    said = {
        1: Translation("Өзен 120 км созылады.", (InlineCode(5, 11, "bold", id="2.1"),)),
        6: Translation("Қораптағы мәтін."),
    }
    written = documents.write(DOCX, "a.docx", said, "kk")
    found = docx.Document(io.BytesIO(written)).paragraphs[1]
    assert [(run.text, run.bold) for run in found.runs] == [
        ("Өзен ", None),
        ("120 км", True),
        (" созылады.", None),
    ]
    parts = office.members(written)
    assert parts["word/document.xml"].decode().count("Қораптағы мәтін.") == 2
    assert b'w:val="kk-KZ"' in parts["word/styles.xml"]


def test_the_html_source_stays_but_for_its_text() -> None:
    layout = documents.parse(HTML, "a.html")
    written = documents.write(
        HTML,
        "a.html",
        {number: Translation(f"<{number}> & b") for number in range(len(layout.blocks))},
        "kk",
    )
    assert b'<html lang="kk">' in written
    assert b"&lt;0&gt; &amp; b</title>" in written
    assert b'var a = "<p>no text</p>";</script><!-- no text -->' in written
    assert b'href="/x?a=1&amp;b=2"' in written
    assert documents.parse(written, "a.html").blocks[0].text == "<0> & b"


def test_xliff_targets_have_states_that_are_not_final() -> None:
    layout = documents.parse(XLIFF12, "a.xlf")
    said = {0: replace(same(layout)[0], state="reviewed"), 1: Translation("Бір.")}
    written = documents.write(XLIFF12, "a.xlf", said, "kk").decode()
    assert 'target-language="kk"' in written
    assert '<target state="translated">The <g id="1" ctype="x-bold">long</g> river.' in written
    assert '<mrk mtype="seg" mid="a">Бір.</mrk> <mrk mtype="seg" mid="b"></mrk>' in written
    assert "<source>Not this one.</source></trans-unit>" in written
    second = documents.write(XLIFF20, "b.xlf", {1: Translation("Кең.")}, "kk").decode()
    assert '<target><sc id="3"/>Кең<ec startRef="3"/>.</target>' in second
    assert '<segment state="translated"><source>It is' in second
    assert 'trgLang="kk"' in second


@pytest.mark.parametrize(
    ("data", "name", "advice"),
    [
        (b"\xd0\xcf\x11\xe0rest", "a.docx", "password"),
        (b"no zip", "a.odt", "damaged"),
        (b"PK\x03\x04broken", "a.pptx", "damaged"),
        (b"<xliff><file>", "a.xlf", "damaged"),
        (b"<tmx/>", "a.xliff", "not an XLIFF"),
        (b"no cue", "a.srt", "no cue"),
        (b"\x00\x01\x02", "a.txt", "not text"),
        (office.package({"mimetype": "x"}), "a.epub", "damaged"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><xliff version="1.2"/>', "a.xlf", "entities"),
    ],
)
def test_bad_input_gets_one_message_that_says_what_is_wrong(
    data: bytes, name: str, advice: str
) -> None:
    with pytest.raises(Damaged, match=advice):
        documents.parse(data, name)


def test_macros_are_kept_and_told() -> None:
    parts: dict[str, str | bytes] = {**office.members(DOCX), "word/vbaProject.bin": b"macro"}
    data = office.package(parts)
    layout = documents.parse(data, "a.docm")
    assert "macros" in layout.notes[0]
    assert (
        office.members(documents.write(data, "a.docm", same(layout), "kk"))["word/vbaProject.bin"]
        == b"macro"
    )


@pytest.mark.slow
@given(data=st.data())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@every_file
def test_any_edit_gives_a_document_that_opens_with_the_same_codes(
    name: str, data: st.DataObject
) -> None:
    layout = documents.parse(FILES[name], name)
    said = {}
    alphabet = st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=30
    )
    for number, block in enumerate(layout.blocks):
        text = data.draw(alphabet | st.just(block.text))
        text = " ".join(f"{text} {LAST}".split())  # as a sentence is stored
        places = st.integers(-3, len(text) - len(LAST))
        drawn = [
            replace(code, start=data.draw(places), end=data.draw(places))
            for code in block.codes
            if data.draw(st.booleans())
        ]
        said[number] = Translation(text, tuple(drawn))
    written = documents.write(FILES[name], name, said, "kk")
    before, after = kept(FILES[name], name), kept(written, name, targets=True)
    assert len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        assert old.tags - new.tags == Counter()
        assert old.forms <= new.forms
    if FORMAT_OF[name] != "subtitles":  # which write any tag of a text as it is
        assert [block.tags for block in after] == [block.tags for block in before]
        assert [block.forms for block in after] == [block.forms for block in before]


@pytest.mark.slow
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.xlsx"])
def test_libreoffice_opens_what_was_written(name: str, tmp_path: Path) -> None:
    layout = documents.parse(FILES[name], name)
    said = {index: replace(block, text=block.text.upper()) for index, block in same(layout).items()}
    file = tmp_path / name
    file.write_bytes(documents.write(FILES[name], name, said, "kk"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, file],
        check=True,
        capture_output=True,
        timeout=180,
    )
    assert (tmp_path / "a.pdf").stat().st_size > 1000


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        (
            "a.html",
            b"<p>One <b>two</b> three</p>",
            b"<p>One <b><mark>two</mark></b><mark> th</mark>",
        ),
        ("a.md", b"One two three", "One ⟦two th⟧ree".encode()),
        (
            "a.odt",
            office.odt("<text:p>One two three</text:p>"),
            b'One <text:span text:style-name="baikonur-align-not-reviewed">two th</text:span>',
        ),
        (
            "a.docx",
            office.word(paragraph(run("One "), run("two", "<w:b/><w:u/>"), run(" three"))),
            b'<w:rPr><w:b/><w:highlight w:val="yellow"/><w:u/></w:rPr>',
        ),
        (
            "a.pptx",
            office.pptx("<a:p><a:r><a:rPr b='1'/><a:t>One two three</a:t></a:r></a:p>"),
            b"<a:rPr b='1'><a:highlight><a:srgbClr val=\"FFFF00\"/></a:highlight></a:rPr>",
        ),
    ],
)
def test_marked_stretches_are_highlighted_or_stand_in_marks(
    name: str, data: bytes, expected: bytes
) -> None:
    layout = documents.parse(data, name)
    number = next(n for n, block in enumerate(layout.blocks) if block.text == "One two three")
    codes = layout.blocks[number].codes
    said = {number: Translation("One two three", codes, marked=((4, 10),))}
    out = documents.write(data, name, said, "kk")
    found = b"".join(office.members(out).values()) if zipfile.is_zipfile(io.BytesIO(out)) else out
    assert expected in found
    again = documents.parse(out, name).blocks[number].text
    assert again.replace("⟦", "").replace("⟧", "") == "One two three"


@pytest.mark.parametrize(
    ("styles", "expected"),
    [
        ("", "<office:automatic-styles>{}</office:automatic-styles>"),
        (ODT_STYLE, "<office:automatic-styles>{}" + ODT_STYLE),
    ],
)
def test_marks_of_an_open_document_are_a_style_of_its_own(styles: str, expected: str) -> None:
    line = "One <text:span text:style-name='T1'>two</text:span> three"
    data = office.odt(f"<text:p>{line}</text:p><text:p>Four</text:p>", styles)
    (block, _) = documents.parse(data, "a.odt").blocks
    marked = Translation("One two three", block.codes, marked=((0, 7),))
    out = documents.write(data, "a.odt", {0: marked}, "kk")
    content = office.members(out)["content.xml"].decode()
    assert "<text:span text:style-name='T1'><text:span text:style-name=\"baikonur" in content
    assert content.count('style:name="baikonur-align-not-reviewed"') == 1
    assert content.index("fo:background-color") < content.index("<office:body")
    assert texts("a.odt", out) == ["One two three", "Four"]


def test_comments_of_an_open_document_stand_around_the_text() -> None:
    note = "<text:note><text:note-body><text:p>A note</text:p></text:note-body></text:note>"
    data = office.odt(f"<text:p>One two{note} three</text:p>")
    layout = documents.parse(data, "a.odt")
    said = {
        number: Translation(block.text, block.codes, marked=((0, 6),), comment="Жоқ")
        for number, block in enumerate(layout.blocks)
    }
    out = documents.write(data, "a.odt", said, "kk")
    content = office.members(out)["content.xml"].decode()
    assert content.count("<office:annotation ") == content.count("<office:annotation-end ") == 1
    assert re.search(
        r"</office:annotation>One tw<office:annotation-end [^>]*>o<text:note>", content
    )
    assert 'not-reviewed">A note</text:span>' in content
    assert texts("a.odt", out) == texts("a.odt", data)


def test_units_of_memoq_get_its_own_states() -> None:
    source = "<source>Text</source><target/></trans-unit>"
    units = f'<trans-unit id="1" mq:status="NotStarted">{source}' * 2
    data = (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:mq="MQXliff">'
        f'<file source-language="en" target-language="kk">{units}</file></xliff>'
    )
    said = {0: Translation("Бір", state="reviewed"), 1: Translation("Екі", state="translated")}
    out = documents.write(data.encode(), "a.mqxliff", said, "kk").decode()
    assert re.findall('mq:status="(.*?)"', out) == ["ManuallyConfirmed", "PartiallyEdited"]
    assert "<target>Бір</target>" in out


def test_units_of_translation_programs_are_marked_by_their_state_only() -> None:
    said = {0: Translation("Бір", marked=((0, 3),), comment="Жоқ")}
    out = documents.write(XLIFF12, "a.xlf", said, "kk").decode()
    assert "⟦" not in out
    assert 'state="needs-review-translation"' in out


@pytest.mark.parametrize(
    ("name", "wanted", "held"),
    [
        ("a.docx", "comment", "comment"),
        ("a.odp", "comment", "highlight"),
        ("a.html", "highlight", "highlight"),
        ("a.mqxliff", "highlight", "state"),
        ("a.srt", "comment", "characters"),
    ],
)
def test_each_format_says_how_it_holds_marks(
    name: str, wanted: documents.Marking, held: documents.Held
) -> None:
    assert documents.mark_held(name, wanted) == held


def prefixed(data: bytes, name: str) -> bytes:
    """The document with a word before the text of each block."""
    said = {
        index: Translation(
            f"Жаңа {block.text}",
            tuple(replace(code, start=code.start + 5, end=code.end + 5) for code in block.codes),
        )
        for index, block in enumerate(documents.parse(data, name).blocks)
    }
    return documents.write(data, name, said, "en")


@pytest.mark.parametrize(
    "line",
    [
        '<a href="a"><img src="p.png"></a>or <b>this</b>',
        '<a href="a"><b><i>this</i></b></a> page',
        '<b>this</b> page<a href="a"><img src="p.png"></a>, <i>now</i>',
        '<a href="a">this<img src="p.png"></a> page',
        '<img src="p.png"><a href="a"><img src="q.png">this</a>',
        "<b>this page<br></b><i><br></i>now",
        '<a href="a"><code>this</code></a> page',
    ],
)
def test_codes_at_one_place_keep_their_order_and_nesting(line: str) -> None:
    page = f"<html lang='en'><body><p>See {line}.</p></body></html>".encode()
    assert prefixed(page, "a.html") == page.replace(b"See", "Жаңа See".encode())


def test_emphasis_around_code_stays_around_it_in_markdown() -> None:
    page = b"Call *`close`* and **[the page](a.html)** last.\n"
    assert prefixed(page, "a.md") == page.replace(b"Call", "Жаңа Call".encode())


def test_end_tags_that_end_nothing_are_no_codes() -> None:
    page = b"<p>One</span> <b>two</b></span></span></p>"
    (block,) = documents.parse(page, "a.html").blocks
    assert [code.kind for code in block.codes] == ["bold"]
    assert prefixed(page, "a.html") == "<p>Жаңа One <b>two</b></p>".encode()


@pytest.mark.parametrize("cut", ["", "</w:r><w:r>"])
@pytest.mark.parametrize("form", ["", "<w:rPr><w:b/></w:rPr>"])
def test_a_word_field_is_whole_also_within_one_run(cut: str, form: str) -> None:
    pieces = [
        '<w:t xml:space="preserve">Page </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        "<w:instrText> PAGE </w:instrText>",
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>7</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        "<w:t>.</w:t>",
    ]
    cut = cut and cut + form
    data = office.word(f"<w:p><w:r>{form}{cut.join(pieces)}</w:r></w:p>")
    (block,) = documents.parse(data, "a.docx").blocks
    assert block.text == "Page 7."
    assert [(code.kind, code.start, code.end) for code in block.codes] == [("field", 5, 6)]
    said = Translation("7-бет.", (replace(block.codes[0], start=0, end=1),))
    written = office.members(documents.write(data, "a.docx", {0: said}, "kk"))["word/document.xml"]
    found = docx.Document(io.BytesIO(documents.write(data, "a.docx", {0: said}, "kk")))
    assert found.paragraphs[0].text == "7-бет."
    inside = written[written.index(b"<w:p>") : written.index("-бет".encode())]
    kinds = (b'"begin"', b" PAGE ", b'"separate"', b"7</w:t>", b'"end"')
    order = [inside.index(kind) for kind in kinds]
    assert order == sorted(order)


def test_line_ends_of_a_cell_may_be_character_references() -> None:
    data = office.xlsx("<si><t>One&#10;two&#xA;three</t></si>", "")
    assert texts("a.xlsx", data) == ["One", "two", "three"]
    written = office.members(prefixed(data, "a.xlsx"))["xl/sharedStrings.xml"].decode()
    assert "<t>Жаңа One&#10;Жаңа two&#xA;Жаңа three</t>" in written


SPACED = {
    "a.html": b'<p>The river <img src="p.png"> is wide.</p>',
    "a.docx": office.word(
        paragraph(run("The river "), "<w:r><w:drawing/></w:r>", run(" is wide."))
    ),
    "a.odt": office.odt("<text:p>The river <draw:frame xmlns:draw='d'/> is wide.</text:p>"),
    "a.md": b"The river ![](p.png) is wide.",
    "a.xlf": b'<xliff version="1.2"><file source-language="en"><trans-unit id="1"><source>'
    b'The river <x id="1"/> is wide.</source></trans-unit></file></xliff>',
}


@pytest.mark.parametrize("place", [4, 5])
@pytest.mark.parametrize("name", SPACED)
def test_a_picture_between_two_words_keeps_the_space_on_both_sides(name: str, place: int) -> None:
    (block,) = documents.parse(SPACED[name], name).blocks
    line, codes = collapse_spaces(block.text, block.codes)
    assert line == "The river is wide."
    said = Translation("Өзен кең.", tuple(replace(code, start=place, end=place) for code in codes))
    again = documents.parse(documents.write(SPACED[name], name, {0: said}, "kk"), name)
    (found,) = again.targets if FORMAT_OF.get(name) == "xliff" else again.blocks
    assert found
    assert (found.text, [code.start for code in found.codes]) == ("Өзен  кең.", [5])


def test_characters_stay_the_references_that_a_page_writes() -> None:
    page = "<p title='5&nbsp;km'>It is 5&nbsp;km &mdash; “far” and 6\u00a0km.</p>".encode()
    layout = documents.parse(page, "a.html")
    said = {number: Translation("5\u00a0шм — “алыс”") for number in range(len(layout.blocks))}
    written = documents.write(page, "a.html", said, "kk").decode()
    assert written == "<p title='5\u00a0шм &mdash; “алыс”'>5\u00a0шм &mdash; “алыс”</p>"
    only = page.replace("6\u00a0km".encode(), b"6")
    written = documents.write(only, "a.html", said, "kk").decode()
    assert written == "<p title='5&nbsp;шм &mdash; “алыс”'>5&nbsp;шм &mdash; “алыс”</p>"


def test_a_format_whose_words_are_left_out_is_on_another_word() -> None:
    bold, italic = run("very ", "<w:b/>"), run("long", "<w:i/>")
    data = office.word(paragraph(run("The river is "), bold, italic, run(" today.")))
    (block,) = documents.parse(data, "a.docx").blocks
    for codes in ((), tuple(replace(code, start=0, end=12) for code in block.codes)):
        written = documents.write(data, "a.docx", {0: Translation("Өзен ұзын", codes)}, "kk")
        runs = docx.Document(io.BytesIO(written)).paragraphs[0].runs
        assert "".join(run.text for run in runs) == "Өзен ұзын"
        assert any(run.bold and run.text.strip() for run in runs)
        assert any(run.italic and run.text.strip() for run in runs)


def test_the_words_with_a_format_are_the_code_also_where_they_are_most() -> None:
    data = office.word(paragraph(run("The book is "), run("in the library", "<w:u/>"), run(".")))
    (block,) = documents.parse(data, "a.docx").blocks
    assert [(code.kind, code.start, code.end) for code in block.codes] == [("underline", 12, 26)]


def test_no_format_is_on_a_character_alone_that_does_not_show() -> None:
    data = office.word(paragraph(run("It is "), run("very", "<w:b/>"), run(" long today.")))
    (code,) = documents.parse(data, "a.docx").blocks[0].codes
    said = Translation("\u00adөте ұзын", (replace(code, start=0, end=1),))
    (block,) = documents.parse(documents.write(data, "a.docx", {0: said}, "kk"), "a.docx").blocks
    assert [one.kind for one in block.codes] == ["bold"]


def test_a_link_in_a_format_that_is_set_around_it_keeps_its_own() -> None:
    look = '<w:rStyle w:val="Hyperlink"/>'
    pages = (
        '<w:hyperlink r:id="rId9">' + run("the first and the last page", look) + "</w:hyperlink>"
    )
    data = office.word(paragraph(run("Read "), pages, run(" here.")))
    first, link, second = documents.parse(data, "a.docx").blocks[0].codes
    codes = (replace(second, start=0, end=12), replace(link, start=5, end=8), first)
    out = documents.write(data, "a.docx", {0: Translation("Мына бет көрініп тұр", codes)}, "kk")
    text = office.members(out)["word/document.xml"].decode()
    assert re.findall(r"<w:hyperlink [^>]*>(.*?)</w:hyperlink>", text) == [run("бет", look)]


def test_underlined_spaces_are_a_line_to_fill_in() -> None:
    line = run("          ", "<w:b/><w:u/>")
    data = office.word(paragraph(run("Name: "), line, run(" of the town")))
    (block,) = documents.parse(data, "a.docx").blocks
    assert [code.kind for code in block.codes] == ["tab"]
    written = documents.write(data, "a.docx", {0: Translation("Аты: қаланың", block.codes)}, "kk")
    assert line.encode() in office.members(written)["word/document.xml"]
    style = ODT_STYLE.replace('fo:font-weight="bold"', 'style:text-underline-style="solid"')
    line = '<text:span text:style-name="T1"> <text:s text:c="9"/></text:span>'
    data = office.odt(f"<text:p>Name: {line} of the town</text:p>", style)
    (block,) = documents.parse(data, "a.odt").blocks
    written = documents.write(data, "a.odt", {0: Translation("Аты: қаланың", block.codes)}, "kk")
    assert line.encode() in office.members(written)["content.xml"]


@pytest.mark.parametrize("places", [(), (0, 0), (5, 5), (9, 9), (4, 4)])
def test_a_cue_has_no_empty_line_in_it(places: tuple[int, ...]) -> None:
    first, second = (f"00:00:0{number},000 --> 00:00:09,500" for number in (1, 4))
    data = f"1\n{first}\nOne two\nthree\nfour\n\n2\n{second}\nb\n".encode()
    codes = documents.parse(data, "a.srt").blocks[0].codes
    drawn = (replace(code, start=at, end=at) for code, at in zip(codes, places, strict=False))
    written = documents.write(data, "a.srt", {0: Translation("Бір екі үш", tuple(drawn))}, "kk")
    assert "500\nБір\nекі\nүш\n\n2\n" in written.decode()
    written = documents.write(data, "a.srt", {0: Translation("Бір")}, "kk")
    assert texts("a.srt", written) == ["Бір", "b"]
