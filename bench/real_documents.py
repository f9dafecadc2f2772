"""Real documents written back and translated: parts, codes, formats and pages, before and after.

    python bench/real_documents.py FOLDER [--from en --to kk] [--pdf OUT] [--most 200]

FOLDER has a folder for each origin. Prints a row a file and a row of totals:

- identity: nothing translated gives the same bytes, and each block's own text the same parts but
  for language attributes (units of XLIFF get targets); with a word before each block the text, the
  codes and the formats are read again as they were written;
- ``--to``: documents with at most ``--most`` blocks are translated, from what is detected if there
  is no ``--from``, read again, and compared block by block: the tags and marks of the source, and
  the formats of its runs. Formats that meet are one, so they are compared as a set;
- ``--pdf``: both are put into OUT, a new folder, converted by LibreOffice, and their pages counted.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from baikonur_align import documents
from baikonur_align.building.translating import translate_document
from baikonur_align.documents import Layout, Translation
from baikonur_align.documents.package import open_package
from baikonur_align.model import Problem
from support.kept import differences

OFFICE = {".docx", ".docm", ".odt", ".pptx", ".odp", ".xlsx", ".xlsm", ".ods", ".html", ".htm"}
"""What LibreOffice converts."""
BEFORE, AFTER = "before", "after"
"""Folders of the documents that are converted."""
WORD = "Жаңа"
_LANGUAGE = re.compile(
    rb"<w:(?:lang|themeFontLang)\b[^>]*>|\b(?:xml:)?lang\s*[=:]\s*[\"']?[\w-]*"
    rb'|fo:(?:language|country)="[^"]*"|<dc:language[^>]*>[^<]*'
)


@dataclass
class Row:
    """What was found of one file: what differs untranslated, and what a translation changed."""

    name: str
    blocks: int = 0
    remarks: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    translated: bool = False
    shown: str = ""  # the name of its copies
    pages: tuple[int, int] = (0, 0)

    def line(self) -> str:
        said = "yes" if self.translated else ""
        remarks = "; ".join([*self.remarks, *self.changed])
        return f"| {self.name} | {self.blocks} | {said} | {self.shown} | {remarks} |"


def identity(data: bytes, name: str) -> Iterator[str]:
    """What changes when nothing is translated."""
    layout = documents.parse(data, name)
    if documents.write(data, name, {}, "kk") != data:
        yield "bytes differ"
    same = {
        number: Translation(block.text, block.codes) for number, block in enumerate(layout.blocks)
    }
    written = documents.write(data, name, same, "kk")
    if documents.FORMATS[Path(name).suffix.lower()] == "xliff":
        said = [block and block.text for block in documents.parse(written, name).targets]
        if said != [block.text for block in layout.blocks]:
            yield "targets differ"
    elif _content(data) != _content(written):
        yield "parts differ"
    yield from longer(data, name, layout)


def longer(data: bytes, name: str, layout: Layout) -> Iterator[str]:
    """What changes when a word is put before the text of each block."""
    said = {
        number: Translation(
            f"{WORD} {block.text}",
            tuple(
                replace(code, start=code.start + len(WORD) + 1, end=code.end + len(WORD) + 1)
                for code in block.codes
            ),
        )
        for number, block in enumerate(layout.blocks)
    }
    written = documents.write(data, name, said, "kk")
    again = documents.parse(written, name)
    is_xliff = documents.FORMATS[Path(name).suffix.lower()] == "xliff"
    texts = [block.text if block else "" for block in (again.targets if is_xliff else again.blocks)]
    if len(texts) != len(said):
        yield f"a word more: {len(said)} blocks, then {len(texts)}: they differ"
        return
    for number, text in enumerate(texts):
        if text != said[number].text:
            yield f"a word more: {said[number].text!r} and {text!r} differ"
    yield from (f"a word more: {one}: they differ" for one in differences(data, written, name))


def _content(data: bytes) -> object:
    """The members of a package or the bytes of a file, language attributes left out."""
    if not zipfile.is_zipfile(BytesIO(data)):
        return _LANGUAGE.sub(b"", data)
    archive = open_package(data, "")
    return {name: _LANGUAGE.sub(b"", archive.read(name)) for name in archive.namelist()}


def convert(folder: Path, profile: Path) -> dict[str, int]:
    """The pages of each document of a folder in LibreOffice, by its name; 0 for no PDF."""
    files = sorted(folder.iterdir())
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder / "pdf"), *map(str, files)]
    subprocess.run(command, capture_output=True, check=False)
    return {file.name: _pages(folder / "pdf" / f"{file.stem}.pdf") for file in files}


def _pages(pdf: Path) -> int:
    said = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=False).stdout
    found = re.search(r"Pages:\s+(\d+)", said)
    return int(found[1]) if found else 0


def look(path: Path, langs: tuple[str, str], most: int, out: Path | None) -> Row:
    row = Row(f"{path.parent.name}/{path.name}")
    data = path.read_bytes()
    try:
        row.blocks = len(documents.parse(data, path.name).blocks)
        row.remarks += identity(data, path.name)
        if not langs[1] or not 0 < row.blocks <= most:
            return row
        done = translate_document(path, langs[0] or None, langs[1], force=bool(langs[0]))
    except Problem as problem:
        row.remarks.append(f"refused: {problem}")
        return row
    row.translated = True
    row.changed = list(differences(data, done.data, path.name))
    if out and path.suffix.lower() in OFFICE:
        row.shown = f"{len(list((out / BEFORE).iterdir())):03}{path.suffix}"
        (out / BEFORE / row.shown).write_bytes(data)
        (out / AFTER / row.shown).write_bytes(done.data)
    return row


def totals(rows: Iterable[Row]) -> str:
    rows = list(rows)
    done = [row for row in rows if row.translated]
    shown = [row for row in done if row.pages[0]]
    within = sum(abs(row.pages[1] - row.pages[0]) * 10 <= row.pages[0] for row in shown)
    differ = [row for row in rows if any(remark.endswith("differ") for remark in row.remarks)]
    return (
        f"{len(rows)} files, {len(differ)} differ without a translation; {len(done)} translated,"
        f" {sum(not row.changed for row in done)} with equal codes and formats;"
        f" {len(shown)} converted, {sum(row.pages[1] > 0 for row in shown)} also translated,"
        f" {within} with pages within a tenth"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--from", dest="source", default="", metavar="LANG")
    parser.add_argument("--to", default="", metavar="LANG")
    parser.add_argument("--pdf", type=Path, metavar="OUT")
    parser.add_argument("--most", type=int, default=200, metavar="BLOCKS")
    asked = parser.parse_args()
    for folder in (BEFORE, AFTER) if asked.pdf else ():
        (asked.pdf / folder).mkdir(parents=True)
    rows = []
    for path in sorted(asked.folder.glob("*/*")):
        if path.suffix.lower() in documents.FORMATS:
            rows.append(look(path, (asked.source, asked.to), asked.most, asked.pdf))
            print(rows[-1].line(), flush=True)
    if asked.pdf:
        before, after = (convert(asked.pdf / one, asked.pdf / "profile") for one in (BEFORE, AFTER))
        for row in filter(lambda row: row.shown, rows):
            row.pages = before[row.shown], after[row.shown]
            if row.pages[0] != row.pages[1]:
                print(f"{row.name}: {row.pages[0]} pages, then {row.pages[1]}")
    print(totals(rows))


if __name__ == "__main__":
    main()
