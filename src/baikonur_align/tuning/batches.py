"""Batches as a function of the data, the seed and the step.

A resumed run therefore sees the same batches as an uninterrupted one. Lengths are padded to
multiples of 8: oneDNN builds a kernel for each shape, so that few shapes are faster.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from baikonur_align.tuning.samples import Dataset

STEP = 8


@dataclass(frozen=True)
class Batch:
    source: Tensor
    lengths: Tensor
    target: Tensor


def plan_epoch(
    data: Dataset, tokens: int, seed: int, epoch: int, workers: int
) -> list[npt.NDArray[np.int64]]:
    """The sample numbers of each batch of an epoch, in the order they are trained on.

    A batch holds samples of one padded shape. Its rows are as many as fill `tokens` padded
    positions of the longer side, a multiple of 8 for each worker.
    """
    rng = np.random.default_rng((seed, epoch))
    source = _round(np.diff(data.source_at))
    target = _round(np.diff(data.target_at) - 1)
    order = rng.permutation(len(data))
    order = order[np.lexsort((source[order], target[order]))]
    batches = []
    start = 0
    while start < len(order):
        longest = target[order[start]]
        rows = max(8 * workers, tokens // longest // (8 * workers) * 8 * workers)
        # The slice may include samples of the next shape; the batch is padded to that.
        batches.append(order[start : start + rows])
        start += rows
    # The last batch may be too small to give every worker a row.
    return [batches[i] for i in rng.permutation(len(batches)) if len(batches[i]) >= workers]


def _round(lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return -(-lengths // STEP) * STEP


def make_batch(
    data: Dataset, samples: npt.NDArray[np.int64], rank: int, workers: int, device: torch.device
) -> Batch:
    """The batch of one worker: every `workers`-th sample, so that all have equal work."""
    width = int(_round(np.diff(data.source_at)[samples]).max())
    height = int(_round(np.diff(data.target_at)[samples] - 1).max()) + 1
    mine = samples[rank::workers]
    source = np.zeros((len(mine), width), dtype=np.int64)
    target = np.full((len(mine), height), -1, dtype=np.int64)
    lengths = np.zeros(len(mine), dtype=np.int64)
    for row, sample in enumerate(mine):
        ids = data.source[data.source_at[sample] : data.source_at[sample + 1]]
        source[row, : len(ids)] = ids
        lengths[row] = len(ids)
        ids = data.target[data.target_at[sample] : data.target_at[sample + 1]]
        target[row, : len(ids)] = ids
    tensors = (torch.from_numpy(array).to(device) for array in (source, lengths, target))
    return Batch(*tensors)
