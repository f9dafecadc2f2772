"""Pairs in the formats that other tools read.

A writer takes pairs and yields text; it opens no file. A format has one or more such texts, each
for a file of its own, and the whole as one stream of bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from baikonur_align import tei
from baikonur_align.export import corpora, jsonl, moses, page, parquet, tmx, tsv, workbook, xliff
from baikonur_align.export.card import card
from baikonur_align.export.clean import Cleaned
from baikonur_align.export.selection import ExportCounts, Selection
from baikonur_align.export.stream import archived, encoded, zipped
from baikonur_align.model import Pair

__all__ = [
    "FORMATS",
    "SPREADSHEETS",
    "ExportCounts",
    "Format",
    "Selection",
    "TrainingSet",
    "Writer",
    "training_set",
]

SPREADSHEETS = frozenset({"tsv", "xlsx"})
"""Formats that spreadsheets open."""

Writer = Callable[[Iterable[Pair]], Iterator[str]]
Files = dict[str, Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """`files` gives the text of each file by its suffix; `suffix` and `mimetype` describe `stream`.

    ``linked``: the format has only beads with both sides. A binary format has `data` instead of
    `files`.
    """

    files: Callable[[Iterable[Pair]], Files]
    suffix: str
    mimetype: str
    linked: bool = False
    data: Callable[[Iterable[Pair]], Iterator[bytes]] | None = None

    def stream(self, pairs: Iterable[Pair]) -> Iterator[bytes]:
        """Return one stream for a download or standard output; several files become a zip archive.

        Raises what the writer raises.
        """
        if self.data:
            return self.data(pairs)
        files = self.files(pairs)
        return encoded(files[self.suffix]) if self.suffix in files else zipped(files)


def _one_file(write: Writer, suffix: str, mimetype: str, *, linked: bool = False) -> Format:
    return Format(lambda pairs: {suffix: write(pairs)}, suffix, mimetype, linked)


FORMATS: dict[str, Format] = {
    "tei": _one_file(tei.document, ".xml", "application/tei+xml"),
    "tmx": _one_file(tmx.write, ".tmx", "application/x-tmx", linked=True),
    "tsv": _one_file(tsv.write, ".tsv", "text/tab-separated-values"),
    "jsonl": _one_file(jsonl.write, ".jsonl", "application/x-ndjson"),
    "moses": Format(moses.files, ".zip", "application/zip", linked=True),
    "xliff": _one_file(xliff.write_1, ".xlf", "application/x-xliff+xml"),
    "xliff2": _one_file(xliff.write_2, ".xliff", "application/xliff+xml"),
    "xlsx": Format(
        lambda _pairs: {},
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        data=workbook.write,
    ),
    "html": _one_file(page.write, ".html", "text/html"),
    "cesalign": Format(corpora.cesalign, ".zip", "application/zip"),
    "intertext": Format(corpora.intertext, ".zip", "application/zip"),
    "vertical": Format(corpora.vertical, ".zip", "application/zip"),
    "parquet": Format(
        lambda _pairs: {},
        ".parquet",
        "application/vnd.apache.parquet",
        data=parquet.write,
    ),
}

CARD = "README.md"
DROPPED = "dropped.tsv"


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """`files` are the contents by name, with the card; `dropped` is a TSV of what is left out."""

    files: dict[str, bytes]
    dropped: Iterator[str]

    def archive(self) -> bytes:
        """All of it in a zip archive, what is left out as ``dropped.tsv``."""
        return archived({**self.files, DROPPED: "".join(self.dropped).encode()})


def training_set(cleaned: Cleaned, format_: str) -> TrainingSet:
    """Files ``train``, ``dev``, ``test`` in a format, and their card; an empty part has no file."""
    kind = FORMATS[format_]
    files: dict[str, bytes] = {}
    for part, pairs in cleaned.parts.items():
        kept = [pair for pair in pairs if pair.beads]
        if kept and kind.data:
            files[f"{part}{kind.suffix}"] = b"".join(kind.data(kept))
        elif kept:
            files |= {f"{part}{s}": "".join(t).encode() for s, t in kind.files(kept).items()}
    made = f"cleaned for training ({cleaned.options})"
    whys = (why for *_, why in cleaned.dropped)
    files[CARD] = card(
        {str(p): pairs for p, pairs in cleaned.parts.items()}, files, made, whys
    ).encode()
    return TrainingSet(files, cleaned.reasons())


def data_card(pairs: Iterable[Pair], name: str, data: bytes, selection: Selection) -> str:
    """The card of one file with these pairs."""
    return card({"all": [*map(selection.of, pairs)]}, {name: data}, "not cleaned")
