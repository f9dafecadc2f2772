"""Edits that wait in the browser are sent once, whatever the answer, in their author's name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from baikonur_align.workbench import JOURNAL, Workbench
from support import sample
from support.app import PASSWORD
from support.browser import ANYWHERE, copy, go_to, open_pair, press, saved, serving
from test_browser_accounts import sign_in

pytestmark = pytest.mark.browser

EDITS = "**/api/pairs/*/edits"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    pairs = ["lost", "went-back", "rewritten", "left", "open", "refused", "locked"]
    bench = sample.corpus(root, *(copy(sample.draft(), name) for name in pairs))
    for number in (1, 2):
        bench.accounts.add(f"reviewer-{number}", PASSWORD, "reviewer")
    bench.close()
    return root


@pytest.fixture(scope="module")
def address(corpus: Path) -> Iterator[str]:
    with serving(corpus, "--host", ANYWHERE) as found:
        yield found


@pytest.fixture
def shared(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser that two reviewers use, one after the other."""
    context = browser.new_context(base_url=address)
    context.set_default_timeout(20_000)
    yield context
    context.close()


def done(corpus: Path, pair: str) -> list[tuple[str, str]]:
    bench = Workbench(corpus)
    edits = [(edit.verb, edit.reviewer) for _, edit in bench.review.edits(pair)]
    bench.close()
    return edits


def lose_answers(page: Page) -> None:
    """The server takes the next edit, and then the connection dies for all of them."""
    taken: list[Route] = []

    def lose(route: Route) -> None:
        if not taken:
            route.fetch()
        taken.append(route)
        route.abort()

    page.route(EDITS, lose)


def waiting(page: Page) -> None:
    expect(page.locator("#net")).to_have_text("Offline, 1 unsent edit")


def reload(page: Page) -> None:
    """As one does when nothing seems to happen; by now the connection is back."""
    page.unroute(EDITS)
    page.reload()
    expect(page.locator(".row.active")).to_be_visible()
    saved(page)
    assert (
        page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('waiting:'))") == []
    )


def test_an_edit_whose_answer_was_lost_is_done_once_over_a_reload(
    shared: BrowserContext, corpus: Path
) -> None:
    page = shared.new_page()
    sign_in(page, "reviewer-1")
    lose_answers(page)
    open_pair(page, "lost")
    go_to(page, "6717")
    press(page, "Space")
    waiting(page)
    reload(page)
    expect(page.locator(".row", has_text="6717")).to_contain_class("confirmed")
    expect(page.locator("#toast")).to_be_hidden()
    assert done(corpus, "lost") == [("confirm", "reviewer-1")]


def test_an_edit_waits_over_every_error_that_may_pass(shared: BrowserContext, corpus: Path) -> None:
    page = shared.new_page()
    sign_in(page, "reviewer-1")
    statuses = [500, 502, 503, 504, 507]

    def refuse(route: Route) -> None:
        if statuses:
            route.fulfill(status=statuses.pop(0), body="{}")
        else:
            route.continue_()

    page.route(EDITS, refuse)
    open_pair(page, "refused")
    go_to(page, "6717")
    press(page, "Space")
    waiting(page)
    expect(page.locator(".row", has_text="6717")).to_contain_class("confirmed")
    saved(page)  # it was sent again and again
    assert statuses == []
    assert done(corpus, "refused") == [("confirm", "reviewer-1")]


def test_an_edit_waits_while_the_journal_is_locked(shared: BrowserContext, corpus: Path) -> None:
    page = shared.new_page()
    sign_in(page, "reviewer-1")
    open_pair(page, "locked")
    go_to(page, "6717")
    with closing(sqlite3.connect(corpus / JOURNAL, isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        press(page, "Space")
        waiting(page)
        lock.execute("ROLLBACK")
    saved(page)
    assert done(corpus, "locked") == [("confirm", "reviewer-1")]


def test_it_is_not_done_again_after_someone_went_back_to_the_same_beads(
    shared: BrowserContext, corpus: Path
) -> None:
    page = shared.new_page()
    sign_in(page, "reviewer-1")
    lose_answers(page)
    open_pair(page, "went-back")
    go_to(page, "6717")
    press(page, "Space")
    waiting(page)
    bench = Workbench(corpus)
    bench.review.undo("went-back", "reviewer-1")
    bench.close()
    reload(page)
    expect(page.locator(".row.confirmed")).to_have_count(0)
    assert done(corpus, "went-back") == [("confirm", "reviewer-1"), ("undo", "reviewer-1")]


def test_a_text_whose_answer_was_lost_is_neither_doubled_nor_kept_as_unsent(
    shared: BrowserContext, corpus: Path
) -> None:
    page = shared.new_page()
    sign_in(page, "reviewer-1")
    lose_answers(page)
    open_pair(page, "rewritten")
    go_to(page, "6717")
    press(page, "e", "Control+a")
    page.keyboard.type("It covers 6717 square kilometres.")
    press(page, "Enter")
    waiting(page)
    reload(page)
    expect(page.locator(".row", has_text="It covers 6717")).to_have_count(1)
    expect(page.locator(".unsent, .clash")).to_have_count(0)
    assert done(corpus, "rewritten") == [("reword", "reviewer-1")]


def test_what_one_reviewer_left_waits_for_them_and_the_next_sees_nothing_of_it(
    shared: BrowserContext, corpus: Path
) -> None:
    first = shared.new_page()
    sign_in(first, "reviewer-1")
    first.route(EDITS, lambda route: route.abort())
    open_pair(first, "left")
    go_to(first, "6717")
    press(first, "Space")
    waiting(first)
    go_to(first, "2050")
    press(first, "e", "End")
    first.keyboard.type(" Or not.")
    press(first, "Escape")
    expect(first.locator(".unsent")).to_contain_text("Or not.")
    first.close()

    page = shared.new_page()
    sign_in(page, "reviewer-2")
    open_pair(page, "left")
    go_to(page, "1995")
    press(page, "f")  # sent after all that waits
    expect(page.locator(".row.flagged")).to_have_count(1)
    saved(page)
    expect(page.locator(".unsent, .row.confirmed")).to_have_count(0)
    assert done(corpus, "left") == [("flag", "reviewer-2")]

    sign_in(page, "reviewer-1")
    open_pair(page, "left")
    expect(page.locator(".row", has_text="6717")).to_contain_class("confirmed")
    saved(page)
    expect(page.locator(".unsent")).to_contain_text("Or not.")
    assert done(corpus, "left") == [("flag", "reviewer-2"), ("confirm", "reviewer-1")]


def test_a_window_left_open_sends_nothing_in_the_name_of_who_signed_in_elsewhere(
    shared: BrowserContext, corpus: Path
) -> None:
    page = shared.new_page()
    sign_in(page, "reviewer-1")
    open_pair(page, "open")
    page.route(
        "**/api/pairs/*/here", lambda route: route.abort()
    )  # it learns nothing of the other window
    other = shared.new_page()
    sign_in(other, "reviewer-2")
    go_to(page, "6717")
    press(page, "Space")
    expect(page.get_by_label("Password")).to_be_visible()
    assert done(corpus, "open") == []
    page.get_by_label("Name").fill("reviewer-1")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Enter")
    expect(page.locator(".row", has_text="6717")).to_contain_class("confirmed")
    saved(page)
    assert done(corpus, "open") == [("confirm", "reviewer-1")]
