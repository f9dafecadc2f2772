"""The terms of a glossary choose among the hypotheses of a real engine."""

from __future__ import annotations

import re

import pytest

from baikonur_align import translation
from baikonur_align.building.steered import Steered
from baikonur_align.checks.glossary import NONE, Glossary
from baikonur_align.checks.term_files import parse
from baikonur_align.translation.registry import SHIPPED

SENTENCES = [
    "The Government session considered the annual report.",
    "The new school was opened in the village.",
    "Select a folder to save the file.",
]
pytestmark = pytest.mark.skipif(not SHIPPED.is_dir(), reason="the shipped packages are not built")


def test_the_hypothesis_with_the_term_is_taken() -> None:
    engine = translation.engine("en", "kk")
    tried = 0
    for sentence, (best, *others) in zip(SENTENCES, engine.alternatives(SENTENCES), strict=True):
        said = {word[:4] for word in re.findall(r"\w{5,}", best.lower())}
        words = [word for line in others for word in re.findall(r"\w{5,}", line.lower())]
        for word in [word for word in words if word[:4] not in said][:1]:
            term = max(re.findall(r"\w+", sentence), key=len).lower()
            glossary = Glossary([parse(f"en\tkk\n{term}\t{word}\n", "terms")])
            steered = Steered(engine, glossary, ("en", "kk"))
            assert word in steered.translate([sentence])[0].lower()
            tried += 1
    assert tried


def test_without_terms_nothing_changes() -> None:
    engine = translation.engine("en", "kk")
    steered = Steered(engine, NONE, ("en", "kk"))
    assert steered.translate(SENTENCES) == engine.translate(SENTENCES)
    assert steered.alternatives(SENTENCES) == engine.alternatives(SENTENCES)
    assert steered.signature == engine.signature
