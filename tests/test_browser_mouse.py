"""A review by mouse alone: what is written is kept, and what a row says of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support import sample
from support.browser import go_to, open_pair, pair_now, saved

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    names = ("commented",)
    translations = [replace(sample.translation(), id=name) for name in names]
    sample.corpus(root, sample.estimated_draft("merged"), *translations).close()
    return root


def test_merged_drafts_stay_machine_translation_with_an_estimate(window: Page) -> None:
    open_pair(window, "merged")
    active = window.locator(".row.active")
    active.get_by_role("button", name="Merge with next").click()
    expect(active.locator(".shape")).to_have_text("2:2MT")
    expect(active.locator(".conf")).to_contain_text("0.20")
    expect(active).to_contain_text("Estimated quality 0.20")
    saved(window)


@pytest.mark.parametrize("where", ["row", "search", "map"])
def test_a_comment_is_saved_where_one_goes_on_by_mouse(
    window: Page, corpus: Path, where: str
) -> None:
    open_pair(window, "commented")
    go_to(window, "2050")
    active = window.locator(".row.active")
    active.get_by_role("button", name="Comment").click()
    said = f"compare the treaty ({where})"
    active.get_by_label("Comment").fill(said)
    if where == "row":
        window.locator(".row", has_text="115").locator(".source .text").click()
        expect(active).to_contain_text("115")
    elif where == "map":
        window.locator("canvas").first.click(position={"x": 8, "y": 3})
        expect(active).not_to_contain_text("2050")
    else:
        window.locator("#search").click()
    expect(window.locator(".row", has_text="2050").locator(".note")).to_contain_text(said)
    saved(window)
    assert said in [bead.note for bead in pair_now(corpus, "commented").beads]


def test_a_comment_is_left_by_its_button_and_its_row_can_be_copied_from(window: Page) -> None:
    open_pair(window, "commented")
    go_to(window, "Ленинск")
    active = window.locator(".row.active")
    active.get_by_role("button", name="Comment").click()
    field = active.get_by_label("Comment")
    field.fill("not to be kept")
    box = active.locator(".source .text").bounding_box()
    assert box is not None
    window.mouse.move(box["x"] + 2, box["y"] + 8)
    window.mouse.down()
    window.mouse.move(box["x"] + 80, box["y"] + 8, steps=5)
    window.mouse.up()
    assert window.evaluate("getSelection().toString()")
    expect(field).to_have_value("not to be kept")
    active.get_by_role("button", name="Cancel").click()
    expect(field).to_have_count(0)
    expect(active.locator(".note")).to_have_count(0)
