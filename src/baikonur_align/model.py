"""The data types: documents, segments, beads, edits, pairs.

All are frozen values; the modules of the layers above read, write and change them. Languages are
ISO 639 codes (``kk``, ``en``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["translation", "draft", "comparable"]
BlockKind = Literal["paragraph", "heading", "item", "dateline", "caption"]
Status = Literal["auto", "confirmed", "rejected", "flagged"]
Origin = Literal["aligner", "mt", "memory", "reviewer", "import"]
Where = Literal["source", "target"]
SIDES: tuple[Where, Where] = ("source", "target")
RemarkKind = Literal["left-out", "guessed", "repaired", "kept"]
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
"""Each role may do what the one before it may: read and export; edit; publish, add and decide."""


class Problem(Exception):
    """An error that the user can fix; the message is one line that says what to do.

    The errors of this package that a user may meet are subclasses. The command line prints the
    message and exits with 1; the web app sends it.

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
    """A part of a document that no sentence crosses; ``text`` is as it was read.

    ``lines``: the document is split into sentences already, and each line is one. ``codes`` are
    the inline codes of ``text``.
    """

    kind: BlockKind
    text: str
    lines: bool = False
    codes: tuple[InlineCode, ...] = ()


Properties = tuple[tuple[str, str], ...]
"""Keys and values in the order of the file; a key may come more than once."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of an import report: what a reader left out, guessed, repaired or kept aside.

    ``what`` says it in a few words (``units without a translation``), ``count`` how many times.
    ``certainty`` of a guess is 0..1, None where it is unknown.
    """

    kind: RemarkKind
    what: str
    count: int = 1
    certainty: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read: ``sha256`` is of the file's bytes, in hexadecimal.

    ``metadata`` describes the text: author, translator, publisher, date, genre, address, rights,
    licence, language (a full BCP 47 tag), and free keys. ``remarks`` are its import report.
    """

    name: str
    lang: str
    title: str
    sha256: str
    blocks: tuple[Block, ...]
    metadata: Properties = ()
    remarks: tuple[Remark, ...] = ()


class SegmentId(str):
    """The id of a segment: its language and its place on its side, such as ``kk.5``.

    A segment that is cut in two becomes ``kk.5.1`` and ``kk.5.2``. The order of the places is the
    order of the text.
    """

    __slots__ = ()

    @property
    def lang(self) -> str:
        """The language: ``kk`` of ``kk.5.2``."""
        return self.partition(".")[0]

    @property
    def place(self) -> tuple[int, ...]:
        """The numbers: (5, 2) of ``kk.5.2``."""
        return tuple(int(number) for number in self.split(".")[1:])

    @property
    def whole(self) -> str:
        """The id of the sentence as it was read: ``kk.5`` of ``kk.5.2``."""
        return ".".join(self.split(".")[:2])


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of one side.

    ``id`` is a `SegmentId`. ``block`` is the index of its block in the side. ``draft`` is the
    machine translation of a source sentence, empty if there is none.
    ``codes`` are the inline codes of ``text``, sorted by their start, outer codes first.
    ``draft_quality`` is the estimated probability, 0 to 1, that the draft needs little editing, or
    None if there is no estimate.
    """

    id: str
    text: str
    block: int
    draft: str = ""
    codes: tuple[InlineCode, ...] = ()
    draft_quality: float | None = None


Content = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]
"""The (id, text) of each segment of the source, and of the target."""


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A finding of a check that the reviewer ``resp`` dismissed, and the reason.

    ``check`` is the kind of check, ``where`` the side and ``what`` the text of the finding.
    """

    check: str
    where: Where
    what: str
    reason: str
    resp: str = ""


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments that translate each other; with ``()`` on a side the other side is unaligned.

    ``confidence`` is the probability that the bead is right, 0 to 1, or None if the aligner did not
    make it. ``resp`` is the reviewer of the last edit, empty if there is none. ``note`` is the
    reviewers' comment. ``dismissed`` are findings of the checks that reviewers dismissed.
    ``properties`` are what a bilingual file says of the unit (id, dates, authors, state), for
    exports to give back.
    """

    source: tuple[Segment, ...]
    target: tuple[Segment, ...]
    status: Status = "auto"
    confidence: float | None = None
    origin: Origin = "aligner"
    resp: str = ""
    note: str = ""
    dismissed: tuple[Dismissal, ...] = ()
    properties: Properties = ()

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments of both sides, source first."""
        return self.source + self.target

    @property
    def content(self) -> Content:
        """The ids and texts of both sides: what a reviewer judges."""
        return tuple((segment.id, segment.text) for segment in self.source), tuple(
            (segment.id, segment.text) for segment in self.target
        )

    def side(self, where: Where) -> tuple[Segment, ...]:
        """The segments of one side."""
        return self.source if where == "source" else self.target

    def text(self, where: Where, separator: str = " ") -> str:
        """The text of one side."""
        return separator.join(segment.text for segment in self.side(where))


@dataclass(frozen=True, slots=True)
class Link:
    """A bead by the indexes of its sentences, counted from 0; ``()`` on a side: unaligned.

    ``score`` is higher for better beads and comparable within one alignment only. ``confidence`` is
    the probability that the bead is right, 0 to 1, or None if not computed. ``why`` describes the
    evidence for people.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float = 0.0
    confidence: float | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What a bilingual file says of one unit, in the terms of a `Bead`."""

    status: Status = "auto"
    confidence: float | None = None
    resp: str = ""
    note: str = ""
    properties: Properties = ()


NO_FACTS = UnitFacts()


@dataclass(frozen=True, slots=True)
class GivenLink:
    """A link that a bilingual file states: numbers of its blocks, from 0, and its `UnitFacts`."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    facts: UnitFacts = NO_FACTS


@dataclass(frozen=True, slots=True)
class Edit:
    """One change by one reviewer: the beads ``after`` replace the beads ``before``.

    ``at`` is an ISO 8601 time in UTC. ``undoes`` is the version of the edit that this one reverts
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
    """One of the two documents of a pair, without its text.

    ``sha256`` is empty where the text is machine-made. ``blocks`` are the kinds of the blocks that
    ``Segment.block`` counts. ``metadata`` and ``remarks`` are those of the `Document`.
    """

    lang: str
    title: str
    name: str
    sha256: str
    blocks: tuple[BlockKind, ...]
    metadata: Properties = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that took part in making a pair: splitter, MT engine, aligner."""

    role: str
    name: str
    version: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of a pair's revision history; ``at`` is an ISO 8601 time in UTC."""

    who: str
    at: str
    what: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts side by side: each segment in exactly one bead, beads in reading order.

    ``version`` is the number of edits made to the beads, ``journal`` the id of the journal that
    they were made in, empty if there are none or version 0.1.0 published them. ``metadata`` are the
    terms under which the pair itself is published: ``licence``, ``licence-url``, ``rights`` and
    ``availability`` (the TEI status).
    """

    id: str
    kind: Kind
    source: Side
    target: Side
    beads: tuple[Bead, ...]
    tools: tuple[Tool, ...] = ()
    changes: tuple[Change, ...] = ()
    version: int = 0
    journal: str = ""
    metadata: Properties = ()


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the app and its role."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reviewer is: the window, the pair it shows, the active sentence."""

    window: str
    reviewer: str
    pair: str
    segment: str


Category = Literal["accuracy", "omission", "addition", "terminology", "fluency", "style", "other"]
Severity = Literal["neutral", "minor", "major", "critical"]
Better = Literal["first", "second", "tie"]


@dataclass(frozen=True, slots=True)
class MarkedError:
    """An error in characters ``start`` to ``end`` of a translation; an omission may be empty."""

    start: int
    end: int
    category: Category
    severity: Severity


@dataclass(frozen=True)
class Annotation:
    """What one annotator says of a bead's translation, ``text``; ``segment`` names the bead."""

    pair: str
    segment: str
    who: str
    text: str
    errors: tuple[MarkedError, ...] = ()
    rating: int | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Which of two systems of an evaluation is better on a line, by one annotator."""

    evaluation: str
    line: int
    first: str
    second: str
    who: str
    better: Better
    at: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A run of a pair that a reviewer is asked to review, or all of it if the ids are empty.

    ``first`` and ``last`` are segment ids of one side. ``number`` is the database's key; ``at`` is
    an ISO 8601 time in UTC.
    """

    pair: str
    reviewer: str
    first: str
    last: str
    note: str
    by: str
    at: str
    number: int = 0
