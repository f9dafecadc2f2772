"""Settings of a run, read from the config file into frozen dataclasses."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from baikonur_align.translation.weights import Shape
from baikonur_align.tuning.settings import Settings, Train


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
    glossed: float
    mono_left_out: tuple[str, ...]
    copies: dict[str, float]
    weights: dict[str, float]


@dataclass(frozen=True)
class Vocab:
    size: int
    coverage: float


@dataclass(frozen=True)
class Splitter:
    steps: int


@dataclass(frozen=True)
class Config:
    data: Data
    vocab: Vocab
    model: Shape
    train: Train
    splitter: Splitter

    def settings(self) -> Settings:
        """The part that the program's trainer needs."""
        return Settings(self.model, self.vocab.size, self.data.seed, self.train)


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
        model=Shape(**table["model"]),
        train=Train(**table["train"]),
        splitter=Splitter(**table["splitter"]),
    )
