"""The packages that are tuned, and packages with the tuned weights."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from baikonur_align.model import Problem
from baikonur_align.translation import Package, packages
from baikonur_align.translation.decoder import Decoder, vocabulary
from baikonur_align.translation.package import WEIGHTS, check_files, metadata, read, write_metadata
from baikonur_align.translation.weights import Shape, Weights, read_weights, write_model
from baikonur_align.tuning.examples import LANGS
from baikonur_align.tuning.samples import Sample

DIRECTIONS = (LANGS, LANGS[::-1])
Directions = tuple[Package, Package]
"""The packages of `DIRECTIONS`."""

END = "</s>"
LONGEST = 126
"""Most tokens of a side; the models were trained on sentences up to about this length."""


class CannotTune(Problem):
    """The packages in use cannot be tuned, or tuning cannot go on."""


def in_use() -> Directions:
    """The packages that translate now. Raises `CannotTune` if one is not ours."""
    first, second = (_first(direction) for direction in DIRECTIONS)
    return first, second


def _first(direction: tuple[str, str]) -> Package:
    found = [each for each in packages() if (each.from_code, each.to_code) == direction]
    if not found or not found[0].ours:
        where = str(found[0].path) if found else "none"
        raise CannotTune(
            "the package in use from {source} to {target} is not one of baikonur-align ({where});"
            " only those can be tuned",
            source=direction[0],
            target=direction[1],
            where=where,
        )
    return found[0]


@dataclass(frozen=True)
class Base:
    """Our packages of both directions, untuned: one set of weights, one vocabulary."""

    packages: Directions
    shape: Shape
    weights: Weights

    @property
    def version(self) -> str:
        """Their version."""
        return self.packages[0].version

    @cached_property
    def tokens(self) -> list[str]:
        """The vocabulary."""
        return vocabulary(self.packages[0].path / "model", "source")

    @cached_property
    def starts(self) -> dict[str, str]:
        """The first token of each translation, by the language of the translation."""
        return {package.to_code: _start(package) for package in self.packages}

    def samples(self, pairs: Sequence[tuple[str, str]], langs: tuple[str, str]) -> list[Sample]:
        """Training samples of sentences with translations; too long ones are left out.

        The sentences have their glosses, as when they are translated.
        """
        ids = {token: number for number, token in enumerate(self.tokens)}
        decoder = Decoder(self.packages[DIRECTIONS.index(langs)])
        sources = decoder.glossed([source for source, _ in pairs])
        targets = decoder.tokenizer.encode([target for _, target in pairs])
        return [
            (
                [ids.get(token, 0) for token in (*read, END)],
                [ids.get(token, 0) for token in (self.starts[langs[1]], *written, END)],
            )
            for read, written in zip(sources, targets, strict=True)
            if read and written and max(len(read), len(written)) <= LONGEST
        ]

    def write(
        self, weights: Weights, version: str, facts: Mapping[str, object], card: str, folder: Path
    ) -> Directions:
        """Write packages with other weights below `folder`, in place of any that are there.

        Args:
          weights: the tuned weights.
          version: that of the new packages.
          facts: what their metadata say of the tuning.
          card: what their README.md says of it, before what it says of the base.
          folder: where their folders are made.

        """
        first, second = (
            self._write(package, weights, {**facts, "package_version": version}, card, folder)
            for package in self.packages
        )
        return first, second

    def _write(
        self,
        package: Package,
        weights: Weights,
        facts: Mapping[str, object],
        card: str,
        folder: Path,
    ) -> Package:
        new = folder / f"{package.name}-{facts['package_version']}"
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(package.path, new, ignore=shutil.ignore_patterns("model"))
        start = self.starts[package.to_code]
        write_model(weights, self.shape, self.tokens, start, new / "model")
        readme = new / "README.md"
        before = readme.read_text(encoding="utf-8") if readme.is_file() else ""
        readme.write_text(f"{card}\n{before}", encoding="utf-8")
        write_metadata(new, {**metadata(package.path), **facts})
        made = read(new)
        assert made
        return made


def _start(package: Package) -> str:
    config = json.loads((package.path / "model" / "config.json").read_text(encoding="utf-8"))
    return str(config["decoder_start_token"])


def base() -> Base:
    """Our newest packages that were not tuned, of both directions.

    Raises:
      CannotTune: there are none, or the two have different weights.
      OtherArchitecture: their model is of another kind.
      BrokenPackage: one is damaged.

    """
    ours = [each for each in packages() if each.ours and not each.tuned_from]
    found = [
        next((each for each in ours if (each.from_code, each.to_code) == direction), None)
        for direction in DIRECTIONS
    ]
    if not found[0] or not found[1]:
        raise CannotTune("the packages of baikonur-align from kk to en and back are not here")
    check_files(found[0])
    check_files(found[1])
    shape, weights = read_weights(found[0].path / WEIGHTS)
    other_shape, other = read_weights(found[1].path / WEIGHTS)
    if shape != other_shape or not all(
        np.array_equal(weights[name], other[name]) for name in other
    ):
        raise CannotTune(
            "{one} and {other} have different weights; tuning needs two packages of one model",
            one=found[0].path,
            other=found[1].path,
        )
    return Base((found[0], found[1]), shape, weights)
