"""The endpoints that keep house: titles, projects, deletion, and the list of all warnings."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from baikonur_align.building.counting import Warned, some_warnings, warnings
from baikonur_align.review.pair_list import bad_cursor
from baikonur_align.web.endpoints import ReviewerName, get, post
from baikonur_align.web.guard import acting
from baikonur_align.web.naming import named
from baikonur_align.web.shapes import Anything, Named, many, record
from baikonur_align.wire import Json
from baikonur_align.workbench import Workbench

Title = Annotated[str, Meta(max_length=500)]


class NamesRequest(Struct, kw_only=True):
    """The titles of both texts, and the project of the pair; an empty one takes it out of any."""

    source_title: Title
    target_title: Title
    project: Annotated[str, Meta(max_length=100)] = ""
    reviewer: ReviewerName | UnsetType = UNSET


class DeletedJson(Struct):
    """The ids of the deleted pairs."""

    deleted: list[str]


class WarningsQuery(Struct):
    """Which warnings; empty: all."""

    kind: str = ""
    pair: str = ""
    cursor: Annotated[str, Meta(description="`next` of the answer before.")] = ""


WARNINGS_PAGE = 200
"""Warnings in one answer."""

WARNINGS_SECONDS = 1.0
"""How long one answer checks pairs, in processor time."""

WarningJson = record("NamedWarning", Warned, named=Named)
WarningsJson = record("Warnings", kinds=dict[str, int], warnings=many(WarningJson), next=str)


@post("/api/pairs/<pair_id>/names", "lead", refuses=(422,), audit="rename")
def rename(bench: Workbench, pair_id: str, sent: NamesRequest) -> Anything:
    """Give the texts of a pair other titles and the pair a project; its id stays."""
    titles = sent.source_title, sent.target_title
    bench.review.rename(pair_id, titles, sent.project, acting(sent.reviewer))
    return {}


@post("/api/pairs/<pair_id>/delete", "lead", audit="delete")
def delete(bench: Workbench, pair_id: str, sent: Anything) -> Anything:  # noqa: ARG001
    """Delete a pair; it can be restored, with all its edits."""
    bench.corpus.remove(pair_id)
    return {}


@post("/api/pairs/<pair_id>/restore", "lead", audit="restore")
def restore(bench: Workbench, pair_id: str, sent: Anything) -> Anything:  # noqa: ARG001
    """Restore a deleted pair."""
    bench.corpus.restore(pair_id)
    return {}


@get("/api/deleted", "lead")
def deleted(bench: Workbench) -> DeletedJson:
    """The deleted pairs."""
    return DeletedJson(bench.corpus.deleted())


@get("/api/warnings", "reader", answer=WarningsJson, refuses=(422,), heavy=True)
def all_warnings(bench: Workbench, query: WarningsQuery) -> Json:
    """The open warnings of some pairs, in the order of their ids, and how many of each kind.

    An answer has a limit; `next` is the cursor of the next one, empty at the end.
    """
    first, skip = _place_of(query.cursor)
    ids = [query.pair] if query.pair else bench.review.ids()
    snapshots = bench.review.readable(pair_id for pair_id in ids if pair_id >= first)
    glossary, unlike = bench.glossary()[0], bench.lookup.unlike
    found = some_warnings(
        (snapshot.pair for snapshot in snapshots),
        lambda pair: warnings([pair], glossary, unlike),
        query.kind,
        skip,
        WARNINGS_PAGE,
        WARNINGS_SECONDS,
    )
    return {
        "kinds": found.kinds,
        "warnings": named(bench, map(asdict, found.warnings)),
        "next": "{1}:{0}".format(*found.next) if found.next else "",
    }


def _place_of(cursor: str) -> tuple[str, int]:
    """Return the pair that a cursor names, and how many of its warnings are left out.

    Raises `BadCursor`.
    """
    skip, _, pair = cursor.partition(":")
    if not cursor:
        return "", 0
    if not (skip.isascii() and skip.isdecimal() and len(skip) < LONGEST_NUMBER):
        raise bad_cursor()
    return pair, int(skip)


LONGEST_NUMBER = 10
"""Digits of a number in a cursor."""


ENDPOINTS = (rename, delete, restore, deleted, all_warnings)
