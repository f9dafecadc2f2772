"""Tab-separated values: one bead a line below a line of names; tabs and line ends are escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from baikonur_align.model import Bead, Pair, Segment

COLUMNS = (
    "pair",
    "position",
    "source_lang",
    "target_lang",
    "source_ids",
    "target_ids",
    "source",
    "target",
    "status",
    "confidence",
    "origin",
    "reviewer",
    "note",
)
# As PostgreSQL's COPY and most readers of TSV have it.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def write(pairs: Iterable[Pair]) -> Iterator[str]:
    """Yield a line for each bead, also unaligned and rejected; positions count from 1 in a pair."""
    yield line(COLUMNS)
    for pair in pairs:
        for position, bead in enumerate(pair.beads, 1):
            yield line(cells(pair, position, bead))


def write_reasons(rows: Iterable[tuple[Pair, int, Bead, str]]) -> Iterator[str]:
    """Beads of pairs by their positions, each with a reason in a last column ``why``."""
    yield line((*COLUMNS, "why"))
    for pair, position, bead, why in rows:
        yield line((*cells(pair, position, bead), why))


def line(cells: Iterable[str]) -> str:
    """Return a line of tab-separated values."""
    return "\t".join(cell.translate(_ESCAPES) for cell in cells) + "\n"


def cells(pair: Pair, position: int, bead: Bead) -> tuple[str, ...]:
    """The values of `COLUMNS` for the bead at `position` of a pair."""
    return (
        pair.id,
        str(position),
        pair.source.lang,
        pair.target.lang,
        _ids(bead.source),
        _ids(bead.target),
        _text(bead.source),
        _text(bead.target),
        bead.status,
        "" if bead.confidence is None else f"{bead.confidence:.4f}",
        bead.origin,
        bead.resp,
        bead.note,
    )


def _ids(segments: Iterable[Segment]) -> str:
    return " ".join(segment.id for segment in segments)


def _text(segments: Iterable[Segment]) -> str:
    return " ".join(segment.text for segment in segments)
