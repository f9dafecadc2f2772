"""Pairs in the formats that other tools read.

A writer takes pairs and yields text as it goes; it opens no file. A format gives one or more such
texts, each for a file of its own, and the whole as one stream of bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from baikonur_align import __version__, tei
from baikonur_align.export import jsonl, moses, tmx, tsv
from baikonur_align.export.stream import encoded, zipped
from baikonur_align.model import Bead, Pair, Status, Tool

Writer = Callable[[Iterable[Pair]], Iterator[str]]
Files = dict[str, Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """`files` gives the text of each file by its suffix; `suffix` and `mimetype` are of `stream`."""

    files: Callable[[Iterable[Pair]], Files]
    suffix: str
    mimetype: str

    def stream(self, pairs: Iterable[Pair]) -> Iterator[bytes]:
        """All in one piece, for a download or standard output: a zip archive where there are several files.

        Raises what the writer raises.
        """
        files = self.files(pairs)
        return encoded(files[self.suffix]) if self.suffix in files else zipped(files)


def _one_file(write: Writer, suffix: str, mimetype: str) -> Format:
    return Format(lambda pairs: {suffix: write(pairs)}, suffix, mimetype)


FORMATS: dict[str, Format] = {
    "tei": _one_file(tei.document, ".xml", "application/tei+xml"),
    "tmx": _one_file(tmx.write, ".tmx", "application/x-tmx"),
    "tsv": _one_file(tsv.write, ".tsv", "text/tab-separated-values"),
    "jsonl": _one_file(jsonl.write, ".jsonl", "application/x-ndjson"),
    "moses": Format(moses.files, ".zip", "application/zip"),
}


def select(pair: Pair, statuses: Collection[Status] | None, min_confidence: float | None) -> Pair:
    """The pair with only the beads that are wanted; None wants all.

    What a reviewer has confirmed is sure enough for any `min_confidence` (0..1); a bead that no
    aligner has judged is not. The pair remembers among its tools that it is a selection.
    """
    if statuses is None and min_confidence is None:
        return pair
    beads = tuple(b for b in pair.beads if _has_status(b, statuses) and _is_sure(b, min_confidence))
    wanted = [f"status {' or '.join(sorted(statuses))}"] if statuses is not None else []
    wanted += [f"confirmed, or confidence at least {min_confidence}"] if min_confidence is not None else []
    tool = Tool("selection", "baikonur-align", __version__, f"Only beads with: {'; '.join(wanted)}.")
    return replace(pair, beads=beads, tools=(*pair.tools, tool))


def _has_status(bead: Bead, statuses: Collection[Status] | None) -> bool:
    return statuses is None or bead.status in statuses


def _is_sure(bead: Bead, least: float | None) -> bool:
    if least is None or bead.status == "confirmed":
        return True
    return bead.confidence is not None and bead.confidence >= least
