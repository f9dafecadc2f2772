"""Measure what a reviewer's work gains for the rest: strict F1 of the unconfirmed beads.

    python -m training.lexicon SHARED/mt --every 10 > held.tsv
    python bench/reviewer.py SHARED held.tsv

A reviewer confirms every tenth true bead of the documents of `gold`. The other beads are measured
before, after realigning around the confirmed beads, and when the confirmed beads of this and the
other documents of the source teach words as well.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from gold import TENTH, Text, made, options

from baikonur_align.alignment import lexicon
from baikonur_align.alignment.aligner import align
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.evaluation.alignment import alignment_score
from baikonur_align.model import Link

SEEDS = 3  # documents of each source
FIRST = 5  # the first bead that is confirmed


def confirmed(text: Text) -> list[Link]:
    """Return every tenth true bead that has both sides."""
    return [link for link in text[2] if link.source and link.target][FIRST::TENTH]


def said(text: Text) -> list[tuple[str, str]]:
    """Return the texts of the confirmed beads of a document."""
    source, target, _ = text
    return [
        (" ".join(source[i] for i in link.source), " ".join(target[j] for j in link.target))
        for link in confirmed(text)
    ]


def rest(found: Sequence[Link], text: Text) -> float:
    """Return strict F1 of the unconfirmed beads."""
    known = {(link.source, link.target) for link in confirmed(text)}
    gold, guess = (
        [link for link in links if (link.source, link.target) not in known]
        for links in (text[2], found)
    )
    return alignment_score(gold, guess).strict.f1


def stages(
    text: Text, given: AlignmentOptions, known: Sequence[tuple[str, str]]
) -> Iterator[float]:
    """Yield F1 of the rest before, around the confirmed beads, and with what they teach."""
    around = replace(given, fixed=confirmed(text))
    for stage in (given, around, replace(around, known_translations=known)):
        yield rest(align(text[0], text[1], stage), text)


def main() -> None:
    shared, entries = map(Path, sys.argv[1:])
    known = lexicon.parse(entries.read_text(encoding="utf-8"))
    texts: dict[str, list[Text]] = {}
    for name, text in made(shared / "mt", range(SEEDS)):
        texts.setdefault(name, []).append(text)
    print(f"{'':44} {'before':>7} {'around':>7} {'taught':>7}")
    for name, some in texts.items():
        taught = [pair for text in some for pair in said(text)]
        for bridge, entries_ in {"lexicon": known, "neither": []}.items():
            figures = [list(stages(text, options(entries_), taught)) for text in some]
            means = " ".join(f"{mean:7.3f}" for mean in np.mean(figures, axis=0))
            print(f"{f'{name}, {bridge}':44} {means}", flush=True)


if __name__ == "__main__":
    main()
