"""Two files of lines: pairs as Moses has them, and the ladders by which hunalign links them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePath

from baikonur_align.ingest.bilingual.archives import SIDES, of_lines
from baikonur_align.ingest.bilingual.bitext import Bitext, Sentence, Unit, of_units
from baikonur_align.ingest.codes import known_code, suffix_code
from baikonur_align.ingest.container import gunzipped
from baikonur_align.ingest.decode import Unreadable, decoded
from baikonur_align.ingest.files import NamedBytes
from baikonur_align.model import Document, Remark, UnitFacts

PARAGRAPH = "<p>"
"""A line between paragraphs in the files that hunalign reads."""

_NUMBER = re.compile(r"[0-9]{1,9}")

FEWEST = 2
"""Lines of a file that are taken for sentences that correspond to those of another."""

Files = tuple[NamedBytes, NamedBytes]


def languages_of(names: Sequence[str]) -> tuple[str, str] | None:
    """The languages of ``corpus.kk`` and ``corpus.en``; None for files that are not named so."""
    if len(names) != SIDES:
        return None
    paths = [PurePath(name[:-3] if name.lower().endswith(".gz") else name) for name in names]
    langs = [suffix_code(path.name) for path in paths]
    if paths[0].stem != paths[1].stem or not all(langs) or langs[0] == langs[1]:
        return None
    return known_code(langs[0]), known_code(langs[1])


def line_pair(files: Files, langs: tuple[str, str]) -> Bitext | Remark | None:
    """Files whose lines correspond; for texts that are to be aligned the reason, if there is one.

    They are texts if they have other numbers of lines, or an empty line.
    """
    sides, remarks = _both(files)
    sizes = [len(side) for side in sides]
    if sizes[0] != sizes[1]:
        what = "texts to be aligned, whose numbers of lines differ"
        return Remark("guessed", f"{what}: {sizes[0]} and {sizes[1]}")
    if sizes[0] < FEWEST:
        return None
    for number, pair in enumerate(zip(*sides, strict=True), 1):
        if not all(line.strip() for line in pair):
            return Remark("guessed", f"texts to be aligned, with an empty line: {number}")
    found = of_lines(dict(zip(langs, sides, strict=True)), files[0].name)
    remark = Remark("guessed", "lines that correspond, as in Moses", len(sides[0]))
    return replace(found, remarks=(*remarks, *found.remarks, remark))


def laddered(files: Files, langs: tuple[str, str], ladder: NamedBytes) -> Bitext:
    """Files of a sentence a line with the beads of a hunalign ladder. Raises `Unreadable`.

    A line of a ladder has the numbers of the sentences where a bead begins, from 0, and its score.
    """
    sides, remarks = _both(files)
    rungs = _rungs(ladder)
    last = (len(sides[0]), len(sides[1]), "")
    if len(rungs) > 1 and rungs[-1][:2] == (last[0] + 1, last[1] + 1):
        rungs.pop()  # some ladders count the empty line after the last line end
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
    return of_units(units, remarks=remarks)


def _rungs(ladder: NamedBytes) -> list[tuple[int, int, str]]:
    rungs: list[tuple[int, int, str]] = []
    for number, line in enumerate(_lines(ladder)[0], 1):
        cells = line.split()
        if not cells:
            continue
        if len(cells) < SIDES or not all(_NUMBER.fullmatch(cell) for cell in cells[:SIDES]):
            raise _wrong(ladder.name, number)
        rung = (int(cells[0]), int(cells[1]), cells[2] if cells[2:] else "")
        if rungs and (rung[0] < rungs[-1][0] or rung[1] < rungs[-1][1]):
            raise _wrong(ladder.name, number)
        rungs.append(rung)
    return rungs


def _wrong(name: str, number: int) -> Unreadable:
    return Unreadable(
        "{name}, line {number}: this is not a ladder of these files; each line has two "
        "sentence numbers, which rise from 0, and a score",
        name=name,
        number=number,
    )


def _both(files: Files) -> tuple[tuple[list[str], list[str]], list[Remark]]:
    (one, first), (two, second) = _lines(files[0]), _lines(files[1])
    return (one, two), [*first, *second]


def _lines(file: NamedBytes) -> tuple[list[str], tuple[Remark, ...]]:
    """The lines of a file, and what was guessed to read them."""
    found = decoded(gunzipped(file.data, file.name), file.name, lines=True)
    return found.text.removesuffix("\n").split("\n"), found.remarks


def from_file(document: Document, file: NamedBytes) -> Document:
    """The document with the name and hash of its own file."""
    return replace(document, name=file.name, sha256=hashlib.sha256(file.data).hexdigest())
