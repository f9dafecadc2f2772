"""Accounts: who is let in, and what each role may do."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, get_args

import pytest
from flask.testing import FlaskClient

from app import CHANGING, DRAFT, PASSWORD, bead_ids, client_of, edit, sign_in
from baikonur_align.model import Account, Role
from baikonur_align.web import create_app
from baikonur_align.web.guard import LEAST, OPEN
from baikonur_align.workbench import Workbench
from baikonur_align.workbench.people import BadName, NoAccount, People, may


@pytest.fixture
def team(bench: Workbench) -> FlaskClient:
    """A client of a server that others can reach, not signed in."""
    bench.people.add("reviewer-1", PASSWORD)
    bench.people.add("reader-1", PASSWORD, "reader")
    bench.people.add("lead-1", PASSWORD, "lead")
    return client_of(create_app(bench, accounts=True))


# --- roles -----------------------------------------------------------------------------------------


def test_every_route_says_who_may_use_it(bench: Workbench) -> None:
    rules = {rule.endpoint for rule in create_app(bench, accounts=True).url_map.iter_rules()}
    assert rules - OPEN == set(LEAST)


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
            assert f"this takes a {least}, and you are a {role}" in answer.json["error"]
    assert (bead_ids(team) == before) == (role == "reader")


def test_a_role_that_was_changed_holds_from_the_next_request_on(team: FlaskClient, bench: Workbench) -> None:
    sign_in(team, "reviewer-1")
    ids = bead_ids(team)
    assert edit(team, "confirm", ids[:1]).status_code == 200
    bench.people.set_role("reviewer-1", "reader")
    assert edit(team, "confirm", ids[1:2]).status_code == 403
    assert team.get("/api/session").json == {"accounts": True, "reviewer": "reviewer-1", "role": "reader"}
    bench.people.remove("reviewer-1")
    assert team.get("/api/pairs").status_code == 401


def test_without_accounts_whoever_sits_here_is_a_lead(client: FlaskClient) -> None:
    assert client.get("/api/session").json == {"accounts": False, "reviewer": "", "role": "lead"}
    assert client.post(f"{DRAFT}/publish", json={}).status_code == 200


def test_another_password_leaves_the_role_as_it_was(bench: Workbench) -> None:
    people = bench.people
    assert people.add("reviewer-1", "one") == Account("reviewer-1", "reviewer")
    assert people.add("reviewer-1", "two", "lead") == Account("reviewer-1", "lead")
    assert people.add("reviewer-1", "three") == Account("reviewer-1", "lead")
    assert people.check_password("reviewer-1", "three")
    assert not people.check_password("reviewer-1", "two")
    assert not people.check_password("nobody", "three")
    assert people.all() == [Account("reviewer-1", "lead")]


def test_who_has_no_account_gets_no_role(bench: Workbench) -> None:
    with pytest.raises(NoAccount, match="no reviewer 'nobody'"):
        bench.people.set_role("nobody", "lead")
    with pytest.raises(NoAccount, match="no reviewer 'nobody'"):
        bench.people.remove("nobody")


@pytest.mark.parametrize("name", ["", " ", "a" * 81, "a\u0007", "a\u202eb"])
def test_a_name_must_be_fit_to_print(bench: Workbench, name: str) -> None:
    with pytest.raises(BadName, match="1 to 80"):
        bench.people.add(name, PASSWORD)


def test_accounts_of_a_version_without_roles_are_reviewers(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "journal.sqlite") as db:
        db.execute("CREATE TABLE reviewers (name TEXT NOT NULL PRIMARY KEY, password_hash TEXT NOT NULL)")
        db.execute("INSERT INTO reviewers VALUES ('reviewer-1', 'x')")
    db.close()
    for _ in range(2):  # and opening it again changes nothing
        old = Workbench(tmp_path)
        assert isinstance(old.people, People)
        assert old.people.all() == [Account("reviewer-1", "reviewer")]
        old.close()


# --- signing in ------------------------------------------------------------------------------------


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
    body = {"verb": "confirm", "beads": bead_ids(team)[:1], "reviewer": "somebody else"}
    answer = team.post(f"{DRAFT}/edits", json=body)
    assert answer.json is not None
    assert answer.json["edits"][0]["reviewer"] == "reviewer-1"
    team.post("/api/session/end", json={})
    assert team.get("/api/pairs").status_code == 401


def test_a_forged_cookie_signs_nobody_in(bench: Workbench) -> None:
    bench.people.add("reviewer-1", PASSWORD)
    forger = client_of(create_app(bench, accounts=True, secret=b"guessed"))
    sign_in(forger, "reviewer-1")
    cookie = forger.get_cookie("session")
    assert cookie is not None
    honest = client_of(create_app(bench, accounts=True, secret=b"the real one"))
    honest.set_cookie("session", cookie.value)
    assert honest.get("/api/pairs").status_code == 401
