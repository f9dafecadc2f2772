"""The endpoints for what is known of a pair's texts: their metadata and their import reports."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from baikonur_align.ingest.report import ImportReport, reports
from baikonur_align.metadata import checked, without_language
from baikonur_align.model import Properties
from baikonur_align.web.endpoints import ReviewerName, get, post
from baikonur_align.web.guard import acting
from baikonur_align.workbench import Workbench


class Description(Struct):
    """Keys and values of each text, the terms of the pair, and what came in of its files."""

    source: Properties
    target: Properties
    terms: Properties
    reports: tuple[ImportReport, ...]


class DescriptionRequest(Struct, kw_only=True):
    """Keys and values that take the place of those of each text, and of the terms of the pair."""

    source: list[tuple[str, str]]
    target: list[tuple[str, str]]
    terms: list[tuple[str, str]]
    reviewer: ReviewerName | UnsetType = UNSET


@get("/api/pairs/<pair_id>/metadata", "reader")
def metadata(bench: Workbench, pair_id: str) -> Description:
    """What is known of the texts of a pair."""
    return _description(bench, pair_id)


@post("/api/pairs/<pair_id>/metadata", "lead", refuses=(422,), audit="describe")
def describe(bench: Workbench, pair_id: str, sent: DescriptionRequest) -> Description:
    """Describe the texts of a pair and its terms; written into its TEI file at once."""
    sides = checked(sent.source), checked(sent.target)
    bench.review.describe(pair_id, sides, acting(sent.reviewer), checked(sent.terms))
    return _description(bench, pair_id)


ENDPOINTS = (metadata, describe)


def _description(bench: Workbench, pair_id: str) -> Description:
    pair = bench.review.pair(pair_id)
    return Description(
        without_language(pair.source.metadata),
        without_language(pair.target.metadata),
        pair.metadata,
        reports(pair),
    )
