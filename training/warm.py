"""Starts a run from the weights of a package.

A package has no optimizer moments; they start at zero, and the rate warms up again.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from baikonur_align.translation.weights import read_weights
from baikonur_align.tuning.trainer import START, start_from
from training import config


def warm_start(settings: config.Config, package: Path, run: Path) -> None:
    """Write `sp.model`, the first snapshot and the package's metadata into `run`.

    Raises ValueError if the model has another shape than the settings.
    """
    shape, weights = read_weights(package / "model" / "model.bin")
    wanted = replace(settings.model, dropout=0.0), settings.vocab.size
    if (shape, len(weights["embedding.weight"])) != wanted:
        raise ValueError(f"{package} has a model of another shape than the settings: {shape}")
    run.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "sentencepiece.model", run / "sp.model")
    start_from(weights, run)
    shutil.copyfile(package / "metadata.json", run / START)
