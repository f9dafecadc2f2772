"""Fit `confidence.WEIGHTS`, and say how well the confidences keep their word.

    python bench/calibrate.py SHARED

SHARED holds align/textberg-dev and mt/train.*. Documents with known beads are made of training pairs that
stand in order: a tenth of the lines merged on each side, a twentieth cut. One half of the documents
fits, the other measures, then all of them fit what is printed to be kept.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from baikonur_align import align, confidence, similarity
from baikonur_align.model import Link
from baikonur_align.score_alignment import parse

Floats = NDArray[np.float64]
Text = tuple[list[str], list[str], list[Link]]

IN_ORDER = (
    "kaznu_gov/titles",
    "kaznu_gov/primeminister_kz.tc",
    "kaznu_gov/economy_gov_kz.tc",
    "bible_nt/nt",
    "apertium_lit/literature",
)
SYSTEMS = ("google", "europarlfull", "europarllight", None)
PENALTY = 1e-3  # on squared weights


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def side(sentences: Sequence[str], rng: random.Random) -> tuple[list[str], list[list[int]]]:
    """Some lines merged with the next, some cut: what is left, and which lines each is made of."""
    kept: list[str] = []
    origin: list[list[int]] = []
    at = 0
    while at < len(sentences):
        size = 2 if rng.random() < 0.1 and at + 1 < len(sentences) else 1
        if rng.random() >= 0.05:
            kept.append(" ".join(sentences[at : at + size]))
            origin.append(list(range(at, at + size)))
        at += size
    return kept, origin


def beads(source: list[list[int]], target: list[list[int]]) -> list[Link]:
    """What belongs together when each side is made of those lines."""
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
    source, source_lines = side([a for a, _ in pairs], rng)
    target, target_lines = side([b for _, b in pairs], rng)
    return source, target, beads(source_lines, target_lines)


def made(folder: Path, seeds: range, size: int = 200) -> Iterator[Text]:
    columns = [lines(folder / f"train.{name}") for name in ("kk", "en", "src")]
    by_source: dict[str, list[tuple[str, str]]] = {name: [] for name in IN_ORDER}
    for kazakh, english, name in zip(*columns, strict=True):
        if name in by_source:
            by_source[name].append((kazakh, english))
    for seed in seeds:
        for name, pairs in by_source.items():
            rng = random.Random(f"{seed} {name}")  # noqa: S311 - not a secret
            first = rng.randrange(len(pairs) - size)
            yield document(pairs[first : first + size], rng)


def judged(evidence: similarity.Evidence, gold: Sequence[Link]) -> tuple[Floats, Floats]:
    """The features of each bead found, and whether it is right."""
    found = align.align(evidence)
    right = {(link.source, link.target) for link in gold}
    return (
        confidence.features(evidence, found),
        np.array([(link.source, link.target) in right for link in found], np.float64),
    )


def cases(shared: Path) -> Iterator[tuple[Floats, Floats]]:
    folder = shared / "align" / "textberg-dev"
    german, french, gold = (
        lines(folder / "dev.de"),
        lines(folder / "dev.fr"),
        parse(lines(folder / "dev.defr")),
    )
    for system in SYSTEMS:
        mt = [lines(folder / f"dev.de.{system}.fr"), lines(folder / f"dev.fr.{system}.de")] if system else []
        yield judged(similarity.compare(german, french, "de", "fr", *mt), gold)
    for number, (kazakh, english, known) in enumerate(made(shared / "mt", range(4))):
        langs = ("kk", "en") if number % 2 else ("xx", "yy")  # with the lexicon and without
        evidence = similarity.compare(kazakh, english, *langs)
        yield judged(similarity.learned(evidence, align.align(evidence)), known)


def fit(features: Floats, right: Floats) -> Floats:
    def loss(weights: Floats) -> float:
        z = features @ weights
        return float(np.mean(np.logaddexp(0, z) - right * z) + PENALTY * (weights[1:] @ weights[1:]))

    return np.asarray(minimize(loss, np.zeros(features.shape[1])).x)


def chances(weights: Floats, features: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-features @ weights)))


def calibration_error(chance: Floats, right: Floats) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((chance * 10).astype(int), 9)
    return float(
        sum(abs(chance[bins == k].mean() - right[bins == k].mean()) * np.mean(bins == k) for k in set(bins))
    )


def lowest_fifth(chance: Floats, right: Floats) -> float:
    """The share of the wrong beads that the least sure fifth holds."""
    worst = np.argsort(chance, kind="stable")[: len(chance) // 5]
    return float((1 - right)[worst].sum() / (1 - right).sum())


def measure(train: Sequence[tuple[Floats, Floats]], test: Sequence[tuple[Floats, Floats]]) -> None:
    weights = fit(*(np.concatenate([case[k] for case in train]) for k in range(2)))
    features, right = (np.concatenate([case[k] for case in test]) for k in range(2))
    chance = chances(weights, features)
    print("WEIGHTS", ", ".join(f"{w:.2f}" for w in weights))
    error, fifth = calibration_error(chance, right), lowest_fifth(chance, right)
    print(f"{len(right)} beads, {right.mean():.3f} right; calibration error {error:.3f}")
    print(f"the lowest fifth holds {fifth:.2f} of the wrong")
    bins = np.minimum((chance * 10).astype(int), 9)
    for k in sorted(set(bins)):
        within = right[bins == k]
        print(f"  {k / 10:.1f}-{(k + 1) / 10:.1f}  {len(within):5d} beads  {within.mean():.2f} right")


def main() -> None:
    found = list(cases(Path(sys.argv[1])))
    print("fitted on one half, measured on the other")
    halves = [[case for number, case in enumerate(found) if number // 2 % 2 == half] for half in (0, 1)]
    measure(*halves)
    print("fitted on all")
    measure(found, found)


if __name__ == "__main__":
    main()
