"""A real Argos package made in a tenth of a second, whose translation of anything is known.

A Transformer with weights set by hand: its cross-attention looks at the place it is writing, so it
copies the source word by word, and it stops where the source does. It loads, batches, searches
beams, copies unknown words and runs into limits as any other CTranslate2 model does.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from ctranslate2.specs import TransformerSpec

TEXT = [
    "Байқоңыр — Қазақстандағы қала.",
    "Baikonur is a city in Kazakhstan.",
    "Ғарыш айлағы 1955 жылы салынды.",
    "The cosmodrome was built in 1955.",
    "Юрий Гагарин 1961 жылы осы жерден ұшты.",
    "Yuri Gagarin flew from here in 1961.",
]
PLACES = 300  # positions the model knows
SPECIAL = ["__en__", "__kk__"]


def make(
    folder: Path, source: str = "kk", target: str = "en", *, stuck_on: str = "", **metadata: Any
) -> Path:
    """A package in `folder`; with `stuck_on` a model that says this token for ever.

    With ``target_prefix`` in the metadata, the model is one that has to be told the language.
    """
    (folder / "model").mkdir(parents=True)
    tokenizer = train_tokenizer()
    (folder / "sentencepiece.model").write_bytes(tokenizer.serialized_model_proto())
    tokens = [tokenizer.id_to_piece(i) for i in range(tokenizer.get_piece_size())]
    shift = 1 if metadata.get("target_prefix") else 0
    save_copier(folder / "model", tokens, shift=shift, stuck_on=stuck_on)
    says = {"from_code": source, "to_code": target, "from_name": source, "to_name": target}
    says |= {"package_version": "1.0", "argos_version": "1.9", **metadata}
    (folder / "metadata.json").write_text(json.dumps(says), encoding="utf-8")
    return folder


def train_tokenizer() -> Any:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT),
        model_writer=model,
        vocab_size=160,
        hard_vocab_limit=False,
        character_coverage=1.0,
        user_defined_symbols=SPECIAL,
        minloglevel=2,
    )
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def save_copier(folder: Path, tokens: list[str], *, shift: int = 0, stuck_on: str = "") -> None:
    """Write the CTranslate2 model: the first dimensions say which token, the others which place."""
    size = len(tokens) + PLACES
    place = np.zeros((size, size), np.float32)
    place[len(tokens) :, len(tokens) :] = np.eye(PLACES)
    token = np.eye(size, dtype=np.float32) - place
    places = np.concatenate(
        [np.zeros((PLACES, len(tokens)), np.float32), np.eye(PLACES, dtype=np.float32)], 1
    )
    spec = TransformerSpec.from_config(1, 1)
    for side, embeddings in (
        (spec.encoder, spec.encoder.embeddings[0]),
        (spec.decoder, spec.decoder.embeddings),
    ):
        side.scale_embeddings = False
        embeddings.weight = np.eye(len(tokens), size, dtype=np.float32)
        side.position_encodings.encodings = places
        for norm in _norms(side):
            norm.gamma, norm.beta = np.ones(size, np.float32), np.zeros(size, np.float32)
        attention, feed = side.layer[0].self_attention, side.layer[0].ffn
        _linear(attention.linear[0], np.zeros((3 * size, size), np.float32))
        _linear(attention.linear[1], np.zeros((size, size), np.float32))
        _linear(feed.linear_0, np.zeros((4, size), np.float32))
        _linear(feed.linear_1, np.zeros((size, 4), np.float32))
    spec.decoder.position_encodings.encodings = np.roll(
        places, shift, 0
    )  # the told language has no place
    looks = spec.decoder.layer[0].attention
    _linear(looks.linear[0], 2 * place)
    _linear(looks.linear[1], np.concatenate([2 * place, token]))
    _linear(looks.linear[2], token)
    _linear(spec.decoder.projection, 10 * np.eye(len(tokens), size, dtype=np.float32))
    if stuck_on:
        spec.decoder.projection.bias[tokens.index(stuck_on)] = 1e4
    spec.config.add_source_eos = True
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.validate()
    spec.optimize("int8")
    spec.save(str(folder))


def _linear(spec: Any, weight: np.ndarray) -> None:
    spec.weight, spec.bias = weight, np.zeros(len(weight), np.float32)


def _norms(side: Any) -> list[Any]:
    layer = side.layer[0]
    crossed = [layer.attention.layer_norm] if hasattr(layer, "attention") else []
    return [side.layer_norm, layer.self_attention.layer_norm, layer.ffn.layer_norm, *crossed]
