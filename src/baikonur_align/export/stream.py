"""From texts to one stream of bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

CHUNK = 1 << 16
"""Characters that are gathered before they are sent: a write a line would be slow."""

# The oldest time that a zip archive can say: equal texts give equal bytes.
_TIME = (1980, 1, 1, 0, 0, 0)


def encoded(texts: Iterable[str]) -> Iterator[bytes]:
    """The texts in UTF-8, in pieces of at least `CHUNK` characters but for the last."""
    waiting: list[str] = []
    size = 0
    for text in texts:
        waiting.append(text)
        size += len(text)
        if size >= CHUNK:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode()


def zipped(files: Mapping[str, Iterable[str]], stem: str = "corpus") -> Iterator[bytes]:
    """A zip archive with a file ``<stem><suffix>`` for each suffix, as it grows."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, texts in files.items():
            info = zipfile.ZipInfo(stem + suffix, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as member:
                for chunk in encoded(texts):
                    member.write(chunk)
                    yield from sink.taken()
    yield from sink.taken()


class _Sink(io.RawIOBase):
    """Takes what an archive writes, until someone asks for it; there is no going back in it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: Any, /) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> Iterator[bytes]:
        pieces, self._pieces = self._pieces, []
        yield from filter(None, pieces)
