"""Codes placed on the right words by each kind of evidence: shares of 208 codes in one run.

    python bench/placing.py

The sentences are those of tests/data/formatting.tsv in both directions, on their human translation.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from baikonur_align import projection
from support.formatted import DIRECTIONS, right, sentences

EVIDENCE: dict[str, tuple[set[str], bool, bool]] = {
    "all": ({"attention", "lexicon", "equal", "name", "place"}, True, True),
    "all, without the attention of the other direction": (
        {"attention", "lexicon", "equal", "name", "place"},
        True,
        False,
    ),
    "without attention": ({"lexicon", "equal", "name", "place"}, False, False),
    "attention of both directions only": ({"attention"}, True, True),
    "attention only": ({"attention"}, True, False),
    "position only": ({"place"}, False, False),
}
"""The kinds of evidence that keep their weight, and which attention there is."""


def main() -> None:
    every = sentences()
    weights = dict(projection.WEIGHTS)
    print("| evidence | kk-en | en-kk | both |\n|---|---|---|---|")
    for name, (kinds, attention, back) in EVIDENCE.items():
        projection.WEIGHTS.update({kind: weights[kind] * (kind in kinds) for kind in weights})
        rows = [
            right([one for one in every if one.langs == langs], attention=attention, back=back)
            for langs in DIRECTIONS
        ]
        rows.append((sum(good for good, _ in rows), sum(count for _, count in rows)))
        print(f"| {name} |", " | ".join(f"{100 * good / n:.1f} %" for good, n in rows), "|")


if __name__ == "__main__":
    main()
