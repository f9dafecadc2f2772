"""What looks wrong in a text, shown to the reviewer beside it, until it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import sample
from baikonur_align.model import Bead, Pair
from test_browser import browser, go_to, open_pair, press, saved, serving, window

__all__ = ["browser", "window"]  # the fixtures of any browser test

pytestmark = pytest.mark.browser


def with_a_wrong_number() -> Pair:
    pair = sample.draft()
    return replace(pair, beads=tuple(map(_mistaken, pair.beads)))


def _mistaken(bead: Bead) -> Bead:
    (target,) = bead.target
    return replace(bead, target=(replace(target, text=target.text.replace("6717", "6771")),))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("corpus")
    sample.corpus(root, with_a_wrong_number()).close()
    with serving(root) as found:
        yield found


def test_a_wrong_number_is_told_and_found_by_the_filter_until_it_is_mended(window: Page) -> None:
    open_pair(window, "draft.kk-en")
    row = window.locator(".row", has_text="аумағы")
    expect(row.locator(".warned")).to_have_attribute(
        "title", "Number only in the source: 6717\nNumber only in the translation: 6771"
    )
    expect(row).to_have_accessible_name("Row 3, not reviewed, 2 warnings")
    expect(window.locator(".warned")).to_have_count(1)
    expect(window.locator(".checks")).to_have_count(0)  # only the open row says what

    window.get_by_label("Show which beads").select_option("With a warning")
    expect(window.locator(".row")).to_have_count(2)  # and the one where one is
    go_to(window, "6771")
    expect(window.locator(".row")).to_have_count(1)
    said = row.get_by_role("list", name="2 warnings").get_by_role("listitem")
    expect(said).to_have_text(["Number only in the source: 6717", "Number only in the translation: 6771"])

    press(window, "e", "Control+a")
    window.keyboard.type("Its territory is 6717 square kilometres.")
    press(window, "Control+Enter")
    saved(window)
    expect(window.locator(".warned")).to_have_count(0)
    expect(window.locator(".checks")).to_have_count(0)

    press(window, "z")  # what is taken back is checked again
    expect(window.locator(".warned")).to_have_count(1)

    window.reload()
    go_to(window, "6771")
    expect(window.locator(".checks li")).to_have_count(2)
    press(window, "x")
    expect(window.locator(".row.rejected")).to_have_count(1)
    expect(window.locator(".warned")).to_have_count(0)  # nobody mends what is thrown away
