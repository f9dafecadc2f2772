"""Settings of a training run."""

from __future__ import annotations

from dataclasses import dataclass

from baikonur_align.translation.weights import Shape


@dataclass(frozen=True)
class Train:
    """How the weights are trained; training/config.toml describes each number."""

    batch_tokens: int
    label_smoothing: float
    optimizer: str
    peak_rate: float
    muon_rate: float
    warmup: int
    hold: int
    save_minutes: float
    keep_weights: int
    valid_every: int
    log_seconds: float
    dtype: str


@dataclass(frozen=True)
class Settings:
    """A model, the size of its vocabulary, the seed of all random numbers, and its training."""

    shape: Shape
    vocabulary: int
    seed: int
    train: Train
