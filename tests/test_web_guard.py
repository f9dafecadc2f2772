"""Whom the server lets in, what it refuses from elsewhere, and where it serves."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys

import pytest
from flask.testing import FlaskClient

from baikonur_align.model import Problem
from baikonur_align.web import CannotServe, serve
from baikonur_align.web.errors import CODES, code
from baikonur_align.workbench import Workbench
from support.app import CHANGING, DRAFT, bead_ids

pytestmark = pytest.mark.slow

# --- who may ask ----------------------------------------------------------------------------------

ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:9999"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
@pytest.mark.parametrize("what", CHANGING)
def test_requests_of_other_sites_change_nothing(
    client: FlaskClient, headers: dict[str, str], what: str
) -> None:
    ids = bead_ids(client)
    answer = client.post(
        f"{DRAFT}{what}", json={"verb": "confirm", "beads": ids[:1]}, headers=headers
    )
    assert answer.status_code == 403
    assert bead_ids(client) == ids


@pytest.mark.parametrize("what", CHANGING)
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_what_a_forged_form_can_send_is_refused(client: FlaskClient, what: str, kind: str) -> None:
    body = json.dumps({"verb": "confirm", "beads": bead_ids(client)[:1]})
    assert client.post(f"{DRAFT}{what}", data=body, content_type=kind).status_code == 400


def test_requests_of_the_app_itself_pass(client: FlaskClient) -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    body = {"verb": "confirm", "beads": bead_ids(client)[:1]}
    assert client.post(f"{DRAFT}/edits", json=body, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "[::2]"]
)
def test_a_name_that_was_pointed_at_this_machine_is_refused(client: FlaskClient, host: str) -> None:
    assert client.get("/api/pairs", headers={"Host": host}).status_code == 403
    assert client.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_this_machines_own_names_are_known(client: FlaskClient, host: str) -> None:
    assert client.get("/api/pairs", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/static/main.js", "/api/pairs", "/api/none", "/export/all.tmx"]
)
def test_every_answer_carries_the_headers_that_keep_strangers_out(
    client: FlaskClient, path: str
) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_request_may_not_be_endless(client: FlaskClient) -> None:
    text = "а" * (5 * 1024 * 1024)
    answer = client.post(
        f"{DRAFT}/edits", json={"verb": "comment", "beads": [], "args": {"text": text}}
    )
    assert answer.status_code == 413
    assert "error" in answer.json  # type: ignore[operator]


def test_every_error_has_a_code_and_a_parents_where_it_has_none() -> None:
    class Odd(Problem):
        pass

    assert code(Odd("odd")) == 500
    assert set(CODES.values()) <= set(range(400, 508))


# --- serving --------------------------------------------------------------------------------------


def test_it_serves_others_only_with_accounts(bench: Workbench) -> None:
    with pytest.raises(CannotServe, match="baikonur-align reviewer add NAME"):
        serve(bench, "0.0.0.0", 0)  # noqa: S104


def test_a_taken_port_is_told(bench: Workbench) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotServe, match=f"port {port} is taken"):
            serve(bench, "127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port", "says"),
    [
        ("127.0.0.1", 99_999, "no port"),
        ("localhost", -1, "no port"),
        ("::1%none", 8000, "can't be listened on"),
    ],
)
def test_an_address_that_is_none_is_told(bench: Workbench, host: str, port: int, says: str) -> None:
    bench.accounts.add("reviewer-1", "a long password")
    with pytest.raises(CannotServe, match=says):
        serve(bench, host, port)


def test_serve_says_where_it_is_once_it_answers(bench: Workbench) -> None:
    command = [
        sys.executable,
        "-m",
        "baikonur_align",
        "serve",
        str(bench.corpus.root),
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
        finally:
            server.terminate()
    assert re.search(r"http://127\.0\.0\.1:[1-9]\d+ ", line)
