"""One package at work: CTranslate2 and its tokenizer driven directly, many sentences at a time."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from baikonur_align.model import Tool
from baikonur_align.translate import text as texts
from baikonur_align.translate import tokens as tokenizers
from baikonur_align.translate.package import WEIGHTS, BrokenPackage, Package, check_files, digest

Progress = Callable[[int, int], None]

# What decides a translation, beside the model. Stock Argos has beam 4 and a length penalty of 0.2, which
# favours short ones. On half of FLORES dev, our packages 0.3, chrF kk-en and en-kk: 28.7 and 26.6 with 1.0,
# 29.2 and 27.4 with 1.3, 29.5 and 27.6 with 1.6, which costs .6 BLEU of 7.2 on Tatoeba kk-en; 1.3 costs .1.
DECODING = {"beam_size": 4, "length_penalty": 1.3, "replace_unknowns": True}
# Added when a translation came out as a loop: on 150 sentences of FLORES, 21 of them loops, chrF 16.5 became
# 16.9 kk-en and 13.9 became 14.6 en-kk; cutting the loops alone 16.3 and 13.9. Not for all sentences: it
# would forbid the third zero of 1,000,000.
AGAIN = {"no_repeat_ngram_size": 3}
LONGEST = 128  # tokens of a piece: what our models, and about what Argos's, saw in training
GROWTH, ROOM = 2, 16  # a translation has at most GROWTH times the source's tokens and ROOM more
# What decides the speed only.
BATCH = 2048  # padded source tokens of a batch
SMALLEST = 256  # below it a batch is not split further to keep all cores busy
THREADS = 8  # more processes share the memory's bandwidth, to no gain
KNOWN = 0.5  # of a tokenizer's pieces a model must know, or they are not each other's
SILENT = frozenset({"<unk>", "<s>", "</s>", "<pad>", "<blank>"})


class Machine:
    """A translator over one package; the weights are loaded when first needed.

    Raises `BrokenPackage` when a file is missing or has a wrong checksum.
    """

    def __init__(self, package: Package) -> None:
        check_files(package)
        self.package = package

    @cached_property
    def signature(self) -> str:
        """Names all that decides a translation, so that what one engine said is not taken for another's."""
        import ctranslate2

        p = self.package
        parts = [
            f"argos:{p.from_code}-{p.to_code}",
            f"version:{p.version}",
            f"model:{digest(p)[:16]}",
            *(f"{name}:{value}" for name, value in DECODING.items()),
            f"again:{AGAIN['no_repeat_ngram_size']}",
            f"longest:{LONGEST}",
            f"ct2:{ctranslate2.__version__}",
        ]
        return "|".join(parts)

    def tool(self) -> Tool:
        """Its entry in a pair's list of tools."""
        return Tool("translator", self.package.name, self.package.version, self.signature)

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        """One translation a sentence, in their order; what has no letter is its own translation.

        Equal sentences are translated once. Longer ones than `LONGEST` are cut at marks or spaces
        and put together again. A translation that loops is tried again, then cut. Where the model
        says nothing the source is left as it is.

        Raises:
          BrokenPackage: the package's model or tokenizer does not load.

        """
        cleaned = [texts.clean(sentence) for sentence in sentences]
        wanted = [s for s in dict.fromkeys(cleaned) if texts.says_something(s)]
        cut = {sentence: texts.pieces(sentence, self._fits) for sentence in wanted}
        every = list(dict.fromkeys(piece for parts in cut.values() for piece in parts))

        def report(done: int) -> None:
            if progress:
                progress(len(sentences) * done // max(1, len(every)), len(sentences))

        said = self._pieces(every, report)
        whole = {s: _whole(s, parts, [said[p] for p in parts]) for s, parts in cut.items()}
        if not every:
            report(1)
        return [whole.get(sentence, sentence) for sentence in cleaned]

    def _fits(self, text: str) -> bool:
        if len(text) < LONGEST:  # no token is shorter than a character, bar the bytes of a rare one
            return True
        return len(self._tokenizer.encode([text])[0]) <= LONGEST

    def _pieces(self, pieces: Sequence[str], report: Callable[[int], None]) -> dict[str, str]:
        said = dict(self._decoded(pieces, DECODING, report)) if pieces else {}
        loops = [piece for piece in pieces if texts.degenerate(piece, said[piece])]
        for piece, again in self._decoded(loops, DECODING | AGAIN, lambda _: None):
            said[piece] = texts.without_loops(again)
        return {piece: said[piece] or piece for piece in pieces}

    def _decoded(
        self, pieces: Sequence[str], options: dict[str, Any], report: Callable[[int], None]
    ) -> Iterator[tuple[str, str]]:
        """Each piece with its translation, as they come; batches overlap, so that no core waits."""
        done = 0
        running: deque[tuple[list[str], list[Any]]] = deque()
        for batch in _batches(zip(pieces, self._encoded(pieces), strict=True), _threads()):
            running.append(([piece for piece, _ in batch], self._start([t for _, t in batch], options)))
            while len(running) > 2 * _threads():
                yield from self._finish(*running[0])
                done += len(running.popleft()[0])
                report(done)
        for names, results in running:
            yield from self._finish(names, results)
            done += len(names)
            report(done)

    def _encoded(self, pieces: Sequence[str]) -> list[list[str]]:
        before = [self.package.source_prefix] if self.package.source_prefix else []
        after = [self.package.source_suffix] if self.package.source_suffix else []
        return [before + tokens + after for tokens in self._tokenizer.encode(pieces)]

    def _start(self, batch: Sequence[list[str]], options: dict[str, Any]) -> list[Any]:
        prefix = [[self.package.target_prefix]] * len(batch) if self.package.target_prefix else None
        longest = max(len(tokens) for tokens in batch)
        results: list[Any] = self._translator.translate_batch(
            batch, prefix, max_decoding_length=GROWTH * longest + ROOM, asynchronous=True, **options
        )
        return results

    def _finish(self, names: Sequence[str], results: Sequence[Any]) -> Iterator[tuple[str, str]]:
        silent = SILENT | {self.package.source_prefix, self.package.target_prefix}
        tokens = [[t for t in r.result().hypotheses[0] if t not in silent] for r in results]
        decoded = self._tokenizer.decode(tokens)
        return zip(names, (" ".join(line.replace("▁", " ").split()) for line in decoded), strict=True)

    @cached_property
    def _tokenizer(self) -> tokenizers.Tokenizer:
        tokenizer = tokenizers.load(self.package)
        made = tokenizer.vocabulary()
        known = set(vocabulary(self.package.path / "model", "source"))
        if known and sum(token in known for token in made) < KNOWN * len(made):
            raise BrokenPackage(f"{self.package.path}: the tokenizer's vocabulary is not the model's")
        prefix = self.package.target_prefix
        if prefix and prefix not in (vocabulary(self.package.path / "model", "target") or {prefix}):
            raise BrokenPackage(f"{self.package.path}: the model does not know its target_prefix {prefix}")
        return tokenizer

    @cached_property
    def _translator(self) -> Any:
        import ctranslate2

        model = self.package.path / "model"
        device = os.environ.get("ARGOS_DEVICE_TYPE", "cpu")
        try:
            translator = ctranslate2.Translator(str(model), device, inter_threads=_threads(), intra_threads=1)
            sample = translator.translate_batch(
                [["a"]], beam_size=1, max_decoding_length=1, return_logits_vocab=True
            )
        except (RuntimeError, ValueError, MemoryError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise BrokenPackage(f"{self.package.path / WEIGHTS} does not load ({reason})") from None
        listed = len(vocabulary(model, "target"))
        if listed not in (0, sample[0].logits[0][0].shape[0]):  # CTranslate2 would read beyond the list
            raise BrokenPackage(
                f"{model}: the vocabulary has {listed} tokens, which is not the model's number"
            )
        return translator


def _whole(sentence: str, parts: Sequence[str], said: Sequence[str]) -> str:
    together = texts.joined(parts, said)
    looping = len(parts) > 1 and texts.degenerate(sentence, together)
    return texts.without_loops(together) if looping else together


def _threads() -> int:
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(THREADS, available or 1)


def _batches(encoded: Iterable[tuple[str, list[str]]], threads: int) -> Iterator[list[tuple[str, list[str]]]]:
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
