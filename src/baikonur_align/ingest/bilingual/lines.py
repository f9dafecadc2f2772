"""Two files of lines: pairs as Moses has them, and the ladders by which hunalign links them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from baikonur_align.ingest.bilingual.archives import of_lines
from baikonur_align.ingest.bilingual.bitext import Bitext, Sentence, Unit, of_units
from baikonur_align.ingest.codes import full_code, known_code
from baikonur_align.ingest.container import gunzipped
from baikonur_align.ingest.decode import Unreadable, decode
from baikonur_align.ingest.files import file_bytes
from baikonur_align.model import Document, Remark, UnitFacts

PARAGRAPH = "<p>"
"""A line between paragraphs in the files that hunalign reads."""

Files = tuple[Path, Path]


def languages_of(files: Sequence[Path]) -> tuple[str, str] | None:
    """The languages of ``corpus.kk`` and ``corpus.en``; None for files that are not named so."""
    if len(files) != 2:  # noqa: PLR2004
        return None
    names = [Path(file.name.removesuffix(".gz")) for file in files]
    langs = [full_code(name.suffix.removeprefix(".")) or "" for name in names]
    if names[0].stem != names[1].stem or not all(langs) or langs[0] == langs[1]:
        return None
    return known_code(langs[0]), known_code(langs[1])


def line_pair(files: Files, langs: tuple[str, str]) -> Bitext | None:
    """Files whose lines correspond; None where they are texts: other numbers, or an empty line."""
    sides = [_lines(file) for file in files]
    if len(sides[0]) != len(sides[1]) or len(sides[0]) < 2:  # noqa: PLR2004
        return None
    if not all(line.strip() for side in sides for line in side):
        return None
    found = of_lines(dict(zip(langs, sides, strict=True)), files[0].name)
    remark = Remark("guessed", "lines that correspond, as in Moses", len(sides[0]))
    return replace(found, remarks=(*found.remarks, remark))


def laddered(files: Files, langs: tuple[str, str], ladder: Path) -> Bitext:
    """Files of a sentence a line with the beads of a hunalign ladder. Raises `Unreadable`.

    A line of a ladder has the numbers of the sentences where a bead begins, from 0, and its score.
    """
    sides = [_lines(file) for file in files]
    rungs = _rungs(ladder)
    last = (len(sides[0]), len(sides[1]), "")
    if (
        not rungs
        or rungs[-1][:2] > last[:2]
        or any(r[0] > last[0] or r[1] > last[1] for r in rungs)
    ):
        raise _wrong(ladder.name, len(rungs))
    steps = [(0, 0, ""), *rungs] if rungs[0][:2] != (0, 0) else rungs
    if steps[-1][:2] != last[:2]:
        steps = [*steps, last]
    units = (
        Unit(
            {
                lang: [Sentence(line) for line in side[start:end] if line.strip() != PARAGRAPH]
                for lang, side, start, end in (
                    (langs[0], sides[0], one[0], two[0]),
                    (langs[1], sides[1], one[1], two[1]),
                )
            },
            UnitFacts(properties=(("column:score", one[2]),) if one[2] else ()),
        )
        for one, two in pairwise(steps)
    )
    return of_units(units)


def _rungs(ladder: Path) -> list[tuple[int, int, str]]:
    rungs: list[tuple[int, int, str]] = []
    for number, line in enumerate(_lines(ladder), 1):
        cells = line.split()
        if not cells:
            continue
        if len(cells) < 2 or not all(cell.isdecimal() for cell in cells[:2]):  # noqa: PLR2004
            raise _wrong(ladder.name, number)
        rung = (int(cells[0]), int(cells[1]), cells[2] if cells[2:] else "")
        if rungs and (rung[0] < rungs[-1][0] or rung[1] < rungs[-1][1]):
            raise _wrong(ladder.name, number)
        rungs.append(rung)
    return rungs


def _wrong(name: str, number: int) -> Unreadable:
    return Unreadable(
        "{name}, line {number}: this is no ladder of these files; a line has two rising numbers of "
        "sentences, from 0, and a score",
        name=name,
        number=number,
    )


def _lines(file: Path) -> list[str]:
    text = decode(gunzipped(file_bytes(file), file.name), file.name, lines=True)
    return text.removesuffix("\n").split("\n")


def from_file(document: Document, file: Path) -> Document:
    """The document with the name and hash of its own file."""
    digest = hashlib.sha256(file_bytes(file)).hexdigest()
    return replace(document, name=file.name, sha256=digest)
