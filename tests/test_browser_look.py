"""Where to look: filters that are links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import sample
from test_browser import browser, open_pair, press, serving, window
from test_browser_checks import with_a_wrong_number

__all__ = ["browser", "window"]  # the fixtures of any browser test

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("corpus")
    sample.corpus(root, with_a_wrong_number(), sample.translation()).close()
    with serving(root) as found:
        yield found


def numbers(page: Page) -> list[str]:
    """The rows that are shown, by their number in the text."""
    return page.locator(".row .n").all_inner_texts()


@pytest.mark.parametrize(
    ("query", "shown", "asked"),
    [
        ("status=look", ["4", "7"], ["Needs a look"]),
        ("below=0.6", ["4", "7"], ["Confidence: Below 0.6"]),
        ("shape=1-2", ["4"], ["Sentences: 1 : 2"]),
        ("shape=1-0", ["5"], ["Sentences: 1 : 0"]),
        ("q=ЛЕНИНСК", ["6"], ["Text: ЛЕНИНСК"]),
        ("status=look&shape=1-1", ["7"], ["Needs a look", "Sentences: 1 : 1"]),
    ],
)
def test_a_filter_is_a_link_and_says_what_it_asks_for(
    window: Page, query: str, shown: list[str], asked: list[str]
) -> None:
    open_pair(window, f"small.kk-en?{query}")
    assert numbers(window) == shown
    chips = window.locator("#asked .chip")
    expect(chips).to_have_text([f"{a} ✕" for a in asked])
    chips.first.click()
    expect(chips).to_have_count(len(asked) - 1)
    expect(window).to_have_url(re.compile(re.escape(query.partition("&")[2]) + "#"))


def test_what_nothing_passes_is_said_and_dropped_again(window: Page) -> None:
    open_pair(window, "small.kk-en?status=constructor&check=nonsense&below=x")
    expect(window.locator("#asked")).to_contain_text("No bead passes the filter.")
    window.get_by_role("button", name="Show all beads").click()
    expect(window.locator(".row")).to_have_count(7)
    expect(window).not_to_have_url(re.compile("status"))


def test_the_panel_offers_what_the_pair_has_by_keyboard_too(window: Page) -> None:
    open_pair(window, "draft.kk-en")
    window.locator("#filters summary").focus()
    press(window, "Enter")
    panel = window.locator("#filters")
    warning = panel.get_by_label("Warning")
    expect(warning.locator("option")).to_have_text(["Any", "Numbers"])
    expect(panel.get_by_label("Sentences").locator("option")).to_have_text(["Any", "1 : 1"])
    warning.select_option("Numbers")
    expect(panel.locator(".badge")).to_have_text("1")
    expect(window.locator("#asked")).to_contain_text("1 bead passes")
    expect(warning).to_be_visible()  # the panel stays for the next choice
    warning.press("Escape")
    expect(warning).to_be_hidden()
    expect(window.locator(".row.active")).to_be_focused()
