"""The hints in the open row: reasons, words lit up, earlier translations taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from baikonur_align.model import Pair
from support import sample
from support.browser import go_to, open_pair, press, saved, serving

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]

LIT = "() => [...(CSS.highlights.get('partner') ?? [])].map(String)"


def remembered() -> Pair:
    """A pair that has been confirmed, with better translations than the draft's."""
    pair = sample.draft()
    better = {
        "en.7": "Until 1995 the city was called Leninsk.",
        "en.3": "It covers 6717 square kilometres.",
    }
    beads = tuple(
        replace(
            bead,
            status="confirmed",
            resp="reviewer-2",
            target=tuple(
                replace(segment, text=better.get(segment.id, segment.text))
                for segment in bead.target
            ),
        )
        for bead in pair.beads
    )
    return replace(pair, id="old.kk-en", beads=beads)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("hints")
    sample.corpus(root, sample.draft(), sample.translation(), remembered()).close()
    with serving(root) as found:
        yield found


def test_the_open_row_says_why_and_the_words_under_the_pointer_light_up(window: Page) -> None:
    open_pair(window, "small.kk-en")
    go_to(window, "Шарт бойынша")
    why = window.locator(".row.active .why")
    expect(why).to_contain_text("Why 0.97")
    expect(why).to_contain_text("numbers agree (2050)")
    row = window.locator(".row.active")
    place = window.evaluate(
        """() => {
            const text = document.querySelector(".row.active .target .text").firstChild;
            const range = document.createRange();
            const at = text.nodeValue.indexOf("treaty");
            range.setStart(text, at);
            range.setEnd(text, at + 6);
            const box = range.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }"""
    )
    window.mouse.move(*place)
    window.wait_for_function(f"({LIT})().length === 2")
    assert window.evaluate(LIT) == ["Шарт", "treaty"]
    expect(row.locator(".target .text")).to_have_text(sample.ENGLISH[2])
    window.mouse.move(5, 5)
    window.wait_for_function(f"({LIT})().length === 0")


def test_words_that_belong_together_are_walked_through_by_key_and_said(window: Page) -> None:
    open_pair(window, "small.kk-en")
    go_to(window, "Жалдау")
    expect(window.locator(".row.active .why")).to_contain_text("numbers agree (115)")
    press(window, "h")
    assert window.evaluate(LIT) == ["Жалдау", "rent"]
    expect(window.locator("#live")).to_have_text("Жалдау = rent")
    press(window, "h")
    expect(window.locator("#live")).to_have_text("жылына = year")
    press(window, "Shift+H")
    assert window.evaluate(LIT) == ["Жалдау", "rent"]


def test_an_earlier_translation_is_taken_over_by_key_and_by_mouse_and_undone(window: Page) -> None:
    open_pair(window, "draft.kk-en")
    go_to(window, "Ленинск")
    memory = window.locator(".row.active .memory li")
    expect(memory).to_have_count(1)
    expect(memory).to_contain_text("100%")
    press(window, "1")
    text = window.locator(".row.active .target .text")
    expect(text).to_have_text("Until 1995 the city was called Leninsk.")
    saved(window)
    expect(memory).to_contain_text("same as the text here")
    press(window, "z")
    expect(text).to_have_text("The city was called Leninsk until 1995.")
    go_to(window, "Оның аумағы")
    window.locator(".row.active .memory button").click()
    expect(text).to_have_text("It covers 6717 square kilometres.")
    saved(window)
    press(window, "z")
    expect(text).to_have_text("Its territory is 6717 square kilometres.")


def test_an_earlier_translation_goes_into_the_text_that_is_being_written(window: Page) -> None:
    open_pair(window, "draft.kk-en")
    go_to(window, "Ленинск")
    button = window.locator(".row.active .memory button")
    expect(button).to_have_count(1)
    press(window, "e")
    button.click()
    field = window.locator(".row.active textarea")
    expect(field).to_have_value("Until 1995 the city was called Leninsk.")
    expect(field).to_be_focused()
    press(window, "Escape")
    window.locator("[data-settle=drop]").click()


def test_without_hints_the_page_works_all_the_same(window: Page) -> None:
    window.route("**/hints", lambda route: route.fulfill(status=409, json={"error": "gone"}))
    open_pair(window, "draft.kk-en")
    go_to(window, "1955")
    expect(window.locator(".row.active .why")).to_be_visible()
    press(window, "1")
    expect(window.locator("#toast")).to_contain_text("no such earlier translation")


def select(page: Page, where: str, start: int, word: str) -> None:
    """Select a word as with a mouse; again if the row is drawn again at that moment."""
    page.wait_for_function(
        """([where, start, word]) => {
          const text = document.querySelector(where).firstChild;
          getSelection().setBaseAndExtent(text, start, text, start + word.length);
          return String(getSelection()) === word;
        }""",
        arg=[where, start, word],
    )


def test_the_menu_of_actions_learns_what_the_hints_make_possible(window: Page) -> None:
    window.set_viewport_size({"width": 1440, "height": 900})
    window.route("**/hints", lambda _: None)
    open_pair(window, "draft.kk-en")
    go_to(window, "Оның аумағы")
    window.wait_for_timeout(400)
    window.keyboard.press("a")
    menu = window.get_by_role("menu", name="Actions")
    take = menu.locator("[data-command=take-1]")
    expect(take).to_be_disabled()
    assert menu.evaluate("each => each.scrollHeight <= each.clientHeight"), "it needs no scrolling"
    reason = menu.locator("[data-command=take-2] small")
    expect(reason).to_contain_text("no such earlier translation")
    assert (reason.bounding_box() or {"width": 0})["width"] < 2, "a reason is seen once"
    menu.locator("[data-command=take-2]").focus()
    window.keyboard.press("ArrowUp")
    window.unroute("**/hints")
    expect(take).to_be_enabled()
    expect(take).to_be_focused()


def test_no_why_stands_before_its_reasons(window: Page) -> None:
    window.route("**/hints", lambda _: None)
    open_pair(window, "small.kk-en")
    go_to(window, "Шарт бойынша")
    press(window, ".")
    window.wait_for_timeout(400)
    name = window.locator(".row.active .why b")
    expect(name).to_have_css("visibility", "hidden")
    assert window.locator(".row.active .why").evaluate("line => line.offsetHeight") > 20
    window.unroute("**/hints")
    expect(name).to_have_css("visibility", "visible")


def test_words_stay_selected_when_the_hints_of_their_row_arrive(window: Page) -> None:
    held: list[Route] = []
    answered: list[bool] = []
    window.route("**/hints", lambda route: route.continue_() if answered else held.append(route))
    open_pair(window, "draft.kk-en")
    go_to(window, "Ленинск")
    select(window, ".row.active .target .text", 4, "city")
    expect(window.locator(".row.active .terms, .row.active .memory")).to_have_count(0)
    answered.append(True)
    for route in held:
        route.continue_()
    expect(window.locator(".row.active .memory button")).to_have_count(1)
    assert window.evaluate("String(getSelection())") == "city"


def test_a_selected_word_is_looked_up_in_the_corpus_and_leads_back_to_its_row(window: Page) -> None:
    open_pair(window, "draft.kk-en")
    select(window, ".row.active .source .text", 1, "Байқоңыр")
    with window.context.expect_page() as opened:
        press(window, "Shift+C")
    page = opened.value
    expect(page.get_by_label("Word or phrase")).to_have_value("Байқоңыр")
    expect(page.locator(".places li").first).to_contain_text("ғарыш айлағы")
    page.get_by_label("Word or phrase").fill("жылда")
    press(page, "Enter")
    expect(page.locator(".places mark").first).to_have_text("жылы")
    page.get_by_role("link", name=re.compile(r"Baikonur\b.*\btranslation · kk\.7")).click()
    expect(page.locator(".row.active")).to_contain_text("Ленинск")


def test_the_concordance_is_sorted_searched_on_both_sides_and_downloaded(window: Page) -> None:
    window.goto("/concordance")
    window.get_by_label("Word or phrase").fill("жыл")
    window.get_by_label("Other side contains").fill("year")
    window.get_by_label("Sort by").select_option("left context")
    window.keyboard.press("Enter")
    rows = window.locator(".places li")
    expect(rows.first).to_be_visible()
    marks = rows.locator("mark").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().x)"
    )
    assert len({round(left) for left in marks}) == 1  # the matches stand in one column
    for opposite in rows.locator(".opposite").all_inner_texts():
        assert "year" in opposite
    link = window.get_by_role("link", name="Download as TSV").get_attribute("href")
    answer = window.request.get(link or "")
    assert answer.ok
    assert len(answer.text().splitlines()) == rows.count() + 1


def test_offline_the_row_says_that_its_reasons_need_the_server(window: Page) -> None:
    open_pair(window, "small.kk-en#kk.1")
    why = window.locator(".row.active .why")
    expect(why).to_contain_text("words matched")
    window.context.set_offline(offline=True)
    expect(window.locator("#net")).to_have_text("Offline")
    expect(window.locator("#net")).to_have_attribute("title", re.compile("kept in this browser"))
    expect(why).to_contain_text("words matched")  # what is known stays
    go_to(window, "2050")
    expect(why).to_contain_text("not available offline")
    window.context.set_offline(offline=False)
    expect(why).to_contain_text("numbers agree (2050)")
