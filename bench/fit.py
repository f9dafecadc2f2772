"""Fit `parameters.PRICES` by maximum likelihood on texts with known beads.

    python -m training.lexicon SHARED/mt --every 10 > held.tsv
    python bench/fit.py SHARED held.tsv

The model is log-linear: the probability of a way to cut two texts into beads is proportional to e
to the sum of its beads' scores (a semi-Markov conditional random field, Sarawagi & Cohen 2004). The
gradient is the count of each price in the known beads less its expectation over all ways, by
forward and backward sums. Texts are divided into parts that begin and end between beads; all parts
are summed at once. The long gap and the parameters that are learned from each text are not fitted.
Takes half a minute and some gigabytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from gold import SYSTEMS, Text, made, options, text_berg, translations
from numpy.typing import NDArray
from scipy.optimize import minimize

from baikonur_align.alignment import lexicon, scoring, text_params
from baikonur_align.alignment.aligner import learn_words
from baikonur_align.alignment.bead_table import BandTable
from baikonur_align.alignment.evidence import Evidence
from baikonur_align.alignment.features import build_evidence
from baikonur_align.alignment.options import AlignmentOptions
from baikonur_align.alignment.parameters import (
    MAX_BEAD_SIZE,
    MAX_BEAD_TOTAL,
    SHAPES,
    Span,
    Strip,
)
from baikonur_align.model import Link

Array = NDArray[Any]
Floats = NDArray[np.float64]

NAMES = (
    "cosine",
    "second_sentence",
    "further_sentence",
    "many_to_many",
    "length",
    "sentence_end",
    "unaligned",
    "rival",
    "gap_opening",
)
FIRST = np.array([27, -2.3, -2.1, -0.6, -0.4, -0.65, -2.7, 10.8, -1])  # start of the search
SCALE = np.array([10, 1, 1, 1, 1, 1, 1, 10, 1])  # scales the penalty
PENALTY = 1e-5
STEPS = 15
OPEN = NAMES.index("gap_opening")
LEAST_OPEN = -1e-3  # the opening of a gap has a price
PART = 115  # sentences of a side of a part
NEVER = -1e9
SEEDS = 2  # documents of each source
TEXT_BERG, UNTAUGHT = 0.75, 0.5  # weights of such texts; others 1


@dataclass(frozen=True)
class Part:
    """Counts of each price: in beads of each shape, in unaligned sentences, in the known beads."""

    weight: float
    beads: list[Array]
    alone: tuple[Array, Array]
    known: Array


def features(evidence: Evidence) -> tuple[list[Array], tuple[Array, Array]]:
    n, m = evidence.shape
    table = BandTable(evidence, [Strip(0, n, 0, m)])
    ratio = text_params.length_ratio(evidence, [Strip(0, n, 0, m)])
    above, across = (
        scoring.run_measures(evidence.source, slice(0, n), ratio),
        scoring.run_measures(evidence.target, slice(0, m), 1),
    )
    found = []
    for a, b, box in scoring.block_sums(evidence.products(slice(0, n), slice(0, m))):
        source, target = above[a - 1], across[b - 1]
        more = a + b - 2
        has = np.zeros((len(NAMES), *box.shape), np.float32)
        has[0] = box * source.inverse_norms[:, None] * target.inverse_norms * np.sqrt(a * b)
        has[1:4] = np.array([more > 0, max(0, more - 1), min(a, b) - 1])[:, None, None]
        has[4] = scoring.length_deviation(source.lengths, target.lengths) * (a + b) / 2
        has[5] = scoring.mismatch_cost(source.sentence_ends, target.sentence_ends, 1.0)
        found.append(has)
    single = [np.zeros((len(NAMES), len(best)), np.float32) for best in table.best]
    for has, best in zip(single, table.best, strict=True):
        has[6], has[7] = 1, best
    return found, (single[0], single[1])


def path(gold: list[Link], n: int, m: int) -> list[Span]:
    """Return the known beads as a path; sentences of crossing or large beads are unaligned."""
    out: list[Span] = []
    i = j = 0
    for link in sorted(
        (link for link in gold if link.source and link.target), key=lambda link: link.source
    ):
        (first, left), (a, b) = (
            (link.source[0], link.target[0]),
            (len(link.source), len(link.target)),
        )
        whole = link.source[-1] - first == a - 1 and link.target[-1] - left == b - 1
        if (
            first >= i
            and left >= j
            and whole
            and max(a, b) <= MAX_BEAD_SIZE
            and a + b <= MAX_BEAD_TOTAL
        ):
            out += [(k, 1, j, 0) for k in range(i, first)] + [
                (first, 0, k, 1) for k in range(j, left)
            ]
            out.append((first, a, left, b))
            i, j = first + a, left + b
    return out + [(k, 1, j, 0) for k in range(i, n)] + [(n, 0, k, 1) for k in range(j, m)]


def parts(evidence: Evidence, gold: list[Link], weight: float) -> Iterator[Part]:
    beads, alone = features(evidence)
    n, m = evidence.shape
    top = left = 0
    known = np.zeros(len(NAMES))
    within = False  # a gap
    for i, a, j, b in path(gold, n, m):
        opens, within = not within and not (a and b), not (a and b)
        known[OPEN] += opens
        single = alone[0][:, i] if a else alone[1][:, j]
        known = known + (beads[SHAPES.index((a, b))][:, i, j] if a and b else single)
        end, right = i + a, j + b
        if end - top >= PART or right - left >= PART or (end, right) == (n, m):
            cut = [
                has[:, top : max(top, end - p + 1), left : max(left, right - q + 1)]
                for has, (p, q) in zip(beads, SHAPES, strict=True)
            ]
            yield Part(weight, cut, (alone[0][:, top:end], alone[1][:, left:right]), known)
            top, left, known, within = end, right, np.zeros(len(NAMES)), False


def log_sum(values: Array) -> Array:
    """Return the logarithm of the sum of exponentials over the first axis."""
    most = values.max(axis=0)
    return np.asarray(most + np.log(np.exp(values - most).sum(axis=0)))


@dataclass(frozen=True)
class Ways:
    """Log weights of all paths to each node, of those that end in a bead, and in a gap."""

    nodes: Array
    beads: Array
    gaps: Array


class Batch:
    """All parts, padded to one size with impossible beads."""

    def __init__(self, some: list[Part]) -> None:
        self.weights = np.array([part.weight for part in some])
        self.known = self.weights @ np.array([part.known for part in some])
        self.high, self.wide = (
            np.array([part.alone[side].shape[1] for part in some]) for side in (0, 1)
        )
        shape = len(some), self.high.max(), self.wide.max()
        self.beads = [np.zeros((len(NAMES), *shape), np.float32) for _ in SHAPES]
        self.never = [np.full(shape, NEVER) for _ in SHAPES]
        self.alone = [np.zeros((len(NAMES), shape[0], size), np.float32) for size in shape[1:]]
        for k, part in enumerate(some):
            for has, never, cut in zip(self.beads, self.never, part.beads, strict=True):
                has[:, k, : cut.shape[1], : cut.shape[2]] = cut
                never[k, : cut.shape[1], : cut.shape[2]] = 0
            for has, cut in zip(self.alone, part.alone, strict=True):
                has[:, k, : cut.shape[1]] = cut

    def ways(self, worth: list[Array], rows: Array, columns: Array, opening: float) -> Ways:
        """Return the log weights of all paths from the first node."""
        parts, n, m = worth[0].shape
        along = np.concatenate([np.zeros((parts, 1)), np.cumsum(columns, axis=1)], axis=1)
        nodes, beads, gaps = (np.full((parts, n + 1, m + 1), NEVER) for _ in range(3))
        beads[:, 0, 0] = 0
        into = np.full((len(SHAPES), parts, m + 1), NEVER)
        for i in range(n + 1):
            if i:
                for k, (a, b) in enumerate(SHAPES):
                    if a <= i:
                        into[k, :, b:] = (
                            nodes[:, i - a, : m + 1 - b] + worth[k][:, i - a, : m + 1 - b]
                        )
                beads[:, i] = log_sum(into)
            down = gaps[:, i - 1] + rows[:, i - 1 : i] if i else NEVER
            entered = np.maximum(np.logaddexp(beads[:, i] + opening, down) - along, NEVER)
            gaps[:, i] = np.logaddexp.accumulate(entered, axis=1) + along
            nodes[:, i] = np.logaddexp(beads[:, i] + np.log1p(-np.exp(opening)), gaps[:, i])
        return Ways(nodes, beads, gaps)

    def turned(self, values: Array, a: int, b: int) -> Array:
        """Return beads of a x b, or nodes (0 x 0), counted from the end of their part."""
        out = np.full_like(values, NEVER)
        for k, (high, wide) in enumerate(zip(self.high, self.wide, strict=True)):
            n, m = max(0, high - a + 1), max(0, wide - b + 1)
            out[k, :n, :m] = values[k, :n, :m][::-1, ::-1]
        return out

    def loss(self, free: Floats) -> tuple[float, Floats]:
        """Return the mean negative log likelihood a sentence and its gradient at prices / SCALE."""
        prices = (free * SCALE).astype(np.float32)
        worth = [
            np.tensordot(prices, has, 1) + never
            for has, never in zip(self.beads, self.never, strict=True)
        ]
        rows, columns = (np.tensordot(prices, has, 1).astype(float) for has in self.alone)
        opening = min(float(prices[OPEN]), LEAST_OPEN)
        ahead = self.ways(worth, rows, columns, opening)
        turned = [self.turned(values, a, b) for values, (a, b) in zip(worth, SHAPES, strict=True)]
        back_rows, back_columns = np.zeros_like(rows), np.zeros_like(columns)
        for k, (n, m) in enumerate(zip(self.high, self.wide, strict=True)):
            back_rows[k, :n], back_columns[k, :m] = rows[k, :n][::-1], columns[k, :m][::-1]
        back = self.ways(turned, back_rows, back_columns, opening)
        behind = Ways(
            *(self.turned(values, 0, 0) for values in (back.nodes, back.beads, back.gaps))
        )
        every = ahead.nodes[np.arange(len(self.high)), self.high, self.wide]
        log_weight = (np.log(self.weights) - every)[:, None, None]
        expected = np.zeros(len(NAMES))
        _, n, m = worth[0].shape
        for has, values, (a, b) in zip(self.beads, worth, SHAPES, strict=True):
            from_to = (
                ahead.nodes[:, : n + 1 - a, : m + 1 - b] + behind.nodes[:, a:, b:] + log_weight
            )
            chance = np.exp(from_to + values[:, : n + 1 - a, : m + 1 - b]).astype(np.float32)
            expected += np.tensordot(has[:, :, : n + 1 - a, : m + 1 - b], chance, 3)
        # both directions open the gap; it is opened once, and it is not empty
        rest = log_weight - opening
        down = np.exp(ahead.gaps[:, :-1] + behind.gaps[:, 1:] + rows[:, :, None] + rest).sum(axis=2)
        right = np.exp(ahead.gaps[:, :, :-1] + behind.gaps[:, :, 1:] + columns[:, None] + rest).sum(
            axis=1
        )
        for has, chance in zip(self.alone, (down, right), strict=True):
            expected += np.tensordot(has, chance, 2)
        opens = np.exp(ahead.beads + behind.gaps + log_weight)
        expected[OPEN] = (opens - np.exp(ahead.beads + behind.beads + opening + log_weight)).sum()
        total = self.weights @ (self.high + self.wide)
        value = (self.weights @ every - self.known @ (free * SCALE)) / total + PENALTY * (
            free @ free
        )
        return float(value), (expected - self.known) * SCALE / total + 2 * PENALTY * free


def text_parts(text: Text, given: AlignmentOptions, weight: float) -> Iterator[Part]:
    evidence = build_evidence(text[0], text[1], given)
    yield from parts(learn_words(evidence, given), text[2], weight)


def all_parts(shared: Path, entries: lexicon.Entries) -> Iterator[Part]:
    folder = shared / "align" / "textberg-dev"
    for system in SYSTEMS:
        machine = translations(folder, system) if system else None
        yield from text_parts(text_berg(folder), options(machine=machine), TEXT_BERG)
    for _, text in made(shared / "mt", range(SEEDS)):
        yield from text_parts(text, options(entries), 1.0)
        yield from text_parts(text, options(), UNTAUGHT)


def main() -> None:
    shared, entries = map(Path, sys.argv[1:])
    batch = Batch(list(all_parts(shared, lexicon.parse(entries.read_text(encoding="utf-8")))))
    first: Floats = FIRST / SCALE
    found = minimize(batch.loss, first, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    prices = found.x * SCALE
    print(f"mean negative log likelihood {found.fun:.4f}; temperature 1 / {prices[0]:.1f}")
    for name, price in zip(NAMES[1:], prices[1:] / prices[0], strict=True):
        print(f"{name:16} {price:7.4f}")


if __name__ == "__main__":
    main()
