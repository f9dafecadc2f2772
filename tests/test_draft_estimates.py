"""What becomes of a machine draft and the estimate of its quality as reviewers change its rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baikonur_align.export.clean import CleanOptions, clean
from baikonur_align.model import Bead, Pair
from baikonur_align.summary import certainty, wants_look
from baikonur_align.translation.quality import estimate
from baikonur_align.wire import bead_id
from baikonur_align.workbench import Workbench
from support import sample


@pytest.fixture
def drafts(tmp_path: Path) -> Iterator[Workbench]:
    bench = sample.corpus(tmp_path / "corpus", sample.estimated_draft("draft"))
    yield bench
    bench.close()


def pair(bench: Workbench) -> Pair:
    return bench.review.pair("draft")


def do(bench: Workbench, verb: str, *rows: int, **args: Any) -> tuple[Bead, ...]:
    """Do a verb to rows, counted from 0; the beads afterwards."""
    beads = pair(bench).beads
    bench.revise("draft", verb, [bead_id(beads[row]) for row in rows], args, "reviewer-1")
    return pair(bench).beads


def test_merged_drafts_are_as_good_as_the_worst(drafts: Workbench) -> None:
    merged = do(drafts, "merge", 0, 1)[0]
    assert (merged.origin, certainty(merged)) == ("mt", 0.2)
    assert wants_look(merged)
    apart = do(drafts, "split", 0, source=1, target=1)
    assert [certainty(bead) for bead in apart[:3]] == list(sample.QUALITIES)


def test_joined_sentences_are_estimated_again(drafts: Workbench) -> None:
    do(drafts, "merge", 1, 2)
    do(drafts, "join", 1, segment="kk.2")
    joined = do(drafts, "join", 1, segment="en.2")[1]
    text, said = joined.text("source"), joined.text("target")
    assert certainty(joined) == estimate(text, said, "kk", "en")
    assert certainty(joined) is not None


def test_a_corrected_source_is_estimated_again(drafts: Workbench) -> None:
    corrected = "Байқоңыр ғарыш айлағы 1957 жылы салынды."
    changed = do(drafts, "reword", 1, segment="kk.2", text=corrected)[1]
    assert changed.origin == "mt"
    assert certainty(changed) == estimate(corrected, changed.text("target"), "kk", "en")


def test_a_row_without_the_draft_of_its_source_has_no_estimate(drafts: Workbench) -> None:
    moved = do(drafts, "swap", 0, 1)[:2]
    assert [(bead.origin, certainty(bead)) for bead in moved] == [("mt", None)] * 2
    cut = do(drafts, "cut", 2, segment="kk.3", offset=6)[2]
    assert (cut.origin, certainty(cut)) == ("mt", None)


def test_what_a_person_writes_is_no_draft(drafts: Workbench) -> None:
    written = do(drafts, "reword", 0, segment="en.1", text="The cosmodrome of Baikonur")[0]
    assert (written.origin, certainty(written)) == ("reviewer", None)
    merged = do(drafts, "merge", 0, 1)[0]
    assert (merged.origin, certainty(merged)) == ("reviewer", None)


def test_merged_drafts_are_left_out_where_machine_translation_is(drafts: Workbench) -> None:
    do(drafts, "merge", 0, 1)
    found = clean([pair(drafts)], lambda _: ("", 0.0), CleanOptions())
    assert not any(each.beads for part in found.parts.values() for each in part)
