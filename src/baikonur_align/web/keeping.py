"""The endpoints that keep house: titles, projects, deletion, and the list of all warnings."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from baikonur_align.building.counting import Warned, warnings
from baikonur_align.web.endpoints import Offset, ReviewerName, get, post
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
    offset: Offset = 0


WARNINGS_PAGE = 200
"""Warnings in one answer."""

WarningJson = record("NamedWarning", Warned, named=Named)
WarningsJson = record("Warnings", total=int, kinds=dict[str, int], warnings=many(WarningJson))


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


@get("/api/warnings", "reader", answer=WarningsJson)
def all_warnings(bench: Workbench, query: WarningsQuery) -> Json:
    """The open warnings of the corpus, by kind and by pair, and how many there are of each kind."""
    pairs = (
        snapshot.pair
        for snapshot in bench.review.readable()
        if query.pair in ("", snapshot.base.id)
    )
    found = list(warnings(pairs, bench.glossary()[0], bench.lookup.unlike))
    wanted = [one for one in found if query.kind in ("", one.kind)]
    page = wanted[query.offset : query.offset + WARNINGS_PAGE]
    return {
        "total": len(wanted),
        "kinds": dict(Counter(one.kind for one in found)),
        "warnings": named(bench, map(asdict, page)),
    }


ENDPOINTS = (rename, delete, restore, deleted, all_warnings)
