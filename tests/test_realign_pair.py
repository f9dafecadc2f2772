"""Aligning again in a corpus: one edit around what reviewers confirmed, undone like any other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from baikonur_align.building.bridge import Bridge
from baikonur_align.building.realign import JUDGEMENTS, Known, ever_rejected, realign, taught
from baikonur_align.edit import Conflict, Refused, State, in_order, invert
from baikonur_align.model import Bead, Edit, Pair, Segment
from baikonur_align.wire import bead_id, edit_from_json, edit_to_json
from baikonur_align.workbench import Workbench
from support import sample

pytestmark = pytest.mark.slow

PAIR = "small.kk-en"
WHO = "reviewer-1"
RIGHT = {"1|1", "2 3|2", "4|3", "5|4", "7|6", "8|7"}
"""The true beads of `sample.translation` by sentence numbers; the sample has 5|4 5 for 5|4."""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    bench = sample.corpus(tmp_path / "corpus", sample.translation())
    yield bench
    bench.close()


def shape(bead: Bead) -> str:
    source, target = (
        " ".join(segment.id.partition(".")[2] for segment in side)
        for side in (bead.source, bead.target)
    )
    return f"{source}|{target}"


def shapes(bench: Workbench) -> set[str]:
    return {shape(bead) for bead in bench.review.pair(PAIR).beads}


def named(bench: Workbench, *wanted: str) -> list[str]:
    """The names of the beads of these shapes; of all where none is given."""
    beads = bench.review.pair(PAIR).beads
    assert set(wanted) <= {shape(bead) for bead in beads}
    return [bead_id(bead) for bead in beads if not wanted or shape(bead) in wanted]


def revise(bench: Workbench, verb: str, *wanted: str, **args: object) -> Edit:
    """Apply a verb; a realignment gives up every judgement that it may."""
    if verb == "realign":
        args = {"include": list(JUDGEMENTS)}
    return bench.revise(PAIR, verb, named(bench, *wanted), args, WHO)[1]


def spoil(bench: Workbench) -> None:
    """Wrong beads between the first and the last two, which are confirmed."""
    revise(bench, "confirm", "1|1", "8|7")
    revise(bench, "merge", "4|3", "5|4 5")
    revise(bench, "unlink", "7|6")
    revise(bench, "unlink", "2 3|2")
    revise(bench, "link", "3|", "|6")


def test_what_lies_between_confirmed_beads_is_aligned_again_in_one_edit(bench: Workbench) -> None:
    spoil(bench)
    before = bench.review.pair(PAIR)
    assert not shapes(bench) >= RIGHT
    edit = revise(bench, "realign")
    assert shapes(bench) >= RIGHT
    assert {bead.status for bead in edit.before | edit.after} == {"auto"}
    assert all(bead.confidence is not None for bead in edit.after)
    assert {(bead.origin, bead.resp) for bead in edit.after} == {("aligner", "")}
    assert edit_from_json(json.loads(json.dumps(edit_to_json(edit)))) == edit
    bench.review.undo(PAIR, WHO)
    assert bench.review.pair(PAIR).beads == before.beads
    bench.review.redo(PAIR, WHO)
    assert shapes(bench) >= RIGHT


def test_only_the_sentences_of_the_chosen_beads_change(bench: Workbench) -> None:
    revise(bench, "unlink", "7|6")
    revise(bench, "unlink", "2 3|2")
    edit = revise(bench, "realign", "2|", "3|", "|2")
    assert {segment.id for bead in edit.after for segment in bead.segments} == {
        "kk.2",
        "kk.3",
        "en.2",
    }
    assert shapes(bench) == {*RIGHT, "5|4 5", "6|", "7|", "|6"} - {"7|6", "5|4"}


def test_confirmed_beads_of_the_choice_stay_even_where_they_cross(bench: Workbench) -> None:
    revise(bench, "unlink", "7|6")
    revise(bench, "unlink", "4|3")
    revise(bench, "link", "4|", "|6")
    revise(bench, "confirm", "4|6")
    revise(bench, "realign")
    assert "4|6" in shapes(bench)
    assert {segment.id for bead in bench.review.pair(PAIR).beads for segment in bead.segments} == {
        segment.id for bead in sample.translation().beads for segment in bead.segments
    }


def test_a_rejected_bead_is_not_offered_again_neither_now_nor_later(bench: Workbench) -> None:
    revise(bench, "reject", "4|3")
    revise(bench, "realign")
    assert "4|3" not in shapes(bench)
    history = [edit for _, edit in bench.review.edits(PAIR)]
    (known,) = ever_rejected(history)
    assert [[i for i, _ in side] for side in known] == [["kk.4"], ["en.3"]]
    merged = next(
        bead
        for bead in bench.review.pair(PAIR).beads
        if any(segment.id == "kk.4" for segment in bead.source)
    )
    if merged.target:
        bench.revise(PAIR, "unlink", [bead_id(merged)], {}, WHO)
    revise(bench, "realign")
    assert "4|3" not in shapes(bench)


def test_a_bead_that_was_rejected_and_reset_may_be_offered_again(bench: Workbench) -> None:
    revise(bench, "reject", "4|3")
    revise(bench, "reset", "4|3")
    assert ever_rejected(edit for _, edit in bench.review.edits(PAIR)) == set()
    revise(bench, "unlink", "4|3")
    revise(bench, "realign")
    assert "4|3" in shapes(bench)


def test_sentences_are_taken_as_reviewers_left_them(bench: Workbench) -> None:
    revise(bench, "cut", "2 3|2", segment="en.2", offset=28)
    revise(bench, "realign")
    assert {"2|2.1", "3|2.2"} <= shapes(bench)
    assert bench.review.pair(PAIR).beads[1].target[0].text == "Baikonur was built in 1955."


def test_comments_and_flags_stay_with_their_sentences(bench: Workbench) -> None:
    spoil(bench)
    revise(bench, "comment", "4 5|3 4 5", text="Two sentences?")
    revise(bench, "flag", "2|")
    revise(bench, "realign")
    now = {shape(bead): bead for bead in bench.review.pair(PAIR).beads}
    assert (now["4|3"].note, now["5|4"].note) == ("Two sentences?", "")
    assert (now["2 3|2"].status, now["4|3"].status) == ("flagged", "auto")


def test_what_is_as_it_should_be_is_only_judged_anew(bench: Workbench) -> None:
    revise(bench, "realign")
    assert shapes(bench) >= RIGHT
    revise(bench, "confirm", "4|3")
    before = bench.review.pair(PAIR).beads
    revise(bench, "realign")
    now = bench.review.pair(PAIR).beads
    assert [replace(bead, confidence=None) for bead in now] == [
        replace(bead, confidence=None) for bead in before
    ]
    with pytest.raises(Refused, match="no bead changed"):
        revise(bench, "realign")


def test_what_reviewers_confirmed_anywhere_in_these_languages_teaches(bench: Workbench) -> None:
    revise(bench, "confirm", "1|1", "2 3|2", "6|")
    revise(bench, "reject", "4|3")
    here = bench.review.pair(PAIR)
    turned = [replace(bead, source=bead.target, target=bead.source) for bead in here.beads]
    there = replace(here, source=here.target, target=here.source, beads=tuple(turned))
    other = replace(here, target=replace(here.target, lang="ru"))
    first, second = here.beads[:2]
    expected = [
        (first.source[0].text, first.target[0].text),
        (" ".join(segment.text for segment in second.source), second.target[0].text),
    ]
    assert taught([here], ("kk", "en")) == expected
    assert taught([there, here], ("kk", "en")) == expected
    assert taught([other], ("kk", "en")) == []


def test_a_sentence_that_was_confirmed_elsewhere_is_the_best_bridge(bench: Workbench) -> None:
    """Nothing in common but what a reviewer said: no package, no lexicon, no names, no numbers."""
    words = ("abc", "bcd", "cde", "def", "efg", "fgh")
    source = [
        Segment(f"xx.{number}", f"{word} {word[::-1]} {word[0] * 3}", 0)
        for number, word in enumerate(words, 1)
    ]
    target = [
        Segment(f"yy.{number}", f"{char * 5} {char * 7}", 0)
        for number, char in enumerate("qwvxzj", 1)
    ]
    order = [3, 0, 5, 1, 4, 2]
    said = [(source[i].text, target[j].text) for i, j in enumerate(order)]
    beads = [*(Bead((segment,), ()) for segment in source), *(Bead((), (text,)) for text in target)]
    sides = (
        replace(bench.review.pair(PAIR).source, lang="xx"),
        replace(bench.review.pair(PAIR).target, lang="yy"),
    )
    pair = Pair("x", "translation", *sides, in_order(beads))
    edit = realign(pair, pair.beads, Known(taught=said), Bridge(None, None), WHO, "")
    right = {f"{i + 1}|{j + 1}" for i, j in enumerate(order)}
    assert len({shape(bead) for bead in edit.after} & right) >= 3


def test_without_a_free_bead_or_a_name_it_is_refused(bench: Workbench) -> None:
    revise(bench, "confirm", "1|1")
    with pytest.raises(Refused, match="confirmed beads are kept"):
        revise(bench, "realign", "1|1")
    with pytest.raises(Refused, match="name the beads"):
        bench.revise(PAIR, "realign", [], {}, WHO)


def test_a_bead_that_changed_before_or_meanwhile_is_a_conflict(bench: Workbench) -> None:
    seen = named(bench, "2 3|2", "4|3")
    pair = bench.review.pair(PAIR)
    revise(bench, "unlink", "4|3")
    with pytest.raises(Conflict):
        bench.revise(PAIR, "realign", seen, {}, WHO)
    changed = bench.review.pair(PAIR)
    old = [bead for bead in changed.beads if shape(bead) in {"4|", "|3"}]
    edit = realign(
        changed, old, Known(), Bridge(None, None), WHO, "2026-01-01T00:00:00Z", JUDGEMENTS
    )
    with pytest.raises(Conflict):
        State(pair.beads).apply(edit)


def test_others_edit_while_a_long_text_is_translated_for_it(bench: Workbench) -> None:
    large = sample.large(400)
    bench.corpus.write(
        replace(large, beads=tuple(replace(bead, origin="aligner") for bead in large.beads))
    )
    names = [bead_id(bead) for bead in bench.review.pair(large.id).beads]
    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(bench.revise, large.id, "realign", names[:300], {}, WHO)
        version, _ = bench.revise(large.id, "confirm", [names[350]], {}, "reviewer-2")
        assert version == 1
        assert not long.done()
        assert long.result()[0] == 2


def test_without_any_engine_the_texts_themselves_are_the_bridge(bench: Workbench) -> None:
    pair = bench.review.pair(PAIR)
    bare = [
        replace(bead, source=tuple(replace(segment, draft="") for segment in bead.source))
        for bead in pair.beads
    ]
    scattered = [
        replace(bead, source=(segment,), target=()) for bead in bare for segment in bead.source
    ]
    scattered += [replace(bead, source=(), target=(text,)) for bead in bare for text in bead.target]
    loose = replace(pair, beads=in_order(scattered))
    edit = realign(loose, loose.beads, Known(), Bridge(None, None), WHO, "2026-01-01T00:00:00Z")
    after = State(loose.beads).apply(edit)
    assert len({shape(bead) for bead in after.beads()} & RIGHT) >= 4
    assert set(after.apply(invert(edit, 1, WHO, edit.at)).beads()) == set(loose.beads)


def test_of_comparable_texts_only_pairs_that_say_the_same_are_offered(bench: Workbench) -> None:
    pair = replace(bench.review.pair(PAIR), kind="comparable")
    fixed = [
        replace(bead, status="confirmed") if shape(bead) == "8|7" else bead for bead in pair.beads
    ]
    edit = realign(
        Pair(pair.id, pair.kind, pair.source, pair.target, tuple(fixed)),
        fixed,
        Known(),
        Bridge(None, None),
        WHO,
        "",
    )
    assert "8|7" not in {shape(bead) for bead in edit.before | edit.after}
    assert all(len(bead.source) <= 1 and len(bead.target) <= 1 for bead in edit.after)


@pytest.mark.parametrize(
    ("verb", "args"),
    [("reject", {}), ("flag", {}), ("comment", {"text": "Is it the treaty?"}), ("unlink", {})],
)
def test_a_judged_bead_is_kept_unless_its_judgement_is_given_up(
    bench: Workbench, verb: str, args: dict[str, object]
) -> None:
    revise(bench, verb, "4|3", **args)
    judged = {bead for bead in bench.review.pair(PAIR).beads if bead.resp == WHO}
    bench.revise(PAIR, "realign", named(bench), {}, WHO)
    assert judged <= set(bench.review.pair(PAIR).beads)
    with pytest.raises(Refused, match="kinds of judgement"):
        bench.revise(PAIR, "realign", [bead_id(bead) for bead in judged], {}, WHO)


def test_rows_translated_sentence_by_sentence_are_kept(tmp_path: Path) -> None:
    bench = sample.corpus(tmp_path / "corpus", sample.draft())
    beads = bench.review.pair("draft.kk-en").beads
    with pytest.raises(Refused, match="kinds of judgement"):
        bench.revise("draft.kk-en", "realign", [bead_id(bead) for bead in beads], {}, WHO)
    bench.close()


def test_a_comment_keeps_its_author_when_its_bead_is_aligned_again(bench: Workbench) -> None:
    revise(bench, "merge", "4|3", "5|4 5")
    revise(bench, "comment", "4 5|3 4 5", text="Two sentences?")
    bench.revise(PAIR, "realign", named(bench), {"include": list(JUDGEMENTS)}, "reviewer-2")
    noted = [bead for bead in bench.review.pair(PAIR).beads if bead.note]
    assert [(bead.note, bead.resp) for bead in noted] == [("Two sentences?", WHO)]


def test_an_unknown_kind_of_judgement_is_refused(bench: Workbench) -> None:
    with pytest.raises(Refused, match="kinds of judgement"):
        bench.revise(PAIR, "realign", named(bench), {"include": ["all"]}, WHO)
