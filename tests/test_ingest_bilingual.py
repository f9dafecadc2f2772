"""TMX files and tables of two columns keep their alignment; other files are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from baikonur_align.ingest import Unreadable
from baikonur_align.model import Pair
from baikonur_align.tei import validate
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample

TMX = """<?xml version="1.0" encoding="{0}"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4">
<header creationtool="x" segtype="sentence" o-tmf="x" adminlang="en"
 srclang="kk" datatype="plaintext"/><body>
<tu><note>n</note>
<tuv xml:lang="kk-KZ"><seg>Бір <bpt i="1">&lt;b&gt;</bpt><hi>сөйлем</hi><ept i="1"/>.</seg></tuv>
<tuv xml:lang="EN-us"><seg>One   sentence.</seg></tuv></tu>
<tu><tuv lang="kk"><seg>Жалғыз.</seg></tuv><tuv xml:lang="en"><seg> </seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Alone.</seg></tuv></tu>
<tu><tuv xml:lang="kk"><seg>Екі.</seg></tuv><tuv xml:lang="en"><seg>Two.</seg></tuv>{1}</tu>
</body></tmx>"""
RUSSIAN = '<tuv xml:lang="ru"><seg>Два.</seg></tuv>'

Rows = list[tuple[str, str]]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    workbench = Workbench(tmp_path / "corpus")
    yield workbench
    workbench.close()


def rows(pair: Pair) -> Rows:
    return [
        (
            " ".join(segment.text for segment in bead.source),
            " ".join(segment.text for segment in bead.target),
        )
        for bead in pair.beads
    ]


def add(bench: Workbench, path: Path, source: str | None = None, target: str | None = None) -> Pair:
    return bench.review.pair(bench.builder.add([path], source, target, comparable=False).pair_id)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_units_of_a_tmx_file_become_beads_that_nobody_has_judged(
    bench: Workbench, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "memory.tmx"
    path.write_bytes(TMX.format(encoding, "").encode(encoding))
    pair = add(bench, path)
    assert rows(pair) == [
        ("Бір сөйлем.", "One sentence."),
        ("", "Alone."),
        ("Жалғыз.", ""),
        ("Екі.", "Two."),
    ]
    assert (pair.id, pair.kind, pair.source.lang, pair.tools) == (
        "memory.kk-en",
        "translation",
        "kk",
        (),
    )
    assert {(bead.origin, bead.status, bead.confidence) for bead in pair.beads} == {
        ("import", "auto", None)
    }
    assert validate(bench.corpus.path(pair.id)) == []
    assert bench.builder.add([path], None, None, comparable=False).outcome == "unchanged"
    first = pair.beads[0]
    bench.revise(pair.id, "confirm", [bead_id(first)], {}, "reviewer-1")
    bench.review.undo(pair.id, "reviewer-1")
    assert bench.review.pair(pair.id).beads == pair.beads


def test_of_three_languages_two_are_named(bench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    path.write_text(TMX.format("utf-8", RUSSIAN), encoding="utf-8")
    with pytest.raises(Unreadable, match="is in kk, en, ru; name the two languages"):
        add(bench, path)
    assert rows(add(bench, path, "ru", "en"))[-1] == ("Два.", "Two.")
    assert add(bench, path, "en", "kk").id == "memory.en-kk"
    with pytest.raises(Unreadable, match=r"has no text in .de.; it has kk, en, ru"):
        add(bench, path, "de", "fr")


@pytest.mark.parametrize("format_", ["tmx", "tsv"])
def test_what_we_export_comes_in_again(bench: Workbench, tmp_path: Path, format_: str) -> None:
    pair = sample.translation()
    bench.corpus.write(pair)
    path = tmp_path / f"again.{format_}"
    path.write_bytes(b"".join(bench.export([pair.id], format_)))
    wanted = [row for row in rows(pair) if format_ == "tsv" or all(row)]
    assert rows(add(bench, path)) == wanted


def test_a_table_of_two_columns_is_in_the_languages_that_are_named(
    bench: Workbench, tmp_path: Path
) -> None:
    path = tmp_path / "table.tsv"
    path.write_text("Бір.\tOne.\r\n\r\nЕкі.\t\nҮш.\tC:\\new\n", encoding="utf-8")
    assert rows(add(bench, path, "kk", "en")) == [
        ("Бір.", "One."),
        ("Екі.", ""),
        ("Үш.", "C:\\new"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.tsv", "One sentence.\tOne sentence.", "seems to be in en on both sides"),
        ("a.xlf", "<xliff/>", "has no text in it"),
        ("a.xml", "<TEI", "not a valid XML file"),
        ("a.xml", "<TEI/>", "has no text"),
        (
            "a.tsv",
            "source_lang\ttarget_lang\tsource\ttarget\nkk\ten\tx",
            "line 2 has 3 columns, but the first line has 4",
        ),
        ("a.tsv", "", "is empty"),
        ("a.tmx", "<tmx", "not a valid TMX file"),
        ("a.tmx", "<html/>", "not a TMX file"),
        ("a.tmx", "<tmx><body/></tmx>", "name the two"),
    ],
)
def test_what_is_no_such_file_is_told_in_one_line(
    bench: Workbench, tmp_path: Path, name: str, text: str, says: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=says) as caught:
        add(bench, tmp_path / name)
    assert str(caught.value).startswith(name)
    assert bench.corpus.ids() == []


XLIFF_1 = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file source-language="kk-KZ" target-language="en-GB" original="a" datatype="plaintext"><body>
<trans-unit id="1"><source>Бір <g id="1">сөйлем</g><x id="2"/>.</source>
<target>One sentence.</target></trans-unit>
<group><trans-unit id="2"><source>Екі. Үш.</source>
<seg-source><mrk mtype="seg" mid="a">Екі.</mrk> <mrk mtype="seg" mid="b">Үш.</mrk></seg-source>
<target><mrk mtype="seg" mid="b">Three.</mrk></target></trans-unit></group>
<trans-unit id="3"><source>Төрт.</source></trans-unit></body></file></xliff>"""
XLIFF_2 = """<xliff version="2.1" srcLang="kk" trgLang="en"
 xmlns="urn:oasis:names:tc:xliff:document:2.0">
<file id="f"><group id="g"><unit id="1"><segment>
<source>Бір <pc id="1">сөйлем</pc><ph id="2"/>.</source>
<target>One sentence.</target></segment><segment><source>Екі.</source></segment>
<segment><source>Үш.</source><target>Three.</target></segment></unit></group>
<unit id="2"><segment><source>Төрт.</source></segment></unit></file></xliff>"""
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/>
<text><group><text xml:lang="kk"><body><p><s xml:id="k1">Бір <hi>сөйлем</hi><note>n</note>.</s>
<s xml:id="k2"{0}>Екі.</s><s xml:id="k3">Үш.</s></p><p><s xml:id="k4">Төрт.</s></p></body></text>
<text xml:lang="en"><body><p><s xml:id="e1">One sentence.</s> <s xml:id="e2">Three.</s></p>
</body></text></group></text>
{1}</TEI>"""
LINKS = """<standOff><linkGrp type="alignment">
<link target="#k1 #e1"/><link target="#k3 #e2"/></linkGrp></standOff>"""
THREE = [("Бір сөйлем.", "One sentence."), ("Екі.", ""), ("Үш.", "Three."), ("Төрт.", "")]


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("a.xlf", XLIFF_1, THREE),
        ("a.xliff", XLIFF_2, THREE),
        ("a.xml", TEI.format("", LINKS), THREE),
        (
            "a.tei",
            TEI.format(' corresp="#e1 #e2"', ""),
            [("Бір сөйлем.", ""), ("Екі.", "One sentence. Three."), ("Үш.", ""), ("Төрт.", "")],
        ),
        (
            "a.xml",
            TEI.format(' corresp="#e2"', LINKS),
            [THREE[0], ("Екі. Үш.", "Three."), THREE[3]],
        ),
    ],
)
def test_the_files_of_other_programs_keep_what_belongs_together(
    bench: Workbench, tmp_path: Path, name: str, text: str, wanted: Rows
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    pair = add(bench, path)
    assert rows(pair) == wanted
    assert validate(bench.corpus.path(pair.id)) == []


def test_a_corpus_of_our_own_comes_in_with_its_crossing_beads(
    bench: Workbench, tmp_path: Path
) -> None:
    pair = sample.translation()
    bench.corpus.write(pair)
    path = tmp_path / "again.xml"
    path.write_bytes(bench.corpus.path(pair.id).read_bytes())
    assert rows(add(bench, path)) == rows(pair)


def test_the_languages_of_a_table_are_known_by_its_sentences(
    bench: Workbench, tmp_path: Path
) -> None:
    path = tmp_path / "table.tsv"
    both = zip(sample.KAZAKH, sample.ENGLISH, strict=False)
    path.write_text("".join(f"{kk}\t{en}\n" for kk, en in both), encoding="utf-8")
    assert add(bench, path).id == "table.kk-en"


def test_a_line_without_its_tab_is_named(bench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("Бір.\tOne.\nЕкі.\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="line 2 has 1 columns, not two"):
        add(bench, tmp_path / "a.tsv", "kk", "en")
