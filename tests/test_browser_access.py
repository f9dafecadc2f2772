"""Accessibility: axe-core in light and dark mode, keyboard use, narrow windows, text sizes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from baikonur_align.evaluation.service import Request, Wanted, choice_of
from baikonur_align.jobs.worker import TOO_LARGE
from baikonur_align.journal.jobs import Text
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample
from support.app import PASSWORD
from support.browser import ANYWHERE, PATIENCE, copy, press, serving
from test_browser_adding import drop
from test_browser_map import crossing
from test_jobs import ENGLISH, KAZAKH

pytestmark = pytest.mark.browser

REVIEW = "/pairs/draft.kk-en"
MORE = ".tools > .menu:not(.people) > summary"


def nothing(_page: Page) -> None:
    """The page as it opens."""


def keys(*names: str) -> Callable[[Page], None]:
    return lambda page: press(page, *names)


def clicks(*selectors: str) -> Callable[[Page], None]:
    def click(page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()

    return click


def drops(**files: bytes) -> Callable[[Page], None]:
    return lambda page: drop(page, **files)


def in_latin(page: Page) -> None:
    press(page, "w")
    page.locator("[name=letters][value=latin]").click()
    press(page, "Escape")


def offline(page: Page) -> None:
    page.context.set_offline(True)


def unanswered(pattern: str, *names: str) -> Callable[[Page], None]:
    """Press keys while the server does not answer requests of a pattern."""

    def act(page: Page) -> None:
        page.route(pattern, lambda _: None)
        press(page, *names)

    return act


def failing(pattern: str, path: str) -> Callable[[Page], None]:
    """Open a page whose requests of a pattern fail."""

    def act(page: Page) -> None:
        page.route(pattern, lambda route: route.fulfill(status=500, body="boom"))
        page.goto(path)

    return act


def blocked(page: Page) -> None:
    """Another changes the row that one wants to undo."""
    assert page.context.browser
    press(page, "f")
    context = context_of(page.context.browser, page.url)
    other = context.new_page()
    other.add_init_script("localStorage.setItem('reviewer', '\"reviewer-2\"')")
    other.goto(page.url)
    expect(other.locator(".row.active.flagged .acts").first).to_be_visible()
    press(other, "x")
    expect(other.locator("#net")).to_have_text("Saved")
    context.close()
    expect(page.locator(".row.active.rejected")).to_be_visible()
    press(page, "z")


def compact(page: Page) -> None:
    press(page, "w")
    page.locator("[name=compact]").check()
    press(page, "Escape")


def replacing(page: Page) -> None:
    press(page, "Shift+R")
    page.keyboard.insert_text("the")
    press(page, "Enter")


def clashing(page: Page) -> None:
    """Another saves the sentence that one is writing."""
    assert page.context.browser
    context = context_of(page.context.browser, page.url)
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
    "corpus, with texts on their way": ("/", ".jobs progress", nothing),
    "export of the corpus": ("/", "dialog[open]", clicks("[data-export=all]")),
    "a text that is added": ("/", "dialog[open] textarea", clicks("[data-add=paste]")),
    "two texts as they were understood": (
        "/",
        "dialog[open] .understood",
        drops(small_kk_txt=KAZAKH.encode(), small_en_txt=ENGLISH.encode()),
    ),
    "a text that can not be taken": ("/", "dialog[open] [role=alert]", drops(a_docx=b"PK broken")),
    "review": (REVIEW, ".row.active .acts", nothing),
    "a message": (REVIEW, "#toast", keys("o")),
    "a disputed row": (f"{REVIEW}#kk.2", ".row.active .opinions b", nothing),
    "Kazakh in Latin letters": (REVIEW, "#letters", in_latin),
    "a row with a warning and a comment": (
        "/pairs/small.kk-en#kk.5",
        ".row.active .draft",
        nothing,
    ),
    "a row that crosses others": ("/pairs/crossing#kk.2", ".crossing svg", keys(".")),
    "least sure first": ("/pairs/small.kk-en?order=unsure", ".row.active", nothing),
    "filtered": ("/pairs/small.kk-en?status=look&below=0.6", ".chip", clicks("#filters summary")),
    "writing": (REVIEW, "textarea", keys("e")),
    "two texts that clash": ("/pairs/clash", ".clash .versions", clashing),
    "a run": (REVIEW, ".row.in-run", keys("Shift+ArrowDown", "Shift+ArrowDown")),
    "splitting": ("/pairs/small.kk-en#kk.5", ".cut-line", keys("s")),
    "linking": (REVIEW, "#banner", keys("l")),
    "commenting": (REVIEW, "form.comment", keys("c")),
    "dismissing a warning": ("/pairs/crossing#kk.2", "form.comment", keys("i")),
    "help": (REVIEW, "dialog[open]", keys("?")),
    "history of a row": (REVIEW, "dialog[open]", keys("b")),
    "earlier translations": ("/pairs/small.kk-en#kk.1", ".memory li", keys(".")),
    "find and replace": (REVIEW, ".hits li", replacing),
    "realigning": ("/pairs/small.kk-en", "dialog .edits", keys("q")),
    "asking before human text is replaced": ("/pairs/small.kk-en#kk.4", "dialog .main", keys("r")),
    "a filter that nothing passes": ("/pairs/small.kk-en?status=rejected&q=zz", "#asked", nothing),
    "compact rows": (REVIEW, ".row.active .acts", compact),
    "pairs as a list": ("/", ".pair-table tr", clicks("[name=table]")),
    "renaming a pair": ("/", "dialog[open] input", clicks("[data-rename]")),
    "deleting a pair": ("/", "dialog[open] .acts", clicks("[data-delete]")),
    "about the texts": ("/", "dialog[open] input", clicks("[data-texts]")),
    "systems to compare": ("/evaluations", "main form", nothing),
    "assigning": (REVIEW, "dialog[open] .assign", keys("Shift+A")),
    "large map": ("/pairs/crossing", "dialog[open]", keys("g")),
    "appearance": (REVIEW, "dialog[open]", keys("w")),
    "menu": (
        REVIEW,
        ".menu [data-command=export]",
        clicks(MORE),
    ),
    "actions": (REVIEW, "[role=menuitem]", keys("a")),
    "export": (
        REVIEW,
        "dialog[open]",
        clicks(MORE, "[data-command=export]"),
    ),
    "reviewer's name": (
        REVIEW,
        "dialog[open]",
        clicks(MORE, "[data-command=name]"),
    ),
    "history": (f"{REVIEW}/history", ".edits li", nothing),
    "history of nothing": ("/pairs/crossing/history", ".empty", nothing),
    "going back": (f"{REVIEW}/history", ".going-back", clicks("[data-to]")),
    "scores": ("/scores", ".score", nothing),
    "reviewers, with a task": ("/team", ".task", nothing),
    "a word in context": ("/concordance?q=жыл", ".places li", nothing),
    "a word that is nowhere": ("/concordance?q=zzzz", "#count:not(:empty)", nothing),
    "glossary": ("/glossary", "#lists *", nothing),
    "all warnings": ("/warnings", "#found table", nothing),
    "a term that is added": (REVIEW, "dialog[open] .term", keys("Shift+G")),
    "pairs, with deleted ones": ("/", ".deleted li", clicks(".deleted summary")),
    "an evaluation": ("/evaluations", "main .answer", clicks(".kept a")),
    "a blind comparison": ("/evaluations", "[data-better]", clicks(".kept a", ".blind button")),
    "annotating errors": (REVIEW, "dialog[open] textarea", keys("Shift+N")),
    "offline": (REVIEW, "#net.offline", offline),
    "a preview that takes long": (
        "/pairs/small.kk-en",
        "dialog[open]",
        unanswered("**/realign*", "q"),
    ),
    "an undo that is blocked": ("/pairs/blocked#kk.3", "#banner", blocked),
    "pairs that cannot be read": ("/", "main button", failing("**/api/pairs?*", "/")),
    "very long texts": ("/pairs/long.kk-en#kk.2", ".row.active .acts", nothing),
    "text from right to left": (
        "/pairs/arabic.kk-Arab-en#kk-Arab.2",
        ".row.active .acts",
        nothing,
    ),
    "account, without accounts": ("/account", "main .empty", nothing),
    "audit": ("/audit", "main h1", nothing),
    "no such page": ("/nowhere", ".empty h1", nothing),
    "no such pair": ("/pairs/nothing", ".empty h1", nothing),
}
"""Every page and dialog: its address, what is there once it is ready, and how one gets there."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("corpus")
    filled(root)
    with serving(root) as found:
        yield found


def filled(root: Path) -> None:
    """Make a corpus that has something to show in all of `PLACES`."""
    bench = sample.corpus(
        root,
        sample.draft(),
        sample.translation(),
        crossing(),
        copy(sample.draft(), "clash"),
        copy(sample.draft(), "blocked"),
        copy(sample.draft(), "deleted"),
        sample.very_long(),
        sample.right_to_left(),
        sample.large(12),
    )
    for verb, row in (("confirm", 0), ("confirm", 1), ("reject", 2), ("flag", 3)):
        bead = bench.review.pair("draft.kk-en").beads[row]
        bench.revise("draft.kk-en", verb, [bead_id(bead)], {}, "reviewer-1")
    second = bead_id(bench.review.pair("draft.kk-en").beads[1])
    bench.revise("draft.kk-en", "disagree", [second], {"text": "too free"}, "reviewer-2")
    bench.team.assign(
        "draft.kk-en", ["reviewer-2"], ("kk.3", "kk.5"), "numbers first", lead="reviewer-1"
    )
    bench.corpus.remove("deleted")
    bench.annotations.enable(True)
    evaluated(bench)
    on_their_way(bench)
    bench.close()


def evaluated(bench: Workbench) -> None:
    """An evaluation of two systems on twelve lines."""
    beads = bench.review.pair("large.kk-en").beads
    bench.revise("large.kk-en", "confirm", [bead_id(bead) for bead in beads], {}, "reviewer-1")
    lines = tuple(bead.text("target").replace("The", "A") for bead in beads)
    systems = (Wanted("draft"), Wanted("file", "other.txt", lines))
    choice = choice_of("post-edit", ("kk", "en"), ["large.kk-en"])
    bench.evaluations.make(Request(choice, systems, who="reviewer-1"), lambda *_: None)


def on_their_way(bench: Workbench) -> None:
    """A job in each state. The running one is held by another server for the next hours."""
    intake, later = bench.jobs, time.time() + 10_000
    texts = [
        Text("a.kk.txt", "kk", "Бірінші", KAZAKH.encode()),
        Text("a.en.txt", "en", "The first", ENGLISH.encode()),
    ]
    jobs = [
        intake.order(texts, "translation", "en", f"job-{number}", "reviewer-1")
        for number in range(5)
    ]
    intake.store.claim("another server", later)
    intake.store.end(jobs[0].id, "another server", "done")
    intake.store.claim("another server", later)
    intake.store.end(jobs[1].id, "another server", "failed", TOO_LARGE)
    intake.cancel(jobs[2].id)
    intake.store.claim("another server", later)
    intake.store.report(jobs[3].id, "another server", "translate", 3, 8, later)


@pytest.fixture(scope="module")
def reader(browser: Browser, address: str) -> Iterator[Page]:
    """A window in which one place after the other is opened."""
    context = context_of(browser, address)
    yield context.new_page()
    context.close()


def context_of(browser: Browser, address: str, **options: Any) -> BrowserContext:
    context = browser.new_context(base_url=address, reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE)
    context.add_init_script("localStorage.setItem('reviewer', '\"reviewer-1\"')")
    for chosen in ("display", "pair-table"):
        context.add_init_script(f"localStorage.removeItem('{chosen}')")
    return context


def go(page: Page, place: str) -> None:
    path, ready, act = PLACES[place]
    page.context.set_offline(False)
    page.unroute_all()
    page.goto("about:blank")
    page.goto(path)
    expect(page.locator("#app h1").first).to_be_attached()
    act(page)
    expect(page.locator(ready).first).to_be_visible()


ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"]}
RULES_OF_COLOUR: dict[str, Any] = {**ALL_RULES, "runOnly": ["color-contrast", "link-in-text-block"]}
"""Those that axe runs by itself; its stricter contrast (AAA) it does not."""


def violations(page: Page) -> list[str]:
    """What breaks a rule in light, or in dark, where nothing is another but the colours."""
    found = []
    for scheme, rules in (("dark", RULES_OF_COLOUR), ("light", ALL_RULES)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its two
        found += [
            (scheme, violation)
            for violation in Axe().run(page, options=rules).response["violations"]
        ]
    return [
        f"{scheme}, {violation['id']}: {node['target']} {node['html'][:120]}"
        for scheme, violation in found
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("place", PLACES)
def test_no_rule_of_axe_core_is_broken_in_light_or_dark(reader: Page, place: str) -> None:
    go(reader, place)
    assert violations(reader) == []


def test_no_rule_is_broken_where_a_lead_reads_the_audit_log(
    browser: Browser, tmp_path: Path
) -> None:
    bench = sample.corpus(tmp_path)
    bench.accounts.add("lead-1", PASSWORD, "lead")
    bench.close()
    with serving(tmp_path, "--host", ANYWHERE) as address:
        context = context_of(browser, address)
        page = context.new_page()
        page.goto("/sign-in?next=/audit")
        page.get_by_label("Name").fill("lead-1")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("tbody tr").first).to_contain_text("lead-1")
        assert violations(page) == []
        context.close()


def test_no_rule_is_broken_where_one_signs_in_and_reads(browser: Browser, tmp_path: Path) -> None:
    bench = sample.corpus(tmp_path)
    bench.accounts.add("reader-1", PASSWORD, "reader")
    bench.close()
    with serving(tmp_path, "--host", ANYWHERE) as address:
        context = context_of(browser, address)
        page = context.new_page()
        page.goto("/sign-in")
        expect(page.get_by_label("Password")).to_be_visible()
        assert violations(page) == []
        page.get_by_label("Name").fill("reader-1")
        page.get_by_label("Password").fill("a guess")
        page.keyboard.press("Enter")
        expect(page.locator(".error")).not_to_be_empty()
        assert violations(page) == []
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator(".card").first).to_be_visible()
        assert violations(page) == []
        page.get_by_role("button", name="Change password").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert violations(page) == []
        page.goto("/account")
        page.get_by_label("Purpose").fill("nightly export")
        page.get_by_role("button", name="Create token").click()
        expect(page.locator("#secret code")).to_be_visible()
        assert violations(page) == []
        page.goto(REVIEW)
        expect(page.locator(".row.active")).to_be_visible()
        assert violations(page) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            for path in ("/", "/team", REVIEW):
                page.goto(path)
                expect(page.locator("#app h1").first).to_be_attached()
                assert page.evaluate(TOO_WIDE) == []
                assert page.evaluate(OVERLAPPING) == []
        context.close()


WIDTHS = (390, 1024, 1440)
"""CSS pixels: a phone, a tablet on its side, a laptop."""

WINDOWS: dict[str, tuple[dict[str, Any], int, list[tuple[int, int]]]] = {
    "zoomed to 200 %": ({"device_scale_factor": 2}, 24, [(720, 450)]),
    "fingers": ({"has_touch": True, "is_mobile": True}, 44, [(390, 844), (820, 1180)]),
}
"""How a window is, the least size in CSS pixels of what is pressed there (WCAG 2.2: 2.5.8
for a pointer, 2.5.5 for a finger), and its sizes: a place is opened on a phone, which becomes a
tablet."""

OVERLAPPING = """() => {
  const seen = [...document.querySelectorAll(".bar :is(a, button, summary, select, input)")]
    .filter((e) => e.checkVisibility() && !e.closest(".menu > div"));
  const meet = (one, other) => {
    const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  };
  const said = (e) => e.outerHTML.slice(0, 80);
  const others = (e, i) => seen.slice(i + 1).filter((f) => meet(e, f));
  return seen.flatMap((e, i) => others(e, i).map((f) => [said(e), said(f)]));
}"""
"""What stands in the bar over something else there."""

TOO_WIDE = """() => {
  const wide = document.documentElement;
  if (wide.scrollWidth <= wide.clientWidth) return [];
  const over = (e) => e.getBoundingClientRect().right > wide.clientWidth + 1;
  const all = [...document.querySelectorAll("#app *")];
  return all.filter(over).map((e) => e.outerHTML.slice(0, 100));
}"""

TOO_SMALL = """(least) => {
  const shown = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const small = (e) => {
    const box = e.getBoundingClientRect();
    return box.width < least || box.height < least;
  };
  const pressed = [...document.querySelectorAll("button, summary, select, a.act")];
  return pressed.filter((e) => shown(e) && small(e)).map((e) => e.outerHTML.slice(0, 100));
}"""


@pytest.mark.parametrize("window", WINDOWS)
def test_nothing_is_cut_off_and_what_fingers_press_is_large_enough(
    browser: Browser, address: str, window: str
) -> None:
    options, least, sizes = WINDOWS[window]
    context = context_of(browser, address, **options)
    page = context.new_page()
    wrong = []
    for place in PLACES:
        for index, (width, height) in enumerate(sizes):
            page.set_viewport_size({"width": width, "height": height})
            if index == 0:
                go(page, place)
            found = page.evaluate(TOO_WIDE) + page.evaluate(TOO_SMALL, least)
            wrong += [(place, width, what) for what in found]
    context.close()
    assert wrong == []


def test_all_of_the_page_is_reached_by_tab_and_each_stop_is_seen(
    browser: Browser, address: str
) -> None:
    """From the address bar with Tab alone: every stop has a visible outline and a name."""
    context = context_of(browser, address)
    page = context.new_page()
    go(page, "review")
    page.evaluate(
        "document.body.tabIndex = -1; document.body.focus(); "
        "document.body.removeAttribute('tabindex')"
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
              const outlined = style.outlineStyle !== "none";
              return [e.dataset.command || e.id || e.className, outlined, name !== ""];
            }"""
        )
        if stop is None:
            break
        stops.append(stop)
    context.close()
    assert [stop for stop in stops if not (stop[1] and stop[2])] == []
    assert {"undo", "map", "order", "search", "confirm", "edit-target"} <= {
        stop[0] for stop in stops
    }


def test_the_bar_takes_the_keyboard_without_moving_the_page_and_gives_it_back(
    browser: Browser, address: str
) -> None:
    context = context_of(browser, address, viewport={"width": 1280, "height": 500})
    page = context.new_page()
    go(page, "review")
    press(page, "End")
    active = page.locator(".row.active")
    expect(active).to_contain_text("Ғарышкерлер")
    expect(active).to_be_focused()
    before = page.evaluate("scrollY")
    assert before > 0
    for key in ("/", "Tab", "Tab"):
        press(page, key)
        expect(page.locator(".bar :focus")).to_have_count(1)
        assert page.evaluate("scrollY") == before
    press(page, "Escape")
    expect(active).to_be_focused()
    page.locator("#map").click(position={"x": 5, "y": 5})
    expect(active).to_contain_text("The Baikonur cosmodrome")
    expect(active).to_be_focused()
    context.close()


def test_where_the_system_forces_its_colours_states_differ(browser: Browser, address: str) -> None:
    context = context_of(browser, address, forced_colors="active")
    page = context.new_page()
    go(page, "review")
    outline = page.locator(".row.active").evaluate("e => getComputedStyle(e).outlineStyle")
    border = page.locator(".row.active").evaluate("e => getComputedStyle(e).borderInlineStartWidth")
    assert outline != "none" or border != "0px"
    expect(page.locator(".row.confirmed .mark").first).to_have_text("✓")
    context.close()
