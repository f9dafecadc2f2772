"""How fast the review app answers: a large pair opened, and many reviewers editing it at once.

    python bench/serve.py [--beads 10000] [--reviewers 20] [--edits 30]

Serves a made-up pair in a process of its own and lets each reviewer, a thread here, edit beads of
their own with a short pause after each edit, as fast as anyone clicks. Nothing may be lost: afterwards
the journal is compared with what the server acknowledged.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import quantiles

from baikonur_align.model import Bead, BlockKind, Pair, Segment, Side
from baikonur_align.workbench import Workbench

PAIR = "bench.kk-en"
PAUSE = 0.25  # seconds between a reviewer's edits, on average


def make_pair(beads: int) -> Pair:
    """One sentence to one, in paragraphs of five."""

    def sentence(lang: str, n: int) -> Segment:
        return Segment(f"{lang}.{n}", f"Sentence {n} of the {lang} side, of about the usual length.", n // 5)

    paragraph: BlockKind = "paragraph"
    blocks = (paragraph,) * (beads // 5 + 1)
    rows = tuple(
        Bead((sentence("kk", n),), (sentence("en", n),), confidence=0.9) for n in range(1, beads + 1)
    )
    kk, en = (Side(lang, lang, f"bench.{lang}.txt", "0" * 64, blocks) for lang in ("kk", "en"))
    return Pair(PAIR, "translation", kk, en, rows)


def serve(corpus: Path) -> tuple[subprocess.Popen[str], int]:
    """The server, and the port that it says it listens on."""
    command = [sys.executable, "-u", "-m", "baikonur_align", "serve", str(corpus), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    found = re.search(r":(\d+)", server.stdout.readline())
    assert found
    return server, int(found[1])


def ask(
    link: http.client.HTTPConnection, method: str, path: str, body: object = None
) -> tuple[int, bytes, float]:
    """Status, body and seconds of one request."""
    start = time.perf_counter()
    link.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
    answer = link.getresponse()
    data = answer.read()
    return answer.status, data, time.perf_counter() - start


def review(port: int, name: str, names: list[str], took: list[float], told: list[int]) -> None:
    """Confirm each of the beads `names`; how long each answer took, and the versions it was told."""
    link = http.client.HTTPConnection("127.0.0.1", port)
    for bead in names:
        time.sleep(random.uniform(0, 2 * PAUSE))  # noqa: S311
        edit = {"verb": "confirm", "beads": [bead], "reviewer": name}
        status, data, seconds = ask(link, "POST", f"/api/pairs/{PAIR}/edits", edit)
        assert status == http.client.OK, data
        took.append(seconds)
        told.append(json.loads(data)["made"])


def run(corpus: Path, reviewers: int, edits: int) -> None:
    server, port = serve(corpus)
    try:
        link = http.client.HTTPConnection("127.0.0.1", port)
        _, data, first = ask(link, "GET", f"/api/pairs/{PAIR}")
        _, data, again = ask(link, "GET", f"/api/pairs/{PAIR}")
        names = [bead["id"] for bead in json.loads(data)["beads"]]
        print(
            f"{len(names)} beads, {len(data) / 1e6:.1f} MB: {first:.2f} s from disk, {again:.2f} s once read"
        )
        took: list[float] = []
        told: list[int] = []
        shares = [names[n::reviewers][:edits] for n in range(reviewers)]
        threads = [
            threading.Thread(target=review, args=(port, f"reviewer-{n}", share, took, told))
            for n, share in enumerate(shares, 1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        cuts = quantiles(took, n=100)
        print(
            f"{reviewers} reviewers, {len(took)} edits: median {1000 * cuts[49]:.0f} ms, "
            f"95th percentile {1000 * cuts[94]:.0f} ms, slowest {1000 * max(took):.0f} ms"
        )
    finally:
        server.terminate()
        server.wait()
    bench = Workbench(corpus)
    kept = [version for version, _ in bench.history(PAIR)]
    bench.close()
    assert sorted(told) == kept == list(range(1, sum(map(len, shares)) + 1)), "an edit was lost"
    print("every acknowledged edit is in the journal")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--beads", type=int, default=10_000)
    options.add_argument("--reviewers", type=int, default=20)
    options.add_argument("--edits", type=int, default=30, help="by each reviewer")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Workbench(Path(folder))
        bench.corpus.write(make_pair(given.beads))
        bench.close()
        run(Path(folder), given.reviewers, given.edits)


if __name__ == "__main__":
    main()
