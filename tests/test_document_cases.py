"""The cases of ../shared/cases/documents: each document translated, with the property it demands.

The words of the translations are free; what is not text must be as it was.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from baikonur_align import documents, translation
from baikonur_align.building.translating import translate_document
from support import office

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases" / "documents"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CASES.exists(), reason="the cases of documents are not at hand"),
]
CYRILLIC = re.compile("[а-яёәіңғүұқөһ]", re.IGNORECASE)
LATIN_WORD = re.compile(r"\b[a-z]{3,}\b")
WORD_TEXT = re.compile(r"(<w:t(?:\s[^>]*)?>)[^<]*")


@cache
def case(number: str) -> tuple[str, bytes, bytes]:
    """The name of a case's document, its bytes, and those of its translation into Kazakh."""
    (folder,) = CASES.glob(f"{number}-*")
    (path,) = folder.glob("input.*")
    memories = tuple(folder.glob("*.tmx"))
    done = translate_document(path, "en", "kk", memories=memories)
    return path.name, path.read_bytes(), done.data


def text_case(number: str) -> tuple[str, str]:
    """The text of a case's document and of its translation."""
    _, before, after = case(number)
    return before.decode(), after.decode()


def parts(number: str) -> tuple[dict[str, str], dict[str, str]]:
    """The members of a case's package, before and after."""
    _, before, after = case(number)
    return tuple(  # type: ignore[return-value]
        {name: data.decode(errors="surrogateescape") for name, data in office.members(one).items()}
        for one in (before, after)
    )


def changed(number: str) -> set[str]:
    """The members of a case's package that the translation changed; none is lost or added."""
    before, after = parts(number)
    assert list(before) == list(after)
    return {name for name in before if before[name] != after[name]}


def paragraphs(number: str) -> list[Paragraph]:
    return docx.Document(io.BytesIO(case(number)[2])).paragraphs


def is_kazakh(text: str) -> bool:
    return bool(CYRILLIC.search(text)) and not LATIN_WORD.search(text)


def machine(*texts: str) -> list[str]:
    """What the engine says for plain sentences."""
    return translation.engine("en", "kk").translate(list(texts))


def said(runs: Sequence[Run], look: str) -> str:
    return "".join(run.text for run in runs if getattr(run, look))


def texts(source: str) -> list[str]:
    """The texts between the tags of XML that are more than white space."""
    return re.findall(r"(?<=>)[^<>]*[^<>\s][^<>]*(?=<)", source)


def texts_and(tags: str, source: str) -> list[str]:
    """The texts of XML and the start tags whose names match `tags`, in their order."""
    return re.findall(rf"<(?:{tags})\b[^>]*>|(?<=>)[^<>]*[^<>\s][^<>]*(?=<)", source)


def test_02_bold_and_italic_stand_on_the_words_that_mean_the_same() -> None:
    first, second = paragraphs("02")
    assert [first.text, second.text] == machine(
        "The company received the ISO 9001 certificate in March.",
        "Read the 2025 report before the meeting.",
    )
    assert "9001" in said(first.runs, "bold") != first.text
    assert "2025" in said(second.runs, "bold")
    assert "2025" not in said(second.runs, "italic")
    assert said(second.runs, "italic").strip()
    assert len(said(second.runs, "bold") + said(second.runs, "italic")) < len(second.text)


def test_04_fields_keep_code_and_result_and_none_becomes_text() -> None:
    before, after = parts("04")
    for part, results in (("word/document.xml", ["1998", "64"]), ("word/footer1.xml", [])):
        fields = re.compile(
            r"<w:fldChar[^>]*>|<w:instrText.*?</w:instrText>|<w:fldSimple.*?</w:fldSimple>"
        )
        assert fields.findall(after[part]) == fields.findall(before[part])
        for result in results:
            assert after[part].count(f">{result}<") == 1
    (body,) = paragraphs("04")
    assert re.search(
        r"separate\"/></w:r><w:r>(?:(?!</w:r>).)*1998</w:t></w:r><w:r><w:fldChar"
        r" w:fldCharType=\"end\"",
        after["word/document.xml"],
    )
    assert body.text.count("1998") == 1
    assert is_kazakh(body.text)


def test_06_notes_are_translated_and_their_marks_follow_their_sentence() -> None:
    _, after = parts("06")
    marks = texts_and("w:(?:foot|end)noteReference", after["word/document.xml"])
    first, note, second, end = marks
    assert "1998" in first
    assert first.endswith(".")
    assert note == '<w:footnoteReference w:id="2"/>'
    assert "2003" in second
    assert second.endswith(".")
    assert end == '<w:endnoteReference w:id="2"/>'
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        assert is_kazakh(" ".join(texts(after[part])))


def test_08_headers_and_footers_of_all_sections_are_translated_and_stay_tied_to_them() -> None:
    before, after = parts("08")
    sections = re.compile(r"<w:sectPr>.*?</w:sectPr>")
    assert sections.findall(after["word/document.xml"]) == sections.findall(
        before["word/document.xml"]
    )
    heads = {"word/header1.xml", "word/header2.xml", "word/header3.xml", "word/footer1.xml"}
    assert heads <= changed("08") <= heads | {"word/document.xml", "word/styles.xml"}
    for part in heads:
        assert is_kazakh(" ".join(texts(after[part])))


def test_09_a_text_box_is_alike_in_both_copies_and_leaves_its_paragraph_alone() -> None:
    _, after = parts("09")
    body = after["word/document.xml"]
    one, two = re.findall(r"<w:txbxContent>(.*?)</w:txbxContent>", body)
    assert one == two
    assert re.search(r"<w:i/></w:rPr><w:t[^>]*>[^<]+", one)
    beside = re.sub(r"<mc:AlternateContent>.*</mc:AlternateContent>", "", body)
    assert machine("Read the 2025 report before the meeting.") == texts(beside)
    assert "1931" in one
    assert "1931" not in beside


def test_11_nested_tables_and_merged_cells_keep_their_structure() -> None:
    before, after = parts("11")
    old, new = before["word/document.xml"], after["word/document.xml"]
    assert WORD_TEXT.sub(r"\1", new) == WORD_TEXT.sub(r"\1", old)
    sources, written = texts(old), texts(new)
    assert [text for text in written if not CYRILLIC.search(text)] == ["1 234,50"]
    assert [set(re.findall(r"\d+", text)) for text in written] == [
        set(re.findall(r"\d+", text)) for text in sources
    ]


def test_15_breaks_and_tabs_stay_between_the_same_texts() -> None:
    _, after = parts("15")
    found = texts_and("w:br|w:tab", after["word/document.xml"])
    first, second, last = machine(
        "The museum was opened in 1931.",
        "The new bridge is 55 metres long.",
        "The road is 500\u00a0km long.",
    )
    total = found[3]
    assert is_kazakh(total)
    assert found == [
        first, "<w:br/>", second,
        total, "<w:tab/>", "4500", "<w:tab/>", found[7],
        '<w:br w:type="page"/>', last,
    ]  # fmt: skip


def test_16_soft_hyphens_change_nothing_and_hard_hyphens_and_spaces_stay() -> None:
    first, second, third, fourth = paragraphs("16")
    assert first.text == second.text
    assert re.search(
        r"2025</w:t><w:noBreakHyphen/><w:t[^>]*>07\b", parts("16")[1]["word/document.xml"]
    )
    assert "2025-07" in third.text  # as python-docx reads it
    assert "500\u00a0" in fourth.text


def test_20_a_paragraph_of_spans_is_translated_as_a_plain_one() -> None:
    _, after = parts("20")
    spans, plain, bold, link = re.findall(r"<text:p\b[^>]*>(.*?)</text:p>", after["content.xml"])
    assert re.sub("<[^>]*>", "", spans) == plain == machine("The museum was opened in 1931.")[0]
    (number,) = re.findall(r'<text:span text:style-name="T2">(.*?)</text:span>', bold)
    assert "2025" in number != re.sub("<[^>]*>", "", bold)
    address = '<text:a xlink:type="simple" xlink:href="https://example.org/x?a=1&amp;b=2">'
    assert link == f"{address}{machine('The city was founded in 1854.')[0]}</text:a>"


def test_24_a_run_of_a_slide_keeps_its_look_and_link() -> None:
    before, after = parts("24")
    old, new = before["ppt/slides/slide1.xml"], after["ppt/slides/slide1.xml"]
    look = (
        '<a:rPr sz="2800" b="1"><a:solidFill><a:srgbClr val="C00020"/></a:solidFill>'
        '<a:hlinkClick r:id="rId2"/></a:rPr>'
    )
    (number,) = re.findall(f"{re.escape(look)}<a:t>(.*?)</a:t>", new)
    assert "2025" in number
    assert new.count(look) == new.count('b="1"') == 1
    (shape,) = re.findall(r"<a:p>(?:(?!<a:p>).)*<a:br/>.*?</a:p>", new)
    above, mark, below = texts_and("a:br", shape)
    assert ("1931" in above, mark, "55" in below) == (True, "<a:br/>", True)
    field = re.compile(r"<a:fld .*?</a:fld>")
    changed_language = re.compile(r'lang="[^"]*"')
    assert changed_language.sub("", field.findall(new)[0]) == changed_language.sub(
        "", field.findall(old)[0]
    )
    assert changed("24") <= {"ppt/slides/slide1.xml"} | {
        name for name in after if re.search("slideMaster|slideLayout", name)
    }


def test_26_bold_in_a_cell_stays_on_its_number_in_both_cells() -> None:
    before, after = parts("26")
    assert changed("26") == {"xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"}
    cells = re.compile(r"<c [^>]*>(?:<v>\d+</v>)?")
    sheet = "xl/worksheets/sheet1.xml"
    assert cells.findall(after[sheet]) == cells.findall(before[sheet])
    strings = re.findall("<si>(.*?)</si>", after["xl/sharedStrings.xml"])
    assert len(strings) == before["xl/sharedStrings.xml"].count("<si>")
    runs = re.findall(r"<r>(?:<rPr>(.*?)</rPr>)?<t[^>]*>([^<]*)</t></r>", strings[0])
    assert ["2025" in text for look, text in runs if "<b/>" in look] == [True]
    assert (
        "".join(text for _, text in runs) == machine("Read the 2025 report before the meeting.")[0]
    )


class Tags(HTMLParser):
    """The tags of a page with their attributes, and the text of each attribute that is language."""

    WORDS = frozenset({"alt", "title", "placeholder"})

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.texts: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        described = ("name", "description") in attrs
        kept = []
        for name, value in attrs:
            if name in self.WORDS or (described and name == "content"):
                self.texts.append(value or "")
            else:
                kept.append((name, value))
        self.tags.append((tag, kept))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}", []))


def test_29_attributes_with_words_are_translated_and_no_others() -> None:
    before, after = map(Tags, text_case("29"))
    assert before.tags[0] == ("html", [("lang", "en")])
    assert after.tags == [("html", [("lang", "kk")]), *before.tags[1:]]
    assert len(after.texts) == len(before.texts) == 4
    assert all(map(is_kazakh, after.texts))


def test_33_hard_spaces_and_escaped_characters_stay_what_they_are() -> None:
    before, after = text_case("33")
    lines = {found[1]: found[2] for found in re.finditer('<p id="(.)">(.*)</p>', after)}
    assert "500&nbsp;" in lines["a"]
    assert lines["b"] == "&nbsp;"
    assert "1931" in lines["c"]
    assert "&" not in lines["c"].replace("&amp;", "")
    assert "<code>&lt;b&gt;x&amp;y&lt;/b&gt;</code>" in lines["d"]
    assert lines["e"] == "&copy; 2025"
    assert "&amp;amp;" not in after
    assert re.findall("<[^>]*>", after) == re.findall("<[^>]*>", before.replace('"en"', '"kk"'))


def test_34_contents_and_headings_of_a_book_are_alike_and_no_chapter_is_skipped() -> None:
    before, after = parts("34")
    kept = re.compile(r'(?:href|src|id|idref)="[^"]*"')
    for name in before:
        assert kept.findall(after[name]) == kept.findall(before[name])
    chapters = [after[f"OEBPS/{name}.xhtml"] for name in ("Chapter 1", "ch2")]
    headings = [re.findall("<h1[^>]*>(.*?)</h1>", chapter)[0] for chapter in chapters]
    assert headings == re.findall("<li><a[^>]*>(.*?)</a>", after["OEBPS/nav.xhtml"])
    assert headings == re.findall("<navLabel><text>(.*?)</text>", after["OEBPS/toc.ncx"])
    assert all(map(is_kazakh, headings))
    assert all(is_kazakh(re.findall("<p>(.*?)</p>", chapter)[0]) for chapter in chapters)
    assert "<dc:language>kk</dc:language>" in after["OEBPS/content.opf"]
    first = zipfile.ZipFile(io.BytesIO(case("34")[2])).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_36_numbers_times_and_positions_of_subtitles_stay() -> None:
    before, after = text_case("36")
    assert after.startswith("\ufeff1\r\n")
    assert after.count("\n") == after.count("\r\n")
    before, after = before.replace("\r", ""), after.replace("\r", "")
    fixed = re.compile(r"^\ufeff?\d+$|^.* --> .*$|^14:45$|^♪ ♪$|^$", re.MULTILINE)
    assert fixed.findall(after) == fixed.findall(before)
    first, second, third, _, fifth, _ = re.split(r"\n\n", after.strip())
    assert len(first.splitlines()) == 4
    assert all(map(is_kazakh, [" ".join(first.splitlines()[2:])]))
    (italic,) = re.findall("<i>(.*?)</i>", second)
    assert "2025" in italic
    assert third.splitlines()[2].startswith("{\\an8}")
    assert re.fullmatch('<font color="#ffff00">.*500.*</font>', fifth.splitlines()[2])


def test_38_all_but_the_words_of_the_cues_stays() -> None:
    before, after = text_case("38")
    tags = re.compile("<[^>]*>")
    assert tags.findall(after) == tags.findall(before)
    old, new = before.splitlines(), after.splitlines()
    differing = [number for number, line in enumerate(old) if new[number] != line]
    assert len(new) == len(old)
    assert [re.findall(r"\d+", tags.sub("", old[number])) for number in differing] == [
        ["1931"],
        ["500"],
    ]
    assert re.search(r"<c\.report>[^<]*1931[^<]*</c>", after)


def test_40_all_but_the_words_of_markdown_stays() -> None:
    before, after = text_case("40")
    old, new = before.split("\n"), after.split("\n")
    assert len(new) == len(old)
    assert new[0] == "---"
    assert [line for line in range(1, 6) if new[line] != old[line]] == [1]
    assert re.fullmatch(r"title: .*2025", new[1])
    shape = re.compile(
        r"^(?:#+ |> |\d\. |\s+- (?:\[ \] )?|---$)|(?<!\\)\||\{#budget\}$|  $|:?-{3,}:?"
    )
    assert [shape.findall(line) for line in new] == [shape.findall(line) for line in old]
    assert "`the report`" in after
    assert "\\|" in after
    assert not LATIN_WORD.search(re.sub("`.*?`|{#budget}", "", after.partition("\n---\n")[2]))


def test_41_every_code_is_in_the_target_once_with_a_state_that_is_not_final() -> None:
    before, after = text_case("41")
    sources = re.findall("<source>(.*?)</source>", after)
    targets = re.findall(r'<target state="needs-review-translation">(.*?)</target>', after)
    assert re.findall("<source>(.*?)</source>", before) == sources
    assert len(targets) == len(sources)
    codes = re.compile(r"<[^>]*>(?:&lt;[^<]*)?")
    for source, target in zip(sources, targets, strict=True):
        assert sorted(codes.findall(target)) == sorted(codes.findall(source))
    first, second, third, fourth = targets
    assert re.search('<g id="1" ctype="x-bold">2025[^<]*</g>', first)
    assert re.search(r'<bpt id="1">&lt;b&gt;</bpt>1931[^<]*<ept id="1">', second)
    assert third.startswith('<ph id="0">&lt;p&gt;</ph>')
    assert third.endswith('<ph id="3">&lt;/p&gt;</ph>')
    assert re.fullmatch('<g id="1"><g id="2">[^<]*<x id="3"/>[^<]*</g></g>', fourth)
    documents.parse(case("41")[2], "a.xlf")


def test_43_apart_from_targets_nothing_of_the_file_changes() -> None:
    before, after = text_case("43")
    without = re.sub(r'<target state="needs-review-translation">[^<]*</target>\s*?', "", after)
    assert without.replace(' target-language="kk"', "") == before
    assert after.count("<target state=") == 2


def test_46_a_unit_of_a_memory_fills_a_sentence_without_its_own_tags() -> None:
    _, after = parts("46")
    first, second = re.findall("<w:p>.*?</w:p>", after["word/document.xml"])
    assert "".join(texts(first)) == "Жиналысқа дейін 2025 есебін ЖАДТАН оқыңыз."
    assert "{" not in first
    (link,) = re.findall(r'<w:hyperlink r:id="rIdH" w:history="1">(.*?)</w:hyperlink>', first)
    assert texts(link) == ["2025"]
    assert texts(second) == machine("The museum was opened in 1931.")
