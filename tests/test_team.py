"""Reviewers as a team: who is to do what, what each has done, how far they agree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from baikonur_align.cli import main
from baikonur_align.edit import Refused, in_order
from baikonur_align.model import Assignment, Bead, Segment
from baikonur_align.review.team import NoAssignment, covered
from baikonur_align.web import create_app
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support.app import DRAFT, PASSWORD, bead_ids, client_of, edit, sign_in

pytestmark = pytest.mark.slow

PAIR = "draft.kk-en"


def do(bench: Workbench, verb: str, rows: slice, reviewer: str, **args: Any) -> None:
    beads = bench.review.pair(PAIR).beads[rows]
    bench.revise(PAIR, verb, [bead_id(bead) for bead in beads], args, reviewer)


def assign(bench: Workbench, *reviewers: str, first: str = "", last: str = "") -> None:
    bench.team.assign(PAIR, reviewers, (first, last), "the first half", lead="lead-1")


# --- assignments ----------------------------------------------------------------------------------


def test_an_assignment_says_how_far_its_reviewer_is(bench: Workbench) -> None:
    assign(bench, "reviewer-1", "reviewer-2", first="kk.2", last="kk.5")
    assign(bench, "reviewer-3")
    do(bench, "confirm", slice(0, 3), "reviewer-1")
    do(bench, "agree", slice(1, 2), "reviewer-2")
    tasks = bench.team.tasks()
    assert [(task.assignment.reviewer, task.beads, task.judged) for task in tasks] == [
        ("reviewer-1", 4, 2),
        ("reviewer-2", 4, 1),
        ("reviewer-3", 8, 0),
    ]
    assert (tasks[0].assignment.note, tasks[0].assignment.by) == ("the first half", "lead-1")
    bench.team.withdraw(PAIR, tasks[1].assignment.number)
    assert [task.assignment.reviewer for task in bench.team.tasks(PAIR)] == [
        "reviewer-1",
        "reviewer-3",
    ]
    with pytest.raises(NoAssignment):
        bench.team.withdraw(PAIR, tasks[1].assignment.number)


def test_the_progress_of_a_pair_is_counted_anew_only_when_it_or_its_assignments_change(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    snapshot = bench.review.snapshot

    def noted(pair_id: str, *, keep: bool = True) -> object:
        read.append(pair_id)
        return snapshot(pair_id, keep=keep)

    assign(bench, "reviewer-1")
    first = bench.team.tasks()
    monkeypatch.setattr(bench.review, "snapshot", noted)
    assert bench.team.tasks() == first
    assert read == []
    do(bench, "confirm", slice(0, 1), "reviewer-1")
    read.clear()
    assert [task.judged for task in bench.team.tasks()] == [first[0].judged + 1]
    assert read == [PAIR]
    assign(bench, "reviewer-2")
    assert [task.judged for task in bench.team.tasks()] == [first[0].judged + 1, 0]


def test_a_range_survives_merging_cutting_and_joining_at_its_ends(bench: Workbench) -> None:
    assign(bench, "reviewer-1", first="kk.3", last="kk.5")

    def inside() -> list[str]:
        (task,) = bench.team.tasks(PAIR)
        beads = covered(task.assignment, bench.review.pair(PAIR).beads)
        return [" ".join(segment.id for segment in bead.source) for bead in beads]

    do(bench, "cut", slice(4, 5), "reviewer-2", segment="kk.5", offset=10)
    assert inside() == ["kk.3", "kk.4", "kk.5.1 kk.5.2"]
    do(bench, "split", slice(4, 5), "reviewer-2", source=1, target=1)
    assert inside() == ["kk.3", "kk.4", "kk.5.1", "kk.5.2"]
    do(bench, "merge", slice(2, 4), "reviewer-2")
    assert inside() == ["kk.3 kk.4", "kk.5.1", "kk.5.2"]
    do(bench, "join", slice(2, 3), "reviewer-2", segment="kk.3")
    assert inside() == ["kk.3", "kk.5.1", "kk.5.2"]


def test_a_sentence_with_nothing_opposite_belongs_to_the_range_of_the_bead_before_it() -> None:
    one, two = Segment("kk.1", "Бір.", 0), Segment("kk.2", "Екі.", 0)
    extra, last = Segment("en.1", "Well.", 0), Segment("en.2", "More.", 0)
    beads = in_order([Bead((one,), ()), Bead((), (extra,)), Bead((two,), (last,))])
    found = covered(Assignment(PAIR, "reviewer-1", "kk.1", "kk.1", "", "", ""), beads)
    assert {segment.id for bead in found for segment in bead.segments} <= {"kk.1", "en.1"}
    whole = covered(Assignment(PAIR, "reviewer-1", "", "", "", "", ""), beads)
    assert whole == list(beads)


@pytest.mark.parametrize(
    ("span", "why"),
    [
        (("kk.4", "kk.2"), "later one"),
        (("kk.1", "en.2"), "same side"),
        (("kk.1", "kk.99"), "select the rows again"),
        (("kk.1", ""), "select the rows again"),
    ],
)
def test_a_range_that_is_none_is_refused(bench: Workbench, span: tuple[str, str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        bench.team.assign(PAIR, ["reviewer-1"], span, "", lead="lead-1")
    with pytest.raises(Refused, match="at least one reviewer"):
        bench.team.assign(PAIR, [], ("", ""), "", lead="lead-1")
    with pytest.raises(Refused, match="control characters"):
        bench.team.assign(PAIR, ["reviewer-1"], ("", ""), "names\x07 first", lead="lead-1")


def test_a_lead_assigns_over_http_and_a_reviewer_only_sees(bench: Workbench) -> None:
    bench.accounts.add("reviewer-1", PASSWORD)
    bench.accounts.add("lead-1", PASSWORD, "lead")
    client = client_of(create_app(bench, accounts=True))
    sent = {"reviewers": ["reviewer-1"], "first": "kk.2", "last": "kk.3", "note": "names first"}
    sign_in(client, "reviewer-1")
    assert client.post(f"{DRAFT}/tasks", json=sent).status_code == 403
    sign_in(client, "lead-1")
    made: Any = client.post(f"{DRAFT}/tasks", json=sent)
    (task,) = made.json["tasks"]
    assert (task["reviewer"], task["beads"], task["judged"], task["by"]) == (
        "reviewer-1",
        2,
        0,
        "lead-1",
    )
    assert client.post(f"{DRAFT}/tasks", json=sent | {"reviewers": [3]}).status_code == 400
    assert client.post(f"{DRAFT}/tasks", json=sent | {"first": "kk.9"}).status_code == 422
    sign_in(client, "reviewer-1")
    assert client.get("/api/tasks").json == {"tasks": [task], "names": ["lead-1", "reviewer-1"]}
    assert client.post(f"{DRAFT}/tasks/{task['number']}/end", json={}).status_code == 403
    sign_in(client, "lead-1")
    ended: Any = client.post(f"{DRAFT}/tasks/{task['number']}/end", json={})
    assert ended.json == {"tasks": []}
    assert client.post(f"{DRAFT}/tasks/{task['number']}/end", json={}).status_code == 404


# --- judgements and agreement ---------------------------------------------------------------------


def test_a_bead_says_what_is_thought_of_it_and_what_it_still_needs(client: FlaskClient) -> None:
    def first() -> Any:
        return client.get(DRAFT).json["beads"][0]  # type: ignore[index]

    def as_(reviewer: str, verb: str, **args: Any) -> Any:
        sent = {"verb": verb, "beads": [first()["id"]], "args": args, "reviewer": reviewer}
        return client.post(f"{DRAFT}/edits", json=sent)

    assert {"judged", "opinion", "people"} & first().keys() == set()
    as_("reviewer-1", "confirm")
    assert (first()["judged"], first()["opinion"]) == ({"reviewer-1": "confirmed"}, "second")
    told = as_("reviewer-2", "disagree", text="a half is missing").json["edits"][-1]["added"][0]
    assert told["judged"] == {"reviewer-1": "confirmed", "reviewer-2": "rejected"}
    assert (told["opinion"], told["people"]) == ("disputed", ["reviewer-1", "reviewer-2"])
    as_("lead-1", "decide", status="rejected")
    assert first()["settled"] == {"by": "lead-1", "as": "rejected"}
    assert "opinion" not in first()
    client.post(f"{DRAFT}/undo", json={"reviewer": "lead-1"})
    assert first()["opinion"] == "disputed"


def test_only_a_lead_decides(bench: Workbench) -> None:
    bench.accounts.add("reviewer-1", PASSWORD)
    bench.accounts.add("lead-1", PASSWORD, "lead")
    client = client_of(create_app(bench, accounts=True))
    sign_in(client, "reviewer-1")
    edit(client, "confirm", bead_ids(client)[:1])
    assert edit(client, "decide", bead_ids(client)[:1], status="rejected").status_code == 403
    sign_in(client, "lead-1")
    assert edit(client, "decide", bead_ids(client)[:1], status="rejected").status_code == 200


@pytest.fixture
def judged(bench: Workbench) -> Workbench:
    """Reviewer 1 confirms six beads and rejects one; reviewer 2 disagrees on one of five."""
    do(bench, "confirm", slice(0, 6), "reviewer-1")
    do(bench, "reject", slice(6, 7), "reviewer-1")
    do(bench, "agree", slice(0, 3), "reviewer-2")
    do(bench, "disagree", slice(3, 4), "reviewer-2", text="too free")
    do(bench, "agree", slice(6, 7), "reviewer-2")
    do(bench, "flag", slice(7, 8), "reviewer-2")
    bench.review.undo(PAIR, "reviewer-2")
    do(
        bench,
        "reword",
        slice(7, 8),
        "reviewer-2",
        segment="en.8",
        text="Cosmonauts fly from here.",
        confirm=True,
    )
    return bench


def test_agreement_counts_the_beads_that_two_have_judged(judged: Workbench) -> None:
    report = judged.team.agreement()
    pair = next(pair for pair in report.pairs if pair.name == PAIR)
    assert (pair.beads, pair.judged, pair.by_several, pair.disputed, pair.decided) == (
        8,
        8,
        5,
        1,
        0,
    )
    # reviewer 1: c c c c r, reviewer 2: c c c r r: 4 of 5, by chance (4 * 3 + 1 * 2) / 25
    assert pair.observed == 0.8
    (kappa,) = pair.kappas
    assert (kappa.one, kappa.two, kappa.beads) == ("reviewer-1", "reviewer-2", 5)
    assert kappa.kappa == pytest.approx((4 / 5 - 14 / 25) / (1 - 14 / 25))
    # coincidences: unlike 2 of 10, margins 7 and 3: 1 - 9 * 2 / (7 * 3 * 2)
    assert pair.alpha == pytest.approx(1 - 18 / 42)
    assert (report.total.by_several, report.total.observed) == (5, 0.8)
    done = {
        reviewer.reviewer: (reviewer.judged, reviewer.edits, reviewer.reworded)
        for reviewer in report.reviewers
    }
    assert done == {"reviewer-1": (7, 2, 0), "reviewer-2": (6, 4, 1)}


def test_the_command_prints_the_same_as_a_table_and_as_json(judged: Workbench) -> None:
    root = str(judged.corpus.root)
    table = CliRunner().invoke(main, ["agreement", "--corpus", root]).output.splitlines()
    assert table[0].split("\t")[:4] == ["pair", "beads", "judged", "by_several"]
    line = next(row.split("\t") for row in table if row.startswith(PAIR))
    assert line[1:] == [
        "8",
        "8",
        "5",
        "1",
        "0",
        "0.800",
        "0.571",
        "reviewer-1, reviewer-2: 0.545 (n=5)",
    ]
    assert any(row.startswith("reviewer-2\t6\t4\t1\t2") for row in table)
    told = json.loads(CliRunner().invoke(main, ["agreement", "--corpus", root, "--json"]).output)
    assert told == json.loads(json.dumps(judged.team.agreement().to_json()))
    client = client_of(create_app(judged, accounts=False))
    answer: Any = client.get("/api/agreement").json
    for pair in answer["pairs"]:
        del pair["named"]  # for people; on the command line one types the id
    del answer["badges"]  # for pictures of people
    assert answer == told


def test_agreement_outlives_publishing(judged: Workbench) -> None:
    before = judged.team.agreement()
    judged.review.publish(PAIR)
    twin = Workbench(Path(judged.corpus.root))
    try:
        assert twin.team.agreement() == before
    finally:
        twin.close()
