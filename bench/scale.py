"""What grows with a corpus: the server's and the commands' costs at 100 to 10,000 pairs.

    python bench/scale.py [--pairs 100 1000 10000] [--beads 100] [--keep FOLDER] [--export]

Makes a corpus of N pairs (once, if a folder to keep them is named), starts the server on it twice
and measures: until the server answers, the list of pairs, opening a pair, an edit, publishing a
pair, the concordance, and the server's memory. `add` of two short texts is measured against the
same in an empty corpus. Each corpus has two rows: seconds as the client waits for them, and
processor seconds of the server or command, which other work on the machine changes less.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from itertools import repeat
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

from baikonur_align import tei
from baikonur_align.model import Bead, BlockKind, Change, Pair, Segment, Side

WORDS = {
    "kk": "қала ғарыш айлағы адам жыл жер су тау халық тіл мектеп кітап жол үй күн түн қыс жаз "
    "егін мал нан сөз ой ел заң сот банк ақша зауыт дала өзен көл теңіз аспан жұлдыз бала ана әке",
    "en": "city space port people year land water mountain nation language school book road house "
    "day night winter summer grain cattle bread word thought country law court bank money plant "
    "steppe river lake sea sky star child mother father",
}
LENGTH = 9
"""Words in a sentence, on average."""

REPEATS = 5
"""Requests of which the median is given."""

PATIENCE = 1800
"""Most seconds of one request, and until the concordance is ready."""


@dataclass
class Costs:
    """One row of the table; seconds by one clock, and megabytes where the name says so."""

    pairs: int
    clock: str
    first_start: float = 0.0
    start: float = 0.0
    list: float = 0.0
    list_mb: float = 0.0
    open: float = 0.0
    edit: float = 0.0
    publish: float = 0.0
    add_more: float = 0.0
    opened_mb: float = 0.0
    indexed: float = 0.0
    concordance: float = 0.0
    indexed_mb: float = 0.0
    export: float = 0.0
    export_mb: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--beads", type=int, default=100)
    parser.add_argument("--keep", type=Path, help="Where made corpora are kept for the next run.")
    parser.add_argument("--corpus", type=Path, help="Measure this one, in place; it is changed.")
    parser.add_argument("--no-search", action="store_true", help="Leave the concordance out.")
    parser.add_argument("--export", action="store_true", help="Also export all pairs as TMX.")
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {args.beads} beads a pair")
    print("\t".join(field.name for field in fields(Costs)))
    if args.corpus:
        pairs = len(list(args.corpus.glob("*.xml")))
        show(measure(args.corpus, pairs, search=not args.no_search, export=args.export))
        return
    with TemporaryDirectory() as folder:
        for pairs in args.pairs:
            corpus = Path(folder) / f"corpus-{pairs}"
            made = (args.keep or Path(folder)) / f"made-{pairs}-{args.beads}"
            make(made, pairs, args.beads)
            shutil.copytree(made, corpus, copy_function=os.link)
            show(measure(corpus, pairs, search=not args.no_search, export=args.export))
            shutil.rmtree(corpus)


def show(rows: Iterable[Costs]) -> None:
    """Print a row of the table by each clock."""
    for costs in rows:
        number, clock, *figures = astuple(costs)
        print(number, clock, *(f"{figure:.3g}" for figure in figures), sep="\t", flush=True)


def make(folder: Path, pairs: int, beads: int) -> None:
    """Write the TEI files of the pairs with the project's writer, unless they are there."""
    if folder.exists():
        return
    part = Path(f"{folder}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    with ProcessPoolExecutor() as pool:
        for _ in pool.map(write, repeat(part), range(pairs), repeat(beads), chunksize=20):
            pass
    part.rename(folder)


def write(folder: Path, number: int, beads: int) -> None:
    """Write one pair of made-up sentences; every fifth bead is confirmed."""
    chance = random.Random(number)  # noqa: S311  (made-up words)
    words = {lang: text.split() for lang, text in WORDS.items()}

    def sentence(lang: str, place: int) -> Segment:
        chosen = chance.choices(words[lang], k=chance.randint(LENGTH - 4, LENGTH + 4))
        text = f"{' '.join(chosen)} {chance.randrange(100_000)}."
        return Segment(f"{lang}.{place}", text, (place - 1) // 5)

    rows = tuple(
        Bead(
            (sentence("kk", place),),
            (sentence("en", place),),
            status="confirmed" if place % 5 == 0 else "auto",
            confidence=round(chance.random(), 2),
            resp="reviewer" if place % 5 == 0 else "",
        )
        for place in range(1, beads + 1)
    )
    paragraph: BlockKind = "paragraph"
    blocks = (paragraph,) * (beads // 5 + 1)
    kk, en = (
        Side(lang, f"Text {number} in {lang}", f"{number:05}.{lang}.txt", sha, blocks)
        for lang, sha in (("kk", f"{number:064x}"), ("en", f"{number + 2**40:064x}"))
    )
    built = Change("baikonur-align", f"2026-01-01T{number // 3600 % 24:02}:00:00Z", "built")
    pair = Pair(f"{number:05}.kk-en", "translation", kk, en, rows, changes=(built,))
    (folder / f"{pair.id}.xml").write_bytes(tei.dumps(pair))


def measure(corpus: Path, pairs: int, *, search: bool, export: bool) -> tuple[Costs, Costs]:
    """Return the costs of one corpus, whose journal is made at the first start: by both clocks."""
    told = Costs(pairs, "wall"), Costs(pairs, "processor")
    with serving(corpus) as (server, port):
        server.note(told, "first_start", lambda _: ask(port, LIST), 1, start=True)
    with serving(corpus) as (server, port):
        server.note(told, "start", lambda _: ask(port, "/api/session"), 1, start=True)
        server.note(told, "list", lambda _: ask(port, LIST))
        server.note(told, "open", lambda n: ask(port, f"/api/pairs/{name(n)}?near="))
        server.note(told, "edit", lambda n: confirm(port, name(n)))
        server.note(told, "publish", lambda n: ask(port, f"/api/pairs/{name(n)}/publish", {}))
        listed, opened = len(ask(port, LIST)) / 1e6, server.memory("VmRSS")
        if search:
            server.note(told, "indexed", lambda _: until_ready(port), 1)
            server.note(told, "concordance", lambda _: ask(port, SEARCH))
        indexed = server.memory("VmRSS")
    differences = [added(corpus, number) for number in range(REPEATS)]
    more = [median(clock) for clock in zip(*differences, strict=True)]
    exported = 0.0
    if export:
        with serving(corpus) as (server, port):
            server.note(told, "export", lambda _: ask(port, "/export/all.tmx"), 1)
            exported = server.memory("VmHWM")
    for costs, extra in zip(told, more, strict=True):
        costs.list_mb, costs.opened_mb, costs.indexed_mb = listed, opened, indexed
        costs.add_more, costs.export_mb = extra, exported
    return told


LIST = "/api/pairs?limit=200"
"""What the first page asks for."""

SEARCH = f"/api/concordance?q={quote('қала теңіз')}&lang=kk"


def name(number: int) -> str:
    """Return the id of one of the pairs that are opened and edited."""
    return f"{number * 7:05}.kk-en"


@dataclass
class Server:
    """A server process, and when it was started."""

    process: subprocess.Popen[str]
    began: float

    def note(
        self,
        told: tuple[Costs, Costs],
        field: str,
        act: Callable[[int], object],
        times: int = REPEATS,
        *,
        start: bool = False,
    ) -> None:
        """Note the median of some runs of `act`, by the clock and in the server's processor time.

        With `start` both are counted from the start of the process.
        """
        took = []
        for number in range(times):
            begun = (self.began, 0.0) if start else (time.perf_counter(), self.used())
            act(number)
            took.append((time.perf_counter() - begun[0], self.used() - begun[1]))
        for costs, seconds in zip(told, zip(*took, strict=True), strict=True):
            setattr(costs, field, median(seconds))

    def used(self) -> float:
        """Return the processor seconds of the process."""
        values = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, what: str) -> float:
        """Return a line of the process's status in megabytes: VmRSS now, VmHWM at most so far."""
        found = re.search(rf"{what}:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())
        assert found
        return int(found[1]) / 1024


@contextmanager
def serving(corpus: Path) -> Iterator[tuple[Server, int]]:
    """Start a server; yield it and its port."""
    command = [sys.executable, "-u", "-m", "baikonur_align", "serve", str(corpus), "--port", "0"]
    began = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    found = re.search(r":(\d+)", server.stdout.readline())
    assert found
    try:
        yield Server(server, began), int(found[1])
    finally:
        server.terminate()
        server.wait()


def ask(port: int, path: str, body: object = None) -> bytes:
    """Return the answer to a GET, or to a POST of `body`."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as link:
        sent = None if body is None else json.dumps(body)
        link.request("GET" if body is None else "POST", path, sent, JSON)
        answer = link.getresponse()
        size, first = 0, b""
        while part := answer.read(1 << 20):
            size, first = size + len(part), first + (part if size < 32 << 20 else b"")
        assert answer.status == http.client.OK, first
        return first


JSON = {"Content-Type": "application/json"}


def confirm(port: int, pair: str) -> None:
    """Confirm the first bead of a pair as a reviewer does who has its page open."""
    (bead, *_) = json.loads(ask(port, f"/api/pairs/{pair}"))["beads"]
    ask(port, f"/api/pairs/{pair}/edits", {"verb": "confirm", "beads": [bead["id"]]} | WHO)


WHO = {"reviewer": "reviewer-1"}


def until_ready(port: int) -> None:
    """Wait until the concordance has read the corpus."""
    began = time.perf_counter()
    while not json.loads(ask(port, SEARCH))["ready"]:
        assert time.perf_counter() - began < PATIENCE
        time.sleep(0.5)


def added(corpus: Path, number: int) -> tuple[float, float]:
    """Return how many seconds more `add` takes than in an empty corpus, by both clocks."""
    with TemporaryDirectory() as empty:
        one, other = add(corpus, number), add(Path(empty), number)
    return one[0] - other[0], one[1] - other[1]


def add(corpus: Path, number: int) -> tuple[float, float]:
    """Return the seconds of `add` of two texts of three sentences, by both clocks."""
    with TemporaryDirectory() as folder:
        for lang, text in TEXTS.items():
            (Path(folder) / f"new{number}.{lang}.txt").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "baikonur_align", "add"]
        command += [*map(str, sorted(Path(folder).iterdir())), "--corpus", str(corpus)]
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


TEXTS = {
    "kk": "Бұл қала. Мұнда жүз адам тұрады. Су бар.",
    "en": "This is a city. A hundred people live here. There is water.",
}


if __name__ == "__main__":
    main()
