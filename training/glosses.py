"""Makes the tables of glosses: what rare words of the training data mean, by IBM model 1.

The tables are those of `training.lexicon`, learned from all pairs that the model is trained on. A
word gets its likeliest translation, spelled as it is most often spelled.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from baikonur_align.alignment import induction, lexicon
from baikonur_align.alignment.words import words
from baikonur_align.translation.glosses import LEAST, LETTERS, write_glosses
from training.corpus import DIRECTIONS, Pair

WORD = re.compile(r"[^\W\d_]+")
LIKELY = 0.2  # least probability of a gloss
KNOWN = 300  # a model knows a word that it saw more often
KINDS = {"running", "mixed", "lex"}  # strings of user interfaces say little about prose


def glosses_file(run: Path, source: str, target: str) -> Path:
    """The table of a direction in a run folder."""
    return run / f"glosses.{source}-{target}.tsv"


def make_glosses(pairs: Sequence[Pair], run: Path) -> None:
    """Write the tables of both directions into the run folder."""
    used = [pair for pair in pairs if pair.kind in KINDS]
    entries = {lang: texts(used, lang, lex=True) for lang in ("kk", "en")}
    prose = {lang: texts(used, lang, lex=False) for lang in entries}
    spelled = {lang: spellings(entries[lang], prose[lang]) for lang in entries}
    tables = probabilities(used)
    for source, target in DIRECTIONS:
        seen = Counter(word for line in prose[source] for word in words(line, LETTERS))
        table = {word: "" for word, count in seen.items() if count > KNOWN}
        for word, other in tables[source].items():
            if len(word) >= LEAST and word not in table and other in spelled[target]:
                table[word] = spelled[target][other]
        write_glosses(glosses_file(run, source, target), table)
        print("glosses", source, target, sum(map(bool, table.values())))


def texts(pairs: Sequence[Pair], lang: str, *, lex: bool) -> list[str]:
    """One side of the entries of dictionaries, or of all other pairs."""
    return [getattr(pair, lang) for pair in pairs if (pair.kind == "lex") is lex]


def probabilities(pairs: Sequence[Pair]) -> dict[str, dict[str, str]]:
    """The likeliest translation of each word of Kazakh and of English, by beginnings of words."""
    found = [
        (words(pair.kk, LETTERS), words(pair.en, LETTERS))
        for pair in pairs
        for _ in range(induction.MIN_BEADS if pair.kind == "lex" else 1)
    ]
    kk, en = (lexicon.count_words([pair[side] for pair in found]) for side in (0, 1))
    ahead, back = induction.probability_tables(
        kk, en, [((row,), (row,), 1.0) for row in range(len(found))]
    )
    names = list(kk.words), list(en.words)
    best: dict[str, dict[str, tuple[float, str]]] = {"kk": {}, "en": {}}
    for lang, table, given, made in (("kk", ahead, *names), ("en", back, *names[::-1])):
        entries = table.tocoo()
        for row, column, chance in zip(
            entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), strict=True
        ):
            if chance >= LIKELY and len(made[column]) >= LEAST:
                entry = (chance, made[column])
                best[lang][given[row]] = max(entry, best[lang].get(given[row], entry))
    return {
        lang: {word: other for word, (_, other) in table.items()} for lang, table in best.items()
    }


def spellings(entries: Iterable[str], prose: Iterable[str]) -> dict[str, str]:
    """The most frequent spelling of the words that begin alike.

    The first word of a line of prose counts in small letters.
    """
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in entries:
        for word in WORD.findall(line):
            seen[word.lower()[:LETTERS]][word] += 1
    for line in prose:
        first, *others = WORD.findall(line) or [""]
        for word in (first.lower(), *others):
            seen[word.lower()[:LETTERS]][word] += 1
    return {start: counts.most_common(1)[0][0] for start, counts in seen.items()}
