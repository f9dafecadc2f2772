"""Lines of PDF pages with their places, and paragraphs made of them, by pypdfium2.

A PDF has letters at places. Letters on one height are a line; lines below each other in one size
are a paragraph, until a gap, an indent, another size or a line that could have held the first word
of the next one. Columns and pages do not end a paragraph whose sentence goes on.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from baikonur_align.ingest.layout import Paragraph

SAME_LINE = 0.5  # of the height of a line, by which two pieces of it may differ
SAME_SIZE = 0.12  # share by which the sizes of two lines of one paragraph may differ
GAP = 1.45  # of the usual distance of lines, from which on a paragraph ends
INDENT = 0.8  # of the size of the letters
SLACK = 0.06  # of the width of a column that a full line may leave free
SMALL = 0.93  # of the size of the text, below which a line at the foot of a page is a footnote
SPACE = 0.18  # of the height of a line, from which on a gap between pieces is a space
BULK = 0.9
EMPTY = 2  # bytes that PDFium gives for a text without letters

_LINE_END_HYPHEN = re.compile("[\ufffe\x02]")  # PDFium's marks for a hyphen at the end of a line
_ANNOTATED = (b"Contents", b"V")  # the keys of a comment's and of a form field's text
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
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
    """The lines of a page in the order of the file, with each of its letters once."""
    import pypdfium2

    assert isinstance(textpage, pypdfium2.PdfTextPage)
    out: list[Line] = []
    spaced = False
    for indexes, letters in _runs(textpage):
        said = " ".join(_CONTROL.sub("", _LINE_END_HYPHEN.sub("-", letters)).split())
        if not said:
            spaced = spaced or " " in letters
            continue
        piece = _piece(textpage, indexes, said, page)
        last = out[-1] if out else None
        if last and _same_line(last, piece):
            out[-1] = _extended(last, piece, spaced or letters[0].isspace())
        else:
            out.append(piece)
        spaced = letters[-1].isspace()
    return out


def _runs(textpage: object) -> Iterator[tuple[list[int], str]]:
    """The letters of each text object, with their numbers on the page.

    The text is taken by the numbers of the letters: a rectangle around the text also holds letters
    of neighbours whose boxes touch it, which would come in twice. Spaces and line ends that PDFium
    adds between the objects are runs of their own.
    """
    import pypdfium2
    import pypdfium2.raw

    assert isinstance(textpage, pypdfium2.PdfTextPage)

    def owner(index: int) -> int | None:
        if pypdfium2.raw.FPDFText_IsGenerated(textpage, index) == 1:
            return None
        found = pypdfium2.raw.FPDFText_GetTextObject(textpage, index)
        return ctypes.cast(found, ctypes.c_void_p).value

    for _, run in groupby(range(textpage.count_chars()), owner):
        indexes = list(run)
        codes = (pypdfium2.raw.FPDFText_GetUnicode(textpage, index) for index in indexes)
        units = "".join(map(chr, codes))  # letters beyond U+FFFF come as two surrogates
        yield indexes, units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _piece(textpage: object, indexes: Sequence[int], said: str, page: int) -> Line:
    """The run of letters with these numbers, at the place that its letters take."""
    import pypdfium2

    assert isinstance(textpage, pypdfium2.PdfTextPage)
    boxes = [(textpage.get_charbox(index), index) for index in indexes]
    # A space has an empty box.
    filled = [(box, index) for box, index in boxes if box[0] < box[2] and box[1] < box[3]] or boxes
    lefts, bottoms, rights, tops = zip(*(box for box, _ in filled), strict=True)
    # The box of the font, whose height does not depend on the letter.
    _, low, _, high = textpage.get_charbox(filled[0][1], loose=True)
    size = abs(high - low) or max(tops) - min(bottoms)
    return Line(said, min(lefts), max(rights), min(bottoms), size, page)


def _same_line(one: Line, two: Line) -> bool:
    height = max(one.size, two.size)
    apart = abs((one.bottom + one.size / 2) - (two.bottom + two.size / 2))
    return apart < SAME_LINE * height and -height < two.left - one.right < 3 * height


def _extended(line: Line, piece: Line, spaced: bool) -> Line:
    raised = piece.size < 0.8 * line.size and piece.bottom > line.bottom + 0.2 * line.size
    space = " " if spaced or raised or piece.left - line.right > SPACE * line.size else ""
    bottom = line.bottom if raised else min(line.bottom, piece.bottom)
    size = max(line.size, piece.size)
    return Line(line.text + space + piece.text, line.left, piece.right, bottom, size, line.page)


def count_annotations(page: object) -> int:
    """The number of comments and form fields with text, which are not part of the page's text."""
    import pypdfium2
    import pypdfium2.raw

    assert isinstance(page, pypdfium2.PdfPage)
    raw = pypdfium2.raw
    count = 0
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        shown = raw.FPDFAnnot_GetSubtype(annotation) not in {
            raw.FPDF_ANNOT_LINK,
            raw.FPDF_ANNOT_POPUP,
        }
        sizes = (raw.FPDFAnnot_GetStringValue(annotation, key, None, 0) for key in _ANNOTATED)
        count += shown and max(sizes) > EMPTY
        raw.FPDFPage_CloseAnnot(annotation)
    return count


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
