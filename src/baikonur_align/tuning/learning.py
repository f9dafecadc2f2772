"""The training of a tuning: its numbers, and the weights that come out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from baikonur_align.translation.weights import Weights
from baikonur_align.tuning.base import Base
from baikonur_align.tuning.batches import plan_epoch
from baikonur_align.tuning.samples import Sample, read_dataset, write_dataset
from baikonur_align.tuning.settings import Settings, Train
from baikonur_align.tuning.trainer import (
    FIRST,
    LAST,
    Trainer,
    Until,
    average,
    join_workers,
    latest,
    start_from,
)

SAMPLES = "samples.npz"
SEED = 1
DROPOUT = 0.1
TRAIN = Train(
    batch_tokens=1024,
    label_smoothing=0.1,
    optimizer="adam",
    peak_rate=3e-4,
    muon_rate=0.0,
    warmup=20,
    hold=1_000_000,  # never reached: the rate falls to zero in a straight line
    save_minutes=0.25,
    keep_weights=1,
    valid_every=1_000_000,  # nothing to validate on: the held-back beads are for the end
    log_seconds=30.0,
    dtype="float32",  # as every processor has it
)


def learn(
    base: Base,
    samples: Sequence[Sample],
    run: Path,
    passes: int,
    progress: Callable[[int, int], None],
) -> Weights:
    """The weights of `base` after some passes over the samples.

    A run that was stopped goes on from the state in the folder `run`. `progress` is called with
    the steps done and their total.
    """
    settings = Settings(replace(base.shape, dropout=DROPOUT), len(base.tokens), SEED, TRAIN)
    data = run / SAMPLES
    write_dataset(data, samples)
    if not (run / LAST).exists() and not (run / FIRST).exists():
        start_from(base.weights, run)
    steps = passes * len(plan_epoch(read_dataset(data), TRAIN.batch_tokens, SEED, 0, 1))
    trainer = Trainer(settings, run, join_workers(TRAIN.dtype))
    trainer.train(data, Until(steps, (TRAIN.warmup, steps)), progress)
    return average(latest(run, 1))


def between(base: Weights, tuned: Weights, share: float) -> Weights:
    """Weights on the straight line from `base` to `tuned`, of which `share` is 1."""
    return {name: before + share * (tuned[name] - before) for name, before in base.items()}
