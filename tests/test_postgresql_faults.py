"""What fails about PostgreSQL: a server that hangs, an outage, a full disk; and several servers."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from baikonur_align.accounts.people import FAILURES
from baikonur_align.journal import DatabaseClock, FailedSignIns, open_database, waits
from baikonur_align.web import CannotServe, create_app, serve
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample
from support.app import PASSWORD, client_of, sign_in
from support.postgresql import PROGRAMS, new_database
from support.proxy import proxied
from support.sample import small_pair

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAMS is None, reason="there is no PostgreSQL server here"),
]

PAIR, OTHER = "draft.kk-en", "small.kk-en"


@pytest.fixture
def url(postgresql: str, request: pytest.FixtureRequest) -> str:
    """The address of an empty database."""
    return new_database(postgresql, f"f{abs(hash(request.node.name))}")


@pytest.fixture
def bench(url: str, tmp_path: Path) -> Iterator[Workbench]:
    sample.corpus(tmp_path / "corpus").close()
    found = Workbench(tmp_path / "corpus", url)
    yield found
    found.close()


def confirm(client: FlaskClient, bench: Workbench, pair: str = PAIR) -> tuple[int, str]:
    """Confirm the first bead that is not, over HTTP; status and text of the answer."""
    beads = bench.review.cached(pair).pair.beads
    bead = next(bead for bead in beads if bead.status == "auto")
    body = {"verb": "confirm", "beads": [bead_id(bead)]}
    answer = client.post(f"/api/pairs/{pair}/edits", json=body)
    if answer.status_code in (503, 507):
        assert answer.headers["Retry-After"] == "3"
    return answer.status_code, answer.text


def admin(postgresql: str) -> sa.Engine:
    return sa.create_engine(postgresql, isolation_level="AUTOCOMMIT")


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
def test_a_server_that_hangs_does_not_hang_an_edit(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waits, "SILENT_SECONDS", 1.0)
    sample.corpus(tmp_path / "corpus").close()
    bench = Workbench(tmp_path / "corpus", url)
    client = client_of(create_app(bench, accounts=False))
    bench.review.pair(PAIR)
    with bench.database.connect() as connection:  # the one that the next request gets
        process = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
    os.kill(process, signal.SIGSTOP)
    try:
        assert confirm(client, bench)[0] == 503
        assert confirm(client, bench)[0] == 200  # by another connection
    finally:
        os.kill(process, signal.SIGCONT)
    bench.close()


def test_a_connection_that_loses_its_packets_delays_nobody_else(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waits, "SILENT_SECONDS", 2.0)
    sample.corpus(tmp_path / "corpus").close()
    with proxied(url) as (through, silence), ThreadPoolExecutor(1) as pool:
        bench = Workbench(tmp_path / "corpus", through)
        app, ended = create_app(bench, accounts=False), list[str]()
        for pair in (PAIR, OTHER):
            assert confirm(client_of(app), bench, pair)[0] == 200
        silence()  # the one connection that there is
        lost = pool.submit(confirm, client_of(app), bench)
        lost.add_done_callback(lambda _: ended.append("lost"))
        while not bench.database.pool.checkedout():  # type: ignore[attr-defined]
            time.sleep(0.01)
        assert client_of(app).get("/static/main.js").status_code == 200
        assert confirm(client_of(app), bench, OTHER)[0] == 200
        ended.append("others")
        assert lost.result()[0] == 503  # with Retry-After
        assert ended == ["others", "lost"]
        assert confirm(client_of(app), bench)[0] == 200
        bench.close()


def test_an_outage_is_told_without_names_and_passes(
    bench: Workbench, postgresql: str, url: str
) -> None:
    client = client_of(create_app(bench, accounts=False))
    bench.review.pair(PAIR)
    name = sa.make_url(url).database
    server = admin(postgresql)
    with server.connect() as connection:
        connection.execute(sa.text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        connection.execute(sa.text(ended).bindparams(name=name))
        for answer in (
            confirm(client, bench),
            (client.get("/healthz").status_code, client.get("/healthz").text),
        ):
            assert answer[0] == 503
            for secret in (str(name), "reviewers", "host"):
                assert secret not in answer[1]
        connection.execute(sa.text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    server.dispose()
    assert confirm(client, bench)[0] == 200


@pytest.mark.parametrize(("state", "status"), [("53100", 507), ("53300", 503), ("57014", 503)])
def test_a_full_disk_and_too_many_connections_have_statuses(
    bench: Workbench, state: str, status: int
) -> None:
    client = client_of(create_app(bench, accounts=False))
    bench.review.pair(PAIR)
    with bench.database.begin() as connection:
        connection.execute(
            sa.text(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END$$"
            )
        )
        connection.execute(
            sa.text("CREATE TRIGGER t BEFORE INSERT ON edits EXECUTE FUNCTION fail()")
        )
    assert confirm(client, bench)[0] == status
    with bench.database.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER t ON edits"))
    assert confirm(client, bench)[0] == 200


def test_a_role_that_reads_and_writes_serves(bench: Workbench, postgresql: str, url: str) -> None:
    role = f"r{abs(hash(url))}"
    with bench.database.begin() as connection:
        for statement in (
            f"CREATE ROLE {role} LOGIN",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
        ):
            connection.execute(sa.text(statement))
    bench.review.pair(PAIR)
    # A start takes no lock on the edits: another session holds them meanwhile.
    with bench.database.begin() as connection:
        connection.execute(sa.text("LOCK TABLE edits IN ROW EXCLUSIVE MODE"))
        served = Workbench(bench.corpus.root, url.replace("reviewers@", f"{role}@"))
    assert confirm(client_of(create_app(served, accounts=False)), served)[0] == 200
    served.close()


def test_two_servers_let_ten_guesses_through_in_all(url: str) -> None:
    engines = [open_database(url) for _ in range(2)]
    servers = list(map(FailedSignIns, engines))

    def guess(number: int) -> bool:
        return servers[number % 2].reserve("reviewer-1", "192.0.2.1", FAILURES, 0, 1) is None

    with ThreadPoolExecutor(48) as pool:
        assert sum(pool.map(guess, range(48))) == FAILURES[0]
    for engine in engines:
        engine.dispose()


def test_the_databases_clock_decides(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    true = time.time()
    monkeypatch.setattr(time, "time", lambda: true + 3600)  # this server's clock is wrong
    database = open_database(url)
    assert abs(DatabaseClock(database)() - true) < 60
    database.dispose()


def test_a_database_of_another_corpus_is_not_served(
    bench: Workbench, url: str, tmp_path: Path
) -> None:
    confirm(client_of(create_app(bench, accounts=False)), bench)
    other = Workbench(tmp_path / "other", url)
    other.corpus.write(small_pair())
    with pytest.raises(CannotServe, match="another corpus"):
        serve(other, "127.0.0.1", 0)
    other.close()


def test_an_edit_takes_eight_statements_and_a_poll_four(bench: Workbench) -> None:
    bench.accounts.add("reviewer-1", PASSWORD)
    client = client_of(create_app(bench, accounts=True))
    sign_in(client, "reviewer-1")
    place = {"window": "w", "segment": "kk.1", "since": 0}
    bench.review.pair(PAIR)
    assert client.post(f"/api/pairs/{PAIR}/here", json=place).status_code == 200
    trips: list[str] = []
    sa.event.listen(
        bench.database, "before_cursor_execute", lambda _c, _u, said, *_: trips.append(said)
    )
    sa.event.listen(bench.database, "commit", lambda _c: trips.extend(["BEGIN", "COMMIT"]))
    assert confirm(client, bench)[0] == 200
    assert len(trips) <= 8, trips
    trips.clear()
    moved = place | {"segment": "kk.2", "since": 1}
    assert client.post(f"/api/pairs/{PAIR}/here", json=moved).status_code == 200
    assert len(trips) <= 4, trips
