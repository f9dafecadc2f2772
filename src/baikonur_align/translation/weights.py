"""Reads and writes the weights of our packages' models, CTranslate2's files, as arrays by name.

The names are those of the parameters of `tuning.model.Translator`. One set of weights serves both
directions: the decoder starts with the token of the target language, which CTranslate2 stores in
`config.json`. A package therefore needs no `target_prefix` and runs wherever a CTranslate2 model
runs.

int8 weights are precise to two or three digits; the first steps of training repair that.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from baikonur_align.translation.package import BrokenPackage

Array = npt.NDArray[Any]
Weights = dict[str, Array]

BINARY_VERSION = 6  # of the layout read below, that of ctranslate2.specs.ModelSpec
TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
POSITIONS = 512
BLOCKS = {
    "encoder": {"own": "self_attention", "feed": "ffn"},
    "decoder": {"own": "self_attention", "cross": "attention", "feed": "ffn"},
}
"""The blocks of a layer, with CTranslate2's names."""
LINEARS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "own": {"query": (0, 0), "key": (0, 1), "value": (0, 2), "out": (1, 0)},
    "cross": {"query": (0, 0), "key": (1, 0), "value": (1, 1), "out": (2, 0)},
    "feed": {"up": (0, 0), "down": (1, 0)},
}
"""For each matrix the CTranslate2 matrix that holds it, and its place among those joined there."""
EMBEDDING = "decoder/embeddings/weight"


@dataclass(frozen=True)
class Shape:
    """The shape of a model; ``dropout`` is of training only."""

    dim: int
    heads: int
    ff: int
    encoder_layers: int
    decoder_layers: int
    dropout: float = 0.0


class OtherArchitecture(BrokenPackage):
    """A package whose model is not of the shape that ours have."""


# --- reading ----------------------------------------------------------------------------------


def read_weights(file: Path) -> tuple[Shape, Weights]:
    """The shape and the fp32 weights of a model.bin.

    Raises:
      OtherArchitecture: the model is not one of ours.
      BrokenPackage: the file is damaged.

    """
    try:
        variables = read_variables(file)
    except (struct.error, ValueError, KeyError, IndexError) as error:
        raise BrokenPackage(
            "{file} cannot be read ({reason}); get the package again", file=file, reason=error
        ) from None
    try:
        shape = _shape(variables)
        weights = {name: _part(variables, path, part, shape) for name, path, part in _places(shape)}
    except (KeyError, IndexError, ValueError):
        raise _other(file) from None
    known = {path for _, path, _ in _places(shape)}
    if any(
        array.ndim and path not in known and not _derived(path) for path, array in variables.items()
    ):
        raise _other(file)
    return shape, weights


def _other(file: Path) -> OtherArchitecture:
    return OtherArchitecture(
        "the model in {file} has another architecture than the packages of baikonur-align",
        file=file,
    )


def _derived(path: str) -> bool:
    """Whether a variable says nothing that the weights do not."""
    return path.endswith(("_scale", "/position_encodings/encodings")) or path in (
        "encoder/embeddings_0/weight",
        "decoder/projection/weight",
    )


def _shape(variables: Mapping[str, Array]) -> Shape:
    layers = [
        len({path.split("/")[1] for path in variables if path.startswith(f"{side}/layer_")})
        - (f"{side}/layer_norm/gamma" in variables)
        for side in BLOCKS
    ]
    return Shape(
        dim=variables[EMBEDDING].shape[1],
        heads=int(variables["encoder/num_heads"]),
        ff=variables["encoder/layer_0/ffn/linear_0/weight"].shape[0],
        encoder_layers=layers[0],
        decoder_layers=layers[1],
    )


def _places(shape: Shape) -> Iterator[tuple[str, str, int]]:
    """Yield the name of each parameter, its CTranslate2 variable, and its part of that matrix."""
    yield "embedding.weight", EMBEDDING, 0
    for side, layers in (("encoder", shape.encoder_layers), ("decoder", shape.decoder_layers)):
        for index in range(layers):
            for block, block_path in BLOCKS[side].items():
                name, path = f"{side}.{index}.{block}", f"{side}/layer_{index}/{block_path}"
                yield f"{name}.norm.weight", f"{path}/layer_norm/gamma", 0
                yield f"{name}.norm.bias", f"{path}/layer_norm/beta", 0
                for inner, (linear, part) in LINEARS[block].items():
                    yield f"{name}.{inner}.weight", f"{path}/linear_{linear}/weight", part
        yield f"{side}_norm.weight", f"{side}/layer_norm/gamma", 0
        yield f"{side}_norm.bias", f"{side}/layer_norm/beta", 0


def _part(variables: Mapping[str, Array], path: str, part: int, shape: Shape) -> Array:
    """One parameter; matrices of the same input are joined in CTranslate2's files."""
    scale = variables.get(f"{path}_scale")
    rows = variables[path] if scale is None else variables[path] / scale[:, None]
    if "attention/linear_" in path:
        rows = rows[part * shape.dim : (part + 1) * shape.dim]
    if not rows.size:
        raise ValueError(path)
    return rows.astype(np.float32)


def read_variables(path: Path) -> dict[str, Array]:
    """The variables of a CTranslate2 model.bin, with aliases."""
    with path.open("rb") as file:
        (version,) = _unpack(file, "I")
        if version != BINARY_VERSION:
            raise ValueError(f"binary version {version}, this program reads {BINARY_VERSION}")
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


# --- writing ----------------------------------------------------------------------------------


def write_model(
    weights: Mapping[str, Array], shape: Shape, tokens: Sequence[str], start: str, folder: Path
) -> None:
    """Write model.bin in int8, config.json and shared_vocabulary.json.

    Args:
      weights: the parameters by name, in fp32; they stay as they are.
      shape: the shape of the model.
      tokens: the vocabulary of both languages.
      start: the first token of each translation: that of the target language.
      folder: where to write; it is made if it is missing.

    """
    spec = _spec(weights, shape)
    spec.register_source_vocabulary(list(tokens))
    spec.register_target_vocabulary(list(tokens))
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = start
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))


def _spec(weights: Mapping[str, Array], shape: Shape) -> Any:
    from ctranslate2.specs import transformer_spec

    spec = transformer_spec.TransformerSpec.from_config(
        (shape.encoder_layers, shape.decoder_layers), shape.heads, pre_norm=True
    )
    joined: dict[str, list[Array]] = {}
    for name, path, _ in _places(shape):  # in the order of their parts
        joined.setdefault(path, []).append(weights[name])
    for path, parts in joined.items():
        _set(spec, path, np.concatenate(parts))  # copies: quantisation works in place
    embedding = weights["embedding.weight"].copy()
    spec.decoder.embeddings.weight = embedding
    spec.decoder.projection.weight = embedding
    spec.encoder.embeddings[0].weight = embedding
    for side in (spec.encoder, spec.decoder):
        side.position_encodings.encodings = sinusoids(POSITIONS, shape.dim)
    return spec


def _set(spec: Any, path: str, value: Array) -> None:
    """Set a variable of a spec by its path: `layer_0` is the first of the list `layer`."""
    *parents, last = path.split("/")
    for name in parents:
        if hasattr(spec, name):
            spec = getattr(spec, name)
        else:
            stem, _, index = name.rpartition("_")
            spec = getattr(spec, stem)[int(index)]
    setattr(spec, last, value)


def sinusoids(length: int, dim: int) -> Array:
    """The position encodings of Vaswani et al. (2017), sines before cosines."""
    rate = np.exp(np.arange(dim // 2) * (-np.log(10000) / (dim // 2 - 1)))
    angle = np.arange(length)[:, None] * rate
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1).astype(np.float32)
