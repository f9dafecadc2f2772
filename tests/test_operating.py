"""Backup, restore, verify, history and migrate: what was acknowledged is found again."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from baikonur_align.journal import open_database
from baikonur_align.journal.jobs import Job, Text
from baikonur_align.journal.transfer import copy_journal
from baikonur_align.operating.backup import BadBackup, NotRestored, backup, restore
from baikonur_align.operating.verify import verify
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample

pytestmark = pytest.mark.slow

PAIR = "large.kk-en"


def findings(bench: Workbench) -> list[str]:
    """What `verify` says of a corpus."""
    return [str(found) for found in verify(bench.corpus, bench.database, bench.journal)]


def review(
    bench: Workbench, reviewer: int, acknowledged: list[int], until: threading.Event
) -> None:
    """Confirm beads, publish now and then, until told to stop."""
    beads = bench.review.pair(PAIR).beads[reviewer::4]
    for number, bead in enumerate(beads):
        if until.is_set():
            return
        made = bench.revise(PAIR, "confirm", [bead_id(bead)], {}, f"reviewer-{reviewer}")[0]
        acknowledged.append(made)
        if number % 10 == 9:
            bench.review.publish(PAIR)


def test_a_backup_under_load_has_every_edit_acknowledged_before_it(
    tmp_path: Path, journal_url: str
) -> None:
    sample.corpus(tmp_path / "corpus", sample.large(400), sample.draft()).close()
    bench = Workbench(tmp_path / "corpus", journal_url)
    (bench.corpus.root / "glossary.tsv").write_text("қала\tcity\n", encoding="utf-8")
    stop, acknowledged = threading.Event(), list[int]()
    writers = [
        threading.Thread(target=review, args=(bench, number, acknowledged, stop))
        for number in range(4)
    ]
    for writer in writers:
        writer.start()
    while len(acknowledged) < 20:
        time.sleep(0.05)
    before = set(acknowledged)
    backup(bench.corpus, bench.database, tmp_path / "backup.tar.gz")
    stop.set()
    for writer in writers:
        writer.join()
    contents = restore(tmp_path / "backup.tar.gz", tmp_path / "restored")
    restored = Workbench(tmp_path / "restored")
    kept = {version for version, _ in restored.review.edits(PAIR)}
    assert before <= kept
    assert contents.edits == len(kept) == max(kept)
    assert findings(restored) == []
    assert (restored.corpus.root / "glossary.tsv").is_file()
    at_backup = dict(bench.review.edits(PAIR))
    assert all(at_backup[version] == edit for version, edit in restored.review.edits(PAIR))
    restored.close()
    bench.close()


def test_a_backup_is_restored_into_another_database(tmp_path: Path, journal_url: str) -> None:
    bench = sample.corpus(tmp_path / "corpus")
    bead = bench.review.pair("draft.kk-en").beads[0]
    bench.revise("draft.kk-en", "confirm", [bead_id(bead)], {}, "reviewer-1")
    bench.accounts.add("reviewer-1", "a long password", "lead")
    backup(bench.corpus, bench.database, tmp_path / "b.tar.gz")
    restore(tmp_path / "b.tar.gz", tmp_path / "restored", journal_url)
    restored = Workbench(tmp_path / "restored", journal_url)
    assert restored.review.pair("draft.kk-en") == bench.review.pair("draft.kk-en")
    assert restored.accounts.sign_in("reviewer-1", "a long password", "here")
    assert not (tmp_path / "restored" / "journal.sqlite").exists()
    assert findings(restored) == []
    restored.close()
    bench.close()


def test_a_journal_moves_to_another_database_and_back_with_its_numbers(
    tmp_path: Path, journal_url: str
) -> None:
    bench = sample.corpus(tmp_path / "corpus")
    bench.team.assign("draft.kk-en", ["reviewer-1"], ("", ""), "", lead="reviewer-2")
    bench.accounts.add("reviewer-1", "a long password")
    other = open_database(journal_url)
    copy_journal(bench.database, other)
    other.dispose()
    moved = Workbench(bench.corpus.root, journal_url)
    moved.team.assign("draft.kk-en", ["reviewer-3"], ("", ""), "", lead="reviewer-2")
    assert [task.assignment.number for task in moved.team.tasks()] == [1, 2]
    with pytest.raises(Exception, match="password"):
        moved.accounts.sign_in("reviewer-1", "wrong password", "here")
    job = moved.jobs.store.add(
        Job(0, "new.kk-en", "draft", "kk", "en", "", "reviewer-1", "2026-01-01T00:00:00Z"),
        [Text("new.txt", "kk", "", b"text")],
    )
    assert job.id == 1
    back = open_database(f"sqlite:///{tmp_path}/back.sqlite")
    copy_journal(moved.database, back)
    with back.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM assignments")).scalar() == 2
    back.dispose()
    moved.close()
    bench.close()


@pytest.mark.parametrize("damage", ["cut", "changed", "no backup"])
def test_a_damaged_backup_restores_nothing(tmp_path: Path, damage: str) -> None:
    bench = sample.corpus(tmp_path / "corpus")
    file = tmp_path / "b.tar.gz"
    backup(bench.corpus, bench.database, file)
    bench.close()
    data = bytearray(file.read_bytes())
    if damage == "cut":
        data = data[: len(data) // 2]
    elif damage == "changed":
        data[len(data) // 2] ^= 0xFF
    else:
        data = bytearray(b"not a backup")
    file.write_bytes(data)
    with pytest.raises(BadBackup):
        restore(file, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


def test_a_folder_with_files_is_not_restored_into(tmp_path: Path) -> None:
    bench = sample.corpus(tmp_path / "corpus")
    backup(bench.corpus, bench.database, tmp_path / "b.tar.gz")
    with pytest.raises(NotRestored, match="not empty"):
        restore(tmp_path / "b.tar.gz", bench.corpus.root)
    bench.close()


def test_verify_tells_gaps_lost_files_and_damage(tmp_path: Path, journal_url: str) -> None:
    sample.corpus(tmp_path / "corpus").close()
    bench = Workbench(tmp_path / "corpus", journal_url)
    for pair in ("draft.kk-en", "small.kk-en"):
        for bead in bench.review.pair(pair).beads[:3]:
            bench.revise(pair, "confirm", [bead_id(bead)], {}, "reviewer-1")
    assert findings(bench) == []
    with bench.database.begin() as connection:
        connection.execute(sa.text("DELETE FROM edits WHERE pair = 'draft.kk-en' AND version = 2"))
    bench.corpus.path("small.kk-en").unlink()
    bench.corpus.path("bad.kk-en").write_text("<TEI/>", encoding="utf-8")
    said = "\n".join(findings(bench))
    assert "versions 2 to 2 are not in the journal" in said
    assert "put small.kk-en.xml back" in said
    assert "bad.kk-en.xml" in said
    bench.close()


def test_the_commands_do_what_the_documentation_says(tmp_path: Path) -> None:
    bench = sample.corpus(tmp_path / "corpus")
    bead = bench.review.pair("draft.kk-en").beads[0]
    bench.revise("draft.kk-en", "confirm", [bead_id(bead)], {}, "reviewer-1")
    bench.close()

    def call(*args: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "baikonur_align", *args]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    assert call("backup", "corpus", "-o", "b.tar.gz")[0] == 0
    assert call("restore", "b.tar.gz", "restored")[0] == 0
    assert call("verify", "restored") == (0, "2 pairs, 1 edits: all is well\n")
    code, lines = call("history", "export", "--corpus", "restored")
    assert code == 0
    (line,) = lines.splitlines()
    assert {key: json.loads(line)[key] for key in ("pair", "version", "reviewer", "verb")} == {
        "pair": "draft.kk-en",
        "version": 1,
        "reviewer": "reviewer-1",
        "verb": "confirm",
    }
    (tmp_path / "restored" / "draft.kk-en.xml").unlink()
    assert call("verify", "restored")[0] == 1
