"""Tokens, sessions, audit, health, metrics, and how a server ends."""

from __future__ import annotations

import http.client
import json
import logging
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing

import pytest
from flask.testing import FlaskClient

from baikonur_align.edit import search
from baikonur_align.review.replace import AT_ONCE
from baikonur_align.web import CannotServe, create_app, serve
from baikonur_align.wire import bead_id
from baikonur_align.workbench import JOURNAL, Workbench
from support.app import PASSWORD, client_of, sign_in
from support.browser import ANYWHERE, serving

pytestmark = pytest.mark.slow

PAIR = "draft.kk-en"


@pytest.fixture
def lead(bench: Workbench) -> FlaskClient:
    """A lead who is signed in."""
    bench.accounts.add("reviewer-1", PASSWORD, "lead")
    client = client_of(create_app(bench, accounts=True))
    assert sign_in(client, "reviewer-1").status_code == 200
    return client


def test_a_token_has_its_role_and_ends(bench: Workbench, lead: FlaskClient) -> None:
    made = lead.post("/api/tokens", json={"role": "reader", "label": "script", "days": 1})
    secret = made.json["secret"]  # type: ignore[index]
    script = client_of(create_app(bench, accounts=True))
    bearer = {"Authorization": f"Bearer {secret}"}
    assert script.get("/api/pairs", headers=bearer).status_code == 200
    assert script.post(f"/api/pairs/{PAIR}/publish", json={}, headers=bearer).status_code == 403
    assert script.get("/api/pairs", headers={"Authorization": "Bearer x"}).status_code == 401
    (token,) = lead.get("/api/tokens").json["tokens"]  # type: ignore[index]
    assert (token["role"], token["label"]) == ("reader", "script")
    assert "secret" not in token
    assert lead.post(f"/api/tokens/{token['id']}/end", json={}).status_code == 200
    assert script.get("/api/pairs", headers=bearer).status_code == 401


def test_nobody_makes_a_token_above_their_role(bench: Workbench) -> None:
    bench.accounts.add("reviewer-2", PASSWORD, "reader")
    client = client_of(create_app(bench, accounts=True))
    sign_in(client, "reviewer-2")
    answer = client.post("/api/tokens", json={"role": "lead", "label": ""})
    assert answer.status_code == 403
    assert client.get("/api/audit").status_code == 403


def test_a_session_is_listed_and_ended(bench: Workbench, lead: FlaskClient) -> None:
    elsewhere = client_of(create_app(bench, accounts=True))
    sign_in(elsewhere, "reviewer-1")
    found = lead.get("/api/sessions").json["sessions"]  # type: ignore[index]
    assert len(found) == 2
    for session in found:
        lead.post(f"/api/sessions/{session['id']}/end", json={})
    assert elsewhere.get("/api/pairs").status_code == 401


def test_the_audit_log_has_what_matters_and_no_text(lead: FlaskClient) -> None:
    sign_in(lead, "reviewer-1", "a wrong password")
    lead.post(f"/api/pairs/{PAIR}/publish", json={})
    lead.get("/export/all.tsv")
    lines = lead.get("/api/audit").json["lines"]  # type: ignore[index]
    assert [(line["what"], line["who"], line["about"]) for line in lines] == [
        ("export", "reviewer-1", "all.tsv"),
        ("publish", "reviewer-1", PAIR),
        ("sign-in failed", "reviewer-1", ""),
        ("sign-in", "reviewer-1", ""),
    ]


def test_wrong_passwords_elsewhere_do_not_lock_the_owner_out(bench: Workbench) -> None:
    bench.accounts.add("reviewer-1", PASSWORD)
    client = client_of(create_app(bench, accounts=True))
    for _ in range(12):
        wrong = sign_in(client, "reviewer-1", "a wrong password", REMOTE_ADDR="192.0.2.1")
    assert wrong.status_code == 429
    assert sign_in(client, "reviewer-1", REMOTE_ADDR="192.0.2.2").status_code == 200


def test_a_proxy_before_a_server_without_accounts_is_refused(client: FlaskClient) -> None:
    for name in ("X-Forwarded-For", "Forwarded", "Via"):
        answer = client.get("/api/pairs", headers={name: "192.0.2.1"})
        assert answer.status_code == 403
        assert "--behind-proxy" in answer.json["error"]  # type: ignore[index]


def test_errors_of_the_server_show_no_folders(client: FlaskClient, bench: Workbench) -> None:
    bench.corpus.path("bad.kk-en").write_text("<TEI", encoding="utf-8")
    answer = client.get("/api/pairs/bad.kk-en")
    assert answer.status_code == 500
    assert str(bench.corpus.root) not in answer.text


def test_health_metrics_and_one_line_of_json_a_request(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/healthz").text == "ok\n"
    with caplog.at_level(logging.INFO, logger="baikonur_align.requests"):
        answer = client.get(f"/api/pairs/{PAIR}")
    line = json.loads(caplog.messages[-1])
    assert line["request"] == answer.headers["X-Request-Id"]
    assert (line["endpoint"], line["pair"], line["status"]) == ("reading.pair", PAIR, 200)
    metrics = client.get("/metrics").text
    assert 'baikonur_requests_total{endpoint="reading.pair",status="200"} 1' in metrics


@pytest.mark.parametrize("shell", ["exec", "trap '' INT; exec"], ids=["", "SIGINT ignored"])
def test_sigterm_ends_as_ctrl_c_does(shell: str, bench: Workbench) -> None:
    names = [bead_id(bead) for bead in bench.review.pair(PAIR).beads]
    bench.close()
    root = bench.corpus.root
    command = [sys.executable, "-u", "-m", "baikonur_align", "serve", str(root), "--port", "0"]
    with (
        subprocess.Popen(
            ["sh", "-c", f'{shell} "$@"', "sh", *command], stdout=subprocess.PIPE, text=True
        ) as server,
        ExitStack() as ending,
    ):
        ending.callback(server.kill)  # also when it does not end by itself
        assert server.stdout
        found = re.search(r"http://[\d.:]+", server.stdout.readline())
        assert found
        statuses: list[int] = []

        def confirm(name: str) -> None:
            body = json.dumps({"verb": "confirm", "beads": [name]}).encode()
            request = urllib.request.Request(  # noqa: S310
                f"{found[0]}/api/pairs/{PAIR}/edits", body, {"Content-Type": "application/json"}
            )
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                statuses.append(answer.status)

        threads = [threading.Thread(target=confirm, args=(name,)) for name in names[:4]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
    again = Workbench(root)
    assert len(again.review.edits(PAIR)) == statuses.count(200) == 4
    again.close()
    assert not (root / "journal.sqlite-wal").exists()


def test_a_lead_unlocks_an_account(bench: Workbench, lead: FlaskClient) -> None:
    bench.accounts.add("reviewer-2", PASSWORD)
    other = client_of(create_app(bench, accounts=True))
    for _ in range(11):
        sign_in(other, "reviewer-2", "a wrong password")
    assert sign_in(other, "reviewer-2").status_code == 429
    assert lead.post("/api/accounts/reviewer-2/unlock", json={}).status_code == 200
    assert lead.post("/api/accounts/reviewer-3/unlock", json={}).status_code == 404
    assert sign_in(other, "reviewer-2").status_code == 200
    assert other.post("/api/accounts/reviewer-1/unlock", json={}).status_code == 403
    lines = lead.get("/api/audit").json["lines"]  # type: ignore[index]
    assert "unlock reviewer-2" in [f"{line['what']} {line['about']}" for line in lines]


NAMED = {"Remote-User": "пікірші-1".encode().decode("latin-1")}


def test_a_proxy_signs_in_only_where_it_may(bench: Workbench) -> None:
    bench.accounts.add("пікірші-1", PASSWORD, "reviewer")
    off = client_of(create_app(bench, accounts=True, behind_proxy=True))
    assert off.get("/api/pairs", headers=NAMED).status_code == 401
    app = create_app(bench, accounts=True, behind_proxy=True, sign_on_header="Remote-User")
    client = client_of(app)
    assert client.get("/api/pairs").status_code == 401
    assert client.get("/api/pairs", headers=NAMED).status_code == 200
    assert client.get("/api/session", headers=NAMED).json == {
        "accounts": True,
        "reviewer": "пікірші-1",
        "role": "reviewer",
    }
    assert client.get("/api/audit", headers=NAMED).status_code == 403
    unknown = client.get("/api/pairs", headers={"Remote-User": "reviewer-9"})
    assert unknown.status_code == 401
    assert "reviewer-9" in unknown.json["error"]  # type: ignore[index]
    with pytest.raises(CannotServe, match="--behind-proxy"):
        serve(bench, "127.0.0.1", 0, sign_on_header="Remote-User")


def test_strangers_cannot_send_large_bodies(bench: Workbench) -> None:
    bench.accounts.add("reviewer-1", PASSWORD, "lead")
    token = bench.accounts.make_token("reviewer-1", "lead", "", 1)
    bench.close()
    large, small = 8 * 2**20, 2**20
    with serving(bench.corpus.root, "--host", ANYWHERE) as address:

        def status(path: str, size: int, secret: str = "") -> int:
            """Announce a body, send none of it, and read the answer."""
            host, port = address.removeprefix("http://").split(":")
            link = http.client.HTTPConnection(host, int(port), timeout=60)
            link.putrequest("POST", path)
            link.putheader("Content-Length", str(size))
            link.putheader("Expect", "100-continue")
            if secret:
                link.putheader("Authorization", f"Bearer {secret}")
            link.endheaders()
            with closing(link):
                said = link.sock.recv(64)
                return int(said.split()[1])

        assert status("/api/texts", large) == 413
        assert status("/api/texts", large, "a wrong token") == 413
        assert status("/api/texts", large, token) == 100
        assert status("/api/pairs/draft.kk-en/edits", large, token) == 413
        assert status("/api/pairs/draft.kk-en/edits", small) == 100


FIRST_REQUESTS = """
import sys, threading
from typing import Annotated, Any, Literal
import msgspec
from msgspec import Meta, field
from baikonur_align.web.endpoints import Endpoint

sys.setswitchinterval(1e-6)
for number in range(300):
    fields = [
        ("verb", Annotated[str, Meta(description="what")]),
        ("beads", Annotated[list[str], Meta(max_length=5)], field(default_factory=list)),
        ("args", dict[str, Any], field(default_factory=dict)),
        ("side", Literal["source", "target"] | None, None),
    ]
    struct = msgspec.defstruct(f"Sent{number}", fields)
    kind = Annotated[struct, Meta(description="an edit")]

    def handler(bench, sent): ...

    handler.__annotations__ = {"sent": kind}
    Endpoint("POST", "/api/sent", None, handler).prepare()
    together = threading.Barrier(8)

    def read():
        together.wait()
        msgspec.convert({"verb": "a", "beads": ["b"]}, kind)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_the_first_requests_of_a_kind_may_come_at_once() -> None:
    """Threads that prepare one type together end the process by a segmentation fault."""
    command = [sys.executable, "-c", FIRST_REQUESTS]
    assert subprocess.run(command, check=False).returncode == 0


def test_slow_clients_hold_up_nobody(bench: Workbench) -> None:
    root = bench.corpus.root
    bench.close()
    begun = [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
        b"POST /api/pairs/draft.kk-en/edits HTTP/1.1\r\nContent-Length: 1000\r\n\r\nx",
        b"",
    ]
    with serving(root) as address, ExitStack() as slow:
        place = "127.0.0.1", int(address.rpartition(":")[2])
        for number in range(150):
            link = slow.enter_context(socket.create_connection(place))
            link.sendall(begun[number % len(begun)])
        with urllib.request.urlopen(f"{address}/api/pairs/{PAIR}") as answer:  # noqa: S310
            assert answer.status == 200


def test_some_search_at_once_and_the_others_are_told(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(bench, accounts=False)
    go_on = threading.Event()

    def hits(_search: object, _beads: object) -> list[object]:
        assert go_on.wait(60)
        return []

    def find(_number: int) -> tuple[int, bool]:
        asked = {"find": "one", "regular": False}
        answer = client_of(app).post(f"/api/pairs/{PAIR}/find", json=asked)
        return answer.status_code, "busy with other searches" in answer.text

    monkeypatch.setattr(search.Search, "hits", hits)
    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(find, number) for number in range(12)]
        done = as_completed(asked, timeout=60)
        refused = [next(done).result() for _ in range(12 - AT_ONCE)]
        go_on.set()
        answers = [next(done).result() for _ in range(AT_ONCE)]
    assert refused == [(422, True)] * (12 - AT_ONCE)
    assert answers == [(200, False)] * AT_ONCE


def test_a_title_that_is_too_long_is_refused(client: FlaskClient) -> None:
    text = {"source": "A sentence.", "source_lang": "en", "source_title": "a" * 501}
    answer = client.post("/api/texts", json=text)
    assert answer.status_code == 400
    assert "source_title is not valid" in answer.json["error"]  # type: ignore[index]


def test_behind_tls_the_browser_is_told_to_keep_to_it(bench: Workbench) -> None:
    client = client_of(create_app(bench, accounts=True, behind_proxy=True))
    for scheme in ("http", "https"):
        answer = client.get("/sign-in", headers={"X-Forwarded-Proto": scheme})
        assert ("Strict-Transport-Security" in answer.headers) is (scheme == "https")


def test_plain_http_that_leaves_the_machine_is_warned_of(
    bench: Workbench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.accounts.add("reviewer-1", PASSWORD)
    with (
        socket.create_server(("0.0.0.0", 0)) as taken,  # noqa: S104
        pytest.raises(CannotServe, match="is taken"),
    ):
        serve(bench, "0.0.0.0", taken.getsockname()[1])  # noqa: S104
    assert "without TLS" in caplog.text


@pytest.mark.skipif(os.name == "nt", reason="there are no such permissions")
def test_the_files_of_the_journal_are_for_their_owner_only(bench: Workbench) -> None:
    bench.accounts.add("reviewer-1", PASSWORD)
    modes = {path.name: path.stat().st_mode & 0o077 for path in bench.corpus.root.glob("*.sqlite*")}
    assert modes == dict.fromkeys(
        (JOURNAL, f"{JOURNAL}-wal", f"{JOURNAL}-shm", f"{JOURNAL}-owner"), 0
    )


def test_commands_are_audited(bench: Workbench) -> None:
    from click.testing import CliRunner

    from baikonur_align.cli import main

    corpus = ["--corpus", str(bench.corpus.root)]
    for command in (
        ["reviewer", "add", "reviewer-2", "--password", PASSWORD],
        ["reviewer", "role", "reviewer-2", "lead"],
        ["reviewer", "unlock", "reviewer-2"],
        ["reviewer", "remove", "reviewer-2"],
        ["publish", PAIR],
    ):
        assert CliRunner().invoke(main, [*command, *corpus]).exit_code == 0
    assert [line.what for line in bench.audit.latest(5)][::-1] == [
        "account: reviewer",
        "role: lead",
        "unlock",
        "account removed",
        "publish",
    ]


def test_writers_that_wait_for_a_lock_leave_threads_for_readers(bench: Workbench) -> None:
    names = [bead_id(bead) for bead in bench.review.pair(PAIR).beads]
    root = bench.corpus.root
    bench.close()
    with (
        serving(root) as address,
        closing(sqlite3.connect(root / JOURNAL, isolation_level=None)) as lock,
        ThreadPoolExecutor(40) as pool,
    ):

        def send(path: str, body: object = None) -> int:
            data = None if body is None else json.dumps(body).encode()
            headers = {"Content-Type": "application/json"}
            request = urllib.request.Request(address + path, data, headers)  # noqa: S310
            try:
                with urllib.request.urlopen(request) as answer:  # noqa: S310
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                return error.code

        assert send(f"/api/pairs/{PAIR}") == 200
        lock.execute("BEGIN IMMEDIATE")
        edits = [
            pool.submit(send, f"/api/pairs/{PAIR}/edits", {"verb": "confirm", "beads": [name]})
            for name in names * 3
        ]
        places = [{"window": str(n), "segment": "kk.1", "since": 0} for n in range(12)]
        polls = [pool.submit(send, f"/api/pairs/{PAIR}/here", place) for place in places]
        assert send(f"/api/pairs/{PAIR}") == 200
        assert send("/static/main.js") == 200
        assert any(not edit.done() for edit in edits)  # they wait for the lock still
        lock.execute("ROLLBACK")
        assert {edit.result() for edit in edits} <= {200, 409, 503}
        assert {poll.result() for poll in polls} == {200}
