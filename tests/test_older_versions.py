"""What version 0.1.0 made still opens: its corpus, its journal, its accounts."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from baikonur_align.journal import Memory
from baikonur_align.wire import bead_id
from baikonur_align.workbench import JOURNAL, Workbench

pytestmark = pytest.mark.slow

OLD = Path(__file__).parent / "data" / "corpus-0.1.0"
"""Made by version 0.1.0 from the sample of these tests; the journal as SQL."""

PAIR = "draft.kk-en"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    shutil.copytree(OLD, corpus)
    script = corpus / "journal.sql"
    database = sqlite3.connect(corpus / JOURNAL)
    database.executescript(script.read_text(encoding="utf-8"))
    database.close()
    script.unlink()
    return corpus


@pytest.fixture
def bench(folder: Path) -> Iterator[Workbench]:
    found = Workbench(folder)
    yield found
    found.close()


def test_pairs_are_as_the_last_edit_left_them(bench: Workbench) -> None:
    pair = bench.review.pair(PAIR)
    assert pair.version == 5
    assert [bead.status for bead in pair.beads[:2]] == ["confirmed", "confirmed"]
    assert pair.beads[2].target[0].text == "It covers 6717 square kilometres."
    assert pair.beads[4].note == "rent fee?"
    assert len(bench.review.pair("small.kk-en").beads) == 6


def test_edits_go_on_are_undone_and_published(bench: Workbench) -> None:
    assert bench.review.undo(PAIR, "reviewer-2")[0] == 6
    free = next(bead for bead in bench.review.pair(PAIR).beads if bead.status == "auto")
    assert bench.revise(PAIR, "confirm", [bead_id(free)], {}, "reviewer-1")[0] == 7
    assert bench.review.publish(PAIR) == 7
    assert [version for version, _ in bench.review.edits(PAIR)] == [1, 2, 3, 4, 5, 6, 7]


def test_a_request_that_was_done_is_not_done_again(bench: Workbench) -> None:
    done = bench.revise(PAIR, "reword", ["kk.1@0"], {}, "reviewer-2", key="k1")
    assert done[0] == 2


def test_accounts_assignments_and_memory_are_kept(bench: Workbench) -> None:
    assert bench.accounts.check_password("reviewer-1", "a long password")
    assert [task.assignment.reviewer for task in bench.team.tasks()] == ["reviewer-2"]
    assert Memory(bench.database).get_many("engine 1", ["Қала"]) == {"Қала": "The city"}


def test_a_published_file_without_its_journal_opens_and_goes_on(folder: Path) -> None:
    for file in folder.glob("journal.sqlite*"):
        file.unlink()
    bench = Workbench(folder)
    beads = bench.review.pair(PAIR).beads
    free = next(bead for bead in beads if bead.status == "auto")
    assert bench.revise(PAIR, "confirm", [bead_id(free)], {}, "reviewer-1")[0] == 5
    bench.close()
