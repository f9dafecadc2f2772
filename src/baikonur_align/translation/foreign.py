"""Names in a translation that its source does not have.

A small model spells a rare word letter by letter and may say a word that no language has: `Slem`
for `Сәлем` (hello), `Gagariin` for `Гагарин`. A name of the source that such a word sounds like
takes its place.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from baikonur_align.translation import names
from baikonur_align.translation.vocabulary import has_name, is_explained, names_in

ALIKE = 0.6  # least share of common letters in the keys of a name and of what is said for it
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяёәғқңөұүһі"
# Surnames that English texts of the region spell by the table of `names`.
_SURNAME = re.compile(r"(?:[ое]в|[ое]ва|ұлы|қызы|швили|дзе|ский|ская|енко)$")


def foreign_names(line: str, source: str, lang: str) -> list[tuple[int, int]]:
    """Offsets of the names in `line`, a translation into `lang`, that nothing in `source` explains.

    A name is explained by a word of the source that it sounds like, or that it translates by the
    lexicon.
    """
    return [
        (start, end)
        for start, end in names_in(line, lang)
        if not is_explained(line[start:end], source, lang)
    ]


def repaired(line: str, source: str, source_lang: str, target_lang: str) -> str:
    """`line` with the names of `source` in their own spelling.

    A name of the source that the line lacks takes the place of a foreign name that sounds like it.
    Surnames of the region are spelled by the table.
    """
    said, unsaid = _names(line, source, source_lang)
    if target_lang == "en":
        for name in filter(_SURNAME.search, said):
            line = _respelled(line, name, source)
    for start, end in reversed(foreign_names(line, source, target_lang) if unsaid else []):
        likeness, name = max((_likeness(name, line[start:end]), name) for name in unsaid)
        if likeness >= ALIKE:
            line = _replaced(line, start, end, name, target_lang)
    return line


def _names(line: str, source: str, lang: str) -> tuple[list[str], list[str]]:
    """The names of `source` that `line` has, and those that it lacks."""
    said: list[str] = []
    unsaid: list[str] = []
    for start, end in names_in(source, lang):
        name = source[start:end]
        (said if has_name(line, name, lang) else unsaid).append(name)
    return said, unsaid


def _respelled(line: str, name: str, source: str) -> str:
    """`line` with each word that sounds exactly like `name` in the table's spelling.

    Words of the source itself, such as those of an address, stay.
    """
    spelling, sound = names.to_latin(name), names.key(name)

    def spelled(word: re.Match[str]) -> str:
        alike = names.key(word.group()) == sound and word.group() not in source
        return spelling if alike else word.group()

    return _WORD.sub(spelled, line)


def _likeness(name: str, said: str) -> float:
    return SequenceMatcher(None, names.key(name), names.key(said), autojunk=False).ratio()


def _replaced(line: str, start: int, end: int, name: str, lang: str) -> str:
    """`line` with `name` in place of a word, whose Kazakh case ending is fitted to it."""
    if lang == "en":
        return line[:start] + names.to_latin(name) + line[end:]
    rest = line[end:].lstrip(_LETTERS)
    ending = line[end : len(line) - len(rest)]
    return line[:start] + names.with_ending(names.to_cyrillic(name), ending) + rest
