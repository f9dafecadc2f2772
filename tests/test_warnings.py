"""All open warnings of a corpus, some pairs at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from baikonur_align.building.counting import Warned, WarnedPart, some_warnings, warnings
from baikonur_align.checks.glossary import NONE
from baikonur_align.encoders import BadEncoder, Encoder
from baikonur_align.hints.unlike import Unlike
from baikonur_align.journal import Vectors, open_database
from baikonur_align.model import Bead, Pair, Segment
from baikonur_align.web import keeping
from baikonur_align.workbench import Workbench
from support import sample


def warned(name: str, numbers: int, brackets: int) -> Pair:
    """A pair with so many numbers that differ, and brackets that have no partner."""
    texts = [("Мұнда 5 адам тұрады.", "Here live 6 people.")] * numbers
    texts += [("Мұнда (көп адам тұрады.", "Here live many people.")] * brackets
    beads = tuple(
        Bead((Segment(f"kk.{number}", one, 0),), (Segment(f"en.{number}", other, 0),))
        for number, (one, other) in enumerate(texts, 1)
    )
    return replace(sample.translation(), id=name, beads=beads)


PAIRS = [warned("a.kk-en", 3, 2), warned("b.kk-en", 0, 0), warned("c.kk-en", 1, 4)]


def no_encoder() -> Encoder:
    raise BadEncoder("none here")


def of(pair: Pair) -> Iterator[Warned]:
    """The warnings of a pair, without those of an encoder."""
    return warnings([pair], NONE, Unlike(Vectors(open_database("sqlite://")), no_encoder))


def kinds_of(pairs: list[Pair]) -> Counter[str]:
    return Counter(some_warnings(pairs, of, "", 0, 1000, 60).kinds)


def parts(kind: str, most: int) -> Iterator[WarnedPart]:
    """All parts, each begun where the one before ended."""
    first, skip = "", 0
    while True:
        found = some_warnings((p for p in PAIRS if p.id >= first), of, kind, skip, most, 60)
        yield found
        if found.next is None:
            return
        first, skip = found.next


@pytest.mark.parametrize("kind", ["", "number", "bracket", "nothing"])
@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_the_parts_are_all_warnings_and_each_is_counted_once(kind: str, most: int) -> None:
    whole = some_warnings(PAIRS, of, kind, 0, 1000, 60)
    found = list(parts(kind, most))
    assert [one for part in found for one in part.warnings] == whole.warnings
    assert sum((Counter(part.kinds) for part in found), Counter()) == kinds_of(PAIRS)
    assert all(len(part.warnings) <= most for part in found)
    assert len(kinds_of(PAIRS)) > 1


def test_a_part_ends_after_its_time() -> None:
    found = some_warnings(PAIRS, of, "", 0, 1000, 0)
    assert found.next == ("b.kk-en", 0)
    assert {one.pair for one in found.warnings} == {"a.kk-en"}


def test_the_api_goes_on_from_its_cursor(
    bench: Workbench, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pair in PAIRS:
        bench.corpus.write(pair)

    def ask(**query: str) -> dict[str, Any]:
        answer = client.get("/api/warnings", query_string=query)
        assert answer.status_code == 200, answer.text
        return answer.json or {}

    whole = ask()
    assert whole["next"] == ""
    monkeypatch.setattr(keeping, "WARNINGS_PAGE", 2)
    found, cursor = [], ""
    while True:
        part = ask(cursor=cursor)
        found += part["warnings"]
        if not (cursor := part["next"]):
            break
    assert found == whole["warnings"]
    only = ask(pair="b.kk-en")
    assert (only["warnings"], only["kinds"], only["next"]) == ([], {}, "")
    assert client.get("/api/warnings?cursor=nonsense").status_code == 422
    assert client.get("/api/warnings?pair=gone").json == {"kinds": {}, "warnings": [], "next": ""}
