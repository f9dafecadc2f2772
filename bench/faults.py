"""Faults while reviewers edit: no acknowledged edit may be lost, no wrong journal be written to.

    python bench/faults.py [--rounds 200] [--seed 1]

Each round starts a server, lets reviewers confirm and reset beads, causes one fault at a random
moment, and compares what was acknowledged with the journal afterwards:

- kill: the server is killed (SIGKILL) and started again;
- stop: it is ended by SIGTERM;
- swap: the journal's file is replaced by an older copy; edits must be refused until it is back;
- delete: the journal's file is deleted; the same;
- lock: another process holds the journal's write lock for some seconds;
- publish: `publish` is killed while it runs;
- backup: a backup is made, restored elsewhere and verified;
- broken backup: `backup` is killed while it runs, then made again.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from serve import PAIR, make_pair

from baikonur_align.operating.verify import verify
from baikonur_align.workbench import JOURNAL, Workbench

REVIEWERS = 3
BEADS = 300
PROGRAM = [sys.executable, "-m", "baikonur_align"]


class Run:
    """A corpus, its server, and the edits that were acknowledged."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.acknowledged: dict[int, str] = {}
        self.refused = Counter[int]()
        self.expect_refusal = False
        self.wrong: list[str] = []
        self.start()

    def start(self) -> None:
        """Start the server and wait for its address."""
        command = [*PROGRAM, "serve", str(self.root), "--port", "0"]
        self.server = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.server.stdout
        found = re.search(r":(\d+)", self.server.stdout.readline())
        assert found, "the server did not start"
        self.port = int(found[1])

    def end(self, how: signal.Signals) -> None:
        """End the server by a signal."""
        self.server.send_signal(how)
        self.server.wait(60)

    def review(self, name: str, until: threading.Event) -> None:
        """Confirm and reset random beads until told to stop."""
        while not until.is_set():
            try:
                self._edit(name)
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.05)  # the server is gone at the moment

    def _edit(self, name: str) -> None:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json"}
        link.request("GET", f"/api/pairs/{PAIR}", headers=headers)
        opened = link.getresponse()
        if opened.status != http.client.OK:
            self.refused[opened.status] += 1
            raise ConnectionError(opened.read())
        bead = random.choice(json.loads(opened.read())["beads"])  # noqa: S311
        verb = "confirm" if bead["status"] == "auto" else "reset"
        body = {"verb": verb, "beads": [bead["id"]], "reviewer": name}
        expected = self.expect_refusal
        link.request("POST", f"/api/pairs/{PAIR}/edits", json.dumps(body), headers)
        answer = link.getresponse()
        said = json.loads(answer.read())
        link.close()
        if answer.status == http.client.OK:
            if expected and self.expect_refusal:
                self.wrong.append(f"version {said['made']} went into a wrong journal")
            self.acknowledged[said["made"]] = name
        else:
            self.refused[answer.status] += 1

    def lost(self) -> list[str]:
        """Return what was acknowledged and is not in the journal, and what `verify` finds."""
        bench = Workbench(self.root)
        kept = {version: edit.reviewer for version, edit in bench.review.edits(PAIR)}
        out = [
            f"version {version} lost"
            for version, who in self.acknowledged.items()
            if kept.get(version) != who
        ]
        out += [str(found) for found in verify(bench.corpus, bench.database, bench.journal)]
        bench.close()
        return out


def run_killed(command: list[str], after: float) -> None:
    """Run a command and kill it after some seconds, if it still runs."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    process.kill()
    process.wait()


def fault(run: Run, kind: str, folder: Path) -> None:
    """Cause one fault and repair it as docs/operate.md says."""
    journal = run.root / JOURNAL
    if kind in ("kill", "stop"):
        run.end(signal.SIGKILL if kind == "kill" else signal.SIGTERM)
        run.start()
    elif kind in ("swap", "delete"):
        aside = folder / "aside.sqlite"
        older = folder / "older.sqlite"
        if kind == "swap":
            shutil.copy(journal, older)
        journal.rename(aside)
        if kind == "swap":
            shutil.copy(older, journal)
        time.sleep(0.3)  # requests that were begun before
        run.expect_refusal = True
        time.sleep(1)
        run.expect_refusal = False
        run.end(signal.SIGKILL)
        journal.unlink(missing_ok=True)
        aside.rename(journal)
        run.start()
    elif kind == "lock":
        with sqlite3.connect(journal, isolation_level=None) as connection:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(random.uniform(1, 7))  # noqa: S311
            connection.execute("ROLLBACK")
        connection.close()
    elif kind == "publish":
        run_killed([*PROGRAM, "publish", "--corpus", str(run.root)], random.uniform(0.5, 3))  # noqa: S311
    else:
        file, restored = folder / "backup.tar.gz", folder / "restored"
        command = [*PROGRAM, "backup", str(run.root), "-o", str(file)]
        if kind == "broken backup":
            run_killed(command, random.uniform(0.5, 3))  # noqa: S311
        before = dict(run.acknowledged)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(restored, ignore_errors=True)
        for args in (["restore", str(file), str(restored)], ["verify", str(restored)]):
            subprocess.run([*PROGRAM, *args], check=True, stdout=subprocess.DEVNULL)
        bench = Workbench(restored)
        kept = {version for version, _ in bench.review.edits(PAIR)}
        bench.close()
        run.wrong += [f"version {version} is not in the backup" for version in before.keys() - kept]


KINDS = ["kill", "stop", "swap", "delete", "lock", "publish", "backup", "broken backup"]


def main() -> None:
    """Run the rounds and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    random.seed(given.seed)
    done = Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench = Workbench(folder / "corpus")
        bench.corpus.write(make_pair(BEADS))
        bench.close()
        run = Run(folder / "corpus")
        stop = threading.Event()
        threads = [
            threading.Thread(target=run.review, args=(f"reviewer-{number}", stop))
            for number in range(REVIEWERS)
        ]
        for thread in threads:
            thread.start()
        try:
            for number in range(given.rounds):
                time.sleep(random.uniform(0.1, 1.0))  # noqa: S311
                kind = KINDS[number % len(KINDS)]
                fault(run, kind, folder)
                done[kind] += 1
        finally:
            stop.set()
            for thread in threads:
                thread.join()
            run.end(signal.SIGTERM)
        lost = run.lost()
        print(f"{sum(done.values())} faults: {dict(done)}")
        print(f"{len(run.acknowledged)} edits acknowledged, refused by status: {dict(run.refused)}")
        print(f"lost: {len(lost)}; into a wrong journal or not in a backup: {len(run.wrong)}")
        for problem in [*lost, *run.wrong][:20]:
            print(f"  {problem}")
        sys.exit(bool(lost or run.wrong))


if __name__ == "__main__":
    main()
