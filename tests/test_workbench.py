"""The use cases: from texts to pairs, and what a second build leaves alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from baikonur_align import tei
from baikonur_align.building.plan import BadPlan, plan
from baikonur_align.corpus import CorpusProblem, NoPair
from baikonur_align.edit import Conflict, Refused
from baikonur_align.journal import JournalMismatch
from baikonur_align.model import Document, Kind
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import ROOT
from support.sample import small_pair

pytestmark = pytest.mark.slow

KAZAKH = (
    "Байқоңыр ғарыш айлағы 1955 жылы салынды. Оның аумағы 6717 шаршы километр. "
    "Мұнда көп адам тұрады.\n"
)
ENGLISH = (
    "The Baikonur cosmodrome was built in 1955. Its area is 6717 square kilometres. "
    "Many people live here.\n"
)
PAIR = "small.kk-en"


def document(name: str, lang: str) -> Document:
    return Document(name, lang, "", "", ())


@pytest.mark.parametrize(
    ("names", "made"),
    [
        (["a.kk.txt", "a.en.txt"], [("a.kk-en", "translation")]),
        (["a.kk.txt"], [("a.kk-en", "draft")]),
        (["a.en.txt"], [("a.en-kk", "draft")]),
        (
            ["a.kk.txt", "b.en.txt"],
            [("a.kk-en", "draft"), ("b.en-kk", "draft"), ("a--b.kk-en", "comparable")],
        ),
        (["a b/c.kk.txt", "a b/c.en.txt"], [("c.kk-en", "translation")]),
        (["Байқоңыр тарихы.kk.txt"], [("baikonyr_tarikhy.kk-en", "draft")]),
        (["日本.kk.txt"], [("text.kk-en", "draft")]),
    ],
)
def test_a_folder_of_texts_becomes_these_pairs(
    names: list[str], made: list[tuple[str, Kind]]
) -> None:
    documents = [document(name, name.split(".")[1]) for name in names]
    jobs = plan(documents, ("kk", "en"), comparable=True)
    assert [(j.pair_id, j.kind) for j in jobs] == made


def test_a_text_of_a_third_language_and_two_of_one_name_are_told() -> None:
    with pytest.raises(BadPlan, match="--languages"):
        plan([document("a.txt", "ru")], ("kk", "en"), comparable=True)
    with pytest.raises(BadPlan, match="rename one"):
        plan(
            [document("日.kk.txt", "kk"), document("本.kk.txt", "kk")],
            ("kk", "en"),
            comparable=True,
        )


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "one.kk.txt").write_text(KAZAKH, encoding="utf-8")
    (folder / "two.en.txt").write_text(ENGLISH, encoding="utf-8")
    return folder


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    bench = Workbench(tmp_path / "corpus")
    yield bench
    bench.close()


def outcomes(bench: Workbench, folder: Path) -> dict[str, str]:
    return {
        made.pair_id: made.outcome
        for made in bench.builder.build(folder, ("kk", "en"), comparable=True)
    }


def files(bench: Workbench) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in bench.corpus.root.iterdir()
        if path.is_file()
        if ".sqlite" not in path.name
    }


def test_building_twice_changes_nothing(bench: Workbench, texts: Path) -> None:
    assert set(outcomes(bench, texts).values()) == {"made"}
    before = files(bench)
    assert set(outcomes(bench, texts).values()) == {"unchanged"}
    assert files(bench) == before
    assert all(not tei.validate(path) for path in bench.corpus.root.glob("*.xml"))


def test_building_again_leaves_reviewed_text_as_it_is(bench: Workbench, texts: Path) -> None:
    outcomes(bench, texts)
    first = bench.review.pair("one.kk-en").beads[0]
    words = {"segment": "en.1", "text": "A reviewer wrote this.", "confirm": True}
    bench.revise("one.kk-en", "reword", [bead_id(first)], words, "reviewer-1")
    reviewed = bench.review.pair("one.kk-en").beads
    (texts / "one.kk.txt").write_text(KAZAKH + "Жаңа сөйлем қосылды.\n", encoding="utf-8")
    (texts / "two.en.txt").write_text(ENGLISH + "A new sentence was added.\n", encoding="utf-8")
    assert outcomes(bench, texts) == {
        "one.kk-en": "kept",
        "two.en-kk": "rebuilt",
        "one--two.kk-en": "rebuilt",
    }
    assert bench.review.pair("one.kk-en").beads == reviewed
    bench.review.publish("one.kk-en")
    published = (bench.corpus.root / "one.kk-en.xml").read_bytes()
    assert outcomes(bench, texts)["one.kk-en"] == "kept"
    assert (bench.corpus.root / "one.kk-en.xml").read_bytes() == published
    assert b"A reviewer wrote this." in published


def test_a_lost_file_is_made_again_and_the_edits_still_hold(bench: Workbench, texts: Path) -> None:
    outcomes(bench, texts)
    first = bench.review.pair("one.kk-en").beads[0]
    bench.revise("one.kk-en", "confirm", [bead_id(first)], {}, "reviewer-1")
    reviewed = bench.review.pair("one.kk-en").beads
    bench.corpus.path("one.kk-en").unlink()
    assert outcomes(bench, texts)["one.kk-en"] == "made"
    assert bench.review.pair("one.kk-en").beads == reviewed
    bench.corpus.path("one.kk-en").unlink()
    (texts / "one.kk.txt").write_text("Мүлде басқа мәтін. Екінші сөйлем.\n", encoding="utf-8")
    assert outcomes(bench, texts)["one.kk-en"] == "refused"


def test_a_build_killed_at_any_moment_is_finished_by_the_next(tmp_path: Path, texts: Path) -> None:
    corpus = tmp_path / "killed"
    command = [sys.executable, "-m", "baikonur_align", "build", str(texts), "--corpus", str(corpus)]
    for moment in (0.2, 0.6, 0.9, 1.2):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.kill()
        process.wait()
        assert all(not tei.validate(path) for path in corpus.glob("*.xml"))
    subprocess.run(command, check=True, capture_output=True)
    assert {path.stem for path in corpus.glob("*.xml")} == {
        "one.kk-en",
        "two.en-kk",
        "one--two.kk-en",
    }


def test_a_publish_killed_at_any_moment_loses_nothing(workbench: Workbench) -> None:
    for bead in workbench.review.pair(PAIR).beads[:6]:
        workbench.revise(PAIR, "confirm", [bead_id(bead)], {}, "reviewer-1")
    reviewed = workbench.review.pair(PAIR).beads
    command = [
        sys.executable,
        "-m",
        "baikonur_align",
        "publish",
        "--corpus",
        str(workbench.corpus.root),
    ]
    for moment in (0.2, 0.3, 0.4, 0.5, 0.6):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.kill()
        process.wait()
        assert tei.validate(workbench.corpus.path(PAIR)) == []
        assert workbench.review.pair(PAIR).beads == reviewed
    subprocess.run(command, check=True, capture_output=True)
    assert workbench.corpus.read(PAIR).beads == reviewed


def test_one_text_is_drafted_and_two_are_aligned(bench: Workbench, texts: Path) -> None:
    (one, two) = texts / "one.kk.txt", texts / "two.en.txt"
    draft = bench.builder.add([one], None, "en", comparable=False)
    aligned = bench.builder.add([one, two], None, None, comparable=False)
    assert (draft.pair_id, draft.outcome) == ("one.kk-en", "made")
    assert (aligned.pair_id, aligned.outcome) == ("one--two.kk-en", "made")
    assert [len(made.reports) for made in (draft, aligned)] == [1, 2]
    pair = bench.review.pair("one--two.kk-en")
    assert pair.kind == "translation"
    assert [(len(bead.source), len(bead.target)) for bead in pair.beads] == [(1, 1)] * 3
    assert all(
        bead.confidence is not None and segment.draft
        for bead in pair.beads
        for segment in bead.source
    )
    with pytest.raises(BadPlan, match="--to"):
        bench.builder.add([one], None, None, comparable=False)
    with pytest.raises(BadPlan, match="already"):
        bench.builder.add([one], None, "kk", comparable=False)


def test_publishing_writes_the_edits_into_the_file_and_the_history_goes_on(
    workbench: Workbench,
) -> None:
    beads = workbench.review.pair(PAIR).beads
    workbench.revise(PAIR, "merge", [bead_id(bead) for bead in beads[:2]], {}, "reviewer-1")
    workbench.revise(PAIR, "confirm", [bead_id(beads[5])], {}, "reviewer-2")
    state = workbench.review.pair(PAIR)
    assert workbench.review.publish(PAIR) == 2
    published = workbench.corpus.read(PAIR)
    assert (published.beads, published.version) == (state.beads, 2)
    assert {change.who for change in published.changes} == {"reviewer-1", "reviewer-2"}
    assert "| 1 | 0 | 2 |" in (workbench.corpus.root / "README.md").read_text(encoding="utf-8")
    version, _ = workbench.review.undo(PAIR, "reviewer-1")
    assert version == 3
    assert len(workbench.review.pair(PAIR).beads) == 12
    assert workbench.review.publish(PAIR) == 3


def test_a_published_file_without_its_journal_goes_on_from_its_version(
    workbench: Workbench, tmp_path: Path
) -> None:
    first = workbench.review.pair(PAIR).beads[0]
    workbench.revise(PAIR, "confirm", [bead_id(first)], {}, "reviewer-1")
    workbench.review.publish(PAIR)
    copy = Workbench(tmp_path / "clone")
    copy.corpus.write(workbench.corpus.read(PAIR))
    with pytest.raises(JournalMismatch, match="another journal"):
        copy.revise(PAIR, "confirm", [bead_id(first)], {}, "reviewer-2")
    copy.review.adopt(PAIR)
    assert (
        copy.revise(PAIR, "confirm", [bead_id(copy.review.pair(PAIR).beads[1])], {}, "reviewer-2")[
            0
        ]
        == 2
    )
    assert copy.review.publish(PAIR) == 2
    copy.close()


def test_a_file_from_another_journal_is_told_before_edits_are_lost(
    workbench: Workbench, tmp_path: Path
) -> None:
    one, two = (bead_id(bead) for bead in workbench.review.pair(PAIR).beads[:2])
    workbench.revise(PAIR, "confirm", [one], {}, "reviewer-1")
    elsewhere = Workbench(tmp_path / "elsewhere")
    elsewhere.corpus.write(small_pair())
    elsewhere.revise(PAIR, "confirm", [two], {}, "reviewer-2")
    elsewhere.review.publish(PAIR)
    workbench.corpus.write(elsewhere.corpus.read(PAIR))
    with pytest.raises(CorpusProblem, match="another journal"):
        workbench.review.pair(PAIR)
    elsewhere.close()


def test_undo_takes_back_ones_own_and_says_when_it_cannot(workbench: Workbench) -> None:
    one, two = (bead_id(bead) for bead in workbench.review.pair(PAIR).beads[:2])
    workbench.revise(PAIR, "confirm", [one], {}, "reviewer-1")
    workbench.revise(PAIR, "confirm", [two], {}, "reviewer-2")
    workbench.review.undo(PAIR, "reviewer-1")
    assert [bead.status for bead in workbench.review.pair(PAIR).beads[:2]] == ["auto", "confirmed"]
    workbench.review.redo(PAIR, "reviewer-1")
    now = bead_id(workbench.review.pair(PAIR).beads[0])
    workbench.revise(PAIR, "flag", [now], {}, "reviewer-2")
    with pytest.raises(Conflict):
        workbench.review.undo(PAIR, "reviewer-1")
    with pytest.raises(Refused, match="of yours to"):
        workbench.review.redo(PAIR, "reviewer-1")


def test_a_pair_with_nothing_reviewed_says_so_and_then_gets_figures(workbench: Workbench) -> None:
    (score,) = workbench.scores(PAIR).pairs
    assert score.report is None
    assert "nothing reviewed" in str(score)
    bead = workbench.review.pair(PAIR).beads[0]
    workbench.revise(PAIR, "confirm", [bead_id(bead)], {}, "reviewer-1")
    (score,) = workbench.scores(PAIR).pairs
    assert score.report is not None
    assert {score.name for score in score.report.scores} == {
        "BLEU",
        "chrF",
        "chrF++",
        "TER",
        "HTER",
    }
    assert all("version:" in score.signature for score in score.report.scores)
    # "The number of sentence 1." became "The number of this sentence is 1.": two words more, of
    # seven.
    assert score.report["HTER"].value == pytest.approx(200 / 7)


@pytest.mark.parametrize("name", ["nobody", "../small.kk-en", "", "a/b", ".hidden"])
def test_a_pair_that_is_not_there_is_named(workbench: Workbench, name: str) -> None:
    with pytest.raises(NoPair, match="there is no pair"):
        workbench.review.pair(name)


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CorpusProblem, match="another folder"):
        Workbench(tmp_path / "file" / "corpus")


def test_the_projects_own_corpus_is_valid_and_of_its_seeds() -> None:
    pairs = [tei.read(path) for path in sorted((ROOT / "corpus").glob("*.xml"))]
    assert sorted(pair.kind for pair in pairs) == ["comparable"] * 4 + ["draft"] * 5
    assert all(not tei.validate(path) for path in (ROOT / "corpus").glob("*.xml"))


def test_a_text_that_somebody_has_split_stays_as_it_is_split(
    bench: Workbench, tmp_path: Path
) -> None:
    given = ["Жоқ сөйлем; Нүктесіз", "Екі. Бірге.", "Басқа абзац"]
    file = tmp_path / "own.kk.lines"
    file.write_text(f"{given[0]}\n{given[1]}\n\n{given[2]}\n", encoding="utf-8")
    bench.builder.add([file], None, "en", comparable=False)
    pair = tei.read(bench.corpus.path("own.kk-en"))
    segments = [segment for bead in pair.beads for segment in bead.source]
    assert [segment.text for segment in segments] == given
    assert [segment.block for segment in segments] == [0, 0, 1]
    assert [(tool.name, tool.version) for tool in pair.tools if tool.role == "splitter"] == [
        ("given", "")
    ]


def test_temporary_files_of_killed_processes_are_swept(workbench: Workbench) -> None:
    root = workbench.corpus.root
    (root / "originals").mkdir()
    left, fresh = root / ".a.xml.1.tmp", root / "originals" / ".b.2.tmp"
    for file in (left, fresh):
        file.write_bytes(b"<")
    os.utime(left, (0, 0))
    assert workbench.corpus.unfinished() == [left, fresh]
    workbench.corpus.sweep()
    assert workbench.corpus.unfinished() == [fresh]  # another process may be writing it


def test_who_reads_meanwhile_does_not_bring_an_older_state_back(workbench: Workbench) -> None:
    pair_id, stop = small_pair().id, Event()

    def read() -> None:
        while not stop.is_set():
            workbench.review.snapshot(pair_id)

    readers = [Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    try:
        for number in range(60):
            bead = workbench.review.cached(pair_id).pair.beads[0]
            verb = "reset" if number % 2 else "confirm"
            made, _ = workbench.revise(pair_id, verb, [bead_id(bead)], {}, "reviewer-1")
            assert workbench.review.cached(pair_id).version >= made
    finally:
        stop.set()
        for reader in readers:
            reader.join()
