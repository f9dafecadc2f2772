"""Makes two Argos packages from one run: kk to en and en to kk.

A package is a folder: metadata.json, model/, sentencepiece.model, minisbd/, README.md. Zipped
with the ending .argosmodel it is what stock Argos Translate and LibreTranslate install.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from baikonur_align.translation.package import GLOSSES, MAKER
from baikonur_align.translation.package import write_metadata as write
from baikonur_align.tuning.trainer import average, latest
from training.config import Config
from training.convert import convert
from training.corpus import DIRECTIONS
from training.glosses import glosses_file

NAMES = {"kk": "Kazakh", "en": "English"}
ARGOS_VERSION = "1.9"  # the first whose packages look like this


@dataclass(frozen=True)
class Release:
    version: str
    quality: str
    card: str


def build_packages(config: Config, run: Path, out: Path, release: Release, snapshots: int) -> None:
    weights = average(latest(run, snapshots))
    tokens = trained_tokens(run)
    for source, target in DIRECTIONS:
        name = f"translate-{source}_{target}"
        fresh = run / "packages" / name
        shutil.rmtree(fresh, ignore_errors=True)
        convert(weights, config.model, run / "sp.model", target, fresh / "model")
        shutil.copyfile(run / "sp.model", fresh / "sentencepiece.model")
        shutil.copyfile(glosses_file(run, source, target), fresh / GLOSSES)
        (fresh / "minisbd").mkdir()
        shutil.copyfile(run / f"splitter.{source}.onnx", fresh / "minisbd" / f"{source}.onnx")
        (fresh / "README.md").write_text(release.card, encoding="utf-8")
        write_metadata(fresh, source, target, release, tokens)
        swap(fresh, out / name)


def write_metadata(folder: Path, source: str, target: str, release: Release, tokens: int) -> None:
    metadata = {
        "package_version": release.version,
        "argos_version": ARGOS_VERSION,
        "type": "translate",
        "from_code": source,
        "from_name": NAMES[source],
        "to_code": target,
        "to_name": NAMES[target],
        "maker": MAKER,
        "quality": release.quality,
        "trained_target_tokens": tokens,
    }
    write(folder, metadata)


def trained_tokens(run: Path) -> int:
    """Target tokens of the run, from the last line of its log."""
    last = (run / "log.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    return int(json.loads(last)["tokens"])


def swap(fresh: Path, place: Path) -> None:
    """Replace a folder by another one; the place is missing only for a moment."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(fresh, beside)
    shutil.rmtree(place, ignore_errors=True)
    beside.rename(place)


def zip_package(folder: Path, file: Path) -> None:
    """Write the folder as an .argosmodel file."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, Path(folder.name) / path.relative_to(folder))
