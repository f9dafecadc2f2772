"""Two reviewers at one pair in two browsers: presence, and the edits of the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support import sample
from support.browser import copy, go_to, open_pair, pair_now, press, saved, targets

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    names = ["presence", "slowly", "theirs", "mine", "edited", "key-1", "key-2", "key-3"]
    sample.corpus(root, *(copy(sample.draft(), name) for name in names)).close()
    return root


def test_each_sees_where_the_other_is_and_goes_there_by_key_and_mouse(
    window: Page, other: Page
) -> None:
    for page in (window, other):
        open_pair(page, "presence")
    go_to(other, "Ленинск")
    mark = window.locator(".row", has_text="Ленинск").locator(".present")
    expect(mark).to_have_text("R2")
    expect(window.locator(".row", has_text="Ленинск")).to_have_accessible_name(
        re.compile("reviewer-2")
    )
    expect(window.locator(".row .present")).to_have_count(1)

    window.locator("#people summary").click()
    window.locator("#people").get_by_role("button", name="reviewer-2").click()
    expect(window.locator(".row.active")).to_contain_text("Ленинск")

    go_to(other, "2050")
    expect(window.locator(".row", has_text="2050").locator(".present")).to_have_text("R2")
    press(window, "p", "Enter")
    expect(window.locator(".row.active")).to_contain_text("2050")
    press(window, "p", "Escape")
    expect(window.locator("#people")).not_to_have_attribute("open", "")

    other.goto("/")
    card = other.locator(".card", has=other.locator('[href="/pairs/presence"]'))
    expect(card.locator(".present")).to_have_text(
        "R1", timeout=15_000
    )  # who leaves is gone after some seconds of silence
    expect(window.locator("#people")).to_be_hidden(timeout=20_000)
    expect(window.locator(".row .present")).to_have_count(0)
    press(window, "p")
    expect(window.locator("#toast")).to_contain_text("Nobody else")


def test_typing_slowly_is_not_disturbed_by_edits_of_other_beads_and_of_the_same(
    window: Page, other: Page, corpus: Path
) -> None:
    for page in (window, other):
        open_pair(page, "slowly")
    go_to(window, "2050")
    press(window, "e", "Control+a")
    text = "Under the treaty the complex is leased to Russia until 2050."
    window.keyboard.type(text[:15], delay=60)
    field = window.locator("textarea")
    before = field.bounding_box()

    go_to(other, "2050")  # the same bead: its comment, and the other sentence of it
    press(other, "c")
    other.keyboard.type("a treaty of 1994")
    press(other, "Enter", "Shift+E", "End")
    other.keyboard.type(" Бұл рас.")
    press(other, "Enter")
    go_to(other, "6717")  # another bead
    press(other, "Space")
    saved(other)
    window.keyboard.type(text[15:40], delay=60)
    expect(window.locator(".row", has_text="6717")).to_have_class(re.compile("confirmed"))
    expect(window.locator(".row.active .source")).to_contain_text("Бұл рас.")
    after = field.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2
    window.keyboard.type(text[40:], delay=20)
    expect(field).to_have_value(text)
    press(window, "Enter")
    saved(window)
    assert [text] in targets(pair_now(corpus, "slowly"))
    expect(window.locator(".clash")).to_have_count(0)


def clash(window: Page, other: Page, pair: str) -> None:
    """Both change one sentence; the second is shown both versions."""
    for page in (window, other):
        open_pair(page, pair)
        go_to(page, "6717")
    press(window, "e", "Control+a")
    window.keyboard.type("It covers 6717 square kilometres.")
    press(other, "e", "Control+a")
    other.keyboard.type("Its area is 6717 km².")
    press(other, "Enter")
    saved(other)
    press(window, "Enter")
    expect(window.locator(".clash .mine")).to_contain_text("square kilometres.")
    expect(window.locator(".clash .theirs")).to_have_text("Its area is 6717 km².")


CHOICES = [
    ("mine", "Use mine", "It covers 6717 square kilometres."),
    ("theirs", "Keep theirs", "Its area is 6717 km²."),
    ("edited", "Edit", "It covers 6717 square kilometres (km²)."),
]


@pytest.mark.parametrize(
    ("key", "text"), [("1", CHOICES[0][2]), ("2", CHOICES[1][2]), ("3", CHOICES[2][2])]
)
def test_after_a_clash_one_takes_mine_or_theirs_or_edits_by_key(
    window: Page, other: Page, corpus: Path, key: str, text: str
) -> None:
    pair = f"key-{key}"
    clash(window, other, pair)
    press(window, key)
    if key == "3":
        expect(window.locator("textarea")).to_be_focused()
        press(window, "Control+a")
        window.keyboard.type(text)
        press(window, "Enter")
    expect(window.locator(".clash")).to_have_count(0)
    saved(window)
    assert [text] in targets(pair_now(corpus, pair))


@pytest.mark.parametrize(("pair", "button", "text"), CHOICES)
def test_after_a_clash_one_takes_mine_or_theirs_or_edits_by_mouse(
    window: Page, other: Page, corpus: Path, pair: str, button: str, text: str
) -> None:
    clash(window, other, pair)
    window.locator(".clash").get_by_role("button", name=button).click()
    if button == "Edit":
        expect(window.locator("textarea")).to_have_value("It covers 6717 square kilometres.")
        window.locator("textarea").fill(text)
        window.locator(".row.active").get_by_role("button", name="Save Enter").click()
    expect(window.locator(".clash")).to_have_count(0)
    saved(window)
    assert [text] in targets(pair_now(corpus, pair))
