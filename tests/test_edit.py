"""Edits: what each verb does, and what holds for all of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align.edit import VERBS, Conflict, Refused, State, build, in_order, invert, place
from baikonur_align.model import Bead, Dismissal, Edit, InlineCode, Segment, Status
from baikonur_align.wire import bead_from_json, bead_id, bead_to_json, edit_from_json, edit_to_json

TIME = "2026-01-01T00:00:00Z"


def seg(name: str, text: str = "") -> Segment:
    return Segment(
        name,
        text or f"text of {name}",
        0,
        f"draft of {name}" if name.startswith("kk") else "",
        () if text else (InlineCode(0, 4, "bold", "<b>", "1"), InlineCode(7, 7, "note", "2")),
    )


def bead(source: str, target: str, **more: Any) -> Bead:
    return Bead(tuple(map(seg, source.split())), tuple(map(seg, target.split())), **more)


def shape(beads: Any) -> list[str]:
    """Beads as ``kk.1 kk.2|en.1``, in reading order."""
    return [
        " ".join(segment.id for segment in bead.source)
        + "|"
        + " ".join(segment.id for segment in bead.target)
        for bead in in_order(beads)
    ]


CASES = [
    # verb, beads in, arguments, beads out
    ("merge", ["kk.1|en.1", "kk.2|en.2"], {}, ["kk.1 kk.2|en.1 en.2"]),
    ("merge", ["kk.1|en.1", "kk.2|"], {}, ["kk.1 kk.2|en.1"]),
    ("link", ["kk.1|", "|en.7"], {}, ["kk.1|en.7"]),
    ("split", ["kk.1 kk.2|en.1 en.2"], {"source": 1, "target": 1}, ["kk.1|en.1", "kk.2|en.2"]),
    ("split", ["kk.1 kk.2|en.1"], {"source": 1, "target": 1}, ["kk.1|en.1", "kk.2|"]),
    ("split", ["kk.1|en.1 en.2"], {"source": 0, "target": 1}, ["|en.1", "kk.1|en.2"]),
    ("cut", ["kk.1|en.1"], {"segment": "kk.1", "offset": 4}, ["kk.1.1 kk.1.2|en.1"]),
    ("cut", ["kk.1|"], {"segment": "kk.1", "offset": 4}, ["kk.1.1|", "kk.1.2|"]),
    ("cut", ["kk.1|en.1"], {"segment": "en.1", "offset": 4}, ["kk.1|en.1.1 en.1.2"]),
    ("join", ["kk.1 kk.2|en.1"], {"segment": "kk.1"}, ["kk.1|en.1"]),
    ("move", ["kk.1|en.1 en.2", "kk.2|en.3"], {"segment": "en.2"}, ["kk.1|en.1", "kk.2|en.2 en.3"]),
    ("move", ["kk.1|en.1", "kk.2|en.2"], {"segment": "en.1"}, ["kk.1|", "kk.2|en.1 en.2"]),
    ("move", ["|en.1", "kk.2|en.2"], {"segment": "en.1"}, ["kk.2|en.1 en.2"]),
    ("unlink", ["kk.1 kk.2|en.1"], {}, ["kk.1|", "|en.1", "kk.2|"]),
    ("decide", ["kk.1|en.1"], {"status": "rejected", "text": "no translation"}, ["kk.1|en.1"]),
    ("swap", ["kk.1|en.1", "kk.2|en.2"], {}, ["kk.1|en.2", "kk.2|en.1"]),
    ("swap", ["kk.1 kk.2|en.1", "kk.3|en.2 en.3"], {}, ["kk.1 kk.2|en.2 en.3", "kk.3|en.1"]),
    ("swap", ["kk.1|en.1", "kk.2|"], {}, ["kk.1|", "kk.2|en.1"]),
    ("swap", ["|en.1", "kk.2|en.2"], {}, ["|en.2", "kk.2|en.1"]),
    ("omission", ["kk.1|", "kk.2|"], {}, ["kk.1|", "kk.2|"]),
    ("addition", ["|en.1"], {}, ["|en.1"]),
    ("restore", ["kk.1|en.1"], {}, ["kk.1|en.1"]),
    ("accept", ["kk.1|en.1", "kk.2 kk.3|en.2"], {}, ["kk.1|en.1", "kk.2 kk.3|en.2"]),
    (
        "replace",
        ["kk.1|en.1", "kk.2|en.2"],
        {"find": "TEXT", "replacement": "line"},
        ["kk.1|en.1", "kk.2|en.2"],
    ),
]


@pytest.mark.parametrize(("verb", "before", "args", "after"), CASES)
def test_a_verb_makes_these_beads_of_those(
    verb: str, before: list[str], args: dict[str, Any], after: list[str]
) -> None:
    beads = [bead(*shape.split("|"), confidence=0.9) for shape in before]
    edit = build(verb, beads, args, "reviewer-1", TIME)
    start = State(beads)
    end = start.apply(edit)
    assert sorted(shape(end.beads())) == sorted(after)
    assert all(bead.resp == "reviewer-1" for bead in edit.after)
    assert set(end.apply(invert(edit, 1, "reviewer-1", TIME)).beads()) == set(beads)
    assert edit_from_json(json.loads(json.dumps(edit_to_json(edit)))) == edit


REFUSED = [
    ("merge", ["kk.1|en.1"], {}, "two beads"),
    ("merge", ["kk.1|", "kk.2|"], {}, "on one side"),
    ("split", ["kk.1|en.1"], {"source": 1, "target": 1}, "each new bead needs"),
    ("split", ["kk.1 kk.2|en.1"], {"source": 5, "target": 1}, "fewer"),
    ("split", ["kk.1 kk.2|en.1"], {}, "number of sentences"),
    ("cut", ["kk.1|en.1"], {"segment": "kk.1", "offset": 0}, "cursor"),
    ("cut", ["kk.1|en.1"], {"segment": "kk.1", "offset": 999}, "cursor"),
    ("cut", ["kk.1|en.1"], {"segment": "kk.1", "offset": -3}, "cursor"),
    ("cut", ["kk.1|en.1"], {"segment": "kk.9", "offset": 3}, "not in this bead"),
    ("cut", ["kk.1|en.1"], {"segment": "kk.1"}, "place to split"),
    ("join", ["kk.1|en.1"], {"segment": "kk.1"}, "no next sentence"),
    ("move", ["kk.1|en.1"], {"segment": "kk.1"}, "two beads"),
    ("unlink", ["kk.1|"], {}, "no counterpart"),
    ("reword", ["kk.1|en.1"], {"segment": "en.1", "text": "  "}, "empty"),
    ("reword", ["kk.1|en.1"], {"segment": "en.1"}, "missing"),
    ("reword", ["kk.1|en.1"], {"segment": "en.1", "text": "a\x00b"}, "control"),
    ("reword", ["kk.1|en.1"], {"segment": "en.1", "text": "text of en.1"}, "nothing would change"),
    ("comment", ["kk.1|en.1"], {"text": 3}, "missing"),
    ("agree", ["kk.1|en.1"], {}, "nobody has reviewed"),
    ("disagree", ["kk.1|en.1"], {"text": "no"}, "yourself"),
    ("decide", ["kk.1|en.1"], {"status": "flagged"}, "confirmed or rejected"),
    (
        "dismiss",
        ["kk.1|en.1"],
        {"check": "number", "where": "source", "what": "1955"},
        "the text is missing: send text",
    ),
    (
        "dismiss",
        ["kk.1|en.1"],
        {"check": "number", "where": "source", "what": "1", "reason": " "},
        "reason",
    ),
    (
        "dismiss",
        ["kk.1|en.1"],
        {"check": "number", "where": "left", "what": "1", "reason": "x"},
        "where",
    ),
    (
        "dismiss",
        ["kk.1|en.1"],
        {"check": "a b", "where": "source", "what": "1", "reason": "x"},
        "name the",
    ),
    (
        "undismiss",
        ["kk.1|en.1"],
        {"check": "number", "where": "source", "what": "1"},
        "nothing would change",
    ),
    ("swap", ["kk.1|en.1"], {}, "two beads"),
    ("swap", ["kk.1|", "kk.2|"], {}, "one side only"),
    ("omission", ["kk.1|en.1"], {}, "unlink it first"),
    ("omission", ["|en.1"], {}, "source sentence"),
    ("addition", ["kk.1|"], {}, "target sentence"),
    ("restore", ["kk.1|en.1 en.2"], {}, "join or link"),
    ("restore", ["kk.1|"], {}, "join or link"),
    ("accept", ["|en.1"], {}, "no machine translation"),
    ("replace", ["kk.1|en.1"], {"find": "nowhere"}, "search again"),
    (
        "replace",
        ["kk.1|en.1"],
        {"find": "text", "replacement": "x", "segments": ["en.2"]},
        "search again",
    ),
    ("replace", ["kk.1|en.1"], {"find": "text", "segments": "en.1"}, "list"),
    ("dance", ["kk.1|en.1"], {}, "unknown verb"),
    ("confirm", [], {}, "name the beads"),
]


@pytest.mark.parametrize(("verb", "before", "args", "why"), REFUSED)
def test_what_makes_no_sense_is_refused_with_its_reason(
    verb: str, before: list[str], args: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        build(verb, [bead(*shape.split("|")) for shape in before], args, "reviewer-1", TIME)


@pytest.mark.parametrize("status", ["confirmed", "rejected", "flagged"])
def test_who_agrees_leaves_the_bead_as_it_is(status: Status) -> None:
    old = bead("kk.1", "en.1", status=status, resp="reviewer-1", note="a name")
    edit = build("agree", [old], {}, "reviewer-2", TIME)
    state = State([old]).apply(edit)
    assert state.beads() == (old,)
    assert state.apply(invert(edit, 1, "reviewer-2", TIME)).beads() == (old,)
    assert edit_from_json(json.loads(json.dumps(edit_to_json(edit)))) == edit
    state.apply(build("agree", [old], {}, "reviewer-3", TIME))  # two who agree are in nobody's way


def test_who_disagrees_says_why_and_leaves_the_status_to_a_decision() -> None:
    old = bead("kk.1", "en.1", status="confirmed", resp="reviewer-1", note="a name")
    edit = build("disagree", [old], {"text": "a half is missing"}, "reviewer-2", TIME)
    (new,) = edit.after
    assert (new.status, new.note, new.resp) == (
        "confirmed",
        "a name / a half is missing",
        "reviewer-2",
    )
    decision = build("decide", [new], {"status": "confirmed"}, "reviewer-3", TIME)
    for made in (edit, decision):
        assert edit_from_json(json.loads(json.dumps(edit_to_json(made)))) == made
    back = [invert(decision, 2, "reviewer-3", TIME), invert(edit, 1, "reviewer-2", TIME)]
    assert State([old]).apply(edit, decision, *back).beads() == (old,)


SAID = {"check": "number", "where": "source", "what": "1955"}


def dismissed_in(old: Bead) -> Bead:
    edit = build("dismiss", [old], {**SAID, "reason": "a house number"}, "reviewer-1", TIME)
    (new,) = edit.after
    assert edit_from_json(json.loads(json.dumps(edit_to_json(edit)))) == edit
    assert State([old]).apply(edit, invert(edit, 1, "reviewer-1", TIME)).beads() == (old,)
    return new


def test_a_warning_is_dismissed_with_a_reason_and_by_whom_and_counts_again() -> None:
    old = bead("kk.1", "en.1", confidence=0.5)
    new = dismissed_in(old)
    assert new.dismissed == (Dismissal("number", "source", "1955", "a house number", "reviewer-1"),)
    assert (new.status, new.confidence) == ("auto", 0.5)
    again = build("dismiss", [new], {**SAID, "reason": "a year"}, "reviewer-2", TIME)
    assert [[dismissed.resp for dismissed in bead.dismissed] for bead in again.after] == [
        ["reviewer-2"]
    ]
    back = build("undismiss", [new], SAID, "reviewer-2", TIME)
    assert [bead.dismissed for bead in back.after] == [()]
    assert State([new]).apply(back, invert(back, 1, "reviewer-2", TIME)).beads() == (new,)


@pytest.mark.parametrize(
    ("verb", "args", "stays"),
    [
        ("confirm", {}, True),
        ("comment", {"text": "look"}, True),
        ("reword", {"segment": "en.1", "text": "Something else."}, True),
        ("reword", {"segment": "kk.1", "text": "Something else."}, False),
        ("replace", {"find": "text", "replacement": "line", "side": "source"}, False),
        ("cut", {"segment": "en.1", "offset": 4}, False),
        ("unlink", {}, False),
    ],
)
def test_a_dismissal_stays_for_as_long_as_the_text_that_it_is_about(
    verb: str, args: dict[str, Any], stays: bool
) -> None:
    old = dismissed_in(bead("kk.1", "en.1"))
    edit = build(verb, [old], args, "reviewer-2", TIME)
    assert any(bead.dismissed for bead in edit.after) == stays
    assert State([old]).apply(edit, invert(edit, 1, "reviewer-2", TIME)).beads() == (old,)
    assert edit_from_json(json.loads(json.dumps(edit_to_json(edit)))) == edit


def test_a_bead_without_dismissals_has_the_name_that_it_always_had() -> None:
    data = bead_to_json(bead("kk.1", "en.1"))
    assert "dismissed" not in data
    assert bead_from_json(data) == bead("kk.1", "en.1")


def test_rewording_keeps_the_draft_and_can_confirm() -> None:
    old = bead("kk.1", "en.1", confidence=0.5)
    edit = build(
        "reword",
        [old],
        {"segment": "en.1", "text": " New  text. ", "confirm": True},
        "reviewer-1",
        TIME,
    )
    (new,) = edit.after
    assert new.target[0].text == "New text."
    assert (new.status, new.source[0].draft, new.confidence) == ("confirmed", "draft of kk.1", 0.5)


def test_edits_of_a_text_keep_its_inline_codes_in_place() -> None:
    codes = (InlineCode(0, 10, "bold"), InlineCode(14, 14, "break"), InlineCode(15, 18, "link"))
    old = replace(
        bead("kk.1", ""), source=(Segment("kk.1", "Bold words and the end.", 0, "", codes),)
    )
    (reworded,) = build(
        "reword", [old], {"segment": "kk.1", "text": "Now: Bold texts and the end."}, "r", TIME
    ).after
    assert [segment.codes for segment in reworded.source] == [
        (InlineCode(5, 15, "bold"), InlineCode(19, 19, "break"), InlineCode(20, 23, "link"))
    ]
    halves = in_order(build("cut", [old], {"segment": "kk.1", "offset": 5}, "r", TIME).after)
    assert [(segment.text, segment.codes) for half in halves for segment in half.source] == [
        ("Bold", (InlineCode(0, 4, "bold"),)),
        (
            "words and the end.",
            (InlineCode(0, 5, "bold"), InlineCode(9, 9, "break"), InlineCode(10, 13, "link")),
        ),
    ]
    both = Bead(tuple(segment for half in halves for segment in half.source), (seg("en.1"),))
    (joined,) = build("join", [both], {"segment": "kk.1.1"}, "r", TIME).after
    assert joined.source[0].codes == codes


def test_a_cut_sentence_has_no_draft_and_a_joined_one_has_both() -> None:
    (cut,) = build(
        "cut", [bead("kk.1", "en.1")], {"segment": "kk.1", "offset": 4}, "reviewer-1", TIME
    ).after
    assert [segment.draft for segment in cut.source] == ["", ""]
    (joined,) = build(
        "join", [bead("kk.1 kk.2", "en.1")], {"segment": "kk.1"}, "reviewer-1", TIME
    ).after
    assert joined.source[0].draft == "draft of kk.1 draft of kk.2"


def test_a_sentence_with_nothing_opposite_that_is_confirmed_is_an_omission_or_an_addition() -> None:
    for verb, alone in (("omission", bead("kk.1", "")), ("addition", bead("", "en.1"))):
        (judged,) = build(verb, [alone], {}, "reviewer-1", TIME).after
        assert judged == replace(alone, status="confirmed", resp="reviewer-1")


def test_an_accepted_draft_is_the_target_sentence_by_sentence_and_confirmed() -> None:
    (bead_1,) = build("accept", [bead("kk.1 kk.2", "en.1 en.2")], {}, "reviewer-1", TIME).after
    assert [segment.text for segment in bead_1.target] == ["draft of kk.1", "draft of kk.2"]
    assert bead_1.status == "confirmed"
    (bead_2,) = build("restore", [bead("kk.1 kk.2", "en.1")], {}, "reviewer-1", TIME).after
    assert [segment.text for segment in bead_2.target] == ["draft of kk.1 draft of kk.2"]
    assert bead_2.status == "auto"
    (again,) = build("accept", [bead_2], {}, "reviewer-1", TIME).after
    assert (again.target, again.status) == (bead_2.target, "confirmed")


def test_a_run_is_confirmed_in_one_edit() -> None:
    beads = [bead(f"kk.{number}", f"en.{number}") for number in range(1, 5)]
    edit = build("confirm", beads, {}, "reviewer-1", TIME)
    assert {bead.status for bead in edit.after} == {"confirmed"}
    assert len(edit.after) == 4


def test_reading_order_follows_the_source_and_keeps_loose_targets_near() -> None:
    beads = [
        bead("kk.2", "en.5"),
        bead("kk.1", "en.1"),
        bead("", "en.2"),
        bead("", "en.6"),
        bead("kk.10", "en.3"),
    ]
    assert shape(beads) == ["kk.1|en.1", "|en.2", "kk.2|en.5", "|en.6", "kk.10|en.3"]
    assert shape([bead("", "en.1"), bead("kk.1", "en.2")]) == ["|en.1", "kk.1|en.2"]


# --- what holds for any run of edits --------------------------------------------------------------


@st.composite
def pairs(draw: st.DrawFn) -> list[Bead]:
    """Beads of random shapes, monotone."""
    beads, sources, targets = [], 0, 0
    for left, right in draw(
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8)
    ):
        i, j = (left, right) if left and right else (min(left, 1), min(right, 1))
        if i + j:
            source = tuple(seg(f"kk.{sources + k}") for k in range(1, i + 1))
            target = tuple(seg(f"en.{targets + k}") for k in range(1, j + 1))
            beads.append(Bead(source, target, confidence=draw(st.none() | st.floats(0, 1))))
            sources, targets = sources + i, targets + j
    return beads or [bead("kk.1", "en.1")]


@st.composite
def one_edit(draw: st.DrawFn, state: State) -> Edit | None:
    """A verb on random beads with random arguments; None when it was refused."""
    beads = sorted(state.beads(), key=bead_id)
    chosen = draw(st.lists(st.sampled_from(beads), min_size=1, max_size=3, unique=True))
    segments = [segment.id for bead in chosen for segment in bead.segments]
    args = {
        "segment": draw(st.sampled_from(segments)),
        "text": draw(st.text(min_size=1, max_size=20)),
        "offset": draw(st.integers(0, 12)),
        "source": draw(st.integers(0, 3)),
        "target": draw(st.integers(0, 3)),
        "confirm": draw(st.booleans()),
        "status": draw(st.sampled_from(["confirmed", "rejected"])),
        "find": draw(st.sampled_from(["text", "of", "1", "kk"])),
        "replacement": draw(st.sampled_from(["", "x"])),
        "side": draw(st.sampled_from(["source", "target", "both"])),
        "check": "number",
        "where": draw(st.sampled_from(["source", "target"])),
        "what": draw(st.sampled_from(["1", "2"])),
        "reason": "as it should be",
    }
    try:
        return build(draw(st.sampled_from(sorted(VERBS))), chosen, args, "reviewer-1", TIME)
    except Refused:
        return None


def check_partition(state: State) -> None:
    """Each segment in exactly one bead, sorted in it, alone when nothing is opposite."""
    beads = state.beads()
    ids = [segment.id for bead in beads for segment in bead.segments]
    assert len(ids) == len(set(ids))
    assert len(in_order(beads)) == len(beads)
    for bead in beads:
        assert list(bead.source) == sorted(bead.source, key=place)
        assert list(bead.target) == sorted(bead.target, key=place)
        assert (bead.source and bead.target) or len(bead.segments) == 1


@pytest.mark.slow
@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_run_of_edits_undone_returns_the_first_state(data: st.DataObject) -> None:
    start = state = State(data.draw(pairs()))
    done: list[Edit] = []
    for _ in range(data.draw(st.integers(1, 8))):
        edit = data.draw(one_edit(state))
        if edit:
            assert edit_from_json(json.loads(json.dumps(edit_to_json(edit)))) == edit
            state = state.apply(edit)
            check_partition(state)
            done.append(edit)
    back = [
        invert(edit, number, "reviewer-1", TIME)
        for number, edit in reversed(list(enumerate(done, 1)))
    ]
    assert set(state.apply(*back).beads()) == set(start.beads())
    assert set(start.apply(*done).beads()) == set(state.beads())


@pytest.mark.slow
@given(st.data())
@settings(max_examples=150, deadline=None)
def test_edits_commute_exactly_when_neither_takes_away_what_the_other_starts_from(
    data: st.DataObject,
) -> None:
    state = State(data.draw(pairs()))
    one, two = data.draw(one_edit(state)), data.draw(one_edit(state))
    if one is None or two is None:
        return
    if (one.before - one.after) & two.before:
        with pytest.raises(Conflict):
            state.apply(one, two)
    elif not (two.before - two.after) & one.before:
        assert set(state.apply(one, two).beads()) == set(state.apply(two, one).beads())


def test_a_stale_edit_is_a_conflict() -> None:
    old = bead("kk.1", "en.1")
    state = State([replace(old, status="confirmed")])
    with pytest.raises(Conflict, match="in the meantime"):
        state.apply(build("flag", [old], {}, "reviewer-1", TIME))
