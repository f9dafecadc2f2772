"""A request that is sent again, since its answer was lost, is done once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from baikonur_align.edit import Refused
from baikonur_align.journal import Journal, open_database
from baikonur_align.model import Edit
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support.app import DRAFT, bead_ids
from support.sample import small_pair

pytestmark = pytest.mark.slow

PAIR = "small.kk-en"
OLD_EDITS = """
CREATE TABLE edits (
    pair TEXT NOT NULL, version INTEGER NOT NULL, reviewer TEXT NOT NULL, at TEXT NOT NULL,
    verb TEXT NOT NULL, undoes INTEGER, before TEXT NOT NULL, after TEXT NOT NULL,
    PRIMARY KEY (pair, version)
);
CREATE INDEX edits_by_reviewer ON edits (pair, reviewer, version, verb);
CREATE INDEX edits_undoing ON edits (pair, undoes);
"""
"""The table of edits as versions without keys made it."""


def post(client: FlaskClient, what: str, **body: Any) -> Any:
    answer = client.post(f"{DRAFT}/{what}", json=body)
    assert answer.status_code == 200, answer.json
    return answer.json


def journal_of(bench: Workbench, pair: str = "draft.kk-en") -> list[tuple[int, str, str]]:
    return [(version, edit.verb, edit.reviewer) for version, edit in bench.review.edits(pair)]


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("edits", {"verb": "reject", "beads": ["LAST"]}),
        (
            "edits",
            {
                "verb": "reword",
                "beads": ["LAST"],
                "args": {"segment": "en.8", "text": "New words."},
            },
        ),
        ("edits", {"verb": "merge", "beads": ["BEFORE", "LAST"]}),
        ("undo", {}),
        ("redo", {}),
        ("revert", {"to": 0, "beads": []}),
    ],
)
def test_what_is_sent_again_with_its_key_is_answered_again_and_done_once(
    client: FlaskClient, bench: Workbench, what: str, body: dict[str, Any]
) -> None:
    for row in range(4):
        post(client, "edits", verb="confirm", beads=[bead_ids(client)[row]])
    for _ in range(2):  # so that more than one edit can be undone, and redone
        post(client, "undo")
    before, last = bead_ids(client)[-2:]
    named = {"beads": [{"BEFORE": before, "LAST": last}[name] for name in body.get("beads", [])]}
    sent = body | named | {"version": 6, "key": "a random key"}
    first = post(client, what, **sent)
    after = client.get(DRAFT).json
    assert post(client, what, **sent) == first
    assert client.get(DRAFT).json == after
    assert [version for version, _, _ in journal_of(bench)] == [*range(1, 8)]


def test_it_is_not_done_again_where_someone_went_back_meanwhile(
    client: FlaskClient, bench: Workbench
) -> None:
    wish = {"verb": "confirm", "beads": bead_ids(client)[:1], "version": 0}
    post(client, "edits", **wish, key="lost")
    post(client, "undo")
    again = post(client, "edits", **wish, key="lost")
    assert again["made"] == 1
    assert [edit["verb"] for edit in again["edits"]] == ["confirm", "undo"]
    assert next(bead["status"] for bead in client.get(DRAFT).json["beads"]) == "auto"  # type: ignore[index]
    assert post(client, "edits", **wish, key="another")["made"] == 3
    assert journal_of(bench) == [
        (number, version, "reviewer-1")
        for number, version in enumerate(["confirm", "undo", "confirm"], 1)
    ]


def test_the_answer_has_the_edit_also_for_who_knows_it_already(client: FlaskClient) -> None:
    wish = {"verb": "confirm", "beads": bead_ids(client)[:1], "key": "lost"}
    post(client, "edits", **wish, version=0)
    again = post(client, "edits", **wish, version=1)  # the news of it came another way
    assert [edit["version"] for edit in again["edits"]] == [1]


def test_a_key_is_its_reviewers_and_its_pairs_own(client: FlaskClient, bench: Workbench) -> None:
    first, second = bead_ids(client)[:2]
    post(client, "edits", verb="confirm", beads=[first], key="1", reviewer="reviewer-1")
    post(client, "edits", verb="confirm", beads=[second], key="1", reviewer="reviewer-2")
    other = bench.review.pair(PAIR).beads[0]
    bench.revise(PAIR, "confirm", [bead_id(other)], {}, "reviewer-1", "1")
    assert journal_of(bench) == [(1, "confirm", "reviewer-1"), (2, "confirm", "reviewer-2")]
    assert journal_of(bench, PAIR) == [(1, "confirm", "reviewer-1")]


def test_what_was_refused_is_asked_anew(client: FlaskClient) -> None:
    assert client.post(f"{DRAFT}/undo", json={"key": "early"}).status_code == 422
    post(client, "edits", verb="confirm", beads=bead_ids(client)[:1])
    assert post(client, "undo", key="early")["made"] == 2


@pytest.mark.parametrize("key", ["k" * 81, "a\u0007", 7, None])
def test_a_key_is_a_short_text(client: FlaskClient, key: object) -> None:
    answer = client.post(f"{DRAFT}/undo", json={"key": key})
    assert answer.status_code == 400
    assert "key is not valid" in answer.json["error"]  # type: ignore[index]


@pytest.fixture
def servers(workbench: Workbench) -> Iterator[list[Workbench]]:
    """Two servers on one corpus."""
    other = Workbench(workbench.corpus.root)
    yield [workbench, other]
    other.close()


def test_two_servers_that_are_asked_the_same_at_once_do_it_once(servers: list[Workbench]) -> None:
    for bead in servers[0].review.pair(PAIR).beads:
        servers[0].revise(PAIR, "confirm", [bead_id(bead)], {}, "reviewer-1")
    for number in range(6):
        with ThreadPoolExecutor(8) as pool:
            done = list(
                pool.map(
                    lambda i, attempt=number: servers[i % 2].review.undo(
                        PAIR, "reviewer-1", f"{attempt}"
                    ),
                    range(8),
                )
            )
        assert {version for version, _ in done} == {13 + number}
        assert all(edit == done[0][1] for _, edit in done)
    assert [bead.status for bead in servers[1].review.pair(PAIR).beads] == ["confirmed"] * 6 + [
        "auto"
    ] * 6


def test_a_journal_of_a_version_without_keys_is_gone_on_with(tmp_path: Path) -> None:
    bench = Workbench(tmp_path / "made")
    bench.corpus.write(small_pair())
    first, second = bench.review.pair(PAIR).beads[:2]
    bench.revise(PAIR, "confirm", [bead_id(first)], {}, "reviewer-1")
    bench.close()
    columns = "pair, version, reviewer, at, verb, undoes, before, after"
    with sqlite3.connect(tmp_path / "made" / "journal.sqlite") as connection:
        (row,) = connection.execute(f"SELECT {columns} FROM edits").fetchall()  # noqa: S608  (our own names)
        connection.execute("DROP TABLE edits")
        connection.executescript(OLD_EDITS)
        connection.execute(f"INSERT INTO edits ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608
    connection.close()
    for _ in range(2):  # and opening it again changes nothing
        old = Workbench(tmp_path / "made")
        assert old.review.pair(PAIR).beads[0].status == "confirmed"
        assert old.revise(PAIR, "flag", [bead_id(second)], {}, "reviewer-1", "lost")[0] == 2
        old.close()
    old = Workbench(tmp_path / "made")
    assert old.review.undo(PAIR, "reviewer-1")[0] == 3
    assert old.review.undo(PAIR, "reviewer-1")[1].undoes == 1
    with pytest.raises(Refused):
        old.review.undo(PAIR, "reviewer-1")
    old.close()


def test_edits_without_a_key_do_not_stand_in_each_others_way(tmp_path: Path) -> None:
    journal = Journal(open_database(f"sqlite:///{tmp_path}/journal.sqlite"))
    edit = Edit(frozenset(), frozenset(), "confirm", "reviewer-1", "2026-01-01T00:00:00Z")
    for version in (1, 2):
        journal.append("a", version, edit)
    assert journal.edits("a") == [(1, edit), (2, edit)]
    assert journal.since("a", None, 0, "reviewer-1", "")[1] is None
