"""Dialogs that wait for the server: what they say meanwhile, and answers that come too late."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from support import sample
from support.browser import open_pair, opened, press

pytestmark = pytest.mark.browser

WAITING = {
    "b": "**/history?*",
    "Shift+A": "**/api/tasks?*",
    "q": "**/realign/plan",
    "Shift+N": "**/annotation?*",
}
"""Keys that open a dialog which asks the server, and what it asks for."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    bench = sample.corpus(root)
    bench.annotations.enable(True)
    bench.close()
    return root


@contextmanager
def held(window: Page, asked: str) -> Iterator[list[Route]]:
    """Requests for `asked` that wait until they are continued."""
    routes: list[Route] = []

    def hold(route: Route) -> None:  # Playwright takes no built-in method
        routes.append(route)

    window.route(asked, hold)
    yield routes
    window.unroute(asked)


def until_asked(window: Page, routes: list[Route]) -> None:
    while not routes:
        window.wait_for_timeout(20)


def answer(window: Page, routes: list[Route], asked: str) -> None:
    """Let the server answer, and the page read it."""
    with window.expect_response(asked) as response:
        for route in routes:
            route.continue_()
    response.value.finished()
    window.wait_for_timeout(300)


@pytest.mark.parametrize("key", WAITING)
def test_an_answer_that_a_closed_dialog_waited_for_is_dropped(window: Page, key: str) -> None:
    open_pair(window, "small.kk-en#kk.7")
    dialog = window.locator("dialog[open]")
    with held(window, WAITING[key]) as routes:
        press(window, key)
        expect(dialog).to_have_count(1)
        until_asked(window, routes)
        press(window, "Escape", "?")
        expect(dialog.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
        before = dialog.inner_html()
        answer(window, routes, WAITING[key])
    expect(dialog).to_have_count(1)
    assert dialog.inner_html() == before


def test_rows_found_for_a_closed_dialog_are_dropped(window: Page) -> None:
    open_pair(window, "draft.kk-en")
    with held(window, "**/find") as routes:
        press(window, "Shift+R")
        window.get_by_label("Find").fill("city")
        press(window, "Enter")
        until_asked(window, routes)
        press(window, "Escape", "Shift+R")
        answer(window, routes, "**/find")
    expect(window.locator("dialog[open] .hits li")).to_have_count(0)
    press(window, "Escape")


def test_a_term_is_saved_without_closing_the_next_dialog(window: Page, corpus: Path) -> None:
    open_pair(window, "draft.kk-en")
    with held(window, "**/glossaries/terms") as routes:
        press(window, "Shift+G")
        window.get_by_label("Kazakh").fill("шарт")
        window.get_by_label("English").fill("treaty")
        press(window, "Enter")
        until_asked(window, routes)
        press(window, "Escape", "?")
        answer(window, routes, "**/glossaries/terms")
    expect(window.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    expect(window.locator("#toast")).to_contain_text("Added to the glossary: шарт = treaty")
    assert "шарт\ttreaty" in (corpus / "glossary.tsv").read_text("utf-8")


def test_the_dialog_of_assignments_says_that_it_is_loading(window: Page) -> None:
    open_pair(window, "small.kk-en")
    dialog = window.locator("dialog[open]")
    with held(window, WAITING["Shift+A"]):
        press(window, "Shift+A")
        expect(dialog.get_by_role("status")).to_have_text("Loading…")
        dialog.get_by_role("button", name="Close").click()
        expect(dialog).to_have_count(0)


def test_a_row_without_terms_opens_no_dialog_to_change_them(window: Page) -> None:
    open_pair(window, "small.kk-en#kk.7")
    press(window, "Alt+g")
    expect(window.locator("dialog[open]")).to_have_count(0)
    expect(window.locator("#toast")).to_contain_text("no term of the glossary")


@pytest.mark.parametrize("key", ["b", "q", "Shift+N"])
def test_a_server_that_cannot_be_reached_is_not_called_offline(window: Page, key: str) -> None:
    window.route(WAITING[key], lambda route: route.abort("internetdisconnected"))
    open_pair(window, "small.kk-en#kk.7")
    dialog = window.locator("dialog[open]")
    press(window, key)
    expect(dialog.get_by_role("alert")).to_have_text(
        "The server cannot be reached. Check that it is running."
    )
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def test_an_error_marked_before_the_last_was_saved_is_kept(window: Page) -> None:
    open_pair(window, "draft.kk-en#kk.3")
    press(window, "Shift+N")
    dialog = window.locator("dialog[open]")
    expect(dialog.get_by_role("textbox", name="Translation")).to_be_focused()
    with held(window, "**/annotation") as routes:
        press(window, "Control+Home", "Shift+ArrowRight", "m", "j")
        while len(routes) < 2:
            window.wait_for_timeout(20)
        for route in routes:
            route.continue_()
        expect(dialog.locator(".marked li")).to_have_count(2)


def test_a_refused_assignment_keeps_what_was_written(browser: Browser, address: str) -> None:
    for page in opened(browser, address, "reviewer-1", ["422"]):
        open_pair(page, "small.kk-en")
        press(page, "Shift+A")
        dialog = page.locator("dialog[open]")
        dialog.get_by_label("Note").fill("numbers first")
        press(page, "Enter")
        expect(dialog.get_by_role("alert")).to_contain_text("at least one reviewer")
        expect(dialog.get_by_label("Note")).to_have_value("numbers first")
        dialog.get_by_label("Other names").fill("reviewer-2")
        press(page, "Enter")
        expect(dialog).to_have_count(0)
        expect(page.locator("#toast")).to_contain_text("assigned to reviewer-2")


def test_a_kind_of_rows_ticked_by_key_keeps_the_focus(window: Page) -> None:
    open_pair(window, "draft.kk-en")
    press(window, "q")
    kind = window.get_by_label("Machine-translated sentence by sentence (8)")
    kind.focus()
    press(window, "Space")
    expect(window.locator("dialog[open]").get_by_role("status")).not_to_contain_text("realigned: 0")
    expect(kind).to_be_checked()
    expect(kind).to_be_focused()
