"""Repetitions filled by a confirmation, drafts from memories, and where a target is from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from baikonur_align.model import Bead, InlineCode, Pair, Segment, Side
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench

PAIR = "list.en-kk"
TEXTS = ["See the map.", "The road is long.", "See  the map.", "See the map.", "See the map."]


def listed(*targets: str) -> Pair:
    beads = tuple(
        Bead(
            (Segment(f"en.{n}", text, n - 1, codes=(InlineCode(8, 11, "bold", id=f"{n}.1"),)),),
            (Segment(f"kk.{n}", target, n - 1),) if target else (),
            origin="mt",
        )
        for n, (text, target) in enumerate(zip(TEXTS, targets, strict=True), 1)
    )
    blocks = ("paragraph",) * len(TEXTS)
    return Pair(
        PAIR,
        "draft",
        Side("en", "List", "list.txt", "0" * 64, blocks),  # type: ignore[arg-type]
        Side("kk", "List", "", "", blocks),  # type: ignore[arg-type]
        beads,
    )


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    bench = Workbench(tmp_path / "corpus")
    bench.corpus.write(listed("a", "b", "c", "", "d"))
    yield bench
    bench.close()


def now(bench: Workbench) -> list[str]:
    return [bead.text("target") for bead in bench.review.pair(PAIR).beads]


def revise(bench: Workbench, row: int, verb: str, **args: object) -> int:
    bead = bench.review.pair(PAIR).beads[row]
    if verb == "reword":
        args["segment"] = bead.target[0].id
    return bench.revise(PAIR, verb, [bead_id(bead)], args, "reviewer-1")[0]


def test_the_same_sentences_are_filled_by_a_confirmation_and_undone_with_it(
    bench: Workbench,
) -> None:
    revise(bench, 4, "reword", text="Картаны қараңыз!")  # a person's text stays
    revise(bench, 0, "reword", text="Картаны қара.", confirm=True)
    assert now(bench) == [
        "Картаны қара.",
        "b",
        "Картаны қара.",
        "Картаны қара.",
        "Картаны қараңыз!",
    ]
    first, _, third, fourth, _ = bench.review.pair(PAIR).beads
    assert (first.status, third.status, fourth.status) == ("confirmed", "auto", "auto")
    assert third.origin == fourth.origin == "memory"
    assert third.properties == (("memory", "repetition 100"),)
    assert [code.id for code in fourth.target[0].codes] == ["4.1"]
    bench.review.undo(PAIR, "reviewer-1")
    assert now(bench) == ["a", "b", "c", "", "Картаны қараңыз!"]


def test_what_was_judged_or_is_of_an_aligned_text_is_not_filled(bench: Workbench) -> None:
    revise(bench, 2, "flag")
    revise(bench, 0, "confirm")
    assert now(bench)[2] == "c"
    other = replace(listed("a", "b", "c", "e", "d"), id="other.en-kk", kind="translation")
    bench.corpus.write(other)
    bead = bench.review.pair(other.id).beads[0]
    _, edit = bench.revise(other.id, "confirm", [bead_id(bead)], {}, "reviewer-1")
    assert len(edit.after) == 1


def test_a_text_taken_from_a_memory_says_from_which_and_how_like(bench: Workbench) -> None:
    revise(bench, 1, "reword", text="Жол ұзақ.", memory="report.kk-en 87")
    bead = bench.review.pair(PAIR).beads[1]
    assert (bead.origin, bead.properties) == ("memory", (("memory", "report.kk-en 87"),))
    revise(bench, 1, "reword", text="Жол өте ұзақ.")
    assert bench.review.pair(PAIR).beads[1].origin == "reviewer"


TMX = """<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>The road is
long.</seg></tuv><tuv xml:lang="kk"><seg>Жол ұзын.</seg></tuv></tu></body></tmx>"""


def test_drafts_come_from_confirmed_beads_and_the_folder_of_memories_first(
    bench: Workbench,
) -> None:
    folder = bench.corpus.root / "tm"
    folder.mkdir()
    (folder / "old.tmx").write_text(TMX, "utf-8")
    revise(bench, 0, "confirm")
    file = bench.corpus.root / "new.txt"
    file.write_text("See the map.\n\nThe road is long.", "utf-8")
    made = bench.builder.add([file], "en", "kk", comparable=False)
    file.unlink()
    beads = bench.review.pair(made.pair_id).beads
    assert [bead.text("target") for bead in beads] == ["a", "Жол ұзын."]
    assert [bead.properties for bead in beads] == [
        (("memory", f"{PAIR} 100"),),
        (("memory", "old.tmx 100"),),
    ]
    found = bench.lookup
    found.follow()
    matches = found.memory.find("The road is very long.", ("en", "kk"), 3, ("", ""))
    assert [(match.target, match.pair) for match in matches] == [("Жол ұзын.", "tm/old.tmx")]
