"""Faults while reviewers edit: no acknowledged edit may be lost, no wrong journal be written to.

    python bench/faults.py [--rounds 200] [--seed 1] [--minutes 10] [--add figures.jsonl]

Reviewers confirm and reset beads over HTTP all the time; an edit whose answer was lost is sent
again with its key. Each round causes one fault at a random moment, and repairs it as
docs/operate.md says. At the end what was acknowledged is compared with the journal. Rounds end
after `--minutes`, too; with `--add` the figures of several runs are kept in a file and added up.

- kill, stop: the server gets SIGKILL or SIGTERM, and is started again;
- swap, delete: the journal's file is replaced by an older copy, or deleted, under the server;
- swapped log: the server is killed, the journal's file is swapped, and its log stays;
- old start, lost start: the server is started on an older journal, or on none;
- lock: another process holds the journal's write lock for some seconds;
- full: the disk is full (needs the right to mount a tmpfs; left out otherwise);
- worker: the process that makes a pair of texts is killed;
- publish: a publication is killed while it runs;
- backup: a backup is killed; another is made, restored elsewhere and verified;
- restore: a restoration is killed, which may leave nothing half done, and made again.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from serve import PAIR, make_pair

from baikonur_align.journal import JournalMismatch
from baikonur_align.journal.jobs import GAVE_UP
from baikonur_align.model import Problem
from baikonur_align.operating.backup import backup, restore
from baikonur_align.operating.verify import verify
from baikonur_align.web import CannotServe, serve
from baikonur_align.workbench import JOURNAL, Workbench

REVIEWERS = 3
BEADS = 300
PAUSE = 0.02
JOB_SECONDS = 90
"""How long the last jobs may take; what is unfinished then is told, and is no error."""

DISK = 96 * 2**20
"""Bytes of the file system that is filled."""

PROCESSES: Any = multiprocessing.get_context("forkserver")
"""Children of a process that has imported the program already: a start takes little time."""

Json = dict[str, Any]


def run_server(root: Path, there: Any) -> None:
    """Serve, in a process of its own; the address is sent to `there`."""
    os.environ["BAIKONUR_ALIGN_ENCODER"] = "none"
    with suppress(CannotServe, JournalMismatch):
        serve(Workbench(root), "127.0.0.1", 0, ready=there.send)


def run_publish(root: Path) -> None:
    """Publish the pair, in a process of its own."""
    bench = Workbench(root)
    bench.review.publish(PAIR)
    bench.close()


def run_intruder(root: Path) -> None:
    """Open the journal, as a worker or a command does while another file is at its place."""
    with suppress(JournalMismatch):
        Workbench(root).close()


def run_backup(root: Path, file: Path) -> None:
    """Back up, in a process of its own."""
    bench = Workbench(root)
    backup(bench.corpus, bench.database, file)
    bench.close()


class Run:
    """A corpus, its server, and the edits that were acknowledged."""

    def __init__(self, root: Path, disk: Path | None) -> None:
        self.root, self.disk = root, disk
        self.acknowledged: dict[int, str] = {}
        self.refused = Counter[int]()
        self.jobs: list[int] = []
        self.unfinished = self.given_up = 0
        self.wrong: list[str] = []
        self.expect_refusal = False
        self.latest = 0
        self.start()

    def start(self) -> None:
        """Start the server and wait for its address."""
        here, there = PROCESSES.Pipe(duplex=False)
        self.server = PROCESSES.Process(target=run_server, args=(self.root, there))
        self.server.start()
        there.close()
        self.port = int(here.recv().split("http://127.0.0.1:")[1].split()[0])

    def end(self, how: signal.Signals) -> None:
        """End the server by a signal, if it runs."""
        with suppress(ProcessLookupError):
            os.kill(self.server.pid, how)
        self.server.join(60)
        assert self.server.exitcode is not None, "the server did not end"

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Json]:
        """Return status and JSON of one request."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)) as link:
            sent = None if body is None else json.dumps(body)
            link.request(method, path, sent, {"Content-Type": "application/json"})
            answer = link.getresponse()
            return answer.status, json.loads(answer.read())

    def ask_again(self, path: str, body: object, until: threading.Event) -> tuple[int, Json]:
        """Post until there is an answer."""
        while not until.is_set():
            with suppress(OSError, http.client.HTTPException, ValueError):
                return self.ask("POST", path, body)
            time.sleep(0.1)
        return 0, {}

    def review(self, number: int, until: threading.Event) -> None:
        """Confirm and reset random beads of one's own until told to stop."""
        name, known = f"reviewer-{number}", dict[str, tuple[str, str]]()
        while not until.is_set():
            if not known:
                known = self._beads(number)
                time.sleep(PAUSE if known else 0.1)
                continue
            segment = random.choice(list(known))  # noqa: S311
            bead, status = known[segment]
            verb = "confirm" if status == "auto" else "reset"
            key = f"{random.getrandbits(64):x}"
            body = {"verb": verb, "beads": [bead], "reviewer": name, "key": key}
            expected = self.expect_refusal
            code, said = self.ask_again(f"/api/pairs/{PAIR}/edits", body, until)
            if code != http.client.OK:
                self.refused[code] += bool(code)
                known = {}
                continue
            if expected and self.expect_refusal and said["made"] > self.latest:  # not sent again
                self.wrong.append(f"version {said['made']} went into a wrong journal")
            self.acknowledged[said["made"]] = name
            own = next(edit for edit in said["edits"] if edit["version"] == said["made"])
            known[segment] = own["added"][0]["id"], own["added"][0]["status"]
            time.sleep(PAUSE)

    def _beads(self, number: int) -> dict[str, tuple[str, str]]:
        """Return id and status of the reviewer's beads, by segment; none if there is no answer."""
        try:
            code, said = self.ask("GET", f"/api/pairs/{PAIR}")
        except (OSError, http.client.HTTPException, ValueError):
            return {}
        if code != http.client.OK:
            self.refused[code] += 1
            return {}
        own = said["beads"][number::REVIEWERS]
        return {bead["id"].split("@")[0]: (bead["id"], bead["status"]) for bead in own}

    def wait_for_an_edit(self) -> None:
        """Wait until an edit is acknowledged that was begun from now on."""
        before = max(self.acknowledged, default=0) + REVIEWERS  # some may be on their way
        while max(self.acknowledged, default=0) <= before:
            time.sleep(0.05)

    def lost(self) -> list[str]:
        """Return what was acknowledged and is not in the journal, and what `verify` finds."""
        bench = Workbench(self.root)
        kept = {version: edit.reviewer for version, edit in bench.review.edits(PAIR)}
        out = [f"version {v} lost" for v, who in self.acknowledged.items() if kept.get(v) != who]
        out += [str(found) for found in verify(bench.corpus, bench.database, bench.journal)]
        bench.close()
        return out


def soon(least: float, most: float) -> None:
    """Wait for a random time, in seconds."""
    time.sleep(random.uniform(least, most))  # noqa: S311


def run_killed(target: Callable[..., object], *args: object) -> None:
    """Run a function in a process, and kill it at a random moment if it still runs."""
    process = PROCESSES.Process(target=target, args=args)
    process.start()
    process.join(random.uniform(0.05, 0.8))  # noqa: S311
    process.kill()
    process.join()


def run_apart(target: Callable[..., object], *args: object) -> None:
    """Run a function in a process to its end."""
    process = PROCESSES.Process(target=target, args=args)
    process.start()
    process.join()


def restarted(run: Run, _folder: Path, kind: str) -> None:
    """End the server, and start it again."""
    run.end(signal.SIGKILL if kind == "kill" else signal.SIGTERM)
    run.start()


def wrong_journal(run: Run, _folder: Path, kind: str) -> None:
    """Put another journal in place, or none, under the server or before its start."""
    journal, folder = run.root / JOURNAL, run.root.parent  # the same file system
    aside, older = folder / "aside", folder / "older"
    at_start, copied = kind.endswith("start"), kind in ("swap", "old start")
    if copied:
        copy_journal(journal, older)
        run.wait_for_an_edit()  # else it is no older one
    if at_start:
        run_publish(run.root)
        run.end(signal.SIGTERM)
    aside.mkdir()
    for file in run.root.glob(f"{JOURNAL}*") if at_start else [journal]:
        file.rename(aside / file.name)
    if copied:
        shutil.copy(older, journal)
    if at_start:
        with suppress(EOFError):  # refused, where the corpus names its journal
            run.start()
    else:
        run_apart(run_intruder, run.root)  # and requests that were begun before come to an end
    run.latest = max(run.acknowledged, default=0)
    run.expect_refusal = True
    time.sleep(0.7)
    run.expect_refusal = False
    run.end(signal.SIGKILL)
    for file in run.root.glob(f"{JOURNAL}*") if at_start else [journal]:
        file.unlink(missing_ok=True)
    for file in aside.iterdir():
        file.rename(run.root / file.name)
    aside.rmdir()
    older.unlink(missing_ok=True)
    run.start()


def swapped_log(run: Run, _folder: Path, _kind: str) -> None:
    """Kill the server, put an older copy of its journal beside the log; a start is refused."""
    journal, folder = run.root / JOURNAL, run.root.parent
    aside, older = folder / "aside", folder / "older"
    copy_journal(journal, older)
    run.wait_for_an_edit()
    run.end(signal.SIGKILL)
    log = Path(f"{journal}-wal")
    beside = log.exists() and log.stat().st_size > 0  # a kill soon after a start: there is no log
    journal.rename(aside)
    older.rename(journal)
    if beside:
        with suppress(EOFError):
            run.start()
            run.wrong.append("a server started with the log of another journal")
            run.end(signal.SIGKILL)
        run_apart(run_intruder, run.root)
    journal.unlink()
    aside.rename(journal)
    run.start()


def copy_journal(journal: Path, to: Path) -> None:
    """Copy a journal as it is now, while the server works on it."""
    with closing(sqlite3.connect(journal)) as old, closing(sqlite3.connect(to)) as new:
        old.backup(new)


def locked(run: Run, _folder: Path, _kind: str) -> None:
    """Hold the write lock; now and then for longer than writers wait."""
    with closing(sqlite3.connect(run.root / JOURNAL, isolation_level=None)) as db:
        db.execute("PRAGMA busy_timeout = 10000")
        db.execute("BEGIN IMMEDIATE")
        time.sleep(random.choice([0.3, 0.6, 1.0, 6.0]))  # noqa: S311
        db.execute("ROLLBACK")


def full(run: Run, folder: Path, _kind: str) -> None:
    """Fill the disk; publish and back up in that state; make room."""
    assert run.disk
    filling = run.disk / "filling"
    with suppress(OSError), filling.open("wb", buffering=0) as file:
        while file.write(b"\0" * 2**16):
            pass
    soon(0.2, 0.6)
    bench = Workbench(run.root)
    with suppress(Problem):
        bench.review.publish(PAIR)
        run.wrong.append("a full disk was published to")
    with suppress(Problem):
        backup(bench.corpus, bench.database, run.disk / "backup.tar.gz")
        run.wrong.append("a full disk was backed up to")
    bench.close()
    filling.unlink()
    (folder / "backup.tar.gz").unlink(missing_ok=True)


def worker(run: Run, _folder: Path, _kind: str) -> None:
    """Order a pair, and kill the process that makes it."""
    name = f"made-{len(run.jobs)}"
    text = "\n".join(f"Sentence {n} of the text." for n in range(200))
    body = {"source": text, "target": text, "source_lang": "kk", "target_lang": "en"}
    body |= {"kind": "translation", "name": name}
    code, said = run.ask_again("/api/jobs", body, threading.Event())
    if code != http.client.ACCEPTED:  # its text was not read in time, on a busy machine
        run.refused[code] += 1
        return
    run.jobs.append(said["id"])
    soon(0.3, 3)
    children = Path(f"/proc/{run.server.pid}/task").glob("*/children")
    for child in (int(pid) for file in children for pid in file.read_text().split()):
        if b"run_jobs" in Path(f"/proc/{child}/cmdline").read_bytes():
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


def published(run: Run, _folder: Path, _kind: str) -> None:
    """Kill a publication."""
    run_killed(run_publish, run.root)


def backed_up(run: Run, folder: Path, kind: str) -> None:
    """Back up and restore, one of them killed and done again; compare and verify."""
    file, restored = folder / "backup.tar.gz", folder / "restored"
    if kind == "backup":
        run_killed(run_backup, run.root, file)
    before = dict(run.acknowledged)
    run_backup(run.root, file)
    if kind == "restore":
        run_killed(restore, file, restored)
        if restored.exists():
            check_restored(run, restored, before)
        shutil.rmtree(restored, ignore_errors=True)
    restore(file, restored)
    check_restored(run, restored, before)
    shutil.rmtree(restored)
    for left in folder.glob(".*-*"):
        shutil.rmtree(left)


def check_restored(run: Run, folder: Path, before: dict[int, str]) -> None:
    """Note what a restored corpus lacks, and what is wrong with it."""
    bench = Workbench(folder)
    kept = {version for version, _ in bench.review.edits(PAIR)}
    run.wrong += [f"version {v} is not in the backup" for v in before.keys() - kept]
    run.wrong += [str(found) for found in verify(bench.corpus, bench.database, bench.journal)]
    bench.close()


FAULTS: dict[str, Callable[[Run, Path, str], None]] = {
    "kill": restarted,
    "stop": restarted,
    "swap": wrong_journal,
    "delete": wrong_journal,
    "swapped log": swapped_log,
    "old start": wrong_journal,
    "lost start": wrong_journal,
    "lock": locked,
    "full": full,
    "worker": worker,
    "publish": published,
    "backup": backed_up,
    "restore": backed_up,
}


def wait_for_jobs(run: Run) -> None:
    """Note the jobs that fail though they were tried again; wait for the others for some time."""
    until, said = time.monotonic() + JOB_SECONDS, Json()
    for number in run.jobs:
        while True:
            said = run.ask("GET", f"/api/jobs/{number}")[1]
            if said["state"] not in ("waiting", "running") or time.monotonic() > until:
                break
            time.sleep(0.2)
        if said["state"] in ("waiting", "running"):
            run.unfinished += 1
        elif said["problem"] == GAVE_UP:  # as it should be
            run.given_up += 1
        elif said["state"] != "done":
            run.wrong.append(f"job {number}: {said['state']} {said['problem']}")


def rounds(run: Run, folder: Path, count: int, until: float) -> Counter[str]:
    """Cause faults while reviewers edit, `count` or until a time; how many of each kind."""
    kinds = [kind for kind in FAULTS if kind != "full" or run.disk]
    stop, done = threading.Event(), Counter[str]()
    threads = [threading.Thread(target=run.review, args=(n, stop)) for n in range(REVIEWERS)]
    for thread in threads:
        thread.start()
    try:
        for number in range(count):
            soon(0.1, 0.6)
            if number % len(kinds) == 0:
                random.shuffle(kinds)
            kind = kinds[number % len(kinds)]
            print(f"{time.strftime('%X')} {number + 1} {kind}", file=sys.stderr, flush=True)
            FAULTS[kind](run, folder, kind)
            done[kind] += 1
            if time.monotonic() > until:
                break
        wait_for_jobs(run)
    except Exception as error:  # noqa: BLE001  (what was acknowledged is compared all the same)
        run.wrong.append(f"after {sum(done.values())} rounds: {type(error).__name__} {error}")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        run.end(signal.SIGTERM)
    return done


@dataclass
class Figures:
    """What one run showed."""

    faults: dict[str, int]
    acknowledged: int
    refused: dict[str, int]
    unfinished_jobs: int
    given_up_jobs: int
    lost: list[str]
    wrong: list[str]


def added(runs: list[Figures]) -> Figures:
    """Return the figures of several runs together."""
    faults, refused = Counter[str](), Counter[str]()
    for one in runs:
        faults.update(one.faults)
        refused.update(one.refused)
    return Figures(
        dict(sorted(faults.items())),
        sum(one.acknowledged for one in runs),
        dict(sorted(refused.items())),
        sum(one.unfinished_jobs for one in runs),
        sum(one.given_up_jobs for one in runs),
        [text for one in runs for text in one.lost],
        [text for one in runs for text in one.wrong],
    )


def print_figures(name: str, figures: Figures) -> None:
    """Print the figures of a run, or of several."""
    print(f"{name}: {sum(figures.faults.values())} faults: {figures.faults}")
    print(f"{figures.acknowledged} edits acknowledged, refused by status: {figures.refused}")
    print(
        f"lost: {len(figures.lost)}; wrong journals, backups or jobs: {len(figures.wrong)}; jobs "
        f"unfinished: {figures.unfinished_jobs}, killed too often: {figures.given_up_jobs}"
    )
    for problem in [*figures.lost, *figures.wrong][:20]:
        print(f"  {problem}")


def keep(figures: Figures, file: Path) -> list[Figures]:
    """Add a run to a file of runs; all that are in it."""
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(asdict(figures)) + "\n")
    return [Figures(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def mounted(folder: Path) -> bool:
    """Mount a small file system at `folder`; False where that is not allowed."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    return (
        shutil.which("mount") is not None and subprocess.run(command, check=False).returncode == 0
    )


def measured(count: int, until: float) -> Figures:
    """Make a corpus, cause the faults, and compare."""
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as elsewhere:
        disk = Path(name) if mounted(Path(name)) else None
        try:
            bench = Workbench(Path(name) / "corpus")
            bench.corpus.write(make_pair(BEADS))
            bench.close()
            run = Run(Path(name) / "corpus", disk)
            done = rounds(run, Path(elsewhere), count, until)
            lost = run.lost()
        finally:
            if disk:
                subprocess.run(["umount", "-l", str(disk)], check=True)
    refused = {str(status): number for status, number in run.refused.items()}
    jobs = run.unfinished, run.given_up
    return Figures(dict(done), len(run.acknowledged), refused, *jobs, lost, run.wrong)


def main() -> None:
    """Run the rounds and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--minutes", type=float, default=60, help="no round begins after that")
    options.add_argument("--add", type=Path, metavar="FILE", help="keep and add up several runs")
    given = options.parse_args()
    random.seed(given.seed)
    PROCESSES.set_forkserver_preload(["faults"])
    figures = measured(given.rounds, time.monotonic() + 60 * given.minutes)
    print_figures(f"seed {given.seed}", figures)
    if given.add:
        runs = keep(figures, given.add)
        print_figures(f"{len(runs)} runs together", added(runs))
    sys.exit(bool(figures.lost or figures.wrong))


if __name__ == "__main__":
    main()
