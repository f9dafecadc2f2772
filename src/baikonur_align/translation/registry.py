"""Finds and installs packages: shipped ones, those added here, those of Argos."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from baikonur_align.model import Problem
from baikonur_align.translation.convert import package_folder
from baikonur_align.translation.machine import Machine
from baikonur_align.translation.package import METADATA, BrokenPackage, Package, check_files, read

SHIPPED = Path(__file__).resolve().parent.parent / "packages"
TRIAL = {"kk": "қала", "ru": "город"}  # words that test a new package; other languages:
TRIAL_WORD = "city"


class CannotInstall(Problem):
    """The folder of packages cannot be written."""


class NothingTuned(Problem):
    """There is no tuned package to remove."""


def own_folder() -> Path:
    """The folder of packages that only our engine runs (NLLB and others); Argos does not see it."""
    import platformdirs

    return Path(platformdirs.user_data_dir("baikonur-align")) / "packages"


def argos_folders() -> list[Path]:
    """The folders in which stock Argos keeps packages, that of new ones first.

    The rules are those of Argos Translate 1.12: the variable `ARGOS_PACKAGES_DIR`, the same name in
    its settings file, or the user's data folder; a snap also has packages of its own.
    """
    home = Path(os.environ.get("SNAP_USER_DATA", Path.home()))
    chosen = os.environ.get("ARGOS_PACKAGES_DIR") or _argos_settings(home).get("ARGOS_PACKAGES_DIR")
    data = Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share"))
    folders = [Path(chosen) if chosen else data / "argos-translate" / "packages"]
    if snap := os.environ.get("SNAP"):
        custom = Path(snap) / "snap_custom"
        folders += [custom / "packages", *sorted((custom / "content_snap_packages").glob("*"))]
    return folders


def _argos_settings(home: Path) -> dict[str, str]:
    """What the user set in Argos Translate's settings file; empty without a readable one."""
    folder = Path(os.environ.get("XDG_CONFIG_HOME", home / ".config"))
    try:
        text = (folder / "argos-translate" / "settings.json").read_text(encoding="utf-8")
        settings = json.loads(text)
    except (OSError, ValueError):
        return {}
    return settings if isinstance(settings, dict) else {}


def packages() -> list[Package]:
    """All packages, for each pair of languages the preferred one first.

    Packages of the user come before shipped ones. Of our own packages the newest comes first, so
    that a copy installed by an older program does not hide a better one. Folders that are no
    packages are left out; `listing` names them.
    """
    found = [item for item in _found() if isinstance(item, Package)]
    found.sort(key=lambda package: (package.release, not package.shipped), reverse=True)
    return sorted(found, key=lambda package: (package.from_code, package.to_code, package.ours))


def listing() -> list[dict[str, Any]]:
    """One row for each package: languages, version, size in bytes, licence, use and fault."""
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
        "licence": package.licence,
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
    """Install a package after a test translation; a package of the same name is replaced.

    Args:
      path: an ``.argosmodel`` file or an unpacked package, installed where stock Argos finds it; or
        the folder of a larger model (CTranslate2, Marian/OPUS-MT, NLLB-200, T5), from which a
        package for our engine is made.
      source_lang: ISO 639 code of the source language of such a model.
      target_lang: ISO 639 code of its target language.

    Raises:
      BrokenPackage: the file is no package, is damaged, or does not translate.
      CannotConvert: the folder cannot be made a package.
      CannotInstall: the folder of packages cannot be written.

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
    """Copy the shipped packages to the folder of stock Argos; return the copies."""
    home = _home()
    made = []
    with _room(home) as room:
        for package in (
            package for package in _found() if isinstance(package, Package) and package.shipped
        ):
            copy = Path(shutil.copytree(package.path, room / "new" / package.path.name))
            _replace(copy, home / package.path.name, room)
            made.append(home / package.path.name)
    return made


def install_beside(folders: Sequence[Path]) -> None:
    """Install packages for our engine, beside others of the same languages.

    Raises:
      BrokenPackage: one does not translate.
      CannotInstall: the folder of packages cannot be written.

    """
    home = own_folder()
    with _room(home) as room:
        for folder in folders:
            _tried(folder)
            copy = Path(shutil.copytree(folder, room / "new" / folder.name))
            _replace(copy, home / folder.name, room)


def revert() -> tuple[str, str]:
    """Remove the newest tuned version of our packages.

    Returns:
      Its version, and the newest version of ours that is left.

    Raises:
      NothingTuned: there is none.

    """
    ours = sorted((each for each in packages() if each.ours), key=lambda each: each.release)
    tuned = [each for each in ours if each.tuned_from]
    if not tuned:
        raise NothingTuned("no tuned package is installed")
    version = tuned[-1].version
    with _room(own_folder()) as room:
        for package in tuned:
            if package.version == version:
                shutil.move(package.path, tempfile.mkdtemp(dir=room))
    left = [each.version for each in ours if each.version != version]
    return version, left[-1] if left else ""


def _home() -> Path:
    folders = argos_folders()
    if not folders:
        raise CannotInstall(
            "there is no folder to install packages into: set HOME to a folder that you can "
            "write to"
        )
    return folders[0]


@contextmanager
def _room(home: Path) -> Iterator[Path]:
    """A temporary folder beside `home`, on the same disk and not visible to stock Argos."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent, prefix=".baikonur-") as room:
            yield Path(room)
    except OSError as error:
        raise CannotInstall(
            "cannot write to {folder}: {reason}", folder=home, reason=error.strerror or error
        ) from None


def _replace(new: Path, place: Path, room: Path) -> None:
    """Move the folder `new` to `place`; an older folder there is moved to `room` first."""
    if place.exists():
        shutil.move(place, tempfile.mkdtemp(dir=room))
    shutil.move(new, place)


def _tried(folder: Path) -> Package:
    """The package in `folder`, after a test that it loads and translates a word."""
    package = read(folder)
    if package is None:
        raise BrokenPackage(
            "{name} is an Argos package, but not one that translates", name=folder.name
        )
    Machine(package).translate([TRIAL.get(package.from_code, TRIAL_WORD)])
    return package


def _unpacked(path: Path, room: Path) -> Path:
    """The folder of a package file, extracted below `room`."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive)
            archive.extractall(room)
    except FileNotFoundError:
        raise BrokenPackage("{path} does not exist", path=path) from None
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
    ) as error:
        raise BrokenPackage(
            "{path} is not a complete .argosmodel file ({reason}); download it again",
            path=path,
            reason=error,
        ) from None
    inside = [path.parent for path in room.glob(f"*/{METADATA}")]
    if len(inside) != 1:
        raise BrokenPackage(
            "{path} is not an Argos package: it must hold one folder with a {file}",
            path=path,
            file=METADATA,
        )
    return inside[0]


def _check_members(path: Path, archive: zipfile.ZipFile) -> None:
    """Raise `BrokenPackage` for a damaged member, a link, or a path outside the folder."""
    for member in archive.infolist():
        parts = member.filename.replace("\\", "/").split("/")
        link = stat.S_ISLNK(member.external_attr >> 16)
        if link or ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise BrokenPackage(
                "{path} holds {member!r}, which would be written outside its folder: do not trust "
                "this file",
                path=path,
                member=member.filename,
            )
    damaged = archive.testzip()
    if damaged:
        raise BrokenPackage(
            "{path} is damaged at {member}; download it again", path=path, member=damaged
        )
