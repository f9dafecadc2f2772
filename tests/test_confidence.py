"""Confidence is calibrated, and low where there is no evidence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from baikonur_align.alignment import confidence
from baikonur_align.alignment.aligner import find_beads
from baikonur_align.alignment.features import build_evidence
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.evaluation.alignment import parse
from baikonur_align.model import Link

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent / "data"
TEXTBERG = Path(__file__).resolve().parents[2] / "shared" / "data" / "align" / "textberg-dev"


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def judged(source: list[str], target: list[str], *machine: list[str]) -> list[Link]:
    """Return judged beads, with the Kazakh-English lexicon if there is no translation."""
    options = (
        AlignmentOptions(source_translations=machine[0], target_translations=machine[1])
        if machine
        else AlignmentOptions("kk", "en")
    )
    evidence = build_evidence(source, target, options)
    return confidence.judge(evidence, find_beads(evidence))


def sure(links: list[Link]) -> list[float]:
    return [link.confidence for link in links if link.confidence is not None]


def test_every_bead_gets_a_confidence_and_nothing_else_changes() -> None:
    kazakh, english = lines(DATA / "gold.kk"), lines(DATA / "gold.en")
    evidence = build_evidence(kazakh, english, AlignmentOptions("kk", "en"))
    found = find_beads(evidence)
    after = confidence.judge(evidence, found)
    assert [(link.source, link.target, link.score) for link in after] == [
        (link.source, link.target, link.score) for link in found
    ]
    assert len(sure(after)) == len(found)
    assert all(0 <= chance <= 1 for chance in sure(after))


def test_wrong_beads_are_less_sure_than_right_ones() -> None:
    beads = parse(lines(DATA / "gold.align"))
    right = {(bead.source, bead.target) for bead in beads}
    found = judged(lines(DATA / "gold.kk"), lines(DATA / "gold.en"))
    good = sure([link for link in found if (link.source, link.target) in right])
    bad = sure([link for link in found if (link.source, link.target) not in right])
    assert bad
    assert np.mean(good) > np.mean(bad) + 0.1


def test_strangers_are_not_linked_with_confidence() -> None:
    source = [f"{first}{second} {second}{first}{second}" for first in "абвгд" for second in "жзикл"]
    target = [f"{first}{second} {second}{first}{first}" for first in "qwxyj" for second in "bcdfg"]
    found = [link for link in judged(source, target) if link.source and link.target]
    assert all(chance < 0.6 for chance in sure(found))


def test_a_pair_of_comparable_texts_is_as_sure_as_its_odds() -> None:
    evidence = build_evidence(["a b", "c d"], ["a b", "c d"], AlignmentOptions())
    links = [Link((0,), (0,), 3.0), Link((1,), (1,), 0.4)]
    high, low = sure(confidence.judge(evidence, links, comparable=True))
    assert 0.5 < low < 0.8 < high


def test_what_speaks_for_and_against_is_told() -> None:
    source, target = ["Назарбаев 1957 жылы 12 кітап жазды."], ["Nazarbayev wrote 14 books in 1957."]
    (link,) = judged(source, target)
    assert link.why == ("numbers agree: 1957", "numbers differ: 12, 14", "names agree: Nazarbayev")


def test_numbers_that_differ_speak_against_a_bead() -> None:
    kazakh = ["1957 жылы ол кітап жазды.", "Ол 12 күн тұрды.", "1961 жылы ол қайтты."]
    english = ["In 1957 she wrote a book.", "She stayed for 12 days.", "In 1961 she came back."]
    same, other = (
        judged(kazakh, [english[0], text, english[2]])[1]
        for text in (english[1], "She stayed for 14 days.")
    )
    assert (same.source, same.target) == ((1,), (1,))
    assert same.confidence is not None
    assert other.confidence is not None
    assert same.confidence > other.confidence


def test_nothing_to_judge_is_no_error() -> None:
    evidence = build_evidence([], [], AlignmentOptions())
    assert confidence.judge(evidence, []) == []


@pytest.mark.skipif(not TEXTBERG.exists(), reason="the Text+Berg development set is not at hand")
def test_confidence_is_the_share_of_beads_that_are_right() -> None:
    german, french = lines(TEXTBERG / "dev.de"), lines(TEXTBERG / "dev.fr")
    right = {(link.source, link.target) for link in parse(lines(TEXTBERG / "dev.defr"))}
    there, back = lines(TEXTBERG / "dev.de.google.fr"), lines(TEXTBERG / "dev.fr.google.de")
    found = judged(german, french, there, back)
    chance = np.array(sure(found))
    hit = np.array([(link.source, link.target) in right for link in found])
    assert abs(chance.mean() - hit.mean()) < 0.06
    assert hit[chance >= 0.9].mean() > 0.9
    worst = np.argsort(chance)[: len(chance) // 5]
    assert (~hit)[worst].sum() / (~hit).sum() > 0.6
