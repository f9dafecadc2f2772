"""Texts that come aligned already: TMX, XLIFF, parallel TEI, and tables of two columns or of ours.

What a file has as one unit or link becomes a bead, its sentences left as they are: its maker split them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from baikonur_align.ingest.bilingual import tei, tmx, tsv, xliff
from baikonur_align.ingest.bilingual.bitext import Bitext
from baikonur_align.ingest.decode import Unreadable
from baikonur_align.ingest.files import file_bytes
from baikonur_align.model import Block, Document, Link

READERS: dict[str, Callable[[bytes, str], Bitext]] = {
    ".tmx": tmx.read,
    ".tsv": tsv.read,
    ".xlf": xliff.read,
    ".xliff": xliff.read,
    ".xml": tei.read,
    ".tei": tei.read,
}
"""By suffix, in small letters."""

SIDES = 2


@dataclass(frozen=True)
class Aligned:
    """Two texts, a block a sentence, and what belongs together in them."""

    source: Document
    target: Document
    links: tuple[Link, ...]


def is_bilingual(name: str) -> bool:
    """Whether a file of this name holds both texts."""
    return PurePath(name).suffix.lower() in READERS


def read(path: Path, source: str | None, target: str | None) -> Aligned:
    """The two texts of a file; the language of neither, either or both may be named. Raises `Unreadable`."""
    return read_bytes(file_bytes(path), path.name, source, target)


def read_bytes(
    data: bytes, name: str, source: str | None = None, target: str | None = None
) -> Aligned:
    """What stands in these languages; where none is named, in the only two that there are.

    A table that doesn't say its languages is in those that are named, in that order. What stands in one
    language only is a sentence with nothing opposite. Raises `Unreadable`.
    """
    bitext = READERS[PurePath(name).suffix.lower()](data, name)
    if bitext.nameless:
        bitext = bitext.named([source, target], name)
    langs = _languages(list(bitext.texts), source, target, name)
    links = tuple(_links(bitext, langs))
    if not any(link.source and link.target for link in links):
        raise Unreadable(
            f"{name} links nothing of {langs[0]} with {langs[1]}; name two languages that it has"
        )
    sides = [_document(name, data, lang, bitext.texts[lang]) for lang in langs]
    return Aligned(sides[0], sides[1], links)


def _document(name: str, data: bytes, lang: str, sentences: Sequence[str]) -> Document:
    blocks = tuple(Block("paragraph", text) for text in sentences)
    return Document(name, lang, PurePath(name).stem, hashlib.sha256(data).hexdigest(), blocks)


def _links(bitext: Bitext, langs: tuple[str, str]) -> Iterator[Link]:
    """The groups as links, and a link of its own for each sentence that is in none."""
    left: list[set[int]] = [set(range(len(bitext.texts.get(lang, ())))) for lang in langs]
    for group in bitext.groups:
        ends = [tuple(sorted(group.get(lang, ()))) for lang in langs]
        for rest, end in zip(left, ends, strict=True):
            rest.difference_update(end)
        if any(ends):
            yield Link(ends[0], ends[1])
    yield from (Link((i,), ()) for i in sorted(left[0]))
    yield from (Link((), (j,)) for j in sorted(left[1]))


def _languages(
    there: Sequence[str], source: str | None, target: str | None, name: str
) -> tuple[str, str]:
    if source and target:
        return source, target
    rest = [lang for lang in there if lang not in (source, target)]
    if len(rest) != SIDES - bool(source) - bool(target):
        raise Unreadable(
            f"{name} is in {', '.join(there) or 'no language'}; name the two to take: "
            "baikonur-align add --from ... --to ..."
        )
    return source or rest[0], target or rest[-1]
