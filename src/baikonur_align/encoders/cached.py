"""Remember vectors by text and encoder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from baikonur_align.encoders import Encoder, Progress, Vectors, shifted

SAVE_EVERY = 512  # new sentences between two writes


class VectorStore(Protocol):
    """Keeps raw vectors by encoder and text digest; see `journal.vectors.Vectors`."""

    def has_any(self, encoder: str) -> bool: ...
    def get_many(self, encoder: str, digests: Sequence[str]) -> dict[str, bytes]: ...
    def put_many(self, encoder: str, vectors: Mapping[str, bytes]) -> None: ...


class CachedEncoder:
    """An encoder that asks `store` first; vectors are kept as float16."""

    def __init__(self, encoder: Encoder, store: VectorStore) -> None:
        self._encoder, self._store = encoder, store

    @property
    def name(self) -> str:
        """The name of the encoder behind it."""
        return self._encoder.name

    def encode(self, sentences: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors (n, d); only sentences that are not in the store are encoded.

        Stored vectors of another dimension than the encoder's are replaced.
        """
        digests = [digest(sentence) for sentence in sentences]
        known = self._store.get_many(self.name, list(dict.fromkeys(digests)))
        text = dict(zip(digests, sentences, strict=True))
        if known and (
            len(known) < len(text) or len({len(vector) for vector in known.values()}) > 1
        ):
            size = self._encoder.encode(sentences[:1]).shape[1] * np.dtype(np.float16).itemsize
            known = {digest: value for digest, value in known.items() if len(value) == size}
        missing = [digest for digest in text if digest not in known]
        done = len(text) - len(missing)
        for top in range(0, len(missing), SAVE_EVERY):
            part = missing[top : top + SAVE_EVERY]
            report = shifted(progress, done + top, len(text))
            vectors = self._encoder.encode([text[digest] for digest in part], report)
            new = {
                digest: vector.astype(np.float16).tobytes()
                for digest, vector in zip(part, vectors, strict=True)
            }
            self._store.put_many(self.name, new)
            known.update(new)
        if not digests:
            return self._encoder.encode([])
        return np.array(
            [np.frombuffer(known[digest], np.float16) for digest in digests], np.float32
        )


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
