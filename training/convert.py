"""Writes weights as a CTranslate2 model folder, with the vocabulary of a run."""

from __future__ import annotations

from pathlib import Path

import sentencepiece as spm

from baikonur_align.translation.weights import Shape, Weights, write_model
from training.prepare import CONTROLS

PREFIX = {"en": CONTROLS[0], "kk": CONTROLS[1]}


def convert(weights: Weights, shape: Shape, vocabulary: Path, target: str, folder: Path) -> None:
    """Write the model that translates into `target`."""
    pieces = spm.SentencePieceProcessor(model_file=str(vocabulary))
    tokens = [pieces.id_to_piece(i) for i in range(pieces.get_piece_size())]
    write_model(weights, shape, tokens, PREFIX[target], folder)
