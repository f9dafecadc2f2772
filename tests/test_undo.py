"""Undo and redo ask the journal for what they need only, however long the history is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align.edit import Refused
from baikonur_align.journal import Journal, open_database
from baikonur_align.model import Edit
from baikonur_align.review.review import Overtaken
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support.sample import small_pair

pytestmark = pytest.mark.slow

PAIR = "small.kk-en"
TIME = "2026-01-01T00:00:00Z"


def stacks(history: Iterable[tuple[int, Edit]], reviewer: str) -> tuple[list[int], list[int]]:
    """The versions of a reviewer's own edits that can be undone, and redone, the next one last."""
    undo: list[int] = []
    redo: list[int] = []
    for version, edit in history:
        if edit.reviewer != reviewer:
            continue
        if edit.verb == "undo":
            undo.remove(edit.undoes or 0)
            redo.append(version)
        elif edit.verb == "redo":
            redo.remove(edit.undoes or 0)
            undo.append(version)
        else:
            undo.append(version)
            redo.clear()
    return undo, redo


def test_undo_and_redo_walk_ones_own_edits_only() -> None:
    def edit(verb: str, who: str, undoes: int | None = None) -> Edit:
        return Edit(frozenset(), frozenset(), verb, who, TIME, undoes)

    history = [
        (1, edit("merge", "reviewer-1")),
        (2, edit("confirm", "reviewer-2")),
        (3, edit("split", "reviewer-1")),
    ]
    assert stacks(history, "reviewer-1") == ([1, 3], [])
    history.append((4, edit("undo", "reviewer-1", 3)))
    assert stacks(history, "reviewer-1") == ([1], [4])
    history.append((5, edit("redo", "reviewer-1", 4)))
    assert stacks(history, "reviewer-1") == ([1, 5], [])
    history += [(6, edit("undo", "reviewer-1", 5)), (7, edit("flag", "reviewer-1"))]
    assert stacks(history, "reviewer-1") == ([1, 7], [])
    assert stacks(history, "reviewer-2") == ([2], [])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["edit", "undo", "redo"]), st.sampled_from("ab")), max_size=30
    )
)
def test_the_journal_finds_what_walking_the_whole_history_finds(
    acts: list[tuple[str, str]],
) -> None:
    journal = Journal(open_database("sqlite://"))
    history: list[tuple[int, Edit]] = []
    for version, (act, who) in enumerate(acts, 1):
        undo, redo = stacks(history, who)
        assert journal.next_undo("p", who) == (undo[-1] if undo else None)
        assert journal.next_redo("p", who) == (redo[-1] if redo else None)
        stack = {"edit": [], "undo": undo, "redo": redo}[act]
        verb, undoes = (act, stack[-1]) if stack else ("confirm", None)
        edit = Edit(frozenset(), frozenset(), verb, who, TIME, undoes)
        journal.append("p", version, edit)
        journal.append("another", version, edit)  # pairs don't disturb each other
        history.append((version, edit))
    assert journal.latest("p", 5) == history[::-1][:5]
    assert (
        journal.latest("p", 2, before=4, reviewer="a")
        == [
            (version, edit)
            for version, edit in history[::-1]
            if version < 4 and edit.reviewer == "a"
        ][:2]
    )
    assert journal.reviewers("p") == sorted({edit.reviewer for _, edit in history})


def test_undo_and_redo_are_unlimited(workbench: Workbench) -> None:
    for number in range(60):
        bead = workbench.review.pair(PAIR).beads[number % 12]
        words = {"segment": bead.target[0].id, "text": f"Sentence {number}."}
        workbench.revise(PAIR, "reword", [bead_id(bead)], words, "reviewer-1")
    first = workbench.corpus.read(PAIR).beads
    for _ in range(60):
        workbench.review.undo(PAIR, "reviewer-1")
    assert workbench.review.pair(PAIR).beads == first
    for _ in range(60):
        workbench.review.redo(PAIR, "reviewer-1")
    assert workbench.review.pair(PAIR).beads[11].target[0].text == "Sentence 59."


def test_no_question_of_undo_or_history_scans_the_whole_journal(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/journal.sqlite")
    journal = Journal(engine)
    asked: list[tuple[str, Any]] = []

    def note(
        _connection: object, _cursor: object, statement: str, parameters: object, *_: object
    ) -> None:
        asked.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    journal.next_undo("p", "reviewer-1")
    journal.next_redo("p", "reviewer-1")
    journal.edit("p", 1)
    journal.since("p", None, 1, "reviewer-1", "key")
    journal.latest("p", 100, 50)
    journal.latest("p", 100, 50, "reviewer-1")
    journal.edits("p", 1)
    journal.version("p")
    sa.event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        for statement, parameters in asked:
            plan = [
                row[3]
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
            assert not any(step.startswith("SCAN") for step in plan), (statement, plan)
    engine.dispose()


def test_an_undo_that_cannot_go_on_says_who_stands_in_the_way_and_can_skip(
    workbench: Workbench,
) -> None:
    first, second = workbench.review.pair(PAIR).beads[:2]
    workbench.revise(PAIR, "confirm", [bead_id(second)], {}, "reviewer-1")
    flagged = workbench.revise(PAIR, "flag", [bead_id(first)], {}, "reviewer-1")[0]
    changed = workbench.review.pair(PAIR).beads[0]
    workbench.revise(PAIR, "reject", [bead_id(changed)], {}, "reviewer-2")
    with pytest.raises(Overtaken, match="reviewer-2 has changed the same row") as caught:
        workbench.review.undo(PAIR, "reviewer-1")
    assert (caught.value.version, caught.value.verb) == (flagged, "flag")
    assert [edit.verb for _, edit in caught.value.later] == ["reject"]
    workbench.review.undo(PAIR, "reviewer-1", skip=[flagged])
    statuses = [bead.status for bead in workbench.review.pair(PAIR).beads[:2]]
    assert statuses == ["rejected", "auto"]


ACTS = st.tuples(
    st.sampled_from(["confirm", "reject", "flag", "reset", "merge", "undo", "redo"]),
    st.sampled_from(["reviewer-1", "reviewer-2", "reviewer-3"]),
    st.integers(0, 5),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(ACTS, max_size=25))
def test_every_undo_is_done_or_explained_and_older_edits_stay_reachable(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, str, int]]
) -> None:
    bench = Workbench(tmp_path_factory.mktemp("corpus"))
    bench.corpus.write(small_pair(sentences=6))
    explained: list[Overtaken] = []
    for verb, who, row in acts:
        beads = bench.review.pair(PAIR).beads
        named = [bead_id(bead) for bead in beads[row % len(beads) :][: 2 if verb == "merge" else 1]]
        try:
            if verb in {"undo", "redo"}:
                getattr(bench.review, verb)(PAIR, who)
            else:
                bench.revise(PAIR, verb, named, {}, who)
        except Overtaken as told:
            explained.append(told)
        except Refused:
            pass
    assert all(told.later and told.later[-1][0] > told.version for told in explained)
    for who in ("reviewer-1", "reviewer-2", "reviewer-3"):
        waiting, _ = stacks(bench.review.edits(PAIR), who)
        skip: list[int] = []
        while waiting:
            try:
                reached = bench.review.undo(PAIR, who, skip=skip)[1].undoes
            except Overtaken as told:
                reached = told.version
                skip.append(reached)
            assert reached == waiting.pop()
        with pytest.raises(Refused, match="no edit of yours"):
            bench.review.undo(PAIR, who, skip=skip)
    bench.close()
