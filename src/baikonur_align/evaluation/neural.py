"""COMET (Rei et al. 2020) and xCOMET (Guerreiro et al. 2024) by their program, from models on disk.

unbabel-comet needs numpy 1 and PyTorch, so it is installed apart and run as ``comet-score``. A
model is a folder with a checkpoint (``.ckpt``). Nothing is downloaded: the program is told to stay
offline. The wrapper follows the program's documentation; it has not been run with a real model.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from baikonur_align.evaluation.metrics import Metric, Numbers
from baikonur_align.evaluation.testset import TestSet
from baikonur_align.evaluation.translation import CannotScore

PROGRAM = "comet-score"

FOLDERS = {"COMET": "BAIKONUR_ALIGN_COMET", "xCOMET": "BAIKONUR_ALIGN_XCOMET"}
"""The metrics, and the environment variables that name the folders of their models."""

MILLIONTHS = 1_000_000
"""Sentence scores are kept as whole millionths, so that statistics stay integers."""

OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}


def neural(name: str) -> Metric:
    """A metric of `FOLDERS`, where its program and model are here. Raises `CannotScore`."""
    if shutil.which(PROGRAM) is None:
        raise CannotScore(
            "{metric} needs the program {program}: install unbabel-comet in an environment of its "
            "own, for example with pipx install unbabel-comet",
            metric=name,
            program=PROGRAM,
        )
    model = _checkpoint(name)
    kept = f"{name.lower()}-{model.parent.name}-{model.stem}-{model.stat().st_size}"
    return Metric(name, kept, slice(None), _mean, fixed_signature=f"{name}|model:{kept}")


def neural_counts(name: str, test_set: TestSet, hypotheses: Sequence[str]) -> NDArray[np.int64]:
    """For each line its score in millionths, and 1. Raises `CannotScore`."""
    if not test_set.has_sources:
        raise CannotScore("{metric} needs the source of every line: give --src", metric=name)
    sources = [line.source_text for line in test_set.lines]
    with TemporaryDirectory() as folder:
        sides = {"s": sources, "t": hypotheses, "r": test_set.references}
        for side, lines in sides.items():
            text = "".join(f"{' '.join(line.split())}\n" for line in lines)
            (Path(folder) / side).write_text(text, encoding="utf-8")
        _run(name, Path(folder))
        found = json.loads((Path(folder) / "out").read_text(encoding="utf-8"))
    (scores,) = found.values()
    values = [round(MILLIONTHS * float(one["COMET"])) for one in scores]
    return np.stack([np.array(values, np.int64), np.ones(len(values), np.int64)], axis=1)


def _run(name: str, folder: Path) -> None:
    sides = ["-s", "s", "-t", "t", "-r", "r"]
    options = ["--model", str(_checkpoint(name)), "--gpus", "0", "--quiet", "--to_json", "out"]
    done = subprocess.run(  # noqa: S603
        [PROGRAM, *sides, *options],
        cwd=folder,
        env={**os.environ, **OFFLINE},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        cause = " ".join(last) or done.returncode
        raise CannotScore("{metric} failed: {cause}", metric=name, cause=cause)


def _checkpoint(name: str) -> Path:
    folder = os.environ.get(FOLDERS[name], "")
    found = sorted(Path(folder).rglob("*.ckpt")) if folder else []
    if not found:
        raise CannotScore(
            "{metric} needs a model on disk: set {variable} to a folder with its checkpoint "
            "(.ckpt); nothing is downloaded",
            metric=name,
            variable=FOLDERS[name],
        )
    return found[0].resolve()


def _mean(sums: Numbers) -> Numbers:
    """The mean of sentence scores, in hundredths as users of COMET print them."""
    scores = sums.astype(np.float64)
    return 100 * scores[:, 0] / np.maximum(scores[:, 1], 1) / MILLIONTHS
