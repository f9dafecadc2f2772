"""Assigning, a second opinion and a lead's decision, by key and by mouse, between two browsers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from baikonur_align.edit import in_order
from baikonur_align.model import Assignment, Bead
from baikonur_align.review.team import covered
from baikonur_align.wire import bead_id, named_bead
from baikonur_align.workbench import Workbench
from support import sample
from support.browser import copy, go_to, open_pair, pair_now, press, saved
from support.sample import random_beads

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    names = ["assigning", "bykey", "bymouse", "first"]
    bench = sample.corpus(root, *(copy(sample.draft(), name) for name in names))
    for name in ("bykey", "bymouse"):
        ids = [bead_id(bead) for bead in bench.review.pair(name).beads[:4]]
        bench.revise(name, "confirm", ids, {}, "reviewer-3")
    bench.close()
    return root


def assignments(corpus: Path) -> list[Assignment]:
    bench = Workbench(corpus)
    try:
        return [task.assignment for task in bench.team.tasks()]
    finally:
        bench.close()


def test_a_run_is_assigned_shown_filtered_by_a_link_and_told_to_others(
    window: Page, other: Page, corpus: Path
) -> None:
    open_pair(window, "assigning")
    go_to(window, "6717")
    press(window, "Shift+ArrowDown", "Shift+ArrowDown", "Shift+A")
    dialog = window.get_by_role("dialog")
    expect(dialog.get_by_label("The 3 selected rows")).to_be_checked()
    dialog.get_by_label("Other names").fill("reviewer-2, reviewer-3")
    dialog.get_by_label("Note").fill("numbers first")
    press(window, "Enter")
    expect(window.locator("#toast")).to_contain_text(
        "Rows 3–5: assigned to reviewer-2, reviewer-3."
    )
    assert [
        (assignment.reviewer, assignment.first, assignment.last, assignment.note)
        for assignment in assignments(corpus)
    ] == [
        ("reviewer-2", "kk.3", "kk.5", "numbers first"),
        ("reviewer-3", "kk.3", "kk.5", "numbers first"),
    ]

    open_pair(other, "assigning?for=reviewer-2")
    expect(other.locator(".row")).to_have_count(3)
    press(other, "Space")
    saved(other)
    expect(other.locator("#toast")).to_be_hidden()
    open_pair(other, "assigning#kk.7")
    press(other, "Space")
    expect(other.locator("#toast")).to_contain_text("outside your assignment")
    press(window, "Escape")
    go_to(window, "6717")
    expect(window.locator(".row.active")).to_have_class(re.compile("confirmed"))
    press(window, "f")
    expect(window.locator("#toast")).to_contain_text("assigned to reviewer-2, reviewer-3")

    other.goto("/")
    card = other.locator(".card").first
    expect(card).to_contain_text(
        "Sentences 3–5" if "3–5" in card.inner_text() else "Sentences 3 to 5"
    )
    expect(card.locator(".task").first).to_contain_text("1 of 3 reviewed")
    card.get_by_role("link", name="reviewer-2").click()
    expect(other).to_have_url(re.compile("for=reviewer-2"))

    window.locator(".menu summary").last.click()
    window.get_by_role("button", name="Assign…").click()
    dialog.get_by_role("button", name="Withdraw the assignment: reviewer-3").click()
    expect(dialog.locator(".task")).to_have_count(1)
    dialog.get_by_role("button", name="Close").click()
    expect(window.get_by_role("dialog")).to_have_count(0)
    assert [assignment.reviewer for assignment in assignments(corpus)] == ["reviewer-2"]


def test_a_second_opinion_by_key_and_no_decision_without_accounts(
    window: Page, other: Page, corpus: Path
) -> None:
    for page in (window, other):
        open_pair(page, "bykey?opinion=second")
        expect(page.locator(".row")).to_have_count(4)
    press(window, "y")  # agrees with the first and goes on
    expect(window.locator(".row.active")).to_contain_text("1955")
    press(window, "Shift+Y")
    window.keyboard.type("a space is no cosmodrome")
    press(window, "Enter")
    expect(window.locator(".row.active .opinions")).to_contain_text("reviewer-1: rejected")
    press(window, "z", "z")
    saved(window)
    expect(window.locator(".row.active .opinions")).to_contain_text("Needs a second opinion")
    press(window, "Shift+Z", "Shift+Z")
    saved(window)
    assert pair_now(corpus, "bykey").beads[1].note == "a space is no cosmodrome"

    open_pair(other, "bykey?opinion=disputed")
    expect(other.locator(".row")).to_have_count(1)
    expect(other.locator(".row.active")).to_have_accessible_name(re.compile("Disputed"))
    press(other, "Shift+V")  # without accounts nobody is known as the lead
    expect(other.locator("#toast")).to_contain_text("Only a lead can decide")
    assert pair_now(corpus, "bykey").beads[1].status == "confirmed"


def test_a_second_opinion_by_mouse_and_no_decision_without_accounts(
    window: Page, corpus: Path
) -> None:
    open_pair(window, "bymouse")
    active = window.locator(".row.active")
    active.get_by_role("button", name="Agree", exact=False).first.click()
    expect(active).to_contain_text("1955")
    active.get_by_role("button", name="Disagree").click()
    window.get_by_label("Why do you disagree?").fill("too free")
    active.get_by_role("button", name="Save").click()
    expect(active.locator(".opinions")).to_contain_text("Disputed")
    expect(active.get_by_role("button", name="Decide: confirmed")).to_have_count(0)
    saved(window)
    go_to(window, "6717")
    press(window, "Space")  # who confirms what another confirmed agrees
    saved(window)
    bench = Workbench(corpus)
    report = bench.team.agreement()
    bench.close()
    pair = next(pair for pair in report.pairs if pair.name == "bymouse")
    assert (pair.by_several, pair.disputed, pair.decided) == (3, 1, 0)
    window.goto("/team")
    expect(window.locator("tr", has_text="bymouse")).to_contain_text("0.67")
    expect(window.locator("tr", has_text="reviewer-3").first).to_be_visible()
    open_pair(window, "bymouse?by=reviewer-1")
    expect(window.locator(".row")).to_have_count(3)


def test_the_page_and_the_server_agree_on_what_a_range_covers(window: Page) -> None:
    ranges = [("kk.3", "kk.7"), ("kk.1", "kk.12"), ("en.4", "en.4"), ("kk.2.1", "kk.9.2"), ("", "")]
    states: list[list[Bead]] = [list(in_order(random_beads(seed))) for seed in range(40)]
    window.goto("/")
    theirs = window.evaluate(
        """async ([states, ranges]) => {
          const { covered } = await import("/static/model/tasks.js");
          const idsOf = (beads) => ([first, last]) => [...covered({ first, last }, beads)];
          return states.map((beads) => ranges.map(idsOf(beads)));
        }""",
        [[[named_bead(bead) for bead in beads] for beads in states], ranges],
    )
    ours = [
        [
            [bead_id(bead) for bead in covered(Assignment("", "", *span, "", "", ""), beads)]
            for span in ranges
        ]
        for beads in states
    ]
    assert theirs == ours
