"""What a reader returns: blocks, with the metadata of the text and an import report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from baikonur_align.documents.layout import Cell
from baikonur_align.model import Block, Properties, Remark, RemarkKind


@dataclass(frozen=True, slots=True)
class Content:
    """The blocks of one text. `remarks` say what was left out, guessed or repaired.

    `cells` are the cells of tables that the blocks stand in, empty for a text without tables.
    """

    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...] = ()
    metadata: Properties = ()
    title: str = ""
    cells: tuple[Cell | None, ...] = ()


def counted(kind: RemarkKind, found: Iterable[str]) -> Iterator[Remark]:
    """A remark for each different text of `found`, with how often it comes."""
    return (Remark(kind, what, count) for what, count in sorted(Counter(found).items()))


def merged(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Remarks of the same kind and words made one, their counts added."""
    counts: Counter[tuple[RemarkKind, str, float | None]] = Counter()
    for remark in remarks:
        counts[remark.kind, remark.what, remark.certainty] += remark.count
    return tuple(Remark(*key[:2], count, key[2]) for key, count in counts.items())
