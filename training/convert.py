"""Writes averaged weights as a CTranslate2 model folder.

One set of weights serves both directions: the decoder starts with the token of the target
language, which CTranslate2 stores in `config.json`. A package therefore needs no `target_prefix`
and runs wherever a CTranslate2 model runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sentencepiece as spm
import torch
from ctranslate2.specs import attention_spec, common_spec, transformer_spec
from torch import Tensor

from training import config
from training.model import POSITIONS, sinusoids
from training.prepare import CONTROLS

Weights = dict[str, Tensor]
PREFIX = {"en": CONTROLS[0], "kk": CONTROLS[1]}


def average(paths: Sequence[Path]) -> Weights:
    """The mean of several snapshots of one run (Junczys-Dowmunt et al. 2016, arXiv:1605.04809)."""
    if not paths:
        raise FileNotFoundError("no weights-*.pt in the run folder; train first")
    snapshots = [torch.load(path, map_location="cpu") for path in paths]
    return {
        name: torch.stack([weights[name] for weights in snapshots]).mean(0) for name in snapshots[0]
    }


def latest(run: Path, count: int) -> list[Path]:
    return sorted(run.glob("weights-*.pt"))[-count:]


def convert(
    weights: Weights, shape: config.Model, vocabulary: Path, target: str, folder: Path
) -> None:
    """Write model.bin in int8, config.json and shared_vocabulary.json."""
    spec = build_spec(weights, shape)
    pieces = spm.SentencePieceProcessor(model_file=str(vocabulary))
    tokens = [pieces.id_to_piece(i) for i in range(pieces.get_piece_size())]
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = PREFIX[target]
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))


def build_spec(weights: Weights, shape: config.Model) -> transformer_spec.TransformerSpec:
    spec = transformer_spec.TransformerSpec.from_config(
        (shape.encoder_layers, shape.decoder_layers), shape.heads, pre_norm=True
    )
    # Copies: quantisation works in place.
    arrays = {name: tensor.float().numpy().copy() for name, tensor in weights.items()}
    positions = sinusoids(POSITIONS, shape.dim).numpy()
    for side, name in ((spec.encoder, "encoder"), (spec.decoder, "decoder")):
        side.position_encodings.encodings = positions
        _set_norm(side.layer_norm, arrays, f"{name}_norm")
        for index, layer in enumerate(side.layer):
            _set_layer(layer, arrays, f"{name}.{index}")
    spec.encoder.embeddings[0].weight = arrays["embedding.weight"]
    spec.decoder.embeddings.weight = arrays["embedding.weight"]
    spec.decoder.projection.weight = arrays["embedding.weight"]
    return spec


def _set_layer(
    layer: transformer_spec.TransformerDecoderLayerSpec, arrays: dict[str, np.ndarray], name: str
) -> None:
    _set_attention(layer.self_attention, arrays, f"{name}.own", ("query", "key", "value"))
    if hasattr(layer, "attention"):
        _set_attention(layer.attention, arrays, f"{name}.cross", ("query",), ("key", "value"))
    _set_norm(layer.ffn.layer_norm, arrays, f"{name}.feed.norm")
    layer.ffn.linear_0.weight = arrays[f"{name}.feed.up.weight"]
    layer.ffn.linear_1.weight = arrays[f"{name}.feed.down.weight"]


def _set_attention(
    part: attention_spec.MultiHeadAttentionSpec,
    arrays: dict[str, np.ndarray],
    name: str,
    *fused: tuple[str, ...],
) -> None:
    """Join the projections of the same input into one matrix, as CTranslate2 expects."""
    _set_norm(part.layer_norm, arrays, f"{name}.norm")
    for linear, names in zip(part.linear, (*fused, ("out",)), strict=True):
        linear.weight = np.concatenate([arrays[f"{name}.{each}.weight"] for each in names])


def _set_norm(part: common_spec.LayerNormSpec, arrays: dict[str, np.ndarray], name: str) -> None:
    part.gamma = arrays[f"{name}.weight"]
    part.beta = arrays[f"{name}.bias"]
