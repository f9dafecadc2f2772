"""Texts that come aligned already: TMX 1.4b (LISA, 2005), and tab-separated tables of two columns or of ours.

Each unit becomes a bead, its sides left as they are: whoever made the file has split them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from lxml import etree

from baikonur_align.ingest.container import blaming, xml
from baikonur_align.ingest.decode import Unreadable, clean, decode
from baikonur_align.ingest.files import file_bytes
from baikonur_align.model import Block, Document, Link

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""What TMX keeps of the markup of the program that a text comes from; it is no text."""

OURS = ("source_lang", "target_lang", "source", "target")
"""The columns that count in a table with a line of names, such as our own export."""

COLUMNS = 2

_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"t": " ", "n": " ", "r": " "}

Unit = dict[str, str]
"""The text of a unit in each of its languages."""

Named = tuple[str | None, str | None]
"""The two languages to take, as far as they were named."""


@dataclass(frozen=True)
class Aligned:
    """Two texts, a block a sentence, and what belongs together in them."""

    source: Document
    target: Document
    links: tuple[Link, ...]


def read(path: Path, source: str | None, target: str | None) -> Aligned:
    """The units of a file that are in these languages; where none is named, in the only two that there are.

    A unit in one of them only is a sentence with nothing opposite. Raises `Unreadable`.
    """
    data = file_bytes(path)
    units = list(READERS[path.suffix.lower()](data, path.name, (source, target)))
    langs = _languages(units, source, target, path.name)
    texts = [[" ".join(clean(unit.get(lang, "")).split()) for unit in units] for lang in langs]
    if not any(a and b for a, b in zip(*texts, strict=True)):
        raise Unreadable(f"{path.name} has no unit in both {langs[0]} and {langs[1]}; name two that it has")
    sides = [_document(path.name, data, lang, side) for lang, side in zip(langs, texts, strict=True)]
    return Aligned(sides[0], sides[1], tuple(_links(*texts)))


def _document(name: str, data: bytes, lang: str, texts: Sequence[str]) -> Document:
    blocks = tuple(Block("paragraph", text) for text in texts if text)
    return Document(name, lang, PurePath(name).stem, hashlib.sha256(data).hexdigest(), blocks)


def _links(source: Sequence[str], target: Sequence[str]) -> Iterator[Link]:
    i = j = 0
    for one, other in zip(source, target, strict=True):
        left, right = (i,) if one else (), (j,) if other else ()
        i, j = i + len(left), j + len(right)
        if left or right:
            yield Link(left, right)


def _languages(units: Sequence[Unit], source: str | None, target: str | None, name: str) -> tuple[str, str]:
    there = list(dict.fromkeys(lang for unit in units for lang in unit))
    if source and target:
        return source, target
    rest = [lang for lang in there if lang not in (source, target)]
    missing = COLUMNS - bool(source) - bool(target)
    if len(rest) != missing:
        raise Unreadable(f"{name} is in {', '.join(there)}; name the two to take with --from and --to")
    return source or rest[0], target or rest[-1]


def _tmx(data: bytes, name: str, _langs: Named) -> Iterator[Unit]:
    with blaming(name, "TMX file"):
        root = xml(data)
        if root.tag != "tmx":
            raise ValueError(root.tag)
    for unit in root.iterfind("body/tu"):
        said: Unit = {}
        for variant in unit.iterfind("tuv"):
            lang = (variant.get(LANG) or variant.get("lang") or "").partition("-")[0].lower()
            segment = variant.find("seg")
            if segment is not None:
                said.setdefault(lang, "".join(_said(segment)))
        yield said


def _said(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in CODES:
            yield from _said(child)
        yield child.tail or ""


def _tsv(data: bytes, name: str, langs: Named) -> Iterator[Unit]:
    rows = [line.split("\t") for line in decode(data, name).split("\n") if line.strip()]
    if set(OURS) <= set(rows[0]):
        yield from _named(rows, name)
        return
    source, target = langs
    if not source or not target:
        raise Unreadable(f"{name} doesn't say its languages; name them with --from and --to")
    for number, row in enumerate(rows, 1):
        if len(row) != COLUMNS:
            raise Unreadable(
                f"{name}: line {number} has {len(row)} columns and not two; give the sentence, a tab, "
                "its translation"
            )
        yield {source: row[0], target: row[1]}


def _named(rows: Sequence[Sequence[str]], name: str) -> Iterator[Unit]:
    places = [rows[0].index(column) for column in OURS]
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]):
            raise Unreadable(f"{name}: line {number} has {len(row)} columns, the first {len(rows[0])}")
        a, b, source, target = (row[place] for place in places)
        yield {a: _unescaped(source), b: _unescaped(target)}


def _unescaped(cell: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), cell)


READERS: dict[str, Callable[[bytes, str, Named], Iterator[Unit]]] = {".tmx": _tmx, ".tsv": _tsv}
"""By suffix, in small letters."""
