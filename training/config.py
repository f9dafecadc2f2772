"""Settings of a run, read from the config file into frozen dataclasses."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Data:
    sources: tuple[str, ...]
    left_out: tuple[str, ...]
    stems: tuple[str, ...]
    recased: tuple[str, ...]
    min_score: float
    max_tokens: int
    seed: int
    numbered: float
    number_boost: float
    mono_left_out: tuple[str, ...]
    copies: dict[str, float]
    weights: dict[str, float]


@dataclass(frozen=True)
class Vocab:
    size: int
    coverage: float


@dataclass(frozen=True)
class Model:
    dim: int
    heads: int
    ff: int
    encoder_layers: int
    decoder_layers: int
    dropout: float


@dataclass(frozen=True)
class Train:
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
class Splitter:
    steps: int


@dataclass(frozen=True)
class Config:
    data: Data
    vocab: Vocab
    model: Model
    train: Train
    splitter: Splitter


def read_config(path: Path, overrides: tuple[str, ...] = ()) -> Config:
    """Read the file; an override is `section.key=value`, the value in TOML."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for override in overrides:
        name, _, value = override.partition("=")
        *sections, key = name.split(".")
        inner: dict[str, Any] = table
        for section in sections:
            inner = inner[section]
        if key not in inner:
            raise KeyError(f"{name} is not a setting; config.toml lists them")
        inner[key] = tomllib.loads(f"x = {value}")["x"]
    data = table["data"]
    return Config(
        data=replace(
            Data(**data),
            sources=tuple(data["sources"]),
            left_out=tuple(data["left_out"]),
            stems=tuple(data["stems"]),
            recased=tuple(data["recased"]),
            mono_left_out=tuple(data["mono_left_out"]),
        ),
        vocab=Vocab(**table["vocab"]),
        model=Model(**table["model"]),
        train=Train(**table["train"]),
        splitter=Splitter(**table["splitter"]),
    )
