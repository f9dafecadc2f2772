"""Sentences of a text: own rules for Kazakh, English and Russian, sentencex for other languages.

A splitter only chooses places to cut: the sentences of a text are the text but for white space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version

from baikonur_align import __version__
from baikonur_align.inline import slice_text
from baikonur_align.model import Document, Segment, Tool
from baikonur_align.segmentation import english, kazakh, russian
from baikonur_align.segmentation.rules import Rules, cuts

RULES: dict[str, Rules] = {"kk": kazakh.RULES, "en": english.RULES, "ru": russian.RULES}

Cutter = Callable[[str], Iterable[int]]


def sentences(text: str, lang: str) -> list[str]:
    """The sentences of one block, without white space at their ends, never empty.

    `lang` is an ISO 639 code; one that sentencex doesn't know gets its general rules. Time is
    linear in the length of `text`.
    """
    return [text[start:end].strip() for start, end in _spans(text, lang)]


def _spans(text: str, lang: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a block, white space at its ends included.

    White space between two cuts belongs to the sentence after it, with the codes in it.
    """
    cutter: Cutter = (
        (lambda text: cuts(text, RULES[lang]))
        if lang in RULES
        else (lambda text: _cuts_of(text, lang))
    )
    start = 0
    for end in (*cutter(text), len(text)):
        if text[start:end].strip():
            yield start, end
            start = end


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def segments(document: Document) -> tuple[Segment, ...]:
    """The sentences of all blocks with their inline codes, numbered through from 1.

    White space inside a sentence becomes single spaces.
    """
    found = (
        (*slice_text(block.text, block.codes, start, end, last), index)
        for index, block in enumerate(document.blocks)
        for start, end, last in _marked_last(
            _line_spans(block.text) if block.lines else _spans(block.text, document.lang)
        )
    )
    return tuple(
        Segment(f"{document.lang}.{number}", text, index, codes=codes)
        for number, (text, codes, index) in enumerate(found, 1)
    )


def _marked_last(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    listed = list(spans)
    for number, (start, end) in enumerate(listed, 1):
        yield start, end, number == len(listed)


def tool(document: Document) -> Tool:
    """What splits this document, for the header of a corpus."""
    lang = document.lang
    if any(block.lines for block in document.blocks):
        return Tool(
            "splitter", "given", "", f"the sentences of the {lang} text were lines of the file"
        )
    if lang in RULES:
        return Tool("splitter", "baikonur-align", __version__, f"rules for {lang}")
    return Tool("splitter", "sentencex", version("sentencex"), f"rules for {lang}")


def _cuts_of(text: str, lang: str) -> Iterable[int]:
    """Return sentencex's cuts. It refuses lone surrogates; they are replaced by question marks."""
    from sentencex import get_sentence_boundaries

    plain = text.encode("utf-8", "replace").decode()
    return (boundary["end_index"] for boundary in get_sentence_boundaries(lang, plain))
