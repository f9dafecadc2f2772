"""Fixtures of several test files: a corpus, a client of the app, browser windows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from baikonur_align.web import create_app
from baikonur_align.workbench import Workbench
from support import sample
from support.app import client_of
from support.browser import PATIENCE, opened, serving
from support.postgresql import PROGRAMS, new_database, running
from support.sample import small_pair

os.environ.setdefault("BAIKONUR_ALIGN_ENCODER", "none")
"""Building pairs in tests without encoding their sentences; tests/test_encoders.py chooses one."""

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the program
settings.load_profile("untimed")


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    bench = Workbench(tmp_path / "corpus")
    bench.corpus.write(small_pair())
    yield bench
    bench.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    """A workbench over a draft and two aligned texts."""
    workbench = sample.corpus(tmp_path / "corpus")
    yield workbench
    workbench.close()


@pytest.fixture
def client(bench: Workbench) -> FlaskClient:
    """A client of a server without accounts."""
    return client_of(create_app(bench, accounts=False))


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


expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium. Without one the tests skip; in CI (the variable CI is set) they fail."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is not installed; in CI the browser tests must run")
        pytest.skip(f"{CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(corpus: Path) -> Iterator[str]:
    """The address of a server over the corpus of a test file."""
    with serving(corpus) as found:
        yield found


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
    """Wait longer, for what the server does in the background."""
    window.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of this test run."""
    if PROGRAMS is None:
        pytest.skip("there is no PostgreSQL server here")
    with running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def journal_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty journal: in each of the databases in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/separate.sqlite"
    server = request.getfixturevalue("postgresql")
    return new_database(server, f"j{abs(hash(request.node.nodeid))}")
