"""What is known of texts in a real Chromium: import reports, metadata, choosing by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support import sample
from support.browser import pair_now, serving

pytestmark = pytest.mark.browser


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    sample.corpus(tmp_path / "corpus").close()
    return tmp_path / "corpus"


@pytest.fixture
def address(corpus: Path) -> Iterator[str]:
    with serving(corpus) as found:
        yield found


def test_a_lead_describes_a_text_and_chooses_by_it(window: Page, corpus: Path) -> None:
    window.goto("/")
    card = window.locator(".card").first
    name = card.locator("[data-texts]").get_attribute("data-texts") or ""
    card.get_by_role("button", name="About the texts").click()
    dialog = window.locator("#dialog")
    expect(dialog.locator("section p").first).to_contain_text("sentences")
    dialog.get_by_label("Author").first.fill("Abai; Shakarim")
    dialog.get_by_label("Genre").first.fill("poetry")
    dialog.get_by_label("Other fields, one per line").first.fill("school: Semey")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    assert pair_now(corpus, name).source.metadata == (
        ("author", "Abai"),
        ("author", "Shakarim"),
        ("genre", "poetry"),
        ("school", "Semey"),
    )
    window.get_by_label("Metadata").select_option("genre=poetry")
    expect(window.locator(".card")).to_have_count(1)
    window.locator('.lead [data-export="all"]').click()
    dialog.get_by_label("Metadata").select_option("author=Abai")
    expect(dialog.locator("a.main").first).to_have_attribute(
        "href", re.compile("where=author%3DAbai")
    )
