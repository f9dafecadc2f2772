"""A corpus: a folder with one TEI file a pair, and a page that lists them."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from baikonur_align import tei
from baikonur_align.alignment.words import romanise
from baikonur_align.checks.glossary import NONE, BadGlossary, Glossary, parse
from baikonur_align.model import Pair, Problem

MANIFEST = "README.md"
GLOSSARY = "glossary.tsv"

_ID = re.compile(r"\w[\w.-]*", re.ASCII)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")


class NoPair(Problem):
    """There is no pair of that name."""


class CorpusProblem(Problem):
    """The folder can't be read or written."""


class CorpusFull(CorpusProblem):
    """There is no room for what was to be written."""


def slug(name: str) -> str:
    """`name` as it may stand in a pair's id, a file name and a URL: ASCII letters, digits, ``_ . -``.

    Other letters are written in Latin: ``Байқоңыр тарихы`` becomes ``baikonyr_tarikhy``.
    """
    latin = _FOREIGN.sub(lambda found: romanise(found[0]), name)
    plain = re.sub(r"[^\w.-]+", "_", latin, flags=re.ASCII).strip("._-")
    return plain or "text"


class Corpus:
    """The pairs under `root`, each at ``<id>.xml``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._glossary = (0, NONE)

    def make(self) -> None:
        """Raises `CorpusProblem` when the folder can't be made."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror
            raise CorpusProblem(
                f"{self.root} can't be made: {reason}; name another folder"
            ) from error

    def ids(self) -> list[str]:
        return sorted(p.stem for p in self.root.glob("*.xml") if _ID.fullmatch(p.stem))

    def path(self, pair_id: str) -> Path:
        """Where a pair is kept. Raises `NoPair` for what can't be an id (``../secret``)."""
        if not _ID.fullmatch(pair_id):
            raise NoPair(f"there is no pair {pair_id!r}")
        return self.root / f"{pair_id}.xml"

    def stamp(self, pair_id: str) -> tuple[int, int]:
        """Changes when the file does. Raises `NoPair`."""
        try:
            stat = self.path(pair_id).stat()
        except FileNotFoundError:
            raise NoPair(f"there is no pair {pair_id!r} in {self.root.name}") from None
        return stat.st_mtime_ns, stat.st_ino

    def __contains__(self, pair_id: str) -> bool:
        return self.path(pair_id).exists()

    def read(self, pair_id: str) -> Pair:
        """The pair as it was last published. Raises `NoPair`, and `tei.NotOurs` for a damaged file."""
        self.stamp(pair_id)
        return tei.read(self.path(pair_id))

    def write(self, pair: Pair) -> None:
        """Put the pair's file in place whole: a reader sees the old or the new one, also after a crash."""
        replace_file(self.path(pair.id), tei.dumps(pair))

    def glossary(self) -> Glossary:
        """The corpus's own terms, read again when the file changes; none where there is no file.

        Raises `BadGlossary` when the file can't be read as one.
        """
        path = self.root / GLOSSARY
        try:
            stamp = path.stat().st_mtime_ns
        except FileNotFoundError:
            return NONE
        if self._glossary[0] != stamp:
            try:
                self._glossary = stamp, parse(path.read_text(encoding="utf-8"), GLOSSARY)
            except (OSError, UnicodeDecodeError) as error:
                raise BadGlossary(f"{path} can't be read: {error}; save it as UTF-8") from error
        return self._glossary[1]

    def write_manifest(self) -> None:
        """List the pairs in ``README.md``, for people."""
        replace_file(self.root / MANIFEST, manifest(map(self.read, self.ids())).encode())


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, force it to disk, and move it into place.

    Raises `CorpusProblem` when the folder can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as new:
            try:
                new.write(data)
                new.flush()
                os.fsync(new.fileno())
                os.chmod(new.name, 0o644)  # noqa: PTH101  (NamedTemporaryFile makes it 0600; a corpus is shared)
                os.replace(new.name, path)  # noqa: PTH105
            except BaseException:
                Path(new.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        kind = CorpusFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else CorpusProblem
        raise kind(
            f"{path.parent} can't be written ({error.strerror}); check its permissions and the free space"
        ) from error


def manifest(pairs: Iterable[Pair]) -> str:
    """A Markdown page that says what each pair is, how large, how far reviewed, and of which files."""
    lines = [
        "# The corpus",
        "",
        "Made by `baikonur-align build`; one TEI file a pair. A *draft* is a text with its machine",
        "translation, to be post-edited; a *comparable* pair is two independent texts on one subject; a",
        "*translation* has both sides from people. Only what reviewers confirmed has been checked by anyone.",
        "",
        "| pair | kind | languages | sentences | beads | linked | confirmed | rejected | version |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    sources: dict[str, str] = {}
    for pair in pairs:
        status = Counter(bead.status for bead in pair.beads)
        sizes = [sum(len(b.source) for b in pair.beads), sum(len(b.target) for b in pair.beads)]
        linked = sum(bool(b.source and b.target) for b in pair.beads)
        lines.append(
            f"| [{pair.id}]({pair.id}.xml) | {pair.kind} | {pair.source.lang}-{pair.target.lang} "
            f"| {sizes[0]} / {sizes[1]} | {len(pair.beads)} | {linked} "
            f"| {status['confirmed']} | {status['rejected']} | {pair.version} |"
        )
        sources |= {
            side.sha256: f"{side.name}: {side.title}"
            for side in (pair.source, pair.target)
            if side.sha256
        }
    lines += ["", "## Sources", ""]
    lines += [
        f"- {what} (SHA-256 `{sha}`)" for sha, what in sorted(sources.items(), key=lambda i: i[1])
    ]
    return "\n".join(lines) + "\n"
