"""The interface in Kazakh and Russian, in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from support import sample
from support.browser import ANYWHERE, go_to, open_pair, press, serving
from test_locales import PLURALS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("corpus")
    sample.corpus(root).close()
    with serving(root) as found:
        yield found


def test_a_language_is_chosen_by_keyboard_and_kept(window: Page) -> None:
    window.goto("/")
    expect(window.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")
    window.get_by_role("button", name="Қазақша").focus()
    press(window, "Enter")
    expect(window.locator("html")).to_have_attribute("lang", "kk")
    expect(window.get_by_role("link", name="Тексеру", exact=True)).to_have_count(2)
    expect(window.locator(".langs").first).to_have_text("қазақша → ағылшынша")

    open_pair(window, "draft.kk-en")
    expect(window.locator(".row.active").get_by_role("button", name="Растау")).to_be_visible()
    go_to(window, "6717")
    press(window, "Space")
    expect(window.locator("#progress")).to_contain_text("8 жолдың 1 жолы расталған")
    window.reload()
    expect(window.locator("#net")).to_have_text("Сақталды")
    expect(window.locator("#progress")).to_contain_text("8 жолдың 1 жолы расталған")
    press(window, "?")
    expect(window.get_by_role("dialog")).to_contain_text("Келесімен біріктіру")
    press(window, "Escape")
    for path in ("/pairs/draft.kk-en/history", "/scores", "/"):
        window.goto(path)
        expect(window.get_by_role("button", name="Қазақша")).to_have_attribute(
            "aria-pressed", "true"
        )
        expect(window.get_by_role("link", name="Көрсеткіштер").first).to_be_visible()

    open_pair(window, "draft.kk-en")
    window.get_by_label("Тағы").click()
    window.get_by_role("button", name="Русский").click()
    expect(window.locator("html")).to_have_attribute("lang", "ru")
    expect(window.locator("#progress")).to_contain_text("подтверждено 1 из 8")


def test_the_browsers_language_is_taken_until_one_is_chosen(
    browser: Browser, tmp_path: Path
) -> None:
    bench = sample.corpus(tmp_path)
    bench.accounts.add("reviewer-3", "a long password")
    bench.close()
    with serving(tmp_path, "--host", ANYWHERE) as address:
        context = browser.new_context(base_url=address, locale="kk-KZ")
        page = context.new_page()
        page.goto("/")
        expect(page.get_by_label("Құпиясөз")).to_be_visible()
        page.get_by_role("button", name="Русский").click()
        expect(page.get_by_label("Пароль")).to_be_visible()
        page.reload()
        expect(page.get_by_label("Пароль")).to_be_visible()
        context.close()


SPEAK = """async ([language, numbers, at]) => {
  const strings = await import("/static/core/strings.js");
  return {
    beads: numbers.map((n) => strings.t("beads", { n })),
    share: strings.number(1234.5), time: strings.time(at), name: strings.languageName("en"),
    forms: new Intl.PluralRules(language).resolvedOptions().pluralCategories,
  };
}"""


@pytest.mark.parametrize(
    ("language", "beads", "number", "time", "english"),
    [
        ("en", ["1 bead", "3 beads", "5 beads", "21 beads"], "1,234.5", "May 3, 2026", "English"),
        (
            "kk",
            ["1 бірлік", "3 бірлік", "5 бірлік", "21 бірлік"],
            "1 234,5",
            "03.05.2026",
            "ағылшынша",
        ),
        (
            "ru",
            ["1 звено", "3 звена", "5 звеньев", "21 звено"],
            "1 234,5",
            "3 мая 2026",
            "английский",
        ),
    ],
)
def test_numbers_dates_and_plurals_are_as_the_language_has_them(
    window: Page, language: str, beads: list[str], number: str, time: str, english: str
) -> None:
    window.goto("/")
    window.evaluate("code => localStorage.setItem('language', JSON.stringify(code))", language)
    window.reload()
    said = window.evaluate(SPEAK, [language, [1, 3, 5, 21], "2026-05-03T12:00:00Z"])
    assert said["beads"] == beads
    assert re.sub(r"\s", " ", said["share"]) == number
    assert said["time"].startswith(time)
    assert said["name"] == english
    assert set(said["forms"]) == PLURALS[language]
