"""Accounts: who is let in, and what each role may do."""

from __future__ import annotations

import json
import sqlite3
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, get_args

import pytest
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash

from baikonur_align.accounts.people import (
    FAILURES,
    LONGEST_SECONDS,
    NOBODY,
    SCRYPT,
    UNUSED_SECONDS,
    BadName,
    NoAccount,
    People,
    may,
)
from baikonur_align.journal import Accounts, FailedSignIns
from baikonur_align.model import Account, Role
from baikonur_align.web import CannotServe, create_app, serve
from baikonur_align.web.routes import ROLES
from baikonur_align.workbench import Workbench
from support.app import CHANGING, DRAFT, PASSWORD, bead_ids, client_of, edit, sign_in
from support.browser import ANYWHERE, serving

pytestmark = pytest.mark.slow

HASH = generate_password_hash(PASSWORD, SCRYPT)
"""Made once: making one is slow on purpose."""


@pytest.fixture
def team(bench: Workbench) -> FlaskClient:
    """A client of a server that others can reach, not signed in."""
    for role in get_args(Role):
        Accounts(bench.database).put(Account(f"{role}-1", role), HASH)
    return client_of(create_app(bench, accounts=True))


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("session")
    assert found is not None
    return found.value


def later(bench: Workbench, change: str) -> None:
    """Make what the database remembers older than it is."""
    with sqlite3.connect(bench.corpus.root / "journal.sqlite") as connection:
        connection.execute(change)
    connection.close()


# --- roles ----------------------------------------------------------------------------------------


def test_every_route_says_who_may_use_it(bench: Workbench) -> None:
    rules = {rule.endpoint for rule in create_app(bench, accounts=True).url_map.iter_rules()}
    assert rules == set(ROLES)


WHAT_EACH_MAY: list[tuple[str, str, str, Role]] = [
    ("get", "/api/pairs", "", "reader"),
    ("get", DRAFT, "", "reader"),
    ("get", f"{DRAFT}/history", "", "reader"),
    ("get", "/api/scores", "", "reader"),
    ("get", "/export/all.tmx", "", "reader"),
    ("get", "/pairs/draft.kk-en", "", "reader"),
    ("post", f"{DRAFT}/edits", "confirm", "reviewer"),
    ("post", f"{DRAFT}/undo", "", "reviewer"),
    ("post", f"{DRAFT}/redo", "", "reviewer"),
    ("post", f"{DRAFT}/publish", "", "lead"),
]


@pytest.mark.parametrize("role", get_args(Role))
def test_each_role_may_do_its_own_and_no_more(team: FlaskClient, role: Role) -> None:
    sign_in(team, f"{role}-1")
    before = bead_ids(team)
    for method, path, verb, least in WHAT_EACH_MAY:
        body: Any = {"json": {"verb": verb, "beads": before[:1]}} if method == "post" else {}
        answer = team.open(path, method=method, **body)
        if may(role, least):
            assert answer.status_code == 200, path
        else:
            assert answer.status_code == 403, path
            assert answer.json is not None
            assert f"this needs the role {least}, but your role is {role}" in answer.json["error"]
    assert (bead_ids(team) == before) == (role == "reader")


def test_a_role_that_was_changed_holds_from_the_next_request_on(
    team: FlaskClient, bench: Workbench
) -> None:
    sign_in(team, "reviewer-1")
    ids = bead_ids(team)
    assert edit(team, "confirm", ids[:1]).status_code == 200
    bench.accounts.set_role("reviewer-1", "reader")
    assert edit(team, "confirm", ids[1:2]).status_code == 403
    assert team.get("/api/session").json == {
        "accounts": True,
        "reviewer": "reviewer-1",
        "role": "reader",
    }
    bench.accounts.remove("reviewer-1")
    assert team.get("/api/pairs").status_code == 401


def test_without_accounts_whoever_sits_here_is_a_lead(client: FlaskClient) -> None:
    assert client.get("/api/session").json == {"accounts": False, "reviewer": "", "role": "lead"}
    assert client.post(f"{DRAFT}/publish", json={}).status_code == 200


def test_another_password_leaves_the_role_as_it_was(bench: Workbench) -> None:
    known = bench.accounts
    assert known.add("reviewer-1", "password one") == Account("reviewer-1", "reviewer")
    assert known.add("reviewer-1", "password two", "lead") == Account("reviewer-1", "lead")
    assert known.add("reviewer-1", "password three") == Account("reviewer-1", "lead")
    assert known.check_password("reviewer-1", "password three")
    assert not known.check_password("reviewer-1", "password two")
    assert not known.check_password("nobody", "password three")
    assert known.all() == [Account("reviewer-1", "lead")]


def test_who_has_no_account_gets_no_role(bench: Workbench) -> None:
    with pytest.raises(NoAccount, match="no reviewer 'nobody'"):
        bench.accounts.set_role("nobody", "lead")
    with pytest.raises(NoAccount, match="no reviewer 'nobody'"):
        bench.accounts.remove("nobody")


@pytest.mark.parametrize("name", ["", " ", "a" * 81, "\x1f" + "a" * 80, "a\u0007", "a\u202eb"])
def test_a_name_must_be_fit_to_print(bench: Workbench, name: str) -> None:
    with pytest.raises(BadName, match="1 to 80"):
        bench.accounts.add(name, PASSWORD)


def test_accounts_of_a_version_without_roles_are_reviewers(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "journal.sqlite") as connection:
        connection.execute(
            "CREATE TABLE reviewers (name TEXT NOT NULL PRIMARY KEY, password_hash TEXT NOT NULL)"
        )
        connection.execute("INSERT INTO reviewers VALUES ('reviewer-1', 'x')")
    connection.close()
    for _ in range(2):  # and opening it again changes nothing
        old = Workbench(tmp_path)
        assert isinstance(old.accounts, People)
        assert old.accounts.all() == [Account("reviewer-1", "reviewer")]
        old.close()


# --- signing in -----------------------------------------------------------------------------------


def test_everything_needs_a_sign_in_where_others_can_reach_the_server(team: FlaskClient) -> None:
    for path in ["/api/pairs", DRAFT, f"{DRAFT}/history", "/api/scores", "/export/all.tmx"]:
        assert team.get(path).status_code == 401
    for what in CHANGING:
        assert team.post(f"{DRAFT}{what}", json={}).status_code == 401
    page = team.get("/pairs/draft.kk-en")
    assert (page.status_code, page.location) == (302, "/sign-in?next=/pairs/draft.kk-en")
    assert team.get("/sign-in").status_code == 200
    assert team.get("/api/session").json == {"accounts": True, "reviewer": "", "role": ""}
    assert team.get("/static/main.js").status_code == 200


def test_who_signs_in_is_who_edits(team: FlaskClient) -> None:
    wrong = sign_in(team, "reviewer-1", "a guess")
    assert wrong.status_code == 401
    assert "name and password" in wrong.json["error"]  # type: ignore[index]
    right = sign_in(team, "reviewer-1")
    assert right.json == {"accounts": True, "reviewer": "reviewer-1", "role": "reviewer"}
    cookie = right.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    body = {"verb": "confirm", "beads": bead_ids(team)[:1]}
    assert team.post(f"{DRAFT}/edits", json=body | {"reviewer": "somebody else"}).status_code == 401
    answer = team.post(f"{DRAFT}/edits", json=body)
    assert answer.json is not None
    assert answer.json["edits"][0]["reviewer"] == "reviewer-1"
    team.post("/api/session/end", json={})
    assert team.get("/api/pairs").status_code == 401


@pytest.mark.parametrize("what", ["edits", "undo", "redo", "revert", "here"])
def test_what_waited_for_another_account_is_not_taken_as_ones_own(
    team: FlaskClient, bench: Workbench, what: str
) -> None:
    sign_in(team, "lead-1")
    ids = bead_ids(team)
    assert edit(team, "confirm", ids[:1]).status_code == 200
    sent = {"verb": "confirm", "beads": ids[1:2], "to": 0, "window": "w", "segment": "", "since": 0}
    answer = team.post(f"{DRAFT}/{what}", json=sent | {"reviewer": "reviewer-1"})
    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["error"] == (
        "this edit is by reviewer-1, and lead-1 is signed in: sign in as reviewer-1"
    )
    assert [edit.reviewer for _, edit in bench.review.edits("draft.kk-en")] == ["lead-1"]


@pytest.mark.parametrize("token", ["", "reviewer-1", "A" * 43, "\"'; --", "%00"])
def test_a_guessed_cookie_signs_nobody_in(team: FlaskClient, token: str) -> None:
    team.set_cookie("session", token)
    assert team.get("/api/pairs").status_code == 401


def test_a_copied_cookie_is_refused_once_its_owner_has_signed_out(team: FlaskClient) -> None:
    thief = team.application.test_client()
    sign_in(team, "reviewer-1")
    copied = cookie(team)
    thief.set_cookie("session", copied)
    assert thief.get("/api/pairs").status_code == 200
    team.post("/api/session/end", json={})
    assert team.get_cookie("session") is None
    assert thief.get("/api/pairs").status_code == 401


def test_signing_in_begins_a_new_session_and_ends_the_one_before(team: FlaskClient) -> None:
    sign_in(team, "reviewer-1")
    first = cookie(team)
    sign_in(team, "reviewer-1")
    assert cookie(team) != first
    team.set_cookie("session", first)
    assert team.get("/api/pairs").status_code == 401


@pytest.mark.parametrize(
    ("column", "seconds", "status"),
    [
        ("seen", UNUSED_SECONDS + 1, 401),
        ("began", LONGEST_SECONDS + 1, 401),
        ("seen", UNUSED_SECONDS - 600, 200),
    ],
)
def test_a_session_ends_after_a_time(
    team: FlaskClient, bench: Workbench, column: str, seconds: int, status: int
) -> None:
    sign_in(team, "reviewer-1")
    later(bench, f"UPDATE sessions SET {column} = {column} - {seconds}")  # noqa: S608  (no input)
    assert team.get("/api/pairs").status_code == status
    assert team.get("/api/pairs").status_code == status  # and being used it lasts


def test_sessions_outlive_the_server(team: FlaskClient, bench: Workbench) -> None:
    sign_in(team, "reviewer-1")
    again = Workbench(bench.corpus.root)
    other = client_of(create_app(again, accounts=True))
    other.set_cookie("session", cookie(team))
    assert other.get("/api/pairs").status_code == 200
    again.close()


def test_neither_tokens_nor_addresses_are_kept_in_the_clear(
    team: FlaskClient, bench: Workbench
) -> None:
    sign_in(team, "reviewer-1")
    sign_in(team, "reviewer-1", "a guess")
    with sqlite3.connect(bench.corpus.root / "journal.sqlite") as connection:
        kept = str(
            [
                *connection.execute("SELECT * FROM sessions"),
                *connection.execute("SELECT * FROM failed_sign_ins"),
            ]
        )
    connection.close()
    assert cookie(team) not in kept
    assert "127.0.0.1" not in kept


# --- failed sign-ins ------------------------------------------------------------------------------


def failed(bench: Workbench, times: int, name: str, address: str) -> None:
    """As many sign-ins of `name` as have failed by now."""
    failures = FailedSignIns(bench.database)
    for _ in range(times):
        assert failures.reserve(name, address, (100, 100), 0, time.time()) is None


def test_a_name_can_be_guessed_at_a_few_times_only(team: FlaskClient, bench: Workbench) -> None:
    failed(bench, FAILURES[0] - 1, "reviewer-1", "127.0.0.1")
    assert sign_in(team, "reviewer-1", "a guess").status_code == 401
    later(bench, "UPDATE failed_sign_ins SET at = at - 300")
    refused = sign_in(team, "reviewer-1")
    assert refused.status_code == 429
    assert refused.json is not None
    assert "try again in 10 minutes" in refused.json["error"]
    assert 500 < refused.json["retry_after"] <= 600
    assert refused.headers["Retry-After"] == str(refused.json["retry_after"])
    assert sign_in(team, "lead-1").status_code == 200  # another name may
    later(bench, "UPDATE failed_sign_ins SET at = at - 700")
    assert sign_in(team, "reviewer-1").status_code == 200


def test_the_count_holds_for_all_servers_of_a_corpus(team: FlaskClient, bench: Workbench) -> None:
    failed(bench, FAILURES[0] - 1, "reviewer-1", "127.0.0.1")
    sign_in(team, "reviewer-1", "a guess")
    again = Workbench(bench.corpus.root)
    assert sign_in(client_of(create_app(again, accounts=True)), "reviewer-1").status_code == 429
    again.close()


def test_many_names_cannot_be_guessed_from_one_address(team: FlaskClient, bench: Workbench) -> None:
    for number in range(FAILURES[1] - 1):
        failed(bench, 1, f"name-{number}", "127.0.0.1")
    assert sign_in(team, "nobody", "a guess").status_code == 401
    assert sign_in(team, "reviewer-1").status_code == 429
    assert sign_in(team, "reviewer-1", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_the_addresses_of_one_ipv6_household_count_as_one(
    team: FlaskClient, bench: Workbench
) -> None:
    failed(bench, FAILURES[1] - 1, "nobody", "2001:db8::/64")
    assert sign_in(team, "reader-1", "a guess", REMOTE_ADDR="2001:db8::1").status_code == 401
    assert sign_in(team, "reviewer-1", REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert sign_in(team, "reviewer-1", REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


def test_who_comes_in_is_not_counted(team: FlaskClient, bench: Workbench) -> None:
    failed(bench, FAILURES[0] - 1, "reviewer-1", "127.0.0.1")
    assert sign_in(team, "reviewer-1").status_code == 200
    assert sign_in(team, "reviewer-1", "a slip").status_code == 401
    assert sign_in(team, "reviewer-1").status_code == 200


def test_a_name_without_account_is_refused_as_slowly_as_one_with() -> None:
    shapes = [
        [method, len(salt), len(kept)]
        for method, salt, kept in (stored.split("$") for stored in (HASH, NOBODY))
    ]
    assert shapes == [[SCRYPT, 16, 128]] * 2


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("a" * 100_000, PASSWORD),
        ("reviewer-1", "a" * 100_000),
        ("", ""),
        ("\x00", "\x00"),
        ("'; DROP TABLE reviewers; --", PASSWORD),
    ],
)
def test_odd_names_and_passwords_are_wrong_ones(
    team: FlaskClient, name: str, password: str
) -> None:
    assert sign_in(team, name, password).status_code == 401


# --- another password -----------------------------------------------------------------------------


def test_one_changes_ones_own_password_and_other_sessions_end(team: FlaskClient) -> None:
    elsewhere = team.application.test_client()
    sign_in(elsewhere, "reader-1")
    sign_in(team, "reader-1")
    change = {"old": PASSWORD, "new": "another long password"}
    wrong = team.post("/api/session/password", json=change | {"old": "a guess"})
    assert wrong.status_code == 401
    short = team.post("/api/session/password", json=change | {"new": "short"})
    assert short.status_code == 422
    assert short.json is not None
    assert short.json["error"] == "a password must have 8 to 1000 characters"
    assert elsewhere.get("/api/pairs").status_code == 200
    done = team.post("/api/session/password", json=change)
    assert done.json == {"accounts": True, "reviewer": "reader-1", "role": "reader"}
    assert team.get("/api/pairs").status_code == 200
    assert elsewhere.get("/api/pairs").status_code == 401
    assert sign_in(elsewhere, "reader-1").status_code == 401
    assert sign_in(elsewhere, "reader-1", "another long password").status_code == 200


def test_an_account_that_is_made_anew_has_none_of_the_old_sessions(
    team: FlaskClient, bench: Workbench
) -> None:
    sign_in(team, "reviewer-1")
    bench.accounts.remove("reviewer-1")
    bench.accounts.add("reviewer-1", "another long password")
    assert team.get("/api/pairs").status_code == 401


def test_without_accounts_there_is_no_password_to_change(client: FlaskClient) -> None:
    answer = client.post("/api/session/password", json={"old": PASSWORD, "new": PASSWORD})
    assert answer.status_code == 401


# --- behind a proxy -------------------------------------------------------------------------------

FORWARDED = {
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "corpus.example",
}


def test_behind_a_proxy_with_tls_the_cookie_is_sent_over_tls_only(bench: Workbench) -> None:
    bench.accounts.add("reviewer-1", PASSWORD)
    body = {"name": "reviewer-1", "password": PASSWORD}
    for behind_proxy in (True, False):
        client = client_of(create_app(bench, accounts=True, behind_proxy=behind_proxy))
        headers = {**FORWARDED, **({"Origin": "https://corpus.example"} if behind_proxy else {})}
        answer = client.post("/api/session", json=body, headers=headers)
        assert answer.status_code == 200
        assert ("Secure" in answer.headers["Set-Cookie"]) is behind_proxy


@pytest.mark.parametrize("behind_proxy", [True, False])
def test_forwarded_headers_are_believed_when_one_says_so(
    bench: Workbench, behind_proxy: bool
) -> None:
    bench.accounts.add("reviewer-1", PASSWORD)
    options = ["--behind-proxy"] if behind_proxy else ["--host", ANYWHERE]
    with serving(bench.corpus.root, *options) as address:
        connection = HTTPConnection("127.0.0.1", int(address.rpartition(":")[2]))
        body = json.dumps({"name": "reviewer-1", "password": PASSWORD})
        headers = {"Content-Type": "application/json", **FORWARDED}
        connection.request("POST", "/api/session", body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
    assert answer.status == 200
    assert ("Secure" in answer.headers["Set-Cookie"]) is behind_proxy


def test_behind_a_proxy_there_must_be_accounts(bench: Workbench) -> None:
    with pytest.raises(CannotServe, match="baikonur-align reviewer add NAME"):
        serve(bench, "127.0.0.1", 0, behind_proxy=True)
