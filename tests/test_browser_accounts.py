"""Accounts in a real Chromium: what a reader, a reviewer and a lead see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from baikonur_align.wire import bead_id
from support import sample
from support.app import PASSWORD
from support.browser import ANYWHERE, copy, open_pair, pair_now, press, saved, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    bench = sample.corpus(
        root, sample.draft(), sample.translation(), copy(sample.draft(), "second")
    )
    for role in ("reader", "reviewer", "lead"):
        bench.accounts.add(f"{role}-1", PASSWORD, role)
    bench.accounts.add("lead-2", PASSWORD, "lead")
    bench.accounts.add("lead-3", PASSWORD, "lead")  # whose sessions are counted
    ids = [bead_id(bead) for bead in bench.review.pair("second").beads]
    bench.revise("second", "reject", ids[:1], {}, "reviewer-2")
    bench.revise("second", "confirm", ids[1:4], {}, "reviewer-2")
    bench.revise(
        "second",
        "comment",
        [bead_id(bench.review.pair("second").beads[0])],
        {"text": "too free"},
        "reviewer-2",
    )
    bench.team.assign("second", ["reviewer-1"], ("kk.4", "kk.8"), "", lead="lead-2")
    bench.close()
    return root


@pytest.fixture(scope="module")
def address(corpus: Path) -> Iterator[str]:
    with serving(corpus, "--host", ANYWHERE) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")
    expect(page.locator(".cards")).to_be_visible(
        timeout=20_000
    )  # a password is slow to check on purpose


def test_a_reader_reads_and_is_told_why_nothing_can_be_changed(page: Page, corpus: Path) -> None:
    sign_in(page, "reader-1")
    expect(page.locator(".card .main").first).to_have_text("Open")
    expect(page.get_by_role("link", name="Next:")).to_have_count(0)
    open_pair(page, "draft.kk-en")
    expect(page.get_by_text("You can read and export this")).to_be_visible()
    for name in ("Confirm", "Edit", "Undo", "Publish", "Merge"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.locator(".row.active .why")).to_be_visible()
    page.locator(".row.active").get_by_role("button", name="More").click()
    expect(page.locator("html")).to_have_attribute("data-more", "")
    before = pair_now(corpus, "draft.kk-en")
    for key in ("Space", "x", "m", "e", "z", "c"):
        press(page, key)
        expect(page.locator("#toast")).to_have_text("Your role does not allow this.")
    page.locator(".row.active .seg").first.click()
    expect(page.locator("textarea")).to_have_count(0)
    press(page, "j")
    expect(page.locator(".row").nth(1)).to_have_attribute("aria-current", "true")
    assert pair_now(corpus, "draft.kk-en") == before


def test_a_lead_may_publish_and_a_reviewer_may_not(page: Page) -> None:
    for name, buttons in (("reviewer-1", 0), ("lead-1", 1)):
        sign_in(page, name)
        open_pair(page, "draft.kk-en")
        page.get_by_label("More").click()
        expect(page.get_by_role("button", name="Publish")).to_have_count(buttons)
        expect(page.get_by_role("button", name="Confirm").first).to_be_visible()


def test_one_changes_ones_password_in_the_browser_and_signs_out_from_the_menu(page: Page) -> None:
    sign_in(page, "lead-1")
    open_pair(page, "small.kk-en")
    page.get_by_label("More").click()
    expect(page.locator(".menu .signed-in")).to_have_text("lead-1 Lead")
    page.get_by_role("button", name="Change password").click()
    dialog = page.get_by_role("dialog")
    page.keyboard.type("a guess")  # the first field has the keyboard
    dialog.get_by_label("New password, ").fill("another long password")
    dialog.get_by_label("Repeat new password").fill("another long passwort")
    press(page, "Enter")
    expect(dialog.get_by_role("alert")).to_have_text("The new passwords do not match.")
    dialog.get_by_label("Repeat new password").fill("another long password")
    press(page, "Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("The name or the password is wrong.")
    dialog.get_by_label("Current password").fill(PASSWORD)
    press(page, "Enter")
    expect(dialog.get_by_role("status")).to_contain_text("Your password is changed.")
    press(page, "Enter")
    expect(dialog).to_have_count(0)
    page.get_by_label("More").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    sign_in(page, "lead-1", "another long password")


def test_who_is_asked_for_a_second_opinion_sees_the_first_after_giving_it(
    page: Page, corpus: Path
) -> None:
    sign_in(page, "reviewer-1")
    open_pair(page, "second?opinion=second")
    rows, active = page.locator(".row"), page.locator(".row.active")
    expect(rows).to_have_count(4)
    expect(active.locator(".opinions")).to_contain_text("Second opinion: confirm, reject or flag.")
    expect(page.locator(".row.confirmed, .row.rejected, .row .note")).to_have_count(0)
    expect(page.locator("#rows")).not_to_contain_text("reviewer-2")
    for key in ("c", "0", "b", "y", "Shift+Y"):  # would show the first, or take it away
        press(page, key)
        expect(page.locator("#toast")).to_contain_text("Give your own opinion first")
        press(page, "Escape")
        expect(page.locator("#toast")).to_be_hidden()
    press(page, "x")  # as the first did
    expect(active).to_contain_text("1955")
    press(page, "x")  # as the first did not
    expect(active).to_contain_text("6717")
    saved(page)
    assert [bead.status for bead in pair_now(corpus, "second").beads[:3]] == [
        "rejected",
        "rejected",
        "confirmed",
    ]

    open_pair(page, "second#kk.1")
    for said in ("reviewer-2: rejected", "reviewer-1: rejected", "too free"):
        expect(active).to_contain_text(said)
    open_pair(page, "second?opinion=disputed")
    expect(rows).to_have_count(1)
    expect(active).to_contain_text("reviewer-2: confirmed")
    press(page, "z")
    saved(page)
    open_pair(page, "second?opinion=second")
    expect(rows).to_have_count(3)
    expect(page.locator("#rows")).not_to_contain_text("reviewer-2")

    open_pair(page, "second#kk.3")  # nobody asked for another opinion of it
    expect(active).to_contain_text("reviewer-2: confirmed")
    open_pair(page, "second#kk.4")  # it is assigned
    expect(active.locator(".opinions")).to_contain_text("Second opinion: confirm, reject or flag.")
    press(page, "Space")
    saved(page)
    press(page, "ArrowUp")
    expect(active).to_contain_text("reviewer-1: confirmed")

    sign_in(page, "lead-2")
    open_pair(page, "second?opinion=second")
    expect(active).to_contain_text("reviewer-2: confirmed")


def test_a_lead_makes_and_revokes_a_token_and_reads_the_audit_log(page: Page) -> None:
    sign_in(page, "lead-3")
    page.goto("/account")
    expect(page.locator("#sessions li")).to_have_count(1)
    expect(page.get_by_text("You have no tokens.")).to_be_visible()
    page.get_by_label("Purpose").fill("nightly export")
    page.get_by_label("Role").select_option("reader")
    page.get_by_label("Valid for days").select_option("30")
    page.get_by_role("button", name="Create token").click()
    secret = page.locator("#secret code").inner_text()
    bearer = {"Authorization": f"Bearer {secret}"}
    assert page.request.get("/api/pairs", headers=bearer).status == 200
    expect(page.locator("#tokens li")).to_contain_text("nightly export Reader")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("You have no tokens.")).to_be_visible()
    assert page.request.get("/api/pairs", headers=bearer).status == 401
    page.get_by_role("link", name="Audit").click()
    expect(page.locator("tbody tr").nth(0)).to_contain_text("Token revoked")
    page.get_by_label("Unlock the account of").fill("reviewer-1")
    page.get_by_role("button", name="Unlock").click()
    expect(page.locator("#said")).to_have_text("The account can sign in again.")
    page.goto("/account")
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/pairs/second", "/pairs/second"),
        ("//elsewhere.example/", "/"),
        ("/\t/elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
    ],
)
def test_after_the_sign_in_one_is_on_this_server(page: Page, wanted: str, path: str) -> None:
    page.goto(f"/sign-in?next={quote(wanted)}")
    page.get_by_label("Name").fill("reader-1")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    assert urlsplit(page.url)[1:3] == (page.evaluate("location.host"), path)
    assert page.url.startswith("http://127.0.0.1")
