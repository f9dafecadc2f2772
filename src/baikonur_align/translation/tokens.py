"""Tokenizers of packages: SentencePiece (shared or one for each side) and old BPE."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from baikonur_align.translation.package import BrokenPackage, Package


class Tokenizer(Protocol):
    """Converts sentences to tokens and tokens to sentences."""

    def encode(self, sentences: Sequence[str]) -> list[list[str]]:
        """The tokens of each sentence."""
        ...

    def encode_targets(self, sentences: Sequence[str]) -> list[list[str]]:
        """The tokens of each translation, empty where the tokenizer cannot tell."""
        ...

    def decode(self, tokens: Sequence[list[str]]) -> list[str]:
        """The text of each list of tokens."""
        ...

    def vocabulary(self) -> list[str]:
        """All tokens of the tokenizer, empty if they cannot be listed."""
        ...


def load(package: Package) -> Tokenizer:
    """The tokenizer of a package.

    Raises `BrokenPackage` if its file is damaged.
    """
    folder = package.path
    if (folder / "bpe.model").is_file() and not (folder / "sentencepiece.model").is_file():
        return Bpe(folder / "bpe.model", package)
    if (folder / "source.spm").is_file():
        return SentencePiece(
            _sentencepiece(folder / "source.spm"), _sentencepiece(folder / "target.spm")
        )
    both = _sentencepiece(folder / "sentencepiece.model")
    return SentencePiece(both, both)


def _sentencepiece(file: Path) -> Any:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor()
    try:
        processor.load_from_serialized_proto(file.read_bytes())
    except (OSError, RuntimeError):
        raise BrokenPackage(
            "{file} is no SentencePiece model; get the package again", file=file
        ) from None
    return processor


class SentencePiece:
    """SentencePiece (Kudo and Richardson 2018)."""

    def __init__(self, source: Any, target: Any) -> None:
        self._source, self._target = source, target

    def encode(self, sentences: Sequence[str]) -> list[list[str]]:
        encoded: list[list[str]] = self._source.encode(list(sentences), out_type=str)
        return encoded

    def encode_targets(self, sentences: Sequence[str]) -> list[list[str]]:
        encoded: list[list[str]] = self._target.encode(list(sentences), out_type=str)
        return encoded

    def decode(self, tokens: Sequence[list[str]]) -> list[str]:
        return [str(self._target.decode_pieces(sentence)) for sentence in tokens]

    def vocabulary(self) -> list[str]:
        return [str(self._source.id_to_piece(i)) for i in range(self._source.get_piece_size())]


class Bpe:
    """Moses tokens split by BPE (Sennrich et al. 2016), used in Argos packages before 2021."""

    def __init__(self, file: Path, package: Package) -> None:
        from argostranslate.tokenizer import BPETokenizer

        self._argos = BPETokenizer(file, package.from_code, package.to_code)
        try:
            self._argos.lazy_load()
        except (OSError, SystemExit, ValueError):  # the BPE reader calls exit() on a bad line
            raise BrokenPackage(
                "{file} holds no BPE codes; get the package again", file=file
            ) from None

    def encode(self, sentences: Sequence[str]) -> list[list[str]]:
        return [self._argos.encode(sentence) for sentence in sentences]

    def encode_targets(self, sentences: Sequence[str]) -> list[list[str]]:
        return [[] for _ in sentences]

    def decode(self, tokens: Sequence[list[str]]) -> list[str]:
        return [str(self._argos.decode(sentence)) for sentence in tokens]

    def vocabulary(self) -> list[str]:
        return []
