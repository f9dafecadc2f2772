"""Tokenizers of packages: SentencePiece (shared or one for each side) and old BPE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
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
            "{file} is not a SentencePiece model; download the package again", file=file
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
        from sacremoses import MosesDetokenizer, MosesPunctNormalizer, MosesTokenizer

        self._normalizer = MosesPunctNormalizer(package.from_code)
        self._tokenizer = MosesTokenizer(package.from_code)
        self._detokenizer = MosesDetokenizer(package.to_code)
        self._codes = read_codes(file)

    def encode(self, sentences: Sequence[str]) -> list[list[str]]:
        return [self._encoded(sentence) for sentence in sentences]

    def _encoded(self, sentence: str) -> list[str]:
        words = self._tokenizer.tokenize(self._normalizer.normalize(sentence))
        return [piece for word in words for piece in self._codes.split(word)]

    def encode_targets(self, sentences: Sequence[str]) -> list[list[str]]:
        return [[] for _ in sentences]

    def decode(self, tokens: Sequence[list[str]]) -> list[str]:
        return [self._decoded(sentence) for sentence in tokens]

    def _decoded(self, tokens: list[str]) -> str:
        words = " ".join(tokens).replace(f"{INSIDE} ", "").split(" ")
        return str(self._detokenizer.detokenize(words))

    def vocabulary(self) -> list[str]:
        return []


END = "</w>"
"""Marks the end of a word in a file of BPE codes."""
INSIDE = "@@"
"""Marks a piece that does not end a word."""


@dataclass(frozen=True)
class BpeCodes:
    """The merges of a BPE model, in the formats 0.1 and 0.2 of Sennrich et al."""

    ranks: dict[tuple[str, str], int]
    """The rank of each pair of symbols; the lowest is merged first."""
    separate_end: bool
    """Whether the end of a word is a symbol of its own (0.1) or a part of its last letter (0.2)."""

    def split(self, word: str) -> list[str]:
        """The pieces of a word: its letters, merged as long as a merge applies."""
        symbols = [*word, END] if self.separate_end else [*word[:-1], word[-1:] + END]
        while ranked := [
            (self.ranks[pair], pair) for pair in pairwise(symbols) if pair in self.ranks
        ]:
            symbols = _merged(symbols, min(ranked)[1])
        pieces = [piece for symbol in symbols if (piece := symbol.removesuffix(END))]
        return [f"{piece}{INSIDE}" for piece in pieces[:-1]] + pieces[-1:]


def _merged(symbols: list[str], pair: tuple[str, str]) -> list[str]:
    """The symbols with each occurrence of `pair` made one symbol, from left to right."""
    merged: list[str] = []
    for symbol in symbols:
        if merged and (merged[-1], symbol) == pair:
            merged[-1] += symbol
        else:
            merged.append(symbol)
    return merged


def read_codes(file: Path) -> BpeCodes:
    """The BPE codes of a file: a pair of symbols a line, after a line that names the format.

    Raises `BrokenPackage` if the file is damaged.
    """
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
        named = lines[0].startswith("#version:")
        pairs = [line.strip("\r ").split(" ") for line in lines[named:] if line.strip("\r ")]
        ranks = {(first, second): rank for rank, (first, second) in reversed([*enumerate(pairs)])}
    except (OSError, ValueError):
        raise BrokenPackage(
            "{file} holds no BPE codes; download the package again", file=file
        ) from None
    return BpeCodes(ranks, separate_end=not named or lines[0].split()[-1].startswith("0.1"))
