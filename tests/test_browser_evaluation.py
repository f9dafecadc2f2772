"""Comparing two packages on the page: which is better, how surely, and where."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from baikonur_align.model import Pair
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample, tiny_package
from support.browser import serving

pytestmark = pytest.mark.browser

POST_EDITED = 40
WIDTHS = (360, 820, 1280)


def post_edit(bench: Workbench, pair: Pair) -> None:
    """Change each draft a little and confirm it, as a reviewer would."""
    for bead in pair.beads[:POST_EDITED]:
        (segment,) = bead.target
        text = segment.text.replace("rented", "leased").replace("mln", "million")
        if text == segment.text:
            bench.review.revise(pair.id, "confirm", [bead_id(bead)], {}, "reviewer-1")
        else:
            texts = {"segment": segment.id, "text": text}
            bench.review.revise(pair.id, "reword", [bead_id(bead)], texts, "reviewer-1")
    left = [
        other
        for other in bench.review.pair(pair.id).beads[:POST_EDITED]
        if other.status != "confirmed"
    ]
    if left:
        names = [bead_id(bead) for bead in left]
        bench.review.revise(pair.id, "confirm", names, {}, "reviewer-1")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    tiny_package.make(home / "data" / "baikonur-align" / "packages" / "copier")
    root = home / "corpus"
    bench = sample.corpus(root, sample.large(60))
    post_edit(bench, bench.review.pair("large.kk-en"))
    bench.close()
    before = dict(os.environ)
    os.environ["XDG_DATA_HOME"] = str(home / "data")
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
    systems.get_by_role("checkbox", name="the drafts").check()
    window.get_by_role("button", name="Compare").click()
    link = window.locator(".kept a")
    expect(link).to_have_count(1, timeout=180_000)
    link.click()

    answer = window.locator(".answer li")
    expect(answer.first).to_be_visible()
    expect(window.locator(".answer")).to_contain_text("is better than")
    expect(window.locator(".answer")).to_contain_text("p = 0.0")
    expect(window.locator(".warning").first).to_contain_text("fewer than 100 lines")
    expect(window.get_by_role("table", name="Scores with 95 % intervals")).to_be_visible()
    expect(window.get_by_role("table", name="Post-editing effort")).to_be_visible()
    assert window.locator("figure svg").count() >= 6
    row = window.locator(".example .at a").first
    expect(row).to_have_attribute("href", re.compile(r"/pairs/large\.kk-en#"))

    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    for width in WIDTHS:
        window.set_viewport_size({"width": width, "height": 900})
        fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert window.evaluate(fits), width
        window.screenshot(path=folder / f"evaluation-{width}.png", full_page=True)
    window.set_viewport_size({"width": 1280, "height": 900})

    with window.expect_download() as download:
        window.get_by_role("link", name="TEX").click()
    assert "\\toprule" in Path(download.value.path()).read_text(encoding="utf-8")
    row.click()
    expect(window.locator(".row.active")).to_be_visible()


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
