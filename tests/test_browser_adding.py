"""Adding texts in a real browser: dropped, chosen or pasted; progress, cancelling, reloading."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from support import papers, sample
from support.app import PASSWORD
from support.browser import ANYWHERE, pair_now, serving
from test_browser_accounts import sign_in
from test_jobs import ENGLISH, KAZAKH, UNENDING, left

pytestmark = pytest.mark.browser

PATIENCE = 120_000
"""Milliseconds for what the machine does meanwhile."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    root = tmp_path / "corpus"
    root.mkdir()
    return root


@pytest.fixture
def page(browser: Browser, corpus: Path) -> Iterator[Page]:
    """The first page of an empty corpus. Nothing may go wrong in its console."""
    with serving(corpus) as address:
        context = browser.new_context(base_url=address, locale="en")
        context.set_default_timeout(20_000)
        window = context.new_page()
        wrong: list[str] = []
        window.on("pageerror", lambda error: wrong.append(str(error)))
        window.goto("/")
        yield window
        context.close()
    assert wrong == []


def drop(page: Page, **files: bytes | int) -> None:
    """Let files fall on the page, as from a folder's window; a number is one of so many bytes."""
    sent = [
        [
            name.replace("_", "."),
            *(("", data) if isinstance(data, int) else (base64.b64encode(data).decode(), 0)),
        ]
        for name, data in files.items()
    ]
    page.locator("main").evaluate(
        """(main, files) => {
          const data = new DataTransfer();
          for (const [name, text, size] of files) {
            const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
            data.items.add(new File([bytes, new Uint8Array(size)], name));
          }
          const init = { dataTransfer: data, bubbles: true, cancelable: true };
          for (const type of ["dragover", "drop"]) {
            main.dispatchEvent(new DragEvent(type, init));
          }
        }""",
        sent,
    )


def test_two_dropped_files_are_understood_aligned_and_reviewed_with_a_reload_between(
    page: Page,
) -> None:
    expect(page.get_by_role("heading", name="No texts yet")).to_be_visible()
    drop(
        page,
        small_en_html=f"<h1>Baikonur</h1><p>{ENGLISH}".encode(),
        small_kk_docx=papers.word(("Normal", KAZAKH)),
    )
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Language").nth(0)).to_have_value("en")
    expect(dialog.get_by_label("Language").nth(1)).to_have_value("kk")
    dialog.get_by_role("button", name="Swap").click()
    expect(dialog.get_by_label("Language").nth(0)).to_have_value("kk")
    expect(dialog.get_by_label("One text is the translation of the other")).to_be_checked()
    dialog.get_by_label("Title").nth(0).fill("Айлақ туралы")
    dialog.get_by_label("Name in the corpus").fill("baikonur")
    dialog.get_by_role("button", name="Start").click()
    expect(dialog).to_be_hidden()
    page.reload()
    expect(page.locator("#jobs")).to_contain_text("Айлақ туралы")
    page.get_by_role("link", name="Start reviewing").click(timeout=PATIENCE)
    expect(page.locator(".row").first).to_be_visible()
    assert "/pairs/baikonur.kk-en" in page.url
    expect(
        page.locator(".row", has_text="The Baikonur cosmodrome was built in 1955.")
    ).to_be_visible()


@pytest.mark.parametrize("known", ["", "en-kk"])
def test_the_dialog_shows_before_the_start_which_text_becomes_the_source(
    browser: Browser, corpus: Path, known: str
) -> None:
    """The one dropped first; in a corpus of pairs of one direction, the one of that direction."""
    if known:
        pair = sample.translation()
        beads = tuple(replace(bead, source=bead.target, target=bead.source) for bead in pair.beads)
        other = replace(pair, id="small.en-kk", source=pair.target, target=pair.source, beads=beads)
        sample.corpus(corpus, other).close()
    wanted = (known or "kk-en").split("-")
    with serving(corpus) as address:
        page = browser.new_context(base_url=address, locale="en").new_page()
        page.goto("/")
        drop(page, meeting_kk_txt=KAZAKH.encode(), meeting_en_txt=ENGLISH.encode())
        dialog = page.get_by_role("dialog")
        for place, lang in enumerate(wanted):
            part = dialog.get_by_role("group", name=("First text", "Second text")[place])
            expect(part).to_contain_text(f"meeting.{lang}.txt")
            expect(part.get_by_label("Language")).to_have_value(lang)
        expect(dialog.locator("#langs")).to_have_text(f".{'-'.join(wanted)}")
        dialog.get_by_role("button", name="Start").click()
        page.get_by_role("link", name="Start reviewing").click(timeout=PATIENCE)
        expect(page.locator(".row").first).to_be_visible()
        page.context.close()
    pair = pair_now(corpus, f"meeting.{'-'.join(wanted)}")
    assert [pair.source.lang, pair.target.lang] == wanted
    own = {"kk": "Байқоңыр", "en": "Baikonur"}
    assert own[wanted[0]] in pair.beads[0].text("source")
    assert own[wanted[1]] in pair.beads[0].text("target")


def test_a_pasted_text_is_drafted_by_keyboard_and_cancelled_on_the_way(
    page: Page, corpus: Path
) -> None:
    page.get_by_role("button", name="Paste text").focus()
    page.keyboard.press("Enter")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", UNENDING)
    page.get_by_label("Source text", exact=True).press("Control+V")
    page.get_by_role("button", name="Continue").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Translate into")).to_have_value("en")
    dialog.get_by_label("Language").select_option("en")
    expect(dialog.get_by_role("alert")).to_contain_text("Both texts are in English")
    expect(dialog.get_by_role("button", name="Start")).to_be_disabled()
    dialog.get_by_label("Language").select_option("ru")
    expect(dialog.get_by_role("alert")).to_contain_text(
        "No package translates from Russian to English"
    )
    dialog.get_by_label("Language").select_option("kk")
    dialog.get_by_label("Name in the corpus").press("Enter")
    expect(page.get_by_role("progressbar")).to_be_visible()
    cancel = page.locator("#jobs").get_by_role("button", name="Cancel")
    cancel.focus()
    expect(page.locator("#jobs .step")).to_contain_text("Translating", timeout=PATIENCE)
    expect(cancel).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#jobs")).to_contain_text("Nothing was added")
    expect(page.locator("#live")).to_contain_text("Cancelled")
    page.get_by_role("button", name="Remove from this list").press("Enter")
    expect(page.locator("#jobs li")).to_have_count(0)
    assert left(corpus) == set()


def test_a_file_of_aligned_texts_is_dropped_turned_round_and_reviewed(page: Page) -> None:
    drop(page, moses_kk="Бір.\nЕкі.\n".encode(), moses_en=b"One.\nTwo.\n")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("already aligned")
    expect(dialog.get_by_label("Title")).to_have_count(2)
    expect(dialog).to_contain_text("lines that correspond")
    page.keyboard.press("Escape")
    drop(page, pairs_tsv=f"{ENGLISH.strip()}\t{KAZAKH.strip()}\nTwo.\tЕкі.\nAlone.\t\n".encode())
    expect(dialog).to_contain_text("already aligned")
    expect(dialog.get_by_label("Language").nth(0)).to_have_value("en")
    dialog.get_by_role("button", name="Swap").click()
    expect(dialog.get_by_label("Language").nth(0)).to_have_value("kk")
    dialog.get_by_label("Title").fill("Short texts")
    dialog.get_by_role("button", name="Start").click()
    page.get_by_role("link", name="Start reviewing").click(timeout=PATIENCE)
    assert "/pairs/pairs.kk-en" in page.url
    expect(page.locator(".row", has_text="Two.")).to_contain_text("Екі.")
    expect(page.locator(".row")).to_have_count(3)


BAD: list[tuple[dict[str, bytes | int], str]] = [
    ({"a_docx": b"PK\x03\x04 broken"}, "is damaged"),
    ({"a_txt": b""}, "is empty"),
    ({"a_txt": 33 * 2**20}, "the limit is 32 MB"),
]


def test_what_can_not_be_taken_is_said_in_the_page_and_leaves_nothing(page: Page) -> None:
    for files, says in BAD:
        drop(page, **files)
        expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text(says)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator("#files").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"%PDF-1.7"}
    )
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("is a PDF")
    expect(page.locator("#jobs li")).to_have_count(0)


def test_a_text_dropped_before_the_page_is_complete_is_taken(page: Page) -> None:
    waiting: list[Route] = []

    def hold(request: Route) -> None:
        waiting.append(request)

    page.route("**/api/tasks", hold)
    page.reload()
    drop(page, a_txt=b"")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("is empty")
    expect(page.get_by_text("Create a corpus from a folder")).to_have_count(0)
    for request in waiting:
        request.continue_()
    expect(page.get_by_text("Create a corpus from a folder")).to_be_visible()


def test_a_pair_of_the_same_name_is_told_before_anything_begins(
    browser: Browser, corpus: Path
) -> None:
    sample.corpus(corpus).close()
    with serving(corpus) as address:
        page = browser.new_page(base_url=address, locale="en")
        page.goto("/")
        drop(page, small_kk_txt=KAZAKH.encode(), small_en_txt=ENGLISH.encode())
        name = page.get_by_label("Name in the corpus")
        expect(name).to_have_value("small-2")
        language = page.get_by_role("dialog").get_by_label("Language").first
        expect(language).to_have_value("kk")  # as the corpus has it
        name.fill("small")
        page.get_by_role("button", name="Start").click()
        expect(page.get_by_role("alert")).to_contain_text("choose another name")
        page.close()


def test_who_may_not_add_texts_is_not_offered_it(browser: Browser, corpus: Path) -> None:
    bench = sample.corpus(corpus)
    for role in ("reviewer", "lead"):
        bench.accounts.add(f"{role}-1", PASSWORD, role)
    bench.close()
    with serving(corpus, "--host", ANYWHERE) as address:
        for name, offered in (("reviewer-1", 0), ("lead-1", 1)):
            context = browser.new_context(base_url=address, locale="en")
            page = context.new_page()
            sign_in(page, name)
            expect(page.get_by_role("button", name="Choose files")).to_have_count(offered)
            context.close()
