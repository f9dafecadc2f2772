"""A corpus: a folder with one TEI file for each pair, a list of them, and a glossary."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Any

from baikonur_align import tei
from baikonur_align.alignment.words import romanise
from baikonur_align.checks.glossary import NONE, BadGlossary, Glossary, parse
from baikonur_align.journal import Listing
from baikonur_align.model import Bead, Pair, Problem, Side

try:
    import fcntl
except ImportError:  # Windows, where one server publishes
    fcntl = None  # type: ignore[assignment]

MANIFEST = "README.md"
GLOSSARY = "glossary.tsv"
ORIGINALS = "originals"
"""The folder of the files that the texts came from, named by their hashes."""

UNFINISHED_SECONDS = 3600
"""How long a temporary file may be another process's; older ones are left over."""

_ID = re.compile(r"\w[\w.-]*", re.ASCII)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")


class NoPair(Problem):
    """The corpus has no pair of that id."""


class NoOriginal(Problem):
    """The file that a text came from is not kept."""


class CorpusProblem(Problem):
    """The folder cannot be read or written."""


class CorpusFull(CorpusProblem):
    """The disk is full."""


def slug(name: str) -> str:
    """Return `name` as an id for pairs, files and URLs: ASCII letters, digits, ``_ . -``.

    Other letters are romanised: ``Байқоңыр тарихы`` becomes ``baikonyr_tarikhy``.
    """
    latin = _FOREIGN.sub(lambda found: romanise(found[0]), name)
    plain = re.sub(r"[^\w.-]+", "_", latin, flags=re.ASCII).strip("._-")
    return plain or "text"


class CorpusFolder:
    """The pairs in the folder `root`, each in ``<id>.xml``."""

    def __init__(self, root: Path, listing: Listing | None = None) -> None:
        self.root = root
        self._listing = listing
        self._glossary = (0, NONE)

    def make(self) -> None:
        """Make the folder. Raises `CorpusProblem` if that fails."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CorpusProblem(
                "{folder} cannot be made: {reason}; name another folder",
                folder=str(self.root),
                reason=error.strerror,
            ) from error

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the corpus for a publication, against other threads and processes."""
        with (self.root / ".lock").open("w") as file:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def unfinished(self) -> list[Path]:
        """Return temporary files that a process left that was killed while it wrote."""
        return sorted(self.root.rglob(".*.tmp"))

    def sweep(self) -> None:
        """Delete those that no process can be writing any more."""
        for left in self.unfinished():
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > UNFINISHED_SECONDS:
                    left.unlink()

    def ids(self) -> list[str]:
        """Return the ids of all pairs, sorted."""
        return sorted(path.stem for path in self.root.glob("*.xml") if _ID.fullmatch(path.stem))

    def path(self, pair_id: str) -> Path:
        """Return the path of a pair. Raises `NoPair` for an invalid id (``../secret``)."""
        if not _ID.fullmatch(pair_id):
            raise NoPair("there is no pair {pair}", pair=pair_id)
        return self.root / f"{pair_id}.xml"

    def stamp(self, pair_id: str) -> tuple[int, int]:
        """Return a value that changes with the file of a pair. Raises `NoPair`."""
        try:
            stat = self.path(pair_id).stat()
        except FileNotFoundError:
            raise NoPair("there is no pair {pair}", pair=pair_id) from None
        return stat.st_mtime_ns, stat.st_ino

    def __contains__(self, pair_id: str) -> bool:
        return self.path(pair_id).exists()

    def read(self, pair_id: str) -> Pair:
        """Return the pair as last published. Raises `NoPair`; `tei.NotOurs` for a damaged file."""
        self.stamp(pair_id)
        return tei.read(self.path(pair_id))

    def write(self, pair: Pair) -> None:
        """Replace the file of a pair: readers see the old or the new one, also after a crash."""
        replace_file(self.path(pair.id), tei.dumps(pair))

    def keep_original(self, data: bytes, name: str) -> None:
        """Keep the bytes of a text's file, by their hash; the same file is kept once."""
        path = self._original(hashlib.sha256(data).hexdigest(), name)
        if not path.exists():
            replace_file(path, data)

    def original(self, side: Side) -> bytes:
        """Return the file that a text came from. Raises `NoOriginal` if it is gone or changed."""
        path = self._original(side.sha256, side.name)
        try:
            data = path.read_bytes()
        except OSError:
            data = b""
        if not side.sha256 or hashlib.sha256(data).hexdigest() != side.sha256:
            raise NoOriginal(
                "the original of {name} is not in {folder}, or was changed there: copy the file"
                " that the pair was made of to {path}",
                name=side.name or "this text",
                folder=ORIGINALS,
                path=str(path),
            )
        return data

    def _original(self, sha256: str, name: str) -> Path:
        suffix = PurePath(name).suffix.lower()
        return self.root / ORIGINALS / f"{sha256}{suffix if suffix.isascii() else ''}"

    def glossary(self) -> Glossary:
        """Return the terms of ``glossary.tsv``, cached until the file changes; none without a file.

        Raises `BadGlossary` if the file is not valid.
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
                raise BadGlossary(
                    "{path} can't be read: {error}; save it as UTF-8",
                    path=str(path),
                    error=str(error),
                ) from error
        return self._glossary[1]

    def write_manifest(self) -> None:
        """Write ``README.md``, the list of pairs.

        Only files that have changed since their row was kept are read. A file that cannot be read
        is listed with the reason.
        """
        kept = self._listing.all() if self._listing else {}
        rows: list[Row] = []
        new: dict[str, tuple[str, dict[str, Any]]] = {}
        for pair_id in self.ids():
            stamp = ".".join(map(str, self.stamp(pair_id)))
            if kept.get(pair_id, ("",))[0] == stamp:
                rows.append(Row(**kept[pair_id][1]))
                continue
            try:
                rows.append(Row.of(self.read(pair_id)))
            except Problem as problem:
                rows.append(Row(pair_id, problem=str(problem)))
            else:
                new[pair_id] = stamp, asdict(rows[-1])
        if self._listing:
            self._listing.put(new, gone=kept.keys() - set(self.ids()))
        replace_file(self.root / MANIFEST, manifest(rows).encode())


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` to a temporary file, flush it to disk and move it to `path`.

    Raises `CorpusProblem` if the folder cannot be written, `CorpusFull` if the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False
        ) as new:
            try:
                new.write(data)
                new.flush()
                os.fsync(new.fileno())
                os.chmod(new.name, 0o644)  # noqa: PTH101  (it was 0600; a corpus is shared)
                os.replace(new.name, path)  # noqa: PTH105
            except BaseException:
                Path(new.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        kind = CorpusFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else CorpusProblem
        raise kind(
            "{folder} cannot be written ({reason}); check its permissions and the free space",
            folder=str(path.parent),
            reason=error.strerror,
        ) from error


@dataclass(frozen=True, kw_only=True)
class BeadCounts:
    """Numbers of beads: all, those with both sides, those confirmed and rejected."""

    beads: int = 0
    linked: int = 0
    confirmed: int = 0
    rejected: int = 0


def bead_counts(beads: Sequence[Bead]) -> BeadCounts:
    """Count the beads of a pair."""
    status = Counter(bead.status for bead in beads)
    return BeadCounts(
        beads=len(beads),
        linked=sum(bool(bead.source and bead.target) for bead in beads),
        confirmed=status["confirmed"],
        rejected=status["rejected"],
    )


@dataclass(frozen=True)
class Row(BeadCounts):
    """A pair's line in the list of a corpus; ``problem`` says why its file cannot be read.

    ``sources`` are SHA-256, name and title of the documents that it was made of.
    """

    id: str
    kind: str = ""
    languages: str = ""
    source_sentences: int = 0
    target_sentences: int = 0
    version: int = 0
    sources: Sequence[Sequence[str]] = ()
    problem: str = ""

    @classmethod
    def of(cls, pair: Pair) -> Row:
        """Return the row of a pair."""
        sides = (pair.source, pair.target)
        return cls(
            pair.id,
            pair.kind,
            f"{pair.source.lang}-{pair.target.lang}",
            sum(len(bead.source) for bead in pair.beads),
            sum(len(bead.target) for bead in pair.beads),
            pair.version,
            [[side.sha256, side.name, side.title] for side in sides if side.sha256],
            **asdict(bead_counts(pair.beads)),
        )

    def __str__(self) -> str:
        if self.problem:
            return f"| {self.id} | cannot be read: {_escaped(self.problem)} | | | | | | | |"
        sizes = f"{self.source_sentences} / {self.target_sentences}"
        return (
            f"| [{self.id}]({self.id}.xml) | {self.kind} | {self.languages} | {sizes} "
            f"| {self.beads} | {self.linked} | {self.confirmed} | {self.rejected} "
            f"| {self.version} |"
        )


_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")


def _escaped(text: str) -> str:
    """Return text as Markdown shows it: a title is no markup and stays on its line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def manifest(rows: Iterable[Row]) -> str:
    """Return a Markdown list of the pairs: kind, size, review progress, source files."""
    lines = [
        "# The corpus",
        "",
        "Made by `baikonur-align build`; one TEI file for each pair. A *draft* is a text with its",
        "machine translation, to be post-edited. A *comparable* pair is two independent texts on",
        "one subject. A *translation* has two texts by people. Only confirmed beads have been",
        "checked by a person.",
        "",
        "| pair | kind | languages | sentences | beads | linked | confirmed | rejected | version |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    sources: dict[str, str] = {}
    for row in rows:
        lines.append(str(row))
        sources |= {sha: f"{_escaped(name)}: {_escaped(title)}" for sha, name, title in row.sources}
    lines += ["", "## Sources", ""]
    lines += [
        f"- {what} (SHA-256 `{sha}`)" for sha, what in sorted(sources.items(), key=lambda i: i[1])
    ]
    return "\n".join(lines) + "\n"
