"""Lines of PDF pages with their places, and paragraphs made of them, by pypdfium2.

A PDF has letters at places. Letters on one height are a line; lines below each other in one size
are a paragraph, until a gap, an indent, another size or a line that could have held the first word
of the next one. Columns and pages do not end a paragraph whose sentence goes on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from baikonur_align.ingest.layout import Paragraph

SAME_LINE = 0.5  # of the height of a line, by which two pieces of it may differ
SAME_SIZE = 0.12  # share by which the sizes of two lines of one paragraph may differ
GAP = 1.45  # of the usual distance of lines, from which on a paragraph ends
INDENT = 0.8  # of the size of the letters
SLACK = 0.06  # of the width of a column that a full line may leave free
SMALL = 0.93  # of the size of the text, below which a line at the foot of a page is a footnote
SPACE = 0.18  # of the height of a line, from which on a gap between pieces is a space
BULK = 0.9

_LINE_END_HYPHEN = re.compile("[\ufffe\x02]")  # PDFium's marks for a hyphen at the end of a line
_ENDED = re.compile(r"[.!?…:;][\"'»”’)\]\d]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line in points from the lower left corner; `size` is the height of its letters."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    page: int


def lines_of(textpage: object, page: int) -> list[Line]:
    """The lines of a page in the order of the file."""
    import pypdfium2

    assert isinstance(textpage, pypdfium2.PdfTextPage)
    out: list[Line] = []
    for index in range(textpage.count_rects()):
        left, bottom, right, top = textpage.get_rect(index)
        said = textpage.get_text_bounded(left, bottom, right, top)
        said = " ".join(_LINE_END_HYPHEN.sub("-", said).split())
        if not said:
            continue
        size = _letter_height(textpage, left, (bottom + top) / 2) or top - bottom
        piece = Line(said, left, right, bottom, size, page)
        last = out[-1] if out else None
        if last and _same_line(last, piece):
            out[-1] = _extended(last, piece)
        else:
            out.append(piece)
    return out


def _letter_height(textpage: object, left: float, middle: float) -> float:
    """The height of the font at a place, which does not depend on the letters; 0 for none."""
    import pypdfium2
    import pypdfium2.raw

    assert isinstance(textpage, pypdfium2.PdfTextPage)
    index = textpage.get_index(left + 1, middle, 4, 4)
    box = pypdfium2.raw.FS_RECTF()
    if index is None or not pypdfium2.raw.FPDFText_GetLooseCharBox(textpage, index, box):
        return 0.0
    return abs(float(box.top) - float(box.bottom))


def _same_line(one: Line, two: Line) -> bool:
    height = max(one.size, two.size)
    apart = abs((one.bottom + one.size / 2) - (two.bottom + two.size / 2))
    return apart < SAME_LINE * height and -height < two.left - one.right < 3 * height


def _extended(line: Line, piece: Line) -> Line:
    raised = piece.size < 0.8 * line.size and piece.bottom > line.bottom + 0.2 * line.size
    space = " " if raised or piece.left - line.right > SPACE * line.size else ""
    bottom = line.bottom if raised else min(line.bottom, piece.bottom)
    size = max(line.size, piece.size)
    return Line(line.text + space + piece.text, line.left, piece.right, bottom, size, line.page)


def paragraphs_of(pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
    """The paragraphs of all pages; footnotes come after the text."""
    body = _usual_size(line for page in pages for line in page)
    text: list[Line] = []
    notes: list[Line] = []
    for page in pages:
        foot = _foot(page, body)
        text += page[: len(page) - foot]
        notes += page[len(page) - foot :]
    return [*_joined(text), *_joined(notes)]


def _usual_size(lines: Iterator[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _foot(page: Sequence[Line], body: float) -> int:
    """How many lines at the end of a page are smaller than the text, as footnotes are."""
    count = 0
    while count < len(page) and page[-count - 1].size < SMALL * body:
        count += 1
    return count if count < len(page) else 0


def _joined(lines: Sequence[Line]) -> Iterator[Paragraph]:
    leading = _usual_leading(lines)
    widths = _columns(lines)
    held: list[Line] = []
    for line in lines:
        if held and _opens(held, line, leading, widths):
            yield Paragraph("\n".join(part.text for part in held), gap_before=True)
            held = []
        held.append(line)
    if held:
        yield Paragraph("\n".join(part.text for part in held), gap_before=True)


def _usual_leading(lines: Sequence[Line]) -> dict[float, float]:
    """The usual distance from line to line, by the size of the letters in whole points."""
    found: dict[float, Counter[float]] = {}
    for one, two in pairwise(lines):
        if one.page == two.page and one.bottom > two.bottom:
            found.setdefault(round(one.size), Counter())[round(one.bottom - two.bottom)] += 1
    return {size: counts.most_common(1)[0][0] for size, counts in found.items()}


def _columns(lines: Sequence[Line]) -> dict[tuple[int, int], tuple[float, float]]:
    """Left and right edge of the bulk of the lines, by page and by where the line starts."""
    found: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        found.setdefault(_column(line), []).append(line)
    edges = {}
    for key, column in found.items():
        rights = sorted(line.right for line in column)
        edges[key] = min(line.left for line in column), rights[int(BULK * (len(rights) - 1))]
    return edges


def _column(line: Line) -> tuple[int, int]:
    """The page and the half or third of it in which a line begins."""
    return line.page, int(line.left // 150)


def _opens(
    held: Sequence[Line],
    line: Line,
    leading: dict[float, float],
    columns: dict[tuple[int, int], tuple[float, float]],
) -> bool:
    """Whether a paragraph begins with `line`, the one after the lines `held`."""
    last = held[-1]
    ended = _ENDED.search(last.text) is not None
    small = line.text[0].islower()
    same_size = abs(line.size - last.size) <= SAME_SIZE * max(last.size, line.size)
    drop = last.bottom - line.bottom
    if last.page != line.page or drop <= 0:  # another page or column
        return ended or not (small or same_size)
    if not same_size and not (small and not ended):
        return True
    usual = leading.get(round(last.size), drop)
    if drop > GAP * usual and not (small and not ended):
        return True
    left, right = columns[_column(last)]
    first = min(len(line.text.split(maxsplit=1)[0]) + 1, 30)
    width = (line.right - line.left) / max(len(line.text), 1)
    room = right - last.right - SLACK * (right - left)
    if small and not ended:
        return False
    if ended and line.left > left + INDENT * line.size and last.left <= left + INDENT * line.size:
        return True
    return room > first * width


def kept(pages: Sequence[Sequence[Line]], texts: Sequence[Sequence[str]]) -> list[list[Line]]:
    """The lines whose texts are still there after running heads were taken out of `texts`."""
    out = []
    for page, wanted in zip(pages, texts, strict=True):
        left = Counter(wanted)
        lines = []
        for line in page:
            if left[line.text]:
                left[line.text] -= 1
                lines.append(replace(line))
        out.append(lines)
    return out
