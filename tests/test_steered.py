"""Terms, and translations of similar sentences, choose among the hypotheses of a real engine."""

from __future__ import annotations

import re

import pytest

from baikonur_align import translation
from baikonur_align.building.steered import Guided, Steered, guided
from baikonur_align.checks.glossary import NONE, Glossary
from baikonur_align.checks.term_files import parse
from baikonur_align.tm import TranslationMemory
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


def memory_of(sentence: str, translation_: str) -> TranslationMemory:
    """A memory with a translation of a sentence that differs by a word at its end."""
    memory = TranslationMemory()
    memory.add([(f"{sentence[:-1]} today.", translation_), ("Another text.", "Басқа мәтін.")], "tm")
    return memory


def test_the_hypothesis_most_like_the_translation_of_a_similar_sentence_is_taken() -> None:
    engine = translation.engine("en", "kk")
    for sentence, (_, *others) in zip(SENTENCES, engine.alternatives(SENTENCES), strict=True):
        for other in others:
            (chosen,) = Guided(engine, memory_of(sentence, other)).translate([sentence])
            assert chosen.casefold() == other.casefold()


def test_a_term_weighs_more_than_a_similar_sentence() -> None:
    engine = translation.engine("en", "kk")
    tried = 0
    for sentence, (best, *others) in zip(SENTENCES, engine.alternatives(SENTENCES), strict=True):
        other = others[-1]
        missing = [w for w in re.findall(r"\w{5,}", best.lower()) if w[:4] not in other.lower()]
        for word in missing[:1]:
            memory = memory_of(sentence, other)
            term = max(re.findall(r"\w+", sentence), key=len).lower()
            glossary = Glossary([parse(f"en\tkk\n{term}\t{word}\n", "terms")])
            both = guided(Steered(engine, glossary, ("en", "kk")), memory)
            alone = guided(Steered(engine, NONE, ("en", "kk")), memory)
            assert word in both.translate([sentence])[0].lower()
            assert word not in alone.translate([sentence])[0].lower()
            tried += 1
    assert tried


def test_without_a_similar_sentence_nothing_changes() -> None:
    engine = translation.engine("en", "kk")
    memory = TranslationMemory()
    memory.add([("Horses graze on the mountain.", "Жылқылар тауда жайылып жүр.")], "tm")
    assert Guided(engine, memory).translate(SENTENCES) == engine.translate(SENTENCES)
    assert guided(engine, None) is engine


def test_a_part_of_a_memory_guides_as_the_whole() -> None:
    memory = memory_of(SENTENCES[0], "Үкімет отырысы өтті.")
    part = memory.part(SENTENCES)
    assert len(part) == 0
    assert [part.similar(each) for each in SENTENCES] == ["Үкімет отырысы өтті.", "", ""]
    assert [memory.similar(each) for each in SENTENCES] == ["Үкімет отырысы өтті.", "", ""]
