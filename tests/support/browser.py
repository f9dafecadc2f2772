"""What browser tests do: start a server, open a window, act as a reviewer."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from baikonur_align.model import Pair
from baikonur_align.workbench import Workbench

PATIENCE = 20_000
"""Milliseconds to wait for something before a test fails, also on a busy machine."""

ANYWHERE = "0.0.0.0"  # noqa: S104  (the server must ask for a sign-in)


def copy(pair: Pair, name: str) -> Pair:
    return replace(pair, id=name)


@contextmanager
def serving(corpus: Path, *options: str) -> Iterator[str]:
    """Start the server as a user does; the address by which it is reached."""
    command = [
        sys.executable,
        "-m",
        "baikonur_align",
        "serve",
        str(corpus),
        "--port",
        "0",
        *options,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http://[\d.]+:\d+", server.stdout.readline())
            assert found
            yield found[0].replace(ANYWHERE, "127.0.0.1")
        finally:
            server.terminate()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def press_cyrillic(page: Page, key: str, code: str) -> None:
    """Press the key at `code` where it types `key`: Playwright knows Latin layouts only."""
    page.evaluate(
        """([key, code]) => document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", { key, code, bubbles: true }))""",
        [key, code],
    )


def open_pair(page: Page, name: str) -> None:
    page.goto(f"/pairs/{name}")
    expect(page.locator(".row.active")).to_be_in_viewport()


def go_to(page: Page, text: str) -> None:
    """Make the row with `text` the active one, by a click that does nothing else."""
    if "active" not in (page.locator(".row", has_text=text).get_attribute("class") or ""):
        page.locator(".row", has_text=text).locator(".gutter").click()
    expect(page.locator(".row.active")).to_contain_text(text)


def saved(page: Page) -> None:
    expect(page.locator("#net")).to_have_text("Saved")


def pair_now(corpus: Path, name: str) -> Pair:
    bench = Workbench(corpus)
    try:
        return bench.review.pair(name)
    finally:
        bench.close()


def targets(pair: Pair) -> list[list[str]]:
    return [[segment.text for segment in bead.target] for bead in pair.beads]


def opened(
    browser: Browser,
    address: str,
    reviewer: str,
    allowed: Sequence[str] = ("net::ERR_INTERNET_DISCONNECTED", "409"),
) -> Iterator[Page]:
    """A window; an error in its console fails the test unless it contains one of `allowed`.

    The server refuses hints of a bead that was edited meanwhile, and the window asks again.
    """
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    context.add_init_script(f"localStorage.setItem('reviewer', '\"{reviewer}\"')")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))

    def listen(message: ConsoleMessage) -> None:
        url = message.location["url"]
        stale = "409" in message.text and url.endswith("/hints")
        if message.type == "error" and not stale:
            wrong.append(f"{message.text} {url}")

    page.on("console", listen)
    yield page
    context.close()
    unexpected = [error for error in wrong if not any(part in error for part in allowed)]
    assert not unexpected, unexpected
