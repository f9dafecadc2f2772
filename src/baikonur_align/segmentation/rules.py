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
    | (?<=[\w»”"%]\s) \( [^()]{{0,200}} \)              # an aside in a sentence is one sentence with it
    | [«“] [^«»“”\n]{{0,80}} (?<!,) [»”] (?= \s [a-zа-яёәіңғүұқөһäöüğşñū] )   # and so is «Жігер! Еңбек!» атты
    | (?<!\d) \d{{1,2}} \. \s? \d{{1,2}} \. \s? \d{{4}} (?!\d)
    | (?P<blank> \n [^\S\n]* \n )
    | (?P<stop> [{_STOPS}]+ (?: (?: [{_CLOSERS}] | “(?=\s) )+ [{_STOPS}]* )* (?: [^\S\n]? {_CITATION} \.? )* )
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
# ". – Алматы: Мектеп, 2005. – 200 б.": the dashes between the areas of a reference (GOST 7.1).
_REFERENCE = re.compile(r"\s*[–—-]\s*(?:\d+\s*(?:б|с|p|pp)\b|[^\W\d_]{1,24}\.?\s?:)")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Rules:
    """One language's tables, in small letters and without the last stop.

    After an abbreviation a sentence never ends, ``seldom`` (only before one of `openers`) or
    ``often`` (before any capital, and before `date`). `numbered` are abbreviations before a number
    and words otherwise. `initials` are those of more than one letter. `openers` are words that open
    sentences and are no names.
    """

    never: frozenset[str]
    seldom: frozenset[str]
    often: frozenset[str]
    numbered: frozenset[str]
    initials: frozenset[str]
    openers: frozenset[str]
    date: re.Pattern[str] = field(default=_NEVER)


def cuts(text: str, rules: Rules) -> Iterator[int]:
    """The offsets at which one sentence of `text` ends and another begins."""
    start = 0
    for found in _SCAN.finditer(text):
        if found["blank"] or (found["stop"] and _ends(text, start, found, rules)):
            start = found.end()
            yield start


def _ends(text: str, start: int, stop: re.Match[str], rules: Rules) -> bool:
    after = _NEXT.match(text, stop.end())
    assert after is not None
    what = after["what"]
    if not what:
        return False  # the end of the text needs no cut, a quotation mark before it no sentence
    if what[0].islower() or what in _CONTINUES:
        return False
    if not after["gap"] and not _forgotten_space(text, stop, after):
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
    return len(word) > 1 and word[0].isupper() and word[1].islower() and not _in_address(text, stop)


def _in_address(text: str, stop: re.Match[str]) -> bool:
    before = text[max(0, stop.start() - _LOOK_BACK) : stop.start()]
    return "@" in before[before.rfind(" ") + 1 :] or _ADDRESS.match(text, stop.end()) is not None


def _quoted(stop: re.Match[str]) -> bool:
    """``«Кел!» – деді Абай``: after a quotation a dash brings who said it."""
    return stop["stop"][-1] in "\"'»”’›“"


def _ends_strongly(text: str, stop: re.Match[str]) -> bool:
    """Anything but one full stop ends a sentence; a doubt ``(?)`` and an omission ``[…]`` don't."""
    bracketed = text[max(0, stop.start() - 1) : stop.start()] in ("(", "[")
    return not (bracketed and stop["stop"].endswith((")", "]")))


def _full_stop_ends(text: str, start: int, at: int, after: re.Match[str], rules: Rules) -> bool:
    head = text[start:at] if at - start < _LOOK_BACK else ""
    if _LABEL.fullmatch(head.strip()):
        return False
    found = _TOKEN.search(text[max(0, at - _LOOK_BACK) : at])
    if found is None:
        return True
    token = found[0]
    opens = after["what"] in rules.openers
    if _is_initial(token, text[max(0, at - len(token) - 2) : at - len(token)], rules):
        return opens
    return _after_abbreviation(token.lower(), text, after, rules)


def _is_initial(token: str, before: str, rules: Rules) -> bool:
    """``Н``, ``Н.Ә`` or ``Дж``; not the letter of ``250А``, ``10 °С`` or ``Циклон-М``."""
    last = token.rsplit(".", 1)[-1]
    if not last[0].isupper() or (len(last) > 1 and last.lower() not in rules.initials):
        return False
    if before[-1:] == "-":
        return before[:1] == "."
    return not (before[-1:].isdigit() or before[-1:] == "°")


def _after_abbreviation(token: str, text: str, after: re.Match[str], rules: Rules) -> bool:
    """Whether a sentence ends after `token`; unknown single letters and dotted ones do it seldom."""
    number = not after["what"][0].isalpha()
    for name in (token, token.rsplit(".", 1)[-1]):
        if name in rules.never:
            return False
        if name in rules.often:
            return not number or rules.date.match(text, after.start("what")) is not None
        if name in rules.seldom or len(name) == 1 or _DOTTED.fullmatch(name):
            return after["what"] in rules.openers
        if name in rules.numbered and number:
            return False
    return True
