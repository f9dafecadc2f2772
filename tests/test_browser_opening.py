"""A large pair opens in a real Chromium: its first rows at once, then the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample
from support.browser import open_pair, press, saved

pytestmark = pytest.mark.browser

BEADS = 1200
WHOLE = re.compile(r"/api/pairs/[a-z]+$")
"""All of a pair is asked for without saying where."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    names = ["still", "edited", "changed", "left", "later", "lost", "halved", "filtered"]
    sample.corpus(root, *(replace(sample.large(BEADS), id=name) for name in names)).close()
    return root


def hold(page: Page) -> Callable[[], None]:
    """From now on the rest of a pair is on its way until what this answers is called."""
    held: list[Route] = []
    page.route(WHOLE, lambda route: held.append(route))  # noqa: PLW0108  (Playwright wants a function of its own)

    def let_go() -> None:
        while not held:
            page.wait_for_timeout(20)
        held.pop().continue_()
        page.unroute(WHOLE)
        expect(page.locator("#progress progress")).to_be_visible()

    return let_go


FILES = """() => performance.getEntriesByType("resource")
  .filter(({ name }) => /[.](js|css|json)$/.test(name))
  .map(({ name, transferSize }) => [name, transferSize])"""
"""The page's files, in the order of their requests, with the bytes received."""


def test_the_page_names_all_its_scripts(window: Page) -> None:
    open_pair(window, "still")
    links = window.locator("link[rel=modulepreload]")
    named = set(links.evaluate_all("(links) => links.map(({ href }) => href)"))
    assert named == {name for name, _ in window.evaluate(FILES) if name.endswith(".js")}


def test_no_file_is_asked_for_again_on_a_second_visit(window: Page) -> None:
    for _ in range(2):
        window.goto("/pairs/still")
        window.wait_for_load_state("networkidle")
    assert [name for name, size in window.evaluate(FILES) if size] == []


def place(page: Page) -> float:
    """Where the active row stands in the window."""
    box = page.locator(".row.active").bounding_box()
    assert box is not None
    return box["y"]


def done(corpus: Path, pair: str) -> list[str]:
    bench = Workbench(corpus)
    verbs = [edit.verb for _, edit in bench.review.edits(pair)]
    bench.close()
    return verbs


def test_the_rows_where_one_was_are_read_before_the_rest_and_stay_where_they_are(
    window: Page,
) -> None:
    let_go = hold(window)
    open_pair(window, "still#kk.600")
    expect(window.locator(".row.active .n")).to_have_text("600")
    expect(window.locator("#progress")).to_have_text("Loading…")
    assert window.locator(".row").count() < 200
    before = place(window)
    let_go()
    expect(window.locator("#progress")).to_contain_text(f"0 of {BEADS:,}")
    expect(window.locator(".row.active .n")).to_have_text("600")
    expect(window.locator(".row", has_text="599. ")).to_be_in_viewport()
    assert abs(place(window) - before) < 2


def test_what_is_done_before_the_rest_is_there_is_sent_then(window: Page, corpus: Path) -> None:
    let_go = hold(window)
    open_pair(window, "edited#kk.600")
    press(window, "Space")
    expect(window.locator(".row.active .n")).to_have_text("601")
    press(window, "e", "Control+a")
    window.keyboard.type("Quite other words.")
    expect(window.locator("#net")).to_have_text("Saving…")
    assert done(corpus, "edited") == []
    let_go()
    expect(window.locator("textarea")).to_have_value("Quite other words.")
    expect(window.locator("textarea")).to_be_focused()
    expect(window.locator(".row", has_text="600. ")).to_contain_class("confirmed")
    press(window, "Enter")
    expect(window.locator(".row.active .target")).to_contain_text("Quite other words.")
    saved(window)
    assert done(corpus, "edited") == ["confirm", "reword"]


def test_what_others_changed_before_the_rest_was_there_is_seen_with_it(
    window: Page, corpus: Path
) -> None:
    let_go = hold(window)
    open_pair(window, "changed#kk.600")
    bench = Workbench(corpus)
    changed = bench.review.pair("changed").beads[598:601]
    bench.revise("changed", "merge", [bead_id(bead) for bead in changed[:2]], {}, "reviewer-2")
    bench.revise("changed", "flag", [bead_id(changed[2])], {}, "reviewer-2")
    bench.close()
    let_go()
    expect(window.locator("#progress")).to_contain_text(f"of {BEADS - 1:,}")
    expect(window.locator(".row.active")).to_contain_text("599. ")
    expect(window.locator(".row.active")).to_contain_text("600. ")
    expect(window.locator(".row", has_text="601. ")).to_contain_class("flagged")


def test_a_text_left_far_away_is_still_that_sentences(window: Page) -> None:
    open_pair(window, "left#kk.900")
    press(window, "e", "End")
    window.keyboard.type(" And more.")
    press(window, "Escape")
    expect(window.locator(".unsent")).to_contain_text("And more.")
    window.goto("/")
    let_go = hold(window)
    open_pair(window, "left#kk.1")
    press(window, "e", "End")
    window.keyboard.type(" Too.")
    press(window, "Escape")
    expect(window.locator(".unsent")).to_contain_text("Too.")
    let_go()
    expect(window.locator(".unsent")).to_contain_text("Too.")
    window.goto("/")
    open_pair(window, "left#kk.900")
    expect(window.locator(".row.active")).to_contain_text("900. ")
    expect(window.locator(".row.active .unsent")).to_contain_text("And more.")


def test_what_needs_all_of_a_pair_is_done_as_soon_as_it_is_there(window: Page) -> None:
    let_go = hold(window)
    open_pair(window, "later")
    press(window, "End")
    expect(window.locator("#toast")).to_contain_text("runs when it is loaded")
    expect(window.locator(".row.active .n")).to_have_text("1")
    let_go()
    expect(window.locator(".row.active .n")).to_have_text(f"{BEADS}")
    expect(window.locator(".row.active")).to_be_in_viewport()


def die(route: Route) -> None:
    route.abort("internetdisconnected")


def die_halfway(route: Route) -> None:
    answer = route.fetch()
    text = answer.text()
    route.fulfill(response=answer, body=text[: len(text) // 2])


@pytest.mark.parametrize(("pair", "how"), [("lost", die), ("halved", die_halfway)])
def test_a_connection_that_dies_meanwhile_is_waited_for(
    window: Page, pair: str, how: Callable[[Route], None]
) -> None:
    window.route(WHOLE, how)
    open_pair(window, pair)
    expect(window.locator("#net")).to_contain_text("Offline")
    press(window, "f")
    window.unroute(WHOLE)
    expect(window.locator("#progress")).to_contain_text(f"of {BEADS:,}")
    expect(window.locator(".row.flagged")).to_have_count(1)
    saved(window)


def test_what_a_link_asks_for_is_looked_for_in_all_of_a_pair(window: Page) -> None:
    open_pair(window, "filtered?q=1111.&order=unsure")
    expect(window.locator("#asked")).to_contain_text("1 row")
    expect(window.locator(".row.active")).to_contain_text("1111. ")
