"""How many names, numbers, addresses and placeholders come through translation as they are.

    python bench/protected.py [--list]

Reads bench/protected.tsv, on which the rules were developed, and bench/protected2.tsv, which was
held out. A line is a language, a sentence, and what its translation must contain (`|` between
items, `~` between accepted spellings). Prints the share of items found by the program's engine and
by the shipped packages without protection, and the names in a translation that are not in its
source. `--list` prints each item that is missing.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from baikonur_align import translation
from baikonur_align.translation.chain import Translator, over, route
from baikonur_align.translation.vocabulary import is_explained, name_runs

SETS = {
    "developed on": Path(__file__).with_suffix(".tsv"),
    "held out": Path(__file__).with_name("protected2.tsv"),
}
OTHER = {"kk": "en", "en": "kk"}


@dataclass(frozen=True)
class Case:
    lang: str
    sentence: str
    items: tuple[tuple[str, ...], ...]


def read_cases(file: Path) -> Iterator[Case]:
    for line in file.read_text(encoding="utf-8").splitlines():
        lang, sentence, items = line.split("\t")
        yield Case(lang, sentence, tuple(tuple(item.split("~")) for item in items.split("|")))


def missing(case: Case, line: str) -> list[str]:
    """The items of a case that `line` does not contain."""
    return [item[0] for item in case.items if not any(form in line for form in item)]


def foreign_names(case: Case, line: str) -> list[str]:
    """Words of names in `line` that no word of the source sounds like or has as a translation."""
    lang = OTHER[case.lang]
    words = [word for start, end in name_runs(line, lang) for word in line[start:end].split()]
    return [
        word
        for word in words
        if not is_explained(word, case.sentence, lang)
        and not any(form in word for item in case.items for form in item)
    ]


def report(
    name: str, engines: dict[str, Translator], cases: Sequence[Case], *, listed: bool
) -> None:
    total = sum(len(case.items) for case in cases)
    lost, foreign = 0, 0
    for lang, engine in engines.items():
        own = [case for case in cases if case.lang == lang]
        for case, line in zip(own, engine.translate([case.sentence for case in own]), strict=True):
            absent, strange = missing(case, line), foreign_names(case, line)
            lost, foreign = lost + len(absent), foreign + len(strange)
            if listed and (absent or strange):
                print(f"{name}: {case.sentence} -> {line} | missing {absent} foreign {strange}")
    print(
        f"{name:22} {total - lost} of {total} items ({1 - lost / total:.1%}), {foreign} foreign "
        "names"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--list", action="store_true", help="print what is missing")
    args = parser.parse_args()
    pairs = list(OTHER.items())
    shipped = [package for package in translation.packages() if package.shipped]
    engines: dict[str, dict[str, Translator]] = {
        "engine": {source: translation.engine(source, target) for source, target in pairs},
        "bare": {source: over(route(source, target, shipped)) for source, target in pairs},
    }
    for kind, file in SETS.items():
        cases = list(read_cases(file))
        for name, by_source in engines.items():
            report(f"{kind}, {name}", by_source, cases, listed=args.list)


if __name__ == "__main__":
    main()
