"""Bad input to the API, accidental or malicious: a clear refusal, and nothing changed."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from baikonur_align.web.routes import ENDPOINTS
from baikonur_align.workbench import Workbench
from support.app import DRAFT, bead_ids, edit

pytestmark = pytest.mark.slow

JSON = "application/json"
ELSEWHERE = [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]


@pytest.fixture
def posts() -> list[str]:
    """A path for each endpoint that is posted to."""
    paths = [endpoint.path for endpoint in ENDPOINTS if endpoint.method == "POST"]
    return [path.replace("<pair_id>", "draft.kk-en").replace("<int:number>", "1") for path in paths]


def test_no_post_of_the_api_can_be_forged_by_another_site(
    client: FlaskClient, posts: list[str]
) -> None:
    assert len(posts) > 6
    for path in posts:
        for headers in ELSEWHERE:
            answer = client.post(path, data="{}", content_type=JSON, headers=headers)
            assert (path, answer.status_code) == (path, 403)


BODIES: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "not valid JSON"),
    ("half an object", b'{"verb": ', "not valid JSON"),
    ("no UTF-8", b'{"verb": "\xff"}', "not valid JSON"),
    ("a NUL outside a string", b'{"verb"\x00: 1}', "not valid JSON"),
    ("a number of 5,000 digits", b'{"version": ' + b"9" * 5000 + b"}", "not valid JSON"),
    ("deep lists", b"[" * 100_000, "nested too deeply"),
    ("deep objects", b'{"a":' * 100_000, "nested too deeply"),
    ("a list", b"[]", "JSON object"),
    ("a word", b'"confirm"', "JSON object"),
    ("null", b"null", "JSON object"),
    ("half a character", b'{"name": "\\ud800"}', "half a character"),
    ("half a character as a name", b'{"\\udfff": 1}', "half a character"),
]


@pytest.mark.parametrize(
    ("body", "says"), [body[1:] for body in BODIES], ids=[body[0] for body in BODIES]
)
def test_what_is_no_json_object_is_refused_wherever_one_is_asked_for(
    client: FlaskClient, posts: list[str], body: bytes, says: str
) -> None:
    bodiless = ("/cancel", "/forget", "/end")
    for path in (post for post in posts if not post.endswith(bodiless)):
        answer = client.post(path, data=body, content_type=JSON)
        assert (path, answer.status_code) == (path, 400)
        assert answer.json is not None
        assert says in answer.json["error"]


@pytest.mark.parametrize(
    "number", [2**53 + 1, 2**63, 2**64, 10**30, -1, -(10**30), 1.5, "1", None, True]
)
def test_a_version_that_is_none_is_refused(client: FlaskClient, number: Any) -> None:
    ids = bead_ids(client)
    body = {"verb": "confirm", "beads": ids[:1], "version": number}
    assert client.post(f"{DRAFT}/edits", json=body).status_code == 400
    assert client.post(f"{DRAFT}/undo", json={"version": number}).status_code == 400
    assert client.post(f"{DRAFT}/redo", json={"skip": [number]}).status_code == 400
    assert bead_ids(client) == ids


@pytest.mark.parametrize(
    "path",
    [
        "/api/jobs/99999999999999999999999999",
        "/api/jobs/-1",
        "/api/jobs/1e3",
        "/api/pairs/..%2fsecret",
        "/api/pairs/%2fetc%2fpasswd",
        "/api/pairs/draft.kk-en%00.xml",
        "/api/pairs/draft.kk-en%0a",
        "/api/scores?pair=../journal.sqlite",
        "/export/..%2f..%2fetc%2fpasswd.tmx",
        "/export/journal.sqlite.tmx",
        "/static/..%2fpyproject.toml",
    ],
)
def test_what_is_guessed_is_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


HUGE = 10**30


@pytest.mark.parametrize(
    ("verb", "args"),
    [
        ("cut", {"segment": "en.1", "offset": HUGE}),
        ("cut", {"segment": "en.1", "offset": -HUGE}),
        ("split", {"source": HUGE, "target": HUGE}),
        ("split", {"source": None, "target": {}}),
        ("reword", {"segment": ["en.1"], "text": "x"}),
        ("reword", {"segment": "en.1", "text": {"x": "y"}}),
        ("reword", {"segment": "../../en.1", "text": "x"}),
        ("reword", {"segment": "en.1", "text": "a\x00b"}),
        ("reword", {"segment": "en.1", "text": "a\x1b[31mb"}),
        ("comment", {"text": "a\x07b"}),
        ("comment", {"text": 7}),
        ("reword", {"segment": "en.1", "text": "abc \u202egnp.exe"}),
        ("reword", {"segment": "en.1", "text": "\u2067x\u2069"}),
        ("reword", {"segment": "en.1", "text": "Baiko\u200bnur"}),
        ("reword", {"segment": "en.1", "text": "a" * 100_001}),
        ("comment", {"text": "a" * 100_001}),
        ("__init__", {}),
        ("confirm\x00", {}),
        ("'; DROP TABLE edits; --", {}),
        ("c" * 100_000, {}),
    ],
)
def test_senseless_arguments_and_verbs_are_refused(
    client: FlaskClient, verb: str, args: dict[str, Any]
) -> None:
    ids = bead_ids(client)
    assert edit(client, verb, ids[:1], **args).status_code in (400, 422)
    assert bead_ids(client) == ids


TEXTS = {
    "markup": "<script>alert(1)</script> & <img src=x onerror=alert(1)> \"'",
    "a template": "${alert(1)} {{7*7}} {n}",
    "right to left": "\u200fمرحبا\u200e abc",
    "joined and beyond the first plane": "👩\u200d🚀 𐰴𐰀𐰔 e\u0301",
    "XML's own": "]]> <!-- --> <?xml?> &amp; &#0;",
    "a formula": '=HYPERLINK("https://evil.example")',
    "100,000 characters": "сөз " * 24_999 + "соңы",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_odd_texts_come_back_as_they_went_in_and_can_be_undone(
    client: FlaskClient, bench: Workbench, text: str
) -> None:
    before = bead_ids(client)
    made = edit(client, "reword", before[:1], segment="en.1", text=text)
    assert made.status_code == 200
    bead = made.json["edits"][0]["added"][0]
    assert edit(client, "comment", [bead["id"]], text=text[:1000]).status_code == 200
    assert client.post(f"{DRAFT}/publish", json={}).status_code == 200
    again = Workbench(bench.corpus.root)
    assert again.review.pair("draft.kk-en").beads[0].target[0].text == text
    again.close()
    for _ in range(2):
        assert client.post(f"{DRAFT}/undo", json={}).status_code == 200
    assert bead_ids(client) == before


def test_what_is_too_long_is_told_in_one_line(client: FlaskClient) -> None:
    ids = bead_ids(client)
    answer = edit(client, "reword", ids[:1], segment="en.1", text="а" * (4 * 1024 * 1024))
    assert (answer.status_code, answer.json["error"]) == (
        413,
        "that is more than 4 MB at once; send it in parts",
    )
    assert bead_ids(client) == ids


def test_a_full_disk_refuses_the_edit_keeps_the_rest_and_works_again(
    client: FlaskClient, bench: Workbench
) -> None:
    ids = bead_ids(client)
    assert edit(client, "confirm", ids[:1]).status_code == 200
    with bench.database.connect() as connection:
        pages = connection.execute(sa.text("PRAGMA page_count")).scalar_one()
    limit = [pages]  # of each connection, whichever answers: the limit is not the file's

    @sa.event.listens_for(bench.database, "checkout")
    def no_more_pages(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit[0]}")

    words: dict[str, Any] = {"segment": "en.2", "text": "a long text " * 5000}
    for _ in range(2):
        full = edit(client, "reword", ids[1:2], **words)
        assert full.status_code == 507
        assert "the disk is full: nothing was changed" in full.json["error"]
    assert bead_ids(client)[1:] == ids[1:]
    assert [version for version, _ in bench.review.edits("draft.kk-en")] == [1]
    limit[0] = 1_000_000
    assert edit(client, "reword", ids[1:2], **words).json["made"] == 2


def test_a_missing_parameter_is_named(client: FlaskClient) -> None:
    answer = client.get("/api/pairs/draft.kk-en/annotation")
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"] == (
        "the request is not valid: Object missing required field `segment`"
    )
