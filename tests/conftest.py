"""What several tests stand on: real pairs in a real corpus."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect, sync_playwright

import sample
from app import client_of
from baikonur_align.model import Bead, BlockKind, Pair, Segment, Side
from baikonur_align.web import create_app
from baikonur_align.workbench import Workbench

ROOT = Path(__file__).resolve().parents[1]


def segment(lang: str, number: int, draft: str = "") -> Segment:
    words = {"kk": "Бұл сөйлемнің нөмірі", "en": "The number of this sentence is"}[lang]
    return Segment(f"{lang}.{number}", f"{words} {number}.", (number - 1) // 5, draft)


def small_pair(pair_id: str = "small.kk-en", sentences: int = 12) -> Pair:
    """A draft pair of one bead a sentence."""
    beads = tuple(
        Bead(
            (segment("kk", n, f"The number of sentence {n}."),), (segment("en", n),), confidence=0.9
        )
        for n in range(1, sentences + 1)
    )
    paragraph: BlockKind = "paragraph"
    blocks = (paragraph,) * ((sentences + 4) // 5)
    source = Side("kk", "Сандар", "small.kk.txt", "0" * 64, blocks)
    return Pair(pair_id, "draft", source, Side("en", "Numbers", "", "", blocks), beads)


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    bench = Workbench(tmp_path / "corpus")
    bench.corpus.write(small_pair())
    yield bench
    bench.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    """What the review app serves: a draft and two aligned texts."""
    workbench = sample.corpus(tmp_path / "corpus")
    yield workbench
    workbench.close()


@pytest.fixture
def client(bench: Workbench) -> FlaskClient:
    """A client of a server on one's own machine."""
    return client_of(create_app(bench, accounts=False))


# --- a real Chromium, one for all tests --------------------------------------------------------------

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",  # the tests may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 20_000
"""Milliseconds until what does not happen counts as never happening, on a busy machine too."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is not installed, and in CI the browser tests must run")
        pytest.skip(f"{CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def window(browser: Browser, address: str) -> Iterator[Page]:
    """A reviewer's window."""
    yield from opened(browser, address, "reviewer-1")


@pytest.fixture
def other(browser: Browser, address: str) -> Iterator[Page]:
    """Another reviewer's window, in another browser profile."""
    yield from opened(browser, address, "reviewer-2")


@pytest.fixture
def patient(window: Page) -> Iterator[None]:
    """What comes in the background comes when it comes: a busy machine may take its time."""
    window.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=PATIENCE)


def opened(
    browser: Browser,
    address: str,
    reviewer: str,
    allowed: Sequence[str] = ("net::ERR_INTERNET_DISCONNECTED", "409"),
) -> Iterator[Page]:
    """A window. Nothing but what is `allowed` may go wrong in its console: no refused style or script."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    context.add_init_script(f"localStorage.setItem('reviewer', '\"{reviewer}\"')")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda message: wrong.append(message.text) if message.type == "error" else None
    )
    yield page
    context.close()
    assert [w for w in wrong if not any(part in w for part in allowed)] == []
