"""Comparing two packages on the page: which is better, how surely, and where."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from baikonur_align.evaluation.alignment import format as format_links
from baikonur_align.evaluation.alignment import links
from baikonur_align.model import Pair
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import tiny_package
from support.browser import press, serving

pytestmark = pytest.mark.browser

POST_EDITED = 40
WIDTHS = (1440, 1024, 390)
DEMO = Path(__file__).resolve().parents[1] / "corpus"
PAIR = "002_78c1e3074b0b4c5c.kk-en"
WORDS = {"Baikonur": "Baiqonyr", "cosmodrome": "spaceport", "the ": "this ", ",": ""}
"""What the post-edits of this test change in the drafts, all in one bead."""


def post_edit(bench: Workbench, pair: Pair) -> None:
    """Change a word in some drafts and confirm all, as a reviewer might."""
    beads = [bead for bead in pair.beads if bead.source and bead.target][:POST_EDITED]
    for number, bead in enumerate(beads):
        segment = bead.target[0]
        old, new = list(WORDS.items())[number % len(WORDS)]
        texts = {"segment": segment.id, "text": segment.text.replace(old, new, 1)}
        if texts["text"] != segment.text:
            bench.review.revise(pair.id, "reword", [bead_id(bead)], texts, "reviewer-1")
    kept = {bead.segments[0].id for bead in beads}
    left = [
        bead_id(bead)
        for bead in bench.review.pair(pair.id).beads
        if bead.segments[0].id in kept and bead.status != "confirmed"
    ]
    bench.review.revise(pair.id, "confirm", left, {}, "reviewer-1")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus of the demo, with forty beads post-edited, and a second package beside ours."""
    home = tmp_path_factory.mktemp("home")
    tiny_package.make(home / "data" / "baikonur-align" / "packages" / "copier")
    corpus = home / "corpus"
    shutil.copytree(DEMO, corpus, ignore=shutil.ignore_patterns("*.sqlite*"))
    bench = Workbench(corpus)
    post_edit(bench, bench.review.pair(PAIR))
    bench.close()
    return corpus


@pytest.fixture(scope="module")
def address(root: Path) -> Iterator[str]:
    before = dict(os.environ)
    os.environ["XDG_DATA_HOME"] = str(root.parent / "data")
    try:
        with serving(root) as found:
            yield found
    finally:
        os.environ.clear()
        os.environ.update(before)


def test_the_page_says_which_package_is_better_how_surely_and_where(
    window: Page, tmp_path: Path
) -> None:
    window.set_default_timeout(60_000)
    window.goto("/scores")
    window.get_by_role("link", name="Compare systems").click()
    systems = window.get_by_role("group", name="Systems")
    boxes = systems.get_by_role("checkbox", name=re.compile("translate-kk_en"))
    expect(boxes).to_have_count(2)
    for box in boxes.all():
        box.check()
    systems.get_by_role("checkbox", name="machine translation of the pairs").check()
    window.get_by_role("button", name="Compare").click()
    link = window.locator(".kept a")
    expect(link).to_have_count(1, timeout=180_000)
    link.click()

    answer = window.locator(".answer li")
    expect(answer.first).to_be_visible()
    expect(window.locator(".answer")).to_contain_text("is better than")
    expect(window.locator(".answer")).to_contain_text("p = 0.0")
    expect(window.locator(".warning").first).to_contain_text("fewer than 100 lines")
    expect(window.get_by_role("table", name="Scores with 95% intervals")).to_be_visible()
    expect(window.get_by_role("table", name="Post-editing effort")).to_be_visible()
    assert window.locator("figure svg").count() >= 6
    window.evaluate("localStorage.setItem('language', '\"ru\"')")
    window.reload()
    chart = window.locator("[data-chart=scores-1] svg")
    expect(chart).to_contain_text("95 % интервал по бутстрепу")
    expect(chart).to_contain_text(re.compile(r"\d,\d"))
    expect(window.locator("caption + thead + tbody td").first).to_contain_text(
        re.compile(r"\d,\d ± \d")
    )
    window.evaluate("localStorage.removeItem('language')")
    window.reload()
    row = window.locator(".example .at a").first
    expect(row).to_have_attribute("href", re.compile(rf"/pairs/{re.escape(PAIR)}#"))

    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    for width in WIDTHS:
        window.set_viewport_size({"width": width, "height": 900})
        fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert window.evaluate(fits), width
        window.screenshot(path=folder / f"evaluation-{width}.png", full_page=True)
    window.set_viewport_size({"width": 1440, "height": 900})

    with window.expect_download() as download:
        window.get_by_role("link", name="TEX").click()
    assert "\\toprule" in Path(download.value.path()).read_text(encoding="utf-8")
    row.click()
    expect(window.locator(".row.active")).to_be_visible()


def shot(window: Page, tmp_path: Path, name: str) -> None:
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    window.screenshot(path=folder / f"{name}.png")


def test_errors_are_marked_by_key_once_a_lead_turns_it_on(
    window: Page, root: Path, tmp_path: Path
) -> None:
    row = f"/pairs/{PAIR}#kk.3"
    window.goto(row)
    expect(window.locator(".row.active")).to_be_visible()
    press(window, "Shift+N")
    expect(window.get_by_role("dialog").get_by_role("alert")).to_contain_text("a lead turns it on")

    window.goto("/evaluations")
    window.get_by_role("button", name="Turn annotation on").click()
    expect(window.get_by_role("button", name="Turn annotation off")).to_be_visible()
    window.goto(row)
    expect(window.locator(".row.active")).to_be_visible()
    press(window, "Shift+N")
    dialog = window.get_by_role("dialog")
    translation = dialog.get_by_role("textbox", name="Translation")
    expect(translation).to_be_focused()
    beginning = translation.input_value()[:3]
    press(window, "Control+Home", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    press(window, "4", "j")
    expect(dialog.locator(".marked li")).to_contain_text(f"{beginning} Terminology, Major")
    dialog.get_by_role("spinbutton", name="Rating, 0 to 100").fill("80")
    press(window, "Tab")
    expect(dialog.get_by_role("spinbutton", name="Rating, 0 to 100")).to_have_value("80")
    for width in WIDTHS:
        window.set_viewport_size({"width": width, "height": 900})
        shot(window, tmp_path, f"annotate-{width}")
    window.set_viewport_size({"width": 1440, "height": 900})

    window.goto("/evaluations")
    errors = window.get_by_role("table", name="Errors and ratings")
    expect(errors).to_contain_text("Terminology 1")
    expect(errors).to_contain_text("80")
    bench = Workbench(root)
    gold = tmp_path / "gold.txt"
    found = links(bench.review.pair(PAIR))
    gold.write_text("\n".join(format_links(found)), encoding="utf-8")
    bench.close()
    window.locator("select[name=pair]").select_option(PAIR)
    window.get_by_label("Gold alignment").set_input_files(gold)
    window.get_by_role("button", name="Score").click()
    expect(window.get_by_role("table", name="Alignment quality")).to_contain_text("1.000")
    for width in WIDTHS:
        window.set_viewport_size({"width": width, "height": 900})
        fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert window.evaluate(fits), width
        shot(window, tmp_path, f"evaluations-{width}")


def test_a_test_set_that_is_too_small_has_no_figure(tmp_path: Path) -> None:
    for name in ("ref", "hyp"):
        (tmp_path / name).write_text("A sentence.\n" * 9, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "baikonur_align", "evaluate", "--ref", "ref", "--hyp", "hyp"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "100.0" not in done.stdout
    assert "fewer than 10 lines" in done.stderr
