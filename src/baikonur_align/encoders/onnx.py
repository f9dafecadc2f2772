"""An encoder from a folder: an ONNX model with its tokenizer, such as LaBSE, e5 or BGE-M3."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from baikonur_align.encoders import BadEncoder, Progress, Vectors, checked, clean

BATCH = 32  # sentences encoded at once
MAX_TOKENS = 512
SENTENCE_OUTPUT = "sentence_embedding"  # output with one vector for each sentence
PREFIXES = {"e5": "passage: "}  # text that a model family expects before each sentence


class OnnxEncoder:
    """The model in `folder`: ``model.onnx`` (or ``onnx/model.onnx``) and ``tokenizer.json``.

    Vectors are the model's sentence output if it has one, else the mean of its token vectors, or
    the first token's vector where ``1_Pooling/config.json`` says so.
    """

    def __init__(self, folder: Path) -> None:
        model = next(
            (
                path
                for path in (folder / "model.onnx", folder / "onnx/model.onnx")
                if path.is_file()
            ),
            None,
        )
        tokenizer = folder / "tokenizer.json"
        if model is None or not tokenizer.is_file():
            raise BadEncoder(
                "{folder} holds no encoder; it needs model.onnx and tokenizer.json", folder=folder
            )
        try:
            import onnxruntime
            import tokenizers
        except ImportError as error:
            raise BadEncoder(
                "an encoder from a folder needs onnxruntime and tokenizers: "
                "pip install 'baikonur-align[encoder]'"
            ) from error
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer: Any = tokenizers.Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # both libraries raise types of their own
            raise BadEncoder(
                "{folder} holds no encoder: {cause}", folder=folder, cause=str(error)[:200]
            ) from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        self._prefix = next(
            (prefix for key, prefix in PREFIXES.items() if key in folder.name.lower()), ""
        )
        self._first_token = _uses_first_token(folder)
        digest = hashlib.sha256(model.read_bytes()).hexdigest()[:16]
        self._name = f"onnx {folder.name} {digest}"

    @property
    def name(self) -> str:
        """The folder's name and the digest of the model."""
        return self._name

    def encode(self, sentences: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors (n, d), each of length 1 or 0."""
        texts = [clean(sentence) for sentence in sentences]
        found: list[Vectors] = []
        for top in range(0, len(texts), BATCH):
            batch = texts[top : top + BATCH]
            vectors = self._encode_batch([self._prefix + text for text in batch])
            vectors[[not text for text in batch]] = 0
            found.append(vectors)
            if progress:
                progress(top + len(batch), len(texts))
        joined = np.concatenate(found) if found else self._encode_batch([""])[:0]
        return checked(joined, self.name)

    def _encode_batch(self, texts: list[str]) -> Vectors:
        tokens = self._tokenizer.encode_batch(texts)
        known = {
            "input_ids": np.array([token.ids for token in tokens], np.int64),
            "attention_mask": np.array([token.attention_mask for token in tokens], np.int64),
            "token_type_ids": np.array([token.type_ids for token in tokens], np.int64),
        }
        inputs = {i.name: known[i.name] for i in self._session.get_inputs() if i.name in known}
        names = [output.name for output in self._session.get_outputs()]
        outputs = dict(zip(names, self._session.run(names, inputs), strict=True))
        if SENTENCE_OUTPUT in outputs:
            return np.asarray(outputs[SENTENCE_OUTPUT], np.float32)
        states = np.asarray(outputs[names[0]], np.float32)
        if states.ndim == 2:  # noqa: PLR2004 - one vector for each sentence
            return states
        if self._first_token:
            return states[:, 0]
        mask = known["attention_mask"][:, :, None].astype(np.float32)
        return np.asarray((states * mask).sum(axis=1) / np.maximum(mask.sum(axis=1), 1))


def _uses_first_token(folder: Path) -> bool:
    config = folder / "1_Pooling" / "config.json"
    if not config.is_file():
        return False
    return bool(json.loads(config.read_text(encoding="utf-8")).get("pooling_mode_cls_token"))
