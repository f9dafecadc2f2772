"""Every page and state in each language and width: nothing is too wide, overlaps or is cut off.

With ``SCREENSHOTS=FOLDER`` each is also taken as ``FOLDER/PLACE.LANGUAGE.WIDTH.SCHEME.png``, in
light and in dark, to be looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from support import sample
from support.app import PASSWORD
from support.browser import ANYWHERE, serving
from test_browser_access import OVERLAPPING, PLACES, TOO_WIDE, context_of, filled, go
from test_browser_fit import CLIPPED
from test_locales import PLURALS

pytestmark = pytest.mark.browser

HEIGHTS = {1440: 900, 1024: 768, 390: 844}
"""Of the window, by its width, in CSS pixels."""
FOLDER = os.environ.get("SCREENSHOTS", "")
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("corpus")
    filled(root)
    with serving(root) as found:
        yield found


def window(browser: Browser, address: str, language: str) -> Page:
    context = context_of(browser, address, viewport={"width": 1440, "height": 900})
    context.add_init_script(f"localStorage.setItem('language', '\"{language}\"')")
    return context.new_page()


def misfits(page: Page, place: str, language: str) -> list[tuple[str, int, object]]:
    """What does not fit on a page as it is now, in each width.

    On a phone a select may be narrower than its longest choice, and one of pairs may be everywhere,
    for a title can be of any length: opened, it shows all of them.
    """
    found = []
    for width, height in HEIGHTS.items():
        page.set_viewport_size({"width": width, "height": height})
        wrong = [each for what in (TOO_WIDE, OVERLAPPING, CLIPPED) for each in page.evaluate(what)]
        phone = width == min(HEIGHTS)
        found += [
            (place, width, each)
            for each in wrong
            if not str(each).startswith("<select" if phone else '<select name="pair"')
        ]
        if FOLDER:
            take(page, f"{place}.{language}.{width}")
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def take(page: Page, name: str) -> None:
    stem = re.sub(r"[^\w.]+", "-", name)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its two
        page.screenshot(path=Path(FOLDER, f"{stem}.{scheme}.png"))


@pytest.mark.parametrize("language", PLURALS)
def test_every_place_fits_its_window(browser: Browser, address: str, language: str) -> None:
    page = window(browser, address, language)
    wrong = []
    for place in PLACES:
        go(page, place)
        wrong += misfits(page, place, language)
    page.context.close()
    assert wrong == []


@pytest.mark.parametrize("language", PLURALS)
def test_the_pages_of_an_account_fit_their_window(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    bench = sample.corpus(tmp_path)
    bench.accounts.add("lead-1", PASSWORD, "lead")
    bench.close()
    with serving(tmp_path, "--host", ANYWHERE) as address:
        page = window(browser, address, language)
        page.goto("/sign-in")
        _sign_in(page, "a guess")
        expect(page.locator(".error")).not_to_be_empty()
        wrong = misfits(page, "sign in", language)
        _sign_in(page, PASSWORD)
        expect(page.locator(".card").first).to_be_visible()
        wrong += misfits(page, "pairs, signed in", language)
        page.goto("/account")
        page.locator("main [name=label]").fill("nightly export")
        page.locator("main form button").click()
        expect(page.locator("#secret code")).to_be_visible()
        wrong += misfits(page, "account", language)
        page.goto("/audit")
        expect(page.locator("tbody tr").first).to_be_visible()
        wrong += misfits(page, "audit of an account", language)
        page.context.close()
    assert wrong == []


def _sign_in(page: Page, password: str) -> None:
    page.locator("[name=name]").fill("lead-1")
    page.locator("[name=password]").fill(password)
    page.keyboard.press("Enter")
