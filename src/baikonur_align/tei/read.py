"""Reading a pair from TEI.

Content that a pair cannot keep is an error, so that writing the pair again loses nothing. Only the
standard phrases of the header (meaning of a status, rights) are always written anew.
"""

from __future__ import annotations

from pathlib import Path

from baikonur_align.model import Pair, Problem
from baikonur_align.tei.parse import Broken, Finding, shape, tree
from baikonur_align.tei.scan import scan


class NotOurs(Problem):
    """The file is not a pair that `dumps` has written: damaged, edited by hand, or foreign."""


def read(path: Path) -> Pair:
    """Return the pair in a file. Raises `NotOurs`, also if the file cannot be opened."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotOurs(f"{path} can't be read: {error.strerror}") from error
    return loads(data, str(path))


def loads(data: bytes, name: str) -> Pair:
    """Return the pair in a TEI document; errors call the document `name`.

    Raises `NotOurs` with the first error and its line.
    """
    pair, findings = examine(data)
    if pair is None or findings:
        first = findings[0]
        raise NotOurs(
            f"{name}, line {first.line}: {first.message} (not a pair as baikonur-align writes it; "
            "put back the last good copy, or run `baikonur-align validate` for all that is wrong)"
        )
    return pair


def examine(data: bytes) -> tuple[Pair | None, list[Finding]]:
    """Return the pair, if one can be read, and all errors."""
    try:
        root = tree(data)
    except Broken as broken:
        return None, [broken.finding]
    findings = list(shape(root))
    return (None, findings) if findings else scan(root)
