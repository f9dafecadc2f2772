"""A document as translatable blocks, and as the source in which their translations take place.

A format reads its source into `Part`s with `Slot`s. A slot is a stretch of the source that holds
one block: its text, its inline codes, and for each code the markup that writes it. A translated
block replaces its slot; all else of the source is copied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from baikonur_align.model import Block, BlockKind, CodeKind, InlineCode, Problem

Source = str | tuple[int, int]
Markup = tuple[Source, ...]
"""Markup to write: literal text, and stretches of the source, in which other slots may lie."""

Emit = Callable[[str, str], str]
"""Writes plain text in a format (its markup, empty for none)."""

Spans = tuple[tuple[int, int], ...]
"""Stretches of a text, in their order: (start, end) in characters."""

PLAIN = 2
"""The weight of a character without a format where the base format of a block is chosen."""

MARKS = ("⟦", "⟧")
"""What stands around marked text in formats that cannot highlight."""

Marking = Literal["highlight", "comment"]
"""How the text that nobody confirmed is marked, where the format can."""

Held = Literal["highlight", "comment", "state", "characters"]
"""How a format holds a mark: also by the state of a unit, or by `MARKS`."""

COMMENT_AUTHOR = "baikonur-align"
"""The author of comments that are written into documents."""


class Comments(Protocol):
    """New comments of a document."""

    def around(self, text: str) -> tuple[str, str]:
        """The markup before and after a stretch with a new comment that says `text`."""


class Damaged(Problem):
    """A document that cannot be read as what its name says; the message says what to do."""


class CannotWrite(Problem):
    """A translation that the format cannot hold."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: the table's number, and row and column from 0; it takes `span` columns."""

    table: int
    row: int
    column: int
    span: int = 1


class Grid:
    """Counts the rows and columns of one table while it is read."""

    def __init__(self, table: int) -> None:
        self._table = table
        self._row = -1
        self._column = 0
        self._taken: dict[int, int] = {}  # rows that a cell of an earlier row takes, by column

    def next_row(self, before: int = 0) -> None:
        """Begin a row, whose first `before` columns are left out."""
        self._row += 1
        self._column = before
        self._taken = {column: rows - 1 for column, rows in self._taken.items() if rows > 1}

    def next_cell(self, span: int = 1, rows: int = 1) -> Cell:
        """Return the next cell of the row, which takes `span` columns and `rows` rows."""
        while self._column in self._taken:
            self._column += 1
        cell = Cell(self._table, max(self._row, 0), self._column, span)
        self._column += span
        if rows > 1:
            self._taken |= dict.fromkeys(range(cell.column, self._column), rows)
        return cell


@dataclass(frozen=True, slots=True)
class Layout:
    """What a document has to translate, in reading order.

    ``contexts`` say of each block where it stands ("footnote", "alt text", a part or sheet),
    ``cells`` the cell of a table that it is in. ``left_out`` names each text that is no block.
    ``targets`` are the translations that a bilingual file brings, None where it has none.
    ``title`` is the document's own title property. ``notes`` tell what a user should know.
    """

    blocks: tuple[Block, ...]
    contexts: tuple[str, ...]
    targets: tuple[Block | None, ...] = ()
    title: str = ""
    lang: str = ""
    notes: tuple[str, ...] = ()
    cells: tuple[Cell | None, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """What takes the place of a block. ``state`` is ``translated``, ``reviewed`` or ``""``.

    ``marked`` stretches of the text are highlighted, or have a comment that says ``comment``; where
    the format has neither, they stand in `MARKS`.
    """

    text: str
    codes: tuple[InlineCode, ...] = ()
    state: str = "translated"
    marked: Spans = ()
    comment: str = ""


@dataclass(slots=True)
class Code:
    """The markup of one inline code.

    ``close`` is None for a code that stands alone. ``whole`` codes are written as they were, with
    the text that they cover: fields. ``form`` is a format for `Emit` instead of markup.
    """

    kind: CodeKind
    open: Markup
    close: Markup | None = None
    whole: bool = False
    form: str | None = None


@dataclass(slots=True)
class Slot:
    """A stretch of the source that a block's translation replaces.

    ``base`` is the format of text that no code formats otherwise. ``lead`` and ``trail`` are the
    markup that stays before and after the text. ``twins`` are stretches with the same content.
    ``in_place``: the stretch holds the source text itself, not a place for its translation.
    ``highlight`` makes a format its highlighted form; None where there is no such format.
    ``takes_comments``: comments may stand around stretches of the text.
    """

    start: int
    end: int
    text: str
    codes: tuple[InlineCode, ...]
    table: dict[str, Code]
    emit: Emit
    kind: BlockKind = "paragraph"
    context: str = ""
    base: str = ""
    lead: Markup = ()
    trail: Markup = ()
    twins: list[Slot] = field(default_factory=list)
    target: Block | None = None
    in_place: bool = True
    cell: Cell | None = None
    highlight: Callable[[str], str] | None = None
    takes_comments: bool = False


@dataclass(slots=True)
class Item:
    """One step of a block's content: ``what`` is text, open, close, mark or field."""

    what: str
    text: str = ""
    form: str = ""
    kind: CodeKind = "other"
    markup: Markup = ()


Items = list[Item]


def slot(
    items: Items,
    span: tuple[int, int],
    emit: Emit,
    *,
    number: int,
    kind: BlockKind = "paragraph",
    context: str = "",
    name_form: Callable[[str], CodeKind] = lambda _: "style",
    same_form: Callable[[str], str] = lambda form: form,
) -> Slot | None:
    """The slot of a block whose content is `items`; None where there is no text to translate.

    What stands before the first text and after the last becomes the slot's lead and trail. The
    format of most characters is the base, where text in no format counts twice; stretches in
    another one become paired codes.
    """
    lead, items, trail = _peel(items, emit)
    if not items:
        return None
    forms = Counter[str]()
    for item in items:
        if item.what == "text":
            form = same_form(item.form)
            forms[form] += len(item.text.strip()) * (1 if form else PLAIN)
    base_key = forms.most_common(1)[0][0] if forms else ""
    base = next((i.form for i in items if i.what == "text" and same_form(i.form) == base_key), "")
    made = _Assembler(base_key, number, name_form, same_form)
    made.take(items)
    text, codes = _trimmed(made.text, made.codes)
    return Slot(*span, text, codes, made.table, emit, kind, context, base, lead, trail)


def _peel(items: Items, emit: Emit) -> tuple[Markup, Items, Markup]:
    """Items without marks and white space at the ends, and without pairs around all of them."""
    items = list(items)
    lead: list[Source] = []
    trail: list[Source] = []
    while items:
        first, last = items[0], items[-1]
        if first.what == "text" and first.text[:1].isspace():
            kept = first.text.lstrip()
            lead.append(emit(first.text[: len(first.text) - len(kept)], first.form))
            items[0] = replace(first, text=kept)
        elif last.what == "text" and last.text[-1:].isspace():
            kept = last.text.rstrip()
            trail.insert(0, emit(last.text[len(kept) :], last.form))
            items[-1] = replace(last, text=kept)
        elif first.what == "mark" or (first.what == "text" and not first.text):
            lead += items.pop(0).markup
        elif last.what == "mark" or (last.what == "text" and not last.text):
            trail[:0] = items.pop().markup
        elif _around_all(items):
            lead += items.pop(0).markup
            trail[:0] = items.pop().markup
        else:
            break
    if not any(item.what == "text" and item.text.strip() for item in items):
        return (), [], ()
    return tuple(lead), items, tuple(trail)


def _around_all(items: Items) -> bool:
    """Whether the first item opens a pair that the last one closes."""
    if items[0].what != "open" or items[-1].what != "close":
        return False
    depth = 0
    for item in items[:-1]:
        depth += {"open": 1, "close": -1}.get(item.what, 0)
        if not depth:
            return False
    return True


class _Assembler:
    """Makes the text, the codes and their markup of the items of a block."""

    def __init__(
        self,
        base: str,
        number: int,
        name_form: Callable[[str], CodeKind],
        same_form: Callable[[str], str],
    ) -> None:
        self._base = base
        self._number = number
        self._name_form = name_form
        self._same_form = same_form
        self.text = ""
        self.codes: list[InlineCode] = []
        self.table: dict[str, Code] = {}
        self._opened: list[tuple[int, Item]] = []
        self._styled: tuple[int, str] | None = None  # where a stretch in another format began

    def take(self, items: Items) -> None:
        for item in items:
            if item.what == "text":
                self._say(item)
            elif item.what == "mark":
                self._add(len(self.text), len(self.text), Code(item.kind, item.markup))
                self.text += item.text
            else:
                self._end_style()
                self._pair(item)
        self._end_style()

    def _add(self, start: int, end: int, code: Code) -> None:
        name = f"{self._number}.{len(self.table) + 1}"
        self.table[name] = code
        self.codes.append(InlineCode(start, end, code.kind, id=name))

    def _say(self, item: Item) -> None:
        key = self._same_form(item.form)
        if item.text.strip():
            if self._styled and self._same_form(self._styled[1]) != key:
                self._end_style()
            if self._styled is None and key != self._base:
                self._styled = len(self.text), item.form
        self.text += item.text

    def _end_style(self) -> None:
        """Close the stretch in another format; white space at its ends is outside of it."""
        if self._styled is None:
            return
        start, form = self._styled
        stretch = self.text[start:]
        self._styled = None
        end = start + len(stretch.rstrip())
        start += len(stretch) - len(stretch.lstrip())
        if start < end:
            self._add(start, end, Code(self._name_form(form), (), (), form=form))

    def _pair(self, item: Item) -> None:
        here = len(self.text)
        if item.what == "field":
            self._add(here, here + len(item.text), Code(item.kind, item.markup, whole=True))
            self.text += item.text
        elif item.what == "open":
            self._opened.append((here, item))
        else:
            start, begun = self._opened.pop()
            self._add(start, here, Code(begun.kind, begun.markup, item.markup))


def _trimmed(text: str, codes: list[InlineCode]) -> tuple[str, tuple[InlineCode, ...]]:
    lead = len(text) - len(text.lstrip())
    length = len(text.strip())
    moved = [
        replace(
            code,
            start=min(max(code.start - lead, 0), length),
            end=min(max(code.end - lead, 0), length),
        )
        for code in codes
    ]
    ordered = sorted(
        moved, key=lambda code: (code.start, -code.end, int(code.id.rpartition(".")[2]))
    )
    return text.strip(), tuple(ordered)


@dataclass(slots=True)
class Part:
    """One text of a document: its source and the slots in it, in order of their start."""

    name: str
    source: str
    slots: list[Slot] = field(default_factory=list)
    edits: list[tuple[int, int, str]] = field(default_factory=list)


def layout_of(
    slots: Sequence[Slot],
    title: str = "",
    lang: str = "",
    notes: Sequence[str] = (),
    left_out: Sequence[str] = (),
) -> Layout:
    """The slots as a user of this room sees them."""
    return Layout(
        tuple(Block(slot.kind, slot.text, codes=slot.codes) for slot in slots),
        tuple(slot.context for slot in slots),
        tuple(slot.target for slot in slots),
        title,
        lang,
        tuple(notes),
        tuple(slot.cell for slot in slots),
        tuple(left_out),
    )
