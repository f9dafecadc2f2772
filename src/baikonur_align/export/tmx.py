"""TMX 1.4b, the exchange format of translation memories (LISA, 2005)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from baikonur_align import __version__
from baikonur_align.export.parallel import linked
from baikonur_align.model import Bead, Pair, Segment, Side
from baikonur_align.tei.markup import block, leaf

_MACHINE = "baikonur-align"


def write(pairs: Iterable[Pair]) -> Iterator[str]:
    """A translation unit a bead that has both sides and that no reviewer rejected, line by line.

    Raises `tei.Unwritable` for characters that XML can't carry.
    """
    rest = iter(pairs)
    first = next(rest, None)
    lines = block(
        "tmx",
        [_header(first)],
        block("body", (line for pair in _with(first, rest) for line in _units(pair))),
        version="1.4",
    )
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    for line in lines:
        yield f"{line}\n"


def _with(first: Pair | None, rest: Iterable[Pair]) -> Iterable[Pair]:
    return rest if first is None else chain([first], rest)


def _header(first: Pair | None) -> str:
    """Each unit names its own source language, so the header's is only what most readers look at."""
    return leaf(
        "header",
        creationtool=_MACHINE,
        creationtoolversion=__version__,
        segtype="sentence",
        adminlang="en",
        srclang=first.source.lang if first else "*all*",
        datatype="plaintext",
        **{"o-tmf": "TEI"},
    )


def _units(pair: Pair) -> Iterator[str]:
    for _, bead in linked(pair):
        yield from block(
            "tu",
            _facts(pair, bead),
            _variant(pair.source, bead.source),
            _variant(pair.target, bead.target),
            tuid=f"{pair.id}/{bead.segments[0].id}",
            srclang=pair.source.lang,
            creationid=bead.resp if bead.origin == "reviewer" and bead.resp else _MACHINE,
            changeid=bead.resp,
        )


def _facts(pair: Pair, bead: Bead) -> Iterator[str]:
    if bead.note:
        yield leaf("note", bead.note)
    yield leaf("prop", pair.id, type="x-pair")
    yield leaf("prop", bead.status, type="x-status")
    yield leaf("prop", bead.origin, type="x-origin")
    if bead.confidence is not None:
        yield leaf("prop", f"{bead.confidence:.4f}", type="x-confidence")


def _variant(side: Side, segments: Iterable[Segment]) -> Iterator[str]:
    return block("tuv", [leaf("seg", " ".join(s.text for s in segments))], xml_lang=side.lang)
