"""Post-edits 120 drafts in the review window as a person does: keys, seconds, rows on a screen.

    python bench/post_edit.py [--tree FOLDER] [--compact] [--beads 120]

A text is translated by the program, then a scripted reviewer goes through its rows in Chromium
(1440 x 900): reads for a time in proportion to the words, confirms every second draft as it is, and
replaces the last word of the others. FOLDER is another checkout of the project, to compare with; it
runs in this environment. Needs Chromium at /usr/bin/chromium and Playwright.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from serve import serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

READING = 0.05
"""Seconds for a word, six times as fast as people read, so that a run takes minutes."""

SUBJECTS = ("The engineer", "A visitor", "The ministry", "Every rocket", "Our museum", "The town")
ACTS = ("opened", "measured", "described", "visited", "repaired", "photographed")
OBJECTS = ("the launch pad", "an old bridge", "the railway station", "a new school", "the archive")
TIMES = ("in 1957", "last summer", "before the war", "after 12 years", "on Monday morning")

WORD = "сөз."
"""What is written for the last word."""

ROWS = """() => [...document.querySelectorAll(".row")].filter((row) => {
  const box = row.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}).length"""

MOVED_ON = "(was) => document.querySelector('.row.active')?.dataset.bead !== was"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tree", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--beads", type=int, default=120)
    parser.add_argument("--compact", action="store_true", help="with compact rows")
    given = parser.parse_args()
    with (
        TemporaryDirectory() as folder,
        serving(given.tree.resolve(), Path(folder), given.beads) as address,
    ):
        post_edit(address, given.beads, compact=given.compact)


def text(beads: int) -> str:
    """Return as many sentences of a few words, always the same."""
    rng = random.Random(beads)  # noqa: S311 - not a secret
    parts = [SUBJECTS, ACTS, OBJECTS, TIMES]
    return "\n".join(" ".join(map(rng.choice, parts)) + "." for _ in range(beads))


@contextmanager
def serving(tree: Path, folder: Path, beads: int) -> Iterator[str]:
    """Translate the text with the code of `tree` and serve it; yields the address."""
    source, corpus = folder / "text.en.txt", folder / "corpus"
    source.write_text(text(beads), encoding="utf-8")
    environ["PYTHONPATH"] = str(tree / "src")
    add = [sys.executable, "-m", "baikonur_align", "add", str(source), "--to", "kk"]
    subprocess.run([*add, "--corpus", str(corpus)], check=True, capture_output=True)
    server, port = serve(corpus)
    with server:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def post_edit(address: str, beads: int, *, compact: bool) -> None:
    """Go through all rows and print what it took."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script("localStorage.setItem('reviewer', '\"reviewer-1\"')")
        page.goto(address)
        page.locator(".card h2 a").first.click()
        page.wait_for_selector(".row.active")
        if compact:
            page.keyboard.press("w")
            page.get_by_label("Compact").check()
            page.keyboard.press("Escape")
        rows, keys, took = [], 0, []
        for bead in range(beads):
            sentences = page.locator(".row.active .seg").all_inner_texts()
            rows.append(page.evaluate(ROWS))
            thinking = READING * sum(len(sentence.split()) for sentence in sentences)
            begun = time.monotonic()
            time.sleep(thinking)
            keys += act(page, bead)
            took.append(time.monotonic() - begun - thinking)
        page.get_by_text("Saved", exact=True).wait_for()
        left = page.locator(".row:not(:has(.mark))").count()
        browser.close()
    print(f"{beads} beads, {left} rows on the page unjudged at the end")
    print(f"{keys / beads:.1f} keys a bead, {median(rows):.0f} rows on a screen")
    high = quantiles(took, n=20)[-1]
    print(f"{median(took):.2f} s a bead beside reading, 95th percentile {high:.2f}")


def act(page: Page, bead: int) -> int:
    """Confirm the active row, every second one with another last word; return the keys pressed."""
    active = page.locator(".row.active").get_attribute("data-bead") or ""
    if bead % 2 == 0:
        keys = [" "]
    else:
        keys = ["e", "Control+End", "Control+Shift+ArrowLeft", *WORD, "Control+Enter"]
    for key in keys:
        if key in WORD:
            page.keyboard.insert_text(key)  # Playwright presses Latin keys only
        else:
            page.keyboard.press(key)
    page.wait_for_function(MOVED_ON, arg=active)
    return len(keys)


if __name__ == "__main__":
    main()
