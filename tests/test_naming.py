"""Names of pairs: each answer about a pair has the titles that the list of pairs has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from baikonur_align.web import create_app
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample
from support.app import client_of

pytestmark = pytest.mark.slow

NAME = ["id", "kind", "source_lang", "target_lang", "source_title", "target_title"]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    """Two pairs of the same sentences; one has another, confirmed translation of the seventh."""
    bench = sample.corpus(tmp_path, sample.draft(), replace(sample.draft(), id="old.kk-en"))
    bead = bench.review.pair("old.kk-en").beads[6]
    args = {"segment": "en.7", "text": "It was Leninsk until 1995.", "confirm": True}
    bench.revise("old.kk-en", "reword", [bead_id(bead)], args, "reviewer-1")
    bench.team.assign("old.kk-en", ["reviewer-2"], ("", ""), "", lead="reviewer-1")
    bench.lookup.follow()
    yield bench
    bench.close()


@pytest.fixture
def client(bench: Workbench) -> FlaskClient:
    client = client_of(create_app(bench, accounts=False))
    place = {"window": "w", "segment": "kk.1", "since": 0, "reviewer": "reviewer-1"}
    assert client.post("/api/pairs/old.kk-en/here", json=place).status_code == 200
    return client


def get(client: FlaskClient, path: str) -> Any:
    return client.get(path).json


def seventh(client: FlaskClient) -> Any:
    return get(client, "/api/pairs/draft.kk-en")["beads"][6]


SAYING: dict[str, Callable[[FlaskClient], Any]] = {
    "a place of a word": lambda client: get(client, "/api/concordance?q=leninsk&pair=old.kk-en")[
        "hits"
    ],
    "a task": lambda client: get(client, "/api/tasks")["tasks"],
    "agreement": lambda client: [
        pair for pair in get(client, "/api/agreement")["pairs"] if pair["name"] == "old.kk-en"
    ],
    "scores": lambda client: get(client, "/api/scores?pair=old.kk-en")["pairs"],
    "a history": lambda client: [get(client, "/api/pairs/old.kk-en/history")],
    "somebody who is here": lambda client: get(client, "/api/people")["people"],
    "an earlier translation": lambda client: get(
        client, f"/api/pairs/draft.kk-en/beads/{seventh(client)['id']}/hints"
    )["memory"],
    "a warning": lambda client: [
        check for check in seventh(client)["checks"] if check["kind"] == "otherwise"
    ],
}


@pytest.mark.parametrize("what", SAYING)
def test_whatever_speaks_of_a_pair_names_it_as_the_list_of_pairs_does(
    client: FlaskClient, what: str
) -> None:
    (listed,) = (pair for pair in get(client, "/api/pairs")["pairs"] if pair["id"] == "old.kk-en")
    said = SAYING[what](client)
    assert said
    assert [record["named"] for record in said] == [{key: listed[key] for key in NAME}] * len(said)


def test_a_pair_that_is_gone_has_no_name(client: FlaskClient, bench: Workbench) -> None:
    bench.corpus.path("old.kk-en").unlink()
    assert [
        (person["pair"], person["named"]) for person in get(client, "/api/people")["people"]
    ] == [("old.kk-en", None)]
