"""Damaged files for the readers: good files of each format with bytes or parts of them changed."""

from __future__ import annotations

import io
import random
import zipfile

from baikonur_align.export import FORMATS
from support import office, papers, sample

MARKS = (
    *(b"<", b">", b"</", b"/>", b"&#0;", b"&#x110000;", b"&amp", b"]]>", b"<!--", b"<![CDATA["),
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
        b"\x0c",
        b"\x85",
        b"\xd0",
    ),
    *(b'"', b"'", b"\\", b"\t", b"\r", b"\n\n", b"{", b"}", b"0", b"-1", b"99999999999999999999"),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"xml:lang=''", b"xmlns:x='y'", b"stream\n", b"endobj\n"),
    *("әғқңөұүһі".encode(), "\ufdfa\U0001f600".encode(), b"1. A. B. ", b". . . . ", b"((((((("),
)
MOST_CHANGES = 8
LONGEST_RUN = 64  # bytes that are cut or repeated at once
REPEATS = 20  # of a run that is made long


def seeds() -> dict[str, bytes]:
    """A good file for each suffix that is read."""
    pair = sample.translation()
    text = (
        "Бірінші сөйлем осы. Екіншісі ұзағырақ.\n\nThe first sentence. Mr. A. B. Smith wrote it.\n"
    )
    found = {
        suffix: b"".join(FORMATS[name].stream([pair]))
        for name, suffix in (
            ("tmx", ".tmx"),
            ("xliff", ".xlf"),
            ("xliff2", ".xliff"),
            ("xlsx", ".xlsx"),
            ("tei", ".xml"),
            ("tsv", ".tsv"),
            ("moses", ".zip"),
            ("html", ".html"),
        )
    }
    para = "<text:p>One paragraph with <text:span>a span</text:span>.</text:p>"
    cue = "1\n00:00:01,000 --> 00:00:02,000\nA cue of\ntwo lines.\n\n"
    return found | {
        ".txt": text.encode(),
        ".lines": text.encode("utf-16"),
        ".md": b"# Title\n\nSome *text* with [a link](b).\n\n- an item\n\n"
        b"| a | b |\n|---|---|\n| c | d |\n",
        ".rtf": rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}\f0 Some \b bold\b0  text. "
        rb"\u1178?\par}",
        ".srt": cue.encode() * 3,
        ".vtt": ("WEBVTT\n\n" + cue.replace(",", ".")).encode(),
        ".po": b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: kk\\n"\n\n'
        b'msgid "One %s"\nmsgstr "Bir %s"\n',
        ".csv": '"kk","en","score"\n"Бір ""сөз""","One word",0.5\n'.encode(),
        ".docx": papers.word(("Heading 1", "A title"), ("Normal", "A text."), cells=["a", "b"]),
        ".odt": office.odt(para),
        ".pptx": office.pptx("<a:p><a:r><a:t>Words on a slide.</a:t></a:r></a:p>"),
        ".epub": office.epub("<h1>Head</h1><p>Some <b>bold</b> words.</p>"),
        ".pdf": papers.pdf(["The first line of a text", "and the second one."], ["Page two."]),
        ".tei": b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>'
        b"<s>One <w>word</w></s></p></body></text></TEI>",
    }


def damaged(rng: random.Random, data: bytes) -> bytes:
    """`data` with some changes; of a zip archive, half of the time within one of its files."""
    if data.startswith(b"PK") and rng.random() < 0.5:
        return _within(rng, data)
    out = bytearray(data)
    for _ in range(rng.randint(1, MOST_CHANGES)):
        _change(rng, out)
    return bytes(out)


def _change(rng: random.Random, out: bytearray) -> None:
    place = rng.randrange(len(out) + 1)
    end = place + rng.randint(1, LONGEST_RUN)
    kind = rng.randrange(6)
    if kind == 0 and place < len(out):
        out[place] ^= 1 << rng.randrange(8)
    elif kind == 1:
        del out[place:end]
    elif kind == 2:
        out[place:place] = rng.choice(MARKS)
    elif kind == 3:
        out[place:end] = rng.choice(MARKS)
    elif kind == 4:
        out[place:place] = out[place:end] * rng.randint(1, REPEATS)
    elif rng.random() < 0.2:
        del out[place:]


def _within(rng: random.Random, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        chosen = rng.choice(names)
        for name in names:
            part = old.read(name)
            if name == chosen:
                part = damaged(rng, part)
                if rng.random() < 0.1:
                    continue
            new.writestr(name, part)
    return out.getvalue()
