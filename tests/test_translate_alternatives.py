"""Several translations of each sentence: what the aligner hears beside the best one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from baikonur_align import ingest
from baikonur_align.alignment.features import build_evidence
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.building.bridge import Bridge
from baikonur_align.building.pairs import make_pair
from baikonur_align.building.plan import task
from baikonur_align.journal import Memory, open_database
from baikonur_align.translation import chain, remembering, side_by_side
from baikonur_align.translation.machine import DECODING, HYPOTHESES, LONGEST, Machine
from baikonur_align.translation.memory import CHUNK
from baikonur_align.translation.package import read
from baikonur_align.translation.registry import SHIPPED
from baikonur_align.translation.text import degenerate, joined, pieces, without_loops
from support import ROOT
from test_translate import Counting, package, shipped

pytestmark = pytest.mark.slow

TEXTS = {lang: ROOT / "tests" / "data" / f"gold.{lang}" for lang in ("kk", "en")}
SENTENCES = {
    lang: path.read_text(encoding="utf-8").splitlines()[:12] for lang, path in TEXTS.items()
}
UNSAYABLE = ["1961", "", " ", "— 12,5 % 🚀"]


def machine(source: str, target: str) -> Machine:
    found = read(SHIPPED / f"translate-{source}_{target}", shipped=True)
    assert found
    return Machine(found)


@pytest.fixture(scope="module", params=["kk-en", "en-kk"])
def engine(request: pytest.FixtureRequest) -> Machine:
    return machine(*request.param.split("-"))


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(open_database(f"sqlite:///{tmp_path}/memory.sqlite"))


def sentences(engine: Machine) -> list[str]:
    return SENTENCES[engine.package.from_code]


def test_there_are_no_more_alternatives_than_the_beam_finds_anyway() -> None:
    assert DECODING["beam_size"] >= HYPOTHESES


@shipped
def test_the_best_of_different_alternatives_is_the_translation_whatever_the_order(
    engine: Machine,
) -> None:
    for asked in (sentences(engine), sentences(engine)[::-1]):
        found = engine.alternatives(asked)
        assert [said[0] for said in found] == engine.translate(asked)
        assert all(1 <= len(said) == len(set(said)) <= HYPOTHESES for said in found)
        assert np.mean([len(said) for said in found]) > HYPOTHESES / 2
        assert not any("\n" in text for said in found for text in said)


@shipped
def test_what_has_no_letter_has_no_alternative(engine: Machine) -> None:
    first, *others, last = engine.alternatives(
        [sentences(engine)[0], *UNSAYABLE, sentences(engine)[1]]
    )
    assert others == [["1961"], [""], [""], ["— 12,5 % 🚀"]]
    assert len(first) > 1
    assert len(last) > 1
    assert engine.alternatives([]) == []


@shipped
def test_an_alternative_of_a_long_sentence_is_put_together_from_those_of_its_pieces(
    engine: Machine,
) -> None:
    long = ", ".join(text.strip(".!?:;…") for text in sentences(engine))
    parts = pieces(long, lambda piece: len(engine.decoder.tokenizer.encode([piece])[0]) <= LONGEST)
    assert len(parts) > 1
    said = engine.alternatives([part.strip() for part in parts])
    wholes = [joined(parts, [every[k] for every in said]) for k in range(min(map(len, said)))]
    (found,) = engine.alternatives([long])
    assert [found[0]] == engine.translate([long])
    assert found[: len(wholes)] == wholes
    assert len(wholes) > 1


@shipped
def test_no_alternative_loops_where_its_source_does_not(engine: Machine) -> None:
    odd = [
        "Қала 🚀 қала\x00",
        "ғ" * 3_000,
        "Ab " * 40 + "c",
        "Die Hauptstadt",
        "№ 5 аб",
        *sentences(engine),
    ]
    for source, said in zip(odd, engine.alternatives(odd), strict=True):
        assert not any(degenerate(source, text) for text in said[1:])
        assert "" not in said


def test_a_model_stuck_in_a_loop_has_alternatives_without_loops(tmp_path: Path) -> None:
    stuck = Machine(package(tmp_path / "p", stuck_on="а"))
    asked = ["Байқоңыр қала.", " ".join(f"{number}ғ" for number in range(150))]
    found = stuck.alternatives(asked)
    assert [said[0] for said in found] == stuck.translate(asked)
    assert all(without_loops(text) == text for said in found for text in said)


def test_a_model_that_says_nothing_has_the_source_for_its_best_and_no_empty_other(
    tmp_path: Path,
) -> None:
    silent = Machine(package(tmp_path / "p", stuck_on="<s>"))
    (said,) = silent.alternatives(["Байқоңыр қала."])
    assert said[0] == "Байқоңыр қала."
    assert "" not in said


@shipped
def test_a_chain_has_the_alternatives_of_its_last_link() -> None:
    there, back = machine("kk", "en"), machine("en", "kk")
    both = chain.Chain([there, back])
    seen: list[tuple[int, int]] = []
    found = both.alternatives(SENTENCES["kk"], lambda *step: seen.append(step))
    assert found == back.alternatives(there.translate(SENTENCES["kk"]))
    assert [said[0] for said in found] == both.translate(SENTENCES["kk"])
    assert seen == sorted(seen)
    assert seen[-1] == (len(found), len(found))


# --- remembered -----------------------------------------------------------------------------------


@shipped
def test_alternatives_are_remembered_and_so_is_the_best_of_them(
    engine: Machine, memory: Memory
) -> None:
    asked = [*sentences(engine), *UNSAYABLE]
    found = remembering(engine, memory).alternatives(asked)
    shortest_first = sorted(asked, key=len)  # as they are asked: other batches round otherwise
    alone = dict(zip(shortest_first, engine.alternatives(shortest_first), strict=True))
    assert found == [alone[sentence] for sentence in asked]
    fresh = Machine(engine.package)
    again = remembering(fresh, memory)
    seen: list[tuple[int, int]] = []
    assert again.alternatives(asked, lambda *step: seen.append(step)) == found
    assert again.translate(asked) == [said[0] for said in found]
    assert seen == [(len(asked), len(asked))]
    assert "translator" not in vars(fresh.decoder)


@shipped
def test_what_was_only_translated_is_asked_once_more_for_its_alternatives(memory: Memory) -> None:
    engine = machine("kk", "en")
    best = remembering(engine, memory).translate(SENTENCES["kk"])
    found = remembering(engine, memory).alternatives(SENTENCES["kk"])
    assert [said[0] for said in found] == best
    assert max(map(len, found)) == HYPOTHESES


def test_a_killed_job_keeps_the_alternatives_it_had(tmp_path: Path, memory: Memory) -> None:
    copier = Machine(package(tmp_path / "p"))
    asked = [f"қала {number}" for number in range(CHUNK * 2)]
    with pytest.raises(KeyboardInterrupt):
        remembering(Counting(copier, dies_after=1), memory).alternatives(asked)
    after = Counting(copier)
    assert [said[0] for said in remembering(after, memory).alternatives(asked)] == asked
    assert len(after.asked) == CHUNK


# --- heard ----------------------------------------------------------------------------------------


@shipped
def test_the_aligner_hears_another_wording_of_a_sentence_too() -> None:
    source = SENTENCES["kk"]
    found = [said for said in machine("kk", "en").alternatives(source) if len(said) == HYPOTHESES]
    source, other = source[: len(found)], [said[-1] for said in found]
    place = slice(0, len(found))
    best, every = (
        build_evidence(source, other, AlignmentOptions(source_translations=machine))
        .cosines(place, place)
        .diagonal()
        for machine in ([said[0] for said in found], side_by_side(found))
    )
    assert np.mean(every) > np.mean(best)


@shipped
def test_an_aligned_pair_keeps_the_best_translation_and_made_again_needs_no_model(
    memory: Memory,
) -> None:
    documents = [ingest.read(TEXTS[lang], lang) for lang in ("kk", "en")]
    made = []
    for _ in range(2):
        engines = machine("kk", "en"), machine("en", "kk")
        bridge = Bridge(remembering(engines[0], memory), remembering(engines[1], memory))
        made.append(make_pair(task(documents[0], documents[1], "en", "translation"), bridge))
    assert made[0] == made[1]
    assert not any("translator" in vars(engine.decoder) for engine in engines)
    segments = [segment for bead in made[0].beads for segment in bead.source]
    assert bridge.forward
    assert [segment.draft for segment in segments] == bridge.forward.translate(
        [segment.text for segment in segments]
    )
    assert not any(" | " in segment.draft for segment in segments)
