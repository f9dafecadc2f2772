"""What each language's words need of room: nothing in the bar, a form or a dialog is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from support import sample
from support.browser import open_pair, opened, press, saved, serving
from test_browser_access import TOO_WIDE
from test_browser_adding import drop
from test_browser_map import crossing
from test_jobs import ENGLISH, KAZAKH
from test_locales import PLURALS

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (1366, 768), (1200, 800), (1024, 768), (390, 844)]

CLIPPED = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  const room = (e) => {
    const style = getComputedStyle(e);
    const arrow = e.matches("select") ? 20 : 0;
    return e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow;
  };
  const longest = (e) => {
    pen.font = getComputedStyle(e).font;
    const words = e.matches("select")
      ? [...e.options].map((option) => option.label)
      : [e.textContent.trim()];
    return Math.max(...words.map((text) => pen.measureText(text).width));
  };
  const all = [...document.querySelectorAll("select, dialog button, .bar button, summary")];
  return all
    .filter((e) => e.checkVisibility() && !e.closest(".people"))
    .filter((e) =>
      e.matches("select") ? longest(e) > room(e) + 1 : e.scrollWidth > e.clientWidth + 1)
    .map((e) => e.outerHTML.slice(0, 100));
}"""
"""Fields and buttons whose words do not fit; a select must hold the longest of its choices."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("corpus")
    sample.corpus(root).close()
    with serving(root) as found:
        yield found


@pytest.fixture
def in_language(browser: Browser, address: str, language: str) -> Iterator[Page]:
    for page in opened(browser, address, "reviewer-1", ["422"]):
        page.add_init_script(f"localStorage.setItem('language', '\"{language}\"')")
        yield page


@pytest.mark.parametrize("language", PLURALS)
def test_no_words_of_the_bar_or_the_concordance_are_cut_off(in_language: Page) -> None:
    page, cut = in_language, []
    for path in ("/pairs/draft.kk-en", "/concordance", "/"):
        page.goto(path)
        expect(page.locator(".row.active, .asking, .card").first).to_be_visible()
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            cut += [(path, width, what) for what in page.evaluate(CLIPPED)]
    assert cut == []


@pytest.mark.parametrize("language", PLURALS)
def test_no_button_of_the_open_row_is_wider_than_a_phone(in_language: Page) -> None:
    page = in_language
    page.set_viewport_size({"width": 390, "height": 844})
    for path, keys in (("small.kk-en", ["e"]), ("small.kk-en#kk.5", ["s"]), ("draft.kk-en", [])):
        open_pair(page, path)
        press(page, *keys)
        expect(page.locator(".row.active .acts").first).to_be_visible()
        assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("language", PLURALS)
def test_the_export_dialog_shows_its_download_without_scrolling(in_language: Page) -> None:
    page = in_language
    page.set_viewport_size({"width": 1440, "height": 900})
    open_pair(page, "draft.kk-en")
    page.locator(".tools > .menu:not(.people) > summary").click()
    page.locator("[data-command=export]").click()
    expect(page.locator("dialog a.main")).to_be_in_viewport(ratio=1)
    page.wait_for_function(NOT_SCROLLING)  # its counts come later


NOT_SCROLLING = """() => {
  const dialog = document.querySelector("dialog");
  return dialog.scrollHeight <= dialog.clientHeight;
}"""


@pytest.mark.parametrize("language", PLURALS)
def test_the_table_of_reviewers_is_no_wider_than_its_page(in_language: Page) -> None:
    page = in_language
    page.goto("/team")
    tables = page.locator(".wide")
    expect(tables.last).to_be_visible()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        over = tables.evaluate_all("all => all.map(e => e.scrollWidth - e.clientWidth)")
        assert [by for by in over if by] == [], width


def test_files_are_chosen_in_the_words_of_the_page(browser: Browser, address: str) -> None:
    """A browser's own field for files is in the language of the browser."""
    for page in opened(browser, address, "reviewer-1"):
        page.add_init_script("localStorage.setItem('language', '\"ru\"')")
        page.goto("/evaluations")
        field = page.locator("#gold .file-field")
        expect(field).to_contain_text("Выбрать файл… Файл не выбран")
        expect(field.locator("input")).to_have_css("opacity", "0")
        field.locator("input").set_input_files(
            {"name": "gold.txt", "mimeType": "text/plain", "buffer": b"0-0"}
        )
        expect(field.locator(".chosen")).to_have_text("gold.txt")


@pytest.mark.parametrize("language", PLURALS)
def test_a_warning_keeps_its_words_and_its_button_beside_a_link(in_language: Page) -> None:
    page = in_language
    open_pair(page, "small.kk-en#kk.5")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(CUT_WARNING) == [], width


def test_a_signature_of_scores_takes_few_lines(browser: Browser, tmp_path: Path) -> None:
    sample.corpus(tmp_path).close()
    with serving(tmp_path) as address:
        for page in opened(browser, address, "reviewer-1"):
            page.add_init_script("localStorage.setItem('language', '\"ru\"')")
            open_pair(page, "draft.kk-en")
            press(page, "Space")
            expect(page.locator("#net")).to_have_text("Сохранено")
            page.set_viewport_size({"width": 1024, "height": 768})
            page.goto("/scores")
            signatures = page.locator(".score td code")
            expect(signatures.first).to_be_visible()
            heights = signatures.evaluate_all("all => all.map(e => e.offsetHeight)")
            assert max(heights) <= 40, heights


CUT_WARNING = """() => {
  const about = document.querySelector(".row.active .about");
  about.insertAdjacentHTML("afterbegin", `<ul class="checks"><li><svg class="triangle"></svg>
    <span>The same source is translated differently elsewhere: The Baikonur cosmodrome</span>
    <a href="/">go to it: The Baikonur cosmodrome</a>
    <button class="act quiet">Ignore <kbd>I</kbd></button></li></ul>`);
  const list = about.querySelector(".checks");
  const words = list.querySelector("span").getBoundingClientRect();
  const button = list.querySelector("button").getBoundingClientRect();
  const edge = list.getBoundingClientRect().right;
  const masked = getComputedStyle(list).maskImage !== "none";
  const wrong = [words.width < 60 && "words", button.right > edge + 1 && "button",
    masked && "fades"];
  list.remove();
  return wrong.filter(Boolean);
}"""
"""What is cut off of the only warning of a row, which leads elsewhere."""


@pytest.mark.parametrize("language", ["kk"])
def test_the_words_of_the_server_are_sentences_in_the_readers_language(in_language: Page) -> None:
    page = in_language
    page.goto("/")
    drop(page, a_docx=b"PK broken")
    expect(page.get_by_role("alert").first).to_have_text(
        "a.docx бүлінген не Word құжаты емес; өз бағдарламасында ашып, қайта сақтаңыз."
    )
    press(page, "Escape")
    drop(page, small_kk_txt=KAZAKH.encode(), small_en_txt=ENGLISH.encode())
    expect(page.locator(".understood")).to_contain_text("Болжанды: тілі — қазақша")


@pytest.mark.parametrize("language", ["en"])
def test_a_corpus_without_a_glossary_offers_none_to_download(in_language: Page) -> None:
    page = in_language
    page.goto("/glossary")
    expect(page.locator(".empty")).to_be_visible()
    expect(page.get_by_text("Download as")).to_have_count(0)


@pytest.mark.parametrize("language", ["en"])
def test_while_files_are_read_the_title_and_the_cross_do_not_touch(in_language: Page) -> None:
    page = in_language
    page.goto("/")
    page.route("**/api/texts", lambda _: None)  # never answered
    drop(page, small_kk_txt=KAZAKH.encode())
    expect(page.locator("dialog[open]")).to_contain_text("Reading")
    title = page.locator("dialog header h2").bounding_box()
    cross = page.locator("dialog header button").bounding_box()
    assert title
    assert cross
    assert title["x"] + title["width"] + 8 <= cross["x"]


BACKGROUNDS = """(form) => [...form.querySelectorAll("input:not([type=radio]), textarea")]
  .map((field) => getComputedStyle(field).backgroundColor)"""


def test_fields_of_several_lines_look_like_those_of_one(browser: Browser, address: str) -> None:
    for page in opened(browser, address, "reviewer-1"):
        page.emulate_media(color_scheme="dark")
        page.goto("/")
        page.locator(".card [data-texts]").first.click()
        form = page.locator("dialog form")
        expect(form.locator("textarea").first).to_be_attached()
        assert len(set(form.evaluate(BACKGROUNDS))) == 1


def test_the_choice_of_a_pair_leaves_room_beside_it(browser: Browser, tmp_path: Path) -> None:
    sample.corpus(tmp_path, sample.very_long()).close()
    with serving(tmp_path) as address:
        for page in opened(browser, address, "reviewer-1"):
            page.goto("/warnings")
            expect(page.locator("[name=pair]")).to_be_visible()
            kind, pair = (
                page.locator(f"[name={name}]").bounding_box() for name in ("kind", "pair")
            )
            assert kind is not None
            assert pair is not None
            assert kind["y"] == pair["y"]


@pytest.mark.parametrize("language", PLURALS)
def test_opinions_of_a_row_fit_a_phone(browser: Browser, tmp_path: Path, language: str) -> None:
    sample.corpus(tmp_path).close()
    with serving(tmp_path) as address:
        for name, key in (("reviewer-1", " "), ("reviewer-2", "x")):
            for page in opened(browser, address, name):
                open_pair(page, "draft.kk-en")
                press(page, key)
                saved(page)
        for page in opened(browser, address, "reviewer-3"):
            page.add_init_script(f"localStorage.setItem('language', '\"{language}\"')")
            page.set_viewport_size({"width": 390, "height": 844})
            open_pair(page, "draft.kk-en")
            expect(page.locator(".row.active .about .act").first).to_be_visible()
            for inside in (".mark", ".about .act"):
                expect(page.locator(f".row.disputed {inside}").first).to_be_visible()
            row, mark, button = page.evaluate(PARTS_OF_ROW)
            assert mark["x"] > row["x"]
            assert button["height"] < 40
            assert page.evaluate(CUT_SHORT) == []
            by = page.locator(".row.active .acts > .by")
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                assert by.evaluate("(e) => e.scrollWidth <= e.clientWidth"), width


PARTS_OF_ROW = """() => ["", " .mark", " .about .act"].map((inside) =>
  document.querySelector(`.row.disputed${inside}`).getBoundingClientRect().toJSON())"""
"""Boxes of a disputed row, its mark and a button, all of one moment."""

CUT_SHORT = """() => [...document.querySelectorAll(".row.active .opinions span")]
  .filter((e) => e.scrollWidth > e.clientWidth || e.getBoundingClientRect().right
    > e.closest(".opinions").getBoundingClientRect().right + 1)
  .map((e) => e.textContent)"""
"""Opinions that are cut off."""


@pytest.mark.parametrize("language", PLURALS)
def test_what_there_is_to_know_of_the_open_row_wraps_on_a_phone(in_language: Page) -> None:
    page = in_language
    page.set_viewport_size({"width": 390, "height": 844})
    open_pair(page, "small.kk-en#kk.5")
    expect(page.locator(".row.active .why span").first).to_be_attached()
    assert page.evaluate(ONE_LINE) == []


ONE_LINE = """() => [...document.querySelectorAll(".row.active .about *")]
  .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
  .filter((e) => getComputedStyle(e).overflowX === "hidden")
  .map((e) => e.outerHTML.slice(0, 100))"""
"""What is cut off at the end of its line."""


def test_all_warnings_fit_a_phone(browser: Browser, tmp_path: Path) -> None:
    sample.corpus(tmp_path, crossing()).close()
    with serving(tmp_path) as address:
        for page in opened(browser, address, "reviewer-1"):
            page.set_viewport_size({"width": 390, "height": 844})
            page.goto("/warnings")
            expect(page.locator(".warned-rows td").first).to_be_visible()
            assert page.locator(".wide").evaluate("(e) => e.scrollWidth - e.clientWidth") == 0


def test_an_audit_log_without_entries_says_so(browser: Browser, address: str) -> None:
    for page in opened(browser, address, "reviewer-1"):
        page.goto("/audit")
        expect(page.locator("main")).to_contain_text("No entries yet.")
        expect(page.locator("main table")).to_be_hidden()
        expect(page.locator("main form")).to_have_count(0)  # no account to unlock
