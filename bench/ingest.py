"""Speed and memory of the readers: MB/s of a format beside plain UTF-8 text in the same run.

    python bench/ingest.py

Each reader runs in a process of its own on a file that is made here, so that its peak memory is
its own. The ratio compares its speed with that of reading the same amount of plain text.
"""

from __future__ import annotations

import io
import multiprocessing
import resource
import time
from collections.abc import Callable

from baikonur_align import ingest
from baikonur_align.ingest import bilingual

SENTENCES = 20_000
KAZAKH, ENGLISH = "Бұл сынақ үшін жазылған {} сөйлем.", "This is sentence {} written for a test."


def plain() -> bytes:
    return "\n".join(ENGLISH.format(number) for number in range(SENTENCES)).encode()


def tmx() -> bytes:
    units = (
        f'<tu><tuv xml:lang="kk"><seg>{KAZAKH.format(number)}</seg></tuv>'
        f'<tuv xml:lang="en"><seg>{ENGLISH.format(number)}</seg></tuv></tu>'
        for number in range(SENTENCES)
    )
    return f'<tmx version="1.4"><header/><body>{"".join(units)}</body></tmx>'.encode()


def xliff() -> bytes:
    units = (
        f'<trans-unit id="{number}"><source>{ENGLISH.format(number)}</source>'
        f"<target>{KAZAKH.format(number)}</target></trans-unit>"
        for number in range(SENTENCES)
    )
    return (
        '<xliff version="1.2"><file source-language="en" target-language="kk"><body>'
        f"{''.join(units)}</body></file></xliff>"
    ).encode()


def table() -> bytes:
    return "".join(
        f"{KAZAKH.format(number)}\t{ENGLISH.format(number)}\n" for number in range(SENTENCES)
    ).encode()


def html() -> bytes:
    return (
        "<html><body>" + "".join(f"<p>{ENGLISH.format(number)}</p>" for number in range(SENTENCES))
    ).encode()


def subtitles() -> bytes:
    times = "00:00:01,000 --> 00:00:02,000"
    return "".join(
        f"{number}\n{times}\n{ENGLISH.format(number)}\n\n" for number in range(SENTENCES)
    ).encode()


def word() -> bytes:
    import docx

    document = docx.Document()
    for number in range(SENTENCES // 10):
        document.add_paragraph(ENGLISH.format(number))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "a.txt": plain,
    "a.html": html,
    "a.srt": subtitles,
    "a.docx": word,
    "a.tmx": tmx,
    "a.xlf": xliff,
    "a.tsv": table,
}


def measure(name: str) -> tuple[float, float, float]:
    """Megabytes of the file, seconds, and megabytes that the process grew by while reading."""
    data = FILES[name]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    if name.endswith((".tmx", ".xlf", ".tsv")):
        bilingual.read_bytes(data, name, "kk", "en")
    else:
        ingest.read_bytes(data, name, "en")
    took = time.perf_counter() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return len(data) / 2**20, took, grown / 1024


def main() -> None:
    context = multiprocessing.get_context("spawn")
    baseline = 0.0
    print(f"{'format':8} {'MB':>6} {'MB/s':>7} {'ratio':>6} {'memory, MB':>11}")
    for name in FILES:
        with context.Pool(1) as pool:
            size, took, grown = pool.apply(measure, (name,))
        speed = size / took
        baseline = baseline or speed
        print(f"{name[1:]:8} {size:6.1f} {speed:7.2f} {speed / baseline:6.2f} {grown:11.0f}")


if __name__ == "__main__":
    main()
