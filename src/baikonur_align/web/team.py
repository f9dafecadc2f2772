"""The endpoints of reviewers who work together: who is here, assignments, agreement."""

from __future__ import annotations

from dataclasses import asdict

from msgspec import UNSET, Struct, UnsetType

from baikonur_align.accounts.people import may
from baikonur_align.model import Place
from baikonur_align.web.changes import news
from baikonur_align.web.endpoints import ReviewerName, Short, Version, get, post
from baikonur_align.web.guard import acting
from baikonur_align.web.naming import named
from baikonur_align.web.shapes import (
    AllTasksJson,
    Anything,
    HereJson,
    PeopleJson,
    TasksJson,
    TeamReportJson,
)
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench


class HereRequest(Struct):
    """Where a window is: its own random name, the segment, the version that it has."""

    window: Short
    segment: Short
    since: Version
    reviewer: ReviewerName | UnsetType = UNSET


class AssignRequest(Struct):
    """To whom the pair is assigned, or its segments from first to last."""

    reviewers: list[str]
    first: Short = ""
    last: Short = ""
    note: str = ""
    reviewer: ReviewerName | UnsetType = UNSET


class PairQuery(Struct):
    """One pair only, or all."""

    pair: str | None = None


@post("/api/pairs/<pair_id>/here", "reader", refuses=(422,), answer=HereJson, writes=False)
def here(bench: Workbench, pair_id: str, sent: HereRequest) -> Json:
    """Say where a window is; the answer has the edits since, and where the others are."""
    place = Place(sent.window, acting(sent.reviewer), pair_id, sent.segment)
    told = news(bench, bench.review.current(pair_id), sent.since)
    bench.presence.report(place)
    return {**told, "people": _people(bench, place)}


@get("/api/people", "reader", answer=PeopleJson)
def people(bench: Workbench) -> Json:
    """Who is here, and where."""
    return {"people": _people(bench)}


@get("/api/tasks", "reader", refuses=(404,), answer=AllTasksJson)
def tasks(bench: Workbench, query: PairQuery) -> Json:
    """Who is to review what, and who has an account to be asked."""
    names = [account.name for account in bench.accounts.all() if may(account.role, "reviewer")]
    return {"tasks": _tasks(bench, query.pair), "names": names}


@post("/api/pairs/<pair_id>/tasks", "lead", refuses=(422,), answer=TasksJson)
def assign(bench: Workbench, pair_id: str, sent: AssignRequest) -> Json:
    """Assign a pair, or a range of it, to reviewers."""
    span = sent.first, sent.last
    bench.team.assign(pair_id, sent.reviewers, span, sent.note, lead=acting(sent.reviewer))
    return {"tasks": _tasks(bench, pair_id)}


@post("/api/pairs/<pair_id>/tasks/<int:number>/end", "lead", answer=TasksJson)
def withdraw(bench: Workbench, pair_id: str, number: int, sent: Anything) -> Json:  # noqa: ARG001
    """Withdraw an assignment."""
    bench.team.withdraw(pair_id, number)
    return {"tasks": _tasks(bench, pair_id)}


@get("/api/agreement", "reader", answer=TeamReportJson, heavy=True)
def agreement(bench: Workbench) -> Json:
    """How far the reviewers agree."""
    report = bench.team.agreement().to_json()
    names = [reviewer["reviewer"] for reviewer in report["reviewers"]]
    badges = {name: bench.badges.of(name) for name in names}
    return report | {"pairs": named(bench, report["pairs"], "name"), "badges": badges}


ENDPOINTS = (here, people, tasks, assign, withdraw, agreement)


def _tasks(bench: Workbench, pair_id: str | None) -> list[Json]:
    found = bench.team.tasks(pair_id)
    told = (
        asdict(task.assignment)
        | {
            "badge": bench.badges.of(task.assignment.reviewer),
            "beads": task.beads,
            "judged": task.judged,
        }
        for task in found
    )
    return named(bench, told)


def _people(bench: Workbench, asking: Place | None = None) -> list[Json]:
    """Return who else is here; a window's name is its own secret."""
    there = [
        place
        for place in bench.presence.all()
        if asking is None or place.reviewer != asking.reviewer
    ]
    places = (
        {
            "name": place.reviewer,
            "badge": bench.badges.of(place.reviewer),
            "pair": place.pair,
            "segment": place.segment,
        }
        for place in there
    )
    return named(bench, places)
