"""Documents with known beads: Text+Berg's development part, and ones made of training pairs.

Training pairs that stand in order, from the tenth that a lexicon of `training.lexicon --every 10` was not
taught: a tenth of the lines merged on each side, a twentieth cut. Some pairs are no translations of each
other; `LEAST` leaves most of them out, by the share of their words that a lexicon explains.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from baikonur_align.alignment import lexicon, similarity
from baikonur_align.alignment.evidence import add
from baikonur_align.alignment.words import words
from baikonur_align.evaluation.alignment import parse
from baikonur_align.model import Link
from baikonur_align.translation import Translator, side_by_side

Text = tuple[list[str], list[str], list[Link]]
Blocks = tuple[list[int], list[int]]  # of each sentence, the number of its paragraph

IN_ORDER = (
    "kaznu_gov/titles",
    "kaznu_gov/primeminister_kz.tc",
    "kaznu_gov/economy_gov_kz.tc",
    "bible_nt/nt",
    "apertium_lit/literature",
)
SYSTEMS = ("google", "europarlfull", "europarllight", None)
SIZE = 250  # pairs of a document
TENTH = 10  # the share of each source that training.lexicon --every leaves out
BEGINS = 0.35  # of the beads, with how many a paragraph begins
DIFFERS = 0.1  # of these, how many either side has in the paragraph before
LEAST = 0.65  # of train.score: below it a pair is often no translation


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def side(sentences: Sequence[str], rng: random.Random) -> tuple[list[str], list[list[int]]]:
    """Some lines merged with the next, some cut: what is left, and which lines each is made of."""
    kept: list[str] = []
    origin: list[list[int]] = []
    at = 0
    while at < len(sentences):
        size = 2 if rng.random() < 0.1 and at + 1 < len(sentences) else 1
        if rng.random() >= 0.05:
            kept.append(" ".join(sentences[at : at + size]))
            origin.append(list(range(at, at + size)))
        at += size
    return kept, origin


def beads(source: list[list[int]], target: list[list[int]]) -> list[Link]:
    """What belongs together when each side is made of those lines."""
    where = {line: j for j, made in enumerate(target) for line in made}
    links: list[Link] = []
    for i, made in enumerate(source):
        opposite = {where[line] for line in made if line in where}
        last = links[-1] if links else Link((), ())
        if opposite & set(last.target):
            links[-1] = Link((*last.source, i), tuple(sorted(opposite | set(last.target))))
        else:
            links.append(Link((i,), tuple(sorted(opposite))))
    linked = {j for link in links for j in link.target}
    return links + [Link((), (j,)) for j in range(len(target)) if j not in linked]


def document(pairs: Sequence[tuple[str, str]], rng: random.Random) -> Text:
    source, source_lines = side([a for a, _ in pairs], rng)
    target, target_lines = side([b for _, b in pairs], rng)
    return source, target, beads(source_lines, target_lines)


def paragraphs(text: Text, rng: random.Random) -> Blocks:
    """Made up: they begin with some of the beads, on both sides or, now and then, on one."""
    begins: tuple[set[int], set[int]] = set(), set()
    for link in text[2]:
        if rng.random() < BEGINS:
            for sentences, found in zip((link.source, link.target), begins, strict=True):
                found.update(sentences[:1] if rng.random() >= DIFFERS else ())
    source, target = (
        list(accumulate(int(number in found) for number in range(len(side))))
        for side, found in zip(text[:2], begins, strict=True)
    )
    return source, target


def held_back(folder: Path, least: float) -> dict[str, list[tuple[str, str]]]:
    """The first tenth of each source's pairs, those that score `least` or more."""
    columns = [lines(folder / f"train.{name}") for name in ("kk", "en", "score", "src")]
    total = Counter(columns[3])
    seen: Counter[str] = Counter()
    kept: dict[str, list[tuple[str, str]]] = {name: [] for name in IN_ORDER}
    for kazakh, english, score, name in zip(*columns, strict=True):
        seen[name] += 1
        if name in kept and seen[name] <= total[name] // TENTH and float(score) >= least:
            kept[name].append((kazakh, english))
    return kept


def made(folder: Path, seeds: range, least: float = LEAST) -> Iterator[tuple[str, Text]]:
    """Documents by the name of their source."""
    sources = held_back(folder, least)
    for seed in seeds:
        for name, pairs in sources.items():
            rng = random.Random(f"{seed} {name}")  # noqa: S311 - not a secret
            first = rng.randrange(len(pairs) - SIZE)
            yield name, document(pairs[first : first + SIZE], rng)


def with_lexicon(
    text: Text,
    entries: lexicon.Entries,
    mt: Sequence[Sequence[str]] = (),
    blocks: tuple[Sequence[int], Sequence[int]] = ((), ()),
) -> similarity.Evidence:
    """The evidence that two texts translate each other, by a lexicon of one's own and translations if any."""
    source, target, _ = text
    counts = [lexicon.count([words(t) for t in side]) for side in (source, target)]
    parts = lexicon.both_ways(counts[0], counts[1], entries)
    weighed = (("lexicon", similarity.WEIGHTS["lexicon"], part) for part in parts)
    return add(similarity.compare(source, target, "xx", "yy", *mt, blocks=blocks), weighed)


def heard(engine: Translator, sentences: Sequence[str]) -> list[str]:
    """What an engine says of each sentence, as the aligner hears it."""
    return side_by_side(engine.alternatives(sentences))


def text_berg(folder: Path) -> Text:
    source, target = lines(folder / "dev.de"), lines(folder / "dev.fr")
    return source, target, parse(lines(folder / "dev.defr"))


def translations(folder: Path, system: str) -> tuple[list[str], list[str]]:
    """Text+Berg's two sides as an old system translated them."""
    return lines(folder / f"dev.de.{system}.fr"), lines(folder / f"dev.fr.{system}.de")
