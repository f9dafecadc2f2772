"""The layers of the front end: a script imports its own folder or a lower one, without circles."""

from __future__ import annotations

from graphlib import TopologicalSorter
from pathlib import Path

from baikonur_align.web import front_end, shell

LAYERS = {"core": 0, "model": 1, "review": 2, "dialogs": 2, "pages": 3, "": 4}
"""Review and dialogs open each other; everything else only looks down."""


def imports() -> dict[Path, set[Path]]:
    """The scripts that each script imports when it is loaded."""
    root = front_end().resolve()
    return {
        script.relative_to(root): {path.relative_to(root) for path in shell.imports(script)}
        for script in root.rglob("*.js")
    }


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
