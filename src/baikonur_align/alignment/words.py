"""Parts of a sentence that can be compared: Latin letters, numbers, words, names."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

MIN_NAME = 4  # letters of the shortest word that counts as a name
MIN_CONSONANTS = 3  # consonants that a name must have to be compared by its consonants
STEM = 6  # letters kept of a word; cuts Kazakh endings

_ROMAN = (
    "а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f "
    "х kh ц ts ч ch ш sh щ sh ъ _ ы y ь _ э e ю yu я ya ә a ғ g қ k ң n ө o ұ u ү u һ h і i"
)
_LETTERS = _ROMAN.replace("_", "").split(" ")
_LATIN = str.maketrans(dict(zip(_LETTERS[::2], _LETTERS[1::2], strict=True)))
_NUMBER = re.compile(r"(?<![^\W\d_])\d+(?:[.,\u00a0 ]\d{3})*(?:[.,]\d+)?")
_ACCENT = re.compile(r"[\u0300-\u036f]")
_NOT_CONSONANT = re.compile(r"[^bcdfghjklmnpqrstvwxz]")
_SENTENCE_END = re.compile(r"[.!?…؟।]+[\"'»”’)\]]*(?=\s|$)|[。！？]")
_WORD = re.compile(r"[^\W\d_]+")
_LONG_WORD = re.compile(rf"[^\W\d_]{{{MIN_NAME},}}")


def romanise(text: str) -> str:
    """Return the text in lower case and Latin letters, without accents.

    Kazakh and Russian letters are transliterated: Байқоңыр becomes baikonyr.
    """
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text.lower().translate(_LATIN)))


def numbers(text: str) -> list[str]:
    """Return the numbers of a text without separators: ``1 250``, ``1,250`` and ``1250`` are equal.

    Digits that follow a letter belong to their word: the 2 of ``km2`` is not a number.
    """
    return [re.sub(r"[.,\u00a0 ]", "", found) for found in _NUMBER.findall(text)]


def count_sentence_ends(text: str) -> int:
    """Return the number of sentence ends by punctuation; some abbreviations count as ends."""
    return len(_SENTENCE_END.findall(text))


def plain(text: str) -> str:
    """Return a text in small letters with single spaces, in which equal texts are the same."""
    return " ".join(text.casefold().split())


def words(text: str, letters: int = STEM) -> list[str]:
    """Return the words of a text in lower case, each cut to `letters` letters."""
    return [word[:letters] for word in _WORD.findall(text.lower())]


def spans(text: str) -> list[tuple[int, int]]:
    """Return where the words of a text stand, as (start, end) in code points, end excluded."""
    return [found.span() for found in _WORD.finditer(text)]


def names(text: str) -> list[str]:
    """Return the capitalised words of `MIN_NAME` letters or more: names, and first words."""
    return [word for word in _LONG_WORD.findall(text) if word[0].isupper()]


def is_name(word: str) -> bool:
    """Return whether a word is capitalised and has `MIN_NAME` letters or more."""
    return len(word) >= MIN_NAME and word[0].isupper()


def consonants(name: str) -> str:
    """Return the consonants of a name in Latin letters; bknr stands for Байқоңыр and Baikonur.

    қ and kh are both k.
    """
    return _NOT_CONSONANT.sub("", romanise(name).replace("kh", "k"))


def consonants_agree(one: str, other: str) -> bool:
    """Return whether the `consonants` of one name begin those of the other.

    Names with fewer than `MIN_CONSONANTS` consonants never agree.
    """
    return min(len(one), len(other)) >= MIN_CONSONANTS and (
        one.startswith(other) or other.startswith(one)
    )


def spelling_similarity(one: str, other: str) -> float:
    """Return how alike two Latin spellings are, 0 to 1 (Ratcliff & Obershelp, by difflib).

    Both are cut to one letter more than the shorter has, because a name may carry endings.
    """
    length = min(len(one), len(other)) + 1
    return SequenceMatcher(None, one[:length], other[:length]).ratio()
