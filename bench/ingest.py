"""Speed and memory of the readers: MB of text a second beside plain UTF-8 text in the same run.

    python bench/ingest.py

Each reader runs in a process of its own on a file that is made here, so that its peak memory is
its own. Seconds are processor time; the library of a format is loaded within them.
"""

from __future__ import annotations

import io
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from baikonur_align.export import FORMATS
from baikonur_align.ingest import bilingual
from baikonur_align.jobs.reading import read
from baikonur_align.journal.jobs import Text

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import office, papers, sample

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


def markdown() -> bytes:
    return "\n\n".join(f"*{ENGLISH.format(number)}*" for number in range(SENTENCES // 4)).encode()


def rich() -> bytes:
    paragraphs = (rf"\par {ENGLISH.format(number)}" for number in range(SENTENCES // 4))
    return rb"{\rtf1\ansi " + "\n".join(paragraphs).encode() + b"}"


def catalogue() -> bytes:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: kk\\n"\n\n'
    return (
        head
        + "".join(
            f'msgid "{ENGLISH.format(number)}"\nmsgstr "{KAZAKH.format(number)}"\n\n'
            for number in range(SENTENCES // 4)
        )
    ).encode()


def opendocument() -> bytes:
    return office.odt(
        "".join(f"<text:p>{ENGLISH.format(number)}</text:p>" for number in range(SENTENCES // 4))
    )


def book() -> bytes:
    return office.epub(
        "".join(f"<p>{ENGLISH.format(number)}</p>" for number in range(SENTENCES // 4))
    )


def slides() -> bytes:
    return office.pptx(
        "".join(
            f"<a:p><a:r><a:t>{ENGLISH.format(number)}</a:t></a:r></a:p>"
            for number in range(SENTENCES // 4)
        )
    )


def pages() -> bytes:
    lines = [ENGLISH.format(number) for number in range(SENTENCES // 10)]
    return papers.pdf(*(lines[start : start + 40] for start in range(0, len(lines), 40)))


def exported(name: str) -> Callable[[], bytes]:
    """A file of our own in a format."""
    return lambda: b"".join(FORMATS[name].stream([sample.large(SENTENCES // 4)]))


FILES: dict[str, Callable[[], bytes]] = {
    "a.txt": plain,
    "a.html": html,
    "a.md": markdown,
    "a.rtf": rich,
    "a.srt": subtitles,
    "a.docx": word,
    "a.pptx": slides,
    "a.odt": opendocument,
    "a.epub": book,
    "a.pdf": pages,
    "a.tmx": tmx,
    "a.xlf": xliff,
    "a.xliff": exported("xliff2"),
    "a.tsv": table,
    "a.csv": lambda: table().replace(b"\t", b","),
    "a.xlsx": exported("xlsx"),
    "a.po": catalogue,
    "a.zip": exported("moses"),
    "a.ces.zip": exported("cesalign"),
}


def measure(name: str) -> tuple[float, float, float]:
    """Megabytes of text, processor seconds, and megabytes by which the process grew."""
    data = FILES[name]()
    read([Text("first.txt", "", "", plain()[:1000])], "en")  # loads what every reader needs
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    documents = [
        *(
            read(
                [Text(name, "kk" if bilingual.is_bilingual(name) else "en", "", data)], "en"
            ).documents
        )
    ]
    took = time.process_time() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    text = sum(len(block.text.encode()) for document in documents for block in document.blocks)
    return text / 2**20, took, grown / 1024


def main() -> None:
    context = multiprocessing.get_context("spawn")
    baseline = 0.0
    print(f"{'format':8} {'text MB':>7} {'MB/s':>7} {'ratio':>6} {'memory, MB':>11}")
    for name in FILES:
        with context.Pool(1) as pool:
            size, took, grown = pool.apply(measure, (name,))
        speed = size / took
        baseline = baseline or speed
        print(
            f"{name[1:]:8} {size:7.2f} {speed:7.2f} {speed / baseline:6.2f} {grown:11.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
