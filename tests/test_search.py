"""Find and replace: what is found, what takes its place, and which searches are refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baikonur_align.edit import Refused, Search, State, build, invert
from baikonur_align.model import Bead, Segment
from baikonur_align.wire import edit_from_json, edit_to_json

TIME = "2026-01-01T00:00:00Z"


def bead(number: int, source: str, target: str) -> Bead:
    return Bead((Segment(f"kk.{number}", source, 0),), (Segment(f"en.{number}", target, 0),))


BEADS = [
    bead(1, "Ақысы 115 млн доллар.", "The rent is 115 mln. dollars."),
    bead(2, "Қала 1995 жылы аталды.", "The City was named in 1995; a city."),
    bead(3, "Әже келді, әжесі қалды.", "Grandmother came \\o/ to Baikonur."),
]

FOUND = [
    # what the search says, and what becomes of which sentences
    ({"find": "mln.", "replacement": "million"}, {"en.1": "The rent is 115 million dollars."}),
    ({"find": "city", "replacement": "town"}, {"en.2": "The town was named in 1995; a town."}),
    (
        {"find": "city", "replacement": "town", "case": True},
        {"en.2": "The City was named in 1995; a town."},
    ),
    ({"find": "әже", "replacement": "апа", "side": "source"}, {"kk.3": "апа келді, апасі қалды."}),
    (
        {"find": "әже", "replacement": "апа", "side": "source", "words": True},
        {"kk.3": "апа келді, әжесі қалды."},
    ),
    ({"find": "ӘЖЕ", "replacement": "x", "side": "target"}, {}),
    (
        {"find": "115|1995", "replacement": "N", "side": "both", "regular": True},
        {
            "kk.1": "Ақысы N млн доллар.",
            "en.1": "The rent is N mln. dollars.",
            "kk.2": "Қала N жылы аталды.",
            "en.2": "The City was named in N; a city.",
        },
    ),
    (
        {"find": r"(\d+) (mln)\.", "replacement": r"\2 \1", "regular": True},
        {"en.1": "The rent is mln 115 dollars."},
    ),
    (
        {"find": r"(?<year>\d{4})", "replacement": r"year \g<year>", "regular": True},
        {"en.2": "The City was named in year 1995; a city."},
    ),
    ({"find": r"\o/", "replacement": r"\1"}, {"en.3": r"Grandmother came \1 to Baikonur."}),
    ({"find": "; ", "replacement": "\n;\t "}, {"en.2": "The City was named in 1995 ; a city."}),
    ({"find": "city", "replacement": "city", "case": True}, {}),
]


@pytest.mark.parametrize(("args", "texts"), FOUND)
def test_what_is_found_is_replaced_and_can_be_taken_back(
    args: dict[str, Any], texts: dict[str, str]
) -> None:
    hits = list(Search.of(args).hits(BEADS))
    assert {hit.segment.id: hit.text for hit in hits} == texts
    if not hits:
        return
    found = list(dict.fromkeys(hit.bead for hit in hits))
    edit = build("replace", found, {**args, "segments": list(texts)}, "reviewer-1", TIME)
    assert edit_from_json(json.loads(json.dumps(edit_to_json(edit)))) == edit
    assert edit.before == set(found)
    state = State(BEADS).apply(edit)
    now = {segment.id: segment.text for bead in state.beads() for segment in bead.segments}
    assert now == {segment.id: segment.text for bead in BEADS for segment in bead.segments} | texts
    assert set(state.apply(invert(edit, 1, "reviewer-1", TIME)).beads()) == set(BEADS)


def test_of_several_sentences_only_the_chosen_ones_change() -> None:
    args = {
        "find": r"\d+",
        "replacement": "N",
        "regular": True,
        "side": "both",
        "segments": ["en.2"],
    }
    (after,) = build("replace", [BEADS[1]], args, "reviewer-1", TIME).after
    assert after.source == BEADS[1].source
    assert after.target[0].text == "The City was named in N; a city."


REFUSED = [
    ({"find": ""}, "search for"),
    ({"find": 3}, "wrong type"),
    ({"find": "a", "regular": "yes"}, "wrong type"),
    ({"find": "a", "side": "left"}, "side must be"),
    ({"find": "a" * 501}, "500 characters"),
    ({"find": "(", "regular": True}, "not a valid regular expression"),
    ({"find": r"\p{Nothing}", "regular": True}, "not a valid regular expression"),
    ({"find": "(" * 499 + "a", "regular": True}, "not a valid regular expression"),
    ({"find": "a", "replacement": r"\1", "regular": True}, "replacement"),
    ({"find": "a", "replacement": r"\g<year>", "regular": True}, "replacement"),
    ({"find": "a", "replacement": "\\", "regular": True}, "replacement"),
    ({"find": "x*", "regular": True}, "at least one character"),
    ({"find": "(?=city)", "regular": True}, "at least one character"),
    ({"find": ".+", "replacement": "", "regular": True}, "left empty"),
    ({"find": "The rent is 115 mln. dollars.", "replacement": " "}, "left empty"),
    ({"find": "rent", "replacement": "\x00"}, "control characters"),
    ({"find": "((a{1000}){1000}){1000}", "regular": True}, "too often"),
    ({"find": "(?R)", "regular": True}, "recursive"),
    ({"find": "((?1)|a)+", "regular": True}, "recursive"),
    ({"find": "(?x)a{ #}\n20000 }", "regular": True}, "verbose"),
]


@pytest.mark.parametrize(("args", "why"), REFUSED)
def test_a_search_that_can_do_harm_or_nothing_is_refused_with_its_reason(
    args: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        list(Search.of({"replacement": "x", **args}).hits(BEADS))


@pytest.mark.slow
def test_an_expression_that_never_ends_is_stopped() -> None:
    texts = [bead(number, "а", "x" * 3000) for number in range(1, 50)]
    search = Search.of({"find": "(x+x+)+y", "regular": True})
    with pytest.raises(Refused, match="more than 2 seconds"):
        list(search.hits(texts))
