"""The review app as a reviewer meets it: a real Chromium, a real server, a real corpus."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from baikonur_align.edit import in_order
from baikonur_align.model import Bead, Status
from baikonur_align.summary import LOOK_BELOW
from baikonur_align.wire import bead_to_json, named_bead
from baikonur_align.workbench import wants_look
from support import sample
from support.browser import (
    ANYWHERE,
    copy,
    go_to,
    open_pair,
    pair_now,
    press,
    press_cyrillic,
    saved,
    serving,
    targets,
)
from support.sample import random_beads

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pair for each test that changes one."""
    root = tmp_path_factory.mktemp("corpus")
    drafts = [
        "keyboard",
        "mouse",
        "disjoint",
        "clash",
        "typing",
        "offline",
        "kept",
        "markup",
        "layout",
        "fits",
        "restoring",
    ]
    pairs = [
        *(copy(sample.draft(), draft) for draft in drafts),
        copy(sample.translation(), "aligning"),
    ]
    pairs += [copy(sample.translation(), "shifting"), copy(sample.draft(), "untouched")]
    sample.corpus(root, *pairs, copy(sample.large(10_000), "large")).close()
    return root


def test_a_pair_is_reviewed_by_keyboard_from_the_first_page_to_the_export(
    window: Page, corpus: Path
) -> None:
    window.goto("/")
    window.locator(".card", has=window.locator('[href="/pairs/keyboard"]')).get_by_role(
        "link", name="Review"
    ).click()
    expect(window.locator(".row")).to_have_count(8)
    expect(window.locator(".row.active")).to_contain_text("Байқоңыр")

    press(window, "Space", "e")  # confirm the heading, edit the next sentence
    window.keyboard.press("Control+a")
    window.keyboard.type("The Baikonur cosmodrome was built in 1955.")
    press(window, "Control+Enter")
    expect(window.locator("#progress")).to_contain_text("2 of 8 confirmed")

    press(window, "m")  # merge 3 and 4, then take it back and do it again
    expect(window.locator(".row")).to_have_count(7)
    press(window, "z")
    expect(window.locator(".row")).to_have_count(8)
    press(window, "Shift+Z")
    expect(window.locator(".row")).to_have_count(7)

    press(window, "s", "Enter")  # and split them again, between the sentences
    expect(window.locator(".row")).to_have_count(8)

    press(window, "Shift+ArrowDown", "Space")  # confirm both at once
    expect(window.locator("#progress")).to_contain_text("4 of 8 confirmed")
    saved(window)

    window.reload()
    expect(window.locator("#progress")).to_contain_text("4 of 8 confirmed")
    expect(
        window.locator(".row", has_text="The Baikonur cosmodrome was built in 1955.")
    ).to_have_class(re.compile("confirmed"))

    window.get_by_label("More").click()
    window.locator(".menu").get_by_role("button", name="Export").click()
    with window.expect_download() as download:
        window.get_by_role("link", name="Download", exact=True).click()
    tmx = download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename == "keyboard.tmx"
    assert "<seg>The Baikonur cosmodrome was built in 1955.</seg>" in tmx
    assert "The Baikonur space was built in 1955." not in tmx
    assert "reviewer-1" in tmx
    assert [bead.status for bead in pair_now(corpus, "keyboard").beads].count("confirmed") == 4


def test_a_pair_is_reviewed_by_mouse(window: Page, corpus: Path) -> None:
    open_pair(window, "mouse")
    go_to(window, "6717")
    bar = window.locator(".row.active .acts")
    window.locator(".row.active .target .text").click()
    window.locator("textarea").fill("It covers 6717 square kilometres.")
    window.locator(".row.active").get_by_role("button", name="Save and confirm").click()
    expect(window.locator(".row", has_text="It covers 6717")).to_have_class(re.compile("confirmed"))

    go_to(window, "2050")
    bar.get_by_role("button", name="Merge with next").click()
    expect(window.locator(".row")).to_have_count(7)
    bar.get_by_role("button", name="Split").click()
    window.locator(".row.active .acts").get_by_role("button", name="Split here").click()
    expect(window.locator(".row")).to_have_count(8)

    bar.get_by_role("button", name="Reject").click()
    expect(window.locator(".row.rejected")).to_have_count(1)
    window.locator(".bar").get_by_role("button", name="Undo").click()
    expect(window.locator(".row.rejected")).to_have_count(0)
    window.locator(".bar").get_by_role("button", name="Redo").click()
    expect(window.locator(".row.rejected")).to_have_count(1)

    go_to(window, "Ленинск")
    bar.get_by_role("button", name="Comment").click()
    window.get_by_label("Comment").last.fill("a name, keep it")
    window.get_by_label("Comment").last.press("Enter")
    expect(window.locator(".note")).to_contain_text("a name, keep it")
    bar.get_by_role("button", name="Actions").click()
    window.get_by_role("menuitem", name=re.compile("^Unlink")).click()
    expect(window.locator(".row")).to_have_count(9)
    saved(window)
    assert any(
        "It covers 6717 square kilometres." in target
        for target in targets(pair_now(corpus, "mouse"))
    )


def test_sentences_are_moved_linked_cut_and_joined(window: Page, corpus: Path) -> None:
    open_pair(window, "aligning")
    go_to(window, "115")
    press(
        window, "Alt+ArrowDown"
    )  # the second target sentence goes to the bead with nothing opposite
    expect(window.locator(".row", has_text="Мұнда көп адам")).to_contain_text("Part of it")
    saved(window)
    assert ["Part of it may be paid in kind."] in targets(pair_now(corpus, "aligning"))

    go_to(window, "6717")
    press(window, "e", "Control+Home")
    press(window, *["ArrowRight"] * len("Baikonur was built in 1955."), "Shift+Enter")
    expect(window.locator(".row.active .target .seg")).to_have_count(2)
    press(window, "s", "Enter")
    expect(window.locator(".row", has_text="Оның аумағы")).to_contain_text("It covers 6717")
    saved(window)
    assert ["Baikonur was built in 1955."] in targets(pair_now(corpus, "aligning"))

    press(window, "m")
    expect(window.locator(".row.active .target .seg")).to_have_count(2)
    press(window, "Shift+J")
    expect(window.locator(".row.active .target .seg")).to_have_count(1)
    press(window, "Shift+L")
    expect(window.locator(".row.active .void")).to_have_count(1)
    press(window, "l")
    expect(window.locator("#banner")).to_be_visible()
    window.locator(".row", has_text="Baikonur was built in 1955. It covers").locator(
        ".gutter"
    ).click()
    press(window, "Enter")
    expect(window.locator("#banner")).to_be_hidden()
    expect(window.locator(".row", has_text="салынды")).to_contain_text(
        "Baikonur was built in 1955."
    )


def test_a_draft_is_restored_and_a_judgement_taken_back(window: Page, corpus: Path) -> None:
    open_pair(window, "restoring")
    go_to(window, "6717")
    press(window, "e", "Control+a")
    window.keyboard.type("Its area is 6717 square kilometres.")
    press(window, "Control+Enter", "ArrowUp")
    expect(window.locator(".row.active del")).to_have_count(1)  # the draft's words that are gone
    press(window, "r")
    expect(window.locator(".row.active .target .text")).to_have_text(
        "Its territory is 6717 square kilometres."
    )
    expect(window.locator(".row.active .draft")).to_contain_text(
        "the machine translation, unchanged"
    )
    press(window, "0")
    expect(window.locator(".row.active")).to_have_class(re.compile("auto"))
    press(window, "Shift+M", "Alt+Shift+ArrowDown")
    saved(window)
    beads = pair_now(corpus, "restoring").beads
    assert [[segment.id for segment in bead.source] for bead in beads[1:3]] == [
        ["kk.2"],
        ["kk.3", "kk.4"],
    ]


def test_next_goes_to_what_needs_a_look_and_search_finds_in_both_scripts(window: Page) -> None:
    open_pair(window, "shifting")
    press(window, "n")
    expect(window.locator(".row.active")).to_contain_text("115")
    press(window, "n")
    expect(window.locator(".row.active")).to_contain_text("Cosmonauts")
    press(window, "/")
    window.keyboard.type("ЛЕНИНСК")
    press(window, "Enter")
    expect(window.locator(".row.active")).to_contain_text("Leninsk")
    expect(window.locator(".row")).to_have_count(1)
    expect(window).to_have_url(re.compile(r"q=%D0%9B"))
    press(window, "/", "Escape")
    expect(window.locator(".row")).to_have_count(7)
    window.get_by_label("Status").select_option("unaligned")
    expect(window.locator(".row", has_text="Мұнда")).to_be_visible()
    open_pair(window, "shifting?status=look")
    expect(window.locator(".row")).to_have_count(2)
    expect(window.locator(".row.active")).to_contain_text("115")
    press(window, "?")
    expect(window.get_by_role("dialog")).to_contain_text("Next to review")
    press(window, "Escape")
    expect(window.get_by_role("dialog")).to_have_count(0)


def test_two_reviewers_edit_other_beads_at_once_and_both_stand(
    window: Page, other: Page, corpus: Path
) -> None:
    for page in (window, other):
        open_pair(page, "disjoint")
    go_to(window, "6717")
    press(window, "Space")
    go_to(other, "2050")
    press(other, "m")
    saved(window)
    saved(other)
    for page in (window, other):
        expect(page.locator(".row")).to_have_count(7)
        expect(page.locator(".row", has_text="6717")).to_have_class(re.compile("confirmed"))
    press(window, "z")  # one's own edit, though another came after it
    expect(window.locator(".row.confirmed")).to_have_count(0)
    assert len(pair_now(corpus, "disjoint").beads) == 7


def test_a_clash_shows_both_texts_and_keeps_what_was_typed(
    window: Page, other: Page, corpus: Path
) -> None:
    for page in (window, other):
        open_pair(page, "clash")
        go_to(page, "6717")
    press(other, "e", "Control+a")
    other.keyboard.type("Its area is 6717 km².")
    press(window, "e", "Control+a")
    window.keyboard.type("It covers 6717 square kilometres.")
    press(other, "Enter")
    saved(other)
    press(window, "Enter")
    clash = window.locator(".clash")
    expect(clash.locator(".mine")).to_contain_text("square kilometres.")
    expect(clash.locator(".theirs")).to_have_text("Its area is 6717 km².")
    expect(clash).to_contain_text("reviewer-2")
    assert ["Its area is 6717 km²."] in targets(pair_now(corpus, "clash"))

    window.reload()  # what was typed is still there
    window.locator(".clash").get_by_role("button", name="Use mine").click()
    expect(window.locator(".clash")).to_have_count(0)
    saved(window)
    assert ["It covers 6717 square kilometres."] in targets(pair_now(corpus, "clash"))


def test_a_new_text_still_fits_when_someone_only_confirmed_the_bead(
    window: Page, other: Page, corpus: Path
) -> None:
    for page in (window, other):
        open_pair(page, "fits")
        go_to(page, "6717")
    press(window, "e", "Control+a")
    window.keyboard.type("It covers 6717 square kilometres.")
    press(other, "Space")
    saved(other)
    press(window, "Enter")
    saved(window)
    expect(window.locator(".row", has_text="It covers 6717")).to_have_class(re.compile("confirmed"))
    expect(window.locator(".clash")).to_have_count(0)


def test_others_edits_appear_without_disturbing_what_one_types(window: Page, other: Page) -> None:
    for page in (window, other):
        open_pair(page, "typing")
    go_to(window, "2050")
    press(window, "e", "Control+a")
    window.keyboard.type("Under the trea")
    go_to(other, "Байқоңыр ғарыш айлағы 1955")
    press(other, "m")
    expect(window.locator(".row")).to_have_count(7)
    window.keyboard.type("ty it is leased until 2050.")
    expect(window.locator("textarea")).to_have_value("Under the treaty it is leased until 2050.")
    press(window, "Enter")
    expect(window.locator(".row.active .target")).to_contain_text(
        "Under the treaty it is leased until 2050."
    )


def test_edits_made_offline_wait_and_are_sent(window: Page, corpus: Path) -> None:
    open_pair(window, "offline")
    go_to(window, "6717")
    window.context.set_offline(True)
    press(window, "Space", "x")
    expect(window.locator("#net")).to_have_text("Offline, 2 unsent edits")
    window.context.set_offline(False)
    saved(window)
    expect(window.locator(".row.confirmed")).to_have_count(1)
    assert sorted(bead.status for bead in pair_now(corpus, "offline").beads)[-2:] == [
        "confirmed",
        "rejected",
    ]


def test_text_that_was_left_is_kept_over_a_reload(window: Page) -> None:
    open_pair(window, "kept")
    go_to(window, "6717")
    press(window, "Shift+E", "End")
    window.keyboard.type(" Бұл рас.")
    press(window, "Escape")
    expect(window.locator(".unsent")).to_contain_text("Бұл рас.")
    window.reload()
    window.locator(".unsent").get_by_role("button", name="Edit").click()
    expect(window.locator("textarea")).to_have_value("Оның аумағы 6717 шаршы километр. Бұл рас.")
    press(window, "Enter")
    expect(window.locator(".row.active .source")).to_contain_text("Бұл рас.")
    expect(window.locator(".unsent")).to_have_count(0)


def test_markup_in_texts_and_comments_is_text(window: Page) -> None:
    open_pair(window, "markup")
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script> & \"'"
    go_to(window, "6717")
    press(window, "e", "Control+a")
    window.keyboard.insert_text(evil)
    press(window, "Enter", "c")
    window.keyboard.insert_text(evil)
    press(window, "Enter")
    expect(window.locator(".note")).to_contain_text(evil)
    expect(window.locator(".row.active .target .text")).to_have_text(evil)
    assert window.locator(".rows img, .rows script").count() == 0
    window.goto("/pairs/markup/history")
    expect(window.locator(".edits li").first).to_contain_text("<script>alert(2)</script>")


def test_keys_are_where_they_are_on_a_kazakh_layout(window: Page) -> None:
    open_pair(window, "layout")
    go_to(window, "6717")
    press_cyrillic(window, "ь", "KeyM")
    expect(window.locator(".row")).to_have_count(7)
    press_cyrillic(window, "я", "KeyZ")
    expect(window.locator(".row")).to_have_count(8)


def test_of_ten_thousand_beads_only_those_near_the_window_are_in_the_page(window: Page) -> None:
    open_pair(window, "large")
    expect(window.locator(".row.active")).to_contain_text("1.")
    assert window.locator(".row").count() < 200
    press(window, "End")
    expect(window.locator(".row.active")).to_contain_text("10000.")
    expect(window.locator(".row.active")).to_be_in_viewport()
    press(window, "Space", "Home")
    expect(window.locator(".row.active")).to_contain_text("1.")
    expect(window.locator(".row.active")).to_be_in_viewport()
    map_ = window.locator("#map").bounding_box()
    assert map_ is not None
    window.mouse.click(map_["x"] + 5, map_["y"] + map_["height"] / 2)
    expect(window.locator(".row.active")).to_be_in_viewport()
    place = int(window.locator(".row.active .n").inner_text())
    assert 4900 < place < 5100
    assert window.locator(".row").count() < 300


def test_rows_that_stay_do_not_move_under_the_cursor(window: Page) -> None:
    open_pair(window, "large#kk.500")
    target = window.locator(".row", has_text="498. ")
    before = target.bounding_box()
    target.locator(".gutter").click()
    expect(target).to_have_class(re.compile("active"))
    after = target.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2


def test_a_pair_with_nothing_reviewed_has_a_reason_instead_of_a_score(window: Page) -> None:
    window.goto("/scores")
    section = window.locator("#untouched")
    expect(section.locator(".reason")).to_contain_text("Nothing reviewed")
    assert section.locator("table").count() == 0


def test_the_name_is_asked_once(browser: Browser, address: str) -> None:
    context: BrowserContext = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/pairs/untouched")
    page.get_by_label("Your name").fill("Рецензент")
    page.keyboard.press("Enter")
    page.reload()
    expect(page.locator(".row").first).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    context.close()


def test_an_empty_corpus_says_how_to_fill_it(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto("/")
        expect(page.locator("code")).to_have_text("baikonur-align build seeds/")
        context.close()


def test_where_others_can_reach_it_one_signs_in_and_comes_back(
    browser: Browser, tmp_path: Path
) -> None:
    bench = sample.corpus(tmp_path)
    bench.accounts.add("reviewer-3", "a long password")
    bench.close()
    with serving(tmp_path, "--host", ANYWHERE) as address:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto("/pairs/draft.kk-en")
        page.get_by_label("Name").fill("reviewer-3")
        page.get_by_label("Password").fill("a guess")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("The name or the password is wrong.")
        page.get_by_label("Password").fill("a long password")
        page.keyboard.press("Enter")
        expect(page.locator(".row.active")).to_be_in_viewport()
        press(page, "Space")
        saved(page)
        page.goto("/")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_label("Password")).to_be_visible()
        context.close()
    assert {bead.resp for bead in pair_now(tmp_path, "draft.kk-en").beads} == {"", "reviewer-3"}


# --- the front end's own rules, against the server's ----------------------------------------------


def test_the_page_orders_beads_as_the_server_does(window: Page) -> None:
    window.goto("/")
    states = [random_beads(seed) for seed in range(100)]
    theirs = window.evaluate(
        """async (states) => {
          const { inOrder } = await import("/static/model/order.js");
          return states.map((beads) => inOrder(beads).map((b) => b.id));
        }""",
        [[named_bead(bead) for bead in beads] for beads in states],
    )
    assert theirs == [[named_bead(bead)["id"] for bead in in_order(beads)] for beads in states]


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("The rent fee is 115 mln.", "The rent is 115 million.", ["fee ", "mln"], ["million"]),
        ("Бір екі үш", "Бір екі үш", [], []),
        ("", "Бір", [], ["Бір"]),
        ("1 250,5 млн", "", ["1 250,5 млн"], []),
    ],
)
def test_differences_are_of_words(
    window: Page, before: str, after: str, gone: list[str], new: list[str]
) -> None:
    window.goto("/")
    pieces = window.evaluate(
        'async ([a, b]) => (await import("/static/core/diff.js")).diff(a, b)', [before, after]
    )
    assert [piece["text"] for piece in pieces if piece["kind"] == "gone"] == gone
    assert [piece["text"] for piece in pieces if piece["kind"] == "new"] == new
    assert "".join(piece["text"] for piece in pieces if piece["kind"] != "new") == before
    assert "".join(piece["text"] for piece in pieces if piece["kind"] != "gone") == after


def test_the_page_and_the_server_agree_on_what_needs_a_look(window: Page) -> None:
    pairs = [sample.draft(), sample.translation(), sample.large(50)]
    states = [(bead.status, bead.confidence) for pair in pairs for bead in pair.beads]
    states += [
        (status, confidence)
        for status in get_args(Status)
        for confidence in (None, 0.0, LOOK_BELOW, 1.0)
    ]
    beads = [Bead((), (), status, confidence) for status, confidence in states]
    window.goto("/")
    theirs = window.evaluate(
        """async ([beads, look_below]) => {
          const { wantsLook } = await import("/static/model/bead.js");
          return beads.map((bead) => wantsLook(bead, { look_below }));
        }""",
        [[bead_to_json(bead) for bead in beads], LOOK_BELOW],
    )
    assert theirs == [wants_look(bead) for bead in beads]
