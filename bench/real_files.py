"""Real files, read by us and by a second reader: words in, words out.

    python bench/real_files.py FOLDER [--words]

FOLDER has a folder for each origin. Prints a row a file: the words that came in, those that the
second reader finds, and the differences of the two bags of words; ``--words`` adds the words that
differ. The second readers are pandoc, pdftotext (Debian's poppler-utils), translate-toolkit and
python-pptx (only here, run in a process of their own), openpyxl without our rules, csv and lxml. A
word is a run of letters, digits and underscores.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
from lxml import etree

from baikonur_align.ingest.files import named_bytes
from baikonur_align.ingest.given import Asked, read_given
from baikonur_align.model import Problem

WORD = re.compile(r"\w+")
SHOWN = 12
"""Words that differ, in a row."""

UNITS = """
import sys
from translate.storage.factory import getobject
for unit in getobject(sys.argv[1]).units:
    if not unit.isheader() and not unit.isobsolete():
        for side in (unit.source, unit.target):
            print(*getattr(side, "strings", [side]) if side else [])
"""

SLIDES = """
import sys
from pptx import Presentation
for slide in Presentation(sys.argv[1]).slides:
    for shape in slide.shapes:
        if shape.has_text_frame:
            print(shape.text_frame.text)
        if shape.has_table:
            print(*(cell.text for row in shape.table.rows for cell in row.cells))
    if slide.has_notes_slide:
        print(slide.notes_slide.notes_text_frame.text)
"""


def units(path: Path) -> str:
    """The texts of all units by translate-toolkit, or by lxml of files that it does not read."""
    found = _ran([sys.executable, "-c", UNITS, str(path)])
    if found.strip() or path.suffix == ".po":
        return found
    root = etree.parse(path, etree.XMLParser(recover=True)).getroot()
    sides = root.iter("{*}source", "{*}target", "{*}seg")
    return "\n".join("".join(map(str, side.itertext())) for side in sides)


def pandoc(path: Path) -> str:
    return _ran(["pandoc", "-t", "plain", "--wrap=none", str(path)])


def pdftotext(path: Path) -> str:
    return _ran(["pdftotext", "-layout", str(path), "-"])


def slides(path: Path) -> str:
    """The texts of shapes, tables and notes by python-pptx."""
    return _ran([sys.executable, "-c", SLIDES, str(path)])


def sheet(path: Path) -> str:
    """All cells of the first sheet."""
    book = openpyxl.load_workbook(path, data_only=True)
    cells = (cell.value for row in book.worksheets[0].iter_rows() for cell in row)
    return "\n".join(str(cell) for cell in cells if cell is not None)


def table(path: Path) -> str:
    text = path.read_text(encoding="utf-8-sig")
    dialect = csv.Sniffer().sniff(text, ",;\t|")
    return "\n".join(cell for row in csv.reader(io.StringIO(text), dialect) for cell in row)


def tei(path: Path) -> str:
    """All character data of the text."""
    root = etree.parse(path).getroot()
    texts = root.iter("{*}text")
    return "\n".join(str(piece) for text in texts for piece in text.itertext())


def cues(path: Path) -> str:
    """The lines that are no times, numbers, settings or notes."""
    text = plain(path)
    blocks = [block for block in re.split(r"\r?\n\s*\n", text) if "-->" in block]
    lines = (block.partition("-->")[2].partition("\n")[2] for block in blocks)
    return re.sub(r"<[^>]*>|\{\\[^}]*\}", " ", "\n".join(lines))


def plain(path: Path) -> str:
    """The text in the encoding of its mark, in UTF-8, or else in Windows-1252."""
    data = path.read_bytes()
    codec = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


SECOND: dict[str, Callable[[Path], str]] = {
    **dict.fromkeys((".tmx", ".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".po"), units),
    **dict.fromkeys((".docx", ".odt", ".html", ".htm", ".epub", ".md", ".rtf"), pandoc),
    ".pptx": slides,
    ".pdf": pdftotext,
    ".xlsx": sheet,
    **dict.fromkeys((".csv", ".tsv"), table),
    **dict.fromkeys((".xml", ".tei"), tei),
    **dict.fromkeys((".srt", ".vtt"), cues),
    ".txt": plain,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--words", action="store_true")
    asked = parser.parse_args()
    print("| origin | file | words | second reader | missing | extra | report |")
    print("|---|---|---|---|---|---|---|")
    for path in sorted(asked.folder.glob("*/*")):
        print(f"| {path.parent.name.replace('+', '/')} | {path.name} | {_row(path, asked.words)} |")


def _row(path: Path, words: bool) -> str:
    second = SECOND.get(path.suffix.lower(), plain)
    try:
        given = read_given(Asked((named_bytes(path),), folder=path.parent))
    except Problem as problem:
        return f"refused | {second.__name__} | | | {problem}"
    ours = _bag("\n".join(b.text for document in given.documents for b in document.blocks))
    theirs = _bag(second(path))
    missing, extra = theirs - ours, ours - theirs
    remarks = dict.fromkeys(
        f"{remark.kind} {remark.count} {remark.what}"
        for document in given.documents
        for remark in document.remarks
        if not remark.what.startswith("the language is")
    )
    row = (
        f"{ours.total()} | {theirs.total()} ({second.__name__}) | {missing.total()} "
        f"| {extra.total()} | {'; '.join(remarks)}"
    )
    differ = (" ".join(list(bag.elements())[:SHOWN]) for bag in (missing, extra))
    return row + (" | {} | {}".format(*differ) if words else "")


def _bag(text: str) -> Counter[str]:
    return Counter(WORD.findall(text))


def _ran(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    main()
