"""Streams of bytes from texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

CHUNK = 1 << 16
"""Characters of a chunk; one write for each line would be slow."""

# The oldest time that a zip archive can say: equal texts give equal bytes.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def encoded(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield the texts in UTF-8, in chunks of at least `CHUNK` characters except the last."""
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
    """Yield a zip archive with a file ``<stem><suffix>`` for each suffix."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, texts in files.items():
            info = zipfile.ZipInfo(stem + suffix, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as member:
                for chunk in encoded(texts):
                    member.write(chunk)
                    yield from sink.taken()
    yield from sink.taken()


def archived(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of files by their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


class _Sink(io.RawIOBase):
    """Collects what an archive writes until it is read; it cannot seek."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: Any, /) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> Iterator[bytes]:
        pieces, self._pieces = self._pieces, []
        yield from filter(None, pieces)
