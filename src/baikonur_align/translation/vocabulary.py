"""Names in a sentence, and whether a translation has them."""

from __future__ import annotations

import re
from functools import cache
from itertools import zip_longest
from pathlib import Path

from baikonur_align.translation.names import PLACES, is_place, key, split_case

LEXICON = Path(__file__).resolve().parent.parent / "lexicons" / "kk-en.tsv"
LIKELY = 0.2  # translation probability from which an entry of the lexicon counts
LETTERS = 6  # the lexicon cuts its words to so many letters
ALIKE = 4  # letters of `names.key` in which two spellings of a name agree
LEAST_CHECKED = 4  # letters of a word that is looked for in a translation
TITLE_SHARE = 0.6  # with more capitalised words than this a line is a heading in title case
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CAPITALISED = re.compile(r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][a-zа-яёәғқңөұүһі]{2,}")
_INITIALS = re.compile(r"(?:\b[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]\.\s?){1,2}$")
_LIKELY_NAME = re.compile(r"(?:[ое]в|[ое]ва|ұлы|қызы|ov|ev|yev|ova|eva|uly|kyzy)$", re.IGNORECASE)
_POSSESSIVE = ("ы", "і")  # ends titles: `Сенат Төрағасы Мәуленов`, the Chairman of the Senate
_ORDINARY = frozenset(  # capitalised words that are no names, though they sound alike
    {
        "the", "this", "that", "these", "those", "there", "here", "when", "where", "what",
        "minister", "министр", "president", "президент", "premier", "премьер", "director",
        "директор", "doctor", "доктор", "professor", "профессор", "deputy", "депутат", "senator",
        "сенатор", "parliament", "парламент", "senate", "сенат", "internet", "интернет",
    }
)  # fmt: skip


def name_runs(text: str, lang: str) -> list[tuple[int, int]]:
    """Offsets of the names in `text`: capitalised words that translate by transliteration.

    A word counts when the lexicon lacks it or translates it by its own transliteration. A run
    takes in the names and initials beside it: `О. Бектенов`, `Олжас Бектенов`. A Kazakh run ends
    before the case ending of its last word. The first word of a sentence needs the ending of a
    surname, or to be in no lexicon. Headings in title case have no runs. A run has
    an unknown word, a place of Kazakhstan or a surname; other words that sound alike in both
    languages are left to the model.
    """
    runs: list[list[re.Match[str]]] = []
    for word in _name_words(text, lang):
        if (
            runs
            and text[runs[-1][-1].end() : word.start()] == " "
            and not (lang == "kk" and split_case(runs[-1][-1].group())[1])
        ):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [
        _span(text, run, lang)
        for run in runs
        if any(_is_certain(word.group(), lang) for word in run)
    ]


def _name_words(text: str, lang: str) -> list[re.Match[str]]:
    """The words that are names by themselves; none of a heading in title case."""
    words = list(_WORD.finditer(text))
    capitalised = [word for word in words if _CAPITALISED.fullmatch(word.group())]
    heading = not text.rstrip().endswith((".", "!", "?"))
    if heading and len(capitalised) > TITLE_SHARE * len(words):
        return []
    return [
        word
        for word, after in zip_longest(capitalised, capitalised[1:])
        if _is_name(word.group(), lang, first=word is words[0])
        or (lang == "kk" and word is not words[0] and after and _is_given(word, after))
    ]


def _is_given(word: re.Match[str], after: re.Match[str]) -> bool:
    """Whether a Kazakh word is the given name of the surname after it, such as `Қайсар` (brave)."""
    return (
        word.end() + 1 == after.start()
        and _LIKELY_NAME.search(split_case(after.group())[0]) is not None
        and word.group().lower() not in _ORDINARY
        and not word.group().endswith(_POSSESSIVE)
    )


def names_in(text: str, lang: str) -> list[tuple[int, int]]:
    """Offsets of each word that is a name by itself, without its case ending."""
    return [
        (word.start(), word.end() - (len(split_case(word.group())[1]) if lang == "kk" else 0))
        for word in _name_words(text, lang)
    ]


def opens_with_a_word(text: str, lang: str) -> bool:
    """Whether the first word of `text` is capitalised and no name: the lexicon has it."""
    first = _WORD.search(text)
    return (
        first is not None
        and _CAPITALISED.fullmatch(first.group()) is not None
        and not _is_name(first.group(), lang, first=True)
    )


def _span(text: str, run: list[re.Match[str]], lang: str) -> tuple[int, int]:
    initials = _INITIALS.search(text[: run[0].start()])
    end = run[-1].end()
    if lang == "kk":
        end -= len(split_case(run[-1].group())[1])
    return (initials.start() if initials else run[0].start()), end


def _is_name(word: str, lang: str, *, first: bool) -> bool:
    stem = split_case(word)[0] if lang == "kk" else word
    lower = stem.lower()
    if lower in _ORDINARY:
        return False
    known = any(form[:LETTERS] in _translations(lang) for form in (lower, word.lower()))
    if _LIKELY_NAME.search(stem) or (lang == "kk" and is_place(stem)):  # "Oral" opens sentences
        return True
    if first and known:
        return False
    mine = key(lower[:LETTERS])[:ALIKE]
    if not known:
        return True
    translations = _translations(lang).get(lower[:LETTERS], ())
    return any(key(other)[:ALIKE] == mine for other in translations)


def _is_certain(word: str, lang: str) -> bool:
    """Whether a name-like word is a name, not a word that both languages share (`Федерация`)."""
    stem = split_case(word)[0] if lang == "kk" else word
    forms = {form.lower()[:LETTERS] for form in (word, stem)}
    unknown = not any(form in _translations(lang) for form in forms)
    return unknown or is_place(stem) or _LIKELY_NAME.search(stem) is not None


def has_name(translation: str, name: str, lang: str) -> bool:
    """Whether each longer word of `name`, a name of language `lang`, occurs in `translation`.

    A Kazakh place of the table of places occurs in its official English spelling only.
    """
    found = [key(word) for word in _WORD.findall(translation)]
    return all(
        PLACES[word] in translation
        if lang == "kk" and word in PLACES
        else any(other.startswith(form) for form in _spellings(word, lang) for other in found)
        for word in _WORD.findall(name)
        if len(word) >= LEAST_CHECKED
    )


def _spellings(word: str, lang: str) -> list[str]:
    """Return possible beginnings of a translated name: its own key, and lexicon entries.

    A surname or place has its own key only. The lexicon has the beginnings of words, which other
    names share.
    """
    mine = key(word)
    if is_place(word) or _LIKELY_NAME.search(word):
        return [mine]
    listed = [key(other) for other in _translations(lang).get(word.lower()[:LETTERS], ())]
    return [
        mine,
        *(other for other in listed if len(other) >= ALIKE and other[:ALIKE] == mine[:ALIKE]),
    ]


def is_explained(word: str, source: str, lang: str) -> bool:
    """Whether `source` has a word that `word`, of language `lang`, sounds like or translates."""
    if len(word) < LEAST_CHECKED or word in source or has_name(source, word, lang):
        return True
    likely = _translations(lang).get(word.lower()[:LETTERS], ())
    there = {other.lower()[:LETTERS] for other in _WORD.findall(source)} if likely else ()
    return any(other in there for other in likely)


@cache
def _translations(lang: str) -> dict[str, tuple[str, ...]]:
    """The lexicon's words of a language with their likely translations; empty where it has none."""
    column = {"kk": 0, "en": 1}.get(lang)
    if column is None:
        return {}
    found: dict[str, list[str]] = {}
    with LEXICON.open(encoding="utf-8") as lines:
        for line in lines:
            *words, ahead, back = line.rstrip("\n").split("\t")
            likely = found.setdefault(words[column], [])
            if max(float(ahead), float(back)) >= LIKELY:
                likely.append(words[1 - column])
    return {word: tuple(others) for word, others in found.items()}


def coverage(text: str, other: str, lang: str) -> float:
    """Share of the words of `text` that have a likely translation in `other`, 0 to 1."""
    there = {word[:LETTERS] for word in map(str.lower, _WORD.findall(other))}
    words = [word[:LETTERS] for word in map(str.lower, _WORD.findall(text))]
    table = _translations(lang)
    found = sum(word in there or not there.isdisjoint(table.get(word, ())) for word in words)
    return found / len(words) if words else 1.0


def has_words(text: str) -> bool:
    """Whether `text` has a word; numbers and punctuation alone have no quality to estimate."""
    return _WORD.search(text) is not None
