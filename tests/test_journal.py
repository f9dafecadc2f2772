"""The journal under several writers, sudden deaths and bad files."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import sqlalchemy as sa

from baikonur_align.edit import Conflict, Refused
from baikonur_align.journal import Journal, JournalProblem, Memory, Taken, open_database
from baikonur_align.model import Edit
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support.sample import small_pair

SPAWN = multiprocessing.get_context("forkserver")
SPAWN.set_forkserver_preload(["baikonur_align.workbench"])

PAIR = "small.kk-en"


def write(root: Path, reviewer: str, edits: int, report: Connection, journal: str | None) -> None:
    """Edit at random, and report what became of each edit as soon as it is known."""
    dice = random.Random(reviewer)  # noqa: S311
    bench = Workbench(root, journal)
    for number in range(edits):
        bead = dice.choice(bench.review.pair(PAIR).beads)
        time.sleep(dice.random() / 200)  # a person looks before acting, and others act meanwhile
        words = {"segment": bead.segments[-1].id, "text": f"{reviewer} {number}"}
        try:
            version, edit = bench.revise(PAIR, "reword", [bead_id(bead)], words, reviewer)
        except (Conflict, Refused) as refusal:
            report.send((reviewer, number, type(refusal).__name__))
        else:
            report.send((reviewer, version, edit))
    report.send(None)
    bench.close()


def start(
    root: Path, reviewer: str, edits: int, journal: str | None = None
) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    receive, send = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=write, args=(root, reviewer, edits, send, journal))
    process.start()
    send.close()
    return process, receive


def drain(receive: Connection) -> list[tuple[str, int, Edit | str]]:
    """All that was reported before the process ended, however it ended."""
    out = []
    try:
        while (said := receive.recv()) is not None:
            out.append(said)
    except EOFError:
        pass
    return out


def accepted(reports: list[tuple[str, int, Edit | str]]) -> dict[int, Edit]:
    return {version: what for _, version, what in reports if isinstance(what, Edit)}


@pytest.mark.slow
def test_six_writers_at_once_lose_nothing_and_each_refusal_is_told(workbench: Workbench) -> None:
    root = workbench.corpus.root
    writers = [start(root, f"reviewer-{number}", 25) for number in range(6)]
    reports = [said for _, receive in writers for said in drain(receive)]
    for process, _ in writers:
        process.join()
        assert process.exitcode == 0
    assert len(reports) == 6 * 25
    assert {what for _, _, what in reports if isinstance(what, str)} <= {"Conflict"}
    assert dict(workbench.review.edits(PAIR)) == accepted(reports)
    versions = [version for version, _ in workbench.review.edits(PAIR)]
    assert versions == list(range(1, len(versions) + 1))
    check_texts(workbench)


def check_texts(workbench: Workbench) -> None:
    """The state is the one that the journal's edits make of the published one."""
    state = {segment.id: segment.text for bead in small_pair().beads for segment in bead.segments}
    for _, edit in workbench.review.edits(PAIR):
        state.update({segment.id: segment.text for bead in edit.after for segment in bead.segments})
    assert {
        segment.id: segment.text
        for bead in workbench.review.pair(PAIR).beads
        for segment in bead.segments
    } == state


@pytest.mark.slow
def test_fifty_sudden_deaths_lose_no_acknowledged_edit(workbench: Workbench) -> None:
    dice = random.Random(50)  # noqa: S311
    known: dict[int, Edit] = {}
    for death in range(50):
        process, receive = start(workbench.corpus.root, f"reviewer-{death}", 10_000)
        receive.poll(20)  # it works by now
        time.sleep(dice.random() / 20)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        known |= accepted(drain(receive))
        history = dict(workbench.review.edits(PAIR))
        assert known.items() <= history.items()
        # Written but not yet told when the process died: at most the last one.
        assert len(history) - len(known) <= death + 1
    assert len(known) > 50
    check_texts(workbench)


def test_two_workbenches_on_one_corpus_see_each_other(workbench: Workbench) -> None:
    other = Workbench(workbench.corpus.root)
    first, second = other.review.pair(PAIR).beads[:2]
    workbench.revise(PAIR, "confirm", [bead_id(first)], {}, "reviewer-1")
    other.revise(PAIR, "confirm", [bead_id(second)], {}, "reviewer-2")
    assert [bead.resp for bead in workbench.review.pair(PAIR).beads[:3]] == [
        "reviewer-1",
        "reviewer-2",
        "",
    ]
    with pytest.raises(Conflict):
        other.revise(PAIR, "flag", [bead_id(first)], {}, "reviewer-2")
    other.close()


def test_a_version_is_written_once(workbench: Workbench) -> None:
    journal = Journal(open_database(f"sqlite:///{workbench.corpus.root}/other.sqlite"))
    edit = Edit(frozenset(), frozenset(), "confirm", "reviewer-1", "2026-01-01T00:00:00Z")
    journal.append("a", 1, edit)
    journal.append("b", 1, edit)
    with pytest.raises(Taken):
        journal.append("a", 1, edit)
    assert journal.version("a") == 1
    assert journal.edits("a") == [(1, edit)]


def test_the_memory_gives_back_what_that_engine_said(tmp_path: Path) -> None:
    memory = Memory(open_database(f"sqlite:///{tmp_path}/memory.sqlite"))
    memory.put_many("one", {f"сөз {number}": f"word {number}" for number in range(1200)})
    memory.put_many("two", {"сөз 1": "other"})
    memory.put_many("one", {"сөз 2": "newer"})
    found = memory.get_many("one", [f"сөз {number}" for number in range(1300)])
    assert len(found) == 1200
    assert (found["сөз 1"], found["сөз 2"]) == ("word 1", "newer")
    assert memory.get_many("two", ["сөз 1", "сөз 2"]) == {"сөз 1": "other"}


def test_a_file_that_is_nodatabase_says_so(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"this is no database, " * 100)
    with pytest.raises(JournalProblem, match="not a database"):
        open_database(f"sqlite:///{tmp_path}/journal.sqlite")


@pytest.mark.parametrize("url", ["nonsense", "nonsense://x", "sqlite:////no/such/folder/j.sqlite"])
def test_a_journal_that_cannot_be_opened_says_what_to_check(url: str) -> None:
    with pytest.raises(JournalProblem, match="check the path"):
        open_database(url)


def test_a_full_disk_refuses_the_edit_and_keeps_the_others(workbench: Workbench) -> None:
    beads = workbench.review.pair(PAIR).beads
    workbench.revise(PAIR, "confirm", [bead_id(beads[0])], {}, "reviewer-1")
    with workbench.database.connect() as connection:
        pages = connection.execute(sa.text("PRAGMA page_count")).scalar()
        connection.execute(sa.text(f"PRAGMA max_page_count = {pages}"))
    words = {"segment": "en.2", "text": "a long text " * 5000}
    with pytest.raises(JournalProblem, match="full"):
        workbench.revise(PAIR, "reword", [bead_id(beads[1])], words, "reviewer-1")
    assert [version for version, _ in workbench.review.edits(PAIR)] == [1]
