"""Where packages live: those that came with the program, those added here, those Argos has."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from baikonur_align.model import Problem
from baikonur_align.translation.convert import package_folder
from baikonur_align.translation.machine import Machine
from baikonur_align.translation.package import METADATA, BrokenPackage, Package, check_files, read

SHIPPED = Path(__file__).resolve().parent.parent / "packages"
TRIAL = {"kk": "қала", "ru": "город"}  # a word to try a new package with, else:
TRIAL_WORD = "city"


class CannotInstall(Problem):
    """The folder for packages cannot be written."""


def own_folder() -> Path:
    """Packages that only our engine runs (NLLB and the like), out of stock Argos's sight."""
    import platformdirs

    return Path(platformdirs.user_data_dir("baikonur-align")) / "packages"


def argos_folders() -> list[Path]:
    """Where stock Argos keeps packages, the one it installs into first; none where it cannot."""
    try:
        from argostranslate import settings
    except OSError:  # it makes its folders when imported, which a read-only home does not allow
        return []
    return [Path(settings.package_data_dir), *map(Path, settings.package_dirs)]


def packages() -> list[Package]:
    """All packages, of each pair of languages the preferred one first.

    What the user has added comes before what was shipped, except that of our own packages the newest
    counts: a copy made by an older program does not hide a better one. Folders that are no packages
    are left out here and named in `listing`.
    """
    found = [item for item in _found() if isinstance(item, Package)]
    found.sort(key=lambda p: (p.release, not p.shipped), reverse=True)
    return sorted(found, key=lambda p: (p.from_code, p.to_code, p.ours))


def listing() -> list[dict[str, Any]]:
    """A row a package, for people: languages, version, size in bytes, which is used, what is wrong."""
    rows = []
    used: set[tuple[str, str]] = set()
    for package in packages():
        pair = (package.from_code, package.to_code)
        rows.append(_row(package) | {"used": pair not in used})
        used.add(pair)
    broken = [item for item in _found() if isinstance(item, BrokenPackage)]
    return rows + [{"problem": str(problem), "used": False} for problem in broken]


def _row(package: Package) -> dict[str, Any]:
    try:
        check_files(package)
        problem = ""
    except BrokenPackage as error:
        problem = str(error)
    return {
        "from": package.from_code,
        "to": package.to_code,
        "from_name": package.from_name,
        "to_name": package.to_name,
        "version": package.version,
        "path": str(package.path),
        "shipped": package.shipped,
        "bytes": sum(file.stat().st_size for file in package.path.rglob("*") if file.is_file()),
        "problem": problem,
    }


def _found() -> Iterator[Package | BrokenPackage]:
    folders = list(dict.fromkeys([SHIPPED, own_folder(), *argos_folders()]))
    for folder in folders:
        inside = sorted(folder.iterdir()) if folder.is_dir() else []
        for path in inside:
            if path.is_dir() and not path.name.startswith("."):
                try:
                    package = read(path, shipped=folder == SHIPPED)
                except BrokenPackage as error:
                    yield error
                else:
                    if package:
                        yield package


def add(path: Path, source_lang: str = "", target_lang: str = "") -> Package:
    """Install a package, once it has proved to work; one of the same name is replaced.

    Args:
      path: an ``.argosmodel`` file or an unpacked package, which go where stock Argos finds them; or
        the folder of a larger model (CTranslate2, Marian/OPUS-MT, NLLB-200), of which a package is made
        for our engine alone.
      source_lang: the language such a model is to translate from, an ISO 639 code.
      target_lang: the language it is to translate to.

    Raises:
      BrokenPackage: it is no package, is damaged, or does not translate.
      CannotConvert: the folder cannot be made a package.
      CannotInstall: there is no place for it.

    """
    larger = path.is_dir() and not (path / METADATA).is_file()
    home = own_folder() if larger else _home()
    with _room(home) as room:
        if larger:
            folder = package_folder(path, source_lang, target_lang, room)
        elif path.is_dir():
            folder = Path(shutil.copytree(path, room / path.resolve().name))
        else:
            folder = _unpacked(path, room)
        package = _tried(folder)
        place = home / folder.name
        _replace(folder, place, room)
    return replace(package, path=place)


def install() -> list[Path]:
    """Copy the shipped packages to where stock Argos and LibreTranslate find them; the folders made."""
    home = _home()
    made = []
    with _room(home) as room:
        for package in (p for p in _found() if isinstance(p, Package) and p.shipped):
            copy = Path(shutil.copytree(package.path, room / "new" / package.path.name))
            _replace(copy, home / package.path.name, room)
            made.append(home / package.path.name)
    return made


def _home() -> Path:
    folders = argos_folders()
    if not folders:
        raise CannotInstall(
            "there is no folder to install packages to: set HOME to one that can be written"
        )
    return folders[0]


@contextmanager
def _room(home: Path) -> Iterator[Path]:
    """A folder for unfinished work on `home`'s disk; not in it, where stock Argos would trip over it."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent, prefix=".baikonur-") as room:
            yield Path(room)
    except OSError as error:
        raise CannotInstall(f"cannot write to {home}: {error.strerror or error}") from None


def _replace(new: Path, place: Path, room: Path) -> None:
    """Put the folder `new` at `place`, what stood there aside in `room`: never half a package."""
    if place.exists():
        shutil.move(place, tempfile.mkdtemp(dir=room))
    shutil.move(new, place)


def _tried(folder: Path) -> Package:
    """The package in `folder`, known to load and to translate a word."""
    package = read(folder)
    if package is None:
        raise BrokenPackage(f"{folder.name} is an Argos package, but not one that translates")
    Machine(package).translate([TRIAL.get(package.from_code, TRIAL_WORD)])
    return package


def _unpacked(path: Path, room: Path) -> Path:
    """The one folder of a package file, extracted below `room` and nowhere else."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive)
            archive.extractall(room)
    except FileNotFoundError:
        raise BrokenPackage(f"{path} does not exist") from None
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
    ) as error:
        raise BrokenPackage(
            f"{path} is no whole .argosmodel file ({error}); get it again"
        ) from None
    inside = [p.parent for p in room.glob(f"*/{METADATA}")]
    if len(inside) != 1:
        raise BrokenPackage(
            f"{path} is no Argos package: it should hold one folder with a {METADATA}"
        )
    return inside[0]


def _check_members(path: Path, archive: zipfile.ZipFile) -> None:
    """Raise `BrokenPackage` for a member that is damaged, a link, or would land outside."""
    for member in archive.infolist():
        parts = member.filename.replace("\\", "/").split("/")
        link = stat.S_ISLNK(member.external_attr >> 16)
        if link or ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise BrokenPackage(
                f"{path} holds {member.filename!r}, which would land outside: do not trust it"
            )
    damaged = archive.testzip()
    if damaged:
        raise BrokenPackage(f"{path} is damaged at {damaged}; get it again")
