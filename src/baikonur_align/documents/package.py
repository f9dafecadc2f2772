"""Documents that are zip files: their text parts are replaced, every other member is copied."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from baikonur_align.documents.layout import Damaged

MAX_UNPACKED = 512 * 1024 * 1024
"""Bytes of all members together."""
MAX_PART = 128 * 1024 * 1024
"""Bytes of one part with text."""
ENCRYPTED = 0x1
"""The bit of a member's flags that says that it is encrypted (APPNOTE 4.4.4)."""
OLE = b"\xd0\xcf\x11\xe0"


def open_package(data: bytes, name: str) -> zipfile.ZipFile:
    """The zip file in `data`. Raises `Damaged` where it is none, locked, or swells too much."""
    if data.startswith(OLE):
        raise Damaged(
            "{name} is an old Office file or locked with a password: save it in the current"
            " format, without a password",
            name=name,
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Damaged(
            "{name} is damaged: open it in the program that made it and save it again", name=name
        ) from error
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise Damaged("{name} is locked with a password: save it without one", name=name)
    texts = [
        member.file_size
        for member in members
        if member.filename.endswith((".xml", ".xhtml", ".html"))
    ]
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED or max(texts, default=0) > MAX_PART:
        raise Damaged("{name} is too large when unpacked: split it into parts", name=name)
    return archive


def member(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """The bytes of a member. Raises `Damaged` where it is missing or its checksum is wrong."""
    try:
        return archive.read(part)
    except (KeyError, zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as error:
        raise Damaged("{name} is damaged at {part}", name=name, part=part) from error


def replace_members(archive: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """The same archive with some members replaced or added; order, dates and methods stay."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.comment = archive.comment
        for info in archive.infolist():
            data = changed.get(info.filename)
            copy = zipfile.ZipInfo(info.filename, info.date_time)
            copy.compress_type = info.compress_type
            copy.external_attr, copy.create_system = info.external_attr, info.create_system
            copy.comment, copy.internal_attr = info.comment, info.internal_attr
            if copy.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                copy.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(copy, archive.read(info.filename) if data is None else data)
        for name in changed.keys() - set(archive.namelist()):
            new.writestr(zipfile.ZipInfo(name), changed[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
