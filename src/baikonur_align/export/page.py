"""A page to read or print: both texts side by side, one file without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from baikonur_align.metadata import described
from baikonur_align.model import Bead, Pair, Segment

STYLE = """
body{font:16px/1.55 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%}
td,th{padding:.35rem .6rem;vertical-align:top;text-align:left;border-top:1px solid #ddd}
td{width:47%}td.n{width:3rem;color:#777;font-variant-numeric:tabular-nums}
.confirmed .n{color:#2a6b2a}.rejected td{color:#888;text-decoration:line-through}
.flagged .n{color:#a35a00}.none{color:#999}.note{font-size:.85em;color:#555}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}
"""
MARKS = {"auto": "", "confirmed": "\u2713", "rejected": "\u2717", "flagged": "\u2691"}


def write(pairs: Iterable[Pair]) -> Iterator[str]:
    """A table a pair and a row a bead, with the status as a mark and the notes below."""
    yield '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
    yield f"<title>Aligned texts</title><style>{STYLE}</style></head><body>\n"
    for pair in pairs:
        yield f"<h1>{escape(pair.source.title)} \u2014 {escape(pair.target.title)}</h1>\n"
        yield from _metadata(pair)
        yield "<table>\n"
        for position, bead in enumerate(pair.beads, 1):
            yield _row(pair, position, bead)
        yield "</table>\n"
    yield "</body></html>\n"


def _metadata(pair: Pair) -> Iterator[str]:
    for side, items in described(pair).items():
        said = "; ".join(f"{escape(key)}: {escape(value)}" for key, value in items)
        yield f'<p class="note">{side}: {said}</p>\n'


def _row(pair: Pair, position: int, bead: Bead) -> str:
    note = f'<div class="note">{escape(bead.note)}</div>' if bead.note else ""
    left, right = (
        _cell(side.lang, segments)
        for side, segments in ((pair.source, bead.source), (pair.target, bead.target))
    )
    mark = f'<span title="{bead.status}">{MARKS[bead.status]}</span>'
    number = f'<td class="n">{position} {mark}</td>'
    return (
        f'<tr class="{bead.status}">{number}{left}{right.removesuffix("</td>")}{note}</td></tr>\n'
    )


def _cell(lang: str, segments: tuple[Segment, ...]) -> str:
    text = (
        escape(" ".join(segment.text for segment in segments)) or '<span class="none">\u2013</span>'
    )
    return f'<td lang="{escape(lang)}">{text}</td>'
