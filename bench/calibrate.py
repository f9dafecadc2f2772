"""Fit `confidence.SHIFT` and `SLOPE`, and measure and draw the calibration of the confidences.

    python -m training.lexicon SHARED/mt --every 10 > held.tsv
    python bench/calibrate.py SHARED held.tsv docs/reliability.svg

SHARED holds align/textberg-dev and mt/train.*; `gold` makes the documents. The documents of each
source are judged by the fit to the other sources; that is measured and drawn. The fit to all of
them is printed, to be kept in `confidence`. "At most" is the share of the wrong beads that the
least confident fifth could hold if all its beads were wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from gold import SYSTEMS, Text, made, options, text_berg, translations
from numpy.typing import NDArray
from scipy.optimize import minimize

from baikonur_align.alignment import confidence, lexicon
from baikonur_align.alignment.aligner import align
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.evaluation.alignment import alignment_score

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """The beads found in one document: features (1 and log odds), and 1.0 for each right bead."""

    source: str
    bridge: str
    f1: float
    features: Floats
    right: Floats


SEEDS = 3  # documents of each source
PENALTY = 1e-3  # on squared weights


def judged(source: str, bridge: str, text: Text, given: AlignmentOptions) -> Case:
    gold = text[2]
    found = align(text[0], text[1], given)
    known = {(link.source, link.target) for link in gold}
    right = np.array([(link.source, link.target) in known for link in found], np.float64)
    f1 = alignment_score(gold, found).strict.f1
    return Case(
        source,
        bridge,
        f1,
        np.column_stack([np.ones(len(found)), confidence.log_odds(found)]),
        right,
    )


def german_french(folder: Path) -> Iterator[Case]:
    text = text_berg(folder)
    for system in SYSTEMS:
        machine = translations(folder, system) if system else None
        yield judged("Text+Berg", f"{system or 'no'} MT", text, options(machine=machine))


def kazakh_english(folder: Path, entries: lexicon.Entries) -> Iterator[Case]:
    for name, text in made(folder, range(SEEDS)):
        yield judged(name, "lexicon", text, options(entries))
        yield judged(name, "no lexicon", text, options())


def fit(features: Floats, right: Floats) -> Floats:
    def loss(weights: Floats) -> float:
        odds = features @ weights
        return float(
            np.mean(np.logaddexp(0, odds) - right * odds) + PENALTY * (weights[1:] @ weights[1:])
        )

    return np.asarray(minimize(loss, np.zeros(features.shape[1])).x)


def chances(weights: Floats, features: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-features @ weights)))


def calibration_error(chance: Floats, right: Floats) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    bins = np.minimum((chance * 10).astype(int), 9)
    return float(
        sum(
            abs(chance[bins == k].mean() - right[bins == k].mean()) * np.mean(bins == k)
            for k in set(bins)
        )
    )


def lowest_fifth(chance: Floats, right: Floats) -> float:
    """Return the share of the wrong beads that the least confident fifth holds."""
    worst = np.argsort(chance, kind="stable")[: len(chance) // 5]
    return float((1 - right)[worst].sum() / (1 - right).sum())


def fitted(cases: Sequence[Case]) -> Floats:
    return fit(
        np.concatenate([case.features for case in cases]),
        np.concatenate([case.right for case in cases]),
    )


def held_back(cases: Sequence[Case]) -> list[Floats]:
    """Return the confidences of each case by the fit to the other sources."""
    sources = dict.fromkeys(case.source for case in cases)
    weights = {
        source: fitted([case for case in cases if case.source != source]) for source in sources
    }
    return [chances(weights[case.source], case.features) for case in cases]


def groups(cases: Sequence[Case]) -> dict[str, list[int]]:
    """Return the numbers of the cases of each source and bridge, and of some sets of them."""
    found: dict[str, list[int]] = {}
    for number, case in enumerate(cases):
        found.setdefault(f"{case.source}, {case.bridge}", []).append(number)
    for name, bridges in (
        ("all Kazakh-English, lexicon", {"lexicon"}),
        ("all", {case.bridge for case in cases}),
    ):
        found[name] = [number for number, case in enumerate(cases) if case.bridge in bridges]
    return found


def tell(cases: Sequence[Case], chance: Sequence[Floats]) -> None:
    """Print strict F1, share of right beads, calibration error and lowest fifth of each group."""
    print(
        f"{'':44} {'F1':>5} {'beads':>6} {'right':>6} {'ECE':>5} {'lowest fifth':>12} "
        f"{'at most':>7}"
    )
    for name, some in groups(cases).items():
        sure, right = (
            np.concatenate([values[k] for k in some])
            for values in (chance, [case.right for case in cases])
        )
        f1 = np.mean([cases[k].f1 for k in some])
        error, fifth = calibration_error(sure, right), lowest_fifth(sure, right)
        most = min(1.0, (len(right) // 5) / (1 - right).sum())
        print(
            f"{name:44} {f1:5.3f} {len(right):6} {right.mean():6.3f} {error:5.3f} {fifth:12.2f} "
            f"{most:7.2f}"
        )


def diagram(chance: Floats, right: Floats) -> Iterator[str]:
    """Yield an SVG of the share of right beads by confidence; a dot's size shows their number."""
    bins = np.minimum((chance * 10).astype(int), 9)
    font = 'font-family="sans-serif" font-size="11"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 360" {font}>'
    yield '<rect width="360" height="360" fill="#fff"/>'
    yield '<path d="M40 20V320H340M40 320L340 20" fill="none" stroke="#888"/>'
    for tenth in range(0, 11, 2):
        tick = tenth / 10
        yield f'<text x="{40 + 300 * tick:.0f}" y="336" text-anchor="middle">{tick:.1f}</text>'
        yield f'<text x="34" y="{324 - 300 * tick:.0f}" text-anchor="end">{tick:.1f}</text>'
    yield '<text x="190" y="353" text-anchor="middle">confidence</text>'
    label = "share of right beads"
    yield f'<text transform="translate(12 170) rotate(-90)" text-anchor="middle">{label}</text>'
    for k in sorted(set(bins.tolist())):
        within = bins == k
        x, y = 40 + 300 * chance[within].mean(), 320 - 300 * right[within].mean()
        radius = 2 + 10 * np.sqrt(within.mean())
        label = f"<title>{within.sum()} beads, {right[within].mean():.2f} right</title>"
        yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}" fill="#27c">{label}</circle>'
    yield "</svg>"


def main() -> None:
    shared, entries, picture = map(Path, sys.argv[1:])
    known = lexicon.parse(entries.read_text(encoding="utf-8"))
    cases = [
        *german_french(shared / "align" / "textberg-dev"),
        *kazakh_english(shared / "mt", known),
    ]
    chance = held_back(cases)
    tell(cases, chance)
    drawn = diagram(np.concatenate(chance), np.concatenate([case.right for case in cases]))
    picture.write_text("\n".join(drawn) + "\n", encoding="utf-8")
    print("fitted on all: SHIFT, SLOPE", ", ".join(f"{weight:.2f}" for weight in fitted(cases)))


if __name__ == "__main__":
    main()
