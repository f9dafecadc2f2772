"""Cache of earlier translations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from baikonur_align.model import Tool
from baikonur_align.translation.attention import Attention
from baikonur_align.translation.chain import Translator
from baikonur_align.translation.machine import HYPOTHESES, Progress

CHUNK = 512  # sentences translated between two writes to the cache; a killed job loses so many


class Memory(Protocol):
    """A store of translations by engine signature and text."""

    def get_many(self, signature: str, texts: Sequence[str]) -> Mapping[str, str]:
        """The stored translations of `texts`, by text."""
        ...

    def put_many(self, signature: str, translations: Mapping[str, str]) -> None:
        """Store translations by text."""
        ...


class Remembering:
    """A translator that looks a sentence up in a memory first and stores what it translates."""

    def __init__(self, translator: Translator, memory: Memory) -> None:
        self._translator, self._memory = translator, memory

    @property
    def signature(self) -> str:
        return self._translator.signature

    def tool(self) -> Tool:
        return self._translator.tool()

    def translate(self, sentences: Sequence[str], progress: Progress | None = None) -> list[str]:
        several = self._memory.get_many(self._several, sentences)
        best = {sentence: lines.split("\n")[0] for sentence, lines in several.items()}
        return self._asked(self.signature, self._translator.translate, sentences, progress, best)

    def alternatives(
        self, sentences: Sequence[str], progress: Progress | None = None
    ) -> list[list[str]]:
        def ask(texts: Sequence[str], report: Progress) -> list[str]:
            return ["\n".join(said) for said in self._translator.alternatives(texts, report)]

        return [
            lines.split("\n") for lines in self._asked(self._several, ask, sentences, progress, {})
        ]

    def attention(self, pairs: Sequence[tuple[str, str]]) -> list[Attention | None]:
        return self._translator.attention(pairs)

    @property
    def _several(self) -> str:
        """The key of stored alternatives, which are stored as the lines of one text."""
        return f"{self.signature}|hypotheses:{HYPOTHESES}"

    def _asked(
        self,
        signature: str,
        ask: Callable[[Sequence[str], Progress], list[str]],
        sentences: Sequence[str],
        progress: Progress | None,
        known: Mapping[str, str],
    ) -> list[str]:
        """The texts in `known` or stored under `signature`; the others by `ask`, then stored."""
        wanted = list(dict.fromkeys(sentence for sentence in sentences if sentence.strip()))
        known = {**known, **self._memory.get_many(signature, wanted)}
        missing = sorted((sentence for sentence in wanted if sentence not in known), key=len)

        def report(done: int, _total: int) -> None:
            if progress:
                progress(len(sentences) * (len(known) + done) // len(wanted), len(sentences))

        for start in range(0, len(missing), CHUNK):
            chunk = missing[start : start + CHUNK]
            said = dict(zip(chunk, ask(chunk, report), strict=True))
            self._memory.put_many(signature, said)
            known |= said
        if progress:
            progress(len(sentences), len(sentences))
        return [known.get(sentence, "") for sentence in sentences]


def remembering(translator: Translator, memory: Memory) -> Translator:
    """`translator` with `memory` as a cache in front of it."""
    return Remembering(translator, memory)
