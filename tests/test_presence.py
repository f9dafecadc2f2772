"""Who is here and where: over HTTP, and between two servers on one journal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from baikonur_align.accounts.presence import GONE_AFTER, HEARTBEAT, WhoIsHere
from baikonur_align.journal import Presence, open_database
from baikonur_align.model import Place
from baikonur_align.web import create_app
from baikonur_align.workbench import Workbench
from support.app import DRAFT, bead_ids, client_of, edit

pytestmark = pytest.mark.slow


def here(
    client: FlaskClient, reviewer: str, segment: str = "kk.2", since: int = 0, **more: Any
) -> Any:
    window = f"window of {reviewer}"
    sent = {"window": window, "reviewer": reviewer, "segment": segment, "since": since} | more
    return client.post(f"{DRAFT}/here", json=sent)


def places(answer: Any) -> list[tuple[str, str, str]]:
    return [(person["name"], person["pair"], person["segment"]) for person in answer.json["people"]]


def test_who_says_where_they_are_hears_where_the_others_are(client: FlaskClient) -> None:
    assert places(here(client, "reviewer-1", "kk.1")) == []
    assert places(here(client, "reviewer-2", "kk.5")) == [("reviewer-1", "draft.kk-en", "kk.1")]
    here(client, "reviewer-1", "kk.3")
    assert places(here(client, "reviewer-2")) == [("reviewer-1", "draft.kk-en", "kk.3")]
    assert len(places(client.get("/api/people"))) == 2
    assert "window" not in client.get("/api/people").text


def test_each_reviewer_has_a_badge_of_their_own_and_keeps_it(
    client: FlaskClient, bench: Workbench
) -> None:
    names = ["Aigul", "Abdul", "reviewer-1", "reviewer-11", "Aigul Sadyk", "Aigerim", "Ai", "AI"]
    for name in names:
        here(client, name)
    answer: Any = client.get("/api/people").json
    badges = {person["name"]: person["badge"] for person in answer["people"]}
    assert len({badge.casefold() for badge in badges.values()}) == len(names)
    assert (badges["reviewer-11"], badges["Aigul Sadyk"]) == ("R11", "AS")
    assert max(map(len, badges.values())) <= 3
    twin = Workbench(bench.corpus.root)
    try:
        assert twin.badges.of("Аян") not in badges.values()
        assert {name: twin.badges.of(name) for name in names} == badges
        assert bench.badges.of("Аян") == twin.badges.of("Аян")
    finally:
        twin.close()


def test_a_badge_is_found_for_any_number_of_equal_letters(bench: Workbench) -> None:
    names = ["a" * length for length in range(1, 30)]
    assert len({bench.badges.of(name) for name in names}) == len(names)


def test_the_same_answer_has_what_others_did(client: FlaskClient) -> None:
    edit(client, "confirm", bead_ids(client)[:1])
    told = here(client, "reviewer-2", since=0).json
    assert [edit["verb"] for edit in told["edits"]] == ["confirm"]
    assert told["version"] == 1
    assert here(client, "reviewer-2", since=1).json["edits"] == []


def test_two_servers_on_one_journal_see_each_other(client: FlaskClient, bench: Workbench) -> None:
    twin = Workbench(bench.corpus.root)
    try:
        here(client, "reviewer-1", "kk.4")
        other = client_of(create_app(twin, accounts=False))
        assert places(here(other, "reviewer-2")) == [("reviewer-1", "draft.kk-en", "kk.4")]
    finally:
        twin.close()


def test_who_is_silent_for_some_seconds_has_gone_and_is_forgotten(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'journal.sqlite'}")
    now = 1000.0
    watch = WhoIsHere(Presence(engine), clock=lambda: now)
    one, two = Place("a", "reviewer-1", "p", "kk.1"), Place("b", "reviewer-2", "p", "kk.2")
    watch.report(one)
    now += GONE_AFTER - 1
    watch.report(two)
    assert watch.all() == [one, two]
    now += 2
    assert watch.all() == [two]
    now += HEARTBEAT
    watch.report(two)
    watch.report(three := Place("c", "reviewer-3", "p", "kk.3"))  # a new window sweeps
    assert watch.all() == [two, three]
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM presence")).scalar() == 2
    engine.dispose()


def test_who_loads_the_page_again_is_in_one_place_of_it(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'journal.sqlite'}")
    now = 1000.0
    watch = WhoIsHere(Presence(engine), clock=lambda: now)
    watch.report(Place("before", "reviewer-1", "p", "kk.1"))
    now += 1
    watch.report(Place("after", "reviewer-1", "p", "kk.2"))
    watch.report(Place("beside", "reviewer-1", "q", "kk.3"))
    assert [(person.pair, person.segment) for person in watch.all()] == [
        ("p", "kk.2"),
        ("q", "kk.3"),
    ]
    engine.dispose()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"window": "w" * 81}, 400),
        ({"segment": 3}, 400),
        ({"since": "x"}, 400),
        ({"window": "a\nb"}, 400),
        ({"reviewer": " "}, 422),
    ],
)
def test_a_place_that_is_none_is_refused(
    client: FlaskClient, sent: dict[str, Any], status: int
) -> None:
    assert here(client, **({"reviewer": "reviewer-1"} | sent)).status_code == status
    assert (
        client.post(
            "/api/pairs/none/here", json={"window": "w", "segment": "", "since": 0}
        ).status_code
        == 404
    )
