"""A reviewed pair comes back as a document in the layout of its source."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.enum.text import WD_COLOR_INDEX

from baikonur_align.building.writing_back import write_pair
from baikonur_align.cli import main
from baikonur_align.corpus import NoOriginal
from baikonur_align.web import create_app
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import office
from support.app import client_of
from support.office import paragraph, run

REPORT = office.word(
    paragraph(run("The museum was opened in "), run("1931", "<w:b/>"), run(". It is large.")),
    paragraph(run("The road is long.")),
    paragraph(run("Annual report 2025")),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of one draft, and the name of its pair."""
    folder = tmp_path_factory.mktemp("made")
    file = folder / "report.docx"
    file.write_bytes(REPORT)
    bench = Workbench(folder / "corpus")
    bench.builder.add([file], "en", "kk", comparable=False)
    bench.close()
    return folder / "corpus"


@pytest.fixture
def bench(made: Path, tmp_path: Path) -> Iterator[Workbench]:
    shutil.copytree(made, tmp_path / "corpus")
    bench = Workbench(tmp_path / "corpus")
    yield bench
    bench.close()


def only(bench: Workbench) -> str:
    (pair_id,) = bench.corpus.ids()
    return pair_id


def edit(bench: Workbench, number: int, text: str) -> None:
    """Post-edit and confirm the bead of a source sentence, counted from 0."""
    pair = bench.review.pair(only(bench))
    bead = pair.beads[number]
    wanted = {"segment": bead.target[0].id, "text": text, "confirm": True}
    bench.revise(pair.id, "reword", [bead_id(bead)], wanted, "reviewer-1")


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def test_a_sentence_of_several_subtitles_comes_back_in_all_of_them(tmp_path: Path) -> None:
    times = ["00:00:01,000 --> 00:00:02,000", "00:00:03,000 --> 00:00:04,000"]
    file = tmp_path / "film.srt"
    cues = ["The museum that was opened", "in the year <i>1931</i> is closed today."]
    file.write_text("".join(f"{n}\n{times[n]}\n{cues[n]}\n\n" for n in (0, 1)))
    with closing(Workbench(tmp_path / "corpus")) as bench:
        bench.builder.add([file], "en", "kk", comparable=False)
        edit(bench, 0, "Мұражай ертеде, 1931 жылы ашылған еді, бүгін жабық.")
        out = bench.builder.document(only(bench)).data.decode()
    first, second = (cue.split("\n", 2)[2] for cue in out.strip().split("\n\n"))
    assert f"{first} {second}".replace("<i>", "").replace("</i>", "") == (
        "Мұражай ертеде, 1931 жылы ашылған еді, бүгін жабық."
    )
    assert min(len(first.split()), len(second.split())) >= 2
    assert second.count("<i>") == 1


def test_texts_of_a_page_that_are_no_part_of_the_pair_are_translated_too(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    body = "<p>The museum was opened in 1931 and it is large.</p><p>The road is long.</p>"
    head = "<title>The museum</title><meta name='description' content='The road is long.'>"
    picture = "<img src='a.png' alt='A picture of a river'>"
    file.write_text(f"<html lang='en'><head>{head}</head><body>{body}{picture}</body></html>")
    with closing(Workbench(tmp_path / "corpus")) as bench:
        bench.builder.add([file], "en", "kk", comparable=False)
        edit(bench, 0, "Мұражай 1931 жылы ашылды.")
        out = bench.builder.document(only(bench), mark="highlight")
        source = bench.builder.document(only(bench), unreviewed="source").data.decode()
    page = out.data.decode()
    assert "<p>Мұражай 1931 жылы ашылды.</p>" in page
    for english in ("The museum<", "'The road is long.'", "'A picture of a river'"):
        assert english not in page
        assert english in source
    assert re.search("alt='⟦[^']+⟧'", page)
    assert out.beads == 2


def test_the_original_is_kept_once_by_its_hash(bench: Workbench) -> None:
    side = bench.review.pair(only(bench)).source
    kept = list((bench.corpus.root / "originals").iterdir())
    assert [path.name for path in kept] == [f"{side.sha256}.docx"]
    assert bench.corpus.original(side) == REPORT


def test_confirmed_text_lands_in_its_paragraph_with_its_formatting(bench: Workbench) -> None:
    edit(bench, 0, "Мұражай 1931 жылы ашылды.")
    edit(bench, 2, "Жол ұзақ.")
    done = bench.builder.document(only(bench))
    first, second, _ = texts(done.data)
    assert first.startswith("Мұражай 1931 жылы ашылды. ")
    assert second == "Жол ұзақ."
    bold = [run.text for run in docx.Document(io.BytesIO(done.data)).paragraphs[0].runs if run.bold]
    assert bold == ["1931"]
    assert (done.confirmed, done.beads) == (2, 4)
    assert done.summary() == "2 of 4 sentences reviewed (50 %)"


def test_what_nobody_confirmed_is_the_source_or_highlighted_if_asked(bench: Workbench) -> None:
    edit(bench, 2, "Жол ұзақ.")
    source = texts(bench.builder.document(only(bench), unreviewed="source").data)
    assert source == [
        "The museum was opened in 1931. It is large.",
        "Жол ұзақ.",
        "Annual report 2025",
    ]
    plain = texts(bench.builder.document(only(bench)).data)
    marked = bench.builder.document(only(bench), mark="highlight").data
    assert texts(marked) == plain
    first, second, third = (
        {run.font.highlight_color for run in paragraph.runs if run.text.strip()}
        for paragraph in docx.Document(io.BytesIO(marked)).paragraphs
    )
    assert first == third == {WD_COLOR_INDEX.YELLOW}
    assert second == {None}


@pytest.mark.parametrize("kept", [b"", b'<w:comment w:id="4" w:author="A"><w:p/></w:comment>'])
def test_what_nobody_confirmed_has_comments_if_asked(bench: Workbench, kept: bytes) -> None:
    edit(bench, 2, "Жол ұзақ.")
    original = with_comment(REPORT, kept) if kept else REPORT
    pair = bench.review.pair(only(bench))
    engines = bench.builder.maker.engines.between("en", "kk")
    plain = texts(write_pair(pair, original, engines).data)
    done = write_pair(pair, original, engines, mark="comment")
    found = docx.Document(io.BytesIO(done.data))
    said = [comment.text for comment in found.comments]
    assert said == ([""] if kept else []) + ["Тексерілмеген"] * 3
    assert texts(done.data) == plain
    source = office.members(done.data)["word/document.xml"].decode()
    ranges = [part.count("<w:commentRangeStart ") for part in source.split("<w:p>")[1:]]
    assert ranges == [2, 0, 1]
    assert {run.font.highlight_color for part in found.paragraphs for run in part.runs} == {None}
    assert "not reviewed has a comment" in done.summary()


def with_comment(data: bytes, comment: bytes) -> bytes:
    """The Word document with a part of comments."""
    members: dict[str, str | bytes] = {**office.members(data)}
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    members["word/comments.xml"] = b'<w:comments xmlns:w="%b">%b</w:comments>' % (space, comment)
    added = {
        "[Content_Types].xml": '<Override PartName="/word/comments.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/></Types>',
        "word/_rels/document.xml.rels": '<Relationship Id="c" Target="comments.xml" Type="http://'
        'schemas.openxmlformats.org/officeDocument/2006/relationships/comments"/></Relationships>',
    }
    for name, end in added.items():
        closing = end[end.rindex("</") :].encode()
        members[name] = office.members(data)[name].replace(closing, end.encode())
    return office.package(members)


def test_joined_and_omitted_sentences_stay_in_their_paragraphs(bench: Workbench) -> None:
    pair_id = only(bench)
    beads = bench.review.pair(pair_id).beads
    bench.revise(pair_id, "merge", [bead_id(bead) for bead in beads[1:3]], {}, "reviewer-1")
    found = texts(bench.builder.document(pair_id).data)
    assert len(found) == 3
    assert all(found)


def test_a_workbook_that_is_no_table_of_two_texts_is_a_document(tmp_path: Path) -> None:
    file = tmp_path / "plan.xlsx"
    strings = "".join(f"<si><t>The road number {number} is long.</t></si>" for number in range(3))
    cells = zip("ABC", range(3), strict=True)
    row = "".join(f'<c r="{column}1" t="s"><v>{number}</v></c>' for column, number in cells)
    file.write_bytes(office.xlsx(strings, f'<row r="1">{row}</row>'))
    bench = Workbench(tmp_path / "corpus")
    bench.builder.add([file], "en", "kk", comparable=False)
    done = bench.builder.document(only(bench), unreviewed="source", mark="highlight")
    bench.close()
    assert (
        "⟦The road number 1 is long.⟧".encode() in office.members(done.data)["xl/sharedStrings.xml"]
    )
    assert done.summary().endswith(
        ".xlsx holds no highlight and no comments on text: what is not reviewed stands in ⟦ ⟧"
    )


def test_a_missing_or_changed_original_is_told(bench: Workbench) -> None:
    (path,) = (bench.corpus.root / "originals").iterdir()
    path.write_bytes(b"changed")
    with pytest.raises(NoOriginal, match="copy the file"):
        bench.builder.document(only(bench))
    path.unlink()
    with pytest.raises(NoOriginal):
        bench.builder.document(only(bench))


def test_the_command_and_the_server_give_the_same_document(
    bench: Workbench, tmp_path: Path
) -> None:
    edit(bench, 2, "Жол ұзақ.")
    output = tmp_path / "out.docx"
    options = ["document", only(bench), "--corpus", str(bench.corpus.root), "-o", str(output)]
    result = CliRunner().invoke(main, options)
    assert result.exit_code == 0, result.output
    assert "1 of 4 sentences reviewed (25 %)" in result.output
    answer = client_of(create_app(bench, accounts=False)).get(f"/document/{only(bench)}")
    assert answer.status_code == 200
    assert answer.data == output.read_bytes()
    assert "filename=report.kk.docx" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Reviewed"] == "1/4"
    options = [*options, "--mark", "comment"]
    assert "has a comment" in CliRunner().invoke(main, options).output
    query = {"mark": "comment"}
    marked = client_of(create_app(bench, accounts=False)).get(
        f"/document/{only(bench)}", query_string=query
    )
    assert marked.data == output.read_bytes() != answer.data


def test_words_are_counted_by_band_and_warnings_listed(bench: Workbench, tmp_path: Path) -> None:
    edit(bench, 2, "Жол ұзақ.")
    options = ["--corpus", str(bench.corpus.root)]
    counted = CliRunner().invoke(main, ["count", "all", *options])
    header, row = (line.split("\t") for line in counted.output.splitlines())
    sizes = dict(zip(header, row, strict=True))
    assert sizes["sentences"] == "4"
    assert sizes["words"] == sizes["new"] == "16"
    assert (sizes["confirmed"], sizes["repeated"]) == ("4", "0")
    edit(bench, 0, "Мұражай 1932 жылы ашылды.")
    listed = CliRunner().invoke(main, ["check", "all", *options])
    assert "en.1\tnumber\t1931" in listed.output
    page = tmp_path / "warnings.html"
    CliRunner().invoke(main, ["check", "all", "--format", "html", "-o", str(page), *options])
    assert f"href='/pairs/{only(bench)}#en.1'" in page.read_text(encoding="utf-8")
