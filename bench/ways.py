"""Counts the way of two acts through the code: `add` of two texts, and confirming a bead by key.

    python bench/ways.py [--tree FOLDER]

Prints a Markdown table: Python files entered, moves (distinct pairs of functions of which one calls
the other and which are in different rooms), SQL statements that read or
write data, and JavaScript modules of which a function runs. FOLDER is another checkout of the
project, to compare with; it runs in this environment. The key press needs Chromium at
/usr/bin/chromium and Playwright, of the development tools.
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from inspect import CO_OPTIMIZED
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType
from typing import Any

KAZAKH = (
    "Байқоңыр ғарыш айлағы 1955 жылы салынды. Оның аумағы 6717 шаршы км. Мұнда көп адам тұрады.\n"
)
ENGLISH = "Baikonur was built in 1955 and covers 6717 square km. Many people live here.\n"
PAIR = "a.kk-en"
DATA = {"SELECT", "INSERT", "UPDATE", "DELETE"}
"""Statements that count; the others make or check the schema."""
WAIT = 60
"""Seconds to wait for the server to start."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tree", type=Path, default=Path(__file__).resolve().parents[1])
    tree = parser.parse_args().tree.resolve()
    sys.path.insert(0, str(tree / "src"))
    with TemporaryDirectory() as name:
        folder = Path(name)
        corpus = str(folder / "corpus")
        trail = Trail(tree / "src" / "baikonur_align")
        add(folder, corpus, "before")  # loads the modules, makes the database
        trail.record(lambda: add(folder, corpus, "a"))
        print("| act | Python files | moves between rooms | SQL statements | JavaScript modules |")
        print("|---|---|---|---|---|")
        print(f"| `add` of two texts | {trail.summary()} | |")
        port = serve(corpus)
        modules = press(port)
        trail.record(lambda: confirm(port))
        print(f"| confirm a bead | {trail.summary(of='web')} | {modules} |")


def add(folder: Path, corpus: str, name: str) -> None:
    """Make the pair NAME.kk-en of two texts."""
    texts = {folder / f"{name}.kk.txt": KAZAKH, folder / f"{name}.en.txt": f"{name}. {ENGLISH}"}
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    command("add", *map(str, texts), "--corpus", corpus)


def command(*arguments: str) -> None:
    """Run a command of the program in this process."""
    from baikonur_align.cli import main as cli

    cli(list(arguments), standalone_mode=False)


@dataclass
class Steps:
    """What one thread did."""

    files: set[str] = field(default_factory=set)
    moves: set[tuple[CodeType, CodeType]] = field(default_factory=set)
    statements: list[str] = field(default_factory=list)


class Trail:
    """Records the functions of a package that are entered and the SQL that is executed."""

    def __init__(self, package: Path) -> None:
        from sqlalchemy import Engine, event

        self._package = f"{package}/"
        self._threads: dict[int, Steps] = defaultdict(Steps)
        self._on = False
        event.listen(Engine, "before_cursor_execute", self._executed)
        threading.setprofile(self._called)

    def record(self, act: Callable[[], object]) -> None:
        """Run `act`, and keep only what it does, in this thread and others."""
        self._threads.clear()
        self._on = True
        sys.setprofile(self._called)
        act()
        sys.setprofile(None)
        self._on = False

    def summary(self, of: str = "") -> str:
        """Three cells of a table, for all threads or those that entered the room `of`."""
        kept = [s for s in self._threads.values() if not of or any(map(f"{of}/".__eq__, rooms(s)))]
        files = set[str]().union(*(steps.files for steps in kept))
        moves = set[Any]().union(*(steps.moves for steps in kept))
        return f"{len(files)} | {len(moves)} | {sum(len(steps.statements) for steps in kept)}"

    def _executed(self, _link: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if self._on and statement.split(maxsplit=1)[0] in DATA:
            self._threads[threading.get_ident()].statements.append(statement)

    def _called(self, frame: FrameType, event: str, _argument: Any) -> None:
        if not self._on or event != "call" or not (callee := self._file(frame)):
            return
        if not frame.f_code.co_flags & CO_OPTIMIZED:  # the body of a module or a class
            return
        steps = self._threads[threading.get_ident()]
        steps.files.add(callee)
        caller = frame.f_back
        while caller and not self._file(caller):
            caller = caller.f_back
        if caller and room(self._file(caller)) != room(callee):
            steps.moves.add((caller.f_code, frame.f_code))

    def _file(self, frame: FrameType) -> str:
        """The file of a frame below the package, empty if it is of another module."""
        name = frame.f_code.co_filename
        return name.removeprefix(self._package) if name.startswith(self._package) else ""


def room(file: str) -> str:
    return file.partition("/")[0]


def rooms(steps: Steps) -> set[str]:
    return {f"{room(file)}/" for file in steps.files}


def serve(corpus: str) -> int:
    """Serve a corpus in a thread of this process; the port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    options = ["serve", corpus, "--port", str(port)]
    threading.Thread(target=lambda: command(*options), daemon=True).start()
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            ask(port, "GET", "/api/pairs")
        except OSError:
            time.sleep(0.1)
        else:
            return port
    raise TimeoutError(f"the server does not answer after {WAIT} s")


def ask(port: int, method: str, path: str, body: object = None) -> Any:
    """The JSON that the server answers."""
    link = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Content-Type": "application/json"}
    link.request(method, path, json.dumps(body) if body else None, headers)
    return json.loads(link.getresponse().read())


def confirm(port: int) -> None:
    """Confirm the last bead of the pair, as the page does."""
    pair = f"/api/pairs/{PAIR}"
    bead = ask(port, "GET", pair)["beads"][-1]["id"]
    edit = {"verb": "confirm", "beads": [bead], "reviewer": "reviewer-1", "args": {}, "key": "1"}
    ask(port, "POST", f"{pair}/edits", edit)


def press(port: int) -> int:
    """The JavaScript modules of which a function runs when the key that confirms is pressed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page()
        page.add_init_script("localStorage.setItem('reviewer', '\"reviewer-1\"')")
        page.goto(f"http://127.0.0.1:{port}/pairs/{PAIR}")
        page.wait_for_selector(".row.active")
        page.wait_for_load_state("networkidle")
        session = page.context.new_cdp_session(page)
        session.send("Profiler.enable")
        session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": False})
        session.send("Profiler.takePreciseCoverage")
        with page.expect_response(lambda response: response.url.endswith("/edits")):
            page.keyboard.press(" ")
        page.wait_for_selector(".row:not(.active) .mark")
        taken = session.send("Profiler.takePreciseCoverage")["result"]
        browser.close()
    return sum(map(ran, taken))


def ran(script: dict[str, Any]) -> bool:
    counts: Sequence[int] = [f["ranges"][0]["count"] for f in script["functions"]]
    return "/static/" in script["url"] and any(counts)


if __name__ == "__main__":
    main()
