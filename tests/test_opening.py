"""Opening a pair over HTTP: of a large one the part that is shown first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from baikonur_align.web import create_app
from baikonur_align.web.opening import NEAR, SMALL_PAIR
from baikonur_align.wire import Json, named_bead
from baikonur_align.workbench import Workbench
from support import sample
from support.app import client_of

pytestmark = pytest.mark.slow

BEADS = 1200  # more than go into one piece of the answer


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    small = replace(sample.large(SMALL_PAIR), id="small")
    bench = sample.corpus(tmp_path_factory.mktemp("corpus"), sample.large(BEADS), small)
    yield bench
    bench.close()


@pytest.fixture(scope="module")
def client(bench: Workbench) -> FlaskClient:
    return client_of(create_app(bench, accounts=False))


def asked(client: FlaskClient, pair: str, query: str = "") -> Json:
    answer = client.get(f"/api/pairs/{pair}{query}")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: Json = json.loads(answer.data)
    return found


def test_a_pair_is_answered_with_every_bead_in_reading_order(
    client: FlaskClient, bench: Workbench
) -> None:
    pair = asked(client, "large.kk-en")
    assert (pair["first"], pair["count"]) == (0, BEADS)
    told = [
        {name: bead[name] for name in named_bead(bench.review.pair("large.kk-en").beads[0])}
        for bead in pair["beads"]
    ]
    assert told == [named_bead(bead) for bead in bench.review.pair("large.kk-en").beads]


@pytest.mark.parametrize(
    ("near", "first", "end"),
    [
        ("", 0, NEAR),
        ("kk.1", 0, NEAR),
        ("kk.31", 0, 30 + NEAR),
        ("kk.501", 500 - NEAR, 500 + NEAR),
        ("en.501", 500 - NEAR, 500 + NEAR),
        (f"kk.{BEADS}", BEADS - 1 - NEAR, BEADS),
        ("kk.5000", 0, NEAR),
        ("nonsense%20%00", 0, NEAR),
    ],
)
def test_of_a_large_pair_the_beads_near_a_sentence_come_alone(
    client: FlaskClient, near: str, first: int, end: int
) -> None:
    whole, part = asked(client, "large.kk-en"), asked(client, "large.kk-en", f"?near={near}")
    assert part == whole | {"first": first, "beads": whole["beads"][first:end]}


def test_each_bead_has_a_line_of_its_own(client: FlaskClient) -> None:
    first, *lines, last = client.get("/api/pairs/large.kk-en").text.split("\n")
    beads = asked(client, "large.kk-en")["beads"]
    assert json.loads(first + last) == asked(client, "large.kk-en") | {"beads": []}
    assert [json.loads(line.removesuffix(",")) for line in lines] == beads


def test_a_small_pair_comes_whole_whatever_is_asked_for(client: FlaskClient) -> None:
    assert asked(client, "small", "?near=kk.400") == asked(client, "small")


def test_a_pair_without_beads_can_be_opened(tmp_path: Path) -> None:
    bench = sample.corpus(tmp_path, replace(sample.draft(), id="empty", beads=()))
    client = client_of(create_app(bench, accounts=False))
    assert asked(client, "empty")["beads"] == asked(client, "empty", "?near=kk.1")["beads"] == []
    bench.close()


def test_a_part_of_no_pair_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/api/pairs/none?near=kk.1")
    assert answer.status_code == 404
    assert "error" in answer.json  # type: ignore[operator]
