"""Documents translated by the command: whole sentences, formatting in its place, memories."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from baikonur_align.building.translating import translate_document
from baikonur_align.cli import main
from baikonur_align.ingest import Unreadable, WrongLanguage
from baikonur_align.translation import NoModel
from support import office
from support.office import paragraph, run

TMX = """<tmx version="1.4"><header srclang="en" segtype="sentence" adminlang="en" datatype="xml"
 o-tmf="x" creationtool="x" creationtoolversion="1"/><body><tu><tuv xml:lang="en"><seg>Read the
 <bpt i="1">&lt;u&gt;</bpt>2025<ept i="1">&lt;/u&gt;</ept> report.</seg></tuv>
<tuv xml:lang="kk"><seg><bpt i="1">&lt;u&gt;</bpt>2025<ept i="1">&lt;/u&gt;</ept> жылғы баяндаманы
 оқы.</seg></tuv></tu></body></tmx>"""
REPORT = office.word(
    paragraph(run("The museum was opened in "), run("1931", "<w:b/>"), run(".")),
    paragraph(run("Read the "), run("2025", "<w:i/>"), run(" report.")),
    paragraph(run("Total"), "<w:r><w:tab/></w:r>", run("4500")),
)


def paragraphs(data: bytes) -> list[list[tuple[str, bool | None, bool | None]]]:
    found = docx.Document(io.BytesIO(data)).paragraphs
    return [[(run.text, run.bold, run.italic) for run in paragraph.runs] for paragraph in found]


@pytest.mark.slow
def test_a_sentence_is_translated_whole_with_bold_on_its_number(tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(REPORT)
    done = translate_document(file, "en", "kk")
    first, second, third = paragraphs(done.data)
    assert ("1931", True, None) in first
    assert ("2025", None, True) in second
    assert [text for text, *_ in third][1:] == ["\t", "4500"]
    assert all(
        paragraph.text.isascii() is False
        for paragraph in docx.Document(io.BytesIO(done.data)).paragraphs
    )


def test_empty_lines_within_a_paragraph_stay(tmp_path: Path) -> None:
    lines = ("1. The road is long.", "", "2. The museum is new.", "", "", "3. The bank is closed.")
    file = tmp_path / "a.docx"
    file.write_bytes(office.word(paragraph("<w:r><w:br/></w:r>".join(map(run, lines)))))
    done = translate_document(file, "en", "kk", force=True)
    (written,) = docx.Document(io.BytesIO(done.data)).paragraphs
    assert [bool(line.strip()) for line in written.text.split("\n")] == [
        bool(line) for line in lines
    ]


def test_a_memory_fills_the_sentence_with_the_documents_own_codes(tmp_path: Path) -> None:
    file, memory = tmp_path / "report.docx", tmp_path / "memory.tmx"
    file.write_bytes(REPORT)
    memory.write_text(TMX, encoding="utf-8")
    done = translate_document(file, "en", "kk", memories=[memory])
    assert paragraphs(done.data)[1] == [
        ("2025", None, True),
        (" жылғы баяндаманы оқы.", None, None),
    ]
    assert done.drafts["memory.tmx"] == 1


def test_the_command_writes_the_document_and_says_what_it_did(tmp_path: Path) -> None:
    file, output = tmp_path / "report.docx", tmp_path / "report.kk.docx"
    file.write_bytes(REPORT)
    result = CliRunner().invoke(
        main, ["translate", str(file), "--from", "en", "--to", "kk", "-o", str(output)]
    )
    assert result.exit_code == 0, result.output
    assert "3 sentences translated by machine" in result.output
    assert paragraphs(output.read_bytes())[0]


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        (["report.docx", "--to", "kk"], "-o FILE"),
        (["report.docx", "--to", "kk", "-o", "./report.docx"], "the document itself"),
        (["report.docx", "--to", "kk", "-o", "report.odt"], "is written as .docx"),
        (["report.docx", "--lines", "--to", "kk"], "--from"),
        (["gone.docx", "--to", "kk", "-o", "out.docx"], "file not found"),
        (["report.docx", "--from", "ru", "--to", "kk", "-o", "out.docx"], "--force"),
        (["report.docx", "--from", "en", "--to", "xx", "-o", "out.docx"], "no model"),
    ],
)
def test_bad_wishes_get_advice(
    options: list[str], advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    long = paragraph(run("This is a long English sentence that nobody takes for Russian. " * 3))
    Path("report.docx").write_bytes(office.word(long))
    result = CliRunner().invoke(main, ["translate", *options])
    assert result.exit_code != 0
    assert advice in result.output
    assert not Path("out.docx").exists()


def test_lines_are_written_to_a_file_too(tmp_path: Path) -> None:
    file, output = tmp_path / "a.txt", tmp_path / "b.txt"
    file.write_text("One\nTwo\n")
    wanted = ["translate", str(file), "--lines", "--from", "en", "--to", "kk", "-o", str(output)]
    result = CliRunner().invoke(main, wanted)
    assert (result.exit_code, result.output) == (0, "")
    assert len(output.read_text(encoding="utf-8").splitlines()) == 2


def test_errors_are_of_the_kinds_that_the_docstring_names(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    with pytest.raises(Unreadable):
        translate_document(file, "en", "kk")
    file.write_bytes(office.word("<w:p/>"))
    with pytest.raises(Unreadable, match="no text"):
        translate_document(file, "en", "kk")
    file.write_bytes(
        office.word(paragraph(run("Бұл қазақ тіліндегі ұзақ сөйлем болып табылады. " * 4)))
    )
    with pytest.raises(WrongLanguage):
        translate_document(file, "en", "kk")
    with pytest.raises(NoModel):
        translate_document(file, "kk", "xx")


def test_paragraphs_in_another_language_stay_and_are_told(tmp_path: Path) -> None:
    kazakh = "Бұл абзац қазақ тілінде жазылған, сондықтан оны аударудың қажеті жоқ. " * 3
    english = "The museum was opened in 1931. The road to the city is long and wide. " * 5
    file = tmp_path / "a.docx"
    file.write_bytes(office.word(paragraph(run(english)), paragraph(run(kazakh.strip()))))
    done = translate_document(file, "en", "kk")
    assert paragraphs(done.data)[1][0][0] == kazakh.strip()
    assert "1 blocks in another language (kk) than en" in done.notes[0]


def test_of_a_document_in_three_languages_one_is_translated_and_the_others_told(
    tmp_path: Path,
) -> None:
    texts = [
        "The museum was opened in 1931 and it is very large, and the road to it is long.",
        "Қазақстан Республикасының Үкіметі жаңа бағдарламаны қабылдады.",
        "Правительство Российской Федерации приняло новую программу развития.",
        "Мұражай 1931 жылы ашылды, ол өте үлкен әрі әдемі.",
        "1931",
    ]
    file = tmp_path / "a.docx"
    file.write_bytes(office.word(*(paragraph(run(text)) for text in texts)))
    into_kazakh = translate_document(file, None, "kk")
    assert into_kazakh.source_lang == "en"
    written = [row[0][0] for row in paragraphs(into_kazakh.data)]
    assert written[1:] == texts[1:]
    assert written[0] != texts[0]
    assert "3 blocks in another language (kk, ru) than en" in into_kazakh.notes[0]
    into_english = translate_document(file, None, "en")
    assert into_english.source_lang == "kk"
    written = [row[0][0] for row in paragraphs(into_english.data)]
    assert [old == new for old, new in zip(texts, written, strict=True)] == [
        True,
        False,
        True,
        False,
        True,
    ]
