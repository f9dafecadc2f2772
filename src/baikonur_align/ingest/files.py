"""Files that are no documents: a folder of texts, and lines that stand for something each."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from baikonur_align.ingest.decode import Unreadable, decode


@dataclass(frozen=True, slots=True)
class NamedBytes:
    """What is in a file, and its name, which says the format."""

    name: str
    data: bytes


STANDARD_INPUT = Path("-")
METADATA = "metadata.tsv"
"""The table of metadata in a folder of texts; its first column names files."""


def file_bytes(path: Path) -> bytes:
    """What is in the file, or on standard input for ``-``. Raises `Unreadable` with what to do."""
    try:
        return sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()
    except FileNotFoundError:
        raise Unreadable("{path}: file not found; check the name", path=path) from None
    except IsADirectoryError:
        raise Unreadable("{path} is a folder; name the files in it", path=path) from None
    except PermissionError:
        raise Unreadable(
            "{path}: you may not read this file; change its mode or owner", path=path
        ) from None
    except OSError as error:
        raise Unreadable(
            "{path}: {error}; copy the file elsewhere and try again",
            path=path,
            error=error.strerror or error,
        ) from None


def named_bytes(path: Path) -> NamedBytes:
    """The file at `path`. Raises as `file_bytes`."""
    return NamedBytes(path.name, file_bytes(path))


def read_lines(path: Path) -> list[str]:
    """The lines of a file, without their ends; empty ones count. Raises `Unreadable`.

    Lines end at a line feed only, as in wc, Moses and sacreBLEU.
    """
    lines = decode(file_bytes(path), path.name, lines=True).split("\n")
    return lines[:-1] if not lines[-1] else lines


def texts_in(folder: Path) -> list[Path]:
    """The files of a folder that may be texts, by name. Raises `Unreadable` when there are none."""
    texts = sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith(".") and path.name != METADATA
    )
    if not texts:
        raise Unreadable("{folder} has no files; put texts into it", folder=folder)
    return texts
