"""The large map, links that cross, and what is done by dragging."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from baikonur_align.edit import in_order
from baikonur_align.model import Bead, Pair, Segment
from support import sample
from support.browser import go_to, open_pair, pair_now, press, saved, targets

pytestmark = pytest.mark.browser

LINKS = [(1, 1), (2, 4), (3, 2), (4, 3), (5, 5), (6, None), (7, None), (8, None), (9, 6)]
"""The second sentence crosses the third and the fourth; three have nothing opposite."""


def crossing() -> Pair:
    beads = [
        Bead(
            (Segment(f"kk.{source}", f"{source}-сөйлем.", 0),),
            (Segment(f"en.{target}", f"Sentence {target}.", 0),) if target else (),
            confidence=0.9,
        )
        for source, target in LINKS
    ]
    return replace(sample.translation(), id="crossing", beads=in_order(beads))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    sample.corpus(root, crossing(), replace(sample.translation(), id="dragged")).close()
    return root


def drag(page: Page, what: Locator, where: Locator) -> None:
    """Press the mouse on the one, and let go over the other."""
    start, end = what.bounding_box(), where.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=6)
    page.mouse.up()


def test_the_large_map_is_gone_about_by_keyboard(window: Page) -> None:
    open_pair(window, "crossing")
    press(window, "g")
    place = window.get_by_role("slider", name="Position in the pair")
    expect(place).to_be_focused()
    expect(place).to_have_attribute(
        "aria-valuetext",
        "Row 1, not reviewed, confidence 0.90, Kazakh: 1-сөйлем. English: Sentence 1.",
    )
    press(window, "End", "ArrowLeft")
    expect(place).to_have_attribute(
        "aria-valuetext",
        "Row 8, not reviewed, confidence 0.90, Kazakh: 8-сөйлем. English: no counterpart",
    )
    press(window, "Escape")  # back where one was
    expect(window.get_by_role("dialog")).to_have_count(0)
    expect(window.locator(".row.active .n")).to_have_text("1")
    press(window, "g", "End", "Enter")
    expect(window.locator(".row.active .n")).to_have_text("9")
    expect(window.locator(".row.active")).to_be_focused()


def test_a_dialog_asked_for_as_another_closes_stays_open_and_whole(window: Page) -> None:
    open_pair(window, "crossing")
    press(window, "?")
    expect(window.get_by_role("dialog")).to_be_visible()
    window.evaluate(
        """() => { // before the page is told that the first one was closed
          document.getElementById("dialog").close();
          document.querySelector(".row.active").dispatchEvent(
            new KeyboardEvent("keydown", { key: "g", code: "KeyG", bubbles: true }));
        }"""
    )
    place = window.get_by_role("slider", name="Position in the pair")
    expect(place).to_be_focused()
    press(window, "End", "Enter")
    expect(window.locator(".row.active .n")).to_have_text("9")
    expect(window.get_by_role("dialog")).to_have_count(0)
    expect(window.locator(".row.active")).to_be_focused()


def test_the_large_map_names_gaps_and_crossings_and_leads_there(window: Page) -> None:
    open_pair(window, "crossing")
    window.get_by_role("button", name="Map").click()
    dialog = window.get_by_role("dialog")
    expect(dialog).to_contain_text("1 gap")
    expect(dialog).to_contain_text("3 rows cross others")
    dialog.get_by_role("button", name="Rows 6–8: 3 sentences without counterpart").click()
    expect(window.locator(".row.active .n")).to_have_text("6")
    press(window, "g")
    field = window.locator(".plane")
    box = field.bounding_box()
    assert box is not None
    window.mouse.click(box["x"] + box["width"] - 8, box["y"] + box["height"] - 8)
    expect(window.locator(".row.active .n")).to_have_text("9")


def test_the_open_row_shows_what_it_crosses_and_a_filter_finds_all_that_cross(window: Page) -> None:
    open_pair(window, "crossing")
    expect(window.locator(".crossing")).to_have_count(0)
    go_to(window, "2-сөйлем")
    said = window.locator(".row.active .crossing")
    expect(said).to_contain_text("Crosses 2 other rows:")
    expect(said.locator("svg line")).to_have_count(3)
    said.get_by_role("button", name="Row 4").click()
    expect(window.locator(".row.active .n")).to_have_text("4")
    expect(window.locator(".row.active .crossing")).to_contain_text("Crosses 1 other row:")
    open_pair(window, "crossing?crossing=yes")
    assert window.locator(".row .n").all_inner_texts() == ["2", "3", "4"]


def test_a_run_is_chosen_by_dragging_and_by_shift_and_click(window: Page) -> None:
    open_pair(window, "crossing")
    rows = window.locator(".row")
    drag(window, rows.nth(4).locator(".gutter"), rows.nth(6).locator(".gutter"))
    expect(window.locator(".row.in-run .n")).to_have_text(["5", "6", "7"])
    press(window, "Escape")
    expect(window.locator(".row.in-run")).to_have_count(0)
    rows.nth(1).locator(".gutter").click()
    rows.nth(3).locator(".source .text").click(modifiers=["Shift"])
    expect(window.locator(".row.in-run .n")).to_have_text(["2", "3", "4"])
    assert window.evaluate("getSelection().toString()") == ""


def test_a_sentence_is_dragged_to_another_row_and_taken_back(window: Page, corpus: Path) -> None:
    open_pair(window, "dragged")
    before = targets(pair_now(corpus, "dragged"))
    number = window.locator(".row", has_text="115").locator(".target .num").nth(1)
    drag(window, number, window.locator(".row", has_text="Мұнда көп адам").locator(".gutter"))
    expect(window.locator(".row", has_text="Мұнда көп адам")).to_contain_text("Part of it")
    saved(window)
    assert ["Part of it may be paid in kind."] in targets(pair_now(corpus, "dragged"))
    press(window, "z")
    expect(window.locator(".row", has_text=re.compile("115 million"))).to_contain_text("Part of it")
    saved(window)
    assert targets(pair_now(corpus, "dragged")) == before


def test_the_large_map_is_drawn_again_in_another_theme(window: Page) -> None:
    open_pair(window, "crossing")
    press(window, "g")
    pixels = "canvas => canvas.toDataURL()"
    drawn = window.locator("dialog canvas")
    expect(drawn).to_be_visible()
    light = drawn.evaluate(pixels)
    window.emulate_media(color_scheme="dark")
    window.wait_for_function(
        "light => document.querySelector('dialog canvas').toDataURL() !== light", arg=light
    )
    window.emulate_media(color_scheme="light")
    window.wait_for_function(
        "light => document.querySelector('dialog canvas').toDataURL() === light", arg=light
    )
