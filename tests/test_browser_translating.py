"""A document translated in a real browser: dropped, edited, its formatting moved, downloaded."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from baikonur_align.workbench import Workbench
from support import office
from support.browser import go_to, open_pair, press, saved
from support.office import paragraph, run
from test_browser_adding import drop

pytestmark = pytest.mark.browser

REPORT = office.word(
    paragraph(run("The museum was opened in "), run("1931", "<w:b/>"), run(".")),
    paragraph(run("The road is long.")),
    paragraph(run("See the map.")),
    paragraph(run("The spaceport is in Kazakhstan.")),
    paragraph(run("See the map.")),
)


LETTER = office.word(
    paragraph(run("The museum was opened in "), run("1931", "<w:b/>"), run(".")),
    paragraph(run("The river is wide.")),
)
BOOK = office.word(
    paragraph(run("The "), run("spaceport", "<w:b/>"), run(" is new.")),
    *(paragraph(run(f"The house number {number} is new.")) for number in range(30)),
)
HAND, TERM, LONG = "hand.en-kk", "term.en-kk", "long.en-kk"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two documents without machine translation, and a glossary."""
    folder = tmp_path_factory.mktemp("translating")
    bench = Workbench(folder / "corpus")
    for name, data in (
        ("hand", LETTER),
        ("choice", LETTER),
        ("term", REPORT),
        ("long", BOOK),
    ):
        file = folder / f"{name}.docx"
        file.write_bytes(data)
        bench.builder.add([file], "en", "kk", comparable=False, by_hand=True)
    bench.close()
    (folder / "corpus" / "glossary.tsv").write_text("en\tkk\nspaceport\tғарыш айлағы\n", "utf-8")
    return folder / "corpus"


@pytest.fixture
def page(window: Page) -> Page:
    return window


def edit(page: Page, text: str) -> None:
    """Post-edit the open row and confirm it; the next one opens."""
    press(page, "e")
    page.locator("textarea").fill(text)
    press(page, "Control+Enter")


def test_a_document_is_translated_in_the_window_and_says_what_was_written(
    page: Page, tmp_path: Path
) -> None:
    page.goto("/")
    drop(page, report_docx=REPORT)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Translate into").select_option("kk")
    dialog.get_by_role("button", name="Start").click()
    page.locator('.card h2 [href="/pairs/report.en-kk"]').click(timeout=120_000)
    expect(page.locator(".row .origin").first).to_have_text("MT")
    edit(page, "1931 жылы мұражай ашылды.")
    edit(page, "Жол ұзақ.")
    edit(page, "Картаны қарап шығыңыз.")
    expect(page.locator("#toast")).to_contain_text("1 row with the same source was filled too")
    filled = page.locator(".row", has_text="See the map").nth(1)
    expect(filled).to_contain_text("Картаны қарап шығыңыз.")
    expect(filled.locator(".origin")).to_have_text("TM 100%")

    go_to(page, "The spaceport")
    terms = page.locator(".row.active .terms")
    expect(terms).to_contain_text("spaceport = ғарыш айлағы")
    assert page.evaluate("CSS.highlights.get('term').size") == 1
    press(page, "e")
    page.locator("textarea").fill("Қазақстанда")
    press(page, "Alt+1", "Control+Enter")
    expect(page.locator(".row", has_text="The spaceport")).to_contain_text(
        "Қазақстанда ғарыш айлағы"
    )

    go_to(page, "The museum")
    expect(page.locator(".row.active .cell.target .code-bold")).to_have_text("1931")
    select(page, 10, 17)
    press(page, "Alt+f")
    expect(page.locator(".row.active .cell.target .code-bold")).to_have_text("мұражай")
    expect(page.locator(".row.active .checks")).to_contain_text("Formatting is on other words")
    saved(page)

    press(page, "Escape")
    page.locator(".menu").last.locator("summary").click()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download document").click()
    file = tmp_path / "out.docx"
    download.value.save_as(file)
    written = docx.Document(io.BytesIO(file.read_bytes())).paragraphs
    assert [each.text for each in written] == [
        "1931 жылы мұражай ашылды.",
        "Жол ұзақ.",
        "Картаны қарап шығыңыз.",
        "Қазақстанда ғарыш айлағы",
        "Картаны қарап шығыңыз.",
    ]
    assert [each.text for each in written[0].runs if each.bold] == ["мұражай"]


def test_a_document_is_downloaded_with_its_source_and_comments_by_choice(
    page: Page, tmp_path: Path
) -> None:
    open_pair(page, "choice.en-kk")
    page.locator(".menu").last.locator("summary").click()
    page.get_by_role("button", name="Export").click()
    page.get_by_label("Unconfirmed sentences").select_option("source text")
    page.get_by_label("Mark them").select_option("with comments")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download document").click()
    download.value.save_as(tmp_path / "out.docx")
    found = docx.Document(str(tmp_path / "out.docx"))
    assert [each.text for each in found.paragraphs] == [
        "The museum was opened in 1931.",
        "The river is wide.",
    ]
    assert [comment.text for comment in found.comments] == ["Тексерілмеген"] * 2


def select(page: Page, start: int, end: int) -> None:
    """Select letters of the open row's translation, as with a mouse."""
    page.wait_for_function(
        """([start, end]) => {
          const text = document.querySelector(".row.active .cell.target .text");
          const range = document.createRange();
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          for (let at = 0, node = walker.nextNode(); node; node = walker.nextNode()) {
            const size = node.nodeValue.length;
            if (start >= at && start < at + size) range.setStart(node, start - at);
            if (end > at && end <= at + size) range.setEnd(node, end - at);
            at += size;
          }
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          return String(getSelection()).length === end - start;
        }""",
        arg=[start, end],
    )


def test_a_text_without_machine_translation_is_written_from_nothing_and_kept_when_left(
    page: Page, corpus: Path
) -> None:
    open_pair(page, HAND)
    expect(page.locator(".row.active .void")).to_contain_text("not translated")
    press(page, "e")
    page.locator("textarea").fill("Мұражай 1931")
    press(page, "Escape")
    expect(page.locator(".row.active .unsent")).to_contain_text("Мұражай 1931")
    page.reload()
    expect(page.locator(".row.active .unsent")).to_contain_text("Мұражай 1931")
    press(page, "e")
    expect(page.locator("textarea")).to_have_value("Мұражай 1931")
    page.locator("textarea").fill("Мұражай 1931 жылы ашылды.")
    press(page, "Control+Enter")
    expect(page.locator(".row.confirmed")).to_contain_text("Мұражай 1931 жылы ашылды.")
    expect(page.locator(".row.active")).to_contain_text("The river")
    press(page, "Shift+D")
    expect(page.locator(".row.active .origin")).to_have_text("MT", timeout=60_000)
    press(page, "z")
    expect(page.locator(".row.active .void")).to_be_visible()
    saved(page)
    bench = Workbench(corpus)
    first = bench.review.pair(HAND).beads[0]
    bench.close()
    assert [code.kind for code in first.target[0].codes] == ["bold"]


def test_a_term_is_added_from_a_selection_and_lit_at_once(page: Page, corpus: Path) -> None:
    open_pair(page, TERM)
    go_to(page, "The road")
    page.locator(".row.active .cell.source .text").evaluate(
        """(text) => {
          const range = document.createRange();
          range.setStart(text.firstChild, 4);
          range.setEnd(text.firstChild, 8);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    press(page, "Shift+G")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("English")).to_have_value("road")
    dialog.get_by_label("Kazakh").fill("жол")
    press(page, "Enter")
    expect(page.locator(".row.active .terms")).to_contain_text("road = жол")
    assert "road\tжол\n" in (corpus / "glossary.tsv").read_text("utf-8")


def test_a_term_of_the_row_is_corrected_and_taken_out(page: Page, corpus: Path) -> None:
    bench = Workbench(corpus)
    bench.corpus.add_term(("en", "kk"), "river", "көл")
    bench.close()
    open_pair(page, HAND)
    go_to(page, "The river")
    terms = page.locator(".row.active .terms")
    expect(terms).to_contain_text("river = көл")
    press(page, "Alt+g")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("English")).to_have_value("river")
    dialog.get_by_label("Kazakh").fill("өзен")
    press(page, "Enter")
    expect(terms).to_contain_text("river = өзен")
    assert "river\tөзен\n" in (corpus / "glossary.tsv").read_text("utf-8")
    terms.get_by_role("button", name="Change a term").click()
    page.get_by_role("button", name="Remove from the glossary").click()
    expect(page.locator("#toast")).to_contain_text("Removed from the glossary: river = өзен")
    expect(terms).to_have_count(0)
    assert "river" not in (corpus / "glossary.tsv").read_text("utf-8")


def test_several_files_are_added_renamed_put_into_a_project_deleted_and_restored(
    page: Page,
) -> None:
    page.goto("/")
    drop(
        page,
        one_txt=b"The road is long.",
        two_txt=b"The house is new.",
        pair_en_txt=b"The sun shines.",
        pair_kk_txt="Күн жарқырап тұр.".encode(),
    )
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("tr")).to_have_count(3, timeout=120_000)
    expect(dialog.locator("tr", has_text="pair.en.txt + pair.kk.txt")).to_contain_text(
        "English – Kazakh"
    )
    dialog.get_by_label("Translate into").select_option("kk")
    dialog.get_by_label("Translate by hand").check()
    dialog.get_by_role("button", name="Start").click()
    cards = page.locator(".card")
    for name in ("two", "pair", "one"):
        made = page.locator(f'.card [href="/pairs/{name}.en-kk"]').first
        expect(made).to_be_visible(timeout=120_000)
    card = page.locator(".card", has=page.locator('[href="/pairs/one.en-kk"]'))
    card.get_by_role("button", name="Rename").click()
    dialog.get_by_label("First text").fill("A road")
    dialog.get_by_label("Project").fill("Roads")
    dialog.get_by_role("button", name="Save").click()
    expect(card).to_contain_text("A road")
    page.locator("select[name=where]").select_option(label="Roads")
    expect(cards).to_have_count(1)
    card.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("1 deleted pair")).to_be_visible()
    page.get_by_text("1 deleted pair").click()
    page.get_by_role("button", name="Restore").click()
    expect(page.locator(".card", has_text="A road")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_compact_rows_leave_room_for_fourteen(
    browser: Browser, address: str, language: str
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    context.add_init_script(f"""localStorage.setItem("reviewer", '"reviewer-1"');
        localStorage.setItem("language", '"{language}"');
        localStorage.setItem("display", JSON.stringify({{ compact: true }}))""")
    page = context.new_page()
    open_pair(page, LONG)
    expect(page.locator(".row.active .terms")).to_be_visible()
    rows = page.evaluate(
        """() => {
          const bar = document.querySelector(".bar").getBoundingClientRect().bottom;
          const boxes = [...document.querySelectorAll(".row")].map((row) =>
            row.getBoundingClientRect());
          return boxes.filter((box) => box.top >= bar && box.bottom <= innerHeight).length;
        }"""
    )
    assert rows >= 14
    context.close()
