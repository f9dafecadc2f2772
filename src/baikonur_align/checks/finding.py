"""The input of a check and its finding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from baikonur_align.model import Where

LATIN = re.compile(r"[A-Za-z\u00c0-\u02af]+")
CYRILLIC = re.compile(r"[\u0400-\u052f]+")

Kind = Literal[
    "number",
    "sign",
    "unit",
    "date",
    "term",
    "name",
    "otherwise",
    "address",
    "bracket",
    "quotes",
    "ending",
    "length",
    "untranslated",
    "script",
    "mixed",
    "doubled",
    "code",
    "codeplace",
    "meaning",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """What looks wrong in a bead: the kind of check, the text found, and its side.

    ``at`` is another place of the corpus that matters, ``pair#sentence``, or empty.
    """

    kind: Kind
    what: str
    where: Where
    at: str = ""


@dataclass(frozen=True, slots=True)
class CheckedText:
    """One side of a bead: its sentences, one a line, and their language (ISO 639).

    ``latin`` and ``cyrillic`` say whether it has such letters, so that most checks can be skipped.
    """

    text: str
    lang: str
    where: Where
    latin: bool
    cyrillic: bool


def text_of(text: str, lang: str, where: Where) -> CheckedText:
    """Return the text of a side with the scripts that it has."""
    cyrillic = not text.isascii() and CYRILLIC.search(text) is not None
    return CheckedText(text, lang, where, LATIN.search(text) is not None, cyrillic)
