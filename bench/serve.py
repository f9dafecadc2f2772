"""How fast the review app answers: a large pair opened, and many reviewers editing it at once.

    python bench/serve.py [--beads 10000] [--reviewers 20] [--edits 30] [--job] [--window]
    python bench/serve.py --minutes 10 --reviewers 40 [--slow 130 --finders 16] [--journal URL]

Serves a made-up pair in a process of its own and lets each reviewer, a thread here, edit beads of
their own with a short pause after each edit, as fast as anyone clicks. Nothing may be lost:
afterwards the journal is compared with what the server acknowledged. With --window a Chromium (by
Playwright, of the development tools) opens the pair first, twice: how long it takes until its first
rows are shown and until all of the pair is there, and how long each of a reviewer's acts holds up
the page.
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
from statistics import median, quantiles

from load import Load, run_load

from baikonur_align.model import Bead, BlockKind, Pair, Segment, Side
from baikonur_align.workbench import Workbench

PAIR = "bench.kk-en"
WATCHER = "reviewer-0"  # who sits at the window
PAUSE = 0.25  # seconds between a reviewer's edits, on average


def make_pair(beads: int) -> Pair:
    """One sentence to one, in paragraphs of five."""

    def sentence(lang: str, number: int) -> Segment:
        return Segment(
            f"{lang}.{number}",
            f"Sentence {number} of the {lang} side, of about the usual length.",
            number // 5,
        )

    paragraph: BlockKind = "paragraph"
    blocks = (paragraph,) * (beads // 5 + 1)
    rows = tuple(
        Bead((sentence("kk", number),), (sentence("en", number),), confidence=0.9)
        for number in range(1, beads + 1)
    )
    kk, en = (Side(lang, lang, f"bench.{lang}.txt", "0" * 64, blocks) for lang in ("kk", "en"))
    return Pair(PAIR, "translation", kk, en, rows)


def serve(corpus: Path, *options: str) -> tuple[subprocess.Popen[str], int]:
    """The server, and the port that it says it listens on."""
    command = [sys.executable, "-u", "-m", "baikonur_align", "serve", str(corpus), "--port", "0"]
    command += options
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
    link.request(
        method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"}
    )
    answer = link.getresponse()
    data = answer.read()
    return answer.status, data, time.perf_counter() - start


def review(port: int, name: str, names: list[str], took: list[float], told: list[int]) -> None:
    """Confirm the beads `names`; return the time of each answer and the versions in them."""
    link = http.client.HTTPConnection("127.0.0.1", port)
    for bead in names:
        time.sleep(random.uniform(0, 2 * PAUSE))  # noqa: S311
        edit = {"verb": "confirm", "beads": [bead], "reviewer": name}
        status, data, seconds = ask(link, "POST", f"/api/pairs/{PAIR}/edits", edit)
        assert status == http.client.OK, data
        took.append(seconds)
        told.append(json.loads(data)["made"])


WHEN_SHOWN = """
for (const [name, selector] of [["firstRows", ".row .text"], ["whole", "#progress progress"]])
  new MutationObserver((_, watch) => {
    if (!document.querySelector(selector)) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window[name] = performance.now(); }));
  }).observe(document, { childList: true, subtree: true });
window.holdUps = [];
new PerformanceObserver((list) => window.holdUps.push(...list.getEntries()))
  .observe({ entryTypes: ["longtask"] });
"""
"""Records when the first rows are on the screen and when the count of all beads is."""

OPENED = """(path) => {
  const resources = performance.getEntriesByType("resource");
  const answers = resources.filter((entry) => new URL(entry.name).pathname === path);
  const after = window.holdUps.filter((entry) => entry.startTime >= window.firstRows);
  const later = after.map((entry) => entry.duration);
  const { firstRows, whole } = window;
  return { answered: answers[0].responseEnd, firstRows, whole, heldUp: Math.max(0, ...later) };
}"""
"""Milliseconds since the page was requested; the longest task after the first rows."""

ACT = """async ([key, times]) => {
  const took = [];
  for (let n = 0; n < times; n++) {
    const start = performance.now();
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    took.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 100));
  }
  return took;
}"""
"""Presses a key so many times; the milliseconds until the frame after each is drawn."""

SCROLL = """async () => {
  const frames = [];
  let last = performance.now();
  for (let n = 0; n < 120; n++) {
    scrollBy(0, 400);
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
  }
  return frames;
}"""
"""Scrolls 400 pixels a frame; the milliseconds of each."""

ACTS = {
    "next row": "j",
    "confirm": " ",
    "least sure first": "u",
    "next to look at": "n",
    "large map": "g",
}
"""The acts of a reviewer that are measured, and their keys; what is opened is closed again."""


def watch(port: int) -> None:
    """How long the page in a browser takes to show the pair, and to follow keys and scrolling."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(120_000)
        page.add_init_script(WHEN_SHOWN)
        page.add_init_script(f"localStorage.setItem('reviewer', '\"{WATCHER}\"')")
        for known in ("just started", "that has the pair in memory"):
            page.goto(f"http://127.0.0.1:{port}/pairs/{PAIR}")
            page.wait_for_selector("#progress progress")
            page.wait_for_timeout(1000)
            times = page.evaluate(OPENED, f"/api/pairs/{PAIR}")
            print(
                f"of a server {known}: first rows {times['firstRows'] - times['answered']:.0f} ms "
                f"after their response, {times['firstRows']:.0f} ms after the page was asked for; "
                f"all of the pair {times['whole']:.0f} ms after that request, "
                f"the page held up for {times['heldUp']:.0f} ms at most"
            )
        page.wait_for_timeout(1000)
        for name, key in ACTS.items():
            took = page.evaluate(ACT, [key, 1 if key in "ug" else 10])
            print(f"{name}: median {median(took):.0f} ms, slowest {max(took):.0f} ms")
            page.keyboard.press("Escape")
        page.keyboard.press("u")
        page.wait_for_timeout(500)
        frames = page.evaluate(SCROLL)
        print(f"scrolling: a frame in {median(frames):.0f} ms, slowest {max(frames):.0f} ms")
        browser.close()


def translate(link: http.client.HTTPConnection) -> str:
    """Have a long text translated meanwhile; the path of the job, once it is being translated."""
    text = "\n".join(
        f"{number} жылы Байқоңырда {number * 7 % 1000} адам жұмыс істеді."
        for number in range(20_000)
    )
    job = {"source": text, "source_lang": "kk", "kind": "draft", "target_lang": "en", "name": "job"}
    path = f"/api/jobs/{json.loads(ask(link, 'POST', '/api/jobs', job)[1])['id']}"
    while json.loads(ask(link, "GET", path)[1])["step"] != "translate":
        time.sleep(0.2)
    return path


def work(corpus: Path, journal: str | None, given: argparse.Namespace) -> None:
    """Let reviewers work for some minutes, and compare the journal with what was acknowledged."""
    server, port = serve(corpus, *(("--journal", journal) if journal else ()))
    link = http.client.HTTPConnection("127.0.0.1", port)
    beads = json.loads(ask(link, "GET", f"/api/pairs/{PAIR}")[1])["beads"]
    link.close()
    load = Load(port, PAIR, time.monotonic() + 60 * given.minutes)
    others = given.slow, given.finders
    try:
        run_load(load, server.pid, beads, given.reviewers, others, corpus, journal)
    finally:
        server.terminate()
        server.wait()
    bench = Workbench(corpus, journal)
    kept = {version for version, _ in bench.review.edits(PAIR)}
    bench.close()
    assert set(load.told) <= kept, "an edit was lost"
    print(f"{len(load.told)} edits acknowledged, all are in the journal")


def run(corpus: Path, reviewers: int, edits: int, *, window: bool, job: bool) -> None:
    server, port = serve(corpus)
    try:
        if window:
            watch(port)
        link = http.client.HTTPConnection("127.0.0.1", port)
        working = translate(link) if job else ""
        _, data, first = ask(link, "GET", f"/api/pairs/{PAIR}")
        _, data, again = ask(link, "GET", f"/api/pairs/{PAIR}")
        beads = json.loads(data)["beads"]
        names = [
            bead["id"] for bead in beads if bead["status"] == "auto"
        ]  # not what the window confirmed
        print(
            f"{len(beads)} beads, {len(data) / 1e6:.1f} MB: {first:.2f} s from disk, {again:.2f} s "
            "once read"
        )
        took: list[float] = []
        told: list[int] = []
        shares = [names[number::reviewers][:edits] for number in range(reviewers)]
        threads = [
            threading.Thread(target=review, args=(port, f"reviewer-{number}", share, took, told))
            for number, share in enumerate(shares, 1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if working:
            now = json.loads(ask(link, "GET", working)[1])
            print(
                f"meanwhile a text was being translated: {now['state']}, {now['done']} of "
                f"{now['total']}"
            )
        cuts = quantiles(took, n=100)
        print(
            f"{reviewers} reviewers, {len(took)} edits: median {1000 * cuts[49]:.0f} ms, "
            f"95th percentile {1000 * cuts[94]:.0f} ms, slowest {1000 * max(took):.0f} ms"
        )
    finally:
        server.terminate()
        server.wait()
    bench = Workbench(corpus)
    kept = [version for version, edit in bench.review.edits(PAIR) if edit.reviewer != WATCHER]
    bench.close()
    assert sorted(told) == kept, "an edit was lost"
    assert len(kept) == sum(map(len, shares))
    print("every acknowledged edit is in the journal")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    options.add_argument("--beads", type=int, default=10_000)
    options.add_argument("--reviewers", type=int, default=20)
    options.add_argument("--edits", type=int, default=30, help="by each reviewer")
    options.add_argument("--window", action="store_true", help="measure the page in a browser too")
    options.add_argument("--job", action="store_true", help="while a long text is being translated")
    options.add_argument("--minutes", type=float, help="edit and poll for so long, with a backup")
    options.add_argument("--slow", type=int, default=0, help="slow clients beside (with --minutes)")
    options.add_argument("--finders", type=int, default=0, help="finders beside (with --minutes)")
    options.add_argument("--journal", help="an empty database (with --minutes)")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Workbench(Path(folder))
        bench.corpus.write(make_pair(given.beads))
        bench.close()
        if given.minutes:
            work(Path(folder), given.journal, given)
            return
        run(Path(folder), given.reviewers, given.edits, window=given.window, job=given.job)


if __name__ == "__main__":
    main()
