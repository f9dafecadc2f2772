"""States that a page is seldom in: offline, busy, empty, very long, right to left, signed out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from support import sample
from support.app import PASSWORD
from support.browser import ANYWHERE, open_pair, opened, press, serving
from test_browser_access import OVERLAPPING, TOO_WIDE

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (390, 844)]
NAME = "Айгүл-Маргарита Константиновна Байқоңырова-Досмұхамбетова, аға редактор"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("corpus")
    sample.corpus(
        root, sample.draft(), sample.translation(), sample.very_long(), sample.right_to_left()
    ).close()
    with serving(root) as found:
        yield found


def too_wide(page: Page) -> list[object]:
    found: list[object] = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found += [(page.url, width, what) for what in page.evaluate(TOO_WIDE)]
        found += [(page.url, width, what) for what in page.evaluate(OVERLAPPING)]
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def test_very_long_words_titles_and_names_stay_within_every_page(
    browser: Browser, address: str
) -> None:
    for page in opened(browser, address, NAME):
        open_pair(page, "long.kk-en#kk.2")
        wrong = too_wide(page)
        press(page, "f")
        expect(page.locator(".row.flagged")).to_have_count(1)
        press(page, "b")
        dialog = page.locator("dialog[open]")
        expect(dialog.locator(".edits li")).to_be_visible()
        assert dialog.evaluate("e => e.scrollWidth <= e.clientWidth")
        press(page, "Escape")
        for path in ("/pairs/long.kk-en/history", "/", "/team", "/scores", "/concordance?q=қала"):
            page.goto(path)
            expect(
                page.locator(".edits li, .card, .team td, .score, .places li").first
            ).to_be_visible()
            wrong += too_wide(page)
        page.goto("/")
        card = page.locator(".card", has_text="Ғарыш қызметі").bounding_box()
        assert card
        assert card["height"] < 420
    assert wrong == []


def test_text_from_right_to_left_is_read_so_wherever_it_is_shown(window: Page) -> None:
    open_pair(window, "arabic.kk-Arab-en#kk-Arab.2")
    assert too_wide(window) == []
    press(window, "f")
    expect(window.locator(".row.flagged")).to_have_count(1)
    bidi = "e => getComputedStyle(e).unicodeBidi"
    assert window.locator(".row.active .source .text").evaluate(bidi) == "plaintext"
    window.goto("/pairs/arabic.kk-Arab-en/history")
    assert window.locator(".edits .versions p").first.evaluate(bidi) == "plaintext"
    window.goto("/concordance?q=لەنينسك&by=exact")
    before, match, after = (
        window.locator(f".places .keyword {part}").first.bounding_box()
        for part in (".before bdi", "mark", ".after")
    )
    assert before
    assert match
    assert after
    assert after["x"] < match["x"] < before["x"]
    assert match["x"] + match["width"] <= before["x"] + 4


def test_offline_is_said_beside_what_waits_and_covers_nothing(window: Page) -> None:
    open_pair(window, "draft.kk-en")
    window.context.set_offline(True)
    press(window, "Space")
    expect(window.locator("#net")).to_have_text("Offline, 1 unsent edit")
    assert too_wide(window) == []
    window.context.set_offline(False)
    expect(window.locator("#net")).to_have_text("Saved")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 500, "body": "boom"}, "The server failed (HTTP 500)."),
        (None, "The server cannot be reached."),
    ],
)
def test_a_page_that_cannot_be_read_says_why_and_offers_to_try_again(
    browser: Browser, address: str, answer: dict[str, object] | None, said: str
) -> None:
    def fail(route: Route) -> None:
        route.fulfill(**answer) if answer else route.abort()  # type: ignore[arg-type]

    for page in opened(browser, address, "reviewer-1", ["500", "net::ERR_FAILED"]):
        page.route("**/api/pairs?*", fail)
        page.goto("/")
        expect(page.locator("main")).to_contain_text(said)
        page.unroute("**/api/pairs?*")
        page.get_by_role("button", name="Try again").click()
        expect(page.locator(".card").first).to_be_visible()


@pytest.mark.parametrize("path", ["/nowhere", "/pairs/nothing"])
def test_a_page_that_is_not_there_is_not_called_a_failure(
    browser: Browser, address: str, path: str
) -> None:
    for page in opened(browser, address, "reviewer-1", ["404"]):
        page.goto(path)
        expect(page.locator("h1")).to_have_text("Page not found")
        expect(page.get_by_role("button", name="Try again")).to_have_count(0)
        page.get_by_role("link", name="Back to the corpus").click()
        expect(page.locator(".card").first).to_be_visible()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_quotation_marks_are_those_of_the_page(
    browser: Browser, address: str, language: str
) -> None:
    for page in opened(browser, address, "reviewer-1"):
        page.add_init_script(f"localStorage.setItem('language', '\"{language}\"')")
        page.goto("/")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("body")).to_have_css("quotes", '"«" "»" "„" "“"')


def test_while_rows_are_aligned_for_a_preview_the_dialog_says_so(window: Page) -> None:
    open_pair(window, "small.kk-en")
    window.route("**/realign*", lambda _: None)  # never answered
    press(window, "q")
    expect(window.locator("dialog[open]")).to_contain_text("Aligning for a preview…")
    assert too_wide(window) == []


def test_an_empty_corpus_has_no_page_without_a_word(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        for page in opened(browser, address, "reviewer-1"):
            for path in ("/", "/team", "/scores", "/glossary", "/warnings", "/evaluations"):
                page.goto(path)
                expect(page.locator(".empty").first).not_to_be_empty()
                assert too_wide(page) == []


def test_who_is_signed_out_meanwhile_is_told_and_comes_back_to_the_row(
    browser: Browser, tmp_path: Path
) -> None:
    bench = sample.corpus(tmp_path)
    bench.accounts.add("lead-1", PASSWORD, "lead")
    bench.accounts.add("reader-1", PASSWORD, "reader")
    bench.close()
    with serving(tmp_path, "--host", ANYWHERE) as address:
        for page in opened(browser, address, "", ["401"]):
            page.goto("/pairs/draft.kk-en#kk.3")
            expect(page.locator(".notice")).to_have_count(0)  # nothing has ended yet
            _sign_in(page, "lead-1")
            expect(page.locator(".row.active")).to_be_visible()
            page.goto("/pairs/draft.kk-en?status=auto#kk.3")
            expect(page.locator(".row.active")).to_contain_text("6717")
            page.context.clear_cookies()
            press(page, "Space")
            expect(page.locator(".notice")).to_contain_text("Your session has ended.")
            _sign_in(page, "lead-1")
            expect(page.locator(".row.active")).to_be_visible()
            expect(page.locator("#net")).to_have_text("Saved")
            expect(page.locator("#progress")).to_contain_text("1 of 8 confirmed")
            for path in ("/account", "/audit"):
                page.goto(path)
                expect(page.locator("main form")).to_be_visible()
                assert too_wide(page) == []


def _sign_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Enter")
