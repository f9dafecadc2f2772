"""The memory of a corpus for drafts: the same with an index as by reading every pair."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from baikonur_align.building import memories
from baikonur_align.model import Bead, Pair, Segment, Side
from baikonur_align.tm import Match, TranslationMemory
from baikonur_align.workbench import Workbench

TEXTS = {
    "a.en-kk": [("See the map.", "Картаны қара."), ("Yes", "Иә"), ("Map", "Карта")],
    "b.en-kk": [("The map is old.", "Карта ескі."), ("See  the map.", "Картаны қараңыз.")],
    "c.kk-en": [("Жол ұзақ.", "The road is long."), ("Иә", "Yes.")],
}
"""Confirmed beads of three pairs; the languages of the last one are the other way round."""

ASKED = ["See the map.", "the road is long.", "The road is long.", "Map", "Yes", "Nothing.", "..."]


def pair(name: str) -> Pair:
    languages = name.partition(".")[2].split("-")
    one, other = languages
    beads = tuple(
        Bead(
            (Segment(f"{one}.{n}", source, n - 1),),
            (Segment(f"{other}.{n}", target, n - 1),),
            status="confirmed",
        )
        for n, (source, target) in enumerate(TEXTS[name], 1)
    )
    blocks = ("paragraph",) * len(beads)
    source, target = (
        Side(lang, name, f"{name}.{lang}.txt", "0" * 64, blocks)  # type: ignore[arg-type]
        for lang in languages
    )
    return Pair(name, "translation", source, target, beads)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    bench = Workbench(tmp_path / "corpus")
    for name in TEXTS:
        bench.corpus.write(pair(name))
    yield bench
    bench.close()


def answers(memory: TranslationMemory) -> list[Match | None]:
    return [memory.find(text, "The map is old.") for text in ASKED]


def test_an_index_tells_the_same_translations_and_which_pairs_to_read(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    snapshot = bench.review.snapshot

    def noted(pair_id: str, *, keep: bool = True) -> object:
        read.append(pair_id)
        return snapshot(pair_id, keep=keep)

    by_reading = answers(bench.known.memory(ASKED, "en", "kk"))
    assert by_reading[0] == Match("Картаны қараңыз.", "b.en-kk", in_context=True)
    assert by_reading[1] is None
    assert by_reading[2] == Match("Жол ұзақ.", "c.kk-en")
    assert by_reading[5:] == [None, None]

    monkeypatch.setattr(memories, "MOST_READ", 0)
    monkeypatch.setattr(memories, "KEPT_SECONDS", 0.0)
    bench.lookup.follow()
    monkeypatch.setattr(bench.review, "snapshot", noted)
    assert answers(bench.known.memory(ASKED, "en", "kk")) == by_reading
    assert read == ["a.en-kk", "b.en-kk", "c.kk-en"]
    read.clear()
    found = bench.known.memory(["The road is long."], "en", "kk").find("The road is long.")
    assert found == Match("Жол ұзақ.", "c.kk-en")
    assert read == ["c.kk-en"]
