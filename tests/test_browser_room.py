"""The room of the open row: at most three lines more, until the reviewer asks for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from baikonur_align.model import Bead, BlockKind, InlineCode, Kind, Pair, Segment, Side
from baikonur_align.wire import bead_id
from support import sample
from support.browser import open_pair, press, serving

pytestmark = pytest.mark.browser

PLAIN, EDITED, WARNED, TERMS, KNOWN, NOTED, CODED, JUDGED, CROSSED, ALL, LAST = range(11)

TEXTS = [
    ("Қонақтар кеше келді.", "The guests came yesterday.", ""),
    ("Қала тыныш еді.", "The old town was calm.", "The city was quiet."),
    ("1957 жылы 14 адам (200 км) келді.", "In 1958 15 people came 300 miles from «here.", ""),
    ("Ғарыш айлағы, зымыран, ұшақ, кеме.", "A port, a missile, a plane, a boat.", ""),
    ("Мұражай ашылды.", "A museum opened.", "The museum has opened."),
    ("Жол ұзақ болды.", "The road was long.", ""),
    ("Кітап, дәптер және қалам.", "A book, a notebook and a pen.", ""),
    ("Ауа райы жақсы болды.", "The weather was good.", "It was fine."),
    ("Олар үйге қайтты.", "They went back home.", "They returned home."),
    (
        "1961 жылы (12 сәуір) ғарыш айлағы, зымыран, кеме.",
        "In 1962 on 13 April a port, a missile and a boat.",
        "In 1961 the cosmodrome, the rocket, the ship.",
    ),
    ("Соңғы сөйлем.", "The last sentence.", ""),
]
"""The source, the target, and the machine's draft if it is another; each a line on the screen."""

CODES = (
    InlineCode(0, 5, "bold", "<b/>", "1"),
    InlineCode(7, 14, "italic", "<i/>", "2"),
    InlineCode(20, 25, "link", "<a/>", "3"),
)
TERM_LIST = "kk\ten\nғарыш айлағы\tcosmodrome\nзымыран\trocket\nұшақ\taircraft\nкеме\tship\n"
REVIEWERS = ("reviewer-2", "reviewer-3", "reviewer-4")


def pair(name: str, kind: Kind) -> Pair:
    beads = []
    for number, (source, target, draft) in enumerate(TEXTS, 1):
        row = number - 1
        place = {CROSSED: number + 1, ALL: number - 1}.get(row, number)
        codes = CODES if row in {CODED, ALL} else ()
        note = "Ask the author of the article." if row in {NOTED, ALL} else ""
        beads.append(
            Bead(
                (Segment(f"kk.{number}", source, row, draft or target, codes, 0.4),),
                (Segment(f"en.{place}", target, place - 1),),
                confidence=0.5,
                origin="aligner" if draft else "mt",
                note=note,
                resp="reviewer-2" if note else "",
            )
        )
    paragraph: BlockKind = "paragraph"
    blocks = (paragraph,) * len(TEXTS)
    source_side = Side("kk", "Мәтін", "text.kk.txt", "0" * 64, blocks)
    return Pair(name, kind, source_side, Side("en", "A text", "", "", blocks), tuple(beads))


def build(root: Path) -> None:
    """A draft and two aligned texts; some sentences have been confirmed otherwise elsewhere."""
    texts = pair("texts", "translation")
    old = [replace(texts, id=f"old-{number}") for number in range(3)]
    bench = sample.corpus(root, pair("draft", "draft"), texts, *old)

    def do(name: str, row: int, verb: str, reviewer: str, **args: str) -> None:
        bench.revise(name, verb, [bead_id(bench.review.pair(name).beads[row])], args, reviewer)

    for number, one in enumerate(old):
        for row in (KNOWN, ALL):
            [segment] = one.beads[row].target
            text = f"{segment.text[:-1]} a long time ago, version {number}."
            do(one.id, row, "reword", "reviewer-2", segment=segment.id, text=text)
            do(one.id, row, "confirm", "reviewer-2")
    for name in ("draft", "texts"):
        do(name, JUDGED, "confirm", "reviewer-2")
        do(name, JUDGED, "disagree", "reviewer-3", text="The weather was bad.")
    bench.close()
    (root / "glossary.tsv").write_text(TERM_LIST, "utf-8")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("room")
    build(root)
    with serving(root) as found:
        yield found


HEIGHTS = "() => [...document.querySelectorAll('.row')].map((row) => row.offsetHeight)"


def opened_heights(page: Page) -> list[int]:
    """The height of each row but the last, while it is the open one and its hints are there."""
    found = []
    for row in range(LAST):
        with page.expect_response("**/hints"):
            page.locator(".row").nth(row).locator(".gutter").click()
        if row in (KNOWN, ALL):
            expect(page.locator(".row.active .memory li")).to_have_count(3)
        if row in (TERMS, ALL):
            expect(page.locator(".row.active .terms")).to_have_count(1)
        page.locator(".row.active .why span").first.wait_for(state="attached")
        found.append(page.locator(".row.active").evaluate("row => row.offsetHeight"))
    return found


@pytest.mark.parametrize("compact", [False, True], ids=["usual", "compact"])
@pytest.mark.parametrize("name", ["draft", "texts"])
def test_an_open_row_costs_no_more_than_three_lines(
    browser: Browser, address: str, name: str, *, compact: bool
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    context.add_init_script(f"""localStorage.setItem("reviewer", '"reviewer-1"');
        localStorage.setItem("display", '{{"compact": {str(compact).lower()}}}')""")
    page = context.new_page()
    open_pair(page, f"{name}#kk.{LAST + 1}")
    closed: list[int] = page.evaluate(HEIGHTS)
    line = closed[PLAIN]
    more = [now - before for before, now in zip(closed, opened_heights(page), strict=False)]
    assert min(more) > 0
    assert max(more) <= 3 * line, (line, more)
    press(page, ".")
    assert page.locator(".row.active").evaluate("row => row.offsetHeight") > closed[ALL] + 3 * line
    context.close()
