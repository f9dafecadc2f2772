"""What of a sentence can be compared: its letters in Latin, its numbers, its words."""

from __future__ import annotations

import re
import unicodedata

NAME = 4  # letters of the shortest word that is compared as a name
STEM = 6  # letters kept of a word: cuts Kazakh endings; 5 to 7 do the same on dev

_ROMAN = (
    "а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts "
    "ч ch ш sh щ sh ъ _ ы y ь _ э e ю yu я ya ә a ғ g қ k ң n ө o ұ u ү u һ h і i"
)
_LETTERS = _ROMAN.replace("_", "").split(" ")
_LATIN = str.maketrans(dict(zip(_LETTERS[::2], _LETTERS[1::2], strict=True)))
_NUMBER = re.compile(r"(?<![^\W\d_])\d+(?:[.,\u00a0 ]\d{3})*(?:[.,]\d+)?")
_ACCENT = re.compile(r"[\u0300-\u036f]")
_SOFT = re.compile(r"[^bcdfghjklmnpqrstvwxz]")
_STOP = re.compile(r"[.!?…؟।]+[\"'»”’)\]]*(?=\s|$)|[。！？]")
_WORD = re.compile(r"[^\W\d_]+")


def romanise(text: str) -> str:
    """Lower case, Kazakh and Russian letters in Latin, without accents: Байқоңыр becomes baikonyr."""
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text.lower().translate(_LATIN)))


def numbers(text: str) -> list[str]:
    """The numbers of a text in one spelling: ``1 250``, ``1,250`` and ``1250`` are the same.

    What follows a letter is a part of its word: the 2 of ``km2``.
    """
    return [re.sub(r"[.,\u00a0 ]", "", found) for found in _NUMBER.findall(text)]


def stops(text: str) -> int:
    """How many sentences end in a text, by its punctuation; an abbreviation may pass for an end."""
    return len(_STOP.findall(text))


def words(text: str, letters: int = STEM) -> list[str]:
    """The words of a text in lower case, cut to so many letters."""
    return [word[:letters] for word in _WORD.findall(text.lower())]


def spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand: the first character of each, and the one after its last."""
    return [found.span() for found in _WORD.finditer(text)]


def names(text: str) -> list[str]:
    """The words of four letters or more that begin with a capital, which names do, and sentences."""
    return [word for word in _WORD.findall(text) if len(word) >= NAME and word[0].isupper()]


def skeleton(name: str) -> str:
    """The consonants of a name in Latin letters: қ and kh are k; bknr is Байқоңыр and Baikonur."""
    return _SOFT.sub("", romanise(name).replace("kh", "k"))
