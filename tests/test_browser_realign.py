"""Aligning again in the window: by key and by mouse, around what is confirmed, and back again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support import sample
from support.browser import go_to, open_pair, pair_now, press, saved

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    names = ("keys", "mouse", "run", "stale")
    sample.corpus(root, *(replace(sample.translation(), id=name) for name in names)).close()
    return root


def spoil(page: Page, name: str) -> None:
    """The rent is merged with the treaty; what stands before them is confirmed."""
    open_pair(page, name)
    press(page, "Home", "Space", "Space")
    go_to(page, "2050")
    press(page, "m")
    expect(page.locator(".row")).to_have_count(6)


def preview(page: Page, *keys: str) -> None:
    """Ask for a realignment that also covers what the reviewer edited, and wait for its preview."""
    press(page, *keys)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Edited by a reviewer").check()
    expect(dialog.get_by_role("status")).to_contain_text("realigned rows would change")


def realign(page: Page, *keys: str) -> None:
    """Realign as `preview` shows it."""
    preview(page, *keys)
    page.get_by_role("dialog").get_by_role("button", name="Realign", exact=True).click()
    expect(page.locator("#toast")).to_contain_text("realigned")


def shapes(corpus: Path, name: str) -> list[str]:
    beads = pair_now(corpus, name).beads
    return [
        " ".join(segment.id.removeprefix("kk.").removeprefix("en.") for segment in bead.segments)
        for bead in beads
    ]


def test_a_key_aligns_what_lies_between_confirmed_rows_and_can_be_taken_back(
    window: Page, corpus: Path
) -> None:
    spoil(window, "keys")
    wrong = shapes(corpus, "keys")
    assert "4 5 3 4 5" in wrong
    realign(window, "q")
    right = shapes(corpus, "keys")
    assert {"1 1", "2 3 2", "4 3"} <= set(right)
    assert "4 5 3 4 5" not in right
    press(window, "z")
    expect(window.locator(".row")).to_have_count(len(wrong))
    saved(window)
    assert shapes(corpus, "keys") == wrong
    press(window, "Shift+Z")
    expect(window.locator(".row")).to_have_count(len(right))
    saved(window)
    assert shapes(corpus, "keys") == right
    press(window, "Home", "q")
    expect(window.locator("#toast")).to_contain_text("confirmed rows are kept")


def test_by_mouse_the_open_row_and_the_menu_align_again(window: Page, corpus: Path) -> None:
    spoil(window, "mouse")
    window.get_by_role("toolbar").get_by_role("button", name="Actions").click()
    window.get_by_role("menuitem", name="Realign Q").click()
    realign(window)
    assert "4 3" in shapes(corpus, "mouse")
    window.get_by_role("button", name="Undo").click()
    expect(window.locator(".row")).to_have_count(6)
    window.get_by_label("More").click()
    window.get_by_role("button", name="Realign all").click()
    expect(window.get_by_role("dialog")).to_contain_text("Rows 1–6 (6 rows)")
    realign(window)
    assert {"1 1", "2 3 2", "4 3"} <= set(shapes(corpus, "mouse"))


def test_only_a_chosen_run_is_aligned_again(window: Page, corpus: Path) -> None:
    spoil(window, "run")
    go_to(window, "Ленинск")
    press(window, "Shift+L")
    expect(window.locator(".row")).to_have_count(7)
    realign(window, "Shift+ArrowUp", "Shift+ArrowUp", "q")
    expect(window.locator(".row")).to_have_count(6)
    saved(window)
    assert {"7 6", "4 5 3 4 5"} <= set(shapes(corpus, "run"))


def test_rows_that_someone_changed_meanwhile_are_not_aligned_unseen(
    window: Page, other: Page, corpus: Path
) -> None:
    spoil(window, "stale")
    open_pair(other, "stale")
    preview(window, "q")
    window.context.set_offline(offline=True)
    window.get_by_role("dialog").get_by_role("button", name="Realign", exact=True).click()
    go_to(other, "Ленинск")
    press(other, "f")
    saved(other)
    before = shapes(corpus, "stale")
    window.context.set_offline(offline=False)
    expect(window.locator("#toast")).to_contain_text("reviewer-2")
    assert shapes(corpus, "stale") == before
