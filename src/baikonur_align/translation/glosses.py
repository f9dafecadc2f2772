"""Glosses: dictionary translations of rare words, put into the source for a trained model.

A model meets most words of a language too seldom to learn what they mean, but a lexicon has many of
them. A package with the file `glosses.tsv` was trained on sources in which a rare word follows its
gloss; the model copies the gloss, inflects it or ignores it (Dinu et al. 2019, "Training neural
machine translation to apply terminology constraints"). Each gloss follows a token of its own, the
start token of the target language, which plain text cannot contain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

LONGEST = 128  # tokens of a sentence with glosses, as in training; a longer one gets none
LETTERS = 6  # a key is a word cut to so many letters
LEAST_STEM = 4  # letters of the shortest beginning of a longer word that is looked up
LEAST = 3  # letters of the shortest word that is looked up
_WORD = re.compile(r"[^\W\d_]+")

Token = TypeVar("Token")


@dataclass(frozen=True)
class Run:
    """Words of a sentence, and the glosses for the first of them."""

    glosses: tuple[str, ...]
    text: str


class Glosses:
    """The glosses of a package.

    Args:
      table: the gloss for each beginning of a word, in small letters; empty for a beginning that
        the model knows, so that no shorter one is looked up.

    """

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = table

    def find(self, word: str) -> str:
        """The gloss for a word, empty if there is none: that of its longest known beginning."""
        key = word.lower()[:LETTERS]
        shortest = LEAST_STEM if len(key) > LEAST else LEAST
        beginnings = (key[:length] for length in range(len(key), shortest - 1, -1))
        return next((self._table[start] for start in beginnings if start in self._table), "")

    def runs(self, text: str) -> list[Run]:
        """`text` cut at its spaces before each word that has a gloss."""
        found: list[tuple[tuple[str, ...], list[str]]] = [((), [])]
        for chunk in text.split(" "):
            glosses = tuple(gloss for word in _WORD.findall(chunk) if (gloss := self.find(word)))
            if glosses:
                found.append((glosses, []))
            found[-1][1].append(chunk)
        return [Run(glosses, " ".join(words)) for glosses, words in found if words]


def mark(lang: str) -> str:
    """The token before a gloss in a language."""
    return f">>{lang}<<"


def read_glosses(file: Path) -> Glosses:
    """The glosses of a file: on each line a beginning of a word, a tab and its gloss.

    Raises ValueError if a line has another form.
    """
    lines = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return Glosses(dict(lines))


def write_glosses(file: Path, table: Mapping[str, str]) -> None:
    """Write a file that `read_glosses` reads."""
    lines = (f"{start}\t{gloss}\n" for start, gloss in sorted(table.items()))
    file.write_text("".join(lines), encoding="utf-8")


def tokens(
    sentences: Iterable[Sequence[Run]],
    mark: Token,
    encode: Callable[[Sequence[str]], list[list[Token]]],
) -> list[list[Token]]:
    """The tokens of each sentence, `mark` and the gloss's own before the words that it is for."""
    every = list(sentences)
    parts = [part for runs in every for run in runs for part in (*run.glosses, run.text)]
    encoded = iter(encode(parts))
    return [_joined(runs, mark, encoded) for runs in every]


def glossed(
    texts: Sequence[str],
    glosses: Glosses,
    mark: Token,
    encode: Callable[[Sequence[str]], list[list[Token]]],
) -> list[list[Token]]:
    """The tokens of each text with its glosses, without them where it would be too long."""
    with_them = tokens(map(glosses.runs, texts), mark, encode)
    return [
        more if len(more) <= LONGEST else less
        for more, less in zip(with_them, encode(texts), strict=True)
    ]


def _joined(runs: Sequence[Run], mark: Token, encoded: Iterator[list[Token]]) -> list[Token]:
    found: list[Token] = []
    for run in runs:
        for _ in run.glosses:
            found += [mark, *next(encoded)]
        found += next(encoded)
    return found
