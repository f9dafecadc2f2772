"""Runs the CTranslate2 model and the tokenizer of a package on many texts at once."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from baikonur_align.translation import glosses
from baikonur_align.translation import tokens as tokenizers
from baikonur_align.translation.package import GLOSSES, WEIGHTS, BrokenPackage, Package

GROWTH, ROOM = 2, 16  # a translation has at most GROWTH * source tokens + ROOM tokens
# These decide the speed only.
BATCH = 2048  # padded source tokens of a batch
SMALLEST = 256  # below it a batch is not split further to keep all cores busy
THREADS = 8  # more threads are limited by memory bandwidth

KNOWN = 0.5  # least share of the tokenizer's pieces in the vocabulary of its own model
SILENT = frozenset({"<unk>", "<s>", "</s>", "<pad>", "<blank>"})


class Decoder:
    """The tokenizer and the model of a package; each is loaded on first use.

    Methods that need one raise `BrokenPackage` if it does not load.
    """

    def __init__(self, package: Package) -> None:
        self.package = package

    def decoded(
        self, pieces: Sequence[str], options: dict[str, Any], report: Callable[[int], None]
    ) -> Iterator[tuple[str, list[str]]]:
        """Yield each piece with its hypotheses, best first; batches overlap to keep all cores busy.

        `options` are passed to CTranslate2's `translate_batch`. A hypothesis may be empty.
        """
        done = 0
        running: deque[tuple[list[str], list[Any]]] = deque()
        for batch in _batches(zip(pieces, self.glossed(pieces), strict=True), _threads()):
            running.append(
                (
                    [piece for piece, _ in batch],
                    self._start([target for _, target in batch], options),
                )
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
        """The tokens of each piece, with the prefix and suffix that the package needs."""
        return [self._framed(tokens) for tokens in self.tokenizer.encode(pieces)]

    def glossed(self, pieces: Sequence[str]) -> list[list[str]]:
        """The same with the package's glosses, where they fit."""
        if self.glosses is None:
            return self.encoded(pieces)
        mark = glosses.mark(self.package.to_code)
        found = glosses.glossed(pieces, self.glosses, mark, self.tokenizer.encode)
        return [self._framed(tokens) for tokens in found]

    def _framed(self, tokens: list[str]) -> list[str]:
        before = [self.package.source_prefix] if self.package.source_prefix else []
        after = [self.package.source_suffix] if self.package.source_suffix else []
        return before + tokens + after

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
        tokens = [
            [token for token in one if token not in silent]
            for hypotheses in found
            for one in hypotheses
        ]
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
                "{path}: the tokenizer and the model have different vocabularies; download the "
                "package again",
                path=self.package.path,
            )
        prefix = self.package.target_prefix
        if prefix and prefix not in (vocabulary(self.package.path / "model", "target") or {prefix}):
            raise BrokenPackage(
                "{path}: the vocabulary lacks the target_prefix {prefix}; download the package "
                "again",
                path=self.package.path,
                prefix=prefix,
            )
        return tokenizer

    @cached_property
    def glosses(self) -> glosses.Glosses | None:
        """The glosses that the model was trained with, if it was."""
        file = self.package.path / GLOSSES
        if not file.is_file():
            return None
        try:
            return glosses.read_glosses(file)
        except ValueError:
            raise BrokenPackage(
                "{file} is not a table of glosses; download the package again", file=file
            ) from None

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
            raise BrokenPackage(
                "{file} cannot be loaded ({reason}); check ARGOS_DEVICE_TYPE, or download the "
                "package again",
                file=self.package.path / WEIGHTS,
                reason=reason,
            ) from None
        listed = len(vocabulary(model, "target"))
        if listed not in (
            0,
            sample[0].logits[0][0].shape[0],
        ):  # otherwise CTranslate2 reads beyond the list
            raise BrokenPackage(
                "{folder}: the vocabulary has {count} tokens, the model a different number; "
                "download the package again",
                folder=model,
                count=listed,
            )
        return translator


def _threads() -> int:
    """As many as this process has cores, or as ``OMP_NUM_THREADS`` says, at most `THREADS`."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return min(THREADS, int(wanted) if wanted.isdecimal() and int(wanted) else available or 1)


def _batches(
    encoded: Iterable[tuple[str, list[str]]], threads: int
) -> Iterator[list[tuple[str, list[str]]]]:
    """Batches of sentences of similar length, longest first, at most `BATCH` padded tokens each."""
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
    """The vocabulary of a CTranslate2 model on a side (``source``, ``target``), empty if unlisted.

    Raises `BrokenPackage` if the list cannot be read.
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
        raise BrokenPackage(
            "{file} is not a list of tokens; download the package again", file=file
        ) from None
