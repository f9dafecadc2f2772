"""The estimate of drafts that a corpus learns from what its reviewers confirmed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from baikonur_align.evaluation.quality import FEWEST, learned, rated
from baikonur_align.model import Pair
from baikonur_align.translation import estimate
from baikonur_align.translation.quality import DEFAULT, features
from baikonur_align.translation.registry import SHIPPED
from baikonur_align.workbench import Workbench
from support import manual

UNRELATED = "Gasolines consists of crude houses in the bottom of the manner."
TEXTS = manual.sentences(FEWEST + 20)


def drafted(draft_of: Callable[[str, str], str], texts: list[tuple[str, str]] = TEXTS) -> Pair:
    """Confirmed beads whose drafts are what the function makes of the Kazakh and the English."""
    pair = manual.pair(texts)
    beads = tuple(
        replace(
            bead,
            source=(replace(bead.source[0], draft=draft_of(*said), draft_quality=0.5),),
        )
        for bead, said in zip(pair.beads, texts, strict=True)
    )
    return replace(pair, beads=beads)


def test_where_all_drafts_are_confirmed_as_they_are_the_estimate_rises() -> None:
    pair = drafted(lambda _, english: english)
    model = learned([pair], "kk", "en")
    assert model
    texts = [(kazakh, english, "kk", "en") for kazakh, english in manual.sentences(320)[-20:]]
    before = [estimate(*each) or 0 for each in texts]
    after = [estimate(*each, model=model) or 0 for each in texts]
    assert min(after) > 0.9
    assert sum(before) / len(before) < 0.8
    again = rated(pair, model).beads[0].source[0]
    assert again.draft_quality == estimate(again.text, again.draft, "kk", "en", model=model)


def test_nothing_is_learned_where_the_program_is_right_already() -> None:
    dice = random.Random(1)  # noqa: S311  (no secret)
    default = DEFAULT["kk", "en"]

    def kept(kazakh: str, english: str) -> bool:
        return dice.random() < default.probability(features(kazakh, english, "kk", "en"))

    texts = [(kk, en) if kept(kk, en) else (kk, UNRELATED) for kk, en in TEXTS]
    said = dict(TEXTS)
    assert learned([drafted(lambda kazakh, _: said[kazakh], texts)], "kk", "en") is None


@pytest.mark.parametrize(
    ("pair", "langs"),
    [
        (drafted(lambda _, english: english, TEXTS[: FEWEST - 1]), ("kk", "en")),
        (drafted(lambda _, english: english), ("en", "kk")),
        (drafted(lambda *_: ""), ("kk", "en")),
    ],
    ids=["few", "other direction", "no drafts"],
)
def test_nothing_is_learned_from_too_little(pair: Pair, langs: tuple[str, str]) -> None:
    assert learned([pair], *langs) is None


def test_no_model_is_learned_for_languages_without_a_lexicon() -> None:
    pair = drafted(lambda _, english: english)
    german = replace(pair, target=replace(pair.target, lang="de"))
    assert learned([german], "kk", "de") is None


@pytest.mark.skipif(not SHIPPED.is_dir(), reason="the shipped packages are not built")
def test_new_drafts_of_the_corpus_get_the_learned_estimate(tmp_path: Path) -> None:
    text = tmp_path / "new.kk.txt"
    text.write_text("Қозғалтқыштың сорғысын тексеріңіз.\n", encoding="utf-8")
    estimates: list[float] = []
    for name, pairs in (
        ("plain", list[Pair]()),
        ("learned", [drafted(lambda _, english: english)]),
    ):
        bench = Workbench(tmp_path / name)
        for pair in pairs:
            bench.corpus.write(pair)
        made = bench.builder.add([text], "kk", "en", comparable=False)
        estimates.append(bench.review.pair(made.pair_id).beads[0].source[0].draft_quality or 0)
        bench.close()
    assert estimates[1] > estimates[0] + 0.1
