"""Where to look: filters that are links, and the order of work."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from baikonur_align.edit import Refused, State, build, in_order
from baikonur_align.model import Bead, Edit
from baikonur_align.wire import bead_id, named_bead
from support import sample
from support.browser import open_pair, press, serving
from support.sample import random_beads
from test_browser_checks import with_a_wrong_number

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("corpus")
    sample.corpus(root, with_a_wrong_number(), sample.translation()).close()
    with serving(root) as found:
        yield found


def numbers(page: Page) -> list[str]:
    """The rows that are shown, by their number in the text."""
    return page.locator(".row .n").all_inner_texts()


@pytest.mark.parametrize(
    ("query", "shown", "asked"),
    [
        ("status=look", ["4", "7"], ["Needs a look"]),
        ("below=0.6", ["4", "7"], ["Confidence: below 0.6"]),
        ("shape=1-2", ["4"], ["Sentences: 1 : 2"]),
        ("shape=1-0", ["5"], ["Sentences: 1 : 0"]),
        ("q=ЛЕНИНСК", ["6"], ["Text: ЛЕНИНСК"]),
        ("status=look&shape=1-1", ["7"], ["Needs a look", "Sentences: 1 : 1"]),
    ],
)
def test_a_filter_is_a_link_and_says_what_it_asks_for(
    window: Page, query: str, shown: list[str], asked: list[str]
) -> None:
    open_pair(window, f"small.kk-en?{query}")
    assert numbers(window) == shown
    chips = window.locator("#asked .chip")
    expect(chips).to_have_text([f"{name} ✕" for name in asked])
    chips.first.click()
    expect(chips).to_have_count(len(asked) - 1)
    expect(window).to_have_url(re.compile(re.escape(query.partition("&")[2]) + "#"))


def test_a_link_to_a_sentence_of_the_pair_that_is_open_leads_there(window: Page) -> None:
    open_pair(window, "small.kk-en#kk.1")
    window.evaluate("location.hash = 'en.6'")
    active = window.locator(".row.active")
    expect(active).to_contain_text("Leninsk")
    expect(active).to_be_in_viewport()
    expect(active).to_be_focused()
    expect(window).to_have_url(re.compile("#kk.7$"))


def test_what_nothing_passes_is_said_and_dropped_again(window: Page) -> None:
    window.goto("/pairs/small.kk-en?status=constructor&check=nonsense&below=x")
    expect(window.locator("#asked")).to_contain_text("No row matches this filter.")
    window.get_by_role("button", name="Show all rows").click()
    expect(window.locator(".row")).to_have_count(7)
    expect(window).not_to_have_url(re.compile("status"))


def test_the_panel_offers_what_the_pair_has_by_keyboard_too(window: Page) -> None:
    open_pair(window, "draft.kk-en")
    window.locator("#filters summary").focus()
    press(window, "Enter")
    panel = window.locator("#filters")
    warning = panel.get_by_label("Warning")
    expect(warning.locator("option")).to_have_text(["Any", "Numbers"])
    expect(panel.get_by_label("Sentences").locator("option")).to_have_text(["Any", "1 : 1"])
    warning.select_option("Numbers")
    expect(panel.locator(".badge")).to_have_text("1")
    expect(window.locator("#asked")).to_contain_text("1 row matches")
    expect(warning).to_be_visible()  # the panel stays for the next choice
    warning.press("Escape")
    expect(warning).to_be_hidden()
    expect(window.locator(".row.active")).to_be_focused()


def test_the_order_of_work_is_least_sure_first_and_nothing_jumps_in_it(window: Page) -> None:
    open_pair(window, "small.kk-en")
    press(window, "u")
    expect(window.get_by_role("button", name="Least sure first")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert numbers(window) == ["4", "7", "5", "2", "6", "3", "1"]
    expect(window.locator(".row.active .n")).to_have_text("1")  # one stays on one's row
    expect(window).to_have_url(re.compile("order=unsure"))
    press(window, "Home", "Space")
    expect(window.locator(".row.active .n")).to_have_text("7")  # confirmed, and on to the next
    expect(window.locator(".row.confirmed .n")).to_have_text("4")
    press(window, "n")
    expect(window.locator(".row.active .n")).to_have_text(
        "5"
    )  # no other needs a look, so the next not reviewed
    press(window, "m")  # with the next in the text, wherever the rows stand
    expect(window.locator(".row")).to_have_count(6)
    press(window, "z")
    expect(window.locator(".row")).to_have_count(7)
    assert numbers(window) == ["4", "7", "5", "2", "6", "3", "1"]

    open_pair(window, "small.kk-en?order=unsure")  # made anew: what is reviewed comes last
    assert numbers(window) == ["7", "5", "2", "6", "3", "1", "4"]
    expect(window.locator(".row.active .n")).to_have_text("7")
    open_pair(window, "small.kk-en?order=unsure&status=look")
    assert numbers(window) == ["7"]
    window.get_by_role("button", name="Least sure first").click()
    expect(window).not_to_have_url(re.compile("order"))
    press(window, "/", "Escape", "Home")
    assert numbers(window) == ["1", "2", "3", "4", "5", "6", "7"]


def random_edits(seed: int) -> tuple[list[Bead], list[Edit], list[Bead]]:
    """Beads, a run of edits of them, and what the server makes of it."""
    dice = random.Random(seed)  # noqa: S311  (no secret)
    beads = list(in_order(random_beads(seed)))
    state, edits = State(beads), list[Edit]()
    while len(edits) < 12:
        verb = dice.choice(["confirm", "flag", "reset", "reword", "merge", "unlink", "move"])
        chosen = dice.sample(in_order(state.beads()), 2 if verb in ("merge", "move") else 1)
        args = {"segment": dice.choice(chosen[0].segments).id, "text": f"text {len(edits)}"}
        try:
            edit = build(verb, chosen, args, "reviewer-1", "2026-01-01T00:00:00Z")
        except Refused:
            continue
        state = state.apply(edit)
        edits.append(edit)
    return beads, edits, list(in_order(state.beads()))


def test_edits_lead_the_page_to_what_the_server_has_one_by_one_and_all_at_once(
    window: Page,
) -> None:
    runs = [random_edits(seed) for seed in range(60)]
    wire = [
        [
            [named_bead(bead) for bead in beads],
            [
                {
                    "version": number,
                    "verb": edit.verb,
                    "reviewer": edit.reviewer,
                    "removed": [bead_id(bead) for bead in edit.before],
                    "added": [named_bead(bead) for bead in edit.after],
                }
                for number, edit in enumerate(edits, 1)
            ],
        ]
        for beads, edits, _ in runs
    ]
    window.goto("/")
    theirs = window.evaluate(
        """async (runs) => {
          const { initial, reduce } = await import("/static/model/state.js");
          const { beadWith } = await import("/static/model/lookup.js");
          const { segmentsOf } = await import("/static/model/bead.js");
          const names = ({ beads }) => beads.map((b) => b.id);
          const holds = (state, bead) => (segment) => beadWith(state, segment.id) === bead;
          const finds = (state) => (bead) => segmentsOf(bead).every(holds(state, bead));
          const found = (state) => state.beads.every(finds(state));
          const after = (state, ...edits) =>
            reduce(state, { type: "edits", version: edits.at(-1).version, edits });
          return runs.map(([beads, edits]) => {
            const pair = { id: "x", version: 0, beads };
            const loaded = { type: "loaded", pair, unsent: {}, reviewer: "", at: "" };
            const start = reduce(initial, loaded);
            const single = edits.reduce((state, edit) => after(state, edit), start);
            const whole = after(start, ...edits);
            return [names(single), names(whole), found(single) && found(whole)];
          });
        }""",
        wire,
    )
    made = [[bead_id(bead) for bead in after] for _, _, after in runs]
    assert theirs == [[names, names, True] for names in made]


def test_a_state_stays_the_same_while_the_same_can_be_undone(window: Page) -> None:
    window.goto("/")
    same = window.evaluate(
        """async () => {
          const { initial, reduce } = await import("/static/model/state.js");
          const told = (state, undo, redo) =>
            reduce(state, { type: "undoable", undoable: { undo, redo } });
          const state = told(initial, true, false);
          return [told(state, true, false) === state, told(state, true, true) === state];
        }"""
    )
    assert same == [True, False]  # what is the same is not drawn again
