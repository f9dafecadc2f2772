"""Makes the shipped Kazakh-English lexicon from training pairs by IBM model 1.

    python -m training.lexicon DATA > src/baikonur_align/lexicons/kk-en.tsv

DATA is the folder of train.kk, train.en, train.src, train.kind. Sources whose licence does not
allow shipping are left out. `--every 10` leaves out the first tenth of each source for testing.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from baikonur_align.alignment import induction, lexicon
from baikonur_align.alignment.words import words

NOT_SHIPPED = ("bible_nt", "apertium_lit", "lexicon/buk-dic", "lexicon/learnkazakh")
KINDS = {"running", "mixed", "lex"}  # strings of user interfaces say little about prose
LIKELY = 0.05  # least probability, in one direction, of an entry
OFTEN = {"lex": induction.MIN_BEADS}  # a dictionary entry counts twice


def pairs(folder: Path, held_out: int) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the words of each pair; the first 1/`held_out` of each source is left out."""
    columns = [
        (folder / f"train.{name}").read_text(encoding="utf-8").splitlines()
        for name in ("kk", "en", "src", "kind")
    ]
    total = Counter(columns[2])
    seen: Counter[str] = Counter()
    for kazakh, english, source, kind in zip(*columns, strict=True):
        seen[source] += 1
        held = held_out and kind == "running" and seen[source] <= total[source] // held_out
        if kind in KINDS and not source.startswith(NOT_SHIPPED) and not held:
            for _ in range(OFTEN.get(kind, 1)):
                yield words(kazakh), words(english)


def entries(found: list[tuple[list[str], list[str]]]) -> Iterator[str]:
    """Yield the lines of the lexicon."""
    one, other = (
        lexicon.count_words([kazakh for kazakh, _ in found]),
        lexicon.count_words([english for _, english in found]),
    )
    everything = [((i,), (i,), 1.0) for i in range(len(found))]
    ahead, back = induction.probability_tables(one, other, everything)
    names = list(one.words), list(other.words)
    likely: dict[tuple[int, int], list[float]] = {}
    for turned, table in enumerate((ahead.tocoo(), back.T.tocoo())):
        for i, j, chance in zip(
            table.row.tolist(), table.col.tolist(), table.data.tolist(), strict=True
        ):
            likely.setdefault((i, j), [0.0, 0.0])[turned] = chance
    for (i, j), (p, q) in sorted(
        likely.items(), key=lambda item: (names[0][item[0][0]], names[1][item[0][1]])
    ):
        if max(p, q) >= LIKELY:
            yield f"{names[0][i]}\t{names[1][j]}\t{p:.2f}\t{q:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, default=0)
    args = parser.parse_args()
    for line in entries(list(pairs(args.data, args.every))):
        print(line)


if __name__ == "__main__":
    main()
