"""Reviewers at work for some minutes, among slow clients and finders: `serve.py --minutes`."""

from __future__ import annotations

import http.client
import json
import math
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import quote

PAUSE = 4.0
"""Seconds between two edits of a reviewer, on average (0 to 8): reading and deciding."""

POLL = 1.5
"""Seconds between two polls of a window, as web/review/review.js waits."""

STAYED = 0.2
"""Seconds after an edit until the page asks for the hints of the next row."""

BEHIND = ["chrt", "-o", "0"] if shutil.which("chrt") else []
"""The usual priority for a backup and what is done with it, also where the server has another."""

SAMPLE = 5.0
"""Seconds between two looks at the server's memory."""


@dataclass
class Load:
    """What is measured. Times are seconds, memory bytes."""

    port: int
    pair: str
    until: float
    began: float = field(default_factory=time.monotonic)
    edits: list[float] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    """When the edits were answered."""
    polls: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    searches: Counter[int] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)

    def going(self) -> bool:
        """Return whether the time is not over."""
        return time.monotonic() < self.until

    def ask(
        self, link: http.client.HTTPConnection, path: str, body: object
    ) -> tuple[int, Any, float]:
        """Return status, JSON and seconds of one POST."""
        begun = time.perf_counter()
        link.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = link.getresponse()
        data = answer.read()
        return answer.status, json.loads(data), time.perf_counter() - begun


def review(load: Load, name: str, beads: list[tuple[str, str]]) -> None:
    """Confirm and reset one's own beads, ask for news and for hints, as the page does."""
    link = http.client.HTTPConnection("127.0.0.1", load.port, timeout=60)
    window, now = Window(name, dict(beads)), time.monotonic()
    due: dict[Act, float] = {
        edit: now + random.uniform(0, 2 * PAUSE),  # noqa: S311
        poll: now + random.uniform(0, 2 * POLL),  # noqa: S311
        look: math.inf,
    }
    while load.going():
        act = min(due, key=due.__getitem__)
        time.sleep(max(0, due[act] - time.monotonic()))
        try:
            act(load, link, window)
        except (OSError, http.client.HTTPException) as error:
            load.errors[type(error).__name__] += 1
            link.close()
        due[act] = time.monotonic() + (POLL if act is poll else math.inf)
        if act is edit:
            due[edit] = time.monotonic() + random.uniform(0, 2 * PAUSE)  # noqa: S311
            due[look] = time.monotonic() + STAYED


@dataclass
class Window:
    """A reviewer's page: id and status of their beads by first segment, and what it has seen."""

    name: str
    beads: dict[str, str]
    version: int = 0
    segment: str = ""


Act = Callable[[Load, http.client.HTTPConnection, Window], None]


def poll(load: Load, link: http.client.HTTPConnection, window: Window) -> None:
    """Say where the window is, and hear what others did."""
    segment = window.segment or next(iter(window.beads))
    body = {"window": window.name, "segment": segment, "since": window.version}
    path = f"/api/pairs/{load.pair}/here"
    status, said, seconds = load.ask(link, path, body | {"reviewer": window.name})
    load.polls.append(seconds)
    if status == http.client.OK:
        window.version = said["version"]
    else:
        load.errors[f"poll {status}"] += 1


def look(load: Load, link: http.client.HTTPConnection, window: Window) -> None:
    """Go to another row and ask for its hints."""
    window.segment = random.choice(list(window.beads))  # noqa: S311
    bead = window.beads[window.segment].partition(" ")[0]
    begun = time.perf_counter()
    link.request("GET", f"/api/pairs/{load.pair}/beads/{quote(bead)}/hints")
    answer = link.getresponse()
    answer.read()
    load.looks.append(time.perf_counter() - begun)
    if answer.status != http.client.OK:
        load.errors[f"hints {answer.status}"] += 1


def edit(load: Load, link: http.client.HTTPConnection, window: Window) -> None:
    """Confirm one of the reviewer's beads, or reset it."""
    segment = window.segment or next(iter(window.beads))
    bead, _, status = window.beads[segment].partition(" ")
    verb = "confirm" if status == "auto" else "reset"
    body = {"verb": verb, "beads": [bead], "reviewer": window.name, "version": window.version}
    code, said, seconds = load.ask(link, f"/api/pairs/{load.pair}/edits", body)
    load.edits.append(seconds)
    load.moments.append(time.monotonic())
    if code != http.client.OK:
        load.errors[f"edit {code}"] += 1
        return
    load.told.append(said["made"])
    (made,) = next(edit for edit in said["edits"] if edit["version"] == said["made"])["added"]
    window.beads[segment] = f"{made['id']} {made['status']}"
    window.version = int(said["version"])


def find(load: Load) -> None:
    """Search the whole pair with expressions, one search after the other."""
    link = http.client.HTTPConnection("127.0.0.1", load.port, timeout=60)
    body = {"find": r"(\w+ )*side, of (\w+)", "regular": True, "replacement": r"\2"}
    sent, headers = json.dumps(body), {"Content-Type": "application/json"}
    while load.going():
        try:
            link.request("POST", f"/api/pairs/{load.pair}/find", sent, headers)
            answer = link.getresponse()
            answer.read()
            load.searches[answer.status] += 1
            time.sleep(0.5)
        except (OSError, http.client.HTTPException):
            link.close()


def dawdle(load: Load, number: int) -> None:
    """Send a request byte by byte, or read a large answer as slowly."""
    path = f"/api/pairs/{load.pair}"
    kinds = [
        f"POST {path}/edits HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n",
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    ]
    kind = number % len(kinds)
    while load.going():
        with (
            suppress(OSError),
            closing(socket.create_connection(("127.0.0.1", load.port), timeout=60)) as link,
        ):
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            link.sendall(kinds[kind].encode())
            while load.going():
                time.sleep(1)
                if kind != 1:
                    link.sendall(b"x")
                elif not link.recv(512):
                    break


def watch(load: Load, pid: int) -> None:
    """Note the memory of the server."""
    status = Path(f"/proc/{pid}/status")
    while load.going():
        for line in status.read_text().splitlines():
            if line.startswith("VmRSS"):
                load.memory.append(1024 * int(line.split()[1]))
        time.sleep(SAMPLE)


def back_up(load: Load, corpus: Path, journal: str | None) -> str:
    """Back up during the load, restore elsewhere, verify and serve; what came of it.

    By the commands of docs/operate.md.
    """
    time.sleep(max(0, (load.until - time.monotonic()) / 3))
    before, database = set(load.told), ("--journal", journal) if journal else ()
    with tempfile.TemporaryDirectory() as name:
        file, restored = f"{name}/backup.tar.gz", Path(name) / "restored"
        begun = time.perf_counter()
        command("backup", str(corpus), "-o", file, *database)
        took = time.perf_counter() - begun
        command("restore", file, str(restored))
        found = command("verify", str(restored)).strip()
        lines = command("history", "export", "--corpus", str(restored)).splitlines()
        missing = before - {json.loads(line)["version"] for line in lines}
        served = serves(restored, load.pair)
    return (
        f"a backup in {took:.1f} s: {len(lines)} edits, {len(missing)} of {len(before)} "
        f"acknowledged before it missing; verify: {found}; served: version {served}"
    )


def command(*words: str) -> str:
    """Run a command of the program behind the server, as a timer does; what it prints."""
    full = [*BEHIND, sys.executable, "-m", "baikonur_align", *words]
    done = subprocess.run(full, stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


def serves(corpus: Path, pair: str) -> int:
    """Serve a corpus; the version of the pair that the server answers."""
    words = [*BEHIND, sys.executable, "-u", "-m", "baikonur_align", "serve", str(corpus)]
    with subprocess.Popen([*words, "--port", "0"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        port = int(server.stdout.readline().split("http://127.0.0.1:")[1].split()[0])
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        link.request("GET", f"/api/pairs/{pair}?near=kk.1")
        version = int(json.loads(link.getresponse().read())["version"])
        server.terminate()
    return version


def percentiles(took: list[float]) -> str:
    """Return median, 95th percentile and maximum in milliseconds."""
    cuts = quantiles(took, n=100)
    return (
        f"{len(took)}: median {1000 * cuts[49]:.0f} ms, 95th percentile {1000 * cuts[94]:.0f} ms, "
        f"slowest {1000 * max(took):.0f} ms"
    )


def by_tenths(load: Load) -> list[int]:
    """Return the 95th percentile of edits in milliseconds, in each tenth of the time."""
    tenths: list[list[float]] = [[0.0, 0.0] for _ in range(10)]
    span = load.until - load.began
    for moment, took in zip(load.moments, load.edits, strict=True):
        tenths[min(9, int(10 * (moment - load.began) / span))].append(took)
    return [round(1000 * quantiles(one, n=20)[-1]) for one in tenths]


def print_figures(load: Load, name: str) -> None:
    """Print what was measured so far."""
    flat = load.memory[len(load.memory) // 5 :]
    print(name)
    for what, took in (("edits", load.edits), ("polls", load.polls), ("hints", load.looks)):
        print(f"{what} {percentiles(took)}")
    print(f"95th percentile of edits in each tenth of the time: {by_tenths(load)} ms")
    print(
        f"errors: {dict(load.errors)}; searches by status: {dict(load.searches)}; memory "
        f"{flat[0] / 2**20:.0f} MB after a fifth of the time, {max(flat) / 2**20:.0f} MB at most, "
        f"{flat[-1] / 2**20:.0f} MB at the end"
    )


def run_load(
    load: Load,
    pid: int,
    beads: list[dict[str, Any]],
    reviewers: int,
    others: tuple[int, int],
    corpus: Path,
    journal: str | None,
) -> None:
    """Let reviewers work beside `others`, slow clients and finders, until the time is over."""
    slow, finders = others
    targets: list[tuple[Callable[..., None], tuple[Any, ...]]] = [(watch, (load, pid))]
    for number in range(reviewers):
        own = [(bead["id"].split("@")[0], bead) for bead in beads[number::reviewers][:50]]
        share = [(segment, f"{bead['id']} {bead['status']}") for segment, bead in own]
        targets.append((review, (load, f"reviewer-{number + 1}", share)))
    targets += [(find, (load,))] * finders
    targets += [(dawdle, (load, number)) for number in range(slow)]
    threads = [threading.Thread(target=target, args=args) for target, args in targets]
    for thread in threads:
        thread.start()
    said = back_up(load, corpus, journal)
    for thread in threads:
        thread.join()
    print_figures(load, f"{reviewers} reviewers, {slow} slow clients, {finders} finders")
    print(said)
