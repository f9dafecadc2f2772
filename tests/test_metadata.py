"""Metadata of texts: from documents, a table and the browser, into the TEI header and exports."""

from __future__ import annotations

import html
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from flask.testing import FlaskClient

from baikonur_align import ingest, metadata, tei
from baikonur_align.export import FORMATS
from baikonur_align.ingest import bilingual
from baikonur_align.ingest.properties import in_table, read_table
from baikonur_align.model import Pair
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import office, papers, sample

pytestmark = pytest.mark.slow

AUTHOR = (("author", "Абай"), ("date", "1890"), ("genre", "poetry"))
TERMS = (
    ("availability", "free"),
    ("licence", "CC BY 4.0"),
    ("licence-url", "https://creativecommons.org/licenses/by/4.0/"),
    ("rights", "Ask the museum for the scans."),
)


def described_pair() -> Pair:
    pair = sample.translation()
    source = replace(pair.source, metadata=(("language", "kk-KZ"), *AUTHOR, ("school", "Семей")))
    return replace(pair, source=source, metadata=TERMS)


def word_document() -> bytes:
    document = docx.Document()
    document.add_paragraph("Это первый абзац отчёта о работе за год.")
    document.core_properties.author = "Иван Петров; Анна Ким"
    document.core_properties.category = "report"
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_document_properties_come_in() -> None:
    found = ingest.read_bytes(word_document(), "report.docx", "ru").metadata
    assert ("author", "Иван Петров, Анна Ким") in found
    assert ("genre", "report") in found
    page = (
        '<html><head><meta name="DC.creator" content="A. Author"><meta property='
        '"article:published_time" content="2024-05-06T07:08:09Z"><link rel="license" '
        'href="https://example.org/by"></head><body><p>A text of some words.</p></body></html>'
    )
    assert ingest.read_bytes(page.encode(), "page.html", "en").metadata == (
        ("author", "A. Author"),
        ("date", "2024-05-06"),
        ("licence-url", "https://example.org/by"),
    )


@pytest.mark.parametrize(
    ("title", "shown"),
    [("The Baikonur treaty", "The Baikonur treaty"), ("Microsoft Word - a.doc", "a")],
)
def test_a_pdf_has_its_properties_and_its_title_unless_that_is_a_file(
    title: str, shown: str
) -> None:
    facts = {"/Author": "A. Writer", "/CreationDate": "D:20071206102100Z", "/Title": title}
    found = ingest.read_bytes(papers.pdf(["Leased."], facts=facts), "a.pdf", "en")
    assert found.title == shown
    assert found.metadata == (("author", "A. Writer"), ("date", "2007-12-06"))


def test_a_book_names_its_translator() -> None:
    book = office.epub("<p>Some words of a chapter.</p>")
    said = (
        b'<dc:creator>A. Author</dc:creator><dc:contributor id="c">B. Other</dc:contributor>'
        b'<meta refines="#c" property="role">trl</meta><dc:publisher>House</dc:publisher>'
    )
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.endswith(".opf"):
                data = data.replace(b"</metadata>", said + b"</metadata>")
            new.writestr(item, data)
    found = dict(ingest.read_bytes(out.getvalue(), "book.epub", "en").metadata)
    assert found["translator"] == "B. Other"
    assert found["publisher"] == "House"


def test_a_table_describes_files_by_name_and_by_stem(tmp_path: Path) -> None:
    path = tmp_path / "metadata.tsv"
    path.write_text(
        "file\tauthor\tgenre\nreport\tA; B\tlaw\nreport.kk.txt\t\tdecree\n", encoding="utf-8"
    )
    table = read_table(path)
    assert in_table(table, "report.en.txt", "en") == (
        ("author", "A"),
        ("author", "B"),
        ("genre", "law"),
    )
    assert dict(in_table(table, "report.kk.txt", "kk"))["genre"] == "decree"


def test_a_folder_is_built_with_its_table_and_again_with_another(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    rows = "Source\tTarget\nБірінші сөйлем осы.\tThis is the first sentence.\n"
    (folder / "memory.tsv").write_text(rows.replace("Source\tTarget", "kk\ten"), encoding="utf-8")
    table = folder / "metadata.tsv"
    table.write_text("file\tgenre\nmemory.tsv\tlaw\n", encoding="utf-8")
    bench = Workbench(tmp_path / "corpus")
    for genre in ("law", "decree"):
        table.write_text(f"file\tgenre\nmemory.tsv\t{genre}\n", encoding="utf-8")
        (made,) = bench.builder.build(folder, ("kk", "en"), comparable=False)
        assert dict(bench.review.pair(made.pair_id).source.metadata)["genre"] == genre
    bench.close()


def test_the_tei_header_keeps_metadata_and_terms() -> None:
    pair = described_pair()
    data = tei.dumps(pair)
    assert tei.loads(data, "pair.xml") == pair
    assert b'<licence target="https://creativecommons.org/licenses/by/4.0/">' in data
    assert b"<author>" in data


def test_a_licence_that_a_person_wrote_stays_through_publishing(bench: Workbench) -> None:
    path = bench.corpus.path("small.kk-en")
    text = path.read_text(encoding="utf-8")
    start, end = text.index("<availability"), text.index("</availability>")
    path.write_text(
        text[:start] + '<availability status="free"><licence target="https://example.org/by">'
        "CC BY</licence>" + text[end:],
        encoding="utf-8",
    )
    first = bench.review.pair("small.kk-en").beads[0]
    bench.review.revise("small.kk-en", "confirm", [bead_id(first)], {}, "reviewer-1")
    bench.review.publish("small.kk-en")
    assert bench.corpus.read("small.kk-en").metadata == (
        ("availability", "free"),
        ("licence", "CC BY"),
        ("licence-url", "https://example.org/by"),
    )
    assert "CC BY</licence>" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["tmx", "xliff", "xliff2", "jsonl", "html", "vertical", "xlsx"])
def test_exports_that_can_hold_metadata_do(name: str) -> None:
    data = b"".join(FORMATS[name].stream([described_pair()]))
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            data = b"".join(archive.read(part) for part in archive.namelist())
    assert "Абай" in html.unescape(data.decode("utf-8", "replace"))


def test_the_sheet_of_metadata_is_no_text_when_a_workbook_returns() -> None:
    data = b"".join(FORMATS["xlsx"].stream([described_pair()]))
    back = bilingual.read_bytes(data, "back.xlsx", "kk", "en")
    assert not [r for r in back.source.remarks if r.kind == "left-out"]


def test_the_browser_describes_a_pair(client: FlaskClient) -> None:
    path = "/api/pairs/small.kk-en/metadata"
    sent = {"source": [*AUTHOR, ["rights", " "]], "target": [], "terms": [["licence", "CC0"]]}
    answer = client.post(path, json=sent)
    assert answer.status_code == 200, answer.text
    assert client.get(path).json == answer.json
    assert answer.json["source"] == [list(item) for item in AUTHOR]  # type: ignore[index]
    assert answer.json["terms"] == [["licence", "CC0"]]  # type: ignore[index]
    assert client.post(path, json=sent | {"source": [["<p>", "x"]]}).status_code == 422


def test_texts_are_chosen_by_metadata(client: FlaskClient, bench: Workbench) -> None:
    bench.review.describe("small.kk-en", (AUTHOR, ()), "reviewer-1")
    ids = bench.corpus.ids()
    assert bench.described(ids, ["genre=Poetry"]) == ["small.kk-en"]
    assert bench.described(ids, ["date=1880..1890", "author=абай"]) == ["small.kk-en"]
    assert bench.described(ids, ["date=1891..", "genre=poetry"]) == []
    with pytest.raises(metadata.BadMetadata):
        bench.described(ids, ["poetry"])
    assert len(client.get("/export/all.tsv?where=genre%3Dpoetry").text.splitlines()) > 1
    assert len(client.get("/export/all.tsv?where=genre%3Dprose").text.splitlines()) == 1
    bench.lookup.follow()
    found = client.get("/api/concordance?q=sentence&where=genre%3Dprose").json
    assert found["total"] == 0  # type: ignore[index]
    row = next(r for r in client.get("/api/pairs").json["pairs"] if r["id"] == "small.kk-en")  # type: ignore[index]
    assert ["genre", "poetry"] in row["metadata"]
