"""What a reviewer's work is worth to the rest: strict F1 of the beads that nobody confirmed.

    python -m training.lexicon SHARED/mt --every 10 > held.tsv
    python bench/reviewer.py SHARED held.tsv

On documents as in bench/gold.py a reviewer confirms every tenth true bead. Measured are the
others: as they were before, aligned again around the confirmed, and when the confirmed beads of this and
the other documents of the source teach words as well.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from gold import TENTH, Text, made, with_lexicon

from baikonur_align.alignment import aligner as align
from baikonur_align.alignment import lexicon, similarity
from baikonur_align.evaluation.alignment import alignment_score
from baikonur_align.model import Link

SEEDS = 3  # documents of each source
FIRST = 5  # the first bead that is confirmed


def confirmed(text: Text) -> list[Link]:
    """Every tenth true bead that has both sides."""
    return [link for link in text[2] if link.source and link.target][FIRST::TENTH]


def said(text: Text) -> list[tuple[str, str]]:
    """What the confirmed beads of a document say."""
    source, target, _ = text
    return [
        (" ".join(source[i] for i in k.source), " ".join(target[j] for j in k.target))
        for k in confirmed(text)
    ]


def rest(found: Sequence[Link], text: Text) -> float:
    """Strict F1 of the beads that nobody confirmed."""
    known = {(link.source, link.target) for link in confirmed(text)}
    gold, guess = (
        [link for link in links if (link.source, link.target) not in known]
        for links in (text[2], found)
    )
    return alignment_score(gold, guess).strict.f1


def stages(
    text: Text, evidence: similarity.Evidence, taught: Sequence[tuple[str, str]]
) -> Iterator[float]:
    """F1 of the rest before, around what is confirmed, and with what that teaches."""
    fixed = confirmed(text)
    for stand, said_before in (([], ()), (fixed, ()), (fixed, taught)):
        find = partial(align.align, fixed=stand)
        yield rest(find(similarity.self_taught(evidence, find, said_before, stand)), text)


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
            evidence = [with_lexicon(text, entries_) for text in some]
            figures = [
                list(stages(text, seen, taught)) for text, seen in zip(some, evidence, strict=True)
            ]
            means = " ".join(f"{mean:7.3f}" for mean in np.mean(figures, axis=0))
            print(f"{f'{name}, {bridge}':44} {means}", flush=True)


if __name__ == "__main__":
    main()
