"""What the server says has a translation: every message template that the app can show."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

import baikonur_align
from baikonur_align.evaluation import report
from baikonur_align.ingest.decode import MAGIC
from baikonur_align.ingest.office import ZIPPED
from baikonur_align.jobs.worker import TOO_LARGE, TOO_LONG
from baikonur_align.journal.jobs import GAVE_UP
from baikonur_align.review import team_report
from baikonur_align.web import front_end

pytestmark = pytest.mark.slow

ROOT = Path(baikonur_align.__file__).parent
MESSAGES = front_end() / "locales" / "messages"

ONLY_COMMANDS = {
    "run_cluster.py",
    "cli",
    "alignment",
    "operating",
    "tei",
    "translation",
    "tuning",
    "api.py",
    "tm.py",
}
"""Parts of the package whose messages only commands and the Python API show, in English."""

NOT_IN_THE_APP = {"translation.py", "transfer.py", "run_cluster.py", "mining.py"}
"""Other modules of which the same is true: scoring, moving a journal, Dask clusters, mining."""


@cache
def trees() -> dict[Path, ast.Module]:
    paths = [path.relative_to(ROOT) for path in ROOT.rglob("*.py")]
    return {path: ast.parse((ROOT / path).read_text(encoding="utf-8")) for path in paths}


def problems(modules: dict[Path, ast.Module]) -> set[str]:
    """The names of `Problem` and all classes that derive from it."""
    bases = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for tree in modules.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"Problem"}
    while grown := {name for name, base in bases.items() if base & found} - found:
        found |= grown
    return found


def _name(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


@cache
def templates() -> set[str]:
    """The templates that the app's code gives to problems as plain strings."""
    modules = trees()
    kinds = problems(modules)
    return {
        node.args[0].value
        for path, tree in modules.items()
        if path.parts[0] not in ONLY_COMMANDS and path.name not in NOT_IN_THE_APP
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and _name(node.func) in kinds
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def catalogue(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((MESSAGES / f"{language}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_message_of_the_app_has_a_translation(language: str) -> None:
    wanted = templates()
    assert len(wanted) > 100
    assert wanted - set(catalogue(language)) == set()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_methods_of_the_reports_have_a_translation(language: str) -> None:
    shown = {report.METHOD, report.NOTHING_REVIEWED, team_report.METHOD}
    assert shown - set(catalogue(language)) == set()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_why_a_job_failed_has_a_translation(language: str) -> None:
    assert {GAVE_UP, TOO_LARGE, TOO_LONG} - set(catalogue(language)) == set()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_translation_has_the_values_of_its_template(language: str) -> None:
    def names(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)", text))

    differing = [key for key, text in catalogue(language).items() if names(text) != names(key)]
    assert differing == []


def kinds_of_file() -> set[str]:
    """What a file is, or is not: values of messages that are words."""
    named = {
        node.args[2].value
        for path, tree in trees().items()
        if path.parts[0] in ("ingest", "documents")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and _name(node.func) in ("parse", "unzip")
        and len(node.args) > 2
        and isinstance(node.args[2], ast.Constant)
    }
    return {*map(str, named), *ZIPPED.values(), *MAGIC.values()}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_values_of_messages_that_are_words_have_a_translation(language: str) -> None:
    wanted = kinds_of_file()
    assert {"Word document", "zip archive", "XLIFF file", "a PDF"} <= wanted
    assert wanted - set(catalogue(language)) == set()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_translation_begins_as_a_sentence_does(language: str) -> None:
    """With a capital, a value or a Latin word of the API; the page adds the full stop."""
    known = catalogue(language)
    lower = [
        known[key]
        for key in templates()
        if known[key][0].islower() and not re.match(r"[a-zA-Z]", known[key])
    ]
    assert lower == []
