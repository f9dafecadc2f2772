"""The journal in PostgreSQL, for a corpus of several hosts, on a server of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from baikonur_align.journal import JournalProblem, open_database
from baikonur_align.journal.jobs import Jobs
from baikonur_align.web import create_app
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample
from support.app import PASSWORD, client_of, sign_in
from support.postgresql import PROGRAMS, new_database
from test_jobs import TEXTS, job
from test_journal import PAIR, accepted, drain, start

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAMS is None, reason="there is no PostgreSQL server here"),
]


@pytest.fixture
def url(postgresql: str, request: pytest.FixtureRequest) -> str:
    """The address of an empty database."""
    return new_database(postgresql, f"t{abs(hash(request.node.name))}")


@pytest.fixture
def bench(url: str, workbench: Workbench) -> Iterator[Workbench]:
    shared = Workbench(workbench.corpus.root, url)
    yield shared
    shared.close()


def test_writers_of_two_processes_lose_nothing_and_undo_finds_its_own(
    bench: Workbench, url: str
) -> None:
    writers = [start(bench.corpus.root, f"reviewer-{number}", 15, url) for number in range(3)]
    reports = [said for _, receive in writers for said in drain(receive)]
    for process, _ in writers:
        process.join()
        assert process.exitcode == 0
    assert {what for _, _, what in reports if isinstance(what, str)} <= {"Conflict"}
    assert dict(bench.review.edits(PAIR)) == accepted(reports)
    before = bench.review.pair(PAIR)
    said = {"segment": before.beads[0].segments[-1].id, "text": "the last word"}
    made, _ = bench.revise(PAIR, "reword", [bead_id(before.beads[0])], said, "reviewer-9")
    after = bench.review.pair(PAIR)
    version, edit = bench.review.undo(PAIR, "reviewer-9")
    assert (edit.undoes, version) == (made, made + 1)
    assert bench.review.pair(PAIR).beads == before.beads
    bench.review.redo(PAIR, "reviewer-9")
    assert bench.review.pair(PAIR).beads == after.beads


def test_of_many_workers_at_once_one_gets_a_job(url: str) -> None:
    database = open_database(url)
    jobs, count = Jobs(database), 8
    together = Barrier(count)

    def claim(worker: int) -> bool:
        together.wait()
        return jobs.claim(str(worker), 0) is not None

    with ThreadPoolExecutor(count) as pool:
        for number in range(10):
            added = jobs.add(job(f"{number}.kk-en"), TEXTS)
            assert jobs.texts(added.id) == TEXTS
            assert sum(pool.map(claim, range(count))) == 1
            assert any(jobs.end(added.id, str(worker), "done") for worker in range(count))
    database.dispose()


def test_what_the_database_can_not_hold_is_refused_and_no_error_of_the_server(
    bench: Workbench,
) -> None:
    client = client_of(create_app(bench, accounts=True))
    bench.accounts.add("reviewer-1", PASSWORD)
    assert sign_in(client, "\0").status_code == 400
    assert sign_in(client, "reviewer-1").status_code == 200
    assert client.get("/api/pairs/%00/history").status_code == 400


def test_a_database_of_an_older_version_gets_the_new_columns(url: str) -> None:
    database = open_database(url)
    with database.begin() as connection:
        connection.execute(sa.text("ALTER TABLE edits DROP COLUMN key"))
    database.dispose()
    again = open_database(url)
    names = {column["name"] for column in sa.inspect(again).get_columns("edits")}
    indexes = {index["name"] for index in sa.inspect(again).get_indexes("edits")}
    again.dispose()
    assert "key" in names
    assert "edits_by_key" in indexes


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    sample.corpus(tmp_path / "corpus").close()
    with pytest.raises(JournalProblem, match="cannot be opened") as caught:
        Workbench(tmp_path / "corpus", f"postgresql+psycopg://a:secret@/b?host={tmp_path}")
    assert "secret" not in str(caught.value)
