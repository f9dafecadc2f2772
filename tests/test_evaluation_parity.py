"""Every figure, interval and test against what sacreBLEU's own command prints."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baikonur_align.evaluation.metrics import METRICS, sacre
from baikonur_align.evaluation.significance import Test, compare_all, resample
from baikonur_align.evaluation.translation import count

pytestmark = pytest.mark.slow

OPTIONS = {
    "BLEU": ["bleu"],
    "chrF": ["chrf"],
    "chrF++": ["chrf", "--chrf-word-order", "2"],
    "TER": ["ter"],
}
WIDTH = "4"
TEXT_OF_NEWS = """
Kazakhstan's president said on Monday that the country will build 1,250 km of roads ;
« Байқоңыр » ғарыш айлағы 1955 жылы салынды , деп хабарлады ( ҚазАқпарат ) . & quot; it's
the a of in to and market price growth 3.5 % - year-on-year gas oil wheat ministry
"""
WORDS = TEXT_OF_NEWS.split()
LINES = [int(size) for size in os.environ.get("PARITY_LINES", "1 60 300").split()]
"""Sizes of the files on which paired tests are compared; 10000 takes minutes."""


def sentences(lines: int, seed: int) -> list[str]:
    """Lines in the manner of news: some short, some long, some empty."""
    dice = random.Random(seed)  # noqa: S311
    sizes = [dice.choice([0, 1, 3, 8, 15, 22, 30, 45]) for _ in range(lines)]
    return [" ".join(dice.choices(WORDS, k=size)) for size in sizes]


def worsened(lines: list[str], seed: int, share: float) -> list[str]:
    """What a system might have said: words replaced, left out, added, and phrases moved."""
    dice = random.Random(seed)  # noqa: S311
    out = []
    for line in lines:
        words = line.split()
        for _ in range(int(len(words) * share)):
            place = dice.randrange(len(words) + 1)
            words[place : place + dice.randrange(3)] = dice.choices(WORDS, k=dice.randrange(3))
        if len(words) > 5 and dice.random() < share:
            moved = [words.pop(1), words.pop(1)]
            words[3:3] = moved
        out.append(" ".join(words))
    return out


def command(folder: Path, *arguments: str) -> object:
    """What ``sacrebleu`` prints for the files in a folder, as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "sacrebleu", "ref", *arguments, "-w", WIDTH, "-f", "json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def write(folder: Path, **files: list[str]) -> None:
    for name, lines in files.items():
        text = "".join(f"{line}\n" for line in lines)
        (folder / name).write_text(text, encoding="utf-8")


def printed(value: float) -> float:
    return float(f"{value:.{WIDTH}f}")


FILES = {
    "news": (sentences(120, 1), worsened(sentences(120, 1), 2, 0.3)),
    "one line": (["Байқоңыр — қала."], ["Baikonur — қала"]),
    "empty translations": (sentences(12, 3), [""] * 12),
    "perfect": (sentences(40, 4), sentences(40, 4)),
}


@pytest.mark.parametrize("name", FILES)
def test_scores_and_intervals_are_those_of_the_command(name: str, tmp_path: Path) -> None:
    references, hypotheses = FILES[name]
    check_one(tmp_path, references, hypotheses)


def test_empty_references_have_the_scores_of_the_command(tmp_path: Path) -> None:
    references, hypotheses = ["", "", "a b c d"], ["x y", "", "a b c d"]
    write(tmp_path, ref=references, hyp=hypotheses)
    statistics = count(hypotheses, references, METRICS.values())
    for metric in METRICS.values():  # with --confidence, sacreBLEU 2.6 ends in a TypeError here
        theirs = command(tmp_path, "-i", "hyp", "-m", *OPTIONS[metric.name])
        assert isinstance(theirs, dict)
        assert printed(metric.of_corpus(statistics)) == theirs["score"], metric.name


def test_ten_thousand_lines_have_the_scores_and_intervals_of_the_command(tmp_path: Path) -> None:
    references = [line for line in sentences(12_000, 5) if len(line) < 90][:6000]
    references += ["short line"] * (10_000 - len(references))
    check_one(tmp_path, references, worsened(references, 6, 0.2))


def check_one(folder: Path, references: list[str], hypotheses: list[str]) -> None:
    write(folder, ref=references, hyp=hypotheses)
    metrics = list(METRICS.values())
    statistics = count(hypotheses, references, metrics)
    resampled = resample(metrics, [statistics])
    for metric in metrics:
        theirs = command(folder, "-i", "hyp", "--confidence", "-m", *OPTIONS[metric.name])
        assert isinstance(theirs, dict)
        assert printed(metric.of_corpus(statistics)) == theirs["score"], metric.name
        assert metric.signature(bs=1000, seed="12345") == theirs["signature"]
        ours = resampled.interval(metric.name, 0)
        if ours.mean > 0:  # sacreBLEU prints no interval around 0
            assert printed(ours.mean) == theirs["confidence_mean"], metric.name
            assert printed(ours.margin) == theirs["confidence_var"], metric.name


@pytest.mark.parametrize("test", ["bootstrap", "randomization"])
@pytest.mark.parametrize("lines", LINES)
def test_paired_tests_are_those_of_the_command(test: Test, lines: int, tmp_path: Path) -> None:
    references = sentences(lines, 7)
    if not references[0]:
        references[0] = "Байқоңыр ғарыш айлағы 1955 жылы салынды ."
    systems = {"a": worsened(references, 8, 0.3), "b": worsened(references, 9, 0.33)}
    write(tmp_path, ref=references, **systems)
    metrics = list(METRICS.values())
    statistics = [count(lines, references, metrics) for lines in systems.values()]
    samples = 1000 if test == "bootstrap" else 2000
    short = "bs" if test == "bootstrap" else "ar"
    option = [f"--paired-{short}", f"--paired-{short}-n", str(samples)]
    found = compare_all(metrics, list(systems), statistics, test, samples)
    resampled = resample(metrics, statistics)
    for metric, comparison in zip(metrics, found, strict=True):
        figures, signature = table(tmp_path, "-i", "a", "b", *option, "-m", *OPTIONS[metric.name])
        assert comparison.signature == signature
        ours = []
        for index, mine in enumerate(statistics):
            ours.append(printed(metric.of_corpus(mine)))
            if test == "bootstrap":  # the mean of the table is numpy's, that of an interval exact
                ours.append(printed(resampled.scores[metric.name][index].mean()))
                ours.append(printed(resampled.interval(metric.name, index).margin))
        assert figures[:-1] == ours, metric.name
        if comparison.difference:  # sacreBLEU gives equal systems the least p of all
            assert figures[-1] == printed(comparison.p_value), metric.name


def table(folder: Path, *arguments: str) -> tuple[list[float], str]:
    """The figures in the table of a paired test, row by row, and its signature.

    As text: as JSON, sacreBLEU 2.6 ends in a TypeError for chrF and TER.
    """
    done = subprocess.run(
        [sys.executable, "-m", "sacrebleu", "ref", *arguments, "-w", WIDTH, "-f", "text"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    rows, _, rest = done.stdout.partition("---")
    figures = [float(figure) for figure in re.findall(r"[0-9]+\.[0-9]{4}", rows)]
    return figures, rest.rstrip().splitlines()[-1].split()[-1]


@pytest.mark.parametrize("seed", range(3))
def test_statistics_are_those_of_sacrebleu_for_every_sentence(seed: int) -> None:
    references = sentences(150, seed)
    hypotheses = worsened(references, seed + 100, 0.4)
    hypotheses[::9] = sentences(len(hypotheses[::9]), seed + 200)
    _compare_statistics(hypotheses, references)


TEXT = st.text(st.sampled_from("ab .,'é"), max_size=30) | st.text(max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_statistics_of_any_text_are_those_of_sacrebleu(pairs: list[tuple[str, str]]) -> None:
    _compare_statistics(
        [hypothesis for hypothesis, _ in pairs], [reference for _, reference in pairs]
    )


def _compare_statistics(hypotheses: list[str], references: list[str]) -> None:
    ours = count(hypotheses, references, METRICS.values())
    for metric in METRICS.values():
        theirs = sacre(metric.sacre_name, **metric.options)
        rows = theirs._extract_corpus_statistics(hypotheses, [references])  # noqa: SLF001
        mine = ours[metric.counts][:, metric.columns]
        assert np.array_equal(mine, np.array(rows)), metric.name
