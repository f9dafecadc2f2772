"""Display of texts: size, columns, Kazakh in Latin letters; kept, and never in the texts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support import sample
from support.browser import go_to, open_pair, pair_now, press, saved

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    bench = sample.corpus(root)
    first, *rest = sample.draft().beads
    odd = replace(first.target[0], text="Invoice \u202egnp.exe of Baiko\u200bnur")
    beads = (replace(first, target=(odd,)), *rest)
    bench.corpus.write(replace(sample.draft(), id="odd.kk-en", beads=beads))
    bench.close()
    return root


def test_characters_that_do_not_show_are_named(window: Page) -> None:
    open_pair(window, "odd.kk-en")
    named = window.locator(".row").first.locator(".target .invisible")
    expect(named).to_have_text(["U+202E", "U+200B"])


SIZES = """() => {
  const text = document.querySelectorAll(".row .text")[2];
  const width = (side) => document.querySelector(`.row .${side}`)?.getBoundingClientRect().width;
  return text && [parseFloat(getComputedStyle(text).fontSize), width("source"), width("target")];
}"""


def sizes(page: Page) -> tuple[float, float, float]:
    """Sizes in pixels of the text, the source and the target, read at once; rows are redrawn."""
    text, source, target = page.wait_for_function(SIZES).json_value()
    return text, source, target


def test_size_and_columns_are_chosen_by_keyboard_and_mouse_and_kept(window: Page) -> None:
    open_pair(window, "small.kk-en")
    usual, _, _ = sizes(window)
    press(window, "w")
    size = window.get_by_label("Text size")
    size.focus()
    press(window, "ArrowRight", "ArrowRight")
    expect(window.get_by_role("dialog")).to_contain_text("120%")
    press(window, "Escape")
    divider = window.get_by_role("separator", name="Width of the columns")
    divider.focus()
    press(window, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    expect(divider).to_have_attribute("aria-valuenow", "60")
    window.reload()
    expect(divider).to_have_attribute("aria-valuenow", "60")
    text, source, target = sizes(window)
    assert text == pytest.approx(usual * 1.2)
    assert source == pytest.approx(1.5 * target, rel=0.02)

    box = divider.bounding_box()
    assert box is not None
    window.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10)
    window.mouse.down()
    window.mouse.move(box["x"] - 250, box["y"] + 10, steps=4)
    window.mouse.up()
    _, source, target = sizes(window)
    assert source < target
    divider.dblclick()
    expect(divider).to_have_attribute("aria-valuenow", "50")


def test_kazakh_in_latin_letters_is_only_shown(window: Page, corpus: Path) -> None:
    before = [
        segment.text for bead in pair_now(corpus, "draft.kk-en").beads for segment in bead.source
    ]
    open_pair(window, "draft.kk-en")
    press(window, "w")
    window.get_by_label("Latin (2021 alphabet), display only").check()
    press(window, "Escape")
    go_to(window, "Onyñ aumağy 6717 şarşy kilometr.")
    expect(window.locator("#letters")).to_contain_text("Kazakh is displayed in Latin letters.")
    expect(window.locator(".row.active .target")).to_contain_text(
        "Its territory is 6717 square kilometres."
    )
    press(window, "Shift+E")
    expect(window.locator("textarea")).to_have_value("Оның аумағы 6717 шаршы километр.")
    press(window, "Escape", "/")
    window.keyboard.type("аумағы")
    expect(window.locator("#asked")).to_contain_text("1 row matches")
    press(window, "Escape", "Space")
    saved(window)
    window.reload()
    expect(window.locator(".row", has_text="Onyñ aumağy")).to_be_visible()
    window.get_by_role("button", name="Show Cyrillic").click()
    expect(window.locator(".row", has_text="Оның аумағы")).to_be_visible()
    expect(window.locator("#letters")).to_be_hidden()
    assert [
        segment.text for bead in pair_now(corpus, "draft.kk-en").beads for segment in bead.source
    ] == before


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Қазақстан Республикасы", "Qazaqstan Respublikasy"),
        ("«Байқоңыр» ғарыш айлағы", "«Baiqoñyr» ğaryş ailağy"),
        ("Шымкент, Өскемен, Әйтеке би", "Şymkent, Öskemen, Äiteke bi"),
        ("ІРІ ірі Илияс ҰҮ ұү һәм", "IRI ırı İliias ŪÜ ūü häm"),
        ("Юрий ЮНЕСКО цирк объект", "İurii İUNESKO tsirk obekt"),
        ("The rent is 115 million — 2050", "The rent is 115 million — 2050"),
        ("", ""),
    ],
)
def test_each_letter_is_the_alphabets(window: Page, cyrillic: str, latin: str) -> None:
    window.goto("/")
    said = window.evaluate(
        'async (text) => (await import("/static/core/latin.js")).toLatin(text)', cyrillic
    )
    assert said == latin
