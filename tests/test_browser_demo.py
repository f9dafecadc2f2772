"""The first page and the next row over the corpus of the project itself."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from baikonur_align.summary import wants_look
from support.browser import open_pair, pair_now, press, saved

pytestmark = pytest.mark.browser

DEMO = Path(__file__).resolve().parents[1] / "corpus"
DRAFT = "000_363916815644b297.en-kk"
WITHOUT_LINKS = {
    f"002_78c1e3074b0b4c5c--{other}.kk-en"
    for other in ("000_363916815644b297", "003_0e726170023ba8ed", "004_6e21c65be7e83155")
}
SECOND = re.compile("second opinion", re.IGNORECASE)
REASON = "No links: the aligner found no sentences that correspond, as is usual for independent"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo") / "corpus"
    shutil.copytree(DEMO, root, ignore=shutil.ignore_patterns("*.sqlite*"))
    return root


def test_cards_of_texts_without_links_stand_last_and_say_why(window: Page) -> None:
    window.goto("/")
    cards = window.locator(".card")
    expect(cards.first).to_be_visible()
    said = [REASON in text for text in cards.all_inner_texts()]
    assert said == sorted(said)
    assert sum(said) == len(WITHOUT_LINKS)
    for card in cards.all()[-len(WITHOUT_LINKS) :]:
        href = card.locator("h2 a").get_attribute("href") or ""
        assert href.removeprefix("/pairs/") in WITHOUT_LINKS


def test_next_stops_only_at_drafts_that_need_a_look_while_there_are_some(
    window: Page, corpus: Path
) -> None:
    beads = pair_now(corpus, DRAFT).beads
    looked_at = [str(number) for number, bead in enumerate(beads, 1) if wants_look(bead)]
    assert 1 < len(looked_at) < len(beads)
    open_pair(window, DRAFT)
    press(window, "Home")
    reached = []
    for _ in looked_at:
        press(window, "n")
        expect(window.locator(".row.active")).to_have_class(re.compile("look"))
        reached.append(window.locator(".row.active .n").inner_text())
    assert sorted(reached, key=int) == looked_at


def test_one_reviewer_reads_nothing_of_second_opinions(window: Page) -> None:
    open_pair(window, DRAFT)
    press(window, "Home", "Space", "ArrowUp")
    saved(window)
    active = window.locator(".row.active")
    expect(active).to_have_class(re.compile("confirmed"))
    expect(active.locator(".opinions")).to_have_count(0)
    window.locator("#filters summary").click()
    expect(window.locator("#filters")).not_to_contain_text(SECOND)
    window.goto("/")
    expect(window.locator(".card").first).to_be_visible()
    expect(window.locator("main")).not_to_contain_text(SECOND)
