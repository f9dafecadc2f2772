"""What a check is given, and what it says."""

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
]


@dataclass(frozen=True, slots=True)
class Finding:
    """What looks wrong in a bead: the kind of thing, what was seen, and the side where it was seen.

    ``at`` is another place of the corpus that has to do with it, ``pair#sentence``; else empty.
    """

    kind: Kind
    what: str
    where: Where
    at: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One side of a bead: its sentences, a line each, and their language (ISO 639).

    ``latin`` and ``cyrillic`` say whether it has such letters, which spares most texts most checks.
    """

    text: str
    lang: str
    where: Where
    latin: bool
    cyrillic: bool


def text_of(text: str, lang: str, where: Where) -> Text:
    cyrillic = not text.isascii() and CYRILLIC.search(text) is not None
    return Text(text, lang, where, LATIN.search(text) is not None, cyrillic)
