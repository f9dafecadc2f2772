"""Starts a run from the weights of a package.

int8 weights are precise to two or three digits; the first steps of training repair that. A package
has no optimizer moments; they start at zero, and the rate warms up again.
"""

from __future__ import annotations

import shutil
import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from training import config
from training.model import Translator
from training.train import FIRST, START, write_whole

Array = npt.NDArray[np.generic]
BINARY_VERSION = 6  # of the layout read below, that of ctranslate2.specs.ModelSpec
TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)


def warm_start(settings: config.Config, package: Path, run: Path) -> None:
    """Write `sp.model`, the first snapshot and the package's metadata into `run`.

    Raises ValueError if the model has another shape than the settings.
    """
    model = Translator(settings.model, settings.vocab.size)
    weights = weights_of(read_variables(package / "model" / "model.bin"), model)
    run.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "sentencepiece.model", run / "sp.model")
    write_whole(run / FIRST, weights)
    shutil.copyfile(package / "metadata.json", run / START)


def weights_of(variables: dict[str, Array], model: nn.Module) -> dict[str, torch.Tensor]:
    """The model's parameters by name; matrices that `convert` has fused are split."""
    weights = {}
    for name, parameter in model.named_parameters():
        path, part = _place(name)
        if path not in variables:
            raise ValueError(f"the package has no {path}: its model is of another shape")
        rows = _dequantised(variables, path)
        size = parameter.shape[0]
        rows = rows[part * size : (part + 1) * size]
        if rows.shape != parameter.shape:
            raise ValueError(
                f"{path} is {rows.shape} in the package, {tuple(parameter.shape)} here"
            )
        weights[name] = torch.from_numpy(rows.astype(np.float32))
    return weights


def _place(name: str) -> tuple[str, int]:
    """The variable that holds a parameter, and its index among the matrices fused there."""
    if name == "embedding.weight":
        return "decoder/embeddings/weight", 0
    words = name.split(".")
    norm = {"weight": "gamma", "bias": "beta"}[words[-1]]
    if words[0].endswith("_norm"):
        return f"{words[0].removesuffix('_norm')}/layer_norm/{norm}", 0
    side, index, block, inner, _ = words
    layer = f"{side}/layer_{index}"
    block_path = {"own": "self_attention", "cross": "attention", "feed": "ffn"}[block]
    if inner == "norm":
        return f"{layer}/{block_path}/layer_norm/{norm}", 0
    linear, part = {
        "own": {"query": (0, 0), "key": (0, 1), "value": (0, 2), "out": (1, 0)},
        "cross": {"query": (0, 0), "key": (1, 0), "value": (1, 1), "out": (2, 0)},
        "feed": {"up": (0, 0), "down": (1, 0)},
    }[block][inner]
    return f"{layer}/{block_path}/linear_{linear}/weight", part


def _dequantised(variables: dict[str, Array], path: str) -> Array:
    scale = variables.get(f"{path}_scale")
    return variables[path] if scale is None else variables[path] / scale[:, None]


def read_variables(path: Path) -> dict[str, Array]:
    """The variables of a CTranslate2 model.bin, with aliases."""
    with path.open("rb") as file:
        (version,) = _unpack(file, "I")
        if version != BINARY_VERSION:
            raise ValueError(f"{path} is of binary version {version}, this reads {BINARY_VERSION}")
        _string(file)
        _unpack(file, "I")
        variables = dict(_variable(file) for _ in range(_unpack(file, "I")[0]))
        for _ in range(_unpack(file, "I")[0]):
            alias, name = _string(file), _string(file)
            variables[alias] = variables[name]
    return variables


def _variable(file: BinaryIO) -> tuple[str, Array]:
    name = _string(file)
    (rank,) = _unpack(file, "B")
    shape = _unpack(file, f"{rank}I")
    kind, size = _unpack(file, "B")[0], _unpack(file, "I")[0]
    return name, np.frombuffer(file.read(size), dtype=TYPES[kind]).reshape(shape)


def _string(file: BinaryIO) -> str:
    (length,) = _unpack(file, "H")
    return file.read(length)[:-1].decode()


def _unpack(file: BinaryIO, layout: str) -> tuple[int, ...]:
    return struct.unpack(f"<{layout}", file.read(struct.calcsize(f"<{layout}")))
