"""The shapes of the API's answers; their JSON schemas are made from these types."""

from __future__ import annotations

from types import GenericAlias
from typing import Annotated, Any, Literal, NotRequired, TypedDict, get_type_hints

from msgspec import Meta, defstruct

from baikonur_align.building.builder import DRAFT
from baikonur_align.building.realign import REALIGN
from baikonur_align.checks.glossary import FoundTerm
from baikonur_align.edit import VERBS
from baikonur_align.evaluation.translation import Score
from baikonur_align.hints.concordance import Hit
from baikonur_align.hints.earlier import EarlierTranslation
from baikonur_align.hints.meaning import Coverage
from baikonur_align.model import Assignment, Kind, Role, Side, Status
from baikonur_align.review.lookup import Hints
from baikonur_align.review.pair_list import PairPage
from baikonur_align.review.team_report import Agreement, TeamReport
from baikonur_align.summary import PairName, Summary
from baikonur_align.web.endpoints import Timestamp, Version

Verb = Annotated[
    str,
    Meta(extra_json_schema={"enum": [*VERBS, REALIGN, DRAFT, "revert", "update", "undo", "redo"]}),
]
Named = Annotated[
    PairName | None,
    Meta(description="What to call the pair before people; null if it is gone."),
]
BeadId = Annotated[str, Meta(description="Names the bead as it is now: an edit changes it.")]


class ErrorMessage(TypedDict):
    """The error's English template, the key of its translations, and the values for it."""

    key: str
    values: dict[str, str | int | float | bool | None]


class ErrorJson(TypedDict):
    """What is wrong and what to do: in English, and as a message to translate."""

    error: str
    message: ErrorMessage


class SessionJson(TypedDict):
    """Who is signed in; the reviewer is empty if nobody is."""

    accounts: bool
    reviewer: str
    role: Literal[Role, ""]


class InlineCodeJson(TypedDict):
    """An inline code at an offset of a sentence's text."""

    start: int
    end: int
    kind: str
    data: NotRequired[str]
    id: NotRequired[str]


class SegmentJson(TypedDict):
    """A sentence of one side."""

    id: str
    text: str
    block: int
    draft: NotRequired[str]
    draft_quality: NotRequired[float]
    codes: NotRequired[list[InlineCodeJson]]


class DismissalJson(TypedDict):
    """Why a reviewer says that a warning is nothing."""

    reason: str
    resp: str


class BeadDismissalJson(DismissalJson):
    """The warning that was dismissed: the check, the side, what was seen."""

    check: str
    where: str
    what: str


class FindingJson(TypedDict):
    """What a check found; ``at`` is another place of the corpus, ``pair#segment``."""

    kind: str
    what: str
    where: str
    at: NotRequired[str]
    named: NotRequired[Named]
    dismissed: NotRequired[DismissalJson]


def many(kind: Any) -> Any:
    """Return the type of a list of `kind`."""
    return GenericAlias(list, (kind,))


def record(name: str, base: Any = None, /, **more: Any) -> Any:
    """Return the type of an object that has the fields of a dataclass `of`, and `more`."""
    fields = dict(get_type_hints(base, include_extras=True)) if base else {}
    return defstruct(name, list((fields | more).items()))


Decision = TypedDict("Decision", {"by": str, "as": Status})


class PlainBeadJson(TypedDict):
    """Sentences that translate each other."""

    id: BeadId
    source: list[SegmentJson]
    target: list[SegmentJson]
    status: Status
    confidence: float | None
    origin: str
    resp: str
    note: str
    dismissed: NotRequired[list[BeadDismissalJson]]
    properties: NotRequired[list[list[str]]]


class BeadJson(PlainBeadJson):
    """A bead with what its checks found and what reviewers think of it.

    ``people`` have changed or judged it, ``judged`` says how, ``opinion`` what it still needs,
    ``settled`` what a lead decided.
    """

    checks: NotRequired[list[FindingJson]]
    people: NotRequired[list[str]]
    judged: NotRequired[dict[str, Status]]
    opinion: NotRequired[Literal["disputed", "second"]]
    settled: NotRequired[Decision]


class EditJson(TypedDict):
    """An edit: the ids of the beads that went, and the beads that came."""

    version: Version
    verb: Verb
    reviewer: str
    at: Timestamp
    undoes: int | None
    removed: list[str]
    added: list[BeadJson]


class NewsJson(TypedDict):
    """The edits after the version that was seen, oldest first, and the version they lead to."""

    version: Version
    edits: list[EditJson]


class MadeJson(NewsJson):
    """The answer to an edit: ``made`` is the version of this edit.

    ``about`` is its verb or, for an undo or a redo, the verb of the edit that it was about.
    """

    made: Version
    about: str


class UndoableJson(TypedDict):
    """Whether the reviewer has an edit of the pair to undo, and one to redo."""

    undo: bool
    redo: bool


class RealignPlanJson(TypedDict):
    """What a realignment would do: beads kept by reason, beads aligned, and how many would change.

    ``parts`` are the first changes, ``left_out`` counts the others.
    """

    kept: dict[str, int]
    aligned: int
    changed: int
    parts: list[PartJson]
    left_out: int


class PairJson(TypedDict):
    """A pair. ``first`` is the position (from 0) of the first of the beads, ``count`` their number
    in the whole pair, ``look_below`` the confidence below which a bead needs a look. ``coded``: an
    inline code has the same id on both sides.
    """

    id: str
    kind: Kind
    source: Side
    target: Side
    version: Version
    look_below: float
    glossary_problem: str
    coded: bool
    first: int
    count: int
    beads: list[BeadJson]


class PartJson(TypedDict):
    """What one part of an edit was and became."""

    before: list[PlainBeadJson]
    after: list[PlainBeadJson]


class JournalEditJson(TypedDict):
    """An edit for people: what each of its parts, which belong together, was and became.

    ``about`` is the verb of the edit that an undo or a redo was about. ``sizes`` says how many
    beads went and came, ``left_out`` how many parts are not listed.
    """

    version: Version
    verb: Verb
    reviewer: str
    at: Timestamp
    undoes: int | None
    about: str
    sizes: list[int]
    parts: list[PartJson]
    left_out: int


class HistoryJson(TypedDict):
    """A page of a pair's edits, latest first."""

    named: Named
    version: Version
    reviewers: list[str]
    edits: list[JournalEditJson]
    more: bool


class RevertPlanJson(JournalEditJson):
    """What a revert would do: the beads that change, and whose edits it takes back."""

    beads: list[BeadId]
    others: list[str]


class FindHitJson(TypedDict):
    """A sentence in which something is found, and how it would read."""

    bead: BeadId
    segment: str
    before: str
    after: str


class HitsJson(TypedDict):
    """What a search finds."""

    hits: list[FindHitJson]


class VersionJson(TypedDict):
    """The version that was written."""

    version: Version


class PresenceJson(TypedDict):
    """Where a reviewer is."""

    name: str
    badge: str
    pair: str
    segment: str
    named: Named


class PeopleJson(TypedDict):
    """Who is here, and where."""

    people: list[PresenceJson]


class HereJson(NewsJson):
    """The edits since, and who else is here."""

    people: list[PresenceJson]


class PairScoreJson(TypedDict):
    """The scores of one pair or of several; ``reason`` says why there are none."""

    name: str
    kind: str
    direction: str
    reviewed: int
    beads: int
    scores: list[Score]
    sentence_hter: list[float]
    reason: str


class NamedScoreJson(PairScoreJson):
    """The scores of a pair, and what the pair is called."""

    named: Named


class ScoresJson(TypedDict):
    """The scores of each pair, and of all pairs of a direction."""

    method: str
    pairs: list[NamedScoreJson]
    totals: list[PairScoreJson]


SummaryJson = record("Summary", Summary, reviewed=float)
PairsJson = record("Pairs", pairs=many(SummaryJson))
PairPageJson = record("PairPage", PairPage, pairs=many(SummaryJson), go_on=SummaryJson | None)
TaskJson = record("Task", Assignment, badge=str, beads=int, judged=int, named=Named)
TasksJson = record("Tasks", tasks=many(TaskJson))
AllTasksJson = record("AllTasks", tasks=many(TaskJson), names=list[str])
AgreementJson = record("NamedAgreement", Agreement, named=Named)
TeamReportJson = record(
    "TeamReport", TeamReport, method=str, pairs=many(AgreementJson), badges=dict[str, str]
)
HitJson = record("ConcordanceHit", Hit, named=Named)
ConcordanceJson = record("Concordance", ready=bool, total=int, complete=bool, hits=many(HitJson))
MeaningJson = record("MeaningSearch", Coverage, ready=bool)
MatchJson = record("EarlierTranslation", EarlierTranslation, named=Named)
HintsJson = record("Hints", Hints, memory=many(MatchJson) | None, terms=list[FoundTerm])

Anything = dict[str, Any]
"""An object that is described in words only."""
