"""Dictionary glosses: which words get one, and where the tokens stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from baikonur_align.translation.glosses import Glosses, Run, read_glosses, tokens, write_glosses
from baikonur_align.translation.package import GLOSSES

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
