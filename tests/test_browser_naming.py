"""Pairs go by the titles of their texts on every page, whatever their files are called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from baikonur_align.model import Pair
from baikonur_align.wire import bead_id
from support import sample
from support.browser import go_to, open_pair, serving

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]

KAZAKH = (
    "КСРО ыдырағаннан кейін Қазақстан мен Ресей арасында «Байқоңыр» ғарыш айлағын бірлесіп "
    "пайдалану"
)
TITLES = {
    "002_78c1e3--000_363916.kk-en": "Baikonur is the largest and first spaceport in the steppe of "
    "Kazakhstan",
    "002_78c1e3--001_f5f891.kk-en": "The president has praised the Baikonur cosmodrome",
}
TWINS = ["twin-1.kk-en", "twin-2.kk-en"]
TWIN = "A text that was brought in twice"


def titled(name: str, title: str) -> Pair:
    """The draft under other titles; the Kazakh one is the same for all."""
    pair = sample.draft()
    source, target = replace(pair.source, title=KAZAKH), replace(pair.target, title=title)
    return replace(pair, id=name, source=source, target=target)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("corpus")
    pairs = [titled(*item) for item in TITLES.items()] + [titled(name, TWIN) for name in TWINS]
    bench = sample.corpus(root, *pairs)
    first, second = TITLES
    args = {"segment": "en.7", "text": "It was Leninsk until 1995.", "confirm": True}
    bench.revise(first, "reword", [bead_id(bench.review.pair(first).beads[6])], args, "reviewer-2")
    for pair in (first, second, *TWINS):
        bench.team.assign(pair, ["reviewer-2"], ("", ""), "", lead="reviewer-1")
    bench.close()
    with serving(root) as found:
        yield found


PAGES = {
    "corpus": ("/", ".card", "h2 a"),
    "tasks": ("/team", ".task", ".pair-name"),
    "agreement": ("/team", "tbody tr:has(th a)", ".pair-name"),
    "scores": ("/scores", ".score:has(h2 a)", ".pair-name"),
    "a word in context": ("/concordance?q=ленинск&lang=kk", ".places li", ".pair-name"),
}
"""Where pairs are named: the address, what speaks of one pair, and in it what carries the name."""


@pytest.mark.parametrize("page", PAGES)
def test_every_page_names_a_pair_by_its_titles_and_keeps_the_name_of_the_file(
    window: Page, page: str
) -> None:
    address, place, name = PAGES[page]
    window.goto(address)
    for pair, title in TITLES.items():
        told = window.locator(place, has_text=title)
        expect(told).to_have_count(1)
        expect(told).to_contain_text(KAZAKH)
        expect(told).to_contain_text("Kazakh → English")
        expect(told).to_contain_text("machine draft")
        expect(told).not_to_contain_text(pair)
        said = told.locator(name).get_attribute("title") or ""
        assert [part for part in (KAZAKH, title, pair) if part not in said] == []
        expect(told.locator(f'a[href^="/pairs/{pair}"]').first).to_be_visible()


@pytest.mark.parametrize("page", PAGES)
def test_pairs_that_look_alike_are_told_apart_by_the_names_of_their_files(
    window: Page, page: str
) -> None:
    address, place, _ = PAGES[page]
    window.goto(address)
    for pair in TWINS:
        expect(
            window.locator(place, has_text=TWIN).filter(has=window.locator("code", has_text=pair))
        ).to_have_count(1)


@pytest.mark.parametrize("page", PAGES)
def test_long_titles_fit_a_phone(window: Page, page: str) -> None:
    address, place, _ = PAGES[page]
    window.set_viewport_size({"width": 390, "height": 844})
    window.goto(address)
    expect(window.locator(place)).to_have_count(len(TITLES) + len(TWINS))
    assert window.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("ask", ["rename", "delete"])
def test_who_renames_or_deletes_a_pair_sees_which_of_two_that_look_alike(
    window: Page, ask: str
) -> None:
    window.goto("/")
    window.locator(f"[data-{ask}='{TWINS[1]}']").click()
    dialog = window.locator("dialog[open]")
    expect(dialog.locator("code")).to_have_text(TWINS[1])
    if ask == "delete":
        expect(dialog.locator(".other")).to_have_text(TWIN)
    dialog.locator("[data-close]").click()


def test_the_open_row_names_the_pair_of_an_earlier_translation_and_of_a_warning(
    window: Page,
) -> None:
    first, second = TITLES
    open_pair(window, second)
    go_to(window, "Ленинск")
    memory = window.locator(".row.active .memory li")
    expect(memory).to_contain_text(TITLES[first])
    expect(memory).not_to_contain_text(first)
    window.reload()  # what was confirmed elsewhere has been read by now
    go_to(window, "Ленинск")
    warning = window.locator(".row.active .checks li")
    expect(warning.get_by_role("link", name="go to it")).to_contain_text(TITLES[first])
    expect(warning).not_to_contain_text(first)


def test_the_history_and_the_title_of_the_window_say_which_of_several_pairs_it_is(
    window: Page,
) -> None:
    first, _ = TITLES
    window.goto(f"/pairs/{first}/history")
    expect(window.locator("main a").first).to_contain_text(TITLES[first])
    expect(window).to_have_title(f"History – {KAZAKH} – {TITLES[first]}")
    open_pair(window, first)
    expect(window).to_have_title(f"{KAZAKH} – {TITLES[first]} – baikonur-align")


def test_who_is_in_another_pair_is_said_by_its_titles(window: Page, other: Page) -> None:
    first, second = TITLES
    open_pair(other, first)
    window.set_viewport_size({"width": 390, "height": 844})
    open_pair(window, second)
    window.locator("#people summary").click()
    entry = window.locator("#people").get_by_role("link", name="reviewer-2")
    expect(entry).to_contain_text(TITLES[first])
    expect(entry).not_to_contain_text(first)
    expect(entry).to_be_in_viewport(ratio=1)
