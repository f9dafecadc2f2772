"""Where sentences end: one scan over the stops of a text, the same for every language with a table.

A stop ends a sentence unless what stands before it (an initial, an abbreviation, the number of a
list) or after it (a small letter, a comma, the words that belong to a quotation) says otherwise.
Every pattern looks a bounded stretch ahead or back, which keeps the scan linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_STOPS = r".!?…؟"
_CLOSERS = r"\"'»”’›)\]"
_CITATION = r"\[(?=[^\[\]\d]{0,60}\d)[^\[\]]{1,120}\]"

# The first branches only step over what has stops in it that end nothing.
_SCAN = re.compile(
    rf"""
      (?: https?:// | www\. ) \S* [\w/]
    | {_CITATION}
    | (?<=[\w»”"%]\s) \( [^()]{{0,200}} \)              # an aside belongs to its sentence
      # and so does a quotation before lower case: «Жігер! Еңбек!» атты
    | [«“] [^«»“”\n]{{0,80}} (?<!,) [»”] (?= \s [a-zа-яёәіңғүұқөһäöüğşñū] )
    | (?<!\d) \d{{1,2}} \. \s? \d{{1,2}} \. \s? \d{{4}} (?!\d)
    | (?P<blank> \n [^\S\n]* \n )
    | (?P<leader> (?: (?<!\.) (?: \.[^\S\n]? ){{4,200}} | (?: …[^\S\n]? ){{2,60}} )
                  [^\S\n]{{0,9}} \d{{1,4}} (?= [^\S\n]{{0,9}} (?: \n | $ ) ) )
    | (?P<spaced> (?<!\.[ ]) \. (?: [^\S\n]\. ){{2,200}} [{_CLOSERS}]{{0,6}} )
    | (?P<stop> [{_STOPS}]+ (?: (?: [{_CLOSERS}] | “(?=\s) )+ [{_STOPS}]* )*
                (?: [^\S\n]? {_CITATION} \.? )* )
    """,
    re.VERBOSE,
)

_NEXT = re.compile(
    r"""
    (?P<gap> \s* ) (?P<dash> [-–—―] \s* )?
    (?P<open> (?: ["'«“„‘‹(\[] \s? ){0,6} )
    (?P<what> [^\W\d_]{1,24} | \S | $ )
    """,
    re.VERBOSE,
)

# What cannot open a sentence.
_CONTINUES = frozenset(",;:)]}»”’›%&+=/|<>~^_")

_LABEL = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXІХ]{1,5}|[^\W\d_])")
_TOKEN = re.compile(r"(?:[^\W\d_]{1,5}\.){0,5}[^\W\d_]+$")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_LOOK_BACK = 32
_ADDRESS = re.compile(
    r"[\w.+-]{0,64}@|\.?(?:com|net|org|kz|ru|uk|edu|gov|info|eu|io)\b", re.IGNORECASE
)
# `System.Data.SQLite`: names of programs, no sentences without spaces.
_DOTTED_NAME = re.compile(r"(?:[A-Z][A-Za-z0-9]{0,32}\.){2,9}[A-Z]")
# ". – Алматы: Мектеп, 2005. – 200 б.": the dashes between the areas of a reference (GOST 7.1).
_REFERENCE = re.compile(r"\s*[–—-]\s*(?:\d+\s*(?:б|с|p|pp)\b|[^\W\d_]{1,24}\.?\s?:)")
_OMISSION = 3
_ASIDE = 200
_LETTER_BEFORE = re.compile(r"(?<![^\W\d_])([^\W\d_])\.\s?$")
_FIRST_LABEL = re.compile(
    r"\s*(?P<label>(?P<bullet>[•⁃·‣]?\s?)(?P<number>\d{1,3}|[a-y])(?P<mark>\.\)|\)|\.))(?=\s+\S)"
)
_NEXT_LABEL = re.compile(
    r"(?<=\s)(?P<bullet>[•⁃·‣]?\s?)(?P<number>\d{1,3}|[a-z])(?P<mark>\.\)|\)|\.)\s{1,9}(?P<item>[^\W\d_a-z])"
)
_ROMAN = re.compile(r"[IVXІХ]{2,}")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Rules:
    """One language's tables, in small letters and without the last stop.

    After an abbreviation a sentence never ends, ``seldom`` (only before one of `openers`) or
    ``often`` (before any capital, and before `date`). `numbered` are abbreviations before a number
    and words otherwise. `years` end a sentence after a number and before a capital.
    `initials` are those of more than one letter. `openers` are words that open
    sentences and are no names.
    """

    never: frozenset[str]
    seldom: frozenset[str]
    often: frozenset[str]
    numbered: frozenset[str]
    initials: frozenset[str]
    openers: frozenset[str]
    date: re.Pattern[str] = field(default=_NEVER)
    years: frozenset[str] = frozenset()


def cuts(text: str, rules: Rules) -> Iterator[int]:
    """The offsets at which one sentence of `text` ends and another begins."""
    start, size = 0, len(text.rstrip())
    labels = _list_labels(text)
    for found in _SCAN.finditer(text):
        inside = False
        while labels and labels[0][0] <= found.start() and not inside:
            first, end = labels[0]
            if first > start:
                start = first
                yield start
            inside = found.start() < end
            labels = labels if inside else labels[1:]
        if inside:
            continue
        if found["spaced"]:
            end = _end_of_spaced(text, found)
        elif found["blank"] or found["leader"]:
            end = found.end()
        else:
            end = found.end() if found["stop"] and _ends(text, start, found, rules) else 0
        if start < end < size:
            start = end
            yield start
    yield from (first for first, _ in labels if first > start)


def _list_labels(text: str) -> list[tuple[int, int]]:
    """Where the labels of a list that opens the text begin and end: ``1.) One 2.) Two``."""
    first = _FIRST_LABEL.match(text)
    if first is None:
        return []
    out = [first.span("label")]
    number = _following(first["number"])
    for found in _NEXT_LABEL.finditer(text, first.end()):
        # A reader has taken the bullet that opens a paragraph away, and left the others.
        like_first = first["bullet"].strip() in ("", found["bullet"].strip())
        if number == found["number"] and first["mark"] == found["mark"] and like_first:
            out.append((found.start(), found.start("item")))
            number = _following(number)
    return out if len(out) > 1 else []


def _following(number: str) -> str:
    return chr(ord(number) + 1) if number.isalpha() else str(int(number) + 1)


def _end_of_spaced(text: str, dots: re.Match[str]) -> int:
    """Where the sentence of ``. . .`` ends, 0 where it goes on.

    Three dots apart from the word stand for an omission. Where four follow the word without a
    space, the first is the full stop, and the others open the next sentence.
    """
    after = _NEXT.match(text, dots.end())
    count = dots["spaced"].count(".")
    attached = dots.start() > 0 and not text[dots.start() - 1].isspace()
    what = after["what"] if after else ""
    if not what or what[0].islower() or what in _CONTINUES or not what[0].isalpha():
        return 0
    if attached and count > _OMISSION:
        return dots.start() + 1
    return dots.end() if attached or count > _OMISSION else 0


def _ends(text: str, start: int, stop: re.Match[str], rules: Rules) -> bool:
    after = _NEXT.match(text, stop.end())
    assert after is not None
    what = after["what"]
    if not what:
        return False  # the end of the text needs no cut, a quotation mark before it no sentence
    if what[0].islower() or what in _CONTINUES:
        return _asks_again(text, stop, after)
    glued = not after["gap"] and not _forgotten_space(text, stop, after)
    if glued or (what == "№" and _in_parentheses(text[start : min(stop.start(), start + _ASIDE)])):
        return False
    if after["dash"] and (_quoted(stop) or _REFERENCE.match(text, stop.end())):
        return False
    if stop["stop"].rstrip("\"'»”’›“") != ".":
        return _ends_strongly(text, stop)
    return _full_stop_ends(text, start, stop.start(), after, rules)


def _forgotten_space(text: str, stop: re.Match[str], after: re.Match[str]) -> bool:
    """``қарастырады.Ғарыш``: a word, a stop, a word with a capital, and no address around them."""
    before = text[max(0, stop.start() - 1) : stop.start()]
    if (
        not before
        or after["dash"]
        or not (before.islower() or before.isdigit() or before in _CLOSERS)
    ):
        return False
    word = after["what"]
    capital = len(word) > 1 and word[0].isupper() and word[1].islower()
    return (capital or _ROMAN.fullmatch(word) is not None) and not _in_address(text, stop)


def _in_address(text: str, stop: re.Match[str]) -> bool:
    start = max(0, stop.start() - _LOOK_BACK)
    before = text[start : stop.start()]
    word = start + before.rfind(" ") + 1
    name = _DOTTED_NAME.match(text, word)
    return (
        "@" in text[word : stop.start()]
        or _ADDRESS.match(text, stop.end()) is not None
        or (name is not None and name.end() > stop.end())
    )


def _quoted(stop: re.Match[str]) -> bool:
    """``«Кел!» – деді Абай``: after a quotation a dash brings who said it."""
    return stop["stop"][-1] in "\"'»”’›“"


def _ends_strongly(text: str, stop: re.Match[str]) -> bool:
    """Anything but one full stop ends a sentence; a doubt ``(?)`` and an omission ``[…]`` don't."""
    bracketed = text[max(0, stop.start() - 1) : stop.start()] in ("(", "[")
    return not (bracketed and stop["stop"].lstrip(_STOPS)[:1] in (")", "]"))


def _in_parentheses(head: str) -> bool:
    """A reference that opens the sentence: ``(«Айқын», 23 сәуір 2010 жыл. № 70)``."""
    return head.lstrip().startswith("(") and ")" not in head


def _asks_again(text: str, stop: re.Match[str], after: re.Match[str]) -> bool:
    """``кім? не?``: questions of one word each."""
    return stop["stop"] == "?" and text[after.end() : after.end() + 1] == "?"


def _full_stop_ends(text: str, start: int, stop: int, after: re.Match[str], rules: Rules) -> bool:
    head = text[start:stop] if stop - start < _LOOK_BACK else ""
    if _LABEL.fullmatch(head.strip()):
        return False
    if text[stop - 1 : stop] in ("°", "№") and after["what"].isdigit():
        return False
    found = _TOKEN.search(text[max(0, stop - _LOOK_BACK) : stop])
    if found is None:
        return True
    token = found[0]
    opens = _opens(text, after, rules)
    if _is_initial(token, text[max(0, stop - len(token) - 2) : stop - len(token)], rules):
        return opens
    name = token.lower()
    spaced = _LETTER_BEFORE.search(text[max(0, stop - len(token) - 4) : stop - len(token)])
    if len(token) == 1 and spaced:  # «и т. д.»
        name = f"{spaced[1].lower()}.{name}"
    if (
        name in rules.years
        and text[max(0, stop - len(token) - 3) : stop - len(token)].rstrip()[-1:].isdigit()
    ):
        return after["what"][0].isupper()
    return _after_abbreviation(name, text, after, rules)


def _opens(text: str, after: re.Match[str], rules: Rules) -> bool:
    """Whether the next word is one that opens sentences, and no initial (``И. Петров``)."""
    return after["what"] in rules.openers and text[after.end() : after.end() + 1] != "."


def _is_initial(token: str, before: str, rules: Rules) -> bool:
    """``Н``, ``Н.Ә`` or ``Дж``; not the letter of ``250А``, ``10 °С`` or ``Циклон-М``."""
    last = token.rsplit(".", 1)[-1]
    if not last[0].isupper() or (len(last) > 1 and last.lower() not in rules.initials):
        return False
    if before[-1:] == "-":
        return before[:1] == "."
    return not (before[-1:].isdigit() or before[-1:] == "°")


def _after_abbreviation(token: str, text: str, after: re.Match[str], rules: Rules) -> bool:
    """Whether a sentence ends after `token`; unknown letters and dotted ones seldom end one."""
    number = not after["what"][0].isalpha()
    for name in (token, token.rsplit(".", 1)[-1]):
        if name in rules.never:
            return False
        if name in rules.often:
            return not number or rules.date.match(text, after.start("what")) is not None
        if name in rules.seldom or len(name) == 1 or _DOTTED.fullmatch(name):
            return _opens(text, after, rules)
        if name in rules.numbered and number:
            return False
    return True
