"""Documents that are zip files; damaged and encrypted ones and zip bombs are refused."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from lxml import etree

from baikonur_align.ingest.decode import Unreadable, clean
from baikonur_align.model import Block, BlockKind, Problem

MAX_UNPACKED = 256 * 1024 * 1024
"""Most bytes of all files in a document; zipfile unpacks no more than a file declares."""

MAX_PART = 64 * 1024 * 1024
"""Bytes of one file of text in a document: some six million letters, with Word's wordy markup."""

ENCRYPTED = 0x1
"""The bit of a zip member's flags that says it is locked (APPNOTE 4.4.4)."""


@contextmanager
def blaming(name: str, what: str) -> Iterator[None]:
    """Whatever a library trips over in here is the file's fault: raises `Unreadable`."""
    try:
        yield
    except Problem:
        raise
    except Exception as error:
        raise damaged(name, what) from error


def damaged(name: str, what: str) -> Unreadable:
    """The error for a file that is not what its name says."""
    return Unreadable(
        "{name} is damaged or not a valid {what}; open it in the program that made it and "
        "save it again",
        name=name,
        what=what,
    )


def unzip(data: bytes, name: str, what: str) -> zipfile.ZipFile:
    """Return the archive. Raises `Unreadable` if it is damaged, encrypted or too large."""
    with blaming(name, what):
        archive = zipfile.ZipFile(io.BytesIO(data))
    parts = archive.infolist()
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise locked(name)
    texts = (part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if sum(part.file_size for part in parts) > MAX_UNPACKED or max(texts, default=0) > MAX_PART:
        raise Unreadable(
            "{name} is too large when unpacked; save its text as UTF-8 .txt and give that",
            name=name,
        )
    return archive


def gunzipped(data: bytes, name: str) -> bytes:
    """Return the content of gzip data, other data unchanged. Raises `Unreadable` for damage."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    out = bytearray()
    rest = data
    while rest.startswith(b"\x1f\x8b"):  # gzip files may follow each other
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        with blaming(name, "gzip file"):
            out += unpacker.decompress(rest, MAX_UNPACKED + 1 - len(out))
        if unpacker.unconsumed_tail or len(out) > MAX_UNPACKED:
            raise Unreadable("{name} is too large when unpacked; split it into parts", name=name)
        if not unpacker.eof:
            raise Unreadable("{name} is cut off; copy the file again", name=name)
        rest = unpacker.unused_data
    return bytes(out)


def locked(name: str) -> Unreadable:
    return Unreadable(
        "{name} is locked with a password; save it without one and try again", name=name
    )


def xml(data: bytes) -> etree._Element:
    """The root of an XML part, with no entity expanded and nothing fetched."""
    return etree.fromstring(
        data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    )


def blocks(found: Iterable[tuple[BlockKind, str]], name: str) -> list[Block]:
    """Return the blocks that have text. Raises `Unreadable` if there is none."""
    cleaned = ((kind, clean(text).strip()) for kind, text in found)
    out = [Block(kind, text) for kind, text in cleaned if text]
    if not out:
        raise Unreadable("{name} has no text in it; give a file with text in it", name=name)
    return out
