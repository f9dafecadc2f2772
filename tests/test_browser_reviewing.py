"""A reviewer's daily work: kept judgements, blocked undo, sure drafts, empty filters."""

from __future__ import annotations

import zipfile
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from support import sample
from support.browser import go_to, open_pair, opened, pair_now, press, saved

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    names = ("judged", "blocked", "filter", "human", "undone", "alone", "history")
    translations = [replace(sample.translation(), id=name) for name in names]
    drafts = [sample.estimated_draft(name) for name in ("draft", "estimated")]
    sample.corpus(root, *translations, *drafts).close()
    return root


def test_realigning_names_its_rows_and_keeps_judged_ones(window: Page, corpus: Path) -> None:
    open_pair(window, "judged")
    press(window, "Home", "x", "f")
    saved(window)
    press(window, "q")
    dialog = window.get_by_role("dialog")
    expect(dialog).to_contain_text("Rows 1–7 (7 rows)")
    expect(dialog.get_by_label("Rejected (1)")).not_to_be_checked(timeout=60_000)
    expect(dialog.get_by_label("Flagged (1)")).not_to_be_checked()
    dialog.get_by_role("button", name="Cancel").click()
    statuses = [bead.status for bead in pair_now(corpus, "judged").beads]
    assert statuses[:2] == ["rejected", "flagged"]


def test_an_undo_that_is_blocked_explains_itself_and_can_be_skipped(
    window: Page, other: Page, corpus: Path
) -> None:
    open_pair(window, "blocked")
    press(window, "Home", "f", "ArrowDown", "f")
    saved(window)
    open_pair(other, "blocked")
    press(other, "Home", "ArrowDown", "x")
    saved(other)
    expect(window.locator(".row.rejected")).to_have_count(1)
    press(window, "z")
    banner = window.locator("#banner")
    expect(banner).to_contain_text("reviewer-2 has changed the same row since")
    expect(banner.get_by_role("button", name="Revert both")).to_be_visible()
    expect(banner.get_by_role("button", name="Show history")).to_be_visible()
    banner.get_by_role("button", name="Skip this edit").click()
    expect(window.locator("#toast")).to_contain_text("Undone in row 1: flagged.")
    saved(window)
    statuses = [bead.status for bead in pair_now(corpus, "blocked").beads]
    assert statuses[:2] == ["auto", "rejected"]


def test_drafts_are_sorted_and_filtered_by_their_estimated_quality(window: Page) -> None:
    open_pair(window, "draft")
    press(window, "n")
    active = window.locator(".row.active")
    expect(active.locator(".conf")).to_contain_text("0.20")
    expect(active.locator(".conf [title]").last).to_have_attribute(
        "title", "Estimated probability that the machine translation needs no edit, from 0 to 1"
    )
    window.get_by_label("Status").select_option("look")
    expect(window.locator("#asked")).to_contain_text("rows match")
    assert window.locator(".row").count() < len(sample.DRAFT)
    window.get_by_label("Status").select_option("")
    window.locator("#filters summary").click()
    window.get_by_label("Estimated quality", exact=True).select_option("0.75")
    expect(window.locator("#asked")).to_contain_text("Estimated quality: below 0.75")


def test_an_empty_filter_shows_no_row_and_says_which_to_loosen(window: Page) -> None:
    open_pair(window, "filter")
    window.goto("/pairs/filter?status=confirmed&q=Baikonur")
    asked = window.locator("#asked")
    expect(asked).to_contain_text("No row matches this filter.")
    expect(window.locator(".row")).to_have_count(0)
    asked.get_by_role("button", name="Without “Status”").click()
    expect(window.locator(".row").first).to_be_visible()


def test_an_export_of_nothing_says_so_before_the_download(window: Page) -> None:
    open_pair(window, "filter")
    window.get_by_label("More").click()
    window.get_by_role("button", name="Export").click()
    dialog = window.get_by_role("dialog")
    expect(dialog.get_by_role("status")).to_contain_text("No bead matches these choices.")
    expect(dialog.get_by_role("link", name="Download", exact=True)).to_have_attribute(
        "aria-disabled", "true"
    )
    dialog.get_by_label("not reviewed").check()
    expect(dialog.get_by_role("status")).to_contain_text("beads will be exported.")
    dialog.get_by_label("For training machine translation").check()
    expect(dialog.get_by_role("status")).to_contain_text("dropped.tsv")
    dialog.get_by_label("Maximum ratio").fill("4")
    with window.expect_download() as download:
        dialog.get_by_role("link", name="Download", exact=True).click()
    assert download.value.suggested_filename == "filter.tmx.clean.zip"
    with zipfile.ZipFile(download.value.path()) as archive:
        assert {"README.md", "dropped.tsv"} <= set(archive.namelist())
        assert b"length ratio at most 4 " in archive.read("README.md")
    expect(dialog).to_be_hidden()


def test_an_export_of_nothing_counts_other_choices_and_the_minimum_holds_for_drafts(
    window: Page,
) -> None:
    open_pair(window, "estimated")
    window.get_by_label("More").click()
    window.get_by_role("button", name="Export").click()
    dialog = window.get_by_role("dialog")
    said = dialog.get_by_role("status")
    expect(said).to_contain_text("“not reviewed” also selected: 8. With every status and conf")
    expect(said).to_contain_text("confidence: 8.")
    dialog.get_by_label("Minimum confidence").fill("0.5")
    expect(said).to_contain_text("“not reviewed” also selected: 5. With every status and conf")
    expect(said).to_contain_text("confidence: 8.")
    dialog.get_by_label("not reviewed").check()
    expect(said).to_have_text("5 beads will be exported.")
    dialog.locator("[value=tsv]").check()
    expect(said).to_have_text("5 beads will be exported.")
    with window.expect_download() as download:
        dialog.get_by_role("link", name="Download", exact=True).click()
    assert len(download.value.path().read_text(encoding="utf-8").splitlines()) == 1 + 5


def test_a_corpus_is_exported_to_parquet(window: Page) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    window.goto("/")
    window.get_by_role("button", name="Export all").click()
    dialog = window.get_by_role("dialog")
    dialog.get_by_label("Parquet").check()
    dialog.get_by_label("not reviewed").check()
    expect(dialog.get_by_role("status")).to_contain_text("beads will be exported.")
    with window.expect_download() as download:
        dialog.get_by_role("link", name="Download", exact=True).click()
    assert download.value.suggested_filename == "all.parquet"
    assert "source_segments" in parquet.read_table(download.value.path()).column_names


def test_human_text_is_replaced_with_machine_translation_only_when_asked(
    window: Page, corpus: Path
) -> None:
    open_pair(window, "human")
    before = pair_now(corpus, "human").beads
    go_to(window, "2050")
    press(window, "r")
    dialog = window.get_by_role("dialog")
    expect(dialog).to_contain_text("with machine translation?")
    dialog.get_by_role("button", name="Cancel").click()
    assert pair_now(corpus, "human").beads == before


def test_undo_is_grey_until_there_is_an_edit_to_undo(window: Page) -> None:
    open_pair(window, "undone")
    undo = window.locator('.bar [data-command="undo"]')
    expect(undo).to_have_attribute("aria-disabled", "true")
    press(window, "f")
    expect(undo).to_have_attribute("aria-disabled", "false")
    saved(window)
    press(window, "z")
    expect(undo).to_have_attribute("aria-disabled", "true")


def test_without_accounts_no_key_records_a_decision(window: Page) -> None:
    open_pair(window, "alone")
    press(window, "v")
    expect(window.locator("#toast")).to_contain_text("This server has no accounts")
    press(window, "Space", "ArrowUp")
    expect(window.locator(".row.active")).not_to_contain_text("second opinion")


def test_the_history_says_what_was_undone(window: Page) -> None:
    open_pair(window, "history")
    press(window, "f")
    saved(window)
    press(window, "z")
    expect(window.locator("#toast")).to_contain_text("Undone")
    window.goto("/pairs/history/history")
    expect(window.locator(".edits header").first).to_contain_text("undid edit 1 (flagged)")


def test_the_suggested_name_is_replaced_by_typing(window: Page) -> None:
    open_pair(window, "alone")
    window.get_by_label("More").click()
    window.get_by_role("button", name="Change reviewer name").click()
    window.keyboard.type("Aigul")
    expect(window.get_by_label("Your name")).to_have_value("Aigul")


def test_reviewers_have_different_badges(browser: Browser, window: Page, address: str) -> None:
    names = ["Aigul", "Abdul", "Anatol"]
    with ExitStack() as windows:
        for name in names:
            page = windows.enter_context(contextmanager(opened)(browser, address, name))
            open_pair(page, "alone")
        open_pair(window, "alone")
        marks = window.locator("#people summary .who")
        expect(marks).to_have_count(len(names))
        assert sorted(mark.get_attribute("title") or "" for mark in marks.all()) == sorted(names)
        assert len(set(marks.all_inner_texts())) == len(names)


def test_a_double_click_edits_the_sentence_under_the_pointer(window: Page) -> None:
    open_pair(window, "draft")
    row = window.locator(".row", has_text="6717")
    row.locator(".target .text").first.dblclick()
    box = row.locator(".target textarea")
    expect(box).to_be_focused()
    window.keyboard.press("Escape")
    row.locator(".source .text").first.dblclick()
    expect(row.locator(".source textarea")).to_be_focused()
    window.keyboard.press("Escape")
    expect(row.locator("textarea")).to_have_count(0)
