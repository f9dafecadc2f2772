"""The files of the page: the shell that all pages share, and scripts and styles by their version.

The shell names the version of the files in their addresses, so that a browser keeps them and asks
for them again only after an update. It also names all scripts of a page, so that a browser asks for
them at once and not for each when the one that imports it has come. The styles are sent as one
file, because a request costs a browser more than what it brings.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app

KEPT = "public, max-age=31536000, immutable"
"""Cache-Control of a file whose address names its version: a year (RFC 9111, RFC 8246)."""

FILES = frozenset({"static", "versioned"})
"""The endpoints of the files; without a version they are asked for again each time."""

STYLE = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)">\n')

STYLES = "style.css"
"""The file with all styles, in the order in which the shell names them."""

IMPORT = re.compile(r'^(?:import|export)\b[^;]*? from "([^"]+)"', re.MULTILINE)


def page(*scripts: str) -> Response:
    """Return the shell of all pages; its script looks at the address and imports `scripts`."""
    return Response(_shell(_folder(), scripts), mimetype="text/html")


def install(app: Flask) -> None:
    """Serve the files under addresses with their version."""
    app.add_url_rule("/static/@<version>/<path:filename>", "versioned", _file)


def imports(script: Path) -> set[Path]:
    """Return the scripts that a script imports when it is loaded."""
    text = script.read_text(encoding="utf-8")
    return {(script.parent / name).resolve() for name in IMPORT.findall(text)}


def _file(version: str, filename: str) -> Response:
    """Return a file; of another version, as after an update, this one's, which is not kept."""
    if filename == STYLES:
        response = Response(_styles(_folder()), mimetype="text/css")
    else:
        response = current_app.send_static_file(filename)
    if version == _version(_folder()):
        response.headers["Cache-Control"] = KEPT
    return response


def _folder() -> Path:
    return Path(current_app.static_folder or "").resolve()


@cache
def _version(folder: Path) -> str:
    """Return a digest of all files, the same on each server of a corpus."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()[:16]


@cache
def _index(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


@cache
def _styles(folder: Path) -> str:
    names = STYLE.findall(_index(folder))
    return "".join((folder / name).read_text(encoding="utf-8") for name in names)


@cache
def _shell(folder: Path, scripts: tuple[str, ...]) -> str:
    wanted = _with_imports({folder / name for name in ("main.js", *scripts)})
    paths = sorted(path.relative_to(folder).as_posix() for path in wanted)
    links = [f'<link rel="stylesheet" href="/static/{STYLES}">']
    links += [f'<link rel="modulepreload" href="/static/{path}">' for path in paths]
    text = STYLE.sub("", _index(folder)).replace("</head>", "\n".join([*links, "</head>"]))
    return text.replace("/static/", f"/static/@{_version(folder)}/")


def _with_imports(scripts: set[Path]) -> set[Path]:
    """Return scripts with all that they import, and what those import."""
    found = set[Path]()
    while scripts:
        found |= scripts
        scripts = set[Path]().union(*map(imports, scripts)) - found
    return found
