"""No rule takes more than linear time, whatever the text: hostile inputs of growing length."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest

from baikonur_align import ingest
from baikonur_align.alignment.words import spans
from baikonur_align.checks import check
from baikonur_align.checks.glossary import NONE
from baikonur_align.ingest import bilingual
from baikonur_align.jobs.reading import read_apart
from baikonur_align.journal.jobs import Text
from baikonur_align.model import Bead, Segment
from baikonur_align.segmentation import sentences
from baikonur_align.translation.latin import is_latin_kazakh
from baikonur_align.translation.protect import protected
from baikonur_align.translation.quality import features
from baikonur_align.translation.text import clean
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
    "splitter, Russian": lambda text: sentences(text, "ru"),
    "words": spans,
    "protected tokens": lambda text: protected(text, "kk"),
    "cleaning before translation": clean,
    "Kazakh in Latin script": is_latin_kazakh,
    "estimate of a draft": lambda text: features(text, text[::-1], "kk", "en"),
}

TMX = (
    '<tmx version="1.4"><header srclang="kk"/><body><tu><tuv xml:lang="kk"><seg>{}</seg></tuv>'
    '<tuv xml:lang="en"><seg>A.</seg></tuv></tu></body></tmx>'
)
XLIFF = (
    '<xliff version="1.2"><file source-language="kk" target-language="en" datatype="plaintext" '
    'original="a"><body><trans-unit id="1"><source>{}</source><target>A.</target></trans-unit>'
    "</body></file></xliff>"
)
FORMS = {
    "a.txt": "{}",
    "a.html": "<p>{}</p>",
    "a.md": "# {0}\n\n{0}\n\n> {0}",
    "a.rtf": "{{\\rtf1 {}}}",
    "a.srt": "1\n00:00:01,000 --> 00:00:02,000\n{}\n",
    "a.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n{}\n",
    "a.csv": "kk,en\n{},A.\n",
    "a.tmx": TMX,
    "a.xlf": XLIFF,
    "a.po": 'msgid "{}"\nmsgstr "A."\n',
    "a.xml": '<text xml:lang="kk"><p>{}</p></text>',
}
"""Files by name, with a place for the text."""


def reader(name: str) -> Callable[[str], object]:
    """Return a rule that reads a text inside the file of that name."""
    escaped = name.endswith((".tmx", ".xlf", ".xml"))

    def read(text: str) -> object:
        inside = escape(text) if escaped else text.replace('"', "'")
        data = FORMS[name].format(inside).encode()
        return bilingual.found_in(data, name, "kk", "en") or ingest.read_bytes(data, name, "kk")

    return read


READERS = {f"reader of {name}": reader(name) for name in FORMS}


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


@pytest.mark.parametrize("rule", (RULES | READERS).values(), ids=RULES | READERS)
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
