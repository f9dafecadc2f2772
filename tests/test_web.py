"""The app over HTTP: what it answers, whom it lets in, what it refuses."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient

from baikonur_align.edit import OPINIONS, VERBS
from baikonur_align.web import front_end
from baikonur_align.workbench import Workbench
from support.app import DRAFT, bead_ids, edit

# --- pages and reading ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/pairs/draft.kk-en", "/pairs/x/history", "/scores", "/team", "/sign-in"]
)
def test_every_page_is_the_shell_with_scripts_of_our_own_only(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    sources = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert sources
    assert all(source.startswith("/static/") for source in sources)
    assert "<script>" not in answer.text
    for source in sources:
        assert client.get(source).status_code == 200


def test_files_are_kept_by_their_version_and_asked_for_again_without_it(
    client: FlaskClient,
) -> None:
    shell = client.get("/")
    assert shell.headers["Cache-Control"] == "no-store"
    found = re.search(r'src="(/static/@([^/]+)/main.js)"', shell.text)
    assert found
    address, version = found.groups()
    now = client.get(address)
    assert now.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for other in ("/static/main.js", address.replace(version, "0" * len(version))):
        assert client.get(other).data == now.data
        assert client.get(other).headers["Cache-Control"] == "no-cache"


def test_the_styles_are_one_file_in_the_order_of_the_shell(client: FlaskClient) -> None:
    (link,) = re.findall(r'rel="stylesheet" href="([^"]+)"', client.get("/").text)
    names = re.findall(
        r'rel="stylesheet" href="/static/([^"]+)"', client.get("/static/index.html").text
    )
    assert set(names) == {f"style/{file.name}" for file in (front_end() / "style").iterdir()}
    answer = client.get(link)
    assert answer.mimetype == "text/css"
    assert answer.text == "".join(client.get(f"/static/{name}").text for name in names)


def test_an_address_that_is_no_page_is_told_so_in_the_shell(client: FlaskClient) -> None:
    answer = client.get("/nowhere")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert client.get("/api/nowhere").status_code == 404
    assert "error" in client.get("/api/nowhere").json  # type: ignore[operator]


def test_scripts_are_served_as_scripts(client: FlaskClient) -> None:
    for script in front_end().rglob("*.js"):
        assert (
            client.get(f"/static/{script.relative_to(front_end()).as_posix()}").mimetype
            == "text/javascript"
        )


def test_the_list_of_pairs_says_how_far_each_is(client: FlaskClient) -> None:
    edit(client, "confirm", bead_ids(client)[:2])
    pairs = {pair["id"]: pair for pair in client.get("/api/pairs").json["pairs"]}  # type: ignore[index]
    assert set(pairs) == {"draft.kk-en", "small.kk-en"}
    assert pairs["draft.kk-en"]["confirmed"] == 2
    assert pairs["draft.kk-en"]["reviewed"] == 0.25
    assert pairs["draft.kk-en"]["last_change"]["what"] == "confirm"
    assert pairs["small.kk-en"]["attention"] == 2


def test_a_pair_comes_whole_or_as_the_edits_since_a_version(client: FlaskClient) -> None:
    whole = client.get(DRAFT).json
    assert whole is not None
    assert (whole["version"], len(whole["beads"])) == (0, 8)
    assert whole["source"]["blocks"][0] == "heading"
    ids = [bead["id"] for bead in whole["beads"]]
    edit(client, "merge", ids[1:3])
    edit(client, "flag", ids[3:4])
    news = client.get(f"{DRAFT}?since=0").json
    assert news is not None
    assert (news["version"], [edit["verb"] for edit in news["edits"]]) == (2, ["merge", "flag"])
    state = {bead["id"]: bead for bead in whole["beads"]}
    for step in news["edits"]:
        for gone in step["removed"]:
            del state[gone]
        state |= {bead["id"]: bead for bead in step["added"]}
    assert set(state) == set(bead_ids(client))
    assert client.get(f"{DRAFT}?since=2").json == {"version": 2, "edits": []}


def test_history_is_told_latest_first_with_both_texts(client: FlaskClient) -> None:
    ids = bead_ids(client)
    edit(client, "reword", ids[1:2], segment="en.2", text="It was built in 1955.")
    edit(client, "confirm", ids[2:3])
    told = client.get(f"{DRAFT}/history").json
    assert told is not None
    assert [(edit["version"], edit["verb"]) for edit in told["edits"]] == [
        (2, "confirm"),
        (1, "reword"),
    ]
    assert (
        told["edits"][1]["parts"][0]["before"][0]["target"][0]["text"]
        == "The Baikonur space was built in 1955."
    )
    assert told["edits"][1]["parts"][0]["after"][0]["target"][0]["text"] == "It was built in 1955."
    assert told["more"] is False
    earlier = client.get(f"{DRAFT}/history?before=2").json
    assert earlier is not None
    assert [edit["version"] for edit in earlier["edits"]] == [1]


# --- revising -------------------------------------------------------------------------------------

DRAFT_EDITS: list[tuple[str, slice, dict[str, Any]]] = [
    ("confirm", slice(0, 3), {}),
    ("reject", slice(0, 1), {}),
    ("flag", slice(0, 1), {}),
    ("comment", slice(0, 1), {"text": "қара"}),
    ("reword", slice(0, 1), {"segment": "en.1", "text": "Baikonur", "confirm": True}),
    ("cut", slice(1, 2), {"segment": "en.2", "offset": 12}),
    ("merge", slice(1, 4), {}),
    ("link", slice(1, 3), {}),
    ("split", slice(1, 2), {"source": 1, "target": 0}),
    ("move", slice(1, 3), {"segment": "en.2"}),
    ("unlink", slice(1, 2), {}),
    ("swap", slice(1, 3), {}),
    ("accept", slice(0, 3), {}),
    ("replace", slice(1, 2), {"find": "space", "replacement": "cosmodrome"}),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("verb", "which", "args"), DRAFT_EDITS, ids=[edit[0] for edit in DRAFT_EDITS]
)
def test_each_verb_is_done_undone_and_done_again(
    client: FlaskClient, verb: str, which: slice, args: dict[str, Any]
) -> None:
    before = bead_ids(client)
    done = edit(client, verb, before[which], **args)
    assert (done.status_code, done.json["made"]) == (200, 1)
    assert set(done.json["edits"][0]["removed"]) == set(before[which])
    after = bead_ids(client)
    assert after != before
    assert client.post(f"{DRAFT}/undo", json={}).status_code == 200
    assert bead_ids(client) == before
    assert client.post(f"{DRAFT}/redo", json={}).status_code == 200
    assert bead_ids(client) == after


def test_some_verbs_need_something_done_first(client: FlaskClient) -> None:
    merged = edit(client, "merge", bead_ids(client)[1:3]).json["edits"][0]["added"][0]["id"]
    joined = edit(client, "join", [merged], segment="en.2")
    bead = joined.json["edits"][-1]["added"][0]
    assert [len(bead["source"]), len(bead["target"])] == [2, 1]
    edit(client, "confirm", [bead["id"]])
    confirmed = bead_ids(client)[1:2]
    assert edit(client, "reset", confirmed).status_code == 200
    said: dict[str, Any] = {"check": "number", "where": "source", "what": "1955"}
    dismissed = edit(client, "dismiss", bead_ids(client)[:1], **said, reason="a house number")
    assert (
        edit(
            client, "undismiss", [dismissed.json["edits"][-1]["added"][0]["id"]], **said
        ).status_code
        == 200
    )
    elsewhere = {
        "join",
        "reset",
        "restore",
        "omission",
        "addition",
        "dismiss",
        "undismiss",
        "translate",  # tests/test_translating_by_hand.py
        "code",
        "place",
    } | OPINIONS
    assert elsewhere | {edit[0] for edit in DRAFT_EDITS} == set(VERBS)


def test_a_second_reviewer_agrees_or_not_and_takes_it_back(client: FlaskClient) -> None:
    edit(client, "confirm", bead_ids(client)[:2])
    confirmed = bead_ids(client)[:2]
    assert edit(client, "agree", confirmed).json["made"] == 2
    assert bead_ids(client)[:2] == confirmed
    assert client.post(f"{DRAFT}/undo", json={}).status_code == 200
    added = edit(client, "disagree", confirmed[:1], text="a half is missing").json["edits"][-1][
        "added"
    ][0]
    assert (added["status"], added["note"]) == ("confirmed", "a half is missing")
    decided = edit(client, "decide", [added["id"]], status="rejected").json["edits"][-1]["added"][0]
    assert decided["status"] == "rejected"
    assert edit(client, "agree", bead_ids(client)[3:4]).status_code == 422


def test_a_stale_edit_is_refused_with_the_edits_that_were_missed(client: FlaskClient) -> None:
    seen = bead_ids(client)
    edit(client, "confirm", seen[:1])
    edit(client, "reword", seen[1:2], segment="en.2", text="Theirs.")
    stale = edit(client, "reword", seen[1:2], segment="en.2", text="Mine.")
    assert stale.status_code == 409
    assert [edit["version"] for edit in stale.json["edits"]] == [1, 2]
    assert "someone changed this" in stale.json["error"]
    assert stale.json["version"] == 2
    assert edit(client, "reject", seen[2:3]).status_code == 200  # another bead is not stale


def test_an_edit_brings_what_others_did_meanwhile(client: FlaskClient) -> None:
    ids = bead_ids(client)
    edit(client, "confirm", ids[:1])
    answer = edit(client, "confirm", ids[1:2])
    assert answer.json["made"] == 2
    assert [edit["version"] for edit in answer.json["edits"]] == [1, 2]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"verb": "bless", "beads": ["FIRST"]}, 422, "unknown verb"),
        ({"verb": "confirm", "beads": []}, 422, "name the beads"),
        ({"verb": "merge", "beads": ["FIRST"]}, 422, "two beads"),
        (
            {"verb": "reword", "beads": ["FIRST"], "args": {"segment": "en.1"}},
            422,
            "text is missing",
        ),
        (
            {"verb": "reword", "beads": ["FIRST"], "args": {"segment": "en.1", "text": "\x00"}},
            422,
            "control characters",
        ),
        (
            {"verb": "reword", "beads": ["FIRST"], "args": {"segment": "en.1", "text": "\ud800"}},
            400,
            "half a character",
        ),
        (
            {"verb": "cut", "beads": ["FIRST"], "args": {"segment": "en.1", "offset": "2"}},
            422,
            "offset",
        ),
        (
            {"verb": "cut", "beads": ["FIRST"], "args": {"segment": "\ud800", "offset": 2}},
            400,
            "half a character",
        ),
        ({"verb": "confirm", "beads": ["kk.1@0000000000000000"]}, 409, "someone changed"),
        ({"verb": "confirm", "beads": ["\ud800"]}, 400, "half a character"),
        ({"verb": 7, "beads": ["FIRST"]}, 400, "verb"),
        ({"verb": "confirm", "beads": "FIRST"}, 400, "beads"),
        ({"verb": "confirm", "beads": [1]}, 400, "beads[0] is not valid"),
        ({"verb": "confirm", "beads": ["FIRST"], "args": []}, 400, "args"),
        ({"verb": "confirm", "beads": ["FIRST"], "version": "1"}, 400, "version"),
        ({"verb": "confirm", "beads": ["FIRST"], "reviewer": " "}, 422, "reviewer"),
        ({"verb": "confirm", "beads": ["FIRST"], "reviewer": "a\u0007"}, 422, "reviewer"),
        ({"verb": "confirm", "beads": ["FIRST"], "reviewer": "a" * 81}, 422, "reviewer"),
        ([], 400, "JSON object"),
        ("{", 400, "not valid JSON"),
    ],
)
def test_bad_edits_get_one_clear_line_and_change_nothing(
    client: FlaskClient, body: Any, status: int, says: str
) -> None:
    ids = bead_ids(client)
    text = body if isinstance(body, str) else json.dumps(body).replace("FIRST", ids[0])
    answer = client.post(f"{DRAFT}/edits", data=text, content_type="application/json")
    assert answer.status_code == status
    assert answer.json is not None
    assert says in answer.json["error"]
    assert "\n" not in answer.json["error"]
    assert bead_ids(client) == ids


@pytest.mark.parametrize("verb", ["undo", "redo"])
def test_there_may_be_nothing_to_take_back(client: FlaskClient, verb: str) -> None:
    answer = client.post(f"{DRAFT}/{verb}", json={})
    assert answer.status_code == 422
    assert "of yours to" in answer.json["error"]  # type: ignore[index]


def test_reviewers_are_named_as_they_say_on_ones_own_machine(client: FlaskClient) -> None:
    body = {"verb": "confirm", "beads": bead_ids(client)[:1], "reviewer": "Рецензент  1"}
    answer = client.post(f"{DRAFT}/edits", json=body)
    assert answer.json is not None
    assert answer.json["edits"][0]["reviewer"] == "Рецензент 1"
    assert (
        edit(client, "confirm", bead_ids(client)[1:2]).json["edits"][-1]["reviewer"] == "reviewer-1"
    )


def test_publishing_writes_the_file(client: FlaskClient, bench: Workbench) -> None:
    edit(client, "reword", bead_ids(client)[:1], segment="en.1", text="Байқоңыр жаңа")
    assert client.post(f"{DRAFT}/publish", json={}).json == {"version": 1}
    assert "Байқоңыр жаңа" in bench.corpus.path("draft.kk-en").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("path", ["", "/history", "?since=0"])
@pytest.mark.parametrize("pair_id", ["nothing", "..%2f..%2fetc%2fpasswd", "%00", "a b", "…"])
def test_a_pair_that_is_not_there_is_not_found(
    client: FlaskClient, pair_id: str, path: str
) -> None:
    assert client.get(f"/api/pairs/{pair_id}{path}").status_code == 404
    assert client.get(f"/export/{pair_id}.tmx").status_code == 404


@pytest.mark.parametrize("query", ["since=-1", "since=x", "since=", "since=99999999999999999999"])
def test_a_version_must_be_a_number(client: FlaskClient, query: str) -> None:
    assert client.get(f"{DRAFT}?{query}").status_code == 400


# --- exporting and scoring ------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("format_", "mimetype", "suffix"),
    [
        ("tmx", "application/x-tmx", ".tmx"),
        ("tei", "application/tei+xml", ".xml"),
        ("tsv", "text/tab-separated-values", ".tsv"),
        ("jsonl", "application/x-ndjson", ".jsonl"),
        ("moses", "application/zip", ".zip"),
    ],
)
@pytest.mark.parametrize("name", ["draft.kk-en", "all"])
def test_each_format_can_be_downloaded(
    client: FlaskClient, name: str, format_: str, mimetype: str, suffix: str
) -> None:
    answer = client.get(f"/export/{name}.{format_}")
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}{suffix}"
    assert answer.data


def test_exports_are_filtered_by_status_and_confidence(client: FlaskClient) -> None:
    edit(client, "confirm", bead_ids(client)[1:2])
    text = client.get("/export/draft.kk-en.tmx?status=confirmed").text
    assert "1955" in text
    assert "6717" not in text
    text = client.get(
        "/export/small.kk-en.tmx?status=auto&status=confirmed&min_confidence=0.9"
    ).text
    assert "2050" in text
    assert "115" not in text


@pytest.mark.parametrize("name", ["small.kk-en", "all"])
@pytest.mark.parametrize("format_", ["tsv", "moses"])
@pytest.mark.parametrize(
    "query",
    ["status=rejected", "status=auto&status=confirmed", "status=auto&min_confidence=0.9", ""],
)
def test_an_export_has_as_many_beads_as_are_counted_before(
    client: FlaskClient, name: str, format_: str, query: str
) -> None:
    edit(client, "confirm", bead_ids(client)[1:2])
    small = "/api/pairs/small.kk-en"
    beads = [bead["id"] for bead in client.get(small).json["beads"]]  # type: ignore[index]
    for verb, row in (("reject", 1), ("omission", 4)):
        body = {"verb": verb, "beads": [beads[row]], "args": {}, "version": 0}
        assert client.post(f"{small}/edits", json=body).status_code == 200
    counts = client.get(f"/api/exportable/{name}.{format_}?{query}").json
    exported = client.get(f"/export/{name}.{format_}?{query}").data
    if format_ == "tsv":
        lines = exported.count(b"\n") - 1
    else:
        with zipfile.ZipFile(io.BytesIO(exported)) as archive:
            lines = sum(archive.read(f).count(b"\n") for f in archive.namelist()[:1])
    assert counts
    assert counts["passing"] == lines
    assert counts["passing"] <= counts["unreviewed"] <= counts["most"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("draft.kk-en.exe", 404),
        ("draft", 404),
        ("draft.kk-en.tmx?status=blessed", 400),
        ("draft.kk-en.tmx?min_confidence=2", 400),
        ("draft.kk-en.tmx?min_confidence=nan", 400),
        ("none.tmx", 404),
    ],
)
def test_an_export_that_makes_no_sense_is_refused(
    client: FlaskClient, path: str, status: int
) -> None:
    assert client.get(f"/api/exportable/{path}").status_code == status
    answer = client.get(f"/export/{path}")
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["error"]


def test_scores_are_of_confirmed_beads_and_else_there_is_a_reason(client: FlaskClient) -> None:
    edit(
        client,
        "reword",
        bead_ids(client)[1:2],
        segment="en.2",
        text="Baikonur was built in 1955.",
        confirm=True,
    )
    pairs = {pair["name"]: pair for pair in client.get("/api/scores").json["pairs"]}  # type: ignore[index]
    assert {score["name"] for score in pairs["draft.kk-en"]["scores"]} == {
        "BLEU",
        "chrF",
        "chrF++",
        "TER",
        "HTER",
    }
    assert all(score["signature"] for score in pairs["draft.kk-en"]["scores"])
    assert pairs["small.kk-en"]["scores"] == []
    assert "nothing reviewed" in pairs["small.kk-en"]["reason"]


# --- the front end's own strings ------------------------------------------------------------------


def test_every_string_that_the_front_end_asks_for_is_there_and_every_one_there_is_asked_for() -> (
    None
):
    known = set(json.loads((front_end() / "locales" / "en.json").read_text(encoding="utf-8")))
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in front_end().rglob("*.js"))
    asked = set(re.findall(r'\bt\("([^"]+)"', scripts))
    assert asked <= known
    families = tuple(re.findall(r"`([\w-]+(?:\.[\w-]+)*\.)\$\{", scripts))
    named = set(re.findall(r'"([\w.-]+)"', scripts))
    assert {key for key in known - named if not key.startswith(families)} == set()
    assert {f"verb.{verb}" for verb in [*VERBS, "undo", "redo"]} <= known


def test_one_script_fetches_data_one_strings_and_only_the_template_makes_markup() -> None:
    scripts = {path.name: path.read_text(encoding="utf-8") for path in front_end().rglob("*.js")}
    fetching = {name for name, text in scripts.items() if re.search(r"\bfetch\(", text)}
    assert fetching == {"api.js", "locale.js"}  # errors of the one are told in the other's strings
    assert {name for name, text in scripts.items() if "innerHTML" in text} == {"html.js"}
    assert not any(
        re.search(r"insertAdjacentHTML|document\.write|eval\(", text) for text in scripts.values()
    )
    assert not any("http://" in text or "https://" in text for text in scripts.values())


# --- finding, and going back ----------------------------------------------------------------------


def test_what_would_be_replaced_is_told_and_then_done_in_one_edit(client: FlaskClient) -> None:
    search: dict[str, Any] = {
        "find": r"(\d{4})",
        "replacement": r"[\1]",
        "regular": True,
        "side": "target",
    }
    hits = client.post(f"{DRAFT}/find", json=search).json["hits"]  # type: ignore[index]
    assert [hit["segment"] for hit in hits] == ["en.2", "en.3", "en.4", "en.7"]
    assert hits[0]["after"] == "The Baikonur space was built in [1955]."
    one = client.post(f"{DRAFT}/find", json={**search, "beads": [hits[1]["bead"]]}).json["hits"]  # type: ignore[index]
    assert [hit["segment"] for hit in one] == ["en.3"]

    some = hits[:3]
    answer = edit(
        client,
        "replace",
        [hit["bead"] for hit in some],
        segments=[hit["segment"] for hit in some],
        **search,
    )
    assert [edit["verb"] for edit in answer.json["edits"]] == ["replace"]
    assert len(answer.json["edits"][0]["added"]) == 3
    again = edit(client, "replace", [hits[2]["bead"], hits[3]["bead"]], **search)
    assert again.status_code == 409  # one of them has changed: nothing is half-done
    assert len(client.get(f"{DRAFT}/history").json["edits"]) == 1  # type: ignore[index]
    assert client.post(f"{DRAFT}/undo", json={}).status_code == 200
    assert client.post(f"{DRAFT}/find", json=search).json["hits"] == hits  # type: ignore[index]
    refused = client.post(f"{DRAFT}/find", json={**search, "find": "("})
    assert refused.status_code == 422
    assert "not a valid regular expression" in refused.json["error"]  # type: ignore[index]


def test_a_bead_goes_back_with_those_that_hang_together_when_all_are_named(
    client: FlaskClient,
) -> None:
    first = bead_ids(client)
    edit(client, "reject", first[6:7])
    edit(client, "merge", bead_ids(client)[1:3])
    edit(client, "split", bead_ids(client)[1:2], source=1, target=1)
    ids = bead_ids(client)
    plan = client.post(
        f"{DRAFT}/revert/plan", json={"to": 1, "beads": ids[1:2], "reviewer": "reviewer-2"}
    ).json
    assert plan is not None
    assert (plan["beads"], plan["others"]) == (sorted(ids[1:3]), ["reviewer-1"])
    assert client.post(f"{DRAFT}/revert", json={"to": 1, "beads": ids[1:2]}).status_code == 409
    done = client.post(f"{DRAFT}/revert", json={"to": 1, "beads": plan["beads"]}).json
    assert done is not None
    assert (done["made"], done["edits"][0]["verb"]) == (4, "revert")
    now = client.get(DRAFT).json["beads"]  # type: ignore[index]
    assert [now[1]["id"], now[2]["id"], now[6]["status"]] == [*first[1:3], "rejected"]
    told = client.get(f"{DRAFT}/history?segment=kk.2").json
    assert told is not None
    assert [(edit["version"], edit["verb"]) for edit in told["edits"]] == [
        (4, "revert"),
        (3, "split"),
        (2, "merge"),
    ]
    assert client.post(f"{DRAFT}/undo", json={}).status_code == 200
    assert bead_ids(client) == ids


def test_a_pair_goes_back_to_a_version_and_forth(client: FlaskClient) -> None:
    first = bead_ids(client)
    edit(client, "merge", first[1:3])
    edit(client, "confirm", bead_ids(client)[:5])
    ids = bead_ids(client)
    assert (
        client.post(f"{DRAFT}/revert", json={"to": 0, "beads": [], "version": 1}).status_code == 409
    )
    assert (
        client.post(f"{DRAFT}/revert", json={"to": 0, "beads": [], "version": 2}).status_code == 200
    )
    assert bead_ids(client) == first
    assert client.post(f"{DRAFT}/undo", json={}).status_code == 200
    assert bead_ids(client) == ids
    only = client.get(f"{DRAFT}/history?reviewer=reviewer-2").json
    assert only is not None
    assert (only["edits"], only["reviewers"]) == ([], ["reviewer-1"])


@pytest.mark.parametrize(
    ("to", "beads", "status"),
    [
        (99, [], 422),
        (-1, [], 400),
        (10**30, [], 400),
        (0, [], 422),
        ("x", [], 400),
        (0, "kk.1", 400),
        (0, ["kk.9@x"], 409),
    ],
)
def test_going_back_to_nowhere_is_refused(
    client: FlaskClient, to: object, beads: object, status: int
) -> None:
    for what in ("revert/plan", "revert"):
        assert (
            client.post(
                f"{DRAFT}/{what}", json={"to": to, "beads": beads, "version": 0}
            ).status_code
            == status
        )
