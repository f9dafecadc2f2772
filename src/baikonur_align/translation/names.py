"""Names between the Kazakh Cyrillic and the English spelling.

Kazakh to English follows the table of Kazakhstan's travel documents (ICAO Doc 9303, part 3, for
the letters shared with Russian), with the customary `ye` for е after a vowel and `yu`, `ya` for
ю, я: Бектенов is Bektenov, Байтерек is Baiterek, Назарбаев is Nazarbayev. English to Kazakh
inverts it, with the usual values of English letter groups.
"""

from __future__ import annotations

import re
from functools import lru_cache

_VOWELS = "аәеёиоөуұүыіэюя"
_TO_LATIN = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "yo",
    "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n",
    "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u",
    "ү": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_TO_CYRILLIC = {
    "shch": "щ", "sch": "ш", "kh": "х", "zh": "ж", "ch": "ч", "sh": "ш", "ts": "ц", "ya": "я",
    "yu": "ю", "yo": "ё", "ye": "е", "ph": "ф", "th": "т", "ck": "к", "oo": "у", "ee": "и",
    "gh": "ғ", "qu": "кв", "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г",
    "h": "х", "i": "и", "j": "дж", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п",
    "q": "қ", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "у", "x": "кс", "y": "ы",
    "z": "з",
}  # fmt: skip
_GROUP = re.compile("|".join(sorted(_TO_CYRILLIC, key=len, reverse=True)))
_ALIKE = (  # spellings of one sound, made equal before names are compared
    ("shch", "sh"), ("kh", "h"), ("gh", "g"), ("zh", "j"), ("ck", "k"), ("q", "k"), ("w", "u"),
    ("x", "ks"), ("ph", "f"), ("ye", "e"), ("yo", "o"), ("ya", "a"), ("ia", "a"), ("yu", "u"),
    ("iu", "u"), ("y", "i"), ("c", "k"),
)  # fmt: skip
# Places whose official English form is not what the tables give, or whose Kazakh form has letters
# that English spelling loses.
PLACES = {
    "Ақмола": "Akmola", "Ақсай": "Aksai", "Ақсу": "Aksu", "Ақтау": "Aktau", "Ақтөбе": "Aktobe",
    "Алматы": "Almaty", "Арқалық": "Arkalyk", "Астана": "Astana", "Атырау": "Atyrau",
    "Байқоңыр": "Baikonur", "Балқаш": "Balkhash", "Екібастұз": "Ekibastuz",
    "Жамбыл": "Zhambyl", "Жезқазған": "Zhezkazgan", "Жетісу": "Zhetysu", "Кентау": "Kentau",
    "Көкшетау": "Kokshetau", "Қарағанды": "Karaganda", "Қонаев": "Konaev",
    "Қостанай": "Kostanay", "Қызылорда": "Kyzylorda", "Маңғыстау": "Mangystau",
    "Орал": "Oral", "Өскемен": "Oskemen", "Павлодар": "Pavlodar", "Петропавл": "Petropavl",
    "Сарыағаш": "Saryagash", "Семей": "Semey", "Талдықорған": "Taldykorgan", "Тараз": "Taraz",
    "Теміртау": "Temirtau", "Төретам": "Toretam", "Түркістан": "Turkistan", "Ұлытау": "Ulytau",
    "Шымкент": "Shymkent",
}  # fmt: skip
_PLACES_BACK = {english: kazakh for kazakh, english in PLACES.items()}


def is_place(name: str) -> bool:
    """Whether `name` is in the table of places, in either spelling."""
    return name in PLACES or name in _PLACES_BACK


def to_latin(name: str) -> str:
    """A Cyrillic name in the English spelling; other characters stay."""
    if name in PLACES:
        return PLACES[name]
    out: list[str] = []
    lower = name.lower()
    for index, char in enumerate(name):
        letter = lower[index]
        latin = _TO_LATIN.get(letter)
        if latin is None:
            out.append(char)
            continue
        if letter == "е" and (index == 0 or lower[index - 1] in _VOWELS):
            latin = "ye"
        out.append(_cased(latin, char, name))
    return "".join(out)


def to_cyrillic(name: str) -> str:
    """A Latin name in Kazakh Cyrillic; other characters stay."""
    if name in _PLACES_BACK:
        return _PLACES_BACK[name]
    lower = name.lower()
    out: list[str] = []
    start = 0
    while start < len(lower):
        match = _GROUP.match(lower, start)
        if match is None:
            out.append(name[start])
            start += 1
            continue
        group = match.group()
        out.append(_cased(_letter(lower, start, group), name[start], name))
        start = match.end()
    return "".join(out)


def _letter(lower: str, start: int, group: str) -> str:
    """The Cyrillic letter of a group of Latin ones, by the letters around it."""
    before, after = lower[start - 1 : start], lower[start + len(group) : start + len(group) + 1]
    if group in ("i", "y") and before in tuple("aeou"):
        return "й"
    if group == "ye" and before and before not in "aeiou":
        return "ые"
    if group == "y" and not after:
        return "и"
    if group == "c" and after in tuple("eiy"):
        return "с"
    if group == "e" and not before:
        return "э"
    return _TO_CYRILLIC[group]


def _cased(letters: str, like: str, name: str) -> str:
    if not like.isupper():
        return letters
    return letters.upper() if name.isupper() and len(name) > 1 else letters.capitalize()


@lru_cache(maxsize=1 << 14)
def key(name: str) -> str:
    """What spellings of one name have in common, in small Latin letters."""
    latin = to_latin(name).lower()
    for spelling, common in _ALIKE:
        latin = latin.replace(spelling, common)
    return latin


# Case endings: front and back vowels, after voiced, voiceless and nasal sounds.
_CASES = (
    ("ның", "нің", "дың", "дің", "тың", "тің"),
    ("ны", "ні", "ды", "ді", "ты", "ті"),
    ("ға", "ге", "қа", "ке"),
    ("да", "де", "та", "те"),
    ("дан", "ден", "тан", "тен", "нан", "нен"),
    ("мен", "бен", "пен"),
)
_ENDINGS = sorted((ending for case in _CASES for ending in case), key=len, reverse=True)
_BACK, _FRONT = "аоұыуяюё", "әөүіеиэ"
_VOICELESS, _NASAL = "пфкқтсшщчцхһвг", "мнң"
_SURNAME = re.compile(r"[ое]в$")  # does not decide the harmony: Бектеновтің, Назарбаевтың
# Names of countries and regions that end in -стан, which is no ablative there.
_LANDS = re.compile(
    "(?:қазақ|өзбек|түрікмен|қырғыз|тәжік|пәкі|ауған|үнді|түркі|дағы|татар|башқұрт)стан$"
)
_LEAST_STEM = 4


def split_case(word: str) -> tuple[str, str]:
    """A Kazakh name and its case ending, empty where there is none."""
    if _LANDS.search(word.lower()):
        return word, ""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _LEAST_STEM and ending in (_forms(stem, ending) or ()):
            return stem, ending
    return word, ""


def with_ending(name: str, ending: str) -> str:
    """`name` with a case ending in the form that vowel harmony and assimilation ask for."""
    return name + _fitting(name, ending)


def _fitting(name: str, ending: str) -> str:
    """The form of `ending` after `name`; the ending itself when it is no case ending."""
    forms = _forms(name, ending)
    if not forms:
        return ending
    root = _SURNAME.sub("", name.lower()) or name.lower()
    vowels = [char for char in root if char in _BACK + _FRONT]
    return forms[bool(vowels) and vowels[-1] in _FRONT]


def _forms(name: str, ending: str) -> tuple[str, str] | None:
    """The back and the front form of a case ending after the last sound of `name`."""
    for case in _CASES:
        if ending in case:
            last = name[-1:].lower()
            return _form(case, last, front=False), _form(case, last, front=True)
    return None


def _form(case: tuple[str, ...], last: str, *, front: bool) -> str:
    voiceless, nasal = last in _VOICELESS, last in _NASAL
    vowel = last in _BACK + _FRONT
    if case[0] == "мен":
        return "пен" if voiceless else "бен" if last in ("з", "ж") else "мен"
    if case[0] == "ға" or case[0] == "да":
        place = 2 if voiceless else 0
    elif case[0] == "дан":
        place = 2 if voiceless else 4 if nasal else 0
    elif case[0] == "ны":
        place = 4 if voiceless else 0 if vowel else 2
    else:
        place = 4 if voiceless else 0 if vowel or nasal else 2
    return case[place + front]
