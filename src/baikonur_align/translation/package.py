"""Reads the metadata of an Argos package on disk and checks its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from baikonur_align.model import Problem

METADATA = "metadata.json"
WEIGHTS = "model/model.bin"
MISSING = "{path}: {file} is missing; download the package again"
GLOSSES = "glosses.tsv"
TOKENIZERS = ("sentencepiece.model", "source.spm", "target.spm", "bpe.model")
MAKER = "baikonur-align"  # `maker` in the metadata of our packages


class BrokenPackage(Problem):
    """A package that cannot translate; the message names the file and the fault."""


@dataclass(frozen=True, slots=True)
class Package:
    """A folder with a CTranslate2 model and its tokenizer.

    ``source_prefix`` and ``source_suffix`` are tokens put around each source sentence,
    ``target_prefix`` is the first token of each translation; they are empty if the model needs
    none. ``shipped`` packages came with the program, the user added the others. ``ours`` is also
    true of copies of shipped packages and of those tuned from them; ``tuned_from`` is then the
    version of the package that was tuned. ``checksums`` are pairs of a file name and its SHA-256.
    ``licence`` is what the metadata states, often nothing.
    """

    path: Path
    from_code: str
    to_code: str
    from_name: str
    to_name: str
    version: str
    shipped: bool = False
    ours: bool = False
    source_prefix: str = ""
    source_suffix: str = ""
    target_prefix: str = ""
    checksums: tuple[tuple[str, str], ...] = ()
    licence: str = ""
    tuned_from: str = ""

    @property
    def name(self) -> str:
        """The name that Argos uses: ``translate-kk_en``."""
        return f"translate-{self.from_code}_{self.to_code}"

    @property
    def release(self) -> tuple[int, ...]:
        """The version as comparable numbers: ``1.10`` is later than ``1.9``."""
        return tuple(int(part) if part.isdecimal() else 0 for part in self.version.split("."))


def read(path: Path, *, shipped: bool = False) -> Package | None:
    """The package in the folder `path`; None if it is an Argos package of another type.

    Raises:
      BrokenPackage: the metadata is missing or does not name two languages.

    """
    data = metadata(path)
    if data.get("type", "translate") != "translate":
        return None
    codes = [data.get("from_code"), data.get("to_code")]
    if not all(isinstance(code, str) and code for code in codes):
        raise BrokenPackage(
            "{path}: {file} has no from_code and to_code; download the package again",
            path=path,
            file=METADATA,
        )
    checksums = data.get("sha256") or {}
    return Package(
        path=path,
        from_code=str(codes[0]),
        to_code=str(codes[1]),
        from_name=str(data.get("from_name") or codes[0]),
        to_name=str(data.get("to_name") or codes[1]),
        version=str(data.get("package_version") or "0"),
        shipped=shipped,
        ours=shipped or data.get("maker") == MAKER,
        source_prefix=str(data.get("source_prefix") or ""),
        source_suffix=str(data.get("source_suffix") or ""),
        target_prefix=str(data.get("target_prefix") or ""),
        licence=str(data.get("license") or ""),
        checksums=tuple(checksums.items()) if isinstance(checksums, dict) else (),
        tuned_from=str(data.get("tuned_from") or ""),
    )


def write_metadata(path: Path, data: Mapping[str, Any]) -> None:
    """Write the metadata of a package folder, with the checksums of the files in it."""
    checksums = {
        file.relative_to(path).as_posix(): _sha256(file)
        for file in sorted(path.rglob("*"))
        if file.is_file() and file.name not in (METADATA, "README.md")
    }
    text = json.dumps({**data, "sha256": checksums}, indent=2, ensure_ascii=False)
    (path / METADATA).write_text(text + "\n", encoding="utf-8")


def metadata(path: Path) -> Mapping[str, Any]:
    """The metadata of the package in a folder. Raises `BrokenPackage`."""
    try:
        data = json.loads((path / METADATA).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BrokenPackage(
            "{path} is not an Argos package: it has no {file}", path=path, file=METADATA
        ) from None
    except (OSError, ValueError) as error:
        raise BrokenPackage(
            "{path}: {file} cannot be read ({reason}); download the package again",
            path=path,
            file=METADATA,
            reason=error,
        ) from None
    if not isinstance(data, dict):
        raise BrokenPackage(
            "{path}: {file} is not a JSON object; download the package again",
            path=path,
            file=METADATA,
        )
    return data


def check_files(package: Package) -> None:
    """Raise `BrokenPackage` if a file is missing or its checksum differs from the metadata."""
    if not (package.path / WEIGHTS).is_file():
        raise BrokenPackage(MISSING, path=package.path, file=WEIGHTS)
    present = {name for name in TOKENIZERS if (package.path / name).is_file()}
    if not present or present in ({"source.spm"}, {"target.spm"}):
        raise BrokenPackage(
            "{path}: no sentencepiece.model and no bpe.model; download the package again",
            path=package.path,
        )
    for name, expected in package.checksums:
        if not (package.path / name).is_file():
            raise BrokenPackage(MISSING, path=package.path, file=name)
        if _sha256(package.path / name) != expected:
            raise BrokenPackage(
                "{path}: {file} has a wrong checksum; download the package again",
                path=package.path,
                file=name,
            )


def digest(package: Package) -> str:
    """SHA-256, in hexadecimal, of the files that decide a translation, and the language tokens."""
    total = hashlib.sha256()
    for name in (package.source_prefix, package.source_suffix, package.target_prefix):
        total.update(name.encode() + b"\0")
    files = [
        *sorted((package.path / "model").iterdir()),
        *(package.path / name for name in (*TOKENIZERS, GLOSSES)),
    ]
    for file in files:
        if file.is_file():
            total.update(f"{file.name}\0{_sha256(file)}\0".encode())
    return total.hexdigest()


def _sha256(file: Path) -> str:
    stat = file.stat()
    return _hash(file, stat.st_size, stat.st_mtime_ns)


@cache
def _hash(file: Path, _size: int, _mtime: int) -> str:
    """Cached by size and time of change: hashing a large file takes a second."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
