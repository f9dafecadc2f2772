"""Two reviewers judge the same pair, the second without seeing the first; a lead decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample
from support.app import PASSWORD
from support.browser import ANYWHERE, PATIENCE, copy, go_to, open_pair, pair_now, saved, serving
from test_browser_accounts import sign_in

pytestmark = pytest.mark.browser

FIRST, SECOND = "reviewer-1", "reviewer-2"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pairs that two reviewers judge, of one the first has judged four rows; and another."""
    root = tmp_path_factory.mktemp("corpus")
    names = ("begun", "together", "merged")
    bench = sample.corpus(root, *(copy(sample.draft(), name) for name in names))
    for name in (FIRST, SECOND):
        bench.accounts.add(name, PASSWORD, "reviewer")
    bench.accounts.add("lead-1", PASSWORD, "lead")
    for pair in ("begun", "together"):
        bench.team.assign(pair, [FIRST, SECOND], ("", ""), "", lead="lead-1")
    for row, verb in enumerate(("confirm", "reject", "flag", "confirm")):
        bench.revise("begun", verb, [_id(bench, row)], {}, FIRST)
    bench.revise("begun", "comment", [_id(bench, 3)], {"text": "too free"}, FIRST)
    bench.close()
    return root


def _id(bench: Workbench, row: int) -> str:
    return bead_id(bench.review.pair("begun").beads[row])


@pytest.fixture(scope="module")
def address(corpus: Path) -> Iterator[str]:
    with serving(corpus, "--host", ANYWHERE) as found:
        yield found


def signed_in(browser: Browser, address: str, name: str) -> Page:
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, name)
    return page


@pytest.fixture
def first(browser: Browser, address: str) -> Iterator[Page]:
    page = signed_in(browser, address, FIRST)
    yield page
    page.context.close()


@pytest.fixture
def second(browser: Browser, address: str) -> Iterator[Page]:
    page = signed_in(browser, address, SECOND)
    yield page
    page.context.close()


def test_no_filter_order_or_search_shows_the_first_opinion(second: Page) -> None:
    rows, asked = second.locator(".row"), second.locator("#asked")
    for status in ("confirmed", "rejected", "noted"):
        open_pair(second, "begun")
        second.get_by_label("Status").select_option(status)
        expect(asked).to_contain_text("No row matches this filter.")
    second.get_by_label("Status").select_option("auto")
    expect(rows.first.locator(".n")).to_have_text("1")
    open_pair(second, "begun")
    second.locator("#search").fill("too free")
    expect(asked).to_contain_text("No row matches this filter.")
    open_pair(second, "begun")
    second.get_by_role("button", name="Least sure first").click()
    expect(rows.first.locator(".n")).to_have_text("1")
    go_to(second, sample.DRAFT[-1][0])
    second.keyboard.press("n")  # the next that this reviewer has not judged
    expect(second.locator(".row.active .n")).to_have_text("1")


def test_what_the_first_does_meanwhile_is_not_said(first: Page, second: Page) -> None:
    for page in (first, second):
        open_pair(page, "together")
    first.locator(".row.active").get_by_role("button", name="Reject").click()
    saved(first)
    expect(second.locator(".row.active")).to_contain_text("Second opinion")
    second.wait_for_timeout(300)
    assert second.locator("#toast").is_hidden()  # now, not when a message has gone


def test_who_was_offline_does_not_confirm_what_another_merged(
    first: Page, second: Page, corpus: Path
) -> None:
    for page in (first, second):
        open_pair(page, "merged")
    second.context.set_offline(True)
    second.locator(".row").nth(1).locator(".target .text").dblclick()
    second.locator("textarea").fill("Baikonur was built in 1955.")
    second.get_by_role("button", name="Save and confirm").click()
    expect(second.locator("#net")).to_contain_text("1 unsent edit")
    go_to(first, sample.DRAFT[1][0])
    first.locator(".row.active").get_by_role("button", name="Merge with next").click()
    saved(first)
    second.context.set_offline(False)
    expect(second.locator("#toast")).to_contain_text(
        "Row 2: your text is saved, but not confirmed", timeout=PATIENCE
    )
    saved(second)
    bead = pair_now(corpus, "merged").beads[1]
    assert (bead.status, len(bead.source)) == ("auto", 2)
    assert bead.target[0].text == "Baikonur was built in 1955."
