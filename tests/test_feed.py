"""Notifications of PostgreSQL: a server is told what another one writes, and does not ask."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample
from support.postgresql import PROGRAMS, new_database
from test_jobs import TEXTS, job

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAMS is None, reason="there is no PostgreSQL server here"),
]

PAIR = "draft.kk-en"
PATIENCE = 20.0
"""Seconds to wait for what another thread does, also on a busy machine."""


def eventually(holds: Callable[[], object]) -> bool:
    until = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(holds())


def is_current(bench: Workbench) -> bool:
    return bench.journal.feed.is_current(PAIR, bench.review.snapshot(PAIR).version)


def confirm_first(bench: Workbench) -> int:
    first = bench.review.pair(PAIR).beads[0]
    return bench.revise(PAIR, "confirm", [bead_id(first)], {}, "reviewer-2")[0]


@pytest.fixture
def two(
    postgresql: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Workbench, Workbench]]:
    """The services of two servers of one corpus; the first one listens."""
    url = new_database(postgresql, f"n{abs(hash(request.node.name))}")
    sample.corpus(tmp_path / "corpus").close()
    first, second = (Workbench(tmp_path / "corpus", url) for _ in range(2))
    first.journal.feed.start(on_job=first.jobs.added.set)
    assert eventually(lambda: is_current(first))
    yield first, second
    first.close()
    second.close()


def test_who_is_told_of_edits_does_not_ask_for_them(two: tuple[Workbench, Workbench]) -> None:
    first, second = two
    asked: list[str] = []
    sa.event.listen(
        first.database, "before_cursor_execute", lambda _c, _u, said, *_: asked.append(said)
    )
    assert first.review.current(PAIR).version == 0
    assert asked == []
    made = confirm_first(second)
    assert eventually(lambda: first.review.current(PAIR).version == made)
    asked.clear()
    assert first.review.current(PAIR).version == made
    assert asked == []


def test_a_job_that_comes_to_one_server_wakes_the_other(two: tuple[Workbench, Workbench]) -> None:
    first, second = two
    second.jobs.store.add(job("told.kk-en"), TEXTS)
    assert first.jobs.added.wait(PATIENCE)


def test_who_is_told_nothing_any_more_asks_again(two: tuple[Workbench, Workbench]) -> None:
    first, second = two
    with second.database.begin() as connection:
        ended = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE query LIKE 'SELECT pg_notify%' AND datname = current_database()"
        )
        assert connection.execute(sa.text(ended)).scalars().all() == [True]
    assert eventually(lambda: not first.journal.feed.is_current(PAIR, 0))
    made = confirm_first(second)
    assert first.review.current(PAIR).version == made
    assert eventually(lambda: is_current(first))  # it listens again
