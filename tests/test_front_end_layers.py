"""The layers of the front end: a script imports its own folder or a lower one, without circles."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

from baikonur_align.web import front_end

LAYERS = {"core": 0, "model": 1, "review": 2, "dialogs": 2, "pages": 3, "": 4}
"""Review and dialogs open each other; everything else only looks down."""


def imports() -> dict[Path, set[Path]]:
    """The scripts that each script imports when it is loaded."""
    root = front_end().resolve()
    found = {}
    for script in root.rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        names = re.findall(r'^(?:import|export)\b[^;]*? from "([^"]+)"', text, re.MULTILINE)
        found[script.relative_to(root)] = {
            (script.parent / name).resolve().relative_to(root) for name in names
        }
    return found


def layer(script: Path) -> int:
    return LAYERS[script.parent.parts[0] if script.parent.parts else ""]


def test_scripts_import_only_their_own_layer_and_lower_ones() -> None:
    found = imports()
    assert len(found) > 50
    upward = [
        (name, target)
        for name, targets in found.items()
        for target in targets
        if layer(target) > layer(name)
    ]
    assert upward == []


def test_no_script_imports_itself_through_others() -> None:
    TopologicalSorter(imports()).prepare()
