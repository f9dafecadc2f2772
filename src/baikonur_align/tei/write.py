"""Writing a pair as TEI P5: a header, the links in ``standOff``, then the two texts.

A schema of just what is written here is ``schema/pair.rng``; it is also valid against ``tei_all``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby

from baikonur_align.edit import place
from baikonur_align.model import Bead, BlockKind, Dismissal, Pair, Segment, Side
from baikonur_align.tei.header import corpus_header, header, resp_id
from baikonur_align.tei.markup import Unwritable, block, leaf, text
from baikonur_align.tei.names import BLOCKS, bead_id, ncname
from baikonur_align.tei.rules import faults

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.tei-c.org/ns/1.0"


def dumps(pair: Pair) -> bytes:
    """Return the pair as a TEI document in UTF-8, one sentence a line; deterministic.

    Raises `Unwritable` for content that could not be read back: control characters, a sentence in
    two beads, several unaligned sentences in one bead, ids that are not places.
    """
    return "".join(document([pair])).encode()


def document(pairs: Iterable[Pair]) -> Iterator[str]:
    """Yield one pair as a ``TEI`` document, several as a ``teiCorpus``, line by line.

    Raises `Unwritable` as `dumps` does, and if there is no pair: at once for the first pair, later
    for the others.
    """
    rest = iter(pairs)
    first, second = next(rest, None), next(rest, None)
    if first is None:
        raise Unwritable("there is nothing to write; name a pair")
    lines = _element(first) if second is None else _corpus(chain([first, second], rest))
    return chain([DECLARATION], (f"{line}\n" for line in lines))


def _corpus(pairs: Iterable[Pair]) -> Iterator[str]:
    """Ids are unique in a document, so each pair of a corpus has its own prefix."""
    elements = (_element(pair, f"p{number}.") for number, pair in enumerate(pairs, 1))
    return block("teiCorpus", corpus_header(), chain.from_iterable(elements), xmlns=NAMESPACE)


def _element(pair: Pair, prefix: str = "") -> Iterator[str]:
    """Yield the lines of the pair's ``TEI`` element. `prefix` goes before every ``xml:id``."""
    fault = next(faults(pair), None)
    if fault is not None:
        raise Unwritable(f"{pair.id} can't be written: {fault.message}")
    return block(
        "TEI",
        header(pair, prefix),
        _stand_off(pair, prefix),
        block(
            "text",
            block(
                "group",
                _text(
                    pair.source,
                    (segment for bead in pair.beads for segment in bead.source),
                    f"{prefix}source-text",
                    prefix,
                ),
                _text(
                    pair.target,
                    (segment for bead in pair.beads for segment in bead.target),
                    f"{prefix}target-text",
                    prefix,
                ),
            ),
        ),
        xmlns=NAMESPACE,
        xml_id=prefix + ncname("pair", pair.id),
    )


# --- links ----------------------------------------------------------------------------------------


def _stand_off(pair: Pair, prefix: str) -> Iterator[str]:
    if pair.beads:
        yield from block(
            "standOff",
            _joins(pair.beads, prefix),
            block("linkGrp", (_link(bead, prefix) for bead in pair.beads), type="alignment"),
            (_note(bead, prefix) for bead in pair.beads if bead.note),
            *(
                _dismissal(dismissal, bead, prefix)
                for bead in pair.beads
                for dismissal in bead.dismissed
            ),
            (line for bead in pair.beads for line in _properties(bead, prefix)),
            _drafts(
                pair.target.lang,
                (segment for bead in pair.beads for segment in bead.source),
                prefix,
            ),
            _drafts(
                pair.source.lang,
                (segment for bead in pair.beads for segment in bead.target),
                prefix,
            ),
            _codes((segment for bead in pair.beads for segment in bead.segments), prefix),
        )


def _joins(beads: Iterable[Bead], prefix: str) -> Iterator[str]:
    """TEI has no empty ``joinGrp``."""
    lines = [
        f'<join xml:id="{prefix}join-{side[0].id}" target="{_targets(side, prefix)}"/>'
        for bead in beads
        for side in (bead.source, bead.target)
        if len(side) > 1
    ]
    if lines:
        yield from block("joinGrp", lines)


def _targets(segments: Iterable[Segment], prefix: str) -> str:
    return " ".join(f"#{prefix}{segment.id}" for segment in segments)


def _link(bead: Bead, prefix: str) -> str:
    """A ``link`` needs two ends, so an unaligned sentence is a ``ptr``."""
    ends = [
        f"#{prefix}{side[0].id}" if len(side) == 1 else f"#{prefix}join-{side[0].id}"
        for side in (bead.source, bead.target)
        if side
    ]
    return leaf(
        "link" if len(ends) > 1 else "ptr",
        xml_id=prefix + bead_id(bead),
        target=" ".join(ends),
        ana=f"#{prefix}status-{bead.status} #{prefix}origin-{bead.origin}",
        cert="" if bead.confidence is None else repr(float(bead.confidence)),
        resp=f"#{prefix}{resp_id(bead.resp)}" if bead.resp else "",
    )


def _note(bead: Bead, prefix: str) -> str:
    return leaf("note", bead.note, target=f"#{prefix}{bead_id(bead)}")


def _dismissal(dismissal: Dismissal, bead: Bead, prefix: str) -> Iterator[str]:
    """Yield a dismissed finding: its check, its text, and the reason."""
    return block(
        "note",
        [leaf("quote", dismissal.what, source=f"#{prefix}{dismissal.where}-text")],
        [leaf("p", dismissal.reason)],
        type="dismissed",
        subtype=dismissal.check,
        resp=f"#{prefix}{resp_id(dismissal.resp)}" if dismissal.resp else "",
        target=f"#{prefix}{bead_id(bead)}",
    )


def _properties(bead: Bead, prefix: str) -> Iterator[str]:
    target = f"#{prefix}{bead_id(bead)}" if bead.properties else ""
    for key, value in bead.properties:
        yield leaf("note", value, type="property", n=key, target=target)


def _quality(segment: Segment) -> str:
    return "" if segment.draft_quality is None else repr(float(segment.draft_quality))


def _drafts(lang: str, segments: Iterable[Segment], prefix: str) -> Iterator[str]:
    lines = [
        leaf("span", segment.draft, target=f"#{prefix}{segment.id}", cert=_quality(segment))
        for segment in segments
        if segment.draft
    ]
    if lines:
        yield from block("spanGrp", lines, type="draft", xml_lang=lang)


def _codes(segments: Iterable[Segment], prefix: str) -> Iterator[str]:
    """Inline codes point into their sentence with the ``string-range`` scheme of TEI P5, 17.2.4."""
    lines = [
        leaf(
            "span",
            code.data,
            type=code.kind,
            target=f"#string-range({prefix}{segment.id},{code.start},{code.end - code.start})",
            n=code.id,
        )
        for segment in segments
        for code in segment.codes
    ]
    if lines:
        yield from block("spanGrp", lines, type="code")


# --- texts ----------------------------------------------------------------------------------------


def _text(side: Side, segments: Iterable[Segment], bibl: str, prefix: str) -> Iterator[str]:
    sentences: dict[int, list[Segment]] = defaultdict(list)
    for segment in sorted(segments, key=place):
        sentences[segment.block].append(segment)
    divisions = (
        block("div", *_runs(side.blocks, indices, sentences, prefix))
        for indices in _divisions(side.blocks)
    )
    return block("text", block("body", *divisions), decls=f"#{bibl}", xml_lang=side.lang)


def _divisions(blocks: Sequence[BlockKind]) -> list[list[int]]:
    """Group blocks by ``div``: TEI requires headings and datelines at its beginning."""
    out: list[list[int]] = [[]]
    opening = True
    for index, kind in enumerate(blocks):
        tops = kind in ("heading", "dateline")
        if tops and not opening:
            out.append([])
        opening = tops
        out[-1].append(index)
    return out


def _runs(
    blocks: Sequence[BlockKind],
    indices: Iterable[int],
    sentences: dict[int, list[Segment]],
    prefix: str,
) -> Iterator[Iterator[str]]:
    """Yield the elements of a ``div``; consecutive items are one list."""
    for kind, run in groupby(indices, key=blocks.__getitem__):
        elements = [_block(kind, sentences[index], prefix) for index in run]
        if kind == "item":
            yield block("list", *elements)
        else:
            yield from elements


def _block(kind: BlockKind, sentences: Iterable[Segment], prefix: str) -> Iterator[str]:
    lines = block(BLOCKS[kind], (_sentence(sentence, prefix) for sentence in sentences))
    return block("figure", lines) if kind == "caption" else lines


def _sentence(segment: Segment, prefix: str) -> str:
    number = segment.id.partition(".")[2]
    return f'<s xml:id="{prefix}{segment.id}" n="{number}">{text(segment.text)}</s>'
