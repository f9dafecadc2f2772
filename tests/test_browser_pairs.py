"""The first page of a corpus of many pairs: the server searches and sorts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from baikonur_align.tei import dumps
from baikonur_align.workbench import Workbench
from support import sample
from support.browser import serving

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("patient")]

PAIRS = 203


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("many")
    pair = sample.draft()
    for number in range(PAIRS):
        source = replace(pair.source, title=f"Мәтін {number:03}")
        title, built = pair.beads[:2]
        (segment,) = built.target
        wrong = replace(built, target=(replace(segment, text="The Baikonur space was built."),))
        one = replace(pair, id=f"t{number:03}.kk-en", source=source, beads=(title, wrong))
        (root / f"{one.id}.xml").write_bytes(dumps(one))
    bench = Workbench(root)
    bench.review.summaries()  # the first list reads all files
    bench.close()
    with serving(root) as found:
        yield found


def test_the_first_part_is_shown_and_the_rest_on_demand(window: Page) -> None:
    window.goto("/")
    expect(window.get_by_text(f"{PAIRS} pairs, 0 of {2 * PAIRS} rows reviewed")).to_be_visible()
    expect(window.locator(".card")).to_have_count(200)
    expect(window.locator(".further")).to_contain_text("The first 200 of 203 pairs are shown.")
    window.locator(".further").get_by_role("button", name="Show more").click()
    expect(window.locator(".card")).to_have_count(PAIRS)
    expect(window.locator(".further")).to_contain_text("The first 203 of 203 pairs are shown.")
    expect(window.locator(".card h2").last).to_have_text("Мәтін 202")
    expect(window.locator(".further").get_by_role("button")).to_have_count(0)


def test_a_search_finds_a_pair_that_is_not_shown(window: Page) -> None:
    window.goto("/")
    expect(window.locator(".card")).to_have_count(200)
    window.get_by_label("Search").fill("мәтін 202")
    expect(window.locator(".card")).to_have_count(1)
    expect(window.locator(".card h2")).to_have_text("Мәтін 202")
    window.get_by_label("Search").fill("nothing like it")
    expect(window.get_by_text("No pair matches the search.")).to_be_visible()
    window.get_by_label("Search").fill("")
    window.get_by_label("List").check()
    expect(window.locator(".pair-table tr")).to_have_count(200)


def test_a_page_that_asks_for_a_pair_finds_one_that_is_not_among_the_first(window: Page) -> None:
    window.goto("/warnings")
    choice = window.locator("select[name=pair]")
    expect(choice.locator("option")).to_have_count(201)
    window.get_by_label("Search pairs").fill("мәтін 202")
    expect(choice.locator("option")).to_have_count(2)
    choice.select_option("t202.kk-en")
    expect(window).to_have_url(re.compile(r"pair=t202\.kk-en"))
    expect(window.locator(".warned-rows tbody tr")).to_have_count(1)
    window.reload()
    expect(choice).to_have_value("t202.kk-en")


def test_warnings_of_many_pairs_come_in_parts(window: Page) -> None:
    window.goto("/warnings")
    rows = window.locator(".warned-rows tbody tr")
    expect(rows).to_have_count(200)
    expect(window.get_by_text("200 found so far; not all texts have been checked.")).to_be_visible()
    window.get_by_role("button", name="Check further texts").click()
    expect(rows).to_have_count(PAIRS)
    expect(window.get_by_role("button", name="Check further texts")).to_have_count(0)
    expect(window.get_by_label("Kind")).to_contain_text(f"All kinds ({PAIRS})")
