"""Reading a pair from TEI.

What a pair has no room for is an error, so that writing it again loses nothing; only the standing
phrases of the header (what a status means, whose the rights are) are written anew each time.
"""

from __future__ import annotations

from pathlib import Path

from baikonur_align.model import Pair, Problem
from baikonur_align.tei.parse import Broken, Finding, shape, tree
from baikonur_align.tei.scan import scan


class NotOurs(Problem):
    """The file is not a pair that `dumps` has written: damaged, edited by hand, or foreign."""


def read(path: Path) -> Pair:
    """The pair in the file at `path`. Raises `NotOurs`, also when the file can't be opened."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotOurs(f"{path} can't be read: {error.strerror}") from error
    return loads(data, str(path))


def loads(data: bytes, name: str) -> Pair:
    """The pair in a TEI document; `name` says in errors which document.

    Raises `NotOurs` with the first thing that is wrong and its line.
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
    """The pair, as far as one can be made out, and all that is wrong with it."""
    try:
        root = tree(data)
    except Broken as broken:
        return None, [broken.finding]
    findings = list(shape(root))
    return (None, findings) if findings else scan(root)
