"""Details of formats: what is translated and what stays, how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from baikonur_align import documents
from baikonur_align.building.translating import translate_document
from baikonur_align.documents import Translation
from baikonur_align.model import InlineCode
from support import office

SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CHART = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'


def texts(data: bytes, name: str) -> list[str]:
    return [block.text for block in documents.parse(data, name).blocks]


def written(data: bytes, name: str, *translations: str) -> bytes:
    said = {number: Translation(text) for number, text in enumerate(translations)}
    return documents.write(data, name, said, "kk")


def page(body: str, lang: str = " lang='en'") -> bytes:
    return f"<html{lang}><body>{body}</body></html>".encode()


# --- pages and books ---


def test_every_element_in_the_language_of_a_page_gets_the_new_one() -> None:
    data = page("<p lang='en-US'>One</p><p lang='ru'>Два</p><p>a <i xml:lang='en'>b</i> c</p>")
    out = written(data, "a.html", "Бір").decode()
    assert out == (
        "<html lang='kk'><body><p lang='kk'>Бір</p><p lang='ru'>Два</p>"
        "<p>a <i xml:lang='kk'>b</i> c</p></body></html>"
    )


def test_a_page_says_in_two_ways_what_is_not_translated() -> None:
    data = page(
        "<p class='big notranslate' title='x'>One</p><p translate='no'>Two</p>"
        "<p>The <span class='notranslate'>Nova</span> is <img translate='no' alt='x'> here</p>"
    )
    (block,) = documents.parse(data, "a.html").blocks
    assert block.text == "The Nova is  here"
    assert next((code.kind, code.start, code.end) for code in block.codes) == ("code", 4, 8)


def test_choices_of_a_form_are_translated() -> None:
    form = "<p>City <select name='c'><optgroup label='North'><option value='a'>One</optgroup>"
    data = page(f"{form}<option selected>Two</option></select> and road</p>")
    assert texts(data, "a.html") == ["City  and road", "North", "One", "Two"]
    out = written(data, "a.html", "Қала", "Солтүстік", "Бір", "Екі").decode()
    assert "Қала<select name='c'><optgroup label='Солтүстік'><option value='a'>Бір" in out
    assert "<option selected>Екі</option>" in out


def test_the_author_in_the_contents_of_a_book_keeps_the_name() -> None:
    parts = office.members(office.epub("<p>One</p>"))
    parts["OPS/book.opf"] = parts["OPS/book.opf"].replace(
        b"</manifest>",
        b'<item id="x" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>',
    )
    parts["OPS/toc.ncx"] = (
        b'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><docTitle><text>Rivers</text>'
        b"</docTitle><docAuthor><text>Ann Brook</text></docAuthor></ncx>"
    )
    found = texts(office.package(dict(parts)), "a.epub")
    assert "Rivers" in found
    assert "Ann Brook" not in found


# --- tables and charts ---


def test_headers_of_excel_tables_stay_also_in_two_lines() -> None:
    parts = office.members(
        office.xlsx("<si><t>Name\nof river</t></si><si><t>The river is long</t></si>", "")
    )
    parts["xl/tables/table1.xml"] = (
        f'<table {SHEET}><tableColumns><tableColumn name="Name_x000a_of river"/></tableColumns>'
        "</table>"
    ).encode()
    assert texts(office.package(dict(parts)), "a.xlsx") == ["The river is long"]


def test_line_ends_that_excel_writes_as_codes_part_the_lines() -> None:
    data = office.xlsx("<si><t>One_x000D_\nTwo</t></si>", "")
    out = office.members(written(data, "a.xlsx", "Бір", "Екі"))["xl/sharedStrings.xml"].decode()
    assert "<t>Бір_x000D_\nЕкі</t>" in out


def test_headers_and_footers_of_a_sheet_are_translated_and_keep_their_codes() -> None:
    parts = office.members(office.xlsx("<si><t>One</t></si>", ""))
    sheet = "xl/worksheets/sheet1.xml"
    header = '<headerFooter><oddHeader>&amp;LRivers &amp;&amp; lakes&amp;R&amp;"Arial,Bold"&amp;12'
    header += "Report &amp;D</oddHeader><oddFooter>&amp;CPage &amp;P of &amp;N</oddFooter>"
    end = b"</headerFooter></worksheet>"
    parts[sheet] = parts[sheet].replace(b"</worksheet>", header.encode() + end)
    data = office.package(dict(parts))
    layout = documents.parse(data, "a.xlsx")
    found = [block.text for block in layout.blocks]
    assert found == ["One", "Rivers & lakes", "Report", "Page 1 of 2"]
    pages, all_pages = layout.blocks[3].codes
    codes = (InlineCode(0, 1, "field", id=all_pages.id), InlineCode(9, 10, "field", id=pages.id))
    said = {
        1: Translation("Өзен & көл"),
        2: Translation("2025 есеп"),
        3: Translation("2 беттің 1 беті", codes),
    }
    out = office.members(documents.write(data, "a.xlsx", said, "kk"))[sheet].decode()
    assert '&amp;LӨзен &amp;&amp; көл&amp;R&amp;"Arial,Bold"&amp;12 2025 есеп &amp;D<' in out
    assert "&amp;C&amp;N беттің &amp;P беті<" in out


@pytest.mark.parametrize("name", ["word/charts/chart1.xml", "ppt/charts/chart1.xml"])
def test_names_of_a_charts_series_and_categories_are_translated(name: str) -> None:
    cache = "<c:strCache><c:pt idx='0'><c:v>The north</c:v></c:pt><c:pt idx='1'><c:v>2025</c:v>"
    chart = f"<c:chart {CHART}>{cache}</c:pt></c:strCache><c:v>7</c:v></c:chart>"
    data = office.package({"[Content_Types].xml": office.TYPES.format(""), name: chart})
    suffix = "a.docx" if name.startswith("word") else "a.pptx"
    assert texts(data, suffix) == ["The north"]
    out = office.members(written(data, suffix, "Солтүстік"))[name].decode()
    assert out == chart.replace("The north", "Солтүстік")


def test_numbers_dates_and_results_of_formulas_in_tables_stay() -> None:
    value = '<table:table-cell office:value-type="{}"{}><text:p>{}</text:p></table:table-cell>'
    cells = [
        value.format("string", "", "The river"),
        value.format("float", ' office:value="12.5"', "12.5 km"),
        value.format("date", ' office:date-value="2025-01-05"', "5 January 2025"),
        value.format("string", ' table:formula="of:=[.A1]"', "The river too"),
    ]
    space = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    row = f"<table:table {space}><table:table-row>{''.join(cells)}</table:table-row></table:table>"
    assert texts(office.odt(row), "a.ods") == ["The river"]


# --- Markdown ---


@pytest.mark.parametrize(
    ("line", "said", "after"),
    [
        ('title: "A \\"big\\" river"', 'Бір "үлкен" \\ өзен', '"Бір \\"үлкен\\" \\\\ өзен"'),
        ("title: 'It''s a river'", "Өзен 'бір'", "'Өзен ''бір'''"),
        ("title: A river  # a remark", "Өзен", "Өзен  # a remark"),
        ("title: A river", "Өзен: бір", '"Өзен: бір"'),
        ("title: Rule#1", "Ереже:", '"Ереже:"'),
    ],
)
def test_a_title_in_front_matter_is_read_and_written_as_yaml(
    line: str, said: str, after: str
) -> None:
    data = f"---\n{line}\n---\n\nOne\n".encode()
    assert written(data, "a.md", said).decode() == f"---\ntitle: {after}\n---\n\nOne\n"
    again = documents.parse(written(data, "a.md", said), "a.md")
    assert again.blocks[0].text == said


def test_front_matter_may_be_toml() -> None:
    data = (
        b"+++\ntitle = \"A river\"\nsubtitle = 'It is long'\ndraft = true\nlanguage = 'en'\n+++\n"
    )
    data += b"\nOne\n"
    assert texts(data, "a.md") == ["A river", "It is long", "One"]
    out = written(data, "a.md", 'Бір "өзен"', "Ол 'ұзын'", "Бір").decode()
    assert out == (
        '+++\ntitle = "Бір \\"өзен\\""\nsubtitle = \'Ол ’ұзын’\'\ndraft = true\n'
        "language = 'kk'\n+++\n\nБір\n"
    )


def test_html_tags_in_a_line_of_markdown_are_pairs() -> None:
    data = b"Press <kbd>Ctrl</kbd> for <b>the *big* page</b><br>or H<sub>2</sub>O <i>now.\n"
    (block,) = documents.parse(data, "a.md").blocks
    assert block.text == "Press Ctrl for the big pageor H2O now."
    found = [(code.kind, block.text[code.start : code.end]) for code in block.codes]
    assert found == [
        ("code", "Ctrl"),
        ("bold", "the big page"),
        ("italic", "big"),
        ("mark", ""),
        ("subscript", "2"),
        ("mark", ""),
    ]
    said = {0: Translation("Бір " + block.text, tuple(_later(block.codes, 4)))}
    out = documents.write(data, "a.md", said, "kk")
    assert out == data.replace(b"Press", "Бір Press".encode())


def _later(codes: tuple[InlineCode, ...], by: int) -> list[InlineCode]:
    return [InlineCode(one.start + by, one.end + by, one.kind, id=one.id) for one in codes]


def test_a_block_with_its_own_text_keeps_the_spaces_of_its_tags() -> None:
    data = b"See <a href='x'> the guide </a>here.\n\n| a | <ul> <li> One </li> </ul> |\n|-|-|\n"
    blocks = documents.parse(data, "a.md").blocks
    same = {n: Translation(block.text, block.codes) for n, block in enumerate(blocks)}
    assert documents.write(data, "a.md", same, "kk") == data


@pytest.mark.parametrize(
    ("source", "text", "span", "line"),
    [
        ("a *b* c", "бір:екі", (4, 7), "бір:*екі*"),
        ("a *b* c", "бір:екі", (0, 4), "<em>бір:</em>екі"),
        ("a **b** c", "бір (екі)лік", (4, 9), "бір <strong>(екі)</strong>лік"),
        ("a _b_ c", "біреу", (0, 3), "<em>бір</em>еу"),
        ("a ~~b~~ c", "бір.екі", (0, 4), "<del>бір.</del>екі"),
    ],
)
def test_emphasis_that_markdown_would_not_read_is_written_with_tags(
    source: str, text: str, span: tuple[int, int], line: str
) -> None:
    data = source.encode()
    (code,) = documents.parse(data, "a.md").blocks[0].codes
    said = Translation(text, (InlineCode(*span, code.kind, id=code.id),))
    out = documents.write(data, "a.md", {0: said}, "kk")
    assert out.decode() == line
    (again,) = documents.parse(out, "a.md").blocks
    assert again.text == text
    assert [(one.kind, one.start, one.end) for one in again.codes] == [(code.kind, *span)]


def test_lines_that_are_marks_of_other_programs_stay() -> None:
    data = b"""> [!NOTE]
> One

:::tip Title
Two
:::

$$
a^2 + b
$$

Term
: The definition

!!! note "Big"

```
:::
$$
```

Three $x_1$ for $5 and $6 :smile: at 10:30:15
"""
    assert texts(data, "a.md") == [
        *("One", "Two", "Term", "The definition"),
        "Three $x_1$ for $5 and $6  at 10:30:15",
    ]
    out = written(data, "a.md", "Бір", "Екі", "Термин", "Анықтама").decode()
    changes = [(b"One", "Бір"), (b"Two", "Екі"), (b"The definition", "Анықтама")]
    for old, new in [*changes, (b"Term\n", "Термин\n")]:
        data = data.replace(old, new.encode())
    assert out == data.decode()


def test_alternative_texts_of_pictures_in_markdown_are_translated() -> None:
    data = (
        b"See ![a *big* one](a.png) and ![A river](b.png 'title').\n\n![A lake][x]\n\n[x]: c.png\n"
    )
    layout = documents.parse(data, "a.md")
    assert [block.text for block in layout.blocks] == ["See  and .", "A river", "A lake"]
    assert layout.contexts == ("body", "alt text", "alt text")
    said = {1: Translation("Өзен [1]"), 2: Translation("Көл")}
    out = documents.write(data, "a.md", said, "kk").decode()
    assert "![Өзен \\[1\\]](b.png 'title')" in out
    assert "![Көл][x]" in out
    said |= {0: Translation("Қара және .", layout.blocks[0].codes)}
    assert "![Өзен" in documents.write(data, "a.md", said, "kk").decode()


def test_a_picture_before_a_full_stop_keeps_the_space_before_it() -> None:
    data = b"See the lake and ![](b.png).\n"
    (block,) = documents.parse(data, "a.md").blocks
    codes = (InlineCode(8, 8, "image", id=block.codes[0].id),)
    for text in ("Бұл көлді.", "Бұл көл мен."):
        out = documents.write(data, "a.md", {0: Translation(text, codes)}, "kk").decode()
        assert out == f"{text[:8].strip()} ![](b.png){text[8:]}\n"


@pytest.mark.parametrize(
    "text", ["<[^a]*>", "{#b}", "$x$ 1", ":smile:", "~~a~~", "A #", "a _b_", "__a__ b"]
)
def test_text_that_looks_like_a_mark_of_markdown_stays_text(text: str) -> None:
    out = written(b"# One\n\nTwo\n", "a.md", text, text)
    layout = documents.parse(out, "a.md")
    assert [(block.text, block.codes) for block in layout.blocks] == [(text, ())] * 2


def test_a_link_after_an_exclamation_mark_is_no_picture() -> None:
    data = b"See [this](a.html) now.\n"
    (code,) = documents.parse(data, "a.md").blocks[0].codes
    said = Translation("Бұл!осы.", (InlineCode(4, 7, "link", id=code.id),))
    out = documents.write(data, "a.md", {0: said}, "kk").decode()
    assert out == "Бұл\\![осы](a.html).\n"


# --- XLIFF ---


def test_groups_and_files_say_what_is_not_translated() -> None:
    one, two = "<source>One</source>", "<source>Two</source>"
    old = (
        '<xliff version="1.2"><file source-language="en"><body><group translate="no">'
        f'<trans-unit id="1">{one}</trans-unit><trans-unit id="2" translate="yes">{two}'
        "</trans-unit></group></body></file></xliff>"
    )
    new = (
        '<xliff version="2.0" srcLang="en"><file translate="no"><group translate="yes"><unit>'
        f"<segment>{two}</segment></unit></group><unit><segment>{one}</segment></unit></file>"
        "</xliff>"
    )
    for data in (old, new):
        assert texts(data.encode(), "a.xlf") == ["Two"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "unit", "mark"),
    [
        ('version="1.2"><file source-language="en"', "trans-unit", 'mtype="protected" mid="1"'),
        ('version="2.0" srcLang="en"><file', "unit", 'id="m1" translate="no"'),
    ],
)
def test_protected_words_of_a_unit_stay(head: str, unit: str, mark: str, tmp_path: Path) -> None:
    source = f"The museum of <mrk {mark}>Green Bridge</mrk> was opened in 1931."
    inner = f"<source>{source}</source>"
    inner = f"<segment>{inner}</segment>" if unit == "unit" else inner
    file = tmp_path / "a.xlf"
    file.write_text(f'<xliff {head}><{unit} id="u">{inner}</{unit}></file></xliff>')
    done = translate_document(file, "en", "kk", force=True).data.decode()
    target = done.partition("<target")[2].partition("</target>")[0]
    assert target.count(f"<mrk {mark}>Green Bridge</mrk>") == 1
    assert target.count("Green") == 1
    assert "1931" in target


# --- subtitles ---


@pytest.mark.slow
@pytest.mark.parametrize(
    "cue", ["When the rain stopped,\nI opened the museum.", "She came from the city of\nAlmaty."]
)
def test_a_sentence_wrapped_before_a_capital_is_translated_whole(cue: str, tmp_path: Path) -> None:
    files = {}
    for name, text in {"wrapped": cue, "plain": cue.replace("\n", " ")}.items():
        file = tmp_path / f"{name}.srt"
        file.write_text(f"1\n00:00:01,000 --> 00:00:03,000\n{text}\n")
        files[name] = translate_document(file, "en", "kk").data.decode().splitlines()[2:]
    assert len(files["wrapped"]) == 2
    assert " ".join(files["wrapped"]) == files["plain"][0]
