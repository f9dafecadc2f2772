"""The past of a bead, and going back to it: what holds for any run of edits."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align.edit import Refused, State, build, going_back, invert, parts, story
from baikonur_align.model import Bead, Edit
from baikonur_align.wire import bead_id, edit_from_json, edit_to_json
from test_edit import TIME, bead, check_partition, one_edit, pairs, shape


@st.composite
def runs(draw: st.DrawFn) -> tuple[list[State], list[tuple[int, Edit]]]:
    """A run of edits with some reverts, and the state after each."""
    states = [State(draw(pairs()))]
    history: list[tuple[int, Edit]] = []
    for _ in range(draw(st.integers(1, 7))):
        if draw(st.integers(0, 4)) == 0:
            edit = draw(a_going_back(states[-1], history))
        else:
            edit = draw(one_edit(states[-1]))
        if edit:
            history.append((len(history) + 1, edit))
            states.append(states[-1].apply(edit))
    return states, history


@st.composite
def a_going_back(draw: st.DrawFn, state: State, history: list[tuple[int, Edit]]) -> Edit | None:
    version = draw(st.integers(0, len(history)))
    some = draw(
        st.none()
        | st.lists(st.sampled_from(sorted(state.beads(), key=bead_id)), min_size=1, max_size=2)
    )
    try:
        return going_back(state, history[version:], some, "reviewer-1", TIME)
    except Refused:
        return None


@pytest.mark.slow
@given(runs(), st.data())
@settings(max_examples=150, deadline=None)
def test_a_pair_goes_back_to_exactly_the_state_at_a_version_and_forth_again(
    run: tuple[list[State], list[tuple[int, Edit]]], data: st.DataObject
) -> None:
    states, history = run
    version = data.draw(st.integers(0, len(history)))
    now, then = states[-1], states[version]
    if set(now.beads()) == set(then.beads()):
        with pytest.raises(Refused, match="already in that state"):
            going_back(now, history[version:], None, "reviewer-1", TIME)
        return
    back = going_back(now, history[version:], None, "reviewer-1", TIME)
    assert edit_from_json(json.loads(json.dumps(edit_to_json(back)))) == back
    assert set(now.apply(back).beads()) == set(then.beads())
    assert set(now.apply(back, invert(back, 9, "reviewer-1", TIME)).beads()) == set(now.beads())


@pytest.mark.slow
@given(runs(), st.data())
@settings(max_examples=150, deadline=None)
def test_a_bead_goes_back_with_those_that_hang_together_with_it_and_no_sentence_is_lost(
    run: tuple[list[State], list[tuple[int, Edit]]], data: st.DataObject
) -> None:
    states, history = run
    version = data.draw(st.integers(0, len(history)))
    now, then = states[-1], states[version]
    chosen = data.draw(st.sampled_from(sorted(now.beads(), key=bead_id)))
    try:
        back = going_back(now, history[version:], [chosen], "reviewer-1", TIME)
    except Refused:
        assert then.bead_of(chosen.segments[0].id) == chosen
        return
    after = now.apply(back)
    check_partition(after)
    assert back.after <= set(then.beads())
    assert set(after.beads()) - set(now.beads()) == back.after
    assert set(after.apply(invert(back, 9, "reviewer-1", TIME)).beads()) == set(now.beads())


@pytest.mark.slow
@given(runs(), st.data())
@settings(max_examples=100, deadline=None)
def test_a_pair_that_goes_back_bead_by_bead_comes_to_the_same_state(
    run: tuple[list[State], list[tuple[int, Edit]]], data: st.DataObject
) -> None:
    states, history = run
    version = data.draw(st.integers(0, len(history)))
    state, later = states[-1], list(history[version:])
    for chosen in sorted(states[-1].beads(), key=bead_id):
        if state.bead_of(chosen.segments[0].id) != chosen:
            continue
        try:
            back = going_back(states[-1], later, [chosen], "reviewer-1", TIME)
        except Refused:
            continue
        state = state.apply(back)
    assert set(state.beads()) == set(states[version].beads())


def told(edits: list[tuple[int, Edit]]) -> list[tuple[int, str, list[str], list[str]]]:
    return [(version, edit.verb, shape(edit.before), shape(edit.after)) for version, edit in edits]


def test_the_story_of_a_bead_follows_its_sentences_through_a_merge_and_a_split() -> None:
    state = State([bead(f"kk.{number}", f"en.{number}") for number in range(1, 5)])
    history: list[tuple[int, Edit]] = []

    def do(verb: str, *ids: str, **args: object) -> None:
        nonlocal state
        beads = [found for i in ids if (found := state.bead_of(i))]
        edit = build(verb, beads, args, "reviewer-1", TIME)
        state = state.apply(edit)
        history.append((len(history) + 1, edit))

    do("flag", "kk.1")
    do("flag", "kk.4")
    do("confirm", "kk.1", "kk.2", "kk.3", "kk.4")
    do("merge", "kk.1", "kk.2")
    do("cut", "kk.1", segment="kk.2", offset=4)
    do("split", "kk.1", source=2, target=1)
    do("reject", "kk.1")
    last = state.bead_of("kk.2.2")
    assert last is not None
    assert told(list(story(last, history))) == [
        (6, "split", ["kk.1 kk.2.1 kk.2.2|en.1 en.2"], ["kk.1 kk.2.1|en.1", "kk.2.2|en.2"]),
        (5, "cut", ["kk.1 kk.2|en.1 en.2"], ["kk.1 kk.2.1 kk.2.2|en.1 en.2"]),
        (4, "merge", ["kk.1|en.1", "kk.2|en.2"], ["kk.1 kk.2|en.1 en.2"]),
        (3, "confirm", ["kk.1|en.1", "kk.2|en.2"], ["kk.1|en.1", "kk.2|en.2"]),
        (1, "flag", ["kk.1|en.1"], ["kk.1|en.1"]),
    ]
    alone = state.bead_of("kk.4")
    assert alone is not None
    assert [(version, edit.verb) for version, edit in story(alone, history)] == [
        (3, "confirm"),
        (2, "flag"),
    ]

    back = going_back(state, history[3:], [last], "reviewer-1", TIME)
    assert shape(back.before) == ["kk.1 kk.2.1|en.1", "kk.2.2|en.2"]
    assert shape(back.after) == ["kk.1|en.1", "kk.2|en.2"]
    assert len(parts(history[2][1])) == 4


def test_a_sentence_that_was_joined_to_another_comes_back() -> None:
    first = State([bead("kk.1", "en.1"), bead("kk.2", ""), bead("kk.3", "en.3")])
    merge = build(
        "merge",
        [bead for bead in first.beads() if bead.source[0].id != "kk.3"],
        {},
        "reviewer-1",
        TIME,
    )
    merged = first.apply(merge)
    whole = merged.bead_of("kk.1")
    assert whole is not None
    join = build("join", [whole], {"segment": "kk.1"}, "reviewer-1", TIME)
    now = merged.apply(join)
    history = [(1, merge), (2, join)]
    joined = [bead for bead in now.beads() if bead.source[0].id == "kk.1"]
    back = going_back(now, history, joined, "reviewer-1", TIME)
    assert set(now.apply(back).beads()) == set(first.beads())
    again = going_back(
        now.apply(back), [*history, (3, back)][2:], [_of(first, "kk.2")], "reviewer-1", TIME
    )
    assert set(now.apply(back, again).beads()) == set(now.beads())


def _of(state: State, segment: str) -> Bead:
    found = state.bead_of(segment)
    assert found is not None
    return found
