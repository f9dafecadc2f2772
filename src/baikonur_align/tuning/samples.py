"""Training samples on disk: token numbers of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.uint16]
Sample = tuple[list[int], list[int]]
"""A source that ends with the end token, and a target that starts with its language token."""


@dataclass(frozen=True)
class Dataset:
    """Concatenated token numbers of both sides, with the offset at which each sample starts."""

    source: Ids
    source_at: npt.NDArray[np.int64]
    target: Ids
    target_at: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.source_at) - 1


def read_dataset(path: Path) -> Dataset:
    """The samples that `write_dataset` wrote."""
    with np.load(path) as arrays:
        return Dataset(**{name: arrays[name] for name in arrays.files})


def write_dataset(path: Path, samples: Sequence[Sample]) -> None:
    """Write samples to a file, whose name ends with ``.npz``; it appears when it is whole."""
    sides = {}
    for name, side in (("source", 0), ("target", 1)):
        sides[name] = np.concatenate(
            [np.array(sample[side], dtype=np.uint16) for sample in samples]
        )
        lengths = [0, *(len(sample[side]) for sample in samples)]
        sides[f"{name}_at"] = np.cumsum(lengths, dtype=np.int64)
    beside = path.with_suffix(".new.npz")
    np.savez(beside, **sides)  # type: ignore[arg-type]
    beside.replace(path)
