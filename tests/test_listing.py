"""The list of pairs: kept with the edits, and made anew where a file has changed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from baikonur_align.edit import Conflict, Refused
from baikonur_align.journal import Lines
from baikonur_align.model import Pair
from baikonur_align.operating.verify import verify
from baikonur_align.review.recent import Recent
from baikonur_align.summary import Summary, bead_counts, counts_of
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample
from support.calls import noted

PAIR = "draft.kk-en"


@pytest.fixture
def bench(tmp_path: Path, journal_url: str) -> Iterator[Workbench]:
    """A workbench over two pairs, its journal in each of the databases in turn."""
    sample.corpus(tmp_path / "corpus").close()
    workbench = Workbench(tmp_path / "corpus", journal_url)
    yield workbench
    workbench.close()


@pytest.fixture
def read(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the pairs whose file is read from now on, by any workbench."""
    bench.review.summaries()
    found: list[str] = []
    kind = type(bench.corpus)
    original: Callable[[Any, str], Pair] = kind.read

    def note(corpus: Any, pair_id: str) -> Pair:
        found.append(pair_id)
        return original(corpus, pair_id)

    monkeypatch.setattr(kind, "read", note)
    return found


def line(bench: Workbench, pair_id: str = PAIR) -> Summary:
    """The line of a pair in the list."""
    return next(one for one in bench.review.summaries() if one.id == pair_id)


def true_counts(bench: Workbench, pair_id: str = PAIR) -> dict[str, int]:
    """The numbers of a pair's beads, counted one by one."""
    return counts_of(bead_counts(bench.review.pair(pair_id).beads))


def confirm(bench: Workbench, number: int = 0, pair_id: str = PAIR) -> None:
    bead = bench.review.pair(pair_id).beads[number]
    bench.review.revise(pair_id, "confirm", [bead_id(bead)], {}, "reviewer-1")


def another(bench: Workbench, journal_url: str) -> Workbench:
    """Another server of the same corpus and journal."""
    return Workbench(bench.corpus.root, journal_url)


def test_another_server_lists_an_acknowledged_edit_without_reading_files(
    bench: Workbench, journal_url: str, read: list[str]
) -> None:
    other = another(bench, journal_url)
    assert line(other).confirmed == 0
    confirm(bench)
    read.clear()
    found = line(other)
    assert (found.confirmed, found.version, found.published) == (1, 1, 0)
    assert found.last_change is not None
    assert (found.last_change.who, found.last_change.what) == ("reviewer-1", "confirm")
    assert read == []
    other.close()


def test_a_published_pair_is_read_once(bench: Workbench, journal_url: str, read: list[str]) -> None:
    confirm(bench)
    bench.review.publish(PAIR)
    other = another(bench, journal_url)
    assert (line(other).confirmed, line(other).published) == (1, 1)
    read.clear()
    assert line(other).version == 1
    assert read == []
    other.close()


def test_a_file_changed_by_hand_is_listed_as_it_is_now(bench: Workbench, read: list[str]) -> None:
    confirm(bench)
    assert line(bench).confirmed == 1
    pair = bench.corpus.read(PAIR)
    source = replace(pair.source, title="Another title", metadata=(("genre", "law"),))
    beads = (*pair.beads[:2], *(replace(bead, status="rejected") for bead in pair.beads[2:]))
    bench.corpus.write(replace(pair, source=source, beads=beads))
    read.clear()
    found = line(bench)
    assert (found.source_title, found.confirmed, found.rejected) == ("Another title", 1, 6)
    assert found.metadata == (("genre", "law"),)
    assert read == [PAIR]
    assert bench.described([PAIR, "small.kk-en"], ["genre=law"]) == [PAIR]


def test_edits_of_a_program_that_kept_no_counts_are_counted_once(
    bench: Workbench, journal_url: str, read: list[str]
) -> None:
    confirm(bench)
    with bench.database.begin() as connection:
        connection.execute(sa.text("UPDATE edits SET counts = NULL"))
    first, second = another(bench, journal_url), another(bench, journal_url)
    assert line(first).confirmed == 1
    read.clear()
    assert line(second).confirmed == 1
    assert read == []
    first.close()
    second.close()


def test_a_new_and_a_deleted_pair_are_noticed(bench: Workbench) -> None:
    bench.review.summaries()
    bench.corpus.write(replace(sample.draft(), id="new.kk-en"))
    (bench.corpus.root / "small.kk-en.xml").unlink()
    assert [one.id for one in bench.review.summaries()] == [PAIR, "new.kk-en"]
    assert bench.corpus.listed([PAIR, "new.kk-en", "small.kk-en"]).keys() == {PAIR, "new.kk-en"}


def test_a_file_that_does_not_fit_its_edits_is_told_after_the_list_was_written(
    bench: Workbench,
) -> None:
    confirm(bench)
    base = bench.corpus.read(PAIR)
    bench.corpus.write(replace(base, beads=base.beads[1:]))
    bench.corpus.write_manifest()
    assert "do not fit" in line(bench).problem
    assert PAIR in bench.review.problems()


@pytest.mark.parametrize("seed", range(5))
def test_the_counts_of_random_edits_are_those_of_the_beads(bench: Workbench, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  (no secret)
    verbs = ("confirm", "reject", "flag", "reset", "merge", "unlink")
    for _ in range(25):
        beads = bench.review.pair(PAIR).beads
        start = dice.randrange(len(beads))
        names = [bead_id(bead) for bead in beads[start : start + dice.randint(1, 2)]]
        try:
            if dice.random() < 0.2:
                bench.review.undo(PAIR, "reviewer-1")
            else:
                bench.review.revise(PAIR, dice.choice(verbs), names, {}, "reviewer-1")
        except (Refused, Conflict):
            continue
        if dice.random() < 0.1:
            bench.review.publish(PAIR)
        assert counts_of(line(bench)) == true_counts(bench)
    assert line(bench).version > 5


def test_verify_corrects_a_line_that_is_wrong(bench: Workbench) -> None:
    confirm(bench)
    bench.review.summaries()
    assert list(verify(bench.corpus, bench.database, bench.journal)) == []
    lines = Lines(bench.database)
    known = lines.of(PAIR)
    assert known is not None
    lines.put({PAIR: known._replace(summary=replace(known.summary, confirmed=4))})
    assert line(bench).confirmed == 4
    (found,) = verify(bench.corpus, bench.database, bench.journal)
    assert "the list of pairs" in found.what
    assert line(bench).confirmed == 1


def test_tasks_read_only_pairs_that_are_assigned(
    bench: Workbench, journal_url: str, read: list[str]
) -> None:
    bench.team.assign("small.kk-en", ["reviewer-1"], ("", ""), "", "lead-1")
    other = another(bench, journal_url)
    read.clear()
    assert [task.assignment.pair for task in other.team.tasks()] == ["small.kk-en"]
    assert read == ["small.kk-en"]
    other.close()


def test_scores_memories_and_lessons_read_only_pairs_with_confirmed_beads(
    bench: Workbench, journal_url: str, read: list[str]
) -> None:
    confirm(bench, 1)
    other = another(bench, journal_url)
    read.clear()
    assert {one.name: one.reviewed for one in other.scores().pairs} == {PAIR: 1, "small.kk-en": 0}
    assert other.review.confirmed("en", "kk") == [PAIR]
    assert other.review.confirmed("ru", "kk") == []
    assert other.review.confirmed("kk", "kk") == []
    assert read == [PAIR]
    other.close()


def test_what_can_be_evaluated_is_told_by_a_pair_of_each_kind(
    bench: Workbench, journal_url: str, read: list[str]
) -> None:
    for name in ("second.kk-en", "unjudged.kk-en"):
        bench.corpus.write(replace(sample.draft(), id=name))
    for pair_id in (PAIR, "second.kk-en", "small.kk-en"):
        confirm(bench, 1, pair_id)
    other = another(bench, journal_url)
    other.review.summaries()
    read.clear()
    found = {
        (one.material, one.source_lang, one.target_lang) for one in other.evaluations.directions()
    }
    assert found == {
        ("post-edit", "kk", "en"),
        ("translation", "kk", "en"),
        ("translation", "en", "kk"),
    }
    assert sorted(read) == [PAIR, "small.kk-en"]
    other.close()


def test_an_index_reads_only_pairs_that_have_changed(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.lookup.follow()
    opened = noted(monkeypatch, bench.review, "snapshot")
    bench.lookup.follow()
    assert opened == []
    confirm(bench)
    opened.clear()
    bench.lookup.follow()
    assert opened == [PAIR]


def test_what_was_used_least_recently_leaves() -> None:
    kept: Recent[str] = Recent(most=10, least=2, size=len)
    for name in ("one", "two", "three"):
        kept.put(name, name)
    assert kept.get("one") is None
    assert kept.get("two") == "two"
    kept.put("four", "four")
    assert kept.get("three") is None
    kept.put("five", "a value larger than all")
    assert len(kept) == 2
    assert kept.get("five") == "a value larger than all"
    assert kept.put("five", "other", unless=lambda known: len(known) > 5).startswith("a value")
    kept.pop("five")
    assert len(kept) == 1
    kept.offer("six", "s")
    kept.offer("seven", "no room")
    assert (kept.get("four"), kept.get("six"), kept.get("seven")) == ("four", "s", None)
