"""What got in the way on a first day of use: judgements kept, undo that goes on, the first page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from baikonur_align.model import Bead, Pair
from support import sample
from support.browser import copy, go_to, open_pair, pair_now, press, saved
from test_browser_adding import drop
from test_jobs import ENGLISH, KAZAKH

pytestmark = pytest.mark.browser


def comparable() -> Pair:
    """Two texts without a link; its title comes before all others."""
    pair = sample.translation()
    beads = [
        alone
        for bead in pair.beads
        for alone in (
            *(Bead((segment,), ()) for segment in bead.source),
            *(Bead((), (segment,)) for segment in bead.target),
        )
    ]
    source = replace(pair.source, title="А тақырып")
    return replace(pair, id="comparable", kind="comparable", beads=tuple(beads), source=source)


def drafts() -> Pair:
    """Drafts whose estimated quality falls from row to row."""
    pair = sample.draft()
    beads = tuple(
        replace(bead, source=(replace(bead.source[0], draft_quality=0.9 - 0.1 * number),))
        for number, bead in enumerate(pair.beads)
    )
    return replace(pair, id="drafts", beads=beads)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    names = ("judged", "blocked", "asked", "both", "dismissed", "undone", "redone")
    pairs = [copy(sample.translation(), name) for name in names]
    sample.corpus(root, *pairs, copy(sample.draft(), "plain"), drafts(), comparable()).close()
    return root


def test_judged_rows_and_comments_are_as_they_were_after_realigning(
    window: Page, corpus: Path
) -> None:
    open_pair(window, "judged")
    press(window, "Home", "x", "f", "c")
    window.keyboard.insert_text("ask the author")
    press(window, "Enter")
    saved(window)
    go_to(window, "Leninsk")
    press(window, "m")
    saved(window)
    before = pair_now(corpus, "judged").beads
    press(window, "q")
    dialog = window.get_by_role("dialog")
    dialog.get_by_label("Edited by a reviewer").check()
    expect(dialog.get_by_role("status")).to_contain_text("realigned rows would change")
    for kind in ("Rejected (1)", "Flagged (1)", "With a comment (1)"):
        expect(dialog.get_by_label(kind)).not_to_be_checked()
    dialog.get_by_role("button", name="Realign", exact=True).click()
    expect(window.locator("#toast")).to_contain_text("realigned")
    saved(window)
    after = pair_now(corpus, "judged").beads
    assert after != before
    judged = [bead for bead in before if bead.status != "auto" or bead.note]
    assert [bead.status for bead in judged] == ["rejected", "flagged"]
    assert judged[1].note == "ask the author"
    assert [bead for bead in judged if bead not in after] == []
    expect(window.locator(".note", has_text="ask the author")).to_contain_text("reviewer-1")


def test_rows_translated_sentence_by_sentence_are_kept_unless_chosen(window: Page) -> None:
    open_pair(window, "plain")
    press(window, "q")
    dialog = window.get_by_role("dialog")
    expect(dialog).to_contain_text("Rows 1–8 (8 rows)")
    expect(dialog.get_by_label("Machine-translated sentence by sentence (8)")).not_to_be_checked()
    expect(dialog.get_by_role("button", name="Realign", exact=True)).to_have_count(0)


def block(window: Page, other: Page, name: str) -> None:
    """Another rejects the row that one has flagged last; one's undo stops there."""
    open_pair(window, name)
    press(window, "Home", "f")
    saved(window)
    open_pair(other, name)
    press(other, "Home", "x")
    saved(other)
    expect(window.locator(".row.rejected")).to_have_count(1)
    press(window, "z")
    expect(window.locator("#banner")).to_contain_text("reviewer-2 has changed the same row since")


def test_a_blocked_undo_shows_the_history_of_its_row(window: Page, other: Page) -> None:
    block(window, other, "blocked")
    window.locator("#banner").get_by_role("button", name="Show history").click()
    dialog = window.get_by_role("dialog")
    expect(dialog.locator(".edits li")).to_have_count(2)
    expect(dialog).to_contain_text("reviewer-2")


def test_the_question_about_a_blocked_undo_goes_with_the_next_edit(
    window: Page, other: Page
) -> None:
    block(window, other, "asked")
    go_to(window, "Leninsk")
    expect(window.locator("#banner")).to_be_visible()
    press(window, "f")
    expect(window.locator("#banner")).to_be_hidden()


def test_a_blocked_undo_takes_both_edits_back(window: Page, other: Page, corpus: Path) -> None:
    block(window, other, "both")
    window.locator("#banner").get_by_role("button", name="Revert both").click()
    expect(window.locator(".row.rejected")).to_have_count(0)
    saved(window)
    assert {bead.status for bead in pair_now(corpus, "both").beads} == {"auto"}
    press(window, "z")  # reverting is an edit like others: no dead end
    expect(window.locator(".row.rejected")).to_have_count(1)


def test_drafts_are_ordered_tinted_and_counted_by_their_estimated_quality(window: Page) -> None:
    open_pair(window, "drafts")
    press(window, "u")
    expect(window).to_have_url(re.compile("order=unsure"))
    assert window.locator(".row .n").all_inner_texts() == list("87654321")
    looked_at = window.locator(".row.look").count()
    assert 0 < looked_at < 8
    window.goto("/")
    card = window.locator(".card", has=window.locator('[href^="/pairs/drafts"]'))
    expect(card).to_contain_text(f"{looked_at} need a look")


def test_redo_is_grey_until_there_is_an_edit_to_redo(window: Page) -> None:
    open_pair(window, "undone")
    redo = window.locator('.bar [data-command="redo"]')
    expect(redo).to_have_attribute("aria-disabled", "true")
    press(window, "f")
    saved(window)
    expect(redo).to_have_attribute("aria-disabled", "true")
    press(window, "z")
    expect(redo).to_have_attribute("aria-disabled", "false")


def test_the_history_has_the_reason_of_an_ignored_warning(window: Page) -> None:
    open_pair(window, "dismissed")
    go_to(window, "6717")
    press(window, "e", "End")
    window.keyboard.insert_text(" Since 1999.")
    press(window, "Enter")
    saved(window)
    go_to(window, "1999")
    expect(window.locator(".row.active .checks li").first).to_be_visible()
    press(window, "i")
    window.get_by_label("Why can this be ignored?").fill("the author added it")
    press(window, "Enter")
    saved(window)
    window.goto("/pairs/dismissed/history")
    newest = window.locator(".edits li").first
    expect(newest).to_contain_text("ignored a warning")
    expect(newest).to_contain_text("the author added it")


def test_the_text_that_is_dropped_first_is_the_source(window: Page) -> None:
    window.goto("/")
    drop(window, meeting_kk_txt=KAZAKH.encode(), meeting_en_txt=ENGLISH.encode())
    languages = window.get_by_role("dialog").get_by_label("Language")
    expect(languages.nth(0)).to_have_value("kk")
    expect(languages.nth(1)).to_have_value("en")


def test_a_closed_row_has_one_number(window: Page) -> None:
    open_pair(window, "drafts#kk.1")
    window.mouse.move(0, 0)
    rows = window.locator(".row:not(.active)")
    shown = rows.evaluate_all(
        """all => all.map((row) => [...row.querySelectorAll(".n, .num")].filter((e) =>
          e.textContent && getComputedStyle(e).visibility !== "hidden"
            && getComputedStyle(e).opacity !== "0" && e.checkVisibility()).length)"""
    )
    assert set(shown) == {1}


def test_the_first_page_says_what_is_next_and_lists_searches_and_sorts(window: Page) -> None:
    window.goto("/")
    titles = window.locator(".card h2")
    expect(titles).to_have_count(10)
    expect(titles.last).to_have_text("А тақырып")  # without links, whatever its title
    expect(window.locator(".card").last).to_contain_text("No links")
    search = window.get_by_label("Search")
    search.fill("ғарыш")
    expect(titles).to_have_count(2)
    search.fill("")
    window.get_by_label("Sort by").select_option("Needs a look")
    expect(titles.first).to_have_text("Байқоңыр ғарыш айлағы")
    window.get_by_label("List").check()
    expect(window.locator(".pair-table tr")).to_have_count(10)
    window.reload()
    expect(window.get_by_label("List")).to_be_checked()
    expect(window.locator(".pair-table tr").last).to_contain_text("No links")
    window.get_by_role("link", name="Next:").click()
    expect(window.locator(".row.active")).to_be_visible()
    expect(window).to_have_url(re.compile("/pairs/drafts"))


def test_a_toast_says_what_was_undone_and_redone_in_which_row(window: Page) -> None:
    open_pair(window, "undone")
    press(window, "Home", "ArrowDown", "x")
    saved(window)
    press(window, "z")
    expect(window.locator("#toast")).to_have_text("Undone in row 2: rejected.")
    press(window, "Shift+Z")
    expect(window.locator("#toast")).to_have_text("Redone in row 2: rejected.")


def test_the_edit_button_of_a_row_without_source_edits_what_there_is(window: Page) -> None:
    open_pair(window, "comparable#en.3")
    window.get_by_role("toolbar").get_by_role("button", name="Edit", exact=False).click()
    expect(window.locator(".row.active .target textarea")).to_be_focused()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_message_does_not_cover_what_a_mode_asks(window: Page, width: int) -> None:
    window.set_viewport_size({"width": width, "height": 844})
    open_pair(window, "undone#kk.7")
    press(window, "o")
    expect(window.locator("#toast")).to_be_visible()
    press(window, "l")
    banner = window.locator("#banner").bounding_box()
    toast = window.locator("#toast").bounding_box()
    assert banner
    assert toast
    assert toast["y"] + toast["height"] <= banner["y"]


def test_a_toast_says_in_which_row_another_did_what(window: Page, other: Page) -> None:
    open_pair(window, "drafts#kk.4")
    expect(window.locator("#net")).to_have_text("Saved")
    open_pair(other, "drafts#kk.4")
    press(other, "f")
    expect(window.locator("#toast")).to_contain_text("reviewer-2, row 4: flagged")


def test_the_concordance_finds_by_expression_and_status_and_sorts_by_both_contexts(
    window: Page,
) -> None:
    open_pair(window, "undone#kk.4")
    press(window, "Space")
    saved(window)
    window.goto("/concordance")
    window.get_by_label("Word or phrase").fill(r"20\d\d")
    window.locator("[name=by]").select_option("regular expression")
    window.get_by_label("Status").select_option("confirmed")
    window.get_by_role("button", name="Search").click()
    rows = window.locator(".places li")
    expect(window.locator("#count")).not_to_be_empty()
    for _ in range(20):  # an edit is found a second later
        if rows.count():
            break
        window.wait_for_timeout(500)
        window.reload()
        expect(window.locator("#count")).to_contain_text(re.compile("hit"))
    expect(rows).to_have_count(2)  # of both languages
    expect(rows.first.locator(".at")).to_contain_text("confirmed")
    for order, side, at in (("left context", ".before", -1), ("right context", ".after", 0)):
        window.goto("/concordance?q=жыл&lang=kk")
        expect(rows.first).to_be_visible()
        window.get_by_label("Sort by").select_option(order)
        window.get_by_role("button", name="Search").click()
        expect(window).to_have_url(re.compile("order="))
        expect(rows.first).to_be_visible()
        nearest = [re.findall(r"\w+", text)[at] for text in rows.locator(side).all_inner_texts()]
        assert nearest == sorted(nearest, key=str.casefold)


def test_the_export_of_a_card_and_of_all_counts_before_the_download(window: Page) -> None:
    window.goto("/")
    card = window.locator(".card", has=window.locator('[href^="/pairs/comparable"]'))
    for opener in (card, window.locator(".lead")):
        opener.get_by_role("button", name="Export", exact=False).click()
        dialog = window.get_by_role("dialog")
        status, download = dialog.get_by_role("status"), dialog.locator("a.main")
        dialog.get_by_label("confirmed", exact=True).uncheck()
        expect(status).to_have_text("Select at least one status.")
        dialog.get_by_label("rejected", exact=True).check()
        expect(status).to_contain_text("No bead matches these choices.")
        expect(download).to_have_attribute("aria-disabled", "true")
        dialog.get_by_label("Tab-separated").check()
        dialog.get_by_label("not reviewed").check()
        expect(status).to_contain_text("will be exported.")
        expect(download).to_have_attribute("aria-disabled", "false")
        press(window, "Escape")


def test_a_blocked_redo_names_the_edit_and_its_row_and_can_be_done_over_the_others(
    window: Page, other: Page, corpus: Path
) -> None:
    open_pair(window, "redone")
    press(window, "Home", "ArrowDown", "f")
    saved(window)
    press(window, "z")
    saved(window)
    open_pair(other, "redone")
    press(other, "Home", "ArrowDown", "x")
    saved(other)
    expect(window.locator(".row.rejected")).to_have_count(1)
    press(window, "Shift+Z")
    banner = window.locator("#banner")
    expect(banner).to_contain_text("Your edit of row 2 (flagged) cannot be redone")
    banner.get_by_role("button", name="Redo mine, revert theirs").click()
    expect(window.locator(".row.flagged")).to_have_count(1)
    saved(window)
    assert pair_now(corpus, "redone").beads[1].status == "flagged"
