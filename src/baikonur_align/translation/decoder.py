"""The model of one package at work: CTranslate2 and its tokenizer driven directly, many texts at a time."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from baikonur_align.translation import tokens as tokenizers
from baikonur_align.translation.package import WEIGHTS, BrokenPackage, Package

GROWTH, ROOM = 2, 16  # a translation has at most GROWTH times the source's tokens and ROOM more
# What decides the speed only.
BATCH = 2048  # padded source tokens of a batch
SMALLEST = 256  # below it a batch is not split further to keep all cores busy
THREADS = 8  # more processes share the memory's bandwidth, to no gain

KNOWN = 0.5  # of a tokenizer's pieces a model must know, or they are not each other's
SILENT = frozenset({"<unk>", "<s>", "</s>", "<pad>", "<blank>"})


class Decoder:
    """A package's tokenizer and model; each is loaded when first needed.

    Whatever needs them raises `BrokenPackage` when they do not load.
    """

    def __init__(self, package: Package) -> None:
        self.package = package

    def decoded(
        self, pieces: Sequence[str], options: dict[str, Any], report: Callable[[int], None]
    ) -> Iterator[tuple[str, list[str]]]:
        """Each piece with its hypotheses, the best first, as they come; batches overlap: no core waits.

        `options` are those of CTranslate2's `translate_batch`. A hypothesis may be empty.
        """
        done = 0
        running: deque[tuple[list[str], list[Any]]] = deque()
        for batch in _batches(zip(pieces, self.encoded(pieces), strict=True), _threads()):
            running.append(
                ([piece for piece, _ in batch], self._start([t for _, t in batch], options))
            )
            while len(running) > 2 * _threads():
                yield from self._finish(*running[0])
                done += len(running.popleft()[0])
                report(done)
        for names, results in running:
            yield from self._finish(names, results)
            done += len(names)
            report(done)

    def encoded(self, pieces: Sequence[str]) -> list[list[str]]:
        """What the model is fed: the tokens of each piece, and around them what the package asks for."""
        before = [self.package.source_prefix] if self.package.source_prefix else []
        after = [self.package.source_suffix] if self.package.source_suffix else []
        return [before + tokens + after for tokens in self.tokenizer.encode(pieces)]

    def _start(self, batch: Sequence[list[str]], options: dict[str, Any]) -> list[Any]:
        prefix = [[self.package.target_prefix]] * len(batch) if self.package.target_prefix else None
        longest = max(len(tokens) for tokens in batch)
        results: list[Any] = self.translator.translate_batch(
            batch, prefix, max_decoding_length=GROWTH * longest + ROOM, asynchronous=True, **options
        )
        return results

    def _finish(
        self, names: Sequence[str], results: Sequence[Any]
    ) -> Iterator[tuple[str, list[str]]]:
        silent = SILENT | {self.package.source_prefix, self.package.target_prefix}
        found = [result.result().hypotheses for result in results]
        tokens = [[t for t in one if t not in silent] for hypotheses in found for one in hypotheses]
        lines = (" ".join(line.replace("▁", " ").split()) for line in self.tokenizer.decode(tokens))
        for name, hypotheses in zip(names, found, strict=True):
            yield name, list(islice(lines, len(hypotheses)))

    @cached_property
    def tokenizer(self) -> tokenizers.Tokenizer:
        tokenizer = tokenizers.load(self.package)
        made = tokenizer.vocabulary()
        known = set(vocabulary(self.package.path / "model", "source"))
        if known and sum(token in known for token in made) < KNOWN * len(made):
            raise BrokenPackage(
                f"{self.package.path}: the tokenizer's vocabulary is not the model's"
            )
        prefix = self.package.target_prefix
        if prefix and prefix not in (vocabulary(self.package.path / "model", "target") or {prefix}):
            raise BrokenPackage(
                f"{self.package.path}: the model does not know its target_prefix {prefix}"
            )
        return tokenizer

    @cached_property
    def translator(self) -> Any:
        import ctranslate2

        model = self.package.path / "model"
        device = os.environ.get("ARGOS_DEVICE_TYPE", "cpu")
        try:
            translator = ctranslate2.Translator(
                str(model), device, inter_threads=_threads(), intra_threads=1
            )
            sample = translator.translate_batch(
                [["a"]], beam_size=1, max_decoding_length=1, return_logits_vocab=True
            )
        except (RuntimeError, ValueError, MemoryError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise BrokenPackage(f"{self.package.path / WEIGHTS} does not load ({reason})") from None
        listed = len(vocabulary(model, "target"))
        if listed not in (
            0,
            sample[0].logits[0][0].shape[0],
        ):  # CTranslate2 would read beyond the list
            raise BrokenPackage(
                f"{model}: the vocabulary has {listed} tokens, which is not the model's number"
            )
        return translator


def _threads() -> int:
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(THREADS, available or 1)


def _batches(
    encoded: Iterable[tuple[str, list[str]]], threads: int
) -> Iterator[list[tuple[str, list[str]]]]:
    """The longest first, sentences of a length together, no batch over `BATCH` padded tokens."""
    ordered = sorted(encoded, key=lambda item: -len(item[1]))
    total = sum(len(tokens) for _, tokens in ordered)
    limit = min(BATCH, max(SMALLEST, total // threads))
    batch: list[tuple[str, list[str]]] = []
    for item in ordered:
        if batch and len(batch[0][1]) * (len(batch) + 1) > limit:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def vocabulary(model: Path, side: str) -> list[str]:
    """The tokens a CTranslate2 model knows on a side (``source``, ``target``), empty where it lists none.

    Raises `BrokenPackage` when the list cannot be read.
    """
    for name in (f"{side}_vocabulary", "shared_vocabulary"):
        for file in (model / f"{name}.json", model / f"{name}.txt"):
            if file.is_file():
                return _tokens(file)
    return []


def _tokens(file: Path) -> list[str]:
    try:
        text = file.read_text(encoding="utf-8")
        return list(json.loads(text)) if file.suffix == ".json" else text.rstrip("\n").split("\n")
    except (ValueError, TypeError):
        raise BrokenPackage(f"{file} is no list of tokens; get the package again") from None
