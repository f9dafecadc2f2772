"""Reviewers at work for some minutes, among slow clients and finders: `serve.py --minutes`."""

from __future__ import annotations

import http.client
import json
import random
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

from baikonur_align.operating.backup import backup, restore
from baikonur_align.operating.verify import verify
from baikonur_align.workbench import Workbench

PAUSE = 4.0
"""Seconds between two edits of a reviewer, on average."""

POLL = 2.0
"""Seconds between two polls of a window."""

SAMPLE = 5.0
"""Seconds between two looks at the server's memory."""


@dataclass
class Load:
    """What is measured. Times are seconds, memory bytes."""

    port: int
    pair: str
    until: float
    edits: list[float] = field(default_factory=list)
    polls: list[float] = field(default_factory=list)
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
    """Confirm and reset one's own beads, and ask for news as the page does."""
    link = http.client.HTTPConnection("127.0.0.1", load.port, timeout=60)
    own, version, next_edit = dict(beads), 0, time.monotonic() + random.uniform(0, 2 * PAUSE)  # noqa: S311
    while load.going():
        time.sleep(random.uniform(0, 2 * min(POLL, PAUSE)))  # noqa: S311
        try:
            if time.monotonic() >= next_edit:
                next_edit += random.uniform(0, 2 * PAUSE)  # noqa: S311
                version = edit(load, link, name, own, version)
            else:
                place = {"window": name, "segment": next(iter(own)), "since": version}
                path = f"/api/pairs/{load.pair}/here"
                status, said, seconds = load.ask(link, path, place | {"reviewer": name})
                load.polls.append(seconds)
                if status == http.client.OK:
                    version = said["version"]
                else:
                    load.errors[f"poll {status}"] += 1
        except (OSError, http.client.HTTPException) as error:
            load.errors[type(error).__name__] += 1
            link.close()


def edit(
    load: Load, link: http.client.HTTPConnection, name: str, own: dict[str, str], version: int
) -> int:
    """Confirm one of the reviewer's beads, or reset it; the version that is known then."""
    segment = random.choice(list(own))  # noqa: S311
    bead, _, status = own[segment].partition(" ")
    verb = "confirm" if status == "auto" else "reset"
    body = {"verb": verb, "beads": [bead], "reviewer": name, "version": version}
    code, said, seconds = load.ask(link, f"/api/pairs/{load.pair}/edits", body)
    load.edits.append(seconds)
    if code != http.client.OK:
        load.errors[f"edit {code}"] += 1
        return version
    load.told.append(said["made"])
    (made,) = next(edit for edit in said["edits"] if edit["version"] == said["made"])["added"]
    own[segment] = f"{made['id']} {made['status']}"
    return int(said["version"])


def find(load: Load) -> None:
    """Search the whole pair with expressions, one search after the other."""
    link = http.client.HTTPConnection("127.0.0.1", load.port, timeout=60)
    while load.going():
        body = {"find": r"(\w+ )*side, of (\w+)", "regular": True, "replacement": r"\2"}
        try:
            status, _, _ = load.ask(link, f"/api/pairs/{load.pair}/find", body)
            load.searches[status] += 1
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
    """Back up during the load, restore elsewhere, verify and serve; what came of it."""
    time.sleep(max(0, (load.until - time.monotonic()) / 2))
    before = set(load.told)
    with tempfile.TemporaryDirectory() as name:
        file, restored = Path(name) / "backup.tar.gz", Path(name) / "restored"
        bench = Workbench(corpus, journal)
        begun = time.perf_counter()
        contents = backup(bench.corpus, bench.database, file)
        took = time.perf_counter() - begun
        bench.close()
        restore(file, restored)
        bench = Workbench(restored)
        found = [str(one) for one in verify(bench.corpus, bench.database, bench.journal)]
        missing = before - {version for version, _ in bench.review.edits(load.pair)}
        bench.close()
        served = serves(restored, load.pair)
    return (
        f"a backup in {took:.1f} s: {contents.edits} edits, {len(missing)} of {len(before)} "
        f"acknowledged before it missing; verify: {len(found)} findings; served: version {served}"
    )


def serves(corpus: Path, pair: str) -> int:
    """Serve a corpus; the version of the pair that the server answers."""
    command = [sys.executable, "-u", "-m", "baikonur_align", "serve", str(corpus), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
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


def print_figures(load: Load, name: str) -> None:
    """Print what was measured so far."""
    flat = load.memory[len(load.memory) // 5 :]
    print(f"{name}: edits {percentiles(load.edits)}; polls {percentiles(load.polls)}")
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
