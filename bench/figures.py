"""Figures of the code's shape: long lines, short names, docstrings, long functions, type errors.

Prints a Markdown table with a column for an earlier commit (`--base`) and one for the working tree.
Names are counted where they are bound: variables, parameters, functions and classes. A public
function or class is one whose name, and whose class's name, has no leading underscore.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
BASE = "d03e69f"
"""The last commit of version 0.1.0."""

PYTHON = ("src", "tests", "bench", "training")
WIDTH = 100
SHORT = 3
"""Characters below which a name counts as short; leading and trailing underscores do not count."""

FUNCTION = re.compile(
    r"^(\s*)(?:export )?(?:default )?(?:async )?(?:function\b|const \w+ = .*=> \{$)"
)

Node = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--base", default=BASE, help=f"an earlier commit [default: {BASE}]")
    args = parser.parse_args()
    with TemporaryDirectory() as name:
        base = Path(name)
        check_out(args.base, base)
        before, after = figures(base), figures(ROOT)
    print(f"| figure | {args.base} | now |")
    print("|---|---|---|")
    for figure, now in after.items():
        print(f"| {figure} | {before[figure]} | {now} |")


def check_out(commit: str, folder: Path) -> None:
    """Write the files of `commit` to `folder`."""
    command = ["git", "-C", str(ROOT), "archive", commit]
    archive = subprocess.run(command, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")


def figures(root: Path) -> dict[str, str]:
    """Each figure by its name, of the tree at `root`."""
    python = [path for folder in PYTHON for path in sorted((root / folder).rglob("*.py"))]
    script = files(root / "web", ".js")
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in python]
    package = [ast.parse(path.read_text(encoding="utf-8")) for path in files(root / "src", ".py")]
    names = [name for tree in trees for name in bound(tree)]
    public = [node for tree in package for node in public_definitions(tree.body)]
    functions = [node for node in public if not isinstance(node, ast.ClassDef)]
    lengths = [length for tree in package for length in function_lengths(tree)]
    kinds = {
        "Python": python,
        "JavaScript": script,
        "CSS": files(root / "web", ".css"),
        "documents": [*root.glob("*.md"), *files(root / "docs", ".md")],
    }
    longest_script = max(length for path in script for length in script_lengths(path))
    return {
        **{f"{kind}: lines over {WIDTH} characters": over(paths) for kind, paths in kinds.items()},
        "all: lines over 100 characters": over(
            [path for paths in kinds.values() for path in paths]
        ),
        f"names under {SHORT} letters": share(len(name.strip("_")) < SHORT for name in names),
        "public functions with a docstring": share(map(has_docstring, functions)),
        "public functions and classes with a docstring": share(map(has_docstring, public)),
        "Python functions, lines: median": f"{median(lengths):g}",
        "Python functions, lines: ninth decile": f"{quantiles(lengths, n=10)[-1]:g}",
        "Python functions, lines: longest": str(max(lengths)),
        "JavaScript functions, lines: longest": str(longest_script),
        "type errors in JavaScript (tsc --strict)": type_errors(root),
    }


def files(folder: Path, suffix: str) -> list[Path]:
    """Files below `folder` that are ours: nothing that a package manager installed."""
    found = sorted(folder.rglob(f"*{suffix}"))
    return [path for path in found if "node_modules" not in path.parts]


def bound(tree: ast.AST) -> Iterator[str]:
    """Each name where it is bound, except `_`."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                if name not in {"_", "self", "cls"}:
                    yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name


def public_definitions(body: list[ast.stmt]) -> Iterator[Node]:
    """Functions, classes and methods whose names have no leading underscore."""
    for node in body:
        if isinstance(node, Node) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body)


def has_docstring(node: Node) -> bool:
    return ast.get_docstring(node) is not None


def function_lengths(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1


def script_lengths(path: Path) -> Iterator[int]:
    """Lines of each JavaScript function, to the closing brace at its own indentation."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for start, line in enumerate(lines):
        if (found := FUNCTION.match(line)) and line.rstrip().endswith("{"):
            closing = f"{found[1]}}}"
            rest = enumerate(lines[start + 1 :], 2)
            yield next(
                (length for length, line in rest if line.rstrip("; )").startswith(closing)), 1
            )
    yield 0


def over(paths: list[Path]) -> str:
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    return share(len(line) > WIDTH for line in lines)


def share(values: Iterable[bool]) -> str:
    """The share of true values, in per cent, and their number of how many."""
    found = list(values)
    return f"{100 * sum(found) / max(1, len(found)):.1f} % ({sum(found)} of {len(found)})"


def type_errors(root: Path) -> str:
    """Errors that the type checker of the working tree finds in the front end of `root`."""
    checker = next(ROOT.rglob("node_modules/.bin/tsc"), None)
    if checker is None:
        return "not checked: run `make lint` first"
    switches = ["--ignoreConfig", "--noEmit", "--allowJs", "--checkJs", "--strict"]
    libraries = ["--target", "es2024", "--lib", "es2024,dom,dom.iterable"]
    modules = ["--module", "es2022", "--moduleResolution", "bundler"]
    scripts = [str(path) for path in files(root / "web", ".js")]
    run = subprocess.run(
        [checker, *switches, *libraries, *modules, *scripts],
        capture_output=True,
        text=True,
        check=False,
    )
    return str(len(re.findall(r"error TS\d+", run.stdout)))


if __name__ == "__main__":
    main()
