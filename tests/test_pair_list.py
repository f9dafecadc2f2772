"""The list of many pairs in parts: search, order, cursor; the files that list a large corpus."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from baikonur_align import manifest
from baikonur_align.corpus import CorpusProblem
from baikonur_align.model import Change
from baikonur_align.review.pair_list import BadCursor, Order, PairQuery, page_of
from baikonur_align.summary import Row, Summary
from baikonur_align.workbench import Workbench
from support import sample

TITLES = ["Ян", "Қала", "Кала", "Өзен", "Орал", "Әке", "ақ", "Яблоко"]


def summary(number: int, **other: Any) -> Summary:
    """A pair with a title of its own."""
    title = TITLES[number % len(TITLES)]
    name = f"{number:03}.kk-en"
    return replace(
        Summary(name, "translation", "kk", "en", title, f"Title {number}", beads=10, linked=10),
        **other,
    )


MANY = [
    summary(
        number,
        attention=number % 4,
        confirmed=number % 3,
        last_change=Change("reviewer", f"2026-01-{1 + number % 20:02}T00:00:00Z", "confirm"),
        metadata=(("genre", "law" if number % 2 else "news"),),
    )
    for number in range(50)
]


def all_pages(query: PairQuery, limit: int) -> list[str]:
    """The ids of all parts, one after the other."""
    found: list[str] = []
    cursor = ""
    while True:
        page = page_of(MANY, query, limit, cursor)
        found += [one.id for one in page.pairs]
        cursor = page.next
        if not cursor:
            return found


@pytest.mark.parametrize("order", ["title", "attention", "recent", "progress"])
@pytest.mark.parametrize("limit", [1, 7, 49, 50, 51])
def test_the_parts_are_the_whole_list(order: Order, limit: int) -> None:
    whole = all_pages(PairQuery(order=order), 1000)
    assert sorted(whole) == [one.id for one in MANY]
    assert all_pages(PairQuery(order=order), limit) == whole


def test_titles_are_in_the_order_of_the_alphabet() -> None:
    page = page_of([summary(number) for number in range(8)], PairQuery(), 100, "")
    assert [one.source_title for one in page.pairs] == [
        *("ақ", "Әке", "Кала", "Қала", "Орал", "Өзен", "Яблоко", "Ян")
    ]


def test_a_pair_that_moves_up_between_two_parts_is_not_a_reason_to_miss_others() -> None:
    first = page_of(MANY, PairQuery(order="recent"), 10, "")
    edited = replace(first.pairs[-1], last_change=Change("r", "2027-01-01T00:00:00Z", "flag"))
    now = [edited if one.id == edited.id else one for one in MANY]
    rest = page_of(now, PairQuery(order="recent"), 100, first.next)
    seen = [one.id for one in (*first.pairs, *rest.pairs)]
    assert sorted(seen) == [one.id for one in MANY]


def test_a_search_looks_into_titles_and_metadata_choose() -> None:
    assert all_pages(PairQuery("  қаЛа "), 3) == [f"{n:03}.kk-en" for n in range(1, 50, 8)]
    law = page_of(MANY, PairQuery(where="genre=law"), 10, "")
    assert (law.matching, law.total) == (25, 50)
    assert law.metadata == (("genre", "news"), ("genre", "law"))


def test_assigned_pairs_come_first_and_those_without_links_last() -> None:
    some = [summary(0), summary(1, linked=0), summary(2), summary(3)]
    page = page_of(some, PairQuery(first={"003.kk-en"}), 10, "")
    assert [one.id[:3] for one in page.pairs] == ["003", "002", "000", "001"]


@pytest.mark.parametrize("cursor", ["!", "bm90IGpzb24=", "WzEsMl0=", "WzAsMSxudWxsLCJhIl0=", "é"])
def test_a_bad_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        page_of(MANY, PairQuery(), 10, cursor)


def test_a_cursor_of_another_order_is_refused() -> None:
    cursor = page_of(MANY, PairQuery(order="title"), 10, "").next
    with pytest.raises(BadCursor):
        page_of(MANY, PairQuery(order="attention"), 10, cursor)


def test_the_api_gives_parts_and_sums(client: FlaskClient, bench: Workbench) -> None:
    bench.team.assign("small.kk-en", ["reviewer-1"], ("", ""), "", "lead-1")
    first = client.get("/api/pairs?limit=1&reviewer=reviewer-1").json
    assert first is not None
    assert [one["id"] for one in first["pairs"]] == ["small.kk-en"]
    assert (first["total"], first["matching"], first["beads"]) == (2, 2, 15)
    assert first["go_on"]["id"] == "small.kk-en"
    second = client.get(f"/api/pairs?limit=1&reviewer=reviewer-1&cursor={first['next']}").json
    assert second is not None
    assert [one["id"] for one in second["pairs"]] == ["draft.kk-en"]
    assert second["next"] == ""
    assert client.get("/api/pairs?limit=1&cursor=nonsense").status_code == 422
    assert client.get("/api/pairs?limit=100000").status_code == 400


def test_the_readme_of_many_pairs_has_sums_and_the_newest(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "MANY", 2)
    monkeypatch.setattr("baikonur_align.corpus.MANY", 2)
    bench.corpus.write_manifest()
    root = bench.corpus.root
    assert not (root / "pairs.tsv").exists()
    bench.corpus.write(replace(sample.draft(), id="third.kk-en"))
    bench.corpus.path("bad.kk-en").write_text("<TEI", encoding="utf-8")
    bench.corpus.write_manifest()
    listed = (root / "README.md").read_text(encoding="utf-8")
    assert "4 pairs; `pairs.tsv` lists them all." in listed
    assert "| draft | kk-en | 2 | 16 / 16 | 16 | 16 | 0 | 0 |" in listed
    assert "| bad.kk-en | cannot be read: " in listed
    head, *rows = (root / "pairs.tsv").read_text(encoding="utf-8").splitlines()
    assert head.split("\t") == list(manifest.COLUMNS)
    assert [row.split("\t")[0] for row in rows] == ["draft.kk-en", "small.kk-en", "third.kk-en"]
    assert all(len(row.split("\t")) == len(manifest.COLUMNS) for row in rows)
    bench.corpus.path("bad.kk-en").unlink()
    bench.corpus.remove("third.kk-en")
    assert not (root / "pairs.tsv").exists()


def test_the_newest_are_those_that_changed_last() -> None:
    rows: dict[str, Row | CorpusProblem] = {}
    for number in range(manifest.MANY + 1):
        pair_id = f"{number:04}.kk-en"
        change = Change("r", f"2026-01-01T{number // 60:02}:{number % 60:02}:00Z", "built")
        rows[pair_id] = Row(pair_id, "draft", "kk", "en", "T", "T", last_change=change)
    listed = manifest.readme(rows)
    named = [line for line in listed.splitlines() if line.startswith("| [")]
    assert len(named) == manifest.NEWEST
    assert named[0].startswith("| [1000.kk-en]")
