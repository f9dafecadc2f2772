"""Every verb in a real browser, by keyboard and by mouse, each undone and redone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import monotonic, sleep
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from baikonur_align.edit import OPINIONS, VERBS
from baikonur_align.model import Bead, Pair
from support import sample
from support.browser import PATIENCE, opened, serving

pytestmark = pytest.mark.browser

ELSEWHERE = OPINIONS | {"replace", "dismiss", "undismiss", "translate", "code", "place"}
"""Verbs that other tests show."""


@dataclass(frozen=True)
class Case:
    """`row` has this text; `after` are beads that must then be there (`told`)."""

    name: str
    verb: str
    row: str
    keys: list[str]
    mouse: list[str]
    after: list[str]


CASES = [
    Case("confirm", "confirm", "2050", ["Space"], ["Confirm"], ["kk.4|en.3 confirmed"]),
    Case(
        "confirm a run",
        "confirm",
        "2050",
        ["Shift+ArrowDown", "Space"],
        ["run 115", "Confirm"],
        ["kk.4|en.3 confirmed", "kk.5|en.4 confirmed"],
    ),
    Case("reject", "reject", "2050", ["x"], ["Reject"], ["kk.4|en.3 rejected"]),
    Case("flag", "flag", "2050", ["f"], ["Flag"], ["kk.4|en.3 flagged"]),
    Case("reset", "reset", "Cosmodrome", ["0"], ["menu Reset to not reviewed"], ["kk.1|en.1 auto"]),
    Case(
        "comment",
        "comment",
        "2050",
        ["c", "type a name", "Enter"],
        ["Comment", "type a name", "Save"],
        ["kk.4|en.3 auto # a name"],
    ),
    Case("omission", "omission", "Мұнда", ["o"], ["Omission: not translated"], ["kk.6| confirmed"]),
    Case(
        "addition",
        "addition",
        "in kind",
        ["o"],
        ["Addition: not in the source"],
        ["|en.5 confirmed"],
    ),
    Case(
        "reword",
        "reword",
        "2050",
        ["e", "Control+a", "type It is leased.", "Enter"],
        ["on .target .text", "fill It is leased.", "Save"],
        ["kk.4|en.3 auto: It is leased."],
    ),
    Case(
        "reword and confirm",
        "reword",
        "2050",
        ["e", "Control+a", "type It is leased.", "Control+Enter"],
        ["Edit", "fill It is leased.", "Save and confirm"],
        ["kk.4|en.3 confirmed: It is leased."],
    ),
    Case(
        "reword the source",
        "reword",
        "Мұнда",
        ["Shift+E", "Control+a", "type Мұнда адам көп.", "Enter"],
        ["on .source .text", "fill Мұнда адам көп.", "Save"],
        ["kk.6| auto: Мұнда адам көп."],
    ),
    Case(
        "cut",
        "cut",
        "6717 square",
        ["e", "Control+Home", *["ArrowRight"] * 8, "Shift+Enter"],
        ["on .target .text", "Split sentence here"],
        ["kk.2 kk.3|en.2.1 en.2.2 auto"],
    ),
    Case("join", "join", "6717 square", ["Shift+J"], ["menu Join sentences"], ["kk.2|en.2 auto"]),
    Case(
        "restore",
        "restore",
        "2050",
        ["r", "Enter"],
        ["Replace with machine translation", "dialog Replace"],
        ["kk.4|en.3 auto: " + sample.DRAFT[3][1]],
    ),
    Case(
        "accept",
        "accept",
        "2050",
        ["d"],
        ["menu Accept machine translation"],
        ["kk.4|en.3 confirmed: " + sample.DRAFT[3][1]],
    ),
    Case("merge next", "merge", "2050", ["m"], ["Merge with next"], ["kk.4 kk.5|en.3 en.4 auto"]),
    Case(
        "merge previous",
        "merge",
        "2050",
        ["Shift+M"],
        ["menu Merge with previous"],
        ["kk.2 kk.3 kk.4|en.2 en.3 auto"],
    ),
    Case(
        "merge a run",
        "merge",
        "Мұнда",
        ["Shift+ArrowDown", "Shift+ArrowDown", "m"],
        ["run Cosmonauts", "Merge selected"],
        ["kk.6 kk.7 kk.8|en.6 en.7 auto"],
    ),
    Case(
        "split",
        "split",
        "6717 square",
        ["s", "ArrowUp", "Enter"],
        ["Split", "on .target .gap", "Split here"],
        ["kk.2| auto", "kk.3|en.2 auto"],
    ),
    Case(
        "move down",
        "move",
        "2050",
        ["Alt+ArrowDown"],
        ["menu Move translation sentence down"],
        ["kk.4| auto", "kk.5|en.3 en.4 auto"],
    ),
    Case(
        "move up",
        "move",
        "2050",
        ["Alt+ArrowUp"],
        ["menu Move translation sentence up"],
        ["kk.2 kk.3|en.2 en.3 auto", "kk.4| auto"],
    ),
    Case(
        "move the source down",
        "move",
        "6717 square",
        ["Alt+Shift+ArrowDown"],
        ["on .source .seg:last-of-type [data-move=down]"],
        ["kk.2|en.2 auto", "kk.3 kk.4|en.3 auto"],
    ),
    Case(
        "move the source up",
        "move",
        "2050",
        ["Alt+Shift+ArrowUp"],
        ["menu Move source sentence up"],
        ["kk.2 kk.3 kk.4|en.2 auto", "|en.3 auto"],
    ),
    Case(
        "swap with next",
        "swap",
        "2050",
        ["t"],
        ["menu Swap translations with next"],
        ["kk.4|en.4 auto", "kk.5|en.3 auto"],
    ),
    Case(
        "swap with previous",
        "swap",
        "Cosmonauts",
        ["Shift+T"],
        ["menu Swap translations with previous"],
        ["kk.7|en.7 auto", "kk.8|en.6 auto"],
    ),
    Case(
        "link",
        "link",
        "Мұнда",
        ["l", "ArrowUp", "Enter"],
        ["Link to…", "row in kind", "Link here"],
        ["kk.6|en.5 auto"],
    ),
    Case("unlink", "unlink", "2050", ["Shift+L"], ["menu Unlink"], ["kk.4| auto", "|en.3 auto"]),
]


def verbs_pair(name: str) -> Pair:
    """A translation with a confirmed bead, a 2-to-1 bead and unaligned sentences on both sides."""
    pair = sample.translation()
    first, second, third, fourth, *rest = pair.beads
    rent, kind = fourth.target
    beads = [
        replace(first, status="confirmed", resp="reviewer-2"),
        *(second, third),
        *(replace(fourth, target=(rent,)), Bead((), (kind,))),
        *rest,
    ]
    return replace(pair, id=name, beads=tuple(beads))


def name_of(case: Case, way: str) -> str:
    return f"{case.name}-{way}".replace(" ", "-")


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One window for all of them; nothing may go wrong in its console."""
    root = tmp_path_factory.mktemp("corpus")
    names = [name_of(case, way) for case in CASES for way in ("keys", "mouse")]
    sample.corpus(
        root, *map(verbs_pair, [*names, "menu", "past", "whole", "replace-keys", "replace-mouse"])
    ).close()
    with serving(root) as address:
        yield from opened(browser, address, "reviewer-1", ["422"])  # a search that was refused


def told(bead: dict[str, Any]) -> str:
    """A bead as ``kk.1|en.1 confirmed: text of the first sentence of the target # note``."""
    source, target = bead["source"], bead["target"]
    sides = "|".join(" ".join(segment["id"] for segment in side) for side in (source, target))
    note = bead["note"] and f" # {bead['note']}"
    return f"{sides} {bead['status']}: {(target or source)[0]['text']}{note}"


def server_has(page: Page, pair: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The pair once it is as it should be; what is there instead when it does not become so."""
    until = monotonic() + PATIENCE / 1000
    while True:
        answer = page.request.get(f"/api/pairs/{pair}").json()
        if holds(answer) or monotonic() > until:
            assert holds(answer), "\n".join(map(told, answer["beads"]))
            return dict(answer)
        sleep(0.02)


def names(answer: dict[str, Any]) -> list[str]:
    return [bead["id"] for bead in answer["beads"]]


def has(beads: list[str]) -> Callable[[dict[str, Any]], bool]:
    def holds(answer: dict[str, Any]) -> bool:
        said = list(map(told, answer["beads"]))
        return answer["version"] > 0 and all(
            any(_says(text, bead) for text in said) for bead in beads
        )

    return holds


def _says(said: str, wanted: str) -> bool:
    """Whether a bead is as wanted, in its text and note where those are named."""
    if ":" in wanted:
        return said == wanted
    sides, _, note = wanted.partition(" # ")
    return said.startswith(f"{sides}:") and said.endswith(note and f" # {note}")


def is_again(beads: list[str]) -> Callable[[dict[str, Any]], bool]:
    return lambda answer: names(answer) == beads


def start(page: Page, pair: str, row: str) -> None:
    page.goto(f"/pairs/{pair}")
    chosen = page.locator(".row", has_text=row)
    if "active" not in (chosen.get_attribute("class") or ""):
        chosen.locator(".gutter").click()
    expect(page.locator(".row.active")).to_contain_text(row)


def press(page: Page, step: str) -> None:
    word, _, rest = step.partition(" ")
    if word == "type":
        page.keyboard.insert_text(rest)
    else:
        page.keyboard.press(step)


def click(page: Page, step: str) -> None:
    word, _, rest = step.partition(" ")
    active = page.locator(".row.active")
    if word == "run":
        page.locator(".row", has_text=rest).locator(".gutter").click(modifiers=["Shift"])
    elif word == "row":
        page.locator(".row", has_text=rest).locator(".gutter").click()
    elif word == "on":
        active.hover()
        active.locator(rest).first.click()
    elif word == "fill":
        active.locator("textarea").fill(rest)
    elif word == "type":
        page.keyboard.insert_text(rest)
    elif word == "menu":
        active.get_by_role("button", name="Actions").click()
        page.get_by_role("menuitem", name=re.compile(f"^{rest}")).click()
    elif word == "dialog":
        page.get_by_role("dialog").get_by_role("button", name=rest, exact=True).click()
    else:
        named = re.compile(rf"^{re.escape(step)}( \S+)?$")  # its key follows
        button = page.locator(".row.active, #banner").get_by_role("button", name=named)
        button.first.click()


@pytest.mark.parametrize("way", ["keys", "mouse"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_verb_is_done_and_undone_and_done_again(page: Page, case: Case, way: str) -> None:
    pair = name_of(case, way)
    start(page, pair, case.row)
    before = names(page.request.get(f"/api/pairs/{pair}").json())
    for step in getattr(case, way):
        (press if way == "keys" else click)(page, step)
    after = server_has(page, pair, has(case.after))
    edits = page.request.get(f"/api/pairs/{pair}/history").json()["edits"]
    assert [(edit["version"], edit["verb"], edit["reviewer"]) for edit in edits] == [
        (1, case.verb, "reviewer-1")
    ]
    for button, key, beads in (("Undo", "z", before), ("Redo", "Shift+Z", names(after))):
        if way == "keys":
            page.keyboard.press(key)
        else:
            page.locator(".bar").get_by_role("button", name=button).click()
        server_has(page, pair, is_again(beads))
        expect(page.locator("#net")).to_have_text("Saved")
    rows = page.locator(".row")
    expect(rows).to_have_count(len(names(after)))
    for row, bead in zip(rows.all(), names(after), strict=True):
        expect(row).to_have_attribute("data-bead", bead)


def test_every_verb_is_in_the_table() -> None:
    assert {case.verb for case in CASES} | ELSEWHERE == set(VERBS)


# --- the menu that teaches the keys ---------------------------------------------------------------


def test_the_menu_of_actions_is_gone_through_by_keyboard(page: Page) -> None:
    start(page, "menu", "Мұнда")
    menu = page.get_by_role("menu", name="Actions")
    page.keyboard.press("a")
    expect(menu.get_by_role("menuitem", name="Confirm Space")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("menuitem", name="Omission or addition")).to_be_focused()
    page.keyboard.press("ArrowRight")
    edit = menu.get_by_role("menuitem", name=re.compile("^Edit E"))
    expect(edit).to_be_focused()
    size = page.viewport_size
    page.set_viewport_size({"width": 500, "height": 420})
    expect(menu).to_be_in_viewport(ratio=1)
    page.set_viewport_size(size or {"width": 1280, "height": 800})
    join = menu.get_by_role("menuitem", name="Join sentences")
    join.focus()
    expect(join).to_be_disabled()
    expect(join).to_contain_text("one sentence")
    page.keyboard.press("Enter")  # does nothing, and the reason stays to be read
    expect(menu).to_be_visible()
    page.keyboard.press("End")
    expect(menu.get_by_role("menuitem", name="Keyboard shortcuts")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.locator(".row.active")).to_be_focused()
    page.keyboard.press("a")
    page.keyboard.press("o")  # a key means in the menu what it says there
    expect(menu).to_be_hidden()
    expect(page.locator(".row", has_text="Мұнда")).to_contain_text("Omission")


def test_what_makes_no_sense_is_told_where_its_key_is_pressed(page: Page) -> None:
    start(page, "menu", "2050")
    for key, why in (
        ("o", "Unlink it first"),
        ("Shift+J", "one sentence"),
        ("0", "already has this status"),
    ):
        page.keyboard.press(key)
        expect(page.locator("#toast")).to_contain_text(why)


def test_no_key_means_two_things(page: Page) -> None:
    page.goto("/")
    keys = page.evaluate("""async () => {
      const { BINDINGS } = await import("/static/core/keys.js");
      return BINDINGS.flatMap((b) => b.keys);
    }""")
    assert sorted(set(keys)) == sorted(keys)


# --- find and replace -----------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["keys", "mouse"])
def test_what_is_found_and_ticked_is_replaced_in_one_edit_and_taken_back(
    page: Page, way: str
) -> None:
    pair = f"replace-{way}"
    start(page, pair, "2050")
    before = names(page.request.get(f"/api/pairs/{pair}").json())
    dialog = page.get_by_role("dialog")
    if way == "keys":
        for step in ("Shift+R", r"type (\d{4})", "Tab", r"type [\1]"):
            press(page, step)
        dialog.get_by_label("Regular expression").press("Space")
        page.keyboard.press("Enter")
        expect(dialog.locator(".hits li")).to_have_count(3)
        dialog.locator(".hits input").nth(1).press("Space")
        dialog.get_by_role("button", name="Replace in 2 sentences").press("Enter")
    else:
        click(page, "menu Find and replace")
        dialog.get_by_label("Find").fill(r"(\d{4})")
        dialog.get_by_label("Replace with").fill(r"[\1]")
        dialog.get_by_label("Regular expression").check()
        dialog.get_by_role("button", name="Preview").click()
        dialog.locator(".hits input").nth(1).uncheck()
        dialog.get_by_role("button", name="Replace in 2 sentences").click()
    expect(dialog).to_be_hidden()
    after = server_has(page, pair, lambda now: now["version"] == 1)
    texts = [segment["text"] for bead in after["beads"] for segment in bead["target"]]
    assert [text for text in texts if "[" in text] == [
        "Baikonur was built in [1955]. It covers [6717] square kilometres.",
        "Until [1995] the city was called Leninsk.",
    ]
    expect(page.locator("#net")).to_have_text("Saved")
    page.keyboard.press("z")
    server_has(page, pair, is_again(before))
    expect(page.locator("#net")).to_have_text("Saved")
    page.keyboard.press("Shift+Z")
    server_has(page, pair, is_again(names(after)))


def test_replacing_with_nothing_is_called_deleting(page: Page) -> None:
    start(page, "menu", "2050")
    page.keyboard.press("Shift+R")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Find").fill("Baikonur")
    page.keyboard.press("Enter")
    button = dialog.locator("button[value=replace]")
    expect(button).to_have_text(re.compile(r"^Delete in \d+ sentences?$"))
    dialog.get_by_label("Replace with").fill("Baiqonyr")
    page.keyboard.press("Enter")
    expect(button).to_have_text(re.compile(r"^Replace in [1-9]\d* sentences?$"))


def test_a_search_that_makes_no_sense_is_told_in_its_dialog(page: Page) -> None:
    start(page, "menu", "2050")
    page.keyboard.press("Shift+R")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Regular expression").check()
    for find, why in (
        ("(", "not a valid regular expression"),
        ("x*", "at least one character"),
        ("nowhere", "No matches."),
    ):
        dialog.get_by_label("Find").fill(find)
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("alert")).to_contain_text(why)


# --- the past -------------------------------------------------------------------------------------


def test_a_row_goes_back_to_an_earlier_state_and_says_what_else_goes(page: Page) -> None:
    start(page, "past", "2050")
    before = names(page.request.get("/api/pairs/past").json())
    for key, count in (("m", 1), ("s", None), ("Enter", 2), ("f", 3)):
        page.keyboard.press(key)
        if count:
            done = server_has(page, "past", lambda now, version=count: now["version"] == version)  # type: ignore[misc]
        expect(page.locator("#net")).to_have_text("Saved")
    page.keyboard.press("b")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".edits header")).to_contain_text(["flagged", "split", "merged"])
    dialog.get_by_role("button", name="Revert to the beginning").click()
    expect(dialog).to_contain_text("Revert 2 rows?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    assert names(page.request.get("/api/pairs/past").json()) == names(done)
    click(page, "menu History of this row")
    dialog.get_by_role("button", name="Revert to the beginning").press("Enter")
    dialog.get_by_role("button", name="Revert", exact=True).press("Enter")
    server_has(page, "past", is_again(before))
    expect(page.locator("#net")).to_have_text("Saved")
    page.keyboard.press("z")
    server_has(page, "past", is_again(names(done)))


def test_a_pair_goes_back_from_its_history_and_forth_by_undo(page: Page) -> None:
    start(page, "whole", "2050")
    before = names(page.request.get("/api/pairs/whole").json())
    for key, version in (("x", 1), ("m", 2)):
        page.keyboard.press(key)
        after = server_has(page, "whole", lambda now, version=version: now["version"] == version)  # type: ignore[misc]
        expect(page.locator("#net")).to_have_text("Saved")
    page.goto("/pairs/whole/history")
    page.get_by_role("button", name="Revert to the beginning").click()
    expect(page.get_by_role("dialog")).to_contain_text("Revert 2 rows?")
    page.get_by_role("button", name="Revert", exact=True).click()
    server_has(page, "whole", is_again(before))
    expect(page.locator(".edits header").first).to_contain_text("reverted to an earlier state")
    page.goto("/pairs/whole")
    page.get_by_role("button", name="Undo").click()
    server_has(page, "whole", is_again(names(after)))
