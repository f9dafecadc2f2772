"""The list of many pairs in parts: search, order, cursor; the files that list a large corpus."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from baikonur_align import manifest
from baikonur_align.corpus import CorpusProblem
from baikonur_align.journal import Assignments, Database, Line, Lines, open_database
from baikonur_align.journal.lines import Choice, Order
from baikonur_align.model import Assignment, Change
from baikonur_align.review.pair_list import BadCursor, choice_of, page_of
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


@pytest.fixture
def database(journal_url: str) -> Iterator[Database]:
    """An empty journal, in each of the databases in turn."""
    engine = open_database(journal_url)
    yield engine
    engine.dispose()


@pytest.fixture
def lines(database: Database) -> Lines:
    """The list of fifty pairs."""
    return listed(database, MANY)


def listed(database: Database, summaries: Sequence[Summary]) -> Lines:
    """A list of pairs."""
    lines = Lines(database)
    lines.put({one.id: Line("1", 0, one) for one in summaries})
    return lines


def all_pages(lines: Lines, choice: Choice, limit: int) -> list[str]:
    """The ids of all parts, one after the other."""
    found: list[str] = []
    cursor = ""
    while True:
        page = page_of(lines, choice, limit, cursor)
        found += [one.id for one in page.pairs]
        cursor = page.next
        if not cursor:
            return found


@pytest.mark.parametrize("order", ["title", "attention", "recent", "progress"])
def test_the_parts_are_the_whole_list(lines: Lines, order: Order) -> None:
    whole = all_pages(lines, Choice(order=order), 1000)
    assert sorted(whole) == [one.id for one in MANY]
    for limit in (1, 7, 49, 50, 51):
        assert all_pages(lines, Choice(order=order), limit) == whole


def test_each_order_is_by_what_it_says(lines: Lines) -> None:
    def values(order: Order) -> list[Summary]:
        return list(page_of(lines, Choice(order=order), 100, "").pairs)

    assert [one.attention for one in values("attention")] == sorted(
        (one.attention for one in MANY), reverse=True
    )
    assert [one.reviewed for one in values("progress")] == sorted(one.reviewed for one in MANY)
    changes = [one.last_change.at for one in values("recent") if one.last_change]
    assert changes == sorted(changes, reverse=True)


def test_titles_are_in_the_order_of_the_alphabet(database: Database) -> None:
    page = page_of(listed(database, [summary(n) for n in range(8)]), Choice(), 100, "")
    assert [one.source_title for one in page.pairs] == [
        *("ақ", "Әке", "Кала", "Қала", "Орал", "Өзен", "Яблоко", "Ян")
    ]


def test_a_pair_that_moves_up_between_two_parts_is_not_a_reason_to_miss_others(
    lines: Lines,
) -> None:
    first = page_of(lines, Choice(order="recent"), 10, "")
    moved = replace(first.pairs[-1], last_change=Change("r", "2027-01-01T00:00:00Z", "flag"))
    lines.put({moved.id: Line("1", 1, moved)})
    rest = page_of(lines, Choice(order="recent"), 100, first.next)
    seen = [one.id for one in (*first.pairs, *rest.pairs)]
    assert sorted(seen) == [one.id for one in MANY]


def test_a_search_looks_into_titles_and_metadata_choose(lines: Lines) -> None:
    wanted = choice_of("  қаЛа ", "", "title", "")
    assert all_pages(lines, wanted, 3) == [f"{n:03}.kk-en" for n in range(1, 50, 8)]
    law = page_of(lines, choice_of("", "genre=law", "title", ""), 10, "")
    assert (law.matching, law.total) == (25, 50)
    assert {one.metadata for one in law.pairs} == {(("genre", "law"),)}
    assert law.metadata == (("genre", "law"), ("genre", "news"))
    assert page_of(lines, choice_of("100%_", "", "title", ""), 10, "").matching == 0


def test_the_sums_are_over_all_pairs_and_the_next_has_most_to_look_at(lines: Lines) -> None:
    page = page_of(lines, choice_of("кала", "", "title", ""), 1, "")
    assert (page.total, page.beads) == (50, 500)
    assert page.reviewed == sum(one.confirmed for one in MANY)
    assert page.go_on is not None
    assert (page.go_on.attention, page.go_on.confirmed) == (3, 0)


def test_metadata_longer_than_an_index_takes_is_listed(database: Database) -> None:
    long = (("publisher", "қ" * 5000),)
    page = page_of(listed(database, [summary(0, metadata=long)]), Choice(), 10, "")
    assert page.metadata == long


def test_assigned_pairs_come_first_and_those_without_links_last(database: Database) -> None:
    some = [summary(0), summary(1, linked=0), summary(2), summary(3)]
    whole = Assignment("003.kk-en", "reviewer-1", "", "", "", "lead-1", "2026-01-01T00:00:00Z")
    Assignments(database).add(whole)
    page = page_of(listed(database, some), Choice(reviewer="reviewer-1"), 10, "")
    assert [one.id[:3] for one in page.pairs] == ["003", "002", "000", "001"]


@pytest.mark.parametrize(
    "text", ["nonsense", "[1,2]", '[0,1,null,"a"]', "[" * 100_000, '[0,1,"\\ud800","a"]']
)
def test_a_bad_cursor_is_refused(workbench: Workbench, text: str) -> None:
    cursor = base64.urlsafe_b64encode(text.encode()).decode()
    for bad in (cursor, "!", "é"):
        with pytest.raises(BadCursor):
            workbench.review.page(Choice(), 10, bad)


def test_a_cursor_of_another_order_is_refused(lines: Lines) -> None:
    cursor = page_of(lines, Choice(order="title"), 10, "").next
    with pytest.raises(BadCursor):
        page_of(lines, Choice(order="attention"), 10, cursor)


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
