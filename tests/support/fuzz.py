"""Damaged files for the readers: good files of each format with bytes or parts of them changed."""

from __future__ import annotations

import io
import random
import zipfile

from baikonur_align.export import FORMATS
from baikonur_align.ingest.files import NamedBytes
from baikonur_align.ingest.given import Asked, Given, read_given
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
ROW = (
    "<w:tr><w:tc><w:p><w:r><w:t>Тараптар мына шарттарға келісті.</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>The parties have agreed on the terms.</w:t></w:r></w:p></w:tc></w:tr>"
)
TABLE = f"<w:tbl>{ROW * 3}</w:tbl>"
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
        ".kk": "Бірінші жол.\nЕкінші жол.\n".encode(),
        ".ladder": b"0\t0\t0.3\n1\t1\t0.5\n2\t2\t0\n",
        ".ces.zip": b"".join(FORMATS["cesalign"].stream([pair])),
        ".intertext.zip": b"".join(FORMATS["intertext"].stream([pair])),
        ".table.docx": office.word(TABLE),
        ".tei": b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>'
        b"<s>One <w>word</w></s></p></body></text></TEI>",
    }


ENGLISH = NamedBytes("a.en", b"The first line.\nThe second line.\n")
KAZAKH = NamedBytes("a.kk", "Бірінші жол.\nЕкінші жол.\n".encode())


def read_as(suffix: str, data: bytes) -> Given:
    """What is read of a file; one of lines and a ladder with the others that belong to them."""
    if suffix == ".kk":
        return read_given(Asked((NamedBytes("a.kk", data), ENGLISH)))
    if suffix == ".ladder":
        ladder = NamedBytes("a.ladder", data)
        return read_given(Asked((KAZAKH, ENGLISH), ("kk", "en"), ladder=ladder))
    return read_given(Asked((NamedBytes(f"a{suffix}", data),), ("kk", "en")))


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
