"""A lost, replaced, emptied or rolled-back journal is found before an edit is acknowledged."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from baikonur_align.journal import (
    Identity,
    JournalMismatch,
    JournalProblem,
    files,
    open_database,
)
from baikonur_align.journal.transfer import snapshot
from baikonur_align.operating.verify import verify
from baikonur_align.web import CannotServe, create_app, serve
from baikonur_align.wire import bead_id
from baikonur_align.workbench import JOURNAL, Workbench
from support import sample
from support.app import client_of

pytestmark = pytest.mark.slow

PAIR = "draft.kk-en"


def confirm_next(bench: Workbench) -> int:
    """Confirm the first bead that is not; the version."""
    bead = next(bead for bead in bench.review.pair(PAIR).beads if bead.status == "auto")
    return bench.revise(PAIR, "confirm", [bead_id(bead)], {}, "reviewer-1")[0]


@pytest.fixture
def bench(tmp_path: Path, journal_url: str) -> Iterator[Workbench]:
    sample.corpus(tmp_path / "corpus").close()
    found = Workbench(tmp_path / "corpus", journal_url)
    yield found
    found.close()


def empty(connection: sa.Connection) -> None:
    connection.execute(sa.text("DELETE FROM edits"))


def lose_the_last(connection: sa.Connection) -> None:
    connection.execute(sa.text("DELETE FROM edits WHERE version = 3"))


def change_identity(connection: sa.Connection) -> None:
    connection.execute(sa.text("UPDATE journal SET id = 'another'"))


def replace_the_last(connection: sa.Connection) -> None:
    connection.execute(sa.text("UPDATE edits SET reviewer = 'reviewer-9' WHERE version = 3"))


FAULTS = [empty, lose_the_last, change_identity, replace_the_last]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_while_the_server_runs(bench: Workbench, fault: Callable[[sa.Connection], None]) -> None:
    assert [confirm_next(bench) for _ in range(3)] == [1, 2, 3]
    known = bench.review.cached(PAIR)
    with bench.database.begin() as connection:
        fault(connection)
        kept = connection.execute(sa.text("SELECT count(*) FROM edits")).scalar()
    client = client_of(create_app(bench, accounts=False))
    free = next(bead for bead in known.pair.beads if bead.status == "auto")
    body = {"verb": "confirm", "beads": [bead_id(free)]}
    answer = client.post(f"/api/pairs/{PAIR}/edits", json=body)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert "nothing was written" in answer.json["error"]  # type: ignore[index]
    with bench.database.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM edits")).scalar() == kept


@pytest.mark.parametrize("fault", [empty, lose_the_last], ids=lambda fault: fault.__name__)
def test_at_the_start(
    bench: Workbench, journal_url: str, fault: Callable[[sa.Connection], None]
) -> None:
    for _ in range(3):
        confirm_next(bench)
    bench.review.publish(PAIR)
    with bench.database.begin() as connection:
        fault(connection)
    again = Workbench(bench.corpus.root, journal_url)
    assert again.review.pair(PAIR).version == 3  # it can still be read
    with pytest.raises(JournalMismatch, match="older"):
        confirm_next(again)
    again.close()


def test_a_journal_that_was_deleted_before_the_start(tmp_path: Path) -> None:
    bench = sample.corpus(tmp_path / "corpus")
    confirm_next(bench)
    bench.review.publish(PAIR)
    bench.close()
    for file in bench.corpus.root.glob(f"{JOURNAL}*"):
        file.unlink()
    again = Workbench(bench.corpus.root)
    with pytest.raises(JournalMismatch, match="journal adopt"):
        confirm_next(again)
    again.review.adopt(PAIR)
    assert confirm_next(again) == 2
    again.close()


def test_a_journal_without_published_edits_that_was_deleted_before_the_start(
    tmp_path: Path,
) -> None:
    bench = sample.corpus(tmp_path / "corpus")
    confirm_next(bench)
    bench.close()
    for file in bench.corpus.root.glob(f"{JOURNAL}*"):
        file.unlink()
    again = Workbench(bench.corpus.root)
    with pytest.raises(CannotServe, match="another journal"):
        serve(again, "127.0.0.1", 0)
    with pytest.raises(JournalMismatch, match="journal adopt"):
        confirm_next(again)
    again.review.adopt(PAIR)
    assert confirm_next(again) == 1
    again.close()


def test_a_journal_is_that_of_one_corpus(bench: Workbench, journal_url: str) -> None:
    confirm_next(bench)
    sample.corpus(bench.corpus.root.parent / "second").close()  # with pairs of the same names
    second = Workbench(bench.corpus.root.parent / "second", journal_url)
    with pytest.raises(CannotServe, match=r"another corpus, corpus: .* database of its own"):
        serve(second, "127.0.0.1", 0)
    with pytest.raises(JournalMismatch, match="another corpus, corpus"):
        confirm_next(second)
    assert bench.journal.count() == 1
    second.close()


def test_a_log_without_its_journal_is_not_thrown_away(tmp_path: Path) -> None:
    bench = sample.corpus(tmp_path / "corpus")
    confirm_next(bench)
    journal = bench.corpus.root / JOURNAL
    journal.rename(tmp_path / "aside")
    with pytest.raises(JournalMismatch, match="its log"):
        open_database(f"sqlite:///{journal}")
    (tmp_path / "aside").rename(journal)
    again = Workbench(bench.corpus.root)
    assert again.review.pair(PAIR).version == 1
    again.close()
    bench.close()


def test_a_journal_swapped_beside_its_log_loses_no_edit(tmp_path: Path) -> None:
    bench = sample.corpus(tmp_path / "corpus")
    journal, aside = bench.corpus.root / JOURNAL, tmp_path / "aside"
    confirm_next(bench)
    snapshot(bench.database, tmp_path / "older")
    assert [confirm_next(bench) for _ in range(3)] == [2, 3, 4]  # in the log only
    journal.rename(aside)
    (tmp_path / "older").rename(journal)
    with pytest.raises(JournalMismatch, match="log of another file"):
        Workbench(bench.corpus.root)  # SQLite would write the log into the other file, and end it
    with pytest.raises(JournalMismatch, match="replaced"):
        confirm_next(bench)
    aside.replace(journal)
    shutil.copytree(bench.corpus.root, tmp_path / "killed")  # as a killed server leaves it
    with pytest.raises(JournalMismatch, match=f"delete {JOURNAL}-owner"):
        Workbench(tmp_path / "killed")
    (tmp_path / "killed" / f"{JOURNAL}-owner").unlink()
    for folder in (tmp_path / "killed", bench.corpus.root):
        again = Workbench(folder)
        assert [version for version, _ in again.review.edits(PAIR)] == [1, 2, 3, 4]
        assert list(verify(again.corpus, again.database, again.journal)) == []
        again.close()
    bench.close()


def test_a_file_is_not_opened_while_another_is_in_use_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BUSY_SECONDS", 0)
    bench = sample.corpus(tmp_path / "corpus")
    journal = bench.corpus.root / JOURNAL
    with bench.database.connect() as connection:
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    sample.corpus(tmp_path / "other").close()
    journal.rename(tmp_path / "aside")
    shutil.copy(tmp_path / "other" / JOURNAL, journal)
    with pytest.raises(JournalMismatch, match="another process"):
        Workbench(bench.corpus.root)
    bench.close()
    Workbench(bench.corpus.root).close()


def delete(file: Path) -> None:
    file.unlink()


def put_another(file: Path) -> None:
    file.unlink()
    file.write_bytes(b"another")


def cut(file: Path) -> None:
    os.truncate(file, 0)


@pytest.mark.parametrize(
    ("suffix", "fault"),
    [("", delete), ("", put_another), ("", cut), ("-wal", delete), ("-wal", put_another)],
)
def test_a_file_that_goes_away_under_the_server(
    tmp_path: Path, suffix: str, fault: Callable[[Path], None]
) -> None:
    bench = sample.corpus(tmp_path / "corpus")
    confirm_next(bench)
    fault(bench.corpus.root / f"{JOURNAL}{suffix}")
    with pytest.raises(JournalProblem):
        confirm_next(bench)
    bench.close()


@pytest.mark.parametrize("older", [False, True], ids=["an empty database", "an older schema"])
def test_servers_that_start_together_all_start(journal_url: str, older: bool) -> None:
    if older:
        engine = open_database(journal_url)
        with engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE tokens"))
            connection.execute(sa.text("DROP INDEX edits_undoing"))
            connection.execute(sa.text("ALTER TABLE journal DROP COLUMN corpus"))
        engine.dispose()
    with ThreadPoolExecutor(8) as pool:
        for engine in pool.map(lambda _: open_database(journal_url), range(8)):
            Identity(engine).claim("an id", "a name")
            engine.dispose()


def test_a_long_sentence_fits_the_translation_memory(bench: Workbench) -> None:
    from baikonur_align.journal import Memory

    memory, text = (
        Memory(bench.database),
        "".join(chr(0x430 + number * 7919 % 900) for number in range(4000)),
    )
    for target in ("one", "two"):
        memory.put_many("engine", {text: target})
        assert memory.get_many("engine", [text]) == {text: target}
