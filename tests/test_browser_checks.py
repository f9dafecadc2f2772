"""What looks wrong in a text, shown to the reviewer beside it, until it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from baikonur_align.model import Bead, Pair, Status
from support import sample
from support.browser import go_to, open_pair, press, saved, serving

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]


def with_a_wrong_number() -> Pair:
    pair = sample.draft()
    return replace(pair, beads=tuple(map(_mistaken, pair.beads)))


def _mistaken(bead: Bead) -> Bead:
    (target,) = bead.target
    return replace(bead, target=(replace(target, text=target.text.replace("6717", "6771")),))


def with_a_city(name: str, english: str, status: Status) -> Pair:
    """The draft with another seventh sentence, which the other pairs of the corpus lack."""
    pair = sample.draft()
    (source,), (target,) = pair.beads[6].source, pair.beads[6].target
    kazakh = replace(source, text="Қала 1995 жылға дейін Ленинск болды.")
    city = replace(
        pair.beads[6], source=(kazakh,), target=(replace(target, text=english),), status=status
    )
    return replace(pair, id=name, beads=(*pair.beads[:6], city, *pair.beads[7:]))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("corpus")
    wrong = with_a_wrong_number()
    new = with_a_city("new.kk-en", "Up to 1995 it was Leninsk.", "auto")
    old = with_a_city("old.kk-en", "Until 1995 the city was called Leninsk.", "confirmed")
    sample.corpus(root, wrong, replace(wrong, id="free.kk-en"), new, old).close()
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

    window.get_by_label("Status").select_option("With a warning")
    expect(window.locator(".row")).to_have_count(2)  # and the one where one is
    go_to(window, "6771")
    expect(window.locator(".row")).to_have_count(1)
    said = row.get_by_role("list", name="2 warnings").locator("li > span")
    expect(said).to_have_text(
        ["Number only in the source: 6717", "Number only in the translation: 6771"]
    )

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
    expect(window.locator(".warned")).to_have_count(0)  # nobody mends what is thrown away
    expect(window.locator("#asked")).to_contain_text("No row matches this filter.")


def test_a_warning_is_dismissed_with_a_reason_by_key_and_by_mouse_and_taken_back(
    window: Page,
) -> None:
    open_pair(window, "free.kk-en")
    go_to(window, "аумағы")
    checks = window.locator(".checks li")
    expect(checks).to_have_count(2)
    press(window, "i")
    window.get_by_label("Why can this be ignored?").fill("another survey")
    press(window, "Enter")
    expect(checks.first).to_contain_text("ignored by reviewer-1: another survey")
    expect(window.locator(".warned")).to_have_count(1)
    checks.nth(1).get_by_role("button", name="Ignore").click()
    window.get_by_label("Why can this be ignored?").fill("as the source has it")
    window.locator("form.comment").get_by_role("button", name="Ignore").click()
    expect(window.locator(".checks .dismissed")).to_have_count(2)
    expect(window.locator(".warned")).to_have_count(0)
    saved(window)

    window.reload()
    go_to(window, "аумағы")
    expect(window.locator(".checks .dismissed")).to_have_count(2)
    checks.nth(1).get_by_role("button", name="Restore warning").click()
    expect(window.locator(".checks .dismissed")).to_have_count(1)
    saved(window)
    press(window, "z")
    expect(window.locator(".checks .dismissed")).to_have_count(2)
    press(window, "Shift+I")
    expect(checks.first).to_contain_text("Number only in the source: 6717")
    expect(window.locator(".warned")).to_have_count(1)


def test_a_source_translated_two_ways_is_told_with_a_link_and_dismissed(window: Page) -> None:
    open_pair(window, "new.kk-en")
    go_to(window, "Leninsk")
    expect(window.locator(".memory li")).to_have_count(1)  # what was confirmed has been read
    window.reload()
    go_to(window, "Leninsk")
    told = window.locator(".row.active .checks li")
    expect(told).to_contain_text(
        "translated differently elsewhere: Until 1995 the city was called Leninsk."
    )
    link = told.get_by_role("link", name="go to it")
    expect(link).to_have_attribute("href", "/pairs/old.kk-en#kk.7")
    press(window, "i")
    window.get_by_label("Why can this be ignored?").fill("both are right")
    press(window, "Enter")
    expect(told).to_contain_text("ignored by reviewer-1: both are right")
    saved(window)
    press(window, "z")
    expect(told).not_to_contain_text("dismissed")
    link.click()
    expect(window.locator(".row.active")).to_contain_text("the city was called Leninsk")
