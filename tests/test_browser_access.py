"""For everyone: no page breaks a rule of axe-core, in light or dark; keys alone do; nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

import sample
from app import PASSWORD
from baikonur_align.wire import bead_id
from conftest import PATIENCE
from test_browser import ANYWHERE, copy, press, serving
from test_browser_map import crossing

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
REVIEW = "/pairs/draft.kk-en"


def nothing(_page: Page) -> None:
    """The page as it opens."""


def keys(*names: str) -> Callable[[Page], None]:
    return lambda page: press(page, *names)


def clicks(*selectors: str) -> Callable[[Page], None]:
    def click(page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()

    return click


def replacing(page: Page) -> None:
    press(page, "Shift+R")
    page.keyboard.insert_text("the")
    press(page, "Enter")


def clashing(page: Page) -> None:
    """Another saves the sentence that one is writing."""
    assert page.context.browser
    context = _context(page.context.browser, page.url)
    other = context.new_page()
    other.goto(page.url)
    for tab, text in ((page, "Mine. "), (other, "Theirs. ")):
        expect(tab.locator(".row.active .acts").first).to_be_visible()
        press(tab, "e", "Home")
        tab.keyboard.insert_text(text)
    press(other, "Enter")
    expect(other.locator(".row.active .target")).to_contain_text("Theirs.")
    expect(other.locator("#net")).to_have_text("Saved")
    press(page, "Enter")
    context.close()


Place = tuple[str, str, Callable[[Page], None]]

PLACES: dict[str, Place] = {
    "corpus": ("/", ".card", nothing),
    "export of the corpus": ("/", "dialog[open]", clicks("[data-export=all]")),
    "a text that is added": ("/", "dialog[open] textarea", clicks("[data-add=paste]")),
    "review": (REVIEW, ".row.active .acts", nothing),
    "a row with a warning and a comment": ("/pairs/small.kk-en#kk.5", ".row.active .draft", nothing),
    "a row that crosses others": ("/pairs/crossing#kk.2", ".crossing svg", nothing),
    "least sure first": ("/pairs/small.kk-en?order=unsure", ".row.active", nothing),
    "filtered": ("/pairs/small.kk-en?status=look&below=0.6", ".chip", clicks("#filters summary")),
    "writing": (REVIEW, "textarea", keys("e")),
    "two texts that clash": ("/pairs/clash", ".clash .versions", clashing),
    "a run": (REVIEW, ".row.in-run", keys("Shift+ArrowDown", "Shift+ArrowDown")),
    "splitting": ("/pairs/small.kk-en#kk.5", ".cut-line", keys("s")),
    "linking": (REVIEW, "#banner", keys("l")),
    "commenting": (REVIEW, "form.comment", keys("c")),
    "help": (REVIEW, "dialog[open]", keys("?")),
    "history of a row": (REVIEW, "dialog[open]", keys("b")),
    "earlier translations": ("/pairs/small.kk-en#kk.1", ".memory li", nothing),
    "find and replace": (REVIEW, ".hits li", replacing),
    "assigning": (REVIEW, "dialog[open] .assign", keys("Shift+A")),
    "large map": ("/pairs/crossing", "dialog[open]", keys("g")),
    "appearance": (REVIEW, "dialog[open]", keys("w")),
    "menu": (REVIEW, ".menu [data-command=export]", clicks("summary[aria-label=More]")),
    "actions": (REVIEW, "[role=menuitem]", keys("a")),
    "export": (REVIEW, "dialog[open]", clicks("summary[aria-label=More]", "[data-command=export]")),
    "reviewer's name": (REVIEW, "dialog[open]", clicks("summary[aria-label=More]", "[data-command=name]")),
    "history": (f"{REVIEW}/history", ".edits li", nothing),
    "history of nothing": ("/pairs/crossing/history", ".empty", nothing),
    "scores": ("/scores", ".score", nothing),
    "reviewers": ("/team", "main h1", nothing),
    "a word in context": ("/concordance?q=жыл", ".places li", nothing),
    "no such page": ("/nowhere", ".empty h1", nothing),
}
"""Every page and dialog: its address, what is there once it is ready, and how one gets there."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("corpus")
    bench = sample.corpus(
        root, sample.draft(), sample.translation(), crossing(), copy(sample.draft(), "clash")
    )
    for verb, at in (("confirm", 0), ("confirm", 1), ("reject", 2), ("flag", 3)):
        bead = bench.pair("draft.kk-en").beads[at]
        bench.revise("draft.kk-en", verb, [bead_id(bead)], {}, "reviewer-1")
    bench.close()
    with serving(root) as found:
        yield found


@pytest.fixture(scope="module", params=SCHEMES)
def reader(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A window in light or in dark, in which one place after the other is opened."""
    context = _context(browser, address, color_scheme=request.param)
    yield context.new_page()
    context.close()


def _context(browser: Browser, address: str, **options: Any) -> BrowserContext:
    context = browser.new_context(base_url=address, reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE)
    context.add_init_script("localStorage.setItem('reviewer', '\"reviewer-1\"')")
    return context


def go(page: Page, place: str) -> None:
    path, ready, act = PLACES[place]
    page.goto("about:blank")
    page.goto(path)
    expect(page.locator("#app h1").first).to_be_attached()
    act(page)
    expect(page.locator(ready).first).to_be_visible()


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {node['target']} {node['html'][:120]}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("place", PLACES)
def test_no_rule_of_axe_core_is_broken(reader: Page, place: str) -> None:
    go(reader, place)
    assert violations(reader) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_rule_is_broken_where_one_signs_in_and_reads(
    browser: Browser, tmp_path: Path, scheme: Scheme
) -> None:
    bench = sample.corpus(tmp_path)
    bench.people.add("reader-1", PASSWORD, "reader")
    bench.close()
    with serving(tmp_path, "--host", ANYWHERE) as address:
        context = _context(browser, address.replace(ANYWHERE, "127.0.0.1"), color_scheme=scheme)
        page = context.new_page()
        page.goto("/sign-in")
        expect(page.get_by_label("Password")).to_be_visible()
        assert violations(page) == []
        page.get_by_label("Name").fill("reader-1")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator(".card").first).to_be_visible()
        assert violations(page) == []
        page.get_by_role("button", name="Change password").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert violations(page) == []
        page.goto(REVIEW)
        expect(page.locator(".row.active")).to_be_visible()
        assert violations(page) == []
        context.close()


WINDOWS: dict[str, dict[str, Any]] = {
    "zoomed to 200 %": {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "tablet": {"viewport": {"width": 820, "height": 1180}, "has_touch": True},
}

TOO_WIDE = """() => {
  const wide = document.documentElement;
  if (wide.scrollWidth <= wide.clientWidth) return [];
  const over = (e) => e.getBoundingClientRect().right > wide.clientWidth + 1;
  return [...document.querySelectorAll("#app *")].filter(over).map((e) => e.outerHTML.slice(0, 100));
}"""

TOO_SMALL = """(least) => {
  const shown = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const small = (e) => { const b = e.getBoundingClientRect(); return b.width < least || b.height < least; };
  const pressed = [...document.querySelectorAll("button, summary, select, a.act")];
  return pressed.filter((e) => shown(e) && small(e)).map((e) => e.outerHTML.slice(0, 100));
}"""

LEAST_TARGET = {"zoomed to 200 %": 24, "phone": 44, "tablet": 44}
"""CSS pixels, either way: for a pointer (WCAG 2.2, 2.5.8), for a finger (2.5.5)."""


@pytest.mark.parametrize("window", WINDOWS)
def test_nothing_is_cut_off_and_what_fingers_press_is_large_enough(
    browser: Browser, address: str, window: str
) -> None:
    context = _context(browser, address, **WINDOWS[window])
    page = context.new_page()
    wrong = {}
    for place in PLACES:
        go(page, place)
        wrong[place] = page.evaluate(TOO_WIDE) + page.evaluate(TOO_SMALL, LEAST_TARGET[window])
    context.close()
    assert [(place, what) for place, found in wrong.items() for what in found] == []


def test_all_of_the_page_is_reached_by_tab_and_each_stop_is_seen(browser: Browser, address: str) -> None:
    """From the address bar with Tab alone: every stop has a visible outline and a name."""
    context = _context(browser, address)
    page = context.new_page()
    go(page, "review")
    page.evaluate(
        "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')"
    )
    stops = []
    for _ in range(60):
        press(page, "Tab")
        stop = page.evaluate(
            """() => {
              const e = document.activeElement;
              if (e === document.body) return null;
              const style = getComputedStyle(e);
              const name = e.getAttribute("aria-label") ?? e.textContent.trim();
              return [e.dataset.command || e.id || e.className, style.outlineStyle !== "none", name !== ""];
            }"""
        )
        if stop is None:
            break
        stops.append(stop)
    context.close()
    assert [s for s in stops if not (s[1] and s[2])] == []
    assert {"undo", "map", "order", "search", "confirm", "edit-target"} <= {s[0] for s in stops}


def test_where_the_system_forces_its_colours_states_differ(browser: Browser, address: str) -> None:
    context = _context(browser, address, forced_colors="active")
    page = context.new_page()
    go(page, "review")
    outline = page.locator(".row.active").evaluate("e => getComputedStyle(e).outlineStyle")
    border = page.locator(".row.active").evaluate("e => getComputedStyle(e).borderInlineStartWidth")
    assert outline != "none" or border != "0px"
    expect(page.locator(".row.confirmed .mark").first).to_have_text("✓")
    context.close()
