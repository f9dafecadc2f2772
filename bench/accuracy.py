"""Strict and lax F1 on texts with known beads, beside galechurch where it is installed.

    python bench/accuracy.py SHARED                         Text+Berg: three MT systems, and none
    python -m training.lexicon SHARED/mt --every 10 > held.tsv
    python bench/accuracy.py SHARED held.tsv                Kazakh-English, made of training pairs
    python bench/accuracy.py SHARED held.tsv --packages     the same, with the program's packages
    python bench/accuracy.py SHARED held.tsv --paragraphs   the same, with made-up paragraphs

SHARED holds align/textberg-dev and mt/train.*. Each text is also aligned without the third quarter of its
target. Made documents come twice: of pairs that score `LEAST` or more, and of all pairs, some of which are
no translations. galechurch comes from PyPI. The packages have seen the pairs, which flatters them.
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
    LEAST,
    SYSTEMS,
    Text,
    heard,
    made,
    paragraphs,
    text_berg,
    translations,
    with_lexicon,
)

from baikonur_align import translation
from baikonur_align.alignment import aligner as align
from baikonur_align.alignment import lexicon, similarity
from baikonur_align.evaluation.alignment import alignment_score, parse
from baikonur_align.model import Link

Lines = list[str]


@dataclass(frozen=True)
class Case:
    """A text with its beads, what there is of machine translation, and of a lexicon."""

    text: Text
    mt: tuple[Lines, Lines] | None = None
    entries: lexicon.Entries | None = None
    blocks: tuple[Sequence[int], Sequence[int]] = ((), ())

    def without_a_quarter(self) -> Case:
        """The third quarter of the target left out; what it translates is alone then."""
        source, target, gold = self.text
        gone = range(len(target) // 2, len(target) * 3 // 4)
        place = {j: k for k, j in enumerate(j for j in range(len(target)) if j not in gone)}
        beads: list[Link] = []
        for bead in gold:
            opposite = tuple(place[j] for j in bead.target if j in place)
            sources = [bead.source] if opposite or not bead.source else [(i,) for i in bead.source]
            beads += [Link(left, opposite) for left in sources if left or opposite]
        mt = self.mt and (self.mt[0], [line for j, line in enumerate(self.mt[1]) if j in place])
        ours, theirs = self.blocks
        blocks = ours, [number for j, number in enumerate(theirs) if j in place]
        return Case((source, [target[j] for j in place], beads), mt, self.entries, blocks)


def by_us(case: Case) -> list[Link]:
    source, target, _ = case.text
    if case.entries is None:
        evidence = similarity.compare(
            source, target, "xx", "yy", *(case.mt or ()), blocks=case.blocks
        )
    else:
        evidence = with_lexicon(case.text, case.entries, case.mt or (), case.blocks)
    return align.align(similarity.self_taught(evidence, align.align))


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
        mt = translations(folder, system) if system else None
        yield f"Text+Berg, {system or 'no'} MT", Case(text, mt)


def kazakh_english(
    folder: Path, entries: lexicon.Entries, seeds: range, *, packages: bool
) -> Iterator[tuple[str, Case]]:
    there, back = (
        (translation.engine(*way) for way in (("kk", "en"), ("en", "kk")))
        if packages
        else (None, None)
    )
    for least, pairs in ((LEAST, "good pairs"), (0.0, "all pairs")):
        for name, text in made(folder, seeds, least):
            mt = (heard(there, text[0]), heard(back, text[1])) if there and back else None
            yield f"{name}, {pairs}", Case(text, mt, entries)
            if least and not packages:
                yield f"{name}, {pairs}, no lexicon", Case(text)


def measure(case: Case, by: Callable[[Case], list[Link]]) -> tuple[float, float, float]:
    """Strict and lax F1, and strict F1 without a quarter."""
    cut = case.without_a_quarter()
    whole, rest = (alignment_score(some.text[2], by(some)) for some in (case, cut))
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
    args = parser.parse_args()
    if args.lexicon:
        entries = lexicon.parse(args.lexicon.read_text(encoding="utf-8"))
        cases = kazakh_english(
            args.shared / "mt", entries, range(args.seeds), packages=args.packages
        )
    else:
        cases = german_french(args.shared / "align" / "textberg-dev")
    if args.paragraphs:
        cases = with_paragraphs(cases)
    peer = importlib.util.find_spec("galechurch") is not None
    rows: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for name, case in cases:
        rows[name].append(measure(case, by_us))
        if peer and (case.entries or case.mt):
            text = name if case.entries else name.split(",")[0]
            rows[f"galechurch: {text}"].append(measure(case, by_galechurch))
    print(f"{'mean of documents':58} strict    lax  strict, a quarter cut")
    for name, found in rows.items():
        print(f"{name:58}" + "".join(f"{value:7.3f}" for value in np.mean(found, axis=0)))


if __name__ == "__main__":
    main()
