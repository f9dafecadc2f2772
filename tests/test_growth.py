"""No rule takes more than linear time, whatever the text: hostile inputs of growing length."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest

from baikonur_align import ingest
from baikonur_align.alignment.words import spans
from baikonur_align.checks import check
from baikonur_align.checks.glossary import NONE
from baikonur_align.jobs.reading import read_apart
from baikonur_align.journal.jobs import Text
from baikonur_align.model import Bead, Segment
from baikonur_align.segmentation import sentences
from support.papers import pdf

pytestmark = pytest.mark.slow

PIECES = [
    *("a.", "a", "@", "a@", "a@a.", "1", "1 ", "1.", "1,", "(", "«", '"', " ", "ж. ", "т.б. "),
    *("А. ", "http://", "www.", "<b>", "…", "-", "a-", "%s ", "{a}", "№ 1 ", "[1,б.", "“", "Аб "),
]
ENDS = ["", "@", "!", "»"]
SMALL, LARGE = 4_000, 32_000
MOST = 3.0
"""Ratio to linear growth from which a cost counts as more than linear, in this thread's time."""

LEAST = 0.02
"""Seconds below which nothing is measured."""


def run_checks(text: str) -> None:
    source, target = (Segment("kk.1", text, 0),), (Segment("en.1", text[::-1], 0),)
    check(Bead(source, target), "kk", "en", NONE)


RULES: dict[str, Callable[[str], object]] = {
    "checks": run_checks,
    "splitter, Kazakh": lambda text: sentences(text, "kk"),
    "splitter, English": lambda text: sentences(text, "en"),
    "words": spans,
    "plain text": lambda text: ingest.read_bytes(text.encode(), "a.txt", "kk"),
    "HTML": lambda text: ingest.read_bytes(f"<p>{text}</p>".encode(), "a.html", "kk"),
}


def seconds(rule: Callable[[str], object], text: str) -> float:
    """The least of two runs."""
    took = []
    for _ in range(2):
        begun = time.thread_time()
        with contextlib.suppress(ingest.Unreadable):
            rule(text)
        took.append(time.thread_time() - begun)
        text += " "  # no cache knows it
    return min(took)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_time_grows_as_the_text_does(rule: Callable[[str], object]) -> None:
    slow = []
    for piece in PIECES:
        for end in ENDS:
            large = seconds(rule, (piece * LARGE)[:LARGE] + end)
            if large < LEAST:
                continue
            small = seconds(rule, (piece * SMALL)[:SMALL] + end)
            if large > MOST * max(small, LEAST / 4) * LARGE / SMALL:
                slow.append((piece, end, small, large))
    assert slow == []


def test_a_pdf_of_one_long_word_is_read_at_once() -> None:
    begun = time.thread_time()
    with contextlib.suppress(ingest.Unreadable):
        ingest.read_bytes(pdf(["a" * 60_000]), "a.pdf", "en")
    assert time.thread_time() - begun < 5


def test_texts_are_read_in_a_process_of_their_own() -> None:
    text = Text("a.kk.txt", "kk", "", "Бір сөйлем.".encode())
    (document,) = read_apart([text], "en").documents
    assert document.blocks[0].text == "Бір сөйлем."
    with pytest.raises(ingest.Unreadable):
        read_apart([Text("a.pdf", "kk", "", b"%PDF nothing")], "en")
