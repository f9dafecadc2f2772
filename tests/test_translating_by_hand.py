"""Targets that are written from nothing, with and without a machine draft beside them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from baikonur_align import tei
from baikonur_align.cli import main
from baikonur_align.edit import Refused, in_order, place
from baikonur_align.model import Bead, InlineCode, Pair
from baikonur_align.tei.rules import faults
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import office, sample
from support.office import paragraph, run

REPORT = office.word(
    paragraph(run("The museum was opened in "), run("1931", "<w:b/>"), run(".")),
    paragraph(run("The road is long.")),
)

XLIFF = """<?xml version="1.0"?><xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a" source-language="en" target-language="kk" datatype="plaintext"><body>
<trans-unit id="1"><source>The road is long. It is new.</source></trans-unit>
<trans-unit id="2"><source>Welcome</source>{}</trans-unit></body></file></xliff>"""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    bench = Workbench(tmp_path / "corpus")
    yield bench
    bench.close()


def add(bench: Workbench, name: str, data: bytes, target: str | None = "kk") -> Pair:
    file = bench.corpus.root / name
    file.write_bytes(data)
    made = bench.builder.add([file], "en", target, comparable=False, by_hand=True)
    file.unlink()
    return bench.review.pair(made.pair_id)


def write(bench: Workbench, pair: Pair, row: int, text: str, **args: object) -> Bead:
    """Translate the row, counted from 0, of the pair as it is now; return the bead it made."""
    bead = bench.review.pair(pair.id).beads[row]
    _, edit = bench.revise(
        pair.id, "translate", [bead_id(bead)], {"text": text, **args}, "reviewer-1"
    )
    return next(each for each in edit.after if each.source == bead.source)


def test_a_document_without_machine_translation_is_translated_by_hand_and_comes_back(
    bench: Workbench,
) -> None:
    pair = add(bench, "report.docx", REPORT)
    assert [bead.target for bead in pair.beads] == [(), ()]
    written = write(bench, pair, 0, "Мұражай 1931 жылы ашылды.", confirm=True)
    assert (written.target[0].id, written.status) == ("kk.1", "confirmed")
    (bold,) = written.target[0].codes
    assert written.target[0].text[bold.start : bold.end] == "1931"
    done = bench.builder.document(pair.id)
    first, second = docx.Document(io.BytesIO(done.data)).paragraphs
    assert (first.text, second.text) == ("Мұражай 1931 жылы ашылды.", "The road is long.")
    assert [each.text for each in first.runs if each.bold] == ["1931"]
    bench.review.undo(pair.id, "reviewer-1")
    assert bench.review.pair(pair.id).beads == pair.beads
    bench.review.redo(pair.id, "reviewer-1")
    bench.review.publish(pair.id)
    assert tei.read(bench.corpus.path(pair.id)).beads == bench.review.pair(pair.id).beads


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_sentences_written_in_any_order_stand_in_the_order_of_the_text(
    order: tuple[int, ...], bench: Workbench
) -> None:
    given = sample.translation()
    rows = [
        replace(bead, target=()) if bead.source[0].id in ("kk.1", "kk.4", "kk.7") else bead
        for bead in given.beads
    ]
    bench.corpus.write(replace(given, beads=tuple(rows)))
    empty = [i for i, bead in enumerate(bench.review.pair(given.id).beads) if not bead.target]
    for number in order:
        write(bench, given, empty[number], f"Row {number}.")
    pair = bench.review.pair(given.id)
    assert pair.beads == in_order(pair.beads)
    targets = sorted((s for bead in pair.beads for s in bead.target), key=place)
    assert targets == [s for bead in pair.beads for s in bead.target]
    assert list(faults(pair)) == []


def test_a_new_sentence_is_cut_and_written_again_without_two_of_one_id(bench: Workbench) -> None:
    pair = sample.translation()
    bench.corpus.write(pair)
    bead = write(bench, pair, 4, "Many people live there. And work.")
    cut = {"segment": bead.target[0].id, "offset": 24}
    _, edit = bench.revise(pair.id, "cut", [bead_id(bead)], cut, "reviewer-1")
    names = [s.id for each in bench.review.pair(pair.id).beads for s in each.target]
    assert len(set(names)) == len(names)
    assert list(faults(bench.review.pair(pair.id))) == []
    (made,) = edit.after
    with pytest.raises(Refused, match="has a translation"):
        bench.revise(pair.id, "translate", [bead_id(made)], {"text": "x"}, "reviewer-1")


@pytest.mark.parametrize(
    ("target", "kind", "sentences"),
    [("", "draft", [1, 1, 1]), ("<target>Қош келдіңіз</target>", "translation", [1, 1])],
)
def test_units_of_an_xliff_file_without_a_target_can_be_translated(
    target: str, kind: str, sentences: list[int], bench: Workbench
) -> None:
    pair = add(bench, "a.xlf", XLIFF.format(target).encode(), None)
    assert (pair.kind, pair.target.lang) == (kind, "kk")
    assert [len(bead.source) for bead in pair.beads] == sentences
    said = ["Жол ұзақ.", "Ол жаңа."] if kind == "draft" else ["Жол ұзақ. Ол жаңа."]
    for row, text in enumerate(said):
        write(bench, pair, row, text, confirm=True)
    data = bench.builder.document(pair.id).data.decode()
    assert "<target" in data
    assert "Жол ұзақ. Ол жаңа." in data


def test_a_text_in_a_language_without_a_package_is_added_and_that_is_told(tmp_path: Path) -> None:
    file = tmp_path / "kurz.txt"
    file.write_text("Die Straße ist lang. Sie ist neu.", "utf-8")
    command = ["add", str(file), "--from", "de", "--to", "kk", "--corpus", str(tmp_path / "c")]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert "no package translates de to kk: translate by hand" in done.output


def test_a_draft_is_inserted_where_a_row_has_none(bench: Workbench) -> None:
    pair = add(bench, "report.docx", REPORT)
    bead = pair.beads[1]
    bench.revise(pair.id, "draft", [bead_id(bead)], {}, "reviewer-1")
    drafted = bench.review.pair(pair.id).beads[1]
    assert drafted.origin == "mt"
    assert drafted.target[0].text == drafted.source[0].draft != ""
    with pytest.raises(Refused, match="have a translation"):
        bench.revise(pair.id, "draft", [bead_id(drafted)], {}, "reviewer-1")


def test_a_code_is_set_on_other_words_and_a_missing_one_put_in_place(bench: Workbench) -> None:
    pair = add(bench, "report.docx", REPORT)
    bead = write(bench, pair, 0, "Мұражай 1931 жылы ашылды.")
    (code,) = bead.target[0].codes
    there = {"segment": bead.target[0].id, "code": code.id, "start": 0, "end": 7}
    bench.revise(pair.id, "code", [bead_id(bead)], there, "reviewer-1")
    moved = bench.review.pair(pair.id).beads[0]
    assert moved.target[0].codes == (replace(code, start=0, end=7),)
    bench.revise(pair.id, "place", [bead_id(moved)], {}, "reviewer-1")
    assert bench.review.pair(pair.id).beads[0].target[0].codes == (code,)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ({"code": "9.9", "start": 0, "end": 2}, "no such formatting"),
        ({"start": 0, "end": 99}, "outside"),
        ({"start": 3, "end": 3}, "goes around words"),
        ({"start": "a", "end": 3}, "numbers of characters"),
        ({"segment": "en.1", "start": 0, "end": 3}, "select words there"),
    ],
)
def test_a_code_that_cannot_stand_there_is_refused(
    args: dict[str, object], says: str, bench: Workbench
) -> None:
    pair = add(bench, "report.docx", REPORT)
    bead = write(bench, pair, 0, "Мұражай 1931 жылы ашылды.")
    code: InlineCode = bead.source[0].codes[0]
    sent = {"segment": bead.target[0].id, "code": code.id, **args}
    with pytest.raises(Refused, match=says):
        bench.revise(pair.id, "code", [bead_id(bead)], sent, "reviewer-1")
