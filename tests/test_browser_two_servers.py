"""Two servers of one corpus on one PostgreSQL database, with a reviewer at each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from baikonur_align.workbench import Workbench
from support import sample
from support.app import PASSWORD
from support.browser import ANYWHERE, copy, go_to, open_pair, opened, press, saved, serving
from support.postgresql import PROGRAMS, new_database

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAMS is None, reason="there is no PostgreSQL server here"),
]

LATER = 30_000
"""Milliseconds until one server shows what happened at the other, also on a busy machine."""


@pytest.fixture(scope="module")
def url(postgresql: str) -> str:
    return new_database(postgresql, "two_servers")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, url: str) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    sample.corpus(root, *(copy(sample.draft(), name) for name in ("both", "clash"))).close()
    bench = Workbench(root, url)
    bench.accounts.add("reviewer-1", PASSWORD, "lead")
    bench.accounts.add("reviewer-2", PASSWORD, "reviewer")
    bench.close()
    return root


@pytest.fixture(scope="module")
def addresses(corpus: Path, url: str) -> Iterator[tuple[str, str]]:
    options = ("--host", ANYWHERE, "--journal", url)
    with serving(corpus, *options) as first, serving(corpus, *options) as second:
        yield first, second


def signed_in(browser: Browser, address: str, name: str) -> Iterator[Page]:
    for page in opened(browser, address, name, allowed=("409", "401")):  # 401: signed out elsewhere
        page.goto("/sign-in")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator(".cards")).to_be_visible(timeout=LATER)
        yield page


@pytest.fixture
def one(browser: Browser, addresses: tuple[str, str]) -> Iterator[Page]:
    """A reviewer's window, at the first server."""
    yield from signed_in(browser, addresses[0], "reviewer-1")


@pytest.fixture
def two(browser: Browser, addresses: tuple[str, str]) -> Iterator[Page]:
    """Another reviewer's window, at the second server."""
    yield from signed_in(browser, addresses[1], "reviewer-2")


def test_each_sees_where_the_other_is_and_what_they_do(one: Page, two: Page) -> None:
    for page in (one, two):
        open_pair(page, "both")
    go_to(two, "Ленинск")
    here = one.locator(".row", has_text="Ленинск").locator(".present")
    expect(here).to_have_text("R2", timeout=LATER)
    press(two, "Space")
    saved(two)
    confirmed = one.locator(".row", has_text="Ленинск")
    expect(confirmed).to_have_class(re.compile("confirmed"), timeout=LATER)
    go_to(one, "6717")
    press(one, "Space")
    saved(one)
    press(two, "z")  # one's own edit, though another came after it at the other server
    saved(two)
    expect(confirmed).not_to_have_class(re.compile("confirmed"), timeout=LATER)
    expect(one.locator(".row.confirmed")).to_have_count(1)


def test_of_two_texts_of_one_row_neither_is_lost(one: Page, two: Page) -> None:
    for page, text in ((one, "It covers 6717 km²."), (two, "Its area is 6717 km².")):
        open_pair(page, "clash")
        go_to(page, "6717")
        press(page, "e", "Control+a")
        page.keyboard.type(text)
    press(two, "Enter")
    saved(two)
    press(one, "Enter")
    clash = one.locator(".clash")
    expect(clash.locator(".theirs")).to_have_text("Its area is 6717 km².", timeout=LATER)
    expect(clash.locator(".mine")).to_contain_text("covers 6717 km².")


def test_a_text_added_at_one_server_is_reviewed_at_the_other(one: Page, two: Page) -> None:
    one.get_by_role("button", name="Paste text").click()
    one.get_by_label("Source text", exact=True).fill("Байқоңыр — ғарыш айлағы.")
    one.get_by_role("button", name="Continue").click()
    dialog = one.get_by_role("dialog")
    dialog.get_by_label("Name in the corpus").fill("pasted")
    dialog.get_by_role("button", name="Start").click()
    expect(one.get_by_role("link", name="Start reviewing")).to_be_visible(timeout=4 * LATER)
    two.goto("/pairs/pasted.kk-en")
    expect(two.locator(".row", has_text="Байқоңыр")).to_have_count(1)


def test_a_session_of_one_server_is_one_of_the_other_until_it_ends(
    one: Page, addresses: tuple[str, str]
) -> None:
    elsewhere = one.context.new_page()
    elsewhere.goto(f"{addresses[1]}/pairs/both")
    expect(elsewhere.locator(".row").first).to_be_visible()
    elsewhere.get_by_label("More").click()
    elsewhere.get_by_role("button", name="Sign out").click()
    expect(elsewhere.get_by_label("Password")).to_be_visible()
    one.goto("/pairs/both")
    expect(one.get_by_label("Password")).to_be_visible()
