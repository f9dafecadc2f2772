"""Dictionary glosses: which words get one, and where the tokens stand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from baikonur_align.translation import package
from baikonur_align.translation.decoder import Decoder
from baikonur_align.translation.glosses import Glosses, Run, read_glosses, tokens, write_glosses
from baikonur_align.translation.package import GLOSSES, BrokenPackage
from baikonur_align.translation.registry import SHIPPED

TABLE = {"теңіз": "sea", "тау": "mountain", "жыл": "year", "жылы": "", "қоршал": "surrounded"}


def letters(texts: Sequence[str]) -> list[list[str]]:
    return [list(text.replace(" ", "_")) for text in texts]


@pytest.mark.parametrize(
    ("word", "gloss"),
    [
        ("теңіз", "sea"),
        ("Теңіздермен", "sea"),
        ("ТАУ", "mountain"),
        ("таулар", ""),  # a stem of three letters begins too many words
        ("жылы", ""),  # the model knows it
        ("жылына", ""),
        ("қоршалған", "surrounded"),
        ("су", ""),
        ("", ""),
    ],
)
def test_a_word_has_the_hint_of_its_longest_known_beginning(word: str, gloss: str) -> None:
    assert Glosses(TABLE).find(word) == gloss


def test_hints_stand_before_their_words_and_no_text_is_lost() -> None:
    text = "Жері «теңізбен,  тау-теңізбен» қоршалған"
    runs = Glosses(TABLE).runs(text)
    assert runs == [
        Run((), "Жері"),
        Run(("sea",), "«теңізбен, "),
        Run(("mountain", "sea"), "тау-теңізбен»"),
        Run(("surrounded",), "қоршалған"),
    ]
    assert " ".join(run.text for run in runs) == text
    assert Glosses(TABLE).runs("") == [Run((), "")]
    assert Glosses(TABLE).runs("теңіз") == [Run(("sea",), "теңіз")]


def test_each_hint_follows_the_mark() -> None:
    sentences = [Glosses(TABLE).runs("үлкен теңіз"), Glosses(TABLE).runs("үлкен су")]
    assert tokens(sentences, "@", letters) == [
        [*"үлкен", "@", *"sea", *"теңіз"],
        [*"үлкен_су"],
    ]


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_glosses(tmp_path / GLOSSES, TABLE)
    assert read_glosses(tmp_path / GLOSSES).find("теңіздер") == "sea"


@pytest.mark.parametrize("direction", ["kk_en", "en_kk"])
def test_the_shipped_packages_know_rare_words_by_their_glosses(direction: str) -> None:
    folder = SHIPPED / f"translate-{direction}"
    found = package.read(folder)
    assert found is not None
    decoder = Decoder(found)
    sentence, mark, words = {
        "kk_en": ("Арал маңында теңіз бар.", ">>en<<", "Sea"),
        "en_kk": ("There is an island there.", ">>kk<<", "арал"),
    }[direction]
    (glossed,) = decoder.glossed([sentence])
    assert mark in glossed
    assert words in "".join(glossed).replace("▁", " ")
    assert mark not in decoder.encoded([sentence])[0]  # attention is measured without


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED / "translate-kk_en", tmp_path / "translate-kk_en"))
    (folder / GLOSSES).write_text("no tab\n", encoding="utf-8")
    data = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    data["sha256"].pop(GLOSSES)
    (folder / "metadata.json").write_text(json.dumps(data), encoding="utf-8")
    broken = package.read(folder)
    assert broken is not None
    with pytest.raises(BrokenPackage, match=r"glosses\.tsv is not a table of glosses"):
        _ = Decoder(broken).glosses
