"""Translated documents beside argos-translate-files: the same ten files, the same packages.

    python bench/layouts.py --python OTHER [--sentences 20]

OTHER is the interpreter of an environment with argos-translate-files, which needs packages under
the AGPL and therefore an environment of its own. The documents are made here: five formats in two
directions, each with sentences of tests/data/formatting.tsv, whose bold words, italics and links
are runs of their own; Word files also have a header, a note and a text box.

A sentence is whole if its text in the document is what the same tool says for it as plain text;
it keeps its format if a part of it still has a format of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from sacrebleu.metrics.chrf import CHRF

from baikonur_align import documents, translation
from baikonur_align.building.translating import translate_document
from baikonur_align.model import InlineCode
from support import office
from support.office import paragraph, run

SENTENCES = Path(__file__).resolve().parents[1] / "tests" / "data" / "formatting.tsv"
PIECE = re.compile(r"<(?P<tag>[bia])>(?P<inner>.*?)</(?P=tag)>|(?P<text>[^<]+)")
MORE = {  # what stands beside the text of a Word file
    "kk": ("Өзендер туралы есеп", "Жыл туралы ескерту.", "Жақтаудағы мәтін."),
    "en": ("A report on rivers", "A note on the year.", "Text in a box."),
}
PICTURES = {"kk": "Көпірдің суреті", "en": "A photo of a bridge"}  # of a slide
TITLES = {  # of a book, its contents and its chapter
    "kk": ("Өзендер туралы кітап", "Мазмұны", "Бірінші өзен"),
    "en": ("A book of rivers", "Contents", "The first river"),
}
LATIN = re.compile("[A-Za-z]")

# Runs in the other interpreter: its own calls only, nothing of ours.
OTHER = """
import json, sys, time
job = json.load(sys.stdin)
import argostranslate.translate as stock
from argostranslatefiles import argostranslatefiles
out = []
for one in job:
    languages = {language.code: language for language in stock.get_installed_languages()}
    engine = languages[one["from"]].get_translation(languages[one["to"]])
    plain = [engine.translate(text) for text in one["plain"]]
    began = time.perf_counter()
    try:
        path = argostranslatefiles.translate_file(engine, one["path"])
        out.append({"path": path, "plain": plain, "seconds": time.perf_counter() - began})
    except Exception as problem:
        out.append({"path": "", "plain": plain, "seconds": 0, "problem": repr(problem)})
json.dump(out, sys.stdout)
"""


@dataclass(frozen=True)
class Made:
    """A document made here: its plain sentences with their translations, in reading order."""

    name: str
    langs: tuple[str, str]
    data: bytes
    plain: list[str]
    references: list[str]


@dataclass
class Result:
    """What a tool made of a document; shares are of 1."""

    whole: float = 0.0
    kept: float = 0.0
    chrf: float = 0.0
    more: str = ""
    seconds: float = 0.0
    problem: str = ""


def pieces(sentence: str) -> list[tuple[str, str]]:
    """The runs of a sentence: the tag, or nothing, and the text."""
    return [
        (found["tag"] or "", found["inner"] or found["text"]) for found in PIECE.finditer(sentence)
    ]


def plain(sentence: str) -> str:
    return "".join(text for _, text in pieces(sentence))


def docx(sentences: Sequence[str], lang: str) -> bytes:
    header, note, box = MORE[lang]
    forms = {"b": "<w:b/>", "i": "<w:i/>", "a": "<w:u/>", "": ""}
    framed = f"<w:txbxContent>{paragraph(run(box))}</w:txbxContent>"
    body = [
        paragraph(*(run(text, forms[tag]) for tag, text in pieces(sentence)))
        for sentence in sentences
    ]
    body[0] = body[0].replace("</w:p>", '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>')
    body.append(paragraph(f"<w:r><w:pict>{framed}</w:pict></w:r>"))
    notes = f'<w:footnote w:id="2">{paragraph(run(note))}</w:footnote>'
    return office.word(*body, footnotes=notes, header1=paragraph(run(header)))


def odt(sentences: Sequence[str], _lang: str) -> bytes:
    names = {"b": "font-weight='bold'", "i": "font-style='italic'", "a": "font-size='9pt'"}
    styles = "".join(
        f"<style:style style:name='{tag}' style:family='text'>"
        f"<style:text-properties fo:{look}/></style:style>"
        for tag, look in names.items()
    )
    return office.odt(
        "".join(
            "<text:p>"
            + "".join(
                f"<text:span text:style-name='{tag}'>{text}</text:span>" if tag else text
                for tag, text in pieces(sentence)
            )
            + "</text:p>"
            for sentence in sentences
        ),
        styles,
    )


def pptx(sentences: Sequence[str], lang: str) -> bytes:
    forms = {"b": "<a:rPr b='1'/>", "i": "<a:rPr i='1'/>", "a": "<a:rPr u='sng'/>", "": ""}
    return office.pptx(
        "".join(
            "<a:p>"
            + "".join(f"<a:r>{forms[tag]}<a:t>{text}</a:t></a:r>" for tag, text in pieces(sentence))
            + "</a:p>"
            for sentence in sentences
        ),
        PICTURES[lang],
    )


def html(sentences: Sequence[str], lang: str) -> bytes:
    body = "".join(f"<p>{sentence}</p>\n" for sentence in sentences)
    head = f"<!DOCTYPE html><html lang='{lang}'><head><meta charset='utf-8'></head>"
    return f"{head}<body>{body}</body></html>".encode()


def epub(sentences: Sequence[str], lang: str) -> bytes:
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return office.epub(body, lang, TITLES[lang])


FORMATS = {"docx": docx, "odt": odt, "pptx": pptx, "html": html, "epub": epub}


def all_documents(size: int) -> list[Made]:
    """The documents, each with other sentences as far as there are enough."""
    rows = [line.split("\t") for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    out = []
    for number, (suffix, make) in enumerate(FORMATS.items()):
        chosen = [rows[(number * size + place) % len(rows)] for place in range(size)]
        for langs, here, there in ((("kk", "en"), 0, 1), (("en", "kk"), 1, 0)):
            sentences = [row[here] for row in chosen]
            out.append(
                Made(
                    f"{langs[0]}.{suffix}",
                    langs,
                    make(sentences, langs[0]),
                    [plain(sentence) for sentence in sentences],
                    [plain(row[there]) for row in chosen],
                )
            )
    return out


def spaced(text: str) -> str:
    return " ".join(text.split())


def formatted(codes: Sequence[InlineCode]) -> bool:
    return any(code.start < code.end for code in codes)


def judged(made: Made, data: bytes, said: Sequence[str], seconds: float) -> Result:
    """Compare a translated document with what was in it; `said` are the plain translations."""
    before = documents.parse(made.data, made.name).blocks
    after = documents.parse(data, made.name).blocks
    texts = {spaced(block.text): number for number, block in enumerate(before)}
    places = [texts[sentence] for sentence in map(spaced, made.plain)]
    if len(after) != len(before):
        return Result(problem=f"{len(after)} paragraphs of {len(before)}", seconds=seconds)
    found = [spaced(after[place].text) for place in places]
    whole = sum(text == spaced(plain) for text, plain in zip(found, said, strict=True))
    had = sum(formatted(before[place].codes) for place in places)
    has = sum(formatted(after[place].codes) for place in places)
    others = [number for number in range(len(before)) if number not in places]
    latin = made.langs[1] == "en"
    done = sum(bool(LATIN.search(after[number].text)) == latin for number in others)
    return Result(
        whole / len(places),
        has / had,
        CHRF().corpus_score(found, [made.references]).score,
        f"{done} of {len(others)}",
        seconds,
    )


def ours(path: Path, made: Made) -> tuple[bytes, float]:
    began = time.perf_counter()
    done = translate_document(path, *made.langs, force=True)
    return done.data, time.perf_counter() - began


def theirs(python: str, paths: Mapping[str, Path], made: Sequence[Made]) -> list[dict[str, object]]:
    jobs = [
        {
            "path": str(paths[one.name]),
            "from": one.langs[0],
            "to": one.langs[1],
            "plain": one.plain,
        }
        for one in made
    ]
    with tempfile.TemporaryDirectory() as home:
        for package in translation.packages():
            (Path(home) / package.name).symlink_to(package.path)
        done = subprocess.run(
            [python, "-c", OTHER],
            input=json.dumps(jobs),
            env=os.environ | {"ARGOS_PACKAGES_DIR": home},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def main() -> None:
    """Print a row a document and tool."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", required=True)
    parser.add_argument("--sentences", type=int, default=20)
    args = parser.parse_args()
    made = all_documents(args.sentences)
    print("| document | tool | whole | format | chrF | notes, header, box | seconds |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        paths = {one.name: Path(name) / one.name for one in made}
        for one in made:
            paths[one.name].write_bytes(one.data)
        other = theirs(args.python, paths, made)
        for one, their in zip(made, other, strict=True):
            data, seconds = ours(paths[one.name], one)
            engine = translation.engine(*one.langs)
            show(one.name, "ours", judged(one, data, engine.translate(one.plain), seconds))
            if their.get("problem"):
                show(one.name, "theirs", Result(problem=str(their["problem"])))
                continue
            said, written = their["plain"], Path(str(their["path"])).read_bytes()
            assert isinstance(said, list)
            show(one.name, "theirs", judged(one, written, said, float(str(their["seconds"]))))


def show(name: str, tool: str, result: Result) -> None:
    if result.problem:
        print(f"| {name} | {tool} | {result.problem} | | | | {result.seconds:.1f} |")
        return
    print(
        f"| {name} | {tool} | {result.whole:.0%} | {result.kept:.0%} | {result.chrf:.1f} "
        f"| {result.more} | {result.seconds:.1f} |"
    )


if __name__ == "__main__":
    main()
