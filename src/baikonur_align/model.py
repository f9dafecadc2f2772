"""The words of the field as data: documents, segments, beads, edits, pairs.

Everything here is a frozen value. Nothing here reads, writes or computes; the floors above do.
Languages are ISO 639 codes (``kk``, ``en``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["translation", "draft", "comparable"]
BlockKind = Literal["paragraph", "heading", "item", "dateline", "caption"]
Status = Literal["auto", "confirmed", "rejected", "flagged"]
Origin = Literal["aligner", "mt", "reviewer", "import"]
Where = Literal["source", "target"]
CodeKind = Literal[
    "bold",
    "italic",
    "underline",
    "strike",
    "superscript",
    "subscript",
    "link",
    "code",
    "style",
    "placeholder",
    "break",
    "tab",
    "image",
    "note",
    "field",
    "mark",
    "other",
]
"""What an inline code does to the text that it stands in or around."""
Role = Literal["reader", "reviewer", "lead"]
"""Each may do what the one before may, and more: read and export; edit; publish, add texts and decide."""


class Problem(Exception):
    """An error the user can fix; the message is one line that says what to do.

    Every error of this package that a user may meet is a subclass. The command line prints the
    message and exits with 1; the web app answers with it.

    ``template`` is the English text with ``{named}`` fields and ``values`` fills them, so that a
    client can show the message in another language. Without values the template is the message.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template = template
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the values, which `Exception` would lose: jobs run in other processes."""
        return _problem, (type(self), self.template, self.values)


def _problem(kind: type[Problem], template: str, values: dict[str, object]) -> Problem:
    return kind(template, **values)


@dataclass(frozen=True, slots=True)
class InlineCode:
    """Formatting, a placeholder or another code inside a text that itself stays plain.

    ``start`` and ``end`` are offsets in code points of the text. Where they are equal, the code
    stands alone (a line break, a field, the mark of a footnote); otherwise it is a pair of codes
    around the span. ``data`` is what the format of the document needs to write the code back.
    ``id`` is shared by a code of the source and its counterpart in the target.
    """

    start: int
    end: int
    kind: CodeKind
    data: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document that no sentence crosses; ``text`` is as it was read.

    ``lines``: the document is split into sentences already, and each line is one. ``codes`` are
    the inline codes of ``text``.
    """

    kind: BlockKind
    text: str
    lines: bool = False
    codes: tuple[InlineCode, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read: ``sha256`` is of the file's bytes, in hexadecimal."""

    name: str
    lang: str
    title: str
    sha256: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of one side.

    ``id`` is the place: ``kk.5``; cut in two it becomes ``kk.5.1`` and ``kk.5.2``, so that the order
    of a side is the order of the numbers. ``block`` is the index of its block in the side.
    ``draft`` is the machine translation of a source sentence, empty where there is none.
    ``codes`` are the inline codes of ``text``, sorted by their start, outer codes first.
    """

    id: str
    text: str
    block: int
    draft: str = ""
    codes: tuple[InlineCode, ...] = ()


@dataclass(frozen=True, slots=True)
class Dismissal:
    """What a check saw in a bead, and why a reviewer, ``resp``, says that it is nothing.

    ``check`` is the kind of check, ``where`` the side on which it saw ``what``.
    """

    check: str
    where: Where
    what: str
    reason: str
    resp: str = ""


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments that translate each other; ``()`` on a side means nothing is opposite.

    ``confidence`` is 0..1, or None where no aligner has spoken. ``resp`` is the reviewer who last
    touched it, empty while nobody has. ``note`` is a reviewer's comment. ``dismissed`` are warnings that
    reviewers have looked at and found to be nothing.
    """

    source: tuple[Segment, ...]
    target: tuple[Segment, ...]
    status: Status = "auto"
    confidence: float | None = None
    origin: Origin = "aligner"
    resp: str = ""
    note: str = ""
    dismissed: tuple[Dismissal, ...] = ()

    @property
    def segments(self) -> tuple[Segment, ...]:
        return self.source + self.target


@dataclass(frozen=True, slots=True)
class Link:
    """A bead by the numbers of its sentences, counted from 0; ``()`` on a side: nothing is opposite.

    ``score`` is the aligner's own, higher is better, comparable within one alignment only.
    ``confidence`` is 0..1: the share of such beads that are right; None while nobody has judged.
    ``why`` is the evidence in a few words, for people.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float = 0.0
    confidence: float | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """What one reviewer did at once: the beads ``before`` give way to the beads ``after``.

    ``at`` is an ISO 8601 time in UTC. ``undoes`` is the version of the edit that this one takes back
    (``verb`` is then ``undo`` or ``redo``).
    """

    before: frozenset[Bead]
    after: frozenset[Bead]
    verb: str
    reviewer: str
    at: str
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """What a pair remembers of one of its documents.

    ``sha256`` is empty where the text is machine-made. ``blocks`` are the kinds of the blocks that
    ``Segment.block`` counts.
    """

    lang: str
    title: str
    name: str
    sha256: str
    blocks: tuple[BlockKind, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that had a part in a pair: splitter, MT engine, aligner."""

    role: str
    name: str
    version: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a pair's revision history: ``at`` is an ISO 8601 time in UTC."""

    who: str
    at: str
    what: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts side by side: each segment in exactly one bead, beads in reading order.

    ``version`` is the number of edits that the beads have seen.
    """

    id: str
    kind: Kind
    source: Side
    target: Side
    beads: tuple[Bead, ...]
    tools: tuple[Tool, ...] = ()
    changes: tuple[Change, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in, and as what."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reviewer is: a window of theirs, the pair it shows, the sentence that they are on."""

    window: str
    reviewer: str
    pair: str
    segment: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a reviewer is to review: a pair, from one sentence to another, or all of it where these are empty.

    Both sentences are of one side. ``number`` is the database's; ``at`` is an ISO 8601 time in UTC.
    """

    pair: str
    reviewer: str
    first: str
    last: str
    note: str
    by: str
    at: str
    number: int = 0
